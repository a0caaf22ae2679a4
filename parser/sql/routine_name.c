/* Functions that a definition names without their arguments, which follow from what is defined: those of aggregates,
 * operators, conversions and base types. */
#include "parser/canon/builtin.h"
#include "parser/sql/table.h"

#include <string.h>

/* A function that is found nowhere keeps its name as it stands: many of those built in are in no table here, since
 * nothing but such a definition can call them. */
Key sd_session_function_name(const Session *session, Name schema, Name name)
{
    const Resolver *resolver = &session->resolver;
    const BuiltinFunction *builtin;
    Key found;

    if (!name) {
        return NULL;
    }
    if (!schema && !sd_builtin_functions(name->text, &builtin)) {
        found = sd_resolve_routine(resolver, NULL, name);
        schema = found             ? found->parent->name
                 : resolver->other ? sd_catalog_outside_find(resolver->other, KIND_ROUTINE, name)
                                   : NULL;
    }
    if (!schema) {
        schema = sd_session_name(session, "pg_catalog");
    }
    return sd_key(resolver->catalog->names, KIND_ROUTINE,
                  sd_key(resolver->catalog->names, KIND_SCHEMA, NULL, schema, NULL), name, NULL);
}

static Key with_args(const Session *session, Key function, const char *args)
{
    Names *names = sd_session_names(session);

    return sd_key(names, function->kind, function->parent, function->name, sd_name(names, args));
}

bool sd_session_function_may_come(const Session *session, Key function)
{
    return function && sd_session_expects_in(session, NULL, function->name->text);
}

bool sd_session_function(const Session *session, Key function, const char *const *args, Key *found)
{
    const Catalog *other = session->resolver.other;

    *found = NULL;
    for (size_t i = 0; function && args[i]; i++) {
        Key key = with_args(session, function, args[i]);

        if (sd_catalog_find(sd_session_catalog(session), key)) {
            *found = key;
            return true;
        }
    }
    if (sd_session_function_may_come(session, function)) {
        return false;
    }
    for (size_t i = 0; function && other && args[i] && !*found; i++) {
        Key key = with_args(session, function, args[i]);

        *found = sd_catalog_find(other, key) ? key : NULL;
    }
    return true;
}

/* The server's own functions are in no catalog. */
Key sd_session_function_of(Session *session, const PgQuery__ObjectWithArgs *function)
{
    const Resolver *resolver = &session->resolver;
    Key key = sd_session_routine_key(session, function), named;
    Name schema, name;

    if (!key || sd_catalog_find(resolver->catalog, key) || (resolver->other && sd_catalog_find(resolver->other, key))) {
        return key;
    }
    sd_session_split_name(session, function->n_objname, function->objname, &schema, &name);
    named = sd_session_function_name(session, schema, name);
    return sd_key(sd_session_names(session), KIND_ROUTINE, named->parent, name, key->args);
}
