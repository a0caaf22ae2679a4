/* Whether a statement bears a second run. */
#include "parser/hazard/judge.h"

#include <string.h>

/* Statements that say in a flag whether they bear it. */
static bool create_fails(const PgQuery__Node *node, bool *fails)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        *fails = !node->create_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        *fails = !node->index_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
        *fails = !node->create_schema_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
        *fails = !node->create_seq_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT:
        *fails = !node->create_extension_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
        *fails = !node->create_stats_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        *fails = !node->create_table_as_stmt->if_not_exists;
        return true;
    case PG_QUERY__NODE__NODE_VIEW_STMT:
        *fails = !node->view_stmt->replace;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
        *fails = !node->create_function_stmt->replace;
        return true;
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT:
        *fails = !node->create_trig_stmt->replace;
        return true;
    case PG_QUERY__NODE__NODE_RULE_STMT:
        *fails = !node->rule_stmt->replace;
        return true;
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
        *fails = !node->alter_enum_stmt->skip_if_new_val_exists;
        return true;
    case PG_QUERY__NODE__NODE_DROP_STMT:
        *fails = !node->drop_stmt->missing_ok;
        return true;
    default:
        return false;
    }
}

/* CREATE without any such form, and what moves a name. */
static bool has_no_form(const PgQuery__Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT:
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
    case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
    case PG_QUERY__NODE__NODE_CREATE_PUBLICATION_STMT:
    case PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT:
    case PG_QUERY__NODE__NODE_CREATE_CAST_STMT:
    case PG_QUERY__NODE__NODE_CREATE_EVENT_TRIG_STMT:
    case PG_QUERY__NODE__NODE_CREATE_ROLE_STMT:
    case PG_QUERY__NODE__NODE_RENAME_STMT:
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        return true;
    default:
        return false;
    }
}

static bool command_fails(const PgQuery__AlterTableCmd *command)
{
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity:
        return !command->missing_ok;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIndexConstraint:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropInherit:
        return true;
    default:
        return false;
    }
}

bool sd_judge_fails_again(const PgQuery__Node *node)
{
    bool fails = false;

    if (node->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT) {
        const PgQuery__AlterTableStmt *alter = node->alter_table_stmt;

        for (size_t i = 0; i < alter->n_cmds; i++) {
            fails |= command_fails(alter->cmds[i]->alter_table_cmd);
        }
        return fails;
    }
    return create_fails(node, &fails) ? fails : has_no_form(node);
}
