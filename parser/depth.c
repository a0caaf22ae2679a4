/* How deep a packed parse tree is, before anything recursive touches it.
 *
 * Unpacking calls itself for every level, and so does everybody who walks the tree; an expression of some thousand
 * operators in a row would end the program.  The wire format is read with a stack of our own instead: each message
 * is a run of fields (key, value), a value of wire type 2 has its length in front.
 * https://protobuf.dev/programming-guides/encoding */
#include "parser/handover.h"

#include <stdbool.h>

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

typedef struct Frame {
    const ProtobufCMessageDescriptor *message;
    size_t end;
} Frame;

static bool take_varint(const uint8_t *bytes, size_t length, size_t *at, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; *at < length && shift < 64; shift += 7) {
        uint8_t byte = bytes[(*at)++];

        *value |= (uint64_t) (byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            return true;
        }
    }
    return false;
}

/* Steps over a value that holds no message; false at the end of what can be understood. */
static bool skip_value(unsigned wire, const uint8_t *bytes, size_t length, size_t *at)
{
    uint64_t value;

    switch (wire) {
    case WIRE_VARINT:
        return take_varint(bytes, length, at, &value);
    case WIRE_FIXED64:
        *at += 8;
        return true;
    case WIRE_FIXED32:
        *at += 4;
        return true;
    default:
        return false;
    }
}

static const ProtobufCMessageDescriptor *message_of_field(const ProtobufCMessageDescriptor *message, uint64_t key)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(message, (unsigned) (key >> 3));

    return field && field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
}

size_t sd_depth_of_packed(const uint8_t *bytes, size_t length)
{
    Arena *scratch = sd_arena_new();
    Frame *stack = sd_arena_grow(scratch, NULL, 0, sizeof *stack);
    size_t depth = 1, deepest = 1, room = 1, at = 0;

    stack[0] = (Frame){ .message = &pg_query__parse_result__descriptor, .end = length };
    while (depth) {
        const Frame *frame = &stack[depth - 1];
        const ProtobufCMessageDescriptor *inner;
        uint64_t key, size;

        if (at >= frame->end) {
            depth--;
            continue;
        }
        if (!take_varint(bytes, length, &at, &key)) {
            break;
        }
        if ((key & 7) != WIRE_BYTES) {
            if (!skip_value((unsigned) (key & 7), bytes, length, &at)) {
                break;
            }
            continue;
        }
        if (!take_varint(bytes, length, &at, &size) || size > length - at) {
            break;
        }
        inner = message_of_field(frame->message, key);
        if (!inner) {
            at += (size_t) size;
            continue;
        }
        if (depth == room) {
            stack = sd_arena_grow(scratch, stack, room++, sizeof *stack);
        }
        stack[depth++] = (Frame){ .message = inner, .end = at + (size_t) size };
        deepest = depth > deepest ? depth : deepest;
    }
    sd_arena_free(scratch);
    return deepest;
}
