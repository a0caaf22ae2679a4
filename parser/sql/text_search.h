/* Full text search: parsers, templates, dictionaries, configurations. */
#ifndef SD_PARSER_SQL_TEXT_SEARCH_H
#define SD_PARSER_SQL_TEXT_SEARCH_H

#include "parser/sql/table.h"

/* The key of such an object by {schema, name} or {name}: what every database has comes before what is in the path.
 * NULL: wait. */
Key sd_text_search_key(Session *session, KindId kind, Name schema, Name name);

/* The declared object that an ALTER names; NULL when there is none (yet). */
Object *sd_text_search_object(Session *session, KindId kind, size_t count, PgQuery__Node *const *parts);

#endif
