/* CREATE TRANSFORM. */
#include "parser/sql/state.h"

/* False: wait.  A transform may lack one of the two. */
static bool look_up_function(Session *session, const PgQuery__ObjectWithArgs *written, Key *function)
{
    *function = written ? sd_session_function_of(session, written) : NULL;
    return !written || *function;
}

/* Which may come from an extension of its name. */
static void need_language(Catalog *catalog, Key key, Name language)
{
    sd_catalog_edge(catalog, key, sd_key(catalog->names, KIND_LANGUAGE, NULL, language, NULL));
    sd_catalog_edge(catalog, key, sd_key(catalog->names, KIND_EXTENSION, NULL, language, NULL));
}

ReadResult sd_read_create_transform(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateTransformStmt *statement = node->create_transform_stmt;
    Catalog *catalog = sd_session_catalog(session);
    Key type = NULL, from_sql, to_sql;
    Key key = sd_object_key_by_type(session, KIND_TRANSFORM, statement->type_name, statement->lang, &type);
    Transform *transform;

    if (!key || !look_up_function(session, statement->fromsql, &from_sql) ||
        !look_up_function(session, statement->tosql, &to_sql)) {
        return READ_WAIT;
    }
    transform = (Transform *) (statement->replace ? sd_catalog_find(catalog, key) : NULL);
    transform = transform ? transform : (Transform *) sd_session_add(session, key, -1, false);
    if (transform) {
        transform->from_sql = from_sql;
        transform->to_sql = to_sql;
        sd_catalog_edge(catalog, key, type);
        need_language(catalog, key, sd_session_name(session, statement->lang));
    }
    return READ_DONE;
}
