/* Holds back what loses data, unless the user allowed it, and all that cannot happen without it.
 *
 * What waits for a held change is held, along the arcs of the graph; so is the other half of a replace, and what goes
 * with an object that stays. */
#include "differ/passes.h"

#include "model/type_change.h"

#include <string.h>

typedef struct Holding {
    Changes *changes;
    const Graph *graph;
    size_t *queue; /* held changes, those behind `done` still to be followed */
    size_t count, done;
} Holding;

bool sd_object_is_derived(const Object *object)
{
    const Kind *kind = object ? sd_kind_of(object) : NULL;

    for (size_t i = 0; kind && i < kind->attr_count; i++) {
        if (kind->attrs[i].derives && sd_attr_present(object, &kind->attrs[i])) {
            return true;
        }
    }
    return object && sd_object_is_derived(object->parent);
}

/* A part that does not come back while what it belongs to does: an attribute of a type that is made again. */
static bool is_left_out(const Changes *changes, const Change *change)
{
    size_t owner = sd_changes_owner_drop(changes, change->action.from);

    return !change->action.replaces && owner != SIZE_MAX && changes->items[owner].action.replaces &&
           !(sd_kind_of(changes->items[owner].action.from)->traits & HOLDS_DATA);
}

static bool loses_data(const Changes *changes, const Change *change)
{
    const Object *from = change->action.from;

    return change->slot == SLOT_DROP && !change->performer && (sd_kind_of(from)->traits & HOLDS_DATA) &&
           !sd_object_is_derived(from) && (!change->action.with_parent || is_left_out(changes, change));
}

static const char *dropped(Arena *arena, const Change *change)
{
    return sd_arena_format(arena, "%s %s %s", change->action.replaces ? "drops and creates" : "drops",
                           sd_key_spelled(arena, change->action.from->key),
                           change->action.replaces ? "without the data in it" : "and the data in it");
}

/* What an alter does to values that stay: a sentence, or NULL when they keep what they are. */
static const char *changed_values(Arena *arena, const Change *change)
{
    const Action *action = &change->action;

    for (size_t i = 0; action->verb == VERB_ALTER && i < action->attr_count; i++) {
        const Attr *attr = action->attrs[i];
        const char *loss = NULL;

        if (attr->loses_data && attr->type == ATTR_TYPE && !sd_object_is_derived(action->from)) {
            const Name *from = sd_object_field(action->from, attr), *to = sd_object_field(action->to, attr);

            loss = *from && *to ? sd_type_change_loss((*from)->text, (*to)->text) : NULL;
            if (loss) {
                return sd_arena_format(arena, "changes %s from %s to %s, in which %s",
                                       sd_key_spelled(arena, action->from->key), (*from)->text, (*to)->text, loss);
            }
        }
    }
    return NULL;
}

bool sd_rules_allow_drop(const PlanRules *rules, const Kind *kind)
{
    bool allowed = rules && rules->allow_all_drops;

    for (size_t i = 0; rules && rules->allowed_drops && rules->allowed_drops[i] && !allowed; i++) {
        allowed = strcmp(rules->allowed_drops[i], kind->label) == 0;
    }
    return allowed;
}

static void hold(Holding *holding, size_t number, const char *reason)
{
    Arena *arena = holding->changes->arena;
    Action *action;

    if (number == SIZE_MAX || holding->changes->items[number].action.held) {
        return;
    }
    action = &holding->changes->items[number].action;
    action->held = true;
    action->held_reason = reason;
    holding->queue = sd_arena_grow(arena, holding->queue, holding->count, sizeof *holding->queue);
    holding->queue[holding->count++] = number;
}

/* What would have gone with the object stays with it, and so does what is dropped only because a part of its own
 * parent was to go: an index over a column that stays. */
static void hold_what_stays_with(Holding *holding, size_t number, const char *reason)
{
    Changes *changes = holding->changes;
    const Object *kept = changes->items[number].action.from;
    bool is_part = (sd_kind_of(kept)->traits & IN_PARENT) != 0;
    const Edge *edges;
    size_t count = sd_changes_dependents(changes, kept->key, &edges);

    for (size_t i = 0; i < count; i++) {
        size_t drop = sd_changes_number(changes, edges[i].from, SLOT_DROP);
        const Action *action = drop == SIZE_MAX ? NULL : &changes->items[drop].action;

        if (action && (sd_changes_owner_drop(changes, action->from) == number ||
                       (is_part && !action->replaces && action->from->key->parent == kept->key->parent))) {
            hold(holding, drop, reason);
        }
    }
}

static void follow(Holding *holding, size_t number)
{
    const Changes *changes = holding->changes;
    const Graph *graph = holding->graph;
    const Change *change = &changes->items[number];
    Key key = sd_change_object(change)->key;
    const char *reason = change->action.held_reason;

    if (change->action.loses_data) {
        reason = sd_arena_format(changes->arena, "waits for the %s of %s, which is held back",
                                 change->action.verb == VERB_ALTER ? "change" : "drop",
                                 sd_key_spelled(changes->arena, change->action.from->key));
    }
    for (size_t i = graph->leaving_start[number]; i < graph->leaving_start[number + 1]; i++) {
        if (!graph->arcs[graph->leaving[i]].cut) {
            hold(holding, graph->arcs[graph->leaving[i]].after, reason);
        }
    }
    for (Slot slot = SLOT_DROP; slot <= SLOT_ASIDE; slot++) {
        hold(holding, sd_changes_number(changes, key, slot), reason);
    }
    if (change->slot == SLOT_DROP) {
        hold_what_stays_with(holding, number, reason);
    }
}

void sd_pass_hold(Changes *changes, const Graph *graph, const PlanRules *rules)
{
    Holding holding = { .changes = changes, .graph = graph };

    for (size_t i = 0; i < changes->count; i++) {
        Change *change = &changes->items[i];
        const Kind *kind = sd_kind_of(sd_change_object(change));
        const char *loss =
            loses_data(changes, change) ? dropped(changes->arena, change) : changed_values(changes->arena, change);

        if (!loss) {
            continue;
        }
        change->action.loses_data = true;
        if (change->action.with_parent) {
            changes->items[sd_changes_owner_drop(changes, change->action.from)].action.loses_data = true;
        }
        if (!sd_rules_allow_drop(rules, kind)) {
            hold(&holding, i, sd_arena_format(changes->arena, "%s; allow with --allow-drops=%s", loss, kind->label));
        }
    }
    while (holding.done < holding.count) {
        follow(&holding, holding.queue[holding.done++]);
    }
}
