/* Columns and their defaults. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"
#include "model/type_change.h"

#include <string.h>

static Key default_key(const Script *script, Key column)
{
    return sd_key(script->plan->wanted->names, KIND_COLUMN_DEFAULT, column, NULL, NULL);
}

/* The default when it is folded into the column at hand. */
static const ColumnDefault *folded_default(const Script *script, Key column)
{
    size_t at = sd_fold_find(script->fold, VERB_CREATE, default_key(script, column));

    return at != NO_ACTION && sd_fold_host(script->fold, at) == script->at
               ? (const ColumnDefault *) script->plan->actions[at].to
               : NULL;
}

/* ---- definition ------------------------------------------------------------------------------------------------ */

/* Keys of this column that stand in its own line. */
bool sd_column_says(const Script *script, const Constraint *constraint)
{
    Key column = sd_list_count(constraint->columns)
                     ? sd_key(script->plan->wanted->names, KIND_COLUMN, constraint->base.key->parent,
                              constraint->columns->items[0], NULL)
                     : NULL;
    size_t at = column ? sd_fold_find(script->fold, VERB_CREATE, column) : NO_ACTION;

    return at != NO_ACTION && sd_fold_host(script->fold, at) == script->at && sd_constraint_is_inline(constraint);
}

static const Constraint *inline_key(const Script *script, const Column *column, const char *type)
{
    for (size_t i = sd_fold_member(script->fold, script->at, NO_ACTION); i != NO_ACTION;
         i = sd_fold_member(script->fold, script->at, i)) {
        const Constraint *constraint = (const Constraint *) script->plan->actions[i].to;

        if (constraint->base.key->kind == KIND_CONSTRAINT && constraint->base.key->parent == column->base.key->parent &&
            strcmp(constraint->type->text, type) == 0 && sd_list_has(constraint->columns, column->base.key->name) &&
            sd_column_says(script, constraint)) {
            return constraint;
        }
    }
    return NULL;
}

static const char *serial_word(Name type)
{
    return strcmp(type->text, "bigint") == 0     ? "bigserial"
           : strcmp(type->text, "smallint") == 0 ? "smallserial"
                                                 : "serial";
}

/* A table that is made below another one has its generated columns from there, and must not say the expression again
 * before version 16 (MergeAttributes of tablecmds.c). */
static bool is_generated_above(const Script *script, const Column *column)
{
    const Object *made = script->plan->actions[script->at].to;
    const Table *table = made && made->key == column->base.key->parent ? (const Table *) made : NULL;
    const Attr *row = sd_kind_attr(&sd_kinds[KIND_COLUMN], "generated");

    for (size_t i = 0; i < (table ? sd_keys_count(table->inherits) : 0); i++) {
        const Object *above =
            sd_catalog_find(script->plan->wanted, sd_key(script->plan->wanted->names, KIND_COLUMN,
                                                         table->inherits->items[i], column->base.key->name, NULL));

        if (above && ((const Column *) above)->generated && sd_attr_compare(above, &column->base, row) != SAME_NO) {
            return true;
        }
    }
    return false;
}

static void put_value(Script *script, Text *text, const Column *column, const Sequence *sequence)
{
    const ColumnDefault *value = folded_default(script, column->base.key);

    if (sequence) {
        sd_text_put(text, " ");
        sd_text_identity(script, text, sequence, column);
    } else if (column->generated) {
        if (!is_generated_above(script, column)) {
            sd_text_put(text, " GENERATED ALWAYS AS (");
            sd_text_expr(text, column->generated);
            sd_text_put(text, column->is_virtual ? ") VIRTUAL" : ") STORED");
        }
    } else if (value) {
        sd_text_default(text, value->expr);
    }
}

void sd_text_column(Script *script, Text *text, const Column *column)
{
    bool serial = false;
    const Sequence *sequence = sd_fold_sequence(script->fold, column->base.key, &serial);
    const Constraint *foreign = inline_key(script, column, "FOREIGN KEY");
    bool is_primary = inline_key(script, column, "PRIMARY KEY") != NULL;

    sd_text_identifier(text, column->base.key->name);
    sd_text_put(text, " ");
    if (serial) {
        sd_text_put(text, serial_word(column->type));
    } else {
        sd_text_put_name(text, column->type);
    }
    sd_text_foreign_options(script, text, column->foreign_options);
    if (column->collation) {
        sd_text_put(text, " COLLATE ");
        sd_text_put_name(text, column->collation);
    }
    if (!serial) {
        put_value(script, text, column, sequence);
    }
    sd_text_put(text, is_primary ? " PRIMARY KEY" : column->not_null && !sequence ? " NOT NULL" : "");
    sd_text_put(text, inline_key(script, column, "UNIQUE") ? " UNIQUE" : "");
    if (foreign) {
        sd_text_references(text, foreign);
    }
}

void sd_script_column_rest(Script *script, const Column *column)
{
    sd_script_rows(script, &column->base, (const char *const[]){ "storage", "compression", "statistics", NULL });
    if (sd_list_count(column->options)) {
        Text text = sd_text(script->arena);

        sd_template_put(&text, "ALTER TABLE %p ALTER COLUMN %i", column->base.key, NULL, NULL);
        sd_script_options(script, text.bytes, NULL, column->options);
    }
}

void sd_create_column(Script *script, const Action *action)
{
    const Column *column = (const Column *) action->to;
    const char *test = sd_script_before_joining(script, action->to->key->parent);
    Text statement = sd_text(script->arena), *text = test ? &statement : script->text;

    sd_text_format(text, "ALTER TABLE %s ADD COLUMN %s", sd_sql_name(script, action->to->key->parent),
                   sd_guard_words(script, action->to->key->kind, GUARD_IF_NOT_EXISTS));
    sd_text_column(script, text, column);
    if (test) {
        sd_guard_block(script, test, statement.bytes);
    } else {
        sd_script_end(script);
    }
    sd_script_column_rest(script, column);
}

/* ---- change of type -------------------------------------------------------------------------------------------- */

/* "character varying(20)[]" -> "character varying"; "timestamp(3) with time zone" -> "timestamp with time zone". */
static const char *base_type(Arena *arena, Name type)
{
    Text text = sd_text(arena);
    bool quoted = false;

    for (const char *c = type->text; *c; c++) {
        quoted ^= *c == '"';
        if (!quoted && *c == '(') {
            c += strcspn(c, ")");
            if (!*c) {
                break;
            }
        } else {
            sd_text_char(&text, *c);
        }
    }
    return text.bytes;
}

static bool is_of_kind(const Script *script, const Catalog *catalog, KindId kind, const char *type)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == kind && strcmp(sd_sql_name(script, object->key), type) == 0) {
            return true;
        }
    }
    return false;
}

/* A cast that somebody made between the two. */
static const Cast *own_cast(const Script *script, Name from, Name to)
{
    for (const Object *object = script->plan->wanted->first; object; object = object->next_all) {
        if (object->key->kind == KIND_CAST && object->key->name == from && object->key->args == to) {
            return (const Cast *) object;
        }
    }
    return NULL;
}

/* Type modifiers are left to the assignment, which refuses what an explicit cast would cut off: 'abc'::character(2). */
static bool cuts_silently(const char *base)
{
    return strncmp(base, "character", 9) == 0 || strncmp(base, "bit varying", 11) == 0;
}

/* A composite type is made again, and its values must not be mixed up: on the way, as text, they name their attributes.
 * Each of the two conversions also takes what the other one made, so both bear a second run. */
static bool put_using_json(Script *script, Text *text, const Column *from, const Column *to)
{
    const Plan *plan = script->plan;
    const Column *now = (const Column *) sd_catalog_find(plan->now, to->base.key);
    const Column *wanted = (const Column *) sd_catalog_find(plan->wanted, to->base.key);

    if (!now || !wanted || (from == now && to == wanted) ||
        !is_of_kind(script, plan->now, KIND_COMPOSITE_TYPE, now->type->text) ||
        !is_of_kind(script, plan->wanted, KIND_COMPOSITE_TYPE, wanted->type->text)) {
        return false;
    }
    if (to != wanted) {
        sd_template_put(text, " USING to_jsonb(%i) #>> '{}'", to->base.key, NULL, NULL);
    } else {
        sd_text_put(text, " USING jsonb_populate_record(NULL::");
        sd_text_put_name(text, to->type);
        sd_template_put(text, ", (to_jsonb(%i) #>> '{}')::jsonb)", to->base.key, NULL, NULL);
    }
    return true;
}

/* Enums have no casts but from and to strings. */
static bool needs_text(const Script *script, const char *from, const char *to)
{
    const char *element = sd_arena_copy(script->arena, from, strcspn(from, "["));

    if (strncmp(from, "text", 4) == 0 || strncmp(from, "character", 9) == 0) {
        return false;
    }
    return is_of_kind(script, script->plan->now, KIND_ENUM_TYPE, element) ||
           is_of_kind(script, script->plan->wanted, KIND_ENUM_TYPE, sd_arena_copy(script->arena, to, strcspn(to, "[")));
}

static void put_cast(Script *script, Text *text, const Column *to, const char *through)
{
    const char *base = base_type(script->arena, to->type);

    sd_text_put(text, " USING ");
    sd_text_identifier(text, to->base.key->name);
    if (through) {
        sd_text_format(text, "::%s%s", through, strcmp(through, "text") == 0 && strchr(base, '[') ? "[]" : "");
    }
    sd_text_put(text, "::");
    sd_text_put(text, cuts_silently(base) ? base : to->type->text);
}

/* The server converts by itself where INSERT would (ATPrepAlterColumnType of tablecmds.c); elsewhere it wants to be told
 * how.  A foreign table has nothing to convert and must not be told. */
static void put_using(Script *script, Text *text, const Column *from, const Column *to)
{
    const Table *table = (const Table *) sd_catalog_find(script->plan->wanted, to->base.key->parent);
    Name old = sd_catalog_base_type(script->plan->now, from->type);
    Name new = sd_catalog_base_type(script->plan->wanted, to->type);
    const Cast *cast;
    const char *through;

    if ((table && table->server) || old == new || put_using_json(script, text, from, to)) {
        return;
    }
    cast = own_cast(script, old, new);
    if (cast) {
        if (!cast->context) { /* only where it is written */
            put_cast(script, text, to, NULL);
        }
        return;
    }
    switch (sd_type_cast(old->text, new->text, &through)) {
    case TYPE_CAST_ASSIGNS:
        break;
    case TYPE_CAST_EXPLICIT:
    case TYPE_CAST_THROUGH:
        put_cast(script, text, to, through);
        break;
    case TYPE_CAST_UNKNOWN:
        if (strcmp(base_type(script->arena, old), base_type(script->arena, new)) != 0) {
            put_cast(script, text, to, needs_text(script, old->text, new->text) ? "text" : NULL);
        }
    }
}

/* A default that stays the same is converted with its column only where an assignment cast exists, and then keeps the
 * cast for good: it is taken off before and set after.  One that changes is dropped and created by the plan. */
static void alter_type(Script *script, const Action *action)
{
    const Column *from = (const Column *) action->from, *to = (const Column *) action->to;
    Key value_key = default_key(script, action->to->key);
    const ColumnDefault *value = (const ColumnDefault *) sd_catalog_find(script->plan->wanted, value_key);
    bool resets = value && sd_catalog_find(script->plan->now, value_key) &&
                  sd_fold_find(script->fold, VERB_DROP, value_key) == NO_ACTION &&
                  strcmp(base_type(script->arena, from->type), base_type(script->arena, to->type)) != 0;
    const char *test = sd_script_before_joining(script, action->to->key->parent);
    Text column = sd_text(script->arena), text = sd_text(script->arena);

    sd_template_put(&column, "ALTER TABLE %p ALTER COLUMN %i", action->to->key, NULL, NULL);
    sd_text_format(&text, "%s TYPE ", column.bytes);
    sd_text_put_name(&text, to->type);
    if (to->collation) {
        sd_text_put(&text, " COLLATE ");
        sd_text_put_name(&text, to->collation);
    }
    if (!to->generated) {
        put_using(script, &text, from, to);
    }
    if (resets) {
        sd_script_say(script, "%s DROP DEFAULT", column.bytes);
    }
    if (test) {
        sd_guard_block(script, test, text.bytes);
    } else {
        sd_script_say(script, "%s", text.bytes);
    }
    if (resets) {
        Text expr = sd_text(script->arena);

        sd_text_expr(&expr, value->expr);
        sd_script_say(script, "%s SET DEFAULT %s", column.bytes, expr.bytes);
    }
}

static bool is_below(const Catalog *catalog, const Table *table, Key above)
{
    while (table && table->partition_of != above && !sd_keys_has(table->inherits, above)) {
        table = (const Table *) sd_catalog_find(catalog, table->partition_of);
    }
    return table != NULL;
}

/* Below the table a column of that name is in a primary key. */
static bool is_in_key_below(const Catalog *catalog, Key column)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Constraint *constraint = (const Constraint *) object;

        if (object->key->kind == KIND_CONSTRAINT && strcmp(constraint->type->text, "PRIMARY KEY") == 0 &&
            sd_list_has(constraint->columns, column->name) &&
            is_below(catalog, (const Table *) object->parent, column->parent)) {
            return true;
        }
    }
    return false;
}

/* DROP NOT NULL reaches the tables below, where by the second run the column may be in a primary key and refuse. */
static void alter_not_null(Script *script, const Column *column)
{
    Text text = sd_text(script->arena), test = sd_text(script->arena);

    sd_template_put(&text,
                    column->not_null ? "ALTER TABLE %p ALTER COLUMN %i SET NOT NULL"
                                     : "ALTER TABLE %p ALTER COLUMN %i DROP NOT NULL",
                    column->base.key, NULL, NULL);
    if (column->not_null || !is_in_key_below(script->plan->wanted, column->base.key)) {
        sd_script_say(script, "%s", text.bytes);
        return;
    }
    sd_template_put(
        &test, "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I AND attnotnull)",
        column->base.key, NULL, NULL);
    sd_guard_block(script, test.bytes, text.bytes);
}

void sd_alter_column(Script *script, const Action *action)
{
    const Column *from = (const Column *) action->from, *to = (const Column *) action->to;
    Text column = sd_text(script->arena);

    /* Another expression is another column: the plan drops it and makes it again. */
    sd_template_put(&column, "ALTER TABLE %p ALTER COLUMN %i", action->to->key, NULL, NULL);
    if (sd_action_alters(action, "generated")) {
        sd_script_say(script, "%s DROP EXPRESSION%s", column.bytes, script->guarded ? " IF EXISTS" : "");
    }
    if (sd_action_alters(action, "type") || sd_action_alters(action, "collation")) {
        alter_type(script, action);
    }
    if (sd_action_alters(action, "options")) {
        sd_script_options(script, column.bytes, from->options, to->options);
    }
    if (sd_action_alters(action, "foreign_options")) {
        sd_script_foreign_options(
            script, action->to, "ALTER FOREIGN TABLE %p ALTER COLUMN %i",
            "(SELECT attfdwoptions FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I)",
            from->foreign_options, to->foreign_options);
    }
    if (sd_action_alters(action, "not_null")) {
        alter_not_null(script, to);
    }
}

/* ---- defaults -------------------------------------------------------------------------------------------------- */

void sd_create_default(Script *script, const Action *action)
{
    Text text = sd_text(script->arena);

    sd_template_put(&text, "ALTER TABLE %p ALTER COLUMN %i SET DEFAULT ", action->to->key->parent, NULL, NULL);
    sd_text_expr(&text, ((const ColumnDefault *) action->to)->expr);
    sd_script_say(script, "%s", text.bytes);
}

/* A generated or an identity column refuses DROP DEFAULT, and by the second run it may be one. */
void sd_drop_default(Script *script, const Action *action)
{
    Key column = action->from->key->parent;
    const Column *wanted = (const Column *) sd_catalog_find(script->plan->wanted, column);
    Text text = sd_text(script->arena), test = sd_text(script->arena);
    bool stays_plain = wanted && !wanted->generated;

    for (const Object *object = script->plan->wanted->first; object && stays_plain; object = object->next_all) {
        stays_plain = object->key->kind != KIND_SEQUENCE || ((const Sequence *) object)->owned_by != column ||
                      !((const Sequence *) object)->identity;
    }
    sd_template_put(&text, "ALTER TABLE %p ALTER COLUMN %i DROP DEFAULT", column, NULL, NULL);
    if (stays_plain) {
        sd_script_say(script, "%s", text.bytes);
        return;
    }
    sd_template_put(&test,
                    "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I "
                    "AND atthasdef AND attgenerated = '')",
                    column, NULL, NULL);
    sd_guard_block(script, test.bytes, text.bytes);
}
