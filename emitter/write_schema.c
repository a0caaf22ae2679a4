/* Schemas and extensions. */
#include "emitter/writer.h"

void sd_create_schema(Script *script, const Action *action)
{
    sd_script_begin_create(script, action->to->key);
    sd_script_end(script);
}

void sd_create_extension(Script *script, const Action *action)
{
    const Extension *extension = (const Extension *) action->to;

    sd_script_begin_create(script, action->to->key);
    if (extension->schema) {
        sd_text_put(script->text, " WITH SCHEMA ");
        sd_text_identifier(script->text, extension->schema);
    }
    if (extension->version) {
        sd_text_format(script->text, "%s VERSION ", extension->schema ? "" : " WITH");
        sd_text_literal(script->text, extension->version->text);
    }
    sd_script_end(script);
}
