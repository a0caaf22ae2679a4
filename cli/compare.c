#include "cli/compare.h"
#include "cli/column_order.h"

#include "cli/effects.h"
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
    const Profile *profile = options->profile ? sd_profile_named(options->profile) : NULL;

    *rules = (ReadRules){ .in_surroundings = options->schemas != NULL,
                          .of_server = options->managed != NULL,
                          .profile = profile,
                          .migration_format = options->migration_format,
                          .ask = ORACLE_VALUES,
                          .scratch = options->scratch };
    for (size_t i = 0; options->managed && options->managed[i]; i++) {
        if (strcmp(options->managed[i], "roles") != 0) {
            sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "--manage takes roles, not \"%s\"", options->managed[i]);
            return SD_INPUT;
        }
    }
    if (options->profile && !profile) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "there is no profile \"%s\"", options->profile)->hint =
            "schemadiff knows plain and supabase";
        return SD_INPUT;
    }
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

/* Long enough for a lock that is held for moments, short enough for those who wait behind.  A statement under a strong lock that
 * takes longer than the second is one that reads or writes every row. */
static const char lock_timeout[] = "3s", statement_timeout[] = "10s";

static const char *timeout(const char *stated, const char *usual)
{
    const char *value = stated ? stated : usual;

    return strcmp(value, "none") == 0 ? NULL : value;
}

static const Online *online_of(const Options *options)
{
    Online *online = options->online ? sd_arena_alloc(options->arena, sizeof *online) : NULL;

    if (online) {
        online->lock_timeout = timeout(options->lock_timeout, lock_timeout);
        online->statement_timeout = timeout(options->statement_timeout, statement_timeout);
    }
    return online;
}

PlanRules sd_plan_rules(const Options *options, const Pair *pair)
{
    return (PlanRules){ .schemas = options->schemas,
                        .online = online_of(options),
                        .profile = pair->profile,
                        .of_server = options->managed != NULL,
                        .no_owner = options->no_owner,
                        .no_privileges = options->no_privileges,
                        .allow_all_drops = options->allow_all_drops,
                        .allowed_drops = options->allowed_drops };
}

static void print_server(const Plan *plan, const Options *options)
{
    if (plan->server_count && options->verbose) {
        sd_print_line(options, "%zu difference%s in roles, their members and settings %s left alone (%s)",
                      plan->server_count, plan->server_count == 1 ? "" : "s", plan->server_count == 1 ? "is" : "are",
                      options->managed ? "--allow-drops=role drops those that are not declared" : "--manage roles");
    }
}

/* Who named no profile is told that one was chosen, and who wants to know how much it took. */
static void print_profile(const Plan *plan, const Pair *pair, const Options *options)
{
    bool is_one = plan->left_count == 1;

    if (plan->left_count && (options->verbose || !options->profile)) {
        sd_print_line(options, "%zu difference%s left alone by profile %s: %s (--profile plain shows %s)",
                      plan->left_count, is_one ? " is" : "s are", pair->profile->name, pair->profile->summary,
                      is_one ? "it" : "them");
    }
}

static void report_column_order(const Comparison *comparison, const Options *options)
{
    size_t count =
        sd_note_column_order(options->verbose ? comparison->diag : NULL, comparison->pair.from, comparison->pair.to);

    if (count && !options->verbose) {
        sd_print_line(options, "%zu table%s columns in another order, which no statement changes (--verbose names %s)",
                      count, count == 1 ? " has its" : "s have their", count == 1 ? "it" : "them");
    }
}

Comparison sd_compare(const char *from, const char *to, const Options *options, bool is_reversed)
{
    Comparison comparison = { .diag = sd_diag_new(), .status = EXIT_TROUBLE };
    ReadRules reading;
    Status status = sd_read_rules(&reading, options, comparison.diag);

    if (status == SD_OK) {
        status = sd_pair_read(&comparison.pair, from, to, &reading, comparison.diag);
    }
    if (status == SD_OK) {
        PlanRules rules = sd_plan_rules(options, &comparison.pair);

        comparison.was = is_reversed ? sd_catalog_copy(comparison.pair.from) : NULL;
        status = sd_plan(&comparison.plan, comparison.pair.from, comparison.pair.to, &rules, comparison.diag);
    }
    if (status == SD_OK) {
        report_column_order(&comparison, options);
    }
    sd_print_diag(comparison.diag, options);
    if (status == SD_OK) {
        sd_print_undetermined(comparison.plan, options);
        print_server(comparison.plan, options);
        print_profile(comparison.plan, &comparison.pair, options);
        comparison.status = sd_plan_is_empty(comparison.plan) ? EXIT_SAME
                            : comparison.plan->held_count     ? EXIT_REFUSED
                                                              : EXIT_DIFFERENT;
    }
    return comparison;
}

static void print_in_the_way(const Plan *plan, const Effects *effects, const Options *options)
{
    for (size_t i = 0; i < plan->count; i++) {
        const Effects *of = &effects[i];

        if (of->rows && strcmp(of->rows, "0") != 0) {
            sd_print_line(options, "in the way: %s: %s%s%s", of->preflight.words, of->rows,
                          of->example ? ", such as " : "", of->example ? of->example : "");
        } else if (!of->rows && of->preflight.query) {
            sd_print_line(options, "not counted: %s", of->preflight.words);
        }
    }
}

/* The rows are those of what is there now. */
static void count_rows(const Comparison *comparison, Effects *effects, const Options *options, Diag *diag)
{
    const char *from = options->argument_count > 1 ? options->arguments[0] : options->from;

    if (!options->preflight) {
        return;
    }
    if (!from || !sd_source_is_live(from)) {
        sd_print_line(options, "--preflight counts rows of a live database, and %s is none", from ? from : "nothing");
    } else if (sd_effects_count(effects, comparison->plan, from, diag) == SD_OK) {
        print_in_the_way(comparison->plan, effects, options);
    }
}

const Effects *sd_comparison_effects(const Comparison *comparison, const Options *options)
{
    Diag *diag = sd_diag_new();
    Effects *effects = sd_plan_effects(comparison->plan, diag);

    if (effects) {
        count_rows(comparison, effects, options, diag);
    }
    for (size_t i = 0; i < diag->count; i++) {
        if (diag->messages[i].severity == SEVERITY_ERROR) {
            fprintf(stderr, "warning: %s%s\n", effects ? "" : "nobody could tell what the migration locks and loses: ",
                    diag->messages[i].sentence);
            break;
        }
    }
    sd_diag_free(diag);
    return effects;
}

void sd_comparison_free(Comparison *comparison)
{
    sd_plan_free(comparison->plan);
    sd_catalog_free(comparison->was);
    sd_pair_free(&comparison->pair);
    sd_diag_free(comparison->diag);
}
