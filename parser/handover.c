#include "parser/handover.h"

#include "parser/sql/files.h"

#include <string.h>

enum {
    NESTING_UNCHECKED = 500, /* up to here nothing has to be measured */
    NESTING_PARSED = 10000,  /* the parser's own functions call themselves for each level */
    DEEPEST_TREE = 2000      /* messages in messages; two make one level of an expression */
};

static void *allocate(void *arena, size_t size)
{
    return sd_arena_alloc(arena, size);
}

static void keep(void *arena, void *memory)
{
    (void) arena;
    (void) memory; /* all at once, with the arena */
}

#ifdef SD_PARSE_HANDOVER

/* The linker gives these names. NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
size_t __real_pg_query__parse_result__get_packed_size(const PgQuery__ParseResult *message);
size_t __real_pg_query__parse_result__pack(const PgQuery__ParseResult *message, uint8_t *out);
size_t __wrap_pg_query__parse_result__get_packed_size(const PgQuery__ParseResult *message);
size_t __wrap_pg_query__parse_result__pack(const PgQuery__ParseResult *message, uint8_t *out);

static _Thread_local Arena *target;               /* set while sd_parse_tree waits for a tree */
static _Thread_local PgQuery__ParseResult *taken; /* the copy that was made */

static ProtobufCMessage *copy_message(const ProtobufCMessage *message);

static char *copy_text(const char *text, const void *unset)
{
    return text && text != unset ? sd_arena_copy(target, text, strlen(text)) : (char *) (uintptr_t) text;
}

static size_t size_of_element(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_MESSAGE:
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(void *);
    default:
        return 4; /* numbers of 32 bits, enums, and protobuf_c_boolean; the grammar's tree has no bytes */
    }
}

static void copy_repeated(char *copy, const ProtobufCFieldDescriptor *field)
{
    size_t count = *(size_t *) (void *) (copy + field->quantifier_offset);
    void **items = (void **) (void *) (copy + field->offset);
    size_t size = size_of_element(field->type);
    void *made;

    if (count == 0) {
        return;
    }
    made = sd_arena_alloc(target, count * size);
    memcpy(made, *items, count * size);
    *items = made;
    for (size_t i = 0; i < count; i++) {
        void **item = (void **) made + i;

        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            *item = copy_message(*item);
        } else if (field->type == PROTOBUF_C_TYPE_STRING) {
            *item = copy_text(*item, NULL);
        }
    }
}

static void copy_field(char *copy, const ProtobufCFieldDescriptor *field)
{
    void **value = (void **) (void *) (copy + field->offset);

    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        copy_repeated(copy, field);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        *value = copy_message(*value);
    } else if (field->type == PROTOBUF_C_TYPE_STRING) {
        *value = copy_text(*value, field->default_value ? field->default_value : protobuf_c_empty_string);
    }
}

static ProtobufCMessage *copy_message(const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *descriptor;
    char *copy;

    if (!message) {
        return NULL;
    }
    descriptor = message->descriptor;
    copy = sd_arena_alloc(target, descriptor->sizeof_message);
    memcpy(copy, message, descriptor->sizeof_message);
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];

        if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
            uint32_t chosen = *(const uint32_t *) (const void *) (copy + field->quantifier_offset);

            /* Node is one choice of 230 fields, numbered from 1: go to the one that is set. */
            if (i == 0 && chosen >= 1 && chosen <= descriptor->n_fields &&
                descriptor->fields[chosen - 1].id == chosen) {
                i = chosen - 1;
                field = &descriptor->fields[i];
            }
            if (field->id != chosen) {
                continue;
            }
            copy_field(copy, field);
            if (field->quantifier_offset == descriptor->fields[descriptor->n_fields - 1].quantifier_offset) {
                break; /* the rest are the other choices */
            }
            continue;
        }
        copy_field(copy, field);
    }
    return (ProtobufCMessage *) (void *) copy;
}

size_t __wrap_pg_query__parse_result__get_packed_size(const PgQuery__ParseResult *message)
{
    return target ? 1 : __real_pg_query__parse_result__get_packed_size(message);
}

size_t __wrap_pg_query__parse_result__pack(const PgQuery__ParseResult *message, uint8_t *out)
{
    if (!target) {
        return __real_pg_query__parse_result__pack(message, out);
    }
    taken = (PgQuery__ParseResult *) (void *) copy_message(&message->base);
    out[0] = 0;
    return 1;
}

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

#endif

static PgQuery__ParseResult *unpack(Arena *arena, const PgQueryProtobuf *packed)
{
    ProtobufCAllocator allocator = { .alloc = allocate, .free = keep, .allocator_data = arena };

    return pg_query__parse_result__unpack(&allocator, packed->len, (const uint8_t *) packed->data);
}

static PgQuery__ParseResult *take_tree(Arena *arena, const char *sql, PgQueryProtobufParseResult *result)
{
#ifdef SD_PARSE_HANDOVER
    PgQuery__ParseResult *tree;

    target = arena;
    taken = NULL;
    *result = pg_query_parse_protobuf(sql);
    tree = taken;
    target = NULL;
    taken = NULL;
    if (result->error || tree) {
        return result->error ? NULL : tree;
    }
#else
    *result = pg_query_parse_protobuf(sql);
#endif
    return result->error ? NULL : unpack(arena, &result->parse_tree);
}

PgQuery__ParseResult *sd_parse_tree(Arena *arena, const char *sql, size_t nesting, PgQueryProtobufParseResult *result)
{
    const PgQueryProtobuf *packed = &result->parse_tree;

    if (nesting <= NESTING_UNCHECKED) {
        return take_tree(arena, sql, result);
    }
    *result = nesting > NESTING_PARSED ? (PgQueryProtobufParseResult){ 0 } : pg_query_parse_protobuf(sql);
    if (nesting > NESTING_PARSED || result->error ||
        sd_depth_of_packed((const uint8_t *) packed->data, packed->len) > DEEPEST_TREE) {
        return NULL;
    }
    return unpack(arena, packed);
}

PgQuery__ParseResult *sd_parse_uncut(Arena *arena, const char *sql, PgQueryProtobufParseResult *result)
{
    SourceText source = { .bytes = sql, .length = strlen(sql) };
    size_t nesting = source.length, count = 0;

    if (nesting > NESTING_UNCHECKED) {
        Arena *scratch = sd_arena_new();
        const Piece *pieces = sd_cut_statements(scratch, &source, &count);

        nesting = 0;
        for (size_t i = 0; i < count; i++) {
            nesting = pieces[i].nesting > nesting ? pieces[i].nesting : nesting;
        }
        sd_arena_free(scratch);
    }
    return sd_parse_tree(arena, sql, nesting, result);
}

#ifdef __SANITIZE_ADDRESS__

/* pg_query_parse_plpgsql() forgets what the server's code wrote on standard error, an empty string, when the body of a DO
 * block has an error.  Declared where the sanitizer looks for it. NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c) */
const char *__lsan_default_suppressions(void);

__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void)
{
    return "leak:pg_query_raw_parse\n";
}

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

#endif
