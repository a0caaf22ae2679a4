#include "parser/sql/transaction.h"

#include <string.h>

static const PgQuery__TransactionStmt *transaction_of(const FileText *text, size_t at)
{
    const PgQuery__Node *node = text->statements[at].statement.node;

    return node->node_case == PG_QUERY__NODE__NODE_TRANSACTION_STMT ? node->transaction_stmt : NULL;
}

static bool is_begin(const PgQuery__TransactionStmt *statement)
{
    return statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN ||
           statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START;
}

static bool is_end(const PgQuery__TransactionStmt *statement)
{
    return statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT ||
           statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK ||
           statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE;
}

static size_t end_of_transaction(const FileText *text, size_t at)
{
    for (size_t i = at + 1; i < text->count; i++) {
        const PgQuery__TransactionStmt *statement = transaction_of(text, i);

        if (statement && is_end(statement)) {
            return statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK ? i : at;
        }
    }
    return at;
}

/* The last ROLLBACK TO of the savepoint before it is released or made again, or the transaction ends. */
static size_t end_of_savepoint(const FileText *text, size_t at, const char *name)
{
    size_t found = at;

    for (size_t i = at + 1; i < text->count; i++) {
        const PgQuery__TransactionStmt *statement = transaction_of(text, i);

        if (!statement) {
            continue;
        }
        if (is_end(statement) || ((statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE ||
                                   statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT) &&
                                  strcmp(statement->savepoint_name, name) == 0)) {
            break;
        }
        if (statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO &&
            strcmp(statement->savepoint_name, name) == 0) {
            found = i;
        }
    }
    return found;
}

size_t sd_transaction_skip(const FileText *text, size_t at)
{
    const PgQuery__TransactionStmt *statement = transaction_of(text, at);

    if (statement && is_begin(statement)) {
        return end_of_transaction(text, at);
    }
    if (statement && statement->kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT) {
        return end_of_savepoint(text, at, statement->savepoint_name);
    }
    return at;
}

/* SET LOCAL lasts until the transaction ends; without one it does nothing that lasts (manual: SET).  Runners put a file
 * into a transaction, so then it lasts for the file. */
void sd_transaction_note(Session *session, const PgQuery__Node *node)
{
    bool is_local = node->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT && node->variable_set_stmt->is_local;

    if (is_local && !session->has_local) {
        session->has_local = true;
        session->path_before = session->resolver.path;
        session->role_before = session->role;
    } else if (node->node_case == PG_QUERY__NODE__NODE_TRANSACTION_STMT && is_end(node->transaction_stmt) &&
               session->has_local) {
        session->has_local = false;
        session->resolver.path = session->path_before;
        session->role = session->role_before;
    }
}
