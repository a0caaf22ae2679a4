/* A plan, or a catalog, into text. */
#ifndef SD_EMITTER_EMITTER_H
#define SD_EMITTER_EMITTER_H

#include "differ/differ.h"
#include "emitter/preflight.h"
#include "model/text.h"

/* What the statements of an action do to those who use the database.  The emitter does not judge: somebody who reads
 * statements does (parser/hazard), and the words arrive here. */
typedef struct Remark {
    const char *rule;  /* its identifier: "set-not-null-scan" */
    const char *group; /* a word: "loses", "exposes", "blocks" */
    const char *level; /* "note", "warning", "error" */
    Key object;        /* NULL: the statement as such */
    const char *sentence, *detail;
    bool is_said; /* a careful person would want to read it above the statement */
} Remark;

typedef struct Locked {
    Key relation;
    const char *lock; /* "ACCESS EXCLUSIVE" */
    bool scans, rewrites;
} Locked;

typedef struct Effects {
    Remark *remarks;
    size_t remark_count;
    Locked *locked;
    size_t locked_count;
    bool outside_transaction; /* one of them cannot run in a transaction block */
    Preflight preflight;      /* its query NULL: nothing is asked of rows */
    const char *rows;         /* how many are in the way; NULL: nobody counted */
    const char *example;      /* one of them, or NULL */
} Effects;

/* Appends the migration: ordered, idempotent statements, each ending in a semicolon and a newline, readable as a
 * careful person would write them.  What the plan holds back is written as comments; what statements do to others stands
 * above them.  Adds nothing for an empty plan.  No header: that is the command's.
 *
 * effects: one for each action of the plan, or NULL when nobody judged. */
void sd_emit_sql(Text *text, const Plan *plan, const Effects *effects);

/* A part of a migration that runs by itself: one transaction, or one statement that cannot be in any. */
typedef struct EmittedPart {
    const char *sql;
    bool outside_transaction;
} EmittedPart;

/* The same in the parts that a runner can run which opens a transaction around each file: an array in the arena of the plan,
 * its length in *count.  One part unless the plan is online. */
EmittedPart *sd_emit_parts(const Plan *plan, const Effects *effects, size_t *count);

/* The same without what makes a second run harmless: for reading, and for judging what each statement does.
 *
 * starts: filled with where in the text the statements of each action begin, SIZE_MAX where it has none; or NULL. */
void sd_emit_plain(Text *text, const Plan *plan, size_t *starts);

/* One statement group of a whole catalog: the object with everything that is folded into it or hangs on it. */
typedef struct EmittedObject {
    const Object *object;
    const char *sql;
} EmittedObject;

/* Writes a catalog out as schema files would say it: plain CREATE statements without guards, in an order that runs.
 * rules: what is left out; NULL: nothing.  Returns an array in the arena and its length in *count. */
EmittedObject *sd_emit_catalog(Arena *arena, Catalog *catalog, const PlanRules *rules, size_t *count);

/* The same as one text, in an order that psql can load: what refers to each other comes apart. */
void sd_emit_schema(Text *text, Catalog *catalog, const PlanRules *rules);

/* A line a change, for summaries and descriptions: "create table app.users", "alter column app.users.email: type", in plan
 * order. */
void sd_emit_summary(Text *text, const Plan *plan);

/* The plan as JSON, with the effects of each action where they are given. */
void sd_emit_json(Text *text, const Plan *plan, const Effects *effects);

#endif
