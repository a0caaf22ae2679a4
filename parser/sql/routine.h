/* Functions and procedures, and what aggregates share with them. */
#ifndef SD_PARSER_SQL_ROUTINE_H
#define SD_PARSER_SQL_ROUTINE_H

#include "parser/sql/table.h"

/* What all of them have in common: their lists argument_modes and argument_types, by the row's name. */
static inline const List **sd_routine_list(Object *object, const char *row)
{
    return sd_object_field(object, sd_kind_attr(sd_kind_of(object), row));
}

/* An argument of CREATE. */
typedef struct Argument {
    const PgQuery__FunctionParameter *parameter;
    char mode; /* as in pg_proc.proargmodes */
    Name type;
    Key needs;
} Argument;

/* Looks up a type; lengths and precisions of arguments and results are not kept (manual: CREATE FUNCTION).  False:
 * wait. */
bool sd_routine_type(Session *session, const PgQuery__TypeName *type, Name *name, Key *needs);

/* Looks up the arguments, `count` of them in *arguments.  False: wait. */
bool sd_routine_arguments(Session *session, size_t count, PgQuery__Node *const *parameters, Argument **arguments);

/* The types of the input arguments, which belong to the identity. */
Name sd_routine_args(const Session *session, const Argument *arguments, size_t count);

/* The rows argument_modes, argument_names and argument_types, and edges to the types. */
void sd_routine_describe_arguments(Session *session, Object *object, const Argument *arguments, size_t count);

/* A function that a definition names without its arguments (sfunc = app.add): its key by name alone, NULL when nothing
 * is named. */
Key sd_routine_by_name(const Session *session, const PgQuery__Node *node);

/* Applies one option of CREATE or ALTER FUNCTION: LANGUAGE, STABLE, COST, SET ..., AS. */
void sd_routine_option(Session *session, Routine *routine, const PgQuery__DefElem *option);

/* COST and ROWS where the statement did not say them. */
void sd_routine_fill_costs(Session *session, Routine *routine);

/* routine_setting.c: SET name = value, SET name FROM CURRENT, RESET name, as pg_proc.proconfig keeps them. */
void sd_routine_setting(Session *session, Routine *routine, const PgQuery__VariableSetStmt *set);

/* Name and value of a setting as the server keeps them; the value NULL: RESET, or not known. */
const char *sd_setting_name(const Session *session, const PgQuery__VariableSetStmt *set);
const char *sd_setting_value(Session *session, const PgQuery__VariableSetStmt *set);

#endif
