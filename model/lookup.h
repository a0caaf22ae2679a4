/* Hash tables from a number to items: an address, or a hash of whatever identifies the item.
 *
 * uthash behind one face: its macros are long and cost where they are written; here they are written once.  Lives in an
 * arena; a Lookup of zeros is an empty one. */
#ifndef SD_MODEL_LOOKUP_H
#define SD_MODEL_LOOKUP_H

#include "model/arena.h"

#include <stdint.h>

typedef struct LookupEntry LookupEntry;

typedef struct Lookup {
    LookupEntry *entries;
} Lookup;

/* Adds an item, which is not NULL; others may have the same number. */
void sd_lookup_add(Lookup *lookup, Arena *arena, uint64_t id, void *item);

/* Takes out that item. */
void sd_lookup_remove(Lookup *lookup, uint64_t id, const void *item);

/* Where the items under the number begin; NULL: there is none. */
const LookupEntry *sd_lookup_start(const Lookup *lookup, uint64_t id);

/* The item at *at, which then is at the one behind it; NULL at the end. */
void *sd_lookup_next(const LookupEntry **at);

/* The first item under the number, or NULL. */
void *sd_lookup_find(const Lookup *lookup, uint64_t id);

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
