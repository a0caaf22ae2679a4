/* Booleans, numbers and money: bool.c, int.c, numeric.c, float.c, cash.c. */
#include "parser/canon/literal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text without space around it; its length in *length. */
static const char *trim(const char *text, size_t *length)
{
    text = sd_literal_space(text);
    *length = strlen(text);
    while (*length && strchr(" \t\n\r\f\v", text[*length - 1])) {
        (*length)--;
    }
    return text;
}

/* parse_bool_with_len() of bool.c: any unique beginning of true, false, yes, no, on, off, and 1, 0. */
bool sd_literal_bool(const char *text, Text *out)
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

bool sd_literal_int2(const char *text, Text *out)
{
    return read_integer(text, out, INT16_MIN, INT16_MAX);
}
bool sd_literal_int4(const char *text, Text *out)
{
    return read_integer(text, out, INT32_MIN, INT32_MAX);
}
bool sd_literal_int8(const char *text, Text *out)
{
    return read_integer(text, out, INT64_MIN, INT64_MAX);
}
bool sd_literal_oid(const char *text, Text *out)
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
        if (end == at + 1 || exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX) {
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

bool sd_literal_float4(const char *text, Text *out)
{
    return read_float(text, out, true);
}
bool sd_literal_float8(const char *text, Text *out)
{
    return read_float(text, out, false);
}

/* $1,234.50 of the locale C, which the catalog is read with: a whole number of cents.  A third decimal is rounded. */
bool sd_literal_money(const char *text, Text *out)
{
    size_t length, digits = 0, decimals = 0;
    const char *at = trim(text, &length), *end = at + length;
    bool negative = *at == '-', zero = true;
    Text cents = sd_text(out->arena);

    at += negative;
    at += *at == '$';
    for (; at < end && (isdigit((unsigned char) *at) || (*at == ',' && digits)); at++) {
        if (*at != ',') {
            zero = zero && *at == '0';
            digits += !zero;
            if (!zero) {
                sd_text_char(&cents, *at);
            }
        }
    }
    if (at < end && *at == '.') {
        for (at++; at < end && isdigit((unsigned char) *at) && decimals < 2; at++) {
            zero = zero && *at == '0';
            sd_text_char(&cents, *at);
            decimals++;
        }
    }
    sd_text_put(&cents, "00" + decimals);
    sd_text_format(out, "%s%s", negative && !zero ? "-" : "", zero ? "0" : cents.bytes);
    return at == end && length > (size_t) negative && digits < 16;
}
