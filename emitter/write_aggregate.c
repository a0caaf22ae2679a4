/* Aggregates: the whole statement each time, since CREATE OR REPLACE resets what is not restated. */
#include "emitter/guard.h"

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

/* Unless it is what CREATE AGGREGATE assumes: a final function of a set may change the state. */
static void put_modify(Text *text, const char *word, const Aggregate *aggregate, Name value)
{
    if (value && !is(value, aggregate->kind ? "READ_WRITE" : "READ_ONLY")) {
        sd_part_word(text, word, value);
    }
}

static void put_moving(Text *text, const Aggregate *aggregate)
{
    sd_part_function(text, "MSFUNC", aggregate->msfunc);
    sd_part_function(text, "MINVFUNC", aggregate->minvfunc);
    sd_part_word(text, "MSTYPE", aggregate->mstype);
    sd_part_number(text, "MSSPACE", aggregate->msspace);
    sd_part_function(text, "MFINALFUNC", aggregate->mfinalfunc);
    sd_part_flag(text, "MFINALFUNC_EXTRA", aggregate->mfinalfunc_extra);
    put_modify(text, "MFINALFUNC_MODIFY", aggregate, aggregate->mfinalfunc_modify);
    sd_part_literal(text, "MINITCOND", aggregate->minitcond);
}

void sd_create_aggregate(Script *script, const Action *action)
{
    const Aggregate *aggregate = (const Aggregate *) action->to;
    Key key = action->to->key;
    Text *text = script->text;

    sd_text_format(text, "CREATE %sAGGREGATE ", sd_guard_words(script, key->kind, GUARD_OR_REPLACE));
    sd_text_identifier(text, key->parent->name);
    sd_text_put(text, ".");
    sd_text_identifier(text, key->name);
    put_arguments(text, aggregate);
    sd_text_put(text, " (");
    sd_part_function(text, "SFUNC", aggregate->sfunc);
    sd_part_word(text, "STYPE", aggregate->stype);
    sd_part_number(text, "SSPACE", aggregate->sspace);
    sd_part_function(text, "FINALFUNC", aggregate->finalfunc);
    sd_part_flag(text, "FINALFUNC_EXTRA", aggregate->finalfunc_extra);
    put_modify(text, "FINALFUNC_MODIFY", aggregate, aggregate->finalfunc_modify);
    sd_part_function(text, "COMBINEFUNC", aggregate->combinefunc);
    sd_part_function(text, "SERIALFUNC", aggregate->serialfunc);
    sd_part_function(text, "DESERIALFUNC", aggregate->deserialfunc);
    sd_part_literal(text, "INITCOND", aggregate->initcond);
    put_moving(text, aggregate);
    sd_part_word(text, "SORTOP", aggregate->sortop);
    sd_part_word(text, "PARALLEL", is(aggregate->parallel, "UNSAFE") ? NULL : aggregate->parallel);
    sd_part_flag(text, "HYPOTHETICAL", is(aggregate->kind, "HYPOTHETICAL SET"));
    sd_text_put(text, "\n)");
    sd_script_end(script);
}
