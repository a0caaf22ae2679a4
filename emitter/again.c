#include "emitter/again.h"

#include "differ/passes.h"

struct Again {
    const Plan *plan;
    const Fold *fold;
    size_t *root;    /* by action: the drop or alter that started it, or NO_ACTION */
    bool *is_needed; /* by root */
    bool grew;
};

static Key key_of(const Action *action)
{
    return (action->to ? action->to : action->from)->key;
}

static size_t find_change(const Fold *fold, Key key)
{
    size_t at = sd_fold_find(fold, VERB_DROP, key);

    return at != NO_ACTION ? at : sd_fold_find(fold, VERB_ALTER, key);
}

/* Follows the reasons back to the change that has none. */
static size_t find_root(const Again *again, size_t at)
{
    for (size_t steps = 0; steps < again->plan->count; steps++) {
        const Object *because = again->plan->actions[at].because;
        size_t before = because ? find_change(again->fold, because->key) : NO_ACTION;

        if (before == NO_ACTION || before == at) {
            break;
        }
        at = before;
    }
    return at;
}

static bool refuses(const Action *action, KindId dependent)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i]->blocked_by & (UINT64_C(1) << dependent)) {
            return true;
        }
    }
    return action->verb == VERB_DROP;
}

/* True where the second run has dropped it when it comes to this action: false for what is new, for what is dropped
 * later, and for what a test keeps from being dropped again. */
static bool is_gone_by(const Again *again, const Action *created, size_t at)
{
    size_t drop = created->replaces ? sd_fold_find(again->fold, VERB_DROP, created->to->key) : NO_ACTION;

    return drop < at && drop != NO_ACTION && !(again->root[drop] != NO_ACTION && again->is_needed[again->root[drop]]);
}

/* Whether the second run would meet the object when it comes to a change of what the object needs.  What lives inside a
 * dropped object goes and comes with it. */
static void note_change(Again *again, const Action *made, Key needed)
{
    const size_t changes[] = { sd_fold_find(again->fold, VERB_DROP, needed),
                               sd_fold_find(again->fold, VERB_ALTER, needed),
                               sd_fold_find_last(again->fold, VERB_ALTER, needed) };

    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        size_t at = changes[k];
        bool is_inside =
            at != NO_ACTION && again->plan->actions[at].verb == VERB_DROP && sd_key_within(made->to->key, needed);

        if (at != NO_ACTION && again->root[at] != NO_ACTION && !is_inside && !is_gone_by(again, made, at) &&
            refuses(&again->plan->actions[at], made->to->key->kind)) {
            again->grew |= !again->is_needed[again->root[at]];
            again->is_needed[again->root[at]] = true;
        }
    }
}

/* An object that the second run finds in the way: it needs one that is dropped or altered.  It may be new, or one that the
 * first run has altered and that has come to need it so. */
static void note_dependent(Again *again, const Action *made)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(again->plan->wanted, made->to->key, &edges);

    for (size_t i = 0; i < count; i++) {
        /* What needed it before as well has stepped aside for it. */
        if (made->verb == VERB_ALTER && sd_catalog_has_edge(again->plan->now, made->to->key, edges[i].to)) {
            continue;
        }
        note_change(again, made, edges[i].to);
    }
}
Again *sd_again_new(const Plan *plan, const Fold *fold)
{
    Again *again = sd_arena_alloc(plan->arena, sizeof *again);

    again->plan = plan;
    again->fold = fold;
    again->root = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *again->root);
    again->is_needed = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *again->is_needed);
    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];
        bool is_half = action->verb == VERB_DROP && action->replaces && !action->held;

        again->root[i] = is_half || action->verb == VERB_ALTER ? find_root(again, i) : NO_ACTION;
        /* What happens behind the change that started it cannot ask whether that is done: it is, by then. */
        if (action->verb == VERB_ALTER && again->root[i] < i) {
            again->root[i] = i;
        }
        if (is_half && (sd_kinds[key_of(action)->kind].traits & HOLDS_DATA)) {
            again->is_needed[again->root[i]] = true;
        }
    }
    do {
        again->grew = false;
        for (size_t i = 0; i < plan->count; i++) {
            if (plan->actions[i].verb != VERB_DROP && !plan->actions[i].held) {
                note_dependent(again, &plan->actions[i]);
            }
        }
    } while (again->grew);
    return again;
}

const char *sd_again_done(const Again *again, Script *script, size_t at)
{
    size_t root = again->root[at];
    const Object *from, *to;

    if (root == NO_ACTION || !again->is_needed[root]) {
        return NULL;
    }
    from = again->plan->actions[root].from;
    to = sd_catalog_find(again->plan->wanted, key_of(&again->plan->actions[root]));
    return to && sd_writers[to->key->kind].done ? sd_writers[to->key->kind].done(script, from, to) : NULL;
}
