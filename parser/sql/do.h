/* A DO block while it is read: between read_do.c and do_loop.c.  Its statements are JSON as libpg_query gives them. */
#ifndef SD_PARSER_SQL_DO_H
#define SD_PARSER_SQL_DO_H

#include "parser/sql/inner.h"

#include <jansson.h>

typedef struct Block {
    Session *session;
    size_t at;                 /* in the statement: where the next piece of the body is looked for */
    bool begun;                /* something was changed: it cannot wait any more */
    bool waits;                /* the first statement waits for its object */
    bool raised;               /* a statement failed that an EXCEPTION clause may forgive */
    const Variable *variables; /* whose values are known here */
    const json_t *datums;      /* all variables of the block, by number */
    const json_t *action;      /* all of its statements */
} Block;

/* The SQL of an expression or statement, or NULL. */
const char *sd_block_text(const json_t *expr);

/* Whether something below may change the schema, whatever way is taken. */
bool sd_block_has_effect(Block *block, const json_t *json);

/* Warns of a part of the block, which stands where the piece is. */
void sd_block_report(Block *block, const char *what, const char *piece);

/* An expression with the values of variables, and what it gives; NULL: that is not known. */
const PgQuery__Node *sd_block_expression(const Block *block, const char *text);
const char *sd_block_value(const Block *block, const char *text);

/* Reads statements in order, until one waits or fails. */
void sd_block_run(Block *block, const json_t *list);

/* ---- do_loop.c --------------------------------------------------------------------------------------------------------- */

/* Makes known what variables begin with, where nothing else is ever put into them. */
void sd_block_declare(Block *block);

/* FOR r IN SELECT ..., FOREACH x IN ARRAY ..., FOR i IN 1..3 */
void sd_block_run_rows(Block *block, const json_t *loop);
void sd_block_run_array(Block *block, const json_t *loop);
void sd_block_run_numbers(Block *block, const json_t *loop);

#endif
