/* Statements inside a statement: what a DO block runs, what a comment says about a call. */
#ifndef SD_PARSER_SQL_INNER_H
#define SD_PARSER_SQL_INNER_H

#include "parser/sql/state.h"

/* Where an inner text stands in the file, or that it stands nowhere, as a string that was put together. */
enum { INNER_NOWHERE = -1 };

typedef enum InnerResult {
    INNER_DONE,
    INNER_WAIT,  /* nothing was changed; in files without an order */
    INNER_FAILED /* an error was reported */
} InnerResult;

/* Parses the text and reads its statements as if they stood where the present one stands.  offset: of the text in the
 * file, or INNER_NOWHERE.  The text must live as long as the catalog. */
InnerResult sd_inner_read(Session *session, const char *text, size_t length, int64_t offset);

/* The statement of a text that has one, parsed; NULL when it cannot be parsed or has several. */
const PgQuery__Node *sd_inner_parse(Session *session, const char *text);

/* Whether the statement may change the schema: it has a reader, or should have one (readers.c). */
bool sd_statement_has_effect(const PgQuery__Node *node);

/* Whether a query calls functions that may change the schema. */
bool sd_select_has_effect(Session *session, const PgQuery__SelectStmt *select);

/* ---- effect.c: effects that a comment in front of the statement states ------------------------------------------------ */

/* Reads what the comments say the present statement does to the schema; false when they say nothing. */
bool sd_effect_read(Session *session, ReadResult *result);

/* Warns that the present statement may change the schema in a way that is not known. */
void sd_effect_unknown(const Session *session, int32_t location, const char *what);

/* ---- do_value.c: texts that a block puts together ------------------------------------------------------------------------ */

/* What a variable of a block, or a field of a record, holds. */
typedef struct Variable {
    const char *name, *field; /* field NULL: the variable itself */
    const char *value;
    const struct Variable *next; /* of the block around it */
} Variable;

/* The text with literals in the place of variables. */
const char *sd_variables_expand(Arena *arena, const Variable *variables, const char *text);

/* Computes constants, ||, format(), quote_ident(), quote_literal(), concat(), lower() and upper().  column says what anything
 * else holds (column names, casts of them), or NULL; NULL: it is not known. */
typedef struct Evaluation {
    Session *session;
    const char *(*column)(const void *row, const PgQuery__Node *node);
    const void *row;
} Evaluation;

const char *sd_value_of(const Evaluation *evaluation, const PgQuery__Node *node);

/* text LIKE pattern, with %, _ and the backslash (manual: functions-matching). */
bool sd_value_is_like(const char *text, const char *pattern);

/* The expression of a text, as that of SELECT; NULL when it is no single one. */
const PgQuery__Node *sd_inner_expression(Session *session, const char *text);

/* ---- catalog_test.c: conditions over the system catalogs ---------------------------------------------------------------- */

enum { MOST_CATALOG_KINDS = 5 };

/* A catalog or view by its name; the columns that hold the name of an object, of its schema, of its table.  Any of them
 * may be NULL.  kinds: ended by KIND_COUNT. */
typedef struct CatalogTable {
    const char *table, *name, *schema, *parent;
    KindId kinds[MOST_CATALOG_KINDS + 1];
    const char *needed; /* lists more than there are objects, unless a condition is over this column; or NULL */
} CatalogTable;

/* NULL: it is none of those that are known. */
const CatalogTable *sd_catalog_table(const PgQuery__RangeVar *range);

/* Whether the name, as regclass spells it, is that of the relation; or a bare name. */
bool sd_catalog_names_relation(const char *spelled, Key key);

typedef enum Truth { TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES } Truth;

/* What a condition such as NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood') gives at this point. */
Truth sd_catalog_test(Session *session, const PgQuery__Node *condition);

/* ---- catalog_rows.c: queries over the system catalogs -------------------------------------------------------------------- */

typedef struct CatalogRows {
    const char **names;  /* of the columns */
    const char **values; /* row by row */
    size_t column_count, row_count;
} CatalogRows;

/* What a query gives at this point: one over a system catalog and those joined to it for names, VALUES, unnest() of an array.
 * False when that cannot be known. */
bool sd_catalog_rows(Session *session, const PgQuery__SelectStmt *select, CatalogRows *rows);

#endif
