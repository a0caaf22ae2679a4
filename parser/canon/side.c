#include "parser/canon/side_own.h"

#include "model/lookup.h"
#include "parser/canon/meaning.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of types by spelling, columns by relation, meanings by Expr: each keyed by an address. */
typedef struct Entry {
    const void *key;
    TypeOid type;
    RelationColumns columns;
    bool busy;
    struct Meaning *meaning;
} Entry;

struct SideTables {
    Lookup types, relations, meanings; /* Entries */
    TypeInfo *own;                     /* from TYPE_FIRST_OWN on */
    size_t own_count;
    TypeInfo *builtin; /* filled when asked for, by OID */
};

enum { BUILTIN_OIDS = 6200 };

Side *sd_side_new(Catalog *catalog, const Catalog *other, bool recording)
{
    Arena *arena = sd_arena_new();
    Side *side = sd_arena_alloc(arena, sizeof *side);

    side->catalog = catalog;
    side->other = other;
    side->members = sd_resolver_members(&(Resolver){ .catalog = catalog, .other = other });
    side->names = catalog->names;
    side->arena = arena;
    side->recording = recording;
    side->tables = sd_arena_alloc(arena, sizeof *side->tables);
    side->tables->builtin = sd_arena_alloc(arena, BUILTIN_OIDS * sizeof *side->tables->builtin);
    sd_side_take_own(side);
    return side;
}

void sd_side_free(Side *side)
{
    if (side) {
        sd_arena_free(side->arena);
    }
}

static Entry *find(const Lookup *table, const void *key)
{
    return sd_lookup_find(table, sd_lookup_id(key));
}

static Entry *insert(Side *side, Lookup *table, const void *key)
{
    Entry *entry = sd_arena_alloc(side->arena, sizeof *entry);

    entry->key = key;
    sd_lookup_add(table, side->arena, sd_lookup_id(key), entry);
    return entry;
}

const Object *sd_side_find(const Side *side, Key key)
{
    const Object *object = sd_catalog_find(side->catalog, key);

    object = object || !side->other ? object : sd_catalog_find(side->other, key);
    return object || !side->members ? object : sd_catalog_find(side->members, key);
}

struct Meaning *sd_side_meaning(Side *side, const Expr *expr)
{
    Entry *entry = find(&side->tables->meanings, expr);

    return entry ? entry->meaning : NULL;
}

void sd_side_set_meaning(Side *side, const Expr *expr, struct Meaning *meaning)
{
    Entry *entry = find(&side->tables->meanings, expr);

    if (!entry) {
        entry = insert(side, &side->tables->meanings, expr);
    }
    entry->meaning = meaning;
}

/* ---- types -------------------------------------------------------------------------------------------------- */

/* Takes one identifier off a qualified name; false at the end or when it is none. */
static bool take_identifier(const char **at, char *identifier, size_t room)
{
    const char *c = *at;
    size_t length = 0;
    bool quoted = *c == '"';

    c += quoted;
    while (*c && length + 1 < room) {
        if (quoted && *c == '"') {
            if (c[1] != '"') {
                break;
            }
            c++;
        } else if (!quoted && *c == '.') {
            break;
        }
        identifier[length++] = *c++;
    }
    identifier[length] = 0;
    if (quoted && *c == '"') {
        c++;
    }
    *at = c;
    return length > 0;
}

/* Takes schema and name out of "app.mood". */
static bool split_spelling(const Side *side, const char *spelled, Name *schema, Name *name)
{
    char first[512], second[512];

    if (!take_identifier(&spelled, first, sizeof first) || *spelled != '.') {
        return false;
    }
    spelled++;
    if (!take_identifier(&spelled, second, sizeof second) || *spelled) {
        return false;
    }
    *schema = sd_name(side->names, first);
    *name = sd_name(side->names, second);
    return true;
}

/* The object behind "app.mood": enum, domain, or the row type of a relation; NULL when there is none. */
static Key key_of_spelling(Side *side, const char *spelled)
{
    Resolver resolver = { .catalog = side->catalog, .other = side->other };
    Name schema, name;

    return split_spelling(side, spelled, &schema, &name) ? sd_resolve_type(&resolver, schema, name) : NULL;
}

Key sd_side_object(Side *side, KindId kind, Name spelled)
{
    Resolver resolver = { .catalog = side->catalog, .other = side->other };
    Name schema, name;

    return split_spelling(side, spelled->text, &schema, &name) ? sd_resolve_object(&resolver, kind, schema, name)
                                                               : NULL;
}

Name sd_side_schema_of(const Side *side, Name spelled)
{
    const char *at = spelled->text;
    char schema[512];

    return take_identifier(&at, schema, sizeof schema) && *at == '.' ? sd_name(side->names, schema) : NULL;
}

static bool is_multirange(const Object *range, Name spelled)
{
    return range && ((const RangeType *) range)->multirange == spelled;
}

static TypeOid add_own(Side *side, Name spelled)
{
    struct SideTables *tables = side->tables;
    size_t number;
    bool is_array = spelled->length > 2 && strcmp(spelled->text + spelled->length - 2, "[]") == 0;
    TypeOid element = is_array ? sd_side_type(side, sd_name_of(side->names, spelled->text, spelled->length - 2)) : 0;
    TypeInfo info = { .spelled = spelled, .kind = '?', .category = 'U', .element = element };
    const Object *object;

    /* Looking up the element may have added it. */
    number = tables->own_count;
    tables->own = sd_arena_grow(side->arena, tables->own, number, sizeof *tables->own);
    tables->own_count++;
    info.base = TYPE_FIRST_OWN + (TypeOid) number;
    tables->own[number] = info;
    if (is_array) {
        info.kind = 'b';
        info.category = 'A';
    } else if ((info.key = key_of_spelling(side, spelled->text)) != NULL) {
        switch (info.key->kind) {
        case KIND_ENUM_TYPE:
            info.kind = 'e';
            info.category = 'E';
            break;
        case KIND_DOMAIN:
            object = sd_side_find(side, info.key);
            info.kind = 'd';
            info.base = sd_side_base(side, sd_side_type(side, object ? ((const Domain *) object)->type : NULL));
            info.category = sd_side_type_info(side, info.base)->category;
            break;
        case KIND_BASE_TYPE:
            object = sd_side_find(side, sd_key(side->names, KIND_TYPE_DEFINITION, info.key, NULL, NULL));
            info.kind = 'b';
            if (object) {
                const TypeDefinition *definition = (const TypeDefinition *) object;

                info.category = definition->category ? *definition->category->text : 'U';
                info.preferred = definition->preferred;
            }
            break;
        case KIND_RANGE_TYPE:
            object = sd_side_find(side, info.key);
            info.kind = is_multirange(object, spelled) ? 'm' : 'r';
            info.category = 'R';
            info.subtype = sd_side_type(side, object ? ((const RangeType *) object)->subtype : NULL);
            break;
        default:
            info.kind = 'c';
            info.category = 'C';
            break;
        }
    }
    tables->own[number] = info;
    return TYPE_FIRST_OWN + (TypeOid) number;
}

TypeOid sd_side_type(Side *side, Name spelled)
{
    const BuiltinType *builtin;
    Name bare;
    Entry *entry;
    TypeOid type;

    if (!spelled || spelled->length == 0) {
        return 0;
    }
    entry = find(&side->tables->types, spelled);
    if (entry) {
        return entry->type;
    }
    bare = sd_type_without_modifier(side->names, spelled);
    if (bare != spelled) {
        type = sd_side_type(side, bare);
    } else {
        builtin = sd_builtin_type_spelled(spelled->text);
        if (builtin) {
            type = builtin->oid;
        } else {
            /* Stands in while a domain over itself, which a broken source may have, is looked up. */
            entry = insert(side, &side->tables->types, spelled);
            type = add_own(side, spelled);
            entry->type = type;
            return type;
        }
    }
    insert(side, &side->tables->types, spelled)->type = type;
    return type;
}

static const TypeInfo *builtin_info(const Side *side, TypeOid type)
{
    TypeInfo *info = &side->tables->builtin[type];
    const BuiltinType *builtin;

    if (info->kind) {
        return info;
    }
    builtin = sd_builtin_type_of(type);
    if (!builtin) {
        return NULL;
    }
    *info = (TypeInfo){ .spelled = sd_name(side->names, builtin->spelled),
                        .kind = builtin->kind,
                        .category = builtin->category,
                        .preferred = builtin->preferred,
                        .element = builtin->category == 'A' ? builtin->element : 0,
                        .base = type,
                        .subtype = builtin->subtype };
    return info;
}

const TypeInfo *sd_side_type_info(const Side *side, TypeOid type)
{
    static const TypeInfo not_known = { .kind = '?', .category = 'U' };
    const TypeInfo *info = NULL;

    if (type >= TYPE_FIRST_OWN && type - TYPE_FIRST_OWN < side->tables->own_count) {
        info = &side->tables->own[type - TYPE_FIRST_OWN];
    } else if (type > 0 && type < BUILTIN_OIDS) {
        info = builtin_info(side, type);
    }
    return info ? info : &not_known;
}

TypeOid sd_side_array_of(Side *side, TypeOid element)
{
    const BuiltinType *builtin = sd_builtin_type_of(element);
    Name spelled = sd_side_type_info(side, element)->spelled;

    if (builtin) {
        return builtin->array;
    }
    return spelled ? sd_side_type(side, sd_name_format(side->names, "%s[]", spelled->text)) : 0;
}

TypeOid sd_side_base(const Side *side, TypeOid type)
{
    const TypeInfo *info = sd_side_type_info(side, type);

    return info->kind == 'd' ? info->base : type;
}

/* Arrays proper: int2vector and oidvector are of the category but stand alone. */
TypeOid sd_side_element_of(const Side *side, TypeOid type)
{
    return type == TYPE_INT2VECTOR || type == TYPE_OIDVECTOR ? 0 : sd_side_type_info(side, type)->element;
}

uint64_t sd_side_type_identity(const Side *side, TypeOid type)
{
    return type < TYPE_FIRST_OWN ? type : (uint64_t) (uintptr_t) sd_side_type_info(side, type)->spelled;
}

/* ---- columns ------------------------------------------------------------------------------------------------ */

typedef struct ColumnBuffer {
    RelationColumn *items;
    size_t count;
} ColumnBuffer;

/* Columns of the same name merge when a table inherits (MergeAttributes of tablecmds.c). */
static void append_column(Side *side, ColumnBuffer *buffer, RelationColumn column)
{
    for (size_t i = 0; i < buffer->count; i++) {
        if (buffer->items[i].name == column.name) {
            return;
        }
    }
    buffer->items = sd_arena_grow(side->arena, buffer->items, buffer->count, sizeof *buffer->items);
    buffer->items[buffer->count++] = column;
}

static int compare_positions(const void *a, const void *b)
{
    int64_t left = (*(const Column *const *) a)->position, right = (*(const Column *const *) b)->position;

    return (left > right) - (left < right);
}

static void append_table(Side *side, ColumnBuffer *buffer, const Table *table)
{
    const Column **columns = NULL;
    size_t count = 0;

    for (const Object *child = table->base.first_child; child; child = child->next) {
        if (child->key->kind == KIND_COLUMN) {
            columns = sd_arena_grow(side->arena, columns, count, sizeof *columns);
            columns[count++] = (const Column *) child;
        }
    }
    if (count) {
        qsort(columns, count, sizeof *columns, compare_positions);
    }
    for (size_t i = 0; i < count; i++) {
        append_column(side, buffer,
                      (RelationColumn){ .name = columns[i]->base.key->name,
                                        .type = sd_side_type(side, columns[i]->type),
                                        .modified = columns[i]->type,
                                        .key = columns[i]->base.key });
    }
}

static const List *list_of(const Object *object, const char *row)
{
    return *(const List *const *) sd_object_field(object, sd_kind_attr(sd_kind_of(object), row));
}

/* Names and types as the view has them, which a server says; else its query gives them. */
static bool append_view(Side *side, ColumnBuffer *buffer, const Object *view)
{
    const List *names = list_of(view, "columns"), *types = list_of(view, "column_types");
    const Attr *attr = sd_kind_attr(sd_kind_of(view), "query");
    bool is_said = names && types && sd_list_count(names) == sd_list_count(types);
    const Meaning *meaning =
        is_said ? NULL : sd_meaning_of(side, view, attr, *(Expr *const *) sd_object_field(view, attr), 0);
    size_t known = meaning && meaning->outputs_known ? meaning->output_count : 0;

    buffer->count = names ? sd_list_count(names) : known;
    buffer->items = sd_arena_alloc(side->arena, buffer->count * sizeof *buffer->items);
    for (size_t i = 0; i < buffer->count; i++) {
        Name type = is_said ? types->items[i] : i < known ? meaning->column_types[i] : NULL;

        buffer->items[i] = (RelationColumn){
            .name = names ? names->items[i] : meaning->outputs[i].name,
            .type = sd_side_type(side, type),
            .modified = type,
        };
    }
    return buffer->count > 0 || (meaning && meaning->outputs_known);
}

static void append_attributes(Side *side, ColumnBuffer *buffer, const CompositeType *type)
{
    for (size_t i = 0; i < sd_list_count(type->attributes); i++) {
        Key key = sd_key(side->names, KIND_ATTRIBUTE, type->base.key, type->attributes->items[i], NULL);
        const Attribute *attribute = (const Attribute *) sd_side_find(side, key);

        if (attribute) {
            append_column(side, buffer,
                          (RelationColumn){ .name = key->name,
                                            .type = sd_side_type(side, attribute->type),
                                            .modified = attribute->type,
                                            .key = key });
        }
    }
}

static RelationColumns columns_of(Side *side, const Object *relation)
{
    ColumnBuffer buffer = { 0 };
    bool known = true;

    switch (relation->key->kind) {
    case KIND_TABLE:
        append_table(side, &buffer, (const Table *) relation);
        break;
    case KIND_COMPOSITE_TYPE:
        append_attributes(side, &buffer, (const CompositeType *) relation);
        break;
    case KIND_VIEW:
    case KIND_MATERIALIZED_VIEW:
        known = append_view(side, &buffer, relation);
        break;
    default:
        known = false;
        break;
    }
    return (RelationColumns){ .items = buffer.items, .count = buffer.count, .known = known };
}

RelationColumns sd_side_columns(Side *side, Key relation)
{
    Entry *entry = find(&side->tables->relations, relation);
    const Object *object;

    if (entry) {
        return entry->columns; /* nothing while it is being looked up: a view over itself */
    }
    entry = insert(side, &side->tables->relations, relation);
    object = sd_side_find(side, relation);
    if (object) {
        entry->columns = columns_of(side, object);
    }
    return entry->columns;
}
