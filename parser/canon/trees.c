/* What every part of the analysis uses: lists of trees, edges, edits. */
#include "parser/canon/analysis.h"

#include <string.h>

const char *sd_string_of(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

void sd_trees_add(Analysis *analysis, TreeList *list, Tree *tree)
{
    list->items = sd_arena_grow(analysis->arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = tree;
}

Tree *sd_trees_node(Analysis *analysis, int64_t number, const TreeList *list)
{
    return sd_tree_new(analysis->arena, TREE_LIST,
                       (TreeParts){ .number = number, .children = list->items, .count = list->count });
}

Tree *sd_trees_as(Analysis *analysis, TreeKind kind, TypeOid type, int64_t number, const TreeList *list)
{
    return sd_tree_new(analysis->arena, kind,
                       (TreeParts){ .type = type, .number = number, .children = list->items, .count = list->count });
}

void sd_analysis_edge(Analysis *analysis, Key to)
{
    if (analysis->owner && to && to->kind != KIND_SCHEMA) {
        sd_catalog_edge(analysis->side->catalog, analysis->owner, to);
    }
    if (to) {
        sd_analysis_use(analysis, (Use){ .kind = USE_NEED, .key = to, .location = -1 });
    }
}

void sd_analysis_use(Analysis *analysis, Use use)
{
    Uses *uses = analysis->uses;

    if (uses) {
        uses->items = sd_arena_grow(uses->arena, uses->items, uses->count, sizeof *uses->items);
        uses->items[uses->count++] = use;
    }
}

void sd_analysis_leave(Analysis *analysis, const Tree *tree)
{
    bool is_known = tree->type != 0;

    analysis->undecided = true;
    while (tree->kind == TREE_CAST || tree->kind == TREE_LENGTH) {
        tree = tree->children[0];
    }
    if (tree->kind == TREE_LITERAL && sd_side_type_info(analysis->side, tree->type)->kind == '?') {
        return; /* of an extension's type: printed as it is, or left out of the loose hash already */
    }
    if (!is_known || tree->kind == TREE_LITERAL || tree->kind == TREE_UNKNOWN) {
        analysis->incomplete = true;
    }
}

static void qualify(Analysis *analysis, int32_t location, const char *word, int32_t length, Name schema)
{
    Text text;

    if (!analysis->editing || location < 0 || !schema) {
        return;
    }
    text = sd_text(analysis->arena);
    sd_text_put(&text, word);
    sd_text_identifier(&text, schema);
    sd_text_char(&text, '.');
    analysis->edits = sd_arena_grow(analysis->arena, analysis->edits, analysis->edit_count, sizeof *analysis->edits);
    analysis->edits[analysis->edit_count++] = (Edit){ .location = location, .length = length, .by = text.bytes };
}

void sd_analysis_qualify(Analysis *analysis, int32_t location, Name schema)
{
    qualify(analysis, location, "", 0, schema);
}

void sd_analysis_qualify_collation(Analysis *analysis, int32_t location, Name schema)
{
    qualify(analysis, location, "COLLATE ", EDIT_WORD, schema);
}

/* Manual, "Operator Precedence": these have places of their own, which OPERATOR() does not. */
static bool has_own_precedence(const char *name)
{
    static const char *const names[] = { "+", "-", "*", "/", "%", "^", "<", ">", "=", "<=", ">=", "<>" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

void sd_analysis_qualify_operator(Analysis *analysis, int32_t location, const char *name, Name schema)
{
    Text text;

    if (!analysis->editing || location < 0) {
        return;
    }
    if (has_own_precedence(name)) {
        if (!analysis->wrapped.schema) {
            analysis->wrapped = (WrappedOperator){ .location = location, .name = name, .schema = schema };
        }
        return;
    }
    text = sd_text(analysis->arena);
    sd_text_put(&text, "OPERATOR(");
    sd_text_identifier(&text, schema);
    sd_text_format(&text, ".%s)", name);
    analysis->edits = sd_arena_grow(analysis->arena, analysis->edits, analysis->edit_count, sizeof *analysis->edits);
    analysis->edits[analysis->edit_count++] =
        (Edit){ .location = location, .length = (int32_t) strlen(name), .by = text.bytes };
}

void sd_outputs_add(Analysis *analysis, OutputList *list, Output output)
{
    list->items = sd_arena_grow(analysis->arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = output;
}

Tree *sd_tree_typed(Analysis *analysis, TypeOid type, Name modified)
{
    Tree *tree = sd_arena_alloc(analysis->arena, sizeof *tree);

    tree->type = type;
    tree->modified = modified;
    return tree;
}
