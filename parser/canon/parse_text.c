#include "parser/canon/parse_text.h"

#include "model/text.h"
#include "parser/handover.h"

#include <pg_query.h>
#include <string.h>

static const struct {
    const char *before, *behind;
} wrappers[] = {
    [FORM_EXPRESSION] = { "SELECT (", "\n)" },
    [FORM_ELEMENT] = { "SELECT (", "\n)" },
    [FORM_QUERY] = { "", "" },
    [FORM_PARTITION_KEY] = { "CREATE TABLE x () PARTITION BY ", "" },
    [FORM_PARTITION_BOUND] = { "CREATE TABLE x PARTITION OF y ", "" },
    [FORM_BODY] = { "CREATE FUNCTION x() ", "" },
    [FORM_ACTIONS] = { "CREATE RULE x AS ON UPDATE TO y DO (", "\n)" },
};

static PgQuery__ParseResult *parse(Arena *arena, const char *statement)
{
    PgQueryProtobufParseResult parsed;
    PgQuery__ParseResult *tree = sd_parse_uncut(arena, statement, &parsed);

    pg_query_free_protobuf_parse_result(parsed);
    return tree;
}

static const ProtobufCMessage *target_of(const PgQuery__SelectStmt *select)
{
    const PgQuery__Node *target = select->n_target_list == 1 ? select->target_list[0] : NULL;

    if (!target || target->node_case != PG_QUERY__NODE__NODE_RES_TARGET || !target->res_target->val) {
        return NULL;
    }
    return &target->res_target->val->base;
}

static const ProtobufCMessage *part_of(const PgQuery__Node *node, TextForm form)
{
    const PgQuery__CreateStmt *create = node->node_case == PG_QUERY__NODE__NODE_CREATE_STMT ? node->create_stmt : NULL;
    const PgQuery__SelectStmt *select = node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? node->select_stmt : NULL;

    switch (form) {
    case FORM_EXPRESSION:
    case FORM_ELEMENT:
        return select ? target_of(select) : NULL;
    case FORM_QUERY:
        return select ? &select->base : NULL;
    case FORM_PARTITION_KEY:
        return create && create->partspec ? &create->partspec->base : NULL;
    case FORM_PARTITION_BOUND:
        return create && create->partbound ? &create->partbound->base : NULL;
    case FORM_BODY:
        return node->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT && node->create_function_stmt->sql_body
                   ? &node->create_function_stmt->sql_body->base
                   : NULL;
    case FORM_ACTIONS:
        return node->node_case == PG_QUERY__NODE__NODE_RULE_STMT ? &node->rule_stmt->base : NULL;
    }
    return NULL;
}

/* A text that is one identifier needs no parser: a column. */
static const ProtobufCMessage *column_of(Arena *arena, Name text, int32_t location)
{
    PgQuery__String *string;
    PgQuery__Node *field, *node;
    PgQuery__ColumnRef *column;
    size_t start = text->text[0] == '"', length = text->length;
    char *name;
    size_t kept = 0;

    if (!start && !sd_identifier_is_plain(text->text)) {
        return NULL;
    }
    name = sd_arena_alloc(arena, length + 1);
    for (size_t i = start; i < length - start; i++) {
        if (start && text->text[i] == '"' && text->text[++i] != '"') {
            return NULL;
        }
        name[kept++] = text->text[i];
    }
    if (start && (length < 3 || text->text[length - 1] != '"')) {
        return NULL;
    }
    string = sd_arena_alloc(arena, sizeof *string);
    pg_query__string__init(string);
    string->sval = name;
    field = sd_arena_alloc(arena, sizeof *field);
    pg_query__node__init(field);
    field->node_case = PG_QUERY__NODE__NODE_STRING;
    field->string = string;
    column = sd_arena_alloc(arena, sizeof *column);
    pg_query__column_ref__init(column);
    column->location = location;
    column->n_fields = 1;
    column->fields = sd_arena_alloc(arena, sizeof *column->fields);
    column->fields[0] = field;
    node = sd_arena_alloc(arena, sizeof *node);
    pg_query__node__init(node);
    node->node_case = PG_QUERY__NODE__NODE_COLUMN_REF;
    node->column_ref = column;
    return &node->base;
}

/* The values of CYCLE are printed with a cast, which the grammar does not take there (get_with_clause of ruleutils.c,
 * opt_cycle_clause of gram.y): SET c TO 'y'::text DEFAULT 'n'::text USING p.  NULL: nothing of that sort. */
static char *without_casts_of_cycle(Arena *arena, const char *text)
{
    Text out = sd_text(arena);
    bool in_cycle = false, quoted = false, any = false;

    for (const char *at = text; *at; at++) {
        quoted ^= *at == '\'';
        if (!quoted && strncmp(at, " CYCLE ", 7) == 0) {
            in_cycle = true;
        } else if (!quoted && strncmp(at, " USING ", 7) == 0) {
            in_cycle = false;
        }
        if (in_cycle && !quoted && strncmp(at, "::", 2) == 0) {
            size_t word = strcspn(at, "\"\n");
            size_t next = 2;

            while (next < word && strncmp(at + next, " DEFAULT ", 9) != 0 && strncmp(at + next, " USING ", 7) != 0) {
                next++;
            }
            at += next - 1;
            any = true;
            continue;
        }
        sd_text_char(&out, *at);
    }
    return any ? out.bytes : NULL;
}

const ProtobufCMessage *sd_parse_text(Arena *arena, TextForm form, Name text, int32_t *offset)
{
    PgQuery__ParseResult *tree;
    const ProtobufCMessage *column;
    Text statement;

    *offset = (int32_t) strlen(wrappers[form].before);
    column = form == FORM_ELEMENT ? column_of(arena, text, *offset) : NULL;
    if (column) {
        return column;
    }
    statement = sd_text(arena);
    sd_text_put(&statement, wrappers[form].before);
    sd_text_put_name(&statement, text);
    sd_text_put(&statement, wrappers[form].behind);
    tree = parse(arena, statement.bytes);
    if (!tree && form == FORM_QUERY) {
        char *again = without_casts_of_cycle(arena, statement.bytes);

        tree = again ? parse(arena, again) : NULL;
    }
    if (!tree || tree->n_stmts != 1 || !tree->stmts[0]->stmt) {
        return NULL;
    }
    return part_of(tree->stmts[0]->stmt, form);
}
