/* INHERIT, ATTACH PARTITION and their opposites. */
#include "parser/sql/table.h"

#include <string.h>

/* ---- inheritance -------------------------------------------------------------------------------------------- */

static const KeyList *keys_without(const Session *session, const KeyList *list, Key key)
{
    Key *kept = sd_arena_alloc(sd_session_arena(session), (sd_keys_count(list) + 1) * sizeof *kept);
    size_t count = 0;

    for (size_t i = 0; i < sd_keys_count(list); i++) {
        if (list->items[i] != key) {
            kept[count++] = list->items[i];
        }
    }
    return sd_keys(sd_session_arena(session), kept, count);
}

void sd_change_add_parent(Change *change)
{
    Table *table = (Table *) change->target;
    Key parent = sd_session_relation_key(change->session, change->command->def->range_var);
    size_t count = sd_keys_count(table->inherits);
    Key *keys = sd_arena_alloc(sd_session_arena(change->session), (count + 1) * sizeof *keys);

    if (table->base.key->kind != KIND_TABLE || !parent) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = table->inherits->items[i];
    }
    keys[count] = parent;
    sd_table_state(change->session)->inheritance = true;
    table->inherits = sd_keys(sd_session_arena(change->session), keys, count + 1);
}

static bool is_above(Session *session, const Table *table, const Object *part)
{
    KindId kind = part->key->kind;
    bool found = table->partition_of && sd_lineage_child(session, kind, table->partition_of, part->key->name);

    for (size_t i = 0; i < sd_keys_count(table->inherits) && !found; i++) {
        found = sd_lineage_child(session, kind, table->inherits->items[i], part->key->name) != NULL;
    }
    return found;
}

/* What no table above has any more is the table's own (RemoveInheritance of tablecmds.c). */
static void keep_columns(Session *session, Table *table)
{
    for (Object *child = table->base.first_child; child; child = child->next) {
        if (child->key->kind == KIND_COLUMN && !is_above(session, table, child)) {
            ((Column *) child)->inherited = false;
        }
    }
}

void sd_change_drop_parent(Change *change)
{
    Table *table = (Table *) change->target;
    Key parent = sd_session_relation_key(change->session, change->command->def->range_var);

    if (table->base.key->kind != KIND_TABLE || !parent) {
        return;
    }
    table->inherits = keys_without(change->session, table->inherits, parent);
    keep_columns(change->session, table);
    sd_like_rest(change->session, table->base.key, parent, LIKE_CONSTRAINTS);
}

/* ---- attaching ---------------------------------------------------------------------------------------------- */

/* Checks are matched by name, foreign keys by what they are about. */
static bool is_same(const Object *child, const Object *of_parent)
{
    const Constraint *a = (const Constraint *) child, *b = (const Constraint *) of_parent;

    if (child->key->kind != KIND_CONSTRAINT || of_parent->key->kind != KIND_CONSTRAINT || a->type != b->type) {
        return false;
    }
    if (strcmp(a->type->text, "CHECK") == 0) {
        return a->base.key->name == b->base.key->name;
    }
    return a->referenced && sd_list_equal(a->columns, b->columns) && a->referenced == b->referenced &&
           sd_list_equal(a->referenced_columns, b->referenced_columns) && a->on_update == b->on_update &&
           a->on_delete == b->on_delete && a->match == b->match && a->deferrable == b->deferrable &&
           a->initially_deferred == b->initially_deferred;
}

/* A foreign key that comes from above goes by the name from there (Constraint.called). */
static void call_as(Session *session, Constraint *constraint, Name name)
{
    Catalog *catalog = sd_session_catalog(session);
    Key key = sd_key(catalog->names, KIND_CONSTRAINT, constraint->base.key->parent, name, NULL);
    Name called = constraint->base.key->name;

    if (constraint->referenced && !sd_catalog_find(catalog, key)) {
        sd_catalog_rename(catalog, &constraint->base, key);
        constraint->called = constraint->called ? constraint->called : called;
    }
}

/* A constraint of the parent takes at most one of the partition's. */
static void merge_part(Session *session, const Object *partition, const Object *part)
{
    for (Object *child = partition->first_child; child; child = child->next) {
        if (is_same(child, part)) {
            ((Constraint *) child)->inherited = true;
            call_as(session, (Constraint *) child, part->key->name);
            return;
        }
    }
}

static void merge_parts(Session *session, Object *partition, Key parent)
{
    const Table *source = sd_lineage_table(session, parent);

    for (const Object *part = source ? source->base.first_child : NULL; part; part = part->next) {
        merge_part(session, partition, part);
    }
}

static void merge_into(Session *session, Key parent, const Object *part, unsigned depth)
{
    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        if (object->key->kind == KIND_TABLE && ((const Table *) object)->partition_of == parent) {
            merge_part(session, object, part);
            if (depth < DEEPEST_INHERITANCE) {
                merge_into(session, object->key, part, depth + 1);
            }
        }
    }
}

void sd_partitions_merge(Session *session, const Object *part)
{
    const Table *table = sd_lineage_table(session, part->key->parent);

    if (table && table->partition_key) {
        merge_into(session, table->base.key, part, 0);
    }
}

static void attach_table(Change *change, Table *partition)
{
    Session *session = change->session;
    const PgQuery__PartitionCmd *command = change->command->def->partition_cmd;
    Slice name = sd_slice_rest(session, sd_slice_offset(session, command->name->location));
    Key parent = change->target->key;

    for (Object *child = partition->base.first_child; child; child = child->next) {
        if (child->key->kind == KIND_COLUMN) {
            ((Column *) child)->inherited = true;
        }
    }
    sd_table_state(session)->inheritance = true;
    merge_parts(session, &partition->base, parent);
    partition->partition_of = parent;
    partition->partition_bound =
        sd_table_partition_bound(session, sd_slice_behind_name(session, name).start, command->bound);
    sd_shares_give(session, &partition->base);
}

void sd_change_attach_partition(Change *change)
{
    const PgQuery__RangeVar *name = change->command->def->partition_cmd->name;
    Object *partition;

    if (change->target->key->kind == KIND_INDEX || change->target->key->kind == KIND_CONSTRAINT) {
        Object *share = sd_session_index(change->session, name);

        if (share) {
            sd_share_attach(change->session, change->target, share);
        } else {
            sd_session_error(change->session, name->location, "index \"%s\" is not declared", name->relname);
        }
        return;
    }
    partition = sd_session_relation(change->session, name);
    if (!partition || partition->key->kind != KIND_TABLE) {
        sd_session_error(change->session, name->location, "table \"%s\" is not declared", name->relname);
        return;
    }
    attach_table(change, (Table *) partition);
}

/* ---- detaching ---------------------------------------------------------------------------------------------- */

static bool has_same(const Object *table, const Object *part)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        if (is_same(child, part)) {
            return true;
        }
    }
    return false;
}

static void keep_parts(Session *session, const Object *partition, Key parent)
{
    const Table *source = sd_lineage_table(session, parent);

    for (const Object *part = source ? source->base.first_child : NULL; part; part = part->next) {
        if (!has_same(partition, part)) {
            sd_like_part(session, partition->key, part, LIKE_CONSTRAINTS | LIKE_FOREIGN_KEYS);
        }
    }
}

static void call_as_before(Session *session, const Object *partition)
{
    for (Object *child = partition->first_child, *next; child; child = next) {
        Constraint *constraint = child->key->kind == KIND_CONSTRAINT ? (Constraint *) child : NULL;

        next = child->next;
        if (constraint && constraint->called) {
            call_as(session, constraint, constraint->called);
            constraint->called = NULL;
        }
    }
}

void sd_change_detach_partition(Change *change)
{
    Session *session = change->session;
    const PgQuery__RangeVar *name = change->command->def->partition_cmd->name;
    Table *partition = (Table *) sd_session_relation(session, name);
    Key parent = change->target->key;

    if (!partition || partition->base.key->kind != KIND_TABLE || partition->partition_of != parent) {
        sd_session_error(session, name->location, "table \"%s\" is not declared as a partition of %s", name->relname,
                         sd_session_phrase(session, parent));
        return;
    }
    partition->partition_of = NULL;
    partition->partition_bound = NULL;
    keep_columns(session, partition);
    keep_parts(session, &partition->base, parent);
    call_as_before(session, &partition->base);
    sd_triggers_leave(session, &partition->base);
    sd_shares_leave(&partition->base);
}
