#include "cli/assert.h"
#include "cli/back.h"
#include "cli/print.h"
#include "emitter/emitter.h"

#include <string.h>

static void write_summary(Text *text, const Plan *plan, const Effects *effects)
{
    (void) effects;
    sd_emit_summary(text, plan);
}

static const struct {
    const char *name;
    void (*write)(Text *text, const Plan *plan, const Effects *effects);
    bool judges; /* says what the statements do to others */
} formats[] = {
    { "sql", sd_emit_sql, true },
    { "summary", write_summary, false },
    { "json", sd_emit_json, true },
};

static void put_way_back(Text *text, Comparison *comparison, const Options *options, size_t chosen)
{
    WayBack back = sd_way_back(comparison, options, true);

    if (back.plan) {
        formats[chosen].write(text, back.plan, formats[chosen].judges ? back.effects : NULL);
    } else {
        sd_text_put(text, back.sql.bytes);
    }
    sd_plan_free(back.plan);
}

ExitStatus sd_run_diff(const Options *options)
{
    const char *format = options->format ? options->format : "sql";
    Comparison comparison;
    ExitStatus status;
    size_t chosen = 0, count = sizeof formats / sizeof *formats;

    while (chosen < count && strcmp(formats[chosen].name, format) != 0) {
        chosen++;
    }
    if (chosen == count) {
        fprintf(stderr, "schemadiff diff: error: there is no format \"%s\"\nhint: sql, summary or json\n", format);
        return EXIT_TROUBLE;
    }
    comparison = sd_compare(options->arguments[0], options->arguments[1], options, options->down != NULL);
    status = comparison.status;
    if (comparison.plan) {
        Text text = sd_text(comparison.plan->arena);

        if (options->down) {
            put_way_back(&text, &comparison, options, chosen);
        } else {
            formats[chosen].write(&text, comparison.plan,
                                  formats[chosen].judges ? sd_comparison_effects(&comparison, options) : NULL);
            if (options->asserts && chosen == 0) {
                sd_assert_put(&text, comparison.plan);
            }
        }
        if (fwrite(text.bytes, 1, text.length, stdout) != text.length || fflush(stdout) != 0) {
            status = EXIT_TROUBLE;
        }
        if (comparison.plan->held_count) {
            sd_print_line(options, "%zu step%s that would lose data held back; see the comments in the output",
                          comparison.plan->held_count, comparison.plan->held_count == 1 ? "" : "s");
        }
    }
    sd_comparison_free(&comparison);
    return status;
}

/* What a job of CI shows when it fails: a line a change that would make FROM what TO says. */
static ExitStatus print_drift(const Plan *plan, const Options *options)
{
    Text summary = sd_text(plan->arena);
    size_t lines = 0;

    sd_emit_summary(&summary, plan);
    for (const char *at = summary.bytes; *at; at++) {
        lines += *at == '\n';
    }
    if (!options->quiet && (fputs(summary.bytes, stdout) < 0 || fflush(stdout) != 0)) {
        return EXIT_TROUBLE;
    }
    sd_print_line(options, "different: %zu change%s apart (schemadiff diff writes %s)", lines, lines == 1 ? "" : "s",
                  lines == 1 ? "it" : "them");
    return EXIT_DIFFERENT;
}

ExitStatus sd_run_check(const Options *options)
{
    Comparison comparison = sd_compare(options->arguments[0], options->arguments[1], options, false);
    ExitStatus status = comparison.status == EXIT_REFUSED ? EXIT_DIFFERENT : comparison.status;

    if (comparison.plan && status == EXIT_DIFFERENT) {
        status = print_drift(comparison.plan, options);
    } else if (comparison.plan) {
        sd_print_line(options, comparison.plan->undetermined_count ? "the same, but for the undetermined places above"
                                                                   : "the same");
    }
    sd_comparison_free(&comparison);
    return status;
}
