/* Subcommands of ALTER TABLE: locks as AlterTableGetLockLevel of tablecmds.c has them, in one table. */
#include "parser/hazard/judge.h"

#include <string.h>

typedef void CommandFn(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);

typedef struct Subcommand {
    LockMode lock;
    bool for_children; /* tables that inherit get it too, unless ONLY is written */
    bool rewrites;
    CommandFn *judge;
} Subcommand;

static Key column_key(const Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    return sd_key(judge->session->resolver.catalog->names, KIND_COLUMN, table->key,
                  sd_session_name(judge->session, command->name), NULL);
}

/* The sequence of an identity column is altered, and goes, with it. */
static void set_identity(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    sd_judge_touch_owned(judge, column_key(judge, table, command), LOCK_SHARE_ROW_EXCLUSIVE);
}

static void drop_identity(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    sd_judge_touch_owned(judge, column_key(judge, table, command), LOCK_ACCESS_EXCLUSIVE);
}

/* Sequences of serial and identity columns follow their table. */
static void take_owned_along(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    (void) command;
    sd_judge_touch_owned(judge, table->key, LOCK_ACCESS_EXCLUSIVE);
}

static void add_inherit(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    (void) table;
    sd_judge_touch(judge, sd_judge_relation(judge, command->def->range_var), LOCK_SHARE_UPDATE_EXCLUSIVE, false, false);
}

static void set_unlogged(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    take_owned_along(judge, table, command);
    if (!sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_SET_UNLOGGED, table->key, NULL);
    }
}

static void disable_row_security(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    (void) command;
    if (((const Table *) table)->row_security) {
        sd_judge_say(judge, RULE_ROW_SECURITY_OFF, table->key, NULL);
    }
}

static void no_force_row_security(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    (void) command;
    if (((const Table *) table)->force_row_security) {
        sd_judge_say(judge, RULE_ROW_SECURITY_NOT_FORCED, table->key, NULL);
    }
}

static void enable_row_security(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    (void) command;
    sd_judge_look_at(judge, table->key);
}

/* Options of a view: ALTER VIEW ... SET (security_invoker = false). */
static void set_options(Judge *judge, const Object *relation, const PgQuery__AlterTableCmd *command)
{
    (void) command;
    if (relation->key->kind == KIND_VIEW) {
        sd_judge_touch(judge, relation, LOCK_ACCESS_EXCLUSIVE, false, false);
        sd_judge_look_at_view(judge, relation);
    }
}

/* clang-format off */
#define COMMAND(NAME, lock, for_children, rewrites, judge) \
    [PG_QUERY__ALTER_TABLE_TYPE__AT_##NAME] = { LOCK_##lock, for_children, rewrites, judge }

static const Subcommand subcommands[] = {
    COMMAND(AddColumn,            ACCESS_EXCLUSIVE,       true,  false, sd_judge_add_column),
    COMMAND(DropColumn,           ACCESS_EXCLUSIVE,       true,  false, sd_judge_drop_column),
    COMMAND(ColumnDefault,        ACCESS_EXCLUSIVE,       true,  false, NULL),
    COMMAND(DropNotNull,          ACCESS_EXCLUSIVE,       true,  false, NULL),
    COMMAND(SetNotNull,           ACCESS_EXCLUSIVE,       true,  false, sd_judge_set_not_null),
    COMMAND(DropExpression,       ACCESS_EXCLUSIVE,       true,  false, NULL),
    COMMAND(SetStatistics,        SHARE_UPDATE_EXCLUSIVE, true,  false, NULL),
    COMMAND(SetOptions,           SHARE_UPDATE_EXCLUSIVE, false, false, NULL),
    COMMAND(ResetOptions,         SHARE_UPDATE_EXCLUSIVE, false, false, NULL),
    COMMAND(SetStorage,           ACCESS_EXCLUSIVE,       true,  false, NULL),
    COMMAND(SetCompression,       ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(AddConstraint,        NONE,                   false, false, sd_judge_add_constraint),
    COMMAND(AddIndexConstraint,   ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(AlterConstraint,      ACCESS_EXCLUSIVE,       true,  false, NULL),
    COMMAND(ValidateConstraint,   SHARE_UPDATE_EXCLUSIVE, false, false, sd_judge_validate),
    COMMAND(DropConstraint,       ACCESS_EXCLUSIVE,       true,  false, sd_judge_drop_constraint),
    COMMAND(AlterColumnType,      ACCESS_EXCLUSIVE,       false, false, sd_judge_column_type),
    COMMAND(ChangeOwner,          ACCESS_EXCLUSIVE,       false, false, take_owned_along),
    COMMAND(ClusterOn,            SHARE_UPDATE_EXCLUSIVE, false, false, NULL),
    COMMAND(DropCluster,          SHARE_UPDATE_EXCLUSIVE, false, false, NULL),
    COMMAND(SetLogged,            ACCESS_EXCLUSIVE,       false, true,  take_owned_along),
    COMMAND(SetUnLogged,          ACCESS_EXCLUSIVE,       false, true,  set_unlogged),
    COMMAND(SetAccessMethod,      ACCESS_EXCLUSIVE,       false, true,  NULL),
    COMMAND(SetTableSpace,        ACCESS_EXCLUSIVE,       false, true,  NULL),
    COMMAND(SetRelOptions,        SHARE_UPDATE_EXCLUSIVE, false, false, set_options),
    COMMAND(ResetRelOptions,      SHARE_UPDATE_EXCLUSIVE, false, false, set_options),
    COMMAND(EnableTrig,           SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(EnableAlwaysTrig,     SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(EnableReplicaTrig,    SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(DisableTrig,          SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(EnableTrigAll,        SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(DisableTrigAll,       SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(EnableTrigUser,       SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(DisableTrigUser,      SHARE_ROW_EXCLUSIVE,    true,  false, NULL),
    COMMAND(EnableRule,           ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(EnableAlwaysRule,     ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(EnableReplicaRule,    ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(DisableRule,          ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(AddInherit,           ACCESS_EXCLUSIVE,       false, false, add_inherit),
    COMMAND(DropInherit,          ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(AddOf,                ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(DropOf,               ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(ReplicaIdentity,      ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(EnableRowSecurity,    ACCESS_EXCLUSIVE,       false, false, enable_row_security),
    COMMAND(DisableRowSecurity,   ACCESS_EXCLUSIVE,       false, false, disable_row_security),
    COMMAND(ForceRowSecurity,     ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(NoForceRowSecurity,   ACCESS_EXCLUSIVE,       false, false, no_force_row_security),
    COMMAND(GenericOptions,       ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(AttachPartition,      SHARE_UPDATE_EXCLUSIVE, false, false, sd_judge_attach),
    COMMAND(DetachPartition,      NONE,                   false, false, sd_judge_detach),
    COMMAND(DetachPartitionFinalize, SHARE_UPDATE_EXCLUSIVE, false, false, NULL),
    COMMAND(AddIdentity,          ACCESS_EXCLUSIVE,       false, false, NULL),
    COMMAND(SetIdentity,          ACCESS_EXCLUSIVE,       false, false, set_identity),
    COMMAND(DropIdentity,         ACCESS_EXCLUSIVE,       false, false, drop_identity),
};
/* clang-format on */

static void judge_command(Judge *judge, const Object *table, bool with_children, const PgQuery__AlterTableCmd *command)
{
    Subcommand unknown = { .lock = LOCK_ACCESS_EXCLUSIVE };
    const Subcommand *subcommand = (size_t) command->subtype < sizeof subcommands / sizeof *subcommands
                                       ? &subcommands[command->subtype]
                                       : &unknown;

    if (subcommand->lock != LOCK_NONE && with_children && subcommand->for_children) {
        sd_judge_touch_tree(judge, table, subcommand->lock, subcommand->rewrites, subcommand->rewrites);
    } else if (subcommand->lock != LOCK_NONE) {
        sd_judge_touch(judge, table, subcommand->lock, subcommand->rewrites, subcommand->rewrites);
    }
    if (subcommand->rewrites && !sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_REWRITES, table->key, NULL);
    }
    if (subcommand->judge) {
        subcommand->judge(judge, table, command);
    }
}

void sd_judge_alter_table(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__AlterTableStmt *alter = node->alter_table_stmt;
    const Object *table = sd_judge_relation(judge, alter->relation);

    if (!table) {
        return; /* an index, a composite type, or nothing: no table of users is locked */
    }
    for (size_t i = 0; i < alter->n_cmds; i++) {
        judge_command(judge, table, alter->relation->inh, alter->cmds[i]->alter_table_cmd);
    }
}
