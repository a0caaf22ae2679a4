/* Shares: the parts of partitions that belong to a part of the table above, as its index does to the index of a whole
 * table.
 *
 * Who makes a share?  Mostly the statement about the part above: CREATE INDEX makes one in each partition, and takes one
 * that is there and alike; or the statement about the table: CREATE TABLE ... PARTITION OF makes them all.  Such a share
 * is brought, and has no statement but for what else is said of it.  It must be called what the server would call it.
 * Where any differs from what would come by itself, the part above is made ONLY, each share by its own statement, and
 * attached; and a new partition of such parts is made as a table of its own first.
 *
 *     create index p_n (brought below: p1_n_idx)          CREATE INDEX p_n ON p (n)
 *     create index p_n, create index p1_mine              CREATE INDEX p_n ON ONLY p (n); CREATE INDEX p1_mine ON p1 (n);
 *                                                         ALTER INDEX p_n ATTACH PARTITION p1_mine
 *
 * Nothing detaches a share.  It goes with the part above, or stays when its table goes from below. */
#include "differ/passes.h"

#include "model/server_name.h"

#include <stdlib.h>
#include <string.h>

/* ---- does it come by itself? ------------------------------------------------------------------------------------ */

/* Names of the present side that relations of a schema share, with the object that has each. */
typedef struct Holder {
    Name schema, name;
    Key key;
} Holder;

typedef struct Sharing {
    Changes *changes;
    Holder *holders; /* sorted */
    size_t count;
} Sharing;

static int compare_holders(const void *left, const void *right)
{
    const Holder *a = left, *b = right;

    if (a->schema != b->schema) {
        return (uintptr_t) a->schema < (uintptr_t) b->schema ? -1 : 1;
    }
    return ((uintptr_t) a->name > (uintptr_t) b->name) - ((uintptr_t) a->name < (uintptr_t) b->name);
}

static void note_holders(Sharing *sharing)
{
    const Catalog *now = sharing->changes->now;

    sharing->holders = sd_arena_alloc(sharing->changes->arena, (now->object_count + 1) * sizeof *sharing->holders);
    for (const Object *object = now->first; object; object = object->next_all) {
        if (sd_kind_of(object)->traits & (IS_RELATION | IS_INDEXED)) {
            sharing->holders[sharing->count++] =
                (Holder){ .schema = sd_key_schema(object->key), .name = object->key->name, .key = object->key };
        }
    }
    qsort(sharing->holders, sharing->count, sizeof *sharing->holders, compare_holders);
}

/* Nothing else of the present side has the name, so that the server need not choose another. */
static bool is_name_free(const Sharing *sharing, Key key)
{
    Holder wanted = { .schema = sd_key_schema(key), .name = key->name };
    const Holder *found =
        sharing->count ? bsearch(&wanted, sharing->holders, sharing->count, sizeof *sharing->holders, compare_holders)
                       : NULL;
    const Holder *next = found ? found + 1 : NULL;

    if (!found) {
        return true;
    }
    return found->key == key && (found == sharing->holders || compare_holders(found - 1, found) != 0) &&
           (next == sharing->holders + sharing->count || compare_holders(next, found) != 0);
}

static bool is_same_unordered(const List *a, const List *b)
{
    for (size_t i = 0; i < sd_list_count(a) || i < sd_list_count(b); i++) {
        const char *left = i < sd_list_count(a) ? a->items[i]->text : "";
        const char *right = i < sd_list_count(b) ? b->items[i]->text : "";
        size_t length = sd_element_options_unordered(left);

        if (length != sd_element_options_unordered(right) || strncmp(left, right, length) != 0) {
            return false;
        }
    }
    return true;
}

/* The rows that make it what it is are those of the part above.  Expressions of two tables cannot be compared, nor need
 * they: a server attaches nothing else.
 *
 * in_any_order: as the server sees it, to which the order in an index is nothing (CompareIndexInfo of index.c). */
static bool is_alike(const Object *a, const Object *b, bool in_any_order)
{
    const Kind *kind = sd_kind_of(a);

    if (a->key->kind != b->key->kind) {
        return false;
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->alter == ALTER_REPLACE && !attr->unset_in_place && attr->compare == COMPARE_EXACT &&
            attr->type != ATTR_EXPR && attr->type != ATTR_EXPRS && sd_attr_compare(a, b, attr) != SAME_YES &&
            !(in_any_order && attr->with_order &&
              is_same_unordered(*(const List **) sd_object_field(a, attr),
                                *(const List **) sd_object_field(b, attr)))) {
            return false;
        }
    }
    return true;
}

static bool has_same_expressions(const Object *a, const Object *b)
{
    const Kind *kind = sd_kind_of(a);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if ((attr->type == ATTR_EXPR || attr->type == ATTR_EXPRS) && sd_attr_compare(a, b, attr) == SAME_NO) {
            return false;
        }
    }
    return true;
}

/* Another part of the table that the server might take instead, or NULL. */
static const Object *find_rival(const Changes *changes, const Object *share)
{
    const Object *table = sd_catalog_find(changes->now, share->key->parent);

    for (const Object *child = table ? table->first_child : NULL; child; child = child->next) {
        if (child->key != share->key && !sd_object_share_of(child) && is_alike(child, share, true) &&
            has_same_expressions(child, share) && !sd_changes_find(changes, child->key, SLOT_DROP)) {
            return child;
        }
    }
    return NULL;
}

/* It is there, and will be taken. */
static bool is_there(const Changes *changes, Key key)
{
    return sd_catalog_find(changes->now, key) && !sd_changes_find(changes, key, SLOT_DROP);
}

static Change *creation_of(const Changes *changes, Key key);

static bool has_share_of(const Object *table, Key above)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        if (sd_object_share_of(child) == above) {
            return true;
        }
    }
    return false;
}

/* Every table below has one.  Otherwise (a foreign table has no indexes) the part above, made ONLY, never becomes whole. */
static bool has_every_share(const Catalog *catalog, const Object *above)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);

        for (size_t i = 0; i < kind->attr_count; i++) {
            const Key *keys;
            size_t count = kind->attrs[i].hands_down ? sd_object_above(object, &kind->attrs[i], &keys) : 0;

            for (size_t k = 0; k < count; k++) {
                if (keys[k] == above->key->parent && !has_share_of(object, above->key)) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* What it drops a second time would take along a share that was there before and is made by nothing. */
static bool takes_along(const Changes *changes, const Object *above)
{
    bool found = false;

    for (const Object *object = changes->wanted->first; object && !found; object = object->next_all) {
        found = sd_object_share_of(object) == above->key && is_there(changes, object->key);
    }
    return found && sd_changes_find(changes, above->key, SLOT_DROP);
}

/* One statement about the whole would build all shares under one lock: beside people at work each is built by itself. */
static bool is_better_alone(const Changes *changes, const Object *share, const Object *above)
{
    return changes->online && creation_of(changes, above->key) && sd_catalog_find(changes->now, share->key->parent) &&
           !creation_of(changes, share->key->parent) && has_every_share(changes->wanted, above) &&
           !takes_along(changes, above);
}

static bool comes_by_itself(const Sharing *sharing, const Object *share, const Object *above)
{
    const Changes *changes = sharing->changes;
    const Object *present = sd_catalog_find(changes->now, share->key);

    if (find_rival(changes, share)) {
        return false;
    }
    if (is_there(changes, share->key)) {
        return sd_changes_line(changes, share->key->parent) == LINE_MOVED || is_alike(present, above, false);
    }
    if (sd_changes_line(changes, share->key->parent) == LINE_MOVED) {
        return true; /* it is made before the table comes, and taken then */
    }
    return is_alike(share, above, false) && sd_index_has_server_name(share) && is_name_free(sharing, share->key) &&
           !is_better_alone(changes, share, above);
}

/* ---- parts above that are made ---------------------------------------------------------------------------------- */

static const Attr *only_row(const Object *object)
{
    return sd_kind_attr(sd_kind_of(object), "only");
}

/* The change that creates it, by itself or with others. */
static Change *creation_of(const Changes *changes, Key key)
{
    Change *make = key ? sd_changes_find(changes, key, SLOT_MAKE) : NULL;

    return make && (make->action.verb == VERB_CREATE || (make->settled && sd_object_share_of(make->action.to))) ? make
                                                                                                                : NULL;
}

static bool is_made_only(const Change *make)
{
    const Attr *row = make ? only_row(make->action.to) : NULL;

    return row && sd_attr_present(make->action.to, row);
}

static bool make_only(Changes *changes, Change *make)
{
    Object *copy = sd_changes_copy(changes, make->action.to, make->action.to->key);
    const Attr *row = only_row(copy);

    if (row) {
        *(bool *) sd_object_field(copy, row) = true;
        make->action.to = copy;
    }
    return row != NULL;
}

/* The part above of a share that does not come by itself is made ONLY; and where that is there already, the table of the
 * share is made alone. */
static bool choose_way(const Sharing *sharing, const Object *share)
{
    Changes *changes = sharing->changes;
    const Object *above = sd_catalog_find(changes->wanted, sd_object_share_of(share));
    Change *make = above ? creation_of(changes, above->key) : NULL;
    Change *table = creation_of(changes, share->key->parent);

    if (!above || is_made_only(make) || (!make && (!table || table->alone)) ||
        (comes_by_itself(sharing, share, above) && !is_made_only(creation_of(changes, share->key)))) {
        return false;
    }
    if (make) {
        return make_only(changes, make);
    }
    table->alone = true;
    return true;
}

/* What is found below may decide above. */
static void choose_ways(const Sharing *sharing)
{
    bool any;

    do {
        any = false;
        for (const Object *object = sharing->changes->wanted->first; object; object = object->next_all) {
            any = (sd_object_share_of(object) && choose_way(sharing, object)) || any;
        }
    } while (any);
}

/* A table that comes below takes the oldest part that is alike for its share (AttachPartitionEnsureIndexes of tablecmds.c
 * goes by object identifier), and nobody can tell from here which that is.  One that is to stay the table's own goes, and
 * comes again behind that. */
static void put_rivals_off(Changes *changes, const Object *share)
{
    const Object *above = sd_catalog_find(changes->wanted, sd_object_share_of(share));
    const Object *rival;

    if (!above || sd_changes_line(changes, share->key->parent) != LINE_MOVED ||
        is_made_only(creation_of(changes, above->key))) {
        return;
    }
    while ((rival = find_rival(changes, share)) != NULL) {
        Change *make;

        sd_changes_replace(changes, rival, rival->parent);
        make = sd_changes_find(changes, rival->key, SLOT_MAKE);
        if (make && !sd_object_share_of(make->action.to)) {
            make->settled = true;
        }
    }
}

/* ---- shares ----------------------------------------------------------------------------------------------------- */

static void clear_row(Object *object, const Attr *attr)
{
    if (attr->type == ATTR_BOOL) {
        *(bool *) sd_object_field(object, attr) = false;
    } else {
        memset(sd_object_field(object, attr), 0, sizeof(void *));
    }
}

/* As it comes to be by itself. */
static Object *brought(Changes *changes, const Object *share, const Object *above)
{
    Object *base = sd_changes_copy(changes, share, share->key);
    const Kind *kind = sd_kind_of(share);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->made_anew) {
            clear_row(base, attr);
        } else if (attr->alter != ALTER_REPLACE && !attr->shares && above->key->kind == share->key->kind) {
            sd_attr_copy(base, above, attr);
        }
    }
    return base;
}

/* What its table says of it (REPLICA IDENTITY USING INDEX) is said when it is there. */
static bool is_named_by_table(const Object *share)
{
    const Object *table = share->parent;
    const Kind *kind = table ? sd_kind_of(table) : NULL;

    for (size_t i = 0; kind && i < kind->attr_count; i++) {
        Name name = kind->attrs[i].names_part ? *(const Name *) sd_object_field(table, &kind->attrs[i]) : NULL;

        if (name && name->length > share->key->name->length &&
            strcmp(name->text + name->length - share->key->name->length, share->key->name->text) == 0) {
            return true;
        }
    }
    return false;
}

static void bring(Changes *changes, Change *change, const Object *above)
{
    const Object *to = change->action.to;
    const Object *base = brought(changes, to, above);

    change->action.verb = VERB_ALTER;
    change->action.from = base;
    change->action.attrs = sd_attrs_differing(changes->arena, base, to, &change->action.attr_count);
    change->settled = true;
    change->brought = change->action.attr_count == 0 && !is_named_by_table(to);
}

/* Attached by what happens to its table. */
static void take_share_row(Changes *changes, Change *change)
{
    const Attr *row = sd_kind_share(sd_kind_of(change->action.to));
    Action *action = &change->action;
    const Attr **attrs = sd_arena_alloc(changes->arena, (action->attr_count + 1) * sizeof *attrs);
    size_t count = 0;

    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i] != row) {
            attrs[count++] = action->attrs[i];
        }
    }
    action->attrs = attrs;
    action->attr_count = count;
    if (count == 0) {
        sd_changes_leave_out(changes, change);
    }
}

static void settle_created(Changes *changes, Change *change, const Object *above, Line line)
{
    const Change *make = above ? creation_of(changes, above->key) : NULL;

    if (!above || (make && is_made_only(make))) {
        return;
    }
    if (line == LINE_MOVED) {
        Object *own = sd_changes_copy(changes, change->action.to, change->action.to->key);

        clear_row(own, sd_kind_share(sd_kind_of(own)));
        change->action.to = own;
    } else if (make || line == LINE_NEW) {
        bring(changes, change, above);
    }
}

static void settle_share(Changes *changes, const Object *share)
{
    const Object *above = sd_catalog_find(changes->wanted, sd_object_share_of(share));
    Change *change = sd_changes_find(changes, share->key, SLOT_MAKE);
    Line line = sd_changes_line(changes, share->key->parent);
    const Change *make = above ? creation_of(changes, above->key) : NULL;

    if (!change || change->settled) {
        return;
    }
    if (change->action.verb == VERB_CREATE) {
        settle_created(changes, change, above, line);
    } else if (!is_made_only(make) && (line == LINE_MOVED || make)) {
        take_share_row(changes, change);
    }
}

/* Its table goes from below, and it becomes the table's own. */
static void settle_leaving(Changes *changes, const Object *object)
{
    Change *change = sd_changes_find(changes, object->key, SLOT_MAKE);

    if (change && change->action.verb == VERB_ALTER && !change->settled && change->action.from == object) {
        take_share_row(changes, change);
    }
}

/* The drop of the part above takes it along. */
static void follow_drop(Changes *changes, const Object *share)
{
    Key above = sd_object_share_of(share);
    Change *drop = sd_changes_find(changes, share->key, SLOT_DROP);

    if (drop && !drop->action.with_parent && sd_changes_find(changes, above, SLOT_DROP) &&
        sd_changes_line(changes, share->key->parent) != LINE_MOVED) {
        drop->performer = above;
    }
}

void sd_pass_share(Changes *changes)
{
    Sharing sharing = { .changes = changes };

    if (changes->count == 0) {
        return;
    }
    note_holders(&sharing);
    choose_ways(&sharing);
    for (const Object *object = changes->wanted->first; object; object = object->next_all) {
        if (sd_object_share_of(object)) {
            put_rivals_off(changes, object);
        }
    }
    for (const Object *object = changes->wanted->first; object; object = object->next_all) {
        if (sd_object_share_of(object)) {
            settle_share(changes, object);
        }
    }
    for (const Object *object = changes->now->first; object; object = object->next_all) {
        const Object *wanted = sd_object_share_of(object) ? sd_catalog_find(changes->wanted, object->key) : NULL;

        if (sd_object_share_of(object)) {
            follow_drop(changes, object);
        }
        if (wanted && !sd_object_share_of(wanted)) {
            settle_leaving(changes, object);
        }
    }
}
