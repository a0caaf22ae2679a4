/* What a migration does on a real server: the proof behind `verify`.
 *
 * The schema that is there is loaded into a scratch database and filled with rows, the one that is wanted into another;
 * the migration is applied to the first, then again, and the two are compared as a server has them.  Each step is told
 * with what was seen; a step that cannot be taken any more is left out. */
#ifndef SD_CLI_PROOF_H
#define SD_CLI_PROOF_H

#include "cli/source.h"

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
} Proof;

typedef struct ProofRules {
    const char *from, *to;
    ReadRules reading;
    const SourceText *migration; /* its files, in order */
    size_t migration_count;
    bool no_seed;     /* without rows */
    bool every_state; /* also: interrupted behind each statement, then applied as a whole */
} ProofRules;

/* Proves; every step is in the proof, and what servers had to say in its diag. */
void sd_prove(Proof *proof, const ProofRules *rules);

Step *sd_proof_step(Proof *proof, const char *name, StepResult result, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void sd_proof_detail(Proof *proof, Step *step, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
