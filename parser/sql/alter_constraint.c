/* What ALTER TABLE does to constraints. */
#include "parser/sql/table.h"

#include <string.h>

void sd_change_add_constraint(Change *change)
{
    ConstraintSet set = { .only = change->only };

    sd_constraints_collect(change->session, &set, NULL, 1, &change->command->def);
    sd_constraints_apply(change->session, change->target->key, &set);
    sd_foreign_keys_settle(change->session, change->target->key->name);
}

static bool same_columns(const List *a, const List *b)
{
    for (size_t i = 0; i < sd_list_count(a); i++) {
        if (!sd_list_has(b, a->items[i])) {
            return false;
        }
    }
    return sd_list_count(a) == sd_list_count(b);
}

/* Foreign keys that rest on a key fall with it; without CASCADE the server refuses to drop it. */
static void drop_foreign_keys_on(Change *change, const Constraint *key)
{
    Catalog *catalog = sd_session_catalog(change->session);
    Object *next;

    for (Object *object = catalog->first; object; object = next) {
        const Constraint *foreign = (const Constraint *) object;

        next = object->next_all;
        if (object->key->kind == KIND_CONSTRAINT && foreign->referenced == change->target->key &&
            same_columns(foreign->referenced_columns, key->columns)) {
            sd_catalog_remove(catalog, object);
        }
    }
}

void sd_change_drop_constraint(Change *change)
{
    const Constraint *constraint = (const Constraint *) change->part;

    if (!constraint) {
        return;
    }
    if (change->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE && constraint->columns &&
        !constraint->referenced) {
        drop_foreign_keys_on(change, constraint);
    }
    sd_shares_drop(change->session, change->part->key, 0);
    sd_catalog_remove(sd_session_catalog(change->session), change->part);
}

void sd_change_validate_constraint(Change *change)
{
    if (change->part) {
        ((Constraint *) change->part)->not_valid = false;
    }
}

void sd_change_alter_constraint(Change *change)
{
    const PgQuery__Constraint *wanted = change->command->def->constraint;
    Constraint *constraint = (Constraint *) sd_lineage_child(change->session, KIND_CONSTRAINT, change->target->key,
                                                             sd_session_name(change->session, wanted->conname));

    if (!constraint) {
        sd_session_error(change->session, wanted->location, "constraint \"%s\" of %s is not declared", wanted->conname,
                         sd_session_phrase(change->session, change->target->key));
        return;
    }
    constraint->deferrable = wanted->deferrable;
    constraint->initially_deferred = wanted->initdeferred;
}
