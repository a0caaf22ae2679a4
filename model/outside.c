/* What exists beside the model: members of extensions that can be referred to by name alone. */
#include "model/catalog.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define HASH_FUNCTION(bytes, length, hash) (hash) = (unsigned) XXH3_64bits(bytes, length)
#define uthash_fatal(message)              sd_out_of_memory()
#include <uthash.h>

typedef struct OutsideId {
    uintptr_t kind;
    Name name;
} OutsideId;

typedef struct Outside {
    OutsideId id;
    Name schema;
    UT_hash_handle hh;
} Outside;

void sd_catalog_outside_add(Catalog *catalog, KindId kind, Name schema, Name name)
{
    OutsideId id = { .kind = (uintptr_t) kind, .name = name };
    Outside *outside;

    HASH_FIND(hh, catalog->outside, &id, sizeof id, outside);
    if (!outside) {
        outside = sd_arena_alloc(catalog->arena, sizeof *outside);
        outside->id = id;
        outside->schema = schema;
        HASH_ADD(hh, catalog->outside, id, sizeof id, outside);
    }
}

Name sd_catalog_outside_find(const Catalog *catalog, KindId kind, Name name)
{
    OutsideId id = { .kind = (uintptr_t) kind, .name = name };
    Outside *outside;

    HASH_FIND(hh, catalog->outside, &id, sizeof id, outside);
    return outside ? outside->schema : NULL;
}

void sd_catalog_outside_copy(Catalog *to, const Catalog *from)
{
    for (const Outside *outside = from->outside; outside; outside = outside->hh.next) {
        sd_catalog_outside_add(to, (KindId) outside->id.kind, outside->schema, outside->id.name);
    }
}

void sd_catalog_outside_clear(Catalog *catalog)
{
    HASH_CLEAR(hh, catalog->outside);
}
