/* The way back that a migration of a file brings along: a section, lines of comment, or a file beside it. */
#include "cli/history/history.h"

#include "cli/file.h"

#include <string.h>
#include <unistd.h>

/* How a file with the way back is called, after the one with the way forth. */
static const struct {
    const char *forth, *back; /* ends of the path; forth may hold more of it in front */
    const char *begins;       /* of the file's name, in place of which `instead` stands; NULL: nothing */
    const char *instead;
} beside[] = {
    { ".up.sql", ".down.sql", NULL, NULL },        { "/up.sql", "/down.sql", NULL, NULL },
    { "/migration.sql", "/down.sql", NULL, NULL }, { ".sql", ".sql", "V", "U" },
    { ".sql", ".down.sql", NULL, NULL },           { ".sql", ".sql", "", "down/" },
    { ".sql", ".sql", "", "../revert/" },
};

/* Prefixes of lines that hold it in the file itself. */
static const struct {
    const char *begins; /* a line from which on such lines count; NULL: everywhere */
    const char *prefix;
} lines[] = {
    { NULL, "--rollback" },
    { "-- the way back:", "--" },
};

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* The path of a row's file, or NULL when the path is none of its kind. */
static const char *path_beside(Arena *arena, const char *path, size_t row)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *begins = beside[row].begins ? beside[row].begins : "";
    size_t length = strlen(path) - strlen(beside[row].forth);

    if (!ends_with(path, beside[row].forth) || strncmp(name, begins, strlen(begins)) != 0) {
        return NULL;
    }
    return sd_arena_format(
        arena, "%.*s%s%.*s%s", (int) (name - path), path, beside[row].instead ? beside[row].instead : "",
        (int) (length - (size_t) (name - path) - strlen(begins)), name + strlen(begins), beside[row].back);
}

static bool read_beside(SourceText *back, Arena *arena, const char *path)
{
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        const char *found = path_beside(arena, path, i);

        if (found && strcmp(found, path) != 0 && access(found, R_OK) == 0) {
            Diag *diag = sd_diag_new();
            bool fine = sd_file_read(back, arena, found, diag) == SD_OK;

            sd_diag_free(diag);
            return fine;
        }
    }
    return false;
}

static bool begins_line(const char *line, size_t length, const char *words)
{
    size_t i = 0;

    for (; words[i]; i++) {
        char c = i < length ? line[i] : '\0';

        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != words[i]) {
            return false;
        }
    }
    return true;
}

/* Keeps what stands behind the prefix, and blanks everything else, so that places stay those of the file. */
static bool keep_lines(SourceText *back, Arena *arena, const SourceText *whole, const char *begins, const char *prefix)
{
    char *copy = sd_arena_copy(arena, whole->bytes, whole->length);
    bool counts = begins == NULL, any = false;

    for (size_t at = 0, length; at < whole->length; at += length + 1) {
        const char *end = memchr(copy + at, '\n', whole->length - at);
        bool is_kept = counts && begins_line(whole->bytes + at, whole->length - at, prefix);

        length = end ? (size_t) (end - copy) - at : whole->length - at;
        counts |= begins && begins_line(copy + at, length, begins);
        any |= is_kept;
        memset(copy + at, ' ', is_kept ? strlen(prefix) : length);
    }
    *back = (SourceText){ .name = whole->name, .bytes = copy, .length = whole->length };
    return any;
}

static const HistoryFormat *format_with_sections(const SourceText *text)
{
    for (const HistoryFormat *format = sd_history_formats; format->name; format++) {
        const char *mark = format->marks.up ? format->marks.up : format->marks.down;

        if (mark && sd_history_has_mark(text, mark)) {
            return format;
        }
    }
    return NULL;
}

void sd_history_forth(Arena *arena, SourceText *text)
{
    const HistoryFormat *format = format_with_sections(text);

    if (format) {
        sd_history_blank(arena, text, &format->marks);
    }
}

bool sd_history_back(SourceText *back, Arena *arena, const SourceText *whole)
{
    const HistoryFormat *format = format_with_sections(whole);

    if (format && sd_history_has_mark(whole, format->marks.down)) {
        const SectionMarks marks = { .up = format->marks.down,
                                     .down = format->marks.up ? format->marks.up : format->marks.down };

        *back = *whole;
        sd_history_blank(arena, back, &marks);
        return true;
    }
    if (read_beside(back, arena, whole->name)) {
        return true;
    }
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (keep_lines(back, arena, whole, lines[i].begins, lines[i].prefix)) {
            return true;
        }
    }
    return false;
}
