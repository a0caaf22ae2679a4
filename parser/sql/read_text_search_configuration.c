/* CREATE and ALTER TEXT SEARCH CONFIGURATION. */
#include "parser/sql/text_search.h"

#include "parser/canon/builtin.h"
#include "parser/sql/syntax.h"

#include <string.h>

static Key builtin(const Session *session, KindId kind, const char *name)
{
    Names *names = sd_session_names(session);

    return sd_key(names, kind, sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "pg_catalog"), NULL),
                  sd_name(names, name), NULL);
}

/* ---- mappings ------------------------------------------------------------------------------------------------------- */

static TextSearchMapping *find_mapping(const Session *session, Key configuration, Name token)
{
    return (TextSearchMapping *) sd_catalog_find(
        sd_session_catalog(session),
        sd_key(sd_session_names(session), KIND_TEXT_SEARCH_MAPPING, configuration, token, NULL));
}

static void add_mapping(Session *session, Key configuration, Name token, const KeyList *dictionaries)
{
    Key key = sd_key(sd_session_names(session), KIND_TEXT_SEARCH_MAPPING, configuration, token, NULL);
    TextSearchMapping *mapping = (TextSearchMapping *) sd_session_add(session, key, -1, false);

    if (mapping) {
        mapping->dictionaries = dictionaries;
    }
}

static void map_as_builtin(Session *session, Key configuration, const char *source)
{
    Arena *arena = sd_session_arena(session);

    for (size_t i = 0; sd_builtin_token(i); i++) {
        Key dictionary = builtin(session, KIND_TEXT_SEARCH_DICTIONARY, sd_builtin_token_dictionary(arena, source, i));

        add_mapping(session, configuration, sd_session_name(session, sd_builtin_token(i)),
                    sd_keys(arena, &dictionary, 1));
    }
}

static void map_as(Session *session, Key configuration, const Object *source)
{
    for (const Object *child = source->first_child; child; child = child->next) {
        if (child->key->kind == KIND_TEXT_SEARCH_MAPPING) {
            add_mapping(session, configuration, child->key->name, ((const TextSearchMapping *) child)->dictionaries);
        }
    }
}

/* ---- CREATE --------------------------------------------------------------------------------------------------------- */

static TextSearchConfiguration *add(Session *session, const PgQuery__DefineStmt *statement, Key parser)
{
    PgQuery__RangeVar range = sd_object_range(statement->n_defnames, statement->defnames);
    Key key = sd_session_new_key(session, KIND_TEXT_SEARCH_CONFIGURATION, range.schemaname, range.relname);
    TextSearchConfiguration *configuration = (TextSearchConfiguration *) sd_session_add(session, key, -1, false);

    if (configuration) {
        configuration->parser = parser;
    }
    return configuration;
}

/* COPY takes what the other one maps at the moment. */
static ReadResult copy(Session *session, const PgQuery__DefineStmt *statement, Name schema, Name name)
{
    Key key = sd_text_search_key(session, KIND_TEXT_SEARCH_CONFIGURATION, schema, name);
    const Object *source = key ? sd_catalog_find(sd_session_catalog(session), key) : NULL;
    const TextSearchConfiguration *configuration;

    if (!key) {
        return READ_WAIT;
    }
    if (!source && session->resolver.other) {
        source = sd_catalog_find(session->resolver.other, key);
    }
    if (source) {
        configuration = add(session, statement, ((const TextSearchConfiguration *) source)->parser);
        if (configuration) {
            map_as(session, configuration->base.key, source);
        }
    } else if (strcmp(key->parent->name->text, "pg_catalog") == 0) {
        configuration = add(session, statement, builtin(session, KIND_TEXT_SEARCH_PARSER, "default"));
        if (configuration) {
            map_as_builtin(session, configuration->base.key, name->text);
        }
    } else {
        sd_session_error(session, -1, "the text search configuration \"%s\" that is to be copied is not declared",
                         name->text)
            ->hint = "write CREATE TEXT SEARCH CONFIGURATION with a parser, and its mappings";
    }
    return READ_DONE;
}

ReadResult sd_read_create_text_search_configuration(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DefineStmt *statement = node->define_stmt;
    const PgQuery__DefElem *parser = sd_syntax_option(statement->n_definition, statement->definition, "parser");
    const PgQuery__DefElem *from = sd_syntax_option(statement->n_definition, statement->definition, "copy");
    const PgQuery__DefElem *option = parser ? parser : from;
    Name schema, name;
    Key key;

    sd_syntax_split_name(session, option ? option->arg : NULL, &schema, &name);
    if (!name) {
        sd_session_error(session, -1, "a text search configuration needs a parser or one to copy");
        return READ_DONE;
    }
    if (!parser) {
        return copy(session, statement, schema, name);
    }
    key = sd_text_search_key(session, KIND_TEXT_SEARCH_PARSER, schema, name);
    if (!key) {
        return READ_WAIT;
    }
    (void) add(session, statement, key);
    return READ_DONE;
}

/* ---- ALTER ---------------------------------------------------------------------------------------------------------- */

/* NULL: wait. */
static const KeyList *look_up_dictionaries(Session *session, const PgQuery__AlterTSConfigurationStmt *alter)
{
    Arena *arena = sd_session_arena(session);
    Key *keys = sd_arena_alloc(arena, (alter->n_dicts + 1) * sizeof(Key));

    for (size_t i = 0; i < alter->n_dicts; i++) {
        Name schema, name;

        sd_syntax_split_name(session, alter->dicts[i], &schema, &name);
        keys[i] = name ? sd_text_search_key(session, KIND_TEXT_SEARCH_DICTIONARY, schema, name) : NULL;
        if (!keys[i]) {
            return NULL;
        }
    }
    return sd_keys(arena, keys, alter->n_dicts);
}

static void exchange(const Session *session, TextSearchMapping *mapping, Key from, Key to)
{
    size_t count = sd_keys_count(mapping->dictionaries);
    Key *keys = sd_arena_alloc(sd_session_arena(session), (count + 1) * sizeof(Key));

    for (size_t i = 0; i < count; i++) {
        keys[i] = mapping->dictionaries->items[i] == from ? to : mapping->dictionaries->items[i];
    }
    mapping->dictionaries = sd_keys(sd_session_arena(session), keys, count);
}

/* ALTER MAPPING [FOR ...] REPLACE: without a list in all mappings. */
static void replace_dictionary(const Session *session, const Object *configuration, const List *of,
                               const KeyList *dictionaries)
{
    for (Object *child = configuration->first_child; child && sd_keys_count(dictionaries) == 2; child = child->next) {
        if (child->key->kind == KIND_TEXT_SEARCH_MAPPING && (!of || sd_list_has(of, child->key->name))) {
            exchange(session, (TextSearchMapping *) child, dictionaries->items[0], dictionaries->items[1]);
        }
    }
}

/* ADD, and ALTER ... WITH, which adds what is not there (MakeConfigurationMapping of tsearchcmds.c). */
static void map_token(Session *session, Key configuration, Name token, const KeyList *dictionaries, bool override)
{
    TextSearchMapping *mapping = find_mapping(session, configuration, token);

    if (mapping && override) {
        mapping->dictionaries = dictionaries;
    } else {
        add_mapping(session, configuration, token, dictionaries);
    }
}

/* False: some token that is not mapped is to lose its mapping. */
static bool can_unmap(const Session *session, Key configuration, const List *of)
{
    for (size_t i = 0; i < sd_list_count(of); i++) {
        if (!find_mapping(session, configuration, of->items[i])) {
            return false;
        }
    }
    return true;
}

static ReadResult unmap(Session *session, Key configuration, const List *of, bool missing_ok)
{
    if (!missing_ok && !can_unmap(session, configuration, of)) {
        if (!session->last_round) {
            return READ_WAIT;
        }
        sd_session_error(session, -1, "%s has no mapping for some of these tokens",
                         sd_session_phrase(session, configuration));
        return READ_DONE;
    }
    for (size_t i = 0; i < sd_list_count(of); i++) {
        TextSearchMapping *mapping = find_mapping(session, configuration, of->items[i]);

        if (mapping) {
            sd_catalog_remove(sd_session_catalog(session), &mapping->base);
        }
    }
    return READ_DONE;
}

ReadResult sd_read_alter_text_search_configuration(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterTSConfigurationStmt *alter = node->alter_tsconfiguration_stmt;
    const Object *configuration =
        sd_text_search_object(session, KIND_TEXT_SEARCH_CONFIGURATION, alter->n_cfgname, alter->cfgname);
    PgQuery__RangeVar range = sd_object_range(alter->n_cfgname, alter->cfgname);
    const List *of = sd_syntax_names(session, alter->n_tokentype, alter->tokentype);
    const KeyList *dictionaries;

    if (!configuration) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_TSCONFIGURATION,
                                 sd_object_range_text(session, &range, NULL));
    }
    if (alter->kind == PG_QUERY__ALTER_TSCONFIG_TYPE__ALTER_TSCONFIG_DROP_MAPPING) {
        return unmap(session, configuration->key, of, alter->missing_ok);
    }
    dictionaries = look_up_dictionaries(session, alter);
    if (!dictionaries) {
        return READ_WAIT;
    }
    if (alter->replace) {
        replace_dictionary(session, configuration, of, dictionaries);
        return READ_DONE;
    }
    for (size_t i = 0; i < sd_list_count(of); i++) {
        map_token(session, configuration->key, of->items[i], dictionaries, alter->override);
    }
    return READ_DONE;
}
