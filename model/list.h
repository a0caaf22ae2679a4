/* Immutable lists of names, of keys and of expressions; NULL and an empty list are the same thing. */
#ifndef SD_MODEL_LIST_H
#define SD_MODEL_LIST_H

#include "model/arena.h"
#include "model/name.h"

typedef struct List {
    size_t count;
    Name items[];
} List;

typedef struct KeyList {
    size_t count;
    Key items[];
} KeyList;

typedef struct ExprList {
    size_t count;
    struct Expr *items[]; /* an item may be NULL */
} ExprList;

static inline size_t sd_list_count(const List *list)
{
    return list ? list->count : 0;
}
static inline size_t sd_keys_count(const KeyList *list)
{
    return list ? list->count : 0;
}
static inline size_t sd_exprs_count(const ExprList *list)
{
    return list ? list->count : 0;
}

/* Copies; NULL for no items. */
const List *sd_list(Arena *arena, const Name *items, size_t count);
const KeyList *sd_keys(Arena *arena, const Key *items, size_t count);
const ExprList *sd_exprs(Arena *arena, struct Expr *const *items, size_t count);

/* A copy with one more item, without an item, or with an item exchanged for another. */
const List *sd_list_with(Arena *arena, const List *list, Name item);
const List *sd_list_without(Arena *arena, const List *list, Name item);
const List *sd_list_replaced(Arena *arena, const List *list, Name item, Name by);

/* A copy sorted bytewise with repeated items left out: the canonical form of a set. */
const List *sd_list_sorted(Arena *arena, const List *list);

bool sd_list_has(const List *list, Name item);
bool sd_list_equal(const List *a, const List *b);
bool sd_keys_has(const KeyList *list, Key item);

/* Options are lists of "name=value" texts.  The value of an option, or NULL. */
const char *sd_options_get(const List *options, const char *name);

/* A copy of the options with one set (value NULL: taken out); sorted, as every list of options is. */
const List *sd_options_set(Arena *arena, Names *names, const List *options, const char *name, const char *value);

#endif
