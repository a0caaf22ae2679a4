/* libpg_query's parse tree without the detour through bytes.
 *
 * pg_query_parse_protobuf builds the tree of structs that a caller wants, packs it into bytes, and frees it; the caller
 * unpacks the bytes into the same structs.  That detour takes half of the time of reading a file: protobuf-c looks at
 * each of the 230 fields of a Node to find the one that is set.  Linked with the static library, the two functions
 * that pack are wrapped (the linker's --wrap, see parser/CMakeLists.txt), and the tree is copied while it is there. */
#ifndef SD_PARSER_HANDOVER_H
#define SD_PARSER_HANDOVER_H

#include "model/arena.h"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

/* Parses and returns the tree, in the arena; NULL when result->error says what is wrong.  The caller frees *result with
 * pg_query_free_protobuf_parse_result.  Calls itself for each level of the tree, as unpacking does. */
PgQuery__ParseResult *sd_parse_tree(Arena *arena, const char *sql, PgQueryProtobufParseResult *result);

#endif
