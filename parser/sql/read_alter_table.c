/* ALTER TABLE, and what is spelled ALTER VIEW, ALTER INDEX, ALTER SEQUENCE but is the same statement.
 *
 * Each subcommand is a row of a table: what it names, what must be there before anything is changed, and the function
 * that does it. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

typedef enum CommandName {
    NAMES_NOTHING,
    NAMES_COLUMN,
    NAMES_CONSTRAINT,
    NAMES_TRIGGER,
} CommandName;

typedef struct CommandKind {
    void (*apply)(Change *change); /* NULL: not read */
    CommandName names;
    bool harmless; /* on an undeclared relation it is no error to leave it out */
} CommandKind;

/* ---- of the relation itself --------------------------------------------------------------------------------------- */

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

static void set_row_security(Change *change)
{
    Table *table = table_of(change);

    if (table) {
        table->row_security =
            change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity;
    }
}

static void force_row_security(Change *change)
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

/* Sequences of its columns go to the new owner with the table (ATExecChangeOwner of tablecmds.c). */
static void set_owner(Change *change)
{
    Name owner = sd_session_role(change->session, change->command->newowner);

    sd_session_set_owner(change->target, owner);
    for (Object *object = sd_session_catalog(change->session)->first; object; object = object->next_all) {
        if (owns(change->target, object)) {
            sd_session_set_owner(object, owner);
        }
    }
}

static void set_unlogged(Change *change)
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
        options = sd_options_set(arena, sd_session_names(session), options, name, reset ? NULL : value ? value : "true");
    }
    return options && options->count ? options : NULL;
}

static void set_options(Change *change)
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

static void set_tablespace(Change *change)
{
    set_name(change, "tablespace", sd_session_name(change->session, change->command->name));
}

static void set_access_method(Change *change)
{
    set_name(change, "access_method", sd_table_access_method(change->session, change->command->name));
}

static void set_replica_identity(Change *change)
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
static void cluster_on(Change *change)
{
    bool on = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn;

    for (Object *child = change->target->first_child; child; child = child->next) {
        if (child->key->kind == KIND_INDEX) {
            ((Index *) child)->clustered = on && strcmp(child->key->name->text, change->command->name) == 0;
        }
    }
}

/* ---- triggers ----------------------------------------------------------------------------------------------------- */

static void set_trigger(Change *change)
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
    for (Object *child = change->target->first_child; child; child = child->next) {
        if (child->key->kind == KIND_TRIGGER && (!change->name || child->key->name == change->name)) {
            ((Trigger *) child)->enabled = sd_session_name(change->session, word);
        }
    }
}

/* ---- the table of subcommands ------------------------------------------------------------------------------------- */

/* clang-format off */
#define COMMAND(TYPE, ...) [PG_QUERY__ALTER_TABLE_TYPE__AT_##TYPE] = { __VA_ARGS__ }

static const CommandKind commands[] = {
    COMMAND(AddColumn,          sd_change_add_column),
    COMMAND(DropColumn,         sd_change_drop_column, NAMES_COLUMN),
    COMMAND(AlterColumnType,    sd_change_column_type, NAMES_COLUMN),
    COMMAND(ColumnDefault,      sd_change_column_default, NAMES_COLUMN),
    COMMAND(SetNotNull,         sd_change_set_not_null, NAMES_COLUMN),
    COMMAND(DropNotNull,        sd_change_drop_not_null, NAMES_COLUMN),
    COMMAND(DropExpression,     sd_change_drop_expression, NAMES_COLUMN),
    COMMAND(SetStatistics,      sd_change_column_statistics, NAMES_COLUMN, true),
    COMMAND(SetOptions,         sd_change_column_options, NAMES_COLUMN, true),
    COMMAND(ResetOptions,       sd_change_column_options, NAMES_COLUMN, true),
    COMMAND(SetStorage,         sd_change_column_storage, NAMES_COLUMN, true),
    COMMAND(SetCompression,     sd_change_column_compression, NAMES_COLUMN, true),
    COMMAND(AddIdentity,        sd_change_add_identity, NAMES_COLUMN),
    COMMAND(SetIdentity,        sd_change_set_identity, NAMES_COLUMN),
    COMMAND(DropIdentity,       sd_change_drop_identity, NAMES_COLUMN),
    COMMAND(AddConstraint,      sd_change_add_constraint),
    COMMAND(DropConstraint,     sd_change_drop_constraint, NAMES_CONSTRAINT),
    COMMAND(ValidateConstraint, sd_change_validate_constraint, NAMES_CONSTRAINT),
    COMMAND(AlterConstraint,    sd_change_alter_constraint),
    COMMAND(ChangeOwner,        set_owner, NAMES_NOTHING, true),
    COMMAND(ClusterOn,          cluster_on, NAMES_NOTHING, true),
    COMMAND(DropCluster,        cluster_on, NAMES_NOTHING, true),
    COMMAND(SetLogged,          set_unlogged, NAMES_NOTHING, true),
    COMMAND(SetUnLogged,        set_unlogged, NAMES_NOTHING, true),
    COMMAND(SetAccessMethod,    set_access_method, NAMES_NOTHING, true),
    COMMAND(SetTableSpace,      set_tablespace, NAMES_NOTHING, true),
    COMMAND(SetRelOptions,      set_options, NAMES_NOTHING, true),
    COMMAND(ResetRelOptions,    set_options, NAMES_NOTHING, true),
    COMMAND(EnableTrig,         set_trigger, NAMES_TRIGGER, true),
    COMMAND(EnableAlwaysTrig,   set_trigger, NAMES_TRIGGER, true),
    COMMAND(EnableReplicaTrig,  set_trigger, NAMES_TRIGGER, true),
    COMMAND(DisableTrig,        set_trigger, NAMES_TRIGGER, true),
    COMMAND(EnableTrigAll,      set_trigger, NAMES_NOTHING, true),
    COMMAND(DisableTrigAll,     set_trigger, NAMES_NOTHING, true),
    COMMAND(EnableTrigUser,     set_trigger, NAMES_NOTHING, true),
    COMMAND(DisableTrigUser,    set_trigger, NAMES_NOTHING, true),
    COMMAND(AddInherit,         sd_change_add_parent),
    COMMAND(DropInherit,        sd_change_drop_parent),
    COMMAND(ReplicaIdentity,    set_replica_identity, NAMES_NOTHING, true),
    COMMAND(EnableRowSecurity,  set_row_security, NAMES_NOTHING, true),
    COMMAND(DisableRowSecurity, set_row_security, NAMES_NOTHING, true),
    COMMAND(ForceRowSecurity,   force_row_security, NAMES_NOTHING, true),
    COMMAND(NoForceRowSecurity, force_row_security, NAMES_NOTHING, true),
    COMMAND(AttachPartition,    sd_change_attach_partition),
    COMMAND(DetachPartition,    sd_change_detach_partition),
    COMMAND(DetachPartitionFinalize, sd_change_detach_partition),
};
/* clang-format on */

static const CommandKind unread_command = { NULL, NAMES_NOTHING, true };

static const CommandKind *kind_of(const PgQuery__AlterTableCmd *command)
{
    size_t row = (size_t) command->subtype;

    return row < sizeof commands / sizeof *commands && commands[row].apply ? &commands[row] : &unread_command;
}

/* ---- before anything is changed ----------------------------------------------------------------------------------- */

/* Whether an earlier subcommand adds the column. */
static bool is_added_before(const PgQuery__AlterTableStmt *statement, size_t at, const char *column)
{
    for (size_t i = 0; i < at; i++) {
        const PgQuery__AlterTableCmd *command = statement->cmds[i]->alter_table_cmd;

        if (command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn &&
            strcmp(command->def->column_def->colname, column) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_part_there(Session *session, const Object *target, const PgQuery__AlterTableStmt *statement, size_t at)
{
    const PgQuery__AlterTableCmd *command = statement->cmds[at]->alter_table_cmd;
    Name name = sd_session_name(session, command->name);

    switch (kind_of(command)->names) {
    case NAMES_COLUMN:
        return target->key->kind != KIND_TABLE || !name || is_added_before(statement, at, command->name) ||
               sd_lineage_column(session, target->key, name);
    case NAMES_CONSTRAINT:
        return sd_lineage_child(session, KIND_CONSTRAINT, target->key, name);
    case NAMES_TRIGGER:
        return sd_lineage_child(session, KIND_TRIGGER, target->key, name);
    default:
        return true;
    }
}

static bool is_type_there(Session *session, const PgQuery__AlterTableCmd *command)
{
    ColumnType type;

    if (command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn ||
        command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType) {
        return sd_column_type(session, command->def->column_def, &type);
    }
    return true;
}

static bool is_other_relation_there(Session *session, const Object *target, const PgQuery__AlterTableCmd *command)
{
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropInherit:
        return sd_session_relation_key(session, command->def->range_var) != NULL;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
        return sd_session_relation(session, command->def->partition_cmd->name) ||
               sd_session_index(session, command->def->partition_cmd->name);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
        return !*command->def->constraint->indexname ||
               sd_lineage_child(session, KIND_INDEX, target->key,
                                sd_session_name(session, command->def->constraint->indexname));
    default:
        return true;
    }
}

/* ---- the target --------------------------------------------------------------------------------------------------- */

static Object *find_target(Session *session, const PgQuery__AlterTableStmt *statement)
{
    Object *object = statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX
                         ? NULL
                         : sd_session_relation(session, statement->relation);

    /* ALTER TABLE is accepted for indexes too. */
    return object ? object : sd_session_index(session, statement->relation);
}

static bool is_harmless(const PgQuery__AlterTableStmt *statement)
{
    for (size_t i = 0; i < statement->n_cmds; i++) {
        if (!kind_of(statement->cmds[i]->alter_table_cmd)->harmless) {
            return false;
        }
    }
    return true;
}

/* A table of a schema that the files leave alone may be spoken of, but it cannot be given columns here. */
static void report_undeclared(Session *session, const PgQuery__AlterTableStmt *statement)
{
    const PgQuery__RangeVar *relation = statement->relation;
    Name schema = sd_session_name(session, relation->schemaname), name = sd_session_name(session, relation->relname);

    if (statement->missing_ok || sd_state_unread(session->state, session->resolver.path, schema, name)) {
        return;
    }
    if (is_harmless(statement)) {
        sd_session_note(session, relation->location, "relation \"%s\" is not declared: what is said about it is skipped",
                        relation->relname);
        return;
    }
    sd_session_error(session, relation->location, "relation \"%s%s%s\" is not declared",
                     schema ? relation->schemaname : "", schema ? "." : "", relation->relname)
        ->hint = "add its CREATE statement to the files";
}

/* ---- all ---------------------------------------------------------------------------------------------------------- */

/* The subcommands follow the name and stand between commas. */
static Slice commands_slice(const Session *session, const PgQuery__RangeVar *relation)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, relation->location));

    return sd_slice_behind_name(session, rest);
}

static const char *label_of(CommandName names)
{
    return names == NAMES_COLUMN ? "column" : names == NAMES_CONSTRAINT ? "constraint" : "trigger";
}

/* What a subcommand names and is not there. */
static bool report_missing_part(Session *session, const Object *target, const PgQuery__AlterTableCmd *command)
{
    CommandName names = kind_of(command)->names;

    if (!command->missing_ok) {
        sd_session_error(session, -1, "%s \"%s\" of %s is not declared", label_of(names), command->name,
                         sd_session_phrase(session, target->key));
    }
    return false;
}

static void apply(Session *session, Object *target, const PgQuery__AlterTableStmt *statement)
{
    Slice rest = commands_slice(session, statement->relation);

    for (size_t i = 0; i < statement->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = statement->cmds[i]->alter_table_cmd;
        const CommandKind *kind = kind_of(command);
        Change change = { .session = session,
                          .target = target,
                          .command = command,
                          .text = { rest.end, rest.end },
                          .name = kind->names == NAMES_NOTHING ? NULL : sd_session_name(session, command->name) };

        (void) sd_slice_next_part(session, &rest, &change.text);
        if (kind->names == NAMES_COLUMN) {
            change.part = sd_lineage_child(session, KIND_COLUMN, target->key, change.name);
        } else if (kind->names == NAMES_CONSTRAINT) {
            change.part = sd_lineage_child(session, KIND_CONSTRAINT, target->key, change.name);
        }
        if (!kind->apply) {
            sd_session_warning(session, -1, "this form of ALTER %s is not read yet", sd_object_words(statement->objtype));
        } else if (is_part_there(session, target, statement, i) || report_missing_part(session, target, command)) {
            kind->apply(&change);
        }
    }
}

static bool is_ready(Session *session, const Object *target, const PgQuery__AlterTableStmt *statement)
{
    for (size_t i = 0; i < statement->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = statement->cmds[i]->alter_table_cmd;

        if (!is_type_there(session, command) || !is_other_relation_there(session, target, command) ||
            (!command->missing_ok && !is_part_there(session, target, statement, i))) {
            return false;
        }
    }
    return true;
}

ReadResult sd_read_alter_table(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterTableStmt *statement = node->alter_table_stmt;
    Object *target;

    if (!sd_object_is_modelled(statement->objtype) || statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE) {
        sd_session_warning(session, -1, "ALTER %s is not read yet", sd_object_words(statement->objtype));
        return READ_DONE;
    }
    target = find_target(session, statement);
    if (!target) {
        if (sd_session_expects(session, statement->relation->relname)) {
            return READ_WAIT;
        }
        report_undeclared(session, statement);
        return READ_DONE;
    }
    if (!session->last_round && !is_ready(session, target, statement)) {
        return READ_WAIT;
    }
    apply(session, target, statement);
    return READ_DONE;
}
