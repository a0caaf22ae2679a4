/* Names as PostgreSQL finds them: through the search_path.
 *
 * pg_catalog comes first unless the path names it; then the schemas of the path in order.  A name is looked up in
 * the catalog being read, then, for what the files do not declare, in the other catalog and among what it knows of
 * extensions.  Manual: "The Schema Search Path" (ddl-schemas). */
#ifndef SD_PARSER_CANON_RESOLVE_H
#define SD_PARSER_CANON_RESOLVE_H

#include "model/catalog.h"
#include "model/text.h"

#include <pg_query/pg_query.pb-c.h>

typedef struct Resolver {
    Catalog *catalog;     /* the one being read */
    const Catalog *other; /* the one to compare with, or NULL */
    const List *path;     /* search_path: schema names in order, pg_catalog and $user left out; may be empty */
    bool in_utc;          /* TimeZone is UTC, as the statements say */
} Resolver;

/* The members of extensions that either catalog knows, or NULL. */
const Catalog *sd_resolver_members(const Resolver *resolver);

/* A relation: a table, view, materialized view or sequence.  schema NULL: through the path.  NULL when there is none
 * by that name on either side. */
Key sd_resolve_relation(const Resolver *resolver, Name schema, Name name);

/* A type that is an object of the model, or the row type of a table or view.  A multirange type is its range type. */
Key sd_resolve_type(const Resolver *resolver, Name schema, Name name);

/* An object of one kind that shares its names with no other. */
Key sd_resolve_object(const Resolver *resolver, KindId kind, Name schema, Name name);

/* Any routine of that name (the first in the path that has one); for routines with overloads use
 * sd_resolve_routines.  NULL when there is none. */
Key sd_resolve_routine(const Resolver *resolver, Name schema, Name name);

/* Every routine of that name in the first schema of the path that has one; their number, at most `room`. */
size_t sd_resolve_routines(const Resolver *resolver, Name schema, Name name, Key *found, size_t room);

/* The schema in which an unqualified CREATE puts its object: the first of the path; "public" for an empty path. */
Name sd_resolve_creation_schema(const Resolver *resolver);

/* ---- types (parser/canon/type_name.c) ------------------------------------------------------------------------ */

typedef enum TypeFound {
    TYPE_FOUND,     /* built in, in a catalog, or known of an extension */
    TYPE_NOT_FOUND, /* spelled as written; perhaps declared later, perhaps an extension's */
} TypeFound;

/* Spells a type as format_type() does with an empty search_path: "integer", "character varying(20)",
 * "numeric(10,2)", "timestamp(3) with time zone", "app.mood[]", "\"char\"", "interval day to second".
 * "setof" is not part of it.  *needs (may be NULL) becomes the key of the model's own type, or stays NULL.
 * %TYPE is resolved to the column's type. */
Name sd_type_name(const Resolver *resolver, const PgQuery__TypeName *type, Key *needs, TypeFound *found);

/* The same for a type in text form, as the server or a file writes it. */
Name sd_type_name_of_text(const Resolver *resolver, const char *text);

/* "character varying(20)" -> "character varying": without length and precision, as a routine's argument has it. */
Name sd_type_without_modifier(Names *names, Name type);

/* Collation as SQL, qualified unless it is in pg_catalog: "C" -> `"C"` with quotes as needed. */
Name sd_collation_name(const Resolver *resolver, size_t count, PgQuery__Node *const *parts);

/* spatial.c: the modifiers of a type of PostGIS as the server prints them, behind the name; false when it is no such type, or
 * they are none of its modifiers. */
bool sd_spatial_modifiers(Text *text, const char *type, const char *const *modifiers, size_t count);

#endif
