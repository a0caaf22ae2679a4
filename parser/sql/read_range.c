/* CREATE TYPE ... AS RANGE. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

/* Every value of a list of definitions is a type to the grammar. */
static const PgQuery__TypeName *find_option(const PgQuery__CreateRangeStmt *statement, const char *name)
{
    for (size_t i = 0; i < statement->n_params; i++) {
        const PgQuery__DefElem *option = statement->params[i]->def_elem;

        if (strcmp(option->defname, name) == 0 && option->arg &&
            option->arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
            return option->arg->type_name;
        }
    }
    return NULL;
}

enum { LONGEST_NAME = 63 };

/* makeMultirangeTypeName of typecmds.c */
static const char *multirange_name(Arena *arena, const char *range)
{
    const char *word = strstr(range, "range");
    char *name;
    size_t length;

    if (word) {
        name = sd_arena_format(arena, "%.*smulti%s", (int) (word - range), range, word);
    } else {
        name = sd_arena_format(arena, "%.52s_multirange", range);
    }
    for (length = strlen(name); length > LONGEST_NAME || ((unsigned char) name[length] & 0xC0) == 0x80; length--) {
    }
    name[length] = '\0';
    return name;
}

PgQuery__RangeVar sd_range_multirange(Arena *arena, const PgQuery__CreateRangeStmt *statement)
{
    const PgQuery__TypeName *given = find_option(statement, "multirange_type_name");
    PgQuery__RangeVar range =
        sd_object_range(given ? given->n_names : statement->n_type_name, given ? given->names : statement->type_name);

    if (!given) {
        range.relname = (char *) (uintptr_t) multirange_name(arena, range.relname);
    }
    return range;
}

static Name qualified(const Session *session, Name schema, Name name)
{
    Text text = sd_text(sd_session_arena(session));

    if (schema && strcmp(schema->text, "pg_catalog") != 0) {
        sd_text_identifier(&text, schema);
        sd_text_char(&text, '.');
    }
    sd_text_identifier(&text, name);
    return sd_name_of(sd_session_names(session), text.bytes, text.length);
}

static Name multirange(const Session *session, const PgQuery__CreateRangeStmt *statement, Key key)
{
    PgQuery__RangeVar range = sd_range_multirange(sd_session_arena(session), statement);
    Name schema = sd_session_name(session, range.schemaname);

    if (!schema) {
        schema = find_option(statement, "multirange_type_name") ? sd_resolve_creation_schema(&session->resolver)
                                                                : sd_key_schema(key);
    }
    return qualified(session, schema, sd_session_name(session, range.relname));
}

static Name operator_class(const Session *session, const PgQuery__TypeName *option, Name subtype)
{
    Name schema, name;

    if (!option) {
        return NULL;
    }
    sd_session_split_name(session, option->n_names, option->names, &schema, &name);
    return name && !sd_element_class_is_default(session, "btree", name, subtype) ? qualified(session, schema, name)
                                                                                 : NULL;
}

static Name collation(const Session *session, const PgQuery__TypeName *option)
{
    Name name = option ? sd_collation_name(&session->resolver, option->n_names, option->names) : NULL;

    return name && strcmp(name->text, "\"default\"") != 0 ? name : NULL;
}

/* The function of two values of the subtype.  What is declared nowhere is the server's own.  False: wait. */
static bool find_difference(Session *session, const PgQuery__TypeName *option, Name subtype, Key *difference)
{
    Names *names = sd_session_names(session);
    Name type = sd_type_without_modifier(names, subtype), schema, name;
    Name args = sd_name_format(names, "%s, %s", type->text, type->text);
    Key found[64];
    size_t count;

    *difference = NULL;
    if (!option) {
        return true;
    }
    sd_session_split_name(session, option->n_names, option->names, &schema, &name);
    count = sd_resolve_routines(&session->resolver, schema, name, found, sizeof found / sizeof *found);
    for (size_t i = 0; i < count; i++) {
        if (found[i]->args == args) {
            *difference = found[i];
            return true;
        }
    }
    if (sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        return false;
    }
    schema = schema ? schema : sd_name(names, "pg_catalog");
    *difference = sd_key(names, KIND_ROUTINE, sd_key(names, KIND_SCHEMA, NULL, schema, NULL), name, args);
    return true;
}

static Name canonical(const Session *session, const PgQuery__TypeName *option)
{
    Name schema, name;
    Key key;

    if (!option) {
        return NULL;
    }
    sd_session_split_name(session, option->n_names, option->names, &schema, &name);
    key = sd_resolve_routine(&session->resolver, schema, name);
    return qualified(session, key ? sd_key_schema(key) : schema, name);
}

ReadResult sd_read_create_range(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateRangeStmt *statement = node->create_range_stmt;
    const PgQuery__TypeName *option = find_option(statement, "subtype");
    const PgQuery__TypeName *collated = find_option(statement, "collation");
    PgQuery__RangeVar range = sd_object_range(statement->n_type_name, statement->type_name);
    Key needs = NULL, difference, key;
    Name subtype;
    RangeType *type;

    if (!option) {
        sd_session_error(session, -1, "a range type needs a subtype");
        return READ_DONE;
    }
    subtype = sd_session_type(session, option, &needs);
    if (!subtype || (collated && sd_collation_may_come(session, collated->n_names, collated->names)) ||
        !find_difference(session, find_option(statement, "subtype_diff"), subtype, &difference)) {
        return READ_WAIT;
    }
    key = sd_session_new_key(session, KIND_RANGE_TYPE, range.schemaname, range.relname);
    type = (RangeType *) sd_session_add(session, key, -1, false);
    if (type) {
        type->subtype = subtype;
        type->operator_class = operator_class(session, find_option(statement, "subtype_opclass"), subtype);
        type->collation = collation(session, collated);
        type->canonical = canonical(session, find_option(statement, "canonical"));
        type->subtype_diff = difference;
        type->multirange = multirange(session, statement, key);
        sd_catalog_edge(sd_session_catalog(session), key, needs);
        sd_grant_defaults(session, key);
    }
    return READ_DONE;
}
