#include "parser/canon/builtin.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const BuiltinType types[] = {
#define TYPE(...) { __VA_ARGS__ },
#include "parser/canon/builtin_types.def"
#undef TYPE
};

static const BuiltinOperator operators[] = {
#define OPERATOR(...) { __VA_ARGS__ },
#include "parser/canon/builtin_operators.def"
#undef OPERATOR
};

static const BuiltinCast casts[] = {
#define CAST(...) { __VA_ARGS__ },
#include "parser/canon/builtin_casts.def"
#undef CAST
};

static const BuiltinFunction functions[] = {
#define FUNCTION(...) { __VA_ARGS__ },
#include "parser/canon/builtin_functions.def"
#undef FUNCTION
};
/* clang-format on */

enum {
    TYPE_COUNT = sizeof types / sizeof *types,
    OPERATOR_COUNT = sizeof operators / sizeof *operators,
    CAST_COUNT = sizeof casts / sizeof *casts,
    FUNCTION_COUNT = sizeof functions / sizeof *functions,
    LARGEST_TYPE_OID = 6160
};

/* Rows by OID, and rows sorted by spelling, are filled on first use; every run fills them alike. */
static uint8_t row_of_oid[LARGEST_TYPE_OID];
static uint8_t by_spelling[TYPE_COUNT];

_Static_assert(TYPE_COUNT < 255, "a row number fits a byte");

static int compare_spellings(const void *a, const void *b)
{
    return strcmp(types[*(const uint8_t *) a].spelled, types[*(const uint8_t *) b].spelled);
}

static void fill_once(void)
{
    if (row_of_oid[TYPE_BOOL] != 0) {
        return;
    }
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        by_spelling[i] = (uint8_t) i;
        if (types[i].oid < LARGEST_TYPE_OID) {
            row_of_oid[types[i].oid] = (uint8_t) (i + 1);
        }
    }
    qsort(by_spelling, TYPE_COUNT, sizeof *by_spelling, compare_spellings);
}

const BuiltinType *sd_builtin_type_of(TypeOid oid)
{
    fill_once();
    return oid < LARGEST_TYPE_OID && row_of_oid[oid] ? &types[row_of_oid[oid] - 1] : NULL;
}

const BuiltinType *sd_builtin_type_spelled(const char *spelled)
{
    size_t low = 0, high = TYPE_COUNT;

    fill_once();
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(spelled, types[by_spelling[middle]].spelled);

        if (order == 0) {
            return &types[by_spelling[middle]];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

/* The first row whose name is not below `name`; every row begins with its name but types', which begin with the OID. */
static size_t first_row(const void *rows, size_t count, size_t size, size_t name_at, const char *name)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *row_name;

        memcpy(&row_name, (const char *) rows + middle * size + name_at, sizeof row_name);
        if (strcmp(row_name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const BuiltinType *sd_builtin_type(const char *name)
{
    size_t row = first_row(types, TYPE_COUNT, sizeof *types, offsetof(BuiltinType, name), name);

    return row < TYPE_COUNT && strcmp(types[row].name, name) == 0 ? &types[row] : NULL;
}

size_t sd_builtin_operators(const char *name, const BuiltinOperator **first)
{
    size_t row = first_row(operators, OPERATOR_COUNT, sizeof *operators, offsetof(BuiltinOperator, name), name);
    size_t count = 0;

    *first = &operators[row < OPERATOR_COUNT ? row : 0];
    while (row + count < OPERATOR_COUNT && strcmp(operators[row + count].name, name) == 0) {
        count++;
    }
    return count;
}

size_t sd_builtin_functions(const char *name, const BuiltinFunction **first)
{
    size_t row = first_row(functions, FUNCTION_COUNT, sizeof *functions, offsetof(BuiltinFunction, name), name);
    size_t count = 0;

    *first = &functions[row < FUNCTION_COUNT ? row : 0];
    while (row + count < FUNCTION_COUNT && strcmp(functions[row + count].name, name) == 0) {
        count++;
    }
    return count;
}

const BuiltinCast *sd_builtin_cast(TypeOid source, TypeOid target)
{
    size_t low = 0, high = CAST_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const BuiltinCast *cast = &casts[middle];

        if (cast->source == source && cast->target == target) {
            return cast;
        }
        if (cast->source < source || (cast->source == source && cast->target < target)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
