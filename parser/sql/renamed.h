/* Comments in schema files that say what something was called before.
 *
 *     -- renamed from: mail              above a statement, or above a column, constraint or enum value
 *     email text, -- renamed from: mail  behind it on its line
 *
 * `schemadiff: renamed from mail` and sqldef's `@renamed from=mail` say the same, also between slash and star.  Behind the
 * name or the opening parenthesis of a CREATE it is about the object itself.  Old names are written as in SQL, with quotes
 * where they need them; a schema in front has no meaning.  Once the rename is done, or where nothing is called so, the
 * comment says nothing.
 *
 * Comments at the same places give statements to run before something is asked of the rows that are there: above a column
 * that is added or becomes NOT NULL, above a constraint that is added, above the table of either.
 *
 *     -- schemadiff:backfill: UPDATE app.users SET email = '' WHERE email IS NULL;
 *     email text NOT NULL
 *
 * Lines of comment that follow belong to it up to a semicolon at the end of one; between slash and star all of it does.
 * Where nothing is asked of rows, the comment says nothing. */
#ifndef SD_PARSER_SQL_RENAMED_H
#define SD_PARSER_SQL_RENAMED_H

#include "model/text.h"
#include "parser/sql/reader.h"

/* Notes what the comments of the session's statement, which has just been applied, say.  `first` is the first object that
 * the statement made, in the order of the catalog; NULL: it made none. */
void sd_renamed_note(Session *session, Object *first);

/* The statements of a comment text[start..end), in the arena and without the last semicolon; NULL when it gives none.
 * limit: up to where lines of comment may follow it. */
const char *sd_backfill_read(Arena *arena, const char *text, size_t start, size_t end, size_t limit);

#endif
