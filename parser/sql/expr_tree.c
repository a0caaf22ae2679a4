#include "parser/sql/expr_tree.h"

#include "parser/handover.h"

#include <pg_query.h>
#include <string.h>

/* ---- walking any parse tree ---------------------------------------------------------------------------------------- */

static void walk_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, bool in_query,
                       TreeVisit visit, void *context)
{
    const char *base = (const char *) message;
    const void *value = base + field->offset;

    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = *(const size_t *) (const void *) (base + field->quantifier_offset);
        ProtobufCMessage *const *items = *(ProtobufCMessage *const *const *) value;

        for (size_t i = 0; i < count; i++) {
            sd_tree_walk(items[i], in_query, visit, context);
        }
    } else if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
               *(const uint32_t *) (const void *) (base + field->quantifier_offset) == field->id) {
        sd_tree_walk(*(ProtobufCMessage *const *) value, in_query, visit, context);
    }
}

void sd_tree_walk(const ProtobufCMessage *message, bool in_query, TreeVisit visit, void *context)
{
    if (!message) {
        return;
    }
    visit(context, message, in_query);
    in_query = in_query || message->descriptor == &pg_query__sub_link__descriptor ||
               message->descriptor == &pg_query__select_stmt__descriptor;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        walk_field(message, &message->descriptor->fields[i], in_query, visit, context);
    }
}

/* ---- the tree of an Expr ------------------------------------------------------------------------------------------- */

static bool parse_behind(ExprTree *tree, const char *prefix, const char *text, const char *suffix)
{
    char *sql = sd_arena_format(tree->scratch, "%s%s%s", prefix, text, suffix);
    PgQueryProtobufParseResult result;
    PgQuery__ParseResult *parsed = sd_parse_tree(tree->scratch, sql, &result);

    if (parsed) {
        tree->message = &parsed->base;
        tree->offset = (int32_t) strlen(prefix);
    }
    pg_query_free_protobuf_parse_result(result);
    return tree->message != NULL;
}

/* A text that was edited before has no tree any more and is parsed as what it can be. */
ExprTree sd_tree_of_expr(const Expr *expr)
{
    const ExprSource *source = expr->source;
    ExprTree tree = { 0 };

    if (source && source->tree) {
        tree.message = source->tree;
        tree.offset = source->offset;
        return tree;
    }
    tree.scratch = sd_arena_new();
    if (parse_behind(&tree, "SELECT (", expr->text->text, ")") || parse_behind(&tree, "", expr->text->text, "") ||
        parse_behind(&tree, "CREATE TABLE t (a int) PARTITION BY ", expr->text->text, "") ||
        parse_behind(&tree, "CREATE FUNCTION f() RETURNS int ", expr->text->text, "")) {
        return tree;
    }
    return tree;
}

void sd_tree_free_expr(ExprTree *tree)
{
    sd_arena_free(tree->scratch);
}
