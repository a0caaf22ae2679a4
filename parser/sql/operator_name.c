/* Operators as statements name them: by name and the types of their operands, which must be the very ones
 * (OpernameGetOprid of namespace.c). */
#include "parser/canon/builtin.h"
#include "parser/sql/operator.h"

#include <string.h>

static const char *const NO_OPERAND = "NONE";

Name sd_operator_args(const Session *session, Name left, Name right)
{
    Names *names = sd_session_names(session);

    return sd_name_format(names, "%s, %s", left ? left->text : NO_OPERAND, right ? right->text : NO_OPERAND);
}

bool sd_operator_type(Session *session, const PgQuery__Node *node, Name *type, Key *needs)
{
    *type = NULL;
    *needs = NULL;
    if (!node || node->node_case != PG_QUERY__NODE__NODE_TYPE_NAME) {
        return true;
    }
    *type = sd_session_type(session, node->type_name, needs);
    *type = sd_type_without_modifier(sd_session_names(session), *type);
    return *type != NULL;
}

static bool is_builtin(Name name, Name left, Name right)
{
    const BuiltinType *from = left ? sd_builtin_type_spelled(left->text) : NULL;
    const BuiltinType *to = right ? sd_builtin_type_spelled(right->text) : NULL;
    const BuiltinOperator *rows;
    size_t count = sd_builtin_operators(name->text, &rows);

    for (size_t i = 0; i < count && to && (from || !left); i++) {
        if (rows[i].left == (from ? from->oid : 0) && rows[i].right == to->oid) {
            return true;
        }
    }
    return false;
}

Key sd_operator_find(const Session *session, const OperatorName *named)
{
    Name args = sd_operator_args(session, named->left, named->right);
    Name catalog_schema = sd_name(sd_session_names(session), "pg_catalog");
    Key key;

    if ((!named->schema || named->schema == catalog_schema) && is_builtin(named->name, named->left, named->right)) {
        return sd_session_key_in(session, KIND_OPERATOR, catalog_schema, named->name, args);
    }
    key =
        sd_session_find_in_path(session, sd_session_catalog(session), KIND_OPERATOR, named->schema, named->name, args);
    if (!key && !sd_session_expects_in(session, named->schema ? named->schema->text : NULL, named->name->text)) {
        key =
            sd_session_find_in_path(session, session->resolver.other, KIND_OPERATOR, named->schema, named->name, args);
    }
    return key;
}

Key sd_operator_make_up(const Session *session, const OperatorName *named)
{
    Name schema = named->schema ? named->schema : sd_resolve_creation_schema(&session->resolver);

    return sd_session_key_in(session, KIND_OPERATOR, schema, named->name,
                             sd_operator_args(session, named->left, named->right));
}

Key sd_operator_key(Session *session, const PgQuery__ObjectWithArgs *object)
{
    OperatorName named = { 0 };
    Key needs, key;

    sd_session_split_name(session, object->n_objname, object->objname, &named.schema, &named.name);
    if (object->n_objargs != 2 || !named.name || !sd_operator_type(session, object->objargs[0], &named.left, &needs) ||
        !sd_operator_type(session, object->objargs[1], &named.right, &needs)) {
        return NULL;
    }
    key = sd_operator_find(session, &named);
    return key || !session->last_round ? key : sd_operator_make_up(session, &named);
}
