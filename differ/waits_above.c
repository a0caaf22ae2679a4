/* How changes of tables and of their parts wait for changes of the tables above and below. */
#include "differ/waits.h"

static bool is_below(const Object *object, Key above)
{
    const Kind *kind = sd_kind_of(object);
    const Key *keys;

    for (size_t i = 0; i < kind->attr_count; i++) {
        size_t count = sd_object_above(object, &kind->attrs[i], &keys);

        for (size_t at = 0; at < count; at++) {
            if (keys[at] == above) {
                return true;
            }
        }
    }
    return false;
}

Key sd_waits_whole_of(const Object *object)
{
    const Kind *kind = sd_kind_of(object);
    const Key *keys;

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].type == ATTR_REF && sd_object_above(object, &kind->attrs[i], &keys)) {
            return keys[0];
        }
    }
    return NULL;
}

void sd_waits_note_leaving(Waits *waits)
{
    for (size_t i = 0; i < waits->changes->count; i++) {
        const Change *change = &waits->changes->items[i];
        const Object *from = change->action.from;

        if (change->slot != SLOT_REVOKE && change->action.verb != VERB_CREATE && sd_waits_whole_of(from) &&
            !(change->action.to && sd_waits_whole_of(change->action.to))) {
            waits->leaving = sd_arena_grow(waits->graph.arena, waits->leaving, waits->leaving_count, sizeof i);
            waits->leaving[waits->leaving_count++] = i;
        }
    }
}

/* Bounds may overlap with those of a partition that goes. */
static void wait_for_leaving(Waits *waits, size_t number, Key above)
{
    for (size_t i = 0; i < waits->leaving_count; i++) {
        const Action *action = &waits->changes->items[waits->leaving[i]].action;

        if (sd_waits_whole_of(action->from) == above && action->from->key != sd_waits_key(waits, number)) {
            sd_waits_for_drop(waits, waits->leaving[i], number);
        }
    }
}

enum { BEFORE = 1, AFTER = 2, DEEPEST_PARTITION = 32 };

/* Changes of a table's parts in the slots given (a bit each) come before, or after.  A check need not be there when
 * a table is made below. */
static void order_parts(Waits *waits, const Catalog *catalog, Key table, unsigned slots, int side, size_t number)
{
    const Object *object = sd_catalog_find(catalog, table);
    bool is_new = sd_waits_is_creation(waits->changes, number);
    bool moved = table == sd_waits_key(waits, number) && sd_changes_line(waits->changes, table) == LINE_MOVED;

    for (const Object *part = object ? object->first_child : NULL; part; part = part->next) {
        unsigned traits = sd_kind_of(part)->traits;
        bool follows = (traits & IS_HANDED_DOWN) && !(is_new && (traits & IS_RELATION));

        for (Slot slot = SLOT_DROP; follows && slot <= SLOT_ASIDE; slot++) {
            size_t other = slots >> slot & 1u ? sd_changes_number(waits->changes, part->key, slot) : SIZE_MAX;
            bool later = other != SIZE_MAX && moved && waits->changes->items[other].settled;
            bool before = side == BEFORE && !later;
            Firmness firmness = is_new && !(sd_kind_of(part)->traits & HOLDS_DATA) ? ARC_HINT : ARC_FIRM;

            sd_waits_add(waits, before ? other : number, before ? number : other, firmness, number);
        }
    }
}

enum { ANY_SLOT = 1u << SLOT_DROP | 1u << SLOT_MAKE | 1u << SLOT_ASIDE };

static void order_parts_above(Waits *waits, const Object *table, const Object *unlike, int side, size_t number)
{
    const Kind *kind = sd_kind_of(table);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Key *keys;
        size_t count = sd_object_above(table, &kind->attrs[i], &keys);

        for (size_t at = 0; at < count; at++) {
            if (!unlike || !is_below(unlike, keys[at])) {
                order_parts(waits, waits->changes->now, keys[at], ANY_SLOT, side, number);
                order_parts(waits, waits->changes->wanted, keys[at], 1u << SLOT_MAKE, side, number);
            }
        }
    }
}

/* Some table above is one of the first object's and not of the second's. */
static bool goes_from_any(const Object *from, const Object *to)
{
    const Kind *kind = sd_kind_of(from);
    const Key *keys;

    for (size_t i = 0; i < kind->attr_count; i++) {
        size_t count = sd_object_above(from, &kind->attrs[i], &keys);

        for (size_t at = 0; at < count; at++) {
            if (!is_below(to, keys[at])) {
                return true;
            }
        }
    }
    return false;
}

/* A table that moves is made fit for the tables above before it comes below them; what is no longer theirs goes after it
 * went from there.  One that only steps aside, to come back with other bounds, is in step with those above. */
static void order_move(Waits *waits, size_t number)
{
    const Changes *changes = waits->changes;
    const Action *action = &changes->items[number].action;
    Key key = action->from->key;
    bool steady = sd_changes_line(changes, key) == LINE_STEADY;
    int side = goes_from_any(action->from, action->to) && !steady ? AFTER : BEFORE;

    order_parts(waits, changes->now, key, ANY_SLOT, side, number);
    order_parts(waits, changes->wanted, key, 1u << SLOT_MAKE, side, number);
    order_parts_above(waits, action->from, action->to, side, number);
    if (!steady) {
        order_parts_above(waits, action->to, action->from, BEFORE, number);
    }
}

static bool moves(const Action *action)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i]->hands_down) {
            return true;
        }
    }
    return false;
}

/* A partition cannot go while a foreign key refers to its table as a whole (ATDetachCheckNoForeignKeyRefs of
 * tablecmds.c). */
static void order_drop(Waits *waits, size_t number)
{
    Key above = sd_waits_whole_of(waits->changes->items[number].action.from);

    for (unsigned depth = 0; above && depth < DEEPEST_PARTITION; depth++) {
        const Object *whole = sd_catalog_find(waits->changes->now, above);
        const Edge *edges;
        size_t count = sd_changes_dependents(waits->changes, above, &edges);

        for (size_t i = 0; i < count; i++) {
            if ((sd_kinds[edges[i].from->kind].traits & IS_HANDED_DOWN) && edges[i].from->parent != above) {
                sd_waits_for_drop(waits, sd_changes_number(waits->changes, edges[i].from, SLOT_DROP), number);
            }
        }
        above = whole ? sd_waits_whole_of(whole) : NULL;
    }
}

static void order_table(Waits *waits, size_t number)
{
    const Change *change = &waits->changes->items[number];
    Key above = change->slot == SLOT_MAKE ? sd_waits_whole_of(change->action.to) : NULL;

    if (change->action.verb == VERB_ALTER && !moves(&change->action)) {
        return;
    }
    if (change->action.verb == VERB_ALTER) {
        order_move(waits, number);
    } else if (change->slot == SLOT_MAKE) {
        order_parts_above(waits, change->action.to, NULL, BEFORE, number);
    }
    if (above && !(change->action.from && sd_waits_whole_of(change->action.from) == above)) {
        wait_for_leaving(waits, number, above);
    }
}

/* A part that is not performed by the change above comes behind it; one that the table declares as well, before. */
static void order_part(Waits *waits, size_t number)
{
    const Changes *changes = waits->changes;
    const Change *change = &changes->items[number];
    Key key = sd_waits_key(waits, number), table = sd_key_table(key);
    Line line = sd_changes_line(changes, table);
    bool says = (sd_kinds[key->kind].traits & ON_PARENT) != 0;
    Key above = line == LINE_NONE || line == LINE_MOVED
                    ? NULL
                    : sd_catalog_above(change->slot == SLOT_DROP && !says ? changes->now : changes->wanted, key);
    size_t made = sd_changes_number(changes, above, SLOT_MAKE);

    if (!above) {
        return;
    }
    if (change->slot == SLOT_DROP) {
        sd_waits_add(waits, sd_changes_number(changes, above, SLOT_DROP), number, ARC_FIRM, number);
    } else if (sd_waits_is_creation(changes, number) && sd_waits_is_creation(changes, made) && line == LINE_STEADY &&
               !says) {
        sd_waits_add(waits, number, made, ARC_FIRM, number);
    } else {
        sd_waits_add(waits, made, number, ARC_FIRM, number);
    }
    if (line == LINE_NEW && (change->settled || says)) {
        sd_waits_add(waits, sd_changes_number(changes, table, SLOT_MAKE), number, ARC_FIRM, number);
    }
    if (says) {
        sd_waits_add(waits, sd_changes_number(changes, above, change->slot == SLOT_DROP ? SLOT_MAKE : SLOT_DROP),
                     number, ARC_FIRM, number);
        sd_waits_add(waits, sd_changes_number(changes, key->parent, SLOT_MAKE), number, ARC_FIRM, number);
    }
}

void sd_waits_for_above(Waits *waits, size_t number)
{
    const Change *change = &waits->changes->items[number];
    const Object *object = sd_change_object(change);

    if (change->slot == SLOT_REVOKE || change->performer || sd_object_share_of(object)) {
        return; /* of shares the reference to the part above says it all */
    }
    if (sd_kind_of(object)->traits & IS_HANDED_DOWN) {
        order_part(waits, number);
    } else if (change->slot != SLOT_DROP) {
        order_table(waits, number);
    } else {
        order_drop(waits, number);
    }
}
