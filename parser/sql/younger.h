/* Words that PostgreSQL took into its grammar after the version that is linked.
 *
 * pg_dump of a minor release may write what the grammar of the major version did not have when libpg_query was made.  Such a
 * word is blanked out when the parser stumbles over it, and what it would have become is put into the tree, so readers
 * see the tree of the younger grammar. */
#ifndef SD_PARSER_SQL_YOUNGER_H
#define SD_PARSER_SQL_YOUNGER_H

#include "model/arena.h"

#include <pg_query/pg_query.pb-c.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct YoungerWord {
    const char *option; /* the name of the DefElem that it stands for */
    size_t start, end;  /* in the text */
} YoungerWord;

/* Whether such a word stands at text + at, in a statement that begins at text. */
bool sd_younger_find(YoungerWord *word, const char *text, size_t length, size_t at);

/* Puts into the tree what the word says; false when the statement has no place for it. */
bool sd_younger_add(Arena *arena, const PgQuery__Node *statement, const YoungerWord *word);

#endif
