#include "cli/history/history.h"

#include "cli/file.h"
#include "cli/git.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is there ----------------------------------------------------------------------------------------------- */

/* Files that say something about migrations: SQL, and what lists or seals them. */
static bool says_something(const char *path)
{
    static const char *const ends[] = { ".sql", "/sqitch.plan", "/_journal.json", "/atlas.sum" };
    size_t length = strlen(path);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);

        if (length >= end && strcmp(path + length - end, ends[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The end of the folder's own name in the names of its texts. */
static size_t folder_length(const char *source)
{
    size_t length;

    if (strncmp(source, "git:", 4) == 0) {
        source += 4;
    }
    length = strlen(source);
    while (length && source[length - 1] == '/') {
        length--;
    }
    return length;
}

static Status look(History *history)
{
    bool is_git = strncmp(history->source, "git:", 4) == 0;
    size_t length = folder_length(history->source);
    SourceText *texts;
    Status status =
        is_git ? sd_git_collect(&texts, &history->count, history->arena, history->source, says_something, history->diag)
               : sd_file_collect_folder(&texts, &history->count, history->arena, history->source, says_something,
                                        history->diag);

    if (status != SD_OK) {
        return status;
    }
    history->files = sd_arena_alloc(history->arena, (history->count + 1) * sizeof *history->files);
    for (size_t i = 0; i < history->count; i++) {
        const char *path = texts[i].name + (strlen(texts[i].name) > length ? length : 0);

        path += strspn(path, "/");
        history->files[i] = (Migration){ .path = path, .text = texts[i] };
    }
    return SD_OK;
}

const Migration *sd_history_find(const History *history, const char *path)
{
    for (size_t i = 0; i < history->count; i++) {
        if (history->files[i].path && strcmp(history->files[i].path, path) == 0) {
            return &history->files[i];
        }
    }
    return NULL;
}

/* ---- which format ------------------------------------------------------------------------------------------------ */

static bool is_at(const char *source, const char *place)
{
    size_t length = strlen(source), end = strlen(place);

    while (length && source[length - 1] == '/') {
        length--;
    }
    return length >= end && memcmp(source + length - end, place, end) == 0;
}

/* The file by which a folder is known to be in a format; NULL: it is not. */
static const char *evidence(const History *history, const HistoryFormat *format)
{
    if ((format->place && !is_at(history->source, format->place)) ||
        (format->guide && !sd_history_find(history, format->guide))) {
        return NULL;
    }
    if (format->follow) {
        return format->guide;
    }
    for (size_t i = 0; i < history->count; i++) {
        if (format->role(&history->files[i]) == ROLE_RUN) {
            return history->files[i].path;
        }
    }
    return NULL;
}

static Status fail(const History *history, const char *sentence, const char *hint)
{
    sd_diag_say(history->diag, SEVERITY_ERROR, sd_nowhere(), "the migrations of \"%s\": %s", history->source, sentence)
        ->hint = hint;
    return SD_INPUT;
}

static const char *all_formats(Arena *arena)
{
    Text text = sd_text(arena);

    sd_text_put(&text, "the formats are");
    for (const HistoryFormat *format = sd_history_formats; format->name; format++) {
        sd_text_format(&text, "%s %s", format == sd_history_formats ? "" : ",", format->name);
    }
    return text.bytes;
}

static Status find_format(const History *history, const HistoryFormat **found)
{
    const char *first = NULL;

    *found = NULL;
    for (const HistoryFormat *format = sd_history_formats; format->name; format++) {
        const char *path = *found && format->is_weak ? NULL : evidence(history, format);

        if (path && *found) {
            return fail(history,
                        sd_arena_format(history->arena, "\"%s\" is of %s, \"%s\" of %s", first, (*found)->name, path,
                                        format->name),
                        sd_arena_format(history->arena, "--migration-format %s or %s says which of them is meant",
                                        (*found)->name, format->name));
        }
        if (path) {
            *found = format;
            first = path;
        }
    }
    return *found ? SD_OK
                  : fail(history, "none is named as a migration is",
                         "a name begins with a version, such as 20240131120000_add_users.sql; without "
                         "\"migrations:\" the folder is read as schema files");
}

static Status named_format(const History *history, const char *name, const HistoryFormat **found)
{
    for (*found = sd_history_formats; (*found)->name; (*found)++) {
        if (strcmp((*found)->name, name) == 0) {
            return (*found)->guide && !sd_history_find(history, (*found)->guide)
                       ? fail(history, sd_arena_format(history->arena, "there is no \"%s\"", (*found)->guide), NULL)
                       : SD_OK;
        }
    }
    return fail(history, sd_arena_format(history->arena, "there is no format \"%s\"", name),
                all_formats(history->arena));
}

/* Nothing there tells: the place may, and otherwise names that begin with a number do for everybody. */
static const HistoryFormat *usual_format(const History *history)
{
    const HistoryFormat *format = sd_history_formats;

    while (format[1].name && !(format->place && is_at(history->source, format->place))) {
        format++;
    }
    return format;
}

Status sd_history_open(History *history, const HistoryFormat **format, const char *name)
{
    Diag *diag = history->diag, *unheard = sd_diag_new();

    /* A folder that is not there, or empty, is no trouble. */
    history->diag = unheard;
    (void) look(history);
    history->diag = diag;
    sd_diag_free(unheard);
    for (*format = sd_history_formats; (*format)->name; (*format)++) {
        if (name ? strcmp((*format)->name, name) == 0 : evidence(history, *format) != NULL) {
            return name ? SD_OK : find_format(history, format);
        }
    }
    if (name) {
        return named_format(history, name, format);
    }
    *format = usual_format(history);
    return SD_OK;
}

/* ---- which files ------------------------------------------------------------------------------------------------- */

/* What looks like a migration and is none of the format's: an error where the format was only guessed. */
static Status check_stranger(const History *history, const HistoryFormat *format, const Migration *file, bool guessed)
{
    size_t digits = strspn(file->path, "0123456789"), length = strlen(file->path);
    bool is_sql = length > 4 && strcmp(file->path + length - 4, ".sql") == 0 && !strchr(file->path, '/');

    if (is_sql && digits && guessed && !format->is_weak) {
        return fail(
            history,
            sd_arena_format(history->arena, "\"%s\" looks like a migration, but not like one of %s (%s)", file->path,
                            format->name, format->looks),
            sd_arena_format(history->arena, "rename it, or leave it out with --migration-format %s", format->name));
    }
    if (is_sql) {
        sd_diag_say(history->diag, SEVERITY_WARNING, sd_diag_place(history->diag, file->text.name, 0, 0),
                    "left out, as it is not named like a migration of %s", format->name)
            ->hint = sd_arena_format(history->arena, "they are called %s", format->looks);
    }
    return SD_OK;
}

static Status choose(const History *history, const HistoryFormat *format, bool guessed, Migration *chosen,
                     size_t *count)
{
    Status status = SD_OK;
    size_t first = 0;

    for (size_t i = 0; i < history->count && status == SD_OK; i++) {
        const Migration *file = &history->files[i];
        FileRole role = format->role(file);

        if (role == ROLE_RUN) {
            chosen[(*count)++] = *file;
        } else if (role == ROLE_NONE) {
            status = check_stranger(history, format, file, guessed);
        }
    }
    if (format->compare && *count) {
        qsort(chosen, *count, sizeof *chosen, format->compare);
    }
    for (size_t i = 0; format->begins && i < *count; i++) {
        first = format->begins(&chosen[i]) ? i : first;
    }
    memmove(chosen, chosen + first, (*count - first) * sizeof *chosen);
    *count -= first;
    return status;
}

/* Two files of one version run in an order that no tool promises. */
static void check_versions(const History *history, const HistoryFormat *format, const Migration *chosen, size_t count)
{
    for (size_t i = 1; i < count && format->compare; i++) {
        size_t length = strspn(chosen[i].path, "0123456789");

        if (length && length == strspn(chosen[i - 1].path, "0123456789") && chosen[i].path[length] == '_' &&
            chosen[i - 1].path[length] == '_' && memcmp(chosen[i].path, chosen[i - 1].path, length) == 0) {
            sd_diag_say(history->diag, SEVERITY_WARNING, sd_diag_place(history->diag, chosen[i].text.name, 0, 0),
                        "has the version of \"%s\" and is taken to run behind it", chosen[i - 1].path)
                ->hint = "give each migration a version of its own";
        }
    }
}

/* Times of 8 and of 14 digits in one folder: tools that sort names and tools that compare numbers disagree about which runs
 * first where one begins like the other. */
static void check_widths(const History *history, const HistoryFormat *format, const Migration *chosen, size_t count)
{
    enum { SHORTEST_TIME = 8 };

    for (size_t i = 1; i < count && format->compare; i++) {
        size_t length = strspn(chosen[i].path, "0123456789"), before = strspn(chosen[i - 1].path, "0123456789");

        if (length != before && length >= SHORTEST_TIME && before >= SHORTEST_TIME &&
            memcmp(chosen[i].path, chosen[i - 1].path, length < before ? length : before) == 0) {
            sd_diag_say(history->diag, SEVERITY_WARNING, sd_diag_place(history->diag, chosen[i].text.name, 0, 0),
                        "runs behind \"%s\" by its version, but tools that sort names may run it first",
                        chosen[i - 1].path)
                ->hint = "give all versions the same number of digits; rename only what was not applied yet";
        }
    }
}

Status sd_history_collect(SourceText **texts, size_t *count, Arena *arena, const char *source, const char *name,
                          Diag *diag)
{
    History history = { .arena = arena, .diag = diag, .source = source };
    const HistoryFormat *format = NULL;
    Migration *chosen;
    Status status = look(&history);

    *texts = NULL;
    *count = 0;
    if (status == SD_OK) {
        status = name ? named_format(&history, name, &format) : find_format(&history, &format);
    }
    if (status != SD_OK) {
        return status;
    }
    chosen = sd_arena_alloc(arena, (history.count + 1) * sizeof *chosen);
    status = format->follow ? format->follow(&history, sd_history_find(&history, format->guide), chosen, count)
                            : choose(&history, format, !name, chosen, count);
    if (status != SD_OK) {
        return status;
    }
    check_versions(&history, format, chosen, *count);
    check_widths(&history, format, chosen, *count);
    *texts = sd_arena_alloc(arena, (*count + 1) * sizeof **texts);
    for (size_t i = 0; i < *count; i++) {
        sd_history_blank(arena, &chosen[i].text, &format->marks);
        (*texts)[i] = chosen[i].text;
    }
    (void) sd_diag_say(diag, SEVERITY_NOTE, sd_nowhere(), "\"%s\" is read as migrations of %s: %zu file%s", source,
                       format->name, *count, *count == 1 ? "" : "s");
    return SD_OK;
}
