#include "parser/sql/renamed.h"

#include <criterion/criterion.h>
#include <string.h>

static Arena *arena;

static void begin(void)
{
    arena = sd_arena_new();
}

static void end(void)
{
    sd_arena_free(arena);
}

TestSuite(backfill, .init = begin, .fini = end);

static const char *read(const char *text)
{
    return sd_backfill_read(arena, text, 0, text[0] == '/' ? strlen(text) : strcspn(text, "\n"), strlen(text));
}

Test(backfill, stands_on_the_line_of_the_comment)
{
    cr_expect_str_eq(read("-- schemadiff:backfill: UPDATE t SET a = 1;\nb integer"), "UPDATE t SET a = 1");
    cr_expect_str_eq(read("-- schemadiff: backfill UPDATE t SET a = 1"), "UPDATE t SET a = 1");
}

Test(backfill, goes_on_over_lines_up_to_a_semicolon)
{
    cr_expect_str_eq(read("-- schemadiff:backfill\n  -- UPDATE t\n  -- SET a = 1;\n  -- of something else\nb integer"),
                     "UPDATE t\nSET a = 1");
}

Test(backfill, is_all_that_stands_between_slash_and_star)
{
    cr_expect_str_eq(read("/* schemadiff:backfill\nUPDATE t SET a = 1;\nUPDATE t SET b = 2; */"),
                     "UPDATE t SET a = 1;\nUPDATE t SET b = 2");
}

Test(backfill, is_nothing_where_a_comment_says_something_else)
{
    cr_expect_null(read("-- backfill this later"));
    cr_expect_null(read("-- schemadiff:backfill"));
    cr_expect_null(read("/**/"));
    cr_expect_null(read("--"));
}
