/* What tables have from those above: they inherit from them, or are their partitions.
 *
 * Columns come when the table is made, since later statements may say more about them.  Constraints and triggers come
 * when all was read: nothing can be said about them below, but whether a trigger is enabled. */
#include "parser/sql/table.h"

#include <string.h>

/* ---- columns ------------------------------------------------------------------------------------------------ */

void sd_column_hand_down(Session *session, Key table, const Column *from)
{
    const unsigned all = LIKE_DEFAULTS | LIKE_GENERATED | LIKE_STORAGE | LIKE_COMPRESSION;
    Column *column = (Column *) sd_lineage_child(session, KIND_COLUMN, table, from->base.key->name);

    if (!column) {
        column = sd_like_column(session, table, from, all);
        column->inherited = true;
        return;
    }
    column->not_null = column->not_null || from->not_null;
    if (!column->generated) {
        sd_like_default(session, column->base.key, from);
    }
}

/* ---- constraints -------------------------------------------------------------------------------------------- */

/* A check of a partition that its parent has too is the parent's; a table that inherits may declare it as well
 * (MergeWithExistingConstraint of heap.c). */
static void hand_down_constraint(Session *session, Table *table, const Constraint *from)
{
    const char *type = from->type ? from->type->text : "";
    Constraint *present =
        (Constraint *) sd_lineage_child(session, KIND_CONSTRAINT, table->base.key, from->base.key->name);
    bool is_check = strcmp(type, "CHECK") == 0 && !from->no_inherit;

    if (!is_check && !(table->partition_of && strcmp(type, "FOREIGN KEY") == 0)) {
        return;
    }
    if (!present) {
        sd_like_constraint(session, table->base.key, from, from->base.key->name, 0);
        present = (Constraint *) sd_lineage_child(session, KIND_CONSTRAINT, table->base.key, from->base.key->name);
        present->inherited = true;
        present->not_valid = from->not_valid;
    } else if (table->partition_of && is_check) {
        present->inherited = true;
    }
}

/* ---- triggers ----------------------------------------------------------------------------------------------- */

static void copy_trigger(Trigger *to, const Trigger *from)
{
    const Kind *kind = &sd_kinds[KIND_TRIGGER];
    Name enabled = to->enabled;
    bool was_there = to->inherited;

    for (size_t i = 0; i < kind->attr_count; i++) {
        sd_attr_copy(&to->base, &from->base, &kind->attrs[i]);
    }
    to->condition = NULL; /* that of the trigger above counts */
    to->enabled = was_there ? enabled : from->enabled;
    to->inherited = true;
}

/* A clone is as the trigger above, but for whether it is enabled (CloneRowTriggersToPartition of tablecmds.c). */
static void hand_down_trigger(Session *session, Key table, const Trigger *from)
{
    Key key = sd_key(sd_session_names(session), KIND_TRIGGER, table, from->base.key->name, NULL);
    Trigger *clone = (Trigger *) sd_catalog_find(sd_session_catalog(session), key);

    if (!clone) {
        clone = (Trigger *) sd_catalog_add(sd_session_catalog(session), key);
    } else if (!clone->inherited) {
        return;
    }
    if (clone) {
        clone->base.at = from->base.at;
        copy_trigger(clone, from);
    }
}

Trigger *sd_trigger_or_clone(Session *session, Key table, Name name)
{
    Trigger *trigger = (Trigger *) sd_lineage_child(session, KIND_TRIGGER, table, name);
    const Table *owner = sd_lineage_table(session, table);
    const Trigger *above =
        !trigger && owner && owner->partition_of ? sd_trigger_or_clone(session, owner->partition_of, name) : NULL;

    if (above && above->for_each_row && sd_catalog_find(sd_session_catalog(session), table)) {
        hand_down_trigger(session, table, above);
        trigger = (Trigger *) sd_lineage_child(session, KIND_TRIGGER, table, name);
    }
    return trigger;
}

/* Clones whose trigger was dropped or renamed since. */
static void drop_orphans(Session *session, Table *table)
{
    for (Object *child = table->base.first_child, *next; child; child = next) {
        next = child->next;
        if (child->key->kind == KIND_TRIGGER && ((const Trigger *) child)->inherited &&
            !sd_lineage_child(session, KIND_TRIGGER, table->partition_of, child->key->name)) {
            sd_catalog_remove(sd_session_catalog(session), child);
        }
    }
}

void sd_triggers_leave(Session *session, const Object *table)
{
    for (Object *child = table->first_child, *next; child; child = next) {
        next = child->next;
        if (child->key->kind == KIND_TRIGGER && ((const Trigger *) child)->inherited) {
            sd_catalog_remove(sd_session_catalog(session), child);
        }
    }
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

static void receive(Session *session, Table *table, unsigned depth);

/* Top-down: what a table gets it hands on. */
static void receive_from(Session *session, Table *table, Key above, unsigned depth)
{
    const Table *source = sd_lineage_table(session, above);

    if (source && sd_catalog_find(sd_session_catalog(session), above) == &source->base) {
        receive(session, (Table *) (uintptr_t) source, depth + 1);
    }
    for (const Object *child = source ? source->base.first_child : NULL; child; child = child->next) {
        if (child->key->kind == KIND_CONSTRAINT) {
            hand_down_constraint(session, table, (const Constraint *) child);
        } else if (child->key->kind == KIND_TRIGGER && table->partition_of && ((const Trigger *) child)->for_each_row) {
            hand_down_trigger(session, table->base.key, (const Trigger *) child);
        }
    }
}

static void receive(Session *session, Table *table, unsigned depth)
{
    if (depth == DEEPEST_INHERITANCE) {
        return;
    }
    if (table->partition_of) {
        drop_orphans(session, table);
        receive_from(session, table, table->partition_of, depth);
    }
    for (size_t i = 0; i < sd_keys_count(table->inherits); i++) {
        receive_from(session, table, table->inherits->items[i], depth);
    }
}

void sd_parts_hand_down(Session *session)
{
    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        if (object->key->kind == KIND_TABLE) {
            receive(session, (Table *) object, 0);
        }
    }
}
