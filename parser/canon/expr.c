#include "parser/canon/canon.h"

static Expr *new_expr(Catalog *catalog, Name text)
{
    Expr *expr = sd_arena_alloc(catalog->arena, sizeof *expr);

    expr->text = text;
    return expr;
}

Expr *sd_canon_expr(const Resolver *resolver, const char *text, size_t length, const void *tree, int32_t offset,
                    Position at)
{
    Catalog *catalog = resolver->catalog;
    Expr *expr = new_expr(catalog, sd_name_of(catalog->names, text, length));
    ExprSource *source = sd_arena_alloc(catalog->arena, sizeof *source);

    source->tree = tree;
    source->offset = offset;
    source->path = resolver->path;
    source->in_utc = resolver->in_utc;
    expr->source = source;
    expr->at = at;
    return expr;
}

Expr *sd_canon_expr_of_text(Catalog *catalog, Name text)
{
    return new_expr(catalog, text);
}
