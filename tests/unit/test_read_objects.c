#include "reading.h"

TestSuite(read_objects, .init = begin, .fini = end);

/* ---- indexes ------------------------------------------------------------------------------------------------ */

Test(read_objects, an_index_says_only_what_is_not_the_default)
{
    read_well("CREATE TABLE t (a int, b text COLLATE \"C\", c jsonb, d char(3));\n"
              "CREATE INDEX i ON t USING btree (a int4_ops ASC NULLS LAST, b COLLATE \"C\" text_ops DESC NULLS FIRST,\n"
              "  (b) text_pattern_ops, (b COLLATE \"POSIX\") DESC NULLS LAST, lower(b) NULLS FIRST);\n"
              "CREATE INDEX j ON t USING gin (c jsonb_ops); CREATE INDEX k ON t USING gin (c jsonb_path_ops);\n"
              "CREATE INDEX l ON t USING gist (b gist_trgm_ops (siglen = 32)); CREATE INDEX m ON t USING rtree (a);");
    EXPECT_ROW("index public.t.i", "elements", "[a, b, b, b, lower(b)]");
    EXPECT_ROW("index public.t.i", "element_options",
               "[, DESC, text_pattern_ops, COLLATE \"POSIX\" DESC NULLS LAST, NULLS FIRST]");
    EXPECT_ROW("index public.t.j", "element_options", "[]");
    EXPECT_ROW("index public.t.k", "element_options", "[jsonb_path_ops]");
    EXPECT_ROW("index public.t.l", "element_options", "[gist_trgm_ops (siglen='32')]");
    EXPECT_ROW("index public.t.m", "method", "gist");
}

Test(read_objects, an_index_of_an_extensions_class_names_its_schema_and_needs_the_extension)
{
    read_well("CREATE EXTENSION pg_trgm SCHEMA ext; CREATE TABLE t (a text);\n"
              "CREATE INDEX i ON t USING gin (a gin_trgm_ops);");
    EXPECT_ROW("index public.t.i", "element_options", "[ext.gin_trgm_ops]");
    cr_expect(needs("index public.t.i", "extension pg_trgm"));
}

Test(read_objects, an_index_without_a_name_gets_the_servers)
{
    read_well("CREATE TABLE t (a int, b text); CREATE INDEX ON t (a, b); CREATE INDEX ON t (a, b);\n"
              "CREATE INDEX ON t (lower(b), (a + 1), (a - 1), (b::int)) INCLUDE (a) WHERE (a > 1);\n"
              "CREATE INDEX ON t ((coalesce(a, 1)), (CASE WHEN true THEN 1 END), (CAST(a AS text)), extract(day FROM "
              "now()));");
    EXPECT_SOME("index public.t.t_a_b_idx");
    EXPECT_SOME("index public.t.t_a_b_idx1");
    EXPECT_ROW("index public.t.t_lower_expr_expr1_b_a_idx", "elements", "[lower(b), a + 1, a - 1, b::int]");
    EXPECT_ROW("index public.t.t_lower_expr_expr1_b_a_idx", "predicate", "a > 1");
    EXPECT_ROW("index public.t.t_lower_expr_expr1_b_a_idx", "include", "[a]");
    EXPECT_SOME("index public.t.t_coalesce_case_a_extract_idx");
}

/* ---- views -------------------------------------------------------------------------------------------------- */

Test(read_objects, a_views_query_ends_before_its_last_clause)
{
    read_well("CREATE VIEW v (a, \"B\") WITH (security_invoker) AS SELECT 1, ';' WITH CASCADED CHECK OPTION;\n"
              "CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS WITH data AS (SELECT 1) SELECT * FROM data WITH NO "
              "DATA;\n"
              "CREATE MATERIALIZED VIEW n AS WITH data AS (SELECT 2 AS x) SELECT x FROM data;");
    EXPECT_ROW("view public.v", "columns", "[a, B]");
    EXPECT_ROW("view public.v", "query", "SELECT 1, ';'");
    EXPECT_ROW("view public.v", "options", "[check_option=cascaded, security_invoker=true]");
    EXPECT_ROW("materialized view public.m", "options", "[fillfactor=70]");
    EXPECT_ROW("materialized view public.m", "with_no_data", "yes");
    cr_expect(strstr(row("materialized view public.n", "query"), "SELECT x FROM data"));
}

Test(read_objects, replacing_a_view_takes_its_options_away_and_keeps_its_comment)
{
    read_well("CREATE VIEW v WITH (security_barrier = true) AS SELECT 1 AS a; COMMENT ON VIEW v IS 'x';\n"
              "CREATE OR REPLACE VIEW v AS SELECT 2 AS a;");
    EXPECT_ROW("view public.v", "options", "absent");
    EXPECT_ROW("view public.v", "query", "SELECT 2 AS a");
    EXPECT_ROW("comment of view public.v", "text", "x");
}

Test(read_objects, a_recursive_view_is_written_out)
{
    read_well("CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v WHERE n < 9;");
    EXPECT_ROW("view public.v", "columns", "[n]");
    cr_expect(strstr(row("view public.v", "query"), "WITH RECURSIVE "));
}

/* ---- routines ----------------------------------------------------------------------------------------------- */

Test(read_objects, a_function_is_known_by_its_input_types_without_modifiers)
{
    read_well("CREATE FUNCTION f(a varchar(10) DEFAULT 'x, = y', INOUT b numeric(5, 2) = 1, OUT c text, VARIADIC d "
              "int[] DEFAULT\n"
              "  '{}') LANGUAGE sql AS 'select 1';");
    EXPECT_ROW("routine public.f(character varying, numeric, integer[])", "argument_modes", "[i, b, o, v]");
    EXPECT_ROW("routine public.f(character varying, numeric, integer[])", "argument_defaults", "['x, = y', 1, '{}']");
    EXPECT_ROW("routine public.f(character varying, numeric, integer[])", "returns", "record");
    EXPECT_ROW("routine public.f(character varying, numeric, integer[])", "argument_types",
               "[character varying, numeric, text, integer[]]");
}

Test(read_objects, a_function_over_a_type_of_an_unread_extension_is_found_with_its_schema_or_without)
{
    read_well("CREATE FUNCTION near(a integer, b vector) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
              "CREATE FUNCTION far(b ext.vector) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
              "CREATE FUNCTION area(b box) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
              "DROP FUNCTION near(integer, public.vector); DROP FUNCTION far(vector);\n"
              "DROP FUNCTION IF EXISTS area(public.box);");
    EXPECT_NONE("routine public.near(integer, vector)");
    EXPECT_NONE("routine public.far(ext.vector)");
    EXPECT_SOME("routine public.area(box)");
}

Test(read_objects, costs_rows_and_the_rest_are_filled_in)
{
    read_well("CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 1e3 ROWS 10.50 AS "
              "'select 1';\n"
              "CREATE FUNCTION g() RETURNS TABLE (a int, b text) LANGUAGE sql RETURN ROW(1, 'a');\n"
              "CREATE FUNCTION h() RETURNS void LANGUAGE c AS 'lib', 'symbol';\n"
              "CREATE PROCEDURE p() BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;");
    EXPECT_ROW("routine public.f()", "cost", "1000");
    EXPECT_ROW("routine public.f()", "rows", "10.5");
    EXPECT_ROW("routine public.f()", "parallel", "SAFE");
    EXPECT_ROW("routine public.g()", "rows", "1000");
    EXPECT_ROW("routine public.g()", "returns", "record");
    EXPECT_ROW("routine public.g()", "sql_body", "RETURN ROW(1, 'a')");
    EXPECT_ROW("routine public.h()", "object_file", "lib");
    EXPECT_ROW("routine public.h()", "cost", "1");
    EXPECT_ROW("routine public.p()", "sql_body", "BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END");
    EXPECT_ROW("routine public.p()", "returns", "absent");
}

Test(read_objects, settings_are_kept_as_the_server_keeps_them)
{
    read_well(
        "SET search_path = app, public;\n"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path TO '', \"$user\", app SET datestyle = iso, dmy\n"
        "  SET work_mem = '1MB' SET enable_seqscan TO off AS 'select 1';\n"
        "CREATE FUNCTION g() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'select 1';\n"
        "ALTER FUNCTION f() RESET work_mem SET enable_seqscan = true IMMUTABLE SECURITY DEFINER;");
    EXPECT_ROW("routine app.f()", "settings",
               "[search_path=\"\", \"$user\", app, DateStyle=iso, dmy, enable_seqscan=true]");
    EXPECT_ROW("routine app.f()", "volatility", "IMMUTABLE");
    EXPECT_ROW("routine app.f()", "security_definer", "yes");
    EXPECT_ROW("routine app.g()", "settings", "[search_path=app, public]");
}

Test(read_objects, replacing_a_routine_resets_every_option_that_is_not_restated)
{
    read_well("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET work_mem = 1 AS 'select 1';\n"
              "COMMENT ON FUNCTION f() IS 'x'; ALTER FUNCTION f() OWNER TO bob;\n"
              "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 2';");
    EXPECT_ROW("routine public.f()", "security_definer", "no");
    EXPECT_ROW("routine public.f()", "settings", "absent");
    EXPECT_ROW("routine public.f()", "body", "select 2");
    EXPECT_ROW("routine public.f()", "owner", "bob");
    EXPECT_SOME("comment of routine public.f()");
}

/* ---- triggers and policies ---------------------------------------------------------------------------------- */

Test(read_objects, a_trigger_finds_its_routine_wherever_it_is)
{
    read_well("CREATE TRIGGER a AFTER INSERT OR UPDATE OF x, y ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT\n"
              "  EXECUTE FUNCTION late('p', '');\n"
              "CREATE TRIGGER b BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)\n"
              "  EXECUTE PROCEDURE tsvector_update_trigger('x');\n"
              "CREATE TABLE t (x int, y int); CREATE SCHEMA app;\n"
              "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS ''; ALTER TABLE t DISABLE TRIGGER a;");
    EXPECT_ROW("trigger public.t.a", "events", "[INSERT, UPDATE]");
    EXPECT_ROW("trigger public.t.a", "update_columns", "[x, y]");
    EXPECT_ROW("trigger public.t.a", "routine", "routine public.late()");
    EXPECT_ROW("trigger public.t.a", "arguments", "[p, ]");
    EXPECT_ROW("trigger public.t.a", "enabled", "DISABLE");
    EXPECT_ROW("trigger public.t.b", "routine", "routine pg_catalog.tsvector_update_trigger()");
    EXPECT_ROW("trigger public.t.b", "condition", "OLD.* IS DISTINCT FROM NEW.*");
}

Test(read_objects, policies_keep_a_subquery_in_its_parentheses)
{
    read_well("CREATE TABLE t (a int);\n"
              "CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO b, a USING ((SELECT true)) WITH CHECK (((a > 1)));\n"
              "CREATE POLICY q ON t USING (a = 1); ALTER POLICY q ON t TO c WITH CHECK (a = 2);");
    EXPECT_ROW("policy public.t.p", "restrictive", "yes");
    EXPECT_ROW("policy public.t.p", "roles", "[a, b]");
    EXPECT_ROW("policy public.t.p", "using", "(SELECT true)");
    EXPECT_ROW("policy public.t.p", "with_check", "a > 1");
    EXPECT_ROW("policy public.t.q", "command", "ALL");
    EXPECT_ROW("policy public.t.q", "roles", "[c]");
    EXPECT_ROW("policy public.t.q", "using", "a = 1");
    EXPECT_ROW("policy public.t.q", "with_check", "a = 2");
}

Test(read_objects, an_unknown_current_user_never_leaves_a_policy_to_everybody)
{
    read_well("CREATE TABLE t (a int); CREATE POLICY p ON t TO CURRENT_USER USING (true);");
    EXPECT_ROW("policy public.t.p", "roles", "[current_user]");
    cr_expect(said(SEVERITY_WARNING, "CURRENT_USER"));
}
