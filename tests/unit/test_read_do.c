/* DO blocks, calls, effects that comments state, transactions. */
#include "reading.h"

#include <stdio.h>

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

Test(read_do, loops_over_what_is_known_are_run)
{
    read_well(
        "CREATE SCHEMA app; CREATE TABLE app.a (x int); CREATE TABLE app.\"B c\" (x int); CREATE TABLE t (x int);\n"
        "CREATE VIEW app.v AS SELECT 1 AS one; CREATE ROLE reader;\n"
        "CREATE FUNCTION app.f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
        "DO $$ DECLARE t record; name text; role CONSTANT text := 'reader'; BEGIN\n"
        "  FOR t IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('app') AND tablename NOT LIKE "
        "'x%'\n"
        "  LOOP EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', t.schemaname, t.tablename);\n"
        "       EXECUTE 'GRANT SELECT ON ' || quote_ident(t.schemaname) || '.' || quote_ident(t.tablename) || ' TO '\n"
        "           || role; END LOOP;\n"
        "  FOR name IN SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON p.pronamespace = n.oid\n"
        "      WHERE n.nspname = 'app' AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON d.refobjid = "
        "e.oid)\n"
        "  LOOP EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name); END LOOP;\n"
        "  FOREACH name IN ARRAY ARRAY['p', 'q'] LOOP\n"
        "    IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = name) "
        "THEN\n"
        "      EXECUTE format('ALTER TABLE %2$s ADD COLUMN %1$I text DEFAULT %1$L', name, 't'); END IF; END LOOP;\n"
        "  FOR i IN 1..2 LOOP EXECUTE 'CREATE TABLE part_' || i || ' (y int)'; END LOOP;\n"
        "END $$;");
    EXPECT_ROW("table app.a", "row_security", "yes");
    EXPECT_ROW("table app.\"B c\"", "row_security", "yes");
    EXPECT_ROW("table public.t", "row_security", "no");
    EXPECT_ROW("grant app.a.reader", "privileges", "[SELECT]");
    EXPECT_ROW("grant app.f(integer, text).public", "privileges", "absent");
    EXPECT_ROW("default of column public.t.q", "expr", "'q'");
    EXPECT_SOME("table public.part_2");
    EXPECT_NONE("table public.part_3");
    cr_expect_eq(diag->count, 0);
}

static const char *security_after(const char *pattern)
{
    static char sql[512];

    (void) snprintf(
        sql, sizeof sql,
        "CREATE TABLE \"a_bé%%d\" (x int);\n"
        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE tablename LIKE '%s' LOOP\n"
        "EXECUTE format('ALTER TABLE %%I ENABLE ROW LEVEL SECURITY', t); END LOOP; END $$;",
        pattern);
    read_well(sql);
    return row("table public.\"a_bé%d\"", "row_security");
}

Test(read_do, like_matches_as_the_server_does)
{
    static const char *const matching[] = {
        "a_bé%d", "a\\_b%", "_\\_b_\\%d", "%", "%b%d", "______", "%%_d", "a%é\\%_"
    };
    static const char *const others[] = {
        "",         "a",   "_",     "_____", "_______",
        "a\\%bé%d", "a_b", "%\\_d", "b%",    "%a%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%x"
    };

    for (size_t i = 0; i < sizeof matching / sizeof *matching; i++) {
        cr_expect_str_eq(security_after(matching[i]), "yes", "%s", matching[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_expect_str_eq(security_after(others[i]), "no", "%s", others[i]);
    }
}

Test(read_do, loops_over_what_is_not_known_are_reported_with_their_place)
{
    read_well("CREATE TABLE t (x int);\n"
              "CREATE FUNCTION make() RETURNS int LANGUAGE plpgsql AS 'BEGIN EXECUTE 1; RETURN 1; END';\n"
              "DO $$ DECLARE r record; n text := 'a'; c int; BEGIN\n"
              "  FOR r IN SELECT relname FROM pg_class LOOP EXECUTE format('DROP TABLE %I', r.relname); END LOOP;\n"
              "  FOR r IN SELECT x FROM t LOOP EXECUTE format('DROP TABLE %I', r.x); END LOOP;\n"
              "  FOR r IN SELECT x FROM t LOOP PERFORM make(); END LOOP;\n"
              "  n := n || 'b'; EXECUTE format('DROP TABLE %I', n);\n"
              "  WHILE true LOOP DROP TABLE t; END LOOP;\n"
              "  SELECT make() INTO c;\n"
              "END $$;");
    cr_assert_eq(diag->count, 6);
    for (size_t i = 0; i < 5; i++) {
        cr_expect_eq(diag->messages[i].at.line, 4 + i, "%s", diag->messages[i].sentence);
    }
    cr_expect(said(SEVERITY_WARNING, "a loop over this query: what this does to the schema is not known"));
    cr_expect(said(SEVERITY_WARNING, "call of \"make\""));
    EXPECT_SOME("table public.t");
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
