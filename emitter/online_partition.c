/* What has an online form of its own where tables have partitions. */
#include "emitter/guard.h"
#include "emitter/online.h"

#include <string.h>

/* ---- foreign keys ------------------------------------------------------------------------------------------------- */

/* Before 18 a foreign key of a partitioned table cannot be NOT VALID (ATAddForeignKeyConstraint of tablecmds.c). */
static bool wants_leaves(const Script *script, const Constraint *constraint)
{
    const Table *table = (const Table *) sd_online_used(script, constraint->base.key->parent);

    return constraint->referenced && table && table->partition_key && script->plan->now->server_version < 180000;
}

/* Does the same with the constraint of each partition that was there before and has none of the name. */
static void each_leaf(Script *script, const Constraint *constraint, Key parent,
                      void (*act)(Script *script, const Constraint *constraint))
{
    for (const Object *object = script->plan->wanted->first; object; object = object->next_all) {
        const Table *table = (const Table *) object;
        Constraint copy = *constraint;

        if (object->key->kind != KIND_TABLE || table->partition_of != parent || !sd_online_used(script, object->key)) {
            continue;
        }
        copy.base.key =
            sd_key(script->plan->wanted->names, KIND_CONSTRAINT, object->key, constraint->base.key->name, NULL);
        if (table->partition_key) {
            each_leaf(script, constraint, object->key, act);
        } else if (!sd_catalog_find(script->plan->now, copy.base.key)) {
            act(script, &copy);
        }
    }
}

static void validate(Script *script, const Constraint *constraint)
{
    sd_online_validate(script, constraint->base.key);
}

/* One that every partition has already, valid, is only put together (tryAttachPartitionForeignKey of tablecmds.c). */
bool sd_online_add_to_partitions(Script *script, const Constraint *constraint)
{
    Key table = constraint->base.key->parent;

    if (!wants_leaves(script, constraint)) {
        return false;
    }
    each_leaf(script, constraint, table, sd_online_add_not_valid);
    each_leaf(script, constraint, table, validate);
    return true;
}

/* ---- detaching ---------------------------------------------------------------------------------------------------- */

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
    const Table *wanted = (const Table *) sd_catalog_find(script->plan->wanted, table->base.key);

    if (wanted && wanted->partition_of == table->partition_of) {
        return false; /* with another bound: it is back at once */
    }
    return table->partition_of && !script->in_parts && (version == 0 || version >= 140000) &&
           sd_online_used(script, table->partition_of) && sd_catalog_find(script->plan->wanted, table->partition_of) &&
           !has_default_partition(script->plan->now, table->partition_of) &&
           !has_default_partition(script->plan->wanted, table->partition_of);
}

bool sd_online_drop_partition(Script *script, Action *action)
{
    const Table *table = (const Table *) action->from;

    if (!action->replaces && can_detach(script, table)) {
        say_detach(script, table->base.key, table->partition_of);
    }
    return false;
}

/* What is left is a table that is no partition. */
bool sd_online_detach(Script *script, Action *action)
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
