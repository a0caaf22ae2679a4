/* Expressions: parse_expr.c of the server. */
#include "parser/canon/analysis.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 800, STEPS_MAX = 1000000 };

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

static Tree *negated(Analysis *analysis, Tree *tree)
{
    return sd_tree_of(analysis->arena, TREE_NOT, TYPE_BOOL, tree, NULL, NULL);
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
    return sd_trees_as(analysis, kind, TYPE_BOOL, 0, &list);
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
        const PgQuery__CaseWhen *when =
            expr->args[i]->node_case == PG_QUERY__NODE__NODE_CASE_WHEN ? expr->args[i]->case_when : NULL;

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
    return sd_trees_as(analysis, TREE_CASE, type, argument != NULL, &children);
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
    return sd_trees_as(analysis, kind, type, 0, &items);
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
            sd_trees_add(analysis, &fields, sd_analyse_expr(analysis, scope, node));
        }
    }
    return sd_trees_as(analysis, TREE_ROW, TYPE_RECORD, 0, &fields);
}

/* ---- fields and subscripts -------------------------------------------------------------------------------------- */

/* `out` has the columns of a function's record. */
static Tree *select_field(Analysis *analysis, Tree *tree, Name name, const OutputList *out)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, tree->type);
    RelationColumns columns = { 0 };
    TypeOid type = 0;
    Name modified = NULL;

    for (size_t i = 0; tree->type == TYPE_RECORD && i < out->count; i++) {
        type = out->items[i].name == name ? out->items[i].tree->type : type;
    }
    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    for (size_t i = 0; i < columns.count; i++) {
        if (columns.items[i].name == name) {
            type = columns.items[i].type;
            modified = columns.items[i].modified;
            sd_analysis_edge(analysis, columns.items[i].key);
            sd_analysis_use(analysis, (Use){ .kind = USE_FIELD, .key = columns.items[i].key, .location = -1 });
        }
    }
    if (!type) {
        /* A function call in the guise of a field: (x).name is name(x).  Or a field of a type that is not known. */
        Tree *call = name ? sd_analyse_attribute_call(analysis, name, tree) : NULL;

        if (call) {
            return call;
        }
        analysis->incomplete = true;
    }
    if (tree->kind == TREE_WHOLE && type) {
        return sd_tree_new(analysis->arena, TREE_COLUMN,
                           (TreeParts){ .type = type, .modified = modified, .number = tree->number, .text = name });
    }
    return sd_tree_new(analysis->arena, TREE_FIELD,
                       (TreeParts){ .type = type, .modified = modified, .text = name, .children = &tree, .count = 1 });
}

Tree *sd_analyse_field(Analysis *analysis, Tree *tree, Name name)
{
    const OutputList none = { 0 };

    return select_field(analysis, tree, name, &none);
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
    return sd_trees_as(analysis, TREE_SUBSCRIPT, indices->is_slice || !info->element ? tree->type : info->element,
                       indices->is_slice, &children);
}

static Tree *analyse_indirection(Analysis *analysis, const Scope *scope, const PgQuery__AIndirection *indirection)
{
    Tree *tree = sd_analyse_expr(analysis, scope, indirection->arg);
    OutputList out = sd_called_columns(analysis, indirection->arg);

    for (size_t i = 0; tree && i < indirection->n_indirection; i++) {
        const PgQuery__Node *node = indirection->indirection[i];

        if (node->node_case == PG_QUERY__NODE__NODE_A_INDICES) {
            tree = analyse_subscript(analysis, scope, tree, node->a_indices);
        } else if (node->node_case == PG_QUERY__NODE__NODE_STRING) {
            tree = select_field(analysis, tree, sd_analysis_name(analysis, node->string->sval), &out);
        }
    }
    return tree;
}

/* ---- queries inside expressions ---------------------------------------------------------------------------------- */

static bool is_row(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_ROW_EXPR;
}

/* x op ANY (SELECT ...): the operator is chosen for the query's column. */
static Tree *sublink_test(Analysis *analysis, const Scope *scope, const PgQuery__SubLink *link,
                          const QueryResult *query)
{
    Name schema;
    const char *name = sd_operator_name(analysis, link->n_oper_name, link->oper_name, &schema);
    TreeList tests = { 0 }, left = { 0 };

    if (is_row(link->testexpr)) {
        left = sd_analyse_row_fields(analysis, scope, link->testexpr->row_expr);
    } else {
        sd_trees_add(analysis, &left, sd_analyse_expr(analysis, scope, link->testexpr));
    }
    for (size_t i = 0; i < left.count; i++) {
        bool known = i < query->count && query->outputs[i].tree;
        Tree *column = sd_tree_new(
            analysis->arena, TREE_COLUMN,
            (TreeParts){ .type = known ? query->outputs[i].tree->type : 0, .number = -2, .number2 = (int64_t) i });

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
    Name modified = NULL;
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
    if (link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK && query.count) {
        modified = sd_tree_modified(analysis, query.outputs[0].tree);
    }
    return sd_tree_new(analysis->arena, TREE_SUBLINK,
                       (TreeParts){ .type = type,
                                    .modified = modified,
                                    .number = link->sub_link_type,
                                    .children = children.items,
                                    .count = children.count });
}

/* ---- the rest ----------------------------------------------------------------------------------------------------- */

/* localtime(2): time(2) without time zone. */
static Name with_precision(Analysis *analysis, TypeOid type, int32_t precision)
{
    const char *spelled = type ? sd_side_type_info(analysis->side, type)->spelled->text : NULL;
    size_t word = spelled ? strcspn(spelled, " ") : 0;

    return spelled && precision >= 0 ? sd_name_format(analysis->side->names, "%.*s(%d)%s", (int) word, spelled,
                                                      precision > 6 ? 6 : precision, spelled + word)
                                     : NULL;
}

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
    TypeOid type = op < sizeof types / sizeof *types ? types[op] : 0;

    return sd_tree_new(analysis->arena, TREE_SQL_VALUE,
                       (TreeParts){ .type = type,
                                    .modified = with_precision(analysis, type, function->typmod),
                                    .number = (int64_t) op,
                                    .number2 = function->typmod });
}

static Tree *analyse_boolean_test(Analysis *analysis, const Scope *scope, const PgQuery__BooleanTest *test)
{
    TreeList list = { 0 };

    sd_trees_add(analysis, &list, sd_analyse_condition(analysis, scope, test->arg));
    return sd_trees_as(analysis, TREE_BOOLEAN_TEST, TYPE_BOOL, test->booltesttype, &list);
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
        return sd_analyse_a_expr(analysis, scope, node->a_expr);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        return analyse_boolean(analysis, scope, node->bool_expr);
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return sd_scope_column(analysis, scope, node->column_ref);
    case PG_QUERY__NODE__NODE_PARAM_REF:
        return analyse_parameter(analysis, node->param_ref);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return sd_analyse_function(analysis, scope, node->func_call);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return sd_analyse_cast(analysis, scope, node->type_cast);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return sd_analyse_collate(analysis, scope, node->collate_clause);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return analyse_case(analysis, scope, node->case_expr);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return of_common_type(analysis, scope, TREE_COALESCE, node->coalesce_expr->n_args, node->coalesce_expr->args);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return of_common_type(analysis, scope,
                              node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? TREE_GREATEST : TREE_LEAST,
                              node->min_max_expr->n_args, node->min_max_expr->args);
    case PG_QUERY__NODE__NODE_NULL_TEST:
        return sd_analyse_null_test(analysis, sd_analyse_expr(analysis, scope, node->null_test->arg),
                                    node->null_test->nulltesttype);
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
        return analyse_boolean_test(analysis, scope, node->boolean_test);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return analyse_sublink(analysis, scope, node->sub_link);
    case PG_QUERY__NODE__NODE_ROW_EXPR:
        return analyse_row(analysis, scope, node->row_expr);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return sd_analyse_array(analysis, scope, node->a_array_expr, 0);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        return analyse_indirection(analysis, scope, node->a_indirection);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return analyse_value_function(analysis, node->sqlvalue_function);
    case PG_QUERY__NODE__NODE_XML_EXPR:
        return sd_analyse_xml(analysis, scope, node->xml_expr);
    case PG_QUERY__NODE__NODE_XML_SERIALIZE:
        return sd_analyse_xml_serialize(analysis, scope, node->xml_serialize);
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
