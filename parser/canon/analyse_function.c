/* Function calls: what the arguments become (parse_func.c). */
#include "parser/canon/overload.h"

#include <string.h>

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

static Call *call_of(Analysis *analysis, size_t arguments)
{
    Call *call = sd_arena_alloc(analysis->arena, sizeof *call);
    size_t room = (arguments < ARGUMENTS_MAX ? arguments : ARGUMENTS_MAX) + 1;

    call->arguments = sd_arena_alloc(analysis->arena, room * sizeof *call->arguments);
    call->names = sd_arena_alloc(analysis->arena, room * sizeof *call->names);
    call->types = sd_arena_alloc(analysis->arena, room * sizeof *call->types);
    return call;
}

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

/* rank(5) WITHIN GROUP (ORDER BY x): what is asked about and what is ordered are of one type, pair by pair
 * (unify_hypothetical_args).  Of the built-in aggregates those that order "any" are of that sort. */
static void unify_hypothetical(Analysis *analysis, Call *call, const Overload *overload, size_t direct)
{
    size_t ordered = call->count - direct;

    if (ordered == 0 || ordered > direct || overload->types[direct] != TYPE_ANY) {
        return;
    }
    for (size_t i = 0; i < ordered; i++) {
        Tree **pair[2] = { &call->arguments[direct - ordered + i], &call->arguments[direct + i] };
        Tree *items[2] = { *pair[0], *pair[1] };
        TypeOid type = sd_coerce_common_type(analysis, items, 2);

        *pair[0] = sd_coerce(analysis, *pair[0], type);
        *pair[1] = sd_coerce(analysis, *pair[1], type);
    }
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

static Tree *function_tree(Analysis *analysis, const Call *call, int64_t flags, Name schema, TypeOid result,
                           Tree *clause)
{
    TreeList children = { 0 };

    for (size_t i = 0; i < call->count; i++) {
        sd_trees_add(analysis, &children, call->arguments[i]);
    }
    sd_trees_add(analysis, &children, clause);
    return sd_tree_new(analysis->arena, TREE_FUNCTION,
                       (TreeParts){ .type = result,
                                    .number = flags,
                                    .text = call->name,
                                    .qualifier = schema,
                                    .children = children.items,
                                    .count = children.count });
}

static int64_t flags_of(const PgQuery__FuncCall *call)
{
    return (call->agg_distinct ? FLAG_DISTINCT : 0) | (call->agg_star ? FLAG_STAR : 0) |
           (call->agg_within_group ? FLAG_WITHIN_GROUP : 0);
}

/* A name that the files found through the search_path gets its schema written in front. */
static Name qualify(Analysis *analysis, const PgQuery__FuncCall *call, const Call *resolved, const Overloads *overloads,
                    const Overload *chosen)
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
    if (schema) {
        sd_analysis_qualify(analysis, call->location, schema);
    }
    return schema;
}

/* Reads the call and chooses; the overload, or NULL when it stays open. */
static const Overload *resolve(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call, Call *out,
                               Overloads *overloads, size_t *direct)
{
    const Overload *chosen;

    out->schema =
        call->n_funcname > 1 ? sd_analysis_name(analysis, sd_string_of(call->funcname[call->n_funcname - 2])) : NULL;
    out->name = sd_name(analysis->side->names, sd_string_of(call->funcname[call->n_funcname - 1]));
    out->expands_variadic = !call->func_variadic;
    read_arguments(analysis, scope, call, out);
    *direct = append_ordered(analysis, scope, call, out);
    for (size_t i = 0; i < out->count; i++) {
        out->types[i] = out->arguments[i]->type;
    }
    sd_overloads_collect(analysis, out, overloads);
    chosen = sd_overloads_choose(analysis, out, overloads);
    if (chosen && chosen->routine) {
        sd_analysis_edge(analysis, chosen->routine);
        sd_analysis_use(analysis, (Use){ .kind = USE_ROUTINE,
                                         .key = chosen->routine,
                                         .location = call->location,
                                         .parts = call->n_funcname });
    } else if (!chosen) {
        for (size_t i = 0; i < overloads->count; i++) {
            sd_analysis_edge(analysis, overloads->items[i]->routine);
        }
    }
    return chosen;
}

/* Two bounds and what they are like; of a multirange any number of ranges. */
static void construct_arguments(Analysis *analysis, Call *resolved, TypeOid type)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, type);

    for (size_t i = 0; i < resolved->count; i++) {
        TypeOid wanted = info->kind == 'm' ? 0 : i < 2 ? info->subtype : TYPE_TEXT;

        resolved->arguments[i] = wanted ? sd_coerce(analysis, resolved->arguments[i], wanted) : resolved->arguments[i];
    }
}

/* Every range type brings functions of its name, and of its multirange's, that make values of it (manual:
 * "Constructing Ranges and Multiranges"). */
static TypeOid constructed(Analysis *analysis, const PgQuery__FuncCall *call, Call *resolved,
                           const Overloads *overloads)
{
    Key key = overloads->any ? NULL : sd_resolve_type(&analysis->resolver, resolved->schema, resolved->name);
    Text spelled = sd_text(analysis->arena);
    TypeOid type;

    if (!key || key->kind != KIND_RANGE_TYPE) {
        return 0;
    }
    sd_analysis_edge(analysis, key);
    if (!resolved->schema) {
        resolved->schema = sd_key_schema(key);
        sd_analysis_qualify(analysis, call->location, resolved->schema);
    }
    sd_text_identifier(&spelled, resolved->schema);
    sd_text_char(&spelled, '.');
    sd_text_identifier(&spelled, resolved->name);
    type = sd_side_type(analysis->side, sd_name(analysis->side->names, spelled.bytes));
    construct_arguments(analysis, resolved, type);
    return type;
}

Tree *sd_analyse_attribute_call(Analysis *analysis, Name name, Tree *argument)
{
    Call *call = call_of(analysis, 1);
    Overloads overloads = { 0 };
    const Overload *chosen;
    TypeOid result = 0;

    call->name = name;
    call->arguments[0] = argument;
    call->types[0] = argument->type;
    call->count = 1;
    if (!argument->type) {
        return NULL;
    }
    sd_overloads_collect(analysis, call, &overloads);
    chosen = sd_overloads_choose(analysis, call, &overloads);
    if (!chosen) {
        return NULL;
    }
    sd_analysis_edge(analysis, chosen->routine);
    place_arguments(analysis, call, chosen, &result);
    return function_tree(analysis, call, 0, chosen->routine ? sd_key_schema(chosen->routine) : NULL, result, NULL);
}

static Tree *opaque_call(Analysis *analysis)
{
    analysis->incomplete = true;
    return sd_tree_new(analysis->arena, TREE_FUNCTION, (TreeParts){ .number = -1 });
}

Tree *sd_analyse_function(Analysis *analysis, const Scope *scope, const PgQuery__FuncCall *call)
{
    Call *resolved = call_of(analysis, call->n_args + call->n_agg_order);
    Overloads overloads = { 0 };
    const Overload *chosen;
    Tree *cast, *clause;
    TypeOid result = 0;
    Name schema;
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
        if (is_ordered_set(call)) {
            unify_hypothetical(analysis, resolved, chosen, direct);
        }
        place_arguments(analysis, resolved, chosen, &result);
        if (!is_ordered_set(call)) {
            gather_variadic(analysis, resolved, chosen);
        }
    } else {
        result = constructed(analysis, call, resolved, &overloads);
        for (size_t i = 0; i < resolved->count && !result; i++) {
            sd_analysis_leave(analysis, resolved->arguments[i]);
        }
    }
    clause = clauses(analysis, scope, call, is_ordered_set(call) ? resolved->arguments + direct : NULL);
    if (is_ordered_set(call) && direct < resolved->count) {
        resolved->count = direct;
    }
    analysis->called = chosen;
    schema = qualify(analysis, call, resolved, &overloads, chosen);
    if (!chosen && !result && !schema) {
        analysis->undecided = true; /* of an extension, as far as one can tell, somewhere along the search_path */
    }
    return function_tree(analysis, resolved, flags_of(call), schema, result, clause);
}
