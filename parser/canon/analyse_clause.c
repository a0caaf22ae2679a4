/* ORDER BY, GROUP BY, DISTINCT, WINDOW, LIMIT and FOR UPDATE (parse_clause.c). */
#include "parser/canon/arm.h"

#include <string.h>

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
        if (sd_tree_equal(sd_coerce_unknown(analysis, arm->outputs[i].tree), tree)) {
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

Tree *sd_arm_group(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select)
{
    TreeList list = { 0 };

    for (size_t i = 0; i < select->n_group_clause; i++) {
        const PgQuery__Node *node = select->group_clause[i];
        bool is_list = node->node_case == PG_QUERY__NODE__NODE_ROW_EXPR &&
                       node->row_expr->row_format == PG_QUERY__COERCION_FORM__COERCE_IMPLICIT_CAST;

        /* GROUP BY (a, b) is GROUP BY a, b (flatten_grouping_sets). */
        for (size_t item = 0; is_list && item < node->row_expr->n_args; item++) {
            sd_trees_add(analysis, &list, read_group_item(analysis, scope, arm, node->row_expr->args[item]));
        }
        if (!is_list) {
            sd_trees_add(analysis, &list, read_group_item(analysis, scope, arm, node));
        }
    }
    return list.count ? sd_trees_node(analysis, select->group_distinct, &list) : NULL;
}

/* DISTINCT is a list of one node without content; DISTINCT ON has keys. */
Tree *sd_arm_distinct(Analysis *analysis, const Scope *scope, const Arm *arm, const PgQuery__SelectStmt *select)
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

enum { WINDOWS_MAX = 32 };

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

enum { FRAME_RANGE = 2 }; /* FRAMEOPTION_RANGE of parsenodes.h */

/* What is added to a value of the type in RANGE BETWEEN ... PRECEDING: the right type of the in_range functions of the
 * built-in btree operator families.  0: several, and the offset's own is kept. */
static TypeOid type_of_offset(const Side *side, TypeOid key, TypeOid offset)
{
    key = sd_side_base(side, key);
    switch (key) {
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_INTERVAL:
        return TYPE_INTERVAL;
    case TYPE_NUMERIC:
        return TYPE_NUMERIC;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
        return TYPE_FLOAT8;
    default:
        return offset == TYPE_UNKNOWN ? key : 0;
    }
}

/* transformFrameOffsetClause(): rows and groups are counted, a range is measured. */
static Tree *read_offset(Analysis *analysis, const Scope *scope, int64_t options, const Tree *order,
                         const PgQuery__Node *node)
{
    Tree *tree = sd_analyse_expr(analysis, scope, node);
    const Tree *key = order && order->count ? order->children[0] : NULL;

    if (!tree || !(options & FRAME_RANGE)) {
        return tree ? sd_coerce(analysis, tree, TYPE_INT8) : NULL;
    }
    key = key && key->kind == TREE_SORT && key->count ? key->children[0] : key;
    if (!key || !key->type) {
        analysis->incomplete = true;
        return sd_coerce_unknown(analysis, tree);
    }
    {
        TypeOid type = type_of_offset(analysis->side, key->type, tree->type);

        return type ? sd_coerce(analysis, tree, type) : tree;
    }
}

/* OVER w and OVER (w ...) take over what the named window says. */
Tree *sd_analyse_window(Analysis *analysis, const Scope *scope, const PgQuery__WindowDef *window)
{
    const PgQuery__WindowDef *partition = window, *order = window, *frame = window, *at = window;
    TreeList keys = { 0 }, children = { 0 };
    Tree *sort;

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
    sort = sd_analyse_sort(analysis, scope, order->n_order_clause, order->order_clause);
    sd_trees_add(analysis, &children, sort);
    sd_trees_add(analysis, &children, read_offset(analysis, scope, frame->frame_options, sort, frame->start_offset));
    sd_trees_add(analysis, &children, read_offset(analysis, scope, frame->frame_options, sort, frame->end_offset));
    return sd_tree_new(
        analysis->arena, TREE_WINDOW,
        (TreeParts){ .number = frame->frame_options, .children = children.items, .count = children.count });
}

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
    return sd_tree_new(
        analysis->arena, TREE_LOCK,
        (TreeParts){
            .number = lock->strength, .number2 = lock->wait_policy, .children = list.items, .count = list.count });
}

/* What may stand around any query: ORDER BY, LIMIT, FOR UPDATE. */
void sd_arm_around(Analysis *analysis, const Scope *scope, Arm *arm, const PgQuery__SelectStmt *select)
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
