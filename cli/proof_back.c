/* The way back, proven: from what the migration made to what there was. */
#include "cli/proof.h"

#include "cli/rows.h"

static bool prove_running(const Proving *proving, const char *name, const char *times)
{
    const Route back = { proving->rules->back, proving->rules->back_count };
    Proof *proof = proving->proof;
    Diag *diag = sd_diag_new();
    LoadRules load = { 0 };
    bool fine = sd_proving_apply(proving, proving->from, back, &load, diag);

    if (fine) {
        (void) sd_proof_step(proof, name, STEP_OK, "the way back runs%s: %zu statement%s", times, load.count,
                             load.count == 1 ? "" : "s");
    } else {
        sd_proving_tell(proof, sd_proof_step(proof, name, STEP_FAILED, "the way back does not run%s", times), diag);
    }
    sd_diag_free(diag);
    return fine;
}

/* With the keys that the catalog has: those of what there was. */
static void prove_return(const Proving *proving, const Rows *before)
{
    Proof *proof = proving->proof;
    Difference difference = sd_proving_compare(proving, proving->from, proving->was);
    Rows after = { 0 };
    bool fine = difference.plan && sd_plan_is_empty(difference.plan);

    if (!difference.plan) {
        (void) sd_proof_step(proof, "returns", STEP_TROUBLE, "the result cannot be compared");
    } else if (fine) {
        (void) sd_proof_step(proof, "returns", STEP_OK, "the schema is what it was");
    } else {
        Step *step = sd_proof_step(proof, "returns", STEP_FAILED, "the schema is not what it was");

        sd_proving_tell_difference(proof, step, difference.plan, "");
    }
    sd_difference_free(&difference);
    if (fine && before && sd_rows_look(&after, proof, proving->scratch, proving->from, proving->present) == SD_OK) {
        sd_proving_compare_rows(proving, "rows back", before, &after);
    }
}

/* Where the way back says itself that rows stand in its way, it is proven without any. */
static bool begin_bare(Proving *proving)
{
    const Route forth = { proving->rules->migration, proving->rules->migration_count };
    Proof *proof = proving->proof;
    Diag *diag = sd_diag_new();
    LoadRules load = { 0 };
    bool fine = sd_scratch_copy(&proving->from, proving->scratch, proving->bare, proof->diag) == SD_OK &&
                sd_proving_apply(proving, proving->from, forth, &load, diag);
    Step *step = sd_proof_step(proof, "emptied", fine ? STEP_OK : STEP_FAILED,
                               fine ? "%zu step%s of the way back may stop where rows are: it is tried without"
                                    : "the migration does not run without rows",
                               proving->rules->impossible, proving->rules->impossible == 1 ? "" : "s");

    sd_proving_tell(proof, step, diag);
    sd_diag_free(diag);
    return fine;
}

void sd_prove_back(Proving *proving, const Rows *before)
{
    if (!proving->rules->back) {
        (void) sd_proof_step(proving->proof, "down", STEP_SKIPPED, "there is no way back");
        return;
    }
    if (!proving->was || (proving->bare && !begin_bare(proving))) {
        return;
    }
    if (prove_running(proving, "down", "") && prove_running(proving, "down again", " again")) {
        prove_return(proving, proving->bare ? NULL : before);
    }
}
