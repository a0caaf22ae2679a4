/* Joins: columns of the same name merge (transformFromClauseItem, buildMergedJoinVar of parse_clause.c). */
#include "parser/canon/analysis.h"

#include <string.h>

/* Visible columns of one arm, in order. */
static Output *visible(Analysis *analysis, const ScopeItem *items, size_t from, size_t to, size_t *count)
{
    OutputList list = { 0 };

    for (size_t i = from; i < to; i++) {
        for (size_t column = 0; items[i].by_name && column < items[i].count; column++) {
            if (!items[i].columns[column].merged) {
                sd_outputs_add(analysis, &list,
                               (Output){ .name = items[i].columns[column].name,
                                         .tree = sd_scope_tree(analysis, &items[i], &items[i].columns[column]),
                                         .key = items[i].columns[column].key });
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
    sd_analysis_edge(analysis, a ? a->key : NULL);
    sd_analysis_edge(analysis, b ? b->key : NULL);
    left_tree = a ? a->tree : sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .number = -1, .text = name });
    right_tree = b ? b->tree : sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .number = -1, .text = name });
    sd_trees_add(analysis, &join->conditions, sd_analyse_operator(analysis, NULL, "=", left_tree, right_tree));
    merged = merged_column(analysis, expr->jointype, left_tree, right_tree);
    sd_outputs_add(analysis, &join->merged, (Output){ .name = name, .tree = merged });
}

static void merge_columns(Analysis *analysis, Join *join, const PgQuery__JoinExpr *expr)
{
    size_t left_count, right_count;
    const Output *left, *right;

    if (!expr->is_natural && expr->n_using_clause == 0) {
        return;
    }
    left = visible(analysis, join->scope->items, join->start, join->middle, &left_count);
    right = visible(analysis, join->scope->items, join->middle, join->end, &right_count);
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
            sd_outputs_add(analysis, &columns, rest[i]);
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
        const Output *column = &columns.items[i];

        item.columns[i] = (ScopeColumn){
            .name = column->name, .type = column->tree->type, .modified = column->tree->modified, .tree = column->tree
        };
    }
    sd_scope_rename(analysis, &item, alias);
    /* Merged columns come first in *. */
    (void) sd_scope_add(analysis, scope, item);
    memmove(&scope->items[join->start + 1], &scope->items[join->start],
            (scope->count - 1 - join->start) * sizeof *scope->items);
    scope->items[join->start] = item;
}

Tree *sd_analyse_join(Analysis *analysis, Scope *scope, const PgQuery__JoinExpr *expr)
{
    Join join = { .scope = scope, .start = scope->count };
    Tree *left = sd_analyse_from_item(analysis, scope, expr->larg), *right, *condition = NULL;
    TreeList children = { 0 };

    join.middle = scope->count;
    right = sd_analyse_from_item(analysis, scope, expr->rarg);
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
