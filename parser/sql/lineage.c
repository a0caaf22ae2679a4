/* Columns, keys, parents and children of tables, those included that only the other side declares. */
#include "parser/sql/table.h"

#include <string.h>

TableState *sd_table_state(Session *session)
{
    if (!session->tables) {
        session->tables = sd_arena_alloc(sd_session_arena(session), sizeof *session->tables);
    }
    return session->tables;
}

static const Object *find_either(const Session *session, Key key)
{
    const Object *object = sd_catalog_find(sd_session_catalog(session), key);

    if (!object && session->resolver.other) {
        object = sd_catalog_find(session->resolver.other, key);
    }
    return object;
}

const Table *sd_lineage_table(const Session *session, Key table)
{
    const Object *object = find_either(session, table);

    return object && object->key->kind == KIND_TABLE ? (const Table *) object : NULL;
}

const Column *sd_lineage_column(const Session *session, Key table, Name name)
{
    return name ? (const Column *) find_either(session,
                                               sd_key(sd_session_names(session), KIND_COLUMN, table, name, NULL))
                : NULL;
}

size_t sd_lineage_columns(const Session *session, Key table, const Column **columns, size_t room)
{
    const Table *owner = sd_lineage_table(session, table);
    size_t count = 0;

    for (const Object *child = owner ? owner->base.first_child : NULL; child && count < room; child = child->next) {
        if (child->key->kind == KIND_COLUMN) {
            columns[count++] = (const Column *) child;
        }
    }
    return count;
}

Object *sd_lineage_child(const Session *session, KindId kind, Key table, Name name)
{
    return name ? sd_catalog_find(sd_session_catalog(session),
                                  sd_key(sd_session_names(session), kind, table, name, NULL))
                : NULL;
}

bool sd_lineage_is_below(const Table *table, Key above)
{
    bool found = table->partition_of == above;

    for (size_t i = 0; i < sd_keys_count(table->inherits) && !found; i++) {
        found = table->inherits->items[i] == above;
    }
    return found;
}

size_t sd_lineage_below(Session *session, Key table, Table ***below)
{
    size_t count = 0;

    *below = NULL;
    if (!sd_table_state(session)->inheritance) {
        return 0;
    }
    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        if (object->key->kind == KIND_TABLE && sd_lineage_is_below((const Table *) object, table)) {
            *below = sd_arena_grow(sd_session_arena(session), *below, count, sizeof **below);
            (*below)[count++] = (Table *) object;
        }
    }
    return count;
}

bool sd_lineage_has_partitions(const Session *session, Key table)
{
    for (const Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        if (object->key->kind == KIND_TABLE && ((const Table *) object)->partition_of == table) {
            return true;
        }
    }
    return false;
}

Sequence *sd_lineage_identity(const Catalog *catalog, Key column)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        Sequence *sequence = (Sequence *) object;

        if (object->key->kind == KIND_SEQUENCE && sequence->identity && sequence->owned_by == column) {
            return sequence;
        }
    }
    return NULL;
}

/* A partition has the primary key of its parent. */
const Constraint *sd_lineage_primary_key(const Session *session, Key table)
{
    for (unsigned depth = 0; table && depth < DEEPEST_INHERITANCE; depth++) {
        const Table *owner = sd_lineage_table(session, table);

        for (const Object *child = owner ? owner->base.first_child : NULL; child; child = child->next) {
            const Constraint *constraint = (const Constraint *) child;

            if (child->key->kind == KIND_CONSTRAINT && constraint->type &&
                strcmp(constraint->type->text, "PRIMARY KEY") == 0) {
                return constraint;
            }
        }
        table = owner ? owner->partition_of : NULL;
    }
    return NULL;
}
