/* Tables and what is folded into them. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

#include <string.h>

#define USING_INDEX "INDEX "

/* ---- replica identity ------------------------------------------------------------------------------------------ */

static bool is_identity_index(const Table *table, Name index)
{
    const char *text = table && table->replica_identity ? table->replica_identity->text : "";

    return strncmp(text, USING_INDEX, strlen(USING_INDEX)) == 0 && strcmp(text + strlen(USING_INDEX), index->text) == 0;
}

void sd_script_replica_identity(Script *script, Key index)
{
    const Table *table = (const Table *) sd_catalog_find(script->plan->wanted, index->parent);

    if (index->parent->kind == KIND_TABLE && is_identity_index(table, index->name)) {
        sd_script_say(script, "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s", sd_sql_name(script, index->parent),
                      sd_sql_identifier(script, index->name));
    }
}

void sd_script_replica_identity_of_share(Script *script, const Action *action)
{
    if (sd_catalog_find(script->plan->now, action->to->key) != action->from) {
        sd_script_replica_identity(script, action->to->key);
    }
}

/* An index that the plan creates later says it when it is there. */
static void say_replica_identity(Script *script, const Table *table)
{
    const char *text = table->replica_identity ? table->replica_identity->text : "DEFAULT";
    Name index;

    if (strncmp(text, USING_INDEX, strlen(USING_INDEX)) != 0) {
        sd_script_say(script, "ALTER TABLE %s REPLICA IDENTITY %s", sd_sql_name(script, table->base.key), text);
        return;
    }
    index = sd_name(script->plan->wanted->names, text + strlen(USING_INDEX));
    for (const Object *child = table->base.first_child; child; child = child->next) {
        size_t created = sd_fold_created(script->fold, child->key);
        bool is_key = child->key->kind == KIND_INDEX || child->key->kind == KIND_CONSTRAINT;

        if (is_key && child->key->name == index && (created == NO_ACTION || created <= script->at)) {
            sd_script_replica_identity(script, child->key);
        }
    }
}

/* ---- CREATE TABLE ---------------------------------------------------------------------------------------------- */

static const Object *member(const Script *script, size_t at)
{
    return script->plan->actions[at].to;
}

#define EACH_MEMBER(i, script)                                                                                         \
    size_t i = sd_fold_member((script)->fold, (script)->at, NO_ACTION);                                                \
    i != NO_ACTION;                                                                                                    \
    i = sd_fold_member((script)->fold, (script)->at, i)

static void put_separator(Text *text, size_t *count)
{
    sd_text_put(text, (*count)++ ? ",\n    " : " (\n    ");
}

/* Columns by their position, whatever the order in which the plan has them. */
static const Column *next_column(const Script *script, const Column *after)
{
    const Column *next = NULL;

    for (EACH_MEMBER(i, script)) {
        const Column *column = (const Column *) member(script, i);
        bool is_later =
            column->base.key->kind == KIND_COLUMN &&
            (!after || column->position > after->position ||
             (column->position == after->position && sd_key_compare(column->base.key, after->base.key) > 0));

        if (is_later &&
            (!next || column->position < next->position ||
             (column->position == next->position && sd_key_compare(column->base.key, next->base.key) < 0))) {
            next = column;
        }
    }
    return next;
}

/* In the order people write them: the primary key, other keys, foreign keys, checks; each by name. */
static int rank(const Constraint *constraint)
{
    static const char *const order[] = { "PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK" };
    int count = (int) (sizeof order / sizeof *order);

    for (int i = 0; i < count; i++) {
        if (strcmp(constraint->type->text, order[i]) == 0) {
            return i;
        }
    }
    return count;
}

static void put_constraints(Script *script, Text *text, size_t *count, bool has_columns)
{
    for (int turn = 0; turn < 5; turn++) {
        for (EACH_MEMBER(i, script)) {
            const Constraint *constraint = (const Constraint *) member(script, i);

            if (constraint->base.key->kind == KIND_CONSTRAINT && rank(constraint) == turn &&
                !(has_columns && sd_column_says(script, constraint))) {
                put_separator(text, count);
                sd_text_constraint(text, constraint);
            }
        }
    }
}

static void put_inherits(Text *text, const Table *table)
{
    for (size_t i = 0; i < sd_keys_count(table->inherits); i++) {
        sd_text_put(text, i ? ", " : " INHERITS (");
        sd_text_qualified(text, table->inherits->items[i]);
    }
    sd_text_put(text, sd_keys_count(table->inherits) ? ")" : "");
}

static void put_storage(Text *text, const Table *table)
{
    if (table->partition_key) {
        sd_text_put(text, " PARTITION BY ");
        sd_text_put_name(text, table->partition_key->text);
    }
    if (table->access_method) {
        sd_text_put(text, " USING ");
        sd_text_identifier(text, table->access_method);
    }
    sd_text_with(text, table->options);
    if (table->tablespace) {
        sd_text_put(text, " TABLESPACE ");
        sd_text_identifier(text, table->tablespace);
    }
}

/* ---- partitions and inheritance -------------------------------------------------------------------------------- */

const char *sd_script_is_child(Script *script, Key child, Key parent)
{
    Text test = sd_text(script->arena);

    sd_text_format(
        &test, "EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(%s) AND inhparent = to_regclass(%s))",
        sd_sql_literal(script, sd_sql_name(script, child)), sd_sql_literal(script, sd_sql_name(script, parent)));
    return test.bytes;
}

static void say_attach(Script *script, const Table *table)
{
    Key child = table->base.key, parent = table->partition_of;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "ALTER TABLE %s ATTACH PARTITION %s ", sd_sql_name(script, parent),
                   sd_sql_name(script, child));
    sd_text_put_name(&text, table->partition_bound->text);
    sd_guard_block(script, sd_guard_negated(script, sd_script_is_child(script, child, parent)), text.bytes);
}

static void say_detach(Script *script, const Table *table)
{
    Key child = table->base.key, parent = table->partition_of;

    sd_guard_block(script, sd_script_is_child(script, child, parent),
                   sd_arena_format(script->arena, "ALTER TABLE %s DETACH PARTITION %s", sd_sql_name(script, parent),
                                   sd_sql_name(script, child)));
}

static bool is_whole_of(const Catalog *catalog, const Table *table, Key whole)
{
    for (int depth = 0; table && table->partition_of && depth < 32; depth++) {
        if (table->partition_of == whole) {
            return true;
        }
        table = (const Table *) sd_catalog_find(catalog, table->partition_of);
    }
    return false;
}

/* A partition cannot be dropped while a foreign key refers to its table as a whole; it can be detached. */
static bool is_referenced(const Plan *plan, const Table *table)
{
    for (const Object *object = plan->now->first; object; object = object->next_all) {
        const Constraint *constraint = (const Constraint *) object;

        if (object->key->kind == KIND_CONSTRAINT && constraint->referenced &&
            is_whole_of(plan->now, table, constraint->referenced) && sd_catalog_find(plan->wanted, object->key)) {
            return true;
        }
    }
    return false;
}

void sd_drop_table(Script *script, const Action *action)
{
    const Table *table = (const Table *) action->from;

    if (table->partition_of && is_referenced(script->plan, table)) {
        say_detach(script, table);
    }
    sd_guard_drop(script, table->base.key);
}

static void say_inherit(Script *script, Key child, Key parent, bool inherit)
{
    const char *test = sd_script_is_child(script, child, parent);

    sd_guard_block(script, inherit ? sd_guard_negated(script, test) : test,
                   sd_arena_format(script->arena, "ALTER TABLE %s %s %s", sd_sql_name(script, child),
                                   inherit ? "INHERIT" : "NO INHERIT", sd_sql_name(script, parent)));
}

const char *sd_script_before_joining(Script *script, Key table)
{
    const Table *now = (const Table *) sd_catalog_find(script->plan->now, table);
    const Table *wanted = (const Table *) sd_catalog_find(script->plan->wanted, table);

    if (!now || !wanted || table->kind != KIND_TABLE) {
        return NULL;
    }
    if (wanted->partition_of && wanted->partition_of != now->partition_of) {
        return sd_guard_negated(script, sd_script_is_child(script, table, wanted->partition_of));
    }
    for (size_t i = 0; i < sd_keys_count(wanted->inherits); i++) {
        if (!sd_keys_has(now->inherits, wanted->inherits->items[i])) {
            return sd_guard_negated(script, sd_script_is_child(script, table, wanted->inherits->items[i]));
        }
    }
    return NULL;
}

static void drop_part(Script *script, Key key)
{
    const char *test = sd_script_before_joining(script, key->parent);
    const char *name = sd_sql_identifier(script, key->name), *table = sd_sql_name(script, key->parent);

    if (!test) {
        sd_guard_drop(script, key);
    } else if (key->kind == KIND_TRIGGER) {
        sd_guard_block(script, test, sd_arena_format(script->arena, "DROP TRIGGER IF EXISTS %s ON %s", name, table));
    } else {
        sd_guard_block(script, test,
                       sd_arena_format(script->arena, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", table, name));
    }
}

/* By the second run the table below has one of the name from above, and that one must stay.  A foreign key that came from
 * above has the name from there, or one of its own where it was there before (Constraint.called). */
void sd_drop_part(Script *script, const Action *action)
{
    Key key = action->from->key;
    Name called = key->kind == KIND_CONSTRAINT ? ((const Constraint *) action->from)->called : NULL;

    if (called && called != key->name) {
        drop_part(script, sd_key(script->plan->now->names, KIND_CONSTRAINT, key->parent, called, NULL));
    }
    drop_part(script, key);
}

static void alter_inherits(Script *script, const Table *from, const Table *to)
{
    for (size_t i = 0; i < sd_keys_count(from->inherits); i++) {
        if (!sd_keys_has(to->inherits, from->inherits->items[i])) {
            say_inherit(script, to->base.key, from->inherits->items[i], false);
        }
    }
    for (size_t i = 0; i < sd_keys_count(to->inherits); i++) {
        if (!sd_keys_has(from->inherits, to->inherits->items[i])) {
            say_inherit(script, to->base.key, to->inherits->items[i], true);
        }
    }
}

/* A typed table is one with the columns of its type that is bound to it: the columns come first, so that all that can be
 * said about a column is said as for any table. */
static void say_type(Script *script, const Table *table)
{
    const char *name = sd_sql_name(script, table->base.key);
    Text test = sd_text(script->arena);

    if (table->of_type) {
        sd_script_say(script, "ALTER TABLE %s OF %s", name, sd_sql_name(script, table->of_type));
        return;
    }
    sd_text_format(&test, "EXISTS (SELECT FROM pg_class WHERE oid = to_regclass(%s) AND reloftype <> 0)",
                   sd_sql_literal(script, name));
    sd_guard_block(script, test.bytes, sd_arena_format(script->arena, "ALTER TABLE %s NOT OF", name));
}

/* ---- the writer ------------------------------------------------------------------------------------------------ */

/* A partition whose columns are its own was made as a table of its own and attached. */
void sd_create_table(Script *script, const Action *action)
{
    const Table *table = (const Table *) action->to;
    Text *text = script->text;
    bool has_columns = next_column(script, NULL) != NULL;
    bool is_partition = table->partition_of && !has_columns;
    size_t count = 0;

    sd_text_format(text, "CREATE %s%s %s%s", table->unlogged ? "UNLOGGED " : "", sd_object_word(action->to),
                   sd_guard_words(script, action->to->key->kind, GUARD_IF_NOT_EXISTS),
                   sd_sql_name(script, action->to->key));
    if (is_partition) {
        sd_text_put(text, " PARTITION OF ");
        sd_text_qualified(text, table->partition_of);
    }
    for (const Column *column = next_column(script, NULL); column; column = next_column(script, column)) {
        put_separator(text, &count);
        sd_text_column(script, text, column);
    }
    put_constraints(script, text, &count, has_columns);
    sd_text_put(text, count ? "\n)" : is_partition ? "" : " ()");
    if (is_partition) {
        sd_text_put(text, " ");
        sd_text_put_name(text, table->partition_bound->text);
    }
    put_inherits(text, table);
    put_storage(text, table);
    if (table->server) {
        sd_text_put(text, " SERVER ");
        sd_text_qualified(text, table->server);
        sd_text_foreign_options(script, text, table->foreign_options);
    }
    sd_script_end(script);
    for (EACH_MEMBER(i, script)) {
        if (member(script, i)->key->kind == KIND_INDEX) {
            sd_create_index(script, &script->plan->actions[i]);
        }
    }
    if (table->partition_of && !is_partition) {
        say_attach(script, table);
    }
    for (const Column *column = next_column(script, NULL); column; column = next_column(script, column)) {
        sd_script_column_rest(script, column);
    }
    sd_script_rows(script, action->to, (const char *const[]){ "row_security", "force_row_security", NULL });
    for (EACH_MEMBER(i, script)) {
        const Constraint *constraint = (const Constraint *) member(script, i);

        if (constraint->base.key->kind == KIND_CONSTRAINT) {
            sd_script_constraint_said(script, constraint);
        }
    }
    if (table->replica_identity) {
        say_replica_identity(script, table);
    }
    if (table->of_type) {
        say_type(script, table);
    }
}

void sd_alter_table(Script *script, const Action *action)
{
    const Table *from = (const Table *) action->from, *to = (const Table *) action->to;

    if (sd_action_alters(action, "partition_of") || sd_action_alters(action, "partition_bound")) {
        if (from->partition_of) {
            say_detach(script, from);
        }
        if (to->partition_of) {
            say_attach(script, to);
        }
    }
    if (sd_action_alters(action, "inherits")) {
        alter_inherits(script, from, to);
    }
    if (sd_action_alters(action, "of_type")) {
        say_type(script, to);
    }
    if (sd_action_alters(action, "options")) {
        sd_script_options(script, sd_arena_format(script->arena, "ALTER TABLE %s", sd_sql_name(script, to->base.key)),
                          from->options, to->options);
    }
    if (sd_action_alters(action, "foreign_options")) {
        sd_script_foreign_options(script, &to->base, "ALTER FOREIGN TABLE %n",
                                  "(SELECT ftoptions FROM pg_foreign_table WHERE ftrelid = to_regclass(%N))",
                                  from->foreign_options, to->foreign_options);
    }
    if (sd_action_alters(action, "replica_identity")) {
        say_replica_identity(script, to);
    }
}
