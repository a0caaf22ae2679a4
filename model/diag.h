/* Status of a call, and sentences for people.
 *
 * Functions that can fail return a Status and append what they have to say to the Diag that is their last
 * parameter.  Readers go on after a bad statement, as compilers do, so one run reports every problem.  Nobody
 * below cli/ prints.  Sentences: lower case, no full stop, names in double quotes, what was found before what was
 * expected:
 *
 *     schema/users.sql:12:5: error: column "id" of table "app.users" is declared twice */
#ifndef SD_MODEL_DIAG_H
#define SD_MODEL_DIAG_H

#include "model/arena.h"
#include "model/name.h"

typedef enum Status {
    SD_OK,
    SD_INPUT,       /* the schema or the command is wrong */
    SD_UNSUPPORTED, /* something of PostgreSQL that cannot be read here */
    SD_SERVER,      /* the server refused or went away */
    SD_IO,          /* a file could not be read or written */
    SD_CYCLE        /* the plan has no order */
} Status;

#define SD_MUST_USE __attribute__((warn_unused_result))

typedef enum Severity {
    SEVERITY_NOTE, /* shown with --verbose */
    SEVERITY_WARNING,
    SEVERITY_ERROR,
} Severity;

/* A place in a source.  line and column count from 1, the column in bytes; 0 where there is none. */
typedef struct Position {
    Name file;
    uint32_t line, column;
} Position;

typedef struct Message {
    Severity severity;
    Position at;
    const char *object; /* as sd_key_text spells it, or NULL */
    const char *sentence;
    const char *source_line; /* the line the position points into, without its end, or NULL */
    const char *hint;        /* the next step, or NULL */
} Message;

typedef struct Diag {
    Arena *arena;
    Message *messages;
    size_t count;
    size_t errors; /* how many of them are errors */
} Diag;

Diag *sd_diag_new(void);
void sd_diag_free(Diag *diag);

/* Appends a sentence and returns it, so that hint or source_line can be set. */
Message *sd_diag_say(Diag *diag, Severity severity, Position at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A place in a file, for those who have no Names yet: the position lives as long as diag.  Line 0: the file as such. */
Position sd_diag_place(Diag *diag, const char *file, uint32_t line, uint32_t column);

/* A position with no file. */
static inline Position sd_nowhere(void)
{
    return (Position){ 0 };
}

#endif
