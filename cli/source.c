#include "cli/source.h"

#include "cli/file.h"
#include "cli/git.h"
#include "cli/history/history.h"
#include "cli/print.h"
#include "emitter/emitter.h"
#include "model/secret.h"
#include "model/snapshot.h"

#include <string.h>

typedef enum SourceType {
    SOURCE_FILES,
    SOURCE_GIT,
    SOURCE_MIGRATIONS,
    SOURCE_PROGRAM,
    SOURCE_LIVE,
    SOURCE_SNAPSHOT,
    SOURCE_EMPTY
} SourceType;

/* How a source is recognised: the first row whose beginning (or end) fits. */
static const struct {
    const char *begins, *ends, *holds;
    SourceType type;
} spellings[] = {
    { .begins = "postgres://", .type = SOURCE_LIVE },   { .begins = "postgresql://", .type = SOURCE_LIVE },
    { .begins = "snapshot:", .type = SOURCE_SNAPSHOT }, { .begins = "empty:", .type = SOURCE_EMPTY },
    { .begins = "git:", .type = SOURCE_GIT },           { .begins = "migrations:", .type = SOURCE_MIGRATIONS },
    { .begins = "exec:", .type = SOURCE_PROGRAM },      { .ends = ".json", .type = SOURCE_SNAPSHOT },
    { .holds = "service=", .type = SOURCE_LIVE },       { .holds = "dbname=", .type = SOURCE_LIVE },
    { .holds = "host=", .type = SOURCE_LIVE },
};

typedef struct Source {
    const char *spelling, *migration_format;
    SourceType type;
    SourceText *texts;
    size_t text_count;
    Files *files;
    Live *live;
    Catalog *catalog;
    bool is_loaded; /* into a scratch server: what is read is what that made of the files */
} Source;

static SourceType type_of(const char *spelling)
{
    size_t length = strlen(spelling);

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const char *begins = spellings[i].begins, *ends = spellings[i].ends, *holds = spellings[i].holds;

        if (begins && strncmp(spelling, begins, strlen(begins)) == 0) {
            return spellings[i].type;
        }
        if (ends && length > strlen(ends) && strcmp(spelling + length - strlen(ends), ends) == 0) {
            return spellings[i].type;
        }
        if (holds && strstr(spelling, holds)) {
            return spellings[i].type;
        }
    }
    return SOURCE_FILES;
}

/* Starts what takes time elsewhere: connects, and sends every query. */
static Status begin(Source *source, const ReadRules *rules, Diag *diag)
{
    return source->type == SOURCE_LIVE ? sd_live_open(&source->live, source->spelling, rules->of_server, diag) : SD_OK;
}

static bool is_of_files(const Source *source)
{
    return source->type == SOURCE_FILES || source->type == SOURCE_GIT || source->type == SOURCE_MIGRATIONS ||
           source->type == SOURCE_PROGRAM;
}

/* exec:COMMAND: the shell runs it, as it does what stands in a Makefile. */
static Status run_program(Source *source, Arena *arena, Diag *diag)
{
    const char *words[] = { "sh", "-c", source->spelling + strlen("exec:"), NULL };
    char *output;
    size_t length;

    if (!sd_file_run(arena, words, "", 0, &output, &length)) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the program of \"%s\" did not end in 0", source->spelling)
            ->hint = "it must print SQL on its standard output";
        return SD_IO;
    }
    source->texts = sd_arena_alloc(arena, sizeof *source->texts);
    source->texts[0] = (SourceText){ .name = source->spelling, .bytes = output, .length = length };
    source->text_count = 1;
    return SD_OK;
}

/* Reads the texts of a source of files. */
static Status collect(Source *source, Arena *arena, Diag *diag)
{
    if (source->type == SOURCE_FILES && strcmp(source->spelling, "-") == 0) {
        source->texts = sd_arena_alloc(arena, sizeof *source->texts);
        source->text_count = 1;
        return sd_file_read(source->texts, arena, "-", diag);
    }
    if (source->type == SOURCE_FILES) {
        return sd_file_collect(&source->texts, &source->text_count, arena, source->spelling, diag);
    }
    if (source->type == SOURCE_GIT) {
        return sd_git_collect(&source->texts, &source->text_count, arena, source->spelling, sd_file_is_sql, diag);
    }
    if (source->type == SOURCE_PROGRAM) {
        return run_program(source, arena, diag);
    }
    return sd_history_collect(&source->texts, &source->text_count, arena, source->spelling + strlen("migrations:"),
                              source->migration_format, diag);
}

/* Loads the texts into a database of their own, which is what will be read. */
static Status load(Source *source, Scratch *scratch, Diag *diag)
{
    LoadRules rules = { .in_order = source->type == SOURCE_MIGRATIONS };
    const char *conninfo;
    Status status = sd_scratch_database(&conninfo, scratch, diag);

    if (status == SD_OK) {
        status = sd_scratch_load(scratch, conninfo, source->texts, source->text_count, &rules, diag);
    }
    source->is_loaded = true;
    return status == SD_OK ? sd_live_open(&source->live, conninfo, false, diag) : status;
}

/* Reads files and parses them, while servers work; or loads them into one. */
static Status parse(Source *source, Arena *arena, Scratch *scratch, Diag *diag)
{
    Status status = is_of_files(source) ? collect(source, arena, diag) : SD_OK;

    if (status != SD_OK || !is_of_files(source)) {
        return status;
    }
    if (scratch) {
        return load(source, scratch, diag);
    }
    status = sd_files_parse(&source->files, source->texts, source->text_count, diag);
    if (status == SD_OK && source->type == SOURCE_MIGRATIONS) {
        sd_files_in_order(source->files);
    }
    return status;
}

static Status read_snapshot(Source *source, Arena *arena, Names *names, Diag *diag)
{
    const char *path = source->spelling;
    SourceText text;
    Status status;

    if (strncmp(path, "snapshot:", strlen("snapshot:")) == 0) {
        path += strlen("snapshot:");
    }
    status = sd_file_read(&text, arena, path, diag);
    return status == SD_OK ? sd_snapshot_read(&source->catalog, names, text.name, text.bytes, text.length, diag)
                           : status;
}

/* Reads what stands on its own: servers and snapshots. */
static Status read_alone(Source *source, Arena *arena, Names *names, Diag *diag)
{
    if (source->live) {
        return sd_live_read(&source->catalog, source->live, names, diag);
    }
    switch (source->type) {
    case SOURCE_SNAPSHOT:
        return read_snapshot(source, arena, names, diag);
    case SOURCE_EMPTY:
    case SOURCE_LIVE:
    case SOURCE_FILES:
    case SOURCE_GIT:
    case SOURCE_MIGRATIONS:
    case SOURCE_PROGRAM:
        break;
    }
    return SD_OK;
}

static void keep_first(Status *status, Status next)
{
    if (*status == SD_OK) {
        *status = next;
    }
}

/* What the definitions of both sides mean; a server is asked only when that leaves something open. */
static void decide(Pair *pair, Live *live, OracleLimit limit)
{
    if (sd_analyse(pair->from, pair->to) && live) {
        sd_oracle_decide(live, pair->from, pair->to, limit);
    }
}

/* Starts the scratch server when there is something to load, before anything else: it comes up meanwhile. */
static Status start_scratch(Scratch **scratch, const Source *sources, const ReadRules *rules, Diag *diag)
{
    *scratch = NULL;
    if (!rules->scratch || !(is_of_files(&sources[0]) || is_of_files(&sources[1]))) {
        return SD_OK;
    }
    return sd_scratch_start(scratch, rules->scratch, diag);
}

static void take_comments(Catalog *catalog, const Catalog *files)
{
    Arena *arena = catalog->arena;

    for (size_t i = 0; i < files->told_count; i++) {
        catalog->told = sd_arena_grow(arena, catalog->told, catalog->told_count, sizeof *catalog->told);
        catalog->told[catalog->told_count++] = files->told[i];
    }
    for (size_t i = 0; i < files->backfill_count; i++) {
        Backfill backfill = files->backfills[i];

        backfill.sql = sd_arena_copy(arena, backfill.sql, strlen(backfill.sql));
        catalog->backfills = sd_arena_grow(arena, catalog->backfills, catalog->backfill_count, sizeof backfill);
        catalog->backfills[catalog->backfill_count++] = backfill;
    }
}

/* A server reads no comments.  What those of files say (renames, backfills) is taken from the files, as far as they can be
 * read here: what a younger grammar is needed for has no comments for us. */
static void read_comments(const Source *source, Catalog *into, Names *names)
{
    Diag *unheard = sd_diag_new();
    Files *files = NULL;
    Catalog *catalog = NULL;
    Status parsed = sd_files_parse(&files, source->texts, source->text_count, unheard), read;

    if (source->type == SOURCE_MIGRATIONS) {
        sd_files_in_order(files);
    }
    read = sd_files_read(&catalog, files, names, NULL, false, unheard);
    (void) parsed;
    (void) read;
    if (catalog) {
        take_comments(into, catalog);
    }
    sd_catalog_free(catalog);
    sd_files_free(files);
    sd_diag_free(unheard);
}

/* Interprets files, each with the other side at hand, and takes off what loading has put on. */
static Status finish(Source *source, const Source *other, Names *names, bool in_surroundings, Diag *diag)
{
    const Catalog *known = other->files ? NULL : other->catalog;

    if (source->is_loaded) {
        sd_scratch_disown(source->catalog, known && !other->is_loaded ? known->role : NULL);
        read_comments(source, source->catalog, names);
    }
    return source->files ? sd_files_read(&source->catalog, source->files, names, known, in_surroundings, diag) : SD_OK;
}

/* A platform is recognised by what is there, not by what files say. */
static const Profile *choose_profile(const Profile *named, const Source *sources, size_t count)
{
    const Profile *profile = named ? named : sd_profiles;

    for (size_t i = 0; i < count && !named && profile == sd_profiles; i++) {
        profile = sd_profile_of(sources[i].catalog);
    }
    return profile;
}

static Status read_sources(Source *sources, size_t count, Pair *pair, Scratch *scratch, const ReadRules *rules,
                           Diag *diag)
{
    Status status = SD_OK;
    bool in_surroundings;

    for (size_t i = 0; i < count; i++) {
        keep_first(&status, begin(&sources[i], rules, diag));
    }
    for (size_t i = 0; i < count; i++) {
        keep_first(&status, parse(&sources[i], pair->arena, scratch, diag));
    }
    for (size_t i = 0; i < count && status == SD_OK; i++) {
        keep_first(&status, read_alone(&sources[i], pair->arena, pair->names, diag));
    }
    pair->profile = choose_profile(rules->profile, sources, count);
    in_surroundings = rules->in_surroundings || pair->profile->in_surroundings;
    for (size_t i = 0; i < count && status == SD_OK; i++) {
        if (sources[i].type == SOURCE_EMPTY) {
            sources[i].catalog = sd_empty_read(pair->names, count == 2 ? sources[1 - i].catalog : NULL);
        }
    }
    for (size_t i = 0; i < count && status == SD_OK; i++) {
        keep_first(&status, finish(&sources[i], &sources[1 - i], pair->names, in_surroundings, diag));
    }
    return status == SD_OK && diag->errors ? SD_INPUT : status;
}

Status sd_pair_read(Pair *pair, const char *from, const char *to, const ReadRules *rules, Diag *diag)
{
    Source sources[2] = {
        { .spelling = from, .type = type_of(from), .migration_format = rules->migration_format },
        { .spelling = to, .type = to ? type_of(to) : SOURCE_EMPTY, .migration_format = rules->migration_format }
    };
    Scratch *scratch;
    Status status = start_scratch(&scratch, sources, rules, diag);

    *pair = (Pair){ .arena = sd_arena_new(), .names = sd_names_new() };
    keep_first(&status, status == SD_OK ? read_sources(sources, to ? 2 : 1, pair, scratch, rules, diag) : status);
    pair->from = sources[0].catalog;
    pair->to = sources[1].catalog;
    pair->from_is_live = sources[0].type == SOURCE_LIVE;
    pair->from_files = sources[0].files;
    pair->to_files = sources[1].files;
    if (status == SD_OK && to) {
        status = sd_renames_apply(pair->from, pair->to, diag);
    }
    if (status == SD_OK && to) {
        decide(pair, sources[0].live ? sources[0].live : sources[1].live, rules->ask);
    }
    sd_live_close(sources[0].live);
    sd_live_close(sources[1].live);
    sd_scratch_stop(scratch);
    return status;
}

void sd_pair_hear(Pair *pair, const char *to, const ReadRules *rules)
{
    Source source = { .spelling = to, .type = type_of(to), .migration_format = rules->migration_format };
    Diag *unheard = sd_diag_new(); /* it was told when they were loaded */

    if (is_of_files(&source) && collect(&source, pair->arena, unheard) == SD_OK) {
        read_comments(&source, pair->to, pair->names);
    }
    sd_diag_free(unheard);
}

/* The text of a schema that was read from anything but files. */
static Status write_out(SourceText *text, const Source *source, const ReadRules *rules, Arena *arena, Diag *diag)
{
    Pair pair;
    Status status = sd_pair_read(&pair, source->spelling, NULL, rules, diag);
    Text schema = sd_text(arena);

    if (status == SD_OK) {
        sd_emit_schema(&schema, pair.from, NULL);
        *text = (SourceText){ .name = sd_source_shown(arena, source->spelling),
                              .bytes = schema.bytes,
                              .length = schema.length };
    }
    sd_pair_free(&pair);
    return status;
}

Status sd_source_texts(SourceText **texts, size_t *count, const char *spelling, const ReadRules *rules, Arena *arena,
                       Diag *diag)
{
    Source source = { .spelling = spelling, .type = type_of(spelling), .migration_format = rules->migration_format };
    Status status;

    if (!is_of_files(&source)) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "\"%s\" is no file of SQL", sd_source_shown(arena, spelling));
        return SD_INPUT;
    }
    status = collect(&source, arena, diag);
    *texts = source.texts;
    *count = source.text_count;
    return status;
}

Status sd_source_act(Scratch *scratch, const char *spelling, const ReadRules *rules, bool *acts, Diag *diag)
{
    const Source source = { .type = type_of(spelling) };
    Pair pair;
    Status status;

    *acts = false;
    if (is_of_files(&source)) {
        return SD_OK;
    }
    status = sd_pair_read(&pair, spelling, NULL, rules, diag);
    if (status == SD_OK && pair.from->role) {
        *acts = true;
        status = sd_scratch_act_as(scratch, pair.from->role, diag);
    }
    sd_pair_free(&pair);
    return status;
}

Status sd_source_load(const char **conninfo, Scratch *scratch, const char *spelling, const ReadRules *rules,
                      Arena *arena, Diag *diag)
{
    Source source = { .spelling = spelling, .type = type_of(spelling), .migration_format = rules->migration_format };
    LoadRules loading = { .in_order = source.type == SOURCE_MIGRATIONS };
    Status status = sd_scratch_database(conninfo, scratch, diag);

    if (status == SD_OK && is_of_files(&source)) {
        status = collect(&source, arena, diag);
    } else if (status == SD_OK) {
        source.texts = sd_arena_alloc(arena, sizeof *source.texts);
        source.text_count = 1;
        status = write_out(source.texts, &source, rules, arena, diag);
    }
    return status == SD_OK ? sd_scratch_load(scratch, *conninfo, source.texts, source.text_count, &loading, diag)
                           : status;
}

void sd_pair_free(Pair *pair)
{
    sd_catalog_free(pair->from);
    sd_catalog_free(pair->to);
    sd_files_free(pair->from_files);
    sd_files_free(pair->to_files);
    sd_names_free(pair->names);
    sd_arena_free(pair->arena);
}

bool sd_source_is_live(const char *spelling)
{
    return type_of(spelling) == SOURCE_LIVE;
}

const char *sd_source_shown(Arena *arena, const char *source)
{
    const char *scheme = strstr(source, "://");
    const char *at = scheme ? strrchr(scheme, '@') : NULL;
    const char *password = strstr(source, "password=");
    char *shown = sd_arena_copy(arena, source, strlen(source));

    if (at) { /* postgres://user:password@host/db, without anything that was in front of the @ */
        shown = sd_arena_format(arena, "%.*s://%s", (int) (scheme - source), source, at + 1);
        password = strstr(shown, "password=");
    }
    if (password) {
        shown = sd_arena_format(arena, "%.*s", (int) (password - (at ? shown : source)), shown);
    }
    return shown;
}

void sd_source_forget_secrets(Catalog *catalog, const Options *options)
{
    size_t count = catalog->server_version ? sd_secret_forget(catalog) : 0;

    if (count) {
        sd_print_line(options, "left the passwords of %zu server%s, user mapping%s or the like unwritten", count,
                      count == 1 ? "" : "s", count == 1 ? "" : "s");
    }
}
