#include "reading.h"

TestSuite(read_misc, .init = begin, .fini = end);

static Status read_texts(const char *const *sql, size_t count)
{
    static const char *const file_names[] = { "a.sql", "b.sql" };
    SourceText texts[2];

    for (size_t i = 0; i < count; i++) {
        texts[i] = (SourceText){ .name = file_names[i], .bytes = sql[i], .length = strlen(sql[i]) };
    }
    return read_sources(&catalog, &files, texts, count);
}

static Status read_text(const char *sql)
{
    return read_texts(&sql, 1);
}

/* ---- order and names ------------------------------------------------------------------------------------------------ */

Test(read_misc, the_order_of_files_has_no_meaning)
{
    const char *sql[] = { "COMMENT ON DOMAIN app.email IS 'mail'; ALTER TYPE app.mood ADD VALUE 'b';",
                          "CREATE DOMAIN app.email AS app.mood; CREATE TYPE app.mood AS ENUM ('a');" };

    cr_assert_eq(read_texts(sql, 2), SD_OK);
    EXPECT_ROW("enum app.mood", "labels", "[a, b]");
    EXPECT_ROW("domain app.email", "type", "app.mood");
    EXPECT_ROW("comment of domain app.email", "text", "mail");
}

Test(read_misc, search_path_holds_from_its_statement_to_the_end_of_its_text)
{
    const char *sql[] = { "SET search_path = \"$user\", app, public; CREATE SEQUENCE a;\n"
                          "SELECT pg_catalog.set_config('search_path', '\"My App\", x', false); CREATE SEQUENCE b;\n"
                          "RESET search_path; CREATE SEQUENCE c;\n"
                          "SET LOCAL search_path TO app;",
                          "CREATE SEQUENCE d;" };

    cr_assert_eq(read_texts(sql, 2), SD_OK);
    cr_expect(object("sequence app.a"));
    cr_expect(object("sequence \"My App\".b"));
    cr_expect(object("sequence public.c"));
    cr_expect(object("sequence public.d"));
}

Test(read_misc, what_is_declared_twice_is_an_error_that_names_the_first_place)
{
    cr_assert_eq(read_text("CREATE SEQUENCE a;\nCREATE SEQUENCE a;"), SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "sequence \"public.a\" is declared twice (first on line 1)"));
    cr_expect_null(catalog);
    cr_assert_eq(read_text("CREATE SEQUENCE a; CREATE VIEW a AS SELECT 1;"), SD_INPUT);
    read_well("CREATE SEQUENCE a; CREATE SEQUENCE IF NOT EXISTS a; CREATE SCHEMA public;");
    cr_expect_not(object("schema public")->implied);
}

Test(read_misc, a_change_of_what_nobody_declares_is_an_error_unless_it_says_if_exists)
{
    cr_assert_eq(read_text("ALTER TYPE mood ADD VALUE 'b';"), SD_INPUT);
    cr_assert_eq(read_text("DROP SEQUENCE a;"), SD_INPUT);
    read_well("DROP SEQUENCE IF EXISTS a; ALTER SEQUENCE IF EXISTS a CACHE 2;");
}

Test(read_misc, statements_that_make_no_schema_are_noted_and_unread_kinds_are_warned_of)
{
    read_well("BEGIN; SET work_mem = '1MB'; INSERT INTO t VALUES (1); CREATE DATABASE bob; COMMIT;\n"
              "ALTER EXTENSION e ADD SCHEMA p;\n"
              "COMMENT ON LARGE OBJECT 5 IS 'x';");
    cr_expect(said(SEVERITY_NOTE, "INSERT"));
    cr_expect(said(SEVERITY_NOTE, "CREATE DATABASE"));
    cr_expect(said(SEVERITY_WARNING, "ALTER EXTENSION ... ADD or DROP is not read yet"));
    cr_expect(said(SEVERITY_WARNING, "COMMENT ON LARGE OBJECT"));
    cr_expect_eq(diag->count, 4);
}

Test(read_misc, privileges_on_what_belongs_to_the_server_are_left_out)
{
    read_well("GRANT SELECT (rolname) ON pg_catalog.pg_authid TO reader;\n"
              "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO reader;");
    cr_expect(said(SEVERITY_WARNING, "table \"pg_catalog.pg_authid\" are not read: it belongs to the server"));
    EXPECT_NONE("grant pg_catalog.pg_ls_dir(text).reader");
    cr_expect_eq(diag->count, 2);
}

Test(read_misc, maintain_is_a_privilege_that_all_brings_along)
{
    read_well("CREATE TABLE t (a int);\nGRANT MAINTAIN, SELECT ON t TO one;\nGRANT MAINTAIN ON t TO two;\nGRANT ALL ON "
              "t TO two;");
    EXPECT_ROW("grant public.t.one", "privileges", "[MAINTAIN, SELECT]");
    EXPECT_ROW("grant public.t.two", "privileges", "[DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE]");
}

/* ---- types and sequences --------------------------------------------------------------------------------------------- */

Test(read_misc, enum_values_are_added_in_place_and_renamed)
{
    read_well("CREATE TYPE mood AS ENUM ('a', 'd');\n"
              "ALTER TYPE mood ADD VALUE 'b' AFTER 'a'; ALTER TYPE mood ADD VALUE 'c' BEFORE 'd';\n"
              "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c'; ALTER TYPE mood RENAME VALUE 'd' TO 'e';");
    EXPECT_ROW("enum public.mood", "labels", "[a, b, c, e]");
}

Test(read_misc, a_domain_has_its_checks_as_constraints_named_as_the_server_does)
{
    read_well("CREATE DOMAIN d AS text COLLATE \"C\" DEFAULT 'x' || 'y' NOT NULL CHECK (VALUE <> '')\n"
              "  CONSTRAINT named CHECK (length(VALUE) > 1) CHECK (true);\n"
              "ALTER DOMAIN d DROP CONSTRAINT named; ALTER DOMAIN d ADD CHECK (false) NOT VALID;\n"
              "CREATE DOMAIN e AS int DEFAULT NULL;");
    EXPECT_ROW("domain public.d", "default_value", "'x' || 'y'");
    EXPECT_ROW("domain public.d", "collation", "\"C\"");
    EXPECT_ROW("constraint public.d.d_check", "expr", "VALUE <> ''");
    EXPECT_ROW("constraint public.d.d_check1", "expr", "true");
    EXPECT_ROW("constraint public.d.d_check2", "not_valid", "yes");
    EXPECT_NONE("constraint public.d.named");
    cr_expect_null(((const Domain *) object("domain public.e"))->default_value);
}

Test(read_misc, numbers_of_a_sequence_that_are_not_stated_follow_from_type_and_direction)
{
    read_well("CREATE SEQUENCE a; CREATE SEQUENCE b AS smallint INCREMENT -2;\n"
              "CREATE SEQUENCE c MINVALUE 5 MAXVALUE 9223372036854775807; ALTER SEQUENCE a AS integer;\n"
              "CREATE SEQUENCE d MAXVALUE 100; ALTER SEQUENCE d AS integer; ALTER SEQUENCE d CYCLE;");
    EXPECT_ROW("sequence public.a", "maximum", "2147483647");
    EXPECT_ROW("sequence public.b", "start", "-1");
    EXPECT_ROW("sequence public.b", "minimum", "-32768");
    EXPECT_ROW("sequence public.c", "start", "5");
    EXPECT_ROW("sequence public.d", "maximum", "100");
    EXPECT_ROW("sequence public.d", "cycle", "yes");
    cr_assert_eq(read_text("CREATE SEQUENCE a INCREMENT 0;"), SD_INPUT);
    cr_assert_eq(read_text("CREATE SEQUENCE a MAXVALUE 9223372036854775808;"), SD_INPUT);
}

Test(read_misc, names_that_the_server_chooses_have_at_most_63_bytes_and_are_never_cut_within_a_character)
{
    static const char fourteen[] =
        "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4";
    static const char column[] = "\u00e4bcdefghij\u00e4klmnopqrstuvwxyz";

    read_well(sd_arena_format(arena,
                              "CREATE TABLE %s%s (%s serial UNIQUE CHECK (true), CHECK (%s > 0));\n"
                              "CREATE SEQUENCE t_id_seq; CREATE TABLE t (id serial);",
                              fourteen, fourteen, column, column));
    cr_expect(object(sd_arena_format(arena, "sequence public.\"%s_%s_seq\"", fourteen, column)));
    cr_expect(object(
        sd_arena_format(arena, "constraint public.\"%s%s\".\"%s_%s_key\"", fourteen, fourteen, fourteen, column)));
    cr_expect(
        object(sd_arena_format(arena, "constraint public.\"%s%s\".\"%s_\u00e4bcdefghij\u00e4klmnopqrstuvwxy_check\"",
                               fourteen, fourteen, fourteen)));
    cr_expect(object("sequence public.t_id_seq1"));
}

/* ---- privileges ------------------------------------------------------------------------------------------------------- */

Test(read_misc, a_grant_exists_only_where_it_deviates_from_what_is_built_in)
{
    read_well("CREATE SCHEMA app AUTHORIZATION ann;\n"
              "GRANT ALL ON SCHEMA app TO ann; REVOKE ALL ON SCHEMA app FROM ann; GRANT ALL ON SCHEMA app TO ann;\n"
              "CREATE TYPE a AS ENUM (); GRANT USAGE ON TYPE a TO PUBLIC;\n"
              "CREATE TYPE b AS ENUM (); REVOKE ALL ON TYPE b FROM PUBLIC;\n"
              "CREATE TYPE c AS ENUM (); REVOKE ALL ON TYPE c FROM PUBLIC; GRANT USAGE ON TYPE c TO PUBLIC;\n"
              "GRANT CREATE ON SCHEMA app TO bob; REVOKE ALL ON SCHEMA app FROM bob;");
    EXPECT_NONE("grant app.ann");
    EXPECT_NONE("grant app.bob");
    EXPECT_NONE("grant public.a.public");
    EXPECT_NONE("grant public.c.public");
    cr_expect_eq(sd_list_count(((const Grant *) object("grant public.b.public"))->privileges), 0);
}

Test(read_misc, an_owner_that_lost_a_privilege_has_a_grant_with_the_rest)
{
    read_well("CREATE SEQUENCE a; ALTER SEQUENCE a OWNER TO ann; REVOKE UPDATE ON SEQUENCE a FROM ann;\n"
              "CREATE SEQUENCE b; GRANT ALL ON SEQUENCE b TO ann; ALTER SEQUENCE b OWNER TO ann;");
    EXPECT_ROW("grant public.a.ann", "privileges", "[SELECT, USAGE]");
    EXPECT_NONE("grant public.b.ann");
}

Test(read_misc, grant_option_is_given_and_taken_apart_from_the_privilege)
{
    read_well("CREATE SEQUENCE a; GRANT ALL ON a TO bob WITH GRANT OPTION;\n"
              "REVOKE GRANT OPTION FOR UPDATE, SELECT ON SEQUENCE a FROM bob; REVOKE UPDATE ON SEQUENCE a FROM bob;");
    EXPECT_ROW("grant public.a.bob", "privileges", "[SELECT, USAGE]");
    EXPECT_ROW("grant public.a.bob", "grantable", "[USAGE]");
}

Test(read_misc, a_revoke_on_a_table_takes_the_privileges_of_its_columns_too)
{
    read_well("CREATE TABLE t (a int, b int); GRANT SELECT (a), UPDATE (a, b) ON t TO bob;\n"
              "REVOKE UPDATE ON t FROM bob;");
    EXPECT_ROW("grant public.t.a.bob", "privileges", "[SELECT]");
    EXPECT_NONE("grant public.t.b.bob");
}

Test(read_misc, on_all_in_schema_means_what_was_declared_in_front_of_it)
{
    read_well("CREATE TABLE a (); CREATE VIEW b AS SELECT 1; GRANT SELECT ON ALL TABLES IN SCHEMA public TO bob;\n"
              "CREATE TABLE c ();");
    EXPECT_ROW("grant public.a.bob", "privileges", "[SELECT]");
    EXPECT_ROW("grant public.b.bob", "privileges", "[SELECT]");
    EXPECT_NONE("grant public.c.bob");
}

Test(read_misc, default_privileges_are_given_to_what_is_made_later)
{
    read_well("CREATE SEQUENCE a;\n"
              "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO bob;\n"
              "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM PUBLIC;\n"
              "ALTER DEFAULT PRIVILEGES FOR ROLE ann GRANT ALL ON TYPES TO bob;\n"
              "CREATE SEQUENCE b; CREATE TYPE c AS ENUM ();");
    EXPECT_NONE("grant public.a.bob");
    EXPECT_ROW("grant public.b.bob", "privileges", "[SELECT]");
    cr_expect(object("grant public.c.public"));
    EXPECT_NONE("grant public.c.bob");
    cr_expect(object("default privileges ann(TYPES)"));
    read_well("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob;\n"
              "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM bob;");
    cr_expect_eq(catalog->object_count, 3, "nothing but schema public is left");
}

/* ---- drop and rename -------------------------------------------------------------------------------------------------- */

Test(read_misc, what_something_needs_is_dropped_only_with_cascade)
{
    const char *sql = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (id serial PRIMARY KEY, m mood);\n"
                      "CREATE TABLE u (t_id int REFERENCES t);";
    const char *with_table[] = { sql, "DROP TABLE t;" };
    const char *with_cascade[] = { sql, "DROP TABLE t CASCADE; DROP TYPE mood;" };

    cr_assert_eq(read_texts(with_table, 2), SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "constraint \"u_t_id_fkey\""));
    cr_assert_eq(read_texts(with_cascade, 2), SD_OK);
    EXPECT_NONE("sequence public.t_id_seq");
    EXPECT_NONE("constraint public.u.u_t_id_fkey");
    cr_expect(object("table public.u"));
}

Test(read_misc, expressions_follow_a_renamed_column)
{
    read_well(
        "CREATE TABLE t (x int CHECK (x > 0 AND t.x < 9), y int GENERATED ALWAYS AS (x + 1) STORED, UNIQUE (x));\n"
        "CREATE INDEX i ON t (x, lower(x::text)) WHERE x <> 5;\n"
        "CREATE TABLE u (a int REFERENCES t (x));\n"
        "ALTER TABLE t RENAME x TO \"New x\";");
    EXPECT_ROW("constraint public.t.t_x_check", "expr", "\"New x\" > 0 AND t.\"New x\" < 9");
    EXPECT_ROW("column public.t.y", "generated", "\"New x\" + 1");
    EXPECT_ROW("constraint public.t.t_x_key", "columns", "[New x]");
    EXPECT_ROW("constraint public.u.u_a_fkey", "referenced_columns", "[New x]");
    EXPECT_ROW("index public.t.i", "predicate", "\"New x\" <> 5");
}

Test(read_misc, queries_follow_a_renamed_table_and_keep_its_old_name_as_alias)
{
    read_well("CREATE TABLE t (a int); CREATE VIEW v AS SELECT t.a FROM t;\n"
              "CREATE VIEW w AS SELECT 't' AS t FROM public.t AS x;\n"
              "ALTER TABLE t RENAME TO u; CREATE SCHEMA app; ALTER TABLE u SET SCHEMA app;");
    EXPECT_ROW("view public.v", "query", "SELECT t.a FROM app.u AS t");
    EXPECT_ROW("view public.w", "query", "SELECT 't' AS t FROM app.u AS x");
}

Test(read_misc, types_and_defaults_follow_renamed_types_sequences_and_schemas)
{
    read_well("CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a');\n"
              "CREATE TABLE app.t (id serial, m app.mood[] DEFAULT '{a}'::app.mood[]);\n"
              "ALTER TYPE app.mood RENAME TO feeling; ALTER SEQUENCE app.t_id_seq RENAME TO s;\n"
              "ALTER SCHEMA app RENAME TO \"App\";");
    EXPECT_ROW("column \"App\".t.m", "type", "\"App\".feeling[]");
    EXPECT_ROW("default of column \"App\".t.m", "expr", "'{a}'::\"App\".feeling[]");
    EXPECT_ROW("default of column \"App\".t.id", "expr", "nextval('\"App\".s'::regclass)");
}
