/* Queries over the system catalogs, as blocks loop over them: FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'app'.
 *
 * A row is an object of the catalog.  A condition that cannot be decided for it makes the whole query unknown. */
#include "parser/sql/inner.h"

#include <string.h>

typedef struct Query {
    Session *session;
    const CatalogTable *table;
    const PgQuery__Node *conditions[8]; /* of joins, and WHERE */
    size_t condition_count;
    bool has_needed; /* a condition is over the column that is needed */
    bool unknown;
} Query;

typedef struct Row {
    Query *query;
    const Object *object;
} Row;

/* ---- what a column holds --------------------------------------------------------------------------------------------- */

static const char *column_of(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields
               ? sd_session_last_part(node->column_ref->n_fields, node->column_ref->fields)
               : NULL;
}

static bool is(const char *column, const char *name)
{
    return column && name && strcmp(column, name) == 0;
}

/* Columns that tell kinds of objects apart: what the catalogs call each (manual: catalogs). */
static const char *kind_word(const char *column, const Object *object)
{
    static const struct {
        const char *column;
        KindId kind;
        const char *word;
    } words[] = {
        { "relkind", KIND_VIEW, "v" },       { "relkind", KIND_MATERIALIZED_VIEW, "m" },
        { "relkind", KIND_SEQUENCE, "S" },   { "typtype", KIND_ENUM_TYPE, "e" },
        { "typtype", KIND_DOMAIN, "d" },     { "typtype", KIND_COMPOSITE_TYPE, "c" },
        { "typtype", KIND_RANGE_TYPE, "r" }, { "typtype", KIND_BASE_TYPE, "b" },
        { "prokind", KIND_AGGREGATE, "a" },  { "table_type", KIND_TABLE, "BASE TABLE" },
        { "table_type", KIND_VIEW, "VIEW" },
    };

    if (object->key->kind == KIND_TABLE && is(column, "relkind")) {
        return ((const Table *) object)->partition_key ? "p" : "r";
    }
    if (object->key->kind == KIND_ROUTINE && is(column, "prokind")) {
        const Routine *routine = (const Routine *) object;

        return routine->is_procedure ? "p" : routine->is_window ? "w" : "f";
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].kind == object->key->kind && is(column, words[i].column)) {
            return words[i].word;
        }
    }
    return NULL;
}

static bool is_oid_of_schema(const char *column)
{
    return is(column, "relnamespace") || is(column, "pronamespace") || is(column, "typnamespace") ||
           is(column, "connamespace");
}

static const char *text_of(Name name)
{
    return name ? name->text : NULL;
}

static const char *held(const Row *row, const char *column)
{
    const CatalogTable *table = row->query->table;
    Key key = row->object->key;

    row->query->has_needed = row->query->has_needed || is(column, table->needed);
    if (is(column, table->name)) {
        return text_of(key->name);
    }
    if (is(column, table->schema) || is(column, "nspname") || is_oid_of_schema(column)) {
        return text_of(sd_key_schema(key));
    }
    if ((is(column, table->parent) || is(column, "relname")) && key->parent && key->parent->parent) {
        return text_of(key->parent->name);
    }
    return kind_word(column, row->object);
}

static const char *named(const Row *row, Key key)
{
    Text text = sd_text(row->query->session->diag->arena);

    sd_text_signature(&text, key);
    return text.bytes;
}

/* oid::regclass, oid::regprocedure, conrelid::regclass */
static const char *cast_of(const Row *row, const PgQuery__TypeCast *cast)
{
    const PgQuery__TypeName *type = cast->type_name;
    const char *column = column_of(cast->arg), *name = sd_session_last_part(type->n_names, type->names);
    const CatalogTable *table = row->query->table;
    Key key = row->object->key;

    if (!column || !name || strncmp(name, "reg", 3) != 0 || is_oid_of_schema(column)) {
        return NULL;
    }
    if (is(column, "oid") && sd_kinds[key->kind].traits & (IS_RELATION | IS_ROUTINE | IS_TYPE)) {
        return named(row, key);
    }
    return is(column, table->parent) && is(name, "regclass") && key->parent ? named(row, key->parent) : NULL;
}

static const char *read_column(const void *data, const PgQuery__Node *node)
{
    const Row *row = data;
    const char *function;

    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return held(row, column_of(node));
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return cast_of(row, node->type_cast);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        function = sd_session_last_part(node->func_call->n_funcname, node->func_call->funcname);
        return is(function, "pg_get_function_identity_arguments") && row->object->key->args
                   ? row->object->key->args->text
                   : NULL;
    default:
        return NULL;
    }
}

static const char *value_in(const Row *row, const PgQuery__Node *node)
{
    const Evaluation evaluation = { row->query->session, read_column, row };

    return sd_value_of(&evaluation, node);
}

/* ---- conditions ------------------------------------------------------------------------------------------------------ */

static Truth holds(const Row *row, const PgQuery__Node *node);

static Truth truth_of(bool is_true)
{
    return is_true ? TRUTH_YES : TRUTH_NO;
}

static Truth negated(Truth truth)
{
    return truth == TRUTH_UNKNOWN ? truth : truth_of(truth == TRUTH_NO);
}

/* A join of the catalogs: n.oid = c.relnamespace, c.oid = t.tgrelid. */
static bool joins(const PgQuery__AExpr *expr)
{
    const char *left = column_of(expr->lexpr), *right = column_of(expr->rexpr);

    return left && right && (is(left, "oid") || is(right, "oid"));
}

static Truth equals(const Row *row, const PgQuery__Node *left, const PgQuery__Node *right)
{
    const char *one = value_in(row, left), *other = value_in(row, right);
    Key parent = row->object->key->parent;

    if (!one && other && is(column_of(left), row->query->table->parent) && parent) {
        return truth_of(sd_catalog_names_relation(other, parent));
    }
    return one && other ? truth_of(strcmp(one, other) == 0) : TRUTH_UNKNOWN;
}

static Truth is_among(const Row *row, const PgQuery__Node *left, size_t count, PgQuery__Node *const *items)
{
    Truth result = TRUTH_NO;

    for (size_t i = 0; i < count && result == TRUTH_NO; i++) {
        result = equals(row, left, items[i]);
    }
    return result;
}

static Truth compare(const Row *row, const PgQuery__AExpr *expr)
{
    const char *operator= sd_session_last_part(expr->n_name, expr->name), *text, *pattern;
    bool is_negated = operator&&(strcmp(operator, "<>") == 0 || strcmp(operator, "!~~") == 0);
    bool is_equality = operator&&(strcmp(operator, "=") == 0 || strcmp(operator, "<>") == 0);
    Truth truth = TRUTH_UNKNOWN;

    if (expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && is_equality) {
        truth = joins(expr) && !is_negated ? TRUTH_YES : equals(row, expr->lexpr, expr->rexpr);
    } else if (expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN && is_equality &&
               expr->rexpr->node_case == PG_QUERY__NODE__NODE_LIST) {
        truth = is_among(row, expr->lexpr, expr->rexpr->list->n_items, expr->rexpr->list->items);
    } else if (expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY && is_equality && !is_negated &&
               expr->rexpr->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR) {
        truth = is_among(row, expr->lexpr, expr->rexpr->a_array_expr->n_elements, expr->rexpr->a_array_expr->elements);
    } else if (expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_LIKE) {
        text = value_in(row, expr->lexpr);
        pattern = value_in(row, expr->rexpr);
        truth = text && pattern ? truth_of(sd_value_is_like(text, pattern)) : TRUTH_UNKNOWN;
    }
    return is_negated ? negated(truth) : truth;
}

static bool reads(const PgQuery__Node *from, const char *table)
{
    if (from->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR) {
        return reads(from->join_expr->larg, table) || reads(from->join_expr->rarg, table);
    }
    return from->node_case == PG_QUERY__NODE__NODE_RANGE_VAR && strcmp(from->range_var->relname, table) == 0;
}

/* EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ...): members of extensions are no objects. */
static Truth exists(const PgQuery__SubLink *link)
{
    const PgQuery__SelectStmt *select = link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK &&
                                                link->subselect->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
                                            ? link->subselect->select_stmt
                                            : NULL;
    bool depends = false, extends = false;

    for (size_t i = 0; select && i < select->n_from_clause; i++) {
        depends = depends || reads(select->from_clause[i], "pg_depend");
        extends = extends || reads(select->from_clause[i], "pg_extension");
    }
    return depends && extends ? TRUTH_NO : TRUTH_UNKNOWN;
}

static Truth combine(const Row *row, const PgQuery__BoolExpr *expr)
{
    bool all = expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    Truth result = truth_of(all);

    if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        return negated(holds(row, expr->args[0]));
    }
    for (size_t i = 0; i < expr->n_args; i++) {
        Truth one = holds(row, expr->args[i]);

        if (one == truth_of(!all)) {
            return one;
        }
        result = one == TRUTH_UNKNOWN ? one : result;
    }
    return result;
}

static Truth holds(const Row *row, const PgQuery__Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        return combine(row, node->bool_expr);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return compare(row, node->a_expr);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return exists(node->sub_link);
    case PG_QUERY__NODE__NODE_COLUMN_REF: /* triggers of the server's own are no objects */
        row->query->has_needed = row->query->has_needed || is(column_of(node), row->query->table->needed);
        return is(column_of(node), "tgisinternal") ? TRUTH_NO : TRUTH_UNKNOWN;
    default:
        return TRUTH_UNKNOWN;
    }
}

/* ---- the query ------------------------------------------------------------------------------------------------------- */

static void add_condition(Query *query, const PgQuery__Node *node)
{
    if (query->condition_count == sizeof query->conditions / sizeof *query->conditions) {
        query->unknown = true;
    } else {
        query->conditions[query->condition_count++] = node;
    }
}

/* Beside the catalog whose rows are wanted, only those that name its schema and its table. */
static void add_table(Query *query, const PgQuery__RangeVar *range)
{
    const CatalogTable *table = sd_catalog_table(range);
    bool is_namespace = table && is(table->table, "pg_namespace");
    bool was_namespace = query->table && is(query->table->table, "pg_namespace");
    bool has_table = query->table && query->table->parent;

    if (!table) {
        query->unknown = true;
    } else if (!query->table || was_namespace) {
        query->table = table;
    } else if (!is_namespace && is(table->table, "pg_class") && has_table) {
        return;
    } else if (is(query->table->table, "pg_class") && table->parent) {
        query->table = table;
    } else {
        query->unknown = query->unknown || !is_namespace;
    }
}

static void add_from(Query *query, const PgQuery__Node *from)
{
    if (from->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
        add_table(query, from->range_var);
    } else if (from->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR &&
               from->join_expr->jointype == PG_QUERY__JOIN_TYPE__JOIN_INNER && !from->join_expr->is_natural) {
        add_from(query, from->join_expr->larg);
        add_from(query, from->join_expr->rarg);
        if (from->join_expr->quals) {
            add_condition(query, from->join_expr->quals);
        }
    } else {
        query->unknown = true;
    }
}

static bool is_listed(const Query *query, const Object *object)
{
    for (size_t i = 0; query->table->kinds[i] != KIND_COUNT; i++) {
        if (query->table->kinds[i] == object->key->kind) {
            return true;
        }
    }
    return false;
}

static const char *name_of(const PgQuery__ResTarget *target)
{
    const PgQuery__Node *value = target->val;

    if (*target->name) {
        return target->name;
    }
    while (value && value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST && !column_of(value)) {
        value = value->type_cast->arg;
    }
    return column_of(value) ? column_of(value) : "?column?";
}

static bool add_row(CatalogRows *rows, const PgQuery__SelectStmt *select, const Row *row)
{
    Arena *arena = row->query->session->diag->arena;

    for (size_t i = 0; i < select->n_target_list; i++) {
        const char *value = value_in(row, select->target_list[i]->res_target->val);

        if (!value) {
            return false;
        }
        rows->values =
            sd_arena_grow(arena, rows->values, rows->row_count * rows->column_count + i, sizeof *rows->values);
        rows->values[rows->row_count * rows->column_count + i] = value;
    }
    rows->row_count++;
    return true;
}

static bool collect(Query *query, const PgQuery__SelectStmt *select, CatalogRows *rows)
{
    const Catalog *catalog = query->session->resolver.catalog;

    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Row row = { query, object };
        Truth truth = truth_of(is_listed(query, object));

        for (size_t i = 0; i < query->condition_count && truth == TRUTH_YES; i++) {
            truth = holds(&row, query->conditions[i]);
        }
        if (truth == TRUTH_UNKNOWN || (truth == TRUTH_YES && !add_row(rows, select, &row))) {
            return false;
        }
    }
    return !query->table->needed || query->has_needed || rows->row_count == 0;
}

/* ---- rows that the query itself holds ---------------------------------------------------------------------------------- */

/* unnest(ARRAY['a', 'b']), also behind FROM */
static const PgQuery__AArrayExpr *unnested(const PgQuery__SelectStmt *select)
{
    const PgQuery__Node *node = select->n_target_list == 1 ? select->target_list[0]->res_target->val : NULL;
    const PgQuery__RangeFunction *from =
        select->n_from_clause == 1 && select->from_clause[0]->node_case == PG_QUERY__NODE__NODE_RANGE_FUNCTION
            ? select->from_clause[0]->range_function
            : NULL;
    const PgQuery__FuncCall *call;

    if (from && node && node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && from->n_functions == 1) {
        node = from->functions[0]->node_case == PG_QUERY__NODE__NODE_LIST && from->functions[0]->list->n_items
                   ? from->functions[0]->list->items[0]
                   : NULL;
    } else if (select->n_from_clause) {
        return NULL;
    }
    call = node && node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? node->func_call : NULL;
    return call && is(sd_session_last_part(call->n_funcname, call->funcname), "unnest") && call->n_args == 1 &&
                   call->args[0]->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR && !select->where_clause
               ? call->args[0]->a_array_expr
               : NULL;
}

static bool take_values(Session *session, size_t count, PgQuery__Node *const *items, CatalogRows *rows)
{
    const Evaluation evaluation = { .session = session };

    for (size_t i = 0; i < count; i++) {
        const char *value = sd_value_of(&evaluation, items[i]);

        if (!value) {
            return false;
        }
        rows->values = sd_arena_grow(session->diag->arena, rows->values, rows->row_count * rows->column_count + i,
                                     sizeof *rows->values);
        rows->values[rows->row_count * rows->column_count + i] = value;
    }
    return true;
}

static bool read_values(Session *session, const PgQuery__SelectStmt *select, CatalogRows *rows)
{
    rows->column_count = select->values_lists[0]->list->n_items;
    rows->names = sd_arena_alloc(session->diag->arena, rows->column_count * sizeof *rows->names);
    for (size_t i = 0; i < rows->column_count; i++) {
        rows->names[i] = sd_arena_format(session->diag->arena, "column%zu", i + 1);
    }
    for (size_t i = 0; i < select->n_values_lists; i++) {
        const PgQuery__List *list = select->values_lists[i]->list;

        if (list->n_items != rows->column_count || !take_values(session, list->n_items, list->items, rows)) {
            return false;
        }
        rows->row_count++;
    }
    return true;
}

bool sd_catalog_rows(Session *session, const PgQuery__SelectStmt *select, CatalogRows *rows)
{
    Query query = { .session = session };
    const PgQuery__AArrayExpr *array;

    *rows = (CatalogRows){ 0 };
    if (select->larg || select->n_group_clause || select->having_clause || select->limit_count ||
        select->limit_offset || select->with_clause || select->n_distinct_clause) {
        return false;
    }
    if (select->n_values_lists) {
        return read_values(session, select, rows);
    }
    rows->column_count = select->n_target_list;
    rows->names = sd_arena_alloc(session->diag->arena, (rows->column_count + 1) * sizeof *rows->names);
    for (size_t i = 0; i < rows->column_count; i++) {
        rows->names[i] = name_of(select->target_list[i]->res_target);
    }
    array = unnested(select);
    if (array) {
        if (!take_values(session, array->n_elements, array->elements, rows)) {
            return false;
        }
        rows->row_count = array->n_elements;
        return true;
    }
    for (size_t i = 0; i < select->n_from_clause; i++) {
        add_from(&query, select->from_clause[i]);
    }
    if (select->where_clause) {
        add_condition(&query, select->where_clause);
    }
    return query.table && !query.unknown && collect(&query, select, rows);
}
