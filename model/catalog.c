#include "model/catalog.h"

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

void sd_catalog_edge(Catalog *catalog, Key from, Key to)
{
    if (!from || !to || sd_key_within(to, from)) {
        return; /* nothing needs what is a part of it: a partition key names columns of its own table */
    }
    catalog->edges = sd_arena_grow(catalog->arena, catalog->edges, catalog->edge_count, sizeof *catalog->edges);
    catalog->edges[catalog->edge_count++] = (Edge){ .from = from, .to = to };
}

void sd_catalog_hint(Catalog *catalog, Key from, Key to)
{
    catalog->hints = sd_arena_grow(catalog->arena, catalog->hints, catalog->hint_count, sizeof *catalog->hints);
    catalog->hints[catalog->hint_count++] = (Edge){ .from = from, .to = to };
}

/* Any total order will do: callers see sets. */
static int compare_edges(const void *left, const void *right)
{
    const Edge *a = left, *b = right;

    if (a->from != b->from) {
        return (uintptr_t) a->from < (uintptr_t) b->from ? -1 : 1;
    }
    return ((uintptr_t) a->to > (uintptr_t) b->to) - ((uintptr_t) a->to < (uintptr_t) b->to);
}

static void add_edges_of_rows(Catalog *catalog, const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->soft) {
            continue;
        }
        if (attr->type == ATTR_REF) {
            sd_catalog_edge(catalog, object->key, *(const Key *) sd_object_field(object, attr));
        } else if (attr->type == ATTR_REFS) {
            const KeyList *references = *(const KeyList *const *) sd_object_field(object, attr);

            for (size_t item = 0; item < sd_keys_count(references); item++) {
                sd_catalog_edge(catalog, object->key, references->items[item]);
            }
        }
    }
}

/* Merges the sorted edges in front with those behind, which are sorted first: sealing again costs what is new. */
static void merge_edges(Catalog *catalog)
{
    size_t sorted = catalog->sealed_count, total = catalog->edge_count, left = 0, right = sorted, kept = 0;
    Edge *merged = sd_arena_alloc(catalog->arena, (total ? total : 1) * sizeof *merged);

    if (total > sorted) {
        qsort(catalog->edges + sorted, total - sorted, sizeof *catalog->edges, compare_edges);
    }
    while (left < sorted || right < total) {
        bool takes_left =
            right == total || (left < sorted && compare_edges(&catalog->edges[left], &catalog->edges[right]) <= 0);
        const Edge *next = &catalog->edges[takes_left ? left++ : right++];

        if (kept == 0 || compare_edges(&merged[kept - 1], next) != 0) {
            merged[kept++] = *next;
        }
    }
    memcpy(catalog->edges, merged, kept * sizeof *merged);
    catalog->edge_count = kept;
    catalog->sealed_count = kept;
}

size_t sd_catalog_needs(const Catalog *catalog, Key key, const Edge **edges)
{
    size_t low = 0, high = catalog->edge_count, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uintptr_t) catalog->edges[middle].from < (uintptr_t) key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low + count < catalog->edge_count && catalog->edges[low + count].from == key) {
        count++;
    }
    *edges = count ? &catalog->edges[low] : NULL;
    return count;
}

bool sd_catalog_has_edge(const Catalog *catalog, Key from, Key to)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(catalog, from, &edges);

    for (size_t i = 0; i < count; i++) {
        if (edges[i].to == to) {
            return true;
        }
    }
    return false;
}

static const Object *completion_of(const Catalog *catalog, Key key)
{
    const Object *object = sd_catalog_find(catalog, key), *part = object ? object->first_child : NULL;

    while (part && !(sd_kind_of(part)->traits & COMPLETES_PARENT)) {
        part = part->next;
    }
    return part;
}

/* The server knows one type and what it needs; the name alone needs nothing but its schema. */
static void move_edges_to_completions(Catalog *catalog)
{
    for (size_t i = catalog->sealed_count; i < catalog->edge_count; i++) {
        Edge *edge = &catalog->edges[i];
        const Object *part = edge->to != edge->from->parent ? completion_of(catalog, edge->from) : NULL;

        edge->from = part ? part->key : edge->from;
    }
}

/* What needs a type needs its definition too: the name alone is for the functions that the definition needs.  What is said
 * of a type goes with its name. */
static void add_edges_to_completions(Catalog *catalog)
{
    size_t count = catalog->edge_count;

    for (size_t i = 0; i < count; i++) {
        Edge edge = catalog->edges[i];
        const Object *part = completion_of(catalog, edge.to);

        if (part && !sd_key_within(edge.from, edge.to) && !sd_catalog_has_edge(catalog, part->key, edge.from)) {
            sd_catalog_edge(catalog, edge.from, part->key);
        }
    }
}

static bool has_completions(const Catalog *catalog)
{
    const Object *object = catalog->first;

    while (object && !(sd_kind_of(object)->traits & COMPLETES_PARENT)) {
        object = object->next_all;
    }
    return object != NULL;
}

static void sort_edges(Catalog *catalog)
{
    bool has_parts = has_completions(catalog);

    if (has_parts) {
        move_edges_to_completions(catalog);
    }
    merge_edges(catalog);
    if (has_parts) {
        add_edges_to_completions(catalog);
        merge_edges(catalog);
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
            add_edges_of_rows(catalog, object);
        }
    }
    if (catalog->edge_count > catalog->sealed_count) {
        sort_edges(catalog);
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
