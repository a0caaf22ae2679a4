/* Operators, and what refers to them. */
#ifndef SD_PARSER_SQL_OPERATOR_H
#define SD_PARSER_SQL_OPERATOR_H

#include "parser/sql/table.h"

/* An operator as it is named; left NULL: a prefix operator. */
typedef struct OperatorName {
    Name schema, name;
    Name left, right;
} OperatorName;

/* "integer, text"; "NONE, text" without a left operand. */
Name sd_operator_args(const Session *session, Name left, Name right);

/* The type of an operand without length and precision; NULL for none.  False: wait. */
bool sd_operator_type(Session *session, const PgQuery__Node *node, Name *type, Key *needs);

/* The operator of the server, declared here, or on the other side; NULL when it is none of these, or may still come. */
Key sd_operator_find(const Session *session, const OperatorName *named);

/* The key it would get when it is made by its name alone. */
Key sd_operator_make_up(const Session *session, const OperatorName *named);

/* By name and types as DROP and COMMENT have them; NULL: wait. */
Key sd_operator_key(Session *session, const PgQuery__ObjectWithArgs *object);

/* An operator family or class that is referred to; what nobody knows is in pg_catalog.  NULL: wait
 * (read_operator_class.c). */
Key sd_operator_group_key(const Session *session, KindId kind, size_t count, PgQuery__Node *const *parts,
                          const char *method);

#endif
