/* What can only be recorded when every statement was read: which columns and keys the parts of a table need, and who
 * owns their sequences.
 *
 * Types, parents and routines are recorded where they are read, expressions by parser/canon; the server has all of
 * them in pg_depend. */
#include "parser/sql/table.h"

#include <string.h>

static void need_column(Session *session, Key object, Key table, Name column)
{
    Object *found = sd_lineage_child(session, KIND_COLUMN, table, column);

    if (found) {
        sd_catalog_edge(sd_session_catalog(session), object, found->key);
    }
}

static void need_columns(Session *session, Key object, Key table, const List *columns)
{
    for (size_t i = 0; i < sd_list_count(columns); i++) {
        need_column(session, object, table, columns->items[i]);
    }
}

static void need_elements(Session *session, Key object, const ExprList *elements)
{
    for (size_t i = 0; i < sd_exprs_count(elements); i++) {
        Name column = sd_element_bare_column(session, elements->items[i]);

        if (column) {
            need_column(session, object, object->parent, column);
        }
    }
}

/* ---- foreign keys rest on a key ----------------------------------------------------------------------------- */

/* The columns may be named in another order. */
static bool same_set(const List *a, const List *b)
{
    for (size_t i = 0; i < sd_list_count(a); i++) {
        if (!sd_list_has(b, a->items[i])) {
            return false;
        }
    }
    return sd_list_count(a) == sd_list_count(b);
}

static const List *index_columns(const Session *session, const Index *index)
{
    const List *columns = NULL;

    for (size_t i = 0; i < sd_exprs_count(index->elements); i++) {
        Name column = sd_element_bare_column(session, index->elements->items[i]);

        if (!column) {
            return NULL;
        }
        columns = sd_list_with(sd_session_arena(session), columns, column);
    }
    return columns;
}

static bool is_key_of(const Session *session, const Object *object, const List *columns)
{
    const Constraint *constraint = (const Constraint *) object;
    const Index *index = (const Index *) object;

    if (object->key->kind == KIND_CONSTRAINT) {
        return !constraint->referenced && constraint->columns && same_set(constraint->columns, columns);
    }
    return object->key->kind == KIND_INDEX && index->is_unique && !index->predicate &&
           same_set(index_columns(session, index), columns);
}

/* A partition's keys are its parent's.  Constraints come before plain indexes. */
static const Object *find_key(const Session *session, const Table *table, const List *columns)
{
    while (table) {
        const Object *found = NULL;

        for (const Object *child = table->base.first_child; child; child = child->next) {
            if ((!found || child->key->kind == KIND_CONSTRAINT) && is_key_of(session, child, columns)) {
                found = child;
                if (child->key->kind == KIND_CONSTRAINT) {
                    return child;
                }
            }
        }
        if (found) {
            return found;
        }
        table = table->partition_of ? (const Table *) sd_catalog_find(sd_session_catalog(session), table->partition_of)
                                    : NULL;
    }
    return NULL;
}

static void need_key(Session *session, const Constraint *constraint)
{
    const Table *table = (const Table *) sd_catalog_find(sd_session_catalog(session), constraint->referenced);
    const Object *key;

    if (!table || table->base.key->kind != KIND_TABLE || !constraint->referenced_columns) {
        return;
    }
    need_columns(session, constraint->base.key, table->base.key, constraint->referenced_columns);
    key = find_key(session, table, constraint->referenced_columns);
    if (key) {
        sd_catalog_edge(sd_session_catalog(session), constraint->base.key, key->key);
    }
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

static void need_all(Session *session, const Object *object)
{
    const Kind *kind = sd_kind_of(object);
    Key key = object->key;

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->of_parent) {
            need_columns(session, key, sd_lineage_of(object), *(const List *const *) sd_object_field(object, attr));
        }
    }
    if (kind->id == KIND_CONSTRAINT) {
        need_elements(session, key, ((const Constraint *) object)->elements);
        if (((const Constraint *) object)->referenced) {
            need_key(session, (const Constraint *) object);
        }
    } else if (kind->id == KIND_INDEX) {
        need_elements(session, key, ((const Index *) object)->elements);
    }
}

/* A sequence has the owner of the table whose column owns it; the server lets it have no other (ATExecChangeOwner of
 * tablecmds.c). */
static void share_owner(const Session *session, Sequence *sequence)
{
    const Table *table = (const Table *) sd_catalog_find(sd_session_catalog(session), sequence->owned_by->parent);

    if (table && table->base.key->kind == KIND_TABLE && table->owner) {
        sequence->owner = table->owner;
    }
}

void sd_table_finish(Session *session)
{
    session->last_round = true;
    sd_foreign_keys_settle(session, NULL);
    sd_parts_hand_down(session);
    sd_shares_finish(session);
    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        need_all(session, object);
        if (object->key->kind == KIND_SEQUENCE && ((Sequence *) object)->owned_by) {
            share_owner(session, (Sequence *) object);
        }
    }
}
