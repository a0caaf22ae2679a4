#include "reading.h"

TestSuite(read_transform, .init = begin, .fini = end);

#define MOOD                                                                                                           \
    "CREATE TYPE mood AS ENUM ('a');\n"                                                                                \
    "CREATE FUNCTION mood_in(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';\n"

Test(read_transform, waits_for_its_type_and_functions)
{
    read_well("CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION mood_in(internal));\n"
              "COMMENT ON TRANSFORM FOR mood LANGUAGE plpgsql IS 'm';\n" MOOD);
    EXPECT_ROW("transform FOR public.mood LANGUAGE plpgsql", "from_sql", "routine public.mood_in(internal)");
    EXPECT_SOME("comment of transform FOR public.mood LANGUAGE plpgsql");
}

Test(read_transform, follows_its_type_when_that_is_renamed)
{
    read_well(MOOD "CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION mood_in(internal));\n"
                   "ALTER TYPE mood RENAME TO feeling;\n"
                   "ALTER SCHEMA public RENAME TO app;");
    EXPECT_SOME("transform FOR app.feeling LANGUAGE plpgsql");
}

Test(read_transform, falls_with_its_type)
{
    read_well(MOOD "CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION mood_in(internal));\n"
                   "DROP TYPE mood CASCADE;");
    EXPECT_NONE("transform FOR public.mood LANGUAGE plpgsql");
}

Test(read_transform, is_needed_by_routines_that_name_it)
{
    read_well("CREATE FUNCTION f(mood) RETURNS text LANGUAGE plpgsql TRANSFORM FOR TYPE mood AS 'BEGIN END';\n" MOOD
              "CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION mood_in(internal));");
    cr_expect(needs("routine public.f(public.mood)", "transform FOR public.mood LANGUAGE plpgsql"));
}
