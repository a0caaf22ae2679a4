/* Aggregates: the whole statement each time, since CREATE OR REPLACE resets what is not restated. */
#include "emitter/writer.h"

#include <inttypes.h>
#include <string.h>

static bool is(Name name, const char *text)
{
    return name && strcmp(name->text, text) == 0;
}

/* ---- arguments --------------------------------------------------------------------------------------------------- */

static void put_argument(Text *text, const Aggregate *aggregate, size_t argument)
{
    if (argument < sd_list_count(aggregate->argument_modes) && is(aggregate->argument_modes->items[argument], "v")) {
        sd_text_put(text, "VARIADIC ");
    }
    if (argument < sd_list_count(aggregate->argument_names) && aggregate->argument_names->items[argument]->length) {
        sd_text_identifier(text, aggregate->argument_names->items[argument]);
        sd_text_put(text, " ");
    }
    sd_text_put_name(text, aggregate->argument_types->items[argument]);
}

/* Where the last direct argument is variadic, pg_proc has it once and the grammar wants it on both sides of ORDER BY
 * (makeOrderedSetArgs of gram.y, print_function_arguments of ruleutils.c). */
static void put_arguments(Text *text, const Aggregate *aggregate)
{
    size_t count = sd_list_count(aggregate->argument_types);
    size_t direct = aggregate->kind ? (size_t) aggregate->direct_arguments : count;

    if (count == 0) {
        sd_text_put(text, "(*)");
        return;
    }
    sd_text_put(text, "(");
    for (size_t i = 0; i < direct && i < count; i++) {
        sd_text_put(text, i ? ", " : "");
        put_argument(text, aggregate, i);
    }
    if (aggregate->kind) {
        size_t first = direct < count ? direct : count - 1;

        sd_text_put(text, direct ? " ORDER BY " : "ORDER BY ");
        for (size_t i = first; i < count; i++) {
            sd_text_put(text, i > first ? ", " : "");
            put_argument(text, aggregate, i);
        }
    }
    sd_text_put(text, ")");
}

/* ---- definition -------------------------------------------------------------------------------------------------- */

static void begin_part(Text *text, const char *word)
{
    bool is_first = text->length && text->bytes[text->length - 1] == '(';

    sd_text_format(text, "%s\n    %s", is_first ? "" : ",", word);
}

static void put_word(Text *text, const char *word, Name value)
{
    if (value) {
        begin_part(text, word);
        sd_text_put(text, " = ");
        sd_text_put_name(text, value);
    }
}

static void put_function(Text *text, const char *word, Key function)
{
    if (!function) {
        return;
    }
    begin_part(text, word);
    sd_text_put(text, " = ");
    if (is(sd_key_schema(function), "pg_catalog")) {
        sd_text_identifier(text, function->name);
    } else {
        sd_text_qualified(text, function);
    }
}

static void put_number(Text *text, const char *word, int64_t value)
{
    if (value) {
        begin_part(text, word);
        sd_text_format(text, " = %" PRId64, value);
    }
}

static void put_literal(Text *text, const char *word, Name value)
{
    if (value) {
        begin_part(text, word);
        sd_text_put(text, " = ");
        sd_text_literal(text, value->text);
    }
}

static void put_flag(Text *text, const char *word, bool value)
{
    if (value) {
        begin_part(text, word);
    }
}

/* Unless it is what CREATE AGGREGATE assumes: a final function of a set may change the state. */
static void put_modify(Text *text, const char *word, const Aggregate *aggregate, Name value)
{
    if (value && !is(value, aggregate->kind ? "READ_WRITE" : "READ_ONLY")) {
        put_word(text, word, value);
    }
}

static void put_moving(Text *text, const Aggregate *aggregate)
{
    put_function(text, "MSFUNC", aggregate->msfunc);
    put_function(text, "MINVFUNC", aggregate->minvfunc);
    put_word(text, "MSTYPE", aggregate->mstype);
    put_number(text, "MSSPACE", aggregate->msspace);
    put_function(text, "MFINALFUNC", aggregate->mfinalfunc);
    put_flag(text, "MFINALFUNC_EXTRA", aggregate->mfinalfunc_extra);
    put_modify(text, "MFINALFUNC_MODIFY", aggregate, aggregate->mfinalfunc_modify);
    put_literal(text, "MINITCOND", aggregate->minitcond);
}

void sd_create_aggregate(Script *script, const Action *action)
{
    const Aggregate *aggregate = (const Aggregate *) action->to;
    Key key = action->to->key;
    Text *text = script->text;

    sd_text_format(text, "CREATE %sAGGREGATE ", script->guarded ? "OR REPLACE " : "");
    sd_text_identifier(text, key->parent->name);
    sd_text_put(text, ".");
    sd_text_identifier(text, key->name);
    put_arguments(text, aggregate);
    sd_text_put(text, " (");
    put_function(text, "SFUNC", aggregate->sfunc);
    put_word(text, "STYPE", aggregate->stype);
    put_number(text, "SSPACE", aggregate->sspace);
    put_function(text, "FINALFUNC", aggregate->finalfunc);
    put_flag(text, "FINALFUNC_EXTRA", aggregate->finalfunc_extra);
    put_modify(text, "FINALFUNC_MODIFY", aggregate, aggregate->finalfunc_modify);
    put_function(text, "COMBINEFUNC", aggregate->combinefunc);
    put_function(text, "SERIALFUNC", aggregate->serialfunc);
    put_function(text, "DESERIALFUNC", aggregate->deserialfunc);
    put_literal(text, "INITCOND", aggregate->initcond);
    put_moving(text, aggregate);
    put_word(text, "SORTOP", aggregate->sortop);
    put_word(text, "PARALLEL", is(aggregate->parallel, "UNSAFE") ? NULL : aggregate->parallel);
    put_flag(text, "HYPOTHETICAL", is(aggregate->kind, "HYPOTHETICAL SET"));
    sd_text_put(text, "\n)");
    sd_script_end(script);
}
