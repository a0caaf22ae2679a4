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

/* A step of a way back says what it brings back; that what the migration made goes again is no news then. */
static void put_reversal(Text *text, const Action *action)
{
    static const char *const words[] = {
        [REVERSAL_EXACT] = "exact", [REVERSAL_LOSSY] = "lossy", [REVERSAL_IMPOSSIBLE] = "impossible"
    };

    sd_text_format(text, "-- %s%s%s\n", words[action->reversal], action->reversal_reason ? ": " : "",
                   action->reversal_reason ? action->reversal_reason : "");
}

/* The place for statements that nobody has written yet. */
static void put_place(Text *text, const char *indent, Key part)
{
    Text name = sd_text(text->arena), table = sd_text(text->arena);

    sd_text_identifier(&name, part->name);
    sd_text_qualified(&table, part->parent);
    sd_text_put(text, indent);
    sd_text_put(text, "-- schemadiff:backfill: rows that are there have no value yet, which belongs here: UPDATE ");
    put_on_line(text, table.bytes);
    sd_text_put(text, " SET ");
    put_on_line(text, name.bytes);
    sd_text_put(text, " = ... WHERE ");
    put_on_line(text, name.bytes);
    sd_text_put(text, " IS NULL;\n");
}

/* Who runs the migration can ask; where somebody has asked already, only what is in the way is worth a line. */
static void put_preflight(Text *text, const char *indent, const Effects *effects)
{
    if (effects->rows && strcmp(effects->rows, "0") == 0) {
        return;
    }
    sd_text_put(text, indent);
    if (effects->rows) {
        sd_text_put(text, "-- preflight: ");
        put_on_line(text, effects->preflight.words);
        sd_text_format(text, ": %s", effects->rows);
        sd_text_put(text, effects->example ? ", such as " : "");
        put_on_line(text, effects->example ? effects->example : "");
        sd_text_put(text, "\n");
    } else {
        sd_text_put(text, "-- preflight, to find none: ");
        put_on_line(text, effects->preflight.query);
        sd_text_put(text, ";\n");
    }
}

void sd_remarks_put(Text *text, const char *indent, const Action *action, const Effects *effects)
{
    bool says_loss = action->reversal != REVERSAL_NONE;

    if (action->lacks_values && !action->backfill) {
        put_place(text, indent, action->to->key);
    }
    if (says_loss) {
        sd_text_put(text, indent);
        put_reversal(text, action);
    }
    for (size_t i = 0; effects && i < effects->remark_count; i++) {
        const Remark *remark = &effects->remarks[i];
        bool is_loss = strcmp(remark->group, "loses") == 0;

        if (remark->is_said && is_first_of_its_kind(effects, i) && !(is_loss && action->reversal != REVERSAL_NONE)) {
            sd_text_put(text, indent);
            put_remark(text, remark, action);
            says_loss |= is_loss;
        }
    }
    if (effects && effects->preflight.query && action->reversal == REVERSAL_NONE) {
        put_preflight(text, indent, effects);
    }
    if (action->loses_data && !says_loss) {
        sd_text_put(text, indent);
        sd_text_put(text, "-- ");
        put_on_line(text, action->loss ? action->loss : "loses data");
        sd_text_put(text, "\n");
    }
}
