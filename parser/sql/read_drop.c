/* DROP, with what falls with an object and what CASCADE takes along. */
#include "parser/sql/mention.h"
#include "parser/sql/state.h"

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
            return attr->falls_with || strcmp(attr->name, "partition_of") == 0 ? DEPENDS_AUTO : DEPENDS;
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

static Dependence dependence(const Object *object, Key gone)
{
    const Kind *kind = sd_kind_of(object);
    Dependence strongest = DEPENDS_NOT;

    for (size_t i = 0; i < kind->attr_count; i++) {
        Dependence one = dependence_of_row(object, &kind->attrs[i], gone);

        strongest = one > strongest ? one : strongest;
    }
    if (strongest == DEPENDS_NOT && (object->key->kind == KIND_VIEW || object->key->kind == KIND_MATERIALIZED_VIEW) &&
        sd_mention_in_object(object, gone)) {
        return DEPENDS;
    }
    return strongest;
}

/* An aggregate names its functions without their arguments; which one is meant is an edge. */
static bool names_function(const Catalog *catalog, const Object *object, Key gone)
{
    for (size_t i = 0; object->key->kind == KIND_AGGREGATE && i < catalog->edge_count; i++) {
        if (catalog->edges[i].from == object->key && catalog->edges[i].to == gone) {
            return true;
        }
    }
    return false;
}

/* The first object beside `gone` that needs it or falls with it. */
static Object *first_dependent(const Catalog *catalog, Key gone, bool cascade)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        if (!sd_key_within(object->key, gone) && (dependence(object, gone) >= (cascade ? DEPENDS : DEPENDS_AUTO) ||
                                                  (cascade && names_function(catalog, object, gone)))) {
            return object;
        }
    }
    return NULL;
}

/* What stands in the way of a DROP without CASCADE. */
static const Object *obstacle(const Catalog *catalog, Key gone)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        bool inside = sd_key_within(object->key, gone);

        if ((!inside && (dependence(object, gone) == DEPENDS || names_function(catalog, object, gone))) ||
            (inside && gone->kind == KIND_SCHEMA && object->key->parent == gone &&
             !sd_kind_falls_with_parent(sd_kind_of(object)))) {
            return object;
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

static void drop_with_dependents(Catalog *catalog, Key key, bool cascade)
{
    Object *dependent;

    remove_within(catalog, key);
    while ((dependent = first_dependent(catalog, key, cascade))) {
        drop_with_dependents(catalog, dependent->key, cascade);
    }
    drop_edges(catalog, key);
}

void sd_drop_object(Session *session, Key key, bool cascade)
{
    Catalog *catalog = sd_session_catalog(session);
    const Object *in_the_way = cascade ? NULL : obstacle(catalog, key);

    if (in_the_way) {
        sd_session_error(session, -1, "%s cannot be dropped while there is %s", sd_session_phrase(session, key),
                         sd_session_phrase(session, in_the_way->key))
            ->hint = "drop that first, or write CASCADE";
        return;
    }
    drop_with_dependents(catalog, key, cascade);
    if (cascade && (sd_kinds[key->kind].traits & IS_ROUTINE || key->kind == KIND_EXTENSION)) {
        sd_session_note(session, -1, "CASCADE may drop more than is known of what uses %s",
                        sd_session_phrase(session, key));
    }
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
    for (size_t i = 0; i < drop->n_objects; i++) {
        const Object *object = sd_object_find(session, drop->remove_type, drop->objects[i]);

        if (object && !is_index_of_constraint(session, drop->remove_type, object)) {
            sd_drop_object(session, object->key, cascade);
        }
    }
    return READ_DONE;
}
