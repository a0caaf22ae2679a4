/* Passwords in options and connection strings. */
#include "model/secret.h"

#include <criterion/criterion.h>

static Arena *arena;

static void set_up(void)
{
    arena = sd_arena_new();
}

static void tear_down(void)
{
    sd_arena_free(arena);
}

TestSuite(secret, .init = set_up, .fini = tear_down);

Test(secret, is_an_option_by_its_name_not_by_its_value)
{
    cr_expect(sd_secret_is_option("password=x"));
    cr_expect(sd_secret_is_option("Vault_Token=x"));
    cr_expect_not(sd_secret_is_option("host=password"));
    cr_expect_not(sd_secret_is_option("user=token"));
}

Test(secret, is_replaced_in_a_connection_string_of_pairs)
{
    const char *connection = "host = a  password='it\\'s secret' dbname=b";

    cr_expect_str_eq(sd_secret_connection(arena, connection, "****"), "host = a password=**** dbname=b");
    cr_expect_str_eq(sd_secret_connection(arena, connection, NULL), "host = a dbname=b");
    cr_expect_str_eq(sd_secret_connection(arena, "password=", NULL), "");
}

Test(secret, is_replaced_in_a_connection_uri)
{
    const char *connection = "postgresql://u:se:cret@a:5432/db?sslmode=require&sslpassword=x";

    cr_expect_str_eq(sd_secret_connection(arena, connection, "****"),
                     "postgresql://u:****@a:5432/db?sslmode=require&sslpassword=****");
    cr_expect_str_eq(sd_secret_connection(arena, "postgresql://u@a:5432/db", NULL), "postgresql://u@a:5432/db");
}

Test(secret, free_connection_strings_stay_to_the_letter)
{
    cr_expect_str_eq(sd_secret_connection(arena, " host=a  dbname='b c' ", NULL), " host=a  dbname='b c' ");
}

Test(secret, is_masked_in_a_line_of_a_file_that_keeps_its_length)
{
    cr_expect_str_eq(sd_secret_masked_line(arena, "OPTIONS (user 'a', password 'b c', host 'd')"),
                     "OPTIONS (user 'a', password '***', host 'd')");
    cr_expect_str_eq(sd_secret_masked_line(arena, "CONNECTION 'host=a password=b dbname=c'"),
                     "CONNECTION 'host=a password=* dbname=c'");
    cr_expect_str_eq(sd_secret_masked_line(arena, "    password text NOT NULL DEFAULT 'x',"),
                     "    password text NOT NULL DEFAULT 'x',");
}
