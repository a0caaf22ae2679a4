/* Schemas, extensions, and the settings that change what later statements mean. */
#include "parser/sql/lexer.h"
#include "parser/sql/state.h"

#include <string.h>

/* ---- CREATE SCHEMA, CREATE EXTENSION ------------------------------------------------------------------------------- */

/* CREATE SCHEMA AUTHORIZATION joe makes a schema "joe".  Its elements are statements of their own, see files.c. */
ReadResult sd_read_create_schema(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateSchemaStmt *create = node->create_schema_stmt;
    Names *names = sd_session_catalog(session)->names;
    Name role = create->authrole ? sd_session_role(session, create->authrole) : NULL;
    Name name = sd_session_name(session, create->schemaname);
    Object *object;
    Key key;

    if (!name && !role) {
        sd_session_error(session, -1, "the name of the schema is that of the present role, which is not known")->hint =
            "write CREATE SCHEMA with a name";
        return READ_DONE;
    }
    key = sd_key(names, KIND_SCHEMA, NULL, name ? name : role, NULL);
    object = sd_session_add(session, key, -1, create->if_not_exists);
    if (object) {
        if (role) {
            sd_session_set_owner(object, role);
        }
        sd_grant_defaults(session, key);
    }
    return READ_DONE;
}

static void set_extension_options(Session *session, Extension *extension, size_t count, PgQuery__Node *const *options)
{
    Names *names = sd_session_catalog(session)->names;

    for (size_t i = 0; i < count; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        const char *value = sd_session_option_text(session, option);

        if (strcmp(option->defname, "schema") == 0) {
            extension->schema = sd_name(names, value);
        } else if (strcmp(option->defname, "new_version") == 0) {
            extension->version = sd_name(names, value);
        }
    }
}

/* initdb makes it in every database, so it is no object of a schema. */
bool sd_extension_is_builtin(const char *name)
{
    return strcmp(name, "plpgsql") == 0;
}

ReadResult sd_read_create_extension(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateExtensionStmt *create = node->create_extension_stmt;
    Key key = sd_key(sd_session_catalog(session)->names, KIND_EXTENSION, NULL,
                     sd_session_name(session, create->extname), NULL);
    Object *object;

    if (sd_extension_is_builtin(create->extname)) {
        return READ_DONE;
    }
    object = sd_session_add(session, key, -1, create->if_not_exists);
    if (object) {
        set_extension_options(session, (Extension *) object, create->n_options, create->options);
    }
    return READ_DONE;
}

/* ALTER EXTENSION ... UPDATE [TO version]; without a version it becomes the newest there is, which is not stated. */
ReadResult sd_read_alter_extension(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterExtensionStmt *alter = node->alter_extension_stmt;
    Key key = sd_key(sd_session_catalog(session)->names, KIND_EXTENSION, NULL, sd_session_name(session, alter->extname),
                     NULL);
    Extension *extension = (Extension *) sd_catalog_find(sd_session_catalog(session), key);

    if (!extension) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION, alter->extname);
    }
    extension->version = NULL;
    set_extension_options(session, extension, alter->n_options, alter->options);
    return READ_DONE;
}

/* ---- search_path and role ------------------------------------------------------------------------------------------ */

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

static void reset_path(Session *session)
{
    const List *path = NULL;

    append_to_path(session, &path, "public");
    session->resolver.path = path;
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
static void set_path_of_text(Session *session, const char *value)
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
    session->resolver.path = path;
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
        reset_path(session);
    } else if (strcmp(set->name, "search_path") == 0) {
        if (has_value) {
            set_path(session, set);
        } else {
            reset_path(session);
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

ReadResult sd_read_select(Session *session, const PgQuery__Node *node)
{
    const PgQuery__SelectStmt *select = node->select_stmt;
    const PgQuery__FuncCall *call = select->n_target_list == 1 ? set_config_call(select->target_list[0]) : NULL;
    const char *setting = call ? constant_text(call->args[0]) : NULL;
    const char *value = call ? constant_text(call->args[1]) : NULL;

    if (select->into_clause) {
        sd_session_warning(session, -1, "SELECT ... INTO is not read")->hint = "write CREATE TABLE";
    } else if (!setting) {
        sd_session_note(session, -1, "SELECT makes no schema and is skipped");
    } else if (value && strcmp(setting, "search_path") == 0) {
        set_path_of_text(session, value);
    }
    return READ_DONE;
}
