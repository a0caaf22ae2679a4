/* The choice among overloads: func_select_candidate() of parse_func.c.  Manual: "Type Conversion", "Functions" and
 * "Operators" (typeconv-func, typeconv-oper). */
#include "parser/canon/analysis.h"

#include <string.h>

enum { CANDIDATES_MAX = 256, ARGUMENTS_MAX = 100 };

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

/* Whether one value of the type can stand for a polymorphic type, as far as that type alone tells. */
static bool may_stand_for(const Side *side, TypeOid type, TypeOid polymorphic)
{
    const TypeInfo *info = sd_side_type_info(side, sd_side_base(side, type));

    switch (polymorphic) {
    case TYPE_ANYARRAY:
    case TYPE_ANYCOMPATIBLEARRAY:
        return sd_side_element_of(side, sd_side_base(side, type)) != 0;
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLENONARRAY:
        return info->element == 0;
    case TYPE_ANYENUM:
        return info->kind == 'e';
    case TYPE_ANYRANGE:
    case TYPE_ANYCOMPATIBLERANGE:
        return info->kind == 'r';
    case TYPE_ANYMULTIRANGE:
    case TYPE_ANYCOMPATIBLEMULTIRANGE:
        return info->kind == 'm';
    default:
        return true;
    }
}

/* Whether values of one type alone can be all of the polymorphic types: none is its own element. */
static bool is_own_element(const TypeOid *types, size_t type_count)
{
    bool has_element = false, has_container = false;

    for (size_t argument = 0; argument < type_count; argument++) {
        switch (types[argument]) {
        case TYPE_ANYELEMENT:
        case TYPE_ANYNONARRAY:
        case TYPE_ANYENUM:
        case TYPE_ANYCOMPATIBLE:
        case TYPE_ANYCOMPATIBLENONARRAY:
            has_element = true;
            break;
        default:
            has_container = has_container || sd_type_is_polymorphic(types[argument]);
        }
    }
    return has_element && has_container;
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
        bool fits = !is_own_element(candidates[i].types, type_count);

        for (size_t argument = 0; fits && argument < type_count; argument++) {
            TypeOid declared = candidates[i].types[argument];

            fits = sd_type_is_polymorphic(declared) ? may_stand_for(side, known, declared)
                                                    : sd_coerce_possible(side, known, declared, COERCE_IMPLICIT);
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
