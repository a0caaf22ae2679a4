/* INSERT, UPDATE and DELETE, as the body of a routine or a query of WITH has them. */
#include "parser/canon/analysis.h"

static Tree *list_of_targets(Analysis *analysis, const Scope *scope, size_t count, PgQuery__Node *const *targets,
                             QueryResult *result)
{
    TreeList list = { 0 };
    Output *outputs = NULL;
    size_t output_count = 0;

    result->known = true;
    for (size_t i = 0; i < count; i++) {
        const PgQuery__ResTarget *target =
            targets[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? targets[i]->res_target : NULL;
        const PgQuery__Node *value = target ? target->val : NULL;
        const PgQuery__ColumnRef *column =
            value && value->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? value->column_ref : NULL;

        if (!value) {
            continue;
        }
        if (column && column->n_fields &&
            column->fields[column->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR) {
            result->known = sd_scope_expand(analysis, scope, column, &outputs, &output_count) && result->known;
            continue;
        }
        outputs = sd_arena_grow(analysis->arena, outputs, output_count, sizeof *outputs);
        outputs[output_count++] = (Output){
            .name = target->name && *target->name ? sd_analysis_name(analysis, target->name)
                                                  : sd_output_name(analysis, value),
            .tree = sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, value)),
        };
    }
    for (size_t i = 0; i < output_count; i++) {
        sd_trees_add(analysis, &list, outputs[i].tree);
    }
    analysis->incomplete |= !result->known;
    result->outputs = outputs;
    result->count = output_count;
    return sd_trees_node(analysis, 0, &list);
}

static const ScopeColumn *column_named(const ScopeItem *item, Name name)
{
    for (size_t i = 0; i < item->count; i++) {
        if (item->columns[i].name == name) {
            return &item->columns[i];
        }
    }
    return NULL;
}

/* (a, b) = (x, y) is a = x, b = y (transformMultiAssignRef of parse_expr.c). */
static const PgQuery__Node *assigned_value(const PgQuery__Node *node)
{
    const PgQuery__MultiAssignRef *part =
        node && node->node_case == PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF ? node->multi_assign_ref : NULL;
    const PgQuery__Node *source = part ? part->source : NULL;

    if (!source || source->node_case != PG_QUERY__NODE__NODE_ROW_EXPR || part->colno < 1 ||
        (size_t) part->colno > source->row_expr->n_args) {
        return node;
    }
    return source->row_expr->args[part->colno - 1];
}

/* A column that is set: its name stands alone. */
static void use_target(Analysis *analysis, const ScopeItem *item, const ScopeColumn *column, int32_t location)
{
    if (column) {
        sd_analysis_edge(analysis, column->key);
        sd_analysis_use(analysis, (Use){ .kind = USE_TARGET,
                                         .key = sd_scope_column_key(analysis, item, column),
                                         .location = location,
                                         .parts = 1 });
    }
}

/* SET a = ..., (b, c) = ...: targets with their values. */
static Tree *assignments(Analysis *analysis, const Scope *scope, const ScopeItem *item, size_t count,
                         PgQuery__Node *const *targets)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < count; i++) {
        const PgQuery__ResTarget *target =
            targets[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? targets[i]->res_target : NULL;
        Name name = target ? sd_analysis_name(analysis, target->name) : NULL;
        const ScopeColumn *column = name ? column_named(item, name) : NULL;
        Tree *pair[2];

        if (!target) {
            continue;
        }
        pair[0] = column ? sd_scope_tree(analysis, item, column)
                         : sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .text = name });
        pair[1] = sd_analyse_expr(analysis, scope, assigned_value(target->val));
        pair[1] = column && !target->n_indirection ? sd_coerce(analysis, pair[1], column->type)
                                                   : sd_coerce_unknown(analysis, pair[1]);
        use_target(analysis, item, column, target->location);
        for (size_t step = 0; step < target->n_indirection; step++) {
            sd_trees_add(analysis, &list, sd_analyse_expr(analysis, scope, target->indirection[step]));
        }
        sd_trees_add(analysis, &list, pair[0]);
        sd_trees_add(analysis, &list, pair[1]);
    }
    return sd_trees_node(analysis, 1, &list);
}

static Tree *conflict(Analysis *analysis, Scope *scope, const ScopeItem *item, const PgQuery__OnConflictClause *clause)
{
    TreeList list = { 0 };
    ScopeItem excluded = *item;

    if (!clause) {
        return NULL;
    }
    if (clause->infer) {
        for (size_t i = 0; i < clause->infer->n_index_elems; i++) {
            const PgQuery__Node *node = clause->infer->index_elems[i];
            const PgQuery__IndexElem *element =
                node->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM ? node->index_elem : NULL;
            const ScopeColumn *column =
                element && element->name ? column_named(item, sd_analysis_name(analysis, element->name)) : NULL;

            if (column) {
                sd_trees_add(analysis, &list, sd_scope_tree(analysis, item, column));
            } else if (element) {
                sd_trees_add(analysis, &list, sd_analyse_expr(analysis, scope, element->expr));
            }
        }
        sd_trees_add(analysis, &list, sd_analyse_condition(analysis, scope, clause->infer->where_clause));
        sd_trees_add(analysis, &list,
                     sd_tree_new(analysis->arena, TREE_OTHER,
                                 (TreeParts){ .text = sd_analysis_name(analysis, clause->infer->conname) }));
    }
    excluded.alias = sd_name(analysis->side->names, "excluded");
    excluded.by_name = false;
    excluded.number = ++analysis->relations;
    (void) sd_scope_add(analysis, scope, excluded);
    sd_trees_add(analysis, &list, assignments(analysis, scope, item, clause->n_target_list, clause->target_list));
    sd_trees_add(analysis, &list, sd_analyse_condition(analysis, scope, clause->where_clause));
    return sd_trees_node(analysis, clause->action, &list);
}

/* Columns in the order of the table's, as the server fills them in when none are named. */
static Tree *insert_columns(Analysis *analysis, const ScopeItem *item, const PgQuery__InsertStmt *insert, size_t values,
                            TypeOid *types)
{
    TreeList list = { 0 };
    size_t count = insert->n_cols ? insert->n_cols : values < item->count ? values : item->count;

    for (size_t i = 0; i < count && i < 1600; i++) {
        Name name = insert->n_cols && insert->cols[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET
                        ? sd_analysis_name(analysis, insert->cols[i]->res_target->name)
                        : NULL;
        const ScopeColumn *column = insert->n_cols ? (name ? column_named(item, name) : NULL) : &item->columns[i];

        types[i] = column ? column->type : 0;
        sd_trees_add(analysis, &list,
                     column ? sd_scope_tree(analysis, item, column)
                            : sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .text = name }));
        use_target(analysis, item, column, insert->n_cols ? insert->cols[i]->res_target->location : -1);
    }
    return sd_trees_node(analysis, 0, &list);
}

/* new.* in VALUES stands for its columns (transformExpressionList of parse_target.c). */
static void add_value(Analysis *analysis, const Scope *scope, const PgQuery__Node *node, TreeList *values)
{
    const PgQuery__ColumnRef *column = node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? node->column_ref : NULL;
    Output *outputs = NULL;
    size_t count = 0;

    if (!column || column->n_fields < 2 ||
        column->fields[column->n_fields - 1]->node_case != PG_QUERY__NODE__NODE_A_STAR) {
        sd_trees_add(analysis, values, sd_analyse_expr(analysis, scope, node));
        return;
    }
    analysis->incomplete |= !sd_scope_expand(analysis, scope, column, &outputs, &count);
    for (size_t i = 0; i < count; i++) {
        sd_trees_add(analysis, values, outputs[i].tree);
    }
}

/* VALUES of an INSERT, row by row. */
static TreeList *value_rows(Analysis *analysis, const Scope *scope, const PgQuery__SelectStmt *values)
{
    TreeList *rows = sd_arena_alloc(analysis->arena, values->n_values_lists * sizeof *rows);

    for (size_t row = 0; row < values->n_values_lists; row++) {
        const PgQuery__Node *node = values->values_lists[row];

        for (size_t i = 0; node->node_case == PG_QUERY__NODE__NODE_LIST && i < node->list->n_items && i < 1600; i++) {
            add_value(analysis, scope, node->list->items[i], &rows[row]);
        }
    }
    return rows;
}

/* Each value is assigned to its column. */
static Tree *insert_rows(Analysis *analysis, const TreeList *values, size_t count, const TypeOid *types)
{
    TreeList rows = { 0 };

    for (size_t row = 0; row < count; row++) {
        TreeList list = { 0 };

        for (size_t i = 0; i < values[row].count && i < 1600; i++) {
            Tree *value = sd_coerce(analysis, values[row].items[i], types[i]);

            sd_trees_add(analysis, &list, sd_coerce_unknown(analysis, value));
        }
        sd_trees_add(analysis, &rows, sd_trees_node(analysis, 0, &list));
    }
    return sd_trees_node(analysis, 2, &rows);
}

/* The relation that is changed, into the scope.  An alias can name it, but not its columns. */
static Tree *analyse_target(Analysis *analysis, Scope *scope, const PgQuery__RangeVar *relation, ScopeItem *item)
{
    Tree *tree = sd_analyse_relation(analysis, scope, relation);
    Uses *uses = analysis->uses;

    scope->items[scope->count - 1].place = PLACE_TARGET;
    *item = scope->items[scope->count - 1];
    if (uses && uses->count && uses->items[uses->count - 1].kind == USE_RELATION) {
        uses->items[uses->count - 1].place = PLACE_TARGET;
    }
    return tree;
}

static QueryResult analyse_insert(Analysis *analysis, Scope *scope, const PgQuery__InsertStmt *insert)
{
    QueryResult result = { 0 };
    TreeList children = { 0 };
    TypeOid *types = sd_arena_alloc(analysis->arena, 1600 * sizeof *types);
    const PgQuery__SelectStmt *select =
        insert->select_stmt && insert->select_stmt->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
            ? insert->select_stmt->select_stmt
            : NULL;
    bool plain_values = select && select->n_values_lists && !select->with_clause && !select->n_sort_clause &&
                        !select->limit_count && !select->limit_offset;
    ScopeItem item;

    sd_trees_add(analysis, &children, sd_analyse_with(analysis, scope, insert->with_clause));
    sd_trees_add(analysis, &children, analyse_target(analysis, scope, insert->relation, &item));
    scope->count--; /* the query does not see the target */
    if (plain_values) {
        const TreeList *rows = value_rows(analysis, scope, select);

        sd_trees_add(analysis, &children, insert_columns(analysis, &item, insert, rows[0].count, types));
        sd_trees_add(analysis, &children, insert_rows(analysis, rows, select->n_values_lists, types));
    } else if (select) {
        QueryResult query = sd_analyse_query(analysis, scope, select);

        sd_trees_add(analysis, &children, insert_columns(analysis, &item, insert, query.count, types));
        sd_trees_add(analysis, &children, query.tree);
    }
    scope->count++;
    sd_trees_add(analysis, &children, conflict(analysis, scope, &item, insert->on_conflict_clause));
    sd_trees_add(analysis, &children,
                 list_of_targets(analysis, scope, insert->n_returning_list, insert->returning_list, &result));
    result.tree = sd_tree_new(
        analysis->arena, TREE_STATEMENT,
        (TreeParts){ .number = 1, .number2 = insert->override, .children = children.items, .count = children.count });
    return result;
}

static QueryResult analyse_update(Analysis *analysis, Scope *scope, const PgQuery__UpdateStmt *update)
{
    QueryResult result = { 0 };
    TreeList children = { 0 };
    ScopeItem item;

    sd_trees_add(analysis, &children, sd_analyse_with(analysis, scope, update->with_clause));
    sd_trees_add(analysis, &children, analyse_target(analysis, scope, update->relation, &item));
    sd_trees_add(analysis, &children, sd_analyse_from(analysis, scope, update->n_from_clause, update->from_clause));
    sd_trees_add(analysis, &children, assignments(analysis, scope, &item, update->n_target_list, update->target_list));
    sd_trees_add(analysis, &children, sd_analyse_condition(analysis, scope, update->where_clause));
    sd_trees_add(analysis, &children,
                 list_of_targets(analysis, scope, update->n_returning_list, update->returning_list, &result));
    result.tree = sd_tree_new(analysis->arena, TREE_STATEMENT,
                              (TreeParts){ .number = 2, .children = children.items, .count = children.count });
    return result;
}

static QueryResult analyse_delete(Analysis *analysis, Scope *scope, const PgQuery__DeleteStmt *statement)
{
    QueryResult result = { 0 };
    TreeList children = { 0 };
    ScopeItem item;

    sd_trees_add(analysis, &children, sd_analyse_with(analysis, scope, statement->with_clause));
    sd_trees_add(analysis, &children, analyse_target(analysis, scope, statement->relation, &item));
    sd_trees_add(analysis, &children,
                 sd_analyse_from(analysis, scope, statement->n_using_clause, statement->using_clause));
    sd_trees_add(analysis, &children, sd_analyse_condition(analysis, scope, statement->where_clause));
    sd_trees_add(analysis, &children,
                 list_of_targets(analysis, scope, statement->n_returning_list, statement->returning_list, &result));
    result.tree = sd_tree_new(analysis->arena, TREE_STATEMENT,
                              (TreeParts){ .number = 3, .children = children.items, .count = children.count });
    return result;
}

QueryResult sd_analyse_statement(Analysis *analysis, const Scope *parent, const PgQuery__Node *statement)
{
    Scope scope = { .parent = parent };
    QueryResult result = { 0 };

    if (!statement) {
        analysis->incomplete = true;
        return result;
    }
    switch (statement->node_case) {
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        return analyse_insert(analysis, &scope, statement->insert_stmt);
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
        return analyse_update(analysis, &scope, statement->update_stmt);
    case PG_QUERY__NODE__NODE_DELETE_STMT:
        return analyse_delete(analysis, &scope, statement->delete_stmt);
    default:
        analysis->incomplete = true;
        result.tree = sd_analyse_other(analysis, &scope, &statement->base);
        return result;
    }
}
