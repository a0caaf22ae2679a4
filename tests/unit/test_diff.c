/* What counts as a difference, what is left alone, what is held back. */
#include "tests/support/build.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_plan(Built *built, const PlanRules *rules, const char *expected)
{
    const char *plan = build_plan(built, rules);

    cr_expect_str_eq(plan, expected, "expected:\n%s\nfound:\n%s", expected, plan);
    build_free(built);
}

Test(diff, finds_nothing_between_equal_catalogs)
{
    Built *b = build_pair();

    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;
        Key table = build_table(b, catalog, "app", "t");

        build_default(b, catalog, build_column(b, catalog, table, "x", "integer"), "1");
        build_comment(b, catalog, table, "a table");
    }
    cr_assert_not_null(build_plan_of(b, NULL));
    cr_expect(sd_plan_is_empty(b->plan));
    build_free(b);
}

Test(diff, names_the_rows_that_differ)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t");

    build_table(b, b->wanted, "app", "t");
    build_column(b, b->now, table, "x", "integer");
    build_column(b, b->wanted, table, "x", "bigint");
    ((Column *) sd_catalog_find(b->wanted, build_column(b, b->wanted, table, "x", "bigint")))->not_null = true;
    expect_plan(b, NULL, "alter column app.t.x: type integer -> bigint; not_null no -> yes\n");
}

static Expr *meaning(Built *b, Catalog *catalog, const char *text, uint64_t exact, uint64_t loose)
{
    Expr *expr = build_expr(b, catalog, text);

    expr->analysed = true;
    expr->exact.low = exact;
    expr->loose.low = loose;
    return expr;
}

static Built *two_defaults(uint64_t exact, uint64_t loose)
{
    Built *b = build_pair();
    Key column = NULL;

    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;

        column = build_column(b, catalog, build_table(b, catalog, "app", "t"), "x", "text");
        ((ColumnDefault *) sd_catalog_find(catalog, build_default(b, catalog, column, "")))->expr =
            side ? meaning(b, catalog, "'a'", exact, loose) : meaning(b, catalog, "'a'::text", 1, 1);
    }
    return b;
}

Test(diff, ignores_other_words_for_the_same_meaning)
{
    expect_plan(two_defaults(1, 7), NULL, "");
}

Test(diff, reports_what_cannot_be_decided_without_a_change)
{
    Built *b = two_defaults(2, 1);

    cr_assert_not_null(build_plan_of(b, NULL));
    cr_expect(sd_plan_is_empty(b->plan));
    expect_plan(b, NULL, "undetermined default of column app.t.x: expr\n");
}

Test(diff, changes_another_meaning)
{
    expect_plan(two_defaults(2, 2), NULL, "alter default of column app.t.x: expr 'a'::text -> 'a'\n");
}

Test(diff, leaves_a_table_alone_that_only_lends_itself_to_a_policy)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "storage", "objects");
    Policy *policy;

    build_column(b, b->now, table, "id", "integer");
    build_grant(b, b->now, table, "anon", "SELECT");
    policy = (Policy *) sd_catalog_find(b->wanted, build_object(b, b->wanted, KIND_POLICY, table, "p", NULL));
    policy->command = build_name(b, "ALL");
    expect_plan(b, &build_drops, "create policy storage.objects.p\n");
}

Test(diff, looks_only_at_the_schemas_that_were_named)
{
    static const char *const schemas[] = { "app", NULL };
    Built *b = build_pair();
    PlanRules rules = { .schemas = schemas };

    build_table(b, b->wanted, "app", "t");
    build_table(b, b->wanted, "other", "t");
    build_object(b, b->wanted, KIND_EXTENSION, NULL, "citext", NULL);
    expect_plan(b, &rules, "create schema app\ncreate table app.t\n");
}

static Built *a_column_less(void)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t");

    build_table(b, b->wanted, "app", "t");
    build_column(b, b->now, table, "x", "integer");
    build_constraint(b, b->now, table, "x_check", "CHECK", "x");
    return b;
}

Test(hold, keeps_a_column_and_what_would_go_with_it)
{
    expect_plan(a_column_less(), NULL,
                "drop constraint app.t.x_check (held: waits for the drop of column \"app.t.x\", which is held back)\n"
                "drop column app.t.x (held: drops column \"app.t.x\" and the data in it; allow with "
                "--allow-drops=column)\n");
}

Test(hold, drops_what_is_allowed_by_kind)
{
    static const char *const allowed[] = { "table", "column", NULL };
    PlanRules rules = { .allowed_drops = allowed };

    expect_plan(a_column_less(), &rules, "drop constraint app.t.x_check\ndrop column app.t.x\n");
}

Test(hold, asks_whether_a_column_was_renamed)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t");

    build_table(b, b->wanted, "app", "t");
    build_column(b, b->now, table, "x", "integer");
    build_column(b, b->wanted, table, "y", "integer");
    build_column(b, b->wanted, table, "z", "text");
    cr_assert_not_null(build_plan_of(b, NULL));
    cr_assert_eq(b->diag->count, 1);
    cr_expect_str_eq(b->diag->messages[0].sentence,
                     "column \"app.t.x\" is gone, and column \"app.t.y\" is new and like it: a rename?");
    cr_expect_str_eq(b->diag->messages[0].hint,
                     "write \"-- renamed from: x\" above it, or allow the drop with --allow-drops=column");
    build_free(b);
}

Test(hold, does_not_guess_between_two)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t");

    build_table(b, b->wanted, "app", "t");
    build_column(b, b->now, table, "x", "integer");
    build_column(b, b->wanted, table, "y", "integer");
    build_column(b, b->wanted, table, "z", "integer");
    cr_assert_not_null(build_plan_of(b, NULL));
    cr_expect_eq(b->diag->count, 0);
    build_free(b);
}

static Built *a_column_of_another_type(const char *from, const char *to)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t");

    build_table(b, b->wanted, "app", "t");
    build_column(b, b->now, table, "x", from);
    build_column(b, b->wanted, table, "x", to);
    return b;
}

Test(hold, keeps_a_type_whose_change_would_change_values)
{
    expect_plan(a_column_of_another_type("numeric(10,4)", "numeric(10,2)"), NULL,
                "alter column app.t.x: type numeric(10,4) -> numeric(10,2) (held: changes column \"app.t.x\" from "
                "numeric(10,4) to numeric(10,2), in which digits behind the point are rounded; allow with "
                "--allow-drops=column)\n");
}

Test(hold, lets_a_type_change_that_keeps_or_refuses_values)
{
    expect_plan(a_column_of_another_type("integer", "bigint"), NULL, "alter column app.t.x: type integer -> bigint\n");
    expect_plan(a_column_of_another_type("text", "character varying(10)"), NULL,
                "alter column app.t.x: type text -> character varying(10)\n");
}

Test(hold, keeps_what_a_kept_table_needs)
{
    static const char *const held = " (held: waits for the drop of table \"app.t\", which is held back)\n";
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t");
    Key column = build_column(b, b->now, table, "x", "app.mood");
    Key type = build_enum(b, b->now, "app", "mood", "glad,sad");
    const char *plan;

    build_schema(b, b->wanted, "app");
    sd_catalog_edge(b->now, column, type);
    plan = build_plan(b, NULL);
    cr_expect(strstr(plan, "drop table app.t (held: drops table \"app.t\" and the data in it"), "%s", plan);
    cr_expect(strstr(plan, "drop column app.t.x (with its parent) (held: "), "%s", plan);
    cr_expect(strstr(plan, "drop enum app.mood"), "%s", plan);
    cr_expect(strstr(strstr(plan, "drop enum app.mood"), held), "%s", plan);
    cr_expect_eq(b->plan->held_count, 2);
    build_free(b);
}

Test(hold, does_not_drop_a_view_that_could_not_come_back)
{
    Built *b = build_pair();
    Key table = build_table(b, b->now, "app", "t"), column, view;

    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;

        build_table(b, catalog, "app", "t");
        column = build_column(b, catalog, table, "x", "integer");
        view = build_view(b, catalog, "app", "v", "x", "SELECT x FROM app.t");
        sd_catalog_edge(catalog, view, column);
        ((Column *) sd_catalog_find(catalog, column))->generated = side ? build_expr(b, catalog, "1") : NULL;
    }
    cr_assert_not_null(build_plan_of(b, NULL));
    cr_expect_eq(b->plan->count, 4);
    for (size_t i = 0; i < b->plan->count; i++) {
        cr_expect(b->plan->actions[i].held);
    }
    build_free(b);
}
