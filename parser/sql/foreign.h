/* Shared by the readers of what is foreign: wrappers, servers, user mappings, foreign tables. */
#ifndef SD_PARSER_SQL_FOREIGN_H
#define SD_PARSER_SQL_FOREIGN_H

#include "parser/sql/table.h"

/* The options after OPTIONS (...), which in an ALTER may be ADD, SET or DROP (transformGenericOptions of foreigncmds.c).
 * An option that should not or should be there is reported; `of` names in sentences what the options are about. */
const List *sd_foreign_options(Session *session, Key of, const List *options, size_t count,
                               PgQuery__Node *const *changes);

Key sd_server_key(const Session *session, const char *name);

/* Whether the server is not declared yet but may be. */
bool sd_server_may_come(Session *session, const char *name);

#endif
