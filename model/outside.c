/* What exists beside the model: members of extensions that can be referred to by name alone. */
#include "model/catalog.h"

typedef struct Outside {
    KindId kind;
    Name schema, name;
    struct Outside *earlier; /* the one added before it */
} Outside;

static Outside *find(const Catalog *catalog, KindId kind, Name name)
{
    const LookupEntry *at = sd_lookup_start(&catalog->outside, sd_lookup_id(name));
    Outside *outside;

    do {
        outside = sd_lookup_next(&at);
    } while (outside && outside->kind != kind);
    return outside;
}

void sd_catalog_outside_add(Catalog *catalog, KindId kind, Name schema, Name name)
{
    if (!find(catalog, kind, name)) {
        Outside *outside = sd_arena_alloc(catalog->arena, sizeof *outside);

        *outside = (Outside){ .kind = kind, .schema = schema, .name = name, .earlier = catalog->last_outside };
        catalog->last_outside = outside;
        sd_lookup_add(&catalog->outside, catalog->arena, sd_lookup_id(name), outside);
    }
}

Name sd_catalog_outside_find(const Catalog *catalog, KindId kind, Name name)
{
    const Outside *outside = find(catalog, kind, name);

    return outside ? outside->schema : NULL;
}

void sd_catalog_outside_copy(Catalog *to, const Catalog *from)
{
    for (const Outside *outside = from->last_outside; outside; outside = outside->earlier) {
        sd_catalog_outside_add(to, outside->kind, outside->schema, outside->name);
    }
}
