#include "emitter/template.h"

#include "model/catalog.h"

#include <criterion/criterion.h>

static Names *names;
static Catalog *catalog;
static Key app, users, email;

static void begin(void)
{
    names = sd_names_new();
    catalog = sd_catalog_new(names);
    app = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "My App"), NULL);
    users = sd_key(names, KIND_TABLE, app, sd_name(names, "users"), NULL);
    email = sd_key(names, KIND_COLUMN, users, sd_name(names, "e\"mail"), NULL);
}

static void end(void)
{
    sd_catalog_free(catalog);
    sd_names_free(names);
}

TestSuite(template, .init = begin, .fini = end);

static const char *expand(const char *template, Key key)
{
    Text text = sd_text(catalog->arena);

    sd_template_put(&text, template, key, NULL, NULL);
    return text.bytes;
}

static const char *value(const Object *object, const char *row)
{
    Text text = sd_text(catalog->arena);

    sd_template_value(&text, object, sd_kind_attr(sd_kind_of(object), row));
    return text.bytes;
}

Test(template, names_are_qualified_and_quoted_where_they_must_be)
{
    cr_expect_str_eq(expand("%n|%i|%p|%w", email), "\"e\"\"mail\"|\"e\"\"mail\"|\"My App\".users|COLUMN");
    cr_expect_str_eq(expand("%n|%p", users), "\"My App\".users|\"My App\"");
}

Test(template, a_percent_sign_is_said_twice_and_one_at_the_end_adds_nothing)
{
    cr_expect_str_eq(expand("100%% %", users), "100% ");
}

Test(template, names_for_a_test_on_the_catalog_are_literals)
{
    cr_expect_str_eq(expand("%N", users), "'\"My App\".users'");
    cr_expect_str_eq(expand("%P %I", email), "'\"My App\".users' 'e\"mail'");
}

Test(template, a_role_is_quoted_and_a_word_is_not)
{
    Table *table = (Table *) sd_catalog_add(catalog, users);
    Column *column = (Column *) sd_catalog_add(catalog, email);

    table->owner = sd_name(names, "EXTERNAL");
    column->storage = sd_name(names, "EXTERNAL");
    column->statistics = sd_name(names, "100");
    cr_expect_str_eq(value(&table->base, "owner"), "\"EXTERNAL\"");
    cr_expect_str_eq(value(&column->base, "storage"), "EXTERNAL");
    cr_expect_str_eq(value(&column->base, "statistics"), "100");
}

Test(template, a_word_that_could_end_the_statement_is_quoted_after_all)
{
    Column *column = (Column *) sd_catalog_add(catalog, email);

    column->storage = sd_name(names, "MAIN; DROP TABLE x");
    cr_expect_str_eq(value(&column->base, "storage"), "\"MAIN; DROP TABLE x\"");
}

Test(template, a_text_is_a_literal_a_type_is_as_it_is_and_a_number_may_be_zero)
{
    Extension *extension =
        (Extension *) sd_catalog_add(catalog, sd_key(names, KIND_EXTENSION, NULL, sd_name(names, "hstore"), NULL));
    Sequence *sequence =
        (Sequence *) sd_catalog_add(catalog, sd_key(names, KIND_SEQUENCE, app, sd_name(names, "s"), NULL));

    extension->version = sd_name(names, "1.4'");
    sequence->data_type = sd_name(names, "bigint");
    cr_expect_str_eq(value(&extension->base, "version"), "'1.4'''");
    cr_expect_str_eq(value(&sequence->base, "data_type"), "bigint");
    cr_expect_str_eq(value(&sequence->base, "minimum"), "0");
}
