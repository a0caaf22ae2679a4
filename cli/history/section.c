/* Annotations: comments by which a tool tells the part of a file that goes forward from the one that goes back. */
#include "cli/history/history.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

static size_t skip_blanks(const char *line, size_t length, size_t at)
{
    while (at < length && is_blank(line[at])) {
        at++;
    }
    return at;
}

/* Whether a line begins with the words of a mark.  A blank in the mark stands for any number of them, none included
 * behind the dashes; options may follow ("-- migrate:up transaction:false"). */
static bool is_mark(const char *line, size_t length, const char *mark)
{
    size_t at = skip_blanks(line, length, 0);

    for (; *mark; mark++) {
        if (*mark == ' ') {
            size_t behind = skip_blanks(line, length, at);

            if (behind == at && mark[-1] != '-') {
                return false;
            }
            at = behind;
        } else if (at == length || lower(line[at]) != *mark) {
            return false;
        } else {
            at++;
        }
    }
    return at == length || is_blank(line[at]);
}

static size_t line_length(const SourceText *text, size_t at)
{
    const char *end = memchr(text->bytes + at, '\n', text->length - at);

    return end ? (size_t) (end - text->bytes) - at : text->length - at;
}

bool sd_history_has_mark(const SourceText *text, const char *mark)
{
    for (size_t at = 0; at < text->length; at += line_length(text, at) + 1) {
        if (is_mark(text->bytes + at, line_length(text, at), mark)) {
            return true;
        }
    }
    return false;
}

void sd_history_blank(Arena *arena, SourceText *text, const SectionMarks *marks)
{
    char *copy;
    bool runs = marks->up == NULL;

    if (!marks->down) {
        return;
    }
    copy = sd_arena_copy(arena, text->bytes, text->length);
    for (size_t at = 0; at < text->length; at += line_length(text, at) + 1) {
        size_t length = line_length(text, at);

        if (marks->up && is_mark(text->bytes + at, length, marks->up)) {
            runs = true;
        } else if (is_mark(text->bytes + at, length, marks->down)) {
            runs = false;
        }
        if (!runs) {
            memset(copy + at, ' ', length);
        }
    }
    text->bytes = copy;
}
