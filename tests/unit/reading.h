/* For tests of the reader of files: SQL in, rows out as people read them. */
#ifndef SD_TESTS_UNIT_READING_H
#define SD_TESTS_UNIT_READING_H

#include "model/text.h"
#include "parser/parser.h"

#include <criterion/criterion.h>
#include <string.h>

static Diag *diag;
static Names *names;
static Files *files;
static Catalog *catalog;
static Catalog *other;
static Files *other_files;
static Arena *arena;

static void begin(void)
{
    diag = sd_diag_new();
    names = sd_names_new();
    arena = sd_arena_new();
    files = other_files = NULL;
    catalog = other = NULL;
}

static void end(void)
{
    sd_catalog_free(catalog);
    sd_catalog_free(other);
    sd_files_free(files);
    sd_files_free(other_files);
    sd_names_free(names);
    sd_diag_free(diag);
    sd_arena_free(arena);
}

static Status read_sources(Catalog **out, Files **parsed, const SourceText *texts, size_t count)
{
    sd_catalog_free(*out);
    sd_files_free(*parsed);
    *out = NULL;
    cr_assert_eq(sd_files_parse(parsed, texts, count, diag), SD_OK, "%s",
                 diag->count ? diag->messages[diag->count - 1].sentence : "");
    return sd_files_read(out, *parsed, names, other, false, diag);
}

static Status read_into(Catalog **out, Files **parsed, const char *sql)
{
    SourceText text = { .name = "a.sql", .bytes = sql, .length = strlen(sql) };

    return read_sources(out, parsed, &text, 1);
}

static void read_well(const char *sql)
{
    Status status = read_into(&catalog, &files, sql);

    cr_assert_eq(status, SD_OK, "%s", diag->count ? diag->messages[diag->count - 1].sentence : "");
}

/* The object by its name for people: "table app.users". */
static const Object *object(const char *key)
{
    for (const Object *each = catalog->first; each; each = each->next_all) {
        if (strcmp(sd_key_text(arena, each->key), key) == 0) {
            return each;
        }
    }
    return NULL;
}

/* A row as people read it; "-" when the object is missing. */
static const char *row(const char *key, const char *name)
{
    const Object *found = object(key);
    Text text = sd_text(arena);

    if (!found) {
        return "-";
    }
    sd_attr_write(&text, found, sd_kind_attr(sd_kind_of(found), name));
    return text.bytes;
}

static inline bool needs(const char *from, const char *to)
{
    const Object *a = object(from), *b = object(to);
    const Edge *edges;
    size_t count = a && b ? sd_catalog_needs(catalog, a->key, &edges) : 0;

    for (size_t i = 0; i < count; i++) {
        if (edges[i].to == b->key) {
            return true;
        }
    }
    return false;
}

static inline bool said(Severity severity, const char *part)
{
    for (size_t i = 0; i < diag->count; i++) {
        if (diag->messages[i].severity == severity && strstr(diag->messages[i].sentence, part)) {
            return true;
        }
    }
    return false;
}

#define EXPECT_ROW(key, name, value) cr_expect_str_eq(row(key, name), value, "%s %s: %s", key, name, row(key, name))
#define EXPECT_NONE(key)             cr_expect_null(object(key))
#define EXPECT_SOME(key)             cr_expect(object(key))

#endif
