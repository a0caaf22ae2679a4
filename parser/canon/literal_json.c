/* jsonb as text: keys by length, then bytes, of repeated ones the last; numbers as numeric keeps them (jsonb_util.c).
 * Manual: "JSON Types" (datatype-json). */
#include "parser/canon/literal.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

static void skip_space(const char **at)
{
    while (**at && strchr(" \t\n\r", **at)) {
        (*at)++;
    }
}

static void put_utf8(Text *out, unsigned code)
{
    if (code < 0x80) {
        sd_text_char(out, (char) code);
    } else if (code < 0x800) {
        sd_text_char(out, (char) (0xC0 | code >> 6));
        sd_text_char(out, (char) (0x80 | (code & 0x3F)));
    } else {
        sd_text_char(out, (char) (0xE0 | code >> 12));
        sd_text_char(out, (char) (0x80 | (code >> 6 & 0x3F)));
        sd_text_char(out, (char) (0x80 | (code & 0x3F)));
    }
}

/* The bytes of a string, escapes resolved. */
static bool take_string(const char **at, Text *bytes)
{
    static const char escapes[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";

    (*at)++;
    while (**at && **at != '"') {
        const char *escape;

        if (**at != '\\') {
            if ((unsigned char) **at < 0x20) {
                return false;
            }
            sd_text_char(bytes, *(*at)++);
            continue;
        }
        (*at)++;
        escape = **at ? strchr(escapes, **at) : NULL;
        if (escape) {
            sd_text_char(bytes, meant[escape - escapes]);
            (*at)++;
        } else if (**at == 'u' && strspn(*at + 1, "0123456789abcdefABCDEF") >= 4) {
            char digits[5] = { 0 };
            unsigned code;

            memcpy(digits, *at + 1, 4);
            code = (unsigned) strtoul(digits, NULL, 16);
            if (code == 0 || (code >= 0xD800 && code < 0xE000)) {
                return false; /* not allowed, or one half of a pair */
            }
            put_utf8(bytes, code);
            *at += 5;
        } else {
            return false;
        }
    }
    if (**at != '"') {
        return false;
    }
    (*at)++;
    return true;
}

static void put_string(Text *out, const char *bytes, size_t length)
{
    sd_text_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char) bytes[i];

        if (c == '"' || c == '\\') {
            sd_text_char(out, '\\');
            sd_text_char(out, bytes[i]);
        } else if (c < 0x20) {
            sd_text_format(out, "\\u%04x", c);
        } else {
            sd_text_char(out, bytes[i]);
        }
    }
    sd_text_char(out, '"');
}

typedef struct Pair {
    Text key, value;
    size_t order;
} Pair;

static int compare_keys(const Pair *a, const Pair *b)
{
    if (a->key.length != b->key.length) {
        return a->key.length < b->key.length ? -1 : 1;
    }
    return memcmp(a->key.bytes, b->key.bytes, a->key.length);
}

static int compare_pairs(const void *left, const void *right)
{
    const Pair *a = left, *b = right;
    int order = compare_keys(a, b);

    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static bool take_value(const char **at, Text *out, int depth);

static bool take_object(const char **at, Text *out, int depth)
{
    Pair *pairs = NULL;
    size_t count = 0;
    bool first = true;

    for (skip_space(at); **at != '}'; skip_space(at)) {
        Pair pair = { .key = sd_text(out->arena), .value = sd_text(out->arena), .order = count };

        if (count && *(*at)++ != ',') {
            return false;
        }
        skip_space(at);
        if (**at != '"' || !take_string(at, &pair.key)) {
            return false;
        }
        skip_space(at);
        if (*(*at) != ':') {
            return false;
        }
        (*at)++;
        if (!take_value(at, &pair.value, depth + 1)) {
            return false;
        }
        pairs = sd_arena_grow(out->arena, pairs, count, sizeof *pairs);
        pairs[count++] = pair;
    }
    (*at)++;
    if (count) {
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    }
    sd_text_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && compare_keys(&pairs[i], &pairs[i + 1]) == 0) {
            continue;
        }
        sd_text_put(out, first ? "" : ", ");
        first = false;
        put_string(out, pairs[i].key.bytes, pairs[i].key.length);
        sd_text_put(out, ": ");
        sd_text_put_bytes(out, pairs[i].value.bytes, pairs[i].value.length);
    }
    sd_text_char(out, '}');
    return true;
}

static bool take_array(const char **at, Text *out, int depth)
{
    size_t count = 0;

    sd_text_char(out, '[');
    for (skip_space(at); **at != ']'; skip_space(at)) {
        if (count && *(*at)++ != ',') {
            return false;
        }
        sd_text_put(out, count ? ", " : "");
        if (!take_value(at, out, depth + 1)) {
            return false;
        }
        count++;
    }
    (*at)++;
    sd_text_char(out, ']');
    return true;
}

static bool take_number(const char **at, Text *out)
{
    size_t length = strspn(*at, "+-.0123456789eE");
    char *number = sd_arena_copy(out->arena, *at, length);

    *at += length;
    return length > 0 && length < 64 && sd_literal_numeric(number, out);
}

static bool take_value(const char **at, Text *out, int depth)
{
    static const char *const words[] = { "true", "false", "null" };

    skip_space(at);
    if (depth > DEPTH_MAX) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(*at, words[i], strlen(words[i])) == 0) {
            *at += strlen(words[i]);
            sd_text_put(out, words[i]);
            return true;
        }
    }
    switch (**at) {
    case '{':
        (*at)++;
        return take_object(at, out, depth);
    case '[':
        (*at)++;
        return take_array(at, out, depth);
    case '"': {
        Text bytes = sd_text(out->arena);

        if (!take_string(at, &bytes)) {
            return false;
        }
        put_string(out, bytes.bytes, bytes.length);
        return true;
    }
    default:
        return take_number(at, out);
    }
}

bool sd_literal_jsonb(const char *text, Text *out)
{
    if (!take_value(&text, out, 0)) {
        return false;
    }
    skip_space(&text);
    return *text == 0;
}
