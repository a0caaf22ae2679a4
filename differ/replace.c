/* Where an alter does not reach: drop and create, for the object itself and for what cannot stay while it happens.
 *
 * The spread follows the edges of the present side, since those are what the server checks when something is dropped.
 * It stops at objects that are dropped anyway, and at those whose own alter lets go of what is dropped; the latter are
 * ordered before the drop. */
#include "differ/passes.h"

#include "model/text.h"
#include "model/type_change.h"

#include <string.h>

/* An object that is dropped, and the object whose change is the reason. */
typedef struct Gone {
    const Object *object, *because;
} Gone;

typedef struct Spread {
    Changes *changes;
    Gone *gone;
    size_t count, done;
} Spread;

/* ---- does an alter reach? ------------------------------------------------------------------------------------- */

static size_t count_of(const Object *object, const Attr *attr)
{
    const void *field = sd_object_field(object, attr);

    return attr->type == ATTR_EXPRS ? sd_exprs_count(*(const ExprList *const *) field)
                                    : sd_list_count(*(const List *const *) field);
}

/* The old items come in the new list in their old order, or, prefix only, before all others. */
static bool has_grown(const Object *from, const Object *to, const Attr *attr)
{
    const List *old = *(const List **) sd_object_field(from, attr);
    const List *new = *(const List **) sd_object_field(to, attr);
    size_t found = 0;

    for (size_t i = 0; i < sd_list_count(new) && found < sd_list_count(old); i++) {
        if (new->items[i] == old->items[found]) {
            found++;
        } else if (attr->prefix_only) {
            return false;
        }
    }
    return found == sd_list_count(old);
}

static bool alters_in_place(const Object *from, const Object *to, const Attr *attr)
{
    if (attr->only_with) {
        const Attr *other = sd_kind_attr(sd_kind_of(to), attr->only_with);

        if (!other || !sd_attr_present(to, other)) {
            return false;
        }
    }
    if (attr->grows_only && count_of(to, attr) < count_of(from, attr)) {
        return false;
    }
    if (attr->shares && sd_attr_present(from, attr)) {
        return false; /* nothing detaches a share */
    }
    switch (attr->alter) {
    case ALTER_REPLACE:
        return attr->unset_in_place && !sd_attr_present(to, attr);
    case ALTER_APPEND:
        return has_grown(from, to, attr);
    case ALTER_STATEMENT:
    case ALTER_WRITER:
        break;
    }
    return true;
}

static bool must_be_replaced(const Changes *changes, const Action *action)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (action->attrs[i]->shares && sd_changes_line(changes, action->from->key->parent) == LINE_MOVED) {
            continue; /* it stays when its table goes from below */
        }
        if (!alters_in_place(action->from, action->to, action->attrs[i])) {
            return true;
        }
    }
    return false;
}

/* Rows in which references live.  Altering none of them cannot let go of anything. */
static bool may_release(const Action *action)
{
    const unsigned referring = 1u << ATTR_EXPR | 1u << ATTR_EXPRS | 1u << ATTR_REF | 1u << ATTR_REFS | 1u << ATTR_TYPE;

    for (size_t i = 0; i < action->attr_count; i++) {
        if ((referring >> action->attrs[i]->type & 1u) || action->attrs[i]->refers_to) {
            return true;
        }
    }
    return false;
}

/* ---- one object goes and comes back ---------------------------------------------------------------------------- */

static void take(Spread *spread, const Object *object, const Object *because)
{
    Changes *changes = spread->changes;
    const Object *wanted = sd_catalog_find(changes->wanted, object->key);
    Change *change;

    if (sd_changes_find(changes, object->key, SLOT_DROP)) {
        return;
    }
    change = sd_changes_find(changes, object->key, SLOT_ASIDE);
    if (change) {
        sd_changes_leave_out(changes, change);
    }
    change = sd_changes_add(changes, SLOT_DROP, VERB_DROP, object, NULL);
    change->action.replaces = wanted != NULL;
    change->action.because = because;
    if (wanted) {
        change = sd_changes_find(changes, object->key, SLOT_MAKE);
        if (!change) {
            change = sd_changes_add(changes, SLOT_MAKE, VERB_CREATE, NULL, wanted);
        }
        change->action = (Action){ .verb = VERB_CREATE, .to = wanted, .replaces = true, .because = because };
        change->performer = NULL;
        change->settled = false;
        change->brought = false;
    }
    spread->gone = sd_arena_grow(changes->arena, spread->gone, spread->count, sizeof *spread->gone);
    spread->gone[spread->count++] = (Gone){ .object = object, .because = because ? because : object };
}

/* ---- a column steps aside --------------------------------------------------------------------------------------- */

static bool is_named(Changes *changes, Name name, Key key)
{
    Text text = sd_text(changes->arena);

    sd_text_qualified(&text, key);
    return strcmp(text.bytes, name->text) == 0;
}

static bool is_array(Name type)
{
    return type->length > 2 && strcmp(type->text + type->length - 2, "[]") == 0;
}

/* A type whose values have parts in an order.  As text they say which part is which by their order alone. */
static bool has_parts(const Kind *kind)
{
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].compare == COMPARE_ORDER) {
            return true;
        }
    }
    return false;
}

/* Values of a type with parts keep them apart on the way only where a writer can name them: not in arrays, nor under
 * another type. */
static bool keeps_values(Name type, Gone gone)
{
    return !has_parts(sd_kind_of(gone.because)) || (gone.object == gone.because && !is_array(type));
}

/* The row by which an object that holds data, a column, can let go of what is dropped: its type, or a name. */
static const Attr *yielding_row(Changes *changes, const Object *object, Gone from)
{
    const Kind *kind = sd_kind_of(object);
    const Object *gone = from.object;

    for (size_t i = 0; (kind->traits & HOLDS_DATA) && i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (!attr->blocked_by || !sd_attr_present(object, attr)) {
            continue;
        }
        if ((attr->type == ATTR_TYPE && (sd_kind_of(gone)->traits & IS_TYPE) &&
             keeps_values(*(Name *) sd_object_field(object, attr), from)) ||
            ((attr->refers_to >> gone->key->kind & 1u) &&
             is_named(changes, *(Name *) sd_object_field(object, attr), gone->key))) {
            return attr;
        }
    }
    return NULL;
}

/* A copy that is text, or without the name. */
static Object *copy_without(Changes *changes, const Object *object, const Attr *row)
{
    size_t size = sd_kind_of(object)->size;
    Object *copy = sd_arena_alloc(changes->arena, size);
    Name *name = sd_object_field(copy, row);

    memcpy(copy, object, size);
    *name = row->type != ATTR_TYPE ? NULL : sd_name(changes->now->names, is_array(*name) ? "text[]" : "text");
    return copy;
}

static bool has_expression(const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if ((kind->attrs[i].type == ATTR_EXPR || kind->attrs[i].type == ATTR_EXPRS) &&
            sd_attr_present(object, &kind->attrs[i])) {
            return true;
        }
    }
    return false;
}

/* Refers to a key by the row that changes from the one value to the other, and cannot meanwhile: both ends change, one
 * after the other. */
static bool parts_reference(const Changes *changes, const Object *dependent, const Object *from, const Object *to,
                            const Attr *attr)
{
    const Kind *kind = sd_kind_of(dependent);
    Name old, new;
    bool refers = false;

    for (size_t i = 0; attr->parts_references && to && i < kind->attr_count; i++) {
        refers |= kind->attrs[i].key_row && sd_attr_present(dependent, &kind->attrs[i]);
    }
    if (!refers) {
        return false;
    }
    old = *(const Name *) sd_object_field(from, attr);
    new = *(const Name *) sd_object_field(to, attr);
    return old && new &&
           !sd_type_compares(sd_catalog_base_type(changes->now, old)->text,
                             sd_catalog_base_type(changes->wanted, new)->text);
}

/* Keeps the data of an object whose type goes and comes back: it is text in between.  Every text is a possible input
 * of the new type, and one that is none fails without loss.  What has an expression over it would be read again as an
 * expression over text, which may be no valid one (ATPostAlterTypeCleanup of tablecmds.c), so it goes as well. */
static void set_aside(Spread *spread, const Object *object, const Attr *type, const Object *because)
{
    Changes *changes = spread->changes;
    const Object *wanted = sd_catalog_find(changes->wanted, object->key);
    Object *between = copy_without(changes, object, type);
    const Attr **row = sd_arena_alloc(changes->arena, sizeof *row);
    const Edge *edges;
    size_t count;
    Change *change = sd_changes_add(changes, SLOT_ASIDE, VERB_ALTER, object, between);

    row[0] = type;
    change->action.attrs = row;
    change->action.attr_count = 1;
    change->action.because = because;
    change = sd_changes_find(changes, object->key, SLOT_MAKE);
    if (!change) {
        change = sd_changes_add(changes, SLOT_MAKE, VERB_ALTER, between, wanted);
        change->action.because = because;
    }
    change->action.from = between;
    change->action.attrs = sd_attrs_differing(changes->arena, between, wanted, &change->action.attr_count);
    count = sd_changes_dependents(changes, object->key, &edges);
    for (size_t i = 0; i < count; i++) {
        const Object *dependent = sd_catalog_find(changes->now, edges[i].from);

        if (dependent && sd_catalog_find(changes->wanted, edges[i].from) &&
            ((type->blocked_by >> dependent->key->kind & 1u) || has_expression(dependent) ||
             parts_reference(changes, dependent, object, between, type))) {
            take(spread, dependent, because);
        }
    }
}

/* ---- the spread -------------------------------------------------------------------------------------------------- */

static void part_from(Spread *spread, const Object *dependent, Gone gone)
{
    Changes *changes = spread->changes;
    const Change *make = sd_changes_find(changes, dependent->key, SLOT_MAKE);
    const Attr *row = yielding_row(changes, dependent, gone);

    if (!sd_catalog_find(changes->wanted, dependent->key) || sd_changes_find(changes, dependent->key, SLOT_DROP) ||
        sd_changes_find(changes, dependent->key, SLOT_ASIDE)) {
        return;
    }
    if (make && make->action.verb == VERB_ALTER && may_release(&make->action) &&
        !sd_catalog_has_edge(changes->wanted, dependent->key, gone.object->key)) {
        return;
    }
    if (row) {
        set_aside(spread, dependent, row, gone.because);
    } else {
        take(spread, dependent, gone.because);
    }
}

/* What the server drops along although it is no child. */
static void take_along(Spread *spread, Gone gone)
{
    const Kind *kind = sd_kind_of(gone.object);

    if (kind->traits & COMPLETES_PARENT) {
        take(spread, gone.object->parent, gone.because);
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        const KeyList *keys =
            kind->attrs[i].takes_along ? *(const KeyList *const *) sd_object_field(gone.object, &kind->attrs[i]) : NULL;

        for (size_t item = 0; item < sd_keys_count(keys); item++) {
            const Object *object = sd_catalog_find(spread->changes->now, keys->items[item]);

            if (object) {
                take(spread, object, gone.because);
            }
        }
    }
}

/* A share of a table that stays below goes only with the part above. */
static void take_above(Spread *spread, Gone gone)
{
    const Changes *changes = spread->changes;
    const Object *above = sd_catalog_find(changes->now, sd_object_share_of(gone.object));

    if (above && sd_catalog_find(changes->wanted, above->key) &&
        sd_changes_line(changes, gone.object->key->parent) == LINE_STEADY &&
        !sd_changes_find(changes, gone.object->key->parent, SLOT_DROP)) {
        take(spread, above, gone.because);
    }
}

static void spread_from(Spread *spread, Gone gone)
{
    Changes *changes = spread->changes;
    const Edge *edges;
    size_t count;

    for (const Object *child = gone.object->first_child; child; child = child->next) {
        if (sd_kind_falls_with_parent(sd_kind_of(child)) || (sd_kind_of(child)->traits & STANDS_ALONE)) {
            take(spread, child, gone.because);
        }
    }
    take_along(spread, gone);
    take_above(spread, gone);
    count = sd_changes_dependents(changes, gone.object->key, &edges);
    for (size_t i = 0; i < count; i++) {
        const Object *dependent = sd_catalog_find(changes->now, edges[i].from);

        if (dependent && edges[i].from->parent != gone.object->key) {
            part_from(spread, dependent, gone);
        }
    }
}

/* A dependent must step aside while the row is altered.  What says something about the object itself (a default)
 * need not while it stays the same: the server converts it along (ATExecAlterColumnType of tablecmds.c). */
static bool is_blocking(const Catalog *wanted, const Object *dependent, const Object *altered, const Attr *attr)
{
    const Object *to = sd_catalog_find(wanted, dependent->key);

    if (!to || !(attr->blocked_by >> dependent->key->kind & 1u)) {
        return false;
    }
    return dependent->key->parent != altered->key || to->body.low != dependent->body.low ||
           to->body.high != dependent->body.high;
}

static void clear_the_way(Spread *spread, const Object *altered, const Attr *attr)
{
    const Edge *edges;
    size_t count = sd_changes_dependents(spread->changes, altered->key, &edges);

    if (altered->parent && sd_catalog_is_fixed(spread->changes->now, altered->key)) {
        take(spread, altered->parent, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const Object *dependent = sd_catalog_find(spread->changes->now, edges[i].from);

        if (dependent && (is_blocking(spread->changes->wanted, dependent, altered, attr) ||
                          parts_reference(spread->changes, dependent, altered,
                                          sd_catalog_find(spread->changes->wanted, altered->key), attr))) {
            take(spread, dependent, altered);
        }
    }
}

enum { DEEPEST_TYPE = 32 };

/* A part of a type is altered, which the server refuses while there are values of the type, also inside those of others
 * (find_composite_type_dependencies of tablecmds.c): what holds them steps aside. */
static void clear_values(Spread *spread, const Object *type, int depth)
{
    const Edge *edges;
    size_t count = sd_changes_dependents(spread->changes, type->key, &edges);

    for (size_t i = 0; i < count && depth < DEEPEST_TYPE; i++) {
        const Object *dependent = sd_catalog_find(spread->changes->now, edges[i].from);

        if (!dependent || dependent->parent == type) {
            continue;
        }
        if (dependent->parent && has_parts(sd_kind_of(dependent->parent))) {
            clear_values(spread, dependent->parent, depth + 1);
        } else if (sd_kind_of(dependent)->traits & HOLDS_DATA) {
            part_from(spread, dependent, (Gone){ .object = type, .because = type });
        }
    }
}

static void finish_spread(Spread *spread)
{
    while (spread->done < spread->count) {
        spread_from(spread, spread->gone[spread->done++]);
    }
    for (size_t i = 0; i < spread->changes->count; i++) {
        Change *change = &spread->changes->items[i];

        if (change->slot == SLOT_DROP && !change->left_out) {
            change->action.with_parent =
                !change->apart && sd_changes_owner_drop(spread->changes, change->action.from) != SIZE_MAX;
        }
    }
}

void sd_changes_replace(Changes *changes, const Object *from, const Object *because)
{
    Spread spread = { .changes = changes };

    take(&spread, from, because);
    finish_spread(&spread);
}

void sd_pass_replace(Changes *changes)
{
    Spread spread = { .changes = changes };
    size_t count = changes->count;

    for (size_t i = 0; i < count; i++) {
        Action action = changes->items[i].action;

        if (changes->items[i].left_out) {
            continue;
        }
        if (action.verb == VERB_ALTER && must_be_replaced(changes, &action)) {
            take(&spread, action.from, NULL);
        } else if (action.verb == VERB_DROP && changes->items[i].slot == SLOT_DROP && !action.replaces) {
            spread.gone = sd_arena_grow(changes->arena, spread.gone, spread.count, sizeof *spread.gone);
            spread.gone[spread.count++] = (Gone){ .object = action.from, .because = action.from };
        }
    }
    for (size_t i = 0; i < count; i++) {
        Action action = changes->items[i].action;

        for (size_t row = 0; action.verb == VERB_ALTER && row < action.attr_count; row++) {
            if (action.attrs[row]->blocked_by && !changes->items[i].left_out) {
                clear_the_way(&spread, action.from, action.attrs[row]);
                if (action.from->parent && has_parts(sd_kind_of(action.from->parent))) {
                    clear_values(&spread, action.from->parent, 0);
                }
            }
        }
    }
    finish_spread(&spread);
}
