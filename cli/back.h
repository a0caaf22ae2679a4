/* The way back of a comparison: what takes a database from --to to --from again. */
#ifndef SD_CLI_BACK_H
#define SD_CLI_BACK_H

#include "cli/compare.h"
#include "emitter/emitter.h"

typedef struct WayBack {
    Plan *plan;         /* NULL: there is none */
    Effects *effects;   /* of its actions, or NULL */
    Text sql;           /* commented with what each step brings back; one comment when there is none */
    const char *remark; /* "2 steps exact, 1 lossy" */
} WayBack;

/* Plans and writes it.  is_kept: it goes where people keep it, so that no password of a server is in it.  The comparison
 * was made to be reversed, and its plan must have been written by then: its catalogs are used up.
 * Lives as long as the comparison does; sd_plan_free the plan before. */
WayBack sd_way_back(Comparison *comparison, const Options *options, bool is_kept);

#endif
