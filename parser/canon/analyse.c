#include "parser/parser.h"

#include "parser/canon/canon.h"
#include "parser/canon/meaning.h"

/* A file's Expr may have been analysed when its catalog was finished, against the same other side. */
static bool take_finished(const Side *side, Expr *expr, bool *undecided)
{
    const ExprSource *source = expr->source;

    if (!source || !source->finished || source->other != side->other) {
        return false;
    }
    expr->exact = source->exact;
    expr->loose = source->loose;
    expr->incomplete = source->incomplete;
    *undecided |= source->undecided;
    return true;
}

static bool analyse_side(Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item, bool *undecided)
{
    const Meaning *meaning;

    if (take_finished(side, expr, undecided)) {
        return true;
    }
    meaning = sd_meaning_of(side, object, attr, expr, item);
    if (!meaning || !meaning->tree) {
        return false;
    }
    expr->exact = meaning->tree->exact;
    expr->loose = meaning->tree->loose;
    expr->incomplete = meaning->incomplete;
    *undecided |= meaning->undecided;
    return true;
}

static void analyse_pair(Side *sides[2], const Object *const objects[2], const Attr *attr, Expr *const exprs[2],
                         size_t item)
{
    bool undecided = false;

    if (!exprs[0] || !exprs[1] || exprs[0]->text == exprs[1]->text) {
        return; /* the same text: what differs around it is told by the rows of what it refers to */
    }
    if (!analyse_side(sides[0], objects[0], attr, exprs[0], item, &undecided) ||
        !analyse_side(sides[1], objects[1], attr, exprs[1], item, &undecided)) {
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        exprs[i]->analysed = true;
        if (!undecided) {
            /* Every cast of both sides is accounted for: a difference in casts is one that somebody made. */
            exprs[i]->loose = exprs[i]->exact;
        }
    }
}

static void analyse_lists(Side *sides[2], const Object *const objects[2], const Attr *attr,
                          const ExprList *const lists[2])
{
    if (sd_exprs_count(lists[0]) != sd_exprs_count(lists[1])) {
        return;
    }
    for (size_t item = 0; item < sd_exprs_count(lists[0]); item++) {
        Expr *exprs[2] = { lists[0]->items[item], lists[1]->items[item] };

        analyse_pair(sides, objects, attr, exprs, item);
    }
}

static void analyse_objects(Side *sides[2], const Object *now, const Object *wanted)
{
    const Kind *kind = sd_kind_of(now);
    const Object *const objects[2] = { now, wanted };

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        const void *fields[2] = { sd_object_field(now, attr), sd_object_field(wanted, attr) };

        if (attr->type == ATTR_EXPR) {
            Expr *exprs[2] = { *(Expr *const *) fields[0], *(Expr *const *) fields[1] };

            analyse_pair(sides, objects, attr, exprs, 0);
        } else if (attr->type == ATTR_EXPRS) {
            const ExprList *lists[2] = { *(const ExprList *const *) fields[0], *(const ExprList *const *) fields[1] };

            analyse_lists(sides, objects, attr, lists);
        }
    }
}

/* The names of a view's columns are not known where its * stands for a relation of which nothing is known: then they are
 * those of the other side, and the query alone decides. */
static void share_columns(const Catalog *catalog, const Object *from, Object *to)
{
    const Attr *query = sd_kind_attr(sd_kind_of(from), "query");
    const Attr *columns = sd_kind_attr(sd_kind_of(from), "columns");

    if (query && query->type == ATTR_EXPR && columns && columns->type == ATTR_LIST && !sd_attr_present(to, columns)) {
        const List *list = *(const List *const *) sd_object_field(from, columns);

        *(const List **) sd_object_field(to, columns) = list ? sd_list(catalog->arena, list->items, list->count) : NULL;
    }
}

void sd_analyse(Catalog *now, Catalog *wanted)
{
    Side *sides[2] = { sd_side_new(now, wanted, false), sd_side_new(wanted, now, false) };

    for (Object *object = wanted->first; object; object = object->next_all) {
        Object *present = sd_catalog_find(now, object->key);

        if (present) {
            analyse_objects(sides, present, object);
            share_columns(wanted, present, object);
            share_columns(now, object, present);
        }
    }
    sd_side_free(sides[0]);
    sd_side_free(sides[1]);
    sd_canon_bodies(wanted);
}
