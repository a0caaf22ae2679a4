/* ALTER ... RENAME, SET SCHEMA and OWNER TO. */
#include "parser/sql/mention.h"
#include "parser/sql/publication.h"
#include "parser/sql/routine.h"
#include "parser/sql/table.h"

#include <string.h>

/* ---- moving -------------------------------------------------------------------------------------------------------- */

static void note_taken(const Session *session, const Object *object)
{
    if (object->key->kind == KIND_INDEX || object->key->kind == KIND_CONSTRAINT) {
        sd_state_take(session->state, object->key);
    }
    for (const Object *child = object->first_child; child; child = child->next) {
        note_taken(session, child);
    }
}

/* Gives the object its new key unless that is taken; false and an error then. */
static bool move_object(Session *session, Object *object, Key to)
{
    Catalog *catalog = sd_session_catalog(session);
    const Object *taken = sd_catalog_find(catalog, to);
    Key from = object->key;

    if (to == from) {
        return true;
    }
    if (taken) {
        sd_session_error(session, -1, "%s cannot become %s, which is there already", sd_session_phrase(session, from),
                         sd_session_phrase(session, to));
        return false;
    }
    sd_catalog_rename(catalog, object, to);
    object->implied = false;
    note_taken(session, object);
    return true;
}

static Key renamed_key(const Session *session, Key key, const char *name)
{
    Names *names = session->resolver.catalog->names;

    return sd_key(names, key->kind, key->parent, sd_name(names, name), key->args);
}

static ReadResult rename_object(Session *session, Object *object, const char *name)
{
    Key from = object->key;
    Key to = renamed_key(session, from, name);

    sd_mention_follow(session, from, to);
    if (move_object(session, object, to)) {
        sd_type_follow(session, from, to);
        sd_publication_follow(session, to);
        sd_language_follow(session, from, to);
    }
    return READ_DONE;
}

/* ---- RENAME -------------------------------------------------------------------------------------------------------- */

static ReadResult rename_schema(Session *session, const PgQuery__RenameStmt *rename)
{
    Catalog *catalog = sd_session_catalog(session);
    Key from = sd_key(catalog->names, KIND_SCHEMA, NULL, sd_session_name(session, rename->subname), NULL);
    Key to = sd_key(catalog->names, KIND_SCHEMA, NULL, sd_session_name(session, rename->newname), NULL);
    Object *object = sd_catalog_find(catalog, from);

    if (!object) {
        return sd_object_missing(session, rename->rename_type, rename->subname);
    }
    if (move_object(session, object, to)) {
        sd_schema_follow(catalog, from->name, to->name);
    }
    return READ_DONE;
}

static ReadResult rename_missing(Session *session, const PgQuery__RenameStmt *rename, const char *child)
{
    return rename->missing_ok ? READ_DONE
                              : sd_object_missing(session, rename->rename_type,
                                                  sd_object_range_text(session, rename->relation, child));
}

static ReadResult rename_relation(Session *session, const PgQuery__RenameStmt *rename)
{
    Object *object = sd_session_relation(session, rename->relation);

    if (!object) {
        object = sd_session_index(session, rename->relation);
    }
    return object ? rename_object(session, object, rename->newname) : rename_missing(session, rename, NULL);
}

static Object *child_of_relation(Session *session, const PgQuery__RenameStmt *rename, KindId kind)
{
    const Catalog *catalog = sd_session_catalog(session);
    const Object *relation = sd_session_relation(session, rename->relation);

    return relation ? sd_catalog_find(catalog, sd_key(catalog->names, kind, relation->key,
                                                      sd_session_name(session, rename->subname), NULL))
                    : NULL;
}

static ReadResult rename_child(Session *session, const PgQuery__RenameStmt *rename, KindId kind)
{
    Object *object = child_of_relation(session, rename, kind);

    if (!object) {
        return rename_missing(session, rename, rename->subname);
    }
    (void) move_object(session, object, renamed_key(session, object->key, rename->newname));
    return READ_DONE;
}

/* "STATISTICS old=100" of a materialized view: the name stands between the first space and the last =. */
static void rename_in_settings(Catalog *catalog, const List **settings, Name from, Name to)
{
    const List *renamed = *settings;

    for (size_t i = 0; i < sd_list_count(*settings); i++) {
        Name setting = (*settings)->items[i];
        const char *name = strchr(setting->text, ' ') + 1, *value = strrchr(setting->text, '=');

        if ((size_t) (value - name) == from->length && strncmp(name, from->text, from->length) == 0) {
            renamed = sd_list_replaced(catalog->arena, renamed, setting,
                                       sd_name_format(catalog->names, "%.*s%s%s", (int) (name - setting->text),
                                                      setting->text, to->text, value));
        }
    }
    *settings = renamed ? sd_list_sorted(catalog->arena, renamed) : NULL;
}

/* The columns of a view are a row of its own. */
static ReadResult rename_column_of_view(Session *session, Object *view, const PgQuery__RenameStmt *rename)
{
    Catalog *catalog = sd_session_catalog(session);
    const List **columns =
        view->key->kind == KIND_VIEW ? &((View *) view)->columns : &((MaterializedView *) view)->columns;
    Name name = sd_session_name(session, rename->subname);
    Key from = sd_key(catalog->names, KIND_COLUMN, view->key, name, NULL);
    Key to = renamed_key(session, from, rename->newname);

    (void) sd_mention_name_columns(session, view);
    if (view->key->kind == KIND_MATERIALIZED_VIEW) {
        rename_in_settings(catalog, &((MaterializedView *) view)->column_settings, name, to->name);
        rename_in_settings(catalog, &((MaterializedView *) view)->column_storage, name, to->name);
    }
    if (sd_list_has(*columns, name)) {
        sd_mention_follow_column(session, from, to);
        sd_catalog_rename_part(catalog, from, to);
        *columns = sd_list_replaced(catalog->arena, *columns, name, to->name);
    } else {
        sd_session_warning(session, -1, "the columns of %s are not known here, so \"%s\" keeps its name",
                           sd_session_phrase(session, view->key), rename->subname)
            ->hint = "name the columns where the view is made";
    }
    return READ_DONE;
}

/* A column has one name in all tables that have it from each other (renameatt_internal of tablecmds.c). */
static void rename_column_of(Session *session, Object *column, const char *name, unsigned depth)
{
    Key from = column->key, to = renamed_key(session, from, name);
    Table **below;
    size_t count = depth < DEEPEST_INHERITANCE ? sd_lineage_below(session, from->parent, &below) : 0;

    sd_mention_follow_column(session, from, to);
    (void) move_object(session, column, to);
    for (size_t i = 0; i < count; i++) {
        Object *same = sd_lineage_child(session, KIND_COLUMN, below[i]->base.key, from->name);

        if (same) {
            rename_column_of(session, same, name, depth + 1);
        }
    }
}

static ReadResult rename_column(Session *session, const PgQuery__RenameStmt *rename)
{
    Object *relation = sd_session_relation(session, rename->relation);
    Object *column;

    if (relation && (relation->key->kind == KIND_VIEW || relation->key->kind == KIND_MATERIALIZED_VIEW)) {
        return rename_column_of_view(session, relation, rename);
    }
    column = child_of_relation(session, rename, KIND_COLUMN);
    if (!column) {
        return rename_missing(session, rename, rename->subname);
    }
    rename_column_of(session, column, rename->newname, 0);
    return READ_DONE;
}

static ReadResult rename_attribute(Session *session, const PgQuery__RenameStmt *rename)
{
    Catalog *catalog = sd_session_catalog(session);
    Object *type = sd_session_type_of_range(session, rename->relation);
    Name name = sd_session_name(session, rename->subname);
    Object *attribute =
        type ? sd_catalog_find(catalog, sd_key(catalog->names, KIND_ATTRIBUTE, type->key, name, NULL)) : NULL;

    if (!attribute) {
        return rename_missing(session, rename, rename->subname);
    }
    sd_mention_follow_column(session, attribute->key, renamed_key(session, attribute->key, rename->newname));
    if (move_object(session, attribute, renamed_key(session, attribute->key, rename->newname))) {
        const List **attributes = &((CompositeType *) type)->attributes;

        *attributes = sd_list_replaced(catalog->arena, *attributes, name, attribute->key->name);
    }
    return READ_DONE;
}

static ReadResult rename_domain_constraint(Session *session, const PgQuery__RenameStmt *rename)
{
    const PgQuery__List *parts = rename->object->list;
    const Catalog *catalog = sd_session_catalog(session);
    const Object *domain = sd_session_type_object(session, parts->n_items, parts->items);
    Object *object = domain ? sd_catalog_find(catalog, sd_key(catalog->names, KIND_CONSTRAINT, domain->key,
                                                              sd_session_name(session, rename->subname), NULL))
                            : NULL;

    if (!object) {
        return sd_object_missing(session, rename->rename_type, rename->subname);
    }
    (void) move_object(session, object, renamed_key(session, object->key, rename->newname));
    return READ_DONE;
}

static ReadResult rename_by_node(Session *session, const PgQuery__RenameStmt *rename)
{
    Object *object = sd_object_find(session, rename->rename_type, rename->object);

    return object ? rename_object(session, object, rename->newname)
                  : sd_object_missing(session, rename->rename_type, sd_object_text(session, rename->object));
}

ReadResult sd_read_rename(Session *session, const PgQuery__Node *node)
{
    const PgQuery__RenameStmt *rename = node->rename_stmt;

    switch (rename->rename_type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
        return rename_relation(session, rename);
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
        return rename_column(session, rename);
    case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE:
        return rename_attribute(session, rename);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
        return rename_child(session, rename, KIND_CONSTRAINT);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
        return rename_child(session, rename, KIND_TRIGGER);
    case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
        return rename_child(session, rename, KIND_RULE);
    case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
        return rename_child(session, rename, KIND_POLICY);
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
        return rename_domain_constraint(session, rename);
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return rename_schema(session, rename);
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE:
        sd_session_note(session, -1, "ALTER %s makes no schema and is skipped", sd_object_words(rename->rename_type));
        return READ_DONE;
    default:
        if (rename->object && sd_object_is_modelled(rename->rename_type)) {
            return rename_by_node(session, rename);
        }
        sd_session_warning(session, -1, "ALTER %s ... RENAME is not read yet", sd_object_words(rename->rename_type));
        return READ_DONE;
    }
}

/* ---- SET SCHEMA ---------------------------------------------------------------------------------------------------- */

static Key key_in_schema(const Session *session, Key key, Name schema)
{
    Names *names = session->resolver.catalog->names;

    return sd_key(names, key->kind, sd_key(names, KIND_SCHEMA, NULL, schema, NULL), key->name, key->args);
}

/* The sequences its columns own move with a table; indexes, constraints and triggers are its children. */
static void move_owned_sequences(Session *session, Key table, Name schema)
{
    const Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == KIND_SEQUENCE && ((Sequence *) object)->owned_by &&
            sd_key_within(((Sequence *) object)->owned_by, table)) {
            Key from = object->key;
            Key to = key_in_schema(session, from, schema);

            if (to != from) {
                sd_mention_follow(session, from, to);
                (void) move_object(session, object, to);
            }
        }
    }
}

ReadResult sd_read_alter_object_schema(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterObjectSchemaStmt *alter = node->alter_object_schema_stmt;
    Name schema = sd_session_name(session, alter->newschema);
    Object *object;
    Key from, to;

    if (!sd_object_is_modelled(alter->object_type)) {
        sd_session_warning(session, -1, "ALTER %s ... SET SCHEMA is not read yet", sd_object_words(alter->object_type));
        return READ_DONE;
    }
    object = alter->relation ? sd_session_relation(session, alter->relation)
                             : sd_object_find(session, alter->object_type, alter->object);
    if (!object) {
        return alter->missing_ok
                   ? READ_DONE
                   : sd_object_missing(session, alter->object_type,
                                       alter->relation ? sd_object_range_text(session, alter->relation, NULL)
                                                       : sd_object_text(session, alter->object));
    }
    if (object->key->kind == KIND_EXTENSION) {
        ((Extension *) object)->schema = schema;
        return READ_DONE;
    }
    from = object->key;
    to = key_in_schema(session, from, schema);
    sd_mention_follow(session, from, to);
    if (move_object(session, object, to)) {
        sd_type_follow(session, from, to);
        move_owned_sequences(session, to, schema);
    }
    return READ_DONE;
}

/* ---- OWNER TO ------------------------------------------------------------------------------------------------------ */

/* Of tables, views and sequences it is a form of ALTER TABLE to the grammar. */
ReadResult sd_read_alter_owner(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterOwnerStmt *alter = node->alter_owner_stmt;
    Object *object;

    if (alter->object_type == PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE ||
        alter->object_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE ||
        alter->object_type == PG_QUERY__OBJECT_TYPE__OBJECT_LARGEOBJECT) {
        sd_session_note(session, -1, "ALTER %s makes no schema and is skipped", sd_object_words(alter->object_type));
        return READ_DONE;
    }
    if (!sd_object_is_modelled(alter->object_type)) {
        sd_session_warning(session, -1, "ALTER %s ... OWNER TO is not read yet", sd_object_words(alter->object_type));
        return READ_DONE;
    }
    object = sd_object_find(session, alter->object_type, alter->object);
    if (!object && session->last_round) {
        /* A platform's own, such as a publication it makes: what the files do not declare they do not own either. */
        sd_session_note(session, -1, "%s \"%s\" is declared nowhere; its owner is left alone",
                        sd_object_words(alter->object_type), sd_object_text(session, alter->object));
        return READ_DONE;
    }
    if (!object) {
        return sd_object_missing(session, alter->object_type, sd_object_text(session, alter->object));
    }
    object->implied = false;
    sd_session_set_owner(object, sd_session_role(session, alter->newowner));
    return READ_DONE;
}
