/* A schema, wherever it came from: files, a server, a snapshot, nothing.
 *
 * Objects are found by key.  Children hang under their parents in the order in which they were added; an object
 * whose parent is outside the catalog (a policy on a table that the files do not declare) is a root.  What is said about
 * the column of a view, which is no object, hangs under the view.
 *
 * A reader adds objects and edges, then seals; differ/settle.c is the last that may write. */
#ifndef SD_MODEL_CATALOG_H
#define SD_MODEL_CATALOG_H

#include "model/lookup.h"
#include "model/object.h"
#include "model/rename.h"

typedef struct Edge {
    Key from, to; /* from needs to */
} Edge;

/* Statements that a team puts between the steps of a migration, so that rows that are there fit what comes next. */
typedef struct Backfill {
    Key about;       /* a column, a constraint, or a table */
    const char *sql; /* as it was written, the last semicolon left out */
    Position at;
} Backfill;

typedef struct Catalog Catalog;

struct Catalog {
    Arena *arena;         /* owns every object */
    Names *names;         /* shared by the catalogs that are to be compared */
    Object *first, *last; /* every object, in insertion order, through next_all */
    size_t object_count;
    Edge *edges; /* sorted by from and without repetitions once sealed */
    size_t edge_count;
    size_t sealed_count; /* how many of them sealing has sorted already */
    Edge *hints;         /* from should better come after to: see sd_catalog_hint; in the order they were given */
    size_t hint_count;
    Rename *told; /* renames that files tell of, see parser/sql/renamed.h */
    size_t told_count;
    Rename *renames; /* those carried out on this catalog: sd_renames_apply */
    size_t rename_count;
    Backfill *backfills; /* that files tell of, see parser/sql/renamed.h */
    size_t backfill_count;
    Key *fixed; /* parts that cannot be altered: see sd_catalog_fix */
    size_t fixed_count;
    Name role;                  /* the role that owns what is made: the session's user; NULL when not known */
    Name search_path;           /* that sessions there begin with, as SHOW prints it; NULL when not known */
    int server_version;         /* 150020; 0 when not read from a server */
    struct CatalogIndex *index; /* by key; belongs to model/catalog.c */
    Lookup outside;             /* belongs to model/outside.c */
    struct Outside *last_outside;
    Catalog *members; /* what extensions brought, for analysis only: sd_oracle_decide; freed with this one; or NULL */
};

Catalog *sd_catalog_new(Names *names);
void sd_catalog_free(Catalog *catalog); /* NULL is allowed */

/* Another catalog of the same names with the same objects, edges and expressions: what is done to one is not done to the
 * other. */
Catalog *sd_catalog_copy(const Catalog *catalog);

/* Adds a zeroed object of the key's kind.  NULL when the key is taken. */
Object *sd_catalog_add(Catalog *catalog, Key key);

/* The object, or NULL. */
Object *sd_catalog_find(const Catalog *catalog, Key key);

/* The routines (functions, procedures, aggregates) of that name in a schema, in the order of their creation; their
 * number. */
size_t sd_catalog_routines(const Catalog *catalog, Key schema, Name name, const Key **routines);

/* Takes an object out, with all its children.  Edges to it stay. */
void sd_catalog_remove(Catalog *catalog, Object *object);

/* Gives an object another key of the same kind, moves its children along, and makes every reference in the
 * catalog (rows, edges) to any of them follow.  A reference to a routine by name alone follows where an edge tells
 * that this one is meant.  The new key must be free. */
void sd_catalog_rename(Catalog *catalog, Object *object, Key key);

/* The same for what is no object but has children: the column of a view, with its comment, its default, its grants. */
void sd_catalog_rename_part(Catalog *catalog, Key from, Key key);

/* The type that a domain of the catalog is over, through all domains; any other type as it is. */
Name sd_catalog_base_type(const Catalog *catalog, Name type);

/* What files tell to do before something is asked of the rows of the object, or NULL. */
const Backfill *sd_catalog_backfill(const Catalog *catalog, Key about);

/* from needs to: to is created first and dropped last.  An edge to oneself or to what is below oneself is none;
 * repetitions are dropped on sealing. */
void sd_catalog_edge(Catalog *catalog, Key from, Key to);

/* from runs only when to is there, but can be made before: the body of a routine names another one.  Orders creation
 * where nothing stands against it. */
void sd_catalog_hint(Catalog *catalog, Key from, Key to);

/* Adds the edge of every REF and REFS row that is not soft, of each parent, and to what completes what is needed; sorts the edges.  Once sealed, it only
 * sorts in what sd_catalog_edge has added since. */
void sd_catalog_seal(Catalog *catalog);

/* Computes body and tree of every object. */
void sd_catalog_hash(Catalog *catalog);

/* The edges that start at the key, first in *edges; their number.  For a sealed catalog. */
size_t sd_catalog_needs(const Catalog *catalog, Key key, const Edge **edges);

/* True when there is an edge from the one to the other.  For a sealed catalog. */
bool sd_catalog_has_edge(const Catalog *catalog, Key from, Key to);

/* Parts of an object that a row of its own is about (fixes_parts): no edge, since nothing needs what is a part of it, yet the
 * server does not alter them (ATPrepAlterColumnType of tablecmds.c, of columns in a partition key). */
void sd_catalog_fix(Catalog *catalog, Key part);
bool sd_catalog_is_fixed(const Catalog *catalog, Key part);

/* What exists beside the model and can be referred to without a schema: types, operator classes and functions of
 * extensions.  kind is KIND_ENUM_TYPE for any type and KIND_ROUTINE for any routine.  find returns the schema's name, or NULL. */
void sd_catalog_outside_add(Catalog *catalog, KindId kind, Name schema, Name name);
Name sd_catalog_outside_find(const Catalog *catalog, KindId kind, Name name);
void sd_catalog_outside_copy(Catalog *to, const Catalog *from);

#endif
