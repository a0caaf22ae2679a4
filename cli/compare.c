#include "cli/compare.h"

#include "cli/print.h"

#include <string.h>

static const struct {
    const char *name;
    OracleLimit limit;
} limits[] = {
    { "nothing", ORACLE_NOTHING },
    { "values", ORACLE_VALUES },
    { "definitions", ORACLE_DEFINITIONS },
};

Status sd_read_rules(ReadRules *rules, const Options *options, Diag *diag)
{
    *rules = (ReadRules){ .in_surroundings = options->schemas != NULL,
                          .migration_format = options->migration_format,
                          .ask = ORACLE_VALUES,
                          .scratch = options->scratch };
    for (size_t i = 0; options->ask && i < sizeof limits / sizeof *limits; i++) {
        if (strcmp(limits[i].name, options->ask) == 0) {
            rules->ask = limits[i].limit;
            return SD_OK;
        }
    }
    if (options->ask) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "--ask takes nothing, values or definitions, not \"%s\"",
                    options->ask);
    }
    return options->ask ? SD_INPUT : SD_OK;
}

Comparison sd_compare(const char *from, const char *to, const Options *options)
{
    Comparison comparison = { .diag = sd_diag_new(), .status = EXIT_TROUBLE };
    PlanRules rules = {
        .schemas = options->schemas,
        .allow_all_drops = options->allow_all_drops,
        .allowed_drops = options->allowed_drops,
    };
    ReadRules reading;
    Status status = sd_read_rules(&reading, options, comparison.diag);

    if (status == SD_OK) {
        status = sd_pair_read(&comparison.pair, from, to, &reading, comparison.diag);
    }
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
