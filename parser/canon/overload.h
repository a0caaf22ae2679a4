/* Overloads of a function, and the one that a call means. */
#ifndef SD_PARSER_CANON_OVERLOAD_H
#define SD_PARSER_CANON_OVERLOAD_H

#include "parser/canon/analysis.h"

enum { ARGUMENTS_MAX = 100, FUNCTIONS_MAX = 200 };

/* One overload, expanded to the number of arguments of the call. */
typedef struct Overload {
    TypeOid *types;
    TypeOid result;
    int *slots;           /* for each argument of the call: which parameter it is */
    size_t variadic_from; /* parameters from here on came from VARIADIC; ARGUMENTS_MAX: none */
    Key routine;          /* of the model, or NULL */
    const BuiltinFunction *builtin;
} Overload;

/* The call as it is written; at most ARGUMENTS_MAX arguments. */
typedef struct Call {
    Name schema, name;
    Tree **arguments;
    Name *names; /* of named arguments */
    TypeOid *types;
    size_t count;
    bool expands_variadic; /* not written with VARIADIC itself */
} Call;

/* Overloads that the call may mean. */
typedef struct Overloads {
    Overload **items;
    size_t count;
    bool any;     /* some function of that name is known, whatever its arguments */
    bool builtin; /* a built-in one is */
    Name schema;  /* where the name was found, outside pg_catalog */
} Overloads;

/* Every overload that the call's number and names of arguments fit. */
void sd_overloads_collect(Analysis *analysis, const Call *call, Overloads *overloads);

/* func_get_detail(): the one that the arguments' types mean, or NULL. */
const Overload *sd_overloads_choose(Analysis *analysis, const Call *call, const Overloads *overloads);

#endif
