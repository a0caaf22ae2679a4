/* How a kind of object is written, and what all writers share.
 *
 * emit.c walks the plan and knows no kind.  For each action it makes a Script whose text takes the statements of
 * that action, and calls the kind's Writer; a kind whose rows carry all its ALTER text needs no alter function, and
 * one whose drop follows the templates of guard.c needs no drop function.
 *
 *     static void create_schema(Script *script, const Action *action)
 *     {
 *         sd_script_begin_create(script, action->to->key);         CREATE SCHEMA IF NOT EXISTS app
 *         sd_script_end(script);                                   ;
 *     } */
#ifndef SD_EMITTER_WRITER_H
#define SD_EMITTER_WRITER_H

#include "differ/differ.h"
#include "emitter/fold.h"
#include "model/object.h"
#include "model/text.h"

/* How statements of an online migration go about people at work. */
typedef enum Pace {
    PACE_BRIEF, /* takes a strong lock for a moment: must not wait for it long, since everybody waits behind it */
    PACE_LONG,  /* takes long and blocks no reader and no writer: a transaction of its own, without stronger locks */
    PACE_ALONE  /* the same, and cannot run in a transaction block */
} Pace;

typedef struct PaceMark { /* from this place of the text on */
    size_t at, statement;
    Pace pace;
} PaceMark;

typedef struct Script {
    const Plan *plan;
    const Fold *fold;
    Arena *arena;
    Text *text;         /* where the statements of the present action go */
    size_t at;          /* position of the present action in the plan */
    const char *indent; /* in front of each statement but the first */
    bool guarded;       /* each statement must bear a second run; false when schema files are written */
    bool online;        /* the present action takes its online form, where it has one */
    bool in_parts;      /* each part runs by itself, and a runner begins again with the one that failed */
    bool concurrently;  /* the index at hand is built beside writers */
    PaceMark *marks;    /* of the present action */
    size_t mark_count;
    size_t statement_count; /* of the present action */
} Script;

typedef void WriteFn(Script *script, const Action *action);

/* True for an object that is of the sort which the member of Writer asks for. */
typedef bool RowFn(const Object *object);

/* SQL that is true once the object has the shape of `to`, or NULL when the catalog cannot be asked. */
typedef const char *DoneFn(Script *script, const Object *from, const Object *to);

typedef struct Writer {
    WriteFn *create; /* NULL: the clauses of the rows make the statement */
    WriteFn *alter;  /* called once an action, with all rows that differ; NULL: every row carries its statement, or
                              CREATE OR REPLACE says all of it anew */
    WriteFn *drop;   /* NULL: the template of guard.c */
    bool writes_every_row; /* alter takes the rows with a statement of their own too */
    RowFn *owner_follows;  /* its owner is another object's and cannot be stated */
    RowFn *names_later;    /* a body that may name what is created after it */
    DoneFn *done;          /* see emitter/again.h; NULL: no test can tell */
} Writer;

extern const Writer sd_writers[KIND_COUNT];

/* ---- statements ------------------------------------------------------------------------------------------------ */

/* "CREATE TABLE IF NOT EXISTS app.users": verb, word and guard of the kind, and the qualified name. */
void sd_script_begin_create(Script *script, Key key);

/* CREATE by the kind's writer, or else by the clauses of its rows, with the guard of the kind. */
void sd_script_create(Script *script, const Action *action);

/* ";" and the end of the line, and what the next statement is indented by. */
void sd_script_end(Script *script);

/* What is written from here on goes at that pace. */
void sd_script_pace(Script *script, Pace pace);

/* A whole statement, without its semicolon, as printf makes it. */
void sd_script_say(Script *script, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The statement of a row for the value that `object` has, by its template. */
void sd_script_row(Script *script, const Object *object, const Attr *attr);

/* The statements of the rows that have one and are present in a new object, named by a NULL-terminated list: what
 * CREATE itself cannot say. */
void sd_script_rows(Script *script, const Object *object, const char *const *names);

/* True when the row is among those that differ. */
bool sd_action_alters(const Action *action, const char *name);

/* SQL pieces in the script's arena. */
const char *sd_sql_name(const Script *script, Key key); /* qualified: app.users, app.f(integer) */
const char *sd_sql_identifier(const Script *script, Name name);
const char *sd_sql_literal(const Script *script, const char *value);

/* "a, b" quoted as identifiers; nothing for an empty list. */
void sd_text_names(Text *text, const List *list);

/* "(a, b)" with a space in front, or nothing for an empty list. */
void sd_text_name_list(Text *text, const List *list);

/* The expression's text.  One that holds a line comment ends in a newline, so that what follows is not swallowed. */
void sd_text_expr(Text *text, const Expr *expr);

/* " DEFAULT expression" of a definition, in parentheses where the grammar asks for them. */
void sd_text_default(Text *text, const Expr *expr);

/* A column or an expression in parentheses, as index and exclusion elements are written, with its options. */
void sd_text_element(Text *text, const Expr *element, Name options);

/* " WITH (fillfactor=70)", or nothing. */
void sd_text_with(Text *text, const List *options);

/* ALTER <what> SET (...) and RESET (...): from one list of options to another. */
void sd_script_options(Script *script, const char *altered, const List *from, const List *to);

/* " OPTIONS (host 'a', port '1')" of servers and what else is foreign, or nothing. */
void sd_text_foreign_options(const Script *script, Text *text, const List *options);

/* ALTER <what> OPTIONS (ADD ..., SET ..., DROP ...) from one list of options to another.  altered: template of what
 * stands before OPTIONS; present: that of SQL for the options that are there, a text[]. */
void sd_script_foreign_options(Script *script, const Object *object, const char *altered, const char *present,
                               const List *from, const List *to);

/* ---- shared between families -------------------------------------------------------------------------------------- */

/* "CONSTRAINT name CHECK (...)", as in CREATE TABLE and after ADD. */
void sd_text_constraint(Text *text, const Constraint *constraint);

/* "CONSTRAINT name UNIQUE USING INDEX index", with what it may say besides. */
void sd_text_constraint_using(Text *text, const Constraint *constraint, Name index);

/* What is said about the index of a constraint when it is there; and with it what its table says, REPLICA IDENTITY. */
void sd_script_constraint_said(Script *script, const Constraint *constraint);
void sd_script_constraint_rest(Script *script, const Constraint *constraint);

/* CREATE INDEX alone; and what is said about the index when it is there. */
void sd_script_create_index(Script *script, const Index *index);
void sd_script_index_rest(Script *script, const Index *index);

/* What a foreign key says after its columns: " REFERENCES app.users (id) ON DELETE CASCADE". */
void sd_text_references(Text *text, const Constraint *constraint);

/* "name type ... NOT NULL" of CREATE TABLE and ADD COLUMN, with what the present action folds into the column. */
void sd_text_column(Script *script, Text *text, const Column *column);

/* What a column's definition cannot say: storage, statistics, options. */
void sd_script_column_rest(Script *script, const Column *column);

/* True when the constraint stands in the line of its column, both folded into the present action. */
bool sd_column_says(const Script *script, const Constraint *constraint);

/* "GENERATED ALWAYS AS IDENTITY (START WITH 10)"; in the parentheses what is not the default. */
void sd_text_identity(Script *script, Text *text, const Sequence *sequence, const Column *column);

/* A test that holds until the table comes below another one, or NULL when it does not.  Its columns are made fit before,
 * and cannot be altered or added afterwards. */
const char *sd_script_before_joining(Script *script, Key table);

/* A test that holds while the one is a partition or child of the other. */
const char *sd_script_is_child(Script *script, Key child, Key parent);

/* CLUSTER ON the index, which may be that of a key, or not on any. */
void sd_script_clustered(Script *script, Key key, bool clustered);

/* Attaches an index or the index of a key to the one above that it is the share of, if any.  Attaching it again does
 * nothing (ATExecAttachPartitionIdx of tablecmds.c). */
void sd_script_attach_share(Script *script, const Object *share);

/* After an index or a key came to be: what its table says about it. */
void sd_script_replica_identity(Script *script, Key index);

/* The same for a share that came by itself, whose action alters nothing. */
void sd_script_replica_identity_of_share(Script *script, const Action *action);

/* "SET search_path TO 'a', 'b'", from a value as the catalogs keep it; and the name alone. */
void sd_text_setting(Text *text, const char *name, const char *value);
void sd_text_setting_name(Text *text, const char *name);

/* True when the key may be said with its column: id integer PRIMARY KEY. */
bool sd_constraint_is_inline(const Constraint *constraint);

/* The word of what the object hangs on: TABLE, MATERIALIZED VIEW, DOMAIN. */
const char *sd_parent_word(Key key);

/* ---- definitions in parentheses: CREATE AGGREGATE, OPERATOR, TYPE (part.c) ------------------------------------------- */

/* Begins a part on a line of its own, with a comma in front where it is not the first. */
void sd_part_begin(Text *text, const char *word);

/* Whole parts; of an absent value there is none.  A function is named without its arguments. */
void sd_part_word(Text *text, const char *word, Name value);
void sd_part_function(Text *text, const char *word, Key function);
void sd_part_number(Text *text, const char *word, int64_t value);
void sd_part_literal(Text *text, const char *word, Name value);
void sd_part_flag(Text *text, const char *word, bool value);

/* ---- the writers of the kinds: what WRITES of model/kinds names ------------------------------------------------------ */

/* What each member of Writer is, as a declaration of its function. */
#define WRITER_create(function)        WriteFn function;
#define WRITER_alter(function)         WriteFn function;
#define WRITER_drop(function)          WriteFn function;
#define WRITER_owner_follows(function) RowFn function;
#define WRITER_names_later(function)   RowFn function;
#define WRITER_done(function)          DoneFn function;
#define WRITER_writes_every_row(value)
#define WRITES(ID, member, function) WRITER_##member(function)
#include "model/kinds/all.def"

#endif
