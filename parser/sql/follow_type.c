/* Types that got another name, in the texts that spell them: columns, domains, arguments of routines. */
#include "parser/sql/mention.h"
#include "parser/sql/routine.h"

#include <string.h>

/* Behind the name only an array's brackets may follow: our types have no modifiers. */
static size_t base_length_of(const char *type, size_t type_length, Key key)
{
    Arena *scratch = sd_arena_new();
    Text text = sd_text(scratch);
    size_t length;

    sd_text_qualified(&text, key);
    length = text.length;
    if (type_length < length || memcmp(type, text.bytes, length) != 0 ||
        (type_length > length && type[length] != '[')) {
        length = 0;
    }
    sd_arena_free(scratch);
    return length;
}

static size_t base_length(Name type, Key key)
{
    return base_length_of(type->text, type->length, key);
}

bool sd_type_is_of(Name type, Key key)
{
    return type && sd_kinds[key->kind].traits & (IS_TYPE | IS_RELATION) && base_length(type, key) > 0;
}

bool sd_key_is_over(Key key, Key type)
{
    unsigned traits = sd_kinds[key->kind].traits;
    const char *start;
    bool quoted = false, found = false;

    if (!(sd_kinds[type->kind].traits & (IS_TYPE | IS_RELATION))) {
        return false;
    }
    if (traits & NAMED_BY_TYPE && sd_type_is_of(key->name, type)) {
        return true;
    }
    if (!(traits & OVER_TYPES) || !key->args) {
        return false;
    }
    start = key->args->text;
    for (const char *c = start; !found; c++) {
        quoted ^= *c == '"';
        if (*c == '\0' || (*c == ',' && !quoted)) {
            found = base_length_of(start, (size_t) (c - start), type) > 0;
            start = c + 2;
        }
        if (*c == '\0') {
            break;
        }
    }
    return found;
}

bool sd_row_is_of(const Attr *attr, Name value, Key key)
{
    if (attr->type == ATTR_TYPE) {
        return sd_type_is_of(value, key);
    }
    return value && (attr->refers_to >> key->kind & 1u) && base_length(value, key) == value->length;
}

static Name exchanged(Names *names, Name type, Key from, Key to)
{
    Arena *scratch = sd_arena_new();
    Text text = sd_text(scratch);

    sd_text_qualified(&text, to);
    sd_text_put(&text, type->text + base_length(type, from));
    type = sd_name_of(names, text.bytes, text.length);
    sd_arena_free(scratch);
    return type;
}

static Name renamed(Names *names, Name type, Key from, Key to)
{
    return sd_type_is_of(type, from) ? exchanged(names, type, from, to) : type;
}

static const List *renamed_list(Catalog *catalog, const List *list, Key from, Key to)
{
    for (size_t i = 0; i < sd_list_count(list); i++) {
        Name name = renamed(catalog->names, list->items[i], from, to);

        if (name != list->items[i]) {
            list = sd_list_replaced(catalog->arena, list, list->items[i], name);
        }
    }
    return list;
}

/* "integer, app.mood": types with commas between. */
static Name renamed_in_args(Names *names, Name args, Key from, Key to)
{
    Arena *scratch = sd_arena_new();
    Text text = sd_text(scratch);
    const char *start = args->text;
    bool quoted = false;

    for (const char *c = args->text;; c++) {
        quoted ^= *c == '"';
        if (*c == '\0' || (*c == ',' && !quoted)) {
            sd_text_put_name(&text, renamed(names, sd_name_of(names, start, (size_t) (c - start)), from, to));
            if (*c == '\0') {
                break;
            }
            sd_text_put(&text, ", ");
            start = c + 2;
        }
    }
    args = sd_name_of(names, text.bytes, text.length);
    sd_arena_free(scratch);
    return args;
}

/* Types are part of the key of what takes them. */
static void follow_in_key(Catalog *catalog, Object *object, Key from, Key to)
{
    unsigned traits = sd_kind_of(object)->traits;
    Key old = object->key, key;
    Name name = traits & NAMED_BY_TYPE ? renamed(catalog->names, old->name, from, to) : old->name, args = old->args;

    args = traits & OVER_TYPES && args ? renamed_in_args(catalog->names, args, from, to) : args;
    key = sd_key(catalog->names, old->kind, old->parent, name, args);
    if (key != old && !sd_catalog_find(catalog, key)) {
        sd_catalog_rename(catalog, object, key);
    }
}

void sd_type_follow(Session *session, Key from, Key to)
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);

        for (size_t i = 0; i < kind->attr_count; i++) {
            const Attr *attr = &kind->attrs[i];
            Name *name = sd_object_field(object, attr);

            if ((attr->type == ATTR_TYPE || attr->refers_to) && sd_row_is_of(attr, *name, from)) {
                *name = exchanged(catalog->names, *name, from, to);
            }
        }
        if (kind->traits & IS_ROUTINE) {
            const List **types = sd_routine_list(object, "argument_types");

            *types = renamed_list(catalog, *types, from, to);
        }
        if (kind->traits & (OVER_TYPES | NAMED_BY_TYPE)) {
            follow_in_key(catalog, object, from, to);
        }
    }
}
