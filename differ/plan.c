/* The stages in their order, and the plan for people. */
#include "differ/passes.h"

#include "model/text.h"

static const char *const verb_words[] = { [VERB_DROP] = "drop", [VERB_CREATE] = "create", [VERB_ALTER] = "alter" };

/* Told as a chain, as one would follow it: "a needs b, which needs c, which needs a". */
static void report_circle(const Changes *changes, const Graph *graph, const Circle *circle, Diag *diag)
{
    const Object *first = sd_change_object(&changes->items[graph->arcs[circle->arcs[circle->count - 1]].after]);
    Text text = sd_text(diag->arena);
    Message *message;

    for (size_t i = 0; i <= circle->count; i++) {
        const Arc *arc = &graph->arcs[circle->arcs[(2 * circle->count - 1 - i) % circle->count]];
        const Change *change = &changes->items[arc->after];

        sd_text_format(&text, "%s%s %s",
                       i == 0   ? ""
                       : i == 1 ? " needs "
                                : ", which needs ",
                       verb_words[change->action.verb], sd_key_spelled(diag->arena, sd_change_object(change)->key));
    }
    message = sd_diag_say(diag, SEVERITY_ERROR, first->at, "the changes have no order: %s", text.bytes);
    message->object = sd_key_text(diag->arena, first->key);
    message->hint = "take one of these references out of the schema, apply, and put it back";
}

/* An alter that lets go of something too late for others: the object is dropped and created instead.  One that holds
 * data comes last, and is held back then. */
static bool replace_in_circle(Changes *changes, const Graph *graph, const Circle *circle)
{
    const Arc *chosen = NULL;
    bool chosen_holds_data = false;

    for (size_t i = 0; i < circle->count; i++) {
        const Arc *arc = &graph->arcs[circle->arcs[i]];
        bool holds_data = (sd_kind_of(sd_change_object(&changes->items[arc->of]))->traits & HOLDS_DATA) != 0;

        if (arc->firmness == ARC_RELEASE && (!chosen || (chosen_holds_data && !holds_data))) {
            chosen = arc;
            chosen_holds_data = holds_data;
        }
    }
    if (!chosen) {
        return false;
    }
    sd_changes_replace(changes, changes->items[chosen->of].action.from,
                       sd_change_object(&changes->items[chosen->after]));
    sd_changes_arrange(changes);
    sd_pass_share(changes);
    sd_pass_inherit(changes);
    return true;
}

/* The drops that the sort had to take out of their owners' drops.  What goes with the same owner may need them, so the
 * graph is another one then. */
static bool take_apart(Changes *changes, const Graph *graph)
{
    bool any = false;

    for (size_t i = 0; i < graph->arc_count; i++) {
        if (graph->arcs[i].cut && graph->arcs[i].firmness == ARC_WITH_OWNER) {
            Change *change = &changes->items[graph->arcs[i].of];

            change->apart = true;
            change->action.with_parent = false;
            any = true;
        }
    }
    return any;
}

/* Builds the graph until it has an order.  Each turn replaces an object or takes a drop apart, so there are few. */
static Status make_graph(Changes *changes, Graph *graph, size_t **sorted, Diag *diag)
{
    for (;;) {
        Circle circle;

        sd_changes_arrange(changes);
        *graph = sd_changes_graph(changes);
        *sorted = sd_arena_alloc(changes->arena, (changes->count + 1) * sizeof **sorted);
        if (!sd_graph_sort(graph, *sorted, &circle)) {
            if (!replace_in_circle(changes, graph, &circle)) {
                report_circle(changes, graph, &circle, diag);
                return SD_CYCLE;
            }
        } else if (!take_apart(changes, graph)) {
            return SD_OK;
        }
    }
}

/* What is dropped and created in any case is not undetermined. */
static void keep_undetermined(Plan *plan, const Changes *changes)
{
    plan->undetermined = changes->undetermined;
    for (size_t i = 0; i < changes->undetermined_count; i++) {
        const Change *drop = sd_changes_find(changes, changes->undetermined[i].from->key, SLOT_DROP);

        if (!drop || drop->action.held) {
            plan->undetermined[plan->undetermined_count++] = changes->undetermined[i];
        }
    }
}

static Status fill_plan(Plan *plan, Changes *changes, const PlanRules *rules, Diag *diag)
{
    Graph graph;
    size_t *sorted, *order;
    Status status;

    sd_pass_diff(changes, rules);
    sd_pass_filter(changes, rules);
    sd_changes_arrange(changes);
    sd_pass_replace(changes);
    sd_changes_arrange(changes);
    sd_pass_share(changes);
    sd_pass_inherit(changes);
    sd_changes_arrange(changes);
    sd_pass_endow(changes, rules);
    status = make_graph(changes, &graph, &sorted, diag);
    if (status != SD_OK) {
        return status;
    }
    sd_pass_hold(changes, &graph, rules);
    sd_pass_likely(changes, diag);
    order = sd_changes_order(changes, &graph, sorted);
    plan->actions = sd_arena_alloc(plan->arena, (changes->count + 1) * sizeof *plan->actions);
    for (size_t i = 0; i < changes->count; i++) {
        const Change *change = &changes->items[order[i]];

        if (!change->performer && !change->brought) {
            plan->held_count += change->action.held && !change->action.with_parent ? 1 : 0;
            plan->actions[plan->count++] = change->action;
        }
    }
    plan->left_count = changes->left_count;
    plan->server_count = changes->server_count;
    keep_undetermined(plan, changes);
    sd_pass_backfill(plan);
    return SD_OK;
}

Status sd_plan(Plan **out, Catalog *now, Catalog *wanted, const PlanRules *rules, Diag *diag)
{
    Arena *arena = sd_arena_new();
    Plan *plan = sd_arena_alloc(arena, sizeof *plan);
    Changes changes;
    Status status;

    *out = NULL;
    plan->arena = arena;
    plan->now = now;
    plan->wanted = wanted;
    plan->online = rules ? rules->online : NULL;
    sd_settle(now, wanted, rules);
    changes = sd_changes_begin(arena, now, wanted);
    changes.online = plan->online != NULL;
    status = fill_plan(plan, &changes, rules, diag);
    if (status != SD_OK) {
        sd_plan_free(plan);
        return status;
    }
    *out = plan;
    return SD_OK;
}

void sd_plan_free(Plan *plan)
{
    if (plan) {
        sd_arena_free(plan->arena);
    }
}

bool sd_plan_is_empty(const Plan *plan)
{
    return plan->count == 0 && plan->now->rename_count == 0;
}

/* ---- the plan for people --------------------------------------------------------------------------------------- */

/* One line whatever the value: a newline becomes \n, a backslash two. */
static void put_value(Text *text, const Object *object, const Attr *attr)
{
    Arena *scratch = sd_arena_new();
    Text value = sd_text(scratch);

    sd_attr_write(&value, object, attr);
    for (size_t i = 0; i < value.length; i++) {
        switch (value.bytes[i]) {
        case '\n':
            sd_text_put(text, "\\n");
            break;
        case '\\':
            sd_text_put(text, "\\\\");
            break;
        default:
            sd_text_char(text, value.bytes[i]);
        }
    }
    sd_arena_free(scratch);
}

static void put_action(Text *text, const Action *action)
{
    const Object *object = action->to ? action->to : action->from;

    sd_text_put(text, verb_words[action->verb]);
    sd_text_char(text, ' ');
    sd_text_key(text, object->key);
    for (size_t i = 0; i < action->attr_count; i++) {
        sd_text_format(text, "%s%s ", i ? "; " : ": ", action->attrs[i]->name);
        put_value(text, action->from, action->attrs[i]);
        sd_text_put(text, " -> ");
        put_value(text, action->to, action->attrs[i]);
    }
    if (action->because && action->because->key != object->key) {
        sd_text_put(text, " (because of ");
        sd_text_key(text, action->because->key);
        sd_text_put(text, ")");
    } else if (action->replaces) {
        sd_text_put(text, " (replaced)");
    }
    if (action->with_parent) {
        sd_text_put(text, " (with its parent)");
    }
    if (action->held) {
        sd_text_format(text, " (held: %s)", action->held_reason);
    }
    sd_text_char(text, '\n');
}

void sd_plan_write(Text *text, const Plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        put_action(text, &plan->actions[i]);
    }
    for (size_t i = 0; i < plan->undetermined_count; i++) {
        sd_text_put(text, "undetermined ");
        sd_text_key(text, plan->undetermined[i].from->key);
        sd_text_format(text, ": %s\n", plan->undetermined[i].attr->name);
    }
}
