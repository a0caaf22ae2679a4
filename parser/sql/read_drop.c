/* DROP, with what falls with an object and what CASCADE takes along. */
#include "parser/sql/mention.h"
#include "parser/sql/routine.h"
#include "parser/sql/table.h"

#include <string.h>

/* Edges from and to what is gone say nothing any more; a new object of the same name makes its own. */
static void drop_edges(Catalog *catalog, Key key)
{
    size_t kept = 0;

    for (size_t i = 0; i < catalog->edge_count; i++) {
        const Edge *edge = &catalog->edges[i];

        if (!sd_key_within(edge->from, key) && !sd_key_within(edge->to, key)) {
            catalog->edges[kept++] = *edge;
        }
    }
    catalog->edge_count = kept;
}

typedef enum Dependence {
    DEPENDS_NOT,
    DEPENDS,     /* CASCADE is needed */
    DEPENDS_AUTO /* falls with it: a sequence that a column owns, a partition */
} Dependence;

static Dependence dependence_of_row(const Object *object, const Attr *attr, Key gone)
{
    if (attr->type == ATTR_REF) {
        Key reference = *(const Key *) sd_object_field(object, attr);

        if (reference && sd_key_within(reference, gone)) {
            return attr->falls_with || attr->shares || strcmp(attr->name, "partition_of") == 0 ? DEPENDS_AUTO : DEPENDS;
        }
    } else if (attr->type == ATTR_REFS) {
        const KeyList *references = *(const KeyList *const *) sd_object_field(object, attr);

        for (size_t i = 0; i < sd_keys_count(references); i++) {
            if (sd_key_within(references->items[i], gone)) {
                return DEPENDS;
            }
        }
    } else if (attr->type == ATTR_TYPE || attr->refers_to) {
        return sd_row_is_of(attr, *(const Name *) sd_object_field(object, attr), gone) ? DEPENDS : DEPENDS_NOT;
    }
    return DEPENDS_NOT;
}

/* A column in a list of columns: of a key, of an index, of a trigger's UPDATE OF. */
static bool lists_column(const Object *object, const Attr *attr, Key column)
{
    if (column->kind != KIND_COLUMN) {
        return false;
    }
    if (attr->of_parent) {
        return sd_lineage_of(object) == column->parent &&
               sd_list_has(*(const List *const *) sd_object_field(object, attr), column->name);
    }
    return attr->type == ATTR_REF && attr->key_row && *(const Key *) sd_object_field(object, attr) == column->parent &&
           sd_list_has(*(const List *const *) sd_object_field(object, sd_kind_attr(sd_kind_of(object), attr->key_row)),
                       column->name);
}

/* Indexes, checks and keys of a table go with any of their columns (manual: ALTER TABLE, DROP COLUMN); what stands
 * outside of the table, triggers and policies stand in the way. */
static Dependence by_column(const Object *object, Key column)
{
    const Constraint *constraint = (const Constraint *) object;

    switch (object->key->kind) {
    case KIND_INDEX:
    case KIND_STATISTICS:
        return DEPENDS_AUTO;
    case KIND_CONSTRAINT:
        return object->key->parent == column->parent || !constraint->referenced ? DEPENDS_AUTO : DEPENDS;
    default:
        return DEPENDS;
    }
}

static bool takes_type(Object *object, Key gone)
{
    const List *types = sd_kind_of(object)->traits & IS_ROUTINE ? *sd_routine_list(object, "argument_types") : NULL;

    for (size_t i = 0; types && i < types->count; i++) {
        if (sd_type_is_of(types->items[i], gone)) {
            return true;
        }
    }
    return false;
}

static Dependence dependence(Session *session, Object *object, Key gone)
{
    const Kind *kind = sd_kind_of(object);
    Dependence strongest = sd_key_is_over(object->key, gone) ? DEPENDS : DEPENDS_NOT;

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        Dependence one =
            lists_column(object, attr, gone) ? by_column(object, gone) : dependence_of_row(object, attr, gone);

        strongest = one > strongest ? one : strongest;
    }
    if (strongest == DEPENDS_NOT && takes_type(object, gone)) {
        return DEPENDS;
    }
    if (strongest == DEPENDS_NOT && sd_mention_in_object(session, object, gone)) {
        return gone->kind == KIND_COLUMN ? by_column(object, gone) : DEPENDS;
    }
    return strongest;
}

static bool has_soft_row(const Kind *kind)
{
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].soft) {
            return true;
        }
    }
    return false;
}

/* An aggregate names its functions without their arguments; which one is meant is an edge. */
static bool names_function(const Catalog *catalog, const Object *object, Key gone)
{
    for (size_t i = 0; has_soft_row(sd_kind_of(object)) && i < catalog->edge_count; i++) {
        if (catalog->edges[i].from == object->key && catalog->edges[i].to == gone) {
            return true;
        }
    }
    return false;
}

/* What goes with an object, itself first. */
typedef struct Fall {
    Arena *arena;
    Key *keys;
    size_t count;
} Fall;

static bool is_among(const Fall *fall, Key key)
{
    for (size_t i = 0; i < fall->count; i++) {
        if (sd_key_within(key, fall->keys[i])) {
            return true;
        }
    }
    return false;
}

static void add_to_fall(Fall *fall, Key key)
{
    key = sd_kinds[key->kind].traits & COMPLETES_PARENT ? key->parent : key;
    fall->keys = sd_arena_grow(fall->arena, fall->keys, fall->count, sizeof *fall->keys);
    fall->keys[fall->count++] = key;
}

/* Everything is found while all of it is there: an expression over what is gone could not be resolved any more. */
static void find_dependents(Session *session, Fall *fall, bool cascade)
{
    const Catalog *catalog = sd_session_catalog(session);

    for (size_t i = 0; i < fall->count; i++) {
        Key gone = fall->keys[i];

        for (Object *object = catalog->first; object; object = object->next_all) {
            if (!is_among(fall, object->key) &&
                (dependence(session, object, gone) >= (cascade ? DEPENDS : DEPENDS_AUTO) ||
                 (cascade && names_function(catalog, object, gone)))) {
                add_to_fall(fall, object->key);
            }
        }
    }
}

/* What stands in the way of a DROP without CASCADE, also of something that falls with it. */
static const Object *obstacle(Session *session, const Fall *fall)
{
    const Catalog *catalog = sd_session_catalog(session);

    for (size_t i = 0; i < fall->count; i++) {
        Key gone = fall->keys[i];

        for (Object *object = catalog->first; object; object = object->next_all) {
            bool inside = sd_key_within(object->key, gone);

            if ((!is_among(fall, object->key) &&
                 (dependence(session, object, gone) == DEPENDS || names_function(catalog, object, gone))) ||
                (inside && gone->kind == KIND_SCHEMA && object->key->parent == gone &&
                 !sd_kind_falls_with_parent(sd_kind_of(object)))) {
                return object;
            }
        }
    }
    return NULL;
}

/* Children of what the catalog does not have are roots, so a schema that is not declared still has to be searched. */
static void remove_within(Catalog *catalog, Key key)
{
    Object *object = sd_catalog_find(catalog, key);

    if (object) {
        sd_catalog_remove(catalog, object);
    }
    for (Object *each = catalog->first; each;) {
        if (sd_key_within(each->key, key)) {
            sd_catalog_remove(catalog, each);
            each = catalog->first; /* its children are gone as well, perhaps the next one */
        } else {
            each = each->next_all;
        }
    }
}

static void drop_all(Catalog *catalog, const Fall *fall)
{
    for (size_t i = 0; i < fall->count; i++) {
        remove_within(catalog, fall->keys[i]);
        drop_edges(catalog, fall->keys[i]);
    }
}

/* What one statement drops goes together: the objects may need each other (performMultipleDeletions of dependency.c). */
void sd_drop_objects(Session *session, const Key *keys, size_t count, bool cascade)
{
    Fall fall = { .arena = sd_arena_new() };
    const Object *in_the_way;

    for (size_t i = 0; i < count; i++) {
        add_to_fall(&fall, keys[i]);
    }
    find_dependents(session, &fall, cascade);
    in_the_way = cascade ? NULL : obstacle(session, &fall);
    if (in_the_way) {
        sd_session_error(session, -1, "%s cannot be dropped while there is %s", sd_session_phrase(session, keys[0]),
                         sd_session_phrase(session, in_the_way->key))
            ->hint = "drop that first, or write CASCADE";
    } else {
        drop_all(sd_session_catalog(session), &fall);
    }
    sd_arena_free(fall.arena);
}

/* The index of a constraint goes with the constraint only. */
static bool is_index_of_constraint(const Session *session, PgQuery__ObjectType type, const Object *object)
{
    if (type != PG_QUERY__OBJECT_TYPE__OBJECT_INDEX || object->key->kind == KIND_INDEX) {
        return false;
    }
    sd_session_error(session, -1, "the index \"%s\" belongs to a constraint", object->key->name->text)->hint =
        "write ALTER TABLE ... DROP CONSTRAINT";
    return true;
}

ReadResult sd_read_drop(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DropStmt *drop = node->drop_stmt;
    bool cascade = drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    size_t count = 0;
    Key *keys;

    if (!sd_object_is_modelled(drop->remove_type)) {
        sd_session_warning(session, -1, "DROP %s is not read yet", sd_object_words(drop->remove_type));
        return READ_DONE;
    }
    /* First whether all are there: a statement that waits must not have changed anything. */
    for (size_t i = 0; i < drop->n_objects && !drop->missing_ok; i++) {
        if (!sd_object_find(session, drop->remove_type, drop->objects[i])) {
            return sd_object_missing(session, drop->remove_type, sd_object_text(session, drop->objects[i]));
        }
    }
    keys = sd_arena_alloc(session->diag->arena, drop->n_objects * sizeof *keys);
    for (size_t i = 0; i < drop->n_objects; i++) {
        const Object *object = sd_object_find(session, drop->remove_type, drop->objects[i]);

        if (object && !is_index_of_constraint(session, drop->remove_type, object)) {
            keys[count++] = object->key;
        }
    }
    if (count) {
        sd_drop_objects(session, keys, count, cascade);
    }
    return READ_DONE;
}
