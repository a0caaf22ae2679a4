/* SELECT, VALUES and set operations: analyze.c and parse_clause.c of the server.
 *
 * The arms of a set operation agree on column types only after all of them were analysed, and a string literal among
 * their targets takes the agreed type; so an arm is read into an Arm first, and its tree is made last. */
#include "parser/canon/arm.h"

#include <string.h>

static Arm *read_arm(Analysis *analysis, Scope *scope, const PgQuery__SelectStmt *select);

/* ---- targets ---------------------------------------------------------------------------------------------------- */

static bool is_star(const PgQuery__Node *node)
{
    const PgQuery__ColumnRef *column = node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? node->column_ref : NULL;

    return column && column->n_fields && column->fields[column->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

static void add_output(Analysis *analysis, Arm *arm, Name name, Tree *tree)
{
    arm->outputs = sd_arena_grow(analysis->arena, arm->outputs, arm->count, sizeof *arm->outputs);
    arm->outputs[arm->count++] = (Output){ .name = name, .tree = tree };
}

static void add_field(Analysis *analysis, Arm *arm, Tree *row, Name name, TypeOid type)
{
    add_output(analysis, arm, name,
               sd_tree_new(analysis->arena, TREE_FIELD,
                           (TreeParts){ .type = type, .text = name, .children = &row, .count = 1 }));
}

/* (expression).*: the fields of its row type. */
static bool expand_row(Analysis *analysis, const Scope *scope, const PgQuery__AIndirection *indirection, Arm *arm)
{
    PgQuery__AIndirection inner = *indirection;
    PgQuery__Node wrapped = { 0 };
    const TypeInfo *info;
    RelationColumns columns = { 0 };
    Tree *row;

    if (indirection->n_indirection == 0 ||
        indirection->indirection[indirection->n_indirection - 1]->node_case != PG_QUERY__NODE__NODE_A_STAR) {
        return false;
    }
    inner.n_indirection--;
    wrapped.base = (ProtobufCMessage){ .descriptor = &pg_query__node__descriptor };
    wrapped.node_case = PG_QUERY__NODE__NODE_A_INDIRECTION;
    wrapped.a_indirection = &inner;
    row = sd_analyse_expr(analysis, scope, &wrapped);
    if (row->type == TYPE_RECORD && inner.n_indirection == 0) {
        OutputList out = sd_called_columns(analysis, inner.arg);

        for (size_t i = 0; i < out.count; i++) {
            add_field(analysis, arm, row, out.items[i].name, out.items[i].tree->type);
        }
        if (out.count) {
            return true;
        }
    }
    info = sd_side_type_info(analysis->side, row->type);
    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    for (size_t i = 0; i < columns.count; i++) {
        add_field(analysis, arm, row, columns.items[i].name, columns.items[i].type);
        sd_analysis_edge(analysis, columns.items[i].key);
    }
    if (!columns.known) {
        arm->known = false;
        add_output(analysis, arm, NULL, row);
    }
    return true;
}

static void read_target(Analysis *analysis, const Scope *scope, const PgQuery__ResTarget *target, Arm *arm)
{
    const PgQuery__Node *value = target->val;
    Name name = sd_analysis_name(analysis, target->name);

    if (!value) {
        return;
    }
    if (is_star(value)) {
        if (!sd_scope_expand(analysis, scope, value->column_ref, &arm->outputs, &arm->count)) {
            arm->known = false;
            analysis->incomplete = true;
        }
        return;
    }
    if (value->node_case == PG_QUERY__NODE__NODE_A_INDIRECTION &&
        expand_row(analysis, scope, value->a_indirection, arm)) {
        return;
    }
    add_output(analysis, arm, name ? name : sd_output_name(analysis, value), sd_analyse_expr(analysis, scope, value));
}

static void read_targets(Analysis *analysis, const Scope *scope, size_t count, PgQuery__Node *const *targets, Arm *arm)
{
    for (size_t i = 0; i < count; i++) {
        if (targets[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET) {
            read_target(analysis, scope, targets[i]->res_target, arm);
        }
    }
}

/* ---- the three forms --------------------------------------------------------------------------------------------------- */

static void read_select(Analysis *analysis, Scope *scope, const PgQuery__SelectStmt *select, Arm *arm)
{
    scope->select = select;
    arm->type = ARM_SELECT;
    sd_trees_add(analysis, &arm->clauses, sd_analyse_from(analysis, scope, select->n_from_clause, select->from_clause));
    read_targets(analysis, scope, select->n_target_list, select->target_list, arm);
    sd_trees_add(analysis, &arm->clauses, sd_analyse_condition(analysis, scope, select->where_clause));
    sd_trees_add(analysis, &arm->clauses, sd_analyse_condition(analysis, scope, select->having_clause));
    sd_trees_add(analysis, &arm->clauses, sd_arm_group(analysis, scope, arm, select));
    sd_trees_add(analysis, &arm->clauses, sd_arm_distinct(analysis, scope, arm, select));
    sd_arm_around(analysis, scope, arm, select);
}

static void read_values(Analysis *analysis, Scope *scope, const PgQuery__SelectStmt *select, Arm *arm)
{
    size_t columns = 0;

    arm->type = ARM_VALUES;
    arm->row_count = select->n_values_lists;
    arm->rows = sd_arena_alloc(analysis->arena, arm->row_count * sizeof *arm->rows);
    for (size_t row = 0; row < arm->row_count; row++) {
        const PgQuery__Node *node = select->values_lists[row];
        const PgQuery__List *list = node->node_case == PG_QUERY__NODE__NODE_LIST ? node->list : NULL;

        for (size_t i = 0; list && i < list->n_items; i++) {
            sd_trees_add(analysis, &arm->rows[row], sd_analyse_expr(analysis, scope, list->items[i]));
        }
        columns = row == 0 || arm->rows[row].count < columns ? arm->rows[row].count : columns;
    }
    for (size_t column = 0; column < columns; column++) {
        TreeList all = { 0 };
        TypeOid type;
        bool all_unknown = true;

        for (size_t row = 0; row < arm->row_count; row++) {
            sd_trees_add(analysis, &all, arm->rows[row].items[column]);
            all_unknown = all_unknown && all.items[row]->type == TYPE_UNKNOWN;
        }
        type = all_unknown ? TYPE_UNKNOWN : sd_coerce_common_type(analysis, all.items, all.count);
        for (size_t row = 0; row < arm->row_count && !all_unknown; row++) {
            arm->rows[row].items[column] = sd_coerce(analysis, all.items[row], type);
        }
        add_output(analysis, arm, sd_name_format(analysis->side->names, "column%zu", column + 1),
                   sd_tree_new(analysis->arena, TREE_COLUMN,
                               (TreeParts){ .type = type,
                                            .modified = sd_common_modified(analysis, all.items, all.count, type),
                                            .number = -3,
                                            .number2 = (int64_t) column + 1 }));
    }
    sd_arm_around(analysis, scope, arm, select);
}

/* Gives a column of an arm the agreed type; only string literals and NULL change, the rest converts above. */
static void settle_column(Analysis *analysis, Arm *arm, size_t column, TypeOid type)
{
    Output *output = column < arm->count ? &arm->outputs[column] : NULL;

    if (!output || !output->tree || analysis->depth > 800) {
        return;
    }
    if (output->tree->type == TYPE_UNKNOWN) {
        for (size_t row = 0; arm->type == ARM_VALUES && row < arm->row_count; row++) {
            arm->rows[row].items[column] = sd_coerce(analysis, arm->rows[row].items[column], type);
        }
        if (arm->type == ARM_SELECT) {
            output->tree = sd_coerce(analysis, output->tree, type);
        } else {
            output->tree = sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .type = type, .number = -3 });
        }
        if (arm->type == ARM_SET) {
            analysis->depth++;
            settle_column(analysis, arm->left, column, type);
            settle_column(analysis, arm->right, column, type);
            analysis->depth--;
        }
    }
}

static void read_set(Analysis *analysis, Scope *scope, const PgQuery__SelectStmt *select, Arm *arm)
{
    Scope left = { .parent = scope->parent, .tables = scope->tables }, right = left;

    arm->type = ARM_SET;
    arm->operation = (int64_t) select->op * 2 + select->all;
    arm->left = read_arm(analysis, &left, select->larg);
    arm->right = read_arm(analysis, &right, select->rarg);
    arm->known = arm->left->known && arm->right->known;
    for (size_t i = 0; i < arm->left->count && i < arm->right->count; i++) {
        Tree *pair[2] = { arm->left->outputs[i].tree, arm->right->outputs[i].tree };
        TypeOid type = sd_coerce_common_type(analysis, pair, 2);

        /* Two literals of unknown type become text at once (transformSetOperationTree). */
        settle_column(analysis, arm->left, i, type);
        settle_column(analysis, arm->right, i, type);
        add_output(analysis, arm, arm->left->outputs[i].name,
                   sd_tree_new(analysis->arena, TREE_COLUMN,
                               (TreeParts){ .type = type,
                                            .modified = sd_common_modified(analysis, pair, 2, type),
                                            .number = -3,
                                            .number2 = (int64_t) i + 1 }));
    }
    sd_arm_around(analysis, scope, arm, select);
}

enum { DEPTH_MAX = 800 };

static Arm *read_arm(Analysis *analysis, Scope *scope, const PgQuery__SelectStmt *select)
{
    Arm *arm = sd_arena_alloc(analysis->arena, sizeof *arm);

    arm->known = true;
    if (!select || analysis->depth >= DEPTH_MAX || analysis->steps++ > 1000000) {
        analysis->incomplete = true;
        arm->known = false;
        return arm;
    }
    analysis->depth++;
    sd_trees_add(analysis, &arm->around, sd_analyse_with(analysis, scope, select->with_clause));
    if (select->larg && select->rarg) {
        read_set(analysis, scope, select, arm);
    } else if (select->n_values_lists) {
        read_values(analysis, scope, select, arm);
    } else {
        read_select(analysis, scope, select, arm);
    }
    analysis->depth--;
    return arm;
}

/* ---- the tree ------------------------------------------------------------------------------------------------------- */

/* String literals that are still without a type become text now. */
static void settle_unknown(Analysis *analysis, Arm *arm)
{
    for (size_t i = 0; i < arm->count; i++) {
        if (arm->outputs[i].tree && arm->outputs[i].tree->type == TYPE_UNKNOWN) {
            settle_column(analysis, arm, i, TYPE_TEXT);
        }
    }
}

static Tree *arm_tree(Analysis *analysis, const Arm *arm)
{
    TreeList children = { 0 }, list = { 0 };

    sd_trees_add(analysis, &children, sd_trees_node(analysis, 0, &arm->around));
    switch (arm->type) {
    case ARM_SELECT:
        for (size_t i = 0; i < arm->count; i++) {
            sd_trees_add(analysis, &list, arm->outputs[i].tree);
        }
        sd_trees_add(analysis, &children, sd_trees_node(analysis, 0, &list));
        sd_trees_add(analysis, &children, sd_trees_node(analysis, 0, &arm->clauses));
        return sd_tree_new(analysis->arena, TREE_SELECT,
                           (TreeParts){ .children = children.items, .count = children.count });
    case ARM_VALUES:
        for (size_t row = 0; row < arm->row_count; row++) {
            sd_trees_add(analysis, &children, sd_trees_node(analysis, 0, &arm->rows[row]));
        }
        return sd_tree_new(analysis->arena, TREE_VALUES,
                           (TreeParts){ .children = children.items, .count = children.count });
    case ARM_SET:
        sd_trees_add(analysis, &children, arm_tree(analysis, arm->left));
        sd_trees_add(analysis, &children, arm_tree(analysis, arm->right));
        return sd_tree_new(
            analysis->arena, TREE_SET_OPERATION,
            (TreeParts){ .number = arm->operation, .children = children.items, .count = children.count });
    }
    return NULL;
}

QueryResult sd_analyse_query(Analysis *analysis, const Scope *parent, const PgQuery__SelectStmt *select)
{
    Scope scope = { .parent = parent };
    Arm *arm = read_arm(analysis, &scope, select);

    settle_unknown(analysis, arm);
    return (QueryResult){
        .tree = arm_tree(analysis, arm), .outputs = arm->outputs, .count = arm->count, .known = arm->known
    };
}

QueryResult sd_analyse_query_node(Analysis *analysis, const Scope *parent, const PgQuery__Node *query)
{
    if (query && query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT) {
        return sd_analyse_query(analysis, parent, query->select_stmt);
    }
    return sd_analyse_statement(analysis, parent, query);
}
