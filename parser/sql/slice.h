/* Cutting the author's words out of the statement being read.
 *
 * The tree says where most nodes begin and never where they end.  What becomes an Expr is therefore cut with the
 * lexer: from a keyword whose place is known to the closing parenthesis, the next comma or the next clause.
 *
 *     CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0), ...)
 *                           ^ location          ^---^  sd_slice_group(session, behind the word check)
 *
 * Offsets are bytes from the start of the statement's text. */
#ifndef SD_PARSER_SQL_SLICE_H
#define SD_PARSER_SQL_SLICE_H

#include "parser/sql/lexer.h"
#include "parser/sql/reader.h"

typedef struct Slice {
    size_t start, end; /* nothing when they are equal */
} Slice;

static inline bool sd_slice_is_empty(Slice slice)
{
    return slice.start >= slice.end;
}

/* The offset of a node location, within the statement in any case. */
size_t sd_slice_offset(const Session *session, int32_t location);

/* From an offset to the statement's end. */
Slice sd_slice_rest(const Session *session, size_t at);

/* What follows the first occurrence of the word that is outside all parentheses and brackets; empty, at the end of
 * `within`, when there is none. */
Slice sd_slice_behind_word(const Session *session, Slice within, const char *word);

/* What stands before the first such word; all of it when there is none. */
Slice sd_slice_before_word(const Session *session, Slice within, const char *word);

/* The inside of the first pair of parentheses, and the offset behind it in *behind (may be NULL). */
Slice sd_slice_group(const Session *session, Slice within, size_t *behind);

/* Takes the first part of a list with commas off *list; false when nothing is left. */
bool sd_slice_next_part(const Session *session, Slice *list, Slice *part);

/* What follows a name such as app."users" that `within` begins with. */
Slice sd_slice_behind_name(const Session *session, Slice within);

/* Whether the text begins with this word. */
bool sd_slice_begins_with(const Session *session, Slice within, const char *word);

/* The slice as an Expr, without parentheses around all of it; NULL when it is empty. */
Expr *sd_slice_expr(Session *session, Slice slice, const void *tree);

#endif
