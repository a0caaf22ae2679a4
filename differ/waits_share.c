/* How a part of a whole table that partitions have shares of waits for theirs. */
#include "differ/waits.h"

void sd_waits_note_below(Waits *waits)
{
    size_t room = 0;

    for (const Object *object = waits->changes->wanted->first; object; object = object->next_all) {
        if (sd_waits_whole_of(object)) {
            waits->below = sd_arena_grow(waits->graph.arena, waits->below, room++, sizeof *waits->below);
            waits->below[waits->below_count++] = object;
        }
    }
}

static bool is_made_only(const Object *part)
{
    const Attr *row = sd_kind_attr(sd_kind_of(part), "only");

    return row && sd_attr_present(part, row);
}

/* What the server would take for a share is gone before, and what is none is made after. */
static void order_parts(Waits *waits, const Catalog *catalog, Key partition, size_t number)
{
    const Object *table = sd_catalog_find(catalog, partition);

    for (const Object *part = table ? table->first_child : NULL; part; part = part->next) {
        size_t make = sd_changes_number(waits->changes, part->key, SLOT_MAKE);
        size_t drop = sd_changes_number(waits->changes, part->key, SLOT_DROP);

        if (!sd_kind_share(sd_kind_of(part))) {
            continue;
        }
        if (drop != SIZE_MAX && !sd_object_share_of(part)) {
            sd_waits_for_drop(waits, drop, number);
        }
        if (sd_waits_is_creation(waits->changes, make) && !sd_object_share_of(waits->changes->items[make].action.to)) {
            sd_waits_add(waits, number, make, ARC_HINT, make);
        }
    }
}

enum { DEEPEST_PARTITION = 32 };

static void order_below(Waits *waits, Key table, size_t number, unsigned depth)
{
    const Changes *changes = waits->changes;
    bool only = is_made_only(changes->items[number].action.to);

    for (size_t i = 0; i < waits->below_count; i++) {
        Key partition = waits->below[i]->key;
        size_t made = sd_changes_number(changes, partition, SLOT_MAKE);

        if (sd_waits_whole_of(waits->below[i]) != table) {
            continue;
        }
        if (only && (sd_waits_is_creation(changes, made) || sd_changes_line(changes, partition) == LINE_MOVED)) {
            sd_waits_add(waits, made, number, ARC_FIRM, number);
        } else if (!only) {
            order_parts(waits, changes->now, partition, number);
            order_parts(waits, changes->wanted, partition, number);
        }
        if (depth < DEEPEST_PARTITION) {
            order_below(waits, partition, number, depth + 1);
        }
    }
}

/* A share that comes with the part above has its name free by then, or it would get another. */
static void free_name(Waits *waits, size_t number)
{
    const Changes *changes = waits->changes;
    size_t drop = sd_changes_number(changes, sd_waits_key(waits, number), SLOT_DROP);

    for (unsigned depth = 0;
         drop != SIZE_MAX && number != SIZE_MAX && changes->items[number].settled && depth < DEEPEST_PARTITION;
         depth++) {
        number = sd_changes_number(changes, sd_object_share_of(changes->items[number].action.to), SLOT_MAKE);
        sd_waits_for_drop(waits, drop, number);
    }
}

/* A key made ON ONLY can be referred to when every share is attached (transformFkeyCheckAttrs of tablecmds.c asks for a
 * valid index). */
static void wait_for_whole(Waits *waits, Key above, size_t number, unsigned depth)
{
    const Changes *changes = waits->changes;

    for (size_t i = 0; i < waits->below_count; i++) {
        for (const Object *part = waits->below[i]->first_child; part; part = part->next) {
            if (sd_object_share_of(part) == above && depth < DEEPEST_PARTITION) {
                sd_waits_add(waits, sd_changes_number(changes, part->key, SLOT_MAKE), number, ARC_FIRM, number);
                wait_for_whole(waits, part->key, number, depth + 1);
            }
        }
    }
}

static void wait_for_shares_of_needs(Waits *waits, size_t number)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(waits->changes->wanted, sd_waits_key(waits, number), &edges);

    for (size_t i = 0; i < count; i++) {
        size_t made = sd_changes_number(waits->changes, edges[i].to, SLOT_MAKE);

        if (sd_waits_is_creation(waits->changes, made) && is_made_only(waits->changes->items[made].action.to)) {
            wait_for_whole(waits, edges[i].to, number, 0);
        }
    }
}

void sd_waits_for_share(Waits *waits, size_t number)
{
    const Change *change = &waits->changes->items[number];
    const Object *object = sd_change_object(change);

    if (change->slot == SLOT_MAKE && change->settled && sd_object_share_of(change->action.to)) {
        free_name(waits, number);
    }

    if (change->slot == SLOT_MAKE && change->action.verb == VERB_CREATE && waits->below_count &&
        !sd_object_share_of(change->action.to)) {
        wait_for_shares_of_needs(waits, number);
    }
    if (change->slot == SLOT_MAKE && change->action.verb == VERB_CREATE && !change->performer &&
        sd_kind_share(sd_kind_of(object)) && waits->below_count) {
        order_below(waits, object->key->parent, number, 0);
    }
}
