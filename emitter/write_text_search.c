/* Full text search: parsers, templates, dictionaries, configurations and their mappings. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

#include <string.h>

/* pg_catalog comes before everything in a search_path that does not name it. */
static void put_name(Text *text, Key key)
{
    if (strcmp(sd_key_schema(key)->text, "pg_catalog") == 0) {
        sd_text_identifier(text, key->name);
    } else {
        sd_text_qualified(text, key);
    }
}

static void put_upper(Text *text, const char *word)
{
    for (; *word; word++) {
        sd_text_char(text, *word >= 'a' && *word <= 'z' ? (char) (*word - 'a' + 'A') : *word);
    }
}

/* None of them has a form that bears a second run. */
static void create(Script *script, Key key, const char *definition)
{
    const char *statement = sd_arena_format(script->arena, "CREATE %s %s (%s)", sd_kinds[key->kind].word,
                                            sd_sql_name(script, key), definition);

    sd_guard_block(script, sd_guard_missing(script, key), statement);
}

/* A row that refers to something is an option of the same name: START = app.start. */
static void put_references(Text *text, const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].type == ATTR_REF && sd_attr_present(object, &kind->attrs[i])) {
            sd_text_put(text, text->length ? ", " : "");
            put_upper(text, kind->attrs[i].name);
            sd_text_put(text, " = ");
            put_name(text, *(const Key *) sd_object_field(object, &kind->attrs[i]));
        }
    }
}

void sd_create_text_search_part(Script *script, const Action *action)
{
    Text definition = sd_text(script->arena);

    put_references(&definition, action->to);
    create(script, action->to->key, definition.bytes);
}

/* ---- dictionaries --------------------------------------------------------------------------------------------------- */

void sd_create_text_search_dictionary(Script *script, const Action *action)
{
    const List *options = ((const TextSearchDictionary *) action->to)->options;
    Text definition = sd_text(script->arena);

    put_references(&definition, action->to);
    for (size_t i = 0; i < sd_list_count(options); i++) {
        sd_text_put(&definition, ", ");
        sd_text_put_name(&definition, options->items[i]);
    }
    create(script, action->to->key, definition.bytes);
}

/* The length of the name in front of " = "; it may be quoted. */
static size_t name_length(Name option)
{
    const char *c = option->text;
    bool quoted = false;

    for (; *c && (quoted || *c != ' '); c++) {
        quoted ^= *c == '"';
    }
    return (size_t) (c - option->text);
}

static bool has_name(const List *options, Name option)
{
    size_t length = name_length(option);

    for (size_t i = 0; i < sd_list_count(options); i++) {
        if (name_length(options->items[i]) == length && strncmp(options->items[i]->text, option->text, length) == 0) {
            return true;
        }
    }
    return false;
}

/* A name alone takes an option out, one with a value goes to the end (AlterTSDictionary of tsearchcmds.c).  What comes
 * first on both sides can stay. */
void sd_alter_text_search_dictionary(Script *script, const Action *action)
{
    const List *from = ((const TextSearchDictionary *) action->from)->options;
    const List *to = ((const TextSearchDictionary *) action->to)->options;
    size_t same = 0;
    Text changes = sd_text(script->arena);

    for (size_t i = 0; i < sd_list_count(from); i++) {
        if (same < sd_list_count(to) && from->items[i] == to->items[same]) {
            same++;
        } else if (!has_name(to, from->items[i])) {
            sd_text_put(&changes, changes.length ? ", " : "");
            sd_text_put_bytes(&changes, from->items[i]->text, name_length(from->items[i]));
        }
    }
    for (size_t i = same; i < sd_list_count(to); i++) {
        sd_text_put(&changes, changes.length ? ", " : "");
        sd_text_put_name(&changes, to->items[i]);
    }
    sd_script_say(script, "ALTER TEXT SEARCH DICTIONARY %s (%s)", sd_sql_name(script, action->to->key), changes.bytes);
}

/* ---- configurations --------------------------------------------------------------------------------------------------- */

static bool maps_alike(const TextSearchMapping *a, const TextSearchMapping *b)
{
    size_t count = sd_keys_count(a->dictionaries);

    return count == sd_keys_count(b->dictionaries) &&
           (count == 0 || memcmp(a->dictionaries->items, b->dictionaries->items, count * sizeof(Key)) == 0);
}

static void put_dictionaries(Text *text, const TextSearchMapping *mapping)
{
    sd_text_put(text, " WITH ");
    for (size_t i = 0; i < sd_keys_count(mapping->dictionaries); i++) {
        sd_text_put(text, i ? ", " : "");
        put_name(text, mapping->dictionaries->items[i]);
    }
}

/* ALTER MAPPING adds what is not there, and bears a second run. */
static void begin_mapping(const Script *script, Text *text, Key configuration)
{
    sd_text_format(text, "ALTER TEXT SEARCH CONFIGURATION %s %s MAPPING FOR ", sd_sql_name(script, configuration),
                   sd_guard_replaces(script) ? "ALTER" : "ADD");
}

void sd_create_text_search_mapping(Script *script, const Action *action)
{
    const TextSearchMapping *mapping = (const TextSearchMapping *) action->to;

    begin_mapping(script, script->text, action->to->key->parent);
    sd_text_identifier(script->text, action->to->key->name);
    put_dictionaries(script->text, mapping);
    sd_script_end(script);
}

/* One statement for all that are looked up in the same dictionaries. */
static void write_mappings(Script *script, Key configuration, const TextSearchMapping **mappings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const TextSearchMapping *first = mappings[i];

        if (!first) {
            continue;
        }
        begin_mapping(script, script->text, configuration);
        for (size_t j = i; j < count; j++) {
            if (mappings[j] && maps_alike(first, mappings[j])) {
                sd_text_put(script->text, j > i ? ", " : "");
                sd_text_identifier(script->text, mappings[j]->base.key->name);
                mappings[j] = NULL;
            }
        }
        put_dictionaries(script->text, first);
        sd_script_end(script);
    }
}

void sd_create_text_search_configuration(Script *script, const Action *action)
{
    const TextSearchMapping **mappings =
        sd_arena_alloc(script->arena, (script->plan->count + 1) * sizeof(const TextSearchMapping *));
    Text definition = sd_text(script->arena);
    size_t count = 0;

    put_references(&definition, action->to);
    create(script, action->to->key, definition.bytes);
    for (size_t at = sd_fold_member(script->fold, script->at, NO_ACTION); at != NO_ACTION;
         at = sd_fold_member(script->fold, script->at, at)) {
        mappings[count++] = (const TextSearchMapping *) script->plan->actions[at].to;
    }
    write_mappings(script, action->to->key, mappings, count);
}

/* ---- what a second run asks -------------------------------------------------------------------------------------------- */

static const char *done(Script *script, Key key, const char *test, Key referred)
{
    Text text = sd_text(script->arena);

    sd_template_put(&text, test, key, NULL, NULL);
    sd_template_put(&text, " = %I AND n.oid = to_regnamespace(%P))", referred, NULL, NULL);
    return text.bytes;
}

const char *sd_done_text_search_configuration(Script *script, const Object *from, const Object *to)
{
    (void) from;
    return done(script, to->key,
                "EXISTS (SELECT FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser "
                "JOIN pg_namespace n ON n.oid = p.prsnamespace "
                "WHERE c.cfgname = %I AND c.cfgnamespace = to_regnamespace(%P) AND p.prsname",
                ((const TextSearchConfiguration *) to)->parser);
}

const char *sd_done_text_search_dictionary(Script *script, const Object *from, const Object *to)
{
    (void) from;
    return done(script, to->key,
                "EXISTS (SELECT FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate "
                "JOIN pg_namespace n ON n.oid = t.tmplnamespace "
                "WHERE d.dictname = %I AND d.dictnamespace = to_regnamespace(%P) AND t.tmplname",
                ((const TextSearchDictionary *) to)->template);
}

/* Rows of parsers and templates in the catalog. */
static const struct {
    KindId kind;
    const char *row, *column;
} functions[] = {
    { KIND_TEXT_SEARCH_PARSER, "start", "prsstart" },       { KIND_TEXT_SEARCH_PARSER, "gettoken", "prstoken" },
    { KIND_TEXT_SEARCH_PARSER, "end", "prsend" },           { KIND_TEXT_SEARCH_PARSER, "lextypes", "prslextype" },
    { KIND_TEXT_SEARCH_PARSER, "headline", "prsheadline" }, { KIND_TEXT_SEARCH_TEMPLATE, "init", "tmplinit" },
    { KIND_TEXT_SEARCH_TEMPLATE, "lexize", "tmpllexize" },
};

const char *sd_done_text_search_part(Script *script, const Object *from, const Object *to)
{
    Text text = sd_text(script->arena);

    (void) from;
    sd_text_put(&text, sd_guard_exists(script, to->key));
    text.bytes[--text.length] = 0; /* the tests go inside its parentheses */
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const Attr *attr = sd_kind_attr(sd_kind_of(to), functions[i].row);

        if (functions[i].kind == to->key->kind) {
            sd_text_format(&text, " AND %s::oid = ", functions[i].column);
            sd_template_put(&text, sd_attr_present(to, attr) ? "to_regproc(%N)" : "0",
                            *(const Key *) sd_object_field(to, attr), NULL, NULL);
        }
    }
    sd_text_put(&text, ")");
    return text.bytes;
}
