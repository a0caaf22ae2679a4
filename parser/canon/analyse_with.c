/* WITH: its queries in order, the recursive ones before they are known in full (parse_cte.c). */
#include "parser/canon/analysis.h"

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
    const PgQuery__SelectStmt *select = expr->ctequery && expr->ctequery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
                                            ? expr->ctequery->select_stmt
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

/* CYCLE a SET mark TO x DEFAULT y: both values are of one type, which the mark has. */
static Tree *read_cycle(Analysis *analysis, const Scope *scope, const PgQuery__CTECycleClause *cycle, TypeOid *mark)
{
    TreeList list = { 0 };
    Tree *values[2];

    *mark = 0;
    if (!cycle) {
        return NULL;
    }
    values[0] = sd_analyse_expr(analysis, scope, cycle->cycle_mark_value);
    values[1] = sd_analyse_expr(analysis, scope, cycle->cycle_mark_default);
    if (values[0] && values[1]) {
        *mark = sd_coerce_common_type(analysis, values, 2);
    }
    for (size_t i = 0; i < 2; i++) {
        sd_trees_add(analysis, &list, sd_coerce(analysis, values[i], *mark));
    }
    for (size_t i = 0; i < cycle->n_cycle_col_list; i++) {
        sd_trees_add(analysis, &list, sd_analyse_other(analysis, scope, &cycle->cycle_col_list[i]->base));
    }
    return sd_trees_node(analysis, 1, &list);
}

/* SEARCH and CYCLE add columns (rewriteSearchAndCycle). */
static void publish_extra(Analysis *analysis, CommonTable *table, const PgQuery__CommonTableExpr *expr, TypeOid mark)
{
    OutputList list = { 0 };
    bool breadth = expr->search_clause && expr->search_clause->search_breadth_first;
    TypeOid types[3] = { breadth ? TYPE_RECORD : TYPE_RECORD_ARRAY, mark, TYPE_RECORD_ARRAY };
    const char *names[3] = { expr->search_clause ? expr->search_clause->search_seq_column : NULL,
                             expr->cycle_clause ? expr->cycle_clause->cycle_mark_column : NULL,
                             expr->cycle_clause ? expr->cycle_clause->cycle_path_column : NULL };

    for (size_t i = 0; i < table->output_count; i++) {
        sd_outputs_add(analysis, &list, table->outputs[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        if (names[i]) {
            sd_outputs_add(analysis, &list,
                           (Output){ .name = sd_name(analysis->side->names, names[i]),
                                     .tree = sd_tree_typed(analysis, types[i], NULL) });
        }
    }
    table->outputs = list.items;
    table->output_count = list.count;
}

static Tree *analyse_common_table(Analysis *analysis, Scope *scope, const PgQuery__CommonTableExpr *expr,
                                  bool recursive)
{
    CommonTable *table = sd_arena_alloc(analysis->arena, sizeof *table);
    TreeList children = { 0 };
    Tree *cycle;
    TypeOid mark;
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
    cycle = read_cycle(analysis, scope, expr->cycle_clause, &mark);
    publish_extra(analysis, table, expr, mark);
    sd_trees_add(analysis, &children, query.tree);
    sd_trees_add(analysis, &children,
                 expr->search_clause ? sd_analyse_other(analysis, scope, &expr->search_clause->base) : NULL);
    sd_trees_add(analysis, &children, cycle);
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
