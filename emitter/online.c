#include "emitter/online.h"

#include "emitter/guard.h"
#include "emitter/template.h"

#include <string.h>

/* ---- what is there ----------------------------------------------------------------------------------------------- */

/* The relation was there before, so that it has rows and users. */
static const Object *used_relation(const Script *script, Key key)
{
    const Object *now = sd_catalog_find(script->plan->now, key);

    return now && sd_fold_find(script->fold, VERB_CREATE, key) == NO_ACTION ? now : NULL;
}

/* A partitioned table has neither rows nor a file of its own, and a foreign table has them elsewhere. */
static bool has_rows_of_its_own(const Script *script, Key key)
{
    const Object *relation = used_relation(script, key);
    const Table *table = (const Table *) relation;

    return relation && (key->kind != KIND_TABLE || (!table->partition_key && !table->server));
}

static bool is_taken(const Catalog *catalog, Key key)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->name == key->name && (sd_kind_of(object)->traits & (IS_RELATION | IS_INDEXED)) &&
            sd_key_schema(object->key) == sd_key_schema(key)) {
            return true;
        }
    }
    return false;
}

/* A key whose name nothing has, made of the parts as the server would make it. */
static Key spare_key(const Script *script, KindId kind, Key parent, Name first, Name second, const char *label)
{
    Names *names = script->plan->wanted->names;
    const char *attempt = label;
    Key key;

    for (int number = 1;; number++) {
        key = sd_key(names, kind, parent, sd_server_name(names, first, second, attempt), NULL);
        if (!is_taken(script->plan->now, key) && !is_taken(script->plan->wanted, key)) {
            return key;
        }
        attempt = sd_arena_format(script->arena, "%s%d", label, number);
    }
}

/* The action alters what it is about in a way that what stands on it may not bear.  Columns of a primary key cannot become
 * nullable. */
static bool reshapes(const Script *script, size_t at)
{
    const Action *action = at != NO_ACTION ? &script->plan->actions[at] : NULL;

    for (size_t i = 0; action && i < action->attr_count; i++) {
        if (action->attrs[i]->blocked_by) {
            return true;
        }
    }
    return action && action->to->key->kind == KIND_COLUMN && sd_action_alters(action, "not_null") &&
           !((const Column *) action->to)->not_null;
}

/* The present object can stay until its successor is there: nothing that it needs goes or gets another shape. */
static bool can_stay(const Script *script, Key key)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(script->plan->now, key, &edges);

    for (size_t i = 0; i < count; i++) {
        if (sd_fold_find(script->fold, VERB_DROP, edges[i].to) != NO_ACTION ||
            reshapes(script, sd_fold_find(script->fold, VERB_ALTER, edges[i].to)) ||
            reshapes(script, sd_fold_find_last(script->fold, VERB_ALTER, edges[i].to))) {
            return false;
        }
    }
    return true;
}

/* Replaced for its own sake: the new one is made first, under another name, and takes the place of the old one. */
static bool is_exchanged(const Script *script, Key key)
{
    size_t drop = sd_fold_find(script->fold, VERB_DROP, key), create = sd_fold_find(script->fold, VERB_CREATE, key);

    return drop != NO_ACTION && create != NO_ACTION && !script->plan->actions[drop].held &&
           !script->plan->actions[drop].with_parent && sd_guard_drops_always(script, key) && can_stay(script, key);
}

/* ---- indexes ------------------------------------------------------------------------------------------------------ */

static const char *is_left_invalid(const Script *script, Key index)
{
    Text test = sd_text(script->arena);

    sd_template_put(&test, "EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%N) AND NOT indisvalid)", index,
                    NULL, NULL);
    return test.bytes;
}

/* A build that fails leaves an index behind that is of no use, and IF NOT EXISTS would take it for the index.  Nobody reads
 * it, and its drop takes no more than a moment. */
static void say_drop_invalid(Script *script, Key index)
{
    if (script->guarded) {
        sd_guard_block(script, is_left_invalid(script, index),
                       sd_arena_format(script->arena, "DROP INDEX %s", sd_sql_name(script, index)));
    }
}

/* A runner that begins again where it failed runs the build alone, and IF NOT EXISTS finds what is left of the first one. */
static void say_assert_valid(Script *script, Key index)
{
    const char *name = sd_sql_name(script, index);
    Text text = sd_text(script->arena);

    if (!script->guarded || !script->in_parts) {
        return;
    }
    sd_text_put(&text, "RAISE EXCEPTION USING MESSAGE = ");
    sd_text_literal(&text, sd_arena_format(script->arena, "the build of index %s was interrupted", name));
    sd_text_put(&text, ", HINT = ");
    sd_text_literal(
        &text, sd_arena_format(script->arena, "DROP INDEX CONCURRENTLY %s, then run its CREATE INDEX again", name));
    sd_guard_block(script, is_left_invalid(script, index), text.bytes);
}

static void build_concurrently(Script *script, const Index *index, Key name)
{
    Index copy = *index;

    copy.base.key = name;
    say_drop_invalid(script, name);
    sd_script_pace(script, PACE_ALONE);
    script->concurrently = true;
    sd_script_create_index(script, &copy);
    script->concurrently = false;
    sd_script_pace(script, PACE_BRIEF);
    say_assert_valid(script, name);
}

static void drop_concurrently(Script *script, Key index)
{
    sd_script_pace(script, PACE_ALONE);
    sd_script_say(script, "DROP INDEX CONCURRENTLY %s%s", script->guarded ? "IF EXISTS " : "",
                  sd_sql_name(script, index));
    sd_script_pace(script, PACE_BRIEF);
}

static bool is_invalid(const Script *script, Key index)
{
    const Index *now = (const Index *) sd_catalog_find(script->plan->now, index);

    return now && now->invalid;
}

static bool create_index(Script *script, Action *action)
{
    const Index *index = (const Index *) action->to;
    Key key = action->to->key, built = key;

    if (!has_rows_of_its_own(script, key->parent)) {
        return false;
    }
    if (is_exchanged(script, key) && !is_invalid(script, key)) {
        built = spare_key(script, KIND_INDEX, key->parent, key->name, NULL, "new");
    }
    build_concurrently(script, index, built);
    if (built != key) {
        drop_concurrently(script, key);
        sd_script_say(script, "ALTER INDEX %s%s RENAME TO %s", script->guarded ? "IF EXISTS " : "",
                      sd_sql_name(script, built), sd_sql_identifier(script, key->name));
    }
    sd_script_index_rest(script, index);
    return true;
}

/* One that is exchanged goes when its successor is there; the build drops one that is INVALID. */
static bool drop_index(Script *script, Action *action)
{
    Key key = action->from->key;

    if (!has_rows_of_its_own(script, key->parent) || !sd_guard_drops_always(script, key)) {
        return false;
    }
    if (!is_exchanged(script, key) || (is_invalid(script, key) && !script->guarded)) {
        drop_concurrently(script, key);
    }
    return true;
}

/* ---- constraints -------------------------------------------------------------------------------------------------- */

static bool is_key(const Constraint *constraint)
{
    return strcmp(constraint->type->text, "PRIMARY KEY") == 0 || strcmp(constraint->type->text, "UNIQUE") == 0;
}

static void say_validate(Script *script, Key constraint)
{
    sd_script_pace(script, PACE_LONG);
    sd_script_say(script, "ALTER TABLE %s VALIDATE CONSTRAINT %s", sd_sql_name(script, constraint->parent),
                  sd_sql_identifier(script, constraint->name));
    sd_script_pace(script, PACE_BRIEF);
}

/* The index of a key with a period is one that only ADD CONSTRAINT can make. */
static bool has_plain_index(const Script *script, const Constraint *constraint)
{
    return is_key(constraint) && !constraint->period && has_rows_of_its_own(script, constraint->base.key->parent);
}

static Index index_of(const Script *script, const Constraint *constraint)
{
    size_t count = sd_list_count(constraint->columns);
    Expr **elements = sd_arena_alloc(script->arena, (count + 1) * sizeof(Expr *));

    for (size_t i = 0; i < count; i++) {
        elements[i] = sd_arena_alloc(script->arena, sizeof **elements);
        elements[i]->text =
            sd_name(script->plan->wanted->names, sd_sql_identifier(script, constraint->columns->items[i]));
    }
    return (Index){ .base = { .key = constraint->base.key },
                    .is_unique = true,
                    .nulls_not_distinct = constraint->nulls_not_distinct,
                    .elements = sd_exprs(script->arena, elements, count),
                    .include = constraint->include,
                    .options = constraint->options,
                    .tablespace = constraint->tablespace };
}

/* The index gets the name of the constraint (ATExecAddIndexConstraint of tablecmds.c). */
static void add_key(Script *script, const Constraint *constraint)
{
    Key key = constraint->base.key;
    bool exchanges = is_exchanged(script, key);
    Key index = exchanges ? spare_key(script, KIND_INDEX, key->parent, key->name, NULL, "new")
                          : sd_key(script->plan->wanted->names, KIND_INDEX, key->parent, key->name, NULL);
    Index made = index_of(script, constraint);
    Text text = sd_text(script->arena), test = sd_text(script->arena);

    build_concurrently(script, &made, index);
    sd_text_format(&text, "ALTER TABLE %s ", sd_sql_name(script, key->parent));
    if (exchanges) {
        sd_text_format(&text, "DROP CONSTRAINT %s%s, ", script->guarded ? "IF EXISTS " : "",
                       sd_sql_identifier(script, key->name));
        sd_template_put(&test, "to_regclass(%N) IS NOT NULL", index, NULL, NULL);
    } else {
        sd_text_put(&test, sd_guard_missing(script, key));
    }
    sd_text_put(&text, "ADD ");
    sd_text_constraint_using(&text, constraint, index->name);
    sd_guard_block(script, test.bytes, text.bytes);
    sd_script_constraint_rest(script, constraint);
}

/* Before 18 a foreign key of a partitioned table cannot be NOT VALID (ATAddForeignKeyConstraint of tablecmds.c). */
static bool can_be_not_valid(const Constraint *constraint, const Table *table)
{
    return !constraint->not_valid && !constraint->not_enforced && !constraint->method && !table->server &&
           !(constraint->referenced && table->partition_key);
}

static bool create_constraint(Script *script, Action *action)
{
    const Constraint *constraint = (const Constraint *) action->to;
    Key key = action->to->key;
    const Table *table = key->parent->kind == KIND_TABLE ? (const Table *) used_relation(script, key->parent) : NULL;

    if (table && has_plain_index(script, constraint)) {
        add_key(script, constraint);
        return true;
    }
    if (table && !is_key(constraint) && can_be_not_valid(constraint, table)) {
        Constraint copy = *constraint;
        Action first = *action;

        copy.not_valid = true;
        first.to = &copy.base;
        sd_writers[KIND_CONSTRAINT].create(script, &first);
        say_validate(script, key);
        return true;
    }
    return false;
}

/* One that is exchanged goes when the index of its successor is there. */
static bool drop_constraint(Script *script, Action *action)
{
    const Constraint *constraint = (const Constraint *) action->from;
    const Constraint *successor = (const Constraint *) sd_catalog_find(script->plan->wanted, constraint->base.key);

    return successor && constraint->base.key->parent->kind == KIND_TABLE && has_plain_index(script, successor) &&
           is_exchanged(script, constraint->base.key);
}

static bool validate(Script *script, Action *action)
{
    if (action->to->key->parent->kind != KIND_TABLE) {
        return false; /* VALIDATE of a domain's constraint keeps its tables from being written */
    }
    say_validate(script, action->to->key);
    return true;
}

/* ---- columns ------------------------------------------------------------------------------------------------------ */

/* SET NOT NULL reads no row where a valid check says the same (NotNullImpliedByRelConstraints of tablecmds.c, from 12). */
static bool set_not_null(Script *script, Action *action)
{
    const Column *column = (const Column *) action->to;
    Key key = column->base.key, check;
    const Table *table = (const Table *) used_relation(script, key->parent);
    const char *name, *parent, *identifier = sd_sql_identifier(script, key->name);
    Text nullable = sd_text(script->arena);

    if (!column->not_null || !table || table->server) {
        return false;
    }
    check = spare_key(script, KIND_CONSTRAINT, key->parent, key->parent->name, key->name, "not_null_check");
    name = sd_sql_identifier(script, check->name);
    parent = sd_sql_name(script, key->parent);
    sd_template_put(&nullable,
                    "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I "
                    "AND NOT attnotnull)",
                    key, NULL, NULL);
    sd_guard_block(script, sd_arena_format(script->arena, "%s AND %s", nullable.bytes, sd_guard_missing(script, check)),
                   sd_arena_format(script->arena, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
                                   parent, name, identifier));
    sd_script_pace(script, PACE_LONG);
    sd_guard_block(script, sd_guard_exists(script, check),
                   sd_arena_format(script->arena, "ALTER TABLE %s VALIDATE CONSTRAINT %s", parent, name));
    sd_script_pace(script, PACE_BRIEF);
    sd_script_say(script, "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL", parent, identifier);
    sd_script_say(script, "ALTER TABLE %s DROP CONSTRAINT %s%s", parent, script->guarded ? "IF EXISTS " : "", name);
    return true;
}

/* ---- partitions --------------------------------------------------------------------------------------------------- */

static bool has_default_partition(const Catalog *catalog, Key parent)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Table *table = (const Table *) object;

        if (object->key->kind == KIND_TABLE && table->partition_of == parent && table->partition_bound &&
            strcmp(table->partition_bound->text->text, "DEFAULT") == 0) {
            return true;
        }
    }
    return false;
}

static const char *effect(const Script *script, const char *what)
{
    return script->guarded ? sd_arena_format(script->arena, "-- schemadiff:effect %s\n", what) : "";
}

/* DETACH ... CONCURRENTLY has no IF and cannot stand in a block.  But ALTER TABLE IF EXISTS does nothing where the search_path does not
 * lead to the table: it leads there only as long as there is something to detach.  One that was interrupted is brought to its end. */
static void say_detach(Script *script, Key child, Key parent)
{
    const char *test = sd_script_is_child(script, child, parent);
    const char *detach = sd_arena_format(script->arena, "ALTER TABLE %s DETACH PARTITION %s",
                                         sd_sql_name(script, parent), sd_sql_name(script, child));
    const char *schema = sd_sql_literal(
        script, sd_arena_format(script->arena, "%s, pg_temp", sd_sql_identifier(script, sd_key_schema(parent))));

    if (!script->guarded) {
        sd_script_pace(script, PACE_ALONE);
        sd_script_say(script, "%s CONCURRENTLY", detach);
        sd_script_pace(script, PACE_BRIEF);
        return;
    }
    sd_text_put(script->text, effect(script, "none"));
    sd_guard_block(
        script,
        sd_arena_format(script->arena,
                        "EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(%s) AND inhdetachpending)",
                        sd_sql_literal(script, sd_sql_name(script, child))),
        sd_arena_format(script->arena, "%s FINALIZE", detach));
    sd_script_pace(script, PACE_ALONE);
    sd_script_say(script, "SELECT set_config('search_path', CASE WHEN %s THEN %s ELSE '' END, false)", test, schema);
    sd_text_put(script->text, effect(script, sd_arena_format(script->arena, "%s CONCURRENTLY", detach)));
    sd_script_say(script, "ALTER TABLE IF EXISTS %s DETACH PARTITION %s CONCURRENTLY",
                  sd_sql_identifier(script, parent->name), sd_sql_name(script, child));
    sd_script_say(script, "RESET search_path");
    sd_script_pace(script, PACE_BRIEF);
}

/* DETACH ... CONCURRENTLY leaves a check of the bound behind, of a name that the server chooses (DetachAddConstraintIfNeeded of
 * tablecmds.c): whatever check neither side knows. */
static void say_drop_bound_check(Script *script, const Table *table)
{
    const Object *sides[] = { &table->base, sd_catalog_find(script->plan->wanted, table->base.key) };
    const char *name = sd_sql_name(script, table->base.key);
    Text text = sd_text(script->arena);
    size_t count = 0;

    sd_text_format(&text,
                   "\nDECLARE\n    name text;\nBEGIN\n    FOR name IN SELECT conname FROM pg_constraint\n"
                   "        WHERE conrelid = to_regclass(%s) AND contype = 'c' AND conname <> ALL (ARRAY[",
                   sd_sql_literal(script, name));
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        for (const Object *child = sides[i] ? sides[i]->first_child : NULL; child; child = child->next) {
            if (child->key->kind == KIND_CONSTRAINT) {
                sd_text_put(&text, count++ ? ", " : "");
                sd_text_literal(&text, child->key->name->text);
            }
        }
    }
    sd_text_format(&text,
                   "]::text[])\n    LOOP\n        EXECUTE format('ALTER TABLE %%s DROP CONSTRAINT %%I', %s, name);\n"
                   "    END LOOP;\nEND\n",
                   sd_sql_literal(script, name));
    sd_text_put(script->text, effect(script, "none"));
    sd_text_put(script->text, "DO ");
    sd_text_dollar(script->text, text.bytes);
    sd_script_end(script);
}

/* A runner that takes a file as one text cannot be told when not to detach: there the short form stays. */
static bool can_detach(const Script *script, const Table *table)
{
    int version = script->plan->now->server_version;

    return table->partition_of && !script->in_parts && (version == 0 || version >= 140000) &&
           used_relation(script, table->partition_of) && sd_catalog_find(script->plan->wanted, table->partition_of) &&
           !has_default_partition(script->plan->now, table->partition_of);
}

static bool drop_table(Script *script, Action *action)
{
    const Table *table = (const Table *) action->from;

    if (!action->replaces && can_detach(script, table)) {
        say_detach(script, table->base.key, table->partition_of);
    }
    return false;
}

/* What is left is a table that is no partition. */
static bool detach(Script *script, Action *action)
{
    const Table *from = (const Table *) action->from;
    Table *apart = sd_arena_alloc(script->arena, sizeof *apart);

    if (from->partition_of == ((const Table *) action->to)->partition_of || !can_detach(script, from)) {
        return false;
    }
    say_detach(script, from->base.key, from->partition_of);
    if (script->guarded) {
        say_drop_bound_check(script, from);
    }
    *apart = *from;
    apart->partition_of = NULL;
    apart->partition_bound = NULL;
    action->from = &apart->base;
    return false;
}

/* ---- the table ---------------------------------------------------------------------------------------------------- */

/* The contents are computed without a lock that keeps anybody from anything. */
static bool compute(Script *script, Action *action)
{
    (void) action;
    sd_script_pace(script, PACE_LONG);
    return false;
}

/* clang-format off */
static const struct {
    KindId kind;
    Verb verb;
    const char *row; /* ALTER: the row it does; the others are left */
    bool (*write)(Script *script, Action *action); /* false: the usual form, behind what was written */
} forms[] = {
    { KIND_INDEX,             VERB_CREATE, NULL,        create_index },
    { KIND_INDEX,             VERB_DROP,   NULL,        drop_index },
    { KIND_CONSTRAINT,        VERB_CREATE, NULL,        create_constraint },
    { KIND_CONSTRAINT,        VERB_DROP,   NULL,        drop_constraint },
    { KIND_CONSTRAINT,        VERB_ALTER,  "not_valid", validate },
    { KIND_COLUMN,            VERB_ALTER,  "not_null",  set_not_null },
    { KIND_TABLE,             VERB_DROP,   NULL,        drop_table },
    { KIND_TABLE,             VERB_ALTER,  "partition_of", detach },
    { KIND_MATERIALIZED_VIEW, VERB_CREATE, NULL,        compute },
};
/* clang-format on */

/* The rows of the action without that one, which is done. */
static void leave_out_row(const Script *script, Action *action, const char *row)
{
    const Attr **rest = sd_arena_alloc(script->arena, (action->attr_count + 1) * sizeof *rest);
    size_t count = 0;

    for (size_t i = 0; i < action->attr_count; i++) {
        if (strcmp(action->attrs[i]->name, row) != 0) {
            rest[count++] = action->attrs[i];
        }
    }
    action->attrs = rest;
    action->attr_count = count;
}

bool sd_online_write(Script *script, Action *action)
{
    KindId kind = (action->to ? action->to : action->from)->key->kind;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].kind != kind || forms[i].verb != action->verb ||
            (forms[i].row && !sd_action_alters(action, forms[i].row)) || !forms[i].write(script, action)) {
            continue;
        }
        if (!forms[i].row) {
            return true;
        }
        leave_out_row(script, action, forms[i].row);
    }
    return action->verb == VERB_ALTER && action->attr_count == 0;
}
