/* The name of an output column that has no AS: FigureColname() of parse_target.c. */
#include "parser/canon/analysis.h"

#include <string.h>

/* How sure the name is: a weak one (of a type) gives way to that of what is cast. */
typedef enum Strength { NAME_NONE, NAME_WEAK, NAME_STRONG } Strength;

static Strength figure(const PgQuery__Node *node, const char **name, int depth);

static Strength last_string(size_t count, PgQuery__Node *const *fields, const char **name)
{
    for (size_t i = count; i-- > 0;) {
        if (fields[i]->node_case == PG_QUERY__NODE__NODE_STRING) {
            *name = fields[i]->string->sval;
            return NAME_STRONG;
        }
    }
    return NAME_NONE;
}

static Strength of_sublink(const PgQuery__SubLink *link, const char **name, int depth)
{
    const PgQuery__SelectStmt *select;
    const PgQuery__ResTarget *target;

    switch (link->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
        *name = "exists";
        return NAME_STRONG;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        *name = "array";
        return NAME_STRONG;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        select = link->subselect && link->subselect->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
                     ? link->subselect->select_stmt
                     : NULL;
        /* In a set operation or VALUES the first column's name is that of the leftmost query. */
        while (select && select->larg) {
            select = select->larg;
        }
        if (select && select->n_values_lists) {
            *name = "column1";
            return NAME_STRONG;
        }
        if (!select || select->n_target_list == 0 ||
            select->target_list[0]->node_case != PG_QUERY__NODE__NODE_RES_TARGET) {
            return NAME_NONE;
        }
        target = select->target_list[0]->res_target;
        if (target->name && *target->name) {
            *name = target->name;
            return NAME_STRONG;
        }
        return figure(target->val, name, depth + 1);
    default:
        return NAME_NONE;
    }
}

static const char *const value_functions[] = {
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE] = "current_date",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME] = "current_time",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N] = "current_time",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP] = "current_timestamp",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N] = "current_timestamp",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME] = "localtime",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N] = "localtime",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP] = "localtimestamp",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N] = "localtimestamp",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE] = "current_role",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER] = "current_user",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER] = "user",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER] = "session_user",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG] = "current_catalog",
    [PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA] = "current_schema",
};

static const char *const xml_functions[] = {
    [PG_QUERY__XML_EXPR_OP__IS_XMLCONCAT] = "xmlconcat", [PG_QUERY__XML_EXPR_OP__IS_XMLELEMENT] = "xmlelement",
    [PG_QUERY__XML_EXPR_OP__IS_XMLFOREST] = "xmlforest", [PG_QUERY__XML_EXPR_OP__IS_XMLPARSE] = "xmlparse",
    [PG_QUERY__XML_EXPR_OP__IS_XMLPI] = "xmlpi",         [PG_QUERY__XML_EXPR_OP__IS_XMLROOT] = "xmlroot",
};

static Strength known(const char **name, const char *text)
{
    *name = text;
    return NAME_STRONG;
}

static Strength figure(const PgQuery__Node *node, const char **name, int depth)
{
    Strength strength = NAME_NONE;

    if (!node || depth > 200) {
        return NAME_NONE;
    }
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return last_string(node->column_ref->n_fields, node->column_ref->fields, name);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        strength = last_string(node->a_indirection->n_indirection, node->a_indirection->indirection, name);
        return strength ? strength : figure(node->a_indirection->arg, name, depth + 1);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return last_string(node->func_call->n_funcname, node->func_call->funcname, name);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? known(name, "nullif") : NAME_NONE;
    case PG_QUERY__NODE__NODE_TYPE_CAST: {
        const PgQuery__TypeName *type = node->type_cast->type_name;

        strength = figure(node->type_cast->arg, name, depth + 1);
        if (strength != NAME_STRONG && type && last_string(type->n_names, type->names, name)) {
            return NAME_WEAK;
        }
        return strength;
    }
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return figure(node->collate_clause->arg, name, depth + 1);
    case PG_QUERY__NODE__NODE_GROUPING_FUNC:
        return known(name, "grouping");
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return of_sublink(node->sub_link, name, depth);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        strength = figure(node->case_expr->defresult, name, depth + 1);
        if (strength != NAME_STRONG) {
            *name = "case";
            return NAME_WEAK;
        }
        return strength;
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return known(name, "array");
    case PG_QUERY__NODE__NODE_ROW_EXPR:
        return known(name, "row");
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return known(name, "coalesce");
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return known(name, node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest" : "least");
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION: {
        size_t op = (size_t) node->sqlvalue_function->op;

        return op < sizeof value_functions / sizeof *value_functions && value_functions[op]
                   ? known(name, value_functions[op])
                   : NAME_NONE;
    }
    case PG_QUERY__NODE__NODE_XML_EXPR: {
        size_t op = (size_t) node->xml_expr->op;

        return op < sizeof xml_functions / sizeof *xml_functions && xml_functions[op] ? known(name, xml_functions[op])
                                                                                      : NAME_NONE;
    }
    case PG_QUERY__NODE__NODE_XML_SERIALIZE:
        return known(name, "xmlserialize");
    default:
        return NAME_NONE;
    }
}

Name sd_output_name(Analysis *analysis, const PgQuery__Node *node)
{
    const char *name = NULL;

    return sd_name(analysis->side->names, figure(node, &name, 0) && name ? name : "?column?");
}
