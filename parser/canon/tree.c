#include "parser/canon/tree.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Which of the two hashes is being made. */
typedef enum Strictness { EXACT, LOOSE } Strictness;

static void add(XXH3_state_t *state, const void *bytes, size_t size)
{
    (void) XXH3_128bits_update(state, bytes, size);
}

static const Hash *hash_of(const Tree *tree, Strictness strictness)
{
    static const Hash absent = { .low = 1 };

    if (!tree) {
        return &absent;
    }
    return strictness == EXACT ? &tree->exact : &tree->loose;
}

static Hash hash_parts(TreeKind kind, const TreeParts *parts, Strictness strictness)
{
    /* Names are hashed by address, as everywhere between catalogs that share Names. */
    struct {
        uint64_t kind, count;
        int64_t number, number2;
        Name text, qualifier;
        uint64_t type;
    } head = {
        .kind = (uint64_t) kind,
        .count = parts->count,
        .number = parts->number,
        .number2 = parts->number2,
        .text = parts->text,
    };
    XXH3_state_t state;
    XXH128_hash_t hash;

    if (strictness == EXACT) {
        head.qualifier = parts->qualifier;
        head.type = parts->type_identity;
    } else if (kind == TREE_UNKNOWN) {
        head.kind = TREE_LITERAL;
    }
    if (parts->count <= 4) {
        struct {
            unsigned char head[sizeof head];
            Hash children[4];
        } all;

        memcpy(all.head, &head, sizeof head);
        for (size_t i = 0; i < parts->count; i++) {
            all.children[i] = *hash_of(parts->children[i], strictness);
        }
        hash = XXH3_128bits(&all, sizeof head + parts->count * sizeof(Hash));
    } else {
        (void) XXH3_128bits_reset(&state);
        add(&state, &head, sizeof head);
        for (size_t i = 0; i < parts->count; i++) {
            add(&state, hash_of(parts->children[i], strictness), sizeof(Hash));
        }
        hash = XXH3_128bits_digest(&state);
    }
    return (Hash){ .low = hash.low64, .high = hash.high64 };
}

Tree *sd_tree_new(Arena *arena, TreeKind kind, TreeParts parts)
{
    Tree *tree = sd_arena_alloc(arena, sizeof *tree);

    tree->kind = kind;
    tree->type = parts.type;
    tree->modified = parts.modified;
    tree->number = parts.number;
    tree->text = parts.text;
    tree->location = parts.location;
    tree->count = parts.count;
    if (parts.count) {
        tree->children = sd_arena_alloc(arena, parts.count * sizeof *tree->children);
        memcpy(tree->children, parts.children, parts.count * sizeof *tree->children);
    }
    tree->exact = hash_parts(kind, &parts, EXACT);
    if ((kind == TREE_CAST || kind == TREE_LENGTH) && parts.count == 1 && parts.children[0]) {
        tree->loose = parts.children[0]->loose;
    } else {
        tree->loose = hash_parts(kind, &parts, LOOSE);
    }
    return tree;
}

Tree *sd_tree_of(Arena *arena, TreeKind kind, TypeOid type, Tree *a, Tree *b, Tree *c)
{
    Tree *children[3] = { a, b, c };

    return sd_tree_new(arena, kind, (TreeParts){ .type = type, .children = children, .count = c ? 3 : b ? 2 : 1 });
}

Tree *sd_tree_masked(Arena *arena, const Tree *tree)
{
    const Tree *inner = tree;
    Tree *masked;

    if (!tree) {
        return NULL;
    }

    while (inner && (inner->kind == TREE_CAST || inner->kind == TREE_LENGTH)) {
        inner = inner->children[0];
    }
    masked = sd_arena_alloc(arena, sizeof *masked);
    *masked = *tree;
    if (inner && (inner->kind == TREE_LITERAL || inner->kind == TREE_UNKNOWN)) {
        masked->loose = (Hash){ .low = TREE_LITERAL };
    }
    return masked;
}
