/* Procedural languages. */
#include "emitter/guard.h"
#include "emitter/writer.h"

/* OR REPLACE sets all that can be said, so it serves a change as well. */
void sd_create_language(Script *script, const Action *action)
{
    const Language *language = (const Language *) action->to;
    Key key = action->to->key;
    Text *text = script->text;

    sd_text_format(text, "CREATE %s%sLANGUAGE %s", sd_guard_words(script, key->kind, GUARD_OR_REPLACE),
                   language->trusted ? "TRUSTED " : "", sd_sql_name(script, key));
    sd_text_function(text, " HANDLER ", language->handler);
    sd_text_function(text, " INLINE ", language->inline_handler);
    sd_text_function(text, " VALIDATOR ", language->validator);
    sd_script_end(script);
}
