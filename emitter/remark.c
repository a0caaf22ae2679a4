/* What a statement does to others, as comments above it. */
#include "emitter/emit.h"

#include <string.h>

/* Nobody needs to be told twice which table is meant: the statement below says it. */
static bool is_about(Key object, const Action *action)
{
    return !object || sd_key_group(object) == sd_key_group((action->to ? action->to : action->from)->key);
}

static bool is_first_of_its_kind(const Effects *effects, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        const Remark *earlier = &effects->remarks[i], *remark = &effects->remarks[at];

        if (earlier->is_said && strcmp(earlier->rule, remark->rule) == 0 && earlier->object == remark->object) {
            return false;
        }
    }
    return true;
}

/* Names in a comment end it where they hold the end of a line. */
static void put_on_line(Text *text, const char *words)
{
    for (; *words; words++) {
        sd_text_char(text, *words == '\n' || *words == '\r' ? ' ' : *words);
    }
}

static bool names_the_object(const char *detail, const Action *action)
{
    Name name = (action->to ? action->to : action->from)->key->name;

    return name && strcmp(detail, name->text) == 0;
}

static void put_remark(Text *text, const Remark *remark, const Action *action)
{
    sd_text_put(text, "-- ");
    if (!is_about(remark->object, action)) {
        put_on_line(text, sd_key_text(text->arena, remark->object));
        sd_text_put(text, ": ");
    }
    put_on_line(text, remark->sentence);
    if (remark->detail && !names_the_object(remark->detail, action)) {
        sd_text_put(text, " (");
        put_on_line(text, remark->detail);
        sd_text_put(text, ")");
    }
    sd_text_put(text, "\n");
}

void sd_remarks_put(Text *text, const char *indent, const Action *action, const Effects *effects)
{
    bool says_loss = false;

    for (size_t i = 0; effects && i < effects->remark_count; i++) {
        if (effects->remarks[i].is_said && is_first_of_its_kind(effects, i)) {
            sd_text_put(text, indent);
            put_remark(text, &effects->remarks[i], action);
            says_loss |= strcmp(effects->remarks[i].group, "loses") == 0;
        }
    }
    if (action->loses_data && !says_loss) {
        sd_text_put(text, indent);
        sd_text_put(text, action->verb == VERB_DROP ? "-- drops data\n" : "-- may lose data\n");
    }
}
