/* Shares: the indexes and keys of partitions that are attached to those of the table above.
 *
 * A partition takes part in each index of its parent.  What it has already is taken when it is alike; else the server
 * makes an index and chooses its name (DefineIndex of indexcmds.c when the index is made, AttachPartitionEnsureIndexes
 * and DefineRelation of tablecmds.c when the partition comes).  Made ON ONLY, an index is whole once every partition's was
 * attached to it by ALTER INDEX ... ATTACH PARTITION.
 *
 * While the order of statements has no meaning a share that was made so is `implied`: a statement that makes one of its
 * own, of the same name or attached in its place, is heard rather than refused. */
#include "model/server_name.h"
#include "parser/sql/table.h"

#include <string.h>

/* ---- rows ------------------------------------------------------------------------------------------------------- */

static bool is_key(const Object *object)
{
    const Constraint *constraint = (const Constraint *) object;

    return object->key->kind == KIND_CONSTRAINT && constraint->type && strcmp(constraint->type->text, "CHECK") != 0 &&
           strcmp(constraint->type->text, "FOREIGN KEY") != 0;
}

static bool is_indexed(const Object *object)
{
    return object->key->kind == KIND_INDEX || is_key(object);
}

static bool *only_row(Object *object)
{
    return object->key->kind == KIND_INDEX ? &((Index *) object)->only : &((Constraint *) object)->only;
}

static void set_share(Object *object, Key above)
{
    if (object->key->kind == KIND_INDEX) {
        ((Index *) object)->share_of = above;
    } else {
        ((Constraint *) object)->share_of = above;
        ((Constraint *) object)->inherited = above != NULL;
    }
}

static Object *share_in(const Object *table, Key above)
{
    Object *child = table->first_child;

    while (child && sd_object_share_of(child) != above) {
        child = child->next;
    }
    return child;
}

/* ---- alike ------------------------------------------------------------------------------------------------------ */

static size_t element_count(const Object *object)
{
    return object->key->kind == KIND_INDEX ? sd_exprs_count(((const Index *) object)->elements)
                                           : sd_list_count(((const Constraint *) object)->columns);
}

/* An element's column or the text of its expression. */
static Name element(const Session *session, const Object *object, size_t at)
{
    const Expr *expr;
    Name column;

    if (object->key->kind != KIND_INDEX) {
        return ((const Constraint *) object)->columns->items[at];
    }
    expr = ((const Index *) object)->elements->items[at];
    column = sd_element_bare_column(session, expr);
    return column ? column : expr->text;
}

/* Collation and operator class of an element. */
static Name element_class(const Session *session, const Object *object, size_t at)
{
    const List *options = object->key->kind == KIND_INDEX ? ((const Index *) object)->element_options : NULL;
    const char *text = at < sd_list_count(options) ? options->items[at]->text : "";

    return sd_name_of(sd_session_names(session), text, sd_element_options_unordered(text));
}

static bool has_same_elements(const Session *session, const Object *a, const Object *b)
{
    if (element_count(a) != element_count(b)) {
        return false;
    }
    for (size_t i = 0; i < element_count(a); i++) {
        if (element(session, a, i) != element(session, b, i) ||
            element_class(session, a, i) != element_class(session, b, i)) {
            return false;
        }
    }
    return true;
}

/* The rows of an index or a key that CompareIndexInfo looks at. */
typedef struct Look {
    bool is_unique, nulls_not_distinct;
    const char *method;
    const List *include;
    const Expr *predicate;
} Look;

static Look look_of(const Object *object)
{
    const Index *index = (const Index *) object;
    const Constraint *key = (const Constraint *) object;

    return object->key->kind == KIND_INDEX ? (Look){ index->is_unique, index->nulls_not_distinct, index->method->text,
                                                     index->include, index->predicate }
                                           : (Look){ true, key->nulls_not_distinct, "btree", key->include, NULL };
}

/* Whether the index or key of a partition can be the share of the one above: a key only of a key, an exclusion
 * constraint never. */
static bool fits(const Session *session, const Object *part, const Object *above)
{
    Look a, b;

    if (!is_indexed(part) || (is_key(above) && !is_key(part)) ||
        (is_key(part) && ((const Constraint *) part)->method) ||
        (is_key(above) && ((const Constraint *) above)->method)) {
        return false;
    }
    a = look_of(part);
    b = look_of(above);
    return a.is_unique == b.is_unique && a.nulls_not_distinct == b.nulls_not_distinct &&
           strcmp(a.method, b.method) == 0 && sd_list_equal(a.include, b.include) && !a.predicate == !b.predicate &&
           (!a.predicate || a.predicate->text == b.predicate->text) && has_same_elements(session, part, above);
}

/* ---- coming to be ----------------------------------------------------------------------------------------------- */

static void share_out(Session *session, Object *above, unsigned depth);

static Object *make_share(Session *session, const Object *partition, const Object *above)
{
    Object *share;

    sd_like_part(session, partition->key, above, LIKE_INDEXES);
    share = partition->last_child;
    if (!share || !is_indexed(share) || sd_object_share_of(share) || share == above) {
        return NULL;
    }
    share->implied = !session->in_order;
    share->at = above->at;
    set_share(share, above->key);
    return share;
}

/* The first that is like it and is none's share yet. */
static Object *find_fitting(const Session *session, const Object *partition, const Object *above)
{
    Object *child = partition->first_child;

    while (child && (sd_object_share_of(child) || !fits(session, child, above))) {
        child = child->next;
    }
    return child;
}

/* Foreign tables have no indexes. */
static void give_share(Session *session, const Object *partition, const Object *above, unsigned depth)
{
    Object *share;

    if (((const Table *) partition)->server || share_in(partition, above->key)) {
        return;
    }
    share = find_fitting(session, partition, above);
    if (share) {
        set_share(share, above->key);
        return;
    }
    share = make_share(session, partition, above);
    if (share && depth < DEEPEST_INHERITANCE) {
        share_out(session, share, depth + 1);
    }
}

static void share_out(Session *session, Object *above, unsigned depth)
{
    const Table *table = sd_lineage_table(session, above->key->parent);
    Table **below;
    size_t count = table && table->partition_key ? sd_lineage_below(session, above->key->parent, &below) : 0;

    for (size_t i = 0; i < count; i++) {
        if (below[i]->partition_of) {
            give_share(session, &below[i]->base, above, depth);
        }
    }
}

void sd_share_out(Session *session, Object *part)
{
    if (is_indexed(part)) {
        share_out(session, part, 0);
    }
}

void sd_shares_give(Session *session, Object *partition)
{
    const Object *parent = sd_catalog_find(sd_session_catalog(session), ((const Table *) partition)->partition_of);

    for (Object *child = parent ? parent->first_child : NULL; child; child = child->next) {
        if (is_indexed(child) && (session->in_order || !*only_row(child))) {
            give_share(session, partition, child, 0);
        }
    }
}

/* ---- ONLY ------------------------------------------------------------------------------------------------------- */

/* Where files are read in any order, partitions may follow an index that was made before them all: see give_late. */
void sd_share_set_only(Session *session, Object *part)
{
    const Table *table = sd_lineage_table(session, part->key->parent);
    bool has_partitions = table && table->partition_key && sd_lineage_has_partitions(session, table->base.key);
    TableState *state = sd_table_state(session);

    *only_row(part) = table && table->partition_key && (!session->in_order || has_partitions);
    if (*only_row(part) && !has_partitions) {
        state->early = sd_arena_grow(sd_session_arena(session), state->early, state->early_count, sizeof *state->early);
        state->early[state->early_count++] = part->key;
    }
}

static bool is_early(Session *session, Key part)
{
    const TableState *state = sd_table_state(session);

    for (size_t i = 0; i < state->early_count; i++) {
        if (state->early[i] == part) {
            return true;
        }
    }
    return false;
}

/* Every partition has its share, and that is whole itself (validatePartitionedIndex of tablecmds.c). */
static bool is_whole(Session *session, const Object *above)
{
    Table **below;
    size_t count = sd_lineage_below(session, above->key->parent, &below);

    for (size_t i = 0; i < count; i++) {
        Object *share = below[i]->partition_of ? share_in(&below[i]->base, above->key) : NULL;

        if (below[i]->partition_of && (!share || *only_row(share))) {
            return false;
        }
    }
    return true;
}

static void become_whole(Session *session, Object *above)
{
    for (unsigned depth = 0; above && *only_row(above) && depth < DEEPEST_INHERITANCE; depth++) {
        if (!is_whole(session, above)) {
            return;
        }
        *only_row(above) = false;
        above = sd_catalog_find(sd_session_catalog(session), sd_object_share_of(above));
    }
}

void sd_share_attach(Session *session, Object *above, Object *part)
{
    Object *present = part->parent ? share_in(part->parent, above->key) : NULL;

    if (present && present != part) {
        if (!present->implied) {
            sd_session_error(session, -1, "%s has a share of %s already", sd_session_phrase(session, part->key->parent),
                             sd_session_phrase(session, above->key));
            return;
        }
        sd_catalog_remove(sd_session_catalog(session), present);
    }
    part->implied = false;
    set_share(part, above->key);
    if (!is_early(session, above->key)) {
        become_whole(session, above);
    }
}

/* ---- going ------------------------------------------------------------------------------------------------------ */

void sd_shares_leave(const Object *partition)
{
    for (Object *child = partition->first_child; child; child = child->next) {
        if (is_indexed(child) && sd_object_share_of(child)) {
            set_share(child, NULL);
            child->implied = false;
        }
    }
}

void sd_shares_drop(Session *session, Key above, unsigned depth)
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first, *next; object && depth < DEEPEST_INHERITANCE; object = next) {
        next = object->next_all;
        if (sd_object_share_of(object) == above) {
            sd_shares_drop(session, object->key, depth + 1);
            next = object->next_all;
            sd_catalog_remove(catalog, object);
        }
    }
}

/* ---- statements of their own ------------------------------------------------------------------------------------ */

void sd_share_state(Session *session, Object *part)
{
    const Object *above = sd_catalog_find(sd_session_catalog(session), sd_object_share_of(part));

    if (above && !fits(session, part, above)) {
        set_share(part, NULL);
    }
}

/* Gives it another name of the server's choice. */
bool sd_share_yields(Session *session, Object *taken)
{
    const Object *above = sd_catalog_find(sd_session_catalog(session), sd_object_share_of(taken));
    Object *again = taken->implied && above && taken->parent ? make_share(session, taken->parent, above) : NULL;
    Key key = again ? again->key : NULL;

    if (again) {
        sd_catalog_remove(sd_session_catalog(session), again);
        sd_catalog_rename(sd_session_catalog(session), taken, key);
    }
    return again != NULL;
}

static bool is_shared(const Catalog *catalog, Key above)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (is_indexed(object) && sd_object_share_of(object) == above) {
            return true;
        }
    }
    return false;
}

/* A key made ONLY its table before there was any partition, as pg_dump writes every key, with none attached by name: the
 * server gives each partition its share when it comes.  Nobody writes ON ONLY of an index without meaning it. */
static void give_late(Session *session, Object *above)
{
    if (above->key->kind == KIND_CONSTRAINT && *only_row(above) && !session->in_order &&
        is_early(session, above->key) && !is_shared(sd_session_catalog(session), above->key)) {
        *only_row(above) = false;
        share_out(session, above, 0);
    }
}

void sd_shares_finish(Session *session)
{
    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        if (is_indexed(object)) {
            give_late(session, object);
            object->implied = object->implied && !sd_object_share_of(object);
            become_whole(session, object);
        }
    }
}
