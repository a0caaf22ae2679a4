/* Loops of DO blocks, whose turns are run one after the other where it is known what they go over. */
#include "parser/sql/do.h"

#include <stdlib.h>
#include <string.h>

/* ---- variables ------------------------------------------------------------------------------------------------------- */

/* Whether a statement below sets the variable: as the target of an assignment, of INTO, of a loop. */
static bool sets(const json_t *json, json_int_t number)
{
    const char *key;
    json_t *value;
    size_t index;

    json_array_foreach(json, index, value)
    {
        if (sets(value, number)) {
            return true;
        }
    }
    json_object_foreach((json_t *) (uintptr_t) json, key, value)
    {
        if (((strcmp(key, "varno") == 0 || strcmp(key, "target") == 0 || strcmp(key, "dno") == 0) &&
             json_is_integer(value) && json_integer_value(value) == number) ||
            sets(value, number)) {
            return true;
        }
    }
    return false;
}

static const json_t *variable_of(const Block *block, size_t number)
{
    return json_object_get(json_array_get(block->datums, number), "PLpgSQL_var");
}

/* What variables begin with, where nothing else is ever put into them. */
void sd_block_declare(Block *block)
{
    Arena *arena = block->session->diag->arena;

    for (size_t i = 0; i < json_array_size(block->datums); i++) {
        const json_t *variable = variable_of(block, i);
        const char *name = json_string_value(json_object_get(variable, "refname"));
        const char *value = sd_block_value(block, sd_block_text(json_object_get(variable, "default_val")));
        bool is_hidden = false;

        for (size_t j = 0; j < json_array_size(block->datums) && name; j++) {
            const char *other = json_string_value(json_object_get(variable_of(block, j), "refname"));

            is_hidden = is_hidden || (j != i && other && strcmp(other, name) == 0);
        }
        if (name && value && !is_hidden && !sets(block->action, (json_int_t) i)) {
            Variable *constant = sd_arena_alloc(arena, sizeof *constant);

            *constant = (Variable){ .name = name, .value = value, .next = block->variables };
            block->variables = constant;
        }
    }
}

/* Sets a variable, or the field of one, for a turn of a loop. */
static void set(Block *block, const char *name, const char *field, const char *value)
{
    Variable *variable = sd_arena_alloc(block->session->diag->arena, sizeof *variable);

    *variable = (Variable){ .name = name, .field = field, .value = value, .next = block->variables };
    block->variables = variable;
}

/* The same for a record, whose fields have numbers of their own. */
static bool sets_record(const Block *block, const json_t *json, json_int_t number)
{
    for (size_t i = 0; i < json_array_size(block->datums); i++) {
        const json_t *field = json_object_get(json_array_get(block->datums, i), "PLpgSQL_recfield");

        if (field && json_integer_value(json_object_get(field, "recparentno")) == number &&
            sets(json, (json_int_t) i)) {
            return true;
        }
    }
    return sets(json, number);
}

/* The variables of a loop, which nothing in it may set: their number; 0 when they cannot be known.  A record is a row of one
 * variable until the grammar of 16, and a record from then on. */
static size_t loop_variables(const Block *block, const json_t *loop, const char **names, size_t room)
{
    const json_t *record = json_object_get(json_object_get(loop, "var"), "PLpgSQL_rec");
    const json_t *fields = json_object_get(json_object_get(json_object_get(loop, "var"), "PLpgSQL_row"), "fields");
    const json_t *body = json_object_get(loop, "body");
    size_t count = json_array_size(fields);

    if (record) {
        names[0] = json_string_value(json_object_get(record, "refname"));
        return names[0] && !sets_record(block, body, json_integer_value(json_object_get(record, "dno"))) ? 1 : 0;
    }
    for (size_t i = 0; i < count && count <= room; i++) {
        const json_t *field = json_array_get(fields, i);

        names[i] = json_string_value(json_object_get(field, "name"));
        if (!names[i] || sets(body, json_integer_value(json_object_get(field, "varno")))) {
            return 0;
        }
    }
    return count <= room ? count : 0;
}

static void run_turn(Block *block, const json_t *loop, const CatalogRows *rows, size_t turn, const char **names,
                     size_t count)
{
    const Variable *outer = block->variables;
    const char **values = rows->values + turn * rows->column_count;

    for (size_t i = 0; i < rows->column_count; i++) {
        if (count == 1) { /* a record has fields, a scalar has none */
            set(block, names[0], rows->names[i], values[i]);
        }
        if (count > i && (count > 1 || rows->column_count == 1)) {
            set(block, names[i], NULL, values[i]);
        }
    }
    sd_block_run(block, json_object_get(loop, "body"));
    block->variables = outer;
}

static void run_rows(Block *block, const json_t *loop, const CatalogRows *rows, const char **names, size_t count)
{
    for (size_t i = 0; i < rows->row_count; i++) {
        if (!block->waits && !block->raised) {
            run_turn(block, loop, rows, i, names, count);
        }
    }
}

/* What leaves a loop, or goes on with its next turn, is decided at run time. */
static bool leaves(const json_t *json)
{
    const char *key;
    json_t *value;
    size_t index;

    json_array_foreach(json, index, value)
    {
        if (leaves(value)) {
            return true;
        }
    }
    json_object_foreach((json_t *) (uintptr_t) json, key, value)
    {
        if (strcmp(key, "PLpgSQL_stmt_exit") == 0 || strcmp(key, "PLpgSQL_stmt_return") == 0 || leaves(value)) {
            return true;
        }
    }
    return false;
}

/* FOR r IN SELECT ...: in files without an order, when all is there that they declare. */
void sd_block_run_rows(Block *block, const json_t *loop)
{
    enum { ROOM = 16 };
    Session *session = block->session;
    const char *text = sd_block_text(json_object_get(loop, "query")), *names[ROOM];
    const PgQuery__Node *node =
        text ? sd_inner_parse(session, sd_variables_expand(session->diag->arena, block->variables, text)) : NULL;
    size_t count = loop_variables(block, loop, names, ROOM);
    CatalogRows rows;

    if (!sd_block_has_effect(block, json_object_get(loop, "body"))) {
        return;
    }
    if (!session->in_order && !session->last_round && !block->begun) {
        block->waits = true;
    } else if (count && node && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
               !leaves(json_object_get(loop, "body")) && sd_catalog_rows(session, node->select_stmt, &rows)) {
        run_rows(block, loop, &rows, names, count);
    } else {
        sd_block_report(block, "a loop over this query", text);
    }
}

/* FOREACH x IN ARRAY ARRAY['a', 'b'] */
void sd_block_run_array(Block *block, const json_t *loop)
{
    const char *text = sd_block_text(json_object_get(loop, "expr"));
    json_int_t number = json_integer_value(json_object_get(loop, "varno"));
    const char *name = json_string_value(json_object_get(variable_of(block, (size_t) number), "refname"));
    const json_t *body = json_object_get(loop, "body");
    const PgQuery__Node *node = sd_block_expression(
        block, text ? sd_arena_format(block->session->diag->arena, "ARRAY(SELECT unnest(%s))", text) : NULL);
    const PgQuery__Node *select =
        node && node->node_case == PG_QUERY__NODE__NODE_SUB_LINK ? node->sub_link->subselect : NULL;
    CatalogRows rows;

    if (!sd_block_has_effect(block, body)) {
        return;
    }
    if (name && select && !sets(body, number) && !leaves(body) &&
        sd_catalog_rows(block->session, select->select_stmt, &rows)) {
        run_rows(block, loop, &rows, &name, 1);
    } else {
        sd_block_report(block, "a loop over this array", text);
    }
}

/* FOR i IN 1..3 */
void sd_block_run_numbers(Block *block, const json_t *loop)
{
    enum { MOST_TURNS = 1000 };
    const char *lower = sd_block_text(json_object_get(loop, "lower")),
               *upper = sd_block_text(json_object_get(loop, "upper"));
    const char *first = sd_block_value(block, lower), *last = sd_block_value(block, upper);
    const char *name =
        json_string_value(json_object_get(json_object_get(json_object_get(loop, "var"), "PLpgSQL_var"), "refname"));
    const json_t *body = json_object_get(loop, "body");
    CatalogRows rows = { .names = &name, .column_count = 1 };
    Arena *arena = block->session->diag->arena;

    if (!sd_block_has_effect(block, body)) {
        return;
    }
    if (!name || !first || !last || leaves(body) || json_object_get(loop, "step") || json_object_get(loop, "reverse") ||
        strtol(last, NULL, 10) - strtol(first, NULL, 10) > MOST_TURNS) {
        sd_block_report(block, "a loop over these numbers", lower);
        return;
    }
    for (long i = strtol(first, NULL, 10); i <= strtol(last, NULL, 10); i++) {
        rows.values = sd_arena_grow(arena, rows.values, rows.row_count, sizeof *rows.values);
        rows.values[rows.row_count++] = sd_arena_format(arena, "%ld", i);
    }
    run_rows(block, loop, &rows, &name, 1);
}
