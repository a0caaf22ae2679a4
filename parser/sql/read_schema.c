/* Schemas and extensions. */
#include "parser/sql/state.h"

#include <string.h>

/* ---- CREATE SCHEMA, CREATE EXTENSION ------------------------------------------------------------------------------- */

/* CREATE SCHEMA AUTHORIZATION joe makes a schema "joe".  Its elements are statements of their own, see files.c. */
ReadResult sd_read_create_schema(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateSchemaStmt *create = node->create_schema_stmt;
    Names *names = sd_session_catalog(session)->names;
    Name role = create->authrole ? sd_session_role(session, create->authrole) : NULL;
    Name name = sd_session_name(session, create->schemaname);
    Object *object;
    Key key;

    if (!name && !role) {
        sd_session_error(session, -1, "the name of the schema is that of the present role, which is not known")->hint =
            "write CREATE SCHEMA with a name";
        return READ_DONE;
    }
    key = sd_key(names, KIND_SCHEMA, NULL, name ? name : role, NULL);
    object = sd_session_add(session, key, -1, create->if_not_exists);
    if (object) {
        if (role) {
            sd_session_set_owner(object, role);
        }
        sd_grant_defaults(session, key);
    }
    return READ_DONE;
}

static void set_extension_options(Session *session, Extension *extension, size_t count, PgQuery__Node *const *options)
{
    Names *names = sd_session_catalog(session)->names;

    for (size_t i = 0; i < count; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        const char *value = sd_session_option_text(session, option);

        if (strcmp(option->defname, "schema") == 0) {
            extension->schema = sd_name(names, value);
        } else if (strcmp(option->defname, "new_version") == 0) {
            extension->version = sd_name(names, value);
        }
    }
}

/* initdb makes it in every database, so it is no object of a schema. */
bool sd_extension_is_builtin(const char *name)
{
    return strcmp(name, "plpgsql") == 0;
}

ReadResult sd_read_create_extension(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateExtensionStmt *create = node->create_extension_stmt;
    Key key = sd_key(sd_session_catalog(session)->names, KIND_EXTENSION, NULL,
                     sd_session_name(session, create->extname), NULL);
    Object *object;

    if (sd_extension_is_builtin(create->extname)) {
        return READ_DONE;
    }
    object = sd_session_add(session, key, -1, create->if_not_exists);
    if (object) {
        set_extension_options(session, (Extension *) object, create->n_options, create->options);
    }
    return READ_DONE;
}

/* ALTER EXTENSION ... UPDATE [TO version]; without a version it becomes the newest there is, which is not stated. */
ReadResult sd_read_alter_extension(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterExtensionStmt *alter = node->alter_extension_stmt;
    Key key = sd_key(sd_session_catalog(session)->names, KIND_EXTENSION, NULL, sd_session_name(session, alter->extname),
                     NULL);
    Extension *extension = (Extension *) sd_catalog_find(sd_session_catalog(session), key);

    if (!extension) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION, alter->extname);
    }
    extension->version = NULL;
    set_extension_options(session, extension, alter->n_options, alter->options);
    return READ_DONE;
}
