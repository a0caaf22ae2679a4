#include "cli/compare.h"
#include "cli/print.h"
#include "cli/proof.h"
#include "emitter/emitter.h"

#include <jansson.h>
#include <string.h>

static const char *const words[] = {
    [STEP_OK] = "ok",
    [STEP_FAILED] = "failed",
    [STEP_SKIPPED] = "skipped",
    [STEP_TROUBLE] = "trouble",
};

static ExitStatus status_of(const Proof *proof)
{
    ExitStatus status = EXIT_SAME;

    for (size_t i = 0; i < proof->count; i++) {
        if (proof->steps[i].result == STEP_TROUBLE) {
            return EXIT_TROUBLE;
        }
        status = proof->steps[i].result == STEP_FAILED ? EXIT_DIFFERENT : status;
    }
    return status;
}

/* ---- the report ------------------------------------------------------------------------------------------------- */

static void write_text(Text *text, const Proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        const Step *step = &proof->steps[i];

        sd_text_format(text, "%-8s %-12s %s\n", words[step->result], step->name, step->sentence);
        for (size_t j = 0; j < step->detail_count; j++) {
            sd_text_format(text, "%22s%s\n", "", step->details[j]);
        }
    }
}

static void write_json(Text *text, const Proof *proof)
{
    json_t *steps = json_array(), *report;
    char *bytes;

    for (size_t i = 0; i < proof->count; i++) {
        const Step *step = &proof->steps[i];
        json_t *details = json_array();

        for (size_t j = 0; j < step->detail_count; j++) {
            json_array_append_new(details, json_string(step->details[j]));
        }
        json_array_append_new(steps, json_pack("{s:s, s:s, s:s, s:o}", "step", step->name, "result",
                                               words[step->result], "sentence", step->sentence, "details", details));
    }
    report = json_pack("{s:b, s:o}", "proven", status_of(proof) == EXIT_SAME, "steps", steps);
    bytes = json_dumps(report, JSON_INDENT(2));
    sd_text_put(text, bytes ? bytes : "");
    sd_text_put(text, "\n");
    free(bytes);
    json_decref(report);
}

static ExitStatus print_report(const Proof *proof, const Options *options)
{
    Text text = sd_text(proof->arena);

    if (options->format && strcmp(options->format, "json") == 0) {
        write_json(&text, proof);
    } else {
        write_text(&text, proof);
    }
    if (fwrite(text.bytes, 1, text.length, stdout) != text.length || fflush(stdout) != 0) {
        return EXIT_TROUBLE;
    }
    return status_of(proof);
}

/* ---- the migration ------------------------------------------------------------------------------------------------ */

/* The migration that diff would print.  EXIT_REFUSED when a part of it is held back. */
static ExitStatus write_migration(SourceText *migration, const Options *options, Arena *arena)
{
    Comparison comparison = sd_compare(options->from, options->to, options);
    Text text = sd_text(arena);
    ExitStatus status = comparison.status;

    if (comparison.plan) {
        sd_emit_sql(&text, comparison.plan, NULL);
        *migration = (SourceText){ .name = "<migration>", .bytes = text.bytes, .length = text.length };
    }
    sd_comparison_free(&comparison);
    if (status == EXIT_REFUSED) {
        sd_print_line(options, "a step that would lose data is held back, so nothing can be proven; --allow-drops "
                               "allows it");
    }
    return status;
}

static ExitStatus take_migration(SourceText **texts, size_t *count, const Options *options, const ReadRules *reading,
                                 Proof *proof)
{
    if (options->argument_count == 0) {
        *texts = sd_arena_alloc(proof->arena, sizeof **texts);
        *count = 1;
        return write_migration(*texts, options, proof->arena);
    }
    return sd_source_texts(texts, count, options->arguments[0], reading, proof->arena, proof->diag) == SD_OK
               ? EXIT_SAME
               : EXIT_TROUBLE;
}

ExitStatus sd_run_verify(const Options *options)
{
    Proof proof = { .arena = sd_arena_new(), .diag = sd_diag_new() };
    ProofRules rules = {
        .from = options->from, .to = options->to, .no_seed = options->no_seed, .every_state = options->every_state
    };
    SourceText *migration = NULL;
    ExitStatus status = EXIT_TROUBLE;

    if (!options->from || !options->to) {
        fprintf(stderr, "schemadiff verify: error: %s is missing\n",
                !options->from ? "--from (what is there now)" : "--to (what is wanted)");
    } else if (options->format && strcmp(options->format, "json") != 0 && strcmp(options->format, "text") != 0) {
        fprintf(stderr, "schemadiff verify: error: there is no format \"%s\"\nhint: text or json\n", options->format);
    } else if (sd_read_rules(&rules.reading, options, proof.diag) == SD_OK) {
        status = take_migration(&migration, &rules.migration_count, options, &rules.reading, &proof);
        rules.migration = migration;
    }
    if (status == EXIT_SAME || status == EXIT_DIFFERENT) {
        sd_prove(&proof, &rules);
        status = print_report(&proof, options);
    }
    sd_print_diag(proof.diag, options);
    sd_diag_free(proof.diag);
    sd_arena_free(proof.arena);
    return status;
}
