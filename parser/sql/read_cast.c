/* CREATE CAST. */
#include "parser/sql/table.h"

typedef struct CastTypes {
    Name source, target;
    Key source_needs, target_needs;
} CastTypes;

/* Lengths and precisions are not kept: a cast is between types.  False: wait. */
static bool look_up_types(Session *session, const PgQuery__TypeName *source, const PgQuery__TypeName *target,
                          CastTypes *types)
{
    types->source = sd_session_type(session, source, &types->source_needs);
    types->target = sd_session_type(session, target, &types->target_needs);
    if (!types->source || !types->target) {
        return false;
    }
    types->source = sd_type_without_modifier(sd_session_names(session), types->source);
    types->target = sd_type_without_modifier(sd_session_names(session), types->target);
    return true;
}

Key sd_cast_key(Session *session, const PgQuery__TypeName *source, const PgQuery__TypeName *target)
{
    CastTypes types = { 0 };

    return look_up_types(session, source, target, &types)
               ? sd_key(sd_session_names(session), KIND_CAST, NULL, types.source, types.target)
               : NULL;
}

static const char *context_word(PgQuery__CoercionContext context)
{
    switch ((int) context) {
    case PG_QUERY__COERCION_CONTEXT__COERCION_IMPLICIT:
        return "IMPLICIT";
    case PG_QUERY__COERCION_CONTEXT__COERCION_ASSIGNMENT:
        return "ASSIGNMENT";
    default:
        return NULL;
    }
}

ReadResult sd_read_create_cast(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateCastStmt *statement = node->create_cast_stmt;
    Catalog *catalog = sd_session_catalog(session);
    CastTypes types = { 0 };
    Key function = NULL, key;
    Cast *cast;

    if (!look_up_types(session, statement->sourcetype, statement->targettype, &types) ||
        (statement->func && !(function = sd_session_function_of(session, statement->func)))) {
        return READ_WAIT;
    }
    key = sd_key(sd_session_names(session), KIND_CAST, NULL, types.source, types.target);
    cast = (Cast *) sd_session_add(session, key, -1, false);
    if (cast) {
        cast->function = function;
        cast->method = function ? NULL : sd_session_name(session, statement->inout ? "WITH INOUT" : "WITHOUT FUNCTION");
        cast->context = sd_session_name(session, context_word(statement->context));
        sd_catalog_edge(catalog, key, types.source_needs);
        sd_catalog_edge(catalog, key, types.target_needs);
    }
    return READ_DONE;
}
