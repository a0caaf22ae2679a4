/* Literals of types that are made of others: arrays (arrayfuncs.c), ranges (rangetypes.c), multiranges
 * (multirangetypes.c) and rows (rowtypes.c).  Values inside are written in quotes, in their own canonical form. */
#include "parser/canon/literal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NESTING_MAX = 6 };

static const char blanks[] = " \t\n\r\f\v";

static void put_quoted(Text *out, const char *value)
{
    sd_text_char(out, '"');
    for (const char *c = value; *c; c++) {
        sd_text_put(out, *c == '"' || *c == '\\' ? "\\" : "");
        sd_text_char(out, *c);
    }
    sd_text_char(out, '"');
}

/* ---- arrays -------------------------------------------------------------------------------------------------- */

/* One element without its quotes: its bytes up to one of the ends. */
static bool take_element(const char **at, Text *item, bool *quoted)
{
    size_t kept = 0; /* length without unquoted space at the end */

    *quoted = **at == '"';
    *at += *quoted;
    while (**at && (*quoted ? **at != '"' : !strchr("{},\"", **at))) {
        bool escaped = **at == '\\';

        *at += escaped;
        if (!**at) {
            return false;
        }
        sd_text_char(item, **at);
        kept = escaped || *quoted || !strchr(blanks, **at) ? item->length : kept;
        (*at)++;
    }
    if (*quoted && **at != '"') {
        return false;
    }
    *at += *quoted;
    item->length = kept;
    item->bytes[kept] = 0;
    return *quoted || kept > 0;
}

static bool read_element(Side *side, TypeOid element, const char **at, Text *out)
{
    Text item = sd_text(out->arena), value = sd_text(out->arena);
    bool quoted;

    if (!take_element(at, &item, &quoted)) {
        return false;
    }
    if (!quoted && strcasecmp(item.bytes, "null") == 0) {
        sd_text_put(out, "NULL");
        return true;
    }
    if (!sd_literal_value(side, element, item.bytes, &value)) {
        return false;
    }
    put_quoted(out, value.bytes);
    return true;
}

static bool read_array(Side *side, TypeOid element, const char **at, Text *out, int depth)
{
    bool expects_item = false;

    if (depth > NESTING_MAX || **at != '{') {
        return false;
    }
    sd_text_char(out, '{');
    *at = sd_literal_space(*at + 1);
    while (**at != '}' || expects_item) {
        if (!(**at == '{' ? read_array(side, element, at, out, depth + 1) : read_element(side, element, at, out))) {
            return false;
        }
        *at = sd_literal_space(*at);
        expects_item = **at == ',';
        if (expects_item) {
            sd_text_char(out, ',');
            *at = sd_literal_space(*at + 1);
        } else if (**at != '}') {
            return false;
        }
    }
    (*at)++;
    sd_text_char(out, '}');
    return true;
}

bool sd_literal_array(Side *side, TypeOid element, const char *text, Text *out)
{
    text = sd_literal_space(text);
    return read_array(side, element, &text, out, 0) && *sd_literal_space(text) == 0;
}

/* ---- ranges -------------------------------------------------------------------------------------------------- */

typedef struct Bound {
    const char *value; /* NULL: none */
    bool inclusive;
} Bound;

typedef struct Range {
    Bound lower, upper;
    bool empty;
} Range;

/* Takes the bytes up to one of the stops: as they are, or "in quotes", where "" and \x are escapes (range_parse_bound of
 * rangetypes.c, record_in of rowtypes.c).  *any: there were some, if only quotes.  False when the text ends too early. */
static bool take_quoted(const char **at, const char *stops, Text *out, bool *any)
{
    const char *begin = *at;
    bool quotes = false;

    for (; **at && (quotes || !strchr(stops, **at)); (*at)++) {
        if (**at == '"') {
            if (!quotes || (*at)[1] != '"') {
                quotes = !quotes;
                continue;
            }
            (*at)++;
        } else if (**at == '\\') {
            (*at)++;
            if (!**at) {
                return false;
            }
        }
        sd_text_char(out, **at);
    }
    *any = *at > begin;
    return !quotes;
}

static bool take_bound(Side *side, TypeOid subtype, const char **at, Arena *arena, Bound *bound)
{
    Text raw = sd_text(arena), value = sd_text(arena);
    bool any;

    bound->value = NULL;
    if (!take_quoted(at, ",()[]", &raw, &any)) {
        return false;
    }
    if (any) {
        if (!sd_literal_value(side, subtype, raw.bytes, &value)) {
            return false;
        }
        bound->value = value.bytes;
    }
    return true;
}

/* The built-in ranges with a canonical function. */
static bool is_discrete(const TypeInfo *range)
{
    static const char *const types[] = { "int4range",      "int8range",      "daterange",
                                         "int4multirange", "int8multirange", "datemultirange" };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!range->key && strcmp(types[i], range->spelled->text) == 0) {
            return true;
        }
    }
    return false;
}

/* The discrete value behind it, where the bound is a number (a date's canonical form counts days). */
static bool step(Arena *arena, Bound *bound)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(bound->value, &end, 10);
    if (*end || end == bound->value || errno || value >= INT64_MAX - 1) {
        return false;
    }
    bound->value = sd_arena_format(arena, "%lld", value + 1);
    return true;
}

/* [a,b) is the form of discrete ranges (int4range_canonical() and its like). */
static bool canonical_discrete(Arena *arena, Range *range)
{
    if (range->lower.value && !range->lower.inclusive) {
        if (!step(arena, &range->lower)) {
            return false;
        }
        range->lower.inclusive = true;
    }
    if (range->upper.value && range->upper.inclusive) {
        if (!step(arena, &range->upper)) {
            return false;
        }
        range->upper.inclusive = false;
    }
    return true;
}

static bool finish_range(const TypeInfo *type, Arena *arena, Range *range)
{
    range->lower.inclusive = range->lower.inclusive && range->lower.value;
    range->upper.inclusive = range->upper.inclusive && range->upper.value;
    if (is_discrete(type) && !canonical_discrete(arena, range)) {
        return false;
    }
    if (range->lower.value && range->upper.value) {
        bool same = strcmp(range->lower.value, range->upper.value) == 0;

        if (!same && type->subtype == TYPE_NUMERIC &&
            strtod(range->lower.value, NULL) == strtod(range->upper.value, NULL)) {
            return false; /* 1 and 1.0 are the same bound */
        }
        range->empty = same && !(range->lower.inclusive && range->upper.inclusive);
    }
    return true;
}

static bool take_range(Side *side, const TypeInfo *type, const char **at, Arena *arena, Range *range)
{
    *range = (Range){ 0 };
    *at = sd_literal_space(*at);
    if (strncmp(*at, "empty", 5) == 0) {
        *at += 5;
        range->empty = true;
        return true;
    }
    range->lower.inclusive = **at == '[';
    if (!**at || !strchr("[(", *(*at)++) || !take_bound(side, type->subtype, at, arena, &range->lower) ||
        *(*at)++ != ',' || !take_bound(side, type->subtype, at, arena, &range->upper)) {
        return false;
    }
    range->upper.inclusive = **at == ']';
    return **at && strchr("])", *(*at)++) && finish_range(type, arena, range);
}

static void put_range(const Range *range, Text *out)
{
    if (range->empty) {
        sd_text_put(out, "empty");
        return;
    }
    sd_text_char(out, range->lower.inclusive ? '[' : '(');
    if (range->lower.value) {
        put_quoted(out, range->lower.value);
    }
    sd_text_char(out, ',');
    if (range->upper.value) {
        put_quoted(out, range->upper.value);
    }
    sd_text_char(out, range->upper.inclusive ? ']' : ')');
}

/* A canonical function of somebody's own may change the bounds. */
static bool has_own_canonical(const Side *side, const TypeInfo *type)
{
    const Object *range = type->key ? sd_side_find(side, type->key) : NULL;

    return type->key && (!range || ((const RangeType *) range)->canonical);
}

bool sd_literal_range(Side *side, const TypeInfo *type, const char *text, Text *out)
{
    Range range;

    if (has_own_canonical(side, type) || !take_range(side, type, &text, out->arena, &range) ||
        *sd_literal_space(text)) {
        return false;
    }
    put_range(&range, out);
    return true;
}

/* An empty range adds nothing.  Several that are not, the server sorts and joins, which takes the order of values. */
bool sd_literal_multirange(Side *side, const TypeInfo *type, const char *text, Text *out)
{
    size_t count = 0;

    text = sd_literal_space(text);
    if (has_own_canonical(side, type) || *text++ != '{') {
        return false;
    }
    sd_text_char(out, '{');
    text = sd_literal_space(text);
    while (*text != '}') {
        Range range;

        if (!take_range(side, type, &text, out->arena, &range)) {
            return false;
        }
        if (!range.empty) {
            if (count++) {
                return false;
            }
            put_range(&range, out);
        }
        text = sd_literal_space(text);
        if (*text == ',') {
            text = sd_literal_space(text + 1);
        } else if (*text != '}') {
            return false;
        }
    }
    sd_text_char(out, '}');
    return *sd_literal_space(text + 1) == 0;
}

/* ---- rows ---------------------------------------------------------------------------------------------------- */

bool sd_literal_row(Side *side, Key type, const char *text, Text *out)
{
    RelationColumns columns = sd_side_columns(side, type);

    text = sd_literal_space(text);
    if (!columns.known || columns.count == 0 || *text++ != '(') {
        return false;
    }
    for (size_t i = 0; i < columns.count; i++) {
        Text field = sd_text(out->arena), value = sd_text(out->arena);
        bool any;

        if (!take_quoted(&text, ",)", &field, &any) || *text != (i + 1 < columns.count ? ',' : ')')) {
            return false;
        }
        text++;
        if (any) { /* nothing at all is NULL */
            if (sd_type_without_modifier(side->names, columns.items[i].modified) != columns.items[i].modified) {
                return false; /* a length acts on the field */
            }
            if (!sd_literal_value(side, columns.items[i].type, field.bytes, &value)) {
                return false;
            }
            put_quoted(out, value.bytes);
        }
        sd_text_char(out, ',');
    }
    return *sd_literal_space(text) == 0;
}
