/* What PostgreSQL has built in: types, operators, casts, functions.
 *
 * The tables (builtin_*.def) are made from a server by generate_builtins.sh.  Things are named as the server names
 * them, by OID: built-in OIDs are the same in every installation. */
#ifndef SD_PARSER_CANON_BUILTIN_H
#define SD_PARSER_CANON_BUILTIN_H

#include "model/arena.h"
#include "model/kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t TypeOid; /* of pg_type; 0: none */

enum { /* the types that rules of the grammar and of parse analysis name; pg_type.dat */
       TYPE_BOOL = 16,
       TYPE_BYTEA = 17,
       TYPE_CHAR = 18,
       TYPE_NAME = 19,
       TYPE_INT8 = 20,
       TYPE_INT2 = 21,
       TYPE_INT2VECTOR = 22,
       TYPE_INT4 = 23,
       TYPE_REGPROC = 24,
       TYPE_TEXT = 25,
       TYPE_OID = 26,
       TYPE_OIDVECTOR = 30,
       TYPE_TID = 27,
       TYPE_XID = 28,
       TYPE_CID = 29,
       TYPE_JSON = 114,
       TYPE_XML = 142,
       TYPE_CIDR = 650,
       TYPE_FLOAT4 = 700,
       TYPE_FLOAT8 = 701,
       TYPE_UNKNOWN = 705,
       TYPE_MACADDR = 829,
       TYPE_INET = 869,
       TYPE_BPCHAR = 1042,
       TYPE_VARCHAR = 1043,
       TYPE_DATE = 1082,
       TYPE_TIME = 1083,
       TYPE_TIMESTAMP = 1114,
       TYPE_TIMESTAMPTZ = 1184,
       TYPE_INTERVAL = 1186,
       TYPE_TIMETZ = 1266,
       TYPE_BIT = 1560,
       TYPE_VARBIT = 1562,
       TYPE_NUMERIC = 1700,
       TYPE_REGCLASS = 2205,
       TYPE_REGTYPE = 2206,
       TYPE_RECORD = 2249,
       TYPE_ANY = 2276,
       TYPE_ANYARRAY = 2277,
       TYPE_VOID = 2278,
       TYPE_ANYELEMENT = 2283,
       TYPE_RECORD_ARRAY = 2287,
       TYPE_ANYNONARRAY = 2776,
       TYPE_UUID = 2950,
       TYPE_ANYENUM = 3500,
       TYPE_REGCONFIG = 3734,
       TYPE_REGDICTIONARY = 3769,
       TYPE_JSONB = 3802,
       TYPE_ANYRANGE = 3831,
       TYPE_JSONPATH = 4072,
       TYPE_REGNAMESPACE = 4089,
       TYPE_ANYMULTIRANGE = 4537,
       TYPE_ANYCOMPATIBLEMULTIRANGE = 4538,
       TYPE_ANYCOMPATIBLE = 5077,
       TYPE_ANYCOMPATIBLEARRAY = 5078,
       TYPE_ANYCOMPATIBLENONARRAY = 5079,
       TYPE_ANYCOMPATIBLERANGE = 5080,
       TYPE_FIRST_OWN = 16384 /* FirstNormalObjectId: types of the model are numbered from here */
};

typedef struct BuiltinType {
    TypeOid oid;
    const char *name;    /* pg_type.typname */
    const char *spelled; /* format_type(oid, NULL) */
    char kind, category; /* typtype, typcategory */
    bool preferred;
    TypeOid element, array;
    bool collatable;
    TypeOid subtype; /* of a range or multirange */
} BuiltinType;

typedef struct BuiltinOperator {
    const char *name;
    TypeOid left, right, result; /* left 0: a prefix operator */
} BuiltinOperator;

typedef struct BuiltinCast {
    TypeOid source, target;
    char context, method; /* castcontext, castmethod */
} BuiltinCast;

typedef struct BuiltinFunction {
    const char *name;
    char kind; /* prokind */
    bool set;
    TypeOid variadic; /* element type, or 0 */
    int defaults;     /* pronargdefaults */
    TypeOid result;
    const char *types;   /* of the input arguments, numbers with spaces between */
    const char *names;   /* of the input arguments, commas between; empty when they have none */
    const char *columns; /* of a FROM item: "key 25,value 114" */
} BuiltinFunction;

/* By pg_type.typname, and by number; NULL when there is none. */
const BuiltinType *sd_builtin_type(const char *name);
const BuiltinType *sd_builtin_type_of(TypeOid oid);

/* By format_type's spelling without modifier, arrays included. */
const BuiltinType *sd_builtin_type_spelled(const char *spelled);

/* The rows of that name are adjacent: the first, and their number. */
size_t sd_builtin_operators(const char *name, const BuiltinOperator **first);
size_t sd_builtin_functions(const char *name, const BuiltinFunction **first);

const BuiltinCast *sd_builtin_cast(TypeOid source, TypeOid target);

/* Whether every database has a text search parser, template, dictionary or configuration of that name, in pg_catalog. */
bool sd_builtin_text_search(KindId kind, const char *name);

/* The types of token that such a configuration maps, by number from 0: the alias, NULL behind the last, and the name of
 * the one dictionary that this configuration looks it up in. */
const char *sd_builtin_token(size_t number);
const char *sd_builtin_token_dictionary(Arena *arena, const char *configuration, size_t number);

#endif
