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
    NAMES_RULE,
} CommandName;

enum {
    IS_HARMLESS = 1,     /* on an undeclared relation it is no error to leave it out */
    REACHES_CHILDREN = 2 /* also the same columns of tables that inherit and of partitions */
};

typedef struct CommandKind {
    void (*apply)(Change *change); /* NULL: not read */
    CommandName names;
    unsigned traits;
} CommandKind;

static void set_rule(Change *change)
{
    Rule *rule = (Rule *) sd_lineage_child(change->session, KIND_RULE, change->target->key, change->name);
    const char *word = NULL;

    switch (change->command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRule:
        word = "DISABLE";
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaRule:
        word = "ENABLE REPLICA";
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysRule:
        word = "ENABLE ALWAYS";
        break;
    default:
        break;
    }
    if (rule) {
        rule->enabled = sd_session_name(change->session, word);
    }
}

/* ---- the table of subcommands ------------------------------------------------------------------------------- */

/* clang-format off */
#define COMMAND(TYPE, ...) [PG_QUERY__ALTER_TABLE_TYPE__AT_##TYPE] = { __VA_ARGS__ }

static const CommandKind commands[] = {
    COMMAND(AddColumn,          sd_change_add_column),
    COMMAND(DropColumn,         sd_change_drop_column, NAMES_COLUMN),
    COMMAND(AlterColumnType,    sd_change_column_type, NAMES_COLUMN, REACHES_CHILDREN),
    COMMAND(ColumnDefault,      sd_change_column_default, NAMES_COLUMN, REACHES_CHILDREN),
    COMMAND(SetNotNull,         sd_change_set_not_null, NAMES_COLUMN, REACHES_CHILDREN),
    COMMAND(DropNotNull,        sd_change_drop_not_null, NAMES_COLUMN, REACHES_CHILDREN),
    COMMAND(DropExpression,     sd_change_drop_expression, NAMES_COLUMN, REACHES_CHILDREN),
    COMMAND(SetStatistics,      sd_change_column_statistics, NAMES_COLUMN, IS_HARMLESS | REACHES_CHILDREN),
    COMMAND(SetOptions,         sd_change_column_options, NAMES_COLUMN, IS_HARMLESS),
    COMMAND(ResetOptions,       sd_change_column_options, NAMES_COLUMN, IS_HARMLESS),
    COMMAND(GenericOptions,     sd_change_foreign_options, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(AlterColumnGenericOptions, sd_change_column_foreign_options, NAMES_COLUMN, IS_HARMLESS),
    COMMAND(SetStorage,         sd_change_column_storage, NAMES_COLUMN, IS_HARMLESS | REACHES_CHILDREN),
    COMMAND(SetCompression,     sd_change_column_compression, NAMES_COLUMN, IS_HARMLESS),
    COMMAND(AddIdentity,        sd_change_add_identity, NAMES_COLUMN),
    COMMAND(SetIdentity,        sd_change_set_identity, NAMES_COLUMN),
    COMMAND(DropIdentity,       sd_change_drop_identity, NAMES_COLUMN),
    COMMAND(AddConstraint,      sd_change_add_constraint),
    COMMAND(DropConstraint,     sd_change_drop_constraint, NAMES_CONSTRAINT),
    COMMAND(ValidateConstraint, sd_change_validate_constraint, NAMES_CONSTRAINT),
    COMMAND(AlterConstraint,    sd_change_alter_constraint),
    COMMAND(ChangeOwner,        sd_change_owner, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(ClusterOn,          sd_change_cluster, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(DropCluster,        sd_change_cluster, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(SetLogged,          sd_change_unlogged, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(SetUnLogged,        sd_change_unlogged, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(SetAccessMethod,    sd_change_access_method, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(SetTableSpace,      sd_change_tablespace, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(SetRelOptions,      sd_change_options, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(ResetRelOptions,    sd_change_options, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(EnableTrig,         sd_change_trigger, NAMES_TRIGGER, IS_HARMLESS),
    COMMAND(EnableAlwaysTrig,   sd_change_trigger, NAMES_TRIGGER, IS_HARMLESS),
    COMMAND(EnableReplicaTrig,  sd_change_trigger, NAMES_TRIGGER, IS_HARMLESS),
    COMMAND(DisableTrig,        sd_change_trigger, NAMES_TRIGGER, IS_HARMLESS),
    COMMAND(EnableTrigAll,      sd_change_trigger, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(DisableTrigAll,     sd_change_trigger, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(EnableTrigUser,     sd_change_trigger, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(DisableTrigUser,    sd_change_trigger, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(EnableRule,         set_rule, NAMES_RULE, true),
    COMMAND(EnableAlwaysRule,   set_rule, NAMES_RULE, true),
    COMMAND(EnableReplicaRule,  set_rule, NAMES_RULE, true),
    COMMAND(DisableRule,        set_rule, NAMES_RULE, true),
    COMMAND(AddInherit,         sd_change_add_parent),
    COMMAND(AddOf,              sd_change_type),
    COMMAND(DropOf,             sd_change_type),
    COMMAND(DropInherit,        sd_change_drop_parent),
    COMMAND(ReplicaIdentity,    sd_change_replica_identity, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(EnableRowSecurity,  sd_change_row_security, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(DisableRowSecurity, sd_change_row_security, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(ForceRowSecurity,   sd_change_forced_row_security, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(NoForceRowSecurity, sd_change_forced_row_security, NAMES_NOTHING, IS_HARMLESS),
    COMMAND(AttachPartition,    sd_change_attach_partition),
    COMMAND(DetachPartition,    sd_change_detach_partition),
    COMMAND(DetachPartitionFinalize, sd_change_detach_partition),
};
/* clang-format on */

static const CommandKind unread_command = { NULL, NAMES_NOTHING, IS_HARMLESS };

static const CommandKind *kind_of(const PgQuery__AlterTableCmd *command)
{
    size_t row = (size_t) command->subtype;

    return row < sizeof commands / sizeof *commands && commands[row].apply ? &commands[row] : &unread_command;
}

/* ---- before anything is changed ----------------------------------------------------------------------------- */

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
        return sd_trigger_or_clone(session, target->key, name) != NULL;
    case NAMES_RULE:
        return sd_lineage_child(session, KIND_RULE, target->key, name);
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
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddOf:
        return sd_session_type_object(session, command->def->type_name->n_names, command->def->type_name->names);
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

/* ---- the target --------------------------------------------------------------------------------------------- */

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
        if (!(kind_of(statement->cmds[i]->alter_table_cmd)->traits & IS_HARMLESS)) {
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
        sd_session_note(session, relation->location,
                        "relation \"%s\" is not declared: what is said about it is skipped", relation->relname);
        return;
    }
    sd_session_error(session, relation->location, "relation \"%s%s%s\" is not declared",
                     schema ? relation->schemaname : "", schema ? "." : "", relation->relname)
        ->hint = sd_session_hint_undeclared(session);
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

/* The subcommands follow the name and stand between commas. */
static Slice commands_slice(const Session *session, const PgQuery__RangeVar *relation)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, relation->location));

    return sd_slice_behind_name(session, rest);
}

static const char *label_of(CommandName names)
{
    return names == NAMES_COLUMN       ? "column"
           : names == NAMES_CONSTRAINT ? "constraint"
           : names == NAMES_TRIGGER    ? "trigger"
                                       : "rule";
}

/* What a subcommand names and is not there. */
static bool report_missing_part(Session *session, const Object *target, const PgQuery__AlterTableCmd *command)
{
    CommandName names = kind_of(command)->names;

    if (!command->missing_ok && target->key->kind == KIND_TABLE && ((const Table *) target)->partition_of) {
        sd_session_warning(session, -1,
                           "%s \"%s\" of %s is left alone: it may be one that a partition has from its parent",
                           label_of(names), command->name, sd_session_phrase(session, target->key));
    } else if (!command->missing_ok) {
        sd_session_error(session, -1, "%s \"%s\" of %s is not declared", label_of(names), command->name,
                         sd_session_phrase(session, target->key));
    }
    return false;
}

static void apply_to(Change change, const CommandKind *kind, bool recurse, unsigned depth);

/* Tables below have the column too. */
static void apply_to_children(const Change *change, const CommandKind *kind, unsigned depth)
{
    Table **below;
    size_t count = sd_lineage_below(change->session, change->target->key, &below);

    for (size_t i = 0; i < count; i++) {
        if (sd_lineage_child(change->session, KIND_COLUMN, below[i]->base.key, change->name)) {
            Change next = *change;

            next.target = &below[i]->base;
            apply_to(next, kind, true, depth + 1);
        }
    }
}

static void apply_to(Change change, const CommandKind *kind, bool recurse, unsigned depth)
{
    if (kind->names == NAMES_COLUMN || kind->names == NAMES_CONSTRAINT) {
        change.part = sd_lineage_child(change.session, kind->names == NAMES_COLUMN ? KIND_COLUMN : KIND_CONSTRAINT,
                                       change.target->key, change.name);
    }
    kind->apply(&change);
    if (recurse && kind->traits & REACHES_CHILDREN && depth < DEEPEST_INHERITANCE) {
        apply_to_children(&change, kind, depth);
    }
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
                          .only = !statement->relation->inh,
                          .name = kind->names == NAMES_NOTHING ? NULL : sd_session_name(session, command->name) };

        (void) sd_slice_next_part(session, &rest, &change.text);
        if (!kind->apply) {
            sd_session_warning(session, -1, "this form of ALTER %s is not read yet",
                               sd_object_words(statement->objtype));
        } else if (is_part_there(session, target, statement, i) || report_missing_part(session, target, command)) {
            apply_to(change, kind, statement->relation->inh, 0);
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

    if (statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE) {
        return sd_read_alter_composite(session, node);
    }
    if (!sd_object_is_modelled(statement->objtype)) {
        sd_session_warning(session, -1, "ALTER %s is not read yet", sd_object_words(statement->objtype));
        return READ_DONE;
    }
    target = find_target(session, statement);
    if (!target) {
        if (sd_session_expects_in(session, statement->relation->schemaname, statement->relation->relname)) {
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
