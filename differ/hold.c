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

/* What it computed, or showed of another server, is not what comes in its place. */
static bool stays_derived(const Changes *changes, const Change *change)
{
    return sd_object_is_derived(change->action.from) &&
           (!change->action.replaces ||
            sd_object_is_derived(sd_catalog_find(changes->wanted, change->action.from->key)));
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

    return change->slot == SLOT_DROP && !change->performer && (sd_kind_of(from)->traits & (HOLDS_DATA | HIDES_DATA)) &&
           !stays_derived(changes, change) && (!change->action.with_parent || is_left_out(changes, change));
}

static const char *dropped(Arena *arena, const Change *change)
{
    return sd_arena_format(arena, "%s %s %s", change->action.replaces ? "drops and creates" : "drops",
                           sd_key_spelled(arena, change->action.from->key),
                           change->action.replaces ? "without the data in it" : "and the data in it");
}

/* ---- what a difference in a row does ---------------------------------------------------------------------------- */

static bool loses_key(const KeyList *from, const KeyList *to)
{
    for (size_t i = 0; i < sd_keys_count(from); i++) {
        size_t found = 0;

        while (found < sd_keys_count(to) && to->items[found] != from->items[i]) {
            found++;
        }
        if (found == sd_keys_count(to)) {
            return true;
        }
    }
    return false;
}

static bool loses_item(const List *from, const List *to)
{
    for (size_t i = 0; i < sd_list_count(from); i++) {
        if (!sd_list_has(to, from->items[i])) {
            return true;
        }
    }
    return false;
}

/* Whether going from one value to the other loses something, other than by conversion. */
static bool row_loses(const Object *from, const Object *to, const Attr *attr)
{
    const void *old = sd_object_field(from, attr), *new = sd_object_field(to, attr);

    switch (attr->loss) {
    case LOSS_ITEMS:
        return attr->type == ATTR_REFS ? loses_key(*(const KeyList *const *) old, *(const KeyList *const *) new)
                                       : loses_item(*(const List *const *) old, *(const List *const *) new);
    case LOSS_SMALLER:
        return *(const int64_t *) new < *(const int64_t *) old;
    case LOSS_LARGER:
        return *(const int64_t *) new > *(const int64_t *) old;
    case LOSS_SET:
        return sd_attr_present(to, attr) && !sd_attr_present(from, attr);
    case LOSS_MOVED:
        return *(const Key *) old && *(const Key *) old != *(const Key *) new;
    case LOSS_NONE:
    case LOSS_CONVERSION:
        break;
    }
    return false;
}

static const char *loss_of_conversion(const Changes *changes, const Object *from, const Object *to, const Attr *attr)
{
    Name old = *(const Name *) sd_object_field(from, attr), new = *(const Name *) sd_object_field(to, attr);
    const char *loss;

    if (!old || !new || old == new) {
        return NULL;
    }
    loss = sd_type_change_loss(sd_catalog_base_type(changes->now, old)->text,
                               sd_catalog_base_type(changes->wanted, new)->text);
    return loss ? sd_arena_format(changes->arena, "changes %s from %s to %s, in which %s",
                                  sd_key_spelled(changes->arena, from->key), old->text, new->text, loss)
                : NULL;
}

static const char *loss_of_row(const Changes *changes, const Object *from, const Object *to, const Attr *attr)
{
    if (attr->loss == LOSS_CONVERSION) {
        return loss_of_conversion(changes, from, to, attr);
    }
    return row_loses(from, to, attr) ? sd_arena_format(changes->arena, "changes %s: %s",
                                                       sd_key_spelled(changes->arena, from->key), attr->loss_words)
                                     : NULL;
}

/* What a change does to values that stay, altered in place or made anew around them: a sentence, or NULL when they keep
 * what they are. */
static const char *changed_values(const Changes *changes, const Change *change)
{
    const Action *action = &change->action;
    const Change *aside = change->slot == SLOT_MAKE && action->verb == VERB_ALTER
                              ? sd_changes_find(changes, action->to->key, SLOT_ASIDE)
                              : NULL;
    const Object *from = aside ? aside->action.from : action->from; /* what lies between loses nothing */
    const Object *to = action->verb == VERB_ALTER                      ? action->to
                       : change->slot == SLOT_DROP && action->replaces ? sd_catalog_find(changes->wanted, from->key)
                                                                       : NULL;
    const char *loss = NULL;

    for (size_t i = 0; to && !sd_object_is_derived(from) && i < sd_kind_of(from)->attr_count && !loss; i++) {
        const Attr *attr = &sd_kind_of(from)->attrs[i];

        loss = attr->loss != LOSS_NONE ? loss_of_row(changes, from, to, attr) : NULL;
    }
    return loss;
}

bool sd_rules_allow_drop(const PlanRules *rules, const Kind *kind)
{
    bool allowed = rules && rules->allow_all_drops;

    for (size_t i = 0; rules && rules->allowed_drops && rules->allowed_drops[i] && !allowed; i++) {
        allowed = strcmp(rules->allowed_drops[i], kind->label) == 0;
    }
    return allowed;
}

/* As a shell takes it. */
static const char *option_of(Arena *arena, const Kind *kind)
{
    return strchr(kind->label, ' ') ? sd_arena_format(arena, "'%s'", kind->label) : kind->label;
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

/* What would only have made room. */
static void hold_what_steps_aside(Holding *holding, size_t number, const char *reason)
{
    const Object *kept = holding->changes->items[number].action.from;

    for (size_t i = 0; i < holding->changes->count; i++) {
        const Action *action = &holding->changes->items[i].action;

        if (action->because == kept && action->replaces) {
            hold(holding, i, reason);
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
        hold_what_steps_aside(holding, number, reason);
    }
}

void sd_pass_hold(Changes *changes, const Graph *graph, const PlanRules *rules)
{
    Holding holding = { .changes = changes, .graph = graph };

    for (size_t i = 0; i < changes->count; i++) {
        Change *change = &changes->items[i];
        const Kind *kind = sd_kind_of(sd_change_object(change));
        size_t owner;
        const char *loss =
            loses_data(changes, change) ? dropped(changes->arena, change) : changed_values(changes, change);

        if (!loss) {
            continue;
        }
        owner = change->action.with_parent ? sd_changes_owner_drop(changes, change->action.from) : SIZE_MAX;
        change->action.loses_data = true;
        change->action.loss = loss;
        if (owner != SIZE_MAX) {
            changes->items[owner].action.loses_data = true;
            changes->items[owner].action.loss = loss;
        }
        if (!sd_rules_allow_drop(rules, kind)) {
            loss = sd_arena_format(changes->arena, "%s; allow with --allow-drops=%s", loss,
                                   option_of(changes->arena, kind));
            hold(&holding, i, loss);
            hold(&holding, owner, loss); /* which is written in its place */
        }
    }
    while (holding.done < holding.count) {
        follow(&holding, holding.queue[holding.done++]);
    }
}
