#include "parser/sql/setting.h"

#include "parser/sql/lexer.h"

#include <string.h>
#include <strings.h>

/* "$user" and pg_temp are left out, as no file can know what is in them, and pg_catalog, which is always there. */
static bool belongs_to_path(const char *schema)
{
    static const char *const left_out[] = { "", "$user", "pg_catalog", "pg_temp" };

    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        if (strcmp(schema, left_out[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void append_to_path(Session *session, const List **path, const char *schema)
{
    Catalog *catalog = sd_session_catalog(session);

    if (belongs_to_path(schema)) {
        *path = sd_list_with(catalog->arena, *path, sd_name(catalog->names, schema));
    }
}

static const char *constant_text(const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        return constant_text(node->type_cast->arg);
    }
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
               ? node->a_const->sval->sval
               : NULL;
}

static void set_path(Session *session, const PgQuery__VariableSetStmt *set)
{
    const List *path = NULL;

    for (size_t i = 0; i < set->n_args; i++) {
        const char *schema = constant_text(set->args[i]);

        if (schema) {
            append_to_path(session, &path, schema);
        }
    }
    session->resolver.path = path;
}

/* The value of set_config is a list of identifiers: folded to lower case unless quoted. */
static const List *path_of_text(Session *session, const char *value)
{
    Names *names = sd_session_catalog(session)->names;
    Lexer lexer = sd_lexer(value, strlen(value), 0);
    Arena *scratch = sd_arena_new();
    const List *path = NULL;

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        bool quoted = token.kind == TOKEN_IDENTIFIER;
        Text text = sd_text(scratch);

        if (!quoted && token.kind != TOKEN_WORD) {
            continue;
        }
        for (size_t at = token.start + quoted; at + quoted < token.end; at++) {
            char c = value[at];

            sd_text_char(&text, !quoted && c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
            at += quoted && c == '"';
        }
        append_to_path(session, &path, sd_name(names, text.bytes)->text);
    }
    sd_arena_free(scratch);
    return path;
}

/* A database may have a search_path of its own (ALTER DATABASE ... SET): files are read as if psql ran them there.  Of its
 * schemas those count that are there or come. */
void sd_setting_reset_path(Session *session)
{
    const Catalog *other = session->resolver.other;
    const List *given = other && other->search_path ? path_of_text(session, other->search_path->text) : NULL,
               *path = NULL;

    for (size_t i = 0; i < sd_list_count(given); i++) {
        Name schema = given->items[i];

        if (sd_catalog_find(other, sd_key(other->names, KIND_SCHEMA, NULL, schema, NULL)) ||
            sd_session_expects(session, schema->text)) {
            append_to_path(session, &path, schema->text);
        }
    }
    if (!path) {
        append_to_path(session, &path, "public");
    }
    session->resolver.path = path;
}

/* Zones whose rules no time zone database changes; what others mean is not known here. */
static bool is_utc(const char *zone)
{
    static const char *const names[] = { "utc", "etc/utc", "gmt", "z" };

    for (size_t i = 0; zone && i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(zone, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void set_role(Session *session, const PgQuery__VariableSetStmt *set)
{
    const char *role = set->n_args == 1 ? constant_text(set->args[0]) : NULL;

    session->role =
        role && strcmp(role, "none") != 0 ? sd_session_name(session, role) : sd_session_catalog(session)->role;
}

ReadResult sd_read_variable_set(Session *session, const PgQuery__Node *node)
{
    const PgQuery__VariableSetStmt *set = node->variable_set_stmt;
    bool has_value = set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE;

    if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL) {
        sd_setting_reset_path(session);
        session->resolver.in_utc = false;
    } else if (strcmp(set->name, "timezone") == 0) {
        session->resolver.in_utc = has_value && set->n_args == 1 && is_utc(constant_text(set->args[0]));
    } else if (strcmp(set->name, "search_path") == 0) {
        if (has_value) {
            set_path(session, set);
        } else {
            sd_setting_reset_path(session);
        }
    } else if (strcmp(set->name, "role") == 0 || strcmp(set->name, "session_authorization") == 0) {
        set_role(session, set);
    }
    return READ_DONE;
}

/* set_config('search_path', 'app, public', false), as pg_dump writes it; NULL when the target is anything else. */
static const PgQuery__FuncCall *set_config_call(const PgQuery__Node *target)
{
    const PgQuery__FuncCall *call;
    const PgQuery__Node *last;

    if (target->node_case != PG_QUERY__NODE__NODE_RES_TARGET ||
        target->res_target->val->node_case != PG_QUERY__NODE__NODE_FUNC_CALL) {
        return NULL;
    }
    call = target->res_target->val->func_call;
    last = call->n_funcname ? call->funcname[call->n_funcname - 1] : NULL;
    return last && last->node_case == PG_QUERY__NODE__NODE_STRING && strcmp(last->string->sval, "set_config") == 0 &&
                   call->n_args == 3
               ? call
               : NULL;
}

bool sd_setting_call(Session *session, const PgQuery__SelectStmt *select)
{
    const PgQuery__FuncCall *call = select->n_target_list == 1 ? set_config_call(select->target_list[0]) : NULL;
    const char *setting = call ? constant_text(call->args[0]) : NULL;
    const char *value = call ? constant_text(call->args[1]) : NULL;

    if (setting && value && strcmp(setting, "search_path") == 0) {
        session->resolver.path = path_of_text(session, value);
    } else if (setting && strcasecmp(setting, "timezone") == 0) {
        session->resolver.in_utc = is_utc(value);
    }
    return setting != NULL;
}
