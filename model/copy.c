/* A catalog copied, for whoever wants to know what statements would make of it. */
#include "model/catalog.h"

#include <string.h>

static Expr *copy_expr(Arena *arena, const Expr *expr)
{
    Expr *copy = expr ? sd_arena_alloc(arena, sizeof *copy) : NULL;

    if (copy) {
        *copy = *expr;
    }
    return copy;
}

/* Lists never change once they are made; expressions do, when what they mention is renamed. */
static void copy_row(Arena *arena, Object *to, const Object *from, const Attr *attr)
{
    sd_attr_copy(to, from, attr);
    if (attr->type == ATTR_EXPR) {
        Expr **field = sd_object_field(to, attr);

        *field = copy_expr(arena, *field);
    } else if (attr->type == ATTR_EXPRS) {
        const ExprList **field = sd_object_field(to, attr);
        size_t count = sd_exprs_count(*field);
        Expr **items = sd_arena_alloc(arena, (count + 1) * sizeof *items);

        for (size_t i = 0; i < count; i++) {
            items[i] = copy_expr(arena, (*field)->items[i]);
        }
        *field = sd_exprs(arena, items, count);
    }
}

static void copy_object(Catalog *catalog, const Object *from)
{
    Object *to = sd_catalog_add(catalog, from->key);
    const Kind *kind = sd_kind_of(from);

    to->at = from->at;
    to->implied = from->implied;
    for (size_t i = 0; i < kind->attr_count; i++) {
        copy_row(catalog->arena, to, from, &kind->attrs[i]);
    }
}

static Edge *copy_edges(Arena *arena, const Edge *edges, size_t count)
{
    Edge *copy = NULL;

    for (size_t i = 0; i < count; i++) {
        copy = sd_arena_grow(arena, copy, i, sizeof *copy);
        copy[i] = edges[i];
    }
    return copy;
}

Catalog *sd_catalog_copy(const Catalog *catalog)
{
    Catalog *copy = sd_catalog_new(catalog->names);

    copy->role = catalog->role;
    copy->search_path = catalog->search_path;
    copy->server_version = catalog->server_version;
    for (const Object *object = catalog->first; object; object = object->next_all) {
        copy_object(copy, object);
    }
    copy->edges = copy_edges(copy->arena, catalog->edges, catalog->edge_count);
    copy->edge_count = catalog->edge_count;
    copy->hints = copy_edges(copy->arena, catalog->hints, catalog->hint_count);
    copy->hint_count = catalog->hint_count;
    sd_catalog_outside_copy(copy, catalog);
    sd_catalog_seal(copy);
    return copy;
}
