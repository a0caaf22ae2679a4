#include "emitter/online.h"

#include "emitter/guard.h"
#include "emitter/template.h"

#include <string.h>

/* ---- what is there ----------------------------------------------------------------------------------------------- */

/* The relation was there before, so that it has rows and users. */
const Object *sd_online_used(const Script *script, Key key)
{
    const Object *now = sd_catalog_find(script->plan->now, key);

    return now && sd_fold_find(script->fold, VERB_CREATE, key) == NO_ACTION ? now : NULL;
}

/* A partitioned table has neither rows nor a file of its own, and a foreign table has them elsewhere. */
static bool has_rows_of_its_own(const Script *script, Key key)
{
    const Object *relation = sd_online_used(script, key);
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

void sd_online_validate(Script *script, Key constraint)
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

static bool can_be_not_valid(const Constraint *constraint, const Table *table)
{
    return !is_key(constraint) && !constraint->not_valid && !constraint->not_enforced && !constraint->method &&
           !table->server;
}

void sd_online_add_not_valid(Script *script, const Constraint *constraint)
{
    Constraint copy = *constraint;
    Action action = { .verb = VERB_CREATE, .to = &copy.base };

    copy.not_valid = true;
    sd_writers[KIND_CONSTRAINT].create(script, &action);
}

static bool create_constraint(Script *script, Action *action)
{
    const Constraint *constraint = (const Constraint *) action->to;
    Key key = action->to->key;
    const Table *table = key->parent->kind == KIND_TABLE ? (const Table *) sd_online_used(script, key->parent) : NULL;

    if (table && has_plain_index(script, constraint)) {
        add_key(script, constraint);
        return true;
    }
    if (table && can_be_not_valid(constraint, table)) {
        if (sd_online_add_to_partitions(script, constraint)) {
            return false;
        }
        sd_online_add_not_valid(script, constraint);
        sd_online_validate(script, key);
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
    sd_online_validate(script, action->to->key);
    return true;
}

/* ---- columns ------------------------------------------------------------------------------------------------------ */

/* SET NOT NULL reads no row where a valid check says the same (NotNullImpliedByRelConstraints of tablecmds.c, from 12). */
static bool set_not_null(Script *script, Action *action)
{
    const Column *column = (const Column *) action->to;
    Key key = column->base.key, check;
    const Table *table = (const Table *) sd_online_used(script, key->parent);
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
    { KIND_TABLE,             VERB_DROP,   NULL,        sd_online_drop_partition },
    { KIND_TABLE,             VERB_ALTER,  "partition_of", sd_online_detach },
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
