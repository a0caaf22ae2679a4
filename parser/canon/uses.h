/* What an expression uses, and where it says so: parse analysis with the catalog as it is at the moment.
 *
 * The server keeps references by OID, so a view goes on to mean the same when something it uses gets another name.  Files
 * are texts: before a name changes, the reader asks here which places of which texts mean the object, and edits those. */
#ifndef SD_PARSER_CANON_USES_H
#define SD_PARSER_CANON_USES_H

#include "parser/canon/side.h"

typedef enum UseKind {
    USE_NEED,     /* somewhere; the place is told by another use, or has no location in the tree */
    USE_RELATION, /* a name in FROM, or what INSERT, UPDATE and DELETE change */
    USE_COLUMN,   /* a reference to a column, by any number of parts */
    USE_TARGET,   /* a column that INSERT or UPDATE sets, which is never qualified */
    USE_STAR,     /* * or alias.* */
    USE_ROUTINE,
    USE_TYPE,
    USE_LITERAL, /* a string that names the object: of regclass a relation, of an enum one of its values */
    USE_FIELD    /* (expression).name: the column of a row, without a location */
} UseKind;

/* Where a relation stands that is used, or whose column is. */
typedef enum UsePlace {
    PLACE_OWN,   /* the table that the expression belongs to, OLD and NEW */
    PLACE_FROM,  /* FROM: an alias can give it and its columns other names */
    PLACE_TARGET /* what INSERT, UPDATE or DELETE changes: an alias can name it, but not its columns */
} UsePlace;

/* A column as * stands for it. */
typedef struct StarColumn {
    Name alias; /* NULL: only its name is needed, as for a column that JOIN USING merged */
    Name name;
} StarColumn;

typedef struct Use {
    UseKind kind;
    Key key;          /* what is meant; NULL for a column of a query, and for a star */
    Key relation;     /* of a column: the relation that it or the whole row belongs to, or NULL */
    int32_t location; /* in the tree; -1: none */
    size_t parts;     /* of the dotted name */
    UsePlace place;
    Name alias;     /* of a relation what it is called instead, or NULL; of a column the name of what it belongs to */
    size_t renamed; /* how many columns of the relation its alias names */
    const StarColumn *star;
    size_t star_count;
} Use;

typedef struct Uses {
    Arena *arena;
    Use *items;
    size_t count;
    int32_t offset;      /* the location of the first byte of the text */
    bool incomplete;     /* something could not be resolved */
    const Name *outputs; /* of a query: what its columns are called; NULL when that is not known */
    const Name *types;   /* and of which types they are; NULL among them: not known */
    const Key *needs;    /* what of the model those types are, or NULL */
    size_t output_count;
} Uses;

/* Finds what the Expr in an object's row uses (item of a list, or 0); false when the text cannot be parsed.  The answer
 * lives in the side's arena. */
bool sd_uses_find(Uses *uses, Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item);

#endif
