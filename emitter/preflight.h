/* Rows that stand in the way: what a step asks of rows that are there, as a query that counts those that do not fit.
 *
 *     SET NOT NULL             SELECT count(*) FROM app.users WHERE email IS NULL
 *     UNIQUE (email)           SELECT count(*) FROM (SELECT ... FROM app.users GROUP BY email HAVING count(*) > 1) AS k
 *
 * Written into the migration for whoever runs it, and asked of a server where somebody wants that. */
#ifndef SD_EMITTER_PREFLIGHT_H
#define SD_EMITTER_PREFLIGHT_H

#include "differ/differ.h"

typedef struct Preflight {
    const char *words;   /* what is counted: "rows with NULL in column app.users.email" */
    const char *query;   /* SELECT count(*) ... */
    const char *example; /* the same with an example beside the number: a key, or the value itself */
} Preflight;

/* False where the action asks nothing of rows, or nothing that one query can tell. */
bool sd_preflight(Preflight *preflight, const Plan *plan, const Action *action);

#endif
