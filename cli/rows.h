/* Rows for a schema: made up from the model, tried on a server, and looked at again later. */
#ifndef SD_CLI_ROWS_H
#define SD_CLI_ROWS_H

#include "cli/proof.h"

/* What a table, or one of its columns, holds. */
typedef struct RowsPart {
    Key key;   /* of the table or the column */
    Name type; /* of the column; NULL for a table */
    const char *seen;
} RowsPart;

typedef struct Rows {
    RowsPart *parts;
    size_t count;
} Rows;

/* Puts a few rows into every table of `now` that takes some, such as fit `wanted` too: a migration may ask that much of
 * the data it finds.  databases: the connection strings of both.  Adds the step
 * "seeded" to the proof. */
Status sd_rows_make(Proof *proof, const Scratch *scratch, const char *const databases[2], const Catalog *now,
                    const Catalog *wanted) SD_MUST_USE;

/* Looks at every table and column of the catalog. */
Status sd_rows_look(Rows *rows, Proof *proof, const Scratch *scratch, const char *conninfo,
                    const Catalog *catalog) SD_MUST_USE;

#endif
