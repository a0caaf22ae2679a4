/* Edges from pg_depend, shares of indexes, and the names that extensions bring. */
#include "parser/live/live.h"

#include <string.h>

/* The object at an address; for a part of one that is no object itself (an inherited column), the whole. */
static Key find_object(const Reading *reading, const PGresult *result, int row, const char *class, const char *oid,
                       const char *subid)
{
    uint32_t class_oid = (uint32_t) sd_field_number(result, row, PQfnumber(result, class));
    uint32_t object = (uint32_t) sd_field_number(result, row, PQfnumber(result, oid));
    int32_t part = (int32_t) sd_field_number(result, row, PQfnumber(result, subid));
    Key key = sd_address_find(reading->addresses, class_oid, object, part);

    return key || part == 0 ? key : sd_address_find(reading->addresses, class_oid, object, 0);
}

static void take_aliases(Reading *reading, const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        Key key = find_object(reading, result, row, "target_class", "target", "target_subid");

        if (key) {
            sd_address_add(reading->addresses, (uint32_t) sd_field_number(result, row, PQfnumber(result, "class")),
                           (uint32_t) sd_field_number(result, row, PQfnumber(result, "oid")), 0, key);
        }
    }
}

static void take_shares(Reading *reading, const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        Key above = find_object(reading, result, row, "target_class", "target", "");
        const Object *share =
            above ? sd_catalog_find(reading->catalog, find_object(reading, result, row, "class", "oid", "")) : NULL;
        const Attr *attr = share ? sd_kind_share(sd_kind_of(share)) : NULL;

        if (attr) {
            *(Key *) sd_object_field(share, attr) = above;
        }
    }
}

static bool lists(const Object *object, Key key)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const KeyList *list = kind->attrs[i].type == ATTR_REFS
                                  ? *(const KeyList *const *) sd_object_field(object, &kind->attrs[i])
                                  : NULL;

        for (size_t item = 0; item < sd_keys_count(list); item++) {
            if (list->items[item] == key) {
                return true;
            }
        }
    }
    return false;
}

/* The server records dictionaries as what a text search configuration needs, and not its mappings (
 * makeConfigurationDependencies of tsearchcmds.c): it would have to go with each of them. */
static bool is_need_of_part(const Reading *reading, Key from, Key to)
{
    const Object *object = sd_catalog_find(reading->catalog, from);

    for (const Object *child = object ? object->first_child : NULL; child; child = child->next) {
        if (lists(child, to)) {
            return true;
        }
    }
    return false;
}

/* Within one path the keys order already: a column comes after its table, whatever the table needs of it. */
static void take_edges(Reading *reading, const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        Key from = find_object(reading, result, row, "class", "oid", "subid");
        Key to = from ? find_object(reading, result, row, "target_class", "target", "target_subid") : NULL;

        if (to && !sd_key_within(from, to) && !sd_key_within(to, from) && !is_need_of_part(reading, from, to)) {
            sd_catalog_edge(reading->catalog, from, to);
        }
    }
}

static void take_outside(Reading *reading, const PGresult *result)
{
    Names *names = reading->catalog->names;

    for (int row = 0; row < PQntuples(result); row++) {
        const Kind *kind = sd_kind_labelled(PQgetvalue(result, row, PQfnumber(result, "kind")));

        if (kind) {
            sd_catalog_outside_add(reading->catalog, kind->id,
                                   sd_name(names, PQgetvalue(result, row, PQfnumber(result, "schema"))),
                                   sd_name(names, PQgetvalue(result, row, PQfnumber(result, "name"))));
        }
    }
}

void sd_depend_take(Reading *reading, const char *name, const PGresult *result)
{
    static const struct {
        const char *name;
        void (*take)(Reading *reading, const PGresult *result);
    } takers[] = {
        { "share", take_shares },
        { "alias", take_aliases },
        { "depend", take_edges },
        { "outside", take_outside },
        { "outside_text_search", take_outside },
    };

    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++) {
        if (strcmp(takers[i].name, name) == 0) {
            takers[i].take(reading, result);
        }
    }
}
