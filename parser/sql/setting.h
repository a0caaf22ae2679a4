/* Settings of the session that change what later statements mean: search_path and the role. */
#ifndef SD_PARSER_SQL_SETTING_H
#define SD_PARSER_SQL_SETTING_H

#include "parser/sql/reader.h"

/* SELECT set_config('search_path', 'app, public', false), as pg_dump writes it: sets it; false for any other query. */
bool sd_setting_call(Session *session, const PgQuery__SelectStmt *select);

/* The search_path that a file begins with: that of the database which is compared, else the usual one. */
void sd_setting_reset_path(Session *session);

#endif
