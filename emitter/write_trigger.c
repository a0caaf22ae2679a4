/* Triggers. */
#include "emitter/guard.h"
#include "emitter/writer.h"

#include <string.h>

static void put_events(Text *text, const Trigger *trigger)
{
    for (size_t i = 0; i < sd_list_count(trigger->events); i++) {
        sd_text_put(text, i ? " OR " : " ");
        sd_text_put_name(text, trigger->events->items[i]);
        if (strcmp(trigger->events->items[i]->text, "UPDATE") == 0 && sd_list_count(trigger->update_columns)) {
            sd_text_put(text, " OF ");
            sd_text_names(text, trigger->update_columns);
        }
    }
}

static void put_transition_tables(Text *text, const Trigger *trigger)
{
    sd_text_put(text, trigger->old_table || trigger->new_table ? "\n    REFERENCING" : "");
    if (trigger->old_table) {
        sd_text_put(text, " OLD TABLE AS ");
        sd_text_identifier(text, trigger->old_table);
    }
    if (trigger->new_table) {
        sd_text_put(text, " NEW TABLE AS ");
        sd_text_identifier(text, trigger->new_table);
    }
}

/* What only constraint triggers say. */
static void put_constraint_parts(Text *text, const Trigger *trigger)
{
    if (trigger->referenced) {
        sd_text_put(text, "\n    FROM ");
        sd_text_qualified(text, trigger->referenced);
    }
    sd_text_put(text, trigger->deferrable ? "\n    DEFERRABLE" : "");
    sd_text_put(text, trigger->initially_deferred ? " INITIALLY DEFERRED" : "");
}

static void put_call(Text *text, const Trigger *trigger)
{
    Key routine = trigger->routine;

    sd_text_put(text, "\n    EXECUTE FUNCTION ");
    if (routine->parent) {
        sd_text_identifier(text, routine->parent->name);
        sd_text_put(text, ".");
    }
    sd_text_identifier(text, routine->name);
    sd_text_put(text, "(");
    for (size_t i = 0; i < sd_list_count(trigger->arguments); i++) {
        sd_text_put(text, i ? ", " : "");
        sd_text_literal(text, trigger->arguments->items[i]->text);
    }
    sd_text_put(text, ")");
}

static void say_enabled(Script *script, const Trigger *trigger)
{
    Key key = trigger->base.key;

    sd_script_say(script, "ALTER TABLE %s %s TRIGGER %s", sd_sql_name(script, key->parent),
                  trigger->enabled ? trigger->enabled->text : "ENABLE", sd_sql_identifier(script, key->name));
}

/* OR REPLACE is not for constraint triggers. */
void sd_create_trigger(Script *script, const Action *action)
{
    const Trigger *trigger = (const Trigger *) action->to;
    Key key = action->to->key;
    Text *text = script->text;
    bool replaces = sd_guard_form(script, key->kind) == GUARD_OR_REPLACE && !trigger->is_constraint;

    if (script->guarded && !replaces) {
        sd_guard_drop(script, key);
    }
    sd_text_format(text, "CREATE %s%sTRIGGER %s\n    ", script->guarded && replaces ? "OR REPLACE " : "",
                   trigger->is_constraint ? "CONSTRAINT " : "", sd_sql_identifier(script, key->name));
    sd_text_put_name(text, trigger->timing);
    put_events(text, trigger);
    sd_text_put(text, " ON ");
    sd_text_qualified(text, key->parent);
    put_constraint_parts(text, trigger);
    put_transition_tables(text, trigger);
    sd_text_put(text, trigger->for_each_row ? "\n    FOR EACH ROW" : "\n    FOR EACH STATEMENT");
    if (trigger->condition) {
        sd_text_put(text, "\n    WHEN (");
        sd_text_expr(text, trigger->condition);
        sd_text_put(text, ")");
    }
    put_call(text, trigger);
    sd_script_end(script);
    if (trigger->enabled) {
        say_enabled(script, trigger);
    }
}

void sd_alter_trigger(Script *script, const Action *action)
{
    say_enabled(script, (const Trigger *) action->to);
}
