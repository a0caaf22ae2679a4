/* Options of routines. */
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct OptionReader {
    const char *name; /* DefElem.defname */
    void (*read)(Session *session, Routine *routine, const PgQuery__DefElem *option);
} OptionReader;

static bool boolean(const PgQuery__DefElem *option)
{
    return option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN && option->arg->boolean->boolval;
}

/* A word in upper or lower case. */
static Name word(const Session *session, const PgQuery__DefElem *option, bool upper)
{
    const char *value = sd_session_option_text(session, option);
    Text text = sd_text(sd_session_arena(session));

    for (; value && *value; value++) {
        char c = *value;

        if (upper && c >= 'a' && c <= 'z') {
            c = (char) (c - 'a' + 'A');
        } else if (!upper && c >= 'A' && c <= 'Z') {
            c = (char) (c - 'A' + 'a');
        }
        sd_text_char(&text, c);
    }
    return sd_session_name(session, text.bytes);
}

/* As the server prints a float4: the shortest text that gives the same number (float4out of float.c). */
static Name number(const Session *session, const PgQuery__DefElem *option)
{
    const char *value = sd_session_option_text(session, option);
    float parsed = value ? strtof(value, NULL) : 0;
    char text[64];

    for (int digits = 1; digits <= 9; digits++) {
        (void) snprintf(text, sizeof text, "%.*g", digits, (double) parsed);
        if (strtof(text, NULL) == parsed) {
            break;
        }
    }
    /* %g turns to an exponent as soon as digits run out, the server from 1e+06 on. */
    if (parsed < 1e6F && strchr(text, 'e') && parsed >= 1e-4F) {
        (void) snprintf(text, sizeof text, "%.0f", (double) parsed);
    }
    return sd_session_name(session, text);
}

static void read_language(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    routine->language = word(session, option, false);
}

static void read_window(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    (void) session;
    routine->is_window = boolean(option);
}

static void read_strict(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    (void) session;
    routine->is_strict = boolean(option);
}

static void read_security(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    (void) session;
    routine->security_definer = boolean(option);
}

static void read_leakproof(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    (void) session;
    routine->leakproof = boolean(option);
}

static void read_volatility(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    routine->volatility = word(session, option, true);
}

static void read_parallel(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    routine->parallel = word(session, option, true);
}

static void read_cost(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    routine->cost = number(session, option);
}

static void read_rows(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    routine->rows = number(session, option);
}

static void read_setting(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    if (option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT) {
        sd_routine_setting(session, routine, option->arg->variable_set_stmt);
    }
}

/* The support function takes and returns "internal". */
static void read_support(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    const PgQuery__List *parts = option->arg ? option->arg->list : NULL;
    Text text = sd_text(sd_session_arena(session));
    Name schema, name;
    Key found;

    if (!parts) {
        return;
    }
    sd_session_split_name(session, parts->n_items, parts->items, &schema, &name);
    found = sd_resolve_routine(&session->resolver, schema, name);
    schema = found ? found->parent->name : schema;
    if (schema && strcmp(schema->text, "pg_catalog") != 0) {
        sd_text_identifier(&text, schema);
        sd_text_char(&text, '.');
    }
    sd_text_identifier(&text, name);
    routine->support = sd_session_name(session, text.bytes);
    if (schema) {
        Names *names = sd_session_names(session);
        Key owner = sd_key(names, KIND_SCHEMA, NULL, schema, NULL);

        sd_catalog_edge(sd_session_catalog(session), routine->base.key,
                        sd_key(names, KIND_ROUTINE, owner, name, sd_session_name(session, "internal")));
    }
}

static void read_transforms(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    const PgQuery__List *types = option->arg ? option->arg->list : NULL;

    routine->transforms = NULL;
    for (size_t i = 0; types && i < types->n_items; i++) {
        Name type = sd_type_name(&session->resolver, types->items[i]->type_name, NULL, NULL);

        routine->transforms = sd_list_with(sd_session_arena(session), routine->transforms, type);
    }
}

/* AS 'body', or AS 'library', 'symbol' for language C. */
static void read_as(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    const PgQuery__List *strings = option->arg ? option->arg->list : NULL;
    Names *names = sd_session_names(session);

    if (strings && strings->n_items == 2) {
        routine->object_file = sd_name(names, sd_syntax_string(strings->items[0]));
        routine->body = sd_name(names, sd_syntax_string(strings->items[1]));
    } else if (strings && strings->n_items == 1) {
        routine->body = sd_name(names, sd_syntax_string(strings->items[0]));
    }
}

static const OptionReader readers[] = {
    { "as", read_as },
    { "cost", read_cost },
    { "language", read_language },
    { "leakproof", read_leakproof },
    { "parallel", read_parallel },
    { "rows", read_rows },
    { "security", read_security },
    { "set", read_setting },
    { "strict", read_strict },
    { "support", read_support },
    { "transform", read_transforms },
    { "volatility", read_volatility },
    { "window", read_window },
};

void sd_routine_option(Session *session, Routine *routine, const PgQuery__DefElem *option)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (strcmp(readers[i].name, option->defname) == 0) {
            readers[i].read(session, routine, option);
            return;
        }
    }
}

static bool is_compiled(const Routine *routine)
{
    return routine->language &&
           (strcmp(routine->language->text, "c") == 0 || strcmp(routine->language->text, "internal") == 0);
}

/* ProcedureCreate and CreateFunction of functioncmds.c.  A library without a symbol holds one of the routine's name
 * (interpret_AS_clause). */
void sd_routine_fill_costs(Session *session, Routine *routine)
{
    bool is_c = is_compiled(routine) && strcmp(routine->language->text, "c") == 0;

    if (!routine->cost) {
        routine->cost = sd_session_name(session, is_compiled(routine) ? "1" : "100");
    }
    if (!routine->rows) {
        routine->rows = sd_session_name(session, routine->returns_set ? "1000" : "0");
    }
    if (is_c && routine->body && !routine->object_file) {
        routine->object_file = routine->body;
        routine->body = routine->base.key->name;
    }
}
