#include "model/name.h"

#include <criterion/criterion.h>
#include <string.h>

static Names *names;

static void begin(void)
{
    names = sd_names_new();
}

static void end(void)
{
    sd_names_free(names);
}

TestSuite(name, .init = begin, .fini = end);

static Key table(const char *schema, const char *name)
{
    Key parent = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, schema), NULL);

    return sd_key(names, KIND_TABLE, parent, sd_name(names, name), NULL);
}

Test(name, equal_texts_are_one_pointer)
{
    cr_assert_eq(sd_name(names, "users"), sd_name_of(names, "users and more", 5));
    cr_assert_neq(sd_name(names, "users"), sd_name(names, "Users"));
    cr_assert_null(sd_name(names, NULL));
    cr_assert_eq(sd_name(names, "")->length, 0);
}

Test(name, a_long_formatted_name_is_whole)
{
    char long_text[1001];

    memset(long_text, 'x', 1000);
    long_text[1000] = 0;
    cr_assert_eq(sd_name_format(names, "%s", long_text), sd_name(names, long_text));
}

Test(name, equal_paths_are_one_key)
{
    cr_assert_eq(table("app", "users"), table("app", "users"));
    cr_assert_neq(table("app", "users"), table("public", "users"));
}

Test(name, a_key_knows_its_schema)
{
    Key column = sd_key(names, KIND_COLUMN, table("app", "users"), sd_name(names, "id"), NULL);
    Key comment = sd_key(names, KIND_COMMENT, column, NULL, NULL);

    cr_assert_str_eq(sd_key_schema(comment)->text, "app");
    cr_assert(sd_key_within(comment, table("app", "users")));
    cr_assert_not(sd_key_within(comment, table("app", "teams")));
}

Test(name, moving_a_table_moves_what_is_below_it)
{
    Key column = sd_key(names, KIND_COLUMN, table("app", "users"), sd_name(names, "id"), NULL);
    Key moved = sd_key_moved(names, column, table("app", "users"), table("app", "people"));

    cr_assert_eq(moved, sd_key(names, KIND_COLUMN, table("app", "people"), sd_name(names, "id"), NULL));
    cr_assert_eq(sd_key_moved(names, column, table("app", "teams"), table("app", "people")), column);
}

Test(name, keys_are_ordered_by_kind_then_path)
{
    Key schema = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "zzz"), NULL);

    cr_assert_lt(sd_key_compare(schema, table("app", "users")), 0);
    cr_assert_lt(sd_key_compare(table("app", "users"), table("app", "workers")), 0);
    cr_assert_lt(sd_key_compare(table("app", "workers"), table("public", "users")), 0);
    cr_assert_eq(sd_key_compare(schema, schema), 0);
}
