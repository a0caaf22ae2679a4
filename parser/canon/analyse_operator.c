/* Operators: which one a name and two types mean, and what the operands become (parse_oper.c). */
#include "parser/canon/analysis.h"

#include <string.h>

enum { OPERATORS_MAX = 128 };

typedef struct Choice {
    TypeOid left, right, result; /* the operands' types after coercion */
    Key key;                     /* of the model's own operator; NULL: built in */
} Choice;

typedef struct Row {
    TypeOid left, right, result; /* left 0: a prefix operator */
    Key key;
} Row;

typedef struct Rows {
    Row items[OPERATORS_MAX];
    size_t count;
} Rows;

/* ---- what the name may mean ---------------------------------------------------------------------------------------- */

static const Row *exact_operator(const Rows *rows, TypeOid left, TypeOid right)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].left == left && rows->items[i].right == right) {
            return &rows->items[i];
        }
    }
    return NULL;
}

/* Of two with the same operands that comes first whose schema is earlier in the path (OpernameGetCandidates). */
static void add_row(Rows *rows, Row row)
{
    if (rows->count < OPERATORS_MAX && !exact_operator(rows, row.left, row.right)) {
        rows->items[rows->count++] = row;
    }
}

static void add_own(const Side *side, Rows *rows, Name schema, const char *name)
{
    for (size_t i = 0; i < side->operator_count; i++) {
        const OwnOperator *own = &side->operators[i];

        if (sd_key_schema(own->key) == schema && strcmp(own->key->name->text, name) == 0) {
            add_row(rows, (Row){ own->left, own->right, own->result, own->key });
        }
    }
}

static void collect(const Analysis *analysis, Name schema, const char *name, Rows *rows)
{
    const List *path = analysis->resolver.path;
    const BuiltinOperator *builtin;
    size_t count = sd_builtin_operators(name, &builtin);

    rows->count = 0;
    for (size_t i = 0; i < count && (!schema || strcmp(schema->text, "pg_catalog") == 0); i++) {
        add_row(rows, (Row){ builtin[i].left, builtin[i].right, builtin[i].result, NULL });
    }
    if (schema) {
        add_own(analysis->side, rows, schema, name);
    }
    for (size_t i = 0; !schema && i < sd_list_count(path); i++) {
        add_own(analysis->side, rows, path->items[i], name);
    }
}

/* ---- which of them ------------------------------------------------------------------------------------------------- */

/* binary_oper_exact(): an unknown operand is taken to be of the other's type; then domains as their base types. */
static const Row *find_exact(const Side *side, const Rows *rows, TypeOid left, TypeOid right)
{
    bool was_unknown = left == TYPE_UNKNOWN || right == TYPE_UNKNOWN;
    const Row *row;

    left = left == TYPE_UNKNOWN ? right : left;
    right = right == TYPE_UNKNOWN ? left : right;
    row = exact_operator(rows, left, right);
    if (!row && was_unknown && sd_side_base(side, left) != left) {
        row = exact_operator(rows, sd_side_base(side, left), sd_side_base(side, left));
    }
    return row;
}

static const Row *find_best(const Side *side, const Rows *rows, TypeOid left, TypeOid right, bool prefix)
{
    TypeOid types[OPERATORS_MAX][2];
    Candidate candidates[OPERATORS_MAX];
    TypeOid actual[2] = { prefix ? right : left, right };
    size_t count = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const Row *row = &rows->items[i];

        if ((row->left != 0) != prefix) {
            types[count][0] = prefix ? row->right : row->left;
            types[count][1] = row->right;
            candidates[count] = (Candidate){ .types = types[count], .row = row };
            count++;
        }
    }
    /* Polymorphic operators accept more than their names say; those that contradict the operands drop out. */
    return sd_coerce_select(side, candidates, &count, actual, prefix ? 1 : 2) ? candidates[0].row : NULL;
}

/* Rows whose polymorphic types fit the operands, as check_generic_type_consistency() sees to. */
static void keep_fitting(Analysis *analysis, Rows *rows, TypeOid left, TypeOid right)
{
    size_t kept = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const Row *row = &rows->items[i];
        TypeOid declared[2] = { row->left, row->right }, actual[2] = { left, right }, resolved[2], result;

        if ((!sd_type_is_polymorphic(declared[0]) && !sd_type_is_polymorphic(declared[1])) ||
            sd_coerce_generic(analysis, actual, declared, 2, resolved, row->result, &result)) {
            rows->items[kept++] = *row;
        }
    }
    rows->count = kept;
}

static bool choose(Analysis *analysis, Name schema, const char *name, TypeOid left, TypeOid right, bool prefix,
                   Choice *choice)
{
    TypeOid declared[2], actual[2] = { left, right }, resolved[2];
    const Row *row;
    Rows rows;

    analysis->meant = NULL;
    if ((!prefix && !left) || !right) {
        return false;
    }
    collect(analysis, schema, name, &rows);
    keep_fitting(analysis, &rows, left, right);
    row = prefix ? exact_operator(&rows, 0, right) : find_exact(analysis->side, &rows, left, right);
    if (!row) {
        row = find_best(analysis->side, &rows, left, right, prefix);
    }
    if (!row) {
        return false;
    }
    declared[0] = row->left;
    declared[1] = row->right;
    if (!sd_coerce_generic(analysis, actual, declared, 2, resolved, row->result, &choice->result)) {
        return false;
    }
    choice->left = resolved[0];
    choice->right = resolved[1];
    choice->key = row->key;
    sd_analysis_edge(analysis, row->key);
    analysis->meant = row->key;
    return true;
}

/* An unknown literal beside a value of an extension's type is read as that type, which is the first thing the server
 * tries.  Where it would go on to something else, its text shows casts that this tree does not have, so taking the
 * two for the same is never a mistake. */
static Tree *as_extension_type(Analysis *analysis, Tree *tree, TypeOid type)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, type);

    return tree && tree->kind == TREE_UNKNOWN && type && info->kind == '?' ? sd_coerce(analysis, tree, type) : tree;
}

/* An operator that is not known here stays as written, and so do its operands. */
static void leave(Analysis *analysis, Tree **left, Tree **right)
{
    Tree *was = *left;

    if (was) {
        *left = as_extension_type(analysis, was, (*right)->type);
        *right = as_extension_type(analysis, *right, was->type);
        sd_analysis_leave(analysis, *left);
    }
    sd_analysis_leave(analysis, *right);
}

/* The schema of an extension's type: its operators are there too, and an operator that was found through the
 * search_path is printed with its schema. */
static Name extension_schema(Analysis *analysis, const Tree *tree)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, tree ? tree->type : 0);

    return info->kind == '?' && info->spelled ? sd_side_schema_of(analysis->side, info->spelled) : NULL;
}

static Name schema_of_unknown(Analysis *analysis, const Tree *left, const Tree *right)
{
    Name schema = extension_schema(analysis, left);

    return schema ? schema : extension_schema(analysis, right);
}

static Name schema_kept(Name schema)
{
    return schema && strcmp(schema->text, "pg_catalog") != 0 ? schema : NULL;
}

Tree *sd_analyse_operator(Analysis *analysis, Name schema, const char *name, Tree *left, Tree *right)
{
    Choice choice = { 0 };
    Tree *operands[2];

    if (choose(analysis, schema, name, left ? left->type : 0, right->type, !left, &choice)) {
        left = left ? sd_coerce(analysis, left, choice.left) : NULL;
        right = sd_coerce(analysis, right, choice.right);
        schema = choice.key ? sd_key_schema(choice.key) : schema;
    } else {
        leave(analysis, &left, &right);
        schema = schema ? schema : schema_of_unknown(analysis, left, right);
    }
    operands[0] = left ? left : right;
    operands[1] = right;
    return sd_tree_new(analysis->arena, TREE_OPERATOR,
                       (TreeParts){ .type = choice.result,
                                    .text = sd_name(analysis->side->names, name),
                                    .qualifier = schema_kept(schema),
                                    .children = operands,
                                    .count = left ? 2 : 1 });
}

/* make_scalar_array_op(): the operator is chosen for the element's type. */
Tree *sd_analyse_array_operator(Analysis *analysis, bool any, Name schema, const char *name, Tree *left, Tree *array)
{
    Side *side = analysis->side;
    TypeOid element =
        array->type == TYPE_UNKNOWN ? TYPE_UNKNOWN : sd_side_type_info(side, sd_side_base(side, array->type))->element;
    Choice choice = { 0 };
    Tree *operands[2] = { left, array };

    if (element && choose(analysis, schema, name, left->type, element, false, &choice)) {
        operands[0] = sd_coerce(analysis, left, choice.left);
        operands[1] = sd_coerce(analysis, array, sd_side_array_of(side, choice.right));
        schema = choice.key ? sd_key_schema(choice.key) : schema;
    } else {
        leave(analysis, &operands[0], &operands[1]);
        schema = schema ? schema : schema_of_unknown(analysis, operands[0], NULL);
    }
    return sd_tree_new(analysis->arena, any ? TREE_ANY : TREE_ALL,
                       (TreeParts){ .type = TYPE_BOOL,
                                    .text = sd_name(side->names, name),
                                    .qualifier = schema_kept(schema),
                                    .children = operands,
                                    .count = 2 });
}
