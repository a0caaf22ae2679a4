#include "reading.h"

TestSuite(read_operator, .init = begin, .fini = end);

#define LESS "CREATE FUNCTION less(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 < $2';\n"

Test(read_operator, links_back_to_the_one_that_names_it)
{
    read_well(LESS "CREATE OPERATOR <# (FUNCTION = less, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >#);\n"
                   "CREATE OPERATOR ># (FUNCTION = less, LEFTARG = text, RIGHTARG = text);");
    EXPECT_ROW("operator public.<#(text, text)", "commutator", "operator public.>#(text, text)");
    EXPECT_ROW("operator public.>#(text, text)", "commutator", "operator public.<#(text, text)");
}

Test(read_operator, follows_its_operands_when_their_type_is_renamed)
{
    read_well("CREATE TYPE mood AS ENUM ('a');\n"
              "CREATE FUNCTION f(mood, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';\n"
              "CREATE OPERATOR <# (FUNCTION = f, LEFTARG = mood, RIGHTARG = int);\n"
              "CREATE CAST (mood AS integer) WITH INOUT;\n"
              "ALTER TYPE mood RENAME TO feeling;");
    EXPECT_ROW("operator public.<#(public.feeling, integer)", "function", "routine public.f(public.feeling, integer)");
    EXPECT_SOME("cast (public.feeling AS integer)");
}

Test(read_operator, class_makes_a_family_and_what_is_in_it)
{
    read_well(LESS
              "CREATE OPERATOR <# (FUNCTION = less, LEFTARG = text, RIGHTARG = text);\n"
              "CREATE OPERATOR CLASS c FOR TYPE text USING btree AS OPERATOR 1 <#, FUNCTION 1 bttextcmp(text, text);\n"
              "DROP OPERATOR CLASS c USING btree;");
    EXPECT_SOME("operator family public.c USING btree");
    EXPECT_NONE("operator class public.c USING btree");
    EXPECT_NONE("family operator public.c USING btree.1 (text, text)");
}
