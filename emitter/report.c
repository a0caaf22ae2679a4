/* A plan for people in a line a change, and for programs as JSON. */
#include "emitter/emit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const verbs[] = { [VERB_DROP] = "drop", [VERB_CREATE] = "create", [VERB_ALTER] = "alter" };

static const Object *object_of(const Action *action)
{
    return action->to ? action->to : action->from;
}

/* The create half of a replace, whose drop half was told. */
static bool is_told(const Script *script, const Action *action)
{
    return action->replaces && action->verb == VERB_CREATE &&
           sd_fold_find(script->fold, VERB_DROP, action->to->key) != NO_ACTION;
}

static void put_rename(Text *text, const Rename *rename)
{
    sd_text_put(text, "rename ");
    sd_text_key(text, rename->from);
    sd_text_format(text, "%s%s to %s\n", rename->from_value ? ": " : "",
                   rename->from_value ? rename->from_value->text : "",
                   (rename->to_value ? rename->to_value : rename->to->name)->text);
}

/* What differs, by the names of its rows in docs/kinds.md. */
static void put_rows(Text *text, const Action *action)
{
    for (size_t i = 0; i < action->attr_count && action->verb == VERB_ALTER; i++) {
        sd_text_format(text, "%s%s", i ? ", " : ": ", action->attrs[i]->name);
    }
}

void sd_emit_summary(Text *text, const Plan *plan)
{
    Script script = sd_script(plan, sd_fold_new(plan), true);

    for (size_t i = 0; i < plan->now->rename_count; i++) {
        put_rename(text, &plan->now->renames[i]);
    }
    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        if (!sd_action_is_written(&script, i) || is_told(&script, action)) {
            continue;
        }
        sd_text_put(text, action->replaces ? "replace" : verbs[action->verb]);
        sd_text_put(text, " ");
        sd_text_key(text, object_of(action)->key);
        put_rows(text, action);
        sd_text_put(text, action->held ? " (held back)\n" : "\n");
    }
}

/* ---- JSON --------------------------------------------------------------------------------------------------------- */

/* Names are bytes; what is no UTF-8 is left out rather than refused. */
static json_t *text_value(const char *text)
{
    json_t *value = text ? json_string(text) : NULL;

    return value ? value : json_null();
}

static json_t *row_value(const Script *script, const Object *object, const Attr *attr)
{
    Text text = sd_text(script->arena);

    sd_attr_write(&text, object, attr);
    return text_value(text.bytes);
}

static json_t *rows_of(const Script *script, const Action *action)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < action->attr_count; i++) {
        json_t *row = json_object();

        (void) json_object_set_new(row, "name", json_string(action->attrs[i]->name));
        (void) json_object_set_new(row, "from", row_value(script, action->from, action->attrs[i]));
        (void) json_object_set_new(row, "to", row_value(script, action->to, action->attrs[i]));
        (void) json_array_append_new(rows, row);
    }
    return rows;
}

static void set(json_t *object, const char *name, json_t *value)
{
    (void) json_object_set_new(object, name, value);
}

static json_t *remark_value(Arena *arena, const Remark *remark)
{
    json_t *value = json_object();

    set(value, "rule", json_string(remark->rule));
    set(value, "group", json_string(remark->group));
    set(value, "level", json_string(remark->level));
    if (remark->object) {
        set(value, "object", text_value(sd_key_text(arena, remark->object)));
    }
    if (remark->detail) {
        set(value, "detail", text_value(remark->detail));
    }
    set(value, "title", json_string(remark->sentence));
    return value;
}

static json_t *locks_value(Arena *arena, const Effects *effects)
{
    json_t *locks = json_array();

    for (size_t i = 0; i < effects->locked_count; i++) {
        const Locked *locked = &effects->locked[i];
        json_t *value = json_object();

        set(value, "relation", text_value(sd_key_text(arena, locked->relation)));
        set(value, "lock", json_string(locked->lock));
        set(value, "scans", json_boolean(locked->scans));
        set(value, "rewrites", json_boolean(locked->rewrites));
        (void) json_array_append_new(locks, value);
    }
    return locks;
}

static bool has_group(const Effects *effects, const char *group)
{
    for (size_t i = 0; i < effects->remark_count; i++) {
        if (strcmp(effects->remarks[i].group, group) == 0) {
            return true;
        }
    }
    return false;
}

static json_t *effects_value(Arena *arena, const Effects *effects)
{
    json_t *value = json_object(), *remarks = json_array();

    for (size_t i = 0; i < effects->remark_count; i++) {
        (void) json_array_append_new(remarks, remark_value(arena, &effects->remarks[i]));
    }
    set(value, "locks", locks_value(arena, effects));
    set(value, "loses_data", json_boolean(has_group(effects, "loses")));
    set(value, "widens_access", json_boolean(has_group(effects, "exposes")));
    set(value, "transactional", json_boolean(!effects->outside_transaction));
    set(value, "hazards", remarks);
    if (effects->preflight.query) {
        json_t *preflight = json_object();

        set(preflight, "counts", text_value(effects->preflight.words));
        set(preflight, "query", text_value(effects->preflight.query));
        set(preflight, "rows", effects->rows ? json_integer(strtoll(effects->rows, NULL, 10)) : json_null());
        set(preflight, "example", text_value(effects->example));
        set(value, "preflight", preflight);
    }
    return value;
}

static json_t *action_value(Script *script, size_t at, const Effects *effects)
{
    const Action *action = &script->plan->actions[at];
    json_t *value = json_object();

    (void) json_object_set_new(value, "verb", json_string(verbs[action->verb]));
    (void) json_object_set_new(value, "kind", json_string(sd_kind_of(object_of(action))->label));
    (void) json_object_set_new(value, "object", text_value(sd_key_text(script->arena, object_of(action)->key)));
    if (action->attr_count) {
        (void) json_object_set_new(value, "rows", rows_of(script, action));
    }
    if (action->replaces) {
        (void) json_object_set_new(value, "replaces", json_true());
    }
    if (action->because) {
        (void) json_object_set_new(value, "because", text_value(sd_key_text(script->arena, action->because->key)));
    }
    if (action->loses_data) {
        (void) json_object_set_new(value, "loses_data", json_true());
    }
    if (action->held) {
        (void) json_object_set_new(value, "held", text_value(action->held_reason));
    }
    if (sd_action_is_written(script, at)) {
        Text text = sd_text(script->arena);

        script->text = &text;
        sd_script_action(script, at);
        (void) json_object_set_new(value, "sql", text_value(text.bytes));
        if (effects && !action->held) {
            (void) json_object_set_new(value, "effects", effects_value(script->arena, effects));
        }
    }
    return value;
}

static json_t *undetermined_value(const Script *script, const Undetermined *place)
{
    json_t *value = json_object();

    (void) json_object_set_new(value, "object", text_value(sd_key_text(script->arena, place->to->key)));
    (void) json_object_set_new(value, "row", json_string(place->attr->name));
    (void) json_object_set_new(value, "from", row_value(script, place->from, place->attr));
    (void) json_object_set_new(value, "to", row_value(script, place->to, place->attr));
    return value;
}

static json_t *rename_value(const Script *script, const Rename *rename)
{
    json_t *value = json_object();
    Text text = sd_text(script->arena);

    sd_rename_sql(&text, rename);
    (void) json_object_set_new(value, "from", text_value(sd_key_text(script->arena, rename->from)));
    (void) json_object_set_new(value, "to", text_value(sd_key_text(script->arena, rename->to)));
    (void) json_object_set_new(value, "sql", text_value(text.bytes));
    return value;
}

void sd_emit_json(Text *text, const Plan *plan, const Effects *effects)
{
    Script script = sd_script(plan, sd_fold_new(plan), true);
    json_t *root = json_object(), *renames = json_array(), *actions = json_array(), *undetermined = json_array();
    char *dumped;

    for (size_t i = 0; i < plan->now->rename_count; i++) {
        (void) json_array_append_new(renames, rename_value(&script, &plan->now->renames[i]));
    }
    for (size_t i = 0; i < plan->count; i++) {
        (void) json_array_append_new(actions, action_value(&script, i, effects ? &effects[i] : NULL));
    }
    for (size_t i = 0; i < plan->undetermined_count; i++) {
        (void) json_array_append_new(undetermined, undetermined_value(&script, &plan->undetermined[i]));
    }
    (void) json_object_set_new(root, "renames", renames);
    (void) json_object_set_new(root, "actions", actions);
    (void) json_object_set_new(root, "held", json_integer((json_int_t) plan->held_count));
    (void) json_object_set_new(root, "undetermined", undetermined);
    dumped = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    if (!dumped) {
        sd_out_of_memory();
    }
    sd_text_put(text, dumped);
    sd_text_put(text, "\n");
    free(dumped);
}
