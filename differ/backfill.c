/* What is asked of rows that are there: a step of its own, behind what a team wants to do to them first. */
#include "differ/passes.h"

#include <stdlib.h>
#include <string.h>

typedef struct Filling {
    Plan *plan;
    Action *actions; /* those of the plan, and more */
    size_t count;
    Key *made; /* objects that the plan creates, sorted */
    size_t made_count;
    Key *told; /* parents whose statements run already */
    size_t told_count;
} Filling;

/* A default, or a sequence that counts for it: something that belongs to the part and is more than words about it. */
bool sd_part_is_filled(const Catalog *catalog, const Object *part)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);

        for (size_t i = 0; i < kind->attr_count; i++) {
            const Attr *attr = &kind->attrs[i];

            if ((attr->falls_with && *(const Key *) sd_object_field(object, attr) == part->key) ||
                (attr->type == ATTR_EXPR && object->parent == part && (kind->traits & ON_PARENT))) {
                return true;
            }
        }
    }
    return false;
}

static int compare_keys(const void *a, const void *b)
{
    const uintptr_t left = (uintptr_t) * (const Key *) a, right = (uintptr_t) * (const Key *) b;

    return (left > right) - (left < right);
}

/* It was there before and stays, so it may have rows. */
static bool has_rows(const Filling *filling, Key parent)
{
    return parent && sd_catalog_find(filling->plan->now, parent) &&
           !(filling->made_count &&
             bsearch(&parent, filling->made, filling->made_count, sizeof *filling->made, compare_keys));
}

/* What files tell about the object, or, for the first that asks, about what it is a part of. */
static const Backfill *backfill_of(Filling *filling, Key key)
{
    const Backfill *own = sd_catalog_backfill(filling->plan->wanted, key);
    const Backfill *above = own ? NULL : sd_catalog_backfill(filling->plan->wanted, key->parent);

    for (size_t i = 0; above && i < filling->told_count; i++) {
        if (filling->told[i] == key->parent) {
            return NULL;
        }
    }
    if (above) {
        filling->told = sd_arena_grow(filling->plan->arena, filling->told, filling->told_count, sizeof *filling->told);
        filling->told[filling->told_count++] = key->parent;
    }
    return own ? own : above;
}

static const Attr *asking_row(const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].asks_of_rows && sd_attr_present(object, &kind->attrs[i])) {
            return &kind->attrs[i];
        }
    }
    return NULL;
}

static bool alters(const Action *action, const Attr *row)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i] == row) {
            return true;
        }
    }
    return false;
}

static Action *put(Filling *filling, const Action *action)
{
    filling->actions = sd_arena_grow(filling->plan->arena, filling->actions, filling->count, sizeof *filling->actions);
    filling->actions[filling->count] = *action;
    return &filling->actions[filling->count++];
}

/* The same without the row, which is absent where nothing is asked. */
static Object *copy_without(Arena *arena, const Object *object, const Attr *row)
{
    Object *copy = sd_arena_alloc(arena, sd_kind_of(object)->size);

    memcpy(copy, object, sd_kind_of(object)->size);
    *(bool *) sd_object_field(copy, row) = false;
    return copy;
}

/* Created without asking, filled, and altered. */
static void put_apart(Filling *filling, const Action *action, const Attr *row, const Backfill *backfill)
{
    Arena *arena = filling->plan->arena;
    Object *between = copy_without(arena, action->to, row);
    const Attr **rows = sd_arena_alloc(arena, sizeof *rows);
    Action alter = *action;

    put(filling, action)->to = between;
    rows[0] = row;
    alter.verb = VERB_ALTER;
    alter.from = between;
    alter.attrs = rows;
    alter.attr_count = 1;
    alter.backfill = backfill;
    alter.lacks_values = true;
    put(filling, &alter);
}

static void fill(Filling *filling, const Action *action)
{
    const Object *to = action->to;
    const Attr *row = to ? asking_row(to) : NULL;
    bool meets_rows = to && action->verb != VERB_DROP && !action->held && !action->with_parent &&
                      (sd_kind_of(to)->traits & IN_PARENT) && !sd_object_is_derived(to) &&
                      has_rows(filling, to->key->parent);

    if (!meets_rows) {
        put(filling, action);
    } else if (action->verb == VERB_ALTER) {
        const Backfill *backfill = row && alters(action, row) ? backfill_of(filling, to->key) : NULL;

        put(filling, action)->backfill = backfill;
    } else if (sd_kind_of(to)->traits & HOLDS_DATA) {
        const Backfill *backfill = row ? backfill_of(filling, to->key) : NULL;

        if (row && (backfill || !sd_part_is_filled(filling->plan->wanted, to))) {
            put_apart(filling, action, row, backfill);
        } else {
            put(filling, action);
        }
    } else {
        const Backfill *backfill = backfill_of(filling, to->key);

        put(filling, action)->backfill = backfill;
    }
}

void sd_pass_backfill(Plan *plan)
{
    Filling filling = { .plan = plan };

    for (size_t i = 0; i < plan->count; i++) {
        if (plan->actions[i].verb == VERB_CREATE) {
            filling.made = sd_arena_grow(plan->arena, filling.made, filling.made_count, sizeof *filling.made);
            filling.made[filling.made_count++] = plan->actions[i].to->key;
        }
    }
    if (filling.made_count) {
        qsort(filling.made, filling.made_count, sizeof *filling.made, compare_keys);
    }
    for (size_t i = 0; i < plan->count; i++) {
        fill(&filling, &plan->actions[i]);
    }
    plan->actions = filling.actions;
    plan->count = filling.count;
}
