/* The options of a routine, the same in CREATE and ALTER. */
#ifndef SD_PARSER_SQL_ROUTINE_H
#define SD_PARSER_SQL_ROUTINE_H

#include "parser/sql/table.h"

/* Applies one option of CREATE or ALTER FUNCTION: LANGUAGE, STABLE, COST, SET ..., AS. */
void sd_routine_option(Session *session, Routine *routine, const PgQuery__DefElem *option);

/* COST and ROWS where the statement did not say them. */
void sd_routine_fill_costs(Session *session, Routine *routine);

/* routine_setting.c: SET name = value, SET name FROM CURRENT, RESET name, as pg_proc.proconfig keeps them. */
void sd_routine_setting(Session *session, Routine *routine, const PgQuery__VariableSetStmt *set);

#endif
