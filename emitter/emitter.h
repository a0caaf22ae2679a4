/* A plan, or a catalog, into text. */
#ifndef SD_EMITTER_EMITTER_H
#define SD_EMITTER_EMITTER_H

#include "differ/differ.h"
#include "model/text.h"

/* Appends the migration: ordered, idempotent statements, each ending in a semicolon and a newline, readable as a
 * careful person would write them.  What the plan holds back is written as comments.  Adds nothing for an empty
 * plan.  No header: that is the command's. */
void sd_emit_sql(Text *text, const Plan *plan);

/* The same without what makes a second run harmless: for reading, and for judging what each statement does. */
void sd_emit_plain(Text *text, const Plan *plan);

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

/* One word a change, for summaries and descriptions: "create table app.users", in plan order. */
void sd_emit_summary(Text *text, const Plan *plan);

/* The plan as JSON. */
void sd_emit_json(Text *text, const Plan *plan);

#endif
