/* The text of a literal in the canonical form of its type, as the type's input function reads it (utils/adt). */
#include "parser/canon/literal.h"

#include "parser/canon/analysis.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_space(const char *at)
{
    while (*at && strchr(" \t\n\r\f\v", *at)) {
        at++;
    }
    return at;
}

/* The text without space around it; its length in *length. */
static const char *trim(const char *text, size_t *length)
{
    text = skip_space(text);
    *length = strlen(text);
    while (*length && strchr(" \t\n\r\f\v", text[*length - 1])) {
        (*length)--;
    }
    return text;
}

/* ---- one reader a type --------------------------------------------------------------------------------------- */

/* parse_bool_with_len() of bool.c: any unique beginning of true, false, yes, no, on, off, and 1, 0. */
static bool read_bool(const char *text, Text *out)
{
    static const struct {
        const char *word;
        size_t shortest;
        bool value;
    } words[] = {
        { "true", 1, true }, { "false", 1, false }, { "yes", 1, true }, { "no", 1, false },
        { "on", 2, true },   { "off", 2, false },   { "1", 1, true },   { "0", 1, false },
    };
    char word[8] = "";
    size_t length;
    const char *start = trim(text, &length);

    if (length == 0 || length >= sizeof word) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        word[i] = (char) tolower((unsigned char) start[i]);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (length >= words[i].shortest && strncmp(words[i].word, word, length) == 0) {
            sd_text_put(out, words[i].value ? "true" : "false");
            return true;
        }
    }
    return false;
}

static bool read_integer(const char *text, Text *out, int64_t lowest, int64_t highest)
{
    size_t length;
    const char *start = trim(text, &length);
    size_t digits = strspn(start + (*start == '-' || *start == '+'), "0123456789");
    char *end;
    long long value;

    if (digits == 0 || digits + (*start == '-' || *start == '+') != length) {
        return false;
    }
    errno = 0;
    value = strtoll(start, &end, 10);
    if (errno || value < lowest || value > highest) {
        return false;
    }
    sd_text_format(out, "%lld", value);
    return true;
}

static bool read_int2(const char *text, Text *out)
{
    return read_integer(text, out, INT16_MIN, INT16_MAX);
}
static bool read_int4(const char *text, Text *out)
{
    return read_integer(text, out, INT32_MIN, INT32_MAX);
}
static bool read_int8(const char *text, Text *out)
{
    return read_integer(text, out, INT64_MIN, INT64_MAX);
}
static bool read_oid(const char *text, Text *out)
{
    return read_integer(text, out, 0, UINT32_MAX);
}

enum { EXPONENT_MAX = 100 };

bool sd_literal_numeric(const char *text, Text *out)
{
    size_t length, whole, fraction = 0;
    const char *start = trim(text, &length), *at = start, *digits, *decimals = "";
    bool negative = *at == '-', zero = true;
    long exponent = 0;

    at += *at == '-' || *at == '+';
    digits = at;
    whole = strspn(at, "0123456789");
    at += whole;
    if (*at == '.') {
        decimals = at + 1;
        fraction = strspn(decimals, "0123456789");
        at = decimals + fraction;
    }
    if (whole + fraction == 0) {
        return false; /* NaN and Infinity among others */
    }
    if (*at == 'e' || *at == 'E') {
        char *end;

        exponent = strtol(at + 1, &end, 10);
        if (end == at + 1 || labs(exponent) > EXPONENT_MAX) {
            return false;
        }
        at = end;
    }
    if ((size_t) (at - start) != length) {
        return false;
    }
    for (size_t i = 0; i < whole; i++) {
        zero = zero && digits[i] == '0';
    }
    for (size_t i = 0; i < fraction; i++) {
        zero = zero && decimals[i] == '0';
    }
    /* Digit number i of the value, counted from the first before the point; the point stands at whole + exponent. */
    {
        long point = (long) whole + exponent, last = (long) (whole + fraction);
        long first = 0;

        while (first < point - 1 &&
               (first >= last || (first < (long) whole ? digits[first] : decimals[first - (long) whole]) == '0')) {
            first++;
        }
        if (negative && !zero) {
            sd_text_char(out, '-');
        }
        if (point <= 0) {
            sd_text_char(out, '0');
            first = point < 0 ? point : 0;
        }
        for (long i = first; i < point || i < last; i++) {
            if (i == point || (i == first && point <= 0)) {
                sd_text_char(out, '.');
            }
            sd_text_char(out, i < 0 || i >= last ? '0' : i < (long) whole ? digits[i] : decimals[i - (long) whole]);
        }
    }
    return true;
}

/* The shortest text that reads back as the same value. */
static bool read_float(const char *text, Text *out, bool is_single)
{
    size_t length;
    const char *start = trim(text, &length);
    char shortest[64], *end;
    double value;

    if (length == 0 || length > 60 || strspn(start, "+-.0123456789eE") != length) {
        return false; /* Infinity, NaN and hexadecimal among others */
    }
    value = is_single ? (double) strtof(start, &end) : strtod(start, &end);
    if (end != start + length || !isfinite(value)) {
        return false;
    }
    for (int digits = 1; digits <= 17; digits++) {
        (void) snprintf(shortest, sizeof shortest, "%.*g", digits, value);
        if ((is_single ? (double) strtof(shortest, NULL) : strtod(shortest, NULL)) == value) {
            break;
        }
    }
    sd_text_put(out, shortest);
    return true;
}

static bool read_float4(const char *text, Text *out)
{
    return read_float(text, out, true);
}
static bool read_float8(const char *text, Text *out)
{
    return read_float(text, out, false);
}

/* 32 hexadecimal digits, a hyphen allowed behind each four, braces allowed around (uuid.c). */
static bool read_uuid(const char *text, Text *out)
{
    bool braces = *text == '{';
    size_t digits = 0;
    const char *at = text + braces;

    for (; digits < 32; at++) {
        if (*at == '-' && digits % 4 == 0 && digits > 0 && at[-1] != '-') {
            continue;
        }
        if (!isxdigit((unsigned char) *at)) {
            return false;
        }
        sd_text_char(out, (char) tolower((unsigned char) *at));
        digits++;
    }
    return strcmp(at, braces ? "}" : "") == 0;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Hexadecimal or escape form (byteain of varlena.c). */
static bool read_bytea(const char *text, Text *out)
{
    sd_text_put(out, "\\x");
    if (text[0] == '\\' && text[1] == 'x') {
        for (const char *at = text + 2; *at; at++) {
            if (hex_value(*at) < 0) {
                return false;
            }
            sd_text_char(out, (char) tolower((unsigned char) *at));
        }
        return strlen(text) % 2 == 0;
    }
    for (const char *at = text; *at; at++) {
        int byte = (unsigned char) *at;

        if (*at == '\\' && at[1] == '\\') {
            at++;
        } else if (*at == '\\' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' && at[2] <= '7' && at[3] >= '0' &&
                   at[3] <= '7') {
            byte = (at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0');
            at += 3;
        } else if (*at == '\\') {
            return false;
        }
        sd_text_format(out, "%02x", (unsigned) byte);
    }
    return true;
}

static bool read_bit(const char *text, Text *out)
{
    const char *at = text;

    if (*at == 'x' || *at == 'X') {
        for (at++; *at; at++) {
            int value = hex_value(*at);

            if (value < 0) {
                return false;
            }
            for (int bit = 8; bit; bit /= 2) {
                sd_text_char(out, value & bit ? '1' : '0');
            }
        }
        return true;
    }
    at += *at == 'b' || *at == 'B';
    sd_text_put(out, at);
    return strspn(at, "01") == strlen(at);
}

static bool read_verbatim(const char *text, Text *out)
{
    sd_text_put(out, text);
    return true;
}

static const struct {
    TypeOid type;
    LiteralReader read;
} readers[] = {
    { TYPE_BOOL, read_bool },
    { TYPE_INT2, read_int2 },
    { TYPE_INT4, read_int4 },
    { TYPE_INT8, read_int8 },
    { TYPE_OID, read_oid },
    { TYPE_NUMERIC, sd_literal_numeric },
    { TYPE_FLOAT4, read_float4 },
    { TYPE_FLOAT8, read_float8 },
    { TYPE_UUID, read_uuid },
    { TYPE_BYTEA, read_bytea },
    { TYPE_BIT, read_bit },
    { TYPE_VARBIT, read_bit },
    { TYPE_DATE, sd_literal_date },
    { TYPE_TIME, sd_literal_time },
    { TYPE_TIMESTAMP, sd_literal_timestamp },
    { TYPE_TIMESTAMPTZ, sd_literal_timestamptz },
    { TYPE_INTERVAL, sd_literal_interval },
    { TYPE_JSONB, sd_literal_jsonb },
    { TYPE_TEXT, read_verbatim },
    { TYPE_VARCHAR, read_verbatim },
    { TYPE_BPCHAR, read_verbatim },
    { TYPE_NAME, read_verbatim },
    { TYPE_CHAR, read_verbatim },
    { TYPE_JSON, read_verbatim },
    { TYPE_XML, read_verbatim },
};

/* ---- arrays -------------------------------------------------------------------------------------------------- */

static bool read_value(const Side *side, TypeOid type, const char *text, Text *out);

enum { NESTING_MAX = 6 };

/* {a,"b c",NULL}: elements in their own canonical form, each in quotes (array_in of arrayfuncs.c). */
static bool read_array(const Side *side, TypeOid element, const char **at, Text *out, int depth)
{
    bool expects_item = false;

    if (depth > NESTING_MAX || **at != '{') {
        return false;
    }
    sd_text_char(out, '{');
    *at = skip_space(*at + 1);
    while (**at != '}' || expects_item) {
        Text item = sd_text(out->arena);
        bool quoted = **at == '"';

        if (**at == '{') {
            if (!read_array(side, element, at, out, depth + 1)) {
                return false;
            }
        } else {
            size_t kept = 0; /* length without unquoted space at the end */

            *at += quoted;
            while (**at && (quoted ? **at != '"' : !strchr("{},\"", **at))) {
                bool escaped = **at == '\\';

                *at += escaped;
                if (!**at) {
                    return false;
                }
                sd_text_char(&item, **at);
                kept = escaped || quoted || !strchr(" \t\n\r\f\v", **at) ? item.length : kept;
                (*at)++;
            }
            if (quoted && **at != '"') {
                return false;
            }
            *at += quoted;
            item.bytes[kept] = 0;
            if (!quoted && kept == 0) {
                return false;
            }
            if (!quoted && kept == 4 && (strcmp(item.bytes, "NULL") == 0 || strcmp(item.bytes, "null") == 0)) {
                sd_text_put(out, "NULL");
            } else {
                Text value = sd_text(out->arena);

                if (!read_value(side, element, item.bytes, &value)) {
                    return false;
                }
                sd_text_char(out, '"');
                for (const char *c = value.bytes; *c; c++) {
                    sd_text_put(out, *c == '"' || *c == '\\' ? "\\" : "");
                    sd_text_char(out, *c);
                }
                sd_text_char(out, '"');
            }
        }
        *at = skip_space(*at);
        expects_item = **at == ',';
        if (expects_item) {
            sd_text_char(out, ',');
            *at = skip_space(*at + 1);
        } else if (**at != '}') {
            return false;
        }
    }
    (*at)++;
    sd_text_char(out, '}');
    return true;
}

/* citext of the extension of that name keeps a text as it is. */
static bool is_citext(const TypeInfo *info)
{
    const char *dot = info->kind == '?' && info->spelled ? strrchr(info->spelled->text, '.') : NULL;

    return dot && strcmp(dot + 1, "citext") == 0;
}

static bool read_value(const Side *side, TypeOid type, const char *text, Text *out)
{
    const TypeInfo *info = sd_side_type_info(side, type);

    if (is_citext(info)) {
        return read_verbatim(text, out);
    }

    if (info->kind == 'e') {
        return read_verbatim(text, out);
    }
    if (info->kind == 'd') {
        return info->base != type && read_value(side, info->base, text, out);
    }
    if (info->element && type != TYPE_INT2VECTOR && type != TYPE_OIDVECTOR) {
        text = skip_space(text);
        return read_array(side, info->element, &text, out, 0) && *skip_space(text) == 0;
    }
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (readers[i].type == type) {
            return readers[i].read(text, out);
        }
    }
    return false;
}

/* Whether literals of the type can be read at all, on either side. */
static bool has_reader(const Side *side, TypeOid type)
{
    const TypeInfo *info = sd_side_type_info(side, type);

    if (info->element) {
        return has_reader(side, info->element);
    }
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (readers[i].type == type) {
            return true;
        }
    }
    return false;
}

const char *sd_literal_canonical(Analysis *analysis, TypeOid type, const char *text)
{
    Text out = sd_text(analysis->arena);

    return read_value(analysis->side, type, text, &out) ? out.bytes : NULL;
}

/* What a server said of the literal, where one was asked.  That may well be a text that is read here: a timestamp with
 * its time zone. */
static const char *ask(Analysis *analysis, TypeOid type, const char *text)
{
    Side *side = analysis->side;
    Name answer = NULL;
    const char *canonical;

    if (side->answers && type != 0) {
        answer = sd_answers_literal(side->answers, sd_side_type_info(side, type)->spelled, sd_name(side->names, text));
    }
    canonical = answer ? sd_literal_canonical(analysis, type, answer->text) : NULL;
    return canonical || !answer ? canonical : answer->text;
}

Tree *sd_literal(Analysis *analysis, TypeOid type, const char *text, int32_t location)
{
    const char *canonical;
    Tree *tree;

    if (sd_literal_is_name(type)) {
        return sd_literal_name(analysis, type, text, location);
    }
    if (analysis->uses) {
        TypeOid element = sd_side_element_of(analysis->side, type);
        Key key = sd_side_type_info(analysis->side, element ? element : type)->key;

        sd_analysis_use(analysis, (Use){ .kind = USE_LITERAL, .key = key, .location = location });
    }
    canonical = sd_literal_canonical(analysis, type, text);
    canonical = canonical ? canonical : ask(analysis, type, text);
    tree = sd_tree_new(analysis->arena, TREE_LITERAL,
                       (TreeParts){ .type = type,
                                    .type_identity = sd_side_type_identity(analysis->side, type),
                                    .text = sd_name(analysis->side->names, canonical ? canonical : text),
                                    .location = location });
    if (canonical) {
        return tree;
    }
    if (has_reader(analysis->side, type)) {
        /* The other side may say the same in a form that can be read. */
        analysis->incomplete = true;
    }
    analysis->undecided = true;
    return sd_tree_masked(analysis->arena, tree);
}
