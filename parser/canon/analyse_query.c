/* SELECT, VALUES and set operations: analyze.c and parse_clause.c of the server.
 *
 * The arms of a set operation agree on column types only after all of them were analysed, and a string literal among
 * their targets takes the agreed type; so an arm is read into an Arm first, and its tree is made last. */
#include "parser/canon/analysis.h"

#include <string.h>

typedef enum ArmType { ARM_SELECT, ARM_VALUES, ARM_SET } ArmType;

typedef struct Arm Arm;

struct Arm {
    ArmType type;
    Output *outputs;  /* targets, or the columns of VALUES and of a set operation */
    size_t count;
    bool known;       /* false: a * could not be expanded */
    TreeList clauses; /* of SELECT, all but the targets */
    TreeList *rows;   /* of VALUES */
    size_t row_count;
    int64_t operation;
    Arm *left, *right;
    TreeList around;  /* WITH, ORDER BY, LIMIT */
};

static Arm *read_arm(Analysis *analysis, Scope *scope, const PgQuery__SelectStmt *select);

/* ---- targets ---------------------------------------------------------------------------------------------------- */

static bool is_star(const PgQuery__Node *node)
{
    const PgQuery__ColumnRef *column = node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? node->column_ref : NULL;

    return column && column->n_fields &&
           column->fields[column->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

static void add_output(Analysis *analysis, Arm *arm, Name name, Tree *tree)
{
    arm->outputs = sd_arena_grow(analysis->arena, arm->outputs, arm->count, sizeof *arm->outputs);
    arm->outputs[arm->count++] = (Output){ .name = name, .tree = tree };
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
    info = sd_side_type_info(analysis->side, row->type);
    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    for (size_t i = 0; i < columns.count; i++) {
        const RelationColumn *column = &columns.items[i];

        add_output(analysis, arm, column->name,
                   sd_tree_new(analysis->arena, TREE_FIELD,
                               (TreeParts){ .type = column->type, .text = column->name, .children = &row, .count = 1 }));
        sd_analysis_edge(analysis, column->key);
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

/* ---- sort and group keys ------------------------------------------------------------------------------------------ */

static Tree *target_number(Analysis *analysis, size_t number)
{
    return sd_tree_new(analysis->arena, TREE_TARGET_NUMBER, (TreeParts){ .number = (int64_t) number });
}

static const char *bare_name(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1
               ? sd_string_of(node->column_ref->fields[0])
               : "";
}

static Tree *key_by_name(Analysis *analysis, const Arm *arm, Name name)
{
    for (size_t i = 0; name && i < arm->count; i++) {
        if (arm->outputs[i].name == name) {
            return target_number(analysis, i);
        }
    }
    return NULL;
}

/* An expression that is a target is that target's number, however it was written. */
static Tree *key_by_value(Analysis *analysis, const Arm *arm, Tree *tree)
{
    tree = sd_coerce_unknown(analysis, tree);
    for (size_t i = 0; i < arm->count; i++) {
        if (sd_tree_equal(arm->outputs[i].tree, tree)) {
            return target_number(analysis, i);
        }
    }
    return tree;
}

static bool names_a_column(const Scope *scope, Name name)
{
    for (size_t i = 0; i < scope->count; i++) {
        for (size_t column = 0; scope->items[i].by_name && column < scope->items[i].count; column++) {
            if (scope->items[i].columns[column].name == name && !scope->items[i].columns[column].merged) {
                return true;
            }
        }
    }
    return false;
}

/* findTargetlistEntrySQL92(): ORDER BY looks at output names first, GROUP BY at columns first. */
static Tree *read_key(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__Node *node, bool is_group)
{
    Name name = sd_analysis_name(analysis, bare_name(node));
    const PgQuery__AConst *constant = node->node_case == PG_QUERY__NODE__NODE_A_CONST ? node->a_const : NULL;

    if (constant && !constant->isnull && constant->val_case == PG_QUERY__A__CONST__VAL_IVAL) {
        int32_t number = constant->ival->ival;

        if (number >= 1 && (size_t) number <= arm->count && arm->known) {
            return key_by_value(analysis, arm, arm->outputs[number - 1].tree);
        }
        analysis->incomplete = true;
        return target_number(analysis, (size_t) number);
    }
    if (name && !(is_group && names_a_column(scope, name))) {
        Tree *key = key_by_name(analysis, arm, name);

        if (key) {
            return key_by_value(analysis, arm, arm->outputs[key->number].tree);
        }
    }
    return key_by_value(analysis, arm, sd_analyse_expr(analysis, scope, node));
}

Tree *sd_analyse_sort_item(Analysis *analysis, const PgQuery__SortBy *sort, Tree *tree)
{
    bool descending = sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
    bool nulls_first = sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT
                           ? descending
                           : sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST;
    const char *name = sort->n_use_op ? sd_string_of(sort->use_op[sort->n_use_op - 1]) : NULL;

    /* USING < and USING > are ASC and DESC. */
    if (name && strcmp(name, ">") == 0) {
        descending = true;
        nulls_first |= sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT;
        name = NULL;
    } else if (name && strcmp(name, "<") == 0) {
        name = NULL;
    }
    return sd_tree_new(analysis->arena, TREE_SORT,
                       (TreeParts){ .number = descending + 2 * nulls_first,
                                    .text = sd_analysis_name(analysis, name),
                                    .children = &tree,
                                    .count = 1 });
}

Tree *sd_analyse_sort(Analysis *analysis, const Scope *scope, size_t count, PgQuery__Node *const *items)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < count; i++) {
        if (items[i]->node_case == PG_QUERY__NODE__NODE_SORT_BY) {
            Tree *value = sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, items[i]->sort_by->node));

            sd_trees_add(analysis, &list, sd_analyse_sort_item(analysis, items[i]->sort_by, value));
        }
    }
    return list.count ? sd_trees_node(analysis, 0, &list) : NULL;
}

static Tree *read_order(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < select->n_sort_clause; i++) {
        const PgQuery__Node *node = select->sort_clause[i];

        if (node->node_case == PG_QUERY__NODE__NODE_SORT_BY && node->sort_by->node) {
            Tree *key = read_key(analysis, scope, arm, node->sort_by->node, false);

            sd_trees_add(analysis, &list, sd_analyse_sort_item(analysis, node->sort_by, key));
        }
    }
    return list.count ? sd_trees_node(analysis, 0, &list) : NULL;
}

static Tree *read_group_item(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__Node *node)
{
    TreeList list = { 0 };
    bool is_set = node->node_case == PG_QUERY__NODE__NODE_GROUPING_SET;
    bool is_row = node->node_case == PG_QUERY__NODE__NODE_ROW_EXPR;
    size_t count = is_set ? node->grouping_set->n_content : is_row ? node->row_expr->n_args : 0;
    PgQuery__Node *const *items = is_set ? node->grouping_set->content : is_row ? node->row_expr->args : NULL;

    if (!is_set && !is_row) {
        return read_key(analysis, scope, arm, node, true);
    }
    if (analysis->depth > 200) {
        analysis->incomplete = true;
        return NULL;
    }
    analysis->depth++;
    for (size_t i = 0; i < count; i++) {
        sd_trees_add(analysis, &list, read_group_item(analysis, scope, arm, items[i]));
    }
    analysis->depth--;
    return sd_trees_node(analysis, is_set ? node->grouping_set->kind : 0, &list);
}

static Tree *read_group(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < select->n_group_clause; i++) {
        sd_trees_add(analysis, &list, read_group_item(analysis, scope, arm, select->group_clause[i]));
    }
    return list.count ? sd_trees_node(analysis, select->group_distinct, &list) : NULL;
}

/* DISTINCT is a list of one node without content; DISTINCT ON has keys. */
static Tree *read_distinct(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < select->n_distinct_clause; i++) {
        const PgQuery__Node *node = select->distinct_clause[i];

        if (node && node->node_case != PG_QUERY__NODE__NODE__NOT_SET) {
            sd_trees_add(analysis, &list, read_key(analysis, scope, arm, node, false));
        }
    }
    return select->n_distinct_clause ? sd_trees_node(analysis, 1, &list) : NULL;
}

/* ---- windows ------------------------------------------------------------------------------------------------------ */

static const PgQuery__WindowDef *named_window(const Scope *scope, const char *name)
{
    const PgQuery__SelectStmt *select = scope ? scope->select : NULL;

    for (size_t i = 0; select && name && *name && i < select->n_window_clause; i++) {
        const PgQuery__Node *node = select->window_clause[i];

        if (node->node_case == PG_QUERY__NODE__NODE_WINDOW_DEF && strcmp(node->window_def->name, name) == 0) {
            return node->window_def;
        }
    }
    return NULL;
}

enum { WINDOWS_MAX = 32 };

/* OVER w and OVER (w ...) take over what the named window says. */
Tree *sd_analyse_window(Analysis *analysis, const Scope *scope, const PgQuery__WindowDef *window)
{
    const PgQuery__WindowDef *partition = window, *order = window, *frame = window, *at = window;
    TreeList keys = { 0 }, children = { 0 };

    if (window->name && *window->name && !window->n_partition_clause && !window->n_order_clause) {
        at = named_window(scope, window->name);
        if (!at) {
            analysis->incomplete = true;
            at = window;
        }
        partition = order = frame = at;
    }
    for (int i = 0; i < WINDOWS_MAX && at->refname && *at->refname; i++) {
        at = named_window(scope, at->refname);
        if (!at) {
            analysis->incomplete = true;
            break;
        }
        partition = partition->n_partition_clause ? partition : at;
        order = order->n_order_clause ? order : at;
    }
    for (size_t i = 0; i < partition->n_partition_clause; i++) {
        sd_trees_add(analysis, &keys,
                     sd_coerce_unknown(analysis, sd_analyse_expr(analysis, scope, partition->partition_clause[i])));
    }
    sd_trees_add(analysis, &children, sd_trees_node(analysis, 0, &keys));
    sd_trees_add(analysis, &children, sd_analyse_sort(analysis, scope, order->n_order_clause, order->order_clause));
    sd_trees_add(analysis, &children, sd_analyse_expr(analysis, scope, frame->start_offset));
    sd_trees_add(analysis, &children, sd_analyse_expr(analysis, scope, frame->end_offset));
    return sd_tree_new(analysis->arena, TREE_WINDOW,
                       (TreeParts){ .number = frame->frame_options, .children = children.items, .count = children.count });
}

/* ---- limits and locks ----------------------------------------------------------------------------------------------- */

/* LIMIT ALL is LIMIT NULL is none. */
static Tree *read_limit(Analysis *analysis, const Scope *scope, const PgQuery__Node *node)
{
    Tree *tree = sd_coerce(analysis, sd_analyse_expr(analysis, scope, node), TYPE_INT8);

    return tree && tree->kind == TREE_NULL ? NULL : tree;
}

static Tree *read_lock(Analysis *analysis, const Scope *scope, const PgQuery__LockingClause *lock)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < scope->count; i++) {
        bool meant = lock->n_locked_rels == 0 && scope->items[i].by_alias;

        for (size_t named = 0; named < lock->n_locked_rels; named++) {
            const PgQuery__Node *node = lock->locked_rels[named];
            Name name = node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR
                            ? sd_analysis_name(analysis, node->range_var->relname)
                            : NULL;

            meant = meant || (name && scope->items[i].alias == name);
        }
        if (meant) {
            sd_trees_add(analysis, &list, target_number(analysis, (size_t) scope->items[i].number));
        }
    }
    return sd_tree_new(analysis->arena, TREE_LOCK,
                       (TreeParts){ .number = lock->strength,
                                    .number2 = lock->wait_policy,
                                    .children = list.items,
                                    .count = list.count });
}

/* What may stand around any query: ORDER BY, LIMIT, FOR UPDATE. */
static void read_around(Analysis *analysis, const Scope *scope, Arm *arm, const PgQuery__SelectStmt *select)
{
    TreeList locks = { 0 };

    sd_trees_add(analysis, &arm->around, read_order(analysis, scope, arm, select));
    sd_trees_add(analysis, &arm->around, read_limit(analysis, scope, select->limit_offset));
    sd_trees_add(analysis, &arm->around, read_limit(analysis, scope, select->limit_count));
    sd_trees_add(analysis, &arm->around,
                 select->limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES ? target_number(analysis, 1)
                                                                                        : NULL);
    for (size_t i = 0; i < select->n_locking_clause; i++) {
        if (select->locking_clause[i]->node_case == PG_QUERY__NODE__NODE_LOCKING_CLAUSE) {
            sd_trees_add(analysis, &locks, read_lock(analysis, scope, select->locking_clause[i]->locking_clause));
        }
    }
    sd_trees_add(analysis, &arm->around, locks.count ? sd_trees_node(analysis, 0, &locks) : NULL);
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
    sd_trees_add(analysis, &arm->clauses, read_group(analysis, scope, arm, select));
    sd_trees_add(analysis, &arm->clauses, read_distinct(analysis, scope, arm, select));
    read_around(analysis, scope, arm, select);
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
                               (TreeParts){ .type = type, .number = -3, .number2 = (int64_t) column + 1 }));
    }
    read_around(analysis, scope, arm, select);
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
                               (TreeParts){ .type = type, .number = -3, .number2 = (int64_t) i + 1 }));
    }
    read_around(analysis, scope, arm, select);
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
