#include "reading.h"

TestSuite(read_base_type, .init = begin, .fini = end);

#define FUNCTIONS                                                                                                      \
    "CREATE FUNCTION t_in(cstring) RETURNS t LANGUAGE internal IMMUTABLE AS 'int4in';\n"                               \
    "CREATE FUNCTION t_out(t) RETURNS cstring LANGUAGE internal IMMUTABLE AS 'int4out';\n"
#define DEFINITION "CREATE TYPE t (INPUT = t_in, OUTPUT = t_out, LIKE = integer, STORAGE = plain);\n"

Test(read_base_type, is_a_shell_until_it_is_defined)
{
    read_well("CREATE TYPE later;\nCOMMENT ON TYPE later IS 'soon';");
    EXPECT_SOME("base type public.later");
    EXPECT_SOME("comment of base type public.later");
    EXPECT_NONE("definition of base type public.later");
}

Test(read_base_type, is_defined_whatever_the_order_of_statements)
{
    read_well(DEFINITION "CREATE TABLE uses (it t);\n" FUNCTIONS "CREATE TYPE t;");
    EXPECT_ROW("definition of base type public.t", "input", "routine public.t_in");
    EXPECT_ROW("definition of base type public.t", "length", "4");
    EXPECT_ROW("column public.uses.it", "type", "public.t");
}

Test(read_base_type, functions_it_needs_need_its_name_alone)
{
    read_well("CREATE TYPE t;\n" FUNCTIONS DEFINITION "CREATE TABLE uses (it t);");
    cr_expect(needs("definition of base type public.t", "routine public.t_in(cstring)"));
    cr_expect(!needs("routine public.t_in(cstring)", "definition of base type public.t"));
    cr_expect(needs("column public.uses.it", "definition of base type public.t"));
}

Test(read_base_type, has_what_alter_sets)
{
    read_well("CREATE TYPE t;\n" FUNCTIONS DEFINITION
              "CREATE FUNCTION t_send(t) RETURNS bytea LANGUAGE internal IMMUTABLE AS 'int4send';\n"
              "ALTER TYPE t SET (SEND = t_send);\nALTER TYPE t RENAME TO u;");
    EXPECT_ROW("definition of base type public.u", "send", "routine public.t_send");
    EXPECT_SOME("routine public.t_out(public.u)");
}

Test(read_base_type, goes_with_its_functions)
{
    read_well("CREATE TYPE t;\n" FUNCTIONS DEFINITION "DROP FUNCTION t_in(cstring) CASCADE;");
    EXPECT_NONE("base type public.t");
    EXPECT_NONE("routine public.t_out(public.t)");
}

Test(read_base_type, is_not_dropped_alone)
{
    cr_expect_neq(read_into(&catalog, &files, "CREATE TYPE t;\n" FUNCTIONS DEFINITION "DROP TYPE t;"), SD_OK);
    cr_expect(said(SEVERITY_ERROR, "cannot be dropped while there is"));
}
