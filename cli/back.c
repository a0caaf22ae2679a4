#include "cli/back.h"

#include "cli/effects.h"
#include "cli/print.h"
#include "emitter/emitter.h"
#include "parser/canon/canon.h"

/* What was read leads back under the names it had, and tells of no rename itself: the copies share the list of those that
 * were carried out. */
static Status take_renames_back(Comparison *comparison, Diag *diag)
{
    Pair *pair = &comparison->pair;
    Catalog *other = sd_catalog_copy(pair->to);
    Status status;

    comparison->was->renames = pair->from->renames;
    comparison->was->rename_count = pair->from->rename_count;
    status = sd_renames_exchange(comparison->was, other, diag);
    sd_catalog_free(other);
    /* The plan's objects are those of pair.from. */
    return status == SD_OK ? sd_renames_exchange(pair->from, pair->to, diag) : status;
}

/* Both catalogs under the names they had, ready to be compared the other way round. */
static Status exchange(Comparison *comparison, Diag *diag)
{
    Pair *pair = &comparison->pair;
    bool renamed = pair->from->rename_count != 0;
    Status status = SD_OK;

    if (renamed) {
        status = take_renames_back(comparison, diag);
    }
    if (renamed && status == SD_OK) {
        (void) sd_analyse(pair->to, comparison->was);
    } else {
        sd_canon_bodies(comparison->was); /* what is decided about definitions holds this way as well */
    }
    return status;
}

static void put_count(Text *text, size_t count, const char *class)
{
    bool is_first = text->length == 0;

    if (count) {
        sd_text_format(text, "%s%zu %s%s", is_first ? "" : ", ", count,
                       !is_first    ? ""
                       : count == 1 ? "step "
                                    : "steps ",
                       class);
    }
}

static const char *remark_of(Arena *arena, const Plan *plan)
{
    Text text = sd_text(arena);

    put_count(&text, sd_plan_count_reversal(plan, REVERSAL_EXACT), "exact");
    put_count(&text, sd_plan_count_reversal(plan, REVERSAL_LOSSY), "lossy");
    put_count(&text, sd_plan_count_reversal(plan, REVERSAL_IMPOSSIBLE), "impossible");
    return text.length ? text.bytes : "nothing to do";
}

WayBack sd_way_back(Comparison *comparison, const Options *options, bool is_kept)
{
    Arena *arena = comparison->plan->arena;
    WayBack back = { .sql = sd_text(arena) };
    Diag *diag = sd_diag_new();
    bool forgets = is_kept && comparison->pair.from_is_live;
    Status status = exchange(comparison, diag);

    if (status == SD_OK) {
        PlanRules rules = sd_plan_rules(options, &comparison->pair);

        if (forgets) {
            sd_source_forget_secrets(comparison->was, options);
        }
        rules.without_secrets = forgets;
        status = sd_plan_back(&back.plan, comparison->pair.to, comparison->was, comparison->plan, &rules, diag);
    }
    if (status == SD_OK) {
        back.remark = remark_of(arena, back.plan);
        back.effects = sd_plan_effects(back.plan, diag);
        sd_emit_sql(&back.sql, back.plan, back.effects);
    } else {
        const char *sentence = diag->count ? diag->messages[0].sentence : "it has no order";

        back.remark = "impossible";
        sd_text_format(&back.sql, "-- impossible: %s\n", sentence);
        sd_print_line(options, "there is no way back: %s", sentence);
    }
    sd_diag_free(diag);
    return back;
}
