/* What may stand for a value of a column, in rows that are made up. */
#ifndef SD_CLI_VALUES_H
#define SD_CLI_VALUES_H

#include "model/catalog.h"

enum { CANDIDATES = 48, LINEAGE = 16 };

/* SQL expressions, likely ones first; %d in them is the number of the row.  One that begins with a parenthesis looks
 * into another table. */
typedef struct Candidates {
    const char *items[CANDIDATES];
    size_t count;
    bool takes_words, takes_numbers, in_array;
} Candidates;

/* A table and those it takes columns and constraints from. */
typedef struct Lineage {
    const Object *tables[LINEAGE];
    size_t count;
} Lineage;

void sd_lineage_add(Lineage *lineage, const Catalog *catalog, const Object *object);

/* wanted: the other side, whose enums must have the same labels; later: the column there, or NULL.  lineage: of the
 * column's table, on both sides where there are two; only tables of the catalog are looked into. */
Candidates sd_candidates_of(Arena *arena, const Catalog *catalog, const Catalog *wanted, const Lineage *lineage,
                            const Column *column, const Column *later, bool not_null);

/* True when the name is a word of an expression. */
bool sd_text_mentions(const char *text, Name name);

/* The column's default, or NULL. */
const ColumnDefault *sd_default_of(const Object *column);

#endif
