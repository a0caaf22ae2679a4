/* DO: blocks whose statements can be read run as the server would run them.
 *
 * Read are static statements, EXECUTE of a text that can be put together (do_value.c), IF with a condition over the system
 * catalogs (catalog_test.c), loops over arrays, numbers and the catalogs (catalog_rows.c), and blocks whose EXCEPTION clause
 * forgives what is there already or not there.  What decides at run time, variables that change, other conditions, is
 * reported when it may change the schema, unless a comment says what it does (effect.c).
 * libpg_query gives the body as JSON; what it holds is found again in the text, for places in messages.  Loops are in do_loop.c. */
#include "parser/sql/do.h"

#include <pg_query.h>
#include <string.h>

/* ---- pieces of the body -------------------------------------------------------------------------------------------- */

const char *sd_block_text(const json_t *expr)
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

static bool statement_has_effect(Block *block, const char *text)
{
    const PgQuery__Node *node = text ? sd_inner_parse(block->session, text) : NULL;

    if (node && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT) {
        return sd_select_has_effect(block->session, node->select_stmt);
    }
    return !node || sd_statement_has_effect(node);
}

/* Whether something below may change the schema, whatever way is taken. */
bool sd_block_has_effect(Block *block, const json_t *json)
{
    const char *key;
    json_t *value;
    size_t index;

    if (json_is_array(json)) {
        json_array_foreach(json, index, value)
        {
            if (sd_block_has_effect(block, value)) {
                return true;
            }
        }
        return false;
    }
    json_object_foreach((json_t *) (uintptr_t) json, key, value)
    {
        if (strcmp(key, "PLpgSQL_stmt_execsql") == 0 || strcmp(key, "PLpgSQL_stmt_perform") == 0) {
            const json_t *statement = json_object_get(value, "sqlstmt");

            if (statement_has_effect(block, sd_block_text(statement ? statement : json_object_get(value, "expr")))) {
                return true;
            }
        } else if (strcmp(key, "PLpgSQL_stmt_dynexecute") == 0 || strcmp(key, "PLpgSQL_stmt_call") == 0 ||
                   strcmp(key, "PLpgSQL_stmt_dynfors") == 0 || sd_block_has_effect(block, value)) {
            return true;
        }
    }
    return false;
}

void sd_block_report(Block *block, const char *what, const char *piece)
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

/* SELECT and changes of rows are left to the readers that say so.  INTO is cut out of the text by the parser. */
static void run_sql(Block *block, const json_t *statement)
{
    const char *text = sd_block_text(json_object_get(statement, "sqlstmt"));

    if (text) {
        run_text(block, text, find_piece(block, text));
    }
}

/* The expression with the values of variables. */
const PgQuery__Node *sd_block_expression(const Block *block, const char *text)
{
    Arena *arena = block->session->diag->arena;

    return text ? sd_inner_expression(block->session, sd_variables_expand(arena, block->variables, text)) : NULL;
}

const char *sd_block_value(const Block *block, const char *text)
{
    const Evaluation evaluation = { .session = block->session };

    return sd_value_of(&evaluation, sd_block_expression(block, text));
}

static void run_dynamic(Block *block, const json_t *statement)
{
    const char *text = sd_block_text(json_object_get(statement, "query")), *value = sd_block_value(block, text);

    if (value) { /* values of USING go into changes of rows alone */
        run_text(block, value, INNER_NOWHERE);
    } else {
        sd_block_report(block, "EXECUTE of a text that is put together", text);
    }
}

/* PERFORM f(x) comes as SELECT f(x). */
static void run_perform(Block *block, const json_t *statement)
{
    const char *text = sd_block_text(json_object_get(statement, "expr"));

    if (text) {
        run_text(block, text, strlen(text) > 7 ? find_piece(block, text + strlen("SELECT ")) - 7 : INNER_NOWHERE);
    }
}

/* ---- IF -------------------------------------------------------------------------------------------------------------- */

static Truth test(const Block *block, const json_t *condition)
{
    const PgQuery__Node *node = sd_block_expression(block, sd_block_text(condition));

    return node ? sd_catalog_test(block->session, node) : TRUTH_UNKNOWN;
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
            sd_block_run(block, body);
            return;
        }
        if (truth == TRUTH_UNKNOWN) {
            if (sd_block_has_effect(block, statement)) {
                sd_block_report(block, "IF with this condition", sd_block_text(condition));
            }
            return;
        }
        other = json_object_get(json_array_get(others, next++), "PLpgSQL_if_elsif");
        condition = json_object_get(other, "cond");
        body = json_object_get(other, "stmts");
    }
    sd_block_run(block, rest);
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

    sd_block_run(block, body);
    if (!block->raised) {
        return;
    }
    diag->count = count; /* the server says nothing either */
    diag->errors = errors;
    block->raised = false;
    if (block->begun != begun || json_array_size(body) > 1) {
        sd_effect_unknown(block->session, -1, "an EXCEPTION clause that undoes several statements");
    }
    sd_block_run(block, action);
}

static void run_block(Block *block, const json_t *statement)
{
    const json_t *body = json_object_get(statement, "body"), *action = NULL;
    const json_t *exceptions = json_object_get(statement, "exceptions");

    if (exceptions && forgives(exceptions, &action)) {
        run_guarded(block, body, action);
    } else {
        sd_block_run(block, body);
    }
}

/* ---- the table of statements ------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*run)(Block *block, const json_t *statement);
} statements[] = {
    { "PLpgSQL_stmt_block", run_block },
    { "PLpgSQL_stmt_if", run_if },
    { "PLpgSQL_stmt_execsql", run_sql },
    { "PLpgSQL_stmt_dynexecute", run_dynamic },
    { "PLpgSQL_stmt_perform", run_perform },
    { "PLpgSQL_stmt_fors", sd_block_run_rows },
    { "PLpgSQL_stmt_foreach_a", sd_block_run_array },
    { "PLpgSQL_stmt_fori", sd_block_run_numbers },
};

/* What others are called, and which of their expressions shows where they stand. */
static const struct {
    const char *name, *words, *row;
} others[] = {
    { "PLpgSQL_stmt_dynfors", "a loop over the rows of a text that is put together", "query" },
    { "PLpgSQL_stmt_while", "a loop with this condition", "cond" },
    { "PLpgSQL_stmt_case", "CASE of a block", "t_expr" },
    { "PLpgSQL_stmt_call", "CALL of a procedure", "expr" },
};

static void report_other(Block *block, const char *key, const json_t *statement)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].name, key) == 0) {
            sd_block_report(block, others[i].words, sd_block_text(json_object_get(statement, others[i].row)));
            return;
        }
    }
    sd_block_report(block, "this part of a DO block", NULL);
}

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
        if (sd_block_has_effect(block, one)) {
            report_other(block, key, value);
        }
    }
}

void sd_block_run(Block *block, const json_t *list)
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
        block->datums = json_object_get(function, "datums");
        block->action = action;
        sd_block_declare(block);
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
