/* FROM and WITH: relations come into scope, joins merge their columns (parse_clause.c, parse_cte.c). */
#include "parser/canon/analysis.h"

#include <string.h>

static Tree *relation_node(Analysis *analysis, const PgQuery__RangeVar *relation, Name schema)
{
    return sd_tree_new(analysis->arena, TREE_RELATION,
                       (TreeParts){ .text = sd_name(analysis->side->names, relation->relname),
                                    .qualifier = schema && strcmp(schema->text, "pg_catalog") != 0 ? schema : NULL,
                                    .number = relation->inh });
}

/* Column names of an alias take the place of the first ones: FROM t AS a (x, y). */
static void rename_columns(Analysis *analysis, ScopeItem *item, const PgQuery__Alias *alias)
{
    for (size_t i = 0; alias && i < alias->n_colnames && i < item->count; i++) {
        item->columns[i].name = sd_analysis_name(analysis, sd_string_of(alias->colnames[i]));
    }
}

Tree *sd_analyse_relation(Analysis *analysis, Scope *scope, const PgQuery__RangeVar *relation)
{
    Name schema = sd_analysis_name(analysis, relation->schemaname);
    Name name = sd_name(analysis->side->names, relation->relname);
    Name alias = relation->alias ? sd_analysis_name(analysis, relation->alias->aliasname) : NULL;
    const CommonTable *common = schema ? NULL : sd_scope_common_table(scope, name);
    ScopeItem item;
    Key key;

    if (common) {
        item = sd_scope_outputs(analysis, common->outputs, common->output_count, common->known,
                                alias ? alias : name, relation->alias);
        (void) sd_scope_add(analysis, scope, item);
        return sd_tree_new(analysis->arena, TREE_CTE_REFERENCE, (TreeParts){ .number = common->number });
    }
    key = sd_resolve_relation(&analysis->resolver, schema, name);
    if (key) {
        sd_analysis_edge(analysis, key);
        if (!schema) {
            sd_analysis_qualify(analysis, relation->location, sd_key_schema(key));
        }
        schema = sd_key_schema(key);
        item = sd_scope_relation(analysis, key, alias ? alias : name);
        rename_columns(analysis, &item, relation->alias);
        if (!item.known) {
            analysis->incomplete = true;
        }
    } else {
        /* A relation of pg_catalog or of an extension: its columns are not known. */
        item = (ScopeItem){ .by_name = true, .by_alias = true, .number = ++analysis->relations, .alias = alias ? alias : name };
        item.schema = schema;
    }
    if (alias) {
        item.schema = NULL;
    }
    (void) sd_scope_add(analysis, scope, item);
    return relation_node(analysis, relation, schema);
}

/* A subquery sees what stands left of it only when LATERAL. */
static Tree *analyse_subselect(Analysis *analysis, Scope *scope, const PgQuery__RangeSubselect *subselect)
{
    Scope outer = { .parent = scope->parent, .tables = scope->tables };
    Name alias = subselect->alias ? sd_analysis_name(analysis, subselect->alias->aliasname) : NULL;
    QueryResult query = sd_analyse_query_node(analysis, subselect->lateral ? scope : &outer, subselect->subquery);
    TreeList children = { 0 };

    sd_trees_add(analysis, &children, query.tree);
    (void) sd_scope_add(analysis, scope,
                        sd_scope_outputs(analysis, query.outputs, query.count, query.known, alias,
                                         subselect->alias));
    return sd_tree_new(analysis->arena, TREE_SUBQUERY,
                       (TreeParts){ .number = subselect->lateral, .children = children.items, .count = 1 });
}

/* ---- functions ------------------------------------------------------------------------------------------------- */

typedef struct OutputList {
    Output *items;
    size_t count;
} OutputList;

static void add_output(Analysis *analysis, OutputList *list, Output output)
{
    list->items = sd_arena_grow(analysis->arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = output;
}

static Tree *typed(Analysis *analysis, TypeOid type, Name modified)
{
    Tree *tree = sd_arena_alloc(analysis->arena, sizeof *tree);

    tree->type = type;
    tree->modified = modified;
    return tree;
}

/* AS t (a integer, b text): what a function that returns records gives. */
static Tree *column_definitions(Analysis *analysis, size_t count, PgQuery__Node *const *definitions, OutputList *list)
{
    TreeList types = { 0 };

    for (size_t i = 0; i < count; i++) {
        const PgQuery__ColumnDef *definition =
            definitions[i]->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF ? definitions[i]->column_def : NULL;
        Name type;

        if (!definition || !definition->type_name) {
            continue;
        }
        type = sd_analyse_type(analysis, definition->type_name);
        add_output(analysis, list,
                   (Output){ .name = sd_analysis_name(analysis, definition->colname),
                             .tree = typed(analysis, sd_side_type(analysis->side, type), type) });
        sd_trees_add(analysis, &types, sd_tree_new(analysis->arena, TREE_OTHER, (TreeParts){ .qualifier = type }));
    }
    return count ? sd_trees_node(analysis, 0, &types) : NULL;
}

static void analyse_one_function(Analysis *analysis, const Scope *scope, const PgQuery__List *pair, Name alias,
                                 TreeList *children, OutputList *outputs, bool *known)
{
    const PgQuery__Node *function = pair->n_items ? pair->items[0] : NULL;
    const PgQuery__Node *own = pair->n_items > 1 ? pair->items[1] : NULL;
    QueryResult result;

    if (!function) {
        return;
    }
    result = sd_analyse_table_function(analysis, scope, function, alias);
    sd_trees_add(analysis, children, result.tree);
    if (own && own->node_case == PG_QUERY__NODE__NODE_LIST && own->list->n_items) {
        sd_trees_add(analysis, children,
                     column_definitions(analysis, own->list->n_items, own->list->items, outputs));
        return;
    }
    for (size_t i = 0; i < result.count; i++) {
        add_output(analysis, outputs, result.outputs[i]);
    }
    *known = *known && result.known;
}

/* unnest(a, b) is ROWS FROM (unnest(a), unnest(b)) (transformRangeFunction). */
static bool analyse_unnest(Analysis *analysis, const Scope *scope, const PgQuery__List *pair, TreeList *children,
                           OutputList *outputs, bool *known)
{
    const PgQuery__Node *node = pair->n_items ? pair->items[0] : NULL;
    const PgQuery__FuncCall *call = node && node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? node->func_call : NULL;
    size_t count;

    if (!call || call->n_args < 2 || call->n_funcname != 1 ||
        strcmp(sd_string_of(call->funcname[0]), "unnest") != 0) {
        return false;
    }
    count = call->n_args;
    for (size_t i = 0; i < count; i++) {
        PgQuery__FuncCall one = *call;
        PgQuery__Node wrapped = *node;
        QueryResult result;

        one.n_args = 1;
        one.args = call->args + i;
        wrapped.func_call = &one;
        result = sd_analyse_table_function(analysis, scope, &wrapped, NULL);
        sd_trees_add(analysis, children, result.tree);
        for (size_t column = 0; column < result.count; column++) {
            add_output(analysis, outputs, result.outputs[column]);
        }
        *known = *known && result.known;
    }
    return true;
}

static Tree *analyse_range_function(Analysis *analysis, Scope *scope, const PgQuery__RangeFunction *range)
{
    Name alias = range->alias ? sd_analysis_name(analysis, range->alias->aliasname) : NULL;
    TreeList children = { 0 };
    OutputList outputs = { 0 };
    bool known = true, single = range->n_functions == 1;
    Tree *definitions;

    for (size_t i = 0; i < range->n_functions; i++) {
        const PgQuery__Node *pair = range->functions[i];

        if (pair->node_case == PG_QUERY__NODE__NODE_LIST &&
            !analyse_unnest(analysis, scope, pair->list, &children, &outputs, &known)) {
            analyse_one_function(analysis, scope, pair->list, single ? alias : NULL, &children, &outputs, &known);
        }
    }
    if (range->n_coldeflist) {
        outputs.count = 0;
        known = true;
    }
    definitions = column_definitions(analysis, range->n_coldeflist, range->coldeflist, &outputs);
    sd_trees_add(analysis, &children, definitions);
    if (range->ordinality) {
        add_output(analysis, &outputs,
                   (Output){ .name = sd_name(analysis->side->names, "ordinality"),
                             .tree = typed(analysis, TYPE_INT8, NULL) });
    }
    if (!alias && range->n_functions == 1 && range->functions[0]->node_case == PG_QUERY__NODE__NODE_LIST &&
        range->functions[0]->list->n_items) {
        alias = sd_output_name(analysis, range->functions[0]->list->items[0]);
    }
    (void) sd_scope_add(
        analysis, scope, sd_scope_outputs(analysis, outputs.items, outputs.count, known, alias, range->alias));
    return sd_tree_new(analysis->arena, TREE_FROM_FUNCTION,
                       (TreeParts){ .number = range->ordinality, .children = children.items, .count = children.count });
}

static Tree *analyse_table_sample(Analysis *analysis, Scope *scope, const PgQuery__RangeTableSample *sample);

/* XMLTABLE. */
static Tree *analyse_xml_table(Analysis *analysis, Scope *scope, const PgQuery__RangeTableFunc *table)
{
    TreeList children = { 0 };
    OutputList outputs = { 0 };
    Name alias = table->alias ? sd_analysis_name(analysis, table->alias->aliasname) : sd_name(analysis->side->names, "xmltable");

    sd_trees_add(analysis, &children, sd_coerce(analysis, sd_analyse_expr(analysis, scope, table->docexpr), TYPE_XML));
    sd_trees_add(analysis, &children, sd_coerce(analysis, sd_analyse_expr(analysis, scope, table->rowexpr), TYPE_TEXT));
    for (size_t i = 0; i < table->n_namespaces; i++) {
        sd_trees_add(analysis, &children, sd_analyse_expr(analysis, scope, table->namespaces[i]));
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        const PgQuery__RangeTableFuncCol *column =
            table->columns[i]->node_case == PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC_COL
                ? table->columns[i]->range_table_func_col
                : NULL;
        Name type = column && column->type_name ? sd_analyse_type(analysis, column->type_name) : NULL;
        TypeOid oid = type ? sd_side_type(analysis->side, type) : TYPE_INT4;
        Tree *path, *fallback;

        if (!column) {
            continue;
        }
        path = sd_coerce(analysis, sd_analyse_expr(analysis, scope, column->colexpr), TYPE_TEXT);
        fallback = sd_coerce(analysis, sd_analyse_expr(analysis, scope, column->coldefexpr), oid);
        add_output(analysis, &outputs,
                   (Output){ .name = sd_analysis_name(analysis, column->colname),
                             .tree = typed(analysis, oid, type) });
        sd_trees_add(analysis, &children,
                     sd_tree_new(analysis->arena, TREE_OTHER,
                                 (TreeParts){ .number = column->for_ordinality + 2 * column->is_not_null,
                                              .text = sd_analysis_name(analysis, column->colname),
                                              .qualifier = type }));
        sd_trees_add(analysis, &children, path);
        sd_trees_add(analysis, &children, fallback);
    }
    (void) sd_scope_add(analysis, scope,
                        sd_scope_outputs(analysis, outputs.items, outputs.count, true, alias, table->alias));
    return sd_tree_new(analysis->arena, TREE_FROM_FUNCTION,
                       (TreeParts){ .number = 2, .children = children.items, .count = children.count });
}

/* ---- joins ------------------------------------------------------------------------------------------------------ */

static Tree *analyse_item(Analysis *analysis, Scope *scope, const PgQuery__Node *node);

/* Visible columns of one arm, in order. */
static Output *visible(Analysis *analysis, const ScopeItem *items, size_t from, size_t to, size_t *count)
{
    OutputList list = { 0 };

    for (size_t i = from; i < to; i++) {
        for (size_t column = 0; items[i].by_name && column < items[i].count; column++) {
            if (!items[i].columns[column].merged) {
                add_output(analysis, &list,
                           (Output){ .name = items[i].columns[column].name, .tree = items[i].columns[column].tree });
            }
        }
    }
    *count = list.count;
    return list.items;
}

static const Output *find_output(const Output *outputs, size_t count, Name name)
{
    for (size_t i = 0; i < count; i++) {
        if (outputs[i].name == name) {
            return &outputs[i];
        }
    }
    return NULL;
}

/* Hides a column of one arm behind the merged one. */
static void hide(ScopeItem *items, size_t from, size_t to, Name name)
{
    for (size_t i = from; i < to; i++) {
        for (size_t column = 0; items[i].by_name && column < items[i].count; column++) {
            if (items[i].columns[column].name == name && !items[i].columns[column].merged) {
                items[i].columns[column].merged = true;
                return;
            }
        }
    }
}

/* buildMergedJoinVar() */
static Tree *merged_column(Analysis *analysis, PgQuery__JoinType type, Tree *left, Tree *right)
{
    Tree *pair[2] = { left, right };
    TypeOid common = sd_coerce_common_type(analysis, pair, 2);
    Tree *left_value = sd_coerce(analysis, left, common), *right_value = sd_coerce(analysis, right, common);

    switch (type) {
    case PG_QUERY__JOIN_TYPE__JOIN_RIGHT:
        return right_value;
    case PG_QUERY__JOIN_TYPE__JOIN_FULL:
        return sd_tree_of(analysis->arena, TREE_COALESCE, common, left_value, right_value, NULL);
    case PG_QUERY__JOIN_TYPE__JOIN_INNER:
        return left_value != left && right_value == right ? right_value : left_value;
    default:
        return left_value;
    }
}

typedef struct Join {
    Scope *scope;
    size_t start, middle, end; /* the arms' items: [start, middle), [middle, end) */
    OutputList merged;
    TreeList conditions;
} Join;

static void merge(Analysis *analysis, Join *join, const PgQuery__JoinExpr *expr, Name name, const Output *left,
                  size_t left_count, const Output *right, size_t right_count)
{
    const Output *a = find_output(left, left_count, name), *b = find_output(right, right_count, name);
    Tree *left_tree, *right_tree, *merged;

    if (!a || !b) {
        analysis->incomplete = true;
    }
    left_tree = a ? a->tree : sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .number = -1, .text = name });
    right_tree = b ? b->tree : sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .number = -1, .text = name });
    sd_trees_add(analysis, &join->conditions, sd_analyse_operator(analysis, NULL, "=", left_tree, right_tree));
    merged = merged_column(analysis, expr->jointype, left_tree, right_tree);
    add_output(analysis, &join->merged, (Output){ .name = name, .tree = merged });
}

static void merge_columns(Analysis *analysis, Join *join, const PgQuery__JoinExpr *expr)
{
    size_t left_count, right_count;
    const Output *left = visible(analysis, join->scope->items, join->start, join->middle, &left_count);
    const Output *right = visible(analysis, join->scope->items, join->middle, join->end, &right_count);

    if (expr->is_natural) {
        for (size_t i = 0; i < left_count; i++) {
            if (find_output(right, right_count, left[i].name)) {
                merge(analysis, join, expr, left[i].name, left, left_count, right, right_count);
            }
        }
        for (size_t i = join->start; i < join->end; i++) {
            analysis->incomplete |= !join->scope->items[i].known;
        }
    }
    for (size_t i = 0; i < expr->n_using_clause; i++) {
        merge(analysis, join, expr, sd_analysis_name(analysis, sd_string_of(expr->using_clause[i])), left, left_count,
              right, right_count);
    }
    for (size_t i = 0; i < join->merged.count; i++) {
        hide(join->scope->items, join->start, join->middle, join->merged.items[i].name);
        hide(join->scope->items, join->middle, join->end, join->merged.items[i].name);
    }
}

/* The columns of the join itself: the merged ones, and under an alias all others too. */
static void add_join_item(Analysis *analysis, Join *join, const PgQuery__JoinExpr *expr)
{
    const PgQuery__Alias *alias = expr->alias ? expr->alias : expr->join_using_alias;
    ScopeItem item = { .known = true,
                       .by_name = true,
                       .by_alias = alias != NULL,
                       .alias = alias ? sd_analysis_name(analysis, alias->aliasname) : NULL,
                       .number = ++analysis->relations };
    OutputList columns = join->merged;
    Scope *scope = join->scope;

    if (expr->alias) {
        size_t count;
        const Output *rest = visible(analysis, scope->items, join->start, join->end, &count);

        for (size_t i = 0; i < count; i++) {
            add_output(analysis, &columns, rest[i]);
        }
        for (size_t i = join->start; i < join->end; i++) {
            item.known = item.known && scope->items[i].known;
            scope->items[i].by_name = false;
            scope->items[i].by_alias = false;
        }
    } else if (columns.count == 0) {
        return;
    }
    item.count = columns.count;
    item.columns = sd_arena_alloc(analysis->arena, columns.count * sizeof *item.columns);
    for (size_t i = 0; i < columns.count; i++) {
        item.columns[i] = (ScopeColumn){ .name = columns.items[i].name, .tree = columns.items[i].tree };
    }
    rename_columns(analysis, &item, alias);
    /* Merged columns come first in *. */
    (void) sd_scope_add(analysis, scope, item);
    memmove(&scope->items[join->start + 1], &scope->items[join->start],
            (scope->count - 1 - join->start) * sizeof *scope->items);
    scope->items[join->start] = item;
}

static Tree *analyse_join(Analysis *analysis, Scope *scope, const PgQuery__JoinExpr *expr)
{
    Join join = { .scope = scope, .start = scope->count };
    Tree *left = analyse_item(analysis, scope, expr->larg), *right, *condition = NULL;
    TreeList children = { 0 };

    join.middle = scope->count;
    right = analyse_item(analysis, scope, expr->rarg);
    join.end = scope->count;
    if (expr->is_natural || expr->n_using_clause) {
        merge_columns(analysis, &join, expr);
        condition = join.conditions.count ? sd_trees_node(analysis, 1, &join.conditions) : NULL;
    } else if (expr->quals) {
        /* ON sees the two arms only. */
        Scope arms = { .parent = scope->parent,
                       .items = scope->items + join.start,
                       .count = scope->count - join.start,
                       .tables = scope->tables };

        condition = sd_analyse_condition(analysis, &arms, expr->quals);
        if (condition->kind == TREE_LITERAL && strcmp(condition->text->text, "true") == 0) {
            condition = NULL; /* as CROSS JOIN */
        }
    }
    add_join_item(analysis, &join, expr);
    sd_trees_add(analysis, &children, left);
    sd_trees_add(analysis, &children, right);
    sd_trees_add(analysis, &children, condition);
    return sd_tree_new(analysis->arena, TREE_JOIN,
                       (TreeParts){ .number = expr->jointype, .children = children.items, .count = children.count });
}

static Tree *analyse_table_sample(Analysis *analysis, Scope *scope, const PgQuery__RangeTableSample *sample)
{
    TreeList children = { 0 };

    sd_trees_add(analysis, &children, analyse_item(analysis, scope, sample->relation));
    for (size_t i = 0; i < sample->n_args; i++) {
        sd_trees_add(analysis, &children,
                     sd_coerce(analysis, sd_analyse_expr(analysis, scope, sample->args[i]), TYPE_FLOAT4));
    }
    sd_trees_add(analysis, &children,
                 sd_coerce(analysis, sd_analyse_expr(analysis, scope, sample->repeatable), TYPE_FLOAT8));
    return sd_tree_new(
        analysis->arena, TREE_SAMPLE,
        (TreeParts){ .text = sample->n_method
                                 ? sd_analysis_name(analysis, sd_string_of(sample->method[sample->n_method - 1]))
                                 : NULL,
                     .children = children.items,
                     .count = children.count });
}

enum { DEPTH_MAX = 800 };

static Tree *analyse_item(Analysis *analysis, Scope *scope, const PgQuery__Node *node)
{
    Tree *tree = NULL;

    if (!node || analysis->depth >= DEPTH_MAX) {
        analysis->incomplete = true;
        return NULL;
    }
    analysis->depth++;
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR:
        tree = sd_analyse_relation(analysis, scope, node->range_var);
        break;
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
        tree = analyse_subselect(analysis, scope, node->range_subselect);
        break;
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
        tree = analyse_range_function(analysis, scope, node->range_function);
        break;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
        tree = analyse_xml_table(analysis, scope, node->range_table_func);
        break;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        tree = analyse_table_sample(analysis, scope, node->range_table_sample);
        break;
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
        tree = analyse_join(analysis, scope, node->join_expr);
        break;
    default:
        analysis->incomplete = true;
        break;
    }
    analysis->depth--;
    return tree;
}

Tree *sd_analyse_from(Analysis *analysis, Scope *scope, size_t count, PgQuery__Node *const *items)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < count; i++) {
        sd_trees_add(analysis, &list, analyse_item(analysis, scope, items[i]));
    }
    return list.count ? sd_trees_node(analysis, 0, &list) : NULL;
}

/* ---- WITH ------------------------------------------------------------------------------------------------------- */

static void publish(Analysis *analysis, CommonTable *table, const Output *outputs, size_t count, bool known,
                    const PgQuery__CommonTableExpr *expr)
{
    Output *own = sd_arena_alloc(analysis->arena, count * sizeof *own);

    for (size_t i = 0; i < count; i++) {
        own[i] = outputs[i];
        if (i < expr->n_aliascolnames) {
            own[i].name = sd_analysis_name(analysis, sd_string_of(expr->aliascolnames[i]));
        }
    }
    table->outputs = own;
    table->output_count = count;
    table->known = known;
}

/* A recursive query's columns are those of its first arm, which is analysed once ahead for them. */
static void publish_first_arm(Analysis *analysis, Scope *scope, CommonTable *table,
                              const PgQuery__CommonTableExpr *expr)
{
    const PgQuery__SelectStmt *select =
        expr->ctequery && expr->ctequery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? expr->ctequery->select_stmt
                                                                                         : NULL;
    int64_t relations = analysis->relations;
    bool editing = analysis->editing, incomplete = analysis->incomplete;
    QueryResult query;

    if (!select || !select->larg) {
        return;
    }
    analysis->editing = false;
    query = sd_analyse_query(analysis, scope, select->larg);
    analysis->editing = editing;
    analysis->incomplete = incomplete;
    analysis->relations = relations;
    publish(analysis, table, query.outputs, query.count, query.known, expr);
}

/* SEARCH and CYCLE add columns. */
static void publish_extra(Analysis *analysis, CommonTable *table, const PgQuery__CommonTableExpr *expr)
{
    OutputList list = { 0 };
    const char *names[3] = { expr->search_clause ? expr->search_clause->search_seq_column : NULL,
                             expr->cycle_clause ? expr->cycle_clause->cycle_mark_column : NULL,
                             expr->cycle_clause ? expr->cycle_clause->cycle_path_column : NULL };

    for (size_t i = 0; i < table->output_count; i++) {
        add_output(analysis, &list, table->outputs[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        if (names[i]) {
            add_output(analysis, &list,
                       (Output){ .name = sd_name(analysis->side->names, names[i]), .tree = typed(analysis, 0, NULL) });
        }
    }
    table->outputs = list.items;
    table->output_count = list.count;
}

static Tree *analyse_common_table(Analysis *analysis, Scope *scope, const PgQuery__CommonTableExpr *expr, bool recursive)
{
    CommonTable *table = sd_arena_alloc(analysis->arena, sizeof *table);
    TreeList children = { 0 };
    QueryResult query;

    table->name = sd_name(analysis->side->names, expr->ctename);
    table->number = ++analysis->relations;
    table->next = scope->tables;
    if (recursive) {
        publish_first_arm(analysis, scope, table, expr);
        scope->tables = table;
    }
    query = sd_analyse_query_node(analysis, scope, expr->ctequery);
    publish(analysis, table, query.outputs, query.count, query.known, expr);
    scope->tables = table;
    publish_extra(analysis, table, expr);
    sd_trees_add(analysis, &children, query.tree);
    sd_trees_add(analysis, &children,
                 expr->search_clause ? sd_analyse_other(analysis, scope, &expr->search_clause->base) : NULL);
    sd_trees_add(analysis, &children,
                 expr->cycle_clause ? sd_analyse_other(analysis, scope, &expr->cycle_clause->base) : NULL);
    return sd_tree_new(analysis->arena, TREE_CTE,
                       (TreeParts){ .number = expr->ctematerialized,
                                    .number2 = table->number,
                                    .children = children.items,
                                    .count = children.count });
}

Tree *sd_analyse_with(Analysis *analysis, Scope *scope, const PgQuery__WithClause *with)
{
    TreeList list = { 0 };

    if (!with) {
        return NULL;
    }
    for (size_t i = 0; i < with->n_ctes; i++) {
        if (with->ctes[i]->node_case == PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR) {
            sd_trees_add(analysis, &list,
                         analyse_common_table(analysis, scope, with->ctes[i]->common_table_expr, with->recursive));
        }
    }
    return sd_trees_node(analysis, with->recursive, &list);
}
