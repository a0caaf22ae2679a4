/* Columns in another order.
 *
 * No statement moves the column of a table, so the order makes no difference that a migration could mend; but SELECT *,
 * INSERT without a list of columns, COPY and the row type go by it.  So it is told, and left alone. */
#include "cli/column_order.h"

#include "model/text.h"

/* The next column of the table that the other side has too, behind the position; NULL at the end. */
static const Column *next_common(const Object *table, const Catalog *other, int64_t behind)
{
    const Column *next = NULL;

    for (const Object *child = table->first_child; child; child = child->next) {
        const Column *column = (const Column *) child;

        if (child->key->kind == KIND_COLUMN && column->position > behind &&
            (!next || column->position < next->position) && sd_catalog_find(other, child->key)) {
            next = column;
        }
    }
    return next;
}

/* The first column at which the orders part, as it is wanted; NULL when they do not. */
static const Column *first_moved(const Object *now, const Object *wanted, const Catalog *now_all,
                                 const Catalog *wanted_all)
{
    const Column *here = next_common(now, wanted_all, 0), *there = next_common(wanted, now_all, 0);

    while (here && there && here->base.key == there->base.key) {
        here = next_common(now, wanted_all, here->position);
        there = next_common(wanted, now_all, there->position);
    }
    return here ? there : NULL;
}

static void note(Diag *diag, const Object *table, const Column *moved)
{
    Text name = sd_text(diag->arena);

    sd_text_qualified(&name, table->key);
    sd_diag_say(diag, SEVERITY_NOTE, table->at,
                "table %s: its columns are in another order, from \"%s\" on, and stay so", name.bytes,
                moved->base.key->name->text)
        ->hint = "no statement moves a column; what names its columns does not notice";
}

size_t sd_note_column_order(Diag *diag, const Catalog *now, const Catalog *wanted)
{
    size_t count = 0;

    for (const Object *table = wanted->first; table; table = table->next_all) {
        const Object *present = table->key->kind == KIND_TABLE ? sd_catalog_find(now, table->key) : NULL;
        const Column *moved = present ? first_moved(present, table, now, wanted) : NULL;

        count += moved != NULL;
        if (moved && diag) {
            note(diag, table, moved);
        }
    }
    return count;
}
