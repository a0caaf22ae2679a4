/* Types that got another name, in the texts that spell them: columns, domains, arguments of routines. */
#include "parser/sql/mention.h"
#include "parser/sql/routine.h"

#include <string.h>

static size_t base_length(Name type, Key key)
{
    Arena *scratch = sd_arena_new();
    Text text = sd_text(scratch);
    size_t length;

    sd_text_qualified(&text, key);
    length = text.length;
    /* Behind the name only an array's brackets may follow: our types have no modifiers. */
    if (type->length < length || memcmp(type->text, text.bytes, length) != 0 ||
        (type->text[length] != '\0' && type->text[length] != '[')) {
        length = 0;
    }
    sd_arena_free(scratch);
    return length;
}

bool sd_type_is_of(Name type, Key key)
{
    return type && sd_kinds[key->kind].traits & (IS_TYPE | IS_RELATION) && base_length(type, key) > 0;
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

/* The types of the input arguments are part of a routine's key. */
static void follow_in_routine(Catalog *catalog, Object *routine, Key from, Key to)
{
    const List **row = sd_routine_list(routine, "argument_types");
    const List *modes = *sd_routine_list(routine, "argument_modes");
    const List *types = renamed_list(catalog, *row, from, to);
    Arena *scratch;
    Text args;
    Key key;

    if (types == *row) {
        return;
    }
    *row = types;
    scratch = sd_arena_new();
    args = sd_text(scratch);
    for (size_t i = 0; i < sd_list_count(types); i++) {
        const char *mode = modes ? modes->items[i]->text : "i";

        if (strchr("ibv", mode[0])) {
            sd_text_put(&args, args.length ? ", " : "");
            sd_text_put_name(&args, types->items[i]);
        }
    }
    key = sd_key(catalog->names, routine->key->kind, routine->key->parent, routine->key->name,
                 sd_name_of(catalog->names, args.bytes, args.length));
    sd_arena_free(scratch);
    if (!sd_catalog_find(catalog, key)) {
        sd_catalog_rename(catalog, routine, key);
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
            follow_in_routine(catalog, object, from, to);
        }
    }
}
