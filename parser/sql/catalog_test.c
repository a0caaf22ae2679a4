/* Conditions over the system catalogs, as scripts ask before they create or drop something. */
#include "parser/sql/inner.h"
#include "parser/sql/syntax.h"

#include <string.h>

/* ---- what a catalog lists ------------------------------------------------------------------------------------------ */

/* clang-format off */
static const CatalogTable tables[] = {
    { "pg_type", "typname", NULL, NULL, { KIND_ENUM_TYPE, KIND_DOMAIN, KIND_COMPOSITE_TYPE, KIND_RANGE_TYPE, KIND_BASE_TYPE, KIND_COUNT }, "typtype" },
    { "pg_class", "relname", NULL, NULL, { KIND_TABLE, KIND_VIEW, KIND_MATERIALIZED_VIEW, KIND_SEQUENCE, KIND_COUNT }, "relkind" },
    { "pg_tables", "tablename", "schemaname", NULL, { KIND_TABLE, KIND_COUNT }, NULL },
    { "pg_views", "viewname", "schemaname", NULL, { KIND_VIEW, KIND_COUNT }, NULL },
    { "pg_matviews", "matviewname", "schemaname", NULL, { KIND_MATERIALIZED_VIEW, KIND_COUNT }, NULL },
    { "pg_sequences", "sequencename", "schemaname", NULL, { KIND_SEQUENCE, KIND_COUNT }, NULL },
    { "pg_indexes", "indexname", "schemaname", "tablename", { KIND_INDEX, KIND_CONSTRAINT, KIND_COUNT }, NULL },
    { "pg_index", NULL, NULL, "indrelid", { KIND_INDEX, KIND_COUNT }, NULL },
    { "pg_constraint", "conname", NULL, "conrelid", { KIND_CONSTRAINT, KIND_COUNT }, NULL },
    { "pg_trigger", "tgname", NULL, "tgrelid", { KIND_TRIGGER, KIND_COUNT }, "tgisinternal" },
    { "pg_policy", "polname", NULL, "polrelid", { KIND_POLICY, KIND_COUNT }, NULL },
    { "pg_policies", "policyname", "schemaname", "tablename", { KIND_POLICY, KIND_COUNT }, NULL },
    { "pg_rules", "rulename", "schemaname", "tablename", { KIND_RULE, KIND_COUNT }, NULL },
    { "pg_attribute", "attname", NULL, "attrelid", { KIND_COLUMN, KIND_COUNT }, NULL },
    { "pg_proc", "proname", NULL, NULL, { KIND_ROUTINE, KIND_AGGREGATE, KIND_COUNT }, NULL },
    { "pg_extension", "extname", NULL, NULL, { KIND_EXTENSION, KIND_COUNT }, NULL },
    { "pg_namespace", "nspname", NULL, NULL, { KIND_SCHEMA, KIND_COUNT }, NULL },
    { "pg_publication", "pubname", NULL, NULL, { KIND_PUBLICATION, KIND_COUNT }, NULL },
    { "pg_publication_tables", "pubname", "schemaname", "tablename", { KIND_PUBLICATION_TABLE, KIND_COUNT }, NULL },
    { "pg_event_trigger", "evtname", NULL, NULL, { KIND_EVENT_TRIGGER, KIND_COUNT }, NULL },
    { "pg_collation", "collname", NULL, NULL, { KIND_COLLATION, KIND_COUNT }, NULL },
    { "schemata", "schema_name", NULL, NULL, { KIND_SCHEMA, KIND_COUNT }, NULL },
    { "tables", "table_name", "table_schema", NULL, { KIND_TABLE, KIND_VIEW, KIND_COUNT }, NULL },
    { "views", "table_name", "table_schema", NULL, { KIND_VIEW, KIND_COUNT }, NULL },
    { "columns", "column_name", "table_schema", "table_name", { KIND_COLUMN, KIND_COUNT }, NULL },
    { "routines", "routine_name", "routine_schema", NULL, { KIND_ROUTINE, KIND_COUNT }, NULL },
    { "sequences", "sequence_name", "sequence_schema", NULL, { KIND_SEQUENCE, KIND_COUNT }, NULL },
    { "triggers", "trigger_name", "trigger_schema", "event_object_table", { KIND_TRIGGER, KIND_COUNT }, NULL },
    { "table_constraints", "constraint_name", "table_schema", "table_name", { KIND_CONSTRAINT, KIND_COUNT }, NULL },
};
/* clang-format on */

const CatalogTable *sd_catalog_table(const PgQuery__RangeVar *range)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        bool standard = strncmp(tables[i].table, "pg_", 3) != 0;

        if (strcmp(tables[i].table, range->relname) == 0 &&
            (standard ? strcmp(range->schemaname, "information_schema") == 0
                      : !*range->schemaname || strcmp(range->schemaname, "pg_catalog") == 0)) {
            return &tables[i];
        }
    }
    return NULL;
}

/* ---- what is asked ------------------------------------------------------------------------------------------------- */

typedef struct Question {
    const CatalogTable *table;
    const char *name, *schema, *parent; /* parent: as 'app.users'::regclass names it */
    bool is_nullable;                   /* of a column: NOT attnotnull */
    bool failed;                        /* of an index: NOT indisvalid */
    bool partial;                       /* there are conditions beside these */
} Question;

static const PgQuery__Node *without_cast(const PgQuery__Node *node)
{
    while (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        node = node->type_cast->arg;
    }
    return node;
}

static const char *string_of(const PgQuery__Node *node)
{
    node = without_cast(node);
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
                   node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
               ? node->a_const->sval->sval
               : NULL;
}

/* 'app.users' of to_regclass('app.users'), where no part of it is quoted. */
static const char *named_relation(const PgQuery__Node *node)
{
    const PgQuery__FuncCall *call = node && node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? node->func_call : NULL;
    const char *function = call ? sd_session_last_part(call->n_funcname, call->funcname) : NULL;
    const char *name =
        function && strcmp(function, "to_regclass") == 0 && call->n_args == 1 ? string_of(call->args[0]) : NULL;

    return name && !strchr(name, '"') ? name : NULL;
}

static const char *column_of(const PgQuery__Node *node)
{
    node = without_cast(node);
    if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || node->column_ref->n_fields == 0) {
        return NULL;
    }
    return sd_session_last_part(node->column_ref->n_fields, node->column_ref->fields);
}

static bool is(const char *column, const char *expected)
{
    return expected && strcmp(column, expected) == 0;
}

/* (SELECT oid FROM pg_namespace WHERE nspname = 'app'), (SELECT oid FROM pg_class WHERE relname = 't') */
static const char *looked_up(const PgQuery__Node *node)
{
    const PgQuery__SelectStmt *select = node && node->node_case == PG_QUERY__NODE__NODE_SUB_LINK &&
                                                node->sub_link->subselect &&
                                                node->sub_link->subselect->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
                                            ? node->sub_link->subselect->select_stmt
                                            : NULL;
    const PgQuery__AExpr *where = select && select->n_from_clause == 1 && select->where_clause &&
                                          select->where_clause->node_case == PG_QUERY__NODE__NODE_A_EXPR
                                      ? select->where_clause->a_expr
                                      : NULL;
    const char *column = where ? column_of(where->lexpr) : NULL;

    return column && (is(column, "nspname") || is(column, "relname")) ? string_of(where->rexpr) : NULL;
}

/* column = 'value' of the ones that name an object; false for anything else. */
static bool take_equality(Question *question, const PgQuery__AExpr *expr)
{
    const char *operator= sd_session_last_part(expr->n_name, expr->name), *column = column_of(expr->lexpr);
    const char *value = string_of(expr->rexpr);
    const CatalogTable *table = question->table;

    if (expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || !operator|| strcmp(operator, "=") != 0 || !column) {
        return false;
    }
    value = value ? value : looked_up(expr->rexpr);
    value = value ? value : named_relation(expr->rexpr);
    if (!value) {
        /* Joins of the catalogs: n.oid = t.typnamespace. */
        return column_of(expr->rexpr) && (is(column, "oid") || is(column_of(expr->rexpr), "oid"));
    }
    if (is(column, table->name)) {
        question->name = value;
    } else if (is(column, table->schema) || is(column, "nspname") || is(column, "typnamespace") ||
               is(column, "relnamespace") || is(column, "pronamespace") || is(column, "connamespace")) {
        question->schema = value;
    } else if (is(column, table->parent) || is(column, "relname")) {
        question->parent = value;
    } else {
        return false;
    }
    return true;
}

/* NOT attnotnull, NOT indisvalid */
static bool take_negation(Question *question, const PgQuery__BoolExpr *expr)
{
    const char *column = expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR ? column_of(expr->args[0]) : NULL;

    if (column && strcmp(column, "attnotnull") == 0) {
        question->is_nullable = true;
    } else if (column && strcmp(column, "indisvalid") == 0) {
        question->failed = true;
    } else {
        return false;
    }
    return true;
}

static void take_condition(Question *question, const PgQuery__Node *node)
{
    const PgQuery__BoolExpr *both = node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR ? node->bool_expr : NULL;

    if (both && both->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR) {
        for (size_t i = 0; i < both->n_args; i++) {
            take_condition(question, both->args[i]);
        }
    } else if (both) {
        question->partial = !take_negation(question, both) || question->partial;
    } else if (node->node_case != PG_QUERY__NODE__NODE_A_EXPR || !take_equality(question, node->a_expr)) {
        question->partial = true;
    }
}

/* The catalog that is asked is the first one known whose column is compared; others are joined for the schema. */
static void take_from(Question *question, const PgQuery__Node *node, const PgQuery__Node **conditions, size_t *count,
                      size_t room)
{
    if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
        const CatalogTable *table = sd_catalog_table(node->range_var);

        question->partial = question->partial || !table;
        if (table && (!question->table || strcmp(question->table->table, "pg_namespace") == 0)) {
            question->table = table;
        }
    } else if (node->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR &&
               node->join_expr->jointype == PG_QUERY__JOIN_TYPE__JOIN_INNER && *count < room) {
        take_from(question, node->join_expr->larg, conditions, count, room);
        take_from(question, node->join_expr->rarg, conditions, count, room);
        if (node->join_expr->quals && *count < room) {
            conditions[(*count)++] = node->join_expr->quals;
        }
    } else {
        question->partial = true;
    }
}

static bool read_question(Question *question, const PgQuery__SelectStmt *select)
{
    enum { ROOM = 8 };
    const PgQuery__Node *conditions[ROOM];
    size_t count = 0;

    if (select->larg || select->n_group_clause || select->having_clause) {
        return false;
    }
    for (size_t i = 0; i < select->n_from_clause; i++) {
        take_from(question, select->from_clause[i], conditions, &count, ROOM);
    }
    if (!question->table) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        take_condition(question, conditions[i]);
    }
    if (select->where_clause) {
        take_condition(question, select->where_clause);
    }
    return question->name || question->failed;
}

/* ---- what is there ------------------------------------------------------------------------------------------------- */

/* A relation as regclass spells it, or by its bare name. */
bool sd_catalog_names_relation(const char *spelled, Key key)
{
    const char *dot = strrchr(spelled, '.');
    Name schema = sd_key_schema(key);

    if (!dot) {
        return strcmp(spelled, key->name->text) == 0;
    }
    return strcmp(dot + 1, key->name->text) == 0 && schema && strlen(schema->text) == (size_t) (dot - spelled) &&
           strncmp(spelled, schema->text, schema->length) == 0;
}

static bool is_meant(const Question *question, const Object *object)
{
    Name schema = sd_key_schema(object->key);

    for (size_t i = 0; question->table->kinds[i] != KIND_COUNT; i++) {
        if (question->table->kinds[i] == object->key->kind) {
            if (question->is_nullable && object->key->kind == KIND_COLUMN && ((const Column *) object)->not_null) {
                return false;
            }
            return object->key->name && strcmp(object->key->name->text, question->name) == 0 &&
                   (!question->schema || (schema && strcmp(schema->text, question->schema) == 0)) &&
                   (!question->parent ||
                    (object->key->parent && sd_catalog_names_relation(question->parent, object->key->parent)));
        }
    }
    return false;
}

static bool is_there(const Catalog *catalog, const Question *question)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (is_meant(question, object)) {
            return true;
        }
    }
    return false;
}

/* A publication has more tables than are named in it when it is for all, or for those of a schema. */
static bool lists_its_tables(const Catalog *catalog, const char *publication)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if ((object->key->kind == KIND_PUBLICATION && strcmp(object->key->name->text, publication) == 0 &&
             ((const Publication *) object)->all_tables) ||
            (object->key->kind == KIND_PUBLICATION_SCHEMA && strcmp(object->key->name->text, publication) == 0)) {
            return false;
        }
    }
    return true;
}

static Truth exists(Session *session, const PgQuery__SelectStmt *select)
{
    Question question = { 0 };

    if (!read_question(&question, select)) {
        return TRUTH_UNKNOWN;
    }
    if (question.table->kinds[0] == KIND_PUBLICATION_TABLE && question.name &&
        !lists_its_tables(session->resolver.catalog, question.name)) {
        return TRUTH_UNKNOWN;
    }
    /* Here no build fails.  Further conditions cannot make a thing be there. */
    if (question.failed || !is_there(session->resolver.catalog, &question)) {
        return TRUTH_NO;
    }
    return question.partial ? TRUTH_UNKNOWN : TRUTH_YES;
}

/* ---- conditions ---------------------------------------------------------------------------------------------------- */

static Truth negated(Truth truth)
{
    return truth == TRUTH_UNKNOWN ? truth : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static Truth combined(Session *session, const PgQuery__BoolExpr *expr)
{
    bool all = expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    Truth result = all ? TRUTH_YES : TRUTH_NO, decides = all ? TRUTH_NO : TRUTH_YES;

    if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        return negated(sd_catalog_test(session, expr->args[0]));
    }
    for (size_t i = 0; i < expr->n_args; i++) {
        Truth one = sd_catalog_test(session, expr->args[i]);

        if (one == decides) {
            return one;
        }
        result = one == TRUTH_UNKNOWN ? one : result;
    }
    return result;
}

/* to_regclass('app.users') IS NULL */
static Truth null_test(Session *session, const PgQuery__NullTest *test)
{
    const PgQuery__FuncCall *call =
        test->arg && test->arg->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? test->arg->func_call : NULL;
    const char *function = call ? sd_session_last_part(call->n_funcname, call->funcname) : NULL;
    const char *name = call && call->n_args == 1 ? string_of(call->args[0]) : NULL;
    const char *dot = name ? strrchr(name, '.') : NULL;
    PgQuery__RangeVar range = PG_QUERY__RANGE_VAR__INIT;
    Arena *arena = session->diag->arena;
    Truth there;

    if (!function || !name || strchr(name, '"')) {
        return TRUTH_UNKNOWN;
    }
    range.schemaname = dot ? sd_arena_copy(arena, name, (size_t) (dot - name)) : sd_arena_copy(arena, "", 0);
    range.relname = sd_arena_copy(arena, dot ? dot + 1 : name, strlen(dot ? dot + 1 : name));
    if (strcmp(function, "to_regclass") == 0) {
        there = sd_session_relation(session, &range) || sd_session_index(session, &range) ? TRUTH_YES : TRUTH_NO;
    } else if (strcmp(function, "to_regtype") == 0) {
        there = sd_session_type_of_range(session, &range) ? TRUTH_YES : TRUTH_UNKNOWN;
    } else {
        return TRUTH_UNKNOWN;
    }
    return test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL ? negated(there) : there;
}

Truth sd_catalog_test(Session *session, const PgQuery__Node *condition)
{
    const PgQuery__SubLink *link;

    switch (condition->node_case) {
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        return combined(session, condition->bool_expr);
    case PG_QUERY__NODE__NODE_NULL_TEST:
        return null_test(session, condition->null_test);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        link = condition->sub_link;
        return link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK && link->subselect &&
                       link->subselect->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
                   ? exists(session, link->subselect->select_stmt)
                   : TRUTH_UNKNOWN;
    default:
        return TRUTH_UNKNOWN;
    }
}
