/* Foreign data wrappers, servers and user mappings, and the options that these share with foreign tables.
 *
 * ADD of an option that is there and DROP of one that is not are errors (transformGenericOptions of foreigncmds.c), so
 * a change of options asks first what there is; SET alone may be said twice. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"
#include "model/secret.h"

#include <string.h>

/* ---- options ------------------------------------------------------------------------------------------------------ */

static Name name_of(const Script *script, Name option)
{
    return sd_name_of(script->plan->wanted->names, option->text, strcspn(option->text, "="));
}

static const char *value_of(Name option)
{
    const char *equals = strchr(option->text, '=');

    return equals ? equals + 1 : "";
}

/* "verb name 'value'", without the value for a NULL. */
static void put_option(Text *text, const char *verb, Name name, const char *value)
{
    sd_text_put(text, text->length ? ", " : "");
    sd_text_put(text, verb);
    sd_text_identifier(text, name);
    if (value) {
        sd_text_put(text, " ");
        sd_text_literal(text, value);
    }
}

void sd_text_foreign_options(const Script *script, Text *text, const List *options)
{
    Text inside = sd_text(script->arena);

    for (size_t i = 0; i < sd_list_count(options); i++) {
        if (options->items[i]->length) { /* the one of a list that the server does not show */
            put_option(&inside, "", name_of(script, options->items[i]), value_of(options->items[i]));
        }
    }
    if (inside.length) {
        sd_text_format(text, " OPTIONS (%s)", inside.bytes);
    }
}

typedef struct OptionChange {
    Text said;        /* what stands in the parentheses */
    const List *made; /* options that are there afterwards, as the catalog has them */
    const List *gone; /* those that were there before */
    bool asks;        /* it cannot be said twice */
} OptionChange;

static OptionChange change_options(const Script *script, const List *from, const List *to)
{
    OptionChange change = { .said = sd_text(script->arena) };

    for (size_t i = 0; i < sd_list_count(to); i++) {
        Name name = name_of(script, to->items[i]);
        const char *before = sd_options_get(from, name->text);

        if (!sd_list_has(from, to->items[i])) {
            put_option(&change.said, before ? "SET " : "ADD ", name, value_of(to->items[i]));
            change.made = sd_list_with(script->arena, change.made, to->items[i]);
            change.asks = change.asks || !before;
        }
    }
    for (size_t i = 0; i < sd_list_count(from); i++) {
        Name name = name_of(script, from->items[i]);

        if (!sd_options_get(to, name->text)) {
            put_option(&change.said, "DROP ", name, NULL);
            change.gone = sd_list_with(script->arena, change.gone, from->items[i]);
            change.asks = true;
        }
    }
    return change;
}

/* All happens in one statement, so the options made tell for those dropped as well. */
static const char *still_to_do(const Script *script, const OptionChange *change, const char *present)
{
    const List *list = change->made ? change->made : change->gone;
    Text test = sd_text(script->arena);

    sd_text_format(&test, "%scoalesce(%s, '{}') %s ARRAY[", change->made ? "NOT " : "", present,
                   change->made ? "@>" : "&&");
    for (size_t i = 0; i < list->count; i++) {
        sd_text_put(&test, i ? ", " : "");
        sd_text_literal(&test, list->items[i]->text);
    }
    sd_text_put(&test, "]::text[]");
    return test.bytes;
}

static const char *expand(Script *script, const char *template, const Object *object)
{
    Text text = sd_text(script->arena);

    sd_template_put(&text, template, object->key, object, NULL);
    return text.bytes;
}

void sd_script_foreign_options(Script *script, const Object *object, const char *altered, const char *present,
                               const List *from, const List *to)
{
    OptionChange change = change_options(script, from, to);
    const char *statement =
        sd_arena_format(script->arena, "%s OPTIONS (%s)", expand(script, altered, object), change.said.bytes);

    if (change.asks) {
        sd_guard_block(script, still_to_do(script, &change, expand(script, present, object)), statement);
    } else if (change.made) {
        sd_script_say(script, "%s", statement);
    }
}

static void alter_options(Script *script, const Action *action, const char *altered, const char *present)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(action->to), "options");

    sd_script_foreign_options(script, action->to, altered, present,
                              *(const List **) sd_object_field(action->from, attr),
                              *(const List **) sd_object_field(action->to, attr));
}

/* ---- foreign data wrappers ---------------------------------------------------------------------------------------- */

void sd_create_foreign_data_wrapper(Script *script, const Action *action)
{
    const ForeignDataWrapper *wrapper = (const ForeignDataWrapper *) action->to;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE FOREIGN DATA WRAPPER %s", sd_sql_name(script, action->to->key));
    sd_text_function(&text, " HANDLER ", wrapper->handler);
    sd_text_function(&text, " VALIDATOR ", wrapper->validator);
    sd_text_foreign_options(script, &text, wrapper->options);
    sd_guard_block(script, sd_guard_missing(script, action->to->key), text.bytes);
}

void sd_alter_foreign_data_wrapper(Script *script, const Action *action)
{
    if (sd_action_alters(action, "options")) {
        alter_options(script, action, "ALTER FOREIGN DATA WRAPPER %n",
                      "(SELECT fdwoptions FROM pg_foreign_data_wrapper WHERE fdwname = %I)");
    }
}

/* ---- servers ------------------------------------------------------------------------------------------------------ */

void sd_create_server(Script *script, const Action *action)
{
    const ForeignServer *server = (const ForeignServer *) action->to;
    Text *text = script->text;

    sd_script_begin_create(script, action->to->key);
    if (server->type) {
        sd_text_put(text, " TYPE ");
        sd_text_literal(text, server->type->text);
    }
    if (server->version) {
        sd_text_put(text, " VERSION ");
        sd_text_literal(text, server->version->text);
    }
    sd_text_format(text, " FOREIGN DATA WRAPPER %s", sd_sql_name(script, server->wrapper));
    sd_text_foreign_options(script, text, server->options);
    sd_script_end(script);
}

void sd_alter_server(Script *script, const Action *action)
{
    if (sd_action_alters(action, "options")) {
        alter_options(script, action, "ALTER SERVER %n",
                      "(SELECT srvoptions FROM pg_foreign_server WHERE srvname = %I)");
    }
}

/* ---- user mappings ------------------------------------------------------------------------------------------------ */

/* "FOR role SERVER name" */
static const char *mapping_words(Script *script, Key key)
{
    return sd_arena_format(script->arena, "FOR %s SERVER %s",
                           key->name ? sd_sql_identifier(script, key->name) : "CURRENT_USER",
                           sd_sql_name(script, key->parent));
}

void sd_create_user_mapping(Script *script, const Action *action)
{
    Key key = action->to->key;

    if (sd_secret_is_hidden(action->to, sd_kind_attr(sd_kind_of(action->to), "options"))) {
        sd_text_put(script->text, "-- its options are not shown to the role that read them and have to be filled in\n");
    }
    sd_text_format(script->text, "CREATE USER MAPPING %s%s", sd_guard_words(script, key->kind, GUARD_IF_NOT_EXISTS),
                   mapping_words(script, key));
    sd_text_foreign_options(script, script->text, ((const UserMapping *) action->to)->options);
    sd_script_end(script);
}

#define OPTIONS_OF_MAPPING(role)                                                                                       \
    "(SELECT umoptions FROM pg_user_mappings WHERE srvname = (parse_ident(%P))[1] AND usename = " role ")"

void sd_alter_user_mapping(Script *script, const Action *action)
{
    if (action->to->key->name) {
        alter_options(script, action, "ALTER USER MAPPING FOR %i SERVER %p", OPTIONS_OF_MAPPING("%I"));
    } else {
        alter_options(script, action, "ALTER USER MAPPING FOR CURRENT_USER SERVER %p",
                      OPTIONS_OF_MAPPING("current_user"));
    }
}

void sd_drop_user_mapping(Script *script, const Action *action)
{
    sd_script_say(script, "DROP USER MAPPING IF EXISTS %s", mapping_words(script, action->from->key));
}
