/* What the bodies of routines mention.
 *
 * A quoted body is text to the server until it runs, so nothing depends on what it names, and
 * `SET check_function_bodies = off` lets it be made before that.  But some statements run routines: a check looks at
 * the rows that are there, a materialized view is filled.  Every word of a body that names a routine or a view of the
 * model becomes a hint; a word that means something else costs nothing but an order that is as good as another. */
#include "parser/canon/canon.h"

#include <string.h>

typedef struct Words {
    const char *at;
    Names *names;
} Words;

static bool starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char) c >= 0x80;
}

static bool continues_word(char c)
{
    return starts_word(c) || (c >= '0' && c <= '9') || c == '$';
}

/* The identifier at words->at, folded to lower case unless quoted; NULL when there is none.  Moves behind it. */
static Name take_identifier(Words *words)
{
    char folded[64];
    size_t length = 0;

    if (*words->at == '"') {
        const char *start = words->at + 1;
        const char *end = strchr(start, '"');

        words->at = end ? end + 1 : start + strlen(start);
        return end ? sd_name_of(words->names, start, (size_t) (end - start)) : NULL;
    }
    if (!starts_word(*words->at)) {
        return NULL;
    }
    for (; continues_word(*words->at); words->at++) {
        if (length < sizeof folded) {
            folded[length++] = *words->at >= 'A' && *words->at <= 'Z' ? (char) (*words->at + 32) : *words->at;
        }
    }
    return length < sizeof folded ? sd_name_of(words->names, folded, length) : NULL;
}

/* The next name in the text: one identifier, or schema and name.  False at the end. */
static bool next_name(Words *words, Name *schema, Name *name)
{
    while (*words->at) {
        *schema = NULL;
        *name = take_identifier(words);
        if (!*name) {
            words->at += *words->at != 0;
            continue;
        }
        if (*words->at == '.' && (starts_word(words->at[1]) || words->at[1] == '"')) {
            words->at++;
            *schema = *name;
            *name = take_identifier(words);
        }
        if (*name) {
            return true;
        }
    }
    return false;
}

static void hint_at(const Resolver *resolver, Key routine, Name schema, Name name)
{
    enum { MOST_OVERLOADS = 16 };
    Key found[MOST_OVERLOADS];
    size_t count = sd_resolve_routines(resolver, schema, name, found, MOST_OVERLOADS);
    Key relation = sd_resolve_relation(resolver, schema, name);

    for (size_t i = 0; i < count && i < MOST_OVERLOADS; i++) {
        if (found[i] != routine) {
            sd_catalog_hint(resolver->catalog, routine, found[i]);
        }
    }
    /* Tables come in time: whatever runs a routine while a schema is built up is made after all tables. */
    if (relation && !(sd_kinds[relation->kind].traits & HOLDS_DATA)) {
        sd_catalog_hint(resolver->catalog, routine, relation);
    }
}

/* The path that the body is likely to run with: what the routine sets, or its own schema and public. */
static const List *likely_path(Catalog *catalog, const Routine *routine)
{
    const char *set = sd_options_get(routine->settings, "search_path");
    Name path[16];
    size_t count = 0;

    if (set) {
        Words words = { .at = set, .names = catalog->names };
        Name schema, name;

        while (count < sizeof path / sizeof *path && next_name(&words, &schema, &name)) {
            path[count++] = name;
        }
    } else {
        path[count++] = sd_key_schema(routine->base.key);
        path[count++] = sd_name(catalog->names, "public");
    }
    return sd_list(catalog->arena, path, count);
}

void sd_canon_bodies(Catalog *catalog)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        const Routine *routine = (const Routine *) object;
        Resolver resolver = { .catalog = catalog };
        Words words = { .names = catalog->names };
        Name schema, name;

        if (object->key->kind != KIND_ROUTINE || !routine->body) {
            continue;
        }
        resolver.path = likely_path(catalog, routine);
        words.at = routine->body->text;
        while (next_name(&words, &schema, &name)) {
            hint_at(&resolver, object->key, schema, name);
        }
    }
}
