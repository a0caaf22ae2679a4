/* Composite types: CREATE TYPE ... AS (...) and ALTER TYPE ... ATTRIBUTE, which to the grammar is ALTER TABLE. */
#include "parser/sql/table.h"

#include <string.h>

static Key attribute_key(const Session *session, const CompositeType *type, const char *name)
{
    return sd_key(sd_session_names(session), KIND_ATTRIBUTE, type->base.key, sd_session_name(session, name), NULL);
}

static void describe(Session *session, Attribute *attribute, const ColumnType *type)
{
    attribute->type = type->type;
    attribute->collation = type->collation;
    sd_catalog_edge(sd_session_catalog(session), attribute->base.key, type->needs);
}

static int64_t next_position(const CompositeType *type)
{
    int64_t last = 0;

    for (const Object *child = type->base.first_child; child; child = child->next) {
        if (child->key->kind == KIND_ATTRIBUTE && ((const Attribute *) child)->position > last) {
            last = ((const Attribute *) child)->position;
        }
    }
    return last + 1;
}

static void add_attribute(Session *session, CompositeType *type, const PgQuery__ColumnDef *definition,
                          const ColumnType *of)
{
    Catalog *catalog = sd_session_catalog(session);
    int64_t position = next_position(type);
    Attribute *attribute = (Attribute *) sd_session_add(session, attribute_key(session, type, definition->colname),
                                                        definition->location, false);

    if (attribute) {
        attribute->position = position;
        describe(session, attribute, of);
        type->attributes = sd_list_with(catalog->arena, type->attributes, attribute->base.key->name);
    }
}

ReadResult sd_read_create_composite(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CompositeTypeStmt *create = node->composite_type_stmt;
    ColumnType *types = sd_arena_alloc(sd_session_arena(session), (create->n_coldeflist + 1) * sizeof *types);
    CompositeType *type;
    Key key;

    for (size_t i = 0; i < create->n_coldeflist; i++) {
        if (!sd_column_type(session, create->coldeflist[i]->column_def, &types[i])) {
            return READ_WAIT;
        }
    }
    key = sd_session_new_key(session, KIND_COMPOSITE_TYPE, create->typevar->schemaname, create->typevar->relname);
    type = (CompositeType *) sd_session_add(session, key, -1, false);
    if (type) {
        for (size_t i = 0; i < create->n_coldeflist; i++) {
            add_attribute(session, type, create->coldeflist[i]->column_def, &types[i]);
        }
        sd_grant_defaults(session, key);
    }
    return READ_DONE;
}

/* ---- ALTER TYPE ---------------------------------------------------------------------------------------------------- */

static CompositeType *find_type(Session *session, const PgQuery__RangeVar *range)
{
    Object *object = sd_session_type_of_range(session, range);

    return object && object->key->kind == KIND_COMPOSITE_TYPE ? (CompositeType *) object : NULL;
}

static Attribute *find_attribute(const Session *session, const CompositeType *type, const char *name)
{
    return (Attribute *) sd_catalog_find(sd_session_catalog(session), attribute_key(session, type, name));
}

static void report_missing(const Session *session, const CompositeType *type, const char *name)
{
    sd_session_error(session, -1, "attribute \"%s\" of %s is not declared", name,
                     sd_session_phrase(session, type->base.key));
}

static void drop_attribute(Session *session, CompositeType *type, Attribute *attribute)
{
    Catalog *catalog = sd_session_catalog(session);

    sd_table_forget_needs(session, attribute->base.key);
    type->attributes = sd_list_without(catalog->arena, type->attributes, attribute->base.key->name);
    sd_catalog_remove(catalog, &attribute->base);
}

static void apply(Session *session, CompositeType *type, const PgQuery__AlterTableCmd *command, const ColumnType *of)
{
    Attribute *attribute = *command->name ? find_attribute(session, type, command->name) : NULL;

    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
        if (command->def) {
            add_attribute(session, type, command->def->column_def, of);
        }
        return;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
        if (attribute) {
            drop_attribute(session, type, attribute);
        } else if (!command->missing_ok) {
            report_missing(session, type, command->name);
        }
        return;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
        if (attribute) {
            sd_table_forget_needs(session, attribute->base.key);
            describe(session, attribute, of);
        } else {
            report_missing(session, type, command->name);
        }
        return;
    default:
        sd_session_warning(session, -1, "this form of ALTER TYPE is not read yet");
    }
}

ReadResult sd_read_alter_composite(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterTableStmt *alter = node->alter_table_stmt;
    ColumnType *types = sd_arena_alloc(sd_session_arena(session), (alter->n_cmds + 1) * sizeof *types);
    CompositeType *type = find_type(session, alter->relation);

    if (!type) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_TYPE,
                                 sd_object_range_text(session, alter->relation, NULL));
    }
    for (size_t i = 0; i < alter->n_cmds; i++) {
        const PgQuery__Node *definition = alter->cmds[i]->alter_table_cmd->def;

        if (definition && definition->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF &&
            !sd_column_type(session, definition->column_def, &types[i])) {
            return READ_WAIT;
        }
    }
    for (size_t i = 0; i < alter->n_cmds; i++) {
        apply(session, type, alter->cmds[i]->alter_table_cmd, &types[i]);
    }
    return READ_DONE;
}
