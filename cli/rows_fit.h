/* Between rows.c, rows_insert.c, rows_fit.c and rows_prune.c: one table that gets rows, and what they have to fit.
 *
 * What is there now takes the rows, and what is wanted must be able to keep them: a migration may ask that much of the
 * data it finds.  So both sides are asked: about each value alone, then about whole attempts, and what only other rows
 * can tell (keys, references) is put right once they are there. */
#ifndef SD_CLI_ROWS_FIT_H
#define SD_CLI_ROWS_FIT_H

#include "cli/proof.h"
#include "cli/values.h"

enum {
    ROWS = 6,       /* so many at most are put into a table */
    ATTEMPTS = 240, /* rows that are drawn for it */
    ABOUT = 16,     /* columns at most that a condition is looked at for */
    LIKELY = 3      /* attempts that take what is likely, and as many that take what is next */
};

typedef enum Side { SIDE_NOW, SIDE_WANTED, SIDES } Side;

typedef struct InsertSide {
    const char *conninfo;
    const Catalog *catalog;
    const Object *table; /* NULL: not on this side */
    const char **checks; /* conditions that a row meets by itself */
    size_t check_count;
} InsertSide;

typedef struct InsertColumn {
    const Column *column, *wanted; /* wanted: as it will be, or NULL */
    bool not_null;                 /* on either side */
    bool may_be_left_out;
    Candidates candidates;
} InsertColumn;

typedef struct Insert {
    Proof *proof;
    const Scratch *scratch;
    InsertSide sides[SIDES];
    Lineage lineage; /* of both sides, the present one's first */
    size_t present;  /* so many of it */
    InsertColumn *columns;
    size_t count;
    size_t most;         /* rows that it may have */
    const char *refused; /* why no row fits both sides, or NULL */
} Insert;

/* All that is known of a table before a row is tried; databases and catalogs: as it is, as it will be. */
Insert sd_insert_begin(Proof *proof, const Scratch *scratch, const char *const databases[SIDES],
                       const Catalog *const catalogs[SIDES], const Object *table);

/* Takes out candidates that are no values, or break a condition about their column alone. */
void sd_insert_sort_out(Insert *insert);

/* Which attempts fit the conditions that a row meets by itself, on both sides. */
void sd_insert_fit(Insert *insert, bool fits[ATTEMPTS]);

/* The value that an attempt has for a column; NULL: it leaves it out. */
const char *sd_insert_cell(Arena *arena, const Insert *insert, size_t column, size_t number);

/* A candidate for a row of that number. */
const char *sd_insert_value(Arena *arena, const char *candidate, size_t number);

/* What a column has that a row says nothing about. */
const char *sd_insert_left_out(const Object *column);

/* A column's value that is looked up in another table. */
bool sd_value_looks_elsewhere(const char *candidate);

/* The server makes these itself: generated columns, identities, serials. */
bool sd_insert_is_made(const Catalog *catalog, const Object *column);

/* The column that is inserted, or NULL. */
const InsertColumn *sd_insert_column(const Insert *insert, Name name);

/* The columns that a condition is about; SIZE_MAX of them when they are too many. */
size_t sd_insert_columns_about(const Insert *insert, Side side, const char *check, const Object *columns[ABOUT]);

typedef struct Statements {
    const char **items;
    size_t count;
} Statements;

/* Adds statements that take out rows which what is wanted would not keep. */
void sd_insert_prune(Statements *statements, Arena *arena, const Insert *insert);

#endif
