#include "model/edges.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Routines that share schema and name; found by a key without arguments, which no routine has. */
typedef struct Overloads {
    Key group;
    Key *routines;
    size_t count;
} Overloads;

struct CatalogIndex {
    Lookup objects;   /* by key */
    Lookup overloads; /* by group */
};

Catalog *sd_catalog_new(Names *names)
{
    Arena *arena = sd_arena_new();
    Catalog *catalog = sd_arena_alloc(arena, sizeof *catalog);

    catalog->arena = arena;
    catalog->names = names;
    catalog->index = sd_arena_alloc(arena, sizeof *catalog->index);
    return catalog;
}

void sd_catalog_free(Catalog *catalog)
{
    if (catalog) {
        sd_catalog_free(catalog->members);
        sd_arena_free(catalog->arena);
    }
}

Object *sd_catalog_find(const Catalog *catalog, Key key)
{
    return sd_lookup_find(&catalog->index->objects, sd_lookup_id(key));
}

/* The columns of a view are no objects; what is said about one hangs under the view. */
static Object *find_parent(const Catalog *catalog, Key key)
{
    Key above = key->parent;
    Object *parent = sd_catalog_find(catalog, above);

    while (!parent && above && (sd_kinds[above->kind].traits & IN_PARENT)) {
        above = above->parent;
        parent = sd_catalog_find(catalog, above);
    }
    return parent;
}

static void link_to_parent(Catalog *catalog, Object *object)
{
    Object *parent = find_parent(catalog, object->key);

    object->parent = parent;
    object->next = NULL;
    if (parent) {
        if (parent->last_child) {
            parent->last_child->next = object;
        } else {
            parent->first_child = object;
        }
        parent->last_child = object;
    }
}

static void unlink_from_parent(Object *object)
{
    Object *parent = object->parent;
    Object *before = NULL;

    if (!parent) {
        return;
    }
    for (Object *child = parent->first_child; child != object; child = child->next) {
        before = child;
    }
    if (before) {
        before->next = object->next;
    } else {
        parent->first_child = object->next;
    }
    if (parent->last_child == object) {
        parent->last_child = before;
    }
    object->parent = NULL;
    object->next = NULL;
}

static Overloads *find_overloads(const Catalog *catalog, Key schema, Name name)
{
    Key group = sd_key(catalog->names, KIND_ROUTINE, schema, name, NULL);

    return sd_lookup_find(&catalog->index->overloads, sd_lookup_id(group));
}

static void index_routine(Catalog *catalog, Key key)
{
    Overloads *overloads = find_overloads(catalog, key->parent, key->name);

    if (!overloads) {
        overloads = sd_arena_alloc(catalog->arena, sizeof *overloads);
        overloads->group = sd_key(catalog->names, KIND_ROUTINE, key->parent, key->name, NULL);
        sd_lookup_add(&catalog->index->overloads, catalog->arena, sd_lookup_id(overloads->group), overloads);
    }
    overloads->routines =
        sd_arena_grow(catalog->arena, overloads->routines, overloads->count, sizeof *overloads->routines);
    overloads->routines[overloads->count++] = key;
}

static void unindex_routine(Catalog *catalog, Key key)
{
    Overloads *overloads = find_overloads(catalog, key->parent, key->name);
    size_t kept = 0;

    for (size_t i = 0; i < overloads->count; i++) {
        if (overloads->routines[i] != key) {
            overloads->routines[kept++] = overloads->routines[i];
        }
    }
    overloads->count = kept;
}

static void index_object(Catalog *catalog, Object *object)
{
    sd_lookup_add(&catalog->index->objects, catalog->arena, sd_lookup_id(object->key), object);
    if (sd_kind_of(object)->traits & IS_ROUTINE) {
        index_routine(catalog, object->key);
    }
}

static void unindex_object(Catalog *catalog, const Object *object)
{
    sd_lookup_remove(&catalog->index->objects, sd_lookup_id(object->key), object);
    if (sd_kind_of(object)->traits & IS_ROUTINE) {
        unindex_routine(catalog, object->key);
    }
}

size_t sd_catalog_routines(const Catalog *catalog, Key schema, Name name, const Key **routines)
{
    const Overloads *overloads = find_overloads(catalog, schema, name);

    *routines = overloads ? overloads->routines : NULL;
    return overloads ? overloads->count : 0;
}

Object *sd_catalog_add(Catalog *catalog, Key key)
{
    Object *object;

    if (sd_catalog_find(catalog, key)) {
        return NULL;
    }
    object = sd_arena_alloc(catalog->arena, sd_kinds[key->kind].size);
    object->key = key;
    index_object(catalog, object);
    link_to_parent(catalog, object);
    object->previous_all = catalog->last;
    if (catalog->last) {
        catalog->last->next_all = object;
    } else {
        catalog->first = object;
    }
    catalog->last = object;
    catalog->object_count++;
    return object;
}

/* Adopts what was added before its parent. */
static void adopt_orphans(Catalog *catalog)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        bool is_at_home = !object->key->parent || (object->parent && object->parent->key == object->key->parent);

        if (!is_at_home && object->parent != find_parent(catalog, object->key)) {
            unlink_from_parent(object);
            link_to_parent(catalog, object);
        }
    }
}

void sd_catalog_remove(Catalog *catalog, Object *object)
{
    while (object->first_child) {
        sd_catalog_remove(catalog, object->first_child);
    }
    unlink_from_parent(object);
    unindex_object(catalog, object);
    if (object->previous_all) {
        object->previous_all->next_all = object->next_all;
    } else {
        catalog->first = object->next_all;
    }
    if (object->next_all) {
        object->next_all->previous_all = object->previous_all;
    } else {
        catalog->last = object->previous_all;
    }
    catalog->object_count--;
}

static bool has_edge(const Catalog *catalog, Key from, Key to)
{
    for (size_t i = 0; i < catalog->edge_count; i++) {
        if (catalog->edges[i].from == from && catalog->edges[i].to == to) {
            return true;
        }
    }
    return false;
}

static Key moved_reference(const Catalog *catalog, const Object *object, Key reference, Key from, Key to)
{
    bool by_name = reference && (sd_kinds[from->kind].traits & IS_ROUTINE) &&
                   reference == sd_key(catalog->names, KIND_ROUTINE, from->parent, from->name, NULL);

    if (by_name && has_edge(catalog, object->key, from)) {
        return sd_key(catalog->names, KIND_ROUTINE, to->parent, to->name, NULL);
    }
    return sd_key_moved(catalog->names, reference, from, to);
}

static void move_references(Catalog *catalog, Object *object, Key from, Key to)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->type == ATTR_REF) {
            Key *reference = sd_object_field(object, attr);

            *reference = moved_reference(catalog, object, *reference, from, to);
        } else if (attr->type == ATTR_REFS) {
            const KeyList **references = sd_object_field(object, attr);
            Key moved[64];
            size_t count = sd_keys_count(*references);

            if (count == 0 || count > sizeof moved / sizeof *moved) {
                continue;
            }
            for (size_t item = 0; item < count; item++) {
                moved[item] = sd_key_moved(catalog->names, (*references)->items[item], from, to);
            }
            *references = sd_keys(catalog->arena, moved, count);
        }
    }
}

void sd_catalog_rename_part(Catalog *catalog, Key from, Key key)
{
    assert(from->kind == key->kind);
    for (Object *each = catalog->first; each; each = each->next_all) {
        move_references(catalog, each, from, key);
        if (sd_key_within(each->key, from)) {
            unindex_object(catalog, each);
            each->key = sd_key_moved(catalog->names, each->key, from, key);
            index_object(catalog, each);
        }
    }
    for (size_t i = 0; i < catalog->edge_count; i++) {
        catalog->edges[i].from = sd_key_moved(catalog->names, catalog->edges[i].from, from, key);
        catalog->edges[i].to = sd_key_moved(catalog->names, catalog->edges[i].to, from, key);
    }
}

void sd_catalog_rename(Catalog *catalog, Object *object, Key key)
{
    Key from = object->key;

    assert(!sd_catalog_find(catalog, key));
    sd_catalog_rename_part(catalog, from, key);
    if (from->parent != key->parent) {
        unlink_from_parent(object);
        link_to_parent(catalog, object);
    }
}

void sd_catalog_seal(Catalog *catalog)
{
    if (catalog->sealed_count == 0) {
        adopt_orphans(catalog);
        for (Object *object = catalog->first; object; object = object->next_all) {
            sd_catalog_edge(catalog, object->key, object->key->parent);
            if (object->parent) {
                sd_catalog_edge(catalog, object->key, object->parent->key);
            }
            sd_edges_add_of_rows(catalog, object);
        }
    }
    if (catalog->edge_count > catalog->sealed_count) {
        sd_edges_sort(catalog);
    }
}

/* Children count as a set: their order in the file or on the server has no meaning. */
static void hash_tree(Object *object)
{
    Hash sum = { 0 };
    XXH128_hash_t hash;
    struct {
        Hash body, children;
    } both;

    object->body = sd_object_body(object);
    for (Object *child = object->first_child; child; child = child->next) {
        struct {
            Key key;
            Hash tree;
        } keyed = { .key = child->key };

        hash_tree(child);
        keyed.tree = child->tree;
        hash = XXH3_128bits(&keyed, sizeof keyed);
        sum.low += hash.low64;
        sum.high += hash.high64;
    }
    both.body = object->body;
    both.children = sum;
    hash = XXH3_128bits(&both, sizeof both);
    object->tree = (Hash){ .low = hash.low64, .high = hash.high64 };
}

void sd_catalog_hash(Catalog *catalog)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        if (!object->parent) {
            hash_tree(object);
        }
    }
}

const Backfill *sd_catalog_backfill(const Catalog *catalog, Key about)
{
    for (size_t i = 0; i < catalog->backfill_count; i++) {
        if (catalog->backfills[i].about == about) {
            return &catalog->backfills[i];
        }
    }
    return NULL;
}
