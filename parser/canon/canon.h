/* Meaning of expressions and queries, for both doors.
 *
 * A reader of SQL files makes each Expr with its text as written and an ExprSource; when all statements are read,
 * sd_canon_finish writes schema names into the texts, records what each expression needs as edges, and names the
 * columns of views.  sd_analyse (parser/parser.h) later computes the hashes that are compared. */
#ifndef SD_PARSER_CANON_CANON_H
#define SD_PARSER_CANON_CANON_H

#include "parser/canon/answers.h"
#include "parser/canon/resolve.h"

/* Where an Expr of a file came from.  Lives in the catalog's arena; the parse tree lives in the Files. */
typedef struct ExprSource {
    const ProtobufCMessage *tree; /* PgQuery__Node of an expression, PgQuery__SelectStmt of a query,
                                     PgQuery__PartitionBoundSpec, PgQuery__PartitionSpec; NULL: parse the text */
    int32_t offset;               /* the `location` in the tree of the first byte of the text */
    const List *path;             /* search_path at the statement */
    const Catalog *other;         /* with which sd_canon_finish computed the hashes */
    Hash exact, loose;
    bool in_utc; /* TimeZone at the statement */
    bool finished, incomplete, undecided;
} ExprSource;

/* A new Expr of a file: text is the slice as written (outer parentheses of CHECK (...), USING (...), WHEN (...) left
 * out).  tree may be NULL. */
Expr *sd_canon_expr(const Resolver *resolver, const char *text, size_t length, const void *tree, int32_t offset,
                    Position at);

/* A new Expr of a server or a snapshot: the text says everything. */
Expr *sd_canon_expr_of_text(Catalog *catalog, Name text);

/* Called once by the reader of files, before sealing. */
void sd_canon_finish(Catalog *catalog, const Catalog *other);

/* Analyses again what sd_analyse left undecided, now with answers about literals; what is not answered is added to
 * them as a question.  The number of pairs that are still undecided. */
size_t sd_analyse_undecided(Catalog *now, Catalog *wanted, Answers *answers);

/* Hints at what the bodies of routines mention (sd_catalog_hint); for a catalog of either door. */
void sd_canon_bodies(Catalog *catalog);

#endif
