#include "parser/canon/resolve.h"

#include "model/text.h"

#include <string.h>

/* Relations and types each share one namespace in a schema (pg_class, pg_type), whatever their kind. */
static const KindId relation_kinds[] = { KIND_TABLE, KIND_VIEW, KIND_MATERIALIZED_VIEW, KIND_SEQUENCE };
static const KindId type_kinds[] = { KIND_ENUM_TYPE, KIND_DOMAIN, KIND_COMPOSITE_TYPE, KIND_RANGE_TYPE,
                                     KIND_BASE_TYPE, KIND_TABLE,  KIND_VIEW,           KIND_MATERIALIZED_VIEW };

static Key find_in_schema(const Catalog *catalog, Name schema, Name name, const KindId *kinds, size_t count)
{
    Key parent = sd_key(catalog->names, KIND_SCHEMA, NULL, schema, NULL);

    for (size_t i = 0; i < count; i++) {
        Key key = sd_key(catalog->names, kinds[i], parent, name, NULL);

        if (sd_catalog_find(catalog, key)) {
            return key;
        }
    }
    return NULL;
}

static Key find_in_catalog(const Resolver *resolver, const Catalog *catalog, Name schema, Name name,
                           const KindId *kinds, size_t count)
{
    if (!catalog) {
        return NULL;
    }
    if (schema) {
        return find_in_schema(catalog, schema, name, kinds, count);
    }
    for (size_t i = 0; i < sd_list_count(resolver->path); i++) {
        Key key = find_in_schema(catalog, resolver->path->items[i], name, kinds, count);

        if (key) {
            return key;
        }
    }
    return NULL;
}

const Catalog *sd_resolver_members(const Resolver *resolver)
{
    const Catalog *other = resolver->other;

    return resolver->catalog->members || !other ? resolver->catalog->members : other->members;
}

/* What is declared counts before what is merely there. */
static Key find_anywhere(const Resolver *resolver, Name schema, Name name, const KindId *kinds, size_t count)
{
    Key key = find_in_catalog(resolver, resolver->catalog, schema, name, kinds, count);

    key = key ? key : find_in_catalog(resolver, resolver->other, schema, name, kinds, count);
    return key ? key : find_in_catalog(resolver, sd_resolver_members(resolver), schema, name, kinds, count);
}

Key sd_resolve_relation(const Resolver *resolver, Name schema, Name name)
{
    return find_anywhere(resolver, schema, name, relation_kinds, sizeof relation_kinds / sizeof *relation_kinds);
}

/* The range type that brings a multirange type of that name. */
static Key find_multirange(const Resolver *resolver, const Catalog *catalog, Name schema, Name name)
{
    size_t count = schema ? 1 : sd_list_count(resolver->path);

    for (size_t i = 0; catalog && i < count; i++) {
        Text text = sd_text(resolver->catalog->arena);
        Name spelled;

        sd_text_identifier(&text, schema ? schema : resolver->path->items[i]);
        sd_text_char(&text, '.');
        sd_text_identifier(&text, name);
        spelled = sd_name_of(catalog->names, text.bytes, text.length);
        for (const Object *object = catalog->first; object; object = object->next_all) {
            if (object->key->kind == KIND_RANGE_TYPE && ((const RangeType *) object)->multirange == spelled) {
                return object->key;
            }
        }
    }
    return NULL;
}

/* The server makes names of multirange types with that word in them. */
Key sd_resolve_type(const Resolver *resolver, Name schema, Name name)
{
    Key key = find_anywhere(resolver, schema, name, type_kinds, sizeof type_kinds / sizeof *type_kinds);

    if (!key && name && strstr(name->text, "multirange")) {
        key = find_multirange(resolver, resolver->catalog, schema, name);
        key = key ? key : find_multirange(resolver, resolver->other, schema, name);
    }
    return key;
}

Key sd_resolve_object(const Resolver *resolver, KindId kind, Name schema, Name name)
{
    return find_anywhere(resolver, schema, name, &kind, 1);
}

static size_t routines_in_catalog(const Resolver *resolver, const Catalog *catalog, Name schema, Name name,
                                  const Key **routines)
{
    size_t count = schema ? 1 : sd_list_count(resolver->path);

    for (size_t i = 0; catalog && i < count; i++) {
        Name one = schema ? schema : resolver->path->items[i];
        Key parent = sd_key(catalog->names, KIND_SCHEMA, NULL, one, NULL);
        size_t found = sd_catalog_routines(catalog, parent, name, routines);

        if (found) {
            return found;
        }
    }
    return 0;
}

size_t sd_resolve_routines(const Resolver *resolver, Name schema, Name name, Key *found, size_t room)
{
    const Key *routines = NULL;
    size_t count = routines_in_catalog(resolver, resolver->catalog, schema, name, &routines);

    if (count == 0) {
        count = routines_in_catalog(resolver, resolver->other, schema, name, &routines);
    }
    if (count == 0) {
        count = routines_in_catalog(resolver, sd_resolver_members(resolver), schema, name, &routines);
    }
    count = count < room ? count : room;
    if (count) {
        memcpy(found, routines, count * sizeof *found);
    }
    return count;
}

Key sd_resolve_routine(const Resolver *resolver, Name schema, Name name)
{
    Key key = NULL;

    return sd_resolve_routines(resolver, schema, name, &key, 1) ? key : NULL;
}

Name sd_resolve_creation_schema(const Resolver *resolver)
{
    return sd_list_count(resolver->path) ? resolver->path->items[0] : sd_name(resolver->catalog->names, "public");
}
