/* Folders of migrations as the tools that run them keep them.
 *
 * A folder says which files a tool would run on an empty database, in which order, and which part of each.  Every format
 * is a row of the table in formats.c; which one a folder is in shows in what is there: its files' names, a plan or a
 * journal beside them, an annotation within.
 *
 *     Status status = sd_history_collect(&texts, &count, arena, "db/migrations", NULL, diag);
 *
 * What only a way back would run is blanked out, so that lines and columns stay those of the file. */
#ifndef SD_CLI_HISTORY_HISTORY_H
#define SD_CLI_HISTORY_HISTORY_H

#include "model/text.h"
#include "parser/parser.h"

#include <time.h>

/* Collects the migrations at a folder, or at git:REV:PATH, in the order in which they run.
 *
 * name    of a row, or NULL: found out, and said as a note; what fits no format, or more than one, is an error
 *
 * SD_IO or SD_INPUT with each problem in diag. */
Status sd_history_collect(SourceText **texts, size_t *count, Arena *arena, const char *source, const char *name,
                          Diag *diag) SD_MUST_USE;

/* ---- writing --------------------------------------------------------------------------------------------------------- */

typedef enum BackForm {
    BACK_BY_FORMAT, /* what is usual for the format */
    BACK_OWN,       /* where the format keeps it: a section of the file, or a file beside it */
    BACK_COMMENT,   /* comments at the end of the migration */
    BACK_NONE
} BackForm;

typedef struct NewPart { /* a file's worth, where every file is run in a transaction */
    const char *sql;
    bool outside_transaction; /* unless it cannot be in one */
} NewPart;

typedef struct NewMigration {
    const char *name; /* "add_users" */
    time_t clock;
    const struct tm *now;    /* the same in UTC */
    const char *head;        /* comments that both ways begin with, or "" */
    const char *forth;       /* SQL, as one text that is run statement by statement */
    const NewPart *parts;    /* the same in parts */
    size_t part_count;       /* 1: forth may be run as one transaction too */
    const char *back;        /* SQL; NULL: none is wanted */
    const char *back_remark; /* what the way back is worth, in a line */
    BackForm back_form;
} NewMigration;

typedef struct NewFile {
    const char *path;
    Text text;
} NewFile;

/* Makes the files of a migration, but does not write them: the way forth first, the way back, where it has a file, second;
 * in a folder, likewise for each part.  The way back is that of all parts and stands with the first, which goes back last.
 *
 * output   a folder, whose format is found out when `format` is NULL; a file (its name ends in .sql); "-"
 *
 * SD_INPUT or SD_IO with the reason in diag. */
Status sd_history_compose(NewFile **files, size_t *count, Arena *arena, const char *output, const char *format,
                          const NewMigration *migration, Diag *diag) SD_MUST_USE;

/* ---- the way back of what is there ------------------------------------------------------------------------------------ */

/* Blanks out what a file, read by itself, does not run on the way forth. */
void sd_history_forth(Arena *arena, SourceText *text);

/* The way back of the migration in a file: a section of it, a file beside it (x.down.sql of x.up.sql), or the comments in which
 * `generate` writes it.  whole: the file as it is.  False when it has none. */
bool sd_history_back(SourceText *back, Arena *arena, const SourceText *whole) SD_MUST_USE;

/* ---- inside ------------------------------------------------------------------------------------------------------ */

typedef struct Migration {
    const char *path; /* within the folder */
    SourceText text;  /* all of the file; what is not to be run gets blanked out */
} Migration;

typedef struct History {
    Arena *arena;
    Diag *diag;
    const char *source; /* as it was given */
    Migration *files;   /* what a format may want to look at, in byte order of the path */
    size_t count;
} History;

typedef enum FileRole {
    ROLE_NONE, /* nothing to the format */
    ROLE_RUN,
    ROLE_LEFT, /* known to the format and not run: the way back, what is for another database */
} FileRole;

/* The part of a file that runs, between two lines of comment.  `up` NULL: from the beginning. */
typedef struct SectionMarks {
    const char *up, *down; /* lower case, one blank between words: "-- +goose up" */
} SectionMarks;

/* What a new migration looks like.  %v is the version, %n the name. */
typedef struct NewLook {
    const char *file;         /* within the folder; NULL: the tool makes it, since it lists its migrations */
    const char *back_file;    /* NULL: it stands in the same file */
    const char *first, *back; /* lines above the way forth, and above the way back; NULL: none */
    const char *first_alone;  /* those of a file that is run outside a transaction; NULL: as any other */
    const char *beside_alone; /* a file beside that one, and what is in it; or NULL */
    const char *beside_text;
    bool always_opens;       /* a transaction around every file, whatever is in it */
    const char *back_prefix; /* of each line of the way back, or NULL */
    const char *wrap[2];     /* lines around a statement with semicolons in it, or NULL */
    bool dashed;             /* the version is 2024-01-31-120000 and not 20240131120000 */
    bool back_is_odd;        /* nobody who uses the format expects a way back there: comments, unless asked for */
} NewLook;

typedef struct HistoryFormat {
    const char *name;
    const char *looks; /* what its files are called, for messages */
    FileRole (*role)(const Migration *file);
    int (*compare)(const void *a, const void *b); /* of two Migrations that run; NULL: the order of the paths */
    bool (*begins)(const Migration *file); /* an empty database begins at the last such file; NULL: at the first */
    const char *guide;                     /* a file that must be there, or NULL */
    const char *place;                     /* how the source must end, or NULL */
    /* Reads the guide, which lists the migrations; NULL: it does not. */
    Status (*follow)(History *history, const Migration *guide, Migration *chosen, size_t *count);
    SectionMarks marks; /* down NULL: all of a file runs */
    NewLook written;
    bool is_weak; /* fits nearly any folder: other formats come first */
} HistoryFormat;

extern const HistoryFormat sd_history_formats[]; /* ends in a row without name */

/* guide.c: files that list the migrations, sqitch.plan and Drizzle's journal. */
Status sd_history_follow_plan(History *history, const Migration *guide, Migration *chosen, size_t *count);
Status sd_history_follow_journal(History *history, const Migration *guide, Migration *chosen, size_t *count);

/* folder.c: the format of a folder that a migration is to be written into, which need not be there yet, and its files. */
Status sd_history_open(History *history, const HistoryFormat **format, const char *name) SD_MUST_USE;

/* section.c: blanks out what is not between the marks. */
void sd_history_blank(Arena *arena, SourceText *text, const SectionMarks *marks);

/* section.c: whether a line of the text is this mark. */
bool sd_history_has_mark(const SourceText *text, const char *mark);

/* The file at a path within the folder, or NULL. */
const Migration *sd_history_find(const History *history, const char *path);

#endif
