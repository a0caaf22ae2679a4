/* Memory by lifetime.
 *
 * An Arena hands out zeroed memory that is given back all at once: one arena for interned names, one for each
 * catalog, one for each plan.  Nothing inside is freed singly, so no object has an owner to remember.
 *
 *     Arena *arena = sd_arena_new();
 *     char  *copy  = sd_arena_copy(arena, text, length);
 *     sd_arena_free(arena);
 *
 * Allocation never fails to the caller: without memory the program prints one line and ends with status 70. */
#ifndef SD_MODEL_ARENA_H
#define SD_MODEL_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *sd_arena_new(void);
void sd_arena_free(Arena *arena); /* NULL is allowed */

/* Zeroed, aligned for any type; size in bytes, 0 is allowed. */
void *sd_arena_alloc(Arena *arena, size_t size);

/* A copy of length bytes with a zero byte behind them. */
char *sd_arena_copy(Arena *arena, const char *bytes, size_t length);

/* Formats as printf does into the arena. */
char *sd_arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the program: prints one line on standard error, status 70 (EX_SOFTWARE of sysexits.h). */
_Noreturn void sd_out_of_memory(void);

/* A growing array kept in an arena: doubles when full, the old block stays behind in the arena.
 *
 *     Edge *edges = NULL; size_t count = 0;
 *     edges = sd_arena_grow(arena, edges, count, sizeof *edges);   -- room for one more
 *     edges[count++] = edge; */
void *sd_arena_grow(Arena *arena, void *items, size_t count, size_t size);

#endif
