/* The order of a plan. */
#include "tests/support/build.h"

#include <criterion/criterion.h>
#include <stdio.h>

static void expect_plan(Built *built, const PlanRules *rules, const char *expected)
{
    const char *plan = build_plan(built, rules);

    cr_expect_str_eq(plan, expected, "expected:\n%s\nfound:\n%s", expected, plan);
    build_free(built);
}

Test(order, makes_a_table_with_its_parts_before_foreign_keys_and_views)
{
    Built *b = build_pair();
    Catalog *w = b->wanted;
    Key orders = build_table(b, w, "app", "orders"), users = build_table(b, w, "app", "users");
    Key view;

    build_column(b, w, orders, "user_id", "integer");
    build_column(b, w, orders, "amount", "integer");
    build_default(b, w, build_column(b, w, users, "id", "integer"), "1");
    build_comment(b, w, users, "people");
    build_constraint(b, w, users, "users_pkey", "PRIMARY KEY", "id");
    build_foreign_key(b, w, orders, "orders_users", "user_id", users, "id");
    view = build_view(b, w, "app", "a", "id", "SELECT id FROM app.users");
    sd_catalog_edge(w, view, users);
    expect_plan(b, NULL,
                "create schema app\n"
                "create table app.orders\n"
                "create column app.orders.user_id\n"
                "create column app.orders.amount\n"
                "create table app.users\n"
                "create column app.users.id\n"
                "create default of column app.users.id\n"
                "create constraint app.users.users_pkey\n"
                "create comment of table app.users\n"
                "create constraint app.orders.orders_users\n"
                "create view app.a\n");
}

Test(order, makes_views_after_the_views_they_select_from)
{
    Built *b = build_pair();
    Key a = build_view(b, b->wanted, "app", "a", "x", "SELECT x FROM app.b");
    Key z = build_view(b, b->wanted, "app", "b", "x", "SELECT 1 AS x");

    sd_catalog_edge(b->wanted, a, z);
    expect_plan(b, NULL, "create schema app\ncreate view app.b\ncreate view app.a\n");
}

Test(order, drops_a_view_before_its_table)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "a");
    Key view = build_view(b, b->now, "app", "v", "x", "SELECT x FROM app.a");

    build_schema(b, b->wanted, "app");
    sd_catalog_edge(b->now, view, table);
    expect_plan(b, &build_drops, "drop view app.v\ndrop table app.a\n");
}

Test(order, makes_the_sequence_of_a_serial_column_between_the_column_and_its_default)
{
    Built *b = build_pair();
    Catalog *w = b->wanted;
    Key id = build_column(b, w, build_table(b, w, "app", "a"), "id", "integer");
    Key sequence = build_object(b, w, KIND_SEQUENCE, build_schema(b, w, "app"), "a_id_seq", NULL);
    Key value = build_default(b, w, id, "nextval('app.a_id_seq'::regclass)");

    ((Sequence *) sd_catalog_find(w, sequence))->owned_by = id;
    sd_catalog_edge(w, value, sequence);
    expect_plan(b, NULL,
                "create schema app\n"
                "create table app.a\n"
                "create column app.a.id\n"
                "create sequence app.a_id_seq\n"
                "create default of column app.a.id\n");
}

Test(order, makes_what_a_column_needs_before_its_table)
{
    Built *b = build_pair();
    Catalog *w = b->wanted;
    Key table = build_table(b, w, "app", "a");
    Key column = build_column(b, w, table, "x", "app.z[]");
    Key type = build_object(b, w, KIND_DOMAIN, build_schema(b, w, "app"), "z", NULL);
    Key check = build_constraint(b, w, type, "positive", "CHECK", NULL);

    sd_catalog_edge(w, column, check); /* keeps the parts of the domain before the table as well */
    sd_catalog_edge(w, column, type);
    expect_plan(b, NULL,
                "create schema app\n"
                "create domain app.z\n"
                "create constraint app.z.positive\n"
                "create table app.a\n"
                "create column app.a.x\n");
}

Test(order, makes_a_column_later_when_it_needs_what_needs_its_table)
{
    Built *b = build_pair();
    Catalog *w = b->wanted;
    Key table = build_table(b, w, "app", "a");
    Key column = build_column(b, w, table, "x", "integer");
    Key routine = build_routine(b, w, "app", "f", "SELECT 1");

    ((Column *) sd_catalog_find(w, column))->generated = build_expr(b, w, "app.f()");
    sd_catalog_edge(w, column, routine);
    sd_catalog_edge(w, routine, table);
    expect_plan(b, NULL,
                "create schema app\n"
                "create table app.a\n"
                "create routine app.f()\n"
                "create column app.a.x\n");
}

Test(order, drops_the_foreign_keys_of_tables_that_refer_to_each_other_by_themselves)
{
    Built *b = build_pair();
    Key one = build_table(b, b->now, "app", "one"), two = build_table(b, b->now, "app", "two");

    build_schema(b, b->wanted, "app");
    build_foreign_key(b, b->now, one, "to_two", NULL, two, NULL);
    build_foreign_key(b, b->now, two, "to_one", NULL, one, NULL);
    expect_plan(b, &build_drops,
                "drop constraint app.one.to_two\n"
                "drop constraint app.two.to_one (with its parent)\n"
                "drop table app.two\n"
                "drop table app.one\n");
}

Test(order, frees_a_name_before_another_kind_takes_it)
{
    Built *b = build_pair();

    build_view(b, b->now, "app", "x", "a", "SELECT 1 AS a");
    build_table(b, b->wanted, "app", "x");
    expect_plan(b, NULL, "drop view app.x\ncreate table app.x\n");
}

Test(order, alters_a_view_before_the_column_it_let_go_of_is_dropped)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "a"), view, old, new;

    old = build_column(b, b->now, table, "old", "integer");
    view = build_view(b, b->now, "app", "v", "x", "SELECT old AS x FROM app.a");
    sd_catalog_edge(b->now, view, old);
    build_table(b, b->wanted, "app", "a");
    new = build_column(b, b->wanted, table, "new", "integer");
    build_view(b, b->wanted, "app", "v", "x", "SELECT new AS x FROM app.a");
    sd_catalog_edge(b->wanted, view, new);
    expect_plan(b, &build_drops,
                "create column app.a.new\n"
                "alter view app.v: query SELECT old AS x FROM app.a -> SELECT new AS x FROM app.a\n"
                "drop column app.a.old\n");
}

Test(order, replaces_a_view_that_cannot_be_altered_in_time)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "a"), column, inner, outer;

    column = build_column(b, b->now, table, "x", "integer");
    inner = build_view(b, b->now, "app", "below", "x", "SELECT x FROM app.a");
    outer = build_view(b, b->now, "app", "above", "x", "SELECT x FROM app.below");
    sd_catalog_edge(b->now, inner, column);
    sd_catalog_edge(b->now, outer, inner);
    build_table(b, b->wanted, "app", "a");
    build_column(b, b->wanted, table, "x", "bigint");
    build_view(b, b->wanted, "app", "above", "x", "SELECT x FROM app.a");
    sd_catalog_edge(b->wanted, outer, column);
    expect_plan(b, NULL,
                "drop view app.above (because of view app.below)\n"
                "drop view app.below\n"
                "alter column app.a.x: type integer -> bigint\n"
                "create view app.above (because of view app.below)\n");
}

Test(order, tells_a_circle_as_a_chain)
{
    Built *b = build_pair();
    Key a = build_view(b, b->wanted, "app", "a", "x", "SELECT x FROM app.b");
    Key c = build_view(b, b->wanted, "app", "b", "x", "SELECT x FROM app.a");

    sd_catalog_edge(b->wanted, a, c);
    sd_catalog_edge(b->wanted, c, a);
    cr_expect_null(build_plan(b, NULL));
    cr_expect_eq(b->status, SD_CYCLE);
    cr_assert_eq(b->diag->count, 1);
    cr_expect_str_eq(b->diag->messages[0].sentence,
                     "the changes have no order: create view \"app.a\" needs create view \"app.b\", "
                     "which needs create view \"app.a\"");
    build_free(b);
}

Test(order, changes_default_privileges_last)
{
    Built *b = build_pair();
    Key schema = build_schema(b, b->wanted, "app");
    Key defaults = build_object(b, b->wanted, KIND_DEFAULT_PRIVILEGES, schema, "postgres", "TABLES");

    build_grant(b, b->wanted, defaults, "anon", "SELECT");
    build_grant(b, b->wanted, build_table(b, b->wanted, "app", "t"), "anon", "SELECT");
    expect_plan(b, NULL,
                "create schema app\n"
                "create table app.t\n"
                "create grant app.t.anon\n"
                "create default privileges app.postgres(TABLES)\n"
                "create grant app.postgres(TABLES).anon\n");
}

Test(order, drops_default_privileges_after_what_they_apply_to)
{
    Built *b = build_pair();
    Key schema = build_schema(b, b->now, "app");

    build_object(b, b->now, KIND_DEFAULT_PRIVILEGES, schema, "postgres", "TABLES");
    build_table(b, b->wanted, "app", "t");
    expect_plan(b, NULL, "create table app.t\ndrop default privileges app.postgres(TABLES)\n");
}

Test(order, plans_fifty_thousand_objects)
{
    Built *b = build_pair();
    Key before = NULL;

    for (int i = 0; i < 5000; i++) {
        char name[32];
        Key table, view;

        (void) snprintf(name, sizeof name, "t%d", i);
        table = build_table(b, b->wanted, "app", name);
        for (int c = 0; c < 8; c++) {
            (void) snprintf(name, sizeof name, "c%d", c);
            build_column(b, b->wanted, table, name, "integer");
        }
        (void) snprintf(name, sizeof name, "v%d", i);
        view = build_view(b, b->wanted, "app", name, "x", "SELECT 1 AS x");
        sd_catalog_edge(b->wanted, view, before);
        before = view;
    }
    cr_assert_not_null(build_plan_of(b, NULL));
    cr_expect_eq(b->plan->count, 50001);
    build_free(b);
}
