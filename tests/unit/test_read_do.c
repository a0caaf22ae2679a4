/* DO blocks, calls, effects that comments state, transactions. */
#include "reading.h"

TestSuite(read_do, .init = begin, .fini = end);

Test(read_do, what_is_there_already_is_forgiven)
{
    read_well("DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n"
              "DO $$ BEGIN CREATE TYPE mood AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n"
              "DO $$ BEGIN DROP TABLE nothing; EXCEPTION WHEN undefined_table THEN NULL; END $$;");
    EXPECT_ROW("enum public.mood", "labels", "[a]");
    cr_expect_eq(diag->count, 0);
}

Test(read_do, conditions_over_the_catalogs_are_decided)
{
    read_well(
        "CREATE TABLE t (a int);\n"
        "DO $$ BEGIN\n"
        "  IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace\n"
        "                 WHERE typname = 'level' AND nspname = 'public') THEN CREATE TYPE level AS ENUM ('x'); END "
        "IF;\n"
        "  IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') THEN\n"
        "    DROP TABLE t;\n"
        "  ELSIF to_regclass('public.t') IS NOT NULL THEN ALTER TABLE t ADD COLUMN b int; ELSE DROP TABLE t; END IF;\n"
        "  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'c' AND conrelid = 't'::regclass) THEN\n"
        "    EXECUTE 'ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0)'; END IF;\n"
        "END $$;");
    EXPECT_SOME("column public.t.b");
    EXPECT_ROW("constraint public.t.c", "expr", "b > 0");
    cr_expect_eq(diag->count, 0);
}

Test(read_do, what_cannot_be_decided_is_reported_with_its_place)
{
    read_well("CREATE TABLE t (a int);\n"
              "DO $$\n"
              "BEGIN\n"
              "  IF current_user = 'joe' THEN\n"
              "    DROP TABLE t;\n"
              "  END IF;\n"
              "  RAISE NOTICE 'done';\n"
              "END $$;\n"
              "SELECT make_tables('t');");
    cr_assert_eq(diag->count, 2);
    cr_expect_str_eq(diag->messages[0].sentence, "IF with this condition: what this does to the schema is not known");
    cr_expect_eq(diag->messages[0].at.line, 4);
    cr_expect_str_eq(diag->messages[1].sentence, "call of \"make_tables\": what this does to the schema is not known");
    cr_expect_eq(diag->messages[1].at.line, 9);
}

Test(read_do, what_changes_no_schema_is_not_reported)
{
    read_well("CREATE TABLE t (a int);\n"
              "CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); END $$;\n"
              "DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP UPDATE t SET a = 2; END LOOP;\n"
              "  IF current_user = 'joe' THEN DELETE FROM t; END IF; PERFORM fill(); END $$;\n"
              "SELECT fill(), setval('s', 1), now();");
    cr_expect_not(said(SEVERITY_WARNING, "not known"));
}

Test(read_do, a_comment_says_what_a_statement_does)
{
    read_well("CREATE TABLE t (a int);\n"
              "-- two of them\n"
              "-- schemadiff:effect CREATE INDEX i\n"
              "-- schemadiff:effect   ON t (a); COMMENT ON TABLE t IS 'x';\n"
              "SELECT make_index('t');\n"
              "-- schemadiff:effect none\n"
              "DO $$ BEGIN EXECUTE format('%s', 'x'); END $$;");
    EXPECT_ROW("index public.t.i", "elements", "[a]");
    EXPECT_ROW("comment of table public.t", "text", "x");
    cr_expect_eq(object("index public.t.i")->at.line, 3);
    cr_expect_eq(diag->count, 0);
}

Test(read_do, what_is_rolled_back_was_never_there)
{
    read_well("BEGIN; CREATE TABLE gone (a int); ROLLBACK;\n"
              "BEGIN; CREATE TABLE kept (a int); SAVEPOINT s; DROP TABLE kept; ROLLBACK TO s; RELEASE s; COMMIT;");
    EXPECT_NONE("table public.gone");
    EXPECT_SOME("table public.kept");
}

Test(read_do, set_local_ends_with_the_transaction)
{
    read_well("CREATE SCHEMA app; BEGIN; SET LOCAL search_path = app; CREATE TABLE a (); COMMIT; CREATE TABLE b ();");
    EXPECT_SOME("table app.a");
    EXPECT_SOME("table public.b");
}

Test(read_do, a_table_of_a_query_has_its_columns)
{
    read_well("CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (id int PRIMARY KEY, name varchar(20), moods mood[]);\n"
              "CREATE TABLE u AS SELECT * FROM t; SELECT count(*) AS n, upper(name) INTO v FROM t GROUP BY 2;\n"
              "CREATE TEMP TABLE w AS SELECT * FROM t; DROP TABLE w;");
    EXPECT_ROW("column public.u.name", "type", "character varying(20)");
    EXPECT_ROW("column public.u.moods", "type", "public.mood[]");
    EXPECT_ROW("column public.u.id", "not_null", "no");
    EXPECT_ROW("column public.v.n", "type", "bigint");
    EXPECT_ROW("column public.v.upper", "type", "text");
    cr_expect(needs("column public.u.moods", "enum public.mood"));
    cr_expect_not(said(SEVERITY_WARNING, ""));
}
