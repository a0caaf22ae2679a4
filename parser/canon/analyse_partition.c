/* Partition keys and bounds (parse_utilcmd.c, partbounds.c). */
#include "parser/canon/analysis.h"
#include "parser/canon/parse_text.h"

#include <pg_query.h>
#include <stdlib.h>
#include <string.h>

/* RANGE, LIST, HASH as a number: files and servers differ in case.  From 16 on the grammar itself tells them apart. */
static int64_t strategy_of(const PgQuery__PartitionSpec *spec)
{
#if PG_VERSION_NUM >= 160000
    return (int64_t) spec->strategy;
#else
    return spec->strategy && *spec->strategy ? spec->strategy[0] | 0x20 : 0;
#endif
}

static Tree *collation_of(Analysis *analysis, const PgQuery__PartitionElem *element)
{
    Name collation =
        element->n_collation ? sd_collation_name(&analysis->resolver, element->n_collation, element->collation) : NULL;

    sd_analysis_edge(analysis, collation ? sd_side_object(analysis->side, KIND_COLLATION, collation) : NULL);
    return sd_tree_new(
        analysis->arena, TREE_OTHER,
        (TreeParts){ .text = collation,
                     .qualifier =
                         element->n_opclass
                             ? sd_analysis_name(analysis, sd_string_of(element->opclass[element->n_opclass - 1]))
                             : NULL });
}

/* The values of the key, and around them what else is said about it. */
Tree *sd_analyse_partition_key(Analysis *analysis, Key table, const PgQuery__PartitionSpec *spec, TreeList *values)
{
    Scope scope = sd_scope_of_table(analysis, table);
    TreeList list = { 0 };

    for (size_t i = 0; i < spec->n_part_params; i++) {
        const PgQuery__PartitionElem *element = spec->part_params[i]->node_case == PG_QUERY__NODE__NODE_PARTITION_ELEM
                                                    ? spec->part_params[i]->partition_elem
                                                    : NULL;
        Tree *value = NULL;

        if (element && element->expr) {
            value = sd_analyse_expr(analysis, &scope, element->expr);
        } else if (element && element->name) {
            PgQuery__String string = PG_QUERY__STRING__INIT;
            PgQuery__Node field = PG_QUERY__NODE__INIT, *fields = &field;
            PgQuery__ColumnRef column = PG_QUERY__COLUMN_REF__INIT;

            string.sval = element->name;
            field.node_case = PG_QUERY__NODE__NODE_STRING;
            field.string = &string;
            column.n_fields = 1;
            column.fields = &fields;
            column.location = element->location;
            value = sd_scope_column(analysis, &scope, &column);
        }
        if (value) {
            sd_trees_add(analysis, values, value);
            sd_trees_add(analysis, &list, value);
            sd_trees_add(analysis, &list, collation_of(analysis, element));
        }
    }
    return sd_tree_new(analysis->arena, TREE_PARTITION,
                       (TreeParts){ .number = strategy_of(spec), .children = list.items, .count = list.count });
}

/* The key of the table that this one is a partition of, read once more for its types. */
static void parent_key(Analysis *analysis, const Object *object, TreeList *values)
{
    Key parent = ((const Table *) object)->partition_of;
    const Table *table = parent ? (const Table *) sd_side_find(analysis->side, parent) : NULL;
    const Expr *expr = table && table->base.key->kind == KIND_TABLE ? table->partition_key : NULL;
    const ProtobufCMessage *tree;
    bool editing = analysis->editing;
    Key owner = analysis->owner;
    int32_t offset;

    if (!expr) {
        return;
    }
    tree = sd_parse_text(analysis->arena, FORM_PARTITION_KEY, expr->text, &offset);
    analysis->editing = false;
    analysis->owner = NULL;
    if (tree) {
        (void) sd_analyse_partition_key(analysis, parent, (const PgQuery__PartitionSpec *) (const void *) tree, values);
    }
    analysis->owner = owner;
    analysis->editing = editing;
}

static Tree *minimum_or_maximum(Analysis *analysis, const PgQuery__Node *node)
{
    const PgQuery__PartitionRangeDatum *datum =
        node->node_case == PG_QUERY__NODE__NODE_PARTITION_RANGE_DATUM ? node->partition_range_datum : NULL;
    const char *word = "";

    if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1) {
        word = sd_string_of(node->column_ref->fields[0]);
    }
    if (strcmp(word, "minvalue") == 0 ||
        (datum && datum->kind == PG_QUERY__PARTITION_RANGE_DATUM_KIND__PARTITION_RANGE_DATUM_MINVALUE)) {
        return sd_tree_new(analysis->arena, TREE_PARTITION, (TreeParts){ .number = -1 });
    }
    if (strcmp(word, "maxvalue") == 0 ||
        (datum && datum->kind == PG_QUERY__PARTITION_RANGE_DATUM_KIND__PARTITION_RANGE_DATUM_MAXVALUE)) {
        return sd_tree_new(analysis->arena, TREE_PARTITION, (TreeParts){ .number = 1 });
    }
    return NULL;
}

/* A constant as the key's type: the cast that the server makes here is an assignment, so a number may become text. */
static Tree *as_type_of_key(Analysis *analysis, Tree *tree, TypeOid type)
{
    bool is_number = tree->type == TYPE_INT2 || tree->type == TYPE_INT4 || tree->type == TYPE_INT8;

    if (tree->kind == TREE_LITERAL && is_number && (type == TYPE_TEXT || type == TYPE_VARCHAR || type == TYPE_BPCHAR)) {
        return sd_literal(analysis, type, tree->text->text, -1);
    }
    return sd_coerce(analysis, tree, type);
}

/* What the key's length makes of a constant: character(n) is filled with blanks, numeric(p,s) with zeros.  Neither is a
 * difference, so both are taken away; what a precision would round is left to the server. */
static Tree *without_filling(Analysis *analysis, Tree *tree, const Tree *key)
{
    size_t length = tree->text->length;
    const char *text = tree->text->text, *point = strchr(text, '.');

    if (tree->type == TYPE_BPCHAR) {
        while (length && text[length - 1] == ' ') {
            length--;
        }
    } else if (tree->type == TYPE_NUMERIC && point) {
        while (length && text[length - 1] == '0') {
            length--;
        }
        length -= text + length == point + 1 ? 1 : 0;
    }
    if (key->modified && tree->type != TYPE_BPCHAR && tree->type != TYPE_VARCHAR &&
        sd_type_without_modifier(analysis->side->names, key->modified) != key->modified) {
        analysis->incomplete |= tree->type != TYPE_NUMERIC || memchr(text, '.', length) != NULL;
    }
    return length == tree->text->length
               ? tree
               : sd_literal(analysis, tree->type, sd_arena_copy(analysis->arena, text, length), -1);
}

/* The server evaluates a bound and keeps a constant of the key's type. */
static Tree *read_bound_value(Analysis *analysis, const PgQuery__Node *node, const Tree *key)
{
    Tree *tree = minimum_or_maximum(analysis, node);

    if (tree) {
        return tree;
    }
    tree = sd_analyse_expr(
        analysis, NULL,
        node->node_case == PG_QUERY__NODE__NODE_PARTITION_RANGE_DATUM ? node->partition_range_datum->value : node);
    if (tree && key && key->type) {
        tree = as_type_of_key(analysis, tree, sd_side_base(analysis->side, key->type));
    }
    tree = sd_coerce_unknown(analysis, tree);
    if (tree && tree->kind == TREE_LITERAL) {
        return key ? without_filling(analysis, tree, key) : tree;
    }
    analysis->incomplete |= !tree || tree->kind != TREE_NULL;
    return tree;
}

static int compare_loose(const void *left, const void *right)
{
    const Tree *a = *(Tree *const *) left, *b = *(Tree *const *) right;

    return (a->loose.low > b->loose.low) - (a->loose.low < b->loose.low);
}

static Tree *read_bound_list(Analysis *analysis, size_t count, PgQuery__Node *const *items, const TreeList *key,
                             bool is_set)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < count; i++) {
        size_t column = is_set ? 0 : i;
        Tree *value = read_bound_value(analysis, items[i], column < key->count ? key->items[column] : NULL);

        if (value) {
            sd_trees_add(analysis, &list, value);
        }
    }
    if (is_set && list.count) {
        qsort(list.items, list.count, sizeof *list.items, compare_loose);
    }
    return sd_trees_node(analysis, is_set, &list);
}

Tree *sd_analyse_partition_bound(Analysis *analysis, const Object *object, const PgQuery__PartitionBoundSpec *spec)
{
    TreeList key = { 0 }, list = { 0 };

    parent_key(analysis, object, &key);
    sd_trees_add(analysis, &list, read_bound_list(analysis, spec->n_listdatums, spec->listdatums, &key, true));
    sd_trees_add(analysis, &list, read_bound_list(analysis, spec->n_lowerdatums, spec->lowerdatums, &key, false));
    sd_trees_add(analysis, &list, read_bound_list(analysis, spec->n_upperdatums, spec->upperdatums, &key, false));
    return sd_tree_new(analysis->arena, TREE_PARTITION,
                       (TreeParts){ .number = spec->is_default,
                                    .number2 = (int64_t) spec->modulus * INT32_MAX + spec->remainder,
                                    .children = list.items,
                                    .count = list.count });
}
