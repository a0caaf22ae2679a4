/* What anyelement and its like stand for: enforce_generic_type_consistency() of parse_coerce.c.  Manual: "Polymorphic
 * Types" (extend-type-system). */
#include "parser/canon/analysis.h"

enum { ARGUMENTS_MAX = 100 };

/* What the arguments say about anyelement and anycompatible. */
typedef struct Generic {
    TypeOid element; /* anyelement, anynonarray, anyenum */
    TypeOid range, multirange;
    Tree *compatible[ARGUMENTS_MAX]; /* stand-ins with the types that anycompatible was given */
    size_t compatible_count;
    TypeOid common;
    bool uses_compatible;
} Generic;

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
        return sd_side_element_of(side, base) && set_once(&generic->element, sd_side_element_of(side, base));
    case TYPE_ANYRANGE:
        return info->kind == 'r' && set_once(&generic->range, base) && set_once(&generic->element, info->subtype);
    case TYPE_ANYMULTIRANGE:
        return info->kind == 'm' && set_once(&generic->multirange, base) && set_once(&generic->element, info->subtype);
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
        if (!sd_side_element_of(side, base)) {
            return false;
        }
        add_compatible(analysis, generic, sd_side_element_of(side, base));
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
