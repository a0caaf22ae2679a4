/* Values and messages of a server, without one. */
#include "parser/live/mask.h"
#include "parser/live/value.h"

#include <criterion/criterion.h>
#include <string.h>

static Arena *arena;

static void set_up(void)
{
    arena = sd_arena_new();
}

static void tear_down(void)
{
    sd_arena_free(arena);
}

TestSuite(live, .init = set_up, .fini = tear_down);

Test(live, array_items_lose_their_quotes_and_escapes)
{
    ArrayValue array;

    cr_assert(sd_value_array(&array, arena, "{a,\"b c\",\"say \\\"x\\\", {y}\",\"back\\\\slash\",\"\"}"));
    cr_assert_eq(array.count, 5);
    cr_expect_str_eq(array.items[0].bytes, "a");
    cr_expect_str_eq(array.items[1].bytes, "b c");
    cr_expect_str_eq(array.items[2].bytes, "say \"x\", {y}");
    cr_expect_str_eq(array.items[3].bytes, "back\\slash");
    cr_expect_eq(array.items[4].length, 0);
}

Test(live, array_items_are_null_only_without_quotes)
{
    ArrayValue array;

    cr_assert(sd_value_array(&array, arena, "{NULL,\"NULL\",NULLS}"));
    cr_assert_eq(array.count, 3);
    cr_expect(array.items[0].is_null);
    cr_expect_not(array.items[1].is_null);
    cr_expect_not(array.items[2].is_null);
}

Test(live, arrays_of_arrays_tell_the_length_of_a_row)
{
    ArrayValue array;

    cr_assert(sd_value_array(&array, arena, "{{schema,app,table,a},{schema,app,table,\"b,}\"}}"));
    cr_expect_eq(array.count, 8);
    cr_expect_eq(array.row_length, 4);
    cr_expect_str_eq(array.items[7].bytes, "b,}");
}

Test(live, arrays_may_be_empty_and_may_say_their_bounds)
{
    ArrayValue array;

    cr_assert(sd_value_array(&array, arena, "{}"));
    cr_expect_eq(array.count, 0);
    cr_assert(sd_value_array(&array, arena, "[0:1]={7,8}"));
    cr_expect_eq(array.count, 2);
}

Test(live, broken_arrays_are_refused)
{
    static const char *const broken[] = { "", "x", "{", "{a", "{\"a}", "{a}}", "}", "{a,{b}", "{{a,b},{c}}", "{\"a\\" };

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        ArrayValue array;

        cr_expect_not(sd_value_array(&array, arena, broken[i]), "%s", broken[i]);
    }
}

static void expect_bare(const char *text, const char *bare)
{
    size_t length = strlen(text);
    const char *found = sd_value_bare(text, &length);

    cr_expect(length == strlen(bare) && memcmp(found, bare, length) == 0, "%s became %.*s", text, (int) length, found);
}

Test(live, expressions_lose_the_parentheses_around_all_of_them)
{
    expect_bare("(a > 0)", "a > 0");
    expect_bare("((a > 0))", "a > 0");
    expect_bare("(a > 0) AND (b > 0)", "(a > 0) AND (b > 0)");
    expect_bare("(a <> ')'::text)", "a <> ')'::text");
    expect_bare("(\"a)\" <> 'it''s ('::text)", "\"a)\" <> 'it''s ('::text");
    expect_bare("(", "(");
    expect_bare("(a", "(a");
    expect_bare("", "");
}

Test(live, a_subquery_keeps_its_parentheses)
{
    expect_bare("( SELECT f())", "( SELECT f())");
    expect_bare("(( SELECT f()))", "( SELECT f())");
    expect_bare("(( SELECT auth.uid() AS uid) = owner)", "( SELECT auth.uid() AS uid) = owner");
    expect_bare("(( SELECT 1) UNION SELECT 2)", "(( SELECT 1) UNION SELECT 2)");
    expect_bare("(selected)", "selected");
    expect_bare("(()", "(()");
}

Test(live, messages_never_show_a_password_of_a_well_formed_string)
{
    const char *message = sd_mask_message(
        arena, "cannot use postgres://bob:s3cr@t@host/db nor password=s3cret host=h\nnor password='a b' x\n", NULL);

    cr_expect_str_eq(message, "cannot use postgres://bob:****@host/db nor password=**** host=h; nor password=**** x");
}

Test(live, messages_repeat_nothing_of_a_string_whose_parts_are_shifted)
{
    cr_expect_str_eq(sd_mask_message(arena, "could not translate host name \"cret@localhost\" to address",
                                     "postgresql://bob:se@cret@localhost/x"),
                     "could not translate host name \"****\" to address");
    cr_expect_str_eq(
        sd_mask_message(arena, "missing \"=\" after \"secret\" in connection info string", "host=h password=my secret"),
        "missing \"****\" after \"****\" in connection info string");
}

Test(live, messages_name_what_is_no_secret)
{
    cr_expect_str_eq(sd_mask_message(arena, "FATAL:  database \"app\" does not exist\n", "postgresql://bob:pw@h/app"),
                     "FATAL:  database \"app\" does not exist");
}
