#include "parser/canon/meaning.h"

#include "parser/canon/parse_text.h"
#include "parser/canon/recording.h"

#include <string.h>

/* ---- where an expression stands ----------------------------------------------------------------------------------- */

typedef Tree *(*ContextReader)(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node);

static Tree *read_condition(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    Scope scope = sd_scope_of_table(analysis, object->key->parent);

    (void) item;
    return sd_analyse_condition(analysis, &scope, node);
}

/* CHECK of a table, or of a domain: VALUE is of the type under the domain. */
static Tree *read_check(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    const Object *parent = sd_side_find(analysis->side, object->key->parent);

    if (object->key->parent->kind != KIND_DOMAIN) {
        return read_condition(analysis, object, item, node);
    }
    analysis->domain_value = sd_tree_new(
        analysis->arena, TREE_VALUE,
        (TreeParts){ .type = sd_side_type(analysis->side, parent ? ((const Domain *) parent)->type : NULL) });
    return sd_analyse_condition(analysis, NULL, node);
}

static Tree *read_element(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    Scope scope = sd_scope_of_table(analysis, object->key->parent);

    (void) item;
    return sd_coerce_unknown(analysis, sd_analyse_expr(analysis, &scope, node));
}

static Tree *read_statistics(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    Scope scope = sd_scope_of_table(analysis, ((const Statistics *) object)->table);

    (void) item;
    return sd_coerce_unknown(analysis, sd_analyse_expr(analysis, &scope, node));
}

/* The type of a column; of a view's, which is no object, what is known of it. */
static Name default_type(const Analysis *analysis, Key key)
{
    const Column *column = (const Column *) sd_side_find(analysis->side, key);
    const View *view = (const View *) (column ? NULL : sd_side_find(analysis->side, key->parent));

    for (size_t i = 0; view && view->base.key->kind == KIND_VIEW && i < sd_list_count(view->column_types); i++) {
        if (view->columns->items[i] == key->name) {
            return view->column_types->items[i];
        }
    }
    return column ? column->type : NULL;
}

/* A default is assigned to its column: the cast that this takes is not written, so both sides get it. */
static Tree *read_default(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    Name name = default_type(analysis, object->key->parent);
    TypeOid type = name ? sd_side_type(analysis->side, name) : 0;

    (void) item;
    return sd_coerce_unknown(analysis, sd_coerce(analysis, sd_analyse_expr(analysis, NULL, node), type));
}

static Tree *read_generated(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    Scope scope = sd_scope_of_table(analysis, object->key->parent);
    TypeOid type = sd_side_type(analysis->side, ((const Column *) object)->type);

    (void) item;
    return sd_coerce_unknown(analysis, sd_coerce(analysis, sd_analyse_expr(analysis, &scope, node), type));
}

static Tree *read_domain_default(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    TypeOid type = sd_side_type(analysis->side, ((const Domain *) object)->type);

    (void) item;
    return sd_coerce_unknown(analysis, sd_coerce(analysis, sd_analyse_expr(analysis, NULL, node), type));
}

/* OLD and NEW, and both only by those names. */
static Scope old_and_new(Analysis *analysis, const Object *object)
{
    static const char *const names[] = { "old", "new" };
    Scope scope = { 0 };

    for (size_t i = 0; i < 2; i++) {
        Name name = sd_name(analysis->side->names, names[i]);
        ScopeItem row = sd_scope_relation(analysis, object->key->parent, name);

        row.by_name = false;
        row.schema = NULL;
        (void) sd_scope_add(analysis, &scope, row);
    }
    return scope;
}

/* WHEN of a trigger, WHERE of a rule. */
static Tree *read_trigger(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    Scope scope = old_and_new(analysis, object);

    (void) item;
    return sd_analyse_condition(analysis, &scope, node);
}

static Tree *read_actions(Analysis *analysis, const Object *object, const PgQuery__RuleStmt *rule)
{
    Scope scope = old_and_new(analysis, object);
    TreeList list = { 0 };

    for (size_t i = 0; i < rule->n_actions; i++) {
        sd_trees_add(analysis, &list, sd_analyse_query_node(analysis, &scope, rule->actions[i]).tree);
    }
    return sd_trees_node(analysis, 0, &list);
}

/* ---- routines ------------------------------------------------------------------------------------------------------- */

static bool is_input(const Routine *routine, size_t argument)
{
    const List *modes = routine->argument_modes;

    return argument >= sd_list_count(modes) || strchr("ibv", modes->items[argument]->text[0]) != NULL;
}

static size_t input_parameters(Analysis *analysis, const Routine *routine, Parameter **parameters)
{
    size_t all = sd_list_count(routine->argument_types), count = 0;

    *parameters = sd_arena_alloc(analysis->arena, all * sizeof **parameters);
    for (size_t i = 0; i < all; i++) {
        if (is_input(routine, i)) {
            const List *names = routine->argument_names;

            (*parameters)[count].name = i < sd_list_count(names) && names->items[i]->length ? names->items[i] : NULL;
            (*parameters)[count++].type = routine->argument_types->items[i];
        }
    }
    return count;
}

static Tree *read_argument_default(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    const Routine *routine = (const Routine *) object;
    size_t defaults = sd_exprs_count(routine->argument_defaults);
    Parameter *parameters;
    size_t count = input_parameters(analysis, routine, &parameters);
    TypeOid type = item + count >= defaults && item + count - defaults < count
                       ? sd_side_type(analysis->side, parameters[item + count - defaults].type)
                       : 0;

    return sd_coerce_unknown(analysis, sd_coerce(analysis, sd_analyse_expr(analysis, NULL, node), type));
}

/* BEGIN ATOMIC is a list in a list. */
static void read_statements(Analysis *analysis, const PgQuery__Node *node, TreeList *list, int depth)
{
    if (!node || depth > 8) {
        return;
    }
    if (node->node_case == PG_QUERY__NODE__NODE_LIST) {
        for (size_t i = 0; i < node->list->n_items; i++) {
            read_statements(analysis, node->list->items[i], list, depth + 1);
        }
    } else if (node->node_case == PG_QUERY__NODE__NODE_RETURN_STMT) {
        sd_trees_add(analysis, list,
                     sd_coerce_unknown(analysis, sd_analyse_expr(analysis, NULL, node->return_stmt->returnval)));
    } else {
        sd_trees_add(analysis, list, sd_analyse_query_node(analysis, NULL, node).tree);
    }
}

static Tree *read_body(Analysis *analysis, const Object *object, size_t item, const PgQuery__Node *node)
{
    TreeList list = { 0 };
    Parameter *parameters;

    (void) item;
    analysis->parameter_count = input_parameters(analysis, (const Routine *) object, &parameters);
    analysis->parameters = parameters;
    analysis->routine = object->key->name;
    read_statements(analysis, node, &list, 0);
    return sd_trees_node(analysis, node->node_case == PG_QUERY__NODE__NODE_LIST, &list);
}

/* ---- the table of rows ------------------------------------------------------------------------------------------------ */

static const struct {
    KindId kind;
    const char *row;
    TextForm form;
    ContextReader read; /* of forms that are expressions or bodies */
} contexts[] = {
    { KIND_COLUMN, "generated", FORM_EXPRESSION, read_generated },
    { KIND_COLUMN_DEFAULT, "expr", FORM_EXPRESSION, read_default },
    { KIND_CONSTRAINT, "expr", FORM_EXPRESSION, read_check },
    { KIND_CONSTRAINT, "elements", FORM_ELEMENT, read_element },
    { KIND_DOMAIN, "default_value", FORM_EXPRESSION, read_domain_default },
    { KIND_INDEX, "elements", FORM_ELEMENT, read_element },
    { KIND_INDEX, "predicate", FORM_EXPRESSION, read_condition },
    { KIND_MATERIALIZED_VIEW, "query", FORM_QUERY, NULL },
    { KIND_POLICY, "using", FORM_EXPRESSION, read_condition },
    { KIND_POLICY, "with_check", FORM_EXPRESSION, read_condition },
    { KIND_PUBLICATION_TABLE, "filter", FORM_EXPRESSION, read_condition },
    { KIND_ROUTINE, "argument_defaults", FORM_EXPRESSION, read_argument_default },
    { KIND_ROUTINE, "sql_body", FORM_BODY, read_body },
    { KIND_RULE, "condition", FORM_EXPRESSION, read_trigger },
    { KIND_RULE, "actions", FORM_ACTIONS, NULL },
    { KIND_STATISTICS, "expressions", FORM_ELEMENT, read_statistics },
    { KIND_TABLE, "partition_key", FORM_PARTITION_KEY, NULL },
    { KIND_TABLE, "partition_bound", FORM_PARTITION_BOUND, NULL },
    { KIND_TRIGGER, "condition", FORM_EXPRESSION, read_trigger },
    { KIND_VIEW, "query", FORM_QUERY, NULL },
};

static int find_context(KindId kind, const char *row)
{
    for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++) {
        if (contexts[i].kind == kind && strcmp(contexts[i].row, row) == 0) {
            return (int) i;
        }
    }
    return -1;
}

/* The tree that the reader kept, seen as the form wants it. */
static const ProtobufCMessage *kept_tree(const ProtobufCMessage *tree, TextForm form)
{
    if (form == FORM_QUERY && tree->descriptor == &pg_query__node__descriptor) {
        const PgQuery__Node *node = (const PgQuery__Node *) (const void *) tree;

        return node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? &node->select_stmt->base : NULL;
    }
    return tree;
}

static void analyse_query(Analysis *analysis, const PgQuery__SelectStmt *select, Meaning *meaning)
{
    QueryResult query = sd_analyse_query(analysis, NULL, select);
    Name *types = sd_arena_alloc(analysis->arena, query.count * sizeof *types);

    for (size_t i = 0; i < query.count; i++) {
        types[i] = sd_tree_column_type(analysis, query.outputs[i].tree);
    }
    meaning->column_types = types;
    meaning->tree = query.tree;
    meaning->outputs = query.outputs;
    meaning->output_count = query.count;
    meaning->outputs_known = query.known;
}

static void analyse_tree(Analysis *analysis, const Object *object, int context, size_t item,
                         const ProtobufCMessage *tree, Meaning *meaning)
{
    const ProtobufCMessageDescriptor *descriptor = tree->descriptor;
    const void *message = tree;

    if (descriptor == &pg_query__select_stmt__descriptor) {
        analyse_query(analysis, message, meaning);
    } else if (descriptor == &pg_query__partition_spec__descriptor) {
        TreeList values = { 0 };

        meaning->tree = sd_analyse_partition_key(analysis, object->key, message, &values);
    } else if (descriptor == &pg_query__partition_bound_spec__descriptor) {
        meaning->tree = sd_analyse_partition_bound(analysis, object, message);
    } else if (descriptor == &pg_query__rule_stmt__descriptor) {
        meaning->tree = read_actions(analysis, object, message);
    } else if (descriptor == &pg_query__node__descriptor && contexts[context].read) {
        meaning->tree = contexts[context].read(analysis, object, item, message);
    }
}

/* The tree that the reader kept, or one of the text; the location of its first byte in *offset. */
static const ProtobufCMessage *tree_of(const Side *side, const Expr *expr, TextForm form, int32_t *offset)
{
    const ExprSource *source = expr->source;

    if (source && source->tree) {
        *offset = source->offset;
        return kept_tree(source->tree, form);
    }
    return sd_parse_text(side->arena, form, expr->text, offset);
}

static Resolver resolver_of(const Side *side, const Expr *expr)
{
    const ExprSource *source = expr->source;

    return (Resolver){ .catalog = side->catalog, .other = side->other, .path = source ? source->path : NULL };
}

static void give_outputs(Uses *uses, Side *side, const Meaning *meaning)
{
    size_t count = meaning->output_count;
    Name *names = sd_arena_alloc(side->arena, (count + 1) * sizeof *names);
    Name *types = sd_arena_alloc(side->arena, (count + 1) * sizeof *types);
    Key *needs = sd_arena_alloc(side->arena, (count + 1) * sizeof *needs);

    for (size_t i = 0; i < count; i++) {
        const Tree *tree = meaning->outputs[i].tree;
        const TypeInfo *info = sd_side_type_info(side, tree ? tree->type : 0);
        TypeOid element = tree ? sd_side_element_of(side, tree->type) : 0;

        names[i] = meaning->outputs[i].name;
        types[i] = !tree || !tree->type ? NULL : tree->modified ? tree->modified : info->spelled;
        needs[i] = element ? sd_side_type_info(side, element)->key : info->key;
    }
    uses->outputs = names;
    uses->types = types;
    uses->needs = needs;
    uses->output_count = count;
}

bool sd_uses_find(Uses *uses, Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item)
{
    int context = find_context(object->key->kind, attr->name);
    Analysis analysis = { .side = side, .arena = side->arena, .uses = uses };
    const ProtobufCMessage *tree;
    Meaning meaning = { 0 };

    *uses = (Uses){ .arena = side->arena };
    tree = context < 0 ? NULL : tree_of(side, expr, contexts[context].form, &uses->offset);
    if (!tree) {
        return false;
    }
    analysis.resolver = resolver_of(side, expr);
    analyse_tree(&analysis, object, context, item, tree, &meaning);
    uses->incomplete = analysis.incomplete;
    if (meaning.outputs_known) {
        give_outputs(uses, side, &meaning);
    }
    return true;
}

bool sd_text_analyse(Side *side, const Place *place, Name text, Analysis *analysis, Hash *exact)
{
    int context = find_context(place->object->key->kind, place->attr->name);
    int32_t offset = 0;
    const ProtobufCMessage *tree = sd_parse_text(side->arena, contexts[context].form, text, &offset);
    Meaning meaning = { 0 };

    *analysis = (Analysis){ .side = side, .arena = side->arena, .editing = true };
    analysis->resolver = (Resolver){ .catalog = side->catalog,
                                     .other = side->other,
                                     .path = place->source ? place->source->path : NULL };
    if (tree) {
        analyse_tree(analysis, place->object, context, place->item, tree, &meaning);
    }
    analysis->wrapped.location -= offset;
    *exact = meaning.tree ? meaning.tree->exact : (Hash){ 0 };
    return meaning.tree != NULL;
}

const Meaning *sd_meaning_of(Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item)
{
    int context = find_context(object->key->kind, attr->name);
    const ExprSource *source = expr ? expr->source : NULL;
    bool own = expr && sd_catalog_find(side->catalog, object->key) == object;
    Analysis analysis = { .side = side,
                          .arena = side->arena,
                          .owner = side->recording && own ? object->key : NULL,
                          .editing = side->recording && own && source };
    const ProtobufCMessage *tree = NULL;
    bool was_utc = side->in_utc;
    Meaning *meaning;
    int32_t offset = 0;

    if (!expr || context < 0) {
        return NULL;
    }
    meaning = sd_side_meaning(side, expr);
    if (meaning) {
        return meaning;
    }
    meaning = sd_arena_alloc(side->arena, sizeof *meaning);
    meaning->incomplete = true;
    sd_side_set_meaning(side, expr, meaning);
    analysis.resolver = resolver_of(side, expr);
    tree = tree_of(side, expr, contexts[context].form, &offset);
    if (tree) {
        side->in_utc = source && source->in_utc;
        analyse_tree(&analysis, object, context, item, tree, meaning);
        side->in_utc = was_utc;
        meaning->incomplete = analysis.incomplete || !meaning->tree;
        meaning->undecided = analysis.undecided || meaning->incomplete;
    }
    if (!meaning->tree) {
        /* Newer servers print syntax that this parser refuses: nothing can be said but that the text is another one. */
        meaning->tree =
            sd_tree_new(side->arena, TREE_OTHER, (TreeParts){ .number = -1, .text = expr->text, .location = -1 });
        meaning->incomplete = meaning->undecided = true;
    }
    if (side->recording && own) {
        sd_edits_apply(&analysis, expr, offset);
        if (analysis.wrapped.schema) {
            sd_operators_wrap(side, &(Place){ object, attr, item, source }, expr);
        }
        sd_columns_name(side, sd_catalog_find(side->catalog, object->key), meaning);
    }
    return meaning;
}
