/* Every message of a parse tree, from the top down. */
#ifndef SD_PARSER_HAZARD_WALK_H
#define SD_PARSER_HAZARD_WALK_H

#include <pg_query/pg_query.pb-c.h>

typedef void TreeVisit(void *context, const ProtobufCMessage *message);

/* NULL is an empty tree.  Depth is that of the tree, which sd_files_parse has bounded. */
void sd_tree_walk(const ProtobufCMessage *message, TreeVisit visit, void *context);

#endif
