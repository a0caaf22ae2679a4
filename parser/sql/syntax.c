#include "parser/sql/syntax.h"

#include <string.h>

const char *sd_syntax_string(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_STRING && node->string->sval ? node->string->sval : "";
}

const char *sd_syntax_last_string(size_t count, PgQuery__Node *const *parts)
{
    return count ? sd_syntax_string(parts[count - 1]) : "";
}

const List *sd_syntax_names(const Session *session, size_t count, PgQuery__Node *const *parts)
{
    Catalog *catalog = sd_session_catalog(session);
    List *list;

    if (count == 0) {
        return NULL;
    }
    list = sd_arena_alloc(catalog->arena, sizeof *list + count * sizeof list->items[0]);
    for (size_t i = 0; i < count; i++) {
        list->items[list->count++] = sd_name(catalog->names, sd_syntax_string(parts[i]));
    }
    return list;
}

const PgQuery__DefElem *sd_syntax_option(size_t count, PgQuery__Node *const *options, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(options[i]->def_elem->defname, name) == 0) {
            return options[i]->def_elem;
        }
    }
    return NULL;
}

void sd_syntax_split_name(const Session *session, const PgQuery__Node *node, Name *schema, Name *name)
{
    PgQuery__Node *one = (PgQuery__Node *) (uintptr_t) node;

    if (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
        sd_session_split_name(session, node->type_name->n_names, node->type_name->names, schema, name);
    } else if (node && node->node_case == PG_QUERY__NODE__NODE_LIST) {
        sd_session_split_name(session, node->list->n_items, node->list->items, schema, name);
    } else {
        sd_session_split_name(session, node ? 1 : 0, &one, schema, name);
    }
}

bool sd_syntax_is_on(const Session *session, const PgQuery__DefElem *option)
{
    static const char *const off[] = { "false", "off", "0" };
    const char *value = sd_session_option_text(session, option);

    for (size_t i = 0; value && i < sizeof off / sizeof *off; i++) {
        if (strcmp(value, off[i]) == 0) {
            return false;
        }
    }
    return true;
}

Name sd_syntax_operator(const Session *session, size_t count, PgQuery__Node *const *parts)
{
    Catalog *catalog = sd_session_catalog(session);
    Text text = sd_text(catalog->arena);
    Name schema, name;

    sd_session_split_name(session, count, parts, &schema, &name);
    if (!name || !schema || strcmp(schema->text, "pg_catalog") == 0) {
        return name;
    }
    sd_text_put(&text, "OPERATOR(");
    sd_text_identifier(&text, schema);
    sd_text_format(&text, ".%s)", name->text);
    return sd_name(catalog->names, text.bytes);
}

/* ---- columns ------------------------------------------------------------------------------------------------ */

/* The last field of a.b.c, a star left out. */
static const char *last_field(size_t count, PgQuery__Node *const *fields)
{
    const char *name = NULL;

    for (size_t i = 0; i < count; i++) {
        if (fields[i]->node_case == PG_QUERY__NODE__NODE_STRING) {
            name = sd_syntax_string(fields[i]);
        }
    }
    return name;
}

typedef struct ColumnSearch {
    const char *found;
    bool several;
} ColumnSearch;

static void search_columns(const ProtobufCMessage *message, ColumnSearch *search);

static void search_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, ColumnSearch *search)
{
    const char *base = (const char *) message;

    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = *(const size_t *) (const void *) (base + field->quantifier_offset);
        ProtobufCMessage **items = *(ProtobufCMessage * *const *) (const void *) (base + field->offset);

        for (size_t i = 0; i < count; i++) {
            search_columns(items[i], search);
        }
        return;
    }
    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF &&
        *(const uint32_t *) (const void *) (base + field->quantifier_offset) != field->id) {
        return;
    }
    search_columns(*(ProtobufCMessage *const *) (const void *) (base + field->offset), search);
}

static void search_columns(const ProtobufCMessage *message, ColumnSearch *search)
{
    const ProtobufCMessageDescriptor *descriptor = message ? message->descriptor : NULL;

    if (!descriptor || search->several) {
        return;
    }
    if (descriptor == &pg_query__column_ref__descriptor) {
        const PgQuery__ColumnRef *reference = (const PgQuery__ColumnRef *) (const void *) message;
        const char *name = last_field(reference->n_fields, reference->fields);

        search->several = search->found && name && strcmp(search->found, name) != 0;
        search->found = name ? name : search->found;
        return;
    }
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        search_field(message, &descriptor->fields[i], search);
    }
}

const char *sd_syntax_only_column(const PgQuery__Node *expression)
{
    ColumnSearch search = { NULL, false };

    search_columns(expression ? &expression->base : NULL, &search);
    return search.several ? NULL : search.found;
}

const char *sd_syntax_bare_column(const PgQuery__Node *expression)
{
    if (!expression || expression->node_case != PG_QUERY__NODE__NODE_COLUMN_REF) {
        return NULL;
    }
    return last_field(expression->column_ref->n_fields, expression->column_ref->fields);
}

bool sd_syntax_is_null(const PgQuery__Node *expression, const PgQuery__TypeName **type)
{
    *type = NULL;
    if (expression && expression->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        *type = expression->type_cast->type_name;
        expression = expression->type_cast->arg;
    }
    return expression && expression->node_case == PG_QUERY__NODE__NODE_A_CONST && expression->a_const->isnull;
}

/* ---- names of index columns --------------------------------------------------------------------------------- */

/* How sure the server is of a name. */
typedef enum Strength { STRENGTH_NONE, STRENGTH_WEAK, STRENGTH_GOOD } Strength;

typedef struct FixedName {
    int code;
    const char *name;
} FixedName;

static const FixedName node_names[] = {
    { PG_QUERY__NODE__NODE_GROUPING_FUNC, "grouping" },
    { PG_QUERY__NODE__NODE_A_ARRAY_EXPR, "array" },
    { PG_QUERY__NODE__NODE_ROW_EXPR, "row" },
    { PG_QUERY__NODE__NODE_COALESCE_EXPR, "coalesce" },
    { PG_QUERY__NODE__NODE_XML_SERIALIZE, "xmlserialize" },
    { 0, NULL },
};

static const FixedName value_function_names[] = {
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE, "current_date" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME, "current_time" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N, "current_time" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP, "current_timestamp" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N, "current_timestamp" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME, "localtime" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N, "localtime" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP, "localtimestamp" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N, "localtimestamp" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE, "current_role" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER, "current_user" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER, "user" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER, "session_user" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG, "current_catalog" },
    { PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA, "current_schema" },
    { 0, NULL },
};

static const FixedName xml_names[] = {
    { PG_QUERY__XML_EXPR_OP__IS_XMLCONCAT, "xmlconcat" },
    { PG_QUERY__XML_EXPR_OP__IS_XMLELEMENT, "xmlelement" },
    { PG_QUERY__XML_EXPR_OP__IS_XMLFOREST, "xmlforest" },
    { PG_QUERY__XML_EXPR_OP__IS_XMLPARSE, "xmlparse" },
    { PG_QUERY__XML_EXPR_OP__IS_XMLPI, "xmlpi" },
    { PG_QUERY__XML_EXPR_OP__IS_XMLROOT, "xmlroot" },
    { 0, NULL },
};

static const char *fixed_name(const FixedName *table, int code)
{
    for (; table->name; table++) {
        if (table->code == code) {
            return table->name;
        }
    }
    return NULL;
}

static Strength good(const char *found, const char **name)
{
    *name = found ? found : *name;
    return found ? STRENGTH_GOOD : STRENGTH_NONE;
}

static Strength figure(const PgQuery__Node *node, const char **name);

static Strength figure_cast(const PgQuery__TypeCast *cast, const char **name)
{
    Strength strength = figure(cast->arg, name);

    if (strength <= STRENGTH_WEAK && cast->type_name) {
        *name = sd_syntax_last_string(cast->type_name->n_names, cast->type_name->names);
        return STRENGTH_WEAK;
    }
    return strength;
}

static Strength figure_case(const PgQuery__CaseExpr *expression, const char **name)
{
    Strength strength = figure(expression->defresult, name);

    if (strength <= STRENGTH_WEAK) {
        *name = "case";
        return STRENGTH_WEAK;
    }
    return strength;
}

static Strength figure_indirection(const PgQuery__AIndirection *indirection, const char **name)
{
    const char *field = last_field(indirection->n_indirection, indirection->indirection);

    return field ? good(field, name) : figure(indirection->arg, name);
}

static Strength figure(const PgQuery__Node *node, const char **name)
{
    if (!node) {
        return STRENGTH_NONE;
    }
    switch ((int) node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return good(last_field(node->column_ref->n_fields, node->column_ref->fields), name);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        return figure_indirection(node->a_indirection, name);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return good(sd_syntax_last_string(node->func_call->n_funcname, node->func_call->funcname), name);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return good(node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? "nullif" : NULL, name);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return figure_cast(node->type_cast, name);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return figure(node->collate_clause->arg, name);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return figure_case(node->case_expr, name);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return good(node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_LEAST ? "least" : "greatest", name);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return good(fixed_name(value_function_names, (int) node->sqlvalue_function->op), name);
    case PG_QUERY__NODE__NODE_XML_EXPR:
        return good(fixed_name(xml_names, (int) node->xml_expr->op), name);
    default:
        return good(fixed_name(node_names, (int) node->node_case), name);
    }
}

const char *sd_syntax_index_column_name(const PgQuery__Node *expression)
{
    const char *name = NULL;

    (void) figure(expression, &name);
    return name;
}
