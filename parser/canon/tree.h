/* The canonical tree: what an expression or a query means.
 *
 * Two definitions mean the same when their trees are equal.  A tree is built bottom-up in an arena and never changed;
 * each node carries two hashes of all below it (see Expr in model/object.h):
 *
 *   exact   everything
 *   loose   casts, types and schemas of functions and types left out, and texts of literals whose type has no
 *           reader here
 *
 * so comparing trees is comparing hashes. */
#ifndef SD_PARSER_CANON_TREE_H
#define SD_PARSER_CANON_TREE_H

#include "model/object.h"
#include "parser/canon/builtin.h"

typedef enum TreeKind {
    TREE_LITERAL = 1, /* text: in the canonical form of its type */
    TREE_UNKNOWN,     /* a string literal whose type is not known yet; text: as written */
    TREE_NULL,
    TREE_COLUMN,   /* number: relation; text: name (of a base relation), else number2: position */
    TREE_WHOLE,    /* number: relation; a whole row */
    TREE_VALUE,    /* VALUE of a domain's constraint */
    TREE_PARAM,    /* number: of a routine's argument */
    TREE_CAST,     /* to type */
    TREE_LENGTH,   /* coercion to a length or precision; text: the type with its modifier */
    TREE_OPERATOR, /* text; one operand: prefix */
    TREE_DISTINCT,
    TREE_NULLIF,
    TREE_ANY, /* text: operator; left, array */
    TREE_ALL,
    TREE_ROW_COMPARE, /* text: operator; two rows */
    TREE_AND,
    TREE_OR,
    TREE_NOT,
    TREE_NULL_TEST,    /* number: NullTestType */
    TREE_BOOLEAN_TEST, /* number: BoolTestType */
    TREE_FUNCTION,     /* text; number: flags */
    TREE_CASE,
    TREE_WHEN,
    TREE_COALESCE,
    TREE_GREATEST,
    TREE_LEAST,
    TREE_ARRAY,
    TREE_ROW,
    TREE_FIELD, /* text: name */
    TREE_SUBSCRIPT,
    TREE_COLLATE,   /* text: collation */
    TREE_SQL_VALUE, /* number: SQLValueFunctionOp */
    TREE_GROUPING,
    TREE_XML,     /* number: XmlExprOp */
    TREE_SUBLINK, /* number: SubLinkType; text: operator */
    TREE_DEFAULT,
    TREE_LIST, /* a list inside another node; number tells which */
    TREE_SELECT,
    TREE_SET_OPERATION, /* number: SetOperation, doubled, plus ALL */
    TREE_VALUES,
    TREE_TARGET, /* text: output name */
    TREE_TARGET_NUMBER,
    TREE_SORT, /* number: direction and nulls */
    TREE_RELATION,
    TREE_SUBQUERY,
    TREE_FROM_FUNCTION,
    TREE_SAMPLE,
    TREE_CTE,
    TREE_CTE_REFERENCE,
    TREE_JOIN,   /* number: JoinType */
    TREE_WINDOW, /* number: frame options */
    TREE_LOCK,
    TREE_STATEMENT, /* INSERT, UPDATE, DELETE of a routine's body */
    TREE_PARTITION,
    TREE_OTHER, /* a node without a rule: every field of it but locations */
} TreeKind;

typedef struct Tree Tree;

struct Tree {
    TreeKind kind;
    TypeOid type;  /* of the value; 0 where there is none or it is not known */
    Name modified; /* its type with modifier, where one is known */
    int64_t number;
    Name text;
    Tree **children;
    size_t count;
    int32_t location; /* of a string literal, in the text that was parsed; -1 */
    Hash exact, loose;
};

/* What goes into a new node. */
typedef struct TreeParts {
    TypeOid type;
    uint64_t type_identity; /* put into `exact`; 0: the type follows from the rest */
    Name modified;
    int64_t number, number2;
    Name text;      /* into both hashes */
    Name qualifier; /* schema and the like: into `exact` only */
    Tree **children;
    size_t count;
    int32_t location;
} TreeParts;

Tree *sd_tree_new(Arena *arena, TreeKind kind, TreeParts parts);

/* A node of up to three children; NULL ones are kept as such. */
Tree *sd_tree_of(Arena *arena, TreeKind kind, TypeOid type, Tree *a, Tree *b, Tree *c);

/* The same node with the texts of its literals left out of `loose`. */
Tree *sd_tree_masked(Arena *arena, const Tree *tree);

static inline bool sd_tree_equal(const Tree *a, const Tree *b)
{
    return a == b || (a && b && a->exact.low == b->exact.low && a->exact.high == b->exact.high);
}

#endif
