/* The expressions that both sides of a comparison have, two by two: whoever decides about them, by analysis or by
 * asking a server, walks them here. */
#ifndef SD_PARSER_CANON_PAIRS_H
#define SD_PARSER_CANON_PAIRS_H

#include "model/catalog.h"

typedef struct ExprPair {
    const Object *objects[2]; /* now, wanted: of one key */
    const Attr *attr;
    size_t item;    /* in a list of expressions; else 0 */
    Expr *exprs[2]; /* never NULL */
} ExprPair;

typedef void (*PairVisitor)(void *context, const ExprPair *pair);

/* Every pair of every object; lists of different lengths have none. */
void sd_pairs_visit(const Catalog *now, const Catalog *wanted, PairVisitor visit, void *context);

/* The same for one object of both sides. */
void sd_pairs_visit_object(const Object *now, const Object *wanted, PairVisitor visit, void *context);

#endif
