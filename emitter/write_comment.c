/* Comments and security labels. */
#include "emitter/writer.h"

static void put_target(Script *script, Key about, const Catalog *catalog)
{
    const Kind *kind = &sd_kinds[about->kind];
    const Object *object = sd_catalog_find(catalog, about);
    Text *text = script->text;
    bool is_column = about->kind == KIND_COLUMN || about->kind == KIND_ATTRIBUTE;

    sd_text_format(text, "ON %s ", is_column ? "COLUMN" : object ? sd_object_word(object) : kind->word);
    if (!(kind->traits & IN_PARENT)) {
        sd_text_qualified(text, about);
    } else if (is_column) {
        sd_text_qualified(text, about->parent);
        sd_text_put(text, ".");
        sd_text_identifier(text, about->name);
    } else {
        sd_text_identifier(text, about->name);
        sd_text_put(text, about->parent->kind == KIND_DOMAIN ? " ON DOMAIN " : " ON ");
        sd_text_qualified(text, about->parent);
    }
}

void sd_create_comment(Script *script, const Action *action)
{
    sd_text_put(script->text, "COMMENT ");
    put_target(script, action->to->key->parent, script->plan->wanted);
    sd_text_put(script->text, " IS ");
    sd_text_literal(script->text, ((const Comment *) action->to)->text->text);
    sd_script_end(script);
}

void sd_drop_comment(Script *script, const Action *action)
{
    sd_text_put(script->text, "COMMENT ");
    put_target(script, action->from->key->parent, script->plan->now);
    sd_text_put(script->text, " IS NULL");
    sd_script_end(script);
}

static void begin_label(Script *script, Key label, const Catalog *catalog)
{
    sd_text_format(script->text, "SECURITY LABEL FOR %s ", sd_sql_identifier(script, label->name));
    put_target(script, label->parent, catalog);
}

void sd_create_security_label(Script *script, const Action *action)
{
    begin_label(script, action->to->key, script->plan->wanted);
    sd_text_put(script->text, " IS ");
    sd_text_literal(script->text, ((const SecurityLabel *) action->to)->label->text);
    sd_script_end(script);
}

void sd_drop_security_label(Script *script, const Action *action)
{
    begin_label(script, action->from->key, script->plan->now);
    sd_text_put(script->text, " IS NULL");
    sd_script_end(script);
}
