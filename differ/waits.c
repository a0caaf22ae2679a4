/* Which change waits for which.
 *
 * Edges of the wanted side order the building: x is created or altered after what it needs.  Edges of the present
 * side order the tearing down: x is dropped, or altered so that it no longer needs y, before y is dropped.  Both meet
 * where a name has to become free.
 *
 * A drop that its owner's drop brings about happens when the owner goes, so whoever waits for it waits for the owner.
 * Two tables that refer to each other close a circle that way; the graph then says so, and the drop is made by
 * itself after all. */
#include "differ/waits.h"

enum { IS_FOLDED = IN_PARENT | HOLDS_DATA }; /* a column: part of the statement that creates its table */
enum { HAS_COMMON_NAME = IS_RELATION | IS_TYPE | IS_ROUTINE };

/* A drop that frees a name of a schema. */
typedef struct Freed {
    Key key;
    size_t drop;
} Freed;

static bool is_folded_kind(Key key)
{
    return (sd_kinds[key->kind].traits & IS_FOLDED) == IS_FOLDED;
}

void sd_waits_add(Waits *waits, size_t before, size_t after, Firmness firmness, size_t of)
{
    before = sd_changes_performing(waits->changes, before);
    after = sd_changes_performing(waits->changes, after);
    if (before != after) {
        sd_graph_add(&waits->graph, before, after, firmness, sd_changes_performing(waits->changes, of));
    }
}

/* The drop that really takes the object of this drop away. */
static size_t performing_drop(const Waits *waits, size_t drop)
{
    while (drop != SIZE_MAX && waits->changes->items[drop].action.with_parent) {
        drop = sd_changes_owner_drop(waits->changes, waits->changes->items[drop].action.from);
    }
    return drop;
}

void sd_waits_for_drop(Waits *waits, size_t drop, size_t after)
{
    size_t performing = drop == SIZE_MAX ? SIZE_MAX : performing_drop(waits, drop);

    sd_waits_add(waits, drop, after, ARC_FIRM, drop);
    if (performing != drop && performing != after && performing_drop(waits, after) != performing) {
        sd_waits_add(waits, performing, after, ARC_WITH_OWNER, drop);
    }
}

/* ---- names ----------------------------------------------------------------------------------------------------- */

static bool takes_name(Key key)
{
    return key->name && (sd_kinds[key->kind].traits & (HAS_COMMON_NAME | IS_INDEXED)) != 0;
}

/* The arguments of a routine belong to its name. */
static bool shares_name(Key a, Key b)
{
    return a->name == b->name && a->args == b->args && sd_key_schema(a) == sd_key_schema(b);
}

static void note_freed_names(Waits *waits)
{
    for (size_t i = 0; i < waits->changes->count; i++) {
        const Change *change = &waits->changes->items[i];
        Freed *freed;

        if (change->slot != SLOT_DROP || !takes_name(change->action.from->key)) {
            continue;
        }
        freed = sd_arena_alloc(waits->graph.arena, sizeof *freed);
        freed->key = change->action.from->key;
        freed->drop = i;
        sd_lookup_add(&waits->freed, waits->graph.arena, sd_lookup_id(freed->key->name), freed);
    }
}

/* Relations, row types of tables and types of a schema share their names, and so do the indexes of constraints.  A
 * constraint that is made with its table takes its name when the table is made. */
static void wait_for_name(Waits *waits, size_t number, Key key)
{
    bool is_within = (sd_kinds[key->kind].traits & IN_PARENT) != 0;
    size_t table = is_within ? sd_changes_number(waits->changes, key->parent, SLOT_MAKE) : SIZE_MAX;
    const LookupEntry *at = sd_lookup_start(&waits->freed, sd_lookup_id(key->name));
    const Freed *freed;

    while ((freed = sd_lookup_next(&at)) != NULL) {
        Key other = freed->key;

        if (other == key || !shares_name(key, other) ||
            !((sd_kinds[key->kind].traits | sd_kinds[other->kind].traits) & HAS_COMMON_NAME)) {
            continue;
        }
        sd_waits_for_drop(waits, freed->drop, number);
        if (sd_waits_is_creation(waits->changes, table)) {
            sd_waits_add(waits, performing_drop(waits, freed->drop), table, ARC_TOGETHER, number);
        }
    }
}

/* ---- building -------------------------------------------------------------------------------------------------- */

/* A column that is made with its table needs what it needs when the table is made. */
static void wait_for_need(Waits *waits, size_t number, Key key, Key need)
{
    const Changes *changes = waits->changes;
    size_t made = sd_changes_number(changes, need, SLOT_MAKE);
    size_t table = is_folded_kind(key) ? sd_changes_number(changes, key->parent, SLOT_MAKE) : SIZE_MAX;
    bool together = sd_waits_is_creation(changes, number) && sd_waits_is_creation(changes, table);

    if (made == SIZE_MAX) {
        return;
    }
    if (need == key->parent && (sd_kinds[key->kind].traits & IS_HANDED_DOWN) && !sd_waits_is_creation(changes, made)) {
        return; /* the table is there; waits_above.c knows what comes first */
    }
    if (together && is_folded_kind(need) && need->parent == key->parent) {
        return; /* a generated column and what it is computed from: one statement makes both */
    }
    sd_waits_add(waits, made, number, ARC_FIRM, number);
    if (together && !sd_key_within(need, key->parent)) {
        sd_waits_add(waits, made, table, ARC_TOGETHER, number);
    }
}

static bool is_blocked(const Action *action)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i]->blocked_by) {
            return true;
        }
    }
    return false;
}

/* The first change of an object that its dependents must not be there to see, or SIZE_MAX. */
static size_t first_blocked_alter(const Changes *changes, Key key)
{
    size_t number = sd_changes_number(changes, key, SLOT_ASIDE);

    if (number == SIZE_MAX) {
        number = sd_changes_number(changes, key, SLOT_MAKE);
    }
    if (number == SIZE_MAX || changes->items[number].action.verb != VERB_ALTER ||
        !is_blocked(&changes->items[number].action)) {
        return SIZE_MAX;
    }
    return number;
}

/* Parts of a type are altered: what holds values of it is out of the way before, and back afterwards. */
static void wait_for_parts(Waits *waits, size_t aside, size_t make, Key type, int depth)
{
    const Changes *changes = waits->changes;
    const Object *object = sd_kinds[type->kind].traits & IS_TYPE ? sd_catalog_find(changes->now, type) : NULL;

    for (const Object *part = object ? object->first_child : NULL; part && depth < 32; part = part->next) {
        size_t alter = first_blocked_alter(changes, part->key);
        const Edge *edges;
        size_t count = is_folded_kind(part->key) ? sd_catalog_needs(changes->now, part->key, &edges) : 0;

        sd_waits_add(waits, aside, alter, ARC_FIRM, aside);
        sd_waits_add(waits, alter, make, ARC_FIRM, make);
        for (size_t i = 0; i < count; i++) {
            if (edges[i].to != type) {
                wait_for_parts(waits, aside, make, edges[i].to, depth + 1);
            }
        }
    }
}

/* An alter that lets go of what is dropped. */
static void release(Waits *waits, size_t number, Key key)
{
    const Changes *changes = waits->changes;
    bool aside = changes->items[number].slot == SLOT_ASIDE;
    const Edge *edges;
    size_t count = sd_catalog_needs(changes->now, key, &edges);

    for (size_t i = 0; i < count; i++) {
        size_t drop = sd_changes_number(changes, edges[i].to, SLOT_DROP);

        if (drop == SIZE_MAX) {
            if (aside) {
                wait_for_parts(waits, number, sd_changes_number(changes, key, SLOT_MAKE), edges[i].to, 0);
            }
            continue;
        }
        if (aside) {
            sd_waits_add(waits, number, drop, ARC_FIRM, number);
        } else if (!sd_catalog_has_edge(changes->wanted, key, edges[i].to)) {
            sd_waits_add(waits, number, drop, ARC_RELEASE, number);
        }
    }
}

static void build(Waits *waits, size_t number)
{
    const Changes *changes = waits->changes;
    const Change *change = &changes->items[number];
    Key key = sd_waits_key(waits, number);
    const Edge *edges;
    size_t count = sd_catalog_needs(changes->wanted, key, &edges);

    for (size_t i = 0; i < count; i++) {
        wait_for_need(waits, number, key, edges[i].to);
    }
    sd_waits_add(waits, sd_changes_number(changes, key, SLOT_ASIDE), number, ARC_FIRM, number);
    /* What is dropped comes again by another change above, and is altered then. */
    if (change->action.verb == VERB_CREATE ||
        (change->settled && sd_changes_number(changes, key, SLOT_DROP) != SIZE_MAX)) {
        sd_waits_for_drop(waits, sd_changes_number(changes, key, SLOT_DROP), number);
        if (takes_name(key)) {
            wait_for_name(waits, number, key);
        }
    } else if (sd_changes_number(changes, key, SLOT_ASIDE) == SIZE_MAX) {
        release(waits, number, key);
    }
}

/* ---- tearing down ---------------------------------------------------------------------------------------------- */

/* A part that is altered with that of a table above cannot be while its own table is fixed to it. */
static void tear_down_fixed(Waits *waits, size_t number)
{
    const Changes *changes = waits->changes;

    for (const Object *part = changes->items[number].action.from->first_child; part; part = part->next) {
        Key above = sd_catalog_is_fixed(changes->now, part->key) ? sd_catalog_above(changes->now, part->key) : NULL;

        for (; above; above = sd_catalog_above(changes->now, above)) {
            sd_waits_for_drop(waits, number, first_blocked_alter(changes, above));
        }
    }
}

static void tear_down(Waits *waits, size_t number)
{
    const Changes *changes = waits->changes;
    Key key = sd_waits_key(waits, number);
    const Edge *edges;
    size_t count = sd_catalog_needs(changes->now, key, &edges);

    tear_down_fixed(waits, number);
    for (size_t i = 0; i < count; i++) {
        size_t drop = sd_changes_number(changes, edges[i].to, SLOT_DROP);

        if (drop != SIZE_MAX) {
            /* A share goes with the part above, or its table does before. */
            if (sd_object_share_of(changes->items[number].action.from) != edges[i].to) {
                sd_waits_for_drop(waits, number, drop);
            }
        } else {
            size_t alter = sd_changes_number(changes, edges[i].to, SLOT_MAKE);

            sd_waits_for_drop(waits, number, first_blocked_alter(changes, edges[i].to));
            wait_for_parts(waits, number, sd_changes_number(changes, key, SLOT_MAKE), edges[i].to, 0);
            /* A primary key keeps its columns from losing NOT NULL. */
            if (alter != SIZE_MAX && changes->items[alter].action.verb == VERB_ALTER) {
                sd_waits_add(waits, number, alter, ARC_HINT, number);
            }
        }
    }
}

/* The server looks into a body when it runs, and some statements run routines: a check on rows that are there, a
 * materialized view. */
static void heed_hints(Waits *waits)
{
    const Catalog *wanted = waits->changes->wanted;

    for (size_t i = 0; i < wanted->hint_count; i++) {
        size_t number = sd_changes_number(waits->changes, wanted->hints[i].from, SLOT_MAKE);

        sd_waits_add(waits, sd_changes_number(waits->changes, wanted->hints[i].to, SLOT_MAKE), number, ARC_HINT,
                     number);
    }
}

Graph sd_changes_graph(Changes *changes)
{
    Waits waits = { .changes = changes, .graph = { .arena = changes->arena, .node_count = changes->count } };

    note_freed_names(&waits);
    sd_waits_note_leaving(&waits);
    sd_waits_note_below(&waits);
    for (size_t i = 0; i < changes->count; i++) {
        switch (changes->items[i].slot) {
        case SLOT_DROP:
            tear_down(&waits, i);
            break;
        case SLOT_MAKE:
            build(&waits, i);
            break;
        case SLOT_ASIDE:
            release(&waits, i, sd_waits_key(&waits, i));
            break;
        case SLOT_REVOKE:
            sd_waits_add(&waits, sd_changes_number(changes, sd_waits_key(&waits, i)->parent, SLOT_MAKE), i, ARC_FIRM,
                         i);
            break;
        case SLOT_COUNT:
            break;
        }
        sd_waits_for_above(&waits, i);
        sd_waits_for_share(&waits, i);
    }
    heed_hints(&waits);
    sd_graph_index(&waits.graph);
    return waits.graph;
}
