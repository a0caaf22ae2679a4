/* What must hold for every schema, tried on all of fixtures/corpus and on the sample projects, without a server. */
#include "tests/support/schemas.h"

#include "model/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

typedef void Property(const char *path, const char *sql);

/* Tries a property on every schema of the corpus. */
static void for_every_schema(Property *property)
{
    size_t tried = 0;

    for (char **path = corpus_schemas(); *path; path++, tried++) {
        char *sql = file_text(*path);

        cr_assert_not_null(sql, "%s cannot be read", *path);
        property(*path, sql);
        free(sql);
    }
    cr_assert(tried > 0, "the corpus is empty");
}

static void expect_same(const char *path, const char *what, Loaded *now, Loaded *wanted)
{
    char *migration = schema_migration(now, wanted);

    cr_expect_str_empty(migration, "%s: %s:\n%s", path, what, migration);
    free(migration);
}

static void reads_the_same_twice(const char *path, const char *sql)
{
    Names *names = sd_names_new();
    Loaded *one = schema_read(names, path, sql), *other = schema_read(names, path, sql);

    expect_same(path, "differs from itself", one, other);
    schema_free(one);
    schema_free(other);
    sd_names_free(names);
}

Test(schema, does_not_differ_from_itself)
{
    for_every_schema(reads_the_same_twice);
}

static bool written_kinds[KIND_COUNT];

/* To the row, also where silence would not count as a difference. */
static void expect_each(const char *path, const Catalog *some, const Catalog *others)
{
    for (const Object *object = some->first; object; object = object->next_all) {
        const Object *other = sd_catalog_find(others, object->key);

        written_kinds[object->key->kind] = true;
        cr_expect(other && other->body.low == object->body.low && other->body.high == object->body.high,
                  "%s: %s is not read back as it was", path, sd_key_text(others->arena, object->key));
    }
}

static void writes_what_it_reads(const char *path, const char *sql)
{
    Names *names = sd_names_new();
    Loaded *read = schema_read(names, path, sql);
    char *written = schema_sql(read);
    Loaded *again = schema_read(names, "written.sql", written);

    expect_same(path, "what was written differs from what was read", read, again);
    sd_catalog_hash(read->catalog);
    sd_catalog_hash(again->catalog);
    expect_each(path, read->catalog, again->catalog);
    expect_each(path, again->catalog, read->catalog);
    free(written);
    schema_free(read);
    schema_free(again);
    sd_names_free(names);
}

/* No server of the tests knows the provider of a label, and roles belong to the server. */
static const char apart[] =
    "CREATE ROLE keeper CREATEDB;\nCREATE ROLE helper;\nGRANT keeper TO helper WITH ADMIN OPTION;\n"
    "ALTER ROLE keeper SET search_path TO app;\n"
    "CREATE TABLE kept (id integer);\nSECURITY LABEL FOR guard ON TABLE kept IS 'secret';\n";

Test(schema, is_read_back_as_it_was_written)
{
    for_every_schema(writes_what_it_reads);
    writes_what_it_reads("apart.sql", apart);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        cr_expect(written_kinds[i], "no schema of the corpus has a %s", sd_kinds[i].label);
    }
}

static void keeps_in_a_snapshot(const char *path, const char *sql)
{
    Names *names = sd_names_new();
    Loaded *read = schema_read(names, path, sql);
    char *snapshot = schema_snapshot(read);
    Loaded *again = schema_read_snapshot(names, snapshot);
    char *second = schema_snapshot(again);

    cr_expect_str_eq(snapshot, second, "%s: the snapshot of a snapshot is another one", path);
    expect_same(path, "the snapshot differs from the schema", read, again);
    free(snapshot);
    free(second);
    schema_free(read);
    schema_free(again);
    sd_names_free(names);
}

Test(schema, survives_a_snapshot)
{
    for_every_schema(keeps_in_a_snapshot);
}

/* The migration from nothing, in a fresh world each time. */
static char *built_up(const SourceText *texts, size_t count)
{
    Names *names = sd_names_new();
    Loaded *empty = schema_read(names, "empty", ""), *wanted = schema_read_texts(names, texts, count);
    char *migration = schema_migration(empty, wanted);

    schema_free(empty);
    schema_free(wanted);
    sd_names_free(names);
    return migration;
}

/* The order of files and of their statements has no meaning: same schema, same bytes. */
Test(schema, gives_the_same_bytes_in_any_order_of_files)
{
    char **paths = project_files("fixtures/projects/team-app/today/*.sql");
    SourceText texts[64], reversed[64];
    size_t count = 0;
    char *forwards, *backwards;

    for (; paths[count]; count++) {
        char *sql = file_text(paths[count]);

        cr_assert(count < sizeof texts / sizeof *texts);
        cr_assert_not_null(sql);
        texts[count] = (SourceText){ .name = paths[count], .bytes = sql, .length = strlen(sql) };
    }
    cr_assert(count > 5);
    for (size_t i = 0; i < count; i++) {
        reversed[i] = texts[count - 1 - i];
    }
    forwards = built_up(texts, count);
    backwards = built_up(reversed, count);
    cr_expect_str_eq(forwards, backwards);
    free(forwards);
    free(backwards);
    for (size_t i = 0; i < count; i++) {
        free((void *) texts[i].bytes);
    }
}
