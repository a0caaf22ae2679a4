/* A new migration in the clothes of its format. */
#include "cli/history/history.h"

#include "parser/sql/files.h"
#include "parser/sql/lexer.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHORT_VERSION = 8, /* digits: shorter ones count, longer ones are times */
    TIME_VERSION = 14  /* YYYYMMDDHHMMSS */
};

typedef struct Composing {
    Arena *arena;
    const NewMigration *migration;
    const HistoryFormat *format;
    const char *folder, *version, *name;
    size_t part; /* the one at hand; part_count: all of them as one text */
    NewFile *files;
    size_t count;
} Composing;

/* ---- names ----------------------------------------------------------------------------------------------------------- */

/* A file name takes letters, digits, - and _; everything else becomes _. */
static const char *file_name_of(Arena *arena, const char *name)
{
    char *safe = sd_arena_copy(arena, name, strlen(name));

    for (char *c = safe; *c; c++) {
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", *c)) {
            *c = '_';
        }
    }
    return safe;
}

/* The greatest version that is a time, "" when there is none. */
static const char *latest_time(const History *history, const HistoryFormat *format)
{
    const char *latest = "";

    for (size_t i = 0; i < history->count && format->role; i++) {
        const char *path = history->files[i].path;

        if (format->role(&history->files[i]) == ROLE_RUN && strspn(path, "0123456789") == TIME_VERSION &&
            strncmp(path, latest, TIME_VERSION) > 0) {
            latest = sd_arena_copy(history->arena, path, TIME_VERSION);
        }
    }
    return latest;
}

/* The migration begins where all others end, so it has to run behind them, also behind one whose version lies in the
 * future: then it gets the version that follows.  A minute has no second 60. */
static const char *behind_latest(const History *history, const HistoryFormat *format, const char *stamp, size_t ahead)
{
    const char *latest = latest_time(history, format), *next;
    unsigned long long number;

    if (strlen(stamp) != TIME_VERSION || strcmp(stamp, latest) > 0) {
        return stamp;
    }
    number = strtoull(latest, NULL, 10) + 1 + ahead;
    next = sd_arena_format(history->arena, "%llu", number % 100 >= 60 ? number + 40 : number);
    sd_diag_say(history->diag, SEVERITY_WARNING, sd_nowhere(),
                "the version %s of a migration in \"%s\" lies in the future: the new one is %s, to run behind it",
                latest, history->source, next)
        ->hint = "rename it to the time at which it was made, unless it was applied somewhere";
    return next;
}

/* A folder that counts its migrations (000007_add.up.sql) gets the next number, as wide as the others; any other the
 * time. */
static const char *version_of(const History *history, const HistoryFormat *format, time_t clock, size_t ahead)
{
    time_t ahead_of_clock = clock + (time_t) ahead;
    struct tm then;
    unsigned long long last = 0;
    size_t width = 0;
    char stamp[64];

    for (size_t i = 0; i < history->count && format->role; i++) {
        const char *path = history->files[i].path;
        const char *digits = path + strcspn(path, "0123456789");
        size_t length = strspn(digits, "0123456789");

        if (format->role(&history->files[i]) == ROLE_RUN && length && digits[length] == '_') {
            unsigned long long number = 0;

            for (size_t k = 0; k < length && length < SHORT_VERSION; k++) {
                number = number * 10 + (unsigned long long) (digits[k] - '0');
            }
            last = number > last ? number : last;
            width = length > width ? length : width;
        }
    }
    if (width && width < SHORT_VERSION) {
        return sd_arena_format(history->arena, "%0*llu", (int) width, last + 1 + ahead);
    }
    (void) gmtime_r(&ahead_of_clock, &then);
    if (format->written.dashed) {
        (void) strftime(stamp, sizeof stamp, "%Y-%m-%d-%H%M%S", &then);
    } else {
        (void) strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &then);
    }
    return behind_latest(history, format, sd_arena_copy(history->arena, stamp, strlen(stamp)), ahead);
}

static const char *expand(const Composing *composing, const char *template)
{
    Text text = sd_text(composing->arena);

    for (; *template; template ++) {
        if (*template != '%') {
            sd_text_char(&text, *template);
        } else {
            sd_text_put(&text, *++template == 'v' ? composing->version : composing->name);
        }
    }
    return text.bytes;
}

static const char *within_folder(const Composing *composing, const char *template)
{
    size_t length = strlen(composing->folder);
    const char *slash = length && composing->folder[length - 1] == '/' ? "" : "/";

    return sd_arena_format(composing->arena, "%s%s%s", composing->folder, slash, expand(composing, template));
}

/* ---- text ------------------------------------------------------------------------------------------------------------ */

/* Runners that cut a file at its semicolons take a statement whole that stands between two marks. */
static void put_wrapped(Text *text, const char *sql, const char *const wrap[2])
{
    const SourceText source = { .name = "", .bytes = sql, .length = strlen(sql) };
    size_t count, at = 0;
    Piece *pieces = sd_cut_statements(text->arena, &source, &count);

    for (size_t i = 0; i < count; i++) {
        size_t start = pieces[i].start, end = pieces[i].end, behind = end + (sql[end] == ';');

        sd_lexer_trim(sql, &start, &end);
        if (memchr(sql + start, ';', end - start)) {
            sd_text_put_bytes(text, sql + at, start - at);
            sd_text_format(text, "%s\n%.*s\n%s", wrap[0], (int) (behind - start), sql + start, wrap[1]);
            at = behind;
        }
    }
    sd_text_put(text, sql + at);
}

static void put_sql(const Composing *composing, Text *text, const char *sql)
{
    if (composing->format->written.wrap[0]) {
        put_wrapped(text, sql, composing->format->written.wrap);
    } else {
        sd_text_put(text, sql);
    }
}

/* Each line behind a prefix, which loses its blank where the line is empty. */
static void put_prefixed(Text *text, const char *lines, const char *prefix)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n"), ahead = strlen(prefix);

        sd_text_put_bytes(text, prefix, length || prefix[ahead - 1] != ' ' ? ahead : ahead - 1);
        sd_text_put_bytes(text, lines, length);
        sd_text_put(text, "\n");
        lines += length + (lines[length] == '\n');
    }
}

static void put_back_comment(const Composing *composing, Text *text)
{
    sd_text_format(text, "\n-- The way back: %s.\n--\n", composing->migration->back_remark);
    put_prefixed(text, composing->migration->back, "-- ");
}

static bool is_first(const Composing *composing)
{
    return composing->part == 0 || composing->part == composing->migration->part_count;
}

static const char said_before[] = "-- The way back of all parts is that of the first.\n";

/* In the same file, as the format has it. */
static void put_back_section(const Composing *composing, Text *text)
{
    const NewLook *look = &composing->format->written;

    sd_text_put(text, "\n");
    if (look->back) {
        sd_text_format(text, "%s\n\n", look->back);
    }
    if (!is_first(composing)) {
        sd_text_put(text, look->back_prefix ? "--rollback empty\n" : said_before);
    } else if (look->back_prefix) {
        put_prefixed(text, composing->migration->back, look->back_prefix);
    } else {
        sd_text_format(text, "-- %s\n\n", composing->migration->back_remark);
        put_sql(composing, text, composing->migration->back);
    }
}

static const NewPart *part_of(const Composing *composing)
{
    return composing->part < composing->migration->part_count ? &composing->migration->parts[composing->part] : NULL;
}

/* The part at hand, or all of them. */
static Text text_forth(const Composing *composing, BackForm form, bool has_file)
{
    const NewLook *look = &composing->format->written;
    const NewPart *part = part_of(composing);
    const char *first = part && part->outside_transaction && look->first_alone ? look->first_alone : look->first;
    Text text = sd_text(composing->arena);

    if (first) {
        sd_text_format(&text, "%s\n\n", expand(composing, first));
    }
    if (part && composing->migration->part_count > 1) {
        sd_text_format(&text, "-- Part: %zu of %zu\n", composing->part + 1, composing->migration->part_count);
    }
    sd_text_put(&text, composing->migration->head);
    put_sql(composing, &text, part ? part->sql : composing->migration->forth);
    if (form == BACK_COMMENT && is_first(composing)) {
        put_back_comment(composing, &text);
    } else if (form == BACK_OWN && !has_file) {
        put_back_section(composing, &text);
    }
    return text;
}

static Text text_back(const Composing *composing)
{
    Text text = sd_text(composing->arena);

    if (!is_first(composing)) {
        sd_text_put(&text, said_before);
        return text;
    }
    sd_text_format(&text, "-- Way back of: %s\n-- %s\n\n", composing->migration->name,
                   composing->migration->back_remark);
    sd_text_put(&text, composing->migration->back);
    return text;
}

/* ---- files ----------------------------------------------------------------------------------------------------------- */

static const HistoryFormat *row_named(const char *name)
{
    for (const HistoryFormat *format = sd_history_formats; format->name; format++) {
        if (strcmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* Beside x.up.sql is x.down.sql, and so it is beside x.sql. */
static const char *path_beside(Arena *arena, const char *path)
{
    const char *end = ends_with(path, ".up.sql") ? ".up.sql" : ".sql";

    return sd_arena_format(arena, "%.*s.down.sql", (int) (strlen(path) - strlen(end)), path);
}

static BackForm form_of(const Composing *composing, bool is_file)
{
    const NewLook *look = &composing->format->written;
    bool has_place = look->back_file ? !look->back_is_odd && is_file : look->back || look->back_prefix;

    if (!composing->migration->back) {
        return BACK_NONE;
    }
    if (composing->migration->back_form != BACK_BY_FORMAT) {
        return composing->migration->back_form;
    }
    return has_place ? BACK_OWN : BACK_COMMENT;
}

static void add_file(Composing *composing, const char *path, Text text)
{
    composing->files = sd_arena_grow(composing->arena, composing->files, composing->count, sizeof *composing->files);
    composing->files[composing->count++] = (NewFile){ .path = path, .text = text };
}

static void compose_alone(Composing *composing, const char *path)
{
    bool is_stream = strcmp(path, "-") == 0;
    BackForm form = form_of(composing, ends_with(path, ".up.sql"));
    bool has_file = form == BACK_OWN && !composing->format->written.back && !composing->format->written.back_prefix;

    if (has_file && is_stream) {
        form = BACK_COMMENT;
        has_file = false;
    }
    composing->part = composing->migration->part_count;
    add_file(composing, path, text_forth(composing, form, has_file));
    if (has_file) {
        add_file(composing, path_beside(composing->arena, path), text_back(composing));
    }
}

static void compose_part(Composing *composing)
{
    const NewLook *look = &composing->format->written;
    BackForm form = form_of(composing, true);
    bool has_file = form == BACK_OWN && look->back_file;

    add_file(composing, within_folder(composing, look->file), text_forth(composing, form, has_file));
    if (has_file) {
        add_file(composing, within_folder(composing, look->back_file), text_back(composing));
    }
    if (part_of(composing)->outside_transaction && look->beside_alone) {
        Text beside = sd_text(composing->arena);

        sd_text_put(&beside, look->beside_text);
        add_file(composing, within_folder(composing, look->beside_alone), beside);
    }
}

static Status compose_in_folder(Composing *composing, History *history)
{
    const NewMigration *migration = composing->migration;
    const NewLook *look = &composing->format->written;
    const char *name = composing->name;

    if (!look->file) {
        sd_diag_say(history->diag, SEVERITY_ERROR, sd_nowhere(), "the migrations of \"%s\" are listed by %s itself",
                    history->source, composing->format->name)
            ->hint = sd_arena_format(history->arena, "make one with %s, then write into it: --output FILE.sql",
                                     composing->format->name);
        return SD_INPUT;
    }
    for (composing->part = 0; composing->part < migration->part_count; composing->part++) {
        if (look->always_opens && part_of(composing)->outside_transaction) {
            sd_diag_say(history->diag, SEVERITY_WARNING, sd_nowhere(),
                        "%s runs every file in a transaction, and part %zu cannot be in one", composing->format->name,
                        composing->part + 1)
                ->hint = "run that file with psql";
        }
        composing->version = version_of(history, composing->format, migration->clock, composing->part);
        composing->name =
            composing->part ? sd_arena_format(composing->arena, "%s_%zu", name, composing->part + 1) : name;
        compose_part(composing);
    }
    return SD_OK;
}

Status sd_history_compose(NewFile **files, size_t *count, Arena *arena, const char *output, const char *format,
                          const NewMigration *migration, Diag *diag)
{
    History history = { .arena = arena, .diag = diag, .source = output };
    Composing composing = { .arena = arena,
                            .migration = migration,
                            .folder = output,
                            .version = "1",
                            .name = file_name_of(arena, migration->name) };
    Status status = SD_OK;

    if (strcmp(output, "-") == 0 || ends_with(output, ".sql")) {
        composing.format = row_named(format ? format : "plain");
    }
    if (composing.format) {
        compose_alone(&composing, output);
    } else {
        status = sd_history_open(&history, &composing.format, format);
        status = status == SD_OK ? compose_in_folder(&composing, &history) : status;
    }
    *files = composing.files;
    *count = composing.count;
    return status;
}
