#include "parser/live/live.h"

#include "model/lookup.h"

typedef struct Address {
    uint32_t class, oid;
    int32_t subid;
} Address;

typedef struct Entry {
    Address address;
    Key key;
} Entry;

struct Addresses {
    Arena *arena;
    Lookup entries; /* by object id */
};

Addresses *sd_addresses_new(Arena *arena)
{
    Addresses *addresses = sd_arena_alloc(arena, sizeof *addresses);

    addresses->arena = arena;
    return addresses;
}

/* An object id is given once in nearly all of its catalogs, but every column of a table has the table's. */
static uint64_t id_of(Address address)
{
    return (uint64_t) (uint32_t) address.subid << 32 | address.oid;
}

static Entry *find(const Addresses *addresses, Address address)
{
    uint64_t id = id_of(address);
    const LookupEntry *at = sd_lookup_start(&addresses->entries, id);
    Entry *entry;

    do {
        entry = sd_lookup_next(&at);
    } while (entry && entry->address.class != address.class);
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
    sd_lookup_add(&addresses->entries, addresses->arena, id_of(address), entry);
}

Key sd_address_find(const Addresses *addresses, uint32_t class, uint32_t oid, int32_t subid)
{
    Entry *entry = find(addresses, (Address){ .class = class, .oid = oid, .subid = subid });

    return entry ? entry->key : NULL;
}
