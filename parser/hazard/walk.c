#include "parser/hazard/walk.h"

static void walk_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, TreeVisit visit,
                       void *context)
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
            sd_tree_walk(items[i], visit, context);
        }
    } else if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
               *(const uint32_t *) (const void *) (base + field->quantifier_offset) == field->id) {
        sd_tree_walk(*(ProtobufCMessage *const *) value, visit, context);
    }
}

void sd_tree_walk(const ProtobufCMessage *message, TreeVisit visit, void *context)
{
    if (!message) {
        return;
    }
    visit(context, message);
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        walk_field(message, &message->descriptor->fields[i], visit, context);
    }
}
