/* Conversions between encodings. */
#include "emitter/guard.h"

void sd_create_conversion(Script *script, const Action *action)
{
    const Conversion *conversion = (const Conversion *) action->to;
    Text *text = script->text;

    if (script->guarded) {
        sd_guard_drop(script, action->to->key);
    }
    sd_text_format(text, "CREATE %sCONVERSION %s FOR ", conversion->is_default ? "DEFAULT " : "",
                   sd_sql_name(script, action->to->key));
    sd_text_literal(text, conversion->source->text);
    sd_text_put(text, " TO ");
    sd_text_literal(text, conversion->destination->text);
    sd_text_put(text, " FROM ");
    sd_text_qualified(text, conversion->function);
    sd_script_end(script);
}
