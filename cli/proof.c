#include "cli/proof.h"

#include "cli/file.h"
#include "cli/rows.h"
#include "cli/values.h"
#include "emitter/emitter.h"
#include "model/snapshot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- steps ------------------------------------------------------------------------------------------------------ */

static const char *format_into(Arena *arena, const char *format, va_list args)
{
    va_list again;
    int length;
    char *text;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    text = sd_arena_alloc(arena, (size_t) (length < 0 ? 0 : length) + 1);
    (void) vsnprintf(text, (size_t) (length < 0 ? 0 : length) + 1, format, again);
    va_end(again);
    return text;
}

Step *sd_proof_step(Proof *proof, const char *name, StepResult result, const char *format, ...)
{
    va_list args;
    Step *step;

    proof->steps = sd_arena_grow(proof->arena, proof->steps, proof->count, sizeof *proof->steps);
    step = &proof->steps[proof->count++];
    va_start(args, format);
    *step = (Step){ .name = name, .result = result, .sentence = format_into(proof->arena, format, args) };
    va_end(args);
    return step;
}

void sd_proof_detail(Proof *proof, Step *step, const char *format, ...)
{
    va_list args;

    step->details = sd_arena_grow(proof->arena, step->details, step->detail_count, sizeof *step->details);
    va_start(args, format);
    step->details[step->detail_count++] = format_into(proof->arena, format, args);
    va_end(args);
}

/* ---- loading ---------------------------------------------------------------------------------------------------- */

/* Before anything is loaded: the role of the database that is to be migrated, or of the one that it shall be like. */
static bool take_role(Proving *proving)
{
    const ProofRules *rules = proving->rules;
    ReadRules plain = rules->reading;
    bool acts;

    plain.scratch = NULL;
    return sd_source_act(proving->scratch, rules->from, &plain, &acts, proving->proof->diag) == SD_OK &&
           (acts || sd_source_act(proving->scratch, rules->to, &plain, &acts, proving->proof->diag) == SD_OK);
}

static bool load_side(Proving *proving, const char **conninfo, const char *name, const char *source)
{
    Proof *proof = proving->proof;
    ReadRules plain = proving->rules->reading;
    Status status;

    plain.scratch = NULL;
    status = sd_source_load(conninfo, proving->scratch, source, &plain, proof->arena, proof->diag);
    if (status != SD_OK) {
        (void) sd_proof_step(proof, name, STEP_TROUBLE, "%s does not load", sd_source_shown(proof->arena, source));
    } else {
        (void) sd_proof_step(proof, name, STEP_OK, "%s is loaded", sd_source_shown(proof->arena, source));
    }
    return status == SD_OK;
}

bool sd_proving_apply(const Proving *proving, const char *conninfo, Route route, LoadRules *load, Diag *diag)
{
    load->in_order = true;
    return sd_scratch_load(proving->scratch, conninfo, route.texts, route.count, load, diag) == SD_OK;
}

/* What the server refuses is told as a detail of the step. */
static bool apply(const Proving *proving, const char *conninfo, LoadRules *load, Diag *diag)
{
    const Route forth = { proving->rules->migration, proving->rules->migration_count };

    return sd_proving_apply(proving, conninfo, forth, load, diag);
}

void sd_proving_tell(Proof *proof, Step *step, const Diag *diag)
{
    for (size_t i = 0; i < diag->count; i++) {
        const Message *message = &diag->messages[i];

        if (message->severity == SEVERITY_ERROR && message->at.file) {
            sd_proof_detail(proof, step, "%s:%u:%u: %s", message->at.file->text, message->at.line, message->at.column,
                            message->sentence);
        } else if (message->severity == SEVERITY_ERROR) {
            sd_proof_detail(proof, step, "%s", message->sentence);
        }
    }
}

static bool prove_applying(Proving *proving, const char *name, const char *times)
{
    Proof *proof = proving->proof;
    Diag *diag = sd_diag_new();
    LoadRules load = { 0 };
    bool fine = apply(proving, proving->from, &load, diag);

    if (fine) {
        (void) sd_proof_step(proof, name, STEP_OK, "the migration runs%s: %zu statement%s", times, load.count,
                             load.count == 1 ? "" : "s");
    } else {
        sd_proving_tell(proof, sd_proof_step(proof, name, STEP_FAILED, "the migration does not run%s", times), diag);
    }
    sd_diag_free(diag);
    return fine;
}

/* ---- comparing --------------------------------------------------------------------------------------------------- */

static void plan_difference(Difference *difference, Diag *diag)
{
    static const PlanRules all = { .allow_all_drops = true };

    sd_scratch_disown(difference->pair.from, NULL);
    sd_scratch_disown(difference->pair.to, NULL);
    if (sd_plan(&difference->plan, difference->pair.from, difference->pair.to, &all, diag) != SD_OK) {
        difference->plan = NULL;
    }
}

Difference sd_proving_compare(const Proving *proving, const char *from, const char *to)
{
    ReadRules rules = { 0 };
    Difference difference = { 0 };

    if (sd_pair_read(&difference.pair, from, to, &rules, proving->proof->diag) == SD_OK) {
        plan_difference(&difference, proving->proof->diag);
    }
    return difference;
}

static void write_snapshot(Proving *proving, const Catalog *catalog)
{
    Arena *arena = proving->proof->arena;
    const char *folder = getenv("TMPDIR");
    char *path = sd_arena_format(arena, "%s/schemadiff.XXXXXX", folder && *folder ? folder : "/tmp");
    Text json = sd_text(arena);
    int file = mkstemp(path);

    if (file >= 0) {
        (void) close(file);
        proving->kept = path;
        proving->was = sd_arena_format(arena, "snapshot:%s", path);
        sd_snapshot_write(&json, catalog);
        if (sd_file_write(path, json.bytes, json.length, proving->proof->diag) != SD_OK) {
            proving->was = NULL;
        }
    }
}

/* The schema that was there, for the end of the way back: as a snapshot, since a copy of the database would lack what belongs
 * to it and lies elsewhere (subscriptions).  Read by itself: beside the wanted schema it would take the names from there. */
static void keep_schema(Proving *proving)
{
    ReadRules rules = { 0 };
    Pair alone = { 0 };

    if (sd_pair_read(&alone, proving->from, "empty:", &rules, proving->proof->diag) == SD_OK) {
        write_snapshot(proving, alone.from);
    }
    sd_pair_free(&alone);
}

void sd_difference_free(Difference *difference)
{
    sd_plan_free(difference->plan);
    sd_pair_free(&difference->pair);
}

void sd_proving_tell_difference(Proof *proof, Step *step, const Plan *plan, const char *before)
{
    Text summary = sd_text(proof->arena);

    sd_emit_summary(&summary, plan);
    for (const char *line = summary.bytes; *line;) {
        size_t length = strcspn(line, "\n");

        sd_proof_detail(proof, step, "%sleft to do: %.*s", before, (int) length, line);
        line += length + (line[length] == '\n');
    }
}

static bool prove_convergence(Proving *proving)
{
    Proof *proof = proving->proof;
    Difference difference = sd_proving_compare(proving, proving->from, proving->to);
    bool fine = difference.plan && sd_plan_is_empty(difference.plan);

    if (!difference.plan) {
        (void) sd_proof_step(proof, "converges", STEP_TROUBLE, "the result cannot be compared");
    } else if (fine) {
        (void) sd_proof_step(proof, "converges", STEP_OK, "the result is what is wanted");
    } else {
        Step *step = sd_proof_step(proof, "converges", STEP_FAILED, "the result is not what is wanted");

        sd_proving_tell_difference(proof, step, difference.plan, "");
    }
    sd_difference_free(&difference);
    return fine;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* Under either name: rows are looked at under both. */
static void note_loss(Proving *proving, Key key)
{
    const Key keys[] = { key, sd_proving_old_key(proving, key) };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        proving->lost = sd_arena_grow(proving->proof->arena, proving->lost, proving->lost_count, sizeof(Key));
        proving->lost[proving->lost_count++] = keys[i];
    }
}

static bool is_lost_above(const Proving *proving, const Catalog *now, const Object *column)
{
    Lineage lineage = { 0 };

    sd_lineage_add(&lineage, now, column->parent);
    for (size_t i = 0; i < proving->lost_count; i++) {
        Key lost = proving->lost[i];

        for (size_t at = 1; at < lineage.count; at++) {
            if (lost->kind == KIND_COLUMN && lost->name == column->key->name &&
                lost->parent == lineage.tables[at]->key) {
                return true;
            }
        }
    }
    return false;
}

/* What is done to a column is done to the same one of every table below (ATPrepCmd and ATExecDropColumn of tablecmds.c), and
 * the plan says it once.  A table that does not stay below keeps what it has. */
static void note_losses_below(Proving *proving, const Plan *plan)
{
    for (const Object *object = plan->now->first; object; object = object->next_all) {
        const Column *column = (const Column *) object, *wanted;

        if (object->key->kind != KIND_COLUMN || !column->inherited) {
            continue;
        }
        wanted = (const Column *) sd_catalog_find(plan->wanted, object->key);
        if ((!wanted || wanted->inherited) && is_lost_above(proving, plan->now, object)) {
            note_loss(proving, object->key);
        }
    }
}

/* What the plan from the one to the other says it loses; where that stands must not be kept. */
static void note_losses(Proving *proving, const Plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        if (action->loses_data || action->verb == VERB_DROP) {
            note_loss(proving, (action->from ? action->from : action->to)->key);
        }
    }
    note_losses_below(proving, plan);
}

static bool is_announced(const Proving *proving, Key key)
{
    for (size_t i = 0; i < proving->lost_count; i++) {
        if (sd_key_within(key, proving->lost[i])) {
            return true;
        }
    }
    return false;
}

static const RowsPart *find_part(const Rows *rows, Key key)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->parts[i].key == key) {
            return &rows->parts[i];
        }
    }
    return NULL;
}

/* A table's rows are counted; a column whose type stays holds what it held. */
void sd_proving_compare_rows(const Proving *proving, const char *name, const Rows *before, const Rows *after)
{
    Proof *proof = proving->proof;
    size_t kept = 0, changed = 0;
    Step *step = sd_proof_step(proof, name, STEP_OK, "%s", "");

    for (size_t i = 0; i < before->count; i++) {
        const RowsPart *was = &before->parts[i], *is = find_part(after, was->key);

        if (is_announced(proving, was->key) || !is || is->type != was->type) {
            continue; /* a column that became another thing has a step in the plan for it */
        }
        kept++;
        if (strcmp(was->seen, is->seen) != 0) {
            changed++;
            sd_proof_detail(proof, step, "%s: held %s, holds %s", sd_key_text(proof->arena, was->key), was->seen,
                            is->seen);
        }
    }
    step->result = changed ? STEP_FAILED : STEP_OK;
    step->sentence = changed ? "data was lost or changed that nothing announced"
                             : sd_arena_format(proof->arena, "what %zu tables and columns hold is kept", kept);
}

/* ---- every state --------------------------------------------------------------------------------------------------- */

static void prove_state(const Proving *proving, const char *base, size_t ran, Step *step)
{
    Proof *proof = proving->proof;
    Diag *diag = sd_diag_new();
    LoadRules first = { .most = ran }, whole = { 0 };
    const char *database;
    Difference difference = { 0 };

    if (sd_scratch_copy(&database, proving->scratch, base, proof->diag) != SD_OK ||
        !apply(proving, database, &first, diag)) {
        step->result = STEP_TROUBLE;
    } else if (!apply(proving, database, &whole, diag)) {
        step->result = STEP_FAILED;
        sd_proof_detail(proof, step, "interrupted behind statement %zu, it does not run again:", ran);
    } else {
        difference = sd_proving_compare(proving, database, proving->to);
        if (!difference.plan) {
            step->result = STEP_TROUBLE;
        } else if (!sd_plan_is_empty(difference.plan)) {
            step->result = STEP_FAILED;
            sd_proving_tell_difference(proof, step, difference.plan,
                                       sd_arena_format(proof->arena, "behind statement %zu ", ran));
        }
    }
    sd_proving_tell(proof, step, diag);
    sd_difference_free(&difference);
    sd_scratch_drop(proving->scratch, database);
    sd_diag_free(diag);
}

static void prove_every_state(const Proving *proving)
{
    LoadRules count = { .only_counts = true };
    Step step = { .name = "every state", .result = STEP_OK };
    Diag *diag = sd_diag_new();

    (void) apply(proving, proving->base, &count, diag);
    for (size_t ran = 1; ran < count.count; ran++) {
        prove_state(proving, proving->base, ran, &step);
    }
    *sd_proof_step(proving->proof, step.name, step.result, "%s", "") = step;
    proving->proof->steps[proving->proof->count - 1].sentence =
        step.result == STEP_OK ? "interrupted behind any statement, it runs again as a whole"
                               : "interrupted, it does not bring the schema to its end";
    sd_diag_free(diag);
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static void keep_copy(Proving *proving, const char **copy)
{
    if (sd_scratch_copy(copy, proving->scratch, proving->from, proving->proof->diag) != SD_OK) {
        *copy = NULL;
    }
}

/* Copies of what there was, for what is compared with it or begins there again. */
static bool seed(Proving *proving, const Difference *present, Rows *before, Rows *own)
{
    Proof *proof = proving->proof;
    const ProofRules *rules = proving->rules;
    bool watched;

    if (rules->impossible && !rules->no_seed) {
        keep_copy(proving, &proving->bare);
    }
    sd_proving_rename(proving, false);
    watched = !rules->no_seed &&
              sd_rows_make(proof, proving->scratch, (const char *const[]){ proving->from, proving->to },
                           present->pair.from, present->pair.to) == SD_OK &&
              sd_rows_look(before, proof, proving->scratch, proving->from, present->pair.from) == SD_OK;
    sd_proving_rename(proving, true);
    watched = watched && sd_rows_look(own, proof, proving->scratch, proving->from, proving->present) == SD_OK;
    if (rules->every_state) {
        keep_copy(proving, &proving->base);
    }
    return watched;
}

static void prove_migration(Proving *proving, const Difference *present)
{
    Proof *proof = proving->proof;
    Rows before = { 0 }, own = { 0 }, after = { 0 }; /* own: as before, under the names it has itself */
    bool watched = seed(proving, present, &before, &own);

    if (!prove_applying(proving, "runs", "") || !prove_applying(proving, "again", " again")) {
        return;
    }
    if (prove_convergence(proving)) {
        /* Looked at with the keys that the catalog has; what is new holds nothing that could be lost. */
        if (watched && sd_rows_look(&after, proof, proving->scratch, proving->from, present->pair.to) == SD_OK) {
            sd_proving_compare_rows(proving, "rows", &before, &after);
        }
        sd_prove_back(proving, watched ? &own : NULL);
    }
    if (proving->rules->every_state && proving->base) {
        prove_every_state(proving);
    }
}

void sd_prove(Proof *proof, const ProofRules *rules)
{
    Proving proving = { .proof = proof, .rules = rules };
    Difference present = { 0 };

    if (sd_scratch_start(&proving.scratch, rules->reading.scratch, proof->diag) != SD_OK) {
        (void) sd_proof_step(proof, "server", STEP_TROUBLE, "there is no scratch server");
        return;
    }
    if (!take_role(&proving)) {
        (void) sd_proof_step(proof, "server", STEP_TROUBLE, "who owns what cannot be found out");
    } else if (load_side(&proving, &proving.from, "from", rules->from) &&
               load_side(&proving, &proving.to, "to", rules->to)) {
        ReadRules plain = { 0 };

        if (sd_pair_read(&present.pair, proving.from, proving.to, &plain, proof->diag) == SD_OK) {
            if (rules->back) {
                keep_schema(&proving);
            }
            sd_proving_take_renames(&proving, &present.pair);
            plan_difference(&present, proof->diag);
        }
        if (present.plan) {
            note_losses(&proving, present.plan);
            prove_migration(&proving, &present);
        } else {
            (void) sd_proof_step(proof, "compare", STEP_TROUBLE, "the two cannot be compared");
        }
        sd_difference_free(&present);
    }
    sd_scratch_stop(proving.scratch);
    sd_catalog_free(proving.present);
    if (proving.kept) {
        (void) unlink(proving.kept);
    }
}
