#include "cli/assert.h"
#include "cli/back.h"
#include "cli/file.h"
#include "cli/history/history.h"
#include "cli/print.h"
#include "emitter/emitter.h"
#include "model/snapshot.h"

#include <string.h>
#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Where migrations go when nobody says: the folder of the Supabase CLI when the project has one. */
static const char *default_folder(void)
{
    struct stat status;

    return stat("supabase/migrations", &status) == 0 && S_ISDIR(status.st_mode) ? "supabase/migrations" : "migrations";
}

/* A catalog's fingerprint: equal for equal schemas, on every machine. */
static void put_fingerprint(Text *text, const char *side, const char *source, const Catalog *catalog)
{
    Text json = sd_text(text->arena);
    XXH128_hash_t hash;

    sd_snapshot_write(&json, catalog);
    hash = XXH3_128bits(json.bytes, json.length);
    sd_text_format(text, "-- schemadiff: %s %016llx%016llx", side, (unsigned long long) hash.high64,
                   (unsigned long long) hash.low64);
    sd_text_format(text, " (%s)\n", sd_source_shown(text->arena, source));
}

/* Lines of the summary joined to one description, cut at a readable length. */
static void put_description(Text *text, const Plan *plan)
{
    enum { SHOWN = 4 };
    Text summary = sd_text(text->arena);
    size_t lines = 0;

    sd_emit_summary(&summary, plan);
    sd_text_put(text, "-- Description: ");
    for (const char *line = summary.bytes; *line;) {
        size_t length = strcspn(line, "\n");

        if (lines < SHOWN) {
            sd_text_put(text, lines ? "; " : "");
            sd_text_put_bytes(text, line, length);
        }
        lines++;
        line += length + (line[length] == '\n');
    }
    if (lines > SHOWN) {
        sd_text_format(text, "; and %zu more", lines - SHOWN);
    }
    sd_text_put(text, "\n");
}

static Text head_of(const Comparison *comparison, const Options *options, const NewMigration *migration)
{
    Text text = sd_text(comparison->plan->arena);
    char date[64];

    (void) strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", migration->now);
    sd_text_format(&text, "-- Migration: %s\n-- Date: %s\n", migration->name, date);
    put_description(&text, comparison->plan);
    put_fingerprint(&text, "from", options->from, comparison->pair.from);
    put_fingerprint(&text, "to", options->to, comparison->pair.to);
    sd_text_put(&text, "\n");
    return text;
}

static bool read_form(BackForm *form, const char *word)
{
    static const struct {
        const char *word;
        BackForm form;
    } words[] = { { "", BACK_OWN }, { "file", BACK_OWN }, { "comment", BACK_COMMENT }, { "none", BACK_NONE } };

    *form = BACK_BY_FORMAT;
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, word) == 0) {
            *form = words[i].form;
            return true;
        }
    }
    return !word;
}

/* Writes the files, or to standard output. */
static Status write_files(const NewFile *files, size_t count, const Options *options, Diag *diag)
{
    OutputFile *output = sd_arena_alloc(files[0].text.arena, count * sizeof *output);
    Status status;

    if (strcmp(files[0].path, "-") == 0) {
        const Text *text = &files[0].text;

        return fwrite(text->bytes, 1, text->length, stdout) == text->length && fflush(stdout) == 0 ? SD_OK : SD_IO;
    }
    for (size_t i = 0; i < count; i++) {
        output[i] = (OutputFile){ files[i].path, files[i].text.bytes, files[i].text.length };
    }
    status = sd_file_write_all(output, count, diag);
    for (size_t i = 0; i < count && status == SD_OK; i++) {
        sd_print_line(options, "wrote %s", files[i].path);
    }
    return status;
}

/* Writes the migration with its way back into a folder, into the file that is named, or to standard output. */
static Status write_migration(Comparison *comparison, const Options *options, const char *name, BackForm form)
{
    Arena *arena = comparison->plan->arena;
    time_t clock = time(NULL);
    struct tm now;
    Text forth = sd_text(arena), head;
    NewMigration migration = { .name = name, .clock = clock, .now = &now, .back_form = form };
    WayBack back = { 0 };
    Diag *diag = sd_diag_new();
    const Effects *effects = sd_comparison_effects(comparison, options);
    EmittedPart *parts = sd_emit_parts(comparison->plan, effects, &migration.part_count);
    NewPart *new_parts = sd_arena_alloc(arena, (migration.part_count + 1) * sizeof *new_parts);
    NewFile *files;
    size_t count;
    Status status;

    (void) gmtime_r(&clock, &now);
    head = head_of(comparison, options, &migration);
    sd_emit_sql(&forth, comparison->plan, effects);
    for (size_t i = 0; i < migration.part_count; i++) {
        new_parts[i] = (NewPart){ .sql = parts[i].sql, .outside_transaction = parts[i].outside_transaction };
    }
    if (options->asserts) {
        Text checks = sd_text(arena);

        sd_assert_put(&checks, comparison->plan);
        sd_text_put(&forth, checks.bytes);
        new_parts[migration.part_count++] = (NewPart){ .sql = checks.bytes };
    }
    migration.parts = new_parts;
    migration.head = head.bytes;
    migration.forth = forth.bytes;
    if (form != BACK_NONE) {
        Options plain = *options;

        plain.online = false; /* the file it stands in may be run as one transaction */
        back = sd_way_back(comparison, &plain, true);
        migration.back = back.sql.bytes;
        migration.back_remark = back.remark;
    }
    status = sd_history_compose(&files, &count, arena, options->output ? options->output : default_folder(),
                                options->migration_format, &migration, diag);
    if (status == SD_OK) {
        status = write_files(files, count, options, diag);
    }
    sd_print_diag(diag, options);
    sd_plan_free(back.plan);
    sd_diag_free(diag);
    return status;
}

ExitStatus sd_run_generate(const Options *options)
{
    const char *name = options->argument_count ? options->arguments[0] : "schema_change";
    Comparison comparison;
    ExitStatus status;
    BackForm form;

    if (!options->from || !options->to) {
        fprintf(stderr,
                "schemadiff generate: error: %s is missing\n"
                "hint: schemadiff generate %s --from postgres://localhost/app --to schema/\n",
                !options->from ? "--from (what is there now)" : "--to (what is wanted)", name);
        return EXIT_TROUBLE;
    }
    if (!read_form(&form, options->down)) {
        fprintf(stderr,
                "schemadiff generate: error: there is no way back of form \"%s\"\nhint: file, comment or none\n",
                options->down);
        return EXIT_TROUBLE;
    }
    comparison = sd_compare(options->from, options->to, options, true);
    status = comparison.status;
    if (status == EXIT_SAME) {
        sd_print_line(options, "nothing to do: the two are the same");
    } else if (status != EXIT_TROUBLE) {
        size_t held = comparison.plan->held_count;

        if (write_migration(&comparison, options, name, form) != SD_OK) {
            status = EXIT_TROUBLE;
        } else if (status == EXIT_REFUSED) {
            sd_print_line(options,
                          "%zu step%s that would lose data held back; the migration says which option allows "
                          "each",
                          held, held == 1 ? "" : "s");
        } else {
            status = EXIT_SAME; /* a complete migration was written */
        }
    }
    sd_comparison_free(&comparison);
    return status;
}
