/* Which tables lie above a table, and which part of theirs is the same as its own. */
#include "differ/passes.h"

size_t sd_object_above(const Object *object, const Attr *attr, const Key **keys)
{
    const void *field = sd_object_field(object, attr);
    const KeyList *list;

    if (!attr->hands_down || !sd_attr_present(object, attr)) {
        return 0;
    }
    if (attr->type == ATTR_REF) {
        *keys = field;
        return 1;
    }
    list = *(const KeyList *const *) field;
    *keys = list->items;
    return list->count;
}

Key sd_catalog_above(const Catalog *catalog, Key key)
{
    const Kind *kind = &sd_kinds[key->kind];
    const Object *table;

    if (!(kind->traits & IS_HANDED_DOWN) || (kind->traits & IS_RELATION)) {
        return NULL; /* a relation has a name of its own, see share.c */
    }
    if (kind->traits & ON_PARENT) {
        Key above = sd_catalog_above(catalog, key->parent);

        return above ? sd_key(catalog->names, key->kind, above, NULL, NULL) : NULL;
    }
    table = sd_catalog_find(catalog, key->parent);
    for (size_t i = 0; table && i < sd_kind_of(table)->attr_count; i++) {
        const Key *keys;
        size_t count = sd_object_above(table, &sd_kind_of(table)->attrs[i], &keys);

        for (size_t at = 0; at < count; at++) {
            Key above = sd_key(catalog->names, key->kind, keys[at], key->name, key->args);

            if (sd_catalog_find(catalog, above)) {
                return above;
            }
        }
    }
    return NULL;
}

bool sd_table_is_below_any(const Object *table)
{
    const Kind *kind = sd_kind_of(table);
    const Key *keys;
    bool found = false;

    for (size_t i = 0; i < kind->attr_count && !found; i++) {
        found = sd_object_above(table, &kind->attrs[i], &keys) > 0;
    }
    return found;
}

Line sd_changes_line(const Changes *changes, Key table)
{
    const Object *now = sd_catalog_find(changes->now, table), *wanted = sd_catalog_find(changes->wanted, table);
    const Change *make = sd_changes_find(changes, table, SLOT_MAKE);

    if (!wanted) {
        return LINE_NONE;
    }
    if (!now || (make && make->action.verb == VERB_CREATE)) {
        return !sd_table_is_below_any(wanted) ? LINE_NONE : make && make->alone ? LINE_MOVED : LINE_NEW;
    }
    for (size_t i = 0; i < sd_kind_of(wanted)->attr_count; i++) {
        const Attr *attr = &sd_kind_of(wanted)->attrs[i];

        if (attr->hands_down && sd_attr_compare(now, wanted, attr) != SAME_YES) {
            return LINE_MOVED;
        }
    }
    return sd_table_is_below_any(wanted) ? LINE_STEADY : LINE_NONE;
}

/* The table that a part handed down belongs to. */
Key sd_key_table(Key key)
{
    return sd_kinds[key->kind].traits & ON_PARENT ? key->parent->parent : key->parent;
}

bool sd_object_is_inherited(const Object *object)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), "inherited");

    return attr && sd_attr_present(object, attr);
}
