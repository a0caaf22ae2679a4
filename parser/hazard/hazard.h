/* What a migration does to a database while it runs, and to those who use it afterwards: what it locks, scans, writes
 * anew, loses, exposes, and where it fails.
 *
 * Works on statements, whoever wrote them: each is judged by its own words and by the schema as it is just before it,
 * which the interpreter of schema files keeps. A relation that the text itself makes is nobody's yet, so nothing about it
 * blocks anyone.
 *
 *     sd_files_parse(&files, texts, count, diag);
 *     sd_hazards_read(&hazards, catalog_before, files, diag);
 *
 * The rules are data (rules.def) with identifiers that stay; docs/rules.md has one paragraph each.  What a statement locks
 * is data too (statement.c, subcommand.c).  Source: the manual, "Explicit Locking" and ALTER TABLE, Notes;
 * AlterTableGetLockLevel of tablecmds.c. */
#ifndef SD_PARSER_HAZARD_HAZARD_H
#define SD_PARSER_HAZARD_HAZARD_H

#include "parser/parser.h"

typedef enum LockMode { /* of a table, weakest first, as in the manual's table of conflicts */
                        LOCK_NONE,
                        LOCK_ACCESS_SHARE,
                        LOCK_ROW_SHARE,
                        LOCK_ROW_EXCLUSIVE,
                        LOCK_SHARE_UPDATE_EXCLUSIVE,
                        LOCK_SHARE,
                        LOCK_SHARE_ROW_EXCLUSIVE,
                        LOCK_EXCLUSIVE,
                        LOCK_ACCESS_EXCLUSIVE
} LockMode;

/* "ACCESS EXCLUSIVE" */
const char *sd_lock_words(LockMode lock);

typedef enum HazardGroup {
    HAZARD_LOSES,   /* data goes, or becomes other data */
    HAZARD_EXPOSES, /* somebody may do what they might not before */
    HAZARD_BLOCKS,  /* others wait while it runs, for as long as the table is large */
    HAZARD_FAILS,   /* it may stop in the middle, depending on the data or on how it is run */
    HAZARD_BREAKS,  /* programs that use the schema stop working */
    HAZARD_REPEATS, /* it cannot run a second time */
    HAZARD_GROUP_COUNT
} HazardGroup;

typedef enum HazardLevel { LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR } HazardLevel;

typedef struct HazardRule {
    const char *identifier; /* "set-not-null-scan" */
    HazardGroup group;
    HazardLevel level;
    const char *title;  /* a sentence about the statement, of which the object is the subject */
    const char *advice; /* what a careful person does instead */
} HazardRule;

extern const HazardRule sd_hazard_rules[];
extern const size_t sd_hazard_rule_count;

/* The rule of that identifier, or NULL. */
const HazardRule *sd_hazard_rule(const char *identifier);

typedef struct Touch { /* what a statement does to a relation that was there before the text */
    Key relation;
    LockMode lock;
    bool scans;    /* reads every row under that lock */
    bool rewrites; /* writes every row anew under it, and every index */
} Touch;

typedef struct Hazard {
    const HazardRule *rule;
    Key object;         /* NULL: the statement as such */
    const char *detail; /* what in particular, or NULL */
    Position at;
    size_t statement; /* its number in Hazards, or SIZE_MAX: the text as a whole */
} Hazard;

typedef struct JudgedStatement {
    Position at;
    const char *text; /* in the Files; not ended by zero */
    size_t length;
    size_t offset;  /* where it begins in the text it stands in */
    Touch *touches; /* ROW EXCLUSIVE and stronger: what is weaker blocks no reader and no writer */
    size_t touch_count;
    bool outside_transaction; /* cannot run in a transaction block */
} JudgedStatement;

typedef struct Hazards {
    Arena *arena;
    JudgedStatement *statements;
    size_t statement_count;
    Hazard *items; /* in the order of the text, those of the text as a whole at the end */
    size_t count;
} Hazards;

/* Applies the statements to `before`, which is changed, and judges each.  Status and diag as for sd_files_read; free with
 * sd_hazards_free, before the catalog. */
Status sd_hazards_read(Hazards **out, Catalog *before, Files *files, Diag *diag) SD_MUST_USE;
void sd_hazards_free(Hazards *hazards); /* NULL is allowed */

#endif
