/* The meaning of one Expr: parse analysis from its wrapper and scope down to the hashes. */
#ifndef SD_PARSER_CANON_MEANING_H
#define SD_PARSER_CANON_MEANING_H

#include "parser/canon/side.h"

/* A column that a query gives. */
typedef struct Output {
    Name name;
    Tree *tree;
    Key key; /* the attribute of a composite type that a function in FROM gives, for edges; else NULL */
} Output;

typedef struct Meaning {
    Tree *tree;                 /* NULL while it is being analysed */
    bool incomplete, undecided; /* see Analysis */
    bool outputs_known;
    const Output *outputs;    /* of a query */
    const Name *column_types; /* of the outputs, as format_type() spells them; NULL where one is not known */
    size_t output_count;
} Meaning;

/* Analyses the Expr in an object's row (item of a list, or 0), once; NULL when it is NULL or is being analysed. */
const Meaning *sd_meaning_of(Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item);

#endif
