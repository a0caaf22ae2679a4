/* Words that PostgreSQL took into its grammar after the version that is linked.
 *
 * pg_dump of a minor release may write what the grammar of the major version did not have when libpg_query was made, and a
 * server may be younger than the grammar.  Such a word is blanked out when the parser stumbles over it, and what it says is
 * put into the tree: readers ask sd_younger_says, whatever the grammar. */
#ifndef SD_PARSER_SQL_YOUNGER_H
#define SD_PARSER_SQL_YOUNGER_H

#include "model/arena.h"

#include <pg_query/pg_query.pb-c.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum YoungerMeaning {
    YOUNGER_LOGGED,       /* 15.9, 16.5: the sequence of an identity column */
    YOUNGER_UNLOGGED,     /* likewise */
    YOUNGER_VIRTUAL,      /* 18: a generated column that is computed when it is read */
    YOUNGER_ENFORCED,     /* 18: what is so without being said */
    YOUNGER_NOT_ENFORCED, /* 18: a check or a foreign key */
    YOUNGER_PERIOD,       /* 18: WITHOUT OVERLAPS of a key, PERIOD of a foreign key */
    YOUNGER_GENERATED,    /* 18: a generated column without a word behind its expression, which is virtual */
    YOUNGER_NOT_NULL,     /* 18: NOT NULL column, as a constraint of the table */
    YOUNGER_NO_INHERIT    /* 18: behind NOT NULL */
} YoungerMeaning;

typedef struct YoungerWord {
    YoungerMeaning meaning;
    size_t start, end;   /* in the text */
    const char *instead; /* what the grammar wants there, no longer than the word; "" for nothing */
    size_t kept; /* from here to the end is a name that stays, behind `instead`, with a closing parenthesis; 0: none */
} YoungerWord;

/* Whether such a word stands at text + at, or in front of it, in a statement that begins at text. */
bool sd_younger_find(YoungerWord *word, const char *text, size_t length, size_t at);

/* Puts in its place, of the same length, what the grammar knows. */
void sd_younger_hide(const YoungerWord *word, char *text);

/* Puts into the tree what the word says; false when the statement has no place for it.  location: of the word, as the
 * nodes of the tree count it. */
bool sd_younger_add(Arena *arena, PgQuery__Node *statement, const YoungerWord *word, size_t location);

/* Whether the constraint of the tree was said with that word. */
bool sd_younger_says(const PgQuery__Constraint *constraint, YoungerMeaning meaning);

#endif
