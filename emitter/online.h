/* The online form of an action: what it comes to when people must be able to write meanwhile.
 *
 * An action is rewritten into steps, each of which either takes a strong lock for a moment or takes long without one:
 *
 *     CREATE index app.users_email_idx     drop an INVALID one that an earlier attempt left; CREATE INDEX CONCURRENTLY
 *     CREATE check app.users.positive      ADD CONSTRAINT ... NOT VALID; VALIDATE CONSTRAINT
 *     ALTER column app.users.email         ADD CHECK (email IS NOT NULL) NOT VALID; VALIDATE; SET NOT NULL; drop the check
 *
 * Each step is an action on an object that lies between the two, written by the writer of its kind, at a pace of its own
 * (Pace of emitter/writer.h); segment.c decides what shares a transaction.  What is made in the same migration has no rows,
 * and stays as it is.  Which action has such a form is a table in online.c: neither writers nor emit.c know of any.
 *
 * Facts: the manual, ALTER TABLE (Notes), CREATE INDEX (Building Indexes Concurrently), "Explicit Locking". */
#ifndef SD_EMITTER_ONLINE_H
#define SD_EMITTER_ONLINE_H

#include "emitter/writer.h"

/* Writes the steps of the action, as far as it has an online form.  Returns false for what is left to be done in the usual
 * way: action then holds that, its rows without those that are done. */
bool sd_online_write(Script *script, Action *action);

/* ---- inside ------------------------------------------------------------------------------------------------------- */

/* The relation when it was there before, so that it has rows and users; else NULL. */
const Object *sd_online_used(const Script *script, Key key);

/* The two steps of a constraint of a table. */
void sd_online_add_not_valid(Script *script, const Constraint *constraint);
void sd_online_validate(Script *script, Key constraint);

/* online_partition.c: before a foreign key of a partitioned table is added, the partitions get it.  False where that is of no use. */
bool sd_online_add_to_partitions(Script *script, const Constraint *constraint);

/* Forms of the table in online.c. */
bool sd_online_drop_partition(Script *script, Action *action);
bool sd_online_detach(Script *script, Action *action);

#endif
