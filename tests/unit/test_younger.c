/* Words younger than the grammar. */
#include "parser/sql/younger.h"

#include <criterion/criterion.h>
#include <string.h>

/* The word found at the place of `at` in the statement. */
static bool find(YoungerWord *word, const char *sql, const char *at)
{
    return sd_younger_find(word, sql, strlen(sql), (size_t) (strstr(sql, at) - sql));
}

Test(younger, two_words_are_found_from_the_second)
{
    static const char sql[] = "CREATE TABLE t (a int CHECK (a > 0) NOT /* yet */ enforced)";
    YoungerWord word;

    cr_assert(find(&word, sql, "enforced"));
    cr_assert_eq(word.meaning, YOUNGER_NOT_ENFORCED);
    cr_assert_eq(strncmp(sql + word.start, "NOT", 3), 0);
    cr_assert_eq(word.end, (size_t) (strstr(sql, "enforced") - sql) + strlen("enforced"));
}

Test(younger, a_period_is_found_from_the_name_behind_it_which_stays)
{
    static const char sql[] = "ALTER TABLE t ADD FOREIGN KEY (a, PERIOD \"During\") REFERENCES r (a, PERIOD d)";
    YoungerWord word;

    cr_assert(find(&word, sql, "\"During\""));
    cr_assert_eq(word.meaning, YOUNGER_PERIOD);
    cr_assert_eq(strncmp(sql + word.start, "PERIOD \"During\"", 15), 0);
    cr_assert_eq(word.end - word.start, strlen("PERIOD"));
}

Test(younger, a_quoted_name_is_no_such_word)
{
    YoungerWord word;

    cr_assert_not(find(&word, "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY (\"unlogged\")", "\"unlogged\""));
}

Test(younger, a_word_without_its_companion_is_no_such_word)
{
    YoungerWord word;

    cr_assert_not(find(&word, "CREATE TABLE t (a int, UNIQUE (a WITHOUT holes))", "WITHOUT"));
}

Test(younger, what_stands_instead_is_no_longer_than_the_word)
{
    YoungerWord word;

    cr_assert(find(&word, "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)", "VIRTUAL"));
    cr_assert_leq(strlen(word.instead), word.end - word.start);
}

Test(younger, what_is_put_in_its_place_keeps_a_name_and_the_length)
{
    char sql[] = "CREATE TABLE t (\"a,b\" int, CONSTRAINT n NOT NULL\"a,b\")";
    YoungerWord word;

    cr_assert(find(&word, sql, "NOT"));
    cr_assert_eq(word.meaning, YOUNGER_NOT_NULL);
    sd_younger_hide(&word, sql);
    cr_assert_str_eq(sql, "CREATE TABLE t (\"a,b\" int, CONSTRAINT n CHECK(\"a,b\") )");
}

Test(younger, a_generated_column_is_found_from_what_follows_its_expression)
{
    static const char sql[] = "CREATE TABLE t (a int, b int GENERATED ALWAYS AS ((a + 1)), c int)";
    YoungerWord word;

    cr_assert(find(&word, sql, ", c int"));
    cr_assert_eq(word.meaning, YOUNGER_GENERATED);
    cr_assert_not(find(&word, sql, "+"));
}
