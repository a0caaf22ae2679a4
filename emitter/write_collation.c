/* Collations. */
#include "emitter/writer.h"

static void put_text(Text *text, const char *option, Name value)
{
    if (value) {
        sd_text_format(text, ", %s = ", option);
        sd_text_literal(text, value->text);
    }
}

void sd_create_collation(Script *script, const Action *action)
{
    const Collation *collation = (const Collation *) action->to;
    bool is_one = collation->lc_collate == collation->lc_ctype;

    sd_script_begin_create(script, action->to->key);
    sd_text_put(script->text, " (provider = ");
    sd_text_identifier(script->text, collation->provider);
    put_text(script->text, "locale", is_one && collation->lc_collate ? collation->lc_collate : collation->locale);
    put_text(script->text, "lc_collate", is_one ? NULL : collation->lc_collate);
    put_text(script->text, "lc_ctype", is_one ? NULL : collation->lc_ctype);
    sd_text_put(script->text, collation->deterministic ? "" : ", deterministic = false");
    put_text(script->text, "rules", collation->rules);
    sd_text_put(script->text, ")");
    sd_script_end(script);
}
