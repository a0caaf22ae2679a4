/* The order of execution.
 *
 * Any order that respects the graph runs; this one also reads well: drops, then schemas, extensions, types, routines,
 * sequences; each table with its columns, defaults, constraints and comments; then foreign keys, views, indexes,
 * triggers, policies, grants; default privileges last.  Every change has a place in that order.  Changes are taken by
 * place, and what a change waits for is taken first, so a view is dropped right before the column below it is altered
 * and not at the top.  A change that waits for one of a later place is moved behind the changes of that place. */
#include "differ/passes.h"

#include <stdlib.h>
#include <string.h>

enum { RANK_MAKES = KIND_COUNT, RANK_LAST = 2 * KIND_COUNT };

typedef struct Place {
    size_t number; /* of the change */
    int rank;      /* behind all that it waits for */
    bool moved;    /* the rank is not its own */
    Key group;     /* what is read together: a table and its parts */
    int64_t position;
    const Change *change;
} Place;

typedef struct Ordering {
    const Changes *changes;
    const Graph *graph;
    bool is_part[KIND_COUNT]; /* kinds that are read with the parent */
    const Attr *position[KIND_COUNT];
    Place *places; /* in the order of places */
    size_t *place_of;
    size_t *order;
    size_t count;
    bool *taken;
} Ordering;

/* The kinds that all.def lists right behind one that holds data and whose objects live in or on it: columns, defaults
 * and constraints, but not triggers and policies.  Also what holds data itself in its parent: attributes. */
static void find_parts(Ordering *ordering)
{
    for (size_t i = 1; i < KIND_COUNT; i++) {
        unsigned traits = sd_kinds[i].traits;
        bool is_column = (traits & IN_PARENT) && (traits & HOLDS_DATA);

        ordering->is_part[i] = is_column || ((traits & (IN_PARENT | ON_PARENT)) &&
                                             (ordering->is_part[i - 1] || (sd_kinds[i - 1].traits & HOLDS_DATA)));
    }
    for (size_t i = 0; i < KIND_COUNT; i++) {
        const Attr *attr = sd_kind_attr(&sd_kinds[i], "position");

        ordering->position[i] = attr && attr->type == ATTR_INT ? attr : NULL;
    }
}

/* What the object hangs on by a reference: the column of a sequence that belongs to one. */
static Key belongs_to(const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].falls_with && sd_attr_present(object, &kind->attrs[i])) {
            return *(Key *) sd_object_field(object, &kind->attrs[i]);
        }
    }
    return NULL;
}

/* A foreign key: read behind all tables. */
static bool refers_elsewhere(const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].type == ATTR_REF && !kind->attrs[i].falls_with && sd_attr_present(object, &kind->attrs[i])) {
            return true;
        }
    }
    return false;
}

static Key group_of(const Ordering *ordering, const Object *object)
{
    Key group = object->key;

    if (belongs_to(object)) {
        group = belongs_to(object);
        object = NULL;
    }
    while (group->parent) {
        bool is_about = (sd_kinds[group->kind].traits & ON_PARENT) != 0;

        if (!is_about && (!ordering->is_part[group->kind] || (object && refers_elsewhere(object)))) {
            break;
        }
        group = group->parent;
        object = object ? object->parent : NULL;
    }
    return group;
}

static Place own_place(const Ordering *ordering, size_t number)
{
    const Change *change = &ordering->changes->items[number];
    const Object *object = sd_change_object(change);
    const Attr *position = ordering->position[object->key->kind];
    Place place = { .number = number, .change = change };

    if (change->slot == SLOT_DROP && !change->action.replaces) {
        place.group = object->key;
        place.rank = KIND_COUNT - 1 - (int) object->key->kind;
    } else {
        place.group = group_of(ordering, object);
        place.rank = (int) RANK_MAKES + (int) place.group->kind;
        place.position = position ? *(int64_t *) sd_object_field(object, position) : 0;
    }
    for (Key key = object->key; key; key = key->parent) {
        if (sd_kinds[key->kind].traits & GIVES_PRIVILEGES) {
            place.rank = RANK_LAST;
        }
    }
    return place;
}

/* Moves each place behind those of what it waits for.  Drops pass on only what they wait for themselves: they are made
 * when they are needed. */
static void move_places(Ordering *ordering, const size_t *sorted)
{
    const Graph *graph = ordering->graph;
    int *reached = sd_arena_alloc(graph->arena, graph->node_count * sizeof *reached);

    for (size_t i = 0; i < graph->node_count; i++) {
        size_t number = sorted[i];
        Place *place = &ordering->places[number];

        for (size_t k = graph->entering_start[number]; k < graph->entering_start[number + 1]; k++) {
            const Arc *arc = &graph->arcs[graph->entering[k]];

            if (!arc->cut && reached[arc->before] > reached[number]) {
                reached[number] = reached[arc->before];
            }
        }
        place->moved = reached[number] > place->rank;
        place->rank = place->moved ? reached[number] : place->rank;
        if (place->change->slot != SLOT_DROP && place->change->slot != SLOT_ASIDE) {
            reached[number] = place->rank;
        }
    }
}

/* Within a group: the object it is named after, then kinds in their order; parts by their position. */
static int compare_places(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    const Object *object_a = sd_change_object(a->change), *object_b = sd_change_object(b->change);
    int order = (a->rank > b->rank) - (a->rank < b->rank);

    if (order == 0) {
        order = (int) a->moved - (int) b->moved;
    }
    if (order == 0 && a->group != b->group) {
        order = sd_key_compare(a->group, b->group);
    }
    if (order == 0) {
        order = (int) (object_b->key == b->group) - (int) (object_a->key == a->group);
    }
    if (order == 0) {
        order = (object_a->key->kind > object_b->key->kind) - (object_a->key->kind < object_b->key->kind);
    }
    if (order == 0) {
        order = (a->position > b->position) - (a->position < b->position);
    }
    if (order == 0 && object_a->key != object_b->key) {
        order = sd_key_compare(object_a->key, object_b->key);
    }
    return order ? order : (a->change->slot > b->change->slot) - (a->change->slot < b->change->slot);
}

/* ---- taking ---------------------------------------------------------------------------------------------------- */

static bool is_ready(const Ordering *ordering, size_t number)
{
    const Graph *graph = ordering->graph;

    for (size_t i = graph->entering_start[number]; i < graph->entering_start[number + 1]; i++) {
        const Arc *arc = &graph->arcs[graph->entering[i]];

        if (!arc->cut && !ordering->taken[arc->before]) {
            return false;
        }
    }
    return true;
}

static void put(Ordering *ordering, size_t number)
{
    ordering->taken[number] = true;
    ordering->order[ordering->count++] = number;
}

/* Takes a change that is ready and, behind a table that is created, those of its parts that are ready too, so that
 * one statement can make them all. */
static void take_ready(Ordering *ordering, size_t number)
{
    size_t at = ordering->place_of[number];
    const Place *leader = &ordering->places[at];

    put(ordering, number);
    if (leader->change->action.verb != VERB_CREATE || sd_change_object(leader->change)->key != leader->group) {
        return;
    }
    for (size_t i = at + 1; i < ordering->changes->count; i++) {
        const Place *part = &ordering->places[i];

        if (part->group != leader->group || part->rank != leader->rank) {
            break;
        }
        if (!ordering->taken[part->number] && is_ready(ordering, part->number)) {
            put(ordering, part->number);
        }
    }
}

static int compare_numbers(const void *left, const void *right)
{
    size_t a = *(const size_t *) left, b = *(const size_t *) right;

    return (a > b) - (a < b);
}

/* The places of what each change waits for, sorted: the same order whatever the order of the arcs. */
static size_t *sort_waits(const Ordering *ordering)
{
    const Graph *graph = ordering->graph;
    size_t *waits = sd_arena_alloc(graph->arena, (graph->arc_count + 1) * sizeof *waits);

    for (size_t node = 0; node < graph->node_count; node++) {
        size_t start = graph->entering_start[node], count = graph->entering_start[node + 1] - start;

        for (size_t i = start; i < start + count; i++) {
            const Arc *arc = &graph->arcs[graph->entering[i]];

            /* An arc that was cut makes the node wait for itself, which it never does. */
            waits[i] = ordering->place_of[arc->cut ? node : arc->before];
        }
        if (count > 1) {
            qsort(&waits[start], count, sizeof *waits, compare_numbers);
        }
    }
    return waits;
}

/* Depth first with a stack of its own: a chain may be as long as the plan. */
static void take(Ordering *ordering, const size_t *waits, size_t *stack, size_t *next, size_t number)
{
    const Graph *graph = ordering->graph;
    size_t depth = 0;

    stack[depth++] = number;
    while (depth) {
        size_t node = stack[depth - 1];
        size_t waits_for = SIZE_MAX;

        while (next[node] < graph->entering_start[node + 1] && waits_for == SIZE_MAX) {
            size_t other = ordering->places[waits[next[node]++]].number;

            waits_for = ordering->taken[other] || other == node ? SIZE_MAX : other;
        }
        if (waits_for != SIZE_MAX) {
            stack[depth++] = waits_for;
            continue;
        }
        if (!ordering->taken[node]) {
            take_ready(ordering, node);
        }
        depth--;
    }
}

size_t *sd_changes_order(const Changes *changes, const Graph *graph, const size_t *sorted)
{
    size_t count = changes->count, *waits, *stack, *next;
    Ordering ordering = { .changes = changes, .graph = graph };

    find_parts(&ordering);
    ordering.places = sd_arena_alloc(graph->arena, count * sizeof *ordering.places);
    ordering.place_of = sd_arena_alloc(graph->arena, count * sizeof *ordering.place_of);
    ordering.order = sd_arena_alloc(graph->arena, count * sizeof *ordering.order);
    ordering.taken = sd_arena_alloc(graph->arena, count * sizeof *ordering.taken);
    stack = sd_arena_alloc(graph->arena, (count + 1) * sizeof *stack);
    next = sd_arena_alloc(graph->arena, (count + 1) * sizeof *next);
    for (size_t i = 0; i < count; i++) {
        ordering.places[i] = own_place(&ordering, i);
        next[i] = graph->entering_start[i];
    }
    move_places(&ordering, sorted);
    if (count) {
        qsort(ordering.places, count, sizeof *ordering.places, compare_places);
    }
    for (size_t i = 0; i < count; i++) {
        ordering.place_of[ordering.places[i].number] = i;
    }
    waits = sort_waits(&ordering);
    for (size_t i = 0; i < count; i++) {
        take(&ordering, waits, stack, next, ordering.places[i].number);
    }
    return ordering.order;
}
