#include "model/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(at, size)   ASAN_POISON_MEMORY_REGION(at, size)
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
#else
#define POISON(at, size)   ((void) 0)
#define UNPOISON(at, size) ((void) 0)
#endif

enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

typedef struct Block {
    struct Block *next;
    size_t used, size;
    _Alignas(ALIGNMENT) char bytes[];
} Block;

struct Arena {
    Block *blocks; /* the one in use first */
    size_t next_size;
};

void sd_out_of_memory(void)
{
    fputs("schemadiff: out of memory\n", stderr);
    exit(70);
}

static void *allocate_or_end(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory) {
        sd_out_of_memory();
    }
    return memory;
}

Arena *sd_arena_new(void)
{
    Arena *arena = allocate_or_end(sizeof *arena);

    arena->next_size = FIRST_BLOCK;
    return arena;
}

void sd_arena_free(Arena *arena)
{
    if (!arena) {
        return;
    }
    while (arena->blocks) {
        Block *block = arena->blocks;

        arena->blocks = block->next;
        UNPOISON(block->bytes, block->size);
        free(block);
    }
    free(arena);
}

void *sd_arena_alloc(Arena *arena, size_t size)
{
    /* One gap of poisoned bytes behind each piece lets AddressSanitizer see overruns inside a block. */
    size_t rounded = (size + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    Block *block = arena->blocks;
    char *at;

    if (size > SIZE_MAX / 2) {
        sd_out_of_memory();
    }
    if (!block || block->size - block->used < rounded) {
        size_t room = rounded > arena->next_size ? rounded : arena->next_size;

        block = allocate_or_end(sizeof *block + room);
        block->size = room;
        POISON(block->bytes, room);
        if (arena->blocks && rounded > arena->next_size) {
            /* A block made for one large piece is full at once: keep filling the present one. */
            block->next = arena->blocks->next;
            arena->blocks->next = block;
        } else {
            block->next = arena->blocks;
            arena->blocks = block;
            if (arena->next_size < LARGEST_BLOCK) {
                arena->next_size *= 2;
            }
        }
    }
    at = block->bytes + block->used;
    block->used += rounded;
    UNPOISON(at, size);
    return at;
}

char *sd_arena_copy(Arena *arena, const char *bytes, size_t length)
{
    char *copy = sd_arena_alloc(arena, length + 1);

    if (length) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

char *sd_arena_format(Arena *arena, const char *format, ...)
{
    va_list args, again;
    int length;
    char *text;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = sd_arena_alloc(arena, (size_t) (length < 0 ? 0 : length) + 1);
    if (length > 0) {
        (void) vsnprintf(text, (size_t) length + 1, format, again);
    }
    va_end(again);
    return text;
}

void *sd_arena_grow(Arena *arena, void *items, size_t count, size_t size)
{
    void *larger;

    /* Full exactly at 0, 8, 16, 32, ...: the capacity need not be stored. */
    if (count != 0 && (count < 8 || (count & (count - 1)) != 0)) {
        return items;
    }
    larger = sd_arena_alloc(arena, (count ? count * 2 : 8) * size);
    if (count) {
        memcpy(larger, items, count * size);
    }
    return larger;
}
