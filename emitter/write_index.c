/* Indexes that no constraint owns. */
#include "emitter/guard.h"
#include "emitter/writer.h"

#include <string.h>

static void put_elements(Text *text, const Index *index)
{
    sd_text_put(text, " (");
    for (size_t i = 0; i < sd_exprs_count(index->elements); i++) {
        bool has_options = i < sd_list_count(index->element_options);

        sd_text_put(text, i ? ", " : "");
        sd_text_element(text, index->elements->items[i], has_options ? index->element_options->items[i] : NULL);
    }
    sd_text_put(text, ")");
}

/* Another index of the table to cluster on takes the place of this one. */
static bool has_clustered(const Object *table)
{
    for (const Object *child = table ? table->first_child : NULL; child; child = child->next) {
        const Attr *clustered = sd_kind_attr(sd_kind_of(child), "clustered");

        if (clustered && sd_attr_present(child, clustered)) {
            return true;
        }
    }
    return false;
}

void sd_script_clustered(Script *script, Key key, bool clustered)
{
    const char *table = sd_sql_name(script, key->parent);

    if (clustered) {
        sd_script_say(script, "ALTER %s %s CLUSTER ON %s", sd_parent_word(key), table,
                      sd_sql_identifier(script, key->name));
    } else if (!has_clustered(sd_catalog_find(script->plan->wanted, key->parent))) {
        sd_script_say(script, "ALTER %s %s SET WITHOUT CLUSTER", sd_parent_word(key), table);
    }
}

/* "2=100": the second column, which is an expression, is sampled with a target of 100. */
static void say_statistics(Script *script, const Index *index, Name column, bool set)
{
    size_t length = strcspn(column->text, "=");

    sd_script_say(script, "ALTER INDEX %s ALTER COLUMN %.*s SET STATISTICS %s", sd_sql_name(script, index->base.key),
                  (int) length, column->text, set && column->text[length] ? column->text + length + 1 : "-1");
}

static void alter_statistics(Script *script, const List *from, const Index *to)
{
    for (size_t i = 0; i < sd_list_count(from); i++) {
        if (!sd_options_get(to->statistics,
                            sd_arena_copy(script->arena, from->items[i]->text, strcspn(from->items[i]->text, "=")))) {
            say_statistics(script, to, from->items[i], false);
        }
    }
    for (size_t i = 0; i < sd_list_count(to->statistics); i++) {
        if (!sd_list_has(from, to->statistics->items[i])) {
            say_statistics(script, to, to->statistics->items[i], true);
        }
    }
}

void sd_script_attach_share(Script *script, const Object *share)
{
    Key above = sd_object_share_of(share);
    Key index = sd_key(script->plan->wanted->names, KIND_INDEX, share->key->parent, share->key->name, NULL);

    if (above) {
        sd_script_say(
            script, "ALTER INDEX %s ATTACH PARTITION %s",
            sd_sql_name(script, sd_key(script->plan->wanted->names, KIND_INDEX, above->parent, above->name, NULL)),
            sd_sql_name(script, index));
    }
}

void sd_script_create_index(Script *script, const Index *index)
{
    Key key = index->base.key;
    Text *text = script->text;

    sd_text_format(text, "CREATE %sINDEX %s%s%s ON %s%s", index->is_unique ? "UNIQUE " : "",
                   script->concurrently ? "CONCURRENTLY " : "", sd_guard_words(script, key->kind, GUARD_IF_NOT_EXISTS),
                   sd_sql_identifier(script, key->name), index->only ? "ONLY " : "", sd_sql_name(script, key->parent));
    if (index->method && strcmp(index->method->text, "btree") != 0) {
        sd_text_put(text, " USING ");
        sd_text_identifier(text, index->method);
    }
    put_elements(text, index);
    if (sd_list_count(index->include)) {
        sd_text_put(text, " INCLUDE");
        sd_text_name_list(text, index->include);
    }
    sd_text_put(text, index->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
    sd_text_with(text, index->options);
    if (index->tablespace) {
        sd_text_put(text, " TABLESPACE ");
        sd_text_identifier(text, index->tablespace);
    }
    if (index->predicate) {
        sd_text_put(text, " WHERE ");
        sd_text_expr(text, index->predicate);
    }
    sd_script_end(script);
}

void sd_script_index_rest(Script *script, const Index *index)
{
    sd_script_attach_share(script, &index->base);
    alter_statistics(script, NULL, index);
    if (index->clustered) {
        sd_script_clustered(script, index->base.key, true);
    }
    sd_script_replica_identity(script, index->base.key);
}

void sd_create_index(Script *script, const Action *action)
{
    sd_script_create_index(script, (const Index *) action->to);
    sd_script_index_rest(script, (const Index *) action->to);
}

void sd_alter_index(Script *script, const Action *action)
{
    const Index *from = (const Index *) action->from, *to = (const Index *) action->to;

    if (sd_action_alters(action, "share_of")) {
        sd_script_attach_share(script, &to->base);
    }
    if (sd_action_alters(action, "options")) {
        sd_script_options(script, sd_arena_format(script->arena, "ALTER INDEX %s", sd_sql_name(script, to->base.key)),
                          from->options, to->options);
    }
    if (sd_action_alters(action, "statistics")) {
        alter_statistics(script, from->statistics, to);
    }
    if (sd_action_alters(action, "clustered")) {
        sd_script_clustered(script, to->base.key, to->clustered);
    }
    sd_script_replica_identity_of_share(script, action);
}

static bool is_share_below(const Catalog *catalog, const Object *share, Key above)
{
    while (share && sd_object_share_of(share) != above) {
        share = sd_catalog_find(catalog, sd_object_share_of(share));
    }
    return share != NULL;
}

/* Somewhere below the index, which is none, is a key. */
static bool has_key_below(const Catalog *catalog, Key index)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind != index->kind && sd_object_share_of(object) && is_share_below(catalog, object, index)) {
            return true;
        }
    }
    return false;
}

/* A key whose index is the share of an index above can be dropped by nothing but CASCADE from there: the server says of
 * either that the other needs it.  What else CASCADE would take stops it. */
static void drop_with_keys(Script *script, Key index)
{
    const char *name = sd_sql_name(script, index);
    Text body = sd_text(script->arena), said = sd_text(script->arena);

    sd_text_format(&said, "other objects still need the keys below the index %s", name);
    sd_text_format(&body,
                   "        IF EXISTS (SELECT FROM pg_partition_tree(%s) JOIN pg_constraint k ON conindid = relid\n"
                   "                   JOIN pg_depend ON deptype = 'n'\n"
                   "                       AND (refclassid = 'pg_class'::regclass AND refobjid = relid\n"
                   "                            OR refclassid = 'pg_constraint'::regclass AND refobjid = k.oid)\n"
                   "                   WHERE contype IN ('p', 'u', 'x')) THEN\n"
                   "            RAISE EXCEPTION USING MESSAGE = ",
                   sd_sql_literal(script, name));
    sd_text_literal(&body, said.bytes);
    sd_text_format(&body, ";\n        END IF;\n        DROP INDEX %s CASCADE;\n", name);
    if (script->guarded) {
        sd_guard_block_all(script, sd_guard_is_of_kind(script, index), body.bytes + strlen(GUARD_INDENT));
    } else {
        sd_script_say(script, "DROP INDEX %s CASCADE", name);
    }
}

void sd_drop_index(Script *script, const Action *action)
{
    Key key = action->from->key;
    const char *test = action->replaces ? sd_script_before_joining(script, key->parent) : NULL;

    if (test) {
        sd_guard_block(script, test,
                       sd_arena_format(script->arena, "DROP INDEX IF EXISTS %s", sd_sql_name(script, key)));
    } else if (has_key_below(script->plan->now, key)) {
        drop_with_keys(script, key);
    } else {
        sd_guard_drop(script, key);
    }
}
