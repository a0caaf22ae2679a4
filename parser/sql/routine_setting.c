/* SET clauses of routines, with their values as pg_proc.proconfig keeps them. */
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Lists whose items are kept quoted where an identifier would have to be (GUC_LIST_QUOTE of guc.c). */
static const char *const quoted_lists[] = {
    "local_preload_libraries",  "search_path",      "session_preload_libraries",
    "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories",
};

/* Settings are found in any case and kept under the name that the server has for them; these alone have capitals. */
static const char *const capital_names[] = { "DateStyle", "IntervalStyle", "TimeZone" };

static const char *server_name(const Session *session, const char *name)
{
    Text text;

    for (size_t i = 0; i < sizeof capital_names / sizeof *capital_names; i++) {
        if (strcasecmp(name, capital_names[i]) == 0) {
            return capital_names[i];
        }
    }
    if (strchr(name, '.')) {
        return name;
    }
    text = sd_text(sd_session_arena(session));
    for (; *name; name++) {
        sd_text_char(&text, *name >= 'A' && *name <= 'Z' ? (char) (*name - 'A' + 'a') : *name);
    }
    return text.bytes;
}

static bool is_quoted_list(const char *name)
{
    for (size_t i = 0; i < sizeof quoted_lists / sizeof *quoted_lists; i++) {
        if (strcmp(quoted_lists[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void put_constant(const Session *session, Text *text, const PgQuery__AConst *constant, bool quoted)
{
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        sd_text_format(text, "%d", (int) constant->ival->ival);
        break;
    case PG_QUERY__A__CONST__VAL_FVAL:
        sd_text_put(text, constant->fval->fval);
        break;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        sd_text_put(text, constant->boolval->boolval ? "true" : "false");
        break;
    case PG_QUERY__A__CONST__VAL_SVAL:
        if (quoted) {
            sd_text_identifier(text, sd_name(sd_session_names(session), constant->sval->sval));
        } else {
            sd_text_put(text, constant->sval->sval);
        }
        break;
    default:
        break;
    }
}

/* flatten_set_variable_args of guc.c */
static const char *flatten(const Session *session, const PgQuery__VariableSetStmt *set, const char *name)
{
    Text text = sd_text(sd_session_arena(session));

    for (size_t i = 0; i < set->n_args; i++) {
        const PgQuery__Node *arg = set->args[i];

        sd_text_put(&text, i ? ", " : "");
        if (arg->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
            /* SET TIME ZONE INTERVAL '...' */
            sd_text_put(&text, "INTERVAL '");
            put_constant(session, &text, arg->type_cast->arg->a_const, false);
            sd_text_put(&text, "'");
        } else if (arg->node_case == PG_QUERY__NODE__NODE_A_CONST) {
            put_constant(session, &text, arg->a_const, is_quoted_list(name));
        }
    }
    return text.bytes;
}

/* Only the search_path of the session is known here. */
static const char *current_value(Session *session, const char *name)
{
    const List *path = session->resolver.path;
    Text text = sd_text(sd_session_arena(session));

    if (strcmp(name, "search_path") != 0) {
        sd_session_warning(session, -1, "SET %s FROM CURRENT is skipped: its value is not known", name);
        return NULL;
    }
    for (size_t i = 0; i < sd_list_count(path); i++) {
        sd_text_put(&text, i ? ", " : "");
        sd_text_identifier(&text, path->items[i]);
    }
    return text.length ? text.bytes : "\"\"";
}

static bool is_about(Name setting, const char *name)
{
    size_t length = strlen(name);

    return strncmp(setting->text, name, length) == 0 && setting->text[length] == '=';
}

/* A new value takes the old one's place; without a value the setting goes (GUCArrayAdd, GUCArrayDelete). */
static void change(const Session *session, Routine *routine, const char *name, const char *value)
{
    Arena *arena = sd_session_arena(session);
    Name setting = value ? sd_name_format(sd_session_names(session), "%s=%s", name, value) : NULL;

    for (size_t i = 0; i < sd_list_count(routine->settings); i++) {
        Name present = routine->settings->items[i];

        if (is_about(present, name)) {
            routine->settings = setting ? sd_list_replaced(arena, routine->settings, present, setting)
                                        : sd_list_without(arena, routine->settings, present);
            return;
        }
    }
    if (setting) {
        routine->settings = sd_list_with(arena, routine->settings, setting);
    }
}

const char *sd_setting_name(const Session *session, const PgQuery__VariableSetStmt *set)
{
    return server_name(session, set->name);
}

const char *sd_setting_value(Session *session, const PgQuery__VariableSetStmt *set)
{
    const char *name = server_name(session, set->name);

    switch (set->kind) {
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE:
        return flatten(session, set, name);
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_CURRENT:
        return current_value(session, name);
    default:
        return NULL;
    }
}

void sd_routine_setting(Session *session, Routine *routine, const PgQuery__VariableSetStmt *set)
{
    const char *value;

    if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL) {
        routine->settings = NULL;
        return;
    }
    value = sd_setting_value(session, set);
    if (value || set->kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_CURRENT) {
        change(session, routine, sd_setting_name(session, set), value);
    }
}
