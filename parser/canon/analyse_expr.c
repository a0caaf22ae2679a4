/* Expressions: parse_expr.c of the server. */
#include "parser/canon/analysis.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 800, STEPS_MAX = 1000000 };

static Tree *of(Analysis *analysis, TreeKind kind, TypeOid type, Tree *a, Tree *b)
{
    return sd_tree_of(analysis->arena, kind, type, a, b, NULL);
}

static Tree *from_list(Analysis *analysis, TreeKind kind, TypeOid type, int64_t number, const TreeList *list)
{
    return sd_tree_new(
        analysis->arena, kind,
        (TreeParts){ .type = type, .number = number, .children = list->items, .count = list->count });
}

Tree *sd_analyse_condition(Analysis *analysis, const Scope *scope, const PgQuery__Node *node)
{
    return sd_coerce(analysis, sd_analyse_expr(analysis, scope, node), TYPE_BOOL);
}

/* ---- constants ----------------------------------------------------------------------------------------------- */

static Tree *number_constant(Analysis *analysis, const char *text)
{
    const char *canonical = sd_literal_canonical(analysis, TYPE_INT8, text);

    return sd_literal(analysis, canonical ? TYPE_INT8 : TYPE_NUMERIC, text, -1);
}

static Tree *analyse_constant(Analysis *analysis, const PgQuery__AConst *constant)
{
    if (constant->isnull) {
        return sd_tree_new(analysis->arena, TREE_NULL, (TreeParts){ .type = TYPE_UNKNOWN });
    }
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return sd_literal(analysis, TYPE_INT4, sd_arena_format(analysis->arena, "%d", constant->ival->ival), -1);
    case PG_QUERY__A__CONST__VAL_FVAL:
        return number_constant(analysis, constant->fval->fval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return sd_literal(analysis, TYPE_BOOL, constant->boolval->boolval ? "true" : "false", -1);
    case PG_QUERY__A__CONST__VAL_BSVAL:
        return sd_literal(analysis, TYPE_BIT, constant->bsval->bsval, -1);
    case PG_QUERY__A__CONST__VAL_SVAL:
        return sd_tree_new(analysis->arena, TREE_UNKNOWN,
                           (TreeParts){ .type = TYPE_UNKNOWN,
                                        .text = sd_name(analysis->side->names, constant->sval->sval),
                                        .location = constant->location });
    default:
        /* protobuf leaves out what is zero: the integer 0 */
        return sd_literal(analysis, TYPE_INT4, "0", -1);
    }
}

/* ---- operators ----------------------------------------------------------------------------------------------- */

static const char *operator_name(Analysis *analysis, size_t count, PgQuery__Node *const *parts, Name *schema)
{
    *schema = count > 1 ? sd_analysis_name(analysis, sd_string_of(parts[count - 2])) : NULL;
    return count ? sd_string_of(parts[count - 1]) : "=";
}

/* The fields of ROW(...), string literals still of unknown type. */
static TreeList row_fields(Analysis *analysis, const Scope *scope, const PgQuery__RowExpr *row)
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
        sd_trees_add(analysis, &pairs,
                     sd_analyse_operator(analysis, schema, name, left->items[i], right->items[i]));
    }
    if (left->count != right->count || pairs.count == 0) {
        analysis->incomplete = true;
    }
    if (pairs.count == 1) {
        return pairs.items[0];
    }
    return from_list(analysis,
                     strcmp(name, "=") == 0    ? TREE_AND
                     : strcmp(name, "<>") == 0 ? TREE_OR
                                               : TREE_ROW_COMPARE,
                     TYPE_BOOL, 0, &pairs);
}

static bool is_row(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_ROW_EXPR;
}

static Tree *plain_operator(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    Name schema;
    const char *name = operator_name(analysis, expr->n_name, expr->name, &schema);
    Tree *left;

    if (is_row(expr->lexpr) && is_row(expr->rexpr)) {
        TreeList fields = row_fields(analysis, scope, expr->lexpr->row_expr);
        TreeList others = row_fields(analysis, scope, expr->rexpr->row_expr);

        return compare_rows(analysis, schema, name, &fields, &others);
    }
    left = sd_analyse_expr(analysis, scope, expr->lexpr);
    return sd_analyse_operator(analysis, schema, name, left, sd_analyse_expr(analysis, scope, expr->rexpr));
}

/* IS DISTINCT FROM and NULLIF are found through "=". */
static Tree *through_equality(Analysis *analysis, TreeKind kind, Tree *left, Tree *right)
{
    Tree *equal = sd_analyse_operator(analysis, NULL, "=", left, right);

    return of(analysis, kind, kind == TREE_NULLIF ? equal->children[0]->type : TYPE_BOOL, equal->children[0],
              equal->children[1]);
}

static Tree *null_test(Analysis *analysis, Tree *tree, int64_t test)
{
    TreeList list = { 0 };

    sd_trees_add(analysis, &list, sd_coerce_unknown(analysis, tree));
    return from_list(analysis, TREE_NULL_TEST, TYPE_BOOL, test, &list);
}

static Tree *negated(Analysis *analysis, Tree *tree)
{
    return sd_tree_of(analysis->arena, TREE_NOT, TYPE_BOOL, tree, NULL, NULL);
}

static Tree *is_distinct(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    bool distinct = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT;
    Tree *left, *right, *tree;

    if (is_row(expr->lexpr) && is_row(expr->rexpr)) {
        TreeList fields = row_fields(analysis, scope, expr->lexpr->row_expr);
        TreeList others = row_fields(analysis, scope, expr->rexpr->row_expr);
        TreeList pairs = { 0 };

        for (size_t i = 0; i < fields.count && i < others.count; i++) {
            sd_trees_add(analysis, &pairs,
                         through_equality(analysis, TREE_DISTINCT, fields.items[i], others.items[i]));
        }
        tree = pairs.count == 1 ? pairs.items[0] : from_list(analysis, TREE_OR, TYPE_BOOL, 0, &pairs);
        return distinct ? tree : negated(analysis, tree);
    }
    left = sd_analyse_expr(analysis, scope, expr->lexpr);
    right = sd_analyse_expr(analysis, scope, expr->rexpr);
    if (left->kind == TREE_NULL || right->kind == TREE_NULL) {
        return null_test(analysis, left->kind == TREE_NULL ? right : left,
                         distinct ? PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL : PG_QUERY__NULL_TEST_TYPE__IS_NULL);
    }
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

static Tree *array_of(Analysis *analysis, TypeOid element, const TreeList *items)
{
    TypeOid type = element ? sd_side_array_of(analysis->side, element) : 0;
    TreeList coerced = { 0 };

    for (size_t i = 0; i < items->count; i++) {
        sd_trees_add(analysis, &coerced, sd_coerce(analysis, items->items[i], element));
    }
    return sd_tree_new(analysis->arena, TREE_ARRAY,
                       (TreeParts){ .type = type,
                                    .type_identity =
                                        items->count ? 0 : sd_side_type_identity(analysis->side, type),
                                    .children = coerced.items,
                                    .count = coerced.count });
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
    const char *name = operator_name(analysis, expr->n_name, expr->name, &schema);
    bool any = strcmp(name, "<>") != 0;
    const PgQuery__List *list = expr->rexpr && expr->rexpr->node_case == PG_QUERY__NODE__NODE_LIST
                                    ? expr->rexpr->list
                                    : NULL;
    TreeList left_fields = { 0 }, constants = { 0 }, rest = { 0 }, all = { 0 }, result = { 0 };
    Tree *left = NULL;

    if (!list || list->n_items == 0) {
        return sd_analyse_other(analysis, scope, &expr->base);
    }
    if (is_row(expr->lexpr)) {
        left_fields = row_fields(analysis, scope, expr->lexpr->row_expr);
        for (size_t i = 0; i < list->n_items; i++) {
            TreeList fields = { 0 };

            if (is_row(list->items[i])) {
                fields = row_fields(analysis, scope, list->items[i]->row_expr);
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
                (common && common != TYPE_RECORD &&
                 all_fit(analysis, common, constants.items, constants.count))) {
                sd_trees_add(analysis, &result,
                             sd_analyse_array_operator(analysis, any, schema, name, left,
                                                       array_of(analysis, unknown_type ? 0 : common, &items)));
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
    return result.count == 1 ? result.items[0]
                             : from_list(analysis, any ? TREE_OR : TREE_AND, TYPE_BOOL, 0, &result);
}

static Tree *both(Analysis *analysis, TreeKind kind, Tree *a, Tree *b)
{
    return of(analysis, kind, TYPE_BOOL, a, b);
}

/* transformAExprBetween() spells it out with comparisons. */
static Tree *analyse_between(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
{
    const PgQuery__List *bounds = expr->rexpr && expr->rexpr->node_case == PG_QUERY__NODE__NODE_LIST
                                      ? expr->rexpr->list
                                      : NULL;
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
    const char *name = operator_name(analysis, expr->n_name, expr->name, &schema);
    Tree *left = sd_analyse_expr(analysis, scope, expr->lexpr);

    return sd_analyse_array_operator(analysis, expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY, schema, name,
                                     left, sd_analyse_expr(analysis, scope, expr->rexpr));
}

static Tree *analyse_a_expr(Analysis *analysis, const Scope *scope, const PgQuery__AExpr *expr)
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

/* AND and OR are associative: nested ones of a kind are one list, in order. */
static void flatten(Analysis *analysis, TreeKind kind, TreeList *list, Tree *tree)
{
    if (tree && tree->kind == kind) {
        for (size_t i = 0; i < tree->count; i++) {
            sd_trees_add(analysis, list, tree->children[i]);
        }
    } else {
        sd_trees_add(analysis, list, tree);
    }
}

static Tree *analyse_boolean(Analysis *analysis, const Scope *scope, const PgQuery__BoolExpr *expr)
{
    TreeKind kind = expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR ? TREE_AND : TREE_OR;
    TreeList list = { 0 };

    if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        return negated(analysis, expr->n_args ? sd_analyse_condition(analysis, scope, expr->args[0]) : NULL);
    }
    for (size_t i = 0; i < expr->n_args; i++) {
        flatten(analysis, kind, &list, sd_analyse_condition(analysis, scope, expr->args[i]));
    }
    return from_list(analysis, kind, TYPE_BOOL, 0, &list);
}

/* ---- types ---------------------------------------------------------------------------------------------------- */

Name sd_analyse_type(Analysis *analysis, const PgQuery__TypeName *type)
{
    Key needs = NULL;
    TypeFound found;
    Name spelled = sd_type_name(&analysis->resolver, type, &needs, &found);
    Name schema = NULL;

    if (needs) {
        sd_analysis_edge(analysis, needs);
        schema = sd_key_schema(needs);
    } else if (found == TYPE_FOUND && type && type->n_names == 1 && !type->pct_type) {
        Name name = sd_analysis_name(analysis, sd_string_of(type->names[0]));
        const Catalog *other = analysis->side->other;

        if (name && !sd_builtin_type(name->text)) {
            schema = other ? sd_catalog_outside_find(other, KIND_ENUM_TYPE, name) : NULL;
            schema = schema ? schema : sd_catalog_outside_find(analysis->side->catalog, KIND_ENUM_TYPE, name);
        }
    } else if (found == TYPE_NOT_FOUND) {
        analysis->incomplete = true;
    }
    if (type && type->n_names == 1 && !type->pct_type) {
        sd_analysis_qualify(analysis, type->location, schema);
    }
    return spelled;
}

/* Fields and precision of INTERVAL act on a literal when it is read: '1' DAY is '1 day'.  Texts that the fields would
 * cut are left to the server. */
static Tree *interval_literal(Analysis *analysis, Tree *literal, Name type)
{
    const char *fields = type->text + strlen("interval");
    const char *last = strstr(fields, " to ") ? strstr(fields, " to ") + 4 : fields + (*fields == ' ');
    char unit[16] = "";
    const char *text = literal->text->text;
    size_t length = strcspn(last, "(");
    Tree *value;
    long long microseconds = 0;

    if (length && length < sizeof unit && strspn(text, "+-0123456789") == literal->text->length) {
        memcpy(unit, last, length);
        return sd_literal(analysis, TYPE_INTERVAL, sd_arena_format(analysis->arena, "%s %s", text, unit),
                          literal->location);
    }
    value = sd_literal(analysis, TYPE_INTERVAL, text, literal->location);
    if (value->text->length && strrchr(value->text->text, ' ')) {
        microseconds = strtoll(strrchr(value->text->text, ' '), NULL, 10);
    }
    if (*fields && (strncmp(last, "second", 6) != 0 || microseconds % 1000000 != 0)) {
        analysis->incomplete = true;
    }
    return value;
}

Tree *sd_analyse_type_cast(Analysis *analysis, Tree *tree, const PgQuery__TypeName *type)
{
    Name spelled = sd_analyse_type(analysis, type);

    if (tree->kind == TREE_UNKNOWN && strncmp(spelled->text, "interval", 8) == 0 &&
        (spelled->text[8] == ' ' || spelled->text[8] == '(') && !strchr(spelled->text, '[')) {
        return interval_literal(analysis, tree, spelled);
    }
    return sd_coerce_to(analysis, tree, spelled);
}

/* ARRAY[...], of the type of a cast over it when there is one (0 otherwise). */
static Tree *analyse_array(Analysis *analysis, const Scope *scope, const PgQuery__AArrayExpr *array, TypeOid type)
{
    TypeOid element = type ? sd_side_type_info(analysis->side, sd_side_base(analysis->side, type))->element : 0;
    TreeList items = { 0 };
    bool nested = false;

    for (size_t i = 0; i < array->n_elements; i++) {
        const PgQuery__Node *item = array->elements[i];
        bool is_array = item->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR;

        nested = nested || is_array;
        sd_trees_add(analysis, &items,
                     is_array ? analyse_array(analysis, scope, item->a_array_expr, element ? type : 0)
                              : sd_analyse_expr(analysis, scope, item));
    }
    if (nested) {
        TypeOid common = element ? type : sd_coerce_common_type(analysis, items.items, items.count);

        for (size_t i = 0; common && i < items.count; i++) {
            items.items[i] = sd_coerce(analysis, items.items[i], common);
        }
        return from_list(analysis, TREE_ARRAY, common, 0, &items);
    }
    if (!element && items.count) {
        element = sd_coerce_common_type(analysis, items.items, items.count);
    }
    return array_of(analysis, element, &items);
}

static Tree *analyse_cast(Analysis *analysis, const Scope *scope, const PgQuery__TypeCast *cast)
{
    if (cast->arg && cast->arg->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR) {
        Name spelled = sd_analyse_type(analysis, cast->type_name);
        TypeOid type = sd_side_type(analysis->side, spelled);

        if (sd_side_type_info(analysis->side, sd_side_base(analysis->side, type))->element) {
            Tree *array = analyse_array(analysis, scope, cast->arg->a_array_expr, type);

            return sd_coerce_to(analysis, array, spelled);
        }
        return sd_coerce_to(analysis, sd_analyse_expr(analysis, scope, cast->arg), spelled);
    }
    if (!cast->arg || !cast->type_name) {
        return sd_analyse_other(analysis, scope, &cast->base);
    }
    return sd_analyse_type_cast(analysis, sd_analyse_expr(analysis, scope, cast->arg), cast->type_name);
}

static Tree *analyse_collate(Analysis *analysis, const Scope *scope, const PgQuery__CollateClause *clause)
{
    Tree *tree = sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, clause->arg));

    return sd_tree_new(analysis->arena, TREE_COLLATE,
                       (TreeParts){ .type = tree ? tree->type : 0,
                                    .text = sd_collation_name(&analysis->resolver, clause->n_collname,
                                                              clause->collname),
                                    .children = &tree,
                                    .count = 1 });
}

/* ---- constructs of several values ------------------------------------------------------------------------------ */

static Tree *analyse_case(Analysis *analysis, const Scope *scope, const PgQuery__CaseExpr *expr)
{
    Tree *argument = sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, expr->arg));
    TreeList results = { 0 }, tests = { 0 }, children = { 0 };
    TypeOid type;

    sd_trees_add(analysis, &results,
                 expr->defresult ? sd_analyse_expr(analysis, scope, expr->defresult)
                                 : sd_tree_new(analysis->arena, TREE_NULL, (TreeParts){ .type = TYPE_UNKNOWN }));
    for (size_t i = 0; i < expr->n_args; i++) {
        const PgQuery__CaseWhen *when = expr->args[i]->node_case == PG_QUERY__NODE__NODE_CASE_WHEN
                                            ? expr->args[i]->case_when
                                            : NULL;

        if (!when || !when->expr || !when->result) {
            continue;
        }
        if (argument) {
            Tree *value = sd_analyse_expr(analysis, scope, when->expr);

            sd_trees_add(analysis, &tests, sd_analyse_operator(analysis, NULL, "=", argument, value));
        } else {
            sd_trees_add(analysis, &tests, sd_analyse_condition(analysis, scope, when->expr));
        }
        sd_trees_add(analysis, &results, sd_analyse_expr(analysis, scope, when->result));
    }
    type = sd_coerce_common_type(analysis, results.items, results.count);
    for (size_t i = 0; i < tests.count; i++) {
        sd_trees_add(analysis, &children, tests.items[i]);
        sd_trees_add(analysis, &children, sd_coerce(analysis, results.items[i + 1], type));
    }
    sd_trees_add(analysis, &children, sd_coerce(analysis, results.items[0], type));
    return from_list(analysis, TREE_CASE, type, argument != NULL, &children);
}

static Tree *of_common_type(Analysis *analysis, const Scope *scope, TreeKind kind, size_t count,
                            PgQuery__Node *const *args)
{
    TreeList items = { 0 };
    TypeOid type;

    for (size_t i = 0; i < count; i++) {
        sd_trees_add(analysis, &items, sd_analyse_expr(analysis, scope, args[i]));
    }
    type = sd_coerce_common_type(analysis, items.items, items.count);
    for (size_t i = 0; i < count; i++) {
        items.items[i] = sd_coerce(analysis, items.items[i], type);
    }
    return from_list(analysis, kind, type, 0, &items);
}

static Tree *analyse_row(Analysis *analysis, const Scope *scope, const PgQuery__RowExpr *row)
{
    TreeList fields = { 0 };

    for (size_t i = 0; i < row->n_args; i++) {
        const PgQuery__Node *node = row->args[i];
        const PgQuery__ColumnRef *star = node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? node->column_ref : NULL;

        if (star && star->n_fields && star->fields[star->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR) {
            Output *outputs = NULL;
            size_t count = 0;

            analysis->incomplete |= !sd_scope_expand(analysis, scope, star, &outputs, &count);
            for (size_t column = 0; column < count; column++) {
                sd_trees_add(analysis, &fields, outputs[column].tree);
            }
        } else {
            sd_trees_add(analysis, &fields, sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, node)));
        }
    }
    return from_list(analysis, TREE_ROW, TYPE_RECORD, 0, &fields);
}

/* ---- fields and subscripts -------------------------------------------------------------------------------------- */

static Tree *select_field(Analysis *analysis, Tree *tree, Name name)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, tree->type);
    RelationColumns columns = { 0 };
    TypeOid type = 0;
    Name modified = NULL;

    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    for (size_t i = 0; i < columns.count; i++) {
        if (columns.items[i].name == name) {
            type = columns.items[i].type;
            modified = columns.items[i].modified;
            sd_analysis_edge(analysis, columns.items[i].key);
        }
    }
    if (tree->kind == TREE_WHOLE && type) {
        return sd_tree_new(analysis->arena, TREE_COLUMN,
                           (TreeParts){ .type = type, .modified = modified, .number = tree->number, .text = name });
    }
    return sd_tree_new(analysis->arena, TREE_FIELD,
                       (TreeParts){ .type = type, .modified = modified, .text = name, .children = &tree, .count = 1 });
}

static Tree *analyse_subscript(Analysis *analysis, const Scope *scope, Tree *tree, const PgQuery__AIndices *indices)
{
    TypeOid base = sd_side_base(analysis->side, tree->type);
    const TypeInfo *info = sd_side_type_info(analysis->side, base);
    Tree *low = sd_analyse_expr(analysis, scope, indices->lidx);
    Tree *high = sd_analyse_expr(analysis, scope, indices->uidx);
    TreeList children = { 0 };

    if (info->element) {
        low = sd_coerce(analysis, low, TYPE_INT4);
        high = sd_coerce(analysis, high, TYPE_INT4);
    }
    sd_trees_add(analysis, &children, tree);
    sd_trees_add(analysis, &children, sd_coerce_unknown(analysis, low));
    sd_trees_add(analysis, &children, sd_coerce_unknown(analysis, high));
    return from_list(analysis, TREE_SUBSCRIPT, indices->is_slice || !info->element ? tree->type : info->element,
                     indices->is_slice, &children);
}

static Tree *analyse_indirection(Analysis *analysis, const Scope *scope, const PgQuery__AIndirection *indirection)
{
    Tree *tree = sd_analyse_expr(analysis, scope, indirection->arg);

    for (size_t i = 0; tree && i < indirection->n_indirection; i++) {
        const PgQuery__Node *node = indirection->indirection[i];

        if (node->node_case == PG_QUERY__NODE__NODE_A_INDICES) {
            tree = analyse_subscript(analysis, scope, tree, node->a_indices);
        } else if (node->node_case == PG_QUERY__NODE__NODE_STRING) {
            tree = select_field(analysis, tree, sd_analysis_name(analysis, node->string->sval));
        }
    }
    return tree;
}

/* ---- queries inside expressions ---------------------------------------------------------------------------------- */

/* x op ANY (SELECT ...): the operator is chosen for the query's column. */
static Tree *sublink_test(Analysis *analysis, const Scope *scope, const PgQuery__SubLink *link,
                          const QueryResult *query)
{
    Name schema;
    const char *name = operator_name(analysis, link->n_oper_name, link->oper_name, &schema);
    TreeList tests = { 0 }, left = { 0 };

    if (is_row(link->testexpr)) {
        left = row_fields(analysis, scope, link->testexpr->row_expr);
    } else {
        sd_trees_add(analysis, &left, sd_analyse_expr(analysis, scope, link->testexpr));
    }
    for (size_t i = 0; i < left.count; i++) {
        bool known = i < query->count && query->outputs[i].tree;
        Tree *column = sd_tree_new(analysis->arena, TREE_COLUMN,
                                   (TreeParts){ .type = known ? query->outputs[i].tree->type : 0,
                                                .number = -2,
                                                .number2 = (int64_t) i });

        sd_trees_add(analysis, &tests, sd_analyse_operator(analysis, schema, name, left.items[i], column));
    }
    return sd_trees_node(analysis, 0, &tests);
}

static Tree *analyse_sublink(Analysis *analysis, const Scope *scope, const PgQuery__SubLink *link)
{
    QueryResult query = sd_analyse_query_node(analysis, scope, link->subselect);
    TypeOid first = query.count && query.outputs[0].tree ? query.outputs[0].tree->type : 0;
    TypeOid type = TYPE_BOOL;
    Tree *test = NULL;
    TreeList children = { 0 };

    switch (link->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        type = first;
        break;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        type = first ? sd_side_array_of(analysis->side, first) : 0;
        break;
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK:
    case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK:
    case PG_QUERY__SUB_LINK_TYPE__ROWCOMPARE_SUBLINK:
        test = sublink_test(analysis, scope, link, &query);
        break;
    default:
        break;
    }
    sd_trees_add(analysis, &children, test);
    sd_trees_add(analysis, &children, query.tree);
    return from_list(analysis, TREE_SUBLINK, type, link->sub_link_type, &children);
}

/* ---- the rest ----------------------------------------------------------------------------------------------------- */

static Tree *analyse_value_function(Analysis *analysis, const PgQuery__SQLValueFunction *function)
{
    static const TypeOid types[] = {
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE] = TYPE_DATE,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME] = TYPE_TIMETZ,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N] = TYPE_TIMETZ,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP] = TYPE_TIMESTAMPTZ,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N] = TYPE_TIMESTAMPTZ,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME] = TYPE_TIME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N] = TYPE_TIME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP] = TYPE_TIMESTAMP,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N] = TYPE_TIMESTAMP,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE] = TYPE_NAME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER] = TYPE_NAME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER] = TYPE_NAME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER] = TYPE_NAME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG] = TYPE_NAME,
        [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA] = TYPE_NAME,
    };
    size_t op = (size_t) function->op;

    return sd_tree_new(analysis->arena, TREE_SQL_VALUE,
                       (TreeParts){ .type = op < sizeof types / sizeof *types ? types[op] : 0,
                                    .number = (int64_t) op,
                                    .number2 = function->typmod });
}

static Tree *analyse_boolean_test(Analysis *analysis, const Scope *scope, const PgQuery__BooleanTest *test)
{
    TreeList list = { 0 };

    sd_trees_add(analysis, &list, sd_analyse_condition(analysis, scope, test->arg));
    return from_list(analysis, TREE_BOOLEAN_TEST, TYPE_BOOL, test->booltesttype, &list);
}

/* The attributes and elements of XMLATTRIBUTES and XMLFOREST are named after their columns when they have no AS. */
static Tree *named_xml(Analysis *analysis, const Scope *scope, const PgQuery__Node *node)
{
    const PgQuery__ResTarget *target = node->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? node->res_target : NULL;
    Name name = target ? sd_analysis_name(analysis, target->name) : NULL;
    Tree *value;

    if (!target || !target->val) {
        return sd_analyse_other(analysis, scope, &node->base);
    }
    value = sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, target->val));
    return sd_tree_new(analysis->arena, TREE_TARGET,
                       (TreeParts){ .text = name ? name : sd_output_name(analysis, target->val),
                                    .children = &value,
                                    .count = 1 });
}

/* transformXmlExpr(): each construct has its own idea of its arguments' types. */
static TypeOid xml_argument(PgQuery__XmlExprOp op, size_t argument)
{
    switch (op) {
    case PG_QUERY__XML_EXPR_OP__IS_XMLCONCAT:
    case PG_QUERY__XML_EXPR_OP__IS_DOCUMENT:
        return TYPE_XML;
    case PG_QUERY__XML_EXPR_OP__IS_XMLPARSE:
        return argument == 0 ? TYPE_TEXT : TYPE_BOOL;
    case PG_QUERY__XML_EXPR_OP__IS_XMLPI:
        return TYPE_TEXT;
    case PG_QUERY__XML_EXPR_OP__IS_XMLROOT:
        return argument == 0 ? TYPE_XML : argument == 1 ? TYPE_TEXT : TYPE_INT4;
    default:
        return 0;
    }
}

static Tree *analyse_xml(Analysis *analysis, const Scope *scope, const PgQuery__XmlExpr *expr)
{
    TreeList children = { 0 };

    for (size_t i = 0; i < expr->n_named_args; i++) {
        sd_trees_add(analysis, &children, named_xml(analysis, scope, expr->named_args[i]));
    }
    for (size_t i = 0; i < expr->n_args; i++) {
        Tree *value = sd_analyse_expr(analysis, scope, expr->args[i]);

        value = sd_coerce(analysis, value, xml_argument(expr->op, i));
        sd_trees_add(analysis, &children, sd_coerce_unknown(analysis, value));
    }
    return sd_tree_new(
        analysis->arena, TREE_XML,
        (TreeParts){ .type = expr->op == PG_QUERY__XML_EXPR_OP__IS_DOCUMENT ? (TypeOid) TYPE_BOOL : (TypeOid) TYPE_XML,
                     .number = expr->op,
                     .number2 = expr->xmloption,
                     .text = sd_analysis_name(analysis, expr->name),
                     .children = children.items,
                     .count = children.count });
}

static Tree *analyse_xml_serialize(Analysis *analysis, const Scope *scope, const PgQuery__XmlSerialize *serialize)
{
    Tree *value = sd_coerce(analysis, sd_analyse_expr(analysis, scope, serialize->expr), TYPE_XML);
    Name type = sd_analyse_type(analysis, serialize->type_name);

    return sd_tree_new(analysis->arena, TREE_XML,
                       (TreeParts){ .type = sd_side_type(analysis->side, type),
                                    .number = PG_QUERY__XML_EXPR_OP__IS_XMLSERIALIZE,
                                    .number2 = serialize->xmloption,
                                    .qualifier = type,
                                    .children = &value,
                                    .count = 1 });
}

static Tree *analyse_parameter(Analysis *analysis, const PgQuery__ParamRef *parameter)
{
    size_t number = (size_t) parameter->number;
    bool known = number >= 1 && number <= analysis->parameter_count;
    TypeOid type = known ? sd_side_type(analysis->side, analysis->parameters[number - 1].type) : 0;

    return sd_tree_new(analysis->arena, TREE_PARAM, (TreeParts){ .type = type, .number = parameter->number });
}

static Tree *analyse_node(Analysis *analysis, const Scope *scope, const PgQuery__Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
        return analyse_constant(analysis, node->a_const);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return analyse_a_expr(analysis, scope, node->a_expr);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        return analyse_boolean(analysis, scope, node->bool_expr);
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return sd_scope_column(analysis, scope, node->column_ref);
    case PG_QUERY__NODE__NODE_PARAM_REF:
        return analyse_parameter(analysis, node->param_ref);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return sd_analyse_function(analysis, scope, node->func_call);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return analyse_cast(analysis, scope, node->type_cast);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return analyse_collate(analysis, scope, node->collate_clause);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return analyse_case(analysis, scope, node->case_expr);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return of_common_type(analysis, scope, TREE_COALESCE, node->coalesce_expr->n_args, node->coalesce_expr->args);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return of_common_type(analysis, scope,
                              node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? TREE_GREATEST
                                                                                          : TREE_LEAST,
                              node->min_max_expr->n_args, node->min_max_expr->args);
    case PG_QUERY__NODE__NODE_NULL_TEST:
        return null_test(analysis, sd_analyse_expr(analysis, scope, node->null_test->arg),
                         node->null_test->nulltesttype);
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
        return analyse_boolean_test(analysis, scope, node->boolean_test);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return analyse_sublink(analysis, scope, node->sub_link);
    case PG_QUERY__NODE__NODE_ROW_EXPR:
        return analyse_row(analysis, scope, node->row_expr);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return analyse_array(analysis, scope, node->a_array_expr, 0);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        return analyse_indirection(analysis, scope, node->a_indirection);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return analyse_value_function(analysis, node->sqlvalue_function);
    case PG_QUERY__NODE__NODE_XML_EXPR:
        return analyse_xml(analysis, scope, node->xml_expr);
    case PG_QUERY__NODE__NODE_XML_SERIALIZE:
        return analyse_xml_serialize(analysis, scope, node->xml_serialize);
    case PG_QUERY__NODE__NODE_SET_TO_DEFAULT:
        return sd_tree_new(analysis->arena, TREE_DEFAULT, (TreeParts){ 0 });
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        return sd_analyse_query(analysis, scope, node->select_stmt).tree;
    case PG_QUERY__NODE__NODE_TYPE_NAME: {
        Name type = sd_analyse_type(analysis, node->type_name);

        return sd_tree_new(analysis->arena, TREE_OTHER, (TreeParts){ .qualifier = type });
    }
    case PG_QUERY__NODE__NODE_LIST:
        return sd_analyse_other(analysis, scope, &node->list->base);
    default:
        return sd_analyse_other(analysis, scope, &node->base);
    }
}

Tree *sd_analyse_expr(Analysis *analysis, const Scope *scope, const PgQuery__Node *node)
{
    Tree *tree;

    if (!node) {
        return NULL;
    }
    if (analysis->depth >= DEPTH_MAX || analysis->steps++ > STEPS_MAX) {
        analysis->incomplete = true;
        return sd_tree_new(analysis->arena, TREE_OTHER, (TreeParts){ .number = -1 });
    }
    analysis->depth++;
    tree = analyse_node(analysis, scope, node);
    analysis->depth--;
    return tree;
}
