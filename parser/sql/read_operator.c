/* CREATE OPERATOR and ALTER OPERATOR. */
#include "parser/canon/builtin.h"
#include "parser/sql/operator.h"
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <string.h>

/* What a definition says, looked up before anything is changed. */
typedef struct Definition {
    Session *session;
    OperatorName named;
    Key left_needs, right_needs;
    Operator rows;
    Key restrict_found, join_found;
} Definition;

/* Functions of selectivity and their arguments (ValidateRestrictionEstimator and ValidateJoinEstimator of
 * operatorcmds.c). */
static const char *const restrict_args[] = { "internal, oid, internal, integer", NULL };
static const char *const join_args[] = { "internal, oid, internal, smallint, internal",
                                         "internal, oid, internal, smallint", NULL };

/* ---- links to other operators ------------------------------------------------------------------------------------- */

/* One that is not there yet gets an entry in the schema named, or where things are made (get_other_operator of
 * pg_operator.c); so nothing waits for it. */
static Key linked(const Definition *definition, const PgQuery__DefElem *option, bool commutes)
{
    const OperatorName *own = &definition->named;
    OperatorName other = { .left = commutes ? own->right : own->left, .right = commutes ? own->left : own->right };
    Key key;

    sd_syntax_split_name(definition->session, option->arg, &other.schema, &other.name);
    if (!other.name) {
        return NULL;
    }
    key = sd_operator_find(definition->session, &other);
    return key ? key : sd_operator_make_up(definition->session, &other);
}

/* The other gets the link back unless it has one (OperatorUpd of pg_operator.c). */
static void link_back(const Session *session, Key from, Key to, bool commutes)
{
    Operator *other = to ? (Operator *) sd_catalog_find(sd_session_catalog(session), to) : NULL;
    Key *back = !other ? NULL : commutes ? &other->commutator : &other->negator;

    if (back && !*back) {
        *back = from;
    }
}

/* The entry that others made for it by naming it keeps their links (OperatorCreate fills it in). */
static Key linked_already(const Session *session, Key key, bool commutes)
{
    for (const Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        const Operator *other = (const Operator *) object;

        if (object->key->kind == KIND_OPERATOR && (commutes ? other->commutator : other->negator) == key) {
            return object->key;
        }
    }
    return NULL;
}

/* ---- options ------------------------------------------------------------------------------------------------------ */

/* False: wait. */
static bool read_function(const Definition *definition, const PgQuery__DefElem *option, const char *const *args,
                          Key *function, Key *found)
{
    *function = sd_routine_by_name(definition->session, option->arg);
    return sd_session_function(definition->session, *function, args, found);
}

/* The old names of operators to sort by say that it merges (DefineOperator of operatorcmds.c). */
static bool is_old_sort_option(const char *name)
{
    static const char *const names[] = { "sort1", "sort2", "ltcmp", "gtcmp" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* What CREATE and ALTER both can say.  False: wait. */
static bool read_option(Definition *definition, const PgQuery__DefElem *option)
{
    Operator *rows = &definition->rows;

    if (strcmp(option->defname, "restrict") == 0) {
        return read_function(definition, option, restrict_args, &rows->restrict_function, &definition->restrict_found);
    }
    if (strcmp(option->defname, "join") == 0) {
        return read_function(definition, option, join_args, &rows->join_function, &definition->join_found);
    }
    if (strcmp(option->defname, "commutator") == 0) {
        rows->commutator = linked(definition, option, true);
    } else if (strcmp(option->defname, "negator") == 0) {
        rows->negator = linked(definition, option, false);
    } else if (strcmp(option->defname, "hashes") == 0) {
        rows->hashes = sd_syntax_is_on(definition->session, option);
    } else if (strcmp(option->defname, "merges") == 0) {
        rows->merges = sd_syntax_is_on(definition->session, option);
    } else if (is_old_sort_option(option->defname)) {
        rows->merges = true;
    }
    return true;
}

static bool read_operand(Definition *definition, const PgQuery__DefineStmt *statement, const char *name, Name *type,
                         Key *needs)
{
    const PgQuery__DefElem *option = sd_syntax_option(statement->n_definition, statement->definition, name);

    return sd_operator_type(definition->session, option ? option->arg : NULL, type, needs);
}

/* ---- the function ------------------------------------------------------------------------------------------------- */

/* What a built-in function returns, when all of that name agree. */
static Name result_of_builtin(const Session *session, Key function)
{
    const BuiltinFunction *rows;
    size_t count = sd_builtin_functions(function->name->text, &rows);
    const BuiltinType *type = count ? sd_builtin_type_of(rows[0].result) : NULL;

    for (size_t i = 1; i < count; i++) {
        type = rows[i].result == rows[0].result ? type : NULL;
    }
    return type ? sd_session_name(session, type->spelled) : NULL;
}

/* The function must take the operands' very types (LookupFuncName).  False: wait. */
static bool read_operator_function(Definition *definition, const PgQuery__DefElem *option)
{
    const Session *session = definition->session;
    const OperatorName *named = &definition->named;
    Name args = named->left ? sd_operator_args(session, named->left, named->right) : named->right;
    const char *const lists[] = { args->text, NULL };
    const Object *found;
    Key by_name = sd_routine_by_name(session, option->arg), key;

    if (!sd_session_function(session, by_name, lists, &key)) {
        return false;
    }
    if (!key) {
        key = sd_key(sd_session_names(session), KIND_ROUTINE, by_name->parent, by_name->name, args);
    }
    found = sd_catalog_find(session->resolver.catalog, key);
    found = found || !session->resolver.other ? found : sd_catalog_find(session->resolver.other, key);
    definition->rows.function = key;
    definition->rows.returns = found ? ((const Routine *) found)->returns : result_of_builtin(session, by_name);
    return true;
}

/* ---- statements --------------------------------------------------------------------------------------------------- */

static void create(Definition *definition)
{
    Session *session = definition->session;
    Catalog *catalog = sd_session_catalog(session);
    const Kind *kind = &sd_kinds[KIND_OPERATOR];
    Key key = sd_operator_make_up(session, &definition->named);
    Object *object = sd_session_add(session, key, -1, false);

    for (size_t i = 0; object && i < kind->attr_count; i++) {
        sd_attr_copy(object, &definition->rows.base, &kind->attrs[i]);
    }
    if (object) {
        Operator *made = (Operator *) object;

        made->commutator = made->commutator ? made->commutator : linked_already(session, key, true);
        made->negator = made->negator ? made->negator : linked_already(session, key, false);
        sd_catalog_edge(catalog, key, definition->left_needs);
        sd_catalog_edge(catalog, key, definition->right_needs);
        sd_catalog_edge(catalog, key, definition->restrict_found);
        sd_catalog_edge(catalog, key, definition->join_found);
        link_back(session, key, definition->rows.commutator, true);
        link_back(session, key, definition->rows.negator, false);
    }
}

ReadResult sd_read_create_operator(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DefineStmt *statement = node->define_stmt;
    const PgQuery__DefElem *function = sd_syntax_option(statement->n_definition, statement->definition, "function");
    Definition definition = { .session = session };

    function = function ? function : sd_syntax_option(statement->n_definition, statement->definition, "procedure");
    sd_session_split_name(session, statement->n_defnames, statement->defnames, &definition.named.schema,
                          &definition.named.name);
    if (!read_operand(&definition, statement, "leftarg", &definition.named.left, &definition.left_needs) ||
        !read_operand(&definition, statement, "rightarg", &definition.named.right, &definition.right_needs)) {
        return READ_WAIT;
    }
    if (!function || !definition.named.right) {
        sd_session_error(session, -1, "an operator needs a %s", function ? "RIGHTARG" : "FUNCTION");
        return READ_DONE;
    }
    if (!read_operator_function(&definition, function)) {
        return READ_WAIT;
    }
    for (size_t i = 0; i < statement->n_definition; i++) {
        if (!read_option(&definition, statement->definition[i]->def_elem)) {
            return READ_WAIT;
        }
    }
    create(&definition);
    return READ_DONE;
}

/* The operands' types as the key has them. */
static void operands_of(Definition *definition, const PgQuery__ObjectWithArgs *object)
{
    Key needs;

    (void) sd_operator_type(definition->session, object->objargs[0], &definition->named.left, &needs);
    (void) sd_operator_type(definition->session, object->objargs[1], &definition->named.right, &needs);
}

ReadResult sd_read_alter_operator(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterOperatorStmt *alter = node->alter_operator_stmt;
    Catalog *catalog = sd_session_catalog(session);
    Key key = sd_operator_key(session, alter->opername);
    Object *object = key ? sd_catalog_find(catalog, key) : NULL;
    Definition definition = { .session = session };

    if (!object) {
        PgQuery__Node name = PG_QUERY__NODE__INIT;

        name.node_case = PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS;
        name.object_with_args = alter->opername;
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR, sd_object_text(session, &name));
    }
    definition.rows = *(Operator *) object;
    operands_of(&definition, alter->opername);
    for (size_t i = 0; i < alter->n_options; i++) {
        if (!read_option(&definition, alter->options[i]->def_elem)) {
            return READ_WAIT;
        }
    }
    for (size_t i = 0; i < sd_kind_of(object)->attr_count; i++) {
        sd_attr_copy(object, &definition.rows.base, &sd_kind_of(object)->attrs[i]);
    }
    sd_catalog_edge(catalog, key, definition.restrict_found);
    sd_catalog_edge(catalog, key, definition.join_found);
    link_back(session, key, definition.rows.commutator, true);
    link_back(session, key, definition.rows.negator, false);
    return READ_DONE;
}
