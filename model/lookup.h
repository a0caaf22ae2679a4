/* A hash table from a number to an item: an address, or a hash of whatever identifies the item.
 *
 * Slots lie in a row and hold the number beside the item, so finding touches one line of the cache and, when the number is
 * a hash, the item.  Lives in an arena; a Lookup of zeros is an empty one. */
#ifndef SD_MODEL_LOOKUP_H
#define SD_MODEL_LOOKUP_H

#include "model/arena.h"

#include <stdint.h>

typedef struct LookupSlot {
    uint64_t id;
    void *item; /* NULL: never used, or its item was removed: then `id` is not 0 */
} LookupSlot;

typedef struct Lookup {
    LookupSlot *slots;
    size_t room; /* 0 or a power of two */
    size_t used; /* slots that hold an item or held one */
} Lookup;

/* Adds an item, which is not NULL; others may have the same number. */
void sd_lookup_add(Lookup *lookup, Arena *arena, uint64_t id, void *item);

/* Takes out that item. */
void sd_lookup_remove(Lookup *lookup, uint64_t id, const void *item);

static inline size_t sd_lookup_start(const Lookup *lookup, uint64_t id)
{
    return (size_t) (id * 0x9E3779B97F4A7C15u >> 32) & (lookup->room - 1);
}

/* The next item under the number, from slot *at on, which then is the one behind it; NULL at the end.  At first *at is
 * sd_lookup_start. */
static inline void *sd_lookup_next(const Lookup *lookup, uint64_t id, size_t *at)
{
    while (lookup->room) {
        const LookupSlot *slot = &lookup->slots[*at & (lookup->room - 1)];

        if (!slot->item && !slot->id) {
            return NULL;
        }
        *at += 1;
        if (slot->id == id && slot->item) {
            return slot->item;
        }
    }
    return NULL;
}

/* The first item under the number, or NULL. */
static inline void *sd_lookup_find(const Lookup *lookup, uint64_t id)
{
    size_t at = sd_lookup_start(lookup, id);

    return sd_lookup_next(lookup, id, &at);
}

/* The number of a pair. */
static inline uint64_t sd_lookup_id_of_two(const void *a, const void *b)
{
    return ((uint64_t) (uintptr_t) a * 31) ^ (uint64_t) (uintptr_t) b;
}

/* The number of an address. */
static inline uint64_t sd_lookup_id(const void *address)
{
    return (uint64_t) (uintptr_t) address;
}

#endif
