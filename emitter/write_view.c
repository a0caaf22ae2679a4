/* Views and materialized views. */
#include "emitter/guard.h"
#include "emitter/writer.h"

#include <string.h>

/* CREATE OR REPLACE VIEW forgets options that are not said again, so all are.  The output names are said too: the
 * query's own may come from what a star or a function stood for. */
void sd_create_view(Script *script, const Action *action)
{
    const View *view = (const View *) action->to;

    sd_script_begin_create(script, action->to->key);
    sd_text_name_list(script->text, view->columns);
    sd_text_with(script->text, view->options);
    sd_text_put(script->text, " AS\n");
    sd_text_expr(script->text, view->query);
    sd_script_end(script);
}

static void alter_options(Script *script, const Action *action, const List *from, const List *to)
{
    if (sd_action_alters(action, "options")) {
        sd_script_options(script,
                          sd_arena_format(script->arena, "ALTER %s %s", sd_kind_of(action->to)->word,
                                          sd_sql_name(script, action->to->key)),
                          from, to);
    }
}

void sd_alter_view(Script *script, const Action *action)
{
    if (sd_action_alters(action, "query") || sd_action_alters(action, "columns")) {
        sd_create_view(script, action);
        return;
    }
    alter_options(script, action, ((const View *) action->from)->options, ((const View *) action->to)->options);
}

/* "STATISTICS x=100" as a statement: words of SQL are set by themselves, options of a column in parentheses. */
static void say_column_setting(Script *script, Key view, const char *setting, bool set)
{
    static const struct {
        const char *word, *nothing;
    } resets[] = { { "STATISTICS", "-1" }, { "COMPRESSION", "default" } };
    size_t length = strcspn(setting, " ");
    const char *word = sd_arena_copy(script->arena, setting, length), *value = strrchr(setting, '=') + 1;
    Name column =
        sd_name_of(script->plan->wanted->names, setting + length + 1, (size_t) (value - 1 - (setting + length + 1)));
    const char *altered = sd_arena_format(script->arena, "ALTER MATERIALIZED VIEW %s ALTER COLUMN %s",
                                          sd_sql_name(script, view), sd_sql_identifier(script, column));

    if (word[0] >= 'a') {
        sd_script_say(script, "%s %s (%s%s%s)", altered, set ? "SET" : "RESET", word, set ? " = " : "",
                      set ? value : "");
        return;
    }
    for (size_t i = 0; i < sizeof resets / sizeof *resets && !set; i++) {
        value = strcmp(resets[i].word, word) == 0 ? resets[i].nothing : value;
    }
    sd_script_say(script, "%s SET %s %s", altered, word, value);
}

static void say_column_settings(Script *script, Key view, const List *from, const List *to)
{
    for (size_t i = 0; i < sd_list_count(from); i++) {
        const char *setting = from->items[i]->text;

        if (!sd_options_get(to, sd_arena_copy(script->arena, setting, (size_t) (strrchr(setting, '=') - setting)))) {
            say_column_setting(script, view, setting, false);
        }
    }
    for (size_t i = 0; i < sd_list_count(to); i++) {
        if (!sd_list_has(from, to->items[i])) {
            say_column_setting(script, view, to->items[i]->text, true);
        }
    }
}

void sd_create_materialized_view(Script *script, const Action *action)
{
    const MaterializedView *view = (const MaterializedView *) action->to;
    Text *text = script->text;

    sd_script_begin_create(script, action->to->key);
    sd_text_name_list(text, view->columns);
    if (view->access_method) {
        sd_text_put(text, " USING ");
        sd_text_identifier(text, view->access_method);
    }
    sd_text_with(text, view->options);
    if (view->tablespace) {
        sd_text_put(text, " TABLESPACE ");
        sd_text_identifier(text, view->tablespace);
    }
    sd_text_put(text, " AS\n");
    sd_text_expr(text, view->query);
    sd_text_put(text, view->with_no_data ? "\nWITH NO DATA" : "");
    sd_script_end(script);
    say_column_settings(script, action->to->key, NULL, view->column_storage);
    say_column_settings(script, action->to->key, NULL, view->column_settings);
}

void sd_alter_materialized_view(Script *script, const Action *action)
{
    const MaterializedView *from = (const MaterializedView *) action->from;
    const MaterializedView *to = (const MaterializedView *) action->to;

    alter_options(script, action, from->options, to->options);
    if (sd_action_alters(action, "column_storage")) {
        say_column_settings(script, action->to->key, from->column_storage, to->column_storage);
    }
    if (sd_action_alters(action, "column_settings")) {
        say_column_settings(script, action->to->key, from->column_settings, to->column_settings);
    }
}
