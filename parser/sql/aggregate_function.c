/* Support functions of aggregates: which overload is meant, and what it returns.
 *
 * A definition names them without their arguments, which follow from the types of the state and of the aggregate's
 * own arguments (AggregateCreate and lookup_agg_function of pg_aggregate.c). */
#include "parser/canon/builtin.h"
#include "parser/sql/aggregate.h"

#include <string.h>

void sd_aggregate_need(AggregateDraft *draft, Key key)
{
    if (key) {
        draft->needs =
            sd_arena_grow(sd_session_arena(draft->session), draft->needs, draft->need_count, sizeof *draft->needs);
        draft->needs[draft->need_count++] = key;
    }
}

static const List *with_arguments(const AggregateDraft *draft, const List *types, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < draft->count; i++) {
        types = sd_list_with(sd_session_arena(draft->session), types, draft->arguments[i].type);
    }
    return types;
}

/* The types a support function is looked up with. */
static const List *types_of(AggregateDraft *draft, const AggregatePart *row)
{
    Arena *arena = sd_session_arena(draft->session);
    Name state = row->state ? *(Name *) sd_aggregate_field(draft, row->state) : NULL;
    Name internal = sd_session_name(draft->session, "internal");
    const List *types = state ? sd_list(arena, &state, 1) : NULL;
    size_t direct = draft->rows.kind ? (size_t) draft->rows.direct_arguments : 0;
    bool extra = row->extra && *(bool *) sd_aggregate_field(draft, row->extra);

    switch (row->signature) {
    case SIGNATURE_TRANSITION:
        return with_arguments(draft, types, direct < draft->count ? direct : direct - (direct > 0), draft->count);
    case SIGNATURE_FINAL:
        return with_arguments(draft, types, 0, extra ? draft->count : direct);
    case SIGNATURE_COMBINE:
        return state ? sd_list_with(arena, types, state) : NULL;
    case SIGNATURE_SERIALIZE:
        return sd_list(arena, &internal, 1);
    case SIGNATURE_DESERIALIZE:
        return sd_list(arena, (Name[]){ sd_session_name(draft->session, "bytea"), internal }, 2);
    case SIGNATURE_NONE:
        break;
    }
    return types;
}

static bool is_polymorphic(Name type)
{
    return strncmp(type->text, "any", 3) == 0 || strcmp(type->text, "\"any\"") == 0;
}

/* The function takes these types: the very ones, or any in their place. */
static bool fits(Object *function, const List *types)
{
    const List *modes = *sd_routine_list(function, "argument_modes");
    const List *own = *sd_routine_list(function, "argument_types");
    size_t input = 0;

    for (size_t i = 0; i < sd_list_count(own); i++) {
        if (modes && !strchr("ibv", modes->items[i]->text[0])) {
            continue;
        }
        if (input == sd_list_count(types) || (own->items[i] != types->items[input] && !is_polymorphic(own->items[i]))) {
            return false;
        }
        input++;
    }
    return input == sd_list_count(types);
}

/* The function of that name that fits, in the catalog; NULL when there is none. */
static Object *find_fitting(const Catalog *catalog, Key by_name, const List *types)
{
    const Key *keys;
    size_t count = catalog ? sd_catalog_routines(catalog, by_name->parent, by_name->name, &keys) : 0;

    for (size_t i = 0; i < count; i++) {
        Object *function = sd_catalog_find(catalog, keys[i]);

        if (fits(function, types)) {
            return function;
        }
    }
    return NULL;
}

/* Where none fits to the letter (the server takes binary coercible types as well) all of the name are needed.  False:
 * wait, as one that fits may still come. */
static bool look_up_function(AggregateDraft *draft, const AggregatePart *row)
{
    const Catalog *catalog = sd_session_catalog(draft->session);
    Key by_name = *(Key *) sd_aggregate_field(draft, row->row);
    const Object *found;
    const Key *keys;
    size_t count;

    if (row->part != PART_FUNCTION || !by_name) {
        return true;
    }
    found = find_fitting(catalog, by_name, types_of(draft, row));
    if (found) {
        sd_aggregate_need(draft, found->key);
        return true;
    }
    if (sd_session_expects(draft->session, by_name->name->text)) {
        return false;
    }
    count = sd_catalog_routines(catalog, by_name->parent, by_name->name, &keys);
    for (size_t i = 0; i < count; i++) {
        sd_aggregate_need(draft, keys[i]);
    }
    return true;
}

bool sd_aggregate_functions(AggregateDraft *draft)
{
    for (size_t i = 0; i < sd_aggregate_part_count; i++) {
        if (!look_up_function(draft, &sd_aggregate_parts[i])) {
            return false;
        }
    }
    return true;
}

/* What a built-in function returns, when all of that name agree; NULL when they do not. */
static Name result_of_builtin(const AggregateDraft *draft, Name function)
{
    const BuiltinFunction *rows;
    size_t count = sd_builtin_functions(function->text, &rows);
    const BuiltinType *type = count ? sd_builtin_type_of(rows[0].result) : NULL;

    for (size_t i = 1; i < count; i++) {
        if (rows[i].result != rows[0].result) {
            return NULL;
        }
    }
    return type ? sd_session_name(draft->session, type->spelled) : NULL;
}

/* The state's type, or that of the final function's result; NULL when it cannot be told. */
Name sd_aggregate_result(AggregateDraft *draft)
{
    static const AggregatePart final = { "finalfunc",     "finalfunc", PART_FUNCTION,
                                         SIGNATURE_FINAL, "stype",     "finalfunc_extra" };
    const Resolver *resolver = &draft->session->resolver;
    Key by_name = draft->rows.finalfunc;
    const List *types = types_of(draft, &final);
    const Object *found;
    Name result = NULL;

    if (!by_name) {
        return draft->rows.stype;
    }
    found = find_fitting(resolver->catalog, by_name, types);
    found = found ? found : find_fitting(resolver->other, by_name, types);
    if (found && found->key->kind == KIND_ROUTINE) {
        result = ((const Routine *) found)->returns;
    } else if (strcmp(by_name->parent->name->text, "pg_catalog") == 0) {
        result = result_of_builtin(draft, by_name->name);
    }
    return result && !is_polymorphic(result) ? result : NULL;
}
