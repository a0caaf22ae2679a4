#include "parser/live/value.h"

#include <string.h>
#include <strings.h>

/* One item: quoted with backslash escapes, or bare up to a comma or brace; a bare NULL is no value.  Returns what
 * follows, or NULL. */
static const char *read_item(ArrayItem *item, Arena *arena, const char *at)
{
    bool quoted = *at == '"';
    const char *from = quoted ? ++at : at;
    char *to;

    while (*at && (quoted ? *at != '"' : *at != ',' && *at != '}' && *at != '{')) {
        at += *at == '\\' && at[1] ? 2 : 1;
    }
    if (!*at) {
        return NULL;
    }
    item->bytes = to = sd_arena_alloc(arena, (size_t) (at - from) + 1);
    for (; from < at; from++) {
        from += *from == '\\';
        *to++ = *from;
    }
    item->length = (size_t) (to - item->bytes);
    item->is_null = !quoted && strcasecmp(item->bytes, "NULL") == 0;
    return quoted ? at + 1 : at;
}

bool sd_value_array(ArrayValue *out, Arena *arena, const char *text)
{
    size_t depth = 0, in_row = 0;

    memset(out, 0, sizeof *out);
    if (*text == '[') { /* "[0:1]={...}": lower bounds other than 1 */
        text = strchr(text, '=');
        text = text ? text + 1 : "";
    }
    do {
        if (*text == '{') {
            depth++;
            in_row = 0;
            text++;
        } else if (*text == '}') {
            if (depth == 0) {
                return false;
            }
            depth--;
            if (in_row && out->row_length && in_row != out->row_length) {
                return false;
            }
            out->row_length = in_row ? in_row : out->row_length;
            in_row = 0;
            text++;
        } else if (*text == ',') {
            text++;
        } else {
            out->items = sd_arena_grow(arena, out->items, out->count, sizeof *out->items);
            text = depth ? read_item(&out->items[out->count++], arena, text) : NULL;
            if (!text) {
                return false;
            }
            in_row++;
        }
    } while (depth > 0);
    return *text == '\0' && (out->count == 0 || (out->row_length && out->count % out->row_length == 0));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* True when one of the words, and no longer one, stands at the start. */
static bool begins_with(const char *text, const char *const *words)
{
    for (; *words; words++) {
        size_t length = strlen(*words);

        if (strncasecmp(text, *words, length) == 0 && (is_space(text[length]) || text[length] == '(')) {
            return true;
        }
    }
    return false;
}

/* Offset of the parenthesis that closes the one at the start; length when there is none.  A quoted part goes to the
 * next quote of its sort: a doubled quote is the end of one part and the start of the next, and the server writes a
 * backslash before a quote only doubled. */
static size_t closing(const char *text, size_t length)
{
    size_t depth = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'' || text[i] == '"') {
            const char *end = memchr(text + i + 1, text[i], length - i - 1);

            if (!end) {
                return length;
            }
            i = (size_t) (end - text);
        } else if (text[i] == '(') {
            depth++;
        } else if (text[i] == ')' && --depth == 0) {
            return i;
        }
    }
    return length;
}

/* A query, also one that begins with another in parentheses: (SELECT 1) UNION SELECT 2.  One that is in parentheses
 * as a whole is an expression already. */
static bool is_query(const char *text, size_t length)
{
    static const char *const openings[] = { "SELECT", "VALUES", "WITH", "TABLE", NULL };
    static const char *const goings_on[] = { "UNION",  "INTERSECT", "EXCEPT", "ORDER", "LIMIT",
                                             "OFFSET", "FETCH",     "FOR",    NULL };
    const char *end = text + length;

    while (text < end && is_space(*text)) {
        text++;
    }
    if (text == end || *text != '(') {
        return begins_with(text, openings);
    }
    text += closing(text, (size_t) (end - text));
    do {
        text++;
    } while (text < end && is_space(*text));
    return text < end && begins_with(text, goings_on);
}

const char *sd_value_bare(const char *text, size_t *length)
{
    while (*length >= 2 && *text == '(' && closing(text, *length) == *length - 1 && !is_query(text + 1, *length - 2)) {
        text++;
        *length -= 2;
    }
    return text;
}
