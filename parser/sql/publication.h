/* Publications: what other readers tell them. */
#ifndef SD_PARSER_SQL_PUBLICATION_H
#define SD_PARSER_SQL_PUBLICATION_H

#include "parser/sql/table.h"

/* To be called when an object has got this key: what is in a publication is named after it.  Does nothing for objects
 * of other kinds. */
void sd_publication_follow(Session *session, Key renamed);

#endif
