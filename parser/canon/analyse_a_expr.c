/* Comparisons in all their spellings: IN, BETWEEN, IS DISTINCT FROM, rows, operators over arrays (parse_expr.c of the
 * server, transformAExpr...). */
#include "parser/canon/analysis.h"

#include <string.h>

enum { DEPTH_MAX = 800 };

static Tree *of(Analysis *analysis, TreeKind kind, TypeOid type, Tree *a, Tree *b)
{
    return sd_tree_of(analysis->arena, kind, type, a, b, NULL);
}

const char *sd_operator_name(Analysis *analysis, size_t count, PgQuery__Node *const *parts, Name *schema)
{
    *schema = count > 1 ? sd_analysis_name(analysis, sd_string_of(parts[count - 2])) : NULL;
    return count ? sd_string_of(parts[count - 1]) : "=";
}

/* The fields of ROW(...), string literals still of unknown type. */
TreeList sd_analyse_row_fields(Analysis *analysis, const Scope *scope, const PgQuery__RowExpr *row)
{
    TreeList fields = { 0 };

    for (size_t i = 0; i < row->n_args; i++) {
        sd_trees_add(analysis, &fields, sd_analyse_expr(analysis, scope, row->args[i]));
    }
    return fields;
}

/* make_row_comparison_op(): = and <> are taken apart, the order comparisons stay. */
static Tree *compare_rows(Analysis *analysis, Name schema, const char *name, const TreeList *left,
                          const TreeList *right)
{
    TreeList pairs = { 0 };

    for (size_t i = 0; i < left->count && i < right->count; i++) {
        sd_trees_add(analysis, &pairs, sd_analyse_operator(analysis, schema, name, left->items[i], right->items[i]));
    }
    if (left->count != right->count || pairs.count == 0) {
        analysis->incomplete = true;
    }
    if (pairs.count == 1) {
        return pairs.items[0];
    }
    return sd_trees_as(analysis,
                       strcmp(name, "=") == 0    ? TREE_AND
                       : strcmp(name, "<>") == 0 ? TREE_OR
                                                 : TREE_ROW_COMPARE,
                       TYPE_BOOL, 0, &pairs);
}

static bool is_row(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_ROW_EXPR;
}

/* One of the model's own that was found through the search_path gets its schema written in. */
static void qualify(Analysis *analysis, const PgQuery__AExpr *expr, Name schema, const char *name)
{
    if (!schema && analysis->meant) {
        sd_analysis_qualify_operator(analysis, expr->location, name, sd_key_schema(analysis->meant));
    }
}

static Tree *plain_operator(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    Name schema;
    const char *name = sd_operator_name(analysis, expr->n_name, expr->name, &schema);
    Tree *left;

    if (is_row(expr->lexpr) && is_row(expr->rexpr)) {
        TreeList fields = sd_analyse_row_fields(analysis, scope, expr->lexpr->row_expr);
        TreeList others = sd_analyse_row_fields(analysis, scope, expr->rexpr->row_expr);

        return compare_rows(analysis, schema, name, &fields, &others);
    }
    left = sd_analyse_expr(analysis, scope, expr->lexpr);
    left = sd_analyse_operator(analysis, schema, name, left, sd_analyse_expr(analysis, scope, expr->rexpr));
    qualify(analysis, expr, schema, name);
    return left;
}

/* IS DISTINCT FROM and NULLIF are found through "=". */
static Tree *through_equality(Analysis *analysis, TreeKind kind, Tree *left, Tree *right)
{
    Tree *equal = sd_analyse_operator(analysis, NULL, "=", left, right);

    return of(analysis, kind, kind == TREE_NULLIF ? equal->children[0]->type : TYPE_BOOL, equal->children[0],
              equal->children[1]);
}

Tree *sd_analyse_null_test(Analysis *analysis, Tree *tree, int64_t test)
{
    TreeList list = { 0 };

    sd_trees_add(analysis, &list, sd_coerce_unknown(analysis, tree));
    return sd_trees_as(analysis, TREE_NULL_TEST, TYPE_BOOL, test, &list);
}

static Tree *negated(Analysis *analysis, Tree *tree)
{
    return sd_tree_of(analysis->arena, TREE_NOT, TYPE_BOOL, tree, NULL, NULL);
}

static bool is_null_constant(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

enum { OF_VALUE = 16 }; /* not argisrow: the row itself, not its fields */

/* A bare NULL makes it a test for NULL (make_nulltest_from_distinct), which asks about a row and not its fields. */
static Tree *distinct_from_null(Analysis *analysis, Tree *tree, bool distinct)
{
    int64_t test = distinct ? PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL : PG_QUERY__NULL_TEST_TYPE__IS_NULL;
    bool is_row = tree->type == TYPE_RECORD || sd_side_type_info(analysis->side, tree->type)->kind == 'c';

    return sd_analyse_null_test(analysis, tree, is_row ? test + OF_VALUE : test);
}

static Tree *is_distinct(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    bool distinct = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT;
    Tree *left, *right, *tree;

    if (is_null_constant(expr->lexpr) || is_null_constant(expr->rexpr)) {
        return distinct_from_null(
            analysis, sd_analyse_expr(analysis, scope, is_null_constant(expr->rexpr) ? expr->lexpr : expr->rexpr),
            distinct);
    }
    if (is_row(expr->lexpr) && is_row(expr->rexpr)) {
        TreeList fields = sd_analyse_row_fields(analysis, scope, expr->lexpr->row_expr);
        TreeList others = sd_analyse_row_fields(analysis, scope, expr->rexpr->row_expr);
        TreeList pairs = { 0 };

        for (size_t i = 0; i < fields.count && i < others.count; i++) {
            sd_trees_add(analysis, &pairs, through_equality(analysis, TREE_DISTINCT, fields.items[i], others.items[i]));
        }
        tree = pairs.count == 1 ? pairs.items[0] : sd_trees_as(analysis, TREE_OR, TYPE_BOOL, 0, &pairs);
        return distinct ? tree : negated(analysis, tree);
    }
    left = sd_analyse_expr(analysis, scope, expr->lexpr);
    right = sd_analyse_expr(analysis, scope, expr->rexpr);
    tree = through_equality(analysis, TREE_DISTINCT, left, right);
    return distinct ? tree : negated(analysis, tree);
}

/* Whether the tree reads a column of this very query level. */
static bool reads_level(const Scope *scope, const Tree *tree, int depth)
{
    if (!tree || depth > DEPTH_MAX) {
        return false;
    }
    if (tree->kind == TREE_COLUMN || tree->kind == TREE_WHOLE) {
        for (size_t i = 0; scope && i < scope->count; i++) {
            if (scope->items[i].number == tree->number) {
                return true;
            }
        }
        return tree->number == -1;
    }
    for (size_t i = 0; i < tree->count; i++) {
        if (reads_level(scope, tree->children[i], depth + 1)) {
            return true;
        }
    }
    return false;
}

/* Whether every item can become the type; verify_common_type(). */
static bool all_fit(Analysis *analysis, TypeOid type, Tree *const *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!sd_coerce_possible(analysis->side, items[i]->type, type, COERCE_IMPLICIT)) {
            return false;
        }
    }
    return true;
}

/* transformAExprIn(): constants become one array comparison, items with columns of this level stay comparisons. */
static Tree *analyse_in(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    Name schema;
    const char *name = sd_operator_name(analysis, expr->n_name, expr->name, &schema);
    bool any = strcmp(name, "<>") != 0;
    const PgQuery__List *list =
        expr->rexpr && expr->rexpr->node_case == PG_QUERY__NODE__NODE_LIST ? expr->rexpr->list : NULL;
    TreeList left_fields = { 0 }, constants = { 0 }, rest = { 0 }, all = { 0 }, result = { 0 };
    Tree *left = NULL;

    if (!list || list->n_items == 0) {
        return sd_analyse_other(analysis, scope, &expr->base);
    }
    if (is_row(expr->lexpr)) {
        left_fields = sd_analyse_row_fields(analysis, scope, expr->lexpr->row_expr);
        for (size_t i = 0; i < list->n_items; i++) {
            TreeList fields = { 0 };

            if (is_row(list->items[i])) {
                fields = sd_analyse_row_fields(analysis, scope, list->items[i]->row_expr);
            }
            sd_trees_add(analysis, &result, compare_rows(analysis, schema, name, &left_fields, &fields));
        }
    } else {
        bool unknown_type;

        left = sd_analyse_expr(analysis, scope, expr->lexpr);
        unknown_type = left->type == 0;
        sd_trees_add(analysis, &constants, left);
        for (size_t i = 0; i < list->n_items; i++) {
            Tree *item = sd_analyse_expr(analysis, scope, list->items[i]);

            unknown_type = unknown_type || item->type == 0;
            sd_trees_add(analysis, &all, item);
            sd_trees_add(analysis, reads_level(scope, item, 0) ? &rest : &constants, item);
        }
        if (constants.count > 2) {
            TypeOid common = sd_coerce_common_type(analysis, constants.items, constants.count);
            TreeList items = { .items = constants.items + 1, .count = constants.count - 1 };

            if (unknown_type ||
                (common && common != TYPE_RECORD && all_fit(analysis, common, constants.items, constants.count))) {
                sd_trees_add(
                    analysis, &result,
                    sd_analyse_array_operator(analysis, any, schema, name, left,
                                              sd_analyse_array_of(analysis, unknown_type ? 0 : common, &items)));
                constants.count = 1;
            }
        }
        if (constants.count > 1) {
            /* The hard way keeps the order in which they are written. */
            rest = all;
        }
        for (size_t i = 0; i < rest.count; i++) {
            sd_trees_add(analysis, &result, sd_analyse_operator(analysis, schema, name, left, rest.items[i]));
        }
    }
    return result.count == 1 ? result.items[0] : sd_trees_as(analysis, any ? TREE_OR : TREE_AND, TYPE_BOOL, 0, &result);
}

static Tree *both(Analysis *analysis, TreeKind kind, Tree *a, Tree *b)
{
    return of(analysis, kind, TYPE_BOOL, a, b);
}

/* transformAExprBetween() spells it out with comparisons. */
static Tree *analyse_between(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    const PgQuery__List *bounds =
        expr->rexpr && expr->rexpr->node_case == PG_QUERY__NODE__NODE_LIST ? expr->rexpr->list : NULL;
    Tree *value, *low, *high, *within, *swapped;
    bool negative = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
                    expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
    bool symmetric = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
                     expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
    const char *above = negative ? "<" : ">=", *below = negative ? ">" : "<=";
    TreeKind kind = negative ? TREE_OR : TREE_AND;

    if (!bounds || bounds->n_items != 2) {
        return sd_analyse_other(analysis, scope, &expr->base);
    }
    value = sd_analyse_expr(analysis, scope, expr->lexpr);
    low = sd_analyse_expr(analysis, scope, bounds->items[0]);
    high = sd_analyse_expr(analysis, scope, bounds->items[1]);
    within = both(analysis, kind, sd_analyse_operator(analysis, NULL, above, value, low),
                  sd_analyse_operator(analysis, NULL, below, value, high));
    if (!symmetric) {
        return within;
    }
    swapped = both(analysis, kind, sd_analyse_operator(analysis, NULL, above, value, high),
                   sd_analyse_operator(analysis, NULL, below, value, low));
    return both(analysis, negative ? TREE_AND : TREE_OR, within, swapped);
}

static Tree *array_operator(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    Name schema;
    const char *name = sd_operator_name(analysis, expr->n_name, expr->name, &schema);
    Tree *left = sd_analyse_expr(analysis, scope, expr->lexpr);

    left = sd_analyse_array_operator(analysis, expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY, schema, name, left,
                                     sd_analyse_expr(analysis, scope, expr->rexpr));
    qualify(analysis, expr, schema, name);
    return left;
}

Tree *sd_analyse_a_expr(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    Tree *left;

    switch (expr->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        return expr->rexpr ? plain_operator(analysis, scope, expr) : sd_analyse_other(analysis, scope, &expr->base);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
        return array_operator(analysis, scope, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
        return is_distinct(analysis, scope, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
        left = sd_analyse_expr(analysis, scope, expr->lexpr);
        return through_equality(analysis, TREE_NULLIF, left, sd_analyse_expr(analysis, scope, expr->rexpr));
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
        return analyse_in(analysis, scope, expr);
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
        return analyse_between(analysis, scope, expr);
    default:
        return sd_analyse_other(analysis, scope, &expr->base);
    }
}
