#include "cli/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const levels[] = { [LEVEL_NOTE] = "note", [LEVEL_WARNING] = "warning", [LEVEL_ERROR] = "error" };

/* In the order in which a reader wants them. */
static const struct {
    const char *word, *title;
} groups[] = {
    [HAZARD_LOSES] = { "loses", "Loses data" },
    [HAZARD_EXPOSES] = { "exposes", "Exposes data" },
    [HAZARD_BLOCKS] = { "blocks", "Blocks others while it runs" },
    [HAZARD_FAILS] = { "fails", "May fail" },
    [HAZARD_BREAKS] = { "breaks", "Breaks programs" },
    [HAZARD_REPEATS] = { "repeats", "Cannot run twice" },
};

const char *sd_report_level_word(HazardLevel level)
{
    return levels[level];
}

const char *sd_report_group(HazardGroup group)
{
    return groups[group].word;
}

bool sd_report_level(HazardLevel *level, const char *word)
{
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (strcmp(levels[i], word) == 0) {
            *level = (HazardLevel) i;
            return true;
        }
    }
    return false;
}

size_t sd_report_count(const Hazards *hazards, HazardLevel level)
{
    size_t count = 0;

    for (size_t i = 0; i < hazards->count; i++) {
        count += hazards->items[i].rule->level >= level;
    }
    return count;
}

static size_t count_of_group(const Hazards *hazards, HazardGroup group)
{
    size_t count = 0;

    for (size_t i = 0; i < hazards->count; i++) {
        count += hazards->items[i].rule->group == group;
    }
    return count;
}

static const char *object_words(const Hazards *hazards, const Hazard *hazard)
{
    return hazard->object ? sd_key_text(hazards->arena, hazard->object) : NULL;
}

static void put_place(Text *text, Position at)
{
    sd_text_format(text, "%s:%u:%u", at.file ? at.file->text : "-", at.line, at.column);
}

/* The first line of a statement, shortened: it names the statement, and the place leads to the rest. */
static void put_statement(Text *text, const JudgedStatement *statement)
{
    enum { SHOWN = 90 };
    size_t length = 0;

    while (length < statement->length && length < SHOWN && statement->text[length] != '\n' &&
           statement->text[length] != '`') {
        length++;
    }
    while (length && ((unsigned char) statement->text[length] & 0xC0) == 0x80) {
        length--; /* not in the middle of a character */
    }
    sd_text_put_bytes(text, statement->text, length);
    sd_text_put(text, length < statement->length ? " ..." : "");
}

static const char *touch_words(const Touch *touch)
{
    return touch->rewrites ? ", writes it anew" : touch->scans ? ", reads every row" : "";
}

static const char *who_waits(LockMode lock)
{
    return lock == LOCK_ACCESS_EXCLUSIVE         ? "readers and writers wait"
           : lock >= LOCK_SHARE                  ? "writers wait"
           : lock == LOCK_SHARE_UPDATE_EXCLUSIVE ? "other schema changes wait"
                                                 : "others go on";
}

/* ---- for a terminal ------------------------------------------------------------------------------------------------ */

static bool was_advised(const Hazards *hazards, const Hazard *hazard)
{
    for (const Hazard *earlier = hazards->items; earlier < hazard; earlier++) {
        if (earlier->rule == hazard->rule) {
            return true;
        }
    }
    return false;
}

static void put_hazard(Text *text, const Hazards *hazards, const Hazard *hazard)
{
    const char *object = object_words(hazards, hazard);

    sd_text_put(text, "  ");
    put_place(text, hazard->at);
    sd_text_format(text, ": %s: ", levels[hazard->rule->level]);
    if (object) {
        sd_text_format(text, "%s: ", object);
    }
    sd_text_put(text, hazard->rule->title);
    if (hazard->detail) {
        sd_text_format(text, " (%s)", hazard->detail);
    }
    sd_text_format(text, " [%s]\n", hazard->rule->identifier);
    if (!was_advised(hazards, hazard)) {
        sd_text_format(text, "      %s\n", hazard->rule->advice);
    }
}

static void write_text(Text *text, const Hazards *hazards)
{
    for (HazardGroup group = 0; group < HAZARD_GROUP_COUNT; group++) {
        if (!count_of_group(hazards, group)) {
            continue;
        }
        sd_text_format(text, "%s\n", groups[group].title);
        for (size_t i = 0; i < hazards->count; i++) {
            if (hazards->items[i].rule->group == group) {
                put_hazard(text, hazards, &hazards->items[i]);
            }
        }
        sd_text_put(text, "\n");
    }
    for (size_t i = 0, any = 0; i < hazards->statement_count; i++) {
        for (size_t k = 0; k < hazards->statements[i].touch_count; k++) {
            const Touch *touch = &hazards->statements[i].touches[k];

            sd_text_put(text, any++ ? "" : "Locks\n");
            sd_text_put(text, "  ");
            put_place(text, hazards->statements[i].at);
            sd_text_format(text, ": %s on %s%s (%s)\n", sd_lock_words(touch->lock),
                           sd_key_text(hazards->arena, touch->relation), touch_words(touch), who_waits(touch->lock));
        }
    }
    sd_text_format(text, "%s%zu statement%s: %zu error%s, %zu warning%s, %zu note%s\n", hazards->count ? "\n" : "",
                   hazards->statement_count, hazards->statement_count == 1 ? "" : "s",
                   sd_report_count(hazards, LEVEL_ERROR), sd_report_count(hazards, LEVEL_ERROR) == 1 ? "" : "s",
                   sd_report_count(hazards, LEVEL_WARNING) - sd_report_count(hazards, LEVEL_ERROR),
                   sd_report_count(hazards, LEVEL_WARNING) - sd_report_count(hazards, LEVEL_ERROR) == 1 ? "" : "s",
                   hazards->count - sd_report_count(hazards, LEVEL_WARNING),
                   hazards->count - sd_report_count(hazards, LEVEL_WARNING) == 1 ? "" : "s");
}

/* ---- for a pull request -------------------------------------------------------------------------------------------- */

/* A name may hold what Markdown or HTML understand. */
static void put_marked(Text *text, const char *plain)
{
    for (; *plain; plain++) {
        if (strchr("\\`*_{}[]<>()#+!|~&", *plain)) {
            sd_text_char(text, '\\');
        }
        sd_text_char(text, *plain == '\n' ? ' ' : *plain);
    }
}

static void put_marked_hazard(Text *text, const Hazards *hazards, const Hazard *hazard)
{
    const char *object = object_words(hazards, hazard);

    sd_text_format(text, "- **%s** ", levels[hazard->rule->level]);
    if (object) {
        put_marked(text, object);
        sd_text_put(text, ": ");
    }
    put_marked(text, hazard->rule->title);
    if (hazard->detail) {
        sd_text_put(text, " (");
        put_marked(text, hazard->detail);
        sd_text_put(text, ")");
    }
    sd_text_put(text, "  \n  ");
    put_marked(text, hazard->rule->advice);
    sd_text_format(text, " · `%s` · ", hazard->rule->identifier);
    put_place(text, hazard->at);
    sd_text_put(text, "\n");
}

static void write_markdown(Text *text, const Hazards *hazards)
{
    sd_text_put(text, "## What this migration does\n\n");
    if (!hazards->count) {
        sd_text_put(text, "Nothing that needs a decision.\n\n");
    }
    for (HazardGroup group = 0; group < HAZARD_GROUP_COUNT; group++) {
        if (!count_of_group(hazards, group)) {
            continue;
        }
        sd_text_format(text, "### %s\n\n", groups[group].title);
        for (size_t i = 0; i < hazards->count; i++) {
            if (hazards->items[i].rule->group == group) {
                put_marked_hazard(text, hazards, &hazards->items[i]);
            }
        }
        sd_text_put(text, "\n");
    }
    sd_text_put(text, "### Locks\n\n| Line | Statement | Relation | Lock | |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < hazards->statement_count; i++) {
        const JudgedStatement *statement = &hazards->statements[i];

        for (size_t k = 0; k < statement->touch_count; k++) {
            sd_text_format(text, "| %u | `", statement->at.line);
            put_statement(text, statement);
            sd_text_put(text, "` | ");
            put_marked(text, sd_key_text(hazards->arena, statement->touches[k].relation));
            sd_text_format(text, " | %s%s | %s |\n", sd_lock_words(statement->touches[k].lock),
                           touch_words(&statement->touches[k]), who_waits(statement->touches[k].lock));
        }
    }
}

/* ---- for a program ------------------------------------------------------------------------------------------------- */

static void set(json_t *object, const char *name, json_t *value)
{
    (void) json_object_set_new(object, name, value);
}

static json_t *place_value(json_t *object, Position at)
{
    set(object, "file", at.file ? json_string(at.file->text) : json_null());
    set(object, "line", json_integer(at.line));
    set(object, "column", json_integer(at.column));
    return object;
}

static json_t *hazard_value(const Hazards *hazards, const Hazard *hazard)
{
    json_t *value = place_value(json_object(), hazard->at);

    set(value, "rule", json_string(hazard->rule->identifier));
    set(value, "level", json_string(levels[hazard->rule->level]));
    set(value, "group", json_string(groups[hazard->rule->group].word));
    set(value, "statement", json_integer((json_int_t) hazard->statement));
    if (hazard->object) {
        set(value, "kind", json_string(sd_kinds[hazard->object->kind].label));
        set(value, "object", json_string(sd_key_text(hazards->arena, hazard->object)));
    }
    if (hazard->detail) {
        set(value, "detail", json_string(hazard->detail));
    }
    set(value, "title", json_string(hazard->rule->title));
    set(value, "advice", json_string(hazard->rule->advice));
    return value;
}

static json_t *statement_value(const Hazards *hazards, const JudgedStatement *statement)
{
    json_t *value = place_value(json_object(), statement->at), *touches = json_array();

    set(value, "sql", json_stringn(statement->text, statement->length));
    set(value, "outside_transaction", json_boolean(statement->outside_transaction));
    for (size_t i = 0; i < statement->touch_count; i++) {
        json_t *touch = json_object();

        set(touch, "relation", json_string(sd_key_text(hazards->arena, statement->touches[i].relation)));
        set(touch, "lock", json_string(sd_lock_words(statement->touches[i].lock)));
        set(touch, "scans", json_boolean(statement->touches[i].scans));
        set(touch, "rewrites", json_boolean(statement->touches[i].rewrites));
        (void) json_array_append_new(touches, touch);
    }
    set(value, "locks", touches);
    return value;
}

static void write_json(Text *text, const Hazards *hazards)
{
    json_t *root = json_object(), *statements = json_array(), *items = json_array();
    char *dumped;

    for (size_t i = 0; i < hazards->statement_count; i++) {
        (void) json_array_append_new(statements, statement_value(hazards, &hazards->statements[i]));
    }
    for (size_t i = 0; i < hazards->count; i++) {
        (void) json_array_append_new(items, hazard_value(hazards, &hazards->items[i]));
    }
    set(root, "statements", statements);
    set(root, "hazards", items);
    dumped = json_dumps(root, JSON_INDENT(2));
    json_decref(root);
    if (!dumped) {
        sd_out_of_memory();
    }
    sd_text_put(text, dumped);
    sd_text_put(text, "\n");
    free(dumped);
}

const ReportFormat sd_report_formats[] = {
    { "text", write_text },
    { "markdown", write_markdown },
    { "json", write_json },
    { 0 },
};
