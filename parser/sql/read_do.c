/* DO: blocks whose statements can be read run as the server would run them.
 *
 * Read are static statements, EXECUTE of a constant string, IF with a condition over the system catalogs (catalog_test.c),
 * and blocks whose EXCEPTION clause forgives what is there already or not there.  What decides at run time, loops,
 * variables, other conditions, is reported when it may change the schema, unless a comment says what it does (effect.c).
 * libpg_query gives the body as JSON; what it holds is found again in the text, for places in messages. */
#include "parser/sql/inner.h"
#include "parser/sql/lexer.h"

#include <jansson.h>
#include <pg_query.h>
#include <string.h>

typedef struct Block {
    Session *session;
    size_t at;   /* in the statement: where the next piece of the body is looked for */
    bool begun;  /* something was changed: it cannot wait any more */
    bool waits;  /* the first statement waits for its object */
    bool raised; /* a statement failed that an EXCEPTION clause may forgive */
} Block;

static void run_list(Block *block, const json_t *list);

/* ---- pieces of the body -------------------------------------------------------------------------------------------- */

static const char *text_of(const json_t *expr)
{
    return json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
}

/* The piece of the statement's text that reads so, from where the last one was found; INNER_NOWHERE in a body that is
 * quoted with single quotes. */
static int64_t find_piece(Block *block, const char *piece)
{
    const Statement *statement = block->session->statement;
    size_t length = strlen(piece);

    for (size_t at = block->at; length && at + length <= statement->length; at++) {
        if (memcmp(statement->text + at, piece, length) == 0) {
            block->at = at + length;
            return (int64_t) statement->parsed_from + statement->location + (int64_t) at;
        }
    }
    return INNER_NOWHERE;
}

/* A node location for messages about a piece of the body; -1 when it was not found. */
static int32_t location_of(const Block *block, int64_t offset)
{
    return offset == INNER_NOWHERE ? -1 : (int32_t) (offset - (int64_t) block->session->statement->parsed_from);
}

/* ---- what may change the schema -------------------------------------------------------------------------------------- */

static bool has_effect(Block *block, const json_t *json);

static bool statement_has_effect(Block *block, const char *text)
{
    const PgQuery__Node *node = text ? sd_inner_parse(block->session, text) : NULL;

    return !node || (node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT && sd_statement_has_effect(node));
}

/* Whether something below may change the schema, whatever way is taken. */
static bool has_effect(Block *block, const json_t *json)
{
    const char *key;
    json_t *value;
    size_t index;

    if (json_is_array(json)) {
        json_array_foreach(json, index, value)
        {
            if (has_effect(block, value)) {
                return true;
            }
        }
        return false;
    }
    json_object_foreach((json_t *) (uintptr_t) json, key, value)
    {
        if (strcmp(key, "PLpgSQL_stmt_execsql") == 0) {
            if (statement_has_effect(block, text_of(json_object_get(value, "sqlstmt")))) {
                return true;
            }
        } else if (strcmp(key, "PLpgSQL_stmt_dynexecute") == 0 || strcmp(key, "PLpgSQL_stmt_call") == 0 ||
                   strcmp(key, "PLpgSQL_stmt_dynfors") == 0 || has_effect(block, value)) {
            return true;
        }
    }
    return false;
}

static void report(Block *block, const char *what, const char *piece)
{
    sd_effect_unknown(block->session, location_of(block, piece ? find_piece(block, piece) : INNER_NOWHERE), what);
}

/* ---- statements ------------------------------------------------------------------------------------------------------ */

static void run_text(Block *block, const char *text, int64_t offset)
{
    Session *session = block->session;
    bool last_round = session->last_round;
    InnerResult result;

    session->last_round = last_round || block->begun;
    result = sd_inner_read(session, text, strlen(text), offset);
    session->last_round = last_round;
    block->waits = result == INNER_WAIT;
    block->raised = result == INNER_FAILED;
    block->begun = block->begun || result == INNER_DONE;
}

/* SELECT, with or without INTO, and changes of rows are left to the readers that say so. */
static void run_sql(Block *block, const json_t *statement)
{
    const char *text = text_of(json_object_get(statement, "sqlstmt"));

    if (text && !json_is_true(json_object_get(statement, "into"))) {
        run_text(block, text, find_piece(block, text));
    }
}

/* EXECUTE of a string; format() and || of anything else are not computed here. */
static void run_dynamic(Block *block, const json_t *statement)
{
    const char *text = text_of(json_object_get(statement, "query"));
    const PgQuery__Node *node =
        text ? sd_inner_parse(block->session, sd_arena_format(block->session->diag->arena, "SELECT %s", text)) : NULL;
    const PgQuery__Node *value =
        node && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT && node->select_stmt->n_target_list == 1
            ? node->select_stmt->target_list[0]->res_target->val
            : NULL;

    if (value && value->node_case == PG_QUERY__NODE__NODE_A_CONST &&
        value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL) {
        run_text(block, value->a_const->sval->sval, INNER_NOWHERE);
    } else {
        report(block, "EXECUTE of a text that is put together", text);
    }
}

/* PERFORM f(x) comes as SELECT f(x). */
static void run_perform(Block *block, const json_t *statement)
{
    const char *text = text_of(json_object_get(statement, "expr"));

    if (text) {
        run_text(block, text, strlen(text) > 7 ? find_piece(block, text + strlen("SELECT ")) - 7 : INNER_NOWHERE);
    }
}

/* ---- IF -------------------------------------------------------------------------------------------------------------- */

static Truth test(Block *block, const json_t *condition)
{
    const char *text = text_of(condition);
    const PgQuery__Node *node =
        text ? sd_inner_parse(block->session, sd_arena_format(block->session->diag->arena, "SELECT %s", text)) : NULL;

    if (!node || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT || node->select_stmt->n_target_list != 1) {
        return TRUTH_UNKNOWN;
    }
    return sd_catalog_test(block->session, node->select_stmt->target_list[0]->res_target->val);
}

static void run_if(Block *block, const json_t *statement)
{
    const json_t *condition = json_object_get(statement, "cond"), *body = json_object_get(statement, "then_body");
    const json_t *others = json_object_get(statement, "elsif_list");
    const json_t *rest = json_object_get(statement, "else_body");
    size_t next = 0;

    while (condition) {
        Truth truth = test(block, condition);
        const json_t *other;

        if (truth == TRUTH_YES) {
            run_list(block, body);
            return;
        }
        if (truth == TRUTH_UNKNOWN) {
            if (has_effect(block, statement)) {
                report(block, "IF with this condition", text_of(condition));
            }
            return;
        }
        other = json_object_get(json_array_get(others, next++), "PLpgSQL_if_elsif");
        condition = json_object_get(other, "cond");
        body = json_object_get(other, "stmts");
    }
    run_list(block, rest);
}

/* ---- blocks ---------------------------------------------------------------------------------------------------------- */

/* Conditions under which what is there already, or is not there, is no error (errcodes-appendix). */
static bool forgives(const json_t *exceptions, const json_t **action)
{
    static const char *const starts[] = {
        "duplicate_", "undefined_", "others", "invalid_",
        "unique_",    "object_",    "wrong_", "syntax_error_or_access_rule_violation"
    };
    const json_t *list = json_object_get(json_object_get(exceptions, "PLpgSQL_exception_block"), "exc_list");
    json_t *exception, *condition;
    size_t index, inner;

    json_array_foreach(list, index, exception)
    {
        const json_t *one = json_object_get(exception, "PLpgSQL_exception");

        json_array_foreach(json_object_get(one, "conditions"), inner, condition)
        {
            const char *name =
                json_string_value(json_object_get(json_object_get(condition, "PLpgSQL_condition"), "condname"));

            for (size_t i = 0; name && i < sizeof starts / sizeof *starts; i++) {
                if (strncmp(name, starts[i], strlen(starts[i])) == 0) {
                    *action = json_object_get(one, "action");
                    return true;
                }
            }
        }
    }
    return false;
}

static void run_guarded(Block *block, const json_t *body, const json_t *action)
{
    Diag *diag = block->session->diag;
    size_t count = diag->count, errors = diag->errors;
    bool begun = block->begun;

    run_list(block, body);
    if (!block->raised) {
        return;
    }
    diag->count = count; /* the server says nothing either */
    diag->errors = errors;
    block->raised = false;
    if (block->begun != begun || json_array_size(body) > 1) {
        sd_effect_unknown(block->session, -1, "an EXCEPTION clause that undoes several statements");
    }
    run_list(block, action);
}

static void run_block(Block *block, const json_t *statement)
{
    const json_t *body = json_object_get(statement, "body"), *action = NULL;
    const json_t *exceptions = json_object_get(statement, "exceptions");

    if (exceptions && forgives(exceptions, &action)) {
        run_guarded(block, body, action);
    } else {
        run_list(block, body);
    }
}

/* ---- the table of statements ------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*run)(Block *block, const json_t *statement);
} statements[] = {
    { "PLpgSQL_stmt_block", run_block },     { "PLpgSQL_stmt_if", run_if },
    { "PLpgSQL_stmt_execsql", run_sql },     { "PLpgSQL_stmt_dynexecute", run_dynamic },
    { "PLpgSQL_stmt_perform", run_perform },
};

static void run_one(Block *block, const json_t *one)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *) (uintptr_t) one, key, value)
    {
        for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
            if (strcmp(statements[i].name, key) == 0) {
                statements[i].run(block, value);
                return;
            }
        }
        if (has_effect(block, one)) {
            report(block, "this part of a DO block", NULL);
        }
    }
}

static void run_list(Block *block, const json_t *list)
{
    json_t *one;
    size_t index;

    json_array_foreach(list, index, one)
    {
        if (block->waits || block->raised) {
            return;
        }
        run_one(block, one);
    }
}

static bool is_plpgsql(const PgQuery__DoStmt *statement)
{
    for (size_t i = 0; i < statement->n_args; i++) {
        const PgQuery__DefElem *option = statement->args[i]->def_elem;

        if (strcmp(option->defname, "language") == 0 && option->arg &&
            option->arg->node_case == PG_QUERY__NODE__NODE_STRING) {
            return strcmp(option->arg->string->sval, "plpgsql") == 0;
        }
    }
    return true;
}

static void run(Block *block, const char *text)
{
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(text);
    json_t *functions = parsed.error ? NULL : json_loads(parsed.plpgsql_funcs, 0, NULL);
    const json_t *function = json_object_get(json_array_get(functions, 0), "PLpgSQL_function");
    const json_t *action = json_object_get(function, "action");

    if (action) {
        run_one(block, action);
    } else {
        sd_effect_unknown(block->session, -1, "a DO block that cannot be parsed");
    }
    json_decref(functions);
    pg_query_free_plpgsql_parse_result(parsed);
}

ReadResult sd_read_do(Session *session, const PgQuery__Node *node)
{
    Block block = { .session = session };
    const Statement *statement = session->statement;
    ReadResult result;

    if (sd_effect_read(session, &result)) {
        return result;
    }
    if (!is_plpgsql(node->do_stmt)) {
        sd_effect_unknown(session, -1, "a DO block in another language than plpgsql");
        return READ_DONE;
    }
    run(&block, sd_arena_copy(session->diag->arena, statement->text, statement->length));
    return block.waits && !block.begun ? READ_WAIT : READ_DONE;
}
