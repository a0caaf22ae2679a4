#include "model/name.h"

#include "model/arena.h"
#include "model/lookup.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct Names {
    Arena *arena;
    Lookup texts; /* struct NameText by the hash of its bytes */
    Lookup keys;  /* struct KeyNode by its hash */
};

Names *sd_names_new(void)
{
    Arena *arena = sd_arena_new();
    Names *names = sd_arena_alloc(arena, sizeof *names);

    names->arena = arena;
    return names;
}

void sd_names_free(Names *names)
{
    if (names) {
        sd_arena_free(names->arena);
    }
}

Name sd_name(Names *names, const char *text)
{
    return text ? sd_name_of(names, text, strlen(text)) : NULL;
}

Name sd_name_of(Names *names, const char *bytes, size_t length)
{
    uint64_t id = XXH3_64bits(bytes, length);
    const LookupEntry *at = sd_lookup_start(&names->texts, id);
    struct NameText *text;

    while ((text = sd_lookup_next(&at)) != NULL) {
        if (text->length == length && (length == 0 || memcmp(text->text, bytes, length) == 0)) {
            return text;
        }
    }
    text = sd_arena_alloc(names->arena, sizeof *text + length + 1);
    text->length = (uint32_t) length;
    if (length) {
        memcpy(text->text, bytes, length);
    }
    sd_lookup_add(&names->texts, names->arena, id, text);
    return text;
}

Name sd_name_format(Names *names, const char *format, ...)
{
    char few[256];
    va_list args, again;
    Name name;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(few, sizeof few, format, args);
    va_end(args);
    if (length < 0) {
        length = 0;
    }
    if ((size_t) length < sizeof few) {
        name = sd_name_of(names, few, (size_t) length);
    } else {
        Arena *scratch = sd_arena_new();
        char *many = sd_arena_alloc(scratch, (size_t) length + 1);

        (void) vsnprintf(many, (size_t) length + 1, format, again);
        name = sd_name_of(names, many, (size_t) length);
        sd_arena_free(scratch);
    }
    va_end(again);
    return name;
}

Key sd_key(Names *names, KindId kind, Key parent, Name name, Name args)
{
    const void *parts[] = { (const void *) (uintptr_t) kind, parent, name, args };
    uint64_t id = XXH3_64bits(parts, sizeof parts);
    const LookupEntry *at = sd_lookup_start(&names->keys, id);
    struct KeyNode *node;

    while ((node = sd_lookup_next(&at)) != NULL) {
        if (node->kind == kind && node->parent == parent && node->name == name && node->args == args) {
            return node;
        }
    }
    node = sd_arena_alloc(names->arena, sizeof *node);
    node->kind = kind;
    node->parent = parent;
    node->name = name;
    node->args = args;
    sd_lookup_add(&names->keys, names->arena, id, node);
    return node;
}

Key sd_key_above(Key key, KindId kind)
{
    while (key && key->kind != kind) {
        key = key->parent;
    }
    return key;
}

Name sd_key_schema(Key key)
{
    Key schema = sd_key_above(key, KIND_SCHEMA);

    return schema ? schema->name : NULL;
}

bool sd_key_within(Key key, Key ancestor)
{
    while (key && key != ancestor) {
        key = key->parent;
    }
    return key != NULL;
}

Key sd_key_moved(Names *names, Key key, Key from, Key to)
{
    if (key == from) {
        return to;
    }
    if (!sd_key_within(key, from)) {
        return key;
    }
    return sd_key(names, key->kind, sd_key_moved(names, key->parent, from, to), key->name, key->args);
}

static int compare_names(Name a, Name b)
{
    if (a == b) {
        return 0;
    }
    if (!a || !b) {
        return a ? 1 : -1;
    }
    return strcmp(a->text, b->text);
}

static int compare_paths(Key a, Key b)
{
    int order;

    if (a == b) {
        return 0;
    }
    if (!a || !b) {
        return a ? 1 : -1;
    }
    order = compare_paths(a->parent, b->parent);
    if (order == 0) {
        order = (a->kind > b->kind) - (a->kind < b->kind);
    }
    if (order == 0) {
        order = compare_names(a->name, b->name);
    }
    return order ? order : compare_names(a->args, b->args);
}

int sd_key_compare(Key a, Key b)
{
    if (a && b && a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return compare_paths(a, b);
}

const char *sd_args_second(Name args)
{
    bool quoted = false;
    const char *c = args->text;

    for (; *c && (quoted || *c != ','); c++) {
        quoted ^= *c == '"';
    }
    return *c ? c + 2 : c;
}
