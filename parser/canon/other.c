/* Nodes without a rule of their own: every field goes into the tree but locations, expressions inside are analysed. */
#include "parser/canon/analysis.h"

#include <string.h>

static Tree *leaf_number(Analysis *analysis, unsigned id, int64_t value)
{
    return sd_tree_new(analysis->arena, TREE_OTHER, (TreeParts){ .number = value, .number2 = (int64_t) id });
}

static Tree *leaf_text(Analysis *analysis, unsigned id, const char *text)
{
    return sd_tree_new(analysis->arena, TREE_OTHER,
                       (TreeParts){ .text = sd_name(analysis->side->names, text), .number2 = (int64_t) id });
}

static Tree *inner_message(Analysis *analysis, const Scope *scope, const ProtobufCMessage *message)
{
    Tree *tree;

    if (!message) {
        return NULL;
    }
    if (message->descriptor == &pg_query__node__descriptor) {
        return sd_coerce_unknown(analysis,
                                 sd_analyse_expr(analysis, scope, (const PgQuery__Node *) (const void *) message));
    }
    if (message->descriptor == &pg_query__type_name__descriptor) {
        return sd_tree_new(
            analysis->arena, TREE_OTHER,
            (TreeParts){ .qualifier = sd_analyse_type(analysis, (const PgQuery__TypeName *) (const void *) message) });
    }
    tree = sd_analyse_other(analysis, scope, message);
    return tree;
}

static size_t size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(double);
    case PROTOBUF_C_TYPE_FLOAT:
        return sizeof(float);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return sizeof(int32_t);
    }
}

static Tree *one_value(Analysis *analysis, const Scope *scope, const ProtobufCFieldDescriptor *field, const char *at)
{
    int64_t wide = 0;
    int32_t narrow = 0;

    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        return inner_message(analysis, scope, *(const ProtobufCMessage *const *) (const void *) at);
    case PROTOBUF_C_TYPE_STRING: {
        const char *text = *(const char *const *) (const void *) at;

        return text && *text ? leaf_text(analysis, field->id, text) : NULL;
    }
    case PROTOBUF_C_TYPE_BOOL:
        return leaf_number(analysis, field->id, *(const protobuf_c_boolean *) (const void *) at);
    default:
        if (size_of(field->type) == sizeof wide) {
            memcpy(&wide, at, sizeof wide);
            return leaf_number(analysis, field->id, wide);
        }
        memcpy(&narrow, at, sizeof narrow);
        return leaf_number(analysis, field->id, narrow);
    }
}

/* A member of a oneof that is not the one that is set. */
static bool is_unset_choice(const ProtobufCFieldDescriptor *field, const char *message)
{
    uint32_t chosen;

    if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) {
        return false;
    }
    memcpy(&chosen, message + field->quantifier_offset, sizeof chosen);
    return chosen != field->id;
}

static void add_field(Analysis *analysis, const Scope *scope, TreeList *list, const ProtobufCFieldDescriptor *field,
                      const char *message)
{
    const char *at = message + field->offset;

    if (strcmp(field->name, "location") == 0 || is_unset_choice(field, message)) {
        return;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count;
        const char *items = *(const char *const *) (const void *) at;

        memcpy(&count, message + field->quantifier_offset, sizeof count);
        sd_trees_add(analysis, list, leaf_number(analysis, field->id, (int64_t) count));
        for (size_t i = 0; i < count; i++) {
            sd_trees_add(analysis, list, one_value(analysis, scope, field, items + i * size_of(field->type)));
        }
        return;
    }
    sd_trees_add(analysis, list, one_value(analysis, scope, field, at));
}

enum { DEPTH_MAX = 800 };

Tree *sd_analyse_other(Analysis *analysis, const Scope *scope, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    TreeList list = { 0 };

    if (analysis->depth >= DEPTH_MAX) {
        analysis->incomplete = true;
        return leaf_number(analysis, 0, -1);
    }
    analysis->depth++;
    sd_trees_add(analysis, &list, leaf_text(analysis, 0, descriptor->short_name));
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];

        if (descriptor == &pg_query__node__descriptor) {
            /* The one message that is set; a node that comes back here has no rule. */
            if (!is_unset_choice(field, (const char *) message)) {
                const ProtobufCMessage *inner =
                    *(const ProtobufCMessage *const *) (const void *) ((const char *) message + field->offset);

                sd_trees_add(analysis, &list, inner ? sd_analyse_other(analysis, scope, inner) : NULL);
            }
        } else {
            add_field(analysis, scope, &list, field, (const char *) message);
        }
    }
    analysis->depth--;
    return sd_trees_node(analysis, TREE_OTHER, &list);
}
