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

/* ---- effect.c: effects that a comment in front of the statement states ------------------------------------------------ */

/* Reads what the comments say the present statement does to the schema; false when they say nothing. */
bool sd_effect_read(Session *session, ReadResult *result);

/* Warns that the present statement may change the schema in a way that is not known. */
void sd_effect_unknown(const Session *session, int32_t location, const char *what);

/* ---- catalog_test.c: conditions over the system catalogs ---------------------------------------------------------------- */

typedef enum Truth { TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES } Truth;

/* What a condition such as NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood') gives at this point. */
Truth sd_catalog_test(Session *session, const PgQuery__Node *condition);

#endif
