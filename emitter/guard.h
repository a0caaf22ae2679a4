/* Every statement bears a second run: the table that says how, for each kind and verb. */
#ifndef SD_EMITTER_GUARD_H
#define SD_EMITTER_GUARD_H

#include "emitter/writer.h"

typedef enum GuardForm {
    GUARD_REPEATABLE, /* the statement says the same twice: COMMENT, GRANT, SET DEFAULT */
    GUARD_IF_NOT_EXISTS,
    GUARD_OR_REPLACE,
    GUARD_DROP_FIRST, /* DROP ... IF EXISTS, then CREATE */
    GUARD_BLOCK       /* PostgreSQL has no form: a DO block that tests the catalog */
} GuardForm;

GuardForm sd_guard_form(const Script *script, KindId kind);

/* "IF NOT EXISTS " or "OR REPLACE ", with the space, where the kind has that form; else "". */
const char *sd_guard_words(const Script *script, KindId kind, GuardForm form);

/* True where a statement may meet what it makes: with guards, or because the present action alters it. */
bool sd_guard_replaces(const Script *script);

/* DROP ... IF EXISTS of the object, by the template of its kind.  A name that another kind of object takes over is
 * dropped only while it is still the old kind. */
void sd_guard_drop(Script *script, Key key);

/* False where it is dropped only while it is still the old kind. */
bool sd_guard_drops_always(const Script *script, Key key);

/* SQL that is true while the name belongs to an object of that kind which can be dropped by it. */
const char *sd_guard_is_of_kind(Script *script, Key key);

/* SQL that is true when an object of that key exists. */
const char *sd_guard_exists(Script *script, Key key);

/* SQL that is true when there is none. */
const char *sd_guard_missing(Script *script, Key key);

/* SQL that is true while the rename is still to be done. */
const char *sd_guard_is_due(Script *script, const Rename *rename);

/* SQL that is true when the test is not. */
const char *sd_guard_negated(const Script *script, const char *test);

/* A statement (no semicolon) that runs only where the test holds.  Without guards the bare statement. */
void sd_guard_block(Script *script, const char *test, const char *statement);

/* What statements in a block are indented by. */
#define GUARD_INDENT "        "

/* The same for a text of whole statements, each with its semicolon; those behind the first come indented. */
void sd_guard_block_all(Script *script, const char *test, const char *statements);

#endif
