/* The type of a view's column with its modifier: exprType() and exprTypmod() of nodeFuncs.c.
 *
 * A cast or function result has no modifier; a choice between several values has theirs when they agree. */
#include "parser/canon/analysis.h"

#include <string.h>

enum { NESTING_MAX = 200 };

static Name modified_of(const Analysis *analysis, const Tree *tree, int depth);

static Name agreed(const Analysis *analysis, const Tree *tree, size_t first, size_t step, int depth)
{
    Name modified = NULL;

    for (size_t i = first; i < tree->count; i += step) {
        const Tree *child = tree->children[i];
        Name own = child && child->type == tree->type ? modified_of(analysis, child, depth) : NULL;

        if (!own || (modified && own != modified)) {
            return NULL;
        }
        modified = own;
    }
    return modified;
}

/* Results stand behind their tests, the last one alone. */
static Name of_case(const Analysis *analysis, const Tree *tree, int depth)
{
    Name last = tree->count ? modified_of(analysis, tree->children[tree->count - 1], depth) : NULL;
    Name results = tree->count > 1 ? agreed(analysis, tree, 1, 2, depth) : last;

    return last == results && tree->children[tree->count - 1]->type == tree->type ? last : NULL;
}

static Name of_array(const Analysis *analysis, const Tree *tree, int depth)
{
    Name element = NULL;

    for (size_t i = 0; i < tree->count; i++) {
        Name own = modified_of(analysis, tree->children[i], depth);

        if (!own || (element && own != element)) {
            return NULL;
        }
        element = own;
    }
    if (element && element->length > 2 && strcmp(element->text + element->length - 2, "[]") == 0) {
        return element;
    }
    return element ? sd_name_format(analysis->side->names, "%s[]", element->text) : NULL;
}

static Name of_subscript(const Analysis *analysis, const Tree *tree, int depth)
{
    Name array = tree->count ? modified_of(analysis, tree->children[0], depth) : NULL;

    if (!array || tree->children[0]->type == tree->type) {
        return array;
    }
    return array->length > 2 ? sd_name_of(analysis->side->names, array->text, array->length - 2) : NULL;
}

static Name modified_of(const Analysis *analysis, const Tree *tree, int depth)
{
    if (!tree || tree->modified || depth > NESTING_MAX) {
        return tree ? tree->modified : NULL;
    }
    switch (tree->kind) {
    case TREE_CASE:
        return of_case(analysis, tree, depth + 1);
    case TREE_COALESCE:
    case TREE_GREATEST:
    case TREE_LEAST:
        return agreed(analysis, tree, 0, 1, depth + 1);
    case TREE_NULLIF:
    case TREE_COLLATE:
        return tree->count && tree->children[0]->type == tree->type
                   ? modified_of(analysis, tree->children[0], depth + 1)
                   : NULL;
    case TREE_ARRAY:
        return of_array(analysis, tree, depth + 1);
    case TREE_SUBSCRIPT:
        return of_subscript(analysis, tree, depth + 1);
    default:
        return NULL;
    }
}

Name sd_tree_modified(const Analysis *analysis, const Tree *tree)
{
    return modified_of(analysis, tree, 0);
}

Name sd_common_modified(const Analysis *analysis, Tree *const *items, size_t count, TypeOid type)
{
    Tree all = { .type = type, .children = (Tree **) (uintptr_t) items, .count = count };

    return agreed(analysis, &all, 0, 1, 0);
}

/* format_type() spells the two types that mean (1) in SQL in another way when they have no length. */
static Name spelled_alone(const Side *side, const TypeInfo *info)
{
    for (size_t i = 0; i < 2; i++) {
        const BuiltinType *builtin = sd_builtin_type_of(i ? TYPE_BIT : TYPE_BPCHAR);
        size_t length = strlen(builtin->spelled);
        const char *rest = info->spelled->text + length;

        if (strncmp(info->spelled->text, builtin->spelled, length) == 0 && (!*rest || strcmp(rest, "[]") == 0)) {
            return sd_name_format(side->names, "%s%s", i ? "\"bit\"" : "bpchar", rest);
        }
    }
    return info->spelled;
}

Name sd_tree_column_type(const Analysis *analysis, const Tree *tree)
{
    const Side *side = analysis->side;
    const TypeInfo *info = sd_side_type_info(side, tree ? tree->type : 0);
    Name modified = tree ? modified_of(analysis, tree, 0) : NULL;

    if (!tree || tree->type == 0 || !info->spelled) {
        return NULL;
    }
    return modified ? modified : spelled_alone(side, info);
}
