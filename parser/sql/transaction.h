/* Transactions in a text: statements that a ROLLBACK undoes are not read, and what SET LOCAL sets ends with them.
 *
 * A file is read statement by statement, so which statements are undone has to be known before: their brackets are found
 * in the text that follows. */
#ifndef SD_PARSER_SQL_TRANSACTION_H
#define SD_PARSER_SQL_TRANSACTION_H

#include "parser/sql/files.h"

/* When the statement at an index begins something that is rolled back, BEGIN ... ROLLBACK or SAVEPOINT s ... ROLLBACK TO s,
 * the index of the ROLLBACK; else the index itself. */
size_t sd_transaction_skip(const FileText *text, size_t at);

/* To be called for each statement that is read: keeps and gives back what the transaction found. */
void sd_transaction_note(Session *session, const PgQuery__Node *node);

#endif
