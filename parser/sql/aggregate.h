/* A CREATE AGGREGATE on its way into the catalog. */
#ifndef SD_PARSER_SQL_AGGREGATE_H
#define SD_PARSER_SQL_AGGREGATE_H

#include "parser/sql/routine.h"

/* How the value of a part is written. */
typedef enum Part { PART_FUNCTION, PART_TYPE, PART_NUMBER, PART_FLAG, PART_WORD, PART_TEXT, PART_OPERATOR } Part;

/* What a support function is called with. */
typedef enum Signature {
    SIGNATURE_NONE,
    SIGNATURE_TRANSITION, /* the state and the arguments that are aggregated */
    SIGNATURE_FINAL,      /* the state and the direct arguments; all arguments with FINALFUNC_EXTRA */
    SIGNATURE_COMBINE,    /* two states */
    SIGNATURE_SERIALIZE,  /* internal */
    SIGNATURE_DESERIALIZE /* bytea, internal */
} Signature;

typedef struct AggregatePart {
    const char *name;
    const char *row;
    Part part;
    Signature signature;
    const char *state; /* the row of the state's type */
    const char *extra; /* the row that says whether all arguments are handed over */
} AggregatePart;

/* The parts of the definition, by the names they are written with. */
extern const AggregatePart sd_aggregate_parts[];
extern const size_t sd_aggregate_part_count;

/* A statement with everything looked up; the rows are in an Aggregate that is no part of the catalog. */
typedef struct AggregateDraft {
    Session *session;
    const PgQuery__DefineStmt *statement;
    Argument *arguments;
    size_t count;
    Aggregate rows;
    Key *needs;
    size_t need_count;
} AggregateDraft;

/* A row of the draft, by its name. */
static inline void *sd_aggregate_field(AggregateDraft *draft, const char *row)
{
    return sd_object_field(&draft->rows.base, sd_kind_attr(&sd_kinds[KIND_AGGREGATE], row));
}

/* Notes what the aggregate will have an edge to; NULL is nothing. */
void sd_aggregate_need(AggregateDraft *draft, Key key);

/* ---- aggregate_function.c ----------------------------------------------------------------------------------------- */

/* Finds the overloads that the rows name; the parts and arguments are there already.  False: wait. */
bool sd_aggregate_functions(AggregateDraft *draft);

/* The type of the result, or NULL when it cannot be told. */
Name sd_aggregate_result(AggregateDraft *draft);

#endif
