#include "model/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const List *sd_list(Arena *arena, const Name *items, size_t count)
{
    List *list;

    if (count == 0) {
        return NULL;
    }
    list = sd_arena_alloc(arena, sizeof *list + count * sizeof *items);
    list->count = count;
    memcpy(list->items, items, count * sizeof *items);
    return list;
}

const KeyList *sd_keys(Arena *arena, const Key *items, size_t count)
{
    KeyList *list;

    if (count == 0) {
        return NULL;
    }
    list = sd_arena_alloc(arena, sizeof *list + count * sizeof *items);
    list->count = count;
    memcpy(list->items, items, count * sizeof *items);
    return list;
}

const ExprList *sd_exprs(Arena *arena, struct Expr *const *items, size_t count)
{
    ExprList *list;

    if (count == 0) {
        return NULL;
    }
    list = sd_arena_alloc(arena, sizeof *list + count * sizeof *items);
    list->count = count;
    memcpy(list->items, items, count * sizeof *items);
    return list;
}

/* A copy in which every item equal to `item` is exchanged for `by`, or left out when `by` is NULL. */
static List *copy_list(Arena *arena, const List *list, size_t extra, Name item, Name by)
{
    size_t count = sd_list_count(list);
    List *copy = sd_arena_alloc(arena, sizeof *copy + (count + extra) * sizeof copy->items[0]);

    for (size_t i = 0; i < count; i++) {
        if (list->items[i] != item || !item) {
            copy->items[copy->count++] = list->items[i];
        } else if (by) {
            copy->items[copy->count++] = by;
        }
    }
    return copy;
}

const List *sd_list_with(Arena *arena, const List *list, Name item)
{
    List *copy = copy_list(arena, list, 1, NULL, NULL);

    copy->items[copy->count++] = item;
    return copy;
}

const List *sd_list_without(Arena *arena, const List *list, Name item)
{
    List *copy = copy_list(arena, list, 0, item, NULL);

    return copy->count ? copy : NULL;
}

const List *sd_list_replaced(Arena *arena, const List *list, Name item, Name by)
{
    List *copy = copy_list(arena, list, 0, item, by);

    return copy->count ? copy : NULL;
}

static int compare_items(const void *a, const void *b)
{
    return strcmp((*(const Name *) a)->text, (*(const Name *) b)->text);
}

const List *sd_list_sorted(Arena *arena, const List *list)
{
    List *copy;
    size_t kept = 0;

    if (!list || list->count == 0) {
        return NULL;
    }
    copy = copy_list(arena, list, 0, NULL, NULL);
    qsort(copy->items, copy->count, sizeof copy->items[0], compare_items);
    for (size_t i = 0; i < copy->count; i++) {
        if (kept == 0 || copy->items[kept - 1] != copy->items[i]) {
            copy->items[kept++] = copy->items[i];
        }
    }
    copy->count = kept;
    return copy;
}

bool sd_list_has(const List *list, Name item)
{
    for (size_t i = 0; i < sd_list_count(list); i++) {
        if (list->items[i] == item) {
            return true;
        }
    }
    return false;
}

bool sd_keys_has(const KeyList *list, Key item)
{
    for (size_t i = 0; i < sd_keys_count(list); i++) {
        if (list->items[i] == item) {
            return true;
        }
    }
    return false;
}

bool sd_list_equal(const List *a, const List *b)
{
    size_t count = sd_list_count(a);

    return count == sd_list_count(b) && (count == 0 || memcmp(a->items, b->items, count * sizeof a->items[0]) == 0);
}

static const char *option_value(Name option, const char *name)
{
    size_t length = strlen(name);

    return strncmp(option->text, name, length) == 0 && option->text[length] == '=' ? option->text + length + 1 : NULL;
}

const char *sd_options_get(const List *options, const char *name)
{
    for (size_t i = 0; i < sd_list_count(options); i++) {
        const char *value = option_value(options->items[i], name);

        if (value) {
            return value;
        }
    }
    return NULL;
}

const List *sd_options_set(Arena *arena, Names *names, const List *options, const char *name, const char *value)
{
    List *copy = sd_arena_alloc(arena, sizeof *copy + (sd_list_count(options) + 1) * sizeof copy->items[0]);

    for (size_t i = 0; i < sd_list_count(options); i++) {
        if (!option_value(options->items[i], name)) {
            copy->items[copy->count++] = options->items[i];
        }
    }
    if (value) {
        copy->items[copy->count++] = sd_name_format(names, "%s=%s", name, value);
    }
    return sd_list_sorted(arena, copy);
}
