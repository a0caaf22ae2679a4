#include "model/text.h"

#include "model/object.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Text sd_text(Arena *arena)
{
    Text text = { .arena = arena, .room = 64 };

    text.bytes = sd_arena_alloc(arena, text.room);
    return text;
}

void sd_text_put_bytes(Text *text, const char *more, size_t length)
{
    if (text->room - text->length <= length) {
        size_t room = (text->length + length + 1) * 2;
        char *bytes = sd_arena_alloc(text->arena, room);

        memcpy(bytes, text->bytes, text->length);
        text->bytes = bytes;
        text->room = room;
    }
    if (length) {
        memcpy(text->bytes + text->length, more, length);
    }
    text->length += length;
    text->bytes[text->length] = 0;
}

void sd_text_put(Text *text, const char *more)
{
    sd_text_put_bytes(text, more, strlen(more));
}

void sd_text_put_name(Text *text, Name name)
{
    if (name) {
        sd_text_put_bytes(text, name->text, name->length);
    }
}

void sd_text_char(Text *text, char c)
{
    sd_text_put_bytes(text, &c, 1);
}

void sd_text_format(Text *text, const char *format, ...)
{
    va_list args, again;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        char *piece = sd_arena_alloc(text->arena, (size_t) length + 1);

        (void) vsnprintf(piece, (size_t) length + 1, format, again);
        sd_text_put_bytes(text, piece, (size_t) length);
    }
    va_end(again);
}

/* ---- quoting ------------------------------------------------------------------------------------------------ */

/* The keywords of PostgreSQL 15 (kwlist.h) that are not UNRESERVED_KEYWORD, and system_user of 16; sorted. */
static const char *const quoted_keywords[] = {
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
};

static int compare_keyword(const void *word, const void *keyword)
{
    return strcmp(word, *(const char *const *) keyword);
}

bool sd_identifier_is_plain(const char *name)
{
    if (!((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_')) {
        return false;
    }
    for (const char *c = name; *c; c++) {
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_')) {
            return false;
        }
    }
    return !bsearch(name, quoted_keywords, sizeof quoted_keywords / sizeof *quoted_keywords, sizeof *quoted_keywords,
                    compare_keyword);
}

static void put_doubling(Text *text, const char *value, char doubled, bool and_backslashes)
{
    for (const char *c = value; *c; c++) {
        if (*c == doubled || (and_backslashes && *c == '\\')) {
            sd_text_char(text, *c);
        }
        sd_text_char(text, *c);
    }
}

void sd_text_identifier(Text *text, Name name)
{
    if (sd_identifier_is_plain(name->text)) {
        sd_text_put_name(text, name);
        return;
    }
    sd_text_char(text, '"');
    put_doubling(text, name->text, '"', false);
    sd_text_char(text, '"');
}

void sd_text_literal(Text *text, const char *value)
{
    bool has_backslash = strchr(value, '\\') != NULL;

    sd_text_put(text, has_backslash ? "E'" : "'");
    put_doubling(text, value, '\'', has_backslash);
    sd_text_char(text, '\'');
}

void sd_text_dollar(Text *text, const char *value)
{
    char tag[32] = "$$";
    size_t length = strlen(value);

    /* A value that ends in a dollar sign would run into the closing tag. */
    for (int i = 0; strstr(value, tag) || (length && value[length - 1] == '$' && i == 0); i++) {
        if (i == 0) {
            (void) snprintf(tag, sizeof tag, "$body$");
        } else {
            (void) snprintf(tag, sizeof tag, "$body%d$", i);
        }
    }
    sd_text_put(text, tag);
    sd_text_put(text, value);
    sd_text_put(text, tag);
}

/* ---- keys --------------------------------------------------------------------------------------------------- */

static void put_signature(Text *text, Key key)
{
    for (const char *c = sd_kinds[key->kind].signature; *c; c++) {
        if (*c != '%') {
            sd_text_char(text, *c);
        } else if (*++c == 'i' && key->name) {
            sd_text_identifier(text, key->name);
        } else {
            sd_text_put_name(text, *c == 'a' ? key->args : key->name);
        }
    }
}

static void put_qualified(Text *text, Key key, const char *no_arguments)
{
    Name schema;

    if (!key) {
        return;
    }
    schema = sd_key_schema(key);
    if (schema && key->kind != KIND_SCHEMA && !(sd_kinds[key->kind].traits & IN_PARENT)) {
        sd_text_identifier(text, schema);
        sd_text_char(text, '.');
    }
    if (sd_kinds[key->kind].signature) {
        put_signature(text, key);
    } else if (key->name) {
        sd_text_identifier(text, key->name);
    }
    if ((sd_kinds[key->kind].traits & IS_ROUTINE) && key->args) {
        sd_text_char(text, '(');
        sd_text_put(text, key->args->length ? key->args->text : no_arguments);
        sd_text_char(text, ')');
    }
}

void sd_text_qualified(Text *text, Key key)
{
    put_qualified(text, key, key && key->kind == KIND_AGGREGATE ? "*" : "");
}

void sd_text_signature(Text *text, Key key)
{
    put_qualified(text, key, "");
}

void sd_text_function(Text *text, const char *words, Key key)
{
    Name schema = sd_key_schema(key);

    if (key) {
        sd_text_put(text, words);
        sd_text_identifier(text, schema);
        sd_text_char(text, '.');
        sd_text_identifier(text, key->name);
    }
}

static void put_path(Text *text, Key key)
{
    if (key->parent) {
        put_path(text, key->parent);
        if (key->name) {
            sd_text_char(text, '.');
        }
    }
    if (sd_kinds[key->kind].signature) {
        put_signature(text, key);
        return;
    }
    if (key->name) {
        sd_text_identifier(text, key->name);
    }
    if (key->args) {
        sd_text_char(text, '(');
        sd_text_put_name(text, key->args);
        sd_text_char(text, ')');
    }
}

void sd_text_key(Text *text, Key key)
{
    if (!key) {
        sd_text_put(text, "nothing");
        return;
    }
    sd_text_put(text, sd_kinds[key->kind].label);
    if (sd_kinds[key->kind].traits & ON_PARENT) {
        sd_text_put(text, " of ");
        sd_text_key(text, key->parent);
        return;
    }
    sd_text_char(text, ' ');
    put_path(text, key);
}

const char *sd_key_text(Arena *arena, Key key)
{
    Text text = sd_text(arena);

    sd_text_key(&text, key);
    return text.bytes;
}
