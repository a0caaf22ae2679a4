/* What a table has from the tables above it: those it inherits from or is a partition of.
 *
 * A statement about a part of a table, a column say, reaches the same part of the tables below; so most changes below
 * are performed by one above and have no statement of their own.  What stays to be done for a part below is the
 * difference between what the statement above leaves there and what is wanted:
 *
 *     parent.n: integer -> bigint, default 1 -> 2      ALTER TABLE parent ...
 *     child.n:  integer -> bigint, default 7 -> 7      type: performed above; the default becomes 2 and is set back
 *
 * That only holds while a table stays below the same ones, or is made there.  One that moves has its parts made fit
 * before it comes and after it goes; that is a matter of order, see waits.c. */
#include "differ/passes.h"

#include <string.h>

enum { DEEPEST_INHERITANCE = 32 };

/* It never is a table's own afterwards: a clone, which comes and goes with the place below. */
static bool is_clone(const Object *object)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), "inherited");

    return attr && attr->compare != COMPARE_NEVER && sd_attr_present(object, attr);
}

/* ---- performed above -------------------------------------------------------------------------------------------- */

size_t sd_changes_performing(const Changes *changes, size_t number)
{
    for (unsigned depth = 0; number != SIZE_MAX && changes->items[number].performer && depth < DEEPEST_INHERITANCE;
         depth++) {
        const Change *change = &changes->items[number];

        number = sd_changes_number(changes, change->performer, change->slot);
    }
    return number;
}

/* The drop above brings this one about, and the part that steps aside above takes this one along. */
static void follow_above(Changes *changes, Change *change)
{
    const Object *object = change->action.from;
    Key above = sd_catalog_above(changes->now, object->key);

    if (sd_object_share_of(object)) {
        return; /* see share.c */
    }
    if (change->action.with_parent && sd_object_is_inherited(object) && !(sd_kind_of(object)->traits & HOLDS_DATA)) {
        sd_changes_leave_out(changes, change); /* it cannot be dropped by itself */
        return;
    }
    if (above && !change->action.with_parent && sd_changes_find(changes, above, change->slot) &&
        sd_changes_line(changes, object->key->parent) == LINE_STEADY &&
        (change->slot == SLOT_ASIDE || sd_object_is_inherited(object))) {
        change->performer = above;
    }
}

/* ---- parts that are made ---------------------------------------------------------------------------------------- */

static void clear(Object *object, const Attr *attr)
{
    static const union {
        Name name;
        int64_t number;
        bool truth;
    } nothing = { .number = 0 };
    size_t size = attr->type == ATTR_BOOL  ? sizeof nothing.truth
                  : attr->type == ATTR_INT ? sizeof nothing.number
                                           : sizeof nothing.name;

    memcpy(sd_object_field(object, attr), &nothing, size);
}

static void alter_from(Changes *changes, Change *change, const Object *from, const Object *to)
{
    change->action.verb = VERB_ALTER;
    change->action.from = from;
    change->action.to = to;
    change->action.attrs = sd_attrs_differing(changes->arena, from, to, &change->action.attr_count);
    change->settled = true;
}

/* The part comes to be with the table, or with the part above: like that one, but for what is not taken over. */
static void settle_creation(Changes *changes, Change *change, Key above, Line line)
{
    const Object *to = change->action.to;
    const Change *make = sd_changes_find(changes, above, SLOT_MAKE);
    Object *base;

    if (!sd_object_is_inherited(to) ||
        (line == LINE_STEADY && (!make || make->action.verb != VERB_CREATE) && !(make && make->settled))) {
        return;
    }
    base = sd_changes_copy(changes, sd_catalog_find(changes->wanted, above), to->key);
    sd_attr_copy(base, to, sd_kind_attr(sd_kind_of(to), "inherited"));
    for (size_t i = 0; i < sd_kind_of(to)->attr_count; i++) {
        const Attr *attr = &sd_kind_of(to)->attrs[i];

        if (is_clone(to) && attr->alter == ALTER_REPLACE) {
            sd_attr_copy(base, to, attr); /* what makes a clone is said above */
        } else if (line == LINE_STEADY ? attr->stays_above : attr->made_anew) {
            clear(base, attr);
        }
    }
    alter_from(changes, change, base, to);
    if (change->action.attr_count) {
        return;
    }
    if (line != LINE_STEADY && !(sd_kind_of(to)->traits & HOLDS_DATA)) {
        /* A constraint may come with the table, or later: nothing waits for it. */
        sd_changes_leave_out(changes, change);
    } else {
        change->performer = line == LINE_NEW ? to->key->parent : above;
    }
}

/* ---- parts that were there -------------------------------------------------------------------------------------- */

static bool is_among(const Action *action, const Attr *attr)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i] == attr) {
            return true;
        }
    }
    return false;
}

static bool is_same(const Object *a, const Object *b)
{
    return a == b || (a && b && a->body.low == b->body.low && a->body.high == b->body.high);
}

/* Some statement above sets the row. */
static bool is_touched(const Changes *changes, Key key, const Attr *attr)
{
    for (unsigned depth = 0; depth < DEEPEST_INHERITANCE; depth++) {
        Key above = sd_catalog_above(changes->wanted, key);
        const Object *now = above ? sd_catalog_find(changes->now, above) : NULL, *wanted;
        const Change *aside = above ? sd_changes_find(changes, above, SLOT_ASIDE) : NULL;

        if (!now) {
            return false;
        }
        wanted = sd_catalog_find(changes->wanted, above);
        if ((!is_same(now, wanted) && sd_attr_compare(now, wanted, attr) == SAME_NO) ||
            (aside && is_among(&aside->action, attr))) {
            return true;
        }
        key = above;
    }
    return false;
}

/* The nearest part above that is altered. */
static Key altered_above(const Changes *changes, Key key)
{
    Key above = sd_catalog_above(changes->wanted, key);

    for (unsigned depth = 0; above && !sd_changes_find(changes, above, SLOT_MAKE) && depth < DEEPEST_INHERITANCE;
         depth++) {
        above = sd_catalog_above(changes->wanted, above);
    }
    return above;
}

static bool differs(const Changes *changes, const Object *from, const Object *to)
{
    size_t count;

    (void) sd_attrs_differing(changes->arena, from, to, &count);
    return count > 0;
}

static void settle_alteration(Changes *changes, const Object *to, Key above)
{
    Change *make = sd_changes_find(changes, to->key, SLOT_MAKE);
    const Object *present = sd_catalog_find(changes->now, to->key);
    const Object *source = sd_catalog_find(changes->wanted, above);
    Object *base;
    bool touched = false;

    if (!present || sd_changes_find(changes, to->key, SLOT_DROP) ||
        !((sd_kind_of(to)->traits & HOLDS_DATA) || sd_object_is_inherited(to))) {
        return;
    }
    base = sd_changes_copy(changes, make ? make->action.from : present, to->key);
    for (size_t i = 0; i < sd_kind_of(to)->attr_count; i++) {
        const Attr *attr = &sd_kind_of(to)->attrs[i];

        if (attr->compare != COMPARE_NEVER && !attr->stays_above && !(is_clone(to) && attr->alter == ALTER_REPLACE) &&
            is_touched(changes, to->key, attr)) {
            sd_attr_copy(base, source, attr);
            touched = true;
        }
    }
    if (!touched || (!make && !differs(changes, base, to))) {
        return;
    }
    make = make ? make : sd_changes_add(changes, SLOT_MAKE, VERB_ALTER, base, to);
    alter_from(changes, make, base, to);
    if (!make->action.attr_count) {
        make->performer = altered_above(changes, to->key);
    }
}

/* ---- what says something about a part: its default -------------------------------------------------------------- */

/* A statement above sets it, or takes it away. */
static bool is_reset_above(const Changes *changes, Key key)
{
    for (unsigned depth = 0; depth < DEEPEST_INHERITANCE; depth++) {
        key = sd_catalog_above(changes->wanted, key);
        if (!key) {
            return false;
        }
        if (!is_same(sd_catalog_find(changes->now, key), sd_catalog_find(changes->wanted, key)) ||
            sd_changes_find(changes, key, SLOT_DROP) || sd_changes_find(changes, key, SLOT_MAKE)) {
            return true;
        }
    }
    return false;
}

static void leave_out(Changes *changes, Key key, Slot slot)
{
    Change *change = sd_changes_find(changes, key, slot);

    if (change) {
        sd_changes_leave_out(changes, change);
    }
}

static void settle_said(Changes *changes, const Object *part, Key above_part, KindId kind, bool made)
{
    Key key = sd_key(changes->wanted->names, kind, part->key, NULL, NULL);
    Key above = sd_key(changes->wanted->names, kind, above_part, NULL, NULL);
    const Object *given = sd_catalog_find(changes->wanted, above), *wanted = sd_catalog_find(changes->wanted, key);

    if ((made && !sd_object_is_inherited(part) && (wanted || !given)) || (!made && !is_reset_above(changes, key))) {
        return;
    }
    if (is_same(given, wanted)) {
        leave_out(changes, key, SLOT_MAKE);
        leave_out(changes, key, SLOT_DROP);
    } else if (!wanted) {
        if (!sd_changes_find(changes, key, SLOT_DROP)) {
            (void) sd_changes_add(changes, SLOT_DROP, VERB_DROP, sd_changes_copy(changes, given, key), NULL);
        }
    } else if (!sd_changes_find(changes, key, SLOT_MAKE)) {
        (void) sd_changes_add(changes, SLOT_MAKE, VERB_CREATE, NULL, wanted);
    }
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

static void settle_part(Changes *changes, const Object *part, Line line)
{
    Key above = sd_catalog_above(changes->wanted, part->key);
    Change *make = sd_changes_find(changes, part->key, SLOT_MAKE);
    bool made;

    if (!above) {
        return;
    }
    made = line == LINE_NEW || !sd_catalog_find(changes->now, part->key) ||
           sd_changes_find(changes, part->key, SLOT_DROP) != NULL;
    if (!make || (!make->performer && !make->settled)) {
        if (make && make->action.verb == VERB_CREATE) {
            settle_creation(changes, make, above, line);
        } else if (line == LINE_STEADY) {
            settle_alteration(changes, part, above);
        }
    }
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        if ((sd_kinds[kind].traits & ON_PARENT) && (sd_kinds[kind].traits & IS_HANDED_DOWN)) {
            settle_said(changes, part, above, (KindId) kind, made);
        }
    }
}

static const KeyList *common_keys(Arena *arena, const KeyList *from, const KeyList *to)
{
    Key *keys = sd_arena_alloc(arena, (sd_keys_count(from) + 1) * sizeof *keys);
    size_t count = 0;

    for (size_t i = 0; i < sd_keys_count(from); i++) {
        for (size_t at = 0; at < sd_keys_count(to); at++) {
            if (from->items[i] == to->items[at]) {
                keys[count++] = from->items[i];
            }
        }
    }
    return count ? sd_keys(arena, keys, count) : NULL;
}

/* Takes from the object what has to be given up before the row can be as wanted: all of a REF, of REFS what does not
 * stay.  False when there is nothing to give up, or nothing comes instead. */
static bool give_up(Arena *arena, Object *object, const Object *to, const Attr *row)
{
    const KeyList **from, *wanted, *common;

    if (!sd_attr_present(object, row) || !sd_attr_present(to, row)) {
        return false;
    }
    if (row->type != ATTR_REFS) {
        clear(object, row);
        return true;
    }
    from = sd_object_field(object, row);
    wanted = *(const KeyList *const *) sd_object_field(to, row);
    common = common_keys(arena, *from, wanted);
    if (sd_keys_count(common) == sd_keys_count(*from) || sd_keys_count(common) == sd_keys_count(wanted)) {
        return false;
    }
    *from = common;
    return true;
}

/* A table goes from below those it leaves before it comes below others, and a partition whose bounds change likewise:
 * in between its parts are made fit. */
static void let_go(Changes *changes, Key key)
{
    Change *make = sd_changes_find(changes, key, SLOT_MAKE);
    const Attr *row = NULL;
    const Attr **rows;
    Object *between;
    Change *aside;

    for (size_t i = 0; !make->settled && make->action.verb == VERB_ALTER && i < make->action.attr_count; i++) {
        const char *name = make->action.attrs[i]->lets_go;

        row = name ? sd_kind_attr(sd_kind_of(make->action.to), name) : row;
    }
    between = row ? sd_changes_copy(changes, make->action.from, key) : NULL;
    if (!row || !give_up(changes->arena, between, make->action.to, row)) {
        return;
    }
    rows = sd_arena_alloc(changes->arena, sizeof *rows);
    rows[0] = row;
    aside = sd_changes_add(changes, SLOT_ASIDE, VERB_ALTER, make->action.from, between);
    aside->action.attrs = rows;
    aside->action.attr_count = 1;
    make = sd_changes_find(changes, key, SLOT_MAKE);
    alter_from(changes, make, between, make->action.to);
}

static void settle_table(Changes *changes, const Object *table)
{
    Line line = sd_changes_line(changes, table->key);

    if (sd_changes_find(changes, table->key, SLOT_MAKE)) {
        let_go(changes, table->key);
    }
    for (const Object *part = line == LINE_NONE ? NULL : table->first_child; part; part = part->next) {
        if ((sd_kind_of(part)->traits & IS_HANDED_DOWN) && !sd_object_share_of(part) &&
            (line != LINE_MOVED || is_clone(part))) {
            settle_part(changes, part, line);
        }
    }
}

/* Tables above come before those below, whose changes depend on theirs. */
static void settle_below(Changes *changes, const Object *table, unsigned depth)
{
    const Kind *kind = sd_kind_of(table);

    for (size_t i = 0; i < kind->attr_count && depth < DEEPEST_INHERITANCE; i++) {
        const Key *keys;
        size_t count = sd_object_above(table, &kind->attrs[i], &keys);

        for (size_t at = 0; at < count; at++) {
            const Object *above = sd_catalog_find(changes->wanted, keys[at]);

            if (above && sd_table_is_below_any(above)) {
                settle_below(changes, above, depth + 1);
            }
        }
    }
    settle_table(changes, table);
}

void sd_pass_inherit(Changes *changes)
{
    size_t count = changes->count;

    for (size_t i = 0; i < count; i++) {
        Change *change = &changes->items[i];
        const Kind *kind = sd_kind_of(sd_change_object(change));

        if (!change->left_out && !change->performer && (change->slot == SLOT_DROP || change->slot == SLOT_ASIDE) &&
            (kind->traits & IS_HANDED_DOWN) && !(kind->traits & ON_PARENT)) {
            follow_above(changes, change);
        }
    }
    for (const Object *object = count ? changes->wanted->first : NULL; object; object = object->next_all) {
        if (sd_table_is_below_any(object)) {
            settle_below(changes, object, 0);
        }
    }
}
