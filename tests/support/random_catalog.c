#include "tests/support/random_catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 */
size_t chance_below(Chance *chance, size_t below)
{
    uint64_t value = chance->state += UINT64_C(0x9E3779B97F4A7C15);

    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    value ^= value >> 31;
    return (size_t) (value % below);
}

typedef struct Making {
    Catalog *catalog;
    Chance chance;
    Object *bases[64]; /* what lives in a schema; each may need those before it */
    size_t base_count;
} Making;

/* One object in `often` is there. */
static bool happens(Making *making, size_t often)
{
    return chance_below(&making->chance, often) == 0;
}

static Name word(Making *making, const char *const *words, size_t count)
{
    return sd_name(making->catalog->names, words[chance_below(&making->chance, count)]);
}

static Name any_word(Making *making)
{
    static const char *const words[] = { "alpha", "beta", "gamma \"q\"", "delta\nline" };

    return word(making, words, 4);
}

static Expr *any_expr(Making *making)
{
    Expr *expr = sd_arena_alloc(making->catalog->arena, sizeof *expr);

    expr->text = any_word(making);
    return expr;
}

static const List *any_list(Making *making, bool sorted)
{
    const List *list = NULL;

    for (size_t count = chance_below(&making->chance, 4); count; count--) {
        Name name = any_word(making);

        list = sd_list_has(list, name) ? list : sd_list_with(making->catalog->arena, list, name);
    }
    return sorted ? sd_list_sorted(making->catalog->arena, list) : list;
}

static void fill_row(Making *making, Object *object, const Attr *attr)
{
    void *field = sd_object_field(object, attr);
    Expr *items[2];

    switch (attr->type) {
    case ATTR_BOOL:
        /* what a table has from those above it takes a table above that has it too */
        *(bool *) field = strcmp(attr->name, "inherited") != 0 && !attr->never_wanted && happens(making, 4);
        break;
    case ATTR_INT:
        *(int64_t *) field = (int64_t) chance_below(&making->chance, 3);
        break;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        *(Name *) field = happens(making, 2) ? any_word(making) : NULL;
        break;
    case ATTR_EXPR:
        *(Expr **) field = happens(making, 2) ? any_expr(making) : NULL;
        break;
    case ATTR_EXPRS:
        items[0] = any_expr(making);
        items[1] = any_expr(making);
        *(const ExprList **) field = sd_exprs(making->catalog->arena, items, chance_below(&making->chance, 3));
        break;
    case ATTR_LIST:
    case ATTR_OPTIONS:
        *(const List **) field = any_list(making, attr->type == ATTR_OPTIONS || attr->compare == COMPARE_SET);
        break;
    case ATTR_REF:
    case ATTR_REFS:
        break; /* chosen with the edges */
    }
}

static Object *add(Making *making, KindId kind, Key parent, const char *prefix, size_t number, bool has_args)
{
    Names *names = making->catalog->names;
    Name name = prefix ? sd_name_format(names, "%s%zu", prefix, number) : NULL;
    Object *object =
        sd_catalog_add(making->catalog, sd_key(names, kind, parent, name, has_args ? sd_name(names, "") : NULL));

    if (object) {
        for (size_t i = 0; i < sd_kinds[kind].attr_count; i++) {
            fill_row(making, object, &sd_kinds[kind].attrs[i]);
        }
    }
    return object;
}

static Key key_of(const Object *object)
{
    return object ? object->key : NULL;
}

/* ---- edges ------------------------------------------------------------------------------------------------------ */

/* Something in or on one of the first `count` bases, of that kind if one is asked for; NULL when chance says so. */
static Key pick(Making *making, size_t count, KindId kind)
{
    for (size_t attempt = 0; count && attempt < 6; attempt++) {
        Object *base = making->bases[chance_below(&making->chance, count)];
        size_t child = chance_below(&making->chance, 6);
        Object *found = base;

        for (Object *each = base->first_child; each && child; each = each->next, child--) {
            bool may_be_needed = each->key->kind == KIND_COLUMN;

            found = may_be_needed ? each : found;
        }
        if (kind == KIND_COUNT || found->key->kind == kind) {
            return found->key;
        }
        if (base->key->kind == kind) {
            return base->key;
        }
    }
    return NULL;
}

static KindId referred_kind(const Attr *attr)
{
    return strcmp(attr->name, "routine") == 0 ? KIND_ROUTINE : attr->falls_with ? KIND_COLUMN : KIND_TABLE;
}

/* References and needs of one object, to what lives on the first `count` bases. */
static void connect(Making *making, Object *object, size_t count)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        bool refers = (attr->type == ATTR_REF || attr->type == ATTR_REFS) && !attr->shares;
        Key key = refers ? pick(making, count, referred_kind(attr)) : NULL;

        /* The simulated server knows no inheritance. */
        if (!key || happens(making, 2) || attr->hands_down) {
            continue;
        }
        if (attr->type == ATTR_REF) {
            *(Key *) sd_object_field(object, attr) = key;
        } else {
            *(const KeyList **) sd_object_field(object, attr) = sd_keys(making->catalog->arena, &key, 1);
        }
    }
    for (size_t needs = chance_below(&making->chance, 3); needs; needs--) {
        sd_catalog_edge(making->catalog, object->key, pick(making, count, KIND_COUNT));
    }
}

/* Columns need what comes before their table; the other parts are needed by nothing but their comments, so they may
 * need anything. */
static void connect_all(Making *making)
{
    for (size_t i = 0; i < making->base_count; i++) {
        connect(making, making->bases[i], i);
        for (Object *child = making->bases[i]->first_child; child; child = child->next) {
            if (child->key->kind == KIND_COLUMN) {
                connect(making, child, i);
            } else if (child->key->kind != KIND_COMMENT && child->key->kind != KIND_GRANT) {
                connect(making, child, making->base_count);
            }
            if (child->first_child && child->first_child->key->kind == KIND_COLUMN_DEFAULT) {
                connect(making, child->first_child, making->base_count);
            }
        }
    }
}

/* ---- objects ------------------------------------------------------------------------------------------------------ */

static void add_notes(Making *making, Object *target)
{
    if (happens(making, 4)) {
        (void) add(making, KIND_COMMENT, target->key, NULL, 0, false);
    }
    if ((sd_kind_of(target)->traits & HAS_GRANTS) && happens(making, 4)) {
        (void) add(making, KIND_GRANT, target->key, "role", chance_below(&making->chance, 2), false);
    }
}

static void add_parts(Making *making, Object *table)
{
    static const struct {
        KindId kind;
        const char *prefix;
        size_t most;
    } parts[] = { { KIND_COLUMN, "c", 4 },
                  { KIND_CONSTRAINT, "x", 3 },
                  { KIND_INDEX, "y", 3 },
                  { KIND_TRIGGER, "g", 2 },
                  { KIND_POLICY, "p", 2 } };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (size_t number = 0; number < parts[i].most; number++) {
            Object *part =
                happens(making, 2) ? add(making, parts[i].kind, table->key, parts[i].prefix, number, false) : NULL;

            if (part && part->key->kind == KIND_COLUMN && happens(making, 2)) {
                (void) add(making, KIND_COLUMN_DEFAULT, part->key, NULL, 0, false);
            }
            if (part) {
                add_notes(making, part);
            }
        }
    }
}

static void add_bases(Making *making, Key schema)
{
    /* Relations draw from the same names, so that a table may become a view; a name is taken once. */
    static const KindId kinds[] = { KIND_TABLE, KIND_TABLE, KIND_TABLE, KIND_VIEW, KIND_VIEW, KIND_MATERIALIZED_VIEW };

    for (size_t number = 0; number < 6; number++) {
        KindId kind = kinds[chance_below(&making->chance, 6)];
        Object *relation = happens(making, 4) ? NULL : add(making, kind, schema, "r", number, false);

        if (relation) {
            making->bases[making->base_count++] = relation;
            if (kind == KIND_TABLE) {
                add_parts(making, relation);
            }
        }
    }
    for (size_t number = 0; number < 2; number++) {
        static const KindId others[] = { KIND_ENUM_TYPE, KIND_DOMAIN, KIND_ROUTINE, KIND_SEQUENCE };

        for (size_t i = 0; i < 4; i++) {
            char prefix[] = { (char) ('k' + (int) i), '\0' };

            if (happens(making, 2)) {
                making->bases[making->base_count++] =
                    add(making, others[i], schema, prefix, number, others[i] == KIND_ROUTINE);
            }
        }
    }
}

static void shuffle(Chance *chance, Object **objects, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = chance_below(chance, i);
        Object *swap = objects[i - 1];

        objects[i - 1] = objects[other];
        objects[other] = swap;
    }
}

Catalog *random_catalog(Names *names, uint64_t seed)
{
    Making making = { .catalog = sd_catalog_new(names), .chance = { .state = seed } };

    for (size_t number = 0; number < 2; number++) {
        Key schema = happens(&making, 8) ? NULL : key_of(add(&making, KIND_SCHEMA, NULL, "s", number, false));

        if (schema) {
            add_notes(&making, sd_catalog_find(making.catalog, schema));
            add_bases(&making, schema);
        }
    }
    for (size_t i = 0; i < making.base_count; i++) {
        add_notes(&making, making.bases[i]);
    }
    shuffle(&making.chance, making.bases, making.base_count);
    connect_all(&making);
    sd_catalog_seal(making.catalog);
    return making.catalog;
}

static Catalog *copy_catalog(const Catalog *catalog, Making *making, bool edit)
{
    Catalog *copy = making->catalog = sd_catalog_new(catalog->names);
    Object **objects = malloc((catalog->object_count + 1) * sizeof(Object *));
    size_t count = 0;

    for (Object *object = catalog->first; objects && object; object = object->next_all) {
        objects[count++] = object;
    }
    shuffle(&making->chance, objects, count);
    for (size_t i = 0; i < count; i++) {
        const Kind *kind = sd_kind_of(objects[i]);
        Object *object = sd_catalog_add(copy, objects[i]->key);

        for (size_t row = 0; row < kind->attr_count; row++) {
            sd_attr_copy(object, objects[i], &kind->attrs[row]);
            if (edit && happens(making, 40)) {
                fill_row(making, object, &kind->attrs[row]);
            }
        }
    }
    free(objects);
    for (size_t i = catalog->edge_count; i-- > 0;) {
        sd_catalog_edge(copy, catalog->edges[i].from, catalog->edges[i].to);
    }
    sd_catalog_seal(copy);
    return copy;
}

Catalog *random_shuffled(const Catalog *catalog, uint64_t seed)
{
    Making making = { .chance = { .state = seed } };

    return copy_catalog(catalog, &making, false);
}

Catalog *random_edited(const Catalog *catalog, uint64_t seed)
{
    Making making = { .chance = { .state = seed } };

    return copy_catalog(catalog, &making, true);
}
