#include "cli/compare.h"
#include "cli/file.h"
#include "cli/history/history.h"
#include "cli/print.h"
#include "cli/report.h"
#include "emitter/emitter.h"

#include <string.h>

/* The migrations to be judged, and the schema they meet. */
typedef struct Subject {
    Arena *arena;
    Pair before;
    Files *earlier; /* migrations that stand before them in their folder; NULL: a source says what is there */
    Catalog *catalog;
    Files *files;
    Hazards *hazards;
} Subject;

static void subject_free(Subject *subject)
{
    sd_hazards_free(subject->hazards);
    if (subject->earlier) {
        sd_catalog_free(subject->catalog);
        sd_files_free(subject->earlier);
    }
    sd_files_free(subject->files);
    sd_pair_free(&subject->before);
    sd_arena_free(subject->arena);
}

static const char *folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? sd_arena_copy(arena, path, (size_t) (slash - path)) : ".";
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The number of the text that is the file, or `count`. */
static size_t find_text(const SourceText *texts, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(base_name(texts[i].name), base_name(path)) == 0) {
            return i;
        }
    }
    return count;
}

/* The migrations that are judged, in the order in which they run, which need not be that of their names; in *first the number
 * of the first among all of the folder. */
static Status take_in_order(const Options *options, const SourceText *texts, size_t count, SourceText *judged,
                            size_t *first, Diag *diag)
{
    size_t taken = 0;

    for (size_t i = 0; i < options->argument_count; i++) {
        if (find_text(texts, count, options->arguments[i]) == count) {
            sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "\"%s\" is no migration of its folder",
                        options->arguments[i])
                ->hint = "--from SOURCE says what is there before it";
            return SD_INPUT;
        }
    }
    *first = count;
    for (size_t at = 0; at < count; at++) {
        for (size_t i = 0; i < options->argument_count; i++) {
            if (find_text(texts, count, options->arguments[i]) == at) {
                *first = taken ? *first : at;
                judged[taken++] = texts[at]; /* without what only the way back would run */
            }
        }
    }
    return SD_OK;
}

/* Without a source, what is there before a migration is what those before it in its folder made. */
static Status read_earlier(Subject *subject, const Options *options, SourceText *judged, Diag *diag)
{
    const char *folder = folder_of(subject->arena, options->arguments[0]);
    SourceText *texts;
    size_t count, first;
    Status status = sd_history_collect(&texts, &count, subject->arena, folder, options->migration_format, diag);

    if (status != SD_OK) {
        return status;
    }
    status = take_in_order(options, texts, count, judged, &first, diag);
    if (status != SD_OK) {
        return status;
    }
    subject->before.names = sd_names_new();
    status = sd_files_parse(&subject->earlier, texts, first, diag);
    if (status == SD_OK) {
        sd_files_in_order(subject->earlier);
        status = sd_files_read(&subject->catalog, subject->earlier, subject->before.names, NULL, false, diag);
    }
    return status;
}

static Status read_before(Subject *subject, const Options *options, SourceText *judged, Diag *diag)
{
    ReadRules rules;
    Status status = sd_read_rules(&rules, options, diag);

    if (status == SD_OK && !options->from) {
        return read_earlier(subject, options, judged, diag);
    }
    if (status == SD_OK) {
        status = sd_pair_read(&subject->before, options->from, NULL, &rules, diag);
        subject->catalog = subject->before.from;
    }
    return status;
}

/* The migration that the comparison of two sources would write, as plain statements. */
static Status plan_text(SourceText *text, Arena *arena, const Options *options)
{
    Comparison comparison = sd_compare(options->from, options->to, options, false);
    Text sql = sd_text(arena);
    Status status = comparison.plan ? SD_OK : SD_INPUT;

    if (comparison.plan) {
        sd_emit_plain(&sql, comparison.plan, NULL);
    }
    *text = (SourceText){ .name = "migration", .bytes = sql.bytes, .length = sql.length };
    sd_comparison_free(&comparison);
    return status;
}

static Status read_judged(SourceText *judged, Arena *arena, const Options *options, Diag *diag)
{
    Status status = SD_OK;

    if (options->to) {
        return plan_text(judged, arena, options);
    }
    for (size_t i = 0; i < options->argument_count && status == SD_OK; i++) {
        status = sd_file_read(&judged[i], arena, options->arguments[i], diag);
    }
    return status;
}

static Status judge(Subject *subject, const Options *options, Diag *diag)
{
    size_t count = options->to ? 1 : options->argument_count;
    SourceText *judged = sd_arena_alloc(subject->arena, count * sizeof *judged);
    Status status = read_judged(judged, subject->arena, options, diag);

    if (status == SD_OK) {
        status = read_before(subject, options, judged, diag);
    }
    if (status == SD_OK) {
        status = sd_files_parse(&subject->files, judged, count, diag);
    }
    return status == SD_OK ? sd_hazards_read(&subject->hazards, subject->catalog, subject->files, diag) : status;
}

static bool complain(const char *sentence, const char *hint)
{
    fprintf(stderr, "schemadiff report: error: %s\nhint: %s\n", sentence, hint);
    return false;
}

/* Finds the format and the level at which the command ends in 1; `never` is no level. */
static bool choose(const ReportFormat **format, HazardLevel *level, const Options *options)
{
    const char *name = options->format ? options->format : "text";
    const char *fail_on = options->fail_on ? options->fail_on : "error";

    for (*format = sd_report_formats; (*format)->name && strcmp((*format)->name, name) != 0;) {
        (*format)++;
    }
    if (!(*format)->name) {
        return complain("there is no such format", "--format text, markdown or json");
    }
    if (strcmp(fail_on, "never") == 0) {
        *level = LEVEL_ERROR + 1;
    } else if (!sd_report_level(level, fail_on)) {
        return complain("there is no such level", "--fail-on error, warning, note or never");
    }
    if (!options->argument_count && !(options->from && options->to)) {
        return complain("nothing says which migration is meant",
                        "schemadiff report migrations/0007_add.sql, or --from and --to");
    }
    if (options->argument_count && options->to) {
        return complain("--to stands for the migration, and one is named", "name one, or give --from and --to");
    }
    return true;
}

ExitStatus sd_run_report(const Options *options)
{
    const ReportFormat *format;
    HazardLevel level;
    Subject subject = { .arena = NULL };
    Diag *diag;
    ExitStatus exit_status = EXIT_TROUBLE;

    if (!choose(&format, &level, options)) {
        return EXIT_TROUBLE;
    }
    diag = sd_diag_new();
    subject.arena = sd_arena_new();
    if (judge(&subject, options, diag) == SD_OK) {
        Text text = sd_text(subject.arena);

        format->write(&text, subject.hazards);
        exit_status = sd_report_count(subject.hazards, level) ? EXIT_DIFFERENT : EXIT_SAME;
        if (fwrite(text.bytes, 1, text.length, stdout) != text.length || fflush(stdout) != 0) {
            exit_status = EXIT_TROUBLE;
        }
    }
    sd_print_diag(diag, options);
    if (exit_status == EXIT_TROUBLE && !options->from) {
        sd_print_line(
            options,
            "the migrations before it in its folder were taken for what is there; --from SOURCE says otherwise, "
            "such as --from postgres://localhost/app");
    }
    sd_diag_free(diag);
    subject_free(&subject);
    return exit_status;
}
