/* Functions that statements name without arguments, since only one list of them is possible: handlers, validators,
 * trigger functions. */
#include "parser/canon/builtin.h"
#include "parser/sql/table.h"

#include <stdlib.h>
#include <string.h>

/* Functions of every database that no expression calls, which the table of built-in functions is for (pg_proc.dat), and
 * those of extension plpgsql. */
static const struct {
    const char *name, *args;
} callables[] = {
    { "tsvector_update_trigger", "" },
    { "tsvector_update_trigger_column", "" },
    { "suppress_redundant_updates_trigger", "" },
    { "unique_key_recheck", "" },
    { "plpgsql_call_handler", "" },
    { "plpgsql_inline_handler", "internal" },
    { "plpgsql_validator", "oid" },
    { "heap_tableam_handler", "internal" },
    { "bthandler", "internal" },
    { "hashhandler", "internal" },
    { "gisthandler", "internal" },
    { "ginhandler", "internal" },
    { "spghandler", "internal" },
    { "brinhandler", "internal" },
};

static bool is_callable(const char *name, const char *args)
{
    for (size_t i = 0; i < sizeof callables / sizeof *callables; i++) {
        if (strcmp(callables[i].name, name) == 0 && strcmp(callables[i].args, args) == 0) {
            return true;
        }
    }
    return false;
}

/* The built-in function of that name with exactly these arguments; pg_catalog is searched first. */
static bool is_builtin(const char *name, const char *args)
{
    const BuiltinFunction *functions;
    size_t count = sd_builtin_functions(name, &functions);

    if (is_callable(name, args)) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const char *oids = functions[i].types, *rest = args;
        bool same = true;

        while (same && *oids) {
            const BuiltinType *type = sd_builtin_type_of((TypeOid) strtoul(oids, (char **) (uintptr_t) &oids, 10));
            size_t length = strcspn(rest, ",");

            same = type && strlen(type->spelled) == length && strncmp(type->spelled, rest, length) == 0;
            rest += length;
            rest += strspn(rest, ", ");
        }
        if (same && !*rest) {
            return true;
        }
    }
    return false;
}

/* Members of extensions are known by name only. */
static Key find_member(const Session *session, Name schema, Name name, Name args)
{
    const Catalog *sides[] = { session->resolver.other, sd_session_catalog(session) };

    for (size_t i = 0; i < 2; i++) {
        Name found = sides[i] ? sd_catalog_outside_find(sides[i], KIND_ROUTINE, name) : NULL;

        if (found && (!schema || schema == found)) {
            return sd_session_key_in(session, KIND_ROUTINE, found, name, args);
        }
    }
    return NULL;
}

Key sd_function_implied(Session *session, size_t count, PgQuery__Node *const *parts, const char *args)
{
    Name types = sd_name(sd_session_names(session), args), schema, name;
    Key key;

    sd_session_split_name(session, count, parts, &schema, &name);
    if (!name) {
        return NULL;
    }
    if (!schema && is_builtin(name->text, args)) {
        return sd_session_key_in(session, KIND_ROUTINE, sd_name(sd_session_names(session), "pg_catalog"), name, types);
    }
    key = sd_session_find_in_path(session, sd_session_catalog(session), KIND_ROUTINE, schema, name, types);
    if (!key && sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        return NULL;
    }
    key = key ? key : sd_session_find_in_path(session, session->resolver.other, KIND_ROUTINE, schema, name, types);
    key = key ? key : find_member(session, schema, name, types);
    return key ? key
               : sd_session_key_in(session, KIND_ROUTINE,
                                   schema ? schema : sd_resolve_creation_schema(&session->resolver), name, types);
}
