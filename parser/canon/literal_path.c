/* Paths into JSON: jsonpath_gram.y.  The canonical form is the parse tree, operator first but for chains of one strength.
 * Escapes that stand for other characters than themselves are left to the server. */
#include "parser/canon/literal_path.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { NESTING_MAX = 50, WORD_MAX = 128 };

static bool read_any(Path *path, Item *item);
static bool read_sum(Path *path, Item *item);
static bool read_delimited(Path *path, Item *item);

/* [0, 2 to last] behind the bracket. */
static bool read_subscripts(Path *path, Text *out)
{
    if (sd_path_take(path, "*")) {
        sd_text_put(out, "[*]");
        return sd_path_take(path, "]");
    }
    do {
        Item from, to = { .text = "" };

        if (!read_sum(path, &from) || (sd_path_take_word(path, "to") && !read_sum(path, &to))) {
            return false;
        }
        sd_text_format(out, "[%s to %s]", from.text, to.text);
    } while (sd_path_take(path, ","));
    sd_text_put(out, ";");
    return sd_path_take(path, "]");
}

static bool read_level(Path *path, Text *out)
{
    Item level;

    if (sd_path_take_word(path, "last")) {
        sd_text_put(out, "last ");
        return true;
    }
    if (!sd_path_take_number(path, &level) || strchr(level.text, '.')) {
        return false;
    }
    sd_text_format(out, "%s ", level.text);
    return true;
}

/* .** with levels: {2}, {1 to last}. */
static bool read_levels(Path *path, Text *out)
{
    Text first = sd_text(path->arena), second = sd_text(path->arena);

    if (!sd_path_take(path, "{")) {
        sd_text_put(out, ".**0 last ");
        return true;
    }
    if (!read_level(path, &first)) {
        return false;
    }
    if (sd_path_take_word(path, "to")) {
        if (!read_level(path, &second)) {
            return false;
        }
    } else {
        second = first;
    }
    sd_text_format(out, ".**%s%s", first.bytes, second.bytes);
    return sd_path_take(path, "}");
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
        (void) sd_path_take_quoted(path, &argument);
    }
    sd_text_format(out, ".%s(%s)", method, argument);
    return sd_path_take(path, ")");
}

static bool read_key(Path *path, Text *out)
{
    const char *quoted;
    size_t length;

    sd_path_skip_blank(path);
    if (sd_path_take_quoted(path, &quoted)) {
        sd_text_format(out, ".%s", quoted);
        return true;
    }
    length = sd_path_word_length(path->at);
    if (length == 0 || length >= WORD_MAX) {
        return false;
    }
    quoted = sd_arena_copy(path->arena, path->at, length);
    path->at += length;
    if (sd_path_take(path, "(")) {
        return read_method(path, quoted, out);
    }
    sd_text_format(out, ".%s", sd_path_spell(path, quoted, length));
    return true;
}

static bool read_filter(Path *path, Text *out)
{
    Item filter;

    if (!sd_path_take(path, "(") || !read_any(path, &filter)) {
        return false;
    }
    sd_text_format(out, "?(%s)", filter.text);
    return sd_path_take(path, ")");
}

/* Subscripts and filters hold paths of their own. */
static bool read_nested(Path *path, Text *out, bool (*read)(Path *, Text *))
{
    if (++path->depth > NESTING_MAX || !read(path, out)) {
        return false;
    }
    path->depth--;
    return true;
}

/* *found is false where no accessor stands; false: what stands there cannot be read. */
static bool read_accessor(Path *path, Text *out, bool *found)
{
    *found = true;
    if (sd_path_take(path, ".")) {
        if (sd_path_take(path, "**")) {
            return read_levels(path, out);
        }
        if (sd_path_take(path, "*")) {
            sd_text_put(out, ".*");
            return true;
        }
        return read_key(path, out);
    }
    if (sd_path_take(path, "[")) {
        return read_nested(path, out, read_subscripts);
    }
    if (sd_path_take(path, "?")) {
        return read_nested(path, out, read_filter);
    }
    *found = false;
    return true;
}

static bool read_variable(Path *path, Item *item)
{
    size_t length = sd_path_word_length(path->at);
    const char *quoted = NULL;

    if (length) {
        quoted = sd_path_spell(path, path->at, length);
        path->at += length;
    } else if (*path->at == '"' && !sd_path_take_quoted(path, &quoted)) {
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
    if (sd_path_take(path, "$")) {
        return read_variable(path, item);
    }
    if (sd_path_take(path, "@")) {
        item->text = "@";
        return true;
    }
    if (sd_path_take_quoted(path, &quoted)) {
        item->text = sd_arena_format(path->arena, "\"%s", quoted);
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (sd_path_take_word(path, words[i])) {
            item->text = words[i];
            return true;
        }
    }
    return sd_path_take_number(path, item);
}

static bool read_accessed(Path *path, Item *item)
{
    Text text;
    bool found;

    sd_path_skip_blank(path);
    if (*path->at == '(' || (sd_path_word_length(path->at) == 6 && strncasecmp(path->at, "exists", 6) == 0)) {
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
    bool exists = sd_path_take_word(path, "exists");

    if (++path->depth > NESTING_MAX || !sd_path_take(path, "(") || !read_any(path, item) || !sd_path_take(path, ")")) {
        return false;
    }
    path->depth--;
    if (exists) {
        *item = (Item){ .text = sd_arena_format(path->arena, "(exists %s)", item->text) };
    } else if (sd_path_take_word(path, "is")) {
        *item = (Item){ .text = sd_arena_format(path->arena, "(unknown %s)", item->text) };
        return sd_path_take_word(path, "unknown");
    }
    return true;
}

static bool read_signed(Path *path, Item *item)
{
    bool minus = sd_path_take(path, "-");

    if (!minus && !sd_path_take(path, "+")) {
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

/* Operators of one strength, from the left: (a - b + c). */
static bool read_chain(Path *path, Item *item, const char *const *operators, bool (*read)(Path *, Item *))
{
    Text chain = sd_text(path->arena);

    if (!read(path, item)) {
        return false;
    }
    for (size_t i = 0; operators[i];) {
        Item right;

        if (!sd_path_take(path, operators[i])) {
            i++;
            continue;
        }
        if (!read(path, &right)) {
            return false;
        }
        if (chain.length == 0) {
            sd_text_format(&chain, "(%s", item->text);
        }
        sd_text_format(&chain, " %s %s", operators[i], right.text);
        i = 0;
    }
    if (chain.length) {
        sd_text_char(&chain, ')');
        *item = (Item){ .text = chain.bytes };
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

    if (!sd_path_take_quoted(path, &pattern) ||
        (sd_path_take_word(path, "flag") && !sd_path_take_quoted(path, &flags))) {
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
        if (sd_path_take(path, operators[i].written)) {
            if (!read_sum(path, &right)) {
                return false;
            }
            *item = (Item){ .text = sd_arena_format(path->arena, "(%s %s %s)", operators[i].meant, item->text,
                                                    right.text) };
            return true;
        }
    }
    if (sd_path_take_word(path, "starts")) {
        if (!sd_path_take_word(path, "with") || !read_primary(path, &right)) {
            return false;
        }
        *item = (Item){ .text = sd_arena_format(path->arena, "(starts %s %s)", item->text, right.text) };
        return true;
    }
    return !sd_path_take_word(path, "like_regex") || read_regex(path, item);
}

static bool read_not(Path *path, Item *item)
{
    if (!sd_path_take(path, "!")) {
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
    bool is_strict = sd_path_take_word(&path, "strict");

    if (!is_strict) {
        (void) sd_path_take_word(&path, "lax");
    }
    if (!read_any(&path, &item)) {
        return false;
    }
    sd_path_skip_blank(&path);
    sd_text_format(out, "%s%s", is_strict ? "strict " : "", item.text);
    return *path.at == 0;
}
