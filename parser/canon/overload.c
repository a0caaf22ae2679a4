/* Which of the overloads is meant: FuncnameGetCandidates() of namespace.c and func_get_detail() of parse_func.c. */
#include "parser/canon/overload.h"

#include <stdlib.h>
#include <string.h>

/* A signature, wherever it comes from. */
typedef struct Signature {
    TypeOid types[ARGUMENTS_MAX];
    Name names[ARGUMENTS_MAX];
    size_t count;
    size_t defaults;
    TypeOid variadic; /* element type of the last, or 0 */
    TypeOid result;
} Signature;

static size_t split_types(const char *text, TypeOid *types)
{
    size_t count = 0;
    char *end;

    while (*text && count < ARGUMENTS_MAX) {
        types[count++] = (TypeOid) strtoul(text, &end, 10);
        text = *end == ' ' ? end + 1 : end;
    }
    return count;
}

static void signature_of_builtin(Analysis *analysis, const BuiltinFunction *builtin, Signature *signature)
{
    const char *names = builtin->names;

    signature->count = split_types(builtin->types, signature->types);
    signature->defaults = (size_t) builtin->defaults;
    signature->variadic = builtin->variadic;
    signature->result = builtin->result;
    for (size_t i = 0; i < signature->count; i++) {
        size_t length = strcspn(names, ",");

        signature->names[i] = length ? sd_name_of(analysis->side->names, names, length) : NULL;
        names += names[length] ? length + 1 : length;
    }
}

static bool is_input(const Routine *routine, size_t argument)
{
    const char *mode =
        argument < sd_list_count(routine->argument_modes) ? routine->argument_modes->items[argument]->text : "i";

    return strchr("ibv", *mode) != NULL;
}

static void signature_of_routine(Analysis *analysis, const Routine *routine, Signature *signature)
{
    Side *side = analysis->side;

    signature->count = 0;
    signature->defaults = sd_exprs_count(routine->argument_defaults);
    signature->variadic = 0;
    signature->result = sd_side_type(side, routine->returns);
    for (size_t i = 0; i < sd_list_count(routine->argument_types) && signature->count < ARGUMENTS_MAX; i++) {
        const List *names = routine->argument_names, *modes = routine->argument_modes;

        if (!is_input(routine, i)) {
            continue;
        }
        signature->names[signature->count] = i < sd_list_count(names) ? names->items[i] : NULL;
        signature->types[signature->count] = sd_side_type(side, routine->argument_types->items[i]);
        if (i < sd_list_count(modes) && modes->items[i]->text[0] == 'v') {
            signature->variadic = sd_side_type_info(side, signature->types[signature->count])->element;
        }
        signature->count++;
    }
}

/* An aggregate has no defaults, and all its arguments are input. */
static void signature_of_aggregate(Analysis *analysis, const Aggregate *aggregate, Signature *signature)
{
    const List *names = aggregate->argument_names, *modes = aggregate->argument_modes;
    Side *side = analysis->side;

    signature->count = 0;
    signature->defaults = 0;
    signature->variadic = 0;
    signature->result = sd_side_type(side, aggregate->returns);
    for (size_t i = 0; i < sd_list_count(aggregate->argument_types) && i < ARGUMENTS_MAX; i++) {
        signature->names[i] = i < sd_list_count(names) ? names->items[i] : NULL;
        signature->types[i] = sd_side_type(side, aggregate->argument_types->items[i]);
        if (i < sd_list_count(modes) && modes->items[i]->text[0] == 'v') {
            signature->variadic = sd_side_type_info(side, signature->types[i])->element;
        }
        signature->count++;
    }
}

/* Fits the signature to the call's number and names of arguments; false when it cannot be meant. */
static bool fit(const Call *call, const Signature *signature, Overload *overload)
{
    bool filled[ARGUMENTS_MAX] = { false };

    overload->result = signature->result;
    overload->variadic_from = ARGUMENTS_MAX;
    if (signature->variadic && signature->count && call->expands_variadic && call->count >= signature->count) {
        overload->variadic_from = signature->count - 1;
        for (size_t i = 0; i < call->count; i++) {
            if (call->names[i]) {
                return false;
            }
            overload->slots[i] = (int) i;
            overload->types[i] = i < overload->variadic_from ? signature->types[i] : signature->variadic;
        }
        return true;
    }
    if (call->count > signature->count || call->count + signature->defaults < signature->count) {
        return false;
    }
    for (size_t i = 0; i < call->count; i++) {
        size_t slot = i;

        if (call->names[i]) {
            for (slot = 0; slot < signature->count && signature->names[slot] != call->names[i]; slot++) {
            }
        }
        if (slot >= signature->count || filled[slot]) {
            return false;
        }
        filled[slot] = true;
        overload->slots[i] = (int) slot;
        overload->types[i] = signature->types[slot];
    }
    for (size_t slot = 0; slot + signature->defaults < signature->count; slot++) {
        if (!filled[slot]) {
            return false;
        }
    }
    return true;
}

static void consider(Analysis *analysis, const Call *call, const Signature *signature, Key routine,
                     const BuiltinFunction *builtin, Overloads *overloads)
{
    TypeOid types[ARGUMENTS_MAX];
    int slots[ARGUMENTS_MAX];
    Overload overload = { .types = types, .slots = slots };

    overloads->any = true;
    if (overloads->count < FUNCTIONS_MAX && fit(call, signature, &overload)) {
        Overload *kept = sd_arena_alloc(analysis->arena, sizeof *kept);

        *kept = overload;
        kept->types = sd_arena_alloc(analysis->arena, (call->count + 1) * sizeof *types);
        memcpy(kept->types, types, call->count * sizeof *types);
        kept->slots = sd_arena_alloc(analysis->arena, (call->count + 1) * sizeof *slots);
        memcpy(kept->slots, slots, call->count * sizeof *slots);
        kept->routine = routine;
        kept->builtin = builtin;
        overloads->items = sd_arena_grow(analysis->arena, overloads->items, overloads->count, sizeof *overloads->items);
        overloads->items[overloads->count++] = kept;
    }
}

static void collect_routines(Analysis *analysis, const Call *call, const Catalog *catalog, Overloads *overloads)
{
    const List *path = analysis->resolver.path;
    size_t schemas = call->schema ? 1 : sd_list_count(path);
    Signature signature;

    for (size_t i = 0; catalog && i < schemas; i++) {
        Key schema =
            sd_key(analysis->side->names, KIND_SCHEMA, NULL, call->schema ? call->schema : path->items[i], NULL);
        const Key *routines;
        size_t count = sd_catalog_routines(catalog, schema, call->name, &routines);

        for (size_t routine = 0; routine < count; routine++) {
            const Object *object = sd_catalog_find(catalog, routines[routine]);

            if (object->key->kind == KIND_AGGREGATE) {
                signature_of_aggregate(analysis, (const Aggregate *) object, &signature);
            } else {
                signature_of_routine(analysis, (const Routine *) object, &signature);
            }
            consider(analysis, call, &signature, routines[routine], NULL, overloads);
        }
        if (count && !overloads->schema) {
            overloads->schema = schema->name;
        }
    }
}

void sd_overloads_collect(Analysis *analysis, const Call *call, Overloads *overloads)
{
    const BuiltinFunction *rows;
    size_t count = sd_builtin_functions(call->name->text, &rows);
    bool only_builtin = call->schema && strcmp(call->schema->text, "pg_catalog") == 0;

    if (!call->schema || only_builtin) {
        Signature signature;

        for (size_t i = 0; i < count; i++) {
            signature_of_builtin(analysis, &rows[i], &signature);
            consider(analysis, call, &signature, NULL, &rows[i], overloads);
        }
        overloads->builtin = count > 0;
    }
    if (!only_builtin) {
        collect_routines(analysis, call, analysis->side->catalog, overloads);
        if (!overloads->schema) {
            collect_routines(analysis, call, analysis->side->other, overloads);
        }
        collect_routines(analysis, call, analysis->side->members, overloads);
    }
}

static bool matches_exactly(const Call *call, const Overload *overload)
{
    for (size_t i = 0; i < call->count; i++) {
        if (overload->types[i] != call->types[i]) {
            return false;
        }
    }
    return true;
}

const Overload *sd_overloads_choose(Analysis *analysis, const Call *call, const Overloads *overloads)
{
    Candidate candidates[FUNCTIONS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < overloads->count; i++) {
        if (matches_exactly(call, overloads->items[i])) {
            return overloads->items[i];
        }
    }
    for (size_t i = 0; i < call->count; i++) {
        if (call->types[i] == 0) {
            /* An argument of unknown type: only a single overload leaves no doubt. */
            return overloads->count == 1 ? overloads->items[0] : NULL;
        }
    }
    for (size_t i = 0; i < overloads->count; i++) {
        TypeOid resolved[ARGUMENTS_MAX], result;
        const Overload *overload = overloads->items[i];

        if (sd_coerce_generic(analysis, call->types, overload->types, call->count, resolved, overload->result,
                              &result)) {
            candidates[count++] = (Candidate){ .types = overload->types, .row = overload };
        }
    }
    return sd_coerce_select(analysis->side, candidates, &count, call->types, call->count) ? candidates[0].row : NULL;
}
