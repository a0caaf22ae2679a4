/* Statements about the transaction and the session, and those that maintain what is there: REFRESH, CLUSTER, VACUUM, REINDEX. */
#include "parser/hazard/judge.h"

#include "parser/sql/state.h"

#include <string.h>

void sd_judge_leave_transaction(Judge *judge)
{
    judge->hazards->statements[judge->statement].outside_transaction = true;
}

void sd_judge_refresh(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__RefreshMatViewStmt *refresh = node->refresh_mat_view_stmt;
    const Object *view = sd_judge_relation(judge, refresh->relation);

    /* CONCURRENTLY compares what is there with what is computed (refresh_by_match_merge of matview.c). */
    sd_judge_touch(judge, view, refresh->concurrent ? LOCK_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE, refresh->concurrent,
                   !refresh->concurrent);
    if (view && !refresh->concurrent && !sd_judge_is_new(judge, view)) {
        sd_judge_say(judge, RULE_REFRESH, view->key, NULL);
    }
}

void sd_judge_transaction(Judge *judge, const PgQuery__Node *node)
{
    switch (node->transaction_stmt->kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
        judge->in_transaction = true;
        break;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
        judge->in_transaction = false;
        judge->enum_value_count = 0;
        break;
    default:
        break;
    }
}

void sd_judge_set_variable(Judge *judge, const PgQuery__Node *node)
{
    if (strcmp(node->variable_set_stmt->name, "lock_timeout") == 0) {
        judge->has_lock_timeout = node->variable_set_stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE;
    }
}

void sd_judge_cluster(Judge *judge, const PgQuery__Node *node)
{
    const Object *table = sd_judge_relation(judge, node->cluster_stmt->relation);

    sd_judge_touch(judge, table, LOCK_ACCESS_EXCLUSIVE, true, true);
    if (!node->cluster_stmt->relation) {
        sd_judge_leave_transaction(judge);
    }
    sd_judge_say(judge, RULE_MAINTENANCE, table ? table->key : NULL, NULL);
}

static bool option_is_set(size_t count, PgQuery__Node *const *options, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(options[i]->def_elem->defname, name) == 0) {
            return true;
        }
    }
    return false;
}

void sd_judge_vacuum(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__VacuumStmt *vacuum = node->vacuum_stmt;
    bool full = option_is_set(vacuum->n_options, vacuum->options, "full");

    if (vacuum->is_vacuumcmd) {
        sd_judge_leave_transaction(judge);
    }
    for (size_t i = 0; i < vacuum->n_rels; i++) {
        const Object *table = sd_judge_relation(judge, vacuum->rels[i]->vacuum_relation->relation);

        sd_judge_touch(judge, table, full ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE_UPDATE_EXCLUSIVE, true, full);
    }
    if (full) {
        sd_judge_say(judge, RULE_MAINTENANCE, NULL, NULL);
    }
}

void sd_judge_reindex(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__ReindexStmt *reindex = node->reindex_stmt;
    bool concurrently = option_is_set(reindex->n_params, reindex->params, "concurrently");
    const Object *relation = sd_judge_relation(judge, reindex->relation);

    if (!relation && reindex->relation) {
        const Object *index = sd_session_index(judge->session, reindex->relation);

        relation = index ? index->parent : NULL;
    }
    if (concurrently || reindex->kind > PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE) {
        sd_judge_leave_transaction(judge);
    }
    sd_judge_touch(judge, relation, concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE, true, false);
    if (!concurrently) {
        sd_judge_say(judge, RULE_MAINTENANCE, relation ? relation->key : NULL, NULL);
    }
}
