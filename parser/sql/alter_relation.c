/* What ALTER TABLE, ALTER VIEW, ALTER INDEX and ALTER SEQUENCE do to the relation itself and to its triggers. */
#include "parser/sql/foreign.h"
#include "parser/sql/table.h"

#include <string.h>

/* ---- of the relation itself --------------------------------------------------------------------------------- */

static Table *table_of(const Change *change)
{
    return change->target->key->kind == KIND_TABLE ? (Table *) change->target : NULL;
}

/* Sets a row by name where the kind of the relation has it. */
static void set_name(const Change *change, const char *row, Name value)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(change->target), row);

    if (attr) {
        *(Name *) sd_object_field(change->target, attr) = value;
    }
}

void sd_change_row_security(Change *change)
{
    Table *table = table_of(change);

    if (table) {
        table->row_security = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity;
    }
}

void sd_change_forced_row_security(Change *change)
{
    Table *table = table_of(change);

    if (table) {
        table->force_row_security = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ForceRowSecurity;
    }
}

static bool owns(const Object *table, const Object *object)
{
    return object->key->kind == KIND_SEQUENCE && ((const Sequence *) object)->owned_by &&
           sd_key_within(((const Sequence *) object)->owned_by, table->key);
}

/* Sequences of its columns follow, see sd_table_finish. */
void sd_change_owner(Change *change)
{
    sd_session_set_owner(change->target, sd_session_role(change->session, change->command->newowner));
}

void sd_change_unlogged(Change *change)
{
    bool unlogged = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged;

    if (change->target->key->kind == KIND_SEQUENCE) {
        ((Sequence *) change->target)->unlogged = unlogged;
        return;
    }
    if (table_of(change)) {
        table_of(change)->unlogged = unlogged;
    }
    for (Object *object = sd_session_catalog(change->session)->first; object; object = object->next_all) {
        if (owns(change->target, object)) {
            ((Sequence *) object)->unlogged = unlogged;
        }
    }
}

const List *sd_table_change_options(const Session *session, const List *options, const PgQuery__List *changes,
                                    bool reset)
{
    Arena *arena = sd_session_arena(session);

    for (size_t i = 0; i < changes->n_items; i++) {
        const PgQuery__DefElem *option = changes->items[i]->def_elem;
        const char *value = sd_session_option_text(session, option);
        const char *name = option->defname;

        if (*option->defnamespace) {
            name = sd_arena_format(arena, "%s.%s", option->defnamespace, name);
        }
        options = sd_options_set(arena, sd_session_names(session), options, name,
                                 reset   ? NULL
                                 : value ? value
                                         : "true");
    }
    return options && options->count ? options : NULL;
}

void sd_change_options(Change *change)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(change->target), "options");
    const PgQuery__List *list = change->command->def ? change->command->def->list : NULL;
    bool reset = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions;
    const List **options;

    if (!attr || !list) {
        return;
    }
    options = sd_object_field(change->target, attr);
    *options = sd_table_change_options(change->session, *options, list, reset);
}

void sd_change_foreign_options(Change *change)
{
    Table *table = table_of(change);
    const PgQuery__List *changes = change->command->def->list;

    if (table) {
        table->foreign_options = sd_foreign_options(change->session, table->base.key, table->foreign_options,
                                                    changes->n_items, changes->items);
    }
}

void sd_change_tablespace(Change *change)
{
    set_name(change, "tablespace", sd_session_name(change->session, change->command->name));
}

void sd_change_access_method(Change *change)
{
    set_name(change, "access_method", sd_table_access_method(change->session, change->command->name));
}

/* OF a composite type, NOT OF any. */
void sd_change_type(Change *change)
{
    const PgQuery__TypeName *name = change->command->def ? change->command->def->type_name : NULL;
    const Object *type = name ? sd_session_type_object(change->session, name->n_names, name->names) : NULL;

    if (name && (!type || type->key->kind != KIND_COMPOSITE_TYPE)) {
        sd_session_error(change->session, name->location, "the composite type is not declared");
    } else if (table_of(change)) {
        table_of(change)->of_type = type ? type->key : NULL;
    }
}

void sd_change_replica_identity(Change *change)
{
    const PgQuery__ReplicaIdentityStmt *identity = change->command->def->replica_identity_stmt;
    Names *names = sd_session_names(change->session);
    Name value = NULL;

    switch (*identity->identity_type) {
    case 'f':
        value = sd_name(names, "FULL");
        break;
    case 'n':
        value = sd_name(names, "NOTHING");
        break;
    case 'i':
        value = sd_name_format(names, "INDEX %s", identity->name);
        break;
    default:
        break;
    }
    set_name(change, "replica_identity", value);
}

/* At most one index of a table is the one to cluster on. */
void sd_change_cluster(Change *change)
{
    bool on = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn;

    for (Object *child = change->target->first_child; child; child = child->next) {
        const Attr *clustered = sd_kind_attr(sd_kind_of(child), "clustered");

        if (clustered) {
            *(bool *) sd_object_field(child, clustered) =
                on && strcmp(child->key->name->text, change->command->name) == 0;
        }
    }
}

/* ---- triggers ----------------------------------------------------------------------------------------------- */

/* Before a state is set for the table ONLY, clones below take the one that was. */
static void keep_state_below(Session *session, const Object *table, Name name, Table **below, size_t count)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        for (size_t i = 0; i < count && child->key->kind == KIND_TRIGGER && (!name || child->key->name == name); i++) {
            (void) sd_trigger_or_clone(session, below[i]->base.key, child->key->name);
        }
    }
}

/* Clones that are no objects yet will take their state from above (EnableDisableTrigger of trigger.c). */
static void set_enabled(Session *session, const Object *table, Name name, Name word, bool only, unsigned depth)
{
    Table **below;
    size_t count = depth ? sd_lineage_below(session, table->key, &below) : 0;

    if (only) {
        keep_state_below(session, table, name, below, count);
    }
    for (Object *child = table->first_child; child; child = child->next) {
        if (child->key->kind == KIND_TRIGGER && (!name || child->key->name == name)) {
            ((Trigger *) child)->enabled = word;
        }
    }
    for (size_t i = 0; i < count && !only; i++) {
        if (below[i]->partition_of) {
            set_enabled(session, &below[i]->base, name, word, only, depth - 1);
        }
    }
}

void sd_change_trigger(Change *change)
{
    const char *word = NULL;

    switch (change->command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser:
        word = "DISABLE";
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig:
        word = "ENABLE REPLICA";
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysTrig:
        word = "ENABLE ALWAYS";
        break;
    default:
        break;
    }
    set_enabled(change->session, change->target, change->name, sd_session_name(change->session, word), change->only,
                DEEPEST_INHERITANCE);
}
