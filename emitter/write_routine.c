/* Functions and procedures: the whole statement each time, since CREATE OR REPLACE resets what is not restated. */
#include "emitter/guard.h"

#include <string.h>

static bool is(Name name, const char *text)
{
    return name && strcmp(name->text, text) == 0;
}

/* Letters of pg_proc.proargmodes; without modes every argument is IN. */
static char mode_of(const Routine *routine, size_t argument)
{
    return argument < sd_list_count(routine->argument_modes) ? routine->argument_modes->items[argument]->text[0] : 'i';
}

static bool is_input(char mode)
{
    return mode == 'i' || mode == 'b' || mode == 'v';
}

static void put_argument(Text *text, const Routine *routine, size_t argument, const Expr *value)
{
    char mode = mode_of(routine, argument);

    sd_text_put(text, mode == 'o' ? "OUT " : mode == 'b' ? "INOUT " : mode == 'v' ? "VARIADIC " : "");
    if (argument < sd_list_count(routine->argument_names) && routine->argument_names->items[argument]->length) {
        sd_text_identifier(text, routine->argument_names->items[argument]);
        sd_text_put(text, " ");
    }
    sd_text_put_name(text, routine->argument_types->items[argument]);
    if (value) {
        sd_text_put(text, " DEFAULT ");
        sd_text_expr(text, value);
    }
}

/* Defaults are those of the last input arguments; OUT arguments may stand between. */
static void put_arguments(Text *text, const Routine *routine)
{
    size_t count = sd_list_count(routine->argument_types), inputs = 0, put = 0, input = 0;
    size_t defaults = sd_exprs_count(routine->argument_defaults);

    for (size_t i = 0; i < count; i++) {
        inputs += is_input(mode_of(routine, i));
    }
    sd_text_put(text, "(");
    for (size_t i = 0; i < count; i++) {
        const Expr *value = NULL;

        if (mode_of(routine, i) == 't') {
            continue;
        }
        if (is_input(mode_of(routine, i))) {
            if (input + defaults >= inputs) {
                value =
                    routine->argument_defaults ? routine->argument_defaults->items[input + defaults - inputs] : NULL;
            }
            input++;
        }
        sd_text_put(text, put++ ? ", " : "");
        put_argument(text, routine, i, value);
    }
    sd_text_put(text, ")");
}

static void put_returns(Text *text, const Routine *routine)
{
    bool is_table = false;

    for (size_t i = 0; i < sd_list_count(routine->argument_types); i++) {
        if (mode_of(routine, i) == 't') {
            sd_text_put(text, is_table ? ", " : "\nRETURNS TABLE(");
            put_argument(text, routine, i, NULL);
            is_table = true;
        }
    }
    if (is_table) {
        sd_text_put(text, ")");
    } else if (routine->returns) {
        sd_text_put(text, routine->returns_set ? "\nRETURNS SETOF " : "\nRETURNS ");
        sd_text_put_name(text, routine->returns);
    }
}

/* ---- SET ------------------------------------------------------------------------------------------------------ */

/* Settings of type GUC_LIST_QUOTE (variable_is_guc_list_quote of guc.c): their stored value is a list of quoted
 * names, and each has to be a literal of its own again. */
static bool is_list_setting(const char *name)
{
    static const char *const lists[] = {
        "local_preload_libraries",  "search_path",      "session_preload_libraries",
        "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories",
    };

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(name, lists[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* One element of a stored list into item; returns where the next begins (SplitGUCList of varlena.c). */
static const char *next_list_item(const char *c, Text *item)
{
    while (*c == ' ' || *c == '\t' || *c == '\n') {
        c++;
    }
    if (*c == '"') {
        for (c++; *c && (*c != '"' || c[1] == '"'); c++) {
            c += *c == '"';
            sd_text_char(item, *c);
        }
        c += *c == '"';
    } else {
        for (; *c && *c != ','; c++) {
            sd_text_char(item, *c);
        }
        while (item->length && strchr(" \t\n", item->bytes[item->length - 1])) {
            item->bytes[--item->length] = 0;
        }
    }
    c += strcspn(c, ",");
    return *c == ',' ? c + 1 : c;
}

void sd_text_setting_name(Text *text, const char *name)
{
    const char *part = name;

    while (*part) { /* a setting of an application has a dot: app.tenant */
        size_t length = strcspn(part, ".");
        const char *piece = sd_arena_copy(text->arena, part, length);

        sd_text_format(text, sd_identifier_is_plain(piece) ? "%s" : "\"%s\"", piece);
        part += length;
        if (*part == '.') {
            sd_text_put(text, ".");
            part++;
        }
    }
}

void sd_text_setting(Text *text, const char *name, const char *value)
{
    sd_text_put(text, "SET ");
    sd_text_setting_name(text, name);
    sd_text_put(text, " TO ");
    if (!is_list_setting(name)) {
        sd_text_literal(text, value);
        return;
    }
    if (*value == 0) {
        sd_text_put(text, "''");
    }
    for (const char *c = value; *c;) {
        Text item = sd_text(text->arena);

        sd_text_put(text, c == value ? "" : ", ");
        c = next_list_item(c, &item);
        sd_text_literal(text, item.bytes);
    }
}

static void put_settings(Text *text, const Routine *routine)
{
    for (size_t i = 0; i < sd_list_count(routine->settings); i++) {
        const char *setting = routine->settings->items[i]->text;
        size_t length = strcspn(setting, "=");

        sd_text_put(text, "\n");
        sd_text_setting(text, sd_arena_copy(text->arena, setting, length), setting + length + (setting[length] == '='));
    }
}

/* ---- options --------------------------------------------------------------------------------------------------- */

/* What CREATE FUNCTION assumes (pg_proc.h and functioncmds.c): cost 1 for C and internal functions, else 100; 1000
 * rows for a set. */
static void put_options(Text *text, const Routine *routine)
{
    bool compiled = is(routine->language, "c") || is(routine->language, "internal");

    if (routine->is_window) {
        sd_text_put(text, "\nWINDOW");
    }
    if (routine->volatility && !is(routine->volatility, "VOLATILE")) {
        sd_text_put(text, "\n");
        sd_text_put_name(text, routine->volatility);
    }
    sd_text_put(text, routine->leakproof ? "\nLEAKPROOF" : "");
    sd_text_put(text, routine->is_strict ? "\nSTRICT" : "");
    sd_text_put(text, routine->security_definer ? "\nSECURITY DEFINER" : "");
    if (routine->parallel && !is(routine->parallel, "UNSAFE")) {
        sd_text_put(text, "\nPARALLEL ");
        sd_text_put_name(text, routine->parallel);
    }
    if (routine->is_procedure) {
        return;
    }
    if (routine->cost && !is(routine->cost, compiled ? "1" : "100")) {
        sd_text_put(text, "\nCOST ");
        sd_text_put_name(text, routine->cost);
    }
    if (routine->rows && routine->returns_set && !is(routine->rows, "1000")) {
        sd_text_put(text, "\nROWS ");
        sd_text_put_name(text, routine->rows);
    }
    if (routine->support) {
        sd_text_put(text, "\nSUPPORT ");
        sd_text_put_name(text, routine->support);
    }
}

static void put_body(Text *text, const Routine *routine)
{
    if (routine->sql_body) {
        sd_text_put(text, "\n");
        sd_text_put_name(text, routine->sql_body->text);
        return;
    }
    sd_text_put(text, "\nAS ");
    if (routine->object_file) {
        sd_text_literal(text, routine->object_file->text);
        sd_text_put(text, ", ");
    }
    if (routine->object_file || is(routine->language, "internal")) {
        sd_text_literal(text, routine->body ? routine->body->text : "");
    } else {
        sd_text_dollar(text, routine->body ? routine->body->text : "");
    }
}

void sd_create_routine(Script *script, const Action *action)
{
    const Routine *routine = (const Routine *) action->to;
    Text *text = script->text;
    Key key = action->to->key;

    sd_text_format(text, "CREATE %s%s ", sd_guard_words(script, key->kind, GUARD_OR_REPLACE),
                   routine->is_procedure ? "PROCEDURE" : "FUNCTION");
    if (key->parent) {
        sd_text_identifier(text, key->parent->name);
        sd_text_put(text, ".");
    }
    sd_text_identifier(text, key->name);
    put_arguments(text, routine);
    put_returns(text, routine);
    sd_text_put(text, "\nLANGUAGE ");
    sd_text_identifier(text, routine->language);
    for (size_t i = 0; i < sd_list_count(routine->transforms); i++) {
        sd_text_put(text, i ? ", FOR TYPE " : "\nTRANSFORM FOR TYPE ");
        sd_text_put_name(text, routine->transforms->items[i]);
    }
    put_options(text, routine);
    put_settings(text, routine);
    put_body(text, routine);
    sd_script_end(script);
}

/* A body kept as text is not resolved before it runs, so its functions may be created before what they name. */
bool sd_routine_names_later(const Object *object)
{
    const Routine *routine = (const Routine *) object;

    return is(routine->language, "sql") || is(routine->language, "plpgsql");
}
