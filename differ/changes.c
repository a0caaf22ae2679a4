/* The list of changes, found by key and slot. */
#include "differ/passes.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

typedef struct ChangeEntry {
    size_t places[SLOT_COUNT]; /* number of the change plus one; 0: none */
} ChangeEntry;

Changes sd_changes_begin(Arena *arena, const Catalog *now, const Catalog *wanted)
{
    return (Changes){ .arena = arena, .now = now, .wanted = wanted };
}

static ChangeEntry *find_entry(const Changes *changes, Key key)
{
    return sd_lookup_find(&changes->index, sd_lookup_id(key));
}

static void note_place(Changes *changes, Key key, Slot slot, size_t number)
{
    ChangeEntry *entry = find_entry(changes, key);

    if (!entry) {
        entry = sd_arena_alloc(changes->arena, sizeof *entry);
        sd_lookup_add(&changes->index, changes->arena, sd_lookup_id(key), entry);
    }
    entry->places[slot] = number + 1;
}

Change *sd_changes_add(Changes *changes, Slot slot, Verb verb, const Object *from, const Object *to)
{
    Change *change;

    changes->items = sd_arena_grow(changes->arena, changes->items, changes->count, sizeof *changes->items);
    change = &changes->items[changes->count];
    *change = (Change){ .slot = slot, .action = { .verb = verb, .from = from, .to = to } };
    note_place(changes, sd_change_object(change)->key, slot, changes->count);
    changes->count++;
    return change;
}

size_t sd_changes_number(const Changes *changes, Key key, Slot slot)
{
    const ChangeEntry *entry = key ? find_entry(changes, key) : NULL;

    return entry && entry->places[slot] ? entry->places[slot] - 1 : SIZE_MAX;
}

Change *sd_changes_find(const Changes *changes, Key key, Slot slot)
{
    size_t number = sd_changes_number(changes, key, slot);

    return number == SIZE_MAX ? NULL : &changes->items[number];
}

void sd_changes_leave_out(Changes *changes, Change *change)
{
    change->left_out = true;
    find_entry(changes, sd_change_object(change)->key)->places[change->slot] = 0;
}

static int compare_changes(const void *left, const void *right)
{
    const Change *a = left, *b = right;
    Key key_a = sd_change_object(a)->key, key_b = sd_change_object(b)->key;
    int order = key_a == key_b ? 0 : sd_key_compare(key_a, key_b);

    return order ? order : (a->slot > b->slot) - (a->slot < b->slot);
}

void sd_changes_arrange(Changes *changes)
{
    size_t kept = 0;

    for (size_t i = 0; i < changes->count; i++) {
        if (!changes->items[i].left_out) {
            changes->items[kept++] = changes->items[i];
        }
    }
    changes->count = kept;
    if (kept) {
        qsort(changes->items, kept, sizeof *changes->items, compare_changes);
    }
    for (size_t i = 0; i < kept; i++) {
        note_place(changes, sd_change_object(&changes->items[i])->key, changes->items[i].slot, i);
    }
}

/* Where an edge ends is only looked up, so any order does; where it starts decides what happens first. */
static int compare_by_end(const void *left, const void *right)
{
    const Edge *a = left, *b = right;

    if (a->to != b->to) {
        return (uintptr_t) a->to < (uintptr_t) b->to ? -1 : 1;
    }
    return a->from == b->from ? 0 : sd_key_compare(a->from, b->from);
}

size_t sd_changes_dependents(Changes *changes, Key key, const Edge **edges)
{
    size_t total = changes->now->edge_count, low = 0, high = total, count = 0;

    if (!changes->dependents && total) {
        changes->dependents = sd_arena_alloc(changes->arena, total * sizeof *changes->dependents);
        memcpy(changes->dependents, changes->now->edges, total * sizeof *changes->dependents);
        qsort(changes->dependents, total, sizeof *changes->dependents, compare_by_end);
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uintptr_t) changes->dependents[middle].to < (uintptr_t) key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low + count < total && changes->dependents[low + count].to == key) {
        count++;
    }
    *edges = count ? &changes->dependents[low] : NULL;
    return count;
}

size_t sd_changes_owner_drop(const Changes *changes, const Object *object)
{
    const Kind *kind = sd_kind_of(object);
    size_t drop = SIZE_MAX;

    if (sd_kind_falls_with_parent(kind)) {
        drop = sd_changes_number(changes, object->parent ? object->parent->key : object->key->parent, SLOT_DROP);
    }
    for (size_t i = 0; i < kind->attr_count && drop == SIZE_MAX; i++) {
        if (kind->attrs[i].falls_with) {
            drop = sd_changes_number(changes, *(Key *) sd_object_field(object, &kind->attrs[i]), SLOT_DROP);
        }
    }
    return drop;
}

const char *sd_key_spelled(Arena *arena, Key key)
{
    const char *label = sd_kinds[key->kind].label;

    if (sd_kinds[key->kind].traits & ON_PARENT && key->parent) {
        return sd_arena_format(arena, "%s of %s", label, sd_key_spelled(arena, key->parent));
    }
    return sd_arena_format(arena, "%s \"%s\"", label, sd_key_text(arena, key) + strlen(label) + 1);
}

Object *sd_changes_copy(Changes *changes, const Object *object, Key key)
{
    size_t size = sd_kind_of(object)->size;
    Object *copy = sd_arena_alloc(changes->arena, size);

    memcpy(copy, object, size);
    copy->key = key;
    return copy;
}

const Attr **sd_attrs_differing(Arena *arena, const Object *from, const Object *to, size_t *count)
{
    const Kind *kind = sd_kind_of(from);
    const Attr **attrs = NULL;

    *count = 0;
    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->compare != COMPARE_NEVER && sd_attr_compare(from, to, attr) == SAME_NO) {
            attrs = sd_arena_grow(arena, attrs, *count, sizeof *attrs);
            attrs[(*count)++] = attr;
        }
    }
    return attrs;
}
