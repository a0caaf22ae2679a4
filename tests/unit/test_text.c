#include "model/text.h"

#include <criterion/criterion.h>

static Arena *arena;
static Names *names;

static void begin(void)
{
    arena = sd_arena_new();
    names = sd_names_new();
}

static void end(void)
{
    sd_names_free(names);
    sd_arena_free(arena);
}

TestSuite(text, .init = begin, .fini = end);

static const char *identifier(const char *name)
{
    Text text = sd_text(arena);

    sd_text_identifier(&text, sd_name(names, name));
    return text.bytes;
}

static const char *literal(const char *value)
{
    Text text = sd_text(arena);

    sd_text_literal(&text, value);
    return text.bytes;
}

static const char *dollar(const char *value)
{
    Text text = sd_text(arena);

    sd_text_dollar(&text, value);
    return text.bytes;
}

Test(text, plain_identifiers_stay_plain)
{
    cr_assert_str_eq(identifier("users"), "users");
    cr_assert_str_eq(identifier("_a1"), "_a1");
}

Test(text, identifiers_are_quoted_when_they_must_be)
{
    cr_assert_str_eq(identifier("Users"), "\"Users\"");
    cr_assert_str_eq(identifier("we\"ird"), "\"we\"\"ird\"");
    cr_assert_str_eq(identifier("1st"), "\"1st\"");
    cr_assert_str_eq(identifier("a b\n"), "\"a b\n\"");
    cr_assert_str_eq(identifier("na\xc3\xafve"), "\"na\xc3\xafve\"");
    cr_assert_str_eq(identifier(""), "\"\"");
}

Test(text, keywords_that_are_not_unreserved_are_quoted)
{
    cr_assert_str_eq(identifier("user"), "\"user\"");
    cr_assert_str_eq(identifier("order"), "\"order\"");
    cr_assert_str_eq(identifier("int"), "\"int\"");
    cr_assert_str_eq(identifier("name"), "name");
}

Test(text, literals_double_quotes_and_escape_backslashes)
{
    cr_assert_str_eq(literal("it's"), "'it''s'");
    cr_assert_str_eq(literal("a\\b"), "E'a\\\\b'");
    cr_assert_str_eq(literal("a\\'b"), "E'a\\\\''b'");
}

Test(text, dollar_quotes_find_a_tag_that_is_free)
{
    cr_assert_str_eq(dollar("a"), "$$a$$");
    cr_assert_str_eq(dollar("a $$ b"), "$body$a $$ b$body$");
    cr_assert_str_eq(dollar("$$ $body$"), "$body1$$$ $body$$body1$");
}

Test(text, dollar_quotes_do_not_run_into_a_trailing_dollar)
{
    cr_assert_str_eq(dollar("costs 5$"), "$body$costs 5$$body$");
}

Test(text, keys_read_as_people_say_them)
{
    Key schema = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL);
    Key table = sd_key(names, KIND_TABLE, schema, sd_name(names, "Users"), NULL);
    Key column = sd_key(names, KIND_COLUMN, table, sd_name(names, "id"), NULL);
    Key routine = sd_key(names, KIND_ROUTINE, schema, sd_name(names, "f"), sd_name(names, "integer, text"));
    Text text = sd_text(arena);

    cr_assert_str_eq(sd_key_text(arena, column), "column app.\"Users\".id");
    cr_assert_str_eq(sd_key_text(arena, sd_key(names, KIND_COMMENT, column, NULL, NULL)),
                     "comment of column app.\"Users\".id");
    sd_text_qualified(&text, routine);
    cr_assert_str_eq(text.bytes, "app.f(integer, text)");
}

Test(text, an_aggregate_without_arguments_has_two_spellings)
{
    Key schema = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL);
    Key counted = sd_key(names, KIND_AGGREGATE, schema, sd_name(names, "counted"), sd_name(names, ""));
    Key by_name = sd_key(names, KIND_ROUTINE, schema, sd_name(names, "f"), NULL);
    Text text = sd_text(arena);

    sd_text_qualified(&text, counted);
    sd_text_put(&text, " ");
    sd_text_signature(&text, counted);
    sd_text_put(&text, " ");
    sd_text_qualified(&text, by_name);
    cr_assert_str_eq(text.bytes, "app.counted(*) app.counted() app.f");
}
