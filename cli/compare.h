/* What diff, check and generate have in common: two sources, one plan, one exit status. */
#ifndef SD_CLI_COMPARE_H
#define SD_CLI_COMPARE_H

#include "cli/options.h"
#include "cli/source.h"
#include "emitter/emitter.h"

typedef struct Comparison {
    Pair pair;
    Catalog *was; /* FROM as it was read: planning takes out of pair.from what is no difference; NULL: not kept */
    Plan *plan;
    Diag *diag;
    ExitStatus status; /* EXIT_SAME, EXIT_DIFFERENT, EXIT_REFUSED; EXIT_TROUBLE when plan is NULL */
} Comparison;

/* What the options say about reading sources; SD_INPUT when they cannot be understood. */
Status sd_read_rules(ReadRules *rules, const Options *options, Diag *diag) SD_MUST_USE;

/* What they say about comparing. */
PlanRules sd_plan_rules(const Options *options, const Pair *pair);

/* Compares, and prints everything there is to say on standard error.  is_reversed: the way back is asked for as well
 * (sd_way_back).  Free with sd_comparison_free in any case. */
Comparison sd_compare(const char *from, const char *to, const Options *options, bool is_reversed);

/* What each action of the plan does to others, for the emitter; NULL, said on standard error, when that is not known.  Counts
 * rows that stand in the way where options ask for it, and says how many there are. */
const Effects *sd_comparison_effects(const Comparison *comparison, const Options *options);

void sd_comparison_free(Comparison *comparison);

#endif
