/* One addressable thing of a schema, and the struct of each kind.
 *
 * Whatever has its own DDL statement is its own object: schema, table, column, column default, constraint, index,
 * comment, grant.  Every kind's struct begins with an Object and goes on with one field per row of its .def file;
 * readers and writers say sequence->increment and the compiler checks it.
 *
 *     Sequence *sequence = (Sequence *) sd_catalog_add(catalog, key);
 *     sequence->increment = 1; */
#ifndef SD_MODEL_OBJECT_H
#define SD_MODEL_OBJECT_H

#include "model/diag.h"
#include "model/kind.h"
#include "model/list.h"
#include "model/name.h"

typedef struct Hash {
    uint64_t low, high;
} Hash;

/* An expression or a query.
 *
 * The text is what gets printed: the author's own words with schema names written in, or the server's text.  What
 * gets compared is its meaning, as two hashes that parser/canon computes:
 *
 *   exact   of the canonical tree.  Equal: the same definition.
 *   loose   of the same tree with all casts and all schema names of functions and types left out.  Different: a
 *           different definition.  Equal while `exact` differs: UNKNOWN, since the two differ only in what the
 *           server derives from its tables of operators, functions and casts.
 *
 * While no meaning was computed (analysed is false) the texts are compared. */
typedef struct Expr {
    Name text;
    Hash exact, loose;
    bool analysed;
    bool incomplete;    /* something in it could not be resolved: a difference is UNKNOWN at best */
    Position at;        /* where it was said */
    const void *source; /* parser/sql's own: parse tree and search_path, until the catalog is sealed */
} Expr;

typedef enum Same { SAME_YES, SAME_NO, SAME_UNKNOWN } Same;

typedef struct Object {
    Key key;
    struct Object *parent; /* NULL at the top, and when the parent is outside the catalog */
    struct Object *first_child, *last_child, *next;
    Hash body;    /* own rows, names left out; valid after sd_catalog_hash */
    Hash tree;    /* body and children */
    Position at;  /* where it was said; no file when read from a server */
    bool implied; /* made by the reader for what exists without being said: schema public and what belongs to it */
    struct Object *next_all, *previous_all; /* insertion order, belongs to model/catalog.c */
} Object;

#define FIELD_BOOL    bool
#define FIELD_INT     int64_t
#define FIELD_NAME    Name
#define FIELD_TEXT    Name
#define FIELD_TYPE    Name
#define FIELD_EXPR    Expr *
#define FIELD_EXPRS   const ExprList *
#define FIELD_REF     Key
#define FIELD_REFS    const KeyList *
#define FIELD_LIST    const List *
#define FIELD_OPTIONS const List *

/* clang-format off */
#define KIND(T, ID, ...)          typedef struct T { Object base;
#define ATTR(T, field, type, ...)     FIELD_##type field;
#define END(T)                    } T;
#include "model/kinds/all.def"
/* clang-format on */

static inline const Kind *sd_kind_of(const Object *object)
{
    return &sd_kinds[object->key->kind];
}

/* The word after CREATE, DROP and COMMENT ON: TABLE, FOREIGN TABLE. */
const char *sd_object_word(const Object *object);

/* The part above that the object is the share of, or NULL. */
Key sd_object_share_of(const Object *object);

/* Address of a row's field in an object; cast it to the FIELD_ type of attr->type. */
static inline void *sd_object_field(const Object *object, const Attr *attr)
{
    return (char *) (uintptr_t) object + attr->offset;
}

/* ---- model/attr.c: what each AttrType does --------------------------------------------------------------- */

/* False when the field is absent: NULL, false, 0 or an empty list. */
bool sd_attr_present(const Object *object, const Attr *attr);

/* Compares one row of two objects of the same kind.  Lists under COMPARE_SET ignore order. */
Same sd_attr_compare(const Object *a, const Object *b, const Attr *attr);

/* Same for two expressions, either may be NULL. */
Same sd_expr_compare(const Expr *a, const Expr *b);

/* Copies the value of one row. */
void sd_attr_copy(Object *to, const Object *from, const Attr *attr);

/* The value for people, traces and golden files: yes/no, number, text, [a, b]. */
struct Text;
void sd_attr_write(struct Text *text, const Object *object, const Attr *attr);

/* Hash of the object's compared rows. */
Hash sd_object_body(const Object *object);

#endif
