#include "cli/assert.h"
#include "cli/back.h"
#include "cli/file.h"
#include "cli/history/history.h"
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
    report = json_pack("{s:b, s:o, s:{s:I, s:I, s:I}}", "proven", status_of(proof) == EXIT_SAME, "steps", steps,
                       "way_back", "exact", (json_int_t) proof->exact, "lossy", (json_int_t) proof->lossy, "impossible",
                       (json_int_t) proof->impossible);
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

static SourceText *one_text(Arena *arena, const char *name, const Text *text)
{
    SourceText *texts = sd_arena_alloc(arena, sizeof *texts);

    *texts =
        (SourceText){ .name = name, .bytes = sd_arena_copy(arena, text->bytes, text->length), .length = text->length };
    return texts;
}

/* The migration that diff would print, and its way back.  EXIT_REFUSED when a part of it is held back. */
static ExitStatus write_migration(ProofRules *rules, const Options *options, Proof *proof)
{
    Comparison comparison = sd_compare(options->from, options->to, options, true);
    Text text = sd_text(proof->arena);
    ExitStatus status = comparison.status;

    if (comparison.plan) {
        WayBack back;

        sd_emit_sql(&text, comparison.plan, NULL);
        if (options->asserts) {
            sd_assert_put(&text, comparison.plan);
        }
        rules->migration = one_text(proof->arena, "<migration>", &text);
        rules->migration_count = 1;
        back = sd_way_back(&comparison, options, false);
        proof->exact = sd_plan_count_reversal(back.plan, REVERSAL_EXACT);
        proof->lossy = sd_plan_count_reversal(back.plan, REVERSAL_LOSSY);
        proof->impossible = rules->impossible = sd_plan_count_reversal(back.plan, REVERSAL_IMPOSSIBLE);
        rules->back = back.plan ? one_text(proof->arena, "<way back>", &back.sql) : NULL;
        rules->back_count = 1;
        sd_plan_free(back.plan);
    }
    sd_comparison_free(&comparison);
    if (status == EXIT_REFUSED) {
        sd_print_line(options, "a step that would lose data is held back, so nothing can be proven; --allow-drops "
                               "allows it");
    }
    return status;
}

/* Each migration's own way back, the last first; they count only when all have one. */
static void take_way_back(ProofRules *rules, const SourceText *texts, size_t count, Proof *proof)
{
    SourceText *back = sd_arena_alloc(proof->arena, (count + 1) * sizeof *back);

    for (size_t i = 0; i < count; i++) {
        SourceText whole = texts[i];
        Diag *unheard = sd_diag_new();
        bool is_file = sd_file_read(&whole, proof->arena, texts[i].name, unheard) == SD_OK;

        sd_diag_free(unheard);
        if (!is_file || !sd_history_back(&back[count - 1 - i], proof->arena, &whole)) {
            return;
        }
    }
    rules->back = back;
    rules->back_count = count;
}

static Status append_texts(ProofRules *rules, SourceText **texts, size_t *count, const char *spelling, Proof *proof)
{
    SourceText *more = NULL;
    size_t more_count = 0;
    Status status = sd_source_texts(&more, &more_count, spelling, &rules->reading, proof->arena, proof->diag);

    for (size_t i = 0; i < more_count && status == SD_OK; i++) {
        *texts = sd_arena_grow(proof->arena, *texts, *count, sizeof **texts);
        (*texts)[(*count)++] = more[i];
    }
    return status;
}

static ExitStatus take_migration(ProofRules *rules, const Options *options, Proof *proof)
{
    SourceText *texts = NULL;
    size_t count = 0;

    if (options->argument_count == 0) {
        return write_migration(rules, options, proof);
    }
    for (size_t i = 0; i < options->argument_count; i++) {
        if (append_texts(rules, &texts, &count, options->arguments[i], proof) != SD_OK) {
            return EXIT_TROUBLE;
        }
    }
    take_way_back(rules, texts, count, proof);
    for (size_t i = 0; i < count; i++) {
        sd_history_forth(proof->arena, &texts[i]);
    }
    rules->migration = texts;
    rules->migration_count = count;
    return EXIT_SAME;
}

ExitStatus sd_run_verify(const Options *options)
{
    Proof proof = { .arena = sd_arena_new(), .diag = sd_diag_new() };
    ProofRules rules = {
        .from = options->from, .to = options->to, .no_seed = options->no_seed, .every_state = options->every_state
    };
    ExitStatus status = EXIT_TROUBLE;

    if (!options->from || !options->to) {
        fprintf(stderr, "schemadiff verify: error: %s is missing\n",
                !options->from ? "--from (what is there now)" : "--to (what is wanted)");
    } else if (options->format && strcmp(options->format, "json") != 0 && strcmp(options->format, "text") != 0) {
        fprintf(stderr, "schemadiff verify: error: there is no format \"%s\"\nhint: text or json\n", options->format);
    } else if (sd_read_rules(&rules.reading, options, proof.diag) == SD_OK) {
        status = take_migration(&rules, options, &proof);
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
