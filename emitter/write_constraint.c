/* Constraints of tables and domains. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

#include <string.h>

/* The columns of a key, the last of which may be a period. */
static void put_key_columns(Text *text, const Constraint *constraint, const List *columns)
{
    size_t count = sd_list_count(columns);

    if (!constraint->period) {
        sd_text_name_list(text, columns);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        sd_text_put(text, i ? ", " : " (");
        sd_text_put(text, i + 1 == count && constraint->referenced ? "PERIOD " : "");
        sd_text_identifier(text, columns->items[i]);
    }
    sd_text_put(text, constraint->referenced ? ")" : " WITHOUT OVERLAPS)");
}

void sd_text_references(Text *text, const Constraint *constraint)
{
    sd_text_put(text, " REFERENCES ");
    sd_text_qualified(text, constraint->referenced);
    put_key_columns(text, constraint, constraint->referenced_columns);
    if (constraint->match) {
        sd_text_put(text, " MATCH ");
        sd_text_put_name(text, constraint->match);
    }
    if (constraint->on_update) {
        sd_text_put(text, " ON UPDATE ");
        sd_text_put_name(text, constraint->on_update);
    }
    if (constraint->on_delete) {
        sd_text_put(text, " ON DELETE ");
        sd_text_put_name(text, constraint->on_delete);
        sd_text_name_list(text, constraint->on_delete_columns);
    }
}

static void put_exclusion(Text *text, const Constraint *constraint)
{
    sd_text_put(text, " USING ");
    sd_text_identifier(text, constraint->method);
    sd_text_put(text, " (");
    for (size_t i = 0; i < sd_exprs_count(constraint->elements); i++) {
        bool has_options = i < sd_list_count(constraint->element_options);

        sd_text_put(text, i ? ", " : "");
        sd_text_element(text, constraint->elements->items[i],
                        has_options ? constraint->element_options->items[i] : NULL);
        sd_text_put(text, " WITH ");
        sd_text_put_name(text, constraint->operators->items[i]);
    }
    sd_text_put(text, ")");
}

/* What all constraints with an index behind them may say. */
static void put_index_parts(Text *text, const Constraint *constraint)
{
    if (sd_list_count(constraint->include)) {
        sd_text_put(text, " INCLUDE");
        sd_text_name_list(text, constraint->include);
    }
    sd_text_with(text, constraint->options);
    if (constraint->tablespace) {
        sd_text_put(text, " USING INDEX TABLESPACE ");
        sd_text_identifier(text, constraint->tablespace);
    }
}

static void put_deferring(Text *text, const Constraint *constraint)
{
    sd_text_put(text, constraint->deferrable ? " DEFERRABLE" : "");
    sd_text_put(text, constraint->initially_deferred ? " INITIALLY DEFERRED" : "");
}

void sd_text_constraint_using(Text *text, const Constraint *constraint, Name index)
{
    sd_text_put(text, "CONSTRAINT ");
    sd_text_identifier(text, constraint->base.key->name);
    sd_text_put(text, " ");
    sd_text_put_name(text, constraint->type);
    sd_text_put(text, " USING INDEX ");
    sd_text_identifier(text, index);
    put_deferring(text, constraint);
}

void sd_text_constraint(Text *text, const Constraint *constraint)
{
    bool is_exclusion = constraint->method != NULL;

    sd_text_put(text, "CONSTRAINT ");
    sd_text_identifier(text, constraint->base.key->name);
    sd_text_put(text, " ");
    sd_text_put_name(text, constraint->type);
    sd_text_put(text, constraint->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
    if (is_exclusion) {
        put_exclusion(text, constraint);
    } else if (constraint->expr) {
        sd_text_put(text, " (");
        sd_text_expr(text, constraint->expr);
        sd_text_put(text, constraint->no_inherit ? ") NO INHERIT" : ")");
    } else {
        put_key_columns(text, constraint, constraint->columns);
    }
    if (constraint->referenced) {
        sd_text_references(text, constraint);
    }
    put_index_parts(text, constraint);
    if (is_exclusion && constraint->expr) {
        sd_text_put(text, " WHERE (");
        sd_text_expr(text, constraint->expr);
        sd_text_put(text, ")");
    }
    put_deferring(text, constraint);
    sd_text_put(text, constraint->not_enforced ? " NOT ENFORCED" : "");
    sd_text_put(text, constraint->not_valid ? " NOT VALID" : "");
}

/* A key of one column, with nothing special, that bears the name the server would give it. */
bool sd_constraint_is_inline(const Constraint *constraint)
{
    static const struct {
        const char *type, *label;
    } forms[] = { { "PRIMARY KEY", "pkey" }, { "UNIQUE", "key" }, { "FOREIGN KEY", "fkey" } };
    Key key = constraint->base.key;

    if (sd_list_count(constraint->columns) != 1 || constraint->nulls_not_distinct ||
        sd_list_count(constraint->include) || sd_list_count(constraint->options) || constraint->tablespace ||
        constraint->deferrable || constraint->not_valid || constraint->not_enforced || constraint->on_delete_columns) {
        return false;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(constraint->type->text, forms[i].type) == 0) {
            return sd_is_server_name(key->name, key->parent->name, i ? constraint->columns->items[0] : NULL,
                                     forms[i].label);
        }
    }
    return false;
}

static void say_add(Script *script, const Constraint *constraint)
{
    Key key = constraint->base.key;
    Text text = sd_text(script->arena), test = sd_text(script->arena);

    sd_text_format(&text, "ALTER %s %s%s ADD ", sd_parent_word(key), constraint->only ? "ONLY " : "",
                   sd_sql_name(script, key->parent));
    sd_text_constraint(&text, constraint);
    sd_text_put(&test, sd_guard_missing(script, key));
    sd_guard_block(script, test.bytes, text.bytes);
}

static void say_index_comment(Script *script, const Constraint *constraint)
{
    const Key key = constraint->base.key;
    Key index = sd_key(script->plan->wanted->names, KIND_INDEX, key->parent, key->name, NULL);

    sd_script_say(script, "COMMENT ON INDEX %s IS %s", sd_sql_name(script, index),
                  constraint->index_comment ? sd_sql_literal(script, constraint->index_comment->text) : "NULL");
}

void sd_script_constraint_said(Script *script, const Constraint *constraint)
{
    if (constraint->index_comment) {
        say_index_comment(script, constraint);
    }
    if (constraint->clustered) {
        sd_script_clustered(script, constraint->base.key, true);
    }
}

void sd_script_constraint_rest(Script *script, const Constraint *constraint)
{
    sd_script_attach_share(script, &constraint->base);
    sd_script_constraint_said(script, constraint);
    sd_script_replica_identity(script, constraint->base.key);
}

void sd_create_constraint(Script *script, const Action *action)
{
    say_add(script, (const Constraint *) action->to);
    sd_script_constraint_rest(script, (const Constraint *) action->to);
}

/* Of what makes a constraint, only when a foreign key is checked can be altered; NOT VALID goes one way.  All other
 * changes are replaces. */
void sd_alter_constraint(Script *script, const Action *action)
{
    const Constraint *to = (const Constraint *) action->to;
    Key key = action->to->key;
    const char *parent = sd_sql_name(script, key->parent), *name = sd_sql_identifier(script, key->name);

    if (sd_action_alters(action, "share_of")) {
        sd_script_attach_share(script, action->to);
    }
    if (sd_action_alters(action, "deferrable") || sd_action_alters(action, "initially_deferred")) {
        sd_script_say(script, "ALTER TABLE %s ALTER CONSTRAINT %s %s", parent, name,
                      to->initially_deferred ? "DEFERRABLE INITIALLY DEFERRED"
                      : to->deferrable       ? "DEFERRABLE INITIALLY IMMEDIATE"
                                             : "NOT DEFERRABLE");
    }
    if (sd_action_alters(action, "clustered")) {
        sd_script_clustered(script, key, to->clustered);
    }
    if (sd_action_alters(action, "index_comment")) {
        say_index_comment(script, to);
    }
    if (sd_action_alters(action, "not_valid")) {
        sd_script_say(script, "ALTER %s %s VALIDATE CONSTRAINT %s", sd_parent_word(key), parent, name);
    }
    sd_script_replica_identity_of_share(script, action);
}
