/* The XML constructs of the grammar: transformXmlExpr() of parse_expr.c. */
#include "parser/canon/analysis.h"

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
    return sd_tree_new(
        analysis->arena, TREE_TARGET,
        (TreeParts){ .text = name ? name : sd_output_name(analysis, target->val), .children = &value, .count = 1 });
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

Tree *sd_analyse_xml(Analysis *analysis, const Scope *scope, const PgQuery__XmlExpr *expr)
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

Tree *sd_analyse_xml_serialize(Analysis *analysis, const Scope *scope, const PgQuery__XmlSerialize *serialize)
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
