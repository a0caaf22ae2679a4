/* Function calls: which of the overloads is meant, and what the arguments become (parse_func.c). */
#include "parser/canon/analysis.h"

#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 100, FUNCTIONS_MAX = 200 };

/* One overload, expanded to the number of arguments of the call. */
typedef struct Overload {
    TypeOid types[ARGUMENTS_MAX];
    TypeOid result;
    int slots[ARGUMENTS_MAX];      /* for each argument of the call: which parameter it is */
    size_t variadic_from;          /* parameters from here on came from VARIADIC; ARGUMENTS_MAX: none */
    Key routine;                   /* of the model, or NULL */
    const BuiltinFunction *builtin;
} Overload;

/* The call as it is written. */
typedef struct Call {
    Name schema, name;
    Tree *arguments[ARGUMENTS_MAX];
    Name names[ARGUMENTS_MAX]; /* of named arguments */
    TypeOid types[ARGUMENTS_MAX];
    size_t count;
    bool expands_variadic; /* not written with VARIADIC itself */
} Call;

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
    const char *mode = argument < sd_list_count(routine->argument_modes) ? routine->argument_modes->items[argument]->text
                                                                         : "i";

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
    if (signature->variadic && call->expands_variadic && call->count >= signature->count) {
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

/* Overloads that the call may mean. */
typedef struct Overloads {
    Overload **items;
    size_t count;
    bool any;       /* some function of that name is known, whatever its arguments */
    bool builtin;   /* a built-in one is */
    Name schema;    /* where the name was found, outside pg_catalog */
} Overloads;

static void consider(Analysis *analysis, const Call *call, const Signature *signature, Key routine,
                     const BuiltinFunction *builtin, Overloads *overloads)
{
    Overload overload;

    overloads->any = true;
    if (overloads->count < FUNCTIONS_MAX && fit(call, signature, &overload)) {
        Overload *kept = sd_arena_alloc(analysis->arena, sizeof *kept);

        *kept = overload;
        kept->routine = routine;
        kept->builtin = builtin;
        overloads->items =
            sd_arena_grow(analysis->arena, overloads->items, overloads->count, sizeof *overloads->items);
        overloads->items[overloads->count++] = kept;
    }
}

static void collect_routines(Analysis *analysis, const Call *call, const Catalog *catalog, Overloads *overloads)
{
    const List *path = analysis->resolver.path;
    size_t schemas = call->schema ? 1 : sd_list_count(path);
    Signature *signature = sd_arena_alloc(analysis->arena, sizeof *signature);

    for (size_t i = 0; catalog && i < schemas; i++) {
        Key schema = sd_key(analysis->side->names, KIND_SCHEMA, NULL, call->schema ? call->schema : path->items[i], NULL);
        const Key *routines;
        size_t count = sd_catalog_routines(catalog, schema, call->name, &routines);

        for (size_t routine = 0; routine < count; routine++) {
            const Object *object = sd_catalog_find(catalog, routines[routine]);

            if (object->key->kind == KIND_AGGREGATE) {
                signature_of_aggregate(analysis, (const Aggregate *) object, signature);
            } else {
                signature_of_routine(analysis, (const Routine *) object, signature);
            }
            consider(analysis, call, signature, routines[routine], NULL, overloads);
        }
        if (count && !overloads->schema) {
            overloads->schema = schema->name;
        }
    }
}

static void collect(Analysis *analysis, const Call *call, Overloads *overloads)
{
    const BuiltinFunction *rows;
    size_t count = sd_builtin_functions(call->name->text, &rows);
    bool only_builtin = call->schema && strcmp(call->schema->text, "pg_catalog") == 0;

    if (!call->schema || only_builtin) {
        Signature *signature = sd_arena_alloc(analysis->arena, sizeof *signature);

        for (size_t i = 0; i < count; i++) {
            signature_of_builtin(analysis, &rows[i], signature);
            consider(analysis, call, signature, NULL, &rows[i], overloads);
        }
        overloads->builtin = count > 0;
    }
    if (!only_builtin) {
        collect_routines(analysis, call, analysis->side->catalog, overloads);
        if (!overloads->schema) {
            collect_routines(analysis, call, analysis->side->other, overloads);
        }
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

static const Overload *choose(Analysis *analysis, const Call *call, const Overloads *overloads)
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

        if (sd_coerce_generic(analysis, call->types, overload->types, call->count, resolved, overload->result, &result)) {
            candidates[count++] = (Candidate){ .types = overload->types, .row = overload };
        }
    }
    return sd_coerce_select(analysis->side, candidates, &count, call->types, call->count) ? candidates[0].row : NULL;
}

/* A function of the name of a type and with one argument is a cast: date(x), text(x) (func_get_detail). */
static Tree *as_cast(Analysis *analysis, const Call *call)
{
    const BuiltinType *type = call->count == 1 && !call->schema ? sd_builtin_type(call->name->text) : NULL;
    Tree *argument = call->arguments[0];

    if (!type || call->names[0] || type->kind == 'p') {
        return NULL;
    }
    if (argument->type == TYPE_UNKNOWN ||
        (argument->type && sd_coerce_possible(analysis->side, argument->type, type->oid, COERCE_EXPLICIT) &&
         argument->type != type->oid)) {
        return sd_coerce(analysis, argument, type->oid);
    }
    return NULL;
}

/* ---- the call ------------------------------------------------------------------------------------------------ */

static void read_arguments(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call, Call *out)
{
    for (size_t i = 0; i < call->n_args && out->count < ARGUMENTS_MAX; i++) {
        const PgQuery__Node *node = call->args[i];

        if (node->node_case == PG_QUERY__NODE__NODE_NAMED_ARG_EXPR) {
            out->names[out->count] = sd_analysis_name(analysis, node->named_arg_expr->name);
            node = node->named_arg_expr->arg;
        }
        out->arguments[out->count] = sd_analyse_expr(analysis, scope, node);
        if (out->arguments[out->count]) {
            out->count++;
        }
    }
    if (call->n_args > ARGUMENTS_MAX) {
        analysis->incomplete = true;
    }
}

static bool is_ordered_set(const PgQuery__FuncCall *call)
{
    return call->agg_within_group;
}

/* The arguments of ORDER BY inside WITHIN GROUP take part in the choice. */
static size_t append_ordered(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call, Call *out)
{
    size_t direct = out->count;

    for (size_t i = 0; is_ordered_set(call) && i < call->n_agg_order && out->count < ARGUMENTS_MAX; i++) {
        const PgQuery__Node *node = call->agg_order[i];

        if (node->node_case == PG_QUERY__NODE__NODE_SORT_BY) {
            out->arguments[out->count++] = sd_analyse_expr(analysis, scope, node->sort_by->node);
        }
    }
    return direct;
}

/* Coerces the arguments and puts them in the order of the parameters; named ones in their places. */
static void place_arguments(Analysis *analysis, Call *call, const Overload *overload, TypeOid *result)
{
    TypeOid resolved[ARGUMENTS_MAX];
    Tree *placed[ARGUMENTS_MAX];
    size_t count = 0;

    if (!sd_coerce_generic(analysis, call->types, overload->types, call->count, resolved, overload->result, result)) {
        *result = 0;
        memcpy(resolved, overload->types, call->count * sizeof *resolved);
    }
    for (size_t i = 0; i < call->count; i++) {
        call->arguments[i] = sd_coerce(analysis, call->arguments[i], resolved[i]);
        if (overload->types[i] == TYPE_ANY || sd_type_is_polymorphic(overload->types[i])) {
            call->arguments[i] = sd_coerce_unknown(analysis, call->arguments[i]);
        }
    }
    for (int slot = 0; slot < ARGUMENTS_MAX && count < call->count; slot++) {
        for (size_t i = 0; i < call->count; i++) {
            if (overload->slots[i] == slot) {
                Tree *argument = call->arguments[i];

                placed[count++] = call->names[i] && slot != (int) i
                                      ? sd_tree_new(analysis->arena, TREE_LIST,
                                                    (TreeParts){ .number = slot, .children = &argument, .count = 1 })
                                      : argument;
            }
        }
    }
    memcpy(call->arguments, placed, count * sizeof *placed);
}

/* VARIADIC parameters of "any" apart, the server makes an array of the last arguments. */
static void gather_variadic(Analysis *analysis, Call *call, const Overload *overload)
{
    Tree *array;
    size_t from = overload->variadic_from;
    TypeOid element;

    if (from >= call->count || overload->types[from] == TYPE_ANY) {
        return;
    }
    element = call->arguments[from]->type;
    array = sd_tree_new(analysis->arena, TREE_ARRAY,
                        (TreeParts){ .type = element ? sd_side_array_of(analysis->side, element) : 0,
                                     .children = call->arguments + from,
                                     .count = call->count - from });
    call->arguments[from] = array;
    call->count = from + 1;
}

enum { FLAG_DISTINCT = 1, FLAG_STAR = 2, FLAG_VARIADIC = 4, FLAG_WITHIN_GROUP = 8 };

/* What hangs on a call: the order of an aggregate's rows, FILTER, OVER. */
static Tree *clauses(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call, Tree *const *ordered)
{
    TreeList list = { 0 }, sorts = { 0 };

    for (size_t i = 0; i < call->n_agg_order; i++) {
        const PgQuery__Node *node = call->agg_order[i];

        if (node->node_case == PG_QUERY__NODE__NODE_SORT_BY) {
            Tree *value = ordered ? ordered[i] : sd_analyse_expr(analysis, scope, node->sort_by->node);

            value = sd_coerce_unknown(analysis, value);
            sd_trees_add(analysis, &sorts, sd_analyse_sort_item(analysis, node->sort_by, value));
        }
    }
    if (!sorts.count && !call->agg_filter && !call->over) {
        return NULL;
    }
    sd_trees_add(analysis, &list, sd_trees_node(analysis, 0, &sorts));
    sd_trees_add(analysis, &list, sd_analyse_condition(analysis, scope, call->agg_filter));
    sd_trees_add(analysis, &list, call->over ? sd_analyse_window(analysis, scope, call->over) : NULL);
    return sd_trees_node(analysis, 0, &list);
}

static Tree *function_tree(Analysis *analysis, const PgQuery__FuncCall *call, const Call *resolved, Name schema,
                           TypeOid result, Tree *clause)
{
    TreeList children = { 0 };
    int64_t flags = (call->agg_distinct ? FLAG_DISTINCT : 0) | (call->agg_star ? FLAG_STAR : 0) |
                    (call->agg_within_group ? FLAG_WITHIN_GROUP : 0);

    for (size_t i = 0; i < resolved->count; i++) {
        sd_trees_add(analysis, &children, resolved->arguments[i]);
    }
    sd_trees_add(analysis, &children, clause);
    return sd_tree_new(analysis->arena, TREE_FUNCTION,
                       (TreeParts){ .type = result,
                                    .number = flags,
                                    .text = resolved->name,
                                    .qualifier = schema,
                                    .children = children.items,
                                    .count = children.count });
}

/* A name that the files found through the search_path gets its schema written in front. */
static Name qualify(Analysis *analysis, const PgQuery__FuncCall *call, const Call *resolved,
                    const Overloads *overloads, const Overload *chosen)
{
    Name schema = resolved->schema;
    const Catalog *other = analysis->side->other;

    if (schema) {
        return strcmp(schema->text, "pg_catalog") == 0 ? NULL : schema;
    }
    if (chosen && chosen->builtin) {
        return NULL;
    }
    schema = chosen ? sd_key_schema(chosen->routine) : overloads->builtin ? NULL : overloads->schema;
    if (!schema && !overloads->any) {
        schema = other ? sd_catalog_outside_find(other, KIND_ROUTINE, resolved->name) : NULL;
        schema = schema ? schema : sd_catalog_outside_find(analysis->side->catalog, KIND_ROUTINE, resolved->name);
    }
    if (schema && !overloads->builtin) {
        sd_analysis_qualify(analysis, call->location, schema);
    }
    return schema;
}

/* Reads the call and chooses; the overload, or NULL when it stays open. */
static const Overload *resolve(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call, Call *out,
                               Overloads *overloads, size_t *direct)
{
    const Overload *chosen;

    out->schema = call->n_funcname > 1 ? sd_analysis_name(analysis, sd_string_of(call->funcname[call->n_funcname - 2]))
                                       : NULL;
    out->name = sd_name(analysis->side->names, sd_string_of(call->funcname[call->n_funcname - 1]));
    out->expands_variadic = !call->func_variadic;
    read_arguments(analysis, scope, call, out);
    *direct = append_ordered(analysis, scope, call, out);
    for (size_t i = 0; i < out->count; i++) {
        out->types[i] = out->arguments[i]->type;
    }
    collect(analysis, out, overloads);
    chosen = choose(analysis, out, overloads);
    if (chosen && chosen->routine) {
        sd_analysis_edge(analysis, chosen->routine);
    } else if (!chosen) {
        for (size_t i = 0; i < overloads->count; i++) {
            sd_analysis_edge(analysis, overloads->items[i]->routine);
        }
    }
    return chosen;
}

static Tree *opaque_call(Analysis *analysis)
{
    analysis->incomplete = true;
    return sd_tree_new(analysis->arena, TREE_FUNCTION, (TreeParts){ .number = -1 });
}

Tree *sd_analyse_function(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call)
{
    Call *resolved = sd_arena_alloc(analysis->arena, sizeof *resolved);
    Overloads overloads = { 0 };
    const Overload *chosen;
    Tree *cast, *clause;
    TypeOid result = 0;
    size_t direct;

    if (call->n_funcname == 0) {
        return opaque_call(analysis);
    }
    chosen = resolve(analysis, scope, call, resolved, &overloads, &direct);
    analysis->called = NULL;
    if (!chosen && (cast = as_cast(analysis, resolved)) != NULL) {
        return cast;
    }
    if (chosen) {
        place_arguments(analysis, resolved, chosen, &result);
        if (!is_ordered_set(call)) {
            gather_variadic(analysis, resolved, chosen);
        }
    } else {
        for (size_t i = 0; i < resolved->count; i++) {
            sd_analysis_leave(analysis, resolved->arguments[i]);
        }
    }
    clause = clauses(analysis, scope, call, is_ordered_set(call) ? resolved->arguments + direct : NULL);
    if (is_ordered_set(call) && direct < resolved->count) {
        resolved->count = direct;
    }
    analysis->called = chosen;
    return function_tree(analysis, call, resolved, qualify(analysis, call, resolved, &overloads, chosen), result,
                         clause);
}

/* ---- in FROM ------------------------------------------------------------------------------------------------- */

typedef struct OutputList {
    Output *items;
    size_t count;
} OutputList;

static void add_output(Analysis *analysis, OutputList *list, Name name, TypeOid type, Name modified)
{
    Tree *tree = sd_arena_alloc(analysis->arena, sizeof *tree);

    tree->type = type;
    tree->modified = modified;
    list->items = sd_arena_grow(analysis->arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = (Output){ .name = name, .tree = tree };
}

/* "key 25,value 114" */
static void builtin_columns(Analysis *analysis, const char *columns, OutputList *list)
{
    while (*columns) {
        size_t name = strcspn(columns, " "), all = strcspn(columns, ",");

        add_output(analysis, list, sd_name_of(analysis->side->names, columns, name),
                   (TypeOid) strtoul(columns + name, NULL, 10), NULL);
        columns += columns[all] ? all + 1 : all;
    }
}

static void routine_columns(Analysis *analysis, const Routine *routine, OutputList *list)
{
    for (size_t i = 0; i < sd_list_count(routine->argument_modes); i++) {
        const char *mode = routine->argument_modes->items[i]->text;

        if (strchr("obt", *mode) && i < sd_list_count(routine->argument_types)) {
            Name type = routine->argument_types->items[i];
            Name name = i < sd_list_count(routine->argument_names) ? routine->argument_names->items[i] : NULL;

            if (!name || name->length == 0) {
                name = sd_name_format(analysis->side->names, "column%zu", list->count + 1);
            }
            add_output(analysis, list, name, sd_side_type(analysis->side, type), type);
        }
    }
}

static bool composite_columns(Analysis *analysis, TypeOid type, OutputList *list)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, type);
    RelationColumns columns = { 0 };

    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    for (size_t i = 0; i < columns.count; i++) {
        add_output(analysis, list, columns.items[i].name, columns.items[i].type, columns.items[i].modified);
    }
    return columns.known;
}

QueryResult sd_analyse_table_function(Analysis *analysis, const Scope *scope, const PgQuery__Node *function,
                                      Name alias)
{
    OutputList list = { 0 };
    QueryResult result = { .tree = sd_analyse_expr(analysis, scope, function), .known = true };
    TypeOid type = result.tree->type;
    Name name = alias ? alias : sd_output_name(analysis, function);

    if (function->node_case == PG_QUERY__NODE__NODE_FUNC_CALL && analysis->called) {
        const Overload *chosen = analysis->called;

        if (chosen->builtin) {
            builtin_columns(analysis, chosen->builtin->columns, &list);
        } else {
            routine_columns(analysis, (const Routine *) sd_side_find(analysis->side, chosen->routine), &list);
        }
    }
    if (list.count == 1) {
        /* One OUT parameter is a scalar result, and the column takes the alias. */
        list.items[0].name = alias ? alias : list.items[0].name;
    } else if (list.count == 0 && sd_side_type_info(analysis->side, type)->kind == 'c') {
        result.known = composite_columns(analysis, type, &list);
    } else if (list.count == 0 && type == TYPE_RECORD) {
        result.known = false;
    } else if (list.count == 0) {
        bool may_be_row = type == 0 || sd_side_type_info(analysis->side, type)->kind == '?';

        result.known = !may_be_row;
        if (!may_be_row) {
            add_output(analysis, &list, name, type, NULL);
        }
    }
    result.outputs = list.items;
    result.count = list.count;
    return result;
}
