#include "reading.h"

TestSuite(read_aggregate, .init = begin, .fini = end);

#define ADD  "CREATE FUNCTION add(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';\n"
#define JOIN "CREATE FUNCTION add(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1 || $2';\n"

Test(read_aggregate, is_known_by_the_types_of_all_its_arguments)
{
    read_well("CREATE AGGREGATE p(a float8, VARIADIC b int[]) (SFUNC = f, STYPE = int);\n"
              "CREATE AGGREGATE n(*) (SFUNC = int8inc, STYPE = int8, INITCOND = 0);\n"
              "CREATE AGGREGATE o (BASETYPE = varchar(3), SFUNC1 = f, STYPE1 = int4, INITCOND1 = '');\n"
              "CREATE AGGREGATE c (BASETYPE = \"any\", SFUNC = int8inc, STYPE = int8);");
    EXPECT_ROW("aggregate public.p(double precision, integer[])", "argument_modes", "[i, v]");
    EXPECT_ROW("aggregate public.p(double precision, integer[])", "argument_names", "[a, b]");
    EXPECT_ROW("aggregate public.n()", "initcond", "0");
    EXPECT_ROW("aggregate public.o(character varying)", "initcond", "");
    EXPECT_ROW("aggregate public.o(character varying)", "stype", "integer");
    EXPECT_SOME("aggregate public.c()");
}

Test(read_aggregate, of_an_ordered_set_counts_its_direct_arguments)
{
    read_well(
        "CREATE AGGREGATE p(float8 ORDER BY anyelement) (SFUNC = f, STYPE = internal);\n"
        "CREATE AGGREGATE h(VARIADIC \"any\" ORDER BY VARIADIC \"any\") (SFUNC = f, STYPE = internal, HYPOTHETICAL);");
    EXPECT_ROW("aggregate public.p(double precision, anyelement)", "kind", "ORDERED SET");
    EXPECT_ROW("aggregate public.p(double precision, anyelement)", "direct_arguments", "1");
    EXPECT_ROW("aggregate public.p(double precision, anyelement)", "finalfunc_modify", "READ_WRITE");
    EXPECT_ROW("aggregate public.h(\"any\")", "kind", "HYPOTHETICAL SET");
}

Test(read_aggregate, states_what_is_assumed)
{
    read_well("CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int);");
    EXPECT_ROW("aggregate public.a(integer)", "finalfunc_modify", "READ_ONLY");
    EXPECT_ROW("aggregate public.a(integer)", "parallel", "UNSAFE");
    EXPECT_ROW("aggregate public.a(integer)", "initcond", "absent");
    EXPECT_ROW("aggregate public.a(integer)", "sfunc", "routine pg_catalog.int4pl");
}

Test(read_aggregate, needs_the_overload_that_fits_wherever_it_is_declared)
{
    read_well("CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int);\n" JOIN ADD);
    EXPECT_ROW("aggregate public.a(integer)", "sfunc", "routine public.add");
    cr_expect(needs("aggregate public.a(integer)", "routine public.add(integer, integer)"));
    cr_expect_not(needs("aggregate public.a(integer)", "routine public.add(text, text)"));
}

Test(read_aggregate, returns_what_its_final_function_returns)
{
    read_well(ADD "CREATE FUNCTION half(int) RETURNS numeric LANGUAGE sql AS 'SELECT $1 / 2.0';\n"
                  "CREATE FUNCTION same(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';\n"
                  "CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int, FINALFUNC = half);\n"
                  "CREATE AGGREGATE b(int) (SFUNC = add, STYPE = int);\n"
                  "CREATE AGGREGATE c(int) (SFUNC = add, STYPE = int, FINALFUNC = same);\n"
                  "CREATE AGGREGATE d(float8) (SFUNC = float8_accum, STYPE = float8[], FINALFUNC = float8_avg);");
    EXPECT_ROW("aggregate public.a(integer)", "returns", "numeric");
    EXPECT_ROW("aggregate public.b(integer)", "returns", "integer");
    EXPECT_ROW("aggregate public.c(integer)", "returns", "absent");
    EXPECT_ROW("aggregate public.d(double precision)", "returns", "double precision");
}

Test(read_aggregate, is_a_routine_to_comments_grants_and_owners)
{
    read_well(
        ADD
        "CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int); CREATE AGGREGATE n(*) (SFUNC = int8inc, STYPE = int8);\n"
        "COMMENT ON AGGREGATE n(*) IS 'x'; COMMENT ON FUNCTION a(int) IS 'y';\n"
        "GRANT EXECUTE ON FUNCTION a(int) TO joe; ALTER AGGREGATE a(int) OWNER TO jane;\n"
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;");
    EXPECT_ROW("comment of aggregate public.n()", "text", "x");
    EXPECT_ROW("comment of aggregate public.a(integer)", "text", "y");
    EXPECT_ROW("grant public.a(integer).joe", "privileges", "[EXECUTE]");
    EXPECT_ROW("grant public.a(integer).public", "privileges", "absent");
    EXPECT_SOME("grant public.a(integer).public");
    EXPECT_ROW("aggregate public.a(integer)", "owner", "jane");
}

Test(read_aggregate, is_named_with_its_schema_where_a_view_uses_it)
{
    read_well(ADD "CREATE VIEW v AS SELECT a(x) FROM t; CREATE TABLE t (x int);\n"
                  "CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int);");
    EXPECT_ROW("view public.v", "query", "SELECT public.a(x) FROM public.t");
    cr_expect(needs("view public.v", "aggregate public.a(integer)"));
}

Test(read_aggregate, follows_what_is_renamed)
{
    read_well("CREATE TYPE mood AS ENUM ('ok');\n" ADD JOIN "CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int);\n"
              "CREATE AGGREGATE m(mood) (SFUNC = array_append, STYPE = mood[]);\n"
              "ALTER FUNCTION add(text, text) RENAME TO other; ALTER FUNCTION add(int, int) RENAME TO plus;\n"
              "ALTER TYPE mood RENAME TO humour; ALTER AGGREGATE a(int) RENAME TO b;");
    EXPECT_ROW("aggregate public.b(integer)", "sfunc", "routine public.plus");
    EXPECT_ROW("aggregate public.m(public.humour)", "stype", "public.humour[]");
    EXPECT_ROW("aggregate public.m(public.humour)", "argument_types", "[public.humour]");
}

Test(read_aggregate, keeps_its_function_from_being_dropped)
{
    cr_expect_eq(read_into(&catalog, &files,
                           ADD "CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int); DROP FUNCTION add(int, int);"),
                 SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "cannot be dropped while there is aggregate \"public.a(integer)\""));
}

Test(read_aggregate, falls_with_its_function_under_cascade)
{
    read_well(
        ADD JOIN
        "CREATE AGGREGATE a(int) (SFUNC = add, STYPE = int); CREATE AGGREGATE b(text) (SFUNC = add, STYPE = text);\n"
        "DROP FUNCTION add(int, int) CASCADE;");
    EXPECT_NONE("aggregate public.a(integer)");
    EXPECT_SOME("aggregate public.b(text)");
}

Test(read_aggregate, replaced_keeps_its_owner_and_nothing_else)
{
    read_well(ADD
              "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1', PARALLEL = SAFE);\n"
              "ALTER AGGREGATE a(int) OWNER TO jane; CREATE OR REPLACE AGGREGATE a(int) (SFUNC = add, STYPE = int);");
    EXPECT_ROW("aggregate public.a(integer)", "owner", "jane");
    EXPECT_ROW("aggregate public.a(integer)", "initcond", "absent");
    EXPECT_ROW("aggregate public.a(integer)", "parallel", "UNSAFE");
    cr_expect(needs("aggregate public.a(integer)", "routine public.add(integer, integer)"));
}

Test(read_aggregate, cannot_share_name_and_arguments_with_a_function)
{
    cr_expect_eq(read_into(&catalog, &files,
                           "CREATE FUNCTION a(int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
                           "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int);"),
                 SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "has the name of routine"));
}
