/* The migration: walks the plan and hands each action to the writer of its kind.  Names no kind. */
#include "emitter/emit.h"

#include "emitter/again.h"
#include "emitter/emitter.h"
#include "emitter/guard.h"

#include <string.h>

Script sd_script(const Plan *plan, const Fold *fold, bool guarded)
{
    return (Script) { .plan = plan, .fold = fold, .arena = plan->arena, .guarded = guarded };
}

/* ---- one action ------------------------------------------------------------------------------------------------- */

/* What is made belongs to the role that makes it. */
static void write_owner(Script *script, const Object *object)
{
    const Attr *owner = sd_kind_attr(sd_kind_of(object), "owner");
    const Writer *writer = &sd_writers[object->key->kind];
    Name role = script->plan->now->role;

    if ((sd_kind_of(object)->traits & HAS_OWNER) && owner && sd_attr_present(object, owner) &&
        *(Name *) sd_object_field(object, owner) != role &&
        !(writer->owner_follows && writer->owner_follows(object))) {
        sd_script_row(script, object, owner);
    }
}

static void write_alter(Script *script, const Action *action)
{
    const Writer *writer = &sd_writers[action->to->key->kind];
    bool calls_writer = writer->alter && writer->writes_every_row;

    for (size_t i = 0; i < action->attr_count; i++) {
        calls_writer |= writer->alter && action->attrs[i]->alter != ALTER_STATEMENT;
    }
    if (calls_writer) {
        writer->alter(script, action);
    }
    for (size_t i = 0; i < action->attr_count && !writer->writes_every_row; i++) {
        if (action->attrs[i]->alter == ALTER_STATEMENT) {
            sd_script_row(script, action->to, action->attrs[i]);
        }
    }
}

void sd_script_action(Script *script, size_t at)
{
    const Action *action = &script->plan->actions[at];

    script->at = at;
    switch (action->verb) {
    case VERB_CREATE:
        sd_writers[action->to->key->kind].create(script, action);
        write_owner(script, action->to);
        break;
    case VERB_ALTER:
        write_alter(script, action);
        break;
    case VERB_DROP:
        if (sd_writers[action->from->key->kind].drop) {
            sd_writers[action->from->key->kind].drop(script, action);
        } else {
            sd_guard_drop(script, action->from->key);
        }
    }
}

bool sd_action_is_written(const Script *script, size_t at)
{
    const Action *action = &script->plan->actions[at];

    return sd_fold_host(script->fold, at) == NO_ACTION && !(action->verb == VERB_DROP && action->with_parent);
}

/* ---- the script --------------------------------------------------------------------------------------------------- */

static void put_commented(Text *text, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");

        sd_text_put(text, length ? "-- " : "--");
        sd_text_put_bytes(text, lines, length);
        sd_text_put(text, "\n");
        lines += length + (lines[length] == '\n');
    }
}

/* The statements of one action, as they are to stand in the script. */
static Text text_of(Script *script, const Again *again, size_t at)
{
    const Action *action = &script->plan->actions[at];
    Text text = sd_text(script->arena), whole = sd_text(script->arena);
    const char *done;

    script->text = &text;
    sd_script_action(script, at);
    script->text = &whole;
    if (text.length == 0) {
        return text;
    }
    if (action->held) {
        sd_text_put(&whole, "-- held back: ");
        put_commented(&whole, action->held_reason ? action->held_reason : "it loses data");
        put_commented(&whole, text.bytes);
        return whole;
    }
    if (action->loses_data) {
        sd_text_put(&whole, action->verb == VERB_DROP ? "-- drops data\n" : "-- may lose data\n");
    }
    done = sd_again_done(again, script, at);
    if (done) {
        sd_guard_block_all(script, sd_arena_format(script->arena, "NOT %s", done), text.bytes);
    } else {
        sd_text_put_bytes(&whole, text.bytes, text.length);
    }
    return whole;
}

/* The object whose statements stand together: the outermost below the schema. */
Key sd_key_group(Key key)
{
    while (key->parent && key->parent->parent) {
        key = key->parent;
    }
    return key;
}

bool sd_text_is_line(const char *text)
{
    const char *end = strchr(text, '\n');

    return end && end[1] == 0;
}

static bool names_later(const Plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const Object *object = plan->actions[i].to;

        if (object && plan->actions[i].verb != VERB_DROP && !plan->actions[i].held &&
            sd_writers[object->key->kind].names_later && sd_writers[object->key->kind].names_later(object)) {
            return true;
        }
    }
    return false;
}

void sd_emit_sql(Text *text, const Plan *plan)
{
    Fold *fold = sd_fold_new(plan);
    Again *again = sd_again_new(plan, fold);
    Script script = sd_script(plan, fold, true);
    Key group = NULL;
    bool was_line = false, any = false;

    if (names_later(plan)) {
        sd_text_put(text, "SET check_function_bodies = off;\n");
        any = true;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];
        Text statements;
        Key of = sd_key_group((action->to ? action->to : action->from)->key);

        if (!sd_action_is_written(&script, i)) {
            continue;
        }
        statements = text_of(&script, again, i);
        if (statements.length == 0) {
            continue;
        }
        /* One-line statements about one object stand together. */
        if (any && !(of == group && was_line && sd_text_is_line(statements.bytes))) {
            sd_text_put(text, "\n");
        }
        sd_text_put_bytes(text, statements.bytes, statements.length);
        group = of;
        was_line = sd_text_is_line(statements.bytes);
        any = true;
    }
}
