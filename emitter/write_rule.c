/* Rules. */
#include "emitter/guard.h"
#include "emitter/writer.h"

#include <string.h>

static void say_enabled(Script *script, const Rule *rule)
{
    Key key = rule->base.key;

    sd_script_say(script, "ALTER TABLE %s %s RULE %s", sd_sql_name(script, key->parent),
                  rule->enabled ? rule->enabled->text : "ENABLE", sd_sql_identifier(script, key->name));
}

/* In parentheses unless there is clearly one action. */
static void put_actions(Text *text, const Expr *actions)
{
    bool is_one = actions && !strchr(actions->text->text, ';');

    if (!actions) {
        sd_text_put(text, "NOTHING");
        return;
    }
    sd_text_put(text, is_one ? "" : "(\n        ");
    sd_text_expr(text, actions);
    sd_text_put(text, is_one ? "" : "\n    )");
}

static void say_definition(Script *script, const Rule *rule)
{
    Key key = rule->base.key;
    Text *text = script->text;

    sd_text_format(text, "CREATE %sRULE %s AS\n    ON ", sd_guard_words(script, key->kind, GUARD_OR_REPLACE),
                   sd_sql_identifier(script, key->name));
    sd_text_put_name(text, rule->event);
    sd_text_put(text, " TO ");
    sd_text_qualified(text, key->parent);
    if (rule->condition) {
        sd_text_put(text, "\n    WHERE ");
        sd_text_expr(text, rule->condition);
    }
    sd_text_put(text, rule->instead ? "\n    DO INSTEAD " : "\n    DO ALSO ");
    put_actions(text, rule->actions);
    sd_script_end(script);
}

void sd_create_rule(Script *script, const Action *action)
{
    const Rule *rule = (const Rule *) action->to;

    say_definition(script, rule);
    if (rule->enabled) {
        say_enabled(script, rule);
    }
}

/* OR REPLACE leaves a rule enabled or disabled as it was. */
void sd_alter_rule(Script *script, const Action *action)
{
    bool enabled = sd_action_alters(action, "enabled");

    if (!enabled || action->attr_count > 1) {
        say_definition(script, (const Rule *) action->to);
    }
    if (enabled) {
        say_enabled(script, (const Rule *) action->to);
    }
}
