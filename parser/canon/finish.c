/* What can only be said when every statement was read: schemas of names, dependencies, columns of views. */
#include "parser/canon/meaning.h"

#include <string.h>

static void keep_hashes(const Expr *expr, const Meaning *meaning, const Catalog *other)
{
    /* The source is the catalog's own memory; it is const only in what the model knows of it. */
    ExprSource *source = (ExprSource *) (uintptr_t) expr->source;

    if (source && meaning && meaning->tree) {
        source->exact = meaning->tree->exact;
        source->loose = meaning->tree->loose;
        source->incomplete = meaning->incomplete;
        source->undecided = meaning->undecided;
        source->other = other;
        source->finished = true;
    }
}

static void finish_expr(Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item)
{
    if (expr) {
        keep_hashes(expr, sd_meaning_of(side, object, attr, expr, item), side->other);
    }
}

/* An edge to the type of the model behind a spelling. */
static void need_type(Side *side, const Object *object, Name spelled)
{
    const TypeInfo *info = sd_side_type_info(side, sd_side_type(side, spelled));

    if (info->element) {
        info = sd_side_type_info(side, info->element);
    }
    if (info->key && !sd_key_within(info->key, object->key) && !sd_key_within(object->key, info->key)) {
        sd_catalog_edge(side->catalog, object->key, info->key);
    }
}

/* An edge to what a name in a row refers to. */
static void need_named(Side *side, const Object *object, const Attr *attr, Name spelled)
{
    for (size_t kind = 0; spelled && kind < KIND_COUNT; kind++) {
        if (attr->refers_to >> kind & 1u) {
            sd_catalog_edge(side->catalog, object->key, sd_side_object(side, (KindId) kind, spelled));
        }
    }
}

static void finish_object(Side *side, const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        const void *field = sd_object_field(object, attr);

        if (attr->type == ATTR_EXPR) {
            finish_expr(side, object, attr, *(Expr *const *) field, 0);
        } else if (attr->type == ATTR_EXPRS) {
            const ExprList *list = *(const ExprList *const *) field;

            for (size_t item = 0; item < sd_exprs_count(list); item++) {
                finish_expr(side, object, attr, list->items[item], item);
            }
        } else if (attr->type == ATTR_TYPE) {
            need_type(side, object, *(const Name *) field);
        } else if (attr->type == ATTR_NAME && attr->refers_to) {
            need_named(side, object, attr, *(const Name *) field);
        } else if (attr->type == ATTR_LIST && strcmp(attr->name, "argument_types") == 0) {
            const List *list = *(const List *const *) field;

            for (size_t item = 0; item < sd_list_count(list); item++) {
                need_type(side, object, list->items[item]);
            }
        }
    }
}

void sd_canon_finish(Catalog *catalog, const Catalog *other)
{
    Side *side = sd_side_new(catalog, other, true);

    for (const Object *object = catalog->first; object; object = object->next_all) {
        finish_object(side, object);
    }
    sd_side_free(side);
}
