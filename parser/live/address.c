#include "parser/live/live.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define HASH_FUNCTION(bytes, length, hash) (hash) = (unsigned) XXH3_64bits(bytes, length)
#define uthash_fatal(message)              sd_out_of_memory()
#include <uthash.h>

typedef struct Address {
    uint32_t class, oid;
    int32_t subid;
} Address;

typedef struct Entry {
    Address address;
    Key key;
    UT_hash_handle hh;
} Entry;

struct Addresses {
    Arena *arena;
    Entry *entries;
};

Addresses *sd_addresses_new(Arena *arena)
{
    Addresses *addresses = sd_arena_alloc(arena, sizeof *addresses);

    addresses->arena = arena;
    return addresses;
}

void sd_addresses_free(Addresses *addresses)
{
    HASH_CLEAR(hh, addresses->entries);
}

static Entry *find(const Addresses *addresses, Address address)
{
    Entry *entry;

    HASH_FIND(hh, addresses->entries, &address, sizeof address, entry);
    return entry;
}

void sd_address_add(Addresses *addresses, uint32_t class, uint32_t oid, int32_t subid, Key key)
{
    Address address = { .class = class, .oid = oid, .subid = subid };
    Entry *entry;

    if (find(addresses, address)) {
        return;
    }
    entry = sd_arena_alloc(addresses->arena, sizeof *entry);
    entry->address = address;
    entry->key = key;
    HASH_ADD(hh, addresses->entries, address, sizeof entry->address, entry);
}

Key sd_address_find(const Addresses *addresses, uint32_t class, uint32_t oid, int32_t subid)
{
    Entry *entry = find(addresses, (Address){ .class = class, .oid = oid, .subid = subid });

    return entry ? entry->key : NULL;
}
