#include "cli/compare.h"
#include "cli/file.h"
#include "cli/print.h"
#include "emitter/emitter.h"
#include "model/snapshot.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

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

/* A file name takes letters, digits, - and _; everything else becomes _. */
static char *file_name_of(Arena *arena, const char *name)
{
    char *safe = sd_arena_copy(arena, name, strlen(name));

    for (char *c = safe; *c; c++) {
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", *c)) {
            *c = '_';
        }
    }
    return safe;
}

static Text migration_text(const Comparison *comparison, const Options *options, const char *name, const struct tm *now)
{
    Text text = sd_text(comparison->plan->arena);
    char date[64];

    (void) strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", now);
    sd_text_format(&text, "-- Migration: %s\n-- Date: %s\n", name, date);
    put_description(&text, comparison->plan);
    put_fingerprint(&text, "from", options->from, comparison->pair.from);
    put_fingerprint(&text, "to", options->to, comparison->pair.to);
    sd_text_put(&text, "\n");
    sd_emit_sql(&text, comparison->plan, sd_comparison_effects(comparison));
    return text;
}

/* Writes the migration into a folder, into the file that is named, or to standard output. */
static Status write_migration(const Text *text, const Options *options, const char *name, const struct tm *now,
                              Diag *diag)
{
    const char *output = options->output ? options->output : default_folder();
    size_t length = strlen(output);
    const char *path = output;
    char stamp[32];
    Status status;

    if (strcmp(output, "-") == 0) {
        return fwrite(text->bytes, 1, text->length, stdout) == text->length && fflush(stdout) == 0 ? SD_OK : SD_IO;
    }
    if (length < 4 || strcmp(output + length - 4, ".sql") != 0) {
        (void) strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", now);
        path = sd_arena_format(text->arena, "%s/%s_%s.sql", output, stamp, file_name_of(text->arena, name));
    }
    status = sd_file_write(path, text->bytes, text->length, diag);
    if (status == SD_OK) {
        sd_print_line(options, "wrote %s", path);
    }
    return status;
}

ExitStatus sd_run_generate(const Options *options)
{
    const char *name = options->argument_count ? options->arguments[0] : "schema_change";
    time_t clock = time(NULL);
    struct tm now;
    Comparison comparison;
    ExitStatus status;

    if (!options->from || !options->to) {
        fprintf(stderr,
                "schemadiff generate: error: %s is missing\n"
                "hint: schemadiff generate %s --from postgres://localhost/app --to schema/\n",
                !options->from ? "--from (what is there now)" : "--to (what is wanted)", name);
        return EXIT_TROUBLE;
    }
    (void) gmtime_r(&clock, &now);
    comparison = sd_compare(options->from, options->to, options);
    status = comparison.status;
    if (status == EXIT_SAME) {
        sd_print_line(options, "nothing to do: the two are the same");
    } else if (status != EXIT_TROUBLE) {
        Diag *diag = sd_diag_new();
        Text text = migration_text(&comparison, options, name, &now);

        if (write_migration(&text, options, name, &now, diag) != SD_OK) {
            sd_print_diag(diag, options);
            status = EXIT_TROUBLE;
        } else if (status == EXIT_REFUSED) {
            sd_print_line(options,
                          "%zu step%s that would lose data held back; the migration says which option allows "
                          "each",
                          comparison.plan->held_count, comparison.plan->held_count == 1 ? "" : "s");
        } else {
            status = EXIT_SAME; /* a complete migration was written */
        }
        sd_diag_free(diag);
    }
    sd_comparison_free(&comparison);
    return status;
}
