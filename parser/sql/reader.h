/* Inside the reader of SQL files: what every statement reader (read_*.c) works with.
 *
 * read.c walks the statements in order and hands each to the function that readers.c names for its node.  A reader
 * function changes the catalog and answers:
 *
 *   READ_DONE     applied (or reported as an error in diag)
 *   READ_WAIT     something it needs is not declared yet; nothing was changed.  It is tried again when more has been
 *                 read; on the last round (session->last_round) it must decide: look in the other catalog, assume
 *                 the creation schema, or report an error. */
#ifndef SD_PARSER_SQL_READER_H
#define SD_PARSER_SQL_READER_H

#include "model/text.h"
#include "parser/canon/canon.h"
#include "parser/parser.h"

#include <pg_query/pg_query.pb-c.h>

typedef enum ReadResult { READ_DONE, READ_WAIT } ReadResult;

/* The statement being read. */
typedef struct Statement {
    const SourceText *source;
    size_t parsed_from; /* offset in source->bytes of what was given to the parser: node locations count from it */
    const char *text;   /* the statement itself, inside source->bytes, comments in front left out */
    size_t length;
    int32_t location;              /* node location of text[0] */
    Position at;                   /* of text[0] */
    PgQuery__Node *node;           /* its tree */
    const struct LineIndex *lines; /* of the source, belongs to parser/sql/state.h */
    bool states_effects;           /* some comment of its source may say what a statement does */
    bool tells_renames;            /* some comment of its source may say what something was called before */
} Statement;

typedef struct Session {
    Resolver resolver; /* catalog, other, path; the path follows SET search_path */
    Diag *diag;
    const Statement *statement;         /* the one being read */
    const struct StatementWatch *watch; /* or NULL */
    bool last_round;                    /* nothing more will come: decide now */
    bool in_order;                      /* the order of statements has a meaning, as on a server */
    Name role;      /* the role that runs the statements (SET ROLE, SET SESSION AUTHORIZATION); NULL: unknown */
    bool has_local; /* SET LOCAL was used in this transaction; what was set before it: */
    const List *path_before;
    Name role_before;
    struct ReaderState *state; /* belongs to parser/sql/state.h */
    struct TableState *tables; /* belongs to parser/sql/table.h; starts NULL */
} Session;

/* Somebody who looks at each statement before it is applied, and at the whole when all are. */
typedef struct StatementWatch {
    void (*before_each)(void *data, Session *session);
    void (*before_inner)(void *data, Session *session); /* one of a DO block, or that a comment states */
    void (*at_end)(void *data, Session *session);
    void *data;
    bool leaves_texts; /* nobody will read what views and others say: it need not follow columns that are added */
} StatementWatch;

/* Applies the statements, in order, to a catalog that is there already and may come from anywhere; it is changed and
 * sealed again.  watch may be NULL.  Status and diag as for sd_files_read. */
Status sd_files_replay(Catalog *catalog, Files *files, const StatementWatch *watch, Diag *diag) SD_MUST_USE;

typedef ReadResult (*StatementReader)(Session *session, const PgQuery__Node *node);

/* ---- what readers use (session.c, find.c) -------------------------------------------------------------------- */

static inline Catalog *sd_session_catalog(const Session *session)
{
    return session->resolver.catalog;
}

Name sd_session_name(const Session *session, const char *text); /* NULL or "" gives NULL */

/* The place of a node location in the file. */
Position sd_session_position(const Session *session, int32_t location);

/* An error or note about the present statement; location -1: the statement's start. */
Message *sd_session_error(const Session *session, int32_t location, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
Message *sd_session_note(const Session *session, int32_t location, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same as a warning: something the files say was not read. */
Message *sd_session_warning(const Session *session, int32_t location, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What to do about something that no statement has made. */
const char *sd_session_hint_undeclared(const Session *session);

/* A key as sentences name it: table "app.users", column "id" of table "app.users". */
const char *sd_session_phrase(const Session *session, Key key);

/* Whether a reference to this name that leads nowhere should wait: some statement of the files creates an object of
 * that name.  Always false on the last round. */
bool sd_session_expects(const Session *session, const char *name);
bool sd_session_expects_in(const Session *session, const char *schema, const char *name); /* schema may be NULL, "" */

/* Adds an object with its position; reports "declared twice (first on line N)" and returns NULL when the key is
 * taken and if_not_exists is false; returns NULL silently when it is true. */
Object *sd_session_add(Session *session, Key key, int32_t location, bool if_not_exists);

/* What stands in the way of a new object: one of the same key, or another relation, type or routine of its name. */
Object *sd_session_taken(const Session *session, Key key);

/* The key of an object in a schema, whether it is there or not. */
Key sd_session_key_in(const Session *session, KindId kind, Name schema, Name name, Name args);

/* The key of an object that the catalog (NULL: has none) has in that schema, or, without one, first in the search_path. */
Key sd_session_find_in_path(const Session *session, const Catalog *catalog, KindId kind, Name schema, Name name,
                            Name args);

/* The key of a relation of this kind to be created: in the schema named, or in the creation schema. */
Key sd_session_new_key(Session *session, KindId kind, const char *schema, const char *name);

/* A declared relation by RangeVar, in the catalog being read only.  NULL: not there (yet). */
Object *sd_session_relation(Session *session, const PgQuery__RangeVar *relation);

/* A declared type of a kind that is only a type, by the String nodes of its name.  NULL: not there (yet). */
Object *sd_session_type_object(Session *session, size_t count, PgQuery__Node *const *parts);

/* The same by RangeVar, which is how some statements name a composite type. */
Object *sd_session_type_of_range(Session *session, const PgQuery__RangeVar *type);

/* A declared index by RangeVar: an Index, or the Constraint that owns it.  NULL: not there (yet). */
Object *sd_session_index(Session *session, const PgQuery__RangeVar *index);

/* The key of a relation that is referred to (foreign key, policy, trigger, comment): declared here or on the other
 * side; on the last round one is made up in the schema named or the creation schema (kind TABLE) and the object may
 * be missing from the catalog.  NULL: wait. */
Key sd_session_relation_key(Session *session, const PgQuery__RangeVar *relation);

/* A type; *needs gets its edge target or NULL.  NULL: wait.  Never NULL on the last round. */
Name sd_session_type(Session *session, const PgQuery__TypeName *type, Key *needs);

/* A function, procedure or aggregate by its name and argument types (ObjectWithArgs), or by name alone when the
 * arguments are unspecified.  NULL: wait; on the last round a key is made up from what is written: that of a function,
 * or of the kind that the statement says. */
Key sd_session_routine_key(Session *session, const PgQuery__ObjectWithArgs *routine);
Key sd_session_routine_key_of(Session *session, KindId kind, const PgQuery__ObjectWithArgs *routine);

/* The text of the last of `count` String nodes; NULL when there is none. */
const char *sd_session_last_part(size_t count, PgQuery__Node *const *parts);

/* A function that is named without its arguments because they follow from its use (function_name.c): none for that of
 * a trigger, "text[], oid" for the validator of a foreign data wrapper.  NULL: wait. */
Key sd_function_implied(Session *session, size_t count, PgQuery__Node *const *parts, const char *args);
/* routine_name.c: functions that a definition names without their arguments.  A key without args for the name; of one
 * that nobody knows it is in pg_catalog.  NULL for no name. */
Key sd_session_function_name(const Session *session, Name schema, Name name);

/* A function with its arguments, which is the server's own when nobody knows it.  NULL: wait. */
Key sd_session_function_of(Session *session, const PgQuery__ObjectWithArgs *function);

/* Whether a function of that name is still to be read. */
bool sd_session_function_may_come(const Session *session, Key function);

/* The function of that name with one of these lists of argument types (ends in NULL), the first there is; *found stays
 * NULL when it is declared on neither side.  False: wait. */
bool sd_session_function(const Session *session, Key function, const char *const *args, Key *found);

/* Name parts of a list of String nodes: {schema, name} or {name}. */
void sd_session_split_name(const Session *session, size_t count, PgQuery__Node *const *parts, Name *schema, Name *name);

/* The text of a slice [start, end) of the statement (offsets from statement->text) as an Expr. */
Expr *sd_session_expr(Session *session, size_t start, size_t end, const void *tree);

/* A DefElem's value as text ("on", "8", "app"), or NULL; options "name=value" from a list of DefElem, sorted. */
const char *sd_session_option_text(const Session *session, const PgQuery__DefElem *option);
const List *sd_session_options(const Session *session, size_t count, PgQuery__Node *const *elements);

/* Role as written: CURRENT_USER and SESSION_USER give session->role; PUBLIC gives "public". */
Name sd_session_role(const Session *session, const PgQuery__RoleSpec *role);

/* Sets the object's `owner` row to what the file states (ALTER ... OWNER TO, CREATE SCHEMA AUTHORIZATION). */
void sd_session_set_owner(Object *object, Name owner);

/* The sequence of a serial or identity column (read_sequence.c): adds it with the data type's default range and the
 * options given (may be 0), named <table>_<column>_seq as the server does (makeObjectName, ChooseRelationName of
 * indexcmds.c), owned by the column.  identity: "ALWAYS", "BY DEFAULT" or NULL for serial. */
Key sd_sequence_for_column(Session *session, Key column, Name data_type, Name identity, size_t option_count,
                           PgQuery__Node *const *options);

/* Adds or merges a table constraint or column constraint node (read_constraint.c).  column: the column it was written
 * behind, or NULL.  start: offset in the statement's text where the constraint's words begin. */
ReadResult sd_constraint_read(Session *session, Key table, Key column, const PgQuery__Constraint *constraint);

/* The name the server would choose: at most 63 bytes, parts shortened as makeObjectName does, counter added until
 * it is free within the schema (relations) or the table (constraints). */
Name sd_choose_relation_name(Session *session, Key schema, const char *first, const char *second, const char *label);
Name sd_choose_constraint_name(Session *session, Key table, const char *first, const char *second, const char *label);

/* ---- statement readers --------------------------------------------------------------------------------------- */

/* Those of the statements that READS and DEFINES of model/kinds name. */
#define READS(NODE, reader)   ReadResult reader(Session *session, const PgQuery__Node *node);
#define DEFINES(TYPE, reader) ReadResult reader(Session *session, const PgQuery__Node *node);
#include "model/kinds/all.def"

/* SET (setting.c), owner, schema changes, drop, rename; extensions */
bool sd_extension_is_builtin(const char *name); /* plpgsql: in every database, and no object of the model */
ReadResult sd_read_variable_set(Session *session, const PgQuery__Node *node);
ReadResult sd_read_alter_owner(Session *session, const PgQuery__Node *node);
ReadResult sd_read_alter_object_schema(Session *session, const PgQuery__Node *node);
ReadResult sd_read_drop(Session *session, const PgQuery__Node *node);
ReadResult sd_read_rename(Session *session, const PgQuery__Node *node);

/* read_owned.c */
ReadResult sd_read_reassign_owned(Session *session, const PgQuery__Node *node);
ReadResult sd_read_drop_owned(Session *session, const PgQuery__Node *node);

/* read_do.c, read_call.c */
ReadResult sd_read_do(Session *session, const PgQuery__Node *node);
ReadResult sd_read_call(Session *session, const PgQuery__Node *node);
ReadResult sd_read_select(Session *session, const PgQuery__Node *node); /* also set_config('search_path', ...) */

/* read_composite.c */
ReadResult sd_read_alter_composite(Session *session, const PgQuery__Node *node); /* ALTER TYPE ... ATTRIBUTE */

/* read_grant.c */
/* Called whenever an object with HAS_GRANTS was created by a statement: gives it what the default privileges
 * declared so far give (for session->role). */
void sd_grant_defaults(Session *session, Key object);

/* Called by read.c once, when the last round is over and before sd_canon_finish: decides the foreign keys that still
 * look for their table, and records which columns, keys and types the tables' parts need as edges (read_finish.c). */
void sd_table_finish(Session *session);

/* Gives a share of an index that no statement names another name, since one wants its own; false when it is none
 * (share.c). */
bool sd_share_yields(Session *session, Object *taken);

/* read_foreign.c */
ReadResult sd_read_import_foreign_schema(Session *session, const PgQuery__Node *node);
/* read_language.c */
bool sd_language_is_builtin(const char *name); /* in every database, and no object of the model */

/* What is written in a language needs it, and keeps it when it gets another name. */
void sd_language_need(Session *session, const Routine *routine);
void sd_language_follow(Session *session, Key from, Key to);

#endif
