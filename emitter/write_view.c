/* Views and materialized views. */
#include "emitter/guard.h"
#include "emitter/writer.h"

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
}

void sd_alter_materialized_view(Script *script, const Action *action)
{
    alter_options(script, action, ((const MaterializedView *) action->from)->options,
                  ((const MaterializedView *) action->to)->options);
}
