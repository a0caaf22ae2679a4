/* Literals that name an object: regclass, regconfig, regdictionary, regtype (regproc.c). */
#include "parser/canon/analysis.h"

#include <string.h>

static const char *skip_space(const char *at)
{
    while (*at && (*at == ' ' || *at == '\t' || *at == '\n')) {
        at++;
    }
    return at;
}

/* 'app.seq' as stringToQualifiedNameList() takes it apart: unquoted parts fold to lower case.  The number of parts. */
static size_t split_name(Analysis *analysis, const char *text, Name parts[3])
{
    const char *at = skip_space(text);
    size_t count = 0;

    while (*at && count < 3) {
        Text part = sd_text(analysis->arena);

        if (*at == '"') {
            for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
                at += *at == '"';
                sd_text_char(&part, *at);
            }
            if (*at != '"') {
                return 0;
            }
            at++;
        } else {
            for (; *at && *at != '.' && *at != ' '; at++) {
                sd_text_char(&part, *at >= 'A' && *at <= 'Z' ? (char) (*at - 'A' + 'a') : *at);
            }
        }
        parts[count++] = sd_name_of(analysis->side->names, part.bytes, part.length);
        at = skip_space(at);
        if (*at == '.') {
            at = skip_space(at + 1);
        } else if (*at) {
            return 0;
        }
    }
    return *at ? 0 : count;
}

/* Types whose values are objects that the model has. */
static const struct {
    TypeOid type;
    KindId kind; /* KIND_COUNT: any relation */
} named[] = {
    { TYPE_REGCLASS, KIND_COUNT },
    { TYPE_REGCONFIG, KIND_TEXT_SEARCH_CONFIGURATION },
    { TYPE_REGDICTIONARY, KIND_TEXT_SEARCH_DICTIONARY },
};

bool sd_literal_is_name(TypeOid type)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].type == type) {
            return true;
        }
    }
    return false;
}

/* What every database has is found before anything in the path. */
static Key find_named(const Analysis *analysis, TypeOid type, Name schema, Name name)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].type != type) {
            continue;
        }
        if (named[i].kind == KIND_COUNT) {
            return sd_resolve_relation(&analysis->resolver, schema, name);
        }
        return !schema && sd_builtin_text_search(named[i].kind, name->text)
                   ? NULL
                   : sd_resolve_object(&analysis->resolver, named[i].kind, schema, name);
    }
    return NULL;
}

static bool is_catalog(Name schema)
{
    return schema && strcmp(schema->text, "pg_catalog") == 0;
}

static void write_literal(Analysis *analysis, int32_t location, const char *value)
{
    Text literal = sd_text(analysis->arena);

    if (!analysis->editing || location < 0) {
        return;
    }
    sd_text_literal(&literal, value);
    analysis->edits = sd_arena_grow(analysis->arena, analysis->edits, analysis->edit_count, sizeof *analysis->edits);
    analysis->edits[analysis->edit_count++] =
        (Edit){ .location = location, .length = EDIT_LITERAL, .by = literal.bytes };
}

Tree *sd_literal_name(Analysis *analysis, TypeOid type, const char *text, int32_t location)
{
    Name parts[3];
    size_t count = split_name(analysis, text, parts);
    Name schema = count == 2 ? parts[0] : NULL, name = count ? parts[count - 1] : NULL;
    Key key = count == 1 || count == 2 ? find_named(analysis, type, schema, name) : NULL;
    Text qualified = sd_text(analysis->arena);

    if (key) {
        sd_text_qualified(&qualified, key);
        sd_analysis_edge(analysis, key);
        sd_analysis_use(analysis, (Use){ .kind = USE_LITERAL, .key = key, .location = location });
        if (!schema) {
            write_literal(analysis, location, qualified.bytes);
        }
        schema = sd_key_schema(key);
    }
    return sd_tree_new(analysis->arena, TREE_LITERAL,
                       (TreeParts){ .type = type,
                                    .type_identity = type,
                                    .text = name ? name : sd_name(analysis->side->names, text),
                                    .qualifier = is_catalog(schema) ? NULL : schema,
                                    .location = location });
}

/* regtype: the type as format_type() spells it, whose name is then written with its schema. */
static const char *read_type(Analysis *analysis, const char *text, int32_t location)
{
    Name spelled = sd_type_name_of_text(&analysis->resolver, text);
    const TypeInfo *info = sd_side_type_info(analysis->side, sd_side_type(analysis->side, spelled));
    const TypeInfo *element = info->element ? sd_side_type_info(analysis->side, info->element) : info;

    if (element->kind == '?') {
        return NULL;
    }
    if (element->key) {
        sd_analysis_edge(analysis, element->key);
        write_literal(analysis, location, spelled->text);
    }
    return spelled->text;
}

const char *sd_literal_object(Analysis *analysis, TypeOid type, const char *text, int32_t location)
{
    return type == TYPE_REGTYPE ? read_type(analysis, text, location) : NULL;
}
