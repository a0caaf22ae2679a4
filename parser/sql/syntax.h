/* Small questions to libpg_query's parse trees. */
#ifndef SD_PARSER_SQL_SYNTAX_H
#define SD_PARSER_SQL_SYNTAX_H

#include "parser/sql/reader.h"

/* The value of a String node; "" for any other node. */
const char *sd_syntax_string(const PgQuery__Node *node);

/* The last String of a list of names: the bare name of schema.name; "" when there is none. */
const char *sd_syntax_last_string(size_t count, PgQuery__Node *const *parts);

/* A list of String nodes as names; NULL when it is empty. */
const List *sd_syntax_names(const Session *session, size_t count, PgQuery__Node *const *parts);

/* Whether an expression refers to exactly one column, perhaps several times; its name, or NULL.  Names the server
 * would choose for a CHECK depend on it (AddRelationNewConstraints of heap.c). */
const char *sd_syntax_only_column(const PgQuery__Node *expression);

/* The column's name when the expression is nothing but a column, else NULL. */
const char *sd_syntax_bare_column(const PgQuery__Node *expression);

/* The name the server gives to the column of an index over this expression, or NULL (FigureIndexColname of
 * parse_target.c). */
const char *sd_syntax_index_column_name(const PgQuery__Node *expression);

/* The option of that name in a list of DefElem, or NULL. */
const PgQuery__DefElem *sd_syntax_option(size_t count, PgQuery__Node *const *options, const char *name);

/* {schema, name} or {name} as the value of an option, which is a type, a list or a string to the grammar
 * (defGetQualifiedName of the server's define.c).  Both NULL when there is none. */
void sd_syntax_split_name(const Session *session, const PgQuery__Node *node, Name *schema, Name *name);

/* Whether an option is switched on, as defGetBoolean of the server's define.c reads it: without a value it is. */
bool sd_syntax_is_on(const Session *session, const PgQuery__DefElem *option);

/* "&&", or OPERATOR(app.&&) outside pg_catalog. */
Name sd_syntax_operator(const Session *session, size_t count, PgQuery__Node *const *parts);

/* Whether it is NULL written out, and the type it is cast to (may be NULL). */
bool sd_syntax_is_null(const PgQuery__Node *expression, const PgQuery__TypeName **type);

#endif
