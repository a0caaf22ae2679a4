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

/* SEARCH and CYCLE add columns. */
static void publish_extra(Analysis *analysis, CommonTable *table, const PgQuery__CommonTableExpr *expr)
{
    OutputList list = { 0 };
    const char *names[3] = { expr->search_clause ? expr->search_clause->search_seq_column : NULL,
                             expr->cycle_clause ? expr->cycle_clause->cycle_mark_column : NULL,
                             expr->cycle_clause ? expr->cycle_clause->cycle_path_column : NULL };

    for (size_t i = 0; i < table->output_count; i++) {
        sd_outputs_add(analysis, &list, table->outputs[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        if (names[i]) {
            sd_outputs_add(
                analysis, &list,
                (Output){ .name = sd_name(analysis->side->names, names[i]), .tree = sd_tree_typed(analysis, 0, NULL) });
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
