#include "cli/compare.h"

#include "cli/print.h"

Comparison sd_compare(const char *from, const char *to, const Options *options)
{
    Comparison comparison = { .diag = sd_diag_new(), .status = EXIT_TROUBLE };
    PlanRules rules = {
        .schemas = options->schemas,
        .allow_all_drops = options->allow_all_drops,
        .allowed_drops = options->allowed_drops,
    };
    Status status = sd_pair_read(&comparison.pair, from, to, options->schemas != NULL, comparison.diag);

    if (status == SD_OK) {
        status = sd_plan(&comparison.plan, comparison.pair.from, comparison.pair.to, &rules, comparison.diag);
    }
    sd_print_diag(comparison.diag, options);
    if (status == SD_OK) {
        sd_print_undetermined(comparison.plan, options);
        comparison.status = sd_plan_is_empty(comparison.plan) ? EXIT_SAME
                            : comparison.plan->held_count     ? EXIT_REFUSED
                                                              : EXIT_DIFFERENT;
    }
    return comparison;
}

void sd_comparison_free(Comparison *comparison)
{
    sd_plan_free(comparison->plan);
    sd_pair_free(&comparison->pair);
    sd_diag_free(comparison->diag);
}
