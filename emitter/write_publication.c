/* Publications, and the tables and schemas in them. */
#include "emitter/guard.h"
#include "emitter/writer.h"

enum { ALL_OPERATIONS = 4 }; /* insert, update, delete, truncate: what is published when nothing is said */

/* ---- publications ------------------------------------------------------------------------------------------------ */

static void put_operations(Text *text, const List *operations)
{
    Text words = sd_text(text->arena);

    for (size_t i = 0; i < sd_list_count(operations); i++) {
        sd_text_put(&words, i ? ", " : "");
        sd_text_put_name(&words, operations->items[i]);
    }
    sd_text_put(text, "publish = ");
    sd_text_literal(text, words.bytes);
}

static void put_options(Text *text, const Publication *publication)
{
    const char *separator = " WITH (";

    if (sd_list_count(publication->publish) != ALL_OPERATIONS) {
        sd_text_put(text, separator);
        put_operations(text, publication->publish);
        separator = ", ";
    }
    if (publication->publish_via_partition_root) {
        sd_text_format(text, "%spublish_via_partition_root = true", separator);
        separator = ", ";
    }
    if (publication->publish_generated_columns) {
        sd_text_format(text, "%spublish_generated_columns = ", separator);
        sd_text_identifier(text, publication->publish_generated_columns);
        separator = ", ";
    }
    sd_text_put(text, *separator == ',' ? ")" : "");
}

void sd_create_publication(Script *script, const Action *action)
{
    const Publication *publication = (const Publication *) action->to;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE PUBLICATION %s%s", sd_sql_name(script, action->to->key),
                   publication->all_tables ? " FOR ALL TABLES" : "");
    put_options(&text, publication);
    sd_guard_block(script, sd_guard_missing(script, action->to->key), text.bytes);
}

void sd_alter_publication(Script *script, const Action *action)
{
    if (sd_action_alters(action, "publish")) {
        sd_text_format(script->text, "ALTER PUBLICATION %s SET (", sd_sql_name(script, action->to->key));
        put_operations(script->text, ((const Publication *) action->to)->publish);
        sd_text_put(script->text, ")");
        sd_script_end(script);
    }
}

/* ---- what is in them --------------------------------------------------------------------------------------------- */

static const char *statement(Script *script, Key key, const char *words)
{
    return sd_arena_format(script->arena, "ALTER PUBLICATION %s %s %s", sd_sql_identifier(script, key->name), words,
                           sd_sql_name(script, key->parent));
}

/* Without ONLY the tables that inherit from it come along. */
static bool has_heirs(Script *script, Key table)
{
    for (const Object *object = script->plan->wanted->first; object; object = object->next_all) {
        const KeyList *parents = object->key->kind == KIND_TABLE ? ((const Table *) object)->inherits : NULL;

        for (size_t i = 0; i < sd_keys_count(parents); i++) {
            if (parents->items[i] == table) {
                return true;
            }
        }
    }
    return false;
}

void sd_create_publication_table(Script *script, const Action *action)
{
    const PublicationTable *table = (const PublicationTable *) action->to;
    Key key = action->to->key;
    Text text = sd_text(script->arena);

    sd_text_put(&text, statement(script, key, has_heirs(script, key->parent) ? "ADD TABLE ONLY" : "ADD TABLE"));
    sd_text_name_list(&text, table->columns);
    if (table->filter) {
        sd_text_put(&text, " WHERE (");
        sd_text_expr(&text, table->filter);
        sd_text_put(&text, ")");
    }
    sd_guard_block(script, sd_guard_missing(script, key), text.bytes);
}

void sd_create_publication_schema(Script *script, const Action *action)
{
    Key key = action->to->key;

    sd_guard_block(script, sd_guard_missing(script, key), statement(script, key, "ADD TABLES IN SCHEMA"));
}

void sd_drop_published(Script *script, const Action *action)
{
    Key key = action->from->key;
    const char *words = key->kind == KIND_PUBLICATION_TABLE ? "DROP TABLE" : "DROP TABLES IN SCHEMA";

    sd_guard_block(script, sd_guard_exists(script, key), statement(script, key, words));
}
