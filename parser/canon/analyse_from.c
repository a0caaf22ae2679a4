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

Tree *sd_analyse_relation(Analysis *analysis, Scope *scope, const PgQuery__RangeVar *relation)
{
    Name schema = sd_analysis_name(analysis, relation->schemaname);
    Name name = sd_name(analysis->side->names, relation->relname);
    Name alias = relation->alias ? sd_analysis_name(analysis, relation->alias->aliasname) : NULL;
    const CommonTable *common = schema ? NULL : sd_scope_common_table(scope, name);
    ScopeItem item;
    Key key;

    if (common) {
        item = sd_scope_outputs(analysis, common->outputs, common->output_count, common->known, alias ? alias : name,
                                relation->alias);
        (void) sd_scope_add(analysis, scope, item);
        return sd_tree_new(analysis->arena, TREE_CTE_REFERENCE, (TreeParts){ .number = common->number });
    }
    key = sd_resolve_relation(&analysis->resolver, schema, name);
    if (key) {
        sd_analysis_edge(analysis, key);
        sd_analysis_use(analysis, (Use){ .kind = USE_RELATION,
                                         .key = key,
                                         .location = relation->location,
                                         .parts = schema ? 2 : 1,
                                         .place = PLACE_FROM,
                                         .alias = alias,
                                         .renamed = relation->alias ? relation->alias->n_colnames : 0 });
        if (!schema) {
            sd_analysis_qualify(analysis, relation->location, sd_key_schema(key));
        }
        schema = sd_key_schema(key);
        item = sd_scope_relation(analysis, key, alias ? alias : name);
        sd_scope_rename(analysis, &item, relation->alias);
        item.place = PLACE_FROM;
        if (!item.known) {
            analysis->incomplete = true;
        }
    } else {
        /* A relation of pg_catalog or of an extension: its columns are not known. */
        item = (ScopeItem){
            .by_name = true, .by_alias = true, .number = ++analysis->relations, .alias = alias ? alias : name
        };
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
                        sd_scope_outputs(analysis, query.outputs, query.count, query.known, alias, subselect->alias));
    return sd_tree_new(analysis->arena, TREE_SUBQUERY,
                       (TreeParts){ .number = subselect->lateral, .children = children.items, .count = 1 });
}

/* ---- functions ------------------------------------------------------------------------------------------------- */

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
        sd_outputs_add(analysis, list,
                       (Output){ .name = sd_analysis_name(analysis, definition->colname),
                                 .tree = sd_tree_typed(analysis, sd_side_type(analysis->side, type), type) });
        /* jsonb_to_record() and its like find values by these names. */
        sd_trees_add(
            analysis, &types,
            sd_tree_new(analysis->arena, TREE_OTHER,
                        (TreeParts){ .text = sd_analysis_name(analysis, definition->colname), .qualifier = type }));
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
        sd_trees_add(analysis, children, column_definitions(analysis, own->list->n_items, own->list->items, outputs));
        return;
    }
    for (size_t i = 0; i < result.count; i++) {
        sd_outputs_add(analysis, outputs, result.outputs[i]);
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

    if (!call || call->n_args < 2 || call->n_funcname != 1 || strcmp(sd_string_of(call->funcname[0]), "unnest") != 0) {
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
            sd_outputs_add(analysis, outputs, result.outputs[column]);
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
        sd_outputs_add(analysis, &outputs,
                       (Output){ .name = sd_name(analysis->side->names, "ordinality"),
                                 .tree = sd_tree_typed(analysis, TYPE_INT8, NULL) });
    }
    if (!alias && range->n_functions == 1 && range->functions[0]->node_case == PG_QUERY__NODE__NODE_LIST &&
        range->functions[0]->list->n_items) {
        alias = sd_output_name(analysis, range->functions[0]->list->items[0]);
    }
    (void) sd_scope_add(analysis, scope,
                        sd_scope_outputs(analysis, outputs.items, outputs.count, known, alias, range->alias));
    return sd_tree_new(analysis->arena, TREE_FROM_FUNCTION,
                       (TreeParts){ .number = range->ordinality, .children = children.items, .count = children.count });
}

/* XMLTABLE. */
static Tree *analyse_xml_table(Analysis *analysis, Scope *scope, const PgQuery__RangeTableFunc *table)
{
    TreeList children = { 0 };
    OutputList outputs = { 0 };
    Name alias =
        table->alias ? sd_analysis_name(analysis, table->alias->aliasname) : sd_name(analysis->side->names, "xmltable");

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
        sd_outputs_add(analysis, &outputs,
                       (Output){ .name = sd_analysis_name(analysis, column->colname),
                                 .tree = sd_tree_typed(analysis, oid, type) });
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

static Tree *analyse_table_sample(Analysis *analysis, Scope *scope, const PgQuery__RangeTableSample *sample)
{
    TreeList children = { 0 };

    sd_trees_add(analysis, &children, sd_analyse_from_item(analysis, scope, sample->relation));
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

Tree *sd_analyse_from_item(Analysis *analysis, Scope *scope, const PgQuery__Node *node)
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
        tree = sd_analyse_join(analysis, scope, node->join_expr);
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
        sd_trees_add(analysis, &list, sd_analyse_from_item(analysis, scope, items[i]));
    }
    return list.count ? sd_trees_node(analysis, 0, &list) : NULL;
}
