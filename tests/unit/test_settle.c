/* What the wanted side leaves unsaid. */
#include "tests/support/build.h"

#include <criterion/criterion.h>

static void expect_plan(Built *built, const char *expected)
{
    const char *plan = build_plan(built, NULL);

    cr_expect_str_eq(plan, expected, "expected:\n%s\nfound:\n%s", expected, plan);
    build_free(built);
}

static Table *table_of(Built *built, Catalog *catalog)
{
    return (Table *) sd_catalog_find(catalog, build_table(built, catalog, "app", "t"));
}

Test(settle, leaves_the_owner_alone_when_none_is_stated)
{
    Built *b = build_pair();

    table_of(b, b->now)->owner = build_name(b, "alice");
    table_of(b, b->wanted);
    expect_plan(b, "");
}

Test(settle, changes_the_owner_when_one_is_stated)
{
    Built *b = build_pair();

    table_of(b, b->now)->owner = build_name(b, "alice");
    table_of(b, b->wanted)->owner = build_name(b, "bob");
    expect_plan(b, "alter table app.t: owner alice -> bob\n");
}

Test(settle, takes_what_a_server_states_and_files_cannot_know_for_no_wish)
{
    Built *b = build_pair();

    b->wanted->server_version = 150000;
    table_of(b, b->now);
    table_of(b, b->wanted)->owner = build_name(b, "bob");
    expect_plan(b, "");
}

Test(settle, takes_what_a_server_states_only_where_it_is_unusual_for_one)
{
    Built *b = build_pair();

    b->wanted->server_version = 150000;
    table_of(b, b->now);
    table_of(b, b->wanted)->tablespace = build_name(b, "fast");
    expect_plan(b, "alter table app.t: tablespace absent -> fast\n");
}

Test(settle, resets_other_rows_that_are_absent)
{
    Built *b = build_pair();

    table_of(b, b->now)->row_security = true;
    table_of(b, b->wanted);
    expect_plan(b, "alter table app.t: row_security yes -> no\n");
}

Test(settle, ignores_a_grant_of_everything_to_the_owner)
{
    Built *b = build_pair();
    const char *all = "DELETE,INSERT,REFERENCES,SELECT,TRIGGER,TRUNCATE,UPDATE";

    table_of(b, b->now)->owner = build_name(b, "alice");
    build_grant(b, b->wanted, table_of(b, b->wanted)->base.key, "alice", all);
    expect_plan(b, "");
}

Test(settle, keeps_a_grant_of_less_to_the_owner)
{
    Built *b = build_pair();

    table_of(b, b->now)->owner = build_name(b, "alice");
    build_grant(b, b->wanted, table_of(b, b->wanted)->base.key, "alice", "SELECT");
    expect_plan(b, "create grant app.t.alice\n");
}

Test(settle, takes_the_session_role_for_the_owner_of_what_is_new)
{
    Built *b = build_pair();

    b->now->role = build_name(b, "alice");
    build_grant(b, b->wanted, table_of(b, b->wanted)->base.key, "alice",
                "DELETE,INSERT,REFERENCES,SELECT,TRIGGER,TRUNCATE,UPDATE");
    expect_plan(b, "create schema app\ncreate table app.t\n");
}

static Key imply(Built *b, Catalog *catalog)
{
    Key schema = build_schema(b, catalog, "public");

    sd_catalog_find(catalog, schema)->implied = true;
    sd_catalog_find(catalog, build_comment(b, catalog, schema, "standard public schema"))->implied = true;
    return schema;
}

Test(settle, does_not_make_an_implied_schema_for_nothing)
{
    Built *b = build_pair();

    imply(b, b->wanted);
    expect_plan(b, "");
}

Test(settle, makes_an_implied_schema_for_what_lives_in_it)
{
    Built *b = build_pair();

    imply(b, b->wanted);
    build_table(b, b->wanted, "public", "t");
    expect_plan(b, "create schema public\ncreate comment of schema public\ncreate table public.t\n");
}

Test(settle, restores_an_implied_comment)
{
    Built *b = build_pair();

    build_comment(b, b->now, build_schema(b, b->now, "public"), "mine");
    imply(b, b->wanted);
    expect_plan(b, "alter comment of schema public: text mine -> standard public schema\n");
}

Test(settle, finds_the_key_a_foreign_key_relies_on)
{
    Built *b = build_pair();
    Key users = build_table(b, b->wanted, "app", "users"), index, reference;
    Index *unique;
    Expr *element;

    index = build_object(b, b->wanted, KIND_INDEX, users, "users_name", NULL);
    unique = (Index *) sd_catalog_find(b->wanted, index);
    element = build_expr(b, b->wanted, "\"Name\"");
    unique->is_unique = true;
    unique->elements = sd_exprs(b->wanted->arena, &element, 1);
    reference = build_foreign_key(b, b->wanted, build_table(b, b->wanted, "app", "a"), "a_fk", NULL, users, "Name");
    expect_plan(b, "create schema app\n"
                   "create table app.a\n"
                   "create table app.users\n"
                   "create index app.users.users_name\n"
                   "create constraint app.a.a_fk\n");
    (void) reference;
}

static Aggregate *aggregate_of(Built *built, Catalog *catalog)
{
    Key schema = build_schema(built, catalog, "app");

    return (Aggregate *) sd_catalog_find(catalog, build_object(built, catalog, KIND_AGGREGATE, schema, "a", "integer"));
}

Test(settle, compares_what_both_sides_know)
{
    Built *b = build_pair();

    aggregate_of(b, b->now)->returns = build_name(b, "integer");
    aggregate_of(b, b->wanted)->returns = build_name(b, "bigint");
    expect_plan(b, "drop aggregate app.a(integer) (replaced)\n"
                   "create aggregate app.a(integer) (replaced)\n");
}

Test(settle, leaves_alone_what_either_side_does_not_know)
{
    Built *b = build_pair();

    aggregate_of(b, b->now);
    aggregate_of(b, b->wanted)->returns = build_name(b, "bigint");
    expect_plan(b, "");
}
