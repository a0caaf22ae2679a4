#include "model/edges.h"

#include <stdlib.h>
#include <string.h>

void sd_catalog_edge(Catalog *catalog, Key from, Key to)
{
    if (!from || !to || sd_key_within(to, from)) {
        return; /* nothing needs what is a part of it: a partition key names columns of its own table */
    }
    catalog->edges = sd_arena_grow(catalog->arena, catalog->edges, catalog->edge_count, sizeof *catalog->edges);
    catalog->edges[catalog->edge_count++] = (Edge){ .from = from, .to = to };
}

bool sd_catalog_is_fixed(const Catalog *catalog, Key part)
{
    for (size_t i = 0; i < catalog->fixed_count; i++) {
        if (catalog->fixed[i] == part) {
            return true;
        }
    }
    return false;
}

void sd_catalog_fix(Catalog *catalog, Key part)
{
    if (!sd_catalog_is_fixed(catalog, part)) {
        catalog->fixed = sd_arena_grow(catalog->arena, catalog->fixed, catalog->fixed_count, sizeof *catalog->fixed);
        catalog->fixed[catalog->fixed_count++] = part;
    }
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

void sd_edges_add_of_rows(Catalog *catalog, const Object *object)
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

void sd_edges_sort(Catalog *catalog)
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
