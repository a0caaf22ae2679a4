/* CREATE TEXT SEARCH PARSER, TEMPLATE and DICTIONARY, and ALTER TEXT SEARCH DICTIONARY. */
#include "parser/sql/text_search.h"

#include "parser/canon/builtin.h"
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <string.h>

/* ---- names -------------------------------------------------------------------------------------------------------- */

/* What the extensions of contrib bring. */
static const struct {
    const char *extension;
    KindId kind;
    const char *name;
} members[] = {
    { "unaccent", KIND_TEXT_SEARCH_DICTIONARY, "unaccent" },
    { "unaccent", KIND_TEXT_SEARCH_TEMPLATE, "unaccent" },
    { "dict_int", KIND_TEXT_SEARCH_DICTIONARY, "intdict" },
    { "dict_int", KIND_TEXT_SEARCH_TEMPLATE, "intdict_template" },
    { "dict_xsyn", KIND_TEXT_SEARCH_DICTIONARY, "xsyn" },
    { "dict_xsyn", KIND_TEXT_SEARCH_TEMPLATE, "xsyn_template" },
};

/* The schema of an extension that brings it and that the files declare; NULL: there is none, or it is made in the first
 * schema of the path. */
static Name schema_of_declared(const Session *session, KindId kind, Name name)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (members[i].kind == kind && strcmp(members[i].name, name->text) == 0) {
            Key key = sd_key(sd_session_names(session), KIND_EXTENSION, NULL,
                             sd_session_name(session, members[i].extension), NULL);
            const Extension *extension = (const Extension *) sd_catalog_find(sd_session_catalog(session), key);

            return extension ? extension->schema : NULL;
        }
    }
    return NULL;
}

/* The schema of one that is no object of the model. */
static Name schema_of_member(const Session *session, KindId kind, Name name)
{
    const Catalog *other = session->resolver.other;
    Name schema = schema_of_declared(session, kind, name);

    schema = schema || !other ? schema : sd_catalog_outside_find(other, kind, name);
    return schema ? schema : sd_resolve_creation_schema(&session->resolver);
}

Key sd_text_search_key(Session *session, KindId kind, Name schema, Name name)
{
    Resolver own = session->resolver;
    Key key;

    if (!schema && sd_builtin_text_search(kind, name->text)) {
        return sd_session_key_in(session, kind, sd_session_name(session, "pg_catalog"), name, NULL);
    }
    own.other = NULL;
    key = sd_resolve_object(&own, kind, schema, name);
    if (key || sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        return key;
    }
    key = sd_resolve_object(&session->resolver, kind, schema, name);
    return key ? key
               : sd_session_key_in(session, kind, schema ? schema : schema_of_member(session, kind, name), name, NULL);
}

Object *sd_text_search_object(Session *session, KindId kind, size_t count, PgQuery__Node *const *parts)
{
    Resolver own = session->resolver;
    Name schema, name;

    own.other = NULL;
    sd_session_split_name(session, count, parts, &schema, &name);
    return sd_catalog_find(own.catalog, sd_resolve_object(&own, kind, schema, name));
}

static Object *add(Session *session, KindId kind, const PgQuery__DefineStmt *statement)
{
    PgQuery__RangeVar range = sd_object_range(statement->n_defnames, statement->defnames);

    return sd_session_add(session, sd_session_new_key(session, kind, range.schemaname, range.relname), -1, false);
}

/* ---- parsers and templates ------------------------------------------------------------------------------------------ */

/* Edges to every function of the name: which one is meant follows from its arguments, which are of internal types. */
static void need_functions(const Session *session, const Object *object, Key by_name)
{
    Catalog *catalog = sd_session_catalog(session);
    const Key *keys;
    size_t count = sd_catalog_routines(catalog, by_name->parent, by_name->name, &keys);

    for (size_t i = 0; i < count; i++) {
        sd_catalog_edge(catalog, object->key, keys[i]);
    }
}

/* The options of both are called as the rows, and each names a function. */
ReadResult sd_read_create_text_search_part(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DefineStmt *statement = node->define_stmt;
    KindId id =
        statement->kind == PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER ? KIND_TEXT_SEARCH_PARSER : KIND_TEXT_SEARCH_TEMPLATE;
    const Kind *kind = &sd_kinds[id];
    Object *object;

    for (size_t i = 0; i < statement->n_definition; i++) {
        Key function = sd_routine_by_name(session, statement->definition[i]->def_elem->arg);
        const Key *keys;

        if (function && sd_session_expects(session, function->name->text) &&
            !sd_catalog_routines(sd_session_catalog(session), function->parent, function->name, &keys)) {
            return READ_WAIT;
        }
    }
    object = add(session, id, statement);
    for (size_t i = 0; object && i < kind->attr_count; i++) {
        const PgQuery__DefElem *option =
            sd_syntax_option(statement->n_definition, statement->definition, kind->attrs[i].name);
        Key function = option ? sd_routine_by_name(session, option->arg) : NULL;

        if (function) {
            *(Key *) sd_object_field(object, &kind->attrs[i]) = function;
            need_functions(session, object, function);
        }
    }
    return READ_DONE;
}

/* ---- dictionaries --------------------------------------------------------------------------------------------------- */

/* As serialize_deflist of tsearchcmds.c writes it: numbers without quotes, everything else with them. */
static Name serialized(const Session *session, const PgQuery__DefElem *option)
{
    const char *value = sd_session_option_text(session, option);
    bool is_number =
        option->arg->node_case == PG_QUERY__NODE__NODE_INTEGER || option->arg->node_case == PG_QUERY__NODE__NODE_FLOAT;
    Text text = sd_text(sd_session_arena(session));

    sd_text_identifier(&text, sd_session_name(session, option->defname));
    sd_text_put(&text, " = ");
    if (is_number) {
        sd_text_put(&text, value);
    } else {
        sd_text_literal(&text, value ? value : "");
    }
    return sd_name_of(sd_session_names(session), text.bytes, text.length);
}

/* The list without the option of that name. */
static const List *without(const Session *session, const List *options, const char *name)
{
    Text start = sd_text(sd_session_arena(session));

    sd_text_identifier(&start, sd_session_name(session, name));
    sd_text_put(&start, " = ");
    for (size_t i = 0; i < sd_list_count(options); i++) {
        if (strncmp(options->items[i]->text, start.bytes, start.length) == 0) {
            return sd_list_without(sd_session_arena(session), options, options->items[i]);
        }
    }
    return options;
}

ReadResult sd_read_create_text_search_dictionary(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DefineStmt *statement = node->define_stmt;
    const PgQuery__DefElem *template = sd_syntax_option(statement->n_definition, statement->definition, "template");
    TextSearchDictionary *dictionary;
    Name schema, name;
    Key key;

    sd_syntax_split_name(session, template ? template->arg : NULL, &schema, &name);
    if (!name) {
        sd_session_error(session, -1, "a text search dictionary needs a template");
        return READ_DONE;
    }
    key = sd_text_search_key(session, KIND_TEXT_SEARCH_TEMPLATE, schema, name);
    if (!key) {
        return READ_WAIT;
    }
    dictionary = (TextSearchDictionary *) add(session, KIND_TEXT_SEARCH_DICTIONARY, statement);
    if (!dictionary) {
        return READ_DONE;
    }
    dictionary->template = key;
    for (size_t i = 0; i < statement->n_definition; i++) {
        const PgQuery__DefElem *option = statement->definition[i]->def_elem;

        if (option != template && option->arg) {
            dictionary->options =
                sd_list_with(sd_session_arena(session), dictionary->options, serialized(session, option));
        }
    }
    return READ_DONE;
}

/* An option with a value takes the place of the old one, at the end; one without goes (AlterTSDictionary of
 * tsearchcmds.c). */
ReadResult sd_read_alter_text_search_dictionary(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterTSDictionaryStmt *alter = node->alter_tsdictionary_stmt;
    PgQuery__RangeVar range = sd_object_range(alter->n_dictname, alter->dictname);
    TextSearchDictionary *dictionary = (TextSearchDictionary *) sd_text_search_object(
        session, KIND_TEXT_SEARCH_DICTIONARY, alter->n_dictname, alter->dictname);

    if (!dictionary) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY,
                                 sd_object_range_text(session, &range, NULL));
    }
    for (size_t i = 0; i < alter->n_options; i++) {
        const PgQuery__DefElem *option = alter->options[i]->def_elem;

        dictionary->options = without(session, dictionary->options, option->defname);
        if (option->arg) {
            dictionary->options =
                sd_list_with(sd_session_arena(session), dictionary->options, serialized(session, option));
        }
    }
    return READ_DONE;
}
