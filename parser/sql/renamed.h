/* Comments in schema files that say what something was called before.
 *
 *     -- renamed from: mail              above a statement, or above a column, constraint or enum value
 *     email text, -- renamed from: mail  behind it on its line
 *
 * `schemadiff: renamed from mail` and sqldef's `@renamed from=mail` say the same, also between slash and star.  Behind the
 * name or the opening parenthesis of a CREATE it is about the object itself.  Old names are written as in SQL, with quotes
 * where they need them; a schema in front has no meaning.  Once the rename is done, or where nothing is called so, the
 * comment says nothing. */
#ifndef SD_PARSER_SQL_RENAMED_H
#define SD_PARSER_SQL_RENAMED_H

#include "parser/sql/reader.h"

/* Notes what the comments of the session's statement, which has just been applied, say.  `first` is the first object that
 * the statement made, in the order of the catalog; NULL: it made none. */
void sd_renamed_note(Session *session, Object *first);

#endif
