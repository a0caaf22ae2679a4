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

/* Parses and returns the tree, in the arena; NULL when result->error says what is wrong, and NULL without an error when
 * the text is nested too deeply: the parser, the copy and whoever walks the tree call themselves for each level.
 * nesting is at least as deep as the tree can be (Piece of parser/sql/files.h); what may be too deep is measured.  The
 * caller frees *result with pg_query_free_protobuf_parse_result. */
PgQuery__ParseResult *sd_parse_tree(Arena *arena, const char *sql, size_t nesting, PgQueryProtobufParseResult *result);

/* The same for a text that nobody has cut into statements. */
PgQuery__ParseResult *sd_parse_uncut(Arena *arena, const char *sql, PgQueryProtobufParseResult *result);

/* depth.c: how deep the messages of a packed ParseResult lie in each other; measured without recursion. */
size_t sd_depth_of_packed(const uint8_t *bytes, size_t length);

#endif
