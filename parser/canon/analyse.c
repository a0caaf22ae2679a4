#include "parser/parser.h"

#include "parser/canon/canon.h"
#include "parser/canon/meaning.h"
#include "parser/canon/pairs.h"
#include "parser/canon/uses.h"

/* A file's Expr may have been analysed when its catalog was finished, against the same other side and knowing no more. */
static bool take_finished(const Side *side, Expr *expr, bool *undecided)
{
    const ExprSource *source = expr->source;

    if (!source || !source->finished || source->other != side->other || side->answers || side->members) {
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

typedef struct Analysing {
    Side *sides[2];
    bool printed;     /* by servers of one major version: what is the same is printed the same */
    size_t undecided; /* pairs that are left so */
} Analysing;

static Analysing analysing_of(Catalog *now, Catalog *wanted)
{
    enum { MAJOR = 10000 };
    int version = now->server_version / MAJOR;

    return (Analysing){ .sides = { sd_side_new(now, wanted, false), sd_side_new(wanted, now, false) },
                        .printed = version && version == wanted->server_version / MAJOR };
}

static void analyse_pair(void *context, const ExprPair *pair)
{
    Analysing *analysing = context;
    Expr *const *exprs = pair->exprs;
    bool undecided = false;

    if (exprs[0]->text == exprs[1]->text) {
        return; /* the same text: what differs around it is told by the rows of what it refers to */
    }
    for (size_t i = 0; i < 2; i++) {
        if (!analyse_side(analysing->sides[i], pair->objects[i], pair->attr, exprs[i], pair->item, &undecided)) {
            return;
        }
    }
    for (size_t i = 0; i < 2; i++) {
        exprs[i]->analysed = true;
        if (!undecided || analysing->printed) {
            /* Every cast of both sides is accounted for: a difference in casts is one that somebody made. */
            exprs[i]->loose = exprs[i]->exact;
        }
        exprs[i]->incomplete = exprs[i]->incomplete && !analysing->printed;
    }
    analysing->undecided += sd_expr_compare(exprs[0], exprs[1]) == SAME_UNKNOWN;
}

static void analyse_again(void *context, const ExprPair *pair)
{
    if (sd_expr_compare(pair->exprs[0], pair->exprs[1]) == SAME_UNKNOWN) {
        analyse_pair(context, pair);
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

static void fix_parts(Side *side, const Object *object, const Attr *attr)
{
    Expr *expr = attr->fixes_parts ? *(Expr *const *) sd_object_field(object, attr) : NULL;
    Uses uses = { 0 };

    if (expr && sd_uses_find(&uses, side, object, attr, expr, 0)) {
        for (size_t i = 0; i < uses.count; i++) {
            if (uses.items[i].key && uses.items[i].key->parent == object->key) {
                sd_catalog_fix(side->catalog, uses.items[i].key);
            }
        }
    }
}

/* Either side may be the one that is there. */
static void fix_parts_of(const Analysing *analysing, const Object *now, const Object *wanted)
{
    const Kind *kind = sd_kind_of(now);

    for (size_t i = 0; i < kind->attr_count; i++) {
        fix_parts(analysing->sides[0], now, &kind->attrs[i]);
        fix_parts(analysing->sides[1], wanted, &kind->attrs[i]);
    }
}

size_t sd_analyse(Catalog *now, Catalog *wanted)
{
    Analysing analysing = analysing_of(now, wanted);

    for (Object *object = wanted->first; object; object = object->next_all) {
        Object *present = sd_catalog_find(now, object->key);

        if (present) {
            sd_pairs_visit_object(present, object, analyse_pair, &analysing);
            fix_parts_of(&analysing, present, object);
            share_columns(wanted, present, object);
            share_columns(now, object, present);
        }
    }
    sd_side_free(analysing.sides[0]);
    sd_side_free(analysing.sides[1]);
    sd_canon_bodies(wanted);
    return analysing.undecided;
}

size_t sd_analyse_undecided(Catalog *now, Catalog *wanted, Answers *answers)
{
    Analysing analysing = analysing_of(now, wanted);

    analysing.sides[0]->answers = answers;
    analysing.sides[1]->answers = answers;
    sd_pairs_visit(now, wanted, analyse_again, &analysing);
    sd_side_free(analysing.sides[0]);
    sd_side_free(analysing.sides[1]);
    return analysing.undecided;
}
