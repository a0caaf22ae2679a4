/* Which rules a migration breaks, by its words and by what is there before it. */
#include "model/text.h"
#include "parser/hazard/hazard.h"

#include <criterion/criterion.h>
#include <string.h>

static const char before[] = "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('sad');"
                             "CREATE TABLE app.users (id int PRIMARY KEY, email text, mood app.mood, proved int,"
                             "    CONSTRAINT proved CHECK (proved IS NOT NULL));"
                             "ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;"
                             "CREATE POLICY own ON app.users FOR SELECT TO alice USING (id = 1);"
                             "CREATE POLICY never ON app.users AS RESTRICTIVE USING (false);"
                             "CREATE VIEW app.people WITH (security_invoker = true) AS SELECT id FROM app.users;"
                             "CREATE FUNCTION app.slow() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1';"
                             "CREATE FUNCTION app.fixed() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';";

/* Identifiers of the rules, commas between, in the order in which they were found. */
static const char *rules_of(Arena *arena, const char *sql)
{
    SourceText texts[] = { { .name = "before.sql", .bytes = before, .length = strlen(before) },
                           { .name = "migration.sql", .bytes = sql, .length = strlen(sql) } };
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    Text text = sd_text(arena);
    Files *files[2];
    Catalog *catalog;
    Hazards *hazards;

    cr_assert_eq(sd_files_parse(&files[0], &texts[0], 1, diag), SD_OK);
    cr_assert_eq(sd_files_parse(&files[1], &texts[1], 1, diag), SD_OK, "%s", sql);
    cr_assert_eq(sd_files_read(&catalog, files[0], names, NULL, false, diag), SD_OK);
    cr_assert_eq(sd_hazards_read(&hazards, catalog, files[1], diag), SD_OK, "%s: %s", sql,
                 diag->count ? diag->messages[diag->count - 1].sentence : "");
    for (size_t i = 0; i < hazards->count; i++) {
        sd_text_format(&text, "%s%s", i ? "," : "", hazards->items[i].rule->identifier);
    }
    sd_hazards_free(hazards);
    sd_files_free(files[0]);
    sd_files_free(files[1]);
    sd_catalog_free(catalog);
    sd_names_free(names);
    sd_diag_free(diag);
    return text.bytes;
}

typedef struct Expected {
    const char *sql, *rules;
} Expected;

static void check(const Expected *expected, size_t count)
{
    Arena *arena = sd_arena_new();

    for (size_t i = 0; i < count; i++) {
        const char *sql = sd_arena_format(arena, "SET lock_timeout = '1s';%s", expected[i].sql);

        cr_expect_str_eq(rules_of(arena, sql), expected[i].rules, "%s", expected[i].sql);
    }
    sd_arena_free(arena);
}
#define CHECK(...)                                                                                                     \
    do {                                                                                                               \
        static const Expected expected[] = { __VA_ARGS__ };                                                            \
        check(expected, sizeof expected / sizeof *expected);                                                           \
    } while (0)

Test(hazards, of_new_columns_depend_on_what_fills_them)
{
    CHECK({ "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a int DEFAULT 1;", "" },
          { "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a int NOT NULL;", "not-null-without-default" },
          { "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a int DEFAULT app.slow();", "table-rewrite" },
          { "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a int DEFAULT app.fixed();", "" },
          { "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a bigserial;", "table-rewrite" },
          { "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a int CHECK (a > 0);", "constraint-scan" });
}

Test(hazards, of_constraints_depend_on_whether_rows_are_read)
{
    CHECK({ "ALTER TABLE app.users ALTER COLUMN email SET NOT NULL;", "set-not-null-scan,may-find-nulls" },
          { "ALTER TABLE app.users ALTER COLUMN proved SET NOT NULL;", "" },
          { "ALTER TABLE app.users ADD CONSTRAINT c CHECK (id > 0) NOT VALID;", "not-repeatable" },
          { "ALTER TABLE app.users ADD CONSTRAINT c CHECK (id > 0);",
            "constraint-scan,may-find-rows-in-the-way,not-repeatable" },
          { "ALTER TABLE app.users ADD CONSTRAINT u UNIQUE (email);",
            "key-built-under-lock,may-find-duplicates,not-repeatable" });
}

Test(hazards, of_what_the_text_itself_makes_are_none)
{
    CHECK({ "CREATE TABLE IF NOT EXISTS app.t (a int); CREATE INDEX IF NOT EXISTS i ON app.t (a);"
            "ALTER TABLE app.t ALTER COLUMN a SET NOT NULL; ALTER TABLE app.t ALTER COLUMN a TYPE text;"
            "DROP TABLE IF EXISTS app.t;",
            "" });
}

Test(hazards, name_what_is_exposed)
{
    CHECK(
        { "CREATE TABLE IF NOT EXISTS app.t (a int); GRANT SELECT ON app.t TO anon;", "table-without-row-security" },
        { "CREATE TABLE IF NOT EXISTS app.t (a int); GRANT SELECT ON app.t TO anon; ALTER TABLE app.t ENABLE ROW LEVEL "
          "SECURITY;",
          "" },
        { "ALTER TABLE app.users DISABLE ROW LEVEL SECURITY;", "row-security-disabled" },
        { "ALTER POLICY own ON app.users TO alice, bob;", "policy-widened" },
        { "ALTER POLICY own ON app.users USING (true);", "policy-widened" },
        { "ALTER POLICY own ON app.users USING (id = 2);", "" },
        { "DROP POLICY IF EXISTS own ON app.users; CREATE POLICY own ON app.users TO alice USING (id = 1);",
          "not-repeatable,policy-widened" },
        { "DROP POLICY IF EXISTS never ON app.users;", "restrictive-policy-dropped" },
        { "CREATE OR REPLACE VIEW app.people AS SELECT id FROM app.users;", "security-invoker-lost" },
        { "ALTER VIEW app.people SET (security_invoker = false);", "security-invoker-lost" },
        { "ALTER VIEW app.people RESET (security_invoker);", "security-invoker-lost" },
        { "DROP VIEW IF EXISTS app.people; CREATE OR REPLACE VIEW app.people AS SELECT id FROM app.users;",
          "security-invoker-lost" },
        { "CREATE OR REPLACE VIEW app.people WITH (security_invoker = true) AS SELECT id FROM app.users;", "" },
        { "CREATE OR REPLACE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
          "security-definer-without-search-path,security-definer-for-everybody" },
        { "CREATE OR REPLACE FUNCTION app.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS "
          "'SELECT "
          "1'; REVOKE EXECUTE ON FUNCTION app.f() FROM PUBLIC;",
          "" },
        { "GRANT SELECT ON app.users TO PUBLIC;", "grant-to-public" });
}

Test(hazards, name_what_is_lost)
{
    CHECK({ "DROP TABLE IF EXISTS app.users CASCADE;", "drop-table" },
          { "ALTER TABLE app.users DROP COLUMN IF EXISTS email;", "drop-column" },
          { "ALTER TABLE app.users ALTER COLUMN email TYPE varchar(3);",
            "table-rewrite,type-refuses-values,column-type-changed" },
          { "DELETE FROM app.users;", "delete-every-row" }, { "DELETE FROM app.users WHERE id = 1;", "" });
}

Test(hazards, know_what_a_transaction_forbids)
{
    CHECK({ "BEGIN; CREATE INDEX CONCURRENTLY i ON app.users (email); COMMIT;", "not-in-transaction,not-repeatable" },
          { "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON app.users (email);", "invalid-index-passes" },
          { "DROP INDEX CONCURRENTLY IF EXISTS app.i; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON app.users (email);",
            "" },
          { "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'c') THEN "
            "ALTER TABLE app.users ADD CONSTRAINT c CHECK (id > 0); END IF; END $$;",
            "constraint-scan,may-find-rows-in-the-way" },
          { "ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'glad'; UPDATE app.users SET mood = 'glad' WHERE id = 1;",
            "enum-value-in-transaction" });
}

Test(hazards, miss_a_lock_timeout_once)
{
    Arena *arena = sd_arena_new();

    cr_expect_str_eq(rules_of(arena, "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS a int;"
                                     "ALTER TABLE app.users ADD COLUMN IF NOT EXISTS b int;"),
                     "no-lock-timeout");
    sd_arena_free(arena);
}
