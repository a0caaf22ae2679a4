/* Foreign data wrappers, servers and user mappings. */
#include "parser/sql/foreign.h"

#include <string.h>

/* ---- options ------------------------------------------------------------------------------------------------------ */

static void report_option(const Session *session, Key of, const PgQuery__DefElem *option, const char *what)
{
    sd_session_error(session, option->location, "%s has %s option \"%s\"", sd_session_phrase(session, of), what,
                     option->defname);
}

const List *sd_foreign_options(Session *session, Key of, const List *options, size_t count,
                               PgQuery__Node *const *changes)
{
    Arena *arena = sd_session_arena(session);

    for (size_t i = 0; i < count; i++) {
        const PgQuery__DefElem *option = changes[i]->def_elem;
        bool drops = option->defaction == PG_QUERY__DEF_ELEM_ACTION__DEFELEM_DROP;
        bool changes_one = drops || option->defaction == PG_QUERY__DEF_ELEM_ACTION__DEFELEM_SET;
        const char *value = sd_session_option_text(session, option);

        if (changes_one != (sd_options_get(options, option->defname) != NULL)) {
            report_option(session, of, option, changes_one ? "no" : "already the");
            continue;
        }
        options = sd_options_set(arena, sd_session_names(session), options, option->defname,
                                 drops   ? NULL
                                 : value ? value
                                         : "");
    }
    return sd_list_count(options) ? options : NULL;
}

/* ---- foreign data wrappers ---------------------------------------------------------------------------------------- */

/* HANDLER f, NO HANDLER, VALIDATOR f, NO VALIDATOR. */
typedef struct FunctionOption {
    const char *name, *args;
    bool stated;
    Key key; /* NULL: NO */
} FunctionOption;

/* False: wait. */
static bool look_up_functions(Session *session, FunctionOption *functions, size_t count, PgQuery__Node *const *options)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        FunctionOption *function = strcmp(option->defname, functions[0].name) == 0 ? &functions[0] : &functions[1];

        function->stated = true;
        if (option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_LIST) {
            function->key =
                sd_function_implied(session, option->arg->list->n_items, option->arg->list->items, function->args);
            if (!function->key) {
                return false;
            }
        }
    }
    return true;
}

static void describe_wrapper(Session *session, ForeignDataWrapper *wrapper, const FunctionOption *functions,
                             size_t count, PgQuery__Node *const *options)
{
    wrapper->handler = functions[0].stated ? functions[0].key : wrapper->handler;
    wrapper->validator = functions[1].stated ? functions[1].key : wrapper->validator;
    wrapper->options = sd_foreign_options(session, wrapper->base.key, wrapper->options, count, options);
}

static Key top_key(const Session *session, KindId kind, const char *name)
{
    return sd_key(sd_session_names(session), kind, NULL, sd_session_name(session, name), NULL);
}

#define WRAPPER_FUNCTIONS                                                                                              \
    {                                                                                                                  \
        { .name = "handler", .args = "" },                                                                             \
        {                                                                                                              \
            .name = "validator", .args = "text[], oid"                                                                 \
        }                                                                                                              \
    }

ReadResult sd_read_create_foreign_data_wrapper(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateFdwStmt *create = node->create_fdw_stmt;
    FunctionOption functions[] = WRAPPER_FUNCTIONS;
    Object *wrapper;

    if (!look_up_functions(session, functions, create->n_func_options, create->func_options)) {
        return READ_WAIT;
    }
    wrapper = sd_session_add(session, top_key(session, KIND_FOREIGN_DATA_WRAPPER, create->fdwname), -1, false);
    if (wrapper) {
        describe_wrapper(session, (ForeignDataWrapper *) wrapper, functions, create->n_options, create->options);
    }
    return READ_DONE;
}

ReadResult sd_read_alter_foreign_data_wrapper(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterFdwStmt *alter = node->alter_fdw_stmt;
    FunctionOption functions[] = WRAPPER_FUNCTIONS;
    Object *wrapper =
        sd_catalog_find(sd_session_catalog(session), top_key(session, KIND_FOREIGN_DATA_WRAPPER, alter->fdwname));

    if (!wrapper) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_FDW, alter->fdwname);
    }
    if (!look_up_functions(session, functions, alter->n_func_options, alter->func_options)) {
        return READ_WAIT;
    }
    describe_wrapper(session, (ForeignDataWrapper *) wrapper, functions, alter->n_options, alter->options);
    return READ_DONE;
}

/* ---- servers ------------------------------------------------------------------------------------------------------ */

Key sd_server_key(const Session *session, const char *name)
{
    return top_key(session, KIND_FOREIGN_SERVER, name);
}

bool sd_server_may_come(Session *session, const char *name)
{
    return !sd_catalog_find(sd_session_catalog(session), sd_server_key(session, name)) &&
           sd_session_expects(session, name);
}

/* A wrapper that no statement declares is an extension's, mostly the one of its name. */
static void need_extension(Session *session, Key server, const char *wrapper)
{
    Key extension = top_key(session, KIND_EXTENSION, wrapper);

    if (sd_catalog_find(sd_session_catalog(session), extension)) {
        sd_catalog_edge(sd_session_catalog(session), server, extension);
    }
}

ReadResult sd_read_create_server(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateForeignServerStmt *create = node->create_foreign_server_stmt;
    Key wrapper = top_key(session, KIND_FOREIGN_DATA_WRAPPER, create->fdwname);
    ForeignServer *server;

    if (!sd_catalog_find(sd_session_catalog(session), wrapper) && sd_session_expects(session, create->fdwname)) {
        return READ_WAIT;
    }
    server = (ForeignServer *) sd_session_add(session, sd_server_key(session, create->servername), -1,
                                              create->if_not_exists);
    if (server) {
        server->wrapper = wrapper;
        server->type = sd_session_name(session, create->servertype);
        server->version = sd_session_name(session, create->version);
        server->options = sd_foreign_options(session, server->base.key, NULL, create->n_options, create->options);
        need_extension(session, server->base.key, create->fdwname);
    }
    return READ_DONE;
}

ReadResult sd_read_alter_server(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterForeignServerStmt *alter = node->alter_foreign_server_stmt;
    ForeignServer *server =
        (ForeignServer *) sd_catalog_find(sd_session_catalog(session), sd_server_key(session, alter->servername));

    if (!server) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_SERVER, alter->servername);
    }
    if (alter->has_version) {
        server->version = sd_session_name(session, alter->version);
    }
    server->options = sd_foreign_options(session, server->base.key, server->options, alter->n_options, alter->options);
    return READ_DONE;
}

/* ---- user mappings ------------------------------------------------------------------------------------------------ */

static Key mapping_key(const Session *session, const char *server, const PgQuery__RoleSpec *user)
{
    return sd_key(sd_session_names(session), KIND_USER_MAPPING, sd_server_key(session, server),
                  sd_session_role(session, user), NULL);
}

static ReadResult report_no_mapping(Session *session, Key key)
{
    if (!session->last_round) {
        return READ_WAIT;
    }
    sd_session_error(session, -1, "%s is changed here but declared nowhere", sd_session_phrase(session, key));
    return READ_DONE;
}

ReadResult sd_read_create_user_mapping(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateUserMappingStmt *create = node->create_user_mapping_stmt;
    UserMapping *mapping;
    Key key;

    if (sd_server_may_come(session, create->servername)) {
        return READ_WAIT;
    }
    key = mapping_key(session, create->servername, create->user);
    mapping = (UserMapping *) sd_session_add(session, key, -1, create->if_not_exists);
    if (mapping) {
        mapping->options = sd_foreign_options(session, key, NULL, create->n_options, create->options);
    }
    return READ_DONE;
}

ReadResult sd_read_alter_user_mapping(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterUserMappingStmt *alter = node->alter_user_mapping_stmt;
    Key key = mapping_key(session, alter->servername, alter->user);
    UserMapping *mapping = (UserMapping *) sd_catalog_find(sd_session_catalog(session), key);

    if (!mapping) {
        return report_no_mapping(session, key);
    }
    mapping->options = sd_foreign_options(session, key, mapping->options, alter->n_options, alter->options);
    return READ_DONE;
}

ReadResult sd_read_drop_user_mapping(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DropUserMappingStmt *drop = node->drop_user_mapping_stmt;
    Key key = mapping_key(session, drop->servername, drop->user);
    Object *mapping = sd_catalog_find(sd_session_catalog(session), key);

    if (mapping) {
        sd_catalog_remove(sd_session_catalog(session), mapping);
        return READ_DONE;
    }
    return drop->missing_ok ? READ_DONE : report_no_mapping(session, key);
}

/* ---- IMPORT FOREIGN SCHEMA ---------------------------------------------------------------------------------------- */

ReadResult sd_read_import_foreign_schema(Session *session, const PgQuery__Node *node)
{
    const PgQuery__ImportForeignSchemaStmt *import = node->import_foreign_schema_stmt;

    sd_session_warning(session, -1, "the tables that \"%s\" imports from server \"%s\" are known to that server only",
                       import->local_schema, import->server_name)
        ->hint = "write CREATE FOREIGN TABLE for each; pull writes them so";
    return READ_DONE;
}
