/* What each action of a plan does to those who use the database: the judgement of `report` (parser/hazard) on the
 * statements that the plan becomes, handed to the emitter. */
#ifndef SD_CLI_EFFECTS_H
#define SD_CLI_EFFECTS_H

#include "emitter/emitter.h"

/* One for each action of the plan, in the plan's arena.  Leaves the catalogs of the plan as they are.  NULL, and every
 * problem in diag, when the statements could not be judged. */
Effects *sd_plan_effects(const Plan *plan, Diag *diag);

/* Counts the rows that stand in the way of each action on a server.  SD_SERVER, and effects as they were, when there is
 * none. */
Status sd_effects_count(Effects *effects, const Plan *plan, const char *conninfo, Diag *diag) SD_MUST_USE;

#endif
