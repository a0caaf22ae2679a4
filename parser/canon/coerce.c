/* Conversions between types and the choice among overloads: parse_coerce.c and func_select_candidate() of
 * parse_func.c.  Manual: "Type Conversion" (typeconv). */
#include "parser/canon/analysis.h"

#include <stdlib.h>
#include <string.h>

static bool is_string_category(const Side *side, TypeOid type)
{
    return sd_side_type_info(side, type)->category == 'S';
}

/* Arrays proper: int2vector and oidvector are of the category but stand alone. */
static TypeOid true_element(const Side *side, TypeOid type)
{
    return type == TYPE_INT2VECTOR || type == TYPE_OIDVECTOR ? 0 : sd_side_type_info(side, type)->element;
}

bool sd_type_is_polymorphic(TypeOid type)
{
    switch (type) {
    case TYPE_ANYELEMENT:
    case TYPE_ANYARRAY:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYENUM:
    case TYPE_ANYRANGE:
    case TYPE_ANYMULTIRANGE:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY:
    case TYPE_ANYCOMPATIBLENONARRAY:
    case TYPE_ANYCOMPATIBLERANGE:
    case TYPE_ANYCOMPATIBLEMULTIRANGE:
        return true;
    default:
        return false;
    }
}

static int rank(char context)
{
    return context == 'i' ? 0 : context == 'a' ? 1 : 2;
}

bool sd_coerce_possible(const Side *side, TypeOid from, TypeOid to, Coercion context)
{
    TypeOid source = sd_side_base(side, from), target = sd_side_base(side, to);
    const BuiltinCast *cast;

    if (from == to || to == TYPE_ANY || from == TYPE_UNKNOWN || source == target) {
        return from && to;
    }
    if (!from || !to) {
        return false;
    }
    cast = sd_builtin_cast(source, target);
    if (cast) {
        return rank(cast->context) <= rank((char) context);
    }
    if (true_element(side, source) && true_element(side, target)) {
        return sd_coerce_possible(side, true_element(side, source), true_element(side, target), context);
    }
    if (context != COERCE_IMPLICIT && is_string_category(side, target)) {
        return true;
    }
    if (context == COERCE_EXPLICIT && is_string_category(side, source)) {
        return true;
    }
    if (to == TYPE_RECORD) {
        return sd_side_type_info(side, from)->kind == 'c';
    }
    return from == TYPE_RECORD && sd_side_type_info(side, to)->kind == 'c';
}

/* Same bytes, no conversion function: pg_cast.castmethod 'b', domains aside. */
static bool is_binary(TypeOid from, TypeOid to)
{
    const BuiltinCast *cast = sd_builtin_cast(from, to);

    return cast && cast->method == 'b';
}

/* ---- coercion ------------------------------------------------------------------------------------------------ */

static bool is_integer(TypeOid type)
{
    return type == TYPE_INT2 || type == TYPE_INT4 || type == TYPE_INT8;
}

static bool is_text_like(TypeOid type)
{
    return type == TYPE_TEXT || type == TYPE_VARCHAR;
}

/* A cast of a constant that keeps its value: the server leaves it to the planner, the meaning is the same. */
static Tree *fold_literal(Analysis *analysis, const Tree *literal, TypeOid to)
{
    TypeOid from = literal->type;
    bool keeps = false;

    if (is_integer(from) || from == TYPE_NUMERIC) {
        bool whole = strspn(literal->text->text, "-0123456789") == literal->text->length;

        keeps = (is_integer(to) && whole) || to == TYPE_NUMERIC || to == TYPE_FLOAT8 || to == TYPE_FLOAT4;
    } else if (is_text_like(from) || from == TYPE_NAME) {
        keeps = is_text_like(to);
    }
    if (!keeps || !sd_literal_canonical(analysis, to, literal->text->text)) {
        return NULL;
    }
    return sd_literal(analysis, to, literal->text->text, literal->location);
}

static Tree *new_cast(Analysis *analysis, Tree *tree, TypeOid to)
{
    return sd_tree_new(analysis->arena, TREE_CAST,
                       (TreeParts){ .type = to,
                                    .type_identity = sd_side_type_identity(analysis->side, to),
                                    .children = &tree,
                                    .count = 1 });
}

static Tree *cast_null(Analysis *analysis, TypeOid to)
{
    Tree *null = sd_tree_new(analysis->arena, TREE_NULL, (TreeParts){ .type = to });

    return sd_side_type_info(analysis->side, to)->kind == 'd' ? new_cast(analysis, null, to) : null;
}

static Tree *cast_literal(Analysis *analysis, const Tree *literal, TypeOid to)
{
    TypeOid base = sd_side_base(analysis->side, to);
    Tree *value = sd_literal(analysis, base, literal->text->text, literal->location);

    return base == to ? value : new_cast(analysis, value, to);
}

/* A cast of ARRAY[...] is the array of the casted elements. */
static Tree *cast_array(Analysis *analysis, const Tree *array, TypeOid to)
{
    TypeOid element = true_element(analysis->side, to);
    TreeList items = { 0 };

    for (size_t i = 0; i < array->count; i++) {
        bool nested = array->children[i]->kind == TREE_ARRAY;

        sd_trees_add(analysis, &items, sd_coerce(analysis, array->children[i], nested ? to : element));
    }
    return sd_tree_new(analysis->arena, TREE_ARRAY,
                       (TreeParts){ .type = to,
                                    .type_identity = array->count ? 0 : sd_side_type_identity(analysis->side, to),
                                    .children = items.items,
                                    .count = items.count });
}

Tree *sd_coerce(Analysis *analysis, Tree *tree, TypeOid to)
{
    Side *side = analysis->side;

    if (!tree || !to || tree->type == to || to == TYPE_UNKNOWN || sd_type_is_polymorphic(to)) {
        return tree;
    }
    switch (tree->kind) {
    case TREE_UNKNOWN:
        return to == TYPE_ANY ? sd_coerce_unknown(analysis, tree) : cast_literal(analysis, tree, to);
    case TREE_NULL:
        return to == TYPE_ANY ? tree : cast_null(analysis, to);
    case TREE_ARRAY:
        if (true_element(side, to)) {
            return cast_array(analysis, tree, to);
        }
        break;
    case TREE_COLLATE: {
        /* The server pushes a cast under COLLATE, and drops COLLATE over a type that has no collation. */
        Tree *inner = sd_coerce(analysis, tree->children[0], to);
        const BuiltinType *builtin = sd_builtin_type_of(sd_side_base(side, to));

        if (builtin && !builtin->collatable) {
            return inner;
        }
        return sd_tree_new(analysis->arena, TREE_COLLATE,
                           (TreeParts){ .type = to, .text = tree->text, .children = &inner, .count = 1 });
    }
    case TREE_LITERAL: {
        Tree *folded = fold_literal(analysis, tree, to);

        if (folded) {
            return folded;
        }
        break;
    }
    case TREE_CAST: {
        /* x::varchar::text is x::text: neither step changes the value. */
        Tree *inner = tree->children[0];

        if (is_binary(tree->type, to) && is_binary(inner->type, tree->type) &&
            (inner->type == to || is_binary(inner->type, to))) {
            return sd_coerce(analysis, inner, to);
        }
        break;
    }
    default:
        break;
    }
    if (to == TYPE_ANY || to == TYPE_RECORD) {
        return tree;
    }
    return new_cast(analysis, tree, to);
}

/* Whether the spelling has a length, a precision or fields; bpchar and "bit" are the ways to say that it has none. */
static bool has_modifier(Names *names, Name type)
{
    return sd_type_without_modifier(names, type) != type && strncmp(type->text, "bpchar", 6) != 0 &&
           strncmp(type->text, "\"bit\"", 5) != 0;
}

Tree *sd_coerce_to(Analysis *analysis, Tree *tree, Name type)
{
    TypeOid to = sd_side_type(analysis->side, type);
    Tree *value = sd_coerce(analysis, tree, to);
    TypeOid base = sd_side_base(analysis->side, to);

    if (!value || !to || !has_modifier(analysis->side->names, type) || value->modified == type || value->kind == TREE_NULL || base != to) {
        return value;
    }
    if (base == TYPE_INTERVAL && value->kind == TREE_LITERAL) {
        /* Fields and precision were applied when the literal was read. */
        return value;
    }
    if (value->kind == TREE_ARRAY) {
        TypeOid element = true_element(analysis->side, to);
        Name element_type = sd_name_of(analysis->side->names, type->text, type->length - 2);
        TreeList items = { 0 };

        for (size_t i = 0; element && i < value->count; i++) {
            sd_trees_add(analysis, &items, sd_coerce_to(analysis, value->children[i], element_type));
        }
        if (element && value->count) {
            return sd_tree_new(analysis->arena, TREE_ARRAY,
                               (TreeParts){ .type = to, .children = items.items, .count = items.count });
        }
    }
    return sd_tree_new(analysis->arena, TREE_LENGTH,
                       (TreeParts){ .type = to, .modified = type, .text = type, .children = &value, .count = 1 });
}

Tree *sd_coerce_unknown(Analysis *analysis, Tree *tree)
{
    return tree && tree->kind == TREE_UNKNOWN ? sd_coerce(analysis, tree, TYPE_TEXT) : tree;
}

/* select_common_type(): the first type stands unless a later one of its category is better. */
TypeOid sd_coerce_common_type(Analysis *analysis, Tree *const *items, size_t count)
{
    const Side *side = analysis->side;
    TypeOid chosen = TYPE_UNKNOWN;
    bool all_same = count > 0;

    for (size_t i = 0; i < count; i++) {
        all_same = all_same && items[i]->type == items[0]->type;
        if (items[i]->type == 0) {
            return 0;
        }
    }
    if (all_same && items[0]->type != TYPE_UNKNOWN) {
        return items[0]->type;
    }
    for (size_t i = 0; i < count; i++) {
        TypeOid type = sd_side_base(side, items[i]->type);
        const TypeInfo *info = sd_side_type_info(side, type), *present = sd_side_type_info(side, chosen);

        if (type == TYPE_UNKNOWN || type == chosen) {
            continue;
        }
        if (chosen == TYPE_UNKNOWN) {
            chosen = type;
        } else if (info->category != present->category) {
            return 0;
        } else if (!present->preferred && sd_coerce_possible(side, chosen, type, COERCE_IMPLICIT) &&
                   !sd_coerce_possible(side, type, chosen, COERCE_IMPLICIT)) {
            chosen = type;
        }
    }
    return chosen == TYPE_UNKNOWN ? TYPE_TEXT : chosen;
}

/* ---- candidates ---------------------------------------------------------------------------------------------- */

/* Keeps the candidates with the highest score; all when every score is 0. */
static void keep_best(Candidate *candidates, size_t *count, const int *scores)
{
    int best = 0;
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        best = scores[i] > best ? scores[i] : best;
    }
    for (size_t i = 0; i < *count; i++) {
        if (scores[i] == best) {
            candidates[kept++] = candidates[i];
        }
    }
    *count = kept;
}

enum { CANDIDATES_MAX = 256, ARGUMENTS_MAX = 100 };

static void keep_by_matches(const Side *side, Candidate *candidates, size_t *count, const TypeOid *base,
                            size_t type_count, bool or_preferred)
{
    int scores[CANDIDATES_MAX] = { 0 };

    for (size_t i = 0; i < *count; i++) {
        for (size_t argument = 0; argument < type_count; argument++) {
            TypeOid declared = candidates[i].types[argument];

            if (base[argument] == TYPE_UNKNOWN) {
                continue;
            }
            if (declared == base[argument] ||
                (or_preferred && sd_side_type_info(side, declared)->preferred &&
                 sd_side_type_info(side, declared)->category == sd_side_type_info(side, base[argument])->category)) {
                scores[i]++;
            }
        }
    }
    keep_best(candidates, count, scores);
}

/* The category that unknown arguments get, argument by argument; false when the candidates do not agree. */
static bool keep_by_category(const Side *side, Candidate *candidates, size_t *count, const TypeOid *base,
                             size_t type_count)
{
    char categories[ARGUMENTS_MAX] = { 0 };
    bool preferred[ARGUMENTS_MAX] = { false };
    Candidate kept[CANDIDATES_MAX];
    size_t kept_count = 0;

    for (size_t argument = 0; argument < type_count; argument++) {
        bool conflict = false;

        if (base[argument] != TYPE_UNKNOWN) {
            continue;
        }
        for (size_t i = 0; i < *count; i++) {
            const TypeInfo *info = sd_side_type_info(side, candidates[i].types[argument]);

            if (categories[argument] == 0) {
                categories[argument] = info->category;
                preferred[argument] = info->preferred;
            } else if (categories[argument] == info->category) {
                preferred[argument] |= info->preferred;
            } else if (info->category == 'S') {
                categories[argument] = 'S';
                preferred[argument] = info->preferred;
                conflict = false;
            } else if (categories[argument] != 'S') {
                conflict = true;
            }
        }
        if (conflict) {
            return false;
        }
    }
    for (size_t i = 0; i < *count; i++) {
        bool keep = true;

        for (size_t argument = 0; keep && argument < type_count; argument++) {
            const TypeInfo *info = sd_side_type_info(side, candidates[i].types[argument]);

            keep = base[argument] != TYPE_UNKNOWN ||
                   (info->category == categories[argument] && (!preferred[argument] || info->preferred));
        }
        if (keep) {
            kept[kept_count++] = candidates[i];
        }
    }
    if (kept_count) {
        memcpy(candidates, kept, kept_count * sizeof *kept);
        *count = kept_count;
    }
    return true;
}

/* When all known arguments are of one type, the unknown ones are tried as that type too. */
static void keep_by_known_type(const Side *side, Candidate *candidates, size_t *count, const TypeOid *base,
                               size_t type_count)
{
    TypeOid known = TYPE_UNKNOWN;
    size_t fitting = 0, the_one = 0;

    for (size_t argument = 0; argument < type_count; argument++) {
        if (base[argument] == TYPE_UNKNOWN) {
            continue;
        }
        if (known != TYPE_UNKNOWN && known != base[argument]) {
            return;
        }
        known = base[argument];
    }
    if (known == TYPE_UNKNOWN) {
        return;
    }
    for (size_t i = 0; i < *count; i++) {
        bool fits = true;

        for (size_t argument = 0; fits && argument < type_count; argument++) {
            TypeOid declared = candidates[i].types[argument];

            fits = sd_type_is_polymorphic(declared) || sd_coerce_possible(side, known, declared, COERCE_IMPLICIT);
        }
        if (fits) {
            fitting++;
            the_one = i;
        }
    }
    if (fitting == 1) {
        candidates[0] = candidates[the_one];
        *count = 1;
    }
}

static bool accepts(const Side *side, const Candidate *candidate, const TypeOid *types, size_t type_count)
{
    for (size_t argument = 0; argument < type_count; argument++) {
        TypeOid declared = candidate->types[argument];

        if (!sd_type_is_polymorphic(declared) &&
            !sd_coerce_possible(side, types[argument], declared, COERCE_IMPLICIT)) {
            return false;
        }
    }
    return true;
}

bool sd_coerce_select(const Side *side, Candidate *candidates, size_t *count, const TypeOid *types, size_t type_count)
{
    TypeOid base[ARGUMENTS_MAX] = { 0 };
    size_t unknown = 0, kept = 0;

    if (type_count > ARGUMENTS_MAX || *count > CANDIDATES_MAX) {
        return false;
    }
    for (size_t i = 0; i < *count; i++) {
        if (accepts(side, &candidates[i], types, type_count)) {
            candidates[kept++] = candidates[i];
        }
    }
    *count = kept;
    if (kept <= 1) {
        return kept == 1;
    }
    for (size_t argument = 0; argument < type_count; argument++) {
        base[argument] = sd_side_base(side, types[argument]);
        unknown += base[argument] == TYPE_UNKNOWN;
    }
    keep_by_matches(side, candidates, count, base, type_count, false);
    if (*count > 1) {
        keep_by_matches(side, candidates, count, base, type_count, true);
    }
    if (*count > 1 && unknown) {
        if (keep_by_category(side, candidates, count, base, type_count) && *count == 1) {
            return true;
        }
        keep_by_known_type(side, candidates, count, base, type_count);
    }
    return *count == 1;
}

/* ---- polymorphic types --------------------------------------------------------------------------------------- */

/* What the arguments say about anyelement and anycompatible. */
typedef struct Generic {
    TypeOid element; /* anyelement, anynonarray, anyenum */
    TypeOid range, multirange;
    Tree *compatible[ARGUMENTS_MAX]; /* stand-ins with the types that anycompatible was given */
    size_t compatible_count;
    TypeOid common;
    bool uses_compatible;
} Generic;

static bool set_once(TypeOid *slot, TypeOid type)
{
    if (*slot && *slot != type) {
        return false;
    }
    *slot = type;
    return true;
}

static void add_compatible(Analysis *analysis, Generic *generic, TypeOid type)
{
    Tree *stand_in = sd_arena_alloc(analysis->arena, sizeof *stand_in);

    stand_in->type = type;
    generic->compatible[generic->compatible_count++] = stand_in;
}

/* Learns from one argument; false when it contradicts. */
static bool learn(Analysis *analysis, Generic *generic, TypeOid actual, TypeOid declared)
{
    const Side *side = analysis->side;
    TypeOid base = sd_side_base(side, actual);
    const TypeInfo *info = sd_side_type_info(side, base);

    generic->uses_compatible |= declared == TYPE_ANYCOMPATIBLE || declared == TYPE_ANYCOMPATIBLENONARRAY ||
                                declared == TYPE_ANYCOMPATIBLEARRAY || declared == TYPE_ANYCOMPATIBLERANGE;
    if (actual == TYPE_UNKNOWN) {
        return true;
    }
    switch (declared) {
    case TYPE_ANYNONARRAY:
        return !info->element && set_once(&generic->element, actual);
    case TYPE_ANYENUM:
        return info->kind == 'e' && set_once(&generic->element, actual);
    case TYPE_ANYELEMENT:
        return set_once(&generic->element, actual);
    case TYPE_ANYARRAY:
        return true_element(side, base) && set_once(&generic->element, true_element(side, base));
    case TYPE_ANYRANGE:
        return info->kind == 'r' && set_once(&generic->range, base) && set_once(&generic->element, info->subtype);
    case TYPE_ANYMULTIRANGE:
        return info->kind == 'm' && set_once(&generic->multirange, base) &&
               set_once(&generic->element, info->subtype);
    case TYPE_ANYCOMPATIBLENONARRAY:
        if (info->element) {
            return false;
        }
        add_compatible(analysis, generic, actual);
        return true;
    case TYPE_ANYCOMPATIBLE:
        add_compatible(analysis, generic, actual);
        return true;
    case TYPE_ANYCOMPATIBLEARRAY:
        if (!true_element(side, base)) {
            return false;
        }
        add_compatible(analysis, generic, true_element(side, base));
        return true;
    case TYPE_ANYCOMPATIBLERANGE:
        return info->kind == 'r' && set_once(&generic->range, base) && set_once(&generic->common, info->subtype);
    default:
        return true;
    }
}

/* The range over a subtype, or the multirange over it. */
static TypeOid range_over(TypeOid subtype, char kind)
{
    for (TypeOid oid = 1; oid < 6200; oid++) {
        const BuiltinType *builtin = sd_builtin_type_of(oid);

        if (builtin && builtin->kind == kind && builtin->subtype == subtype) {
            return oid;
        }
    }
    return 0;
}

/* The type that stands for a declared one; 0 when the arguments did not tell. */
static TypeOid stands_for(Analysis *analysis, const Generic *generic, TypeOid declared)
{
    Side *side = analysis->side;

    switch (declared) {
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYENUM:
        return generic->element;
    case TYPE_ANYARRAY:
        return generic->element ? sd_side_array_of(side, generic->element) : 0;
    case TYPE_ANYRANGE:
        return generic->range ? generic->range : generic->element ? range_over(generic->element, 'r') : 0;
    case TYPE_ANYMULTIRANGE:
        return generic->multirange ? generic->multirange : generic->element ? range_over(generic->element, 'm') : 0;
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLENONARRAY:
        return generic->common;
    case TYPE_ANYCOMPATIBLEARRAY:
        return generic->common ? sd_side_array_of(side, generic->common) : 0;
    case TYPE_ANYCOMPATIBLERANGE:
        return generic->range;
    case TYPE_ANYCOMPATIBLEMULTIRANGE:
        return generic->multirange;
    default:
        return declared;
    }
}

bool sd_coerce_generic(Analysis *analysis, const TypeOid *actual, const TypeOid *declared, size_t count,
                       TypeOid *resolved, TypeOid declared_result, TypeOid *result)
{
    Generic generic = { 0 };

    if (count > ARGUMENTS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!learn(analysis, &generic, actual[i], declared[i])) {
            return false;
        }
    }
    if (generic.uses_compatible && !generic.common) {
        generic.common = sd_coerce_common_type(analysis, generic.compatible, generic.compatible_count);
        if (generic.compatible_count && !generic.common) {
            return false;
        }
        if (!generic.compatible_count) {
            generic.common = TYPE_TEXT;
        }
    }
    for (size_t i = 0; i < count; i++) {
        resolved[i] = stands_for(analysis, &generic, declared[i]);
    }
    *result = stands_for(analysis, &generic, declared_result);
    return true;
}
