/* What a type is when domains are taken away. */
#include "model/catalog.h"
#include "model/text.h"

#include <string.h>

static const Domain *domain_named(const Catalog *catalog, Name type, Arena *scratch)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == KIND_DOMAIN) {
            Text name = sd_text(scratch);

            sd_text_qualified(&name, object->key);
            if (strcmp(name.bytes, type->text) == 0) {
                return (const Domain *) object;
            }
        }
    }
    return NULL;
}

Name sd_catalog_base_type(const Catalog *catalog, Name type)
{
    enum { DEEPEST_DOMAIN = 32 };
    Arena *scratch = sd_arena_new();
    const Domain *domain = domain_named(catalog, type, scratch);

    for (int depth = 0; domain && domain->type && depth < DEEPEST_DOMAIN; depth++) {
        type = domain->type;
        domain = domain_named(catalog, type, scratch);
    }
    sd_arena_free(scratch);
    return type;
}
