/* What a second run of the script must leave alone.
 *
 * DROP ... IF EXISTS bears a second run, but not always: the dropped half of a replace would meet the new object,
 * with what was made to need it since (and refuse), or with rows (and lose them).  ALTER COLUMN ... TYPE refuses
 * likewise when a new view reads the column.  Such statements run only while the change that started the replace is
 * still to come, which a test on the catalog tells.
 *
 * Everything that steps aside for one change shares its test; where no such thing can happen nothing is tested, and
 * the script reads as a person would write it. */
#ifndef SD_EMITTER_AGAIN_H
#define SD_EMITTER_AGAIN_H

#include "emitter/writer.h"

typedef struct Again Again;

/* In the plan's arena. */
Again *sd_again_new(const Plan *plan, const Fold *fold);

/* SQL that is true once the statements of the action have done their work and must not run again, or NULL when
 * they may. */
const char *sd_again_done(const Again *again, Script *script, size_t at);

#endif
