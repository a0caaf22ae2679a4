/* Columns, keys and parents of tables, those included that only the other side declares. */
#include "parser/sql/table.h"

#include <string.h>

enum { DEEPEST_LINEAGE = 32 };

TableState *sd_table_state(Session *session)
{
    if (!session->tables) {
        session->tables = sd_arena_alloc(sd_session_arena(session), sizeof *session->tables);
    }
    return session->tables;
}

Index *sd_table_index(Session *session, Key table, const char *name)
{
    const TableState *state = sd_table_state(session);
    Key key = sd_key(sd_session_names(session), KIND_INDEX, table, sd_session_name(session, name), NULL);
    Object *object = sd_catalog_find(sd_session_catalog(session), key);

    for (size_t i = 0; !object && i < state->share_count; i++) {
        if (state->shares[i]->base.key == key) {
            return state->shares[i];
        }
    }
    return (Index *) object;
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

static const Column *find_column(const Session *session, Key table, Name name, unsigned depth)
{
    Key key = sd_key(sd_session_names(session), KIND_COLUMN, table, name, NULL);
    const Column *column = (const Column *) find_either(session, key);
    const Table *owner = sd_lineage_table(session, table);

    if (column || !owner || depth == DEEPEST_LINEAGE) {
        return column;
    }
    if (owner->partition_of) {
        return find_column(session, owner->partition_of, name, depth + 1);
    }
    for (size_t i = 0; i < sd_keys_count(owner->inherits) && !column; i++) {
        column = find_column(session, owner->inherits->items[i], name, depth + 1);
    }
    return column;
}

const Column *sd_lineage_column(const Session *session, Key table, Name name)
{
    return name ? find_column(session, table, name, 0) : NULL;
}

static bool is_among(const Column *const *columns, size_t count, Name name)
{
    for (size_t i = 0; i < count; i++) {
        if (columns[i]->base.key->name == name) {
            return true;
        }
    }
    return false;
}

static size_t collect(const Session *session, Key table, const Column **columns, size_t count, size_t room,
                      unsigned depth)
{
    const Table *owner = sd_lineage_table(session, table);

    if (!owner || depth == DEEPEST_LINEAGE) {
        return count;
    }
    if (owner->partition_of) {
        count = collect(session, owner->partition_of, columns, count, room, depth + 1);
    }
    for (size_t i = 0; i < sd_keys_count(owner->inherits); i++) {
        count = collect(session, owner->inherits->items[i], columns, count, room, depth + 1);
    }
    for (const Object *child = owner->base.first_child; child && count < room; child = child->next) {
        if (child->key->kind == KIND_COLUMN && !is_among(columns, count, child->key->name)) {
            columns[count++] = (const Column *) child;
        }
    }
    return count;
}

size_t sd_lineage_columns(const Session *session, Key table, const Column **columns, size_t room)
{
    return collect(session, table, columns, 0, room, 0);
}

Object *sd_lineage_child(const Session *session, KindId kind, Key table, Name name)
{
    return name ? sd_catalog_find(sd_session_catalog(session),
                                  sd_key(sd_session_names(session), kind, table, name, NULL))
                : NULL;
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
    for (unsigned depth = 0; table && depth < DEEPEST_LINEAGE; depth++) {
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
