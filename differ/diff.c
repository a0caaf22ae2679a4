/* Merges two catalogs by key.  Three cases: only here, only there, both; equal trees are skipped whole. */
#include "differ/passes.h"

typedef struct Merge {
    Changes *changes;
    const Profile *profile;   /* or NULL */
    Lookup by_wanted, by_now; /* keys, see assume_above */
} Merge;

/* What one side takes for granted: it has an object in it, or on it, without declaring it.  Files may declare a policy
 * on a table of a schema that somebody else looks after. */
static void assume_above(Arena *arena, const Catalog *catalog, Lookup *assumed)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->parent) {
            continue;
        }
        for (Key key = object->key->parent; key; key = key->parent) {
            if (!sd_lookup_find(assumed, sd_lookup_id(key))) {
                sd_lookup_add(assumed, arena, sd_lookup_id(key), (void *) (uintptr_t) key);
            }
        }
    }
}

static bool is_assumed(const Lookup *assumed, Key key)
{
    return sd_lookup_find(assumed, sd_lookup_id(key)) != NULL;
}

static void compare_both(Changes *changes, const Object *from, const Object *to)
{
    const Kind *kind = sd_kind_of(from);
    size_t count;
    const Attr **attrs = sd_attrs_differing(changes->arena, from, to, &count);

    if (count) {
        Change *change = sd_changes_add(changes, SLOT_MAKE, VERB_ALTER, from, to);

        change->action.attrs = attrs;
        change->action.attr_count = count;
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->compare != COMPARE_NEVER && sd_attr_compare(from, to, attr) == SAME_UNKNOWN) {
            changes->undetermined = sd_arena_grow(changes->arena, changes->undetermined, changes->undetermined_count,
                                                  sizeof *changes->undetermined);
            changes->undetermined[changes->undetermined_count++] =
                (Undetermined){ .from = from, .to = to, .attr = attr };
        }
    }
}

static bool has_same_tree(const Object *a, const Object *b)
{
    return a->tree.low == b->tree.low && a->tree.high == b->tree.high;
}

/* Made or brought by its parent rather than by a statement, such as the comment that an extension comes with.  Schema
 * public is implied itself, and what it comes with can be taken away. */
static bool is_brought(const Object *object)
{
    return object->implied && object->parent && !object->parent->implied;
}

/* What does not go with something else is declared or not there; and so is what is the user's on a platform's table. */
static bool is_ours(const Merge *merge, Key key)
{
    return !sd_kind_falls_with_parent(&sd_kinds[key->kind]) ||
           (merge->profile && sd_profile_keeps(merge->profile, merge->changes->now, merge->changes->wanted, key));
}

/* `ours` is false within what the wanted side takes for granted: whatever else is known of it stays as it is. */
static void walk_present(Merge *merge, const Object *from, bool ours)
{
    const Object *to = sd_catalog_find(merge->changes->wanted, from->key);

    if (to && has_same_tree(from, to)) {
        return;
    }
    if (to) {
        const Hash *a = &from->body, *b = &to->body;

        ours = true;
        if (a->low != b->low || a->high != b->high) {
            compare_both(merge->changes, from, to);
        }
    } else {
        ours = ours || is_ours(merge, from->key);
        ours = ours && !is_assumed(&merge->by_wanted, from->key) && !is_brought(from);
        if (ours) {
            (void) sd_changes_add(merge->changes, SLOT_DROP, VERB_DROP, from, NULL);
        }
    }
    for (const Object *child = from->first_child; child; child = child->next) {
        walk_present(merge, child, ours);
    }
}

/* The way back: what the present side takes for granted is there, as are its columns and the like. */
static void walk_wanted(Merge *merge, const Object *to, bool ours)
{
    const Object *from = sd_catalog_find(merge->changes->now, to->key);

    if (from && has_same_tree(from, to)) {
        return;
    }
    if (from) {
        ours = true;
    } else {
        ours = ours || is_ours(merge, to->key);
        ours = ours && !is_assumed(&merge->by_now, to->key) && !is_brought(to);
        if (ours) {
            (void) sd_changes_add(merge->changes, SLOT_MAKE, VERB_CREATE, NULL, to);
        }
    }
    for (const Object *child = to->first_child; child; child = child->next) {
        walk_wanted(merge, child, ours);
    }
}

void sd_pass_diff(Changes *changes, const PlanRules *rules)
{
    Merge merge = { .changes = changes, .profile = rules ? rules->profile : NULL };

    assume_above(changes->arena, changes->wanted, &merge.by_wanted);
    assume_above(changes->arena, changes->now, &merge.by_now);
    for (const Object *object = changes->now->first; object; object = object->next_all) {
        if (!object->parent) {
            walk_present(&merge, object, true);
        }
    }
    for (const Object *object = changes->wanted->first; object; object = object->next_all) {
        if (!object->parent) {
            walk_wanted(&merge, object, true);
        }
    }
}
