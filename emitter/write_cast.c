/* Casts. */
#include "emitter/guard.h"

void sd_create_cast(Script *script, const Action *action)
{
    const Cast *cast = (const Cast *) action->to;
    Text *text = script->text;

    if (script->guarded) {
        sd_guard_drop(script, action->to->key);
    }
    sd_text_format(text, "CREATE CAST %s ", sd_sql_name(script, action->to->key));
    if (cast->function) {
        sd_text_format(text, "WITH FUNCTION %s", sd_sql_name(script, cast->function));
    } else {
        sd_text_put_name(text, cast->method);
    }
    if (cast->context) {
        sd_text_format(text, " AS %s", cast->context->text);
    }
    sd_script_end(script);
}
