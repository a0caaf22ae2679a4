#include "cli/effects.h"

#include "cli/report.h"
#include "parser/hazard/hazard.h"

#include <string.h>

typedef struct Judging {
    const Plan *plan;
    Text text;      /* the plan as plain statements */
    size_t *starts; /* of each action in it, SIZE_MAX: none */
    Effects *effects;
} Judging;

/* The action that a statement at that offset belongs to: the last one that begins at or before it.  Both come in order, so looking
 * begins at the one found last. */
static size_t action_from(const Judging *judging, size_t last, size_t offset)
{
    for (size_t i = last == SIZE_MAX ? 0 : last; i < judging->plan->count; i++) {
        if (judging->starts[i] <= offset) {
            last = i;
        } else if (judging->starts[i] != SIZE_MAX) {
            break;
        }
    }
    return last;
}

/* Whether a careful person would want to read it above a statement.  Notes are for reviews; a second run and the time to
 * wait for locks are no matter of one statement. */
static bool is_said(const HazardRule *rule)
{
    return rule->level >= LEVEL_WARNING && rule->group != HAZARD_REPEATS &&
           strcmp(rule->identifier, "no-lock-timeout") != 0;
}

static void add_remark(Arena *arena, Effects *effects, const Hazard *hazard)
{
    Remark *remark;

    effects->remarks = sd_arena_grow(arena, effects->remarks, effects->remark_count, sizeof *effects->remarks);
    remark = &effects->remarks[effects->remark_count++];
    *remark = (Remark){ .rule = hazard->rule->identifier,
                        .group = sd_report_group(hazard->rule->group),
                        .level = sd_report_level_word(hazard->rule->level),
                        .object = hazard->object,
                        .sentence = hazard->rule->title,
                        .is_said = is_said(hazard->rule) };
    remark->detail = hazard->detail ? sd_arena_copy(arena, hazard->detail, strlen(hazard->detail)) : NULL;
}

static void add_locks(Arena *arena, Effects *effects, const JudgedStatement *statement)
{
    for (size_t i = 0; i < statement->touch_count; i++) {
        const Touch *touch = &statement->touches[i];

        effects->locked = sd_arena_grow(arena, effects->locked, effects->locked_count, sizeof *effects->locked);
        effects->locked[effects->locked_count++] = (Locked){ .relation = touch->relation,
                                                             .lock = sd_lock_words(touch->lock),
                                                             .scans = touch->scans,
                                                             .rewrites = touch->rewrites };
    }
    effects->outside_transaction |= statement->outside_transaction;
}

static void share_out(Judging *judging, const Hazards *hazards)
{
    Arena *arena = judging->plan->arena;
    size_t *action_of = sd_arena_alloc(arena, (hazards->statement_count + 1) * sizeof *action_of), last = SIZE_MAX;

    for (size_t i = 0; i < hazards->statement_count; i++) {
        last = action_of[i] = action_from(judging, last, hazards->statements[i].offset);
        if (last != SIZE_MAX) {
            add_locks(arena, &judging->effects[last], &hazards->statements[i]);
        }
    }
    for (size_t i = 0; i < hazards->count; i++) {
        size_t statement = hazards->items[i].statement;

        if (statement < hazards->statement_count && action_of[statement] != SIZE_MAX) {
            add_remark(arena, &judging->effects[action_of[statement]], &hazards->items[i]);
        }
    }
}

static Status judge(Judging *judging, Catalog *before, Diag *diag)
{
    SourceText text = { .name = "(migration)", .bytes = judging->text.bytes, .length = judging->text.length };
    Files *files;
    Hazards *hazards = NULL;
    Status status = sd_files_parse(&files, &text, 1, diag);

    if (status == SD_OK) {
        status = sd_hazards_read(&hazards, before, files, diag);
    }
    if (status == SD_OK) {
        share_out(judging, hazards);
    }
    sd_hazards_free(hazards);
    sd_files_free(files);
    return status;
}

Effects *sd_plan_effects(const Plan *plan, Diag *diag)
{
    Judging judging = { .plan = plan, .text = sd_text(plan->arena) };
    Catalog *before;
    Status status;

    judging.effects = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *judging.effects);
    if (plan->count == 0) {
        return judging.effects;
    }
    judging.starts = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *judging.starts);
    sd_emit_plain(&judging.text, plan, judging.starts);
    for (size_t i = 0; i < plan->count; i++) {
        (void) sd_preflight(&judging.effects[i].preflight, plan, &plan->actions[i]);
    }
    before = sd_catalog_copy(plan->now);
    status = judge(&judging, before, diag);
    sd_catalog_free(before);
    return status == SD_OK ? judging.effects : NULL;
}

Status sd_effects_count(Effects *effects, const Plan *plan, const char *conninfo, Diag *diag)
{
    const char **queries = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *queries);
    CountAnswer *answers = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *answers);
    size_t count = 0;
    Status status;

    for (size_t i = 0; i < plan->count; i++) {
        if (effects[i].preflight.query) {
            queries[count++] = effects[i].preflight.example;
        }
    }
    status = count ? sd_live_count(conninfo, queries, count, plan->arena, answers, diag) : SD_OK;
    for (size_t i = 0, next = 0; i < plan->count && status == SD_OK; i++) {
        if (effects[i].preflight.query) {
            effects[i].rows = answers[next].rows;
            effects[i].example = answers[next++].example;
        }
    }
    return status;
}
