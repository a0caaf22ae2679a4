/* Values of PostgreSQL in text form. */
#ifndef SD_PARSER_LIVE_VALUE_H
#define SD_PARSER_LIVE_VALUE_H

#include "model/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct ArrayItem {
    const char *bytes; /* unquoted, a zero byte behind */
    size_t length;
    bool is_null;
} ArrayItem;

typedef struct ArrayValue {
    ArrayItem *items;
    size_t count;
    size_t row_length; /* items in each innermost pair of braces */
} ArrayValue;

/* Takes apart an array as array_out writes it (manual: "Array Input and Output Syntax").  False when it is none. */
bool sd_value_array(ArrayValue *out, Arena *arena, const char *text);

/* The expression without parentheses around all of it; those of a subquery are part of it.  *length: in and out. */
const char *sd_value_bare(const char *text, size_t *length);

#endif
