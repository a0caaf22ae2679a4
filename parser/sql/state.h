/* What the reader of files remembers beside the catalog, from the first statement to the last.
 *
 * Two sets of names.  *Expected* names are those that some statement of the files creates: a reference to one of
 * them that is not there yet waits, a reference to any other name is decided at once, so nearly no statement is read
 * twice.  *Taken* names are indexes and constraints by schema, which the catalog can only find through their table. */
#ifndef SD_PARSER_SQL_STATE_H
#define SD_PARSER_SQL_STATE_H

#include "model/lookup.h"
#include "parser/sql/reader.h"

/* Offsets at which the lines of a text begin; starts[0] is 0. */
typedef struct LineIndex {
    const uint32_t *starts;
    size_t count;
} LineIndex;

LineIndex sd_lines_index(Arena *arena, const char *text, size_t length);

/* Line and column (both from 1, in bytes) of an offset. */
Position sd_lines_position(const LineIndex *lines, Name file, size_t offset);

/* The line without its end, shortened when it is very long; in the arena. */
const char *sd_lines_text(Arena *arena, const LineIndex *lines, const SourceText *source, uint32_t line);

typedef struct ReaderState {
    Arena *arena;
    Lookup expected, taken, unread; /* belong to state.c */
    Key *narrowed;                  /* grants that were made by taking privileges from an owner */
    size_t narrowed_count;
    bool has_column_grants; /* some privilege on a column was ever granted */
} ReaderState;

ReaderState *sd_state_new(void);
void sd_state_free(ReaderState *state);

/* Notes the names that a statement will create. */
void sd_state_expect(ReaderState *state, const PgQuery__Node *node);

/* Notes an index or constraint under its schema. */
void sd_state_take(ReaderState *state, Key key);

/* The declared index, or constraint with an index behind it, of that name in a schema; NULL when there is none.
 * any_constraint: constraints without an index count too. */
Object *sd_state_taken(const ReaderState *state, const Catalog *catalog, Name schema, Name name, bool any_constraint);

/* Whether a constraint of that name exists in the schema. */
bool sd_state_constraint_exists(const ReaderState *state, const Catalog *catalog, Name schema, Name name);

/* Notes an object of a kind that the model does not have (a composite type, an aggregate), so that what is said about
 * it later is no error. */
void sd_state_leave_unread(ReaderState *state, Name schema, Name name);

/* The same for a temporary one, which is no part of a schema. */
void sd_state_leave_temporary(ReaderState *state, Name schema, Name name);
bool sd_state_is_temporary(const ReaderState *state, Name schema, Name name);

/* The schema of such an object, looked for in a schema or, when that is NULL, in the path; NULL when there is none. */
Name sd_state_unread(const ReaderState *state, const List *path, Name schema, Name name);

/* The name of the multirange type that comes with a range type, given or chosen by the server (read_range.c). */
PgQuery__RangeVar sd_range_multirange(Arena *arena, const PgQuery__CreateRangeStmt *statement);

/* Grants of owners, default privileges and so on: what can only be decided when all was read (acl.c). */
void sd_grant_finish(Session *session);

/* ---- readers.c --------------------------------------------------------------------------------------------------- */

/* Reads the session's statement with the reader of its kind, or says that it is skipped. */
ReadResult sd_statement_read(Session *session);

/* ---- objects.c: things as COMMENT, DROP, ALTER name them ----------------------------------------------------------- */

/* "MATERIALIZED VIEW" */
const char *sd_object_words(PgQuery__ObjectType type);

/* False when the model has no such kind. */
bool sd_object_is_modelled(PgQuery__ObjectType type);

/* The key of the object that a node names.  Declared here, or on the other side, or made up when no statement of the
 * files creates anything of that name.  NULL: wait. */
Key sd_object_key(Session *session, PgQuery__ObjectType type, const PgQuery__Node *node);

/* The key of a cast between two types; NULL: wait (read_cast.c). */
Key sd_cast_key(Session *session, const PgQuery__TypeName *source, const PgQuery__TypeName *target);

/* The key of what is named by a type and a word behind it, which becomes its args as SQL spells it; *needs gets the type's
 * key or NULL.  NULL: wait. */
Key sd_object_key_by_type(Session *session, KindId kind, const PgQuery__TypeName *type, const char *rest, Key *needs);

/* The same for an object that is named within a relation: column, constraint, trigger, policy. */
Key sd_object_child_key(Session *session, KindId kind, const PgQuery__RangeVar *relation, const char *name);

/* The declared object that a node names; NULL when there is none (yet). */
Object *sd_object_find(Session *session, PgQuery__ObjectType type, const PgQuery__Node *node);

/* What to do when a statement changes an object that is not declared: wait, or report it.  text: its name as
 * sd_object_text or sd_object_range_text spells it. */
ReadResult sd_object_missing(Session *session, PgQuery__ObjectType type, const char *text);
bool sd_object_was_left_unread(const Session *session, const char *text);
const char *sd_object_text(const Session *session, const PgQuery__Node *node);
const char *sd_object_range_text(const Session *session, const PgQuery__RangeVar *range, const char *child);

/* {schema, name} as a RangeVar. */
PgQuery__RangeVar sd_object_range(size_t count, PgQuery__Node *const *parts);

#endif
