/* Parse trees of expressions: one walk over any of them, by the descriptors of protobuf-c. */
#ifndef SD_PARSER_SQL_EXPR_TREE_H
#define SD_PARSER_SQL_EXPR_TREE_H

#include "parser/sql/reader.h"

/* Called for every message of a tree; in_query: within a subquery. */
typedef void (*TreeVisit)(void *context, const ProtobufCMessage *message, bool in_query);

void sd_tree_walk(const ProtobufCMessage *message, bool in_query, TreeVisit visit, void *context);

/* A tree and what has to be taken off its locations to get offsets in the text. */
typedef struct ExprTree {
    const ProtobufCMessage *message; /* NULL: the text could not be parsed */
    int32_t offset;
    Arena *scratch; /* owns the tree when it was parsed for this */
} ExprTree;

/* The tree the reader left with the Expr, or, when its text was edited since, a new one.  To be freed. */
ExprTree sd_tree_of_expr(const Expr *expr);
void sd_tree_free_expr(ExprTree *tree);

#endif
