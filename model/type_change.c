#include "model/type_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a type in parts ----------------------------------------------------------------------------------------------- */

enum { LONGEST_NAME = 256 };

typedef struct SpelledType {
    char base[LONGEST_NAME]; /* without modifier and []: "timestamp with time zone" */
    int modifier_count;
    long modifiers[2];
    bool is_array;
} SpelledType;

/* False when the spelling is longer than any built-in type's. */
static bool split(SpelledType *type, const char *text)
{
    const char *open = strchr(text, '(');
    const char *close = open ? strchr(open, ')') : NULL;
    size_t length = strlen(text);

    *type = (SpelledType){ .is_array = length > 2 && strcmp(text + length - 2, "[]") == 0 };
    length -= type->is_array ? 2 : 0;
    if (length >= LONGEST_NAME || strchr(text, '"') || strchr(text, '.')) {
        return false;
    }
    if (!close) {
        memcpy(type->base, text, length);
        return true;
    }
    memcpy(type->base, text, (size_t) (open - text));
    memcpy(type->base + (open - text), close + 1, length - (size_t) (close + 1 - text));
    for (const char *at = open; at != close && type->modifier_count < 2; at = strpbrk(at + 1, ",)")) {
        type->modifiers[type->modifier_count++] = strtol(at + 1, NULL, 10);
    }
    return true;
}

static bool is(const SpelledType *type, const char *base)
{
    return strcmp(type->base, base) == 0;
}

/* ---- between two types --------------------------------------------------------------------------------------------- */

typedef struct Conversion {
    const char *from, *to;
    TypeChange change;
    const char *loss;
    bool is_binary;
    TypeCast cast;
} Conversion;

/* clang-format off */
#define KEEPS(from, to)       { from, to, TYPE_CHANGE_KEEPS, NULL, false, TYPE_CAST_ASSIGNS }
#define SAME_BYTES(from, to)  { from, to, TYPE_CHANGE_KEEPS, NULL, true, TYPE_CAST_ASSIGNS }
#define REFUSES(from, to)     { from, to, TYPE_CHANGE_REFUSES, NULL, false, TYPE_CAST_ASSIGNS }
#define LOSES(from, to, loss) { from, to, TYPE_CHANGE_LOSES, loss, false, TYPE_CAST_ASSIGNS }
#define BY_HAND(from, to, change, loss) { from, to, TYPE_CHANGE_##change, loss, false, TYPE_CAST_EXPLICIT }

static const char rounded[] = "fractions are rounded away", inexact[] = "digits beyond the precision are lost",
                  no_time[] = "the time of day is lost", no_date[] = "the date is lost", no_zone[] = "the time zone is lost",
                  shifted[] = "the time zone of the session decides which moment is meant", cut[] = "longer values are cut off",
                  high_bits[] = "bits in front are lost", not_zero[] = "numbers other than 0 become the same",
                  folded[] = "repeated keys, their order and white space are lost", unpadded[] = "spaces at the end are lost", wrapped[] = "negative numbers become large ones";

static const Conversion conversions[] = {
    KEEPS("smallint", "integer"), KEEPS("smallint", "bigint"), KEEPS("integer", "bigint"),
    REFUSES("integer", "smallint"), REFUSES("bigint", "integer"), REFUSES("bigint", "smallint"),
    KEEPS("smallint", "numeric"), KEEPS("integer", "numeric"), KEEPS("bigint", "numeric"),
    LOSES("numeric", "smallint", rounded), LOSES("numeric", "integer", rounded), LOSES("numeric", "bigint", rounded),
    KEEPS("smallint", "real"), LOSES("integer", "real", inexact), LOSES("bigint", "real", inexact),
    KEEPS("smallint", "double precision"), KEEPS("integer", "double precision"), LOSES("bigint", "double precision", inexact),
    LOSES("numeric", "real", inexact), LOSES("numeric", "double precision", inexact),
    LOSES("real", "smallint", rounded), LOSES("real", "integer", rounded), LOSES("real", "bigint", rounded),
    LOSES("double precision", "smallint", rounded), LOSES("double precision", "integer", rounded),
    LOSES("double precision", "bigint", rounded),
    KEEPS("real", "double precision"), LOSES("double precision", "real", inexact),
    LOSES("real", "numeric", inexact), LOSES("double precision", "numeric", inexact),
    LOSES("numeric", "money", rounded), KEEPS("money", "numeric"), REFUSES("integer", "money"), REFUSES("bigint", "money"),
    { "integer", "oid", TYPE_CHANGE_LOSES, wrapped, true, TYPE_CAST_ASSIGNS }, LOSES("smallint", "oid", wrapped), REFUSES("bigint", "oid"),
    KEEPS("oid", "bigint"),

    LOSES("timestamp without time zone", "date", no_time), LOSES("timestamp with time zone", "date", no_time),
    LOSES("timestamp without time zone", "time without time zone", no_date),
    LOSES("timestamp with time zone", "time without time zone", no_date),
    LOSES("timestamp with time zone", "time with time zone", no_date),
    KEEPS("date", "timestamp without time zone"), LOSES("date", "timestamp with time zone", shifted),
    LOSES("timestamp without time zone", "timestamp with time zone", shifted),
    LOSES("timestamp with time zone", "timestamp without time zone", shifted),
    KEEPS("time without time zone", "interval"), LOSES("interval", "time without time zone", "whole days are lost"),
    LOSES("time with time zone", "time without time zone", no_zone),
    LOSES("time without time zone", "time with time zone", shifted),

    SAME_BYTES("character varying", "text"), SAME_BYTES("text", "character varying"),
    LOSES("character", "text", unpadded), LOSES("character", "character varying", unpadded),
    KEEPS("text", "character"), KEEPS("character varying", "character"),
    LOSES("text", "name", cut), LOSES("character varying", "name", cut), LOSES("character", "name", cut),
    LOSES("text", "\"char\"", cut), LOSES("character varying", "\"char\"", cut),
    KEEPS("name", "text"), KEEPS("name", "character varying"), KEEPS("xml", "text"), KEEPS("xml", "character varying"),
    LOSES("json", "jsonb", folded), KEEPS("jsonb", "json"),
    SAME_BYTES("cidr", "inet"), LOSES("inet", "cidr", "the bits of the host are lost"), KEEPS("macaddr", "macaddr8"), REFUSES("macaddr8", "macaddr"),
    SAME_BYTES("bit", "bit varying"), SAME_BYTES("bit varying", "bit"),
    LOSES("path", "polygon", "whether it was open is lost"), BY_HAND("polygon", "circle", LOSES, "its points are lost"), KEEPS("polygon", "path"), KEEPS("box", "polygon"), KEEPS("point", "box"),
    { "oid", "integer", TYPE_CHANGE_LOSES, "large numbers become negative ones", true, TYPE_CAST_ASSIGNS },

    BY_HAND("integer", "boolean", LOSES, not_zero), BY_HAND("boolean", "integer", KEEPS, NULL),
    BY_HAND("integer", "bit", LOSES, high_bits), BY_HAND("bigint", "bit", LOSES, high_bits),
    BY_HAND("bit", "integer", REFUSES, NULL), BY_HAND("bit", "bigint", REFUSES, NULL),
    BY_HAND("jsonb", "boolean", REFUSES, NULL), BY_HAND("jsonb", "numeric", REFUSES, NULL),
    BY_HAND("jsonb", "smallint", LOSES, rounded), BY_HAND("jsonb", "integer", LOSES, rounded), BY_HAND("jsonb", "bigint", LOSES, rounded),
    BY_HAND("jsonb", "real", LOSES, inexact), BY_HAND("jsonb", "double precision", LOSES, inexact),
    BY_HAND("circle", "polygon", LOSES, "it becomes a polygon of twelve points"),
    BY_HAND("lseg", "point", LOSES, "only its middle is left"), BY_HAND("box", "point", LOSES, "only its middle is left"),
    BY_HAND("circle", "point", LOSES, "only its middle is left"), BY_HAND("polygon", "point", LOSES, "only its middle is left"),
    BY_HAND("box", "lseg", LOSES, "only a diagonal is left"), BY_HAND("box", "circle", LOSES, "its corners are lost"),
    BY_HAND("circle", "box", LOSES, "its corners are lost"), BY_HAND("polygon", "box", LOSES, "its points are lost"),
    BY_HAND("int4range", "int4multirange", KEEPS, NULL), BY_HAND("int8range", "int8multirange", KEEPS, NULL),
    BY_HAND("numrange", "nummultirange", KEEPS, NULL), BY_HAND("daterange", "datemultirange", KEEPS, NULL),
    BY_HAND("tsrange", "tsmultirange", KEEPS, NULL), BY_HAND("tstzrange", "tstzmultirange", KEEPS, NULL),
};

/* What input functions forget of a text that they take.  All others read every part of it, or refuse it. */
static const Conversion from_text[] = {
    BY_HAND("text", "date", LOSES, no_time), BY_HAND("text", "time without time zone", LOSES, no_date),
    BY_HAND("text", "time with time zone", LOSES, no_date), BY_HAND("text", "timestamp without time zone", LOSES, no_zone),
    BY_HAND("text", "timestamp with time zone", LOSES, shifted), BY_HAND("text", "real", LOSES, inexact),
    BY_HAND("text", "double precision", LOSES, inexact), BY_HAND("text", "money", LOSES, rounded), BY_HAND("text", "jsonb", LOSES, folded),
};
/* clang-format on */

static bool is_string(const SpelledType *type)
{
    return is(type, "text") || is(type, "character varying") || is(type, "character") || is(type, "name");
}

static const Conversion *conversion_between(const SpelledType *from, const SpelledType *to)
{
    for (size_t i = 0; is_string(from) && i < sizeof from_text / sizeof *from_text; i++) {
        if (is(to, from_text[i].to)) {
            return &from_text[i];
        }
    }
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        if (is(from, conversions[i].from) && is(to, conversions[i].to)) {
            return &conversions[i];
        }
    }
    return NULL;
}

/* ---- length and precision ------------------------------------------------------------------------------------------ */

/* A limit that is not written is none. */
static bool is_narrower(const SpelledType *from, const SpelledType *to, int which)
{
    return to->modifier_count > which &&
           (from->modifier_count <= which || to->modifiers[which] < from->modifiers[which]);
}

static bool counts_characters(const SpelledType *type)
{
    return is(type, "character varying") || is(type, "character") || is(type, "bit") || is(type, "bit varying");
}

static bool has_seconds(const SpelledType *type)
{
    return strncmp(type->base, "time", 4) == 0 || strncmp(type->base, "interval", 8) == 0;
}

/* numeric(p, s): digits in front of the point that no longer fit are refused, those behind it rounded. */
static TypeChange change_numeric(const SpelledType *from, const SpelledType *to)
{
    long scale = to->modifier_count > 1 ? to->modifiers[1] : 0;
    long old_scale = from->modifier_count > 1 ? from->modifiers[1] : 0;

    if (!to->modifier_count) {
        return TYPE_CHANGE_KEEPS;
    }
    if (!from->modifier_count || scale < old_scale) {
        return TYPE_CHANGE_LOSES;
    }
    return to->modifiers[0] - scale < from->modifiers[0] - old_scale ? TYPE_CHANGE_REFUSES : TYPE_CHANGE_KEEPS;
}

static TypeChange change_of_modifiers(const SpelledType *from, const SpelledType *to)
{
    if (is(to, "numeric")) {
        return change_numeric(from, to);
    }
    if (has_seconds(to)) {
        return is_narrower(from, to, 0) ? TYPE_CHANGE_LOSES : TYPE_CHANGE_KEEPS;
    }
    return counts_characters(to) && is_narrower(from, to, 0) ? TYPE_CHANGE_REFUSES : TYPE_CHANGE_KEEPS;
}

/* Whole numbers and money as numeric(p, s) that holds them. */
static void give_digits(SpelledType *type)
{
    static const struct {
        const char *type;
        long digits, scale;
    } digits[] = { { "smallint", 5, 0 }, { "integer", 10, 0 }, { "bigint", 19, 0 }, { "money", 19, 2 } };

    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        if (is(type, digits[i].type)) {
            type->modifier_count = 2;
            type->modifiers[0] = digits[i].digits;
            type->modifiers[1] = digits[i].scale;
        }
    }
}

static TypeChange worse(TypeChange a, TypeChange b)
{
    return a > b ? a : b;
}

static bool is_number(const SpelledType *type)
{
    static const char *const numbers[] = { "smallint", "integer", "bigint", "numeric", "real", "double precision" };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (is(type, numbers[i])) {
            return true;
        }
    }
    return false;
}

TypeChange sd_type_change(const char *from, const char *to)
{
    SpelledType old, new;
    const Conversion *conversion;

    if (strcmp(from, to) == 0) {
        return TYPE_CHANGE_KEEPS;
    }
    if (!split(&old, from) || !split(&new, to)) {
        return TYPE_CHANGE_UNKNOWN;
    }
    if (!new.is_array && !new.modifier_count && (is(&new, "text") || is(&new, "character varying")) &&
        !is(&old, "character")) {
        return TYPE_CHANGE_KEEPS; /* every type has a text form that reads back */
    }
    if (old.is_array != new.is_array) {
        return TYPE_CHANGE_UNKNOWN;
    }
    if (strcmp(old.base, new.base) == 0) {
        return change_of_modifiers(&old, &new);
    }
    conversion = conversion_between(&old, &new);
    if (!conversion && !new.is_array && (is(&new, "text") || is(&new, "character varying") || is(&new, "character"))) {
        return TYPE_CHANGE_REFUSES; /* what is longer */
    }
    if (!conversion && is_string(&old)) {
        return is(&new, "numeric") && new.modifier_count ? TYPE_CHANGE_LOSES : TYPE_CHANGE_REFUSES;
    }
    if (!conversion) {
        return TYPE_CHANGE_UNKNOWN;
    }
    if (has_seconds(&old) != has_seconds(&new)) {
        old.modifier_count = 0;
    }
    if (is(&new, "numeric") && conversion->change == TYPE_CHANGE_KEEPS) {
        give_digits(&old);
    }
    return worse(conversion->change, change_of_modifiers(&old, &new));
}

TypeCast sd_type_cast(const char *from, const char *to, const char **through)
{
    SpelledType old, new;
    const Conversion *conversion;
    bool to_number, from_number;
    size_t length = strlen(from);

    *through = NULL;
    if (!split(&new, to)) {
        return TYPE_CAST_UNKNOWN;
    }
    if (is_string(&new) && (!new.is_array || (length > 2 && strcmp(from + length - 2, "[]") == 0))) {
        return TYPE_CAST_ASSIGNS;
    }
    if (!split(&old, from)) {
        return TYPE_CAST_UNKNOWN;
    }
    conversion = conversion_between(&old, &new);
    if (old.is_array == new.is_array && (strcmp(old.base, new.base) == 0 || is_string(&new))) {
        return TYPE_CAST_ASSIGNS;
    }
    if (old.is_array == new.is_array && conversion) {
        return conversion->cast;
    }
    if (is_string(&old)) {
        return TYPE_CAST_EXPLICIT; /* any type reads a text that is cast */
    }
    to_number = is_number(&new), from_number = is_number(&old);
    *through =
        !old.is_array && !new.is_array && ((is(&old, "boolean") && to_number) || (is(&new, "boolean") && from_number))
            ? "integer"
            : "text";
    return TYPE_CAST_THROUGH;
}

const char *sd_type_change_loss(const char *from, const char *to)
{
    SpelledType old, new;
    const Conversion *conversion;

    if (sd_type_change(from, to) != TYPE_CHANGE_LOSES || !split(&old, from) || !split(&new, to)) {
        return NULL;
    }
    conversion = conversion_between(&old, &new);
    return conversion && conversion->loss ? conversion->loss
           : has_seconds(&new)            ? "fractions of seconds are rounded"
                                          : "digits behind the point are rounded";
}

bool sd_type_change_is_binary(const char *from, const char *to)
{
    SpelledType old, new;
    const Conversion *conversion;

    if (strcmp(from, to) == 0) {
        return true;
    }
    if (!split(&old, from) || !split(&new, to) || old.is_array != new.is_array) {
        return false;
    }
    conversion = conversion_between(&old, &new);
    if (strcmp(old.base, new.base) != 0 && !(conversion && conversion->is_binary && !new.modifier_count)) {
        return false;
    }
    if (is(&new, "numeric")) { /* numeric_support: the same scale */
        long scale = new.modifier_count > 1 ? new.modifiers[1] : 0,
             old_scale = old.modifier_count > 1 ? old.modifiers[1] : 0;

        return !new.modifier_count ||
               (old.modifier_count && scale == old_scale && new.modifiers[0] >= old.modifiers[0]);
    }
    if (is(&new, "character") || is(&new, "bit")) { /* padded to their length: no support function */
        return false;
    }
    return !is_narrower(&old, &new, 0);
}

bool sd_type_compares(const char *one, const char *other)
{
    static const char *const families[][4] = {
        { "smallint", "integer", "bigint", "numeric" },
        { "text", "character varying", "name", "character" },
        { "real", "double precision" },
        { "date", "timestamp without time zone", "timestamp with time zone" },
        { "bit" },
        { "bit varying" },
        { "inet", "cidr" },
    };
    enum { FAMILY_COUNT = sizeof families / sizeof *families };
    SpelledType types[2];
    size_t found[2] = { FAMILY_COUNT, FAMILY_COUNT };

    if (strcmp(one, other) == 0) {
        return true;
    }
    if (!split(&types[0], one) || !split(&types[1], other) || types[0].is_array || types[1].is_array) {
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        for (size_t family = 0; family < FAMILY_COUNT; family++) {
            for (size_t k = 0; k < 4 && families[family][k]; k++) {
                found[i] = is(&types[i], families[family][k]) ? family : found[i];
            }
        }
    }
    return strcmp(types[0].base, types[1].base) == 0 || (found[0] == found[1] && found[0] < FAMILY_COUNT);
}
