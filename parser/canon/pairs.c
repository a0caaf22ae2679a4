#include "parser/canon/pairs.h"

static void visit_one(ExprPair *pair, Expr *now, Expr *wanted, PairVisitor visit, void *context)
{
    if (now && wanted) {
        pair->exprs[0] = now;
        pair->exprs[1] = wanted;
        visit(context, pair);
    }
}

void sd_pairs_visit_object(const Object *now, const Object *wanted, PairVisitor visit, void *context)
{
    const Kind *kind = sd_kind_of(now);
    ExprPair pair = { .objects = { now, wanted } };

    for (size_t i = 0; i < kind->attr_count; i++) {
        const void *fields[2] = { sd_object_field(now, &kind->attrs[i]), sd_object_field(wanted, &kind->attrs[i]) };

        pair.attr = &kind->attrs[i];
        pair.item = 0;
        if (pair.attr->type == ATTR_EXPR) {
            visit_one(&pair, *(Expr *const *) fields[0], *(Expr *const *) fields[1], visit, context);
        } else if (pair.attr->type == ATTR_EXPRS) {
            const ExprList *lists[2] = { *(const ExprList *const *) fields[0], *(const ExprList *const *) fields[1] };
            size_t count = sd_exprs_count(lists[0]);

            for (; count == sd_exprs_count(lists[1]) && pair.item < count; pair.item++) {
                visit_one(&pair, lists[0]->items[pair.item], lists[1]->items[pair.item], visit, context);
            }
        }
    }
}

void sd_pairs_visit(const Catalog *now, const Catalog *wanted, PairVisitor visit, void *context)
{
    for (const Object *object = wanted->first; object; object = object->next_all) {
        const Object *present = sd_catalog_find(now, object->key);

        if (present) {
            sd_pairs_visit_object(present, object, visit, context);
        }
    }
}
