/* The catalog queries: model/kinds/<kind>.sql and the few beside the kinds in parser/live, embedded by embed.sh.
 *
 * A query's columns are the rows of its kind's .def file, in the text form of PostgreSQL's types, and the identity of
 * the object:
 *
 *   oid, subid             its address in the catalog that the head of the file names: `-- class: pg_class`
 *   parent, parent_subid   the address of its parent; NULL: it stands at the top
 *   parent_class           the catalog of that address; a column only where there are several, else in the head:
 *                          `-- parent: pg_namespace`
 *   parent_name            the name of a parent that is a part of an object and none itself, such as a view's column;
 *                          the head says of which kind it is: `-- below: column`
 *   parent_key             the parent's key as a reference, where it may be none of the catalog's objects
 *   name, args             the rest of the key
 *   implied                true: it came with its parent, nobody said it
 *
 * A query beside the kinds that makes objects all the same says of which kind: `-- kind: grant`.
 *
 * References are arrays of kind and name by turns from the top, with the arguments of a routine behind, and of a kind
 * with a signature behind its name: {schema,app,table,users,column,id}, {schema,app,routine,f,"integer, text"}; lists of
 * references are arrays of those, all of one length.
 *
 * A kind that few databases use says in its head what a database that uses it has, as a SELECT that finds a row then:
 * `-- when: SELECT FROM pg_conversion WHERE oid >= 16384`.  All of these are asked at once, before anything else, and a
 * query whose SELECT found nothing is not sent: planning a query for nothing costs the server a third of a millisecond,
 * and there are dozens of such kinds.
 *
 * Lines between `-- from 15` or `-- before 15` and `-- end` are for some versions of the server only; `-- include part`
 * stands for the lines of parser/live/part.inc.  Lines between `-- superuser` and `-- otherwise`, and from there to
 * `-- end`, are for a superuser and for any other role: what a role may not read must not even be named. */
#ifndef SD_PARSER_LIVE_QUERY_H
#define SD_PARSER_LIVE_QUERY_H

#include "model/arena.h"
#include "model/kind.h"

typedef struct EmbeddedQuery {
    const char *name;         /* of the file, without .sql */
    const char *const *lines; /* ends in NULL */
} EmbeddedQuery;

extern const EmbeddedQuery sd_queries[];
extern const size_t sd_query_count;

typedef struct Query {
    const char *name;
    const Kind *kind;      /* NULL: one of those beside the kinds */
    const Kind *below;     /* kind of a parent that has parent_name, or NULL */
    uint32_t class;        /* catalog of oid; 0: nothing has such an object as its parent */
    uint32_t parent_class; /* catalog of parent; 0: a column says it */
    const char *when;      /* sent only where this SELECT finds a row; NULL: always */
    const char *sql;       /* without comments, for one server version */
} Query;

/* The query of that file for a server version (150020) and a role; its kind is left to the caller.  False when there is no such
 * file or its head cannot be read. */
bool sd_query_cut(Query *query, Arena *arena, const char *name, int server_version, bool superuser);

/* The name of the file that holds a kind's query: "enum_type". */
const char *sd_query_name_of(Arena *arena, const Kind *kind);

#endif
