/* Conversions between types: parse_coerce.c of the server.  Manual: "Type Conversion" (typeconv). */
#include "parser/canon/analysis.h"

#include <stdlib.h>
#include <string.h>

static bool is_string_category(const Side *side, TypeOid type)
{
    return sd_side_type_info(side, type)->category == 'S';
}

static int rank(char context)
{
    return context == 'i' ? 0 : context == 'a' ? 1 : 2;
}

bool sd_coerce_possible(const Side *side, TypeOid from, TypeOid to, Coercion context)
{
    TypeOid source = sd_side_base(side, from), target = sd_side_base(side, to);
    const BuiltinCast *cast;
    const OwnCast *own;

    if (from == to || to == TYPE_ANY || from == TYPE_UNKNOWN || source == target) {
        return from && to;
    }
    if (!from || !to) {
        return false;
    }
    own = sd_side_cast(side, source, target);
    if (own) {
        return rank(own->context) <= rank((char) context);
    }
    cast = sd_builtin_cast(source, target);
    if (cast) {
        return rank(cast->context) <= rank((char) context);
    }
    if (sd_side_element_of(side, source) && sd_side_element_of(side, target)) {
        return sd_coerce_possible(side, sd_side_element_of(side, source), sd_side_element_of(side, target), context);
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
    const Side *side = analysis->side;
    const OwnCast *own = sd_side_cast(side, sd_side_base(side, tree->type), sd_side_base(side, to));

    if (own) {
        sd_analysis_edge(analysis, own->key);
        sd_analysis_edge(analysis, own->function);
    }
    return sd_tree_new(
        analysis->arena, TREE_CAST,
        (TreeParts){
            .type = to, .type_identity = sd_side_type_identity(analysis->side, to), .children = &tree, .count = 1 });
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
    TypeOid element = sd_side_element_of(analysis->side, to);
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

/* The server pushes a cast under COLLATE, and drops COLLATE over a type that has no collation. */
static Tree *cast_collate(Analysis *analysis, const Tree *tree, TypeOid to)
{
    Tree *inner = sd_coerce(analysis, tree->children[0], to);
    const BuiltinType *builtin = sd_builtin_type_of(sd_side_base(analysis->side, to));

    if (builtin && !builtin->collatable) {
        return inner;
    }
    return sd_tree_new(analysis->arena, TREE_COLLATE,
                       (TreeParts){ .type = to, .text = tree->text, .children = &inner, .count = 1 });
}

/* ROW(...) as a composite type: each field as its column (coerce_record_to_complex). */
static Tree *cast_row(Analysis *analysis, Tree *row, TypeOid to)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, sd_side_base(analysis->side, to));
    RelationColumns columns = { 0 };
    TreeList fields = { 0 };

    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    if (!columns.known || columns.count != row->count) {
        analysis->incomplete |= to != TYPE_RECORD;
        return new_cast(analysis, row, to);
    }
    for (size_t i = 0; i < row->count; i++) {
        sd_trees_add(analysis, &fields, sd_coerce_to(analysis, row->children[i], columns.items[i].modified));
    }
    return new_cast(analysis, sd_trees_as(analysis, TREE_ROW, TYPE_RECORD, 0, &fields), to);
}

Tree *sd_coerce(Analysis *analysis, Tree *tree, TypeOid to)
{
    Side *side = analysis->side;

    if (tree && !to) {
        analysis->undecided = true;
    }
    if (!tree || !to || tree->type == to || to == TYPE_UNKNOWN || sd_type_is_polymorphic(to)) {
        return tree;
    }
    switch (tree->kind) {
    case TREE_UNKNOWN:
        return to == TYPE_ANY ? sd_coerce_unknown(analysis, tree) : cast_literal(analysis, tree, to);
    case TREE_NULL:
        return to == TYPE_ANY ? tree : cast_null(analysis, to);
    case TREE_ARRAY:
        if (sd_side_element_of(side, to)) {
            return cast_array(analysis, tree, to);
        }
        break;
    case TREE_ROW:
        if (to != TYPE_RECORD && to != TYPE_ANY) {
            return cast_row(analysis, tree, to);
        }
        break;
    case TREE_COLLATE:
        if (to != TYPE_ANY) {
            return cast_collate(analysis, tree, to);
        }
        break;
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

    if (!value || !to || !has_modifier(analysis->side->names, type) || value->modified == type || base != to) {
        return value;
    }
    if (value->kind == TREE_NULL) {
        return sd_tree_new(analysis->arena, TREE_NULL, (TreeParts){ .type = to, .modified = type });
    }
    if (base == TYPE_INTERVAL && value->kind == TREE_LITERAL) {
        /* Fields and precision were applied when the literal was read. */
        return value;
    }
    if (value->kind == TREE_ARRAY) {
        TypeOid element = sd_side_element_of(analysis->side, to);
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
