#include "model/lookup.h"

/* What uthash allocates belongs to the arena at hand, and goes with it. */
#define uthash_malloc(size)        sd_arena_alloc(arena, size)
#define uthash_free(pointer, size) ((void) (pointer))
#define uthash_fatal(message)      sd_out_of_memory()
#define HASH_KEYCMP(a, b, length)  (*(const uint64_t *) (a) != *(const uint64_t *) (b))
#include <uthash.h>

struct LookupEntry {
    uint64_t id;
    void *item;
    LookupEntry *next; /* under the same number */
    UT_hash_handle hh;
};

/* Numbers are addresses or hashes already: spread them over the low bits, which choose the bucket. */
static unsigned hash_of(uint64_t id)
{
    return (unsigned) (id * 0x9E3779B97F4A7C15u >> 32); /* 2^64 by the golden ratio: Knuth, volume 3, 6.4 */
}

static LookupEntry *find(const Lookup *lookup, uint64_t id)
{
    LookupEntry *entry;

    HASH_FIND_BYHASHVALUE(hh, lookup->entries, &id, sizeof id, hash_of(id), entry);
    return entry;
}

void sd_lookup_add(Lookup *lookup, Arena *arena, uint64_t id, void *item)
{
    LookupEntry *first = find(lookup, id), *entry = sd_arena_alloc(arena, sizeof *entry);

    entry->id = id;
    entry->item = item;
    if (first) {
        entry->next = first->next;
        first->next = entry;
    } else {
        HASH_ADD_BYHASHVALUE(hh, lookup->entries, id, sizeof entry->id, hash_of(id), entry);
    }
}

void sd_lookup_remove(Lookup *lookup, uint64_t id, const void *item)
{
    LookupEntry *first = find(lookup, id), *next;

    for (LookupEntry *entry = first; entry; entry = entry->next) {
        if (entry->item != item) {
            continue;
        }
        next = entry->next;
        if (next) {
            entry->item = next->item;
            entry->next = next->next;
        } else if (entry == first) {
            HASH_DEL(lookup->entries, entry);
        } else {
            for (next = first; next->next != entry; next = next->next) {
            }
            next->next = NULL;
        }
        return;
    }
}

const LookupEntry *sd_lookup_start(const Lookup *lookup, uint64_t id)
{
    return find(lookup, id);
}

void *sd_lookup_next(const LookupEntry **at)
{
    void *item = NULL;

    if (*at) {
        item = (*at)->item;
        *at = (*at)->next;
    }
    return item;
}

void *sd_lookup_find(const Lookup *lookup, uint64_t id)
{
    const LookupEntry *entry = find(lookup, id);

    return entry ? entry->item : NULL;
}
