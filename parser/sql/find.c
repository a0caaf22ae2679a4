/* Finding what statements name: relations, types, indexes and routines, through the search_path. */
#include "parser/canon/builtin.h"
#include "parser/sql/state.h"

#include <string.h>

/* Tables, views and sequences share one namespace in a schema, so at most one of these can be there. */
static const KindId relation_kinds[] = { KIND_TABLE, KIND_VIEW, KIND_MATERIALIZED_VIEW, KIND_SEQUENCE };
static const KindId type_kinds[] = { KIND_ENUM_TYPE, KIND_DOMAIN, KIND_COMPOSITE_TYPE, KIND_RANGE_TYPE,
                                     KIND_BASE_TYPE };
static const KindId routine_kinds[] = { KIND_ROUTINE, KIND_AGGREGATE }; /* likewise, arguments' types included */

enum {
    RELATION_KINDS = sizeof relation_kinds / sizeof *relation_kinds,
    TYPE_KINDS = sizeof type_kinds / sizeof *type_kinds,
    ROUTINE_KINDS = sizeof routine_kinds / sizeof *routine_kinds
};

static Object *find_in_schema(const Session *session, Name schema, Name name, const KindId *kinds, size_t count)
{
    const Catalog *catalog = session->resolver.catalog;
    Key parent = sd_key(catalog->names, KIND_SCHEMA, NULL, schema, NULL);

    for (size_t i = 0; i < count; i++) {
        Object *object = sd_catalog_find(catalog, sd_key(catalog->names, kinds[i], parent, name, NULL));

        if (object) {
            return object;
        }
    }
    return NULL;
}

/* In the schema that is named, or in the first of the path that has it. */
static Object *find_in_path(const Session *session, Name schema, Name name, const KindId *kinds, size_t count)
{
    const List *path = session->resolver.path;

    if (!name) {
        return NULL;
    }
    if (schema) {
        return find_in_schema(session, schema, name, kinds, count);
    }
    for (size_t i = 0; i < sd_list_count(path); i++) {
        Object *object = find_in_schema(session, path->items[i], name, kinds, count);

        if (object) {
            return object;
        }
    }
    return NULL;
}

Object *sd_session_relation(Session *session, const PgQuery__RangeVar *relation)
{
    return find_in_path(session, sd_session_name(session, relation->schemaname),
                        sd_session_name(session, relation->relname), relation_kinds, RELATION_KINDS);
}

Object *sd_session_type_object(Session *session, size_t count, PgQuery__Node *const *parts)
{
    Name schema, name;

    sd_session_split_name(session, count, parts, &schema, &name);
    return find_in_path(session, schema, name, type_kinds, TYPE_KINDS);
}

Object *sd_session_type_of_range(Session *session, const PgQuery__RangeVar *type)
{
    return find_in_path(session, sd_session_name(session, type->schemaname), sd_session_name(session, type->relname),
                        type_kinds, TYPE_KINDS);
}

Object *sd_session_index(Session *session, const PgQuery__RangeVar *index)
{
    const Catalog *catalog = session->resolver.catalog;
    const List *path = session->resolver.path;
    Name schema = sd_session_name(session, index->schemaname);
    Name name = sd_session_name(session, index->relname);

    if (schema) {
        return sd_state_taken(session->state, catalog, schema, name, false);
    }
    for (size_t i = 0; i < sd_list_count(path); i++) {
        Object *object = sd_state_taken(session->state, catalog, path->items[i], name, false);

        if (object) {
            return object;
        }
    }
    return NULL;
}

static Key schema_key(const Session *session, Name schema)
{
    return sd_key(session->resolver.catalog->names, KIND_SCHEMA, NULL, schema, NULL);
}

Key sd_session_key_in(const Session *session, KindId kind, Name schema, Name name, Name args)
{
    return sd_key(session->resolver.catalog->names, kind, schema_key(session, schema), name, args);
}

Key sd_session_find_in_path(const Session *session, const Catalog *catalog, KindId kind, Name schema, Name name,
                            Name args)
{
    const List *path = session->resolver.path;
    size_t count = schema ? 1 : sd_list_count(path);

    for (size_t i = 0; catalog && i < count; i++) {
        Key key = sd_session_key_in(session, kind, schema ? schema : path->items[i], name, args);

        if (sd_catalog_find(catalog, key)) {
            return key;
        }
    }
    return NULL;
}

Key sd_session_new_key(Session *session, KindId kind, const char *schema, const char *name)
{
    Name in = sd_session_name(session, schema);

    if (!in) {
        in = sd_resolve_creation_schema(&session->resolver);
    }
    return sd_key(session->resolver.catalog->names, kind, schema_key(session, in), sd_session_name(session, name),
                  NULL);
}

Key sd_session_relation_key(Session *session, const PgQuery__RangeVar *relation)
{
    Object *object = sd_session_relation(session, relation);
    Key key;

    if (object) {
        return object->key;
    }
    if (sd_session_expects_in(session, relation->schemaname, relation->relname)) {
        return NULL;
    }
    key = sd_resolve_relation(&session->resolver, sd_session_name(session, relation->schemaname),
                              sd_session_name(session, relation->relname));
    return key ? key : sd_session_new_key(session, KIND_TABLE, relation->schemaname, relation->relname);
}

const char *sd_session_last_part(size_t count, PgQuery__Node *const *parts)
{
    const PgQuery__Node *last = count ? parts[count - 1] : NULL;

    return last && last->node_case == PG_QUERY__NODE__NODE_STRING ? last->string->sval : NULL;
}

/* A type of a kind the model does not have, in the schema where a statement of the files made it. */
static Name unread_type(const Session *session, const PgQuery__TypeName *type)
{
    PgQuery__TypeName qualified = *type;
    PgQuery__String schema_text = PG_QUERY__STRING__INIT;
    PgQuery__Node schema_node = PG_QUERY__NODE__INIT;
    PgQuery__Node *parts[2];
    Name schema, name, found_in;
    TypeFound found;

    sd_session_split_name(session, type->n_names, type->names, &schema, &name);
    found_in = sd_state_unread(session->state, session->resolver.path, schema, name);
    if (!found_in || type->pct_type) {
        return NULL;
    }
    schema_text.sval = (char *) (uintptr_t) found_in->text;
    schema_node.node_case = PG_QUERY__NODE__NODE_STRING;
    schema_node.string = &schema_text;
    parts[0] = &schema_node;
    parts[1] = type->names[type->n_names - 1];
    qualified.names = parts;
    qualified.n_names = 2;
    return sd_type_name(&session->resolver, &qualified, NULL, &found);
}

Name sd_session_type(Session *session, const PgQuery__TypeName *type, Key *needs)
{
    Key own = NULL;
    TypeFound found = TYPE_FOUND;
    Name name = sd_type_name(&session->resolver, type, &own, &found);

    if (found == TYPE_NOT_FOUND) {
        Name unread = unread_type(session, type);

        if (unread) {
            if (needs) {
                *needs = NULL;
            }
            return unread;
        }
    }
    /* A type that only the other side has may yet be declared here, perhaps as another kind of type. */
    if ((found == TYPE_NOT_FOUND || (own && !sd_catalog_find(session->resolver.catalog, own))) &&
        sd_session_expects_in(session, type->n_names > 1 ? sd_session_last_part(type->n_names - 1, type->names) : NULL,
                              sd_session_last_part(type->n_names, type->names))) {
        return NULL;
    }
    if (needs) {
        *needs = own;
    }
    return name;
}

/* The canonical input types joined by ", "; NULL: wait. */
static Name argument_types(Session *session, const PgQuery__ObjectWithArgs *routine)
{
    Names *names = session->resolver.catalog->names;
    Arena *scratch = sd_arena_new();
    Text text = sd_text(scratch);
    Name args = NULL;
    bool complete = true;

    for (size_t i = 0; i < routine->n_objargs && complete; i++) {
        const PgQuery__Node *node = routine->objargs[i];
        Name type = node && node->node_case == PG_QUERY__NODE__NODE_TYPE_NAME
                        ? sd_session_type(session, node->type_name, NULL)
                        : sd_name(names, "NONE");

        complete = type != NULL;
        if (complete) {
            sd_text_put(&text, i ? ", " : "");
            sd_text_put_name(&text, sd_type_without_modifier(names, type));
        }
    }
    if (complete) {
        args = sd_name_of(names, text.bytes, text.length);
    }
    sd_arena_free(scratch);
    return args;
}

/* The function, procedure or aggregate with these arguments. */
static Object *routine_in_schema(const Catalog *catalog, Key schema, Name name, Name args)
{
    for (size_t i = 0; i < ROUTINE_KINDS; i++) {
        Object *object = sd_catalog_find(catalog, sd_key(catalog->names, routine_kinds[i], schema, name, args));

        if (object) {
            return object;
        }
    }
    return NULL;
}

static Key find_routine(const Session *session, const Catalog *catalog, Name schema, Name name, Name args)
{
    const List *path = session->resolver.path;
    size_t count = schema ? 1 : sd_list_count(path);

    for (size_t i = 0; catalog && i < count; i++) {
        const Object *object =
            routine_in_schema(catalog, schema_key(session, schema ? schema : path->items[i]), name, args);

        if (object) {
            return object->key;
        }
    }
    return NULL;
}

/* Whether a type that was found nowhere, and is written as it was said, may be the one that is said with its schema now: those
 * of an extension that no server was asked about. */
static bool may_be_type(const Session *session, const char *said, size_t said_length, const char *full,
                        size_t full_length)
{
    Names *names = session->resolver.catalog->names;
    size_t schema_length = full_length - said_length - 1;

    return full_length > said_length + 1 && full[schema_length] == '.' &&
           memcmp(full + schema_length + 1, said, said_length) == 0 && !memchr(said, '.', said_length) &&
           !sd_builtin_type_spelled(sd_name_of(names, said, said_length)->text) &&
           !sd_resolve_type(&session->resolver, sd_name_of(names, full, schema_length),
                            sd_name_of(names, said, said_length));
}

static bool may_be_arguments(const Session *session, const char *one, const char *other)
{
    static const char comma[] = ", ";

    for (;;) {
        const char *one_end = strstr(one, comma), *other_end = strstr(other, comma);
        size_t one_length = one_end ? (size_t) (one_end - one) : strlen(one);
        size_t other_length = other_end ? (size_t) (other_end - other) : strlen(other);

        if ((one_length != other_length || memcmp(one, other, one_length) != 0) &&
            !may_be_type(session, one, one_length, other, other_length) &&
            !may_be_type(session, other, other_length, one, one_length)) {
            return false;
        }
        if (!one_end || !other_end) {
            return !one_end && !other_end;
        }
        one = one_end + strlen(comma);
        other = other_end + strlen(comma);
    }
}

/* The only routine of that name which these arguments may mean. */
static Key routine_of_unknown_types(const Session *session, Name schema, Name name, Name args)
{
    const List *path = session->resolver.path;
    size_t count = schema ? 1 : sd_list_count(path);
    Key found = NULL;

    for (size_t i = 0; i < count; i++) {
        const Key *routines;
        size_t routine_count = sd_catalog_routines(
            session->resolver.catalog, schema_key(session, schema ? schema : path->items[i]), name, &routines);

        for (size_t j = 0; j < routine_count; j++) {
            if (may_be_arguments(session, routines[j]->args->text, args->text)) {
                if (found) {
                    return NULL;
                }
                found = routines[j];
            }
        }
    }
    return found;
}

/* By name alone: an error when several have it, as the server says. */
static Key routine_by_name(Session *session, Name schema, Name name)
{
    Resolver own = session->resolver;
    Key found[2] = { NULL, NULL };
    size_t count;

    own.other = NULL;
    count = sd_resolve_routines(&own, schema, name, found, 2);
    if (count == 0 && !sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        count = sd_resolve_routines(&session->resolver, schema, name, found, 2);
    }
    if (count > 1 && session->last_round) {
        sd_session_error(session, -1, "routine name \"%s\" is not unique", name->text)->hint =
            "write the types of its arguments behind the name";
    }
    return count == 1 || session->last_round ? found[0] : NULL;
}

Key sd_session_routine_key_of(Session *session, KindId kind, const PgQuery__ObjectWithArgs *routine)
{
    Names *names = session->resolver.catalog->names;
    Name schema, name, args;
    Key key;

    sd_session_split_name(session, routine->n_objname, routine->objname, &schema, &name);
    if (!name) {
        return NULL;
    }
    if (routine->args_unspecified) {
        key = routine_by_name(session, schema, name);
        args = sd_name(names, "");
        if (key || !session->last_round) {
            return key;
        }
    } else {
        args = argument_types(session, routine);
        key = args ? find_routine(session, session->resolver.catalog, schema, name, args) : NULL;
        key = args && !key ? routine_of_unknown_types(session, schema, name, args) : key;
    }
    if (!key && args && !sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        key = find_routine(session, session->resolver.other, schema, name, args);
        if (!key) {
            key = sd_key(names, kind,
                         schema_key(session, schema ? schema : sd_resolve_creation_schema(&session->resolver)), name,
                         args);
        }
    }
    return key;
}

Key sd_session_routine_key(Session *session, const PgQuery__ObjectWithArgs *routine)
{
    return sd_session_routine_key_of(session, KIND_ROUTINE, routine);
}

void sd_session_split_name(const Session *session, size_t count, PgQuery__Node *const *parts, Name *schema, Name *name)
{
    *schema = NULL;
    *name = NULL;
    if (count >= 1) {
        *name = sd_session_name(session, sd_session_last_part(count, parts));
    }
    if (count >= 2) {
        *schema = sd_session_name(session, sd_session_last_part(count - 1, parts));
    }
}

/* ---- names that are taken ----------------------------------------------------------------------------------------- */

Object *sd_session_taken(const Session *session, Key key)
{
    Object *object = sd_catalog_find(session->resolver.catalog, key);
    unsigned traits = sd_kinds[key->kind].traits;
    Name schema = sd_key_schema(key);

    if (!object && schema && traits & IS_RELATION) {
        object = find_in_schema(session, schema, key->name, relation_kinds, RELATION_KINDS);
        if (!object) {
            object = sd_state_taken(session->state, session->resolver.catalog, schema, key->name, false);
        }
    }
    if (!object && schema && traits & IS_TYPE) {
        object = find_in_schema(session, schema, key->name, type_kinds, TYPE_KINDS);
    }
    if (!object && traits & IS_ROUTINE) {
        object = routine_in_schema(session->resolver.catalog, key->parent, key->name, key->args);
    }
    return object;
}
