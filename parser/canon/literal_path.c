/* Paths into JSON: jsonpath_gram.y and jsonpath_scan.l.  The canonical form is the parse tree, operator first.
 * Escapes that stand for other characters than themselves are left to the server. */
#include "parser/canon/literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NESTING_MAX = 50, WORD_MAX = 128 };

typedef struct Path {
    const char *at;
    Arena *arena;
    int depth;
} Path;

/* What was read; a number alone takes a sign in front of it into itself. */
typedef struct Item {
    const char *text;
    bool is_number;
} Item;

static bool read_any(Path *path, Item *item);
static bool read_sum(Path *path, Item *item);
static bool read_delimited(Path *path, Item *item);

static void skip_blank(Path *path)
{
    for (;;) {
        path->at += strspn(path->at, " \t\n\r\f");
        if (strncmp(path->at, "/*", 2) != 0) {
            return;
        }
        path->at = strstr(path->at + 2, "*/");
        path->at = path->at ? path->at + 2 : "\\"; /* no end: what no rule takes */
    }
}

/* The signs, unless the longer one that begins so stands there. */
static bool take(Path *path, const char *signs)
{
    size_t length = strlen(signs);

    skip_blank(path);
    if (strncmp(path->at, signs, length) != 0) {
        return false;
    }
    if ((strcmp(signs, "*") == 0 && path->at[1] == '*') || (strcmp(signs, "!") == 0 && path->at[1] == '=')) {
        return false;
    }
    path->at += length;
    return true;
}

/* The length of the word at this place: letters, digits and whatever has no meaning of its own. */
static size_t word_length(const char *at)
{
    return strcspn(at, "?%$.[]{}()|&!=<>@#,*:-+/\\\" \t\n\r\f");
}

static bool take_word(Path *path, const char *word)
{
    skip_blank(path);
    if (word_length(path->at) != strlen(word) || strncasecmp(path->at, word, strlen(word)) != 0) {
        return false;
    }
    path->at += strlen(word);
    return true;
}

static const char *spell(const Path *path, const char *bytes, size_t length)
{
    return sd_arena_format(path->arena, "%zu:%.*s", length, (int) length, bytes);
}

/* "in quotes"; a backslash is fine in front of what stands for itself. */
static bool take_quoted(Path *path, const char **text)
{
    Text value = sd_text(path->arena);
    const char *at;

    skip_blank(path);
    if (*path->at != '"') {
        return false;
    }
    for (at = path->at + 1; *at && *at != '"'; at++) {
        at += *at == '\\';
        if (!*at || (at[-1] == '\\' && isalnum((unsigned char) *at))) {
            return false;
        }
        sd_text_char(&value, *at);
    }
    if (!*at) {
        return false;
    }
    path->at = at + 1;
    *text = spell(path, value.bytes, value.length);
    return true;
}

static bool take_number(Path *path, Item *item)
{
    Text value = sd_text(path->arena);
    size_t length;
    char *digits;

    skip_blank(path);
    length = strspn(path->at, "0123456789");
    if (path->at[length] == '.') {
        length += 1 + strspn(path->at + length + 1, "0123456789");
    }
    if (path->at[length] == 'e' || path->at[length] == 'E' || length == 0 || *path->at == '\\') {
        return false;
    }
    digits = sd_arena_copy(path->arena, path->at, length);
    if (word_length(path->at + length) || !sd_literal_numeric(digits, &value)) {
        return false;
    }
    path->at += length;
    *item = (Item){ .text = value.bytes, .is_number = true };
    return true;
}

/* [0, 2 to last] behind the bracket. */
static bool read_subscripts(Path *path, Text *out)
{
    if (take(path, "*")) {
        sd_text_put(out, "[*]");
        return take(path, "]");
    }
    do {
        Item from, to = { .text = "" };

        if (!read_sum(path, &from) || (take_word(path, "to") && !read_sum(path, &to))) {
            return false;
        }
        sd_text_format(out, "[%s to %s]", from.text, to.text);
    } while (take(path, ","));
    sd_text_put(out, ";");
    return take(path, "]");
}

static bool read_level(Path *path, Text *out)
{
    Item level;

    if (take_word(path, "last")) {
        sd_text_put(out, "last ");
        return true;
    }
    if (!take_number(path, &level) || strchr(level.text, '.')) {
        return false;
    }
    sd_text_format(out, "%s ", level.text);
    return true;
}

/* .** with levels: {2}, {1 to last}. */
static bool read_levels(Path *path, Text *out)
{
    Text first = sd_text(path->arena), second = sd_text(path->arena);

    if (!take(path, "{")) {
        sd_text_put(out, ".**0 last ");
        return true;
    }
    if (!read_level(path, &first)) {
        return false;
    }
    if (take_word(path, "to")) {
        if (!read_level(path, &second)) {
            return false;
        }
    } else {
        second = first;
    }
    sd_text_format(out, ".**%s%s", first.bytes, second.bytes);
    return take(path, "}");
}

static bool is_method(const char *word)
{
    static const char *const methods[] = {
        "abs", "size", "type", "floor", "double", "ceiling", "keyvalue", "datetime"
    };

    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* .method(), and .datetime("template"). */
static bool read_method(Path *path, const char *word, Text *out)
{
    char method[WORD_MAX];
    const char *argument = "";
    size_t i;

    for (i = 0; word[i] && i + 1 < sizeof method; i++) {
        method[i] = (char) tolower((unsigned char) word[i]);
    }
    method[i] = 0;
    if (i == 0 || !is_method(method)) {
        return false;
    }
    if (strcmp(method, "datetime") == 0) {
        (void) take_quoted(path, &argument);
    }
    sd_text_format(out, ".%s(%s)", method, argument);
    return take(path, ")");
}

static bool read_key(Path *path, Text *out)
{
    const char *quoted;
    size_t length;

    skip_blank(path);
    if (take_quoted(path, &quoted)) {
        sd_text_format(out, ".%s", quoted);
        return true;
    }
    length = word_length(path->at);
    if (length == 0 || length >= WORD_MAX) {
        return false;
    }
    quoted = sd_arena_copy(path->arena, path->at, length);
    path->at += length;
    if (take(path, "(")) {
        return read_method(path, quoted, out);
    }
    sd_text_format(out, ".%s", spell(path, quoted, length));
    return true;
}

/* *found is false where no accessor stands; false: what stands there cannot be read. */
static bool read_accessor(Path *path, Text *out, bool *found)
{
    *found = true;
    if (take(path, ".")) {
        if (take(path, "**")) {
            return read_levels(path, out);
        }
        if (take(path, "*")) {
            sd_text_put(out, ".*");
            return true;
        }
        return read_key(path, out);
    }
    if (take(path, "[")) {
        return read_subscripts(path, out);
    }
    if (take(path, "?")) {
        Item filter;

        if (!take(path, "(") || !read_any(path, &filter)) {
            return false;
        }
        sd_text_format(out, "?(%s)", filter.text);
        return take(path, ")");
    }
    *found = false;
    return true;
}

static bool read_variable(Path *path, Item *item)
{
    size_t length = word_length(path->at);
    const char *quoted = NULL;

    if (length) {
        quoted = spell(path, path->at, length);
        path->at += length;
    } else if (*path->at == '"' && !take_quoted(path, &quoted)) {
        return false;
    }
    item->text = quoted ? sd_arena_format(path->arena, "$%s", quoted) : "$";
    return *path->at != '\\';
}

static bool read_primary(Path *path, Item *item)
{
    static const char *const words[] = { "last", "null", "true", "false" };
    const char *quoted;

    *item = (Item){ 0 };
    if (take(path, "$")) {
        return read_variable(path, item);
    }
    if (take(path, "@")) {
        item->text = "@";
        return true;
    }
    if (take_quoted(path, &quoted)) {
        item->text = sd_arena_format(path->arena, "\"%s", quoted);
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (take_word(path, words[i])) {
            item->text = words[i];
            return true;
        }
    }
    return take_number(path, item);
}

static bool read_accessed(Path *path, Item *item)
{
    Text text;
    bool found;

    skip_blank(path);
    if (*path->at == '(' || (word_length(path->at) == 6 && strncasecmp(path->at, "exists", 6) == 0)) {
        if (!read_delimited(path, item)) {
            return false;
        }
    } else if (!read_primary(path, item)) {
        return false;
    }
    text = sd_text(path->arena);
    sd_text_put(&text, item->text);
    for (;;) {
        if (!read_accessor(path, &text, &found)) {
            return false;
        }
        if (!found) {
            item->text = text.bytes;
            return true;
        }
        item->is_number = false;
    }
}

/* ( ... ), ( ... ) is unknown, exists( ... ). */
static bool read_delimited(Path *path, Item *item)
{
    bool exists = take_word(path, "exists");

    if (++path->depth > NESTING_MAX || !take(path, "(") || !read_any(path, item) || !take(path, ")")) {
        return false;
    }
    path->depth--;
    if (exists) {
        *item = (Item){ .text = sd_arena_format(path->arena, "(exists %s)", item->text) };
    } else if (take_word(path, "is")) {
        *item = (Item){ .text = sd_arena_format(path->arena, "(unknown %s)", item->text) };
        return take_word(path, "unknown");
    }
    return true;
}

static bool read_signed(Path *path, Item *item)
{
    bool minus = take(path, "-");

    if (!minus && !take(path, "+")) {
        return read_accessed(path, item);
    }
    if (++path->depth > NESTING_MAX || !read_signed(path, item)) {
        return false;
    }
    path->depth--;
    if (!item->is_number) {
        item->text = sd_arena_format(path->arena, "(%s %s)", minus ? "minus" : "plus", item->text);
    } else if (minus && strspn(item->text, "0.") != strlen(item->text)) {
        item->text = *item->text == '-' ? item->text + 1 : sd_arena_format(path->arena, "-%s", item->text);
    }
    return true;
}

/* Operators of one strength, from the left. */
static bool read_chain(Path *path, Item *item, const char *const *operators, bool (*read)(Path *, Item *))
{
    if (!read(path, item)) {
        return false;
    }
    for (size_t i = 0; operators[i];) {
        Item right;

        if (!take(path, operators[i])) {
            i++;
            continue;
        }
        if (!read(path, &right)) {
            return false;
        }
        *item = (Item){ .text = sd_arena_format(path->arena, "(%s %s %s)", operators[i], item->text, right.text) };
        i = 0;
    }
    return true;
}

static bool read_product(Path *path, Item *item)
{
    static const char *const operators[] = { "*", "/", "%", NULL };

    return read_chain(path, item, operators, read_signed);
}

static bool read_sum(Path *path, Item *item)
{
    static const char *const operators[] = { "+", "-", NULL };

    return read_chain(path, item, operators, read_product);
}

/* The flags' order has no meaning. */
static bool read_regex(Path *path, Item *item)
{
    const char *pattern, *flags = "";
    Text sorted = sd_text(path->arena);

    if (!take_quoted(path, &pattern) || (take_word(path, "flag") && !take_quoted(path, &flags))) {
        return false;
    }
    for (const char *flag = "imqsx"; *flag; flag++) {
        if (strchr(flags, *flag)) {
            sd_text_char(&sorted, *flag);
        }
    }
    item->text = sd_arena_format(path->arena, "(like_regex %s %s %s)", item->text, pattern, sorted.bytes);
    return true;
}

static bool read_comparison(Path *path, Item *item)
{
    static const struct {
        const char *written, *meant;
    } operators[] = {
        { "==", "==" }, { "<>", "!=" }, { "!=", "!=" }, { "<=", "<=" }, { ">=", ">=" }, { "<", "<" }, { ">", ">" },
    };
    Item right;

    if (!read_sum(path, item)) {
        return false;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (take(path, operators[i].written)) {
            if (!read_sum(path, &right)) {
                return false;
            }
            *item = (Item){ .text = sd_arena_format(path->arena, "(%s %s %s)", operators[i].meant, item->text,
                                                    right.text) };
            return true;
        }
    }
    if (take_word(path, "starts")) {
        if (!take_word(path, "with") || !read_primary(path, &right)) {
            return false;
        }
        *item = (Item){ .text = sd_arena_format(path->arena, "(starts %s %s)", item->text, right.text) };
        return true;
    }
    return !take_word(path, "like_regex") || read_regex(path, item);
}

static bool read_not(Path *path, Item *item)
{
    if (!take(path, "!")) {
        return read_comparison(path, item);
    }
    if (!read_delimited(path, item)) {
        return false;
    }
    *item = (Item){ .text = sd_arena_format(path->arena, "(not %s)", item->text) };
    return true;
}

static bool read_and(Path *path, Item *item)
{
    static const char *const operators[] = { "&&", NULL };

    return read_chain(path, item, operators, read_not);
}

static bool read_any(Path *path, Item *item)
{
    static const char *const operators[] = { "||", NULL };

    return read_chain(path, item, operators, read_and);
}

bool sd_literal_jsonpath(const char *text, Text *out)
{
    Path path = { .at = text, .arena = out->arena };
    Item item;
    bool is_strict = take_word(&path, "strict");

    if (!is_strict) {
        (void) take_word(&path, "lax");
    }
    if (!read_any(&path, &item)) {
        return false;
    }
    skip_blank(&path);
    sd_text_format(out, "%s%s", is_strict ? "strict " : "", item.text);
    return *path.at == 0;
}
