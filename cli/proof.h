/* What a migration does on a real server: the proof behind `verify`.
 *
 * The schema that is there is loaded into a scratch database and filled with rows, the one that is wanted into another;
 * the migration is applied to the first, then again, and the two are compared as a server has them.  Each step is told
 * with what was seen; a step that cannot be taken any more is left out. */
#ifndef SD_CLI_PROOF_H
#define SD_CLI_PROOF_H

#include "cli/source.h"
#include "differ/differ.h"

typedef enum StepResult {
    STEP_OK,
    STEP_FAILED,  /* the migration does not hold what it promises */
    STEP_SKIPPED, /* could not be tried, for the reason told */
    STEP_TROUBLE  /* nothing could be found out */
} StepResult;

typedef struct Step {
    const char *name; /* a word: "again" */
    StepResult result;
    const char *sentence;
    const char **details; /* a line each */
    size_t detail_count;
} Step;

typedef struct Proof {
    Arena *arena;
    Diag *diag;
    Step *steps;
    size_t count;
    size_t exact, lossy, impossible; /* steps of the way back that the plan made */
} Proof;

typedef struct ProofRules {
    const char *from, *to;
    ReadRules reading;
    const SourceText *migration; /* its files, in order */
    size_t migration_count;
    const SourceText *back; /* the way back, in the order in which it runs; NULL: there is none */
    size_t back_count;
    size_t impossible; /* so many of its steps are said to stop where rows are, or for good */
    bool no_seed;      /* without rows */
    bool every_state;  /* also: interrupted behind each statement, then applied as a whole */
} ProofRules;

/* Proves; every step is in the proof, and what servers had to say in its diag. */
void sd_prove(Proof *proof, const ProofRules *rules);

Step *sd_proof_step(Proof *proof, const char *name, StepResult result, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void sd_proof_detail(Proof *proof, Step *step, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- between proof.c, proof_back.c and proof_renames.c ------------------------------------------------------------------------------ */

typedef struct Proving {
    Proof *proof;
    const ProofRules *rules;
    Scratch *scratch;
    const char *from, *to;  /* connection strings of the two databases */
    const char *base;       /* of a copy of the first, as it was with its rows before anything ran, or NULL */
    const char *bare;       /* the same without rows, or NULL */
    const char *was;        /* the schema it had, as a source; NULL: not known */
    const char *kept;       /* the file of that, to be removed; NULL: none */
    Catalog *present;       /* what it was, under its own names */
    const Catalog *renamed; /* the same under the names that are wanted; NULL: they are its own */
    Key *lost;              /* what the plan announces to lose data */
    size_t lost_count;
} Proving;

typedef struct Difference {
    Pair pair;
    Plan *plan; /* NULL when one side could not be read */
} Difference;

typedef struct Route { /* texts that are run */
    const SourceText *texts;
    size_t count;
} Route;

struct Rows;

/* Runs a route, or its first statements. */
bool sd_proving_apply(const Proving *proving, const char *conninfo, Route route, LoadRules *load, Diag *diag);

/* Compares two databases as their server has them.  Who loaded them owns what nobody else does, on both sides. */
Difference sd_proving_compare(const Proving *proving, const char *from, const char *to);
void sd_difference_free(Difference *difference);

/* Before rows are made: hears what the wanted side tells of renames, and carries them out on pair->from. */
void sd_proving_take_renames(Proving *proving, Pair *pair);

/* Gives the database to be migrated the names that are wanted, or its own again. */
void sd_proving_rename(const Proving *proving, bool back);

/* What a key of `renamed` is called in `present`. */
Key sd_proving_old_key(const Proving *proving, Key key);

/* What servers said, and what is left to do, as details of a step. */
void sd_proving_tell(Proof *proof, Step *step, const Diag *diag);
void sd_proving_tell_difference(Proof *proof, Step *step, const Plan *plan, const char *before);

/* Adds a step of that name: what the rows were and are. */
void sd_proving_compare_rows(const Proving *proving, const char *name, const struct Rows *before,
                             const struct Rows *after);

/* From the migrated database to where it came from: it runs, runs again, the schema is what it was, and so is what nothing
 * announced to lose.  before: its rows, or NULL. */
void sd_prove_back(Proving *proving, const struct Rows *before);

#endif
