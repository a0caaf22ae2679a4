/* One catalog as parse analysis sees it: types by number, columns of relations.
 *
 * Both catalogs of a comparison are analysed, each with the types and tables of its own side.  Types are numbered as
 * the server does: built-in ones by their OIDs, those of the model from TYPE_FIRST_OWN in the order in which they are
 * met.  Type 0 is a type that is not known; nothing is concluded from it. */
#ifndef SD_PARSER_CANON_SIDE_H
#define SD_PARSER_CANON_SIDE_H

#include "parser/canon/answers.h"
#include "parser/canon/canon.h"
#include "parser/canon/tree.h"

typedef struct Side Side;

typedef struct TypeInfo {
    Name spelled;        /* without modifier */
    char kind, category; /* typtype, typcategory; kind '?' for a type that is only known by name */
    bool preferred;
    TypeOid element; /* of an array */
    TypeOid base;    /* of a domain, else itself */
    TypeOid subtype; /* of a range */
    Key key;         /* enum, domain or relation; NULL for others */
} TypeInfo;

/* A column of a relation, as * expands. */
typedef struct RelationColumn {
    Name name;
    TypeOid type;
    Name modified; /* its type with modifier */
    Key key;       /* the column's own key; for a column of a view NULL */
} RelationColumn;

typedef struct RelationColumns {
    const RelationColumn *items;
    size_t count;
    bool known; /* false: nothing is known of its columns */
} RelationColumns;

/* An operator that the model has. */
typedef struct OwnOperator {
    Key key;
    TypeOid left, right, result; /* left 0: a prefix operator */
} OwnOperator;

/* A cast that the model has. */
typedef struct OwnCast {
    Key key, function;
    TypeOid source, target;
    char context; /* as castcontext of pg_cast */
} OwnCast;

struct Side {
    Catalog *catalog;
    const Catalog *other;   /* for what the catalog does not declare, or NULL */
    const Catalog *members; /* of extensions, where somebody has read them, or NULL */
    Names *names;
    Arena *arena;      /* given back with the side */
    bool recording;    /* write names into texts, add edges, name columns of views: while a catalog is being read */
    Answers *answers;  /* of a server, for literals without a reader; or NULL */
    bool in_utc;       /* the definition being analysed was said in a session with TimeZone UTC */
    int literal_depth; /* of literals in literals */
    struct SideTables *tables;
    OwnOperator *operators;
    size_t operator_count;
    OwnCast *casts;
    size_t cast_count;
};

Side *sd_side_new(Catalog *catalog, const Catalog *other, bool recording);
void sd_side_free(Side *side);

/* The model's cast between two types, domains aside; NULL. */
const OwnCast *sd_side_cast(const Side *side, TypeOid source, TypeOid target);

/* The number of a type, from format_type's spelling with or without modifier.  0 for NULL. */
TypeOid sd_side_type(Side *side, Name spelled);

/* Never NULL; for 0 a type of kind '?'. */
const TypeInfo *sd_side_type_info(const Side *side, TypeOid type);

TypeOid sd_side_array_of(Side *side, TypeOid element);

/* The type under domains; of an array the same array. */
TypeOid sd_side_base(const Side *side, TypeOid type);

/* The element type of an array; 0 for anything else, int2vector and oidvector among them. */
TypeOid sd_side_element_of(const Side *side, TypeOid type);

/* The schema in a type's spelling, or NULL. */
Name sd_side_schema_of(const Side *side, Name spelled);

/* What identifies the type on both sides. */
uint64_t sd_side_type_identity(const Side *side, TypeOid type);

/* The object of that kind with that qualified name as SQL spells it, or NULL. */
Key sd_side_object(Side *side, KindId kind, Name spelled);

/* Columns of a table (inherited ones first), view or materialized view. */
RelationColumns sd_side_columns(Side *side, Key relation);

/* The object in this catalog or in the other, or a member of an extension. */
const Object *sd_side_find(const Side *side, Key key);

/* What was computed for an Expr, once; NULL before.  See expression.h. */
struct Meaning *sd_side_meaning(Side *side, const Expr *expr);
void sd_side_set_meaning(Side *side, const Expr *expr, struct Meaning *meaning);

#endif
