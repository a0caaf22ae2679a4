/* Types, casts and the constructs that a cast over them reaches into. */
#include "parser/canon/analysis.h"
#include "parser/canon/literal.h"

#include <stdlib.h>
#include <string.h>

Tree *sd_analyse_array_of(Analysis *analysis, TypeOid element, const TreeList *items)
{
    TypeOid type = element ? sd_side_array_of(analysis->side, element) : 0;
    TreeList coerced = { 0 };

    for (size_t i = 0; i < items->count; i++) {
        sd_trees_add(analysis, &coerced, sd_coerce(analysis, items->items[i], element));
    }
    return sd_tree_new(analysis->arena, TREE_ARRAY,
                       (TreeParts){ .type = type,
                                    .type_identity = items->count ? 0 : sd_side_type_identity(analysis->side, type),
                                    .children = coerced.items,
                                    .count = coerced.count });
}

Name sd_analyse_type(Analysis *analysis, const PgQuery__TypeName *type)
{
    Key needs = NULL;
    TypeFound found;
    Name spelled = sd_type_name(&analysis->resolver, type, &needs, &found);
    Name schema = NULL;

    if (needs) {
        sd_analysis_edge(analysis, needs);
        sd_analysis_use(analysis, (Use){ .kind = USE_TYPE,
                                         .key = needs,
                                         .location = type->pct_type ? -1 : type->location,
                                         .parts = type->n_names });
        schema = sd_key_schema(needs);
    } else if (found == TYPE_FOUND && type && type->n_names == 1 && !type->pct_type) {
        Name name = sd_analysis_name(analysis, sd_string_of(type->names[0]));
        const Catalog *other = analysis->side->other;

        if (name && !sd_builtin_type(name->text)) {
            schema = other ? sd_catalog_outside_find(other, KIND_ENUM_TYPE, name) : NULL;
            schema = schema ? schema : sd_catalog_outside_find(analysis->side->catalog, KIND_ENUM_TYPE, name);
        }
    } else if (found == TYPE_NOT_FOUND) {
        analysis->incomplete = true;
    }
    if (type && type->n_names == 1 && !type->pct_type) {
        sd_analysis_qualify(analysis, type->location, schema);
    }
    return spelled;
}

/* Fields and precision of INTERVAL act on a literal when it is read: '1' DAY is '1 day'. */
static Tree *interval_literal(Analysis *analysis, const Tree *literal, Name type)
{
    Text value = sd_text(analysis->arena);

    if (!sd_literal_interval_fields(literal->text->text, type->text + strlen("interval"), &value)) {
        analysis->incomplete = true;
        return sd_literal(analysis, TYPE_INTERVAL, literal->text->text, literal->location);
    }
    return sd_tree_new(analysis->arena, TREE_LITERAL,
                       (TreeParts){ .type = TYPE_INTERVAL,
                                    .type_identity = TYPE_INTERVAL,
                                    .modified = type,
                                    .text = sd_name(analysis->side->names, value.bytes),
                                    .location = literal->location });
}

Tree *sd_analyse_type_cast(Analysis *analysis, Tree *tree, const PgQuery__TypeName *type)
{
    Name spelled = sd_analyse_type(analysis, type);

    if (tree->kind == TREE_UNKNOWN && strncmp(spelled->text, "interval", 8) == 0 &&
        (spelled->text[8] == ' ' || spelled->text[8] == '(') && !strchr(spelled->text, '[')) {
        return interval_literal(analysis, tree, spelled);
    }
    return sd_coerce_to(analysis, tree, spelled);
}

/* ARRAY[...], of the type of a cast over it when there is one (0 otherwise). */
Tree *sd_analyse_array(Analysis *analysis, const Scope *scope, const PgQuery__AArrayExpr *array, TypeOid type)
{
    TypeOid element = type ? sd_side_type_info(analysis->side, sd_side_base(analysis->side, type))->element : 0;
    TreeList items = { 0 };
    bool nested = false;

    for (size_t i = 0; i < array->n_elements; i++) {
        const PgQuery__Node *item = array->elements[i];
        bool is_array = item->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR;

        nested = nested || is_array;
        sd_trees_add(analysis, &items,
                     is_array ? sd_analyse_array(analysis, scope, item->a_array_expr, element ? type : 0)
                              : sd_analyse_expr(analysis, scope, item));
    }
    if (nested) {
        TypeOid common = element ? type : sd_coerce_common_type(analysis, items.items, items.count);

        for (size_t i = 0; common && i < items.count; i++) {
            items.items[i] = sd_coerce(analysis, items.items[i], common);
        }
        return sd_trees_as(analysis, TREE_ARRAY, common, 0, &items);
    }
    if (!element && items.count) {
        element = sd_coerce_common_type(analysis, items.items, items.count);
    }
    return sd_analyse_array_of(analysis, element, &items);
}

Tree *sd_analyse_cast(Analysis *analysis, const Scope *scope, const PgQuery__TypeCast *cast)
{
    if (cast->arg && cast->arg->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR) {
        Name spelled = sd_analyse_type(analysis, cast->type_name);
        TypeOid type = sd_side_type(analysis->side, spelled);

        if (sd_side_type_info(analysis->side, sd_side_base(analysis->side, type))->element) {
            Tree *array = sd_analyse_array(analysis, scope, cast->arg->a_array_expr, type);

            return sd_coerce_to(analysis, array, spelled);
        }
        return sd_coerce_to(analysis, sd_analyse_expr(analysis, scope, cast->arg), spelled);
    }
    if (!cast->arg || !cast->type_name) {
        return sd_analyse_other(analysis, scope, &cast->base);
    }
    return sd_analyse_type_cast(analysis, sd_analyse_expr(analysis, scope, cast->arg), cast->type_name);
}

Tree *sd_analyse_collate(Analysis *analysis, const Scope *scope, const PgQuery__CollateClause *clause)
{
    Tree *tree = sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, clause->arg));
    Name collation = sd_collation_name(&analysis->resolver, clause->n_collname, clause->collname);
    Key key = collation ? sd_side_object(analysis->side, KIND_COLLATION, collation) : NULL;

    if (key) {
        sd_analysis_edge(analysis, key);
        if (clause->n_collname == 1) {
            sd_analysis_qualify_collation(analysis, clause->location, sd_key_schema(key));
        }
    }
    return sd_tree_new(analysis->arena, TREE_COLLATE,
                       (TreeParts){ .type = tree ? tree->type : 0, .text = collation, .children = &tree, .count = 1 });
}
