/* Row security policies: always dropped before they are created. */
#include "emitter/guard.h"
#include "emitter/writer.h"

#include <string.h>

static void put_roles(Text *text, const List *roles)
{
    for (size_t i = 0; i < sd_list_count(roles); i++) {
        sd_text_put(text, i ? ", " : "\n    TO ");
        if (strcmp(roles->items[i]->text, "public") == 0) {
            sd_text_put(text, "PUBLIC");
        } else {
            sd_text_identifier(text, roles->items[i]);
        }
    }
}

static void put_condition(Text *text, const char *word, const Expr *expr)
{
    if (expr) {
        sd_text_format(text, "\n    %s (", word);
        sd_text_expr(text, expr);
        sd_text_put(text, ")");
    }
}

void sd_create_policy(Script *script, const Action *action)
{
    const Policy *policy = (const Policy *) action->to;
    Key key = action->to->key;
    Text *text = script->text;

    if (script->guarded) {
        sd_guard_drop(script, key);
    }
    sd_text_format(text, "CREATE POLICY %s ON %s", sd_sql_identifier(script, key->name),
                   sd_sql_name(script, key->parent));
    sd_text_put(text, policy->restrictive ? "\n    AS RESTRICTIVE" : "");
    if (policy->command && strcmp(policy->command->text, "ALL") != 0) {
        sd_text_put(text, "\n    FOR ");
        sd_text_put_name(text, policy->command);
    }
    put_roles(text, policy->roles);
    put_condition(text, "USING", policy->using);
    put_condition(text, "WITH CHECK", policy->with_check);
    sd_script_end(script);
}
