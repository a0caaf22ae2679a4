/* The table of kinds: what the program knows about each kind of object, as data.
 *
 * A kind is a file of rows, model/kinds/<kind>.def.  KIND opens it, each ATTR is one thing that can be said about
 * such an object, END closes it.  model/object.h makes the struct of the rows, model/kind.c this table; nobody
 * else gives the rows a meaning.  Whoever handles objects in general (hash, compare, diff, snapshot, live loading,
 * most ALTER text) walks attrs in a loop and names no kind.
 *
 * Behind END stands what the other folders have to know of the kind, so that a new one is a file of rows, a query, a
 * reader, and a writer only where the clauses of its rows do not make its CREATE:
 *
 *   CALLED(TYPE, KIND, form, words)   COMMENT ON, DROP, ALTER ... OWNER TO name one as an OBJECT_TYPE of the grammar, in
 *                                     that FORM_ of parser/sql/objects.c; words: the type's in messages
 *   READS(NODE, reader)               the statement that the reader reads
 *   DEFINES(TYPE, reader)             the same where it is CREATE of a list of named values (DefineStmt)
 *   NAMES(NODE, form, member, field)  where that statement has the name it creates, so that others can wait for it: a LIST of
 *                                     names, one WORD, or a RELATION
 *   GUARD(KIND, form, drop, exists, is_of_kind)   the row of emitter/guard.c: how CREATE bears a second run, how one is
 *                                     dropped, how the catalog is asked for one
 *   WRITES(KIND, member, function)    a member of the kind's Writer in emitter/writer.h
 *
 * The order of kinds in all.def is the order in which independent objects are created. */
#ifndef SD_MODEL_KIND_H
#define SD_MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef const struct NameText *Name; /* interned text, see model/name.h; NULL = absent */
typedef const struct KeyNode *Key;   /* interned identity, see model/name.h */

typedef enum KindId {
#define KIND(T, ID, ...) KIND_##ID,
#include "model/kinds/all.def"
    KIND_COUNT
} KindId;

typedef enum Trait {
    HAS_OWNER = 1,          /* ALTER ... OWNER TO; the rows then have an `owner` */
    HAS_COMMENT = 2,        /* may be the parent of a comment */
    HAS_GRANTS = 4,         /* may be the parent of grants */
    IN_PARENT = 8,          /* named within its parent: DROP TRIGGER name ON parent; also columns and constraints */
    HOLDS_DATA = 16,        /* dropping it loses data that cannot be made again */
    ON_PARENT = 32,         /* has no name: says something about its parent (a comment, a default) */
    IS_RELATION = 64,       /* shares the namespace of tables, views and sequences in a schema */
    IS_TYPE = 128,          /* shares the namespace of types in a schema */
    IS_INDEXED = 256,       /* in its parent, yet an index of its name may stand among the relations of the schema */
    GIVES_PRIVILEGES = 512, /* its grants are for objects still to be made */
    IS_ROUTINE = 1024,     /* shares the namespace of functions, procedures and aggregates, with its arguments' types */
    STANDS_ALONE = 2048,   /* has no owner, and yet the drop of its parent does not take it along unasked */
    IS_HANDED_DOWN = 4096, /* a table that inherits has what the tables above have of it, see differ/inherit.c */
    IS_PRIVILEGE = 8192,   /* says what a role may do with its parent */
    ABOUT_PARENT = 16384,  /* has a name, and yet says something about its parent: a grant to a role */
    OVER_TYPES = 32768, /* the args of its key are types: those of a routine's arguments, of an operator's operands */
    NAMED_BY_TYPE = 65536, /* its name is a type: that which a cast converts from */
    COMPLETES_PARENT =
        262144, /* what needs its parent needs it as well, except for what it needs itself; neither goes alone */
    OF_SERVER = 131072, /* belongs to no database: read and compared only when asked for */
    HIDES_DATA = 524288 /* what goes with it, unseen, may hold data: the tables of an extension */
} Trait;

typedef enum AttrType { /* how a field is stored; what each does is in model/attr.c */
                        ATTR_BOOL,
                        ATTR_INT,
                        ATTR_NAME, /* an identifier or a word */
                        ATTR_TEXT, /* a text of the user: comment, function body */
                        ATTR_TYPE, /* a type as format_type prints it with an empty search_path: "character varying(20)", "app.mood" */
                        ATTR_EXPR,   /* an expression or a query: see Expr in model/object.h */
                        ATTR_EXPRS,  /* a list of them */
                        ATTR_REF,    /* another object's key */
                        ATTR_REFS,   /* a list of keys */
                        ATTR_LIST,   /* a list of names */
                        ATTR_OPTIONS /* a sorted list of "name=value" */
} AttrType;

typedef enum CompareRule { /* when two values count as different */
                           COMPARE_EXACT,
                           COMPARE_SET, /* a list whose order has no meaning */
                           COMPARE_ORDER, /* names of parts in order: the same while those that stay come first, as they did before */
                           COMPARE_IF_STATED, /* the wanted side is silent (absent): what is there stays, see differ/settle.c */
                           COMPARE_IF_KNOWN, /* either side is silent: nobody can tell, so it does not differ; see differ/settle.c */
                           COMPARE_MUTUAL, /* a REF that the other one has too: making or dropping either does both ends, see
                                              differ/settle.c */
                           COMPARE_NEVER /* carried for the emitter only */
} CompareRule;

typedef enum AlterRule {                  /* how a difference reaches an existing object */
                         ALTER_REPLACE,   /* drop and create, dependents included */
                         ALTER_STATEMENT, /* in place: the row's text is the statement */
                         ALTER_WRITER,    /* in place: emitter/write_<family>.c makes the statement */
                         ALTER_APPEND /* in place by a writer while the old list is an ordered part of the new, else replace */
} AlterRule;

typedef enum LossRule {                  /* which differences lose data, also where the object is made anew for them */
                        LOSS_NONE,       /* none */
                        LOSS_CONVERSION, /* TYPE: where the conversion changes values, see model/type_change.h */
                        LOSS_ITEMS,      /* LIST, REFS: where an item is no longer there */
                        LOSS_SMALLER,    /* INT: where the number is smaller */
                        LOSS_LARGER,     /* INT: where it is larger */
                        LOSS_SET,        /* BOOL: where it becomes true */
                        LOSS_MOVED       /* REF: where it refers to something else, or to nothing */
} LossRule;

typedef struct Attr { /* one ATTR row */
    const char *name; /* field, query column and JSON key */
    uint16_t offset;  /* bytes from the start of the kind's struct */
    AttrType type;
    CompareRule compare;
    AlterRule alter;
    const char *text;  /* SQL: %n the object qualified, %i its name, %p its parent qualified, %v the new value */
    const char *unset; /* SQL when the new value is false or absent; NULL: text serves both */
    uint64_t
        refers_to; /* bit per KindId: the NAME is the qualified one of such an object, unless the server brings it */
    uint64_t blocked_by;    /* bit per KindId: dependents that must step aside while this row is altered in place */
    bool falls_with;        /* REF: the object goes when the one referred to is dropped */
    bool takes_along;       /* REFS: these go when the object is dropped */
    bool soft;              /* REF: no edge; the reference does not order creation */
    LossRule loss;          /* when a difference loses what rows hold, or what a sequence has reached */
    const char *loss_words; /* what is lost then, for a sentence; LOSS_CONVERSION has its own */
    bool parts_references;  /* TYPE: who refers to a key by it steps aside where the types do not compare */
    bool asks_of_rows;      /* BOOL: rows that are there must fit before it can be true */
    bool is_word;           /* NAME or TEXT: a word or number of SQL, written without quotes */
    bool prefix_only;       /* ALTER_APPEND: new items may only come behind the old ones */
    bool grows_only;        /* in place unless the new list is shorter than the old, else replace */
    bool unset_in_place;    /* ALTER_REPLACE: yet in place when the new value is absent */
    bool derives;           /* while it is present the object holds only what can be computed again */
    bool of_parent;         /* LIST: names of columns of the object's table */
    const char *clause;     /* what CREATE says of it while it is present, by the template of `text` */
    bool secret;            /* OPTIONS or TEXT: may hold passwords, see model/secret.h */
    const char *key_row;    /* REF: the columns named there are a key of what is referred to, and that key is needed */
    bool hands_down;        /* REF, REFS: the tables above, whose parts the object has too */
    bool stays_above;       /* altering it above does not reach the tables below */
    bool made_anew;         /* a table made below does not take it over */
    bool with_order;        /* LIST: items may end in an order, in which a share may differ from the part above */
    bool shares;         /* REF: the part of the table above that this is a partition's share of, see differ/share.c */
    bool fixes_parts;    /* EXPR: columns of the object that it is about cannot be altered while it is there */
    bool names_part;     /* NAME: ends in the name of one of the object's parts */
    const char *lets_go; /* REF, REFS row that has to be given up first as far as it is not to stay */
    bool never_wanted;   /* BOOL: what went wrong on a server; the wanted side has none of it */
    const char *only_with; /* in place only while the row of that name is present, else replace */
    bool one_way;          /* nobody promises that an old value can be had again */
    bool
        absent_is_usual; /* COMPARE_IF_STATED: a server states it only where it is not as usual; other such rows it states
                              always, so files are silent about what they cannot know, see differ/settle.c */
} Attr;

typedef struct Kind { /* one KIND row with its attributes */
    KindId id;
    const char *word;       /* after CREATE, ALTER, DROP, COMMENT ON: "MATERIALIZED VIEW" */
    const char *label;      /* for people, file names and keys: "materialized view" */
    unsigned traits;        /* Trait flags */
    const char *grant_word; /* after GRANT ... ON: "TABLE"; NULL: the word itself */
    const char *rename;     /* the statement that renames one, see model/rename.c; NULL: ALTER word name RENAME TO */
    const char *privileges; /* all privileges that exist for it in PostgreSQL 15, comma separated */
    const char *later_privileges;     /* those that came after it, which ALL does not count */
    const char *public_privileges;    /* those PUBLIC has from the start (acldefault of acl.c), or NULL */
    const char *word_row, *word_with; /* while the row of that name is present, the word is this one, or NULL */
    const char *default_privileges;   /* its word in ALTER DEFAULT PRIVILEGES: "TABLES"; NULL: none */
    const char
        *signature;      /* what stands behind the schema, where that is no quoted name alone: %i the name quoted, %r as
                              it is, %a the args */
    bool in_parentheses; /* the clauses of its CREATE stand in parentheses, with commas between */
    size_t size;         /* of the kind's struct, bytes */
    const Attr *attrs;
    size_t attr_count;
} Kind;

extern const Kind sd_kinds[KIND_COUNT];

/* True for what has no owner of its own: PostgreSQL drops it with its parent, without being asked to cascade. */
static inline bool sd_kind_falls_with_parent(const Kind *kind)
{
    return (kind->traits & (HAS_OWNER | STANDS_ALONE)) == 0;
}

/* The row that says which part above an object is the share of, or NULL. */
const Attr *sd_kind_share(const Kind *kind);

/* The row of that name, or NULL. */
const Attr *sd_kind_attr(const Kind *kind, const char *name);

/* The kind with that label ("materialized view"), or NULL. */
const Kind *sd_kind_labelled(const char *label);

#endif
