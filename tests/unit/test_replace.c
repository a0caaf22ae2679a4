/* Drop and create where an alter does not reach, and what has to step aside. */
#include "tests/support/build.h"

#include <criterion/criterion.h>

static void expect_plan(Built *built, const PlanRules *rules, const char *expected)
{
    const char *plan = build_plan(built, rules);

    cr_expect_str_eq(plan, expected, "expected:\n%s\nfound:\n%s", expected, plan);
    build_free(built);
}

/* A table, a view of its column with a grant, and a view of that view, on both sides. */
static Key views_over_column(Built *b, Catalog *catalog, const char *type, const char *columns)
{
    Key column = build_column(b, catalog, build_table(b, catalog, "app", "t"), "x", type);
    Key v = build_view(b, catalog, "app", "v", columns, "SELECT x FROM app.t");
    Key w = build_view(b, catalog, "app", "w", "x", "SELECT x FROM app.v");

    build_grant(b, catalog, v, "anon", "SELECT");
    sd_catalog_edge(catalog, v, column);
    sd_catalog_edge(catalog, w, v);
    return v;
}

Test(replace, drops_views_around_the_change_of_a_column_type)
{
    Built *b = build_pair();

    views_over_column(b, b->now, "integer", "x");
    views_over_column(b, b->wanted, "bigint", "x");
    expect_plan(b, NULL,
                "drop view app.w (because of column app.t.x)\n"
                "drop grant app.v.anon (because of column app.t.x) (with its parent)\n"
                "drop view app.v (because of column app.t.x)\n"
                "alter column app.t.x: type integer -> bigint\n"
                "create view app.v (because of column app.t.x)\n"
                "create view app.w (because of column app.t.x)\n"
                "create grant app.v.anon (because of column app.t.x)\n");
}

Test(replace, alters_a_view_whose_columns_only_grow_at_the_end)
{
    Built *b = build_pair();

    views_over_column(b, b->now, "integer", "x");
    views_over_column(b, b->wanted, "integer", "x,y");
    expect_plan(b, NULL, "alter view app.v: columns [x] -> [x, y]\n");
}

Test(replace, replaces_a_view_whose_columns_change_otherwise)
{
    Built *b = build_pair();

    views_over_column(b, b->now, "integer", "x");
    views_over_column(b, b->wanted, "integer", "y,x");
    expect_plan(b, NULL,
                "drop view app.w (because of view app.v)\n"
                "drop grant app.v.anon (because of view app.v) (with its parent)\n"
                "drop view app.v (replaced)\n"
                "create view app.v (replaced)\n"
                "create view app.w (because of view app.v)\n"
                "create grant app.v.anon (because of view app.v)\n");
}

Test(replace, adds_labels_in_place_wherever_they_stand)
{
    Built *b = build_pair();

    build_enum(b, b->now, "app", "mood", "glad,sad");
    build_enum(b, b->wanted, "app", "mood", "calm,glad,odd,sad");
    expect_plan(b, NULL, "alter enum app.mood: labels [glad, sad] -> [calm, glad, odd, sad]\n");
}

static void column_of_enum(Built *b, Catalog *catalog, const char *labels)
{
    Key column = build_column(b, catalog, build_table(b, catalog, "app", "t"), "x", "app.mood[]");
    Key type = build_enum(b, catalog, "app", "mood", labels);
    Key value = build_default(b, catalog, column, "'{sad}'::app.mood[]");

    sd_catalog_edge(catalog, column, type);
    sd_catalog_edge(catalog, value, type);
}

Test(replace, keeps_the_data_of_a_column_whose_type_is_made_anew)
{
    Built *b = build_pair();
    const PlanRules rules = { .allow_all_drops = true };

    column_of_enum(b, b->now, "glad,odd,sad");
    column_of_enum(b, b->wanted, "glad,sad");
    expect_plan(b, &rules,
                "drop default of column app.t.x (because of enum app.mood)\n"
                "alter column app.t.x: type app.mood[] -> text[] (because of enum app.mood)\n"
                "drop enum app.mood (replaced)\n"
                "create enum app.mood (replaced)\n"
                "alter column app.t.x: type text[] -> app.mood[] (because of enum app.mood)\n"
                "create default of column app.t.x (because of enum app.mood)\n");
}

Test(replace, alters_a_routine_under_the_trigger_that_calls_it)
{
    Built *b = build_pair();

    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;
        Key routine = build_routine(b, catalog, "app", "f", side ? "SELECT 2" : "SELECT 1");
        Key trigger = build_object(b, catalog, KIND_TRIGGER, build_table(b, catalog, "app", "t"), "t", NULL);

        ((Trigger *) sd_catalog_find(catalog, trigger))->routine = routine;
    }
    expect_plan(b, NULL, "alter routine app.f(): body SELECT 1 -> SELECT 2\n");
}

static void routine_with_defaults(Built *b, Catalog *catalog, size_t count)
{
    Key key = build_routine(b, catalog, "app", "f", "SELECT 1");
    Expr *defaults[2] = { build_expr(b, catalog, count == 2 ? "1" : "2"), build_expr(b, catalog, "2") };

    ((Routine *) sd_catalog_find(catalog, key))->argument_defaults = sd_exprs(catalog->arena, defaults, count);
}

Test(replace, replaces_a_routine_that_loses_a_default)
{
    Built *b = build_pair();

    routine_with_defaults(b, b->now, 2);
    routine_with_defaults(b, b->wanted, 1);
    expect_plan(b, NULL, "drop routine app.f() (replaced)\ncreate routine app.f() (replaced)\n");
}

Test(replace, makes_foreign_keys_anew_around_the_key_they_rely_on)
{
    Built *b = build_pair();
    Key users = NULL;

    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;

        users = build_table(b, catalog, "app", "users");
        build_column(b, catalog, users, "id", "integer");
        build_column(b, catalog, users, "name", "text");
        build_constraint(b, catalog, users, "users_pkey", "PRIMARY KEY", "id");
        build_foreign_key(b, catalog, build_table(b, catalog, "app", "a"), "a_fk", NULL, users, "id");
    }
    ((Constraint *) sd_catalog_find(b->wanted,
                                    build_constraint(b, b->wanted, users, "users_pkey", "PRIMARY KEY", "id")))
        ->include = build_list(b, b->wanted, "name");
    expect_plan(b, NULL,
                "drop constraint app.a.a_fk (because of constraint app.users.users_pkey)\n"
                "drop constraint app.users.users_pkey (replaced)\n"
                "create constraint app.users.users_pkey (replaced)\n"
                "create constraint app.a.a_fk (because of constraint app.users.users_pkey)\n");
}

static void deferrable_key(Built *b, Catalog *catalog, bool refers, bool deferrable)
{
    Key table = build_table(b, catalog, "app", "t");
    Key key = refers ? build_foreign_key(b, catalog, table, "k", NULL, table, NULL)
                     : build_constraint(b, catalog, table, "k", "UNIQUE", NULL);

    ((Constraint *) sd_catalog_find(catalog, key))->deferrable = deferrable;
}

Test(replace, defers_only_foreign_keys_in_place)
{
    Built *b = build_pair();

    deferrable_key(b, b->now, true, false);
    deferrable_key(b, b->wanted, true, true);
    expect_plan(b, NULL, "alter constraint app.t.k: deferrable no -> yes\n");
    b = build_pair();
    deferrable_key(b, b->now, false, false);
    deferrable_key(b, b->wanted, false, true);
    expect_plan(b, NULL, "drop constraint app.t.k (replaced)\ncreate constraint app.t.k (replaced)\n");
}

static void partitioned(Built *b, Catalog *catalog, const char *key)
{
    Key table = build_table(b, catalog, "app", "t");

    ((Table *) sd_catalog_find(catalog, table))->partition_key = build_expr(b, catalog, key);
    build_comment(b, catalog, build_column(b, catalog, table, "a", "integer"), "a");
}

Test(replace, makes_every_part_of_a_table_anew)
{
    Built *b = build_pair();

    partitioned(b, b->now, "RANGE (a)");
    partitioned(b, b->wanted, "LIST (a)");
    expect_plan(b, &build_drops,
                "drop comment of column app.t.a (because of table app.t) (with its parent)\n"
                "drop column app.t.a (because of table app.t) (with its parent)\n"
                "drop table app.t (replaced)\n"
                "create table app.t (replaced)\n"
                "create column app.t.a (because of table app.t)\n"
                "create comment of column app.t.a (because of table app.t)\n");
}

/* ---- default privileges -------------------------------------------------------------------------------------- */

static Built *with_default_privileges(const char *privileges)
{
    Built *b = build_pair();

    b->now->role = build_name(b, "postgres");
    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;
        Key schema = build_schema(b, catalog, "app");

        build_grant(b, catalog, build_object(b, catalog, KIND_DEFAULT_PRIVILEGES, schema, "postgres", "TABLES"), "anon",
                    privileges);
    }
    return b;
}

Test(endow, grants_nothing_that_is_given_by_default)
{
    Built *b = with_default_privileges("INSERT,SELECT");

    build_grant(b, b->wanted, build_table(b, b->wanted, "app", "t"), "anon", "INSERT,SELECT");
    expect_plan(b, NULL, "create table app.t\n");
}

Test(endow, takes_back_what_is_given_and_not_wanted)
{
    Built *b = with_default_privileges("INSERT,SELECT");

    build_table(b, b->wanted, "app", "t");
    expect_plan(b, NULL, "create table app.t\ndrop grant app.t.anon\n");
}

Test(endow, alters_what_is_given_otherwise)
{
    Built *b = with_default_privileges("INSERT,SELECT");

    build_grant(b, b->wanted, build_table(b, b->wanted, "app", "t"), "anon", "SELECT");
    expect_plan(b, NULL, "create table app.t\nalter grant app.t.anon: privileges [INSERT, SELECT] -> [SELECT]\n");
}

Test(endow, starts_from_the_entry_for_all_schemas)
{
    Built *b = build_pair();

    b->now->role = build_name(b, "postgres");
    for (int side = 0; side < 2; side++) {
        Catalog *catalog = side ? b->wanted : b->now;

        build_schema(b, catalog, "app");
        build_grant(b, catalog, build_object(b, catalog, KIND_DEFAULT_PRIVILEGES, NULL, "postgres", "FUNCTIONS"),
                    "public", NULL);
    }
    build_routine(b, b->wanted, "app", "f", "SELECT 1");
    build_grant(b, b->wanted, build_routine(b, b->wanted, "app", "g", "SELECT 1"), "public", NULL);
    expect_plan(b, NULL, "create routine app.f()\ncreate routine app.g()\ndrop grant app.f().public\n");
}

/* ---- types with parts ---------------------------------------------------------------------------------------- */

/* app.place with integer attributes, and a column of it (or of an array of it) in app.t. */
static void place_in_use(Built *b, Catalog *catalog, const char *attributes, const char *column_type)
{
    Key type = build_object(b, catalog, KIND_COMPOSITE_TYPE, build_schema(b, catalog, "app"), "place", NULL);
    const List *names = build_list(b, catalog, attributes);

    ((CompositeType *) sd_catalog_find(catalog, type))->attributes = names;
    for (size_t i = 0; i < sd_list_count(names); i++) {
        Key key = build_object(b, catalog, KIND_ATTRIBUTE, type, names->items[i]->text, NULL);

        ((Attribute *) sd_catalog_find(catalog, key))->position = (int64_t) i + 1;
        ((Attribute *) sd_catalog_find(catalog, key))->type = build_name(b, "integer");
    }
    sd_catalog_edge(catalog, build_column(b, catalog, build_table(b, catalog, "app", "t"), "home", column_type), type);
}

Test(replace, keeps_a_type_whose_parts_come_at_the_end)
{
    Built *b = build_pair();

    place_in_use(b, b->now, "x,y", "app.place");
    place_in_use(b, b->wanted, "x,y,z,a", "app.place");
    expect_plan(b, NULL, "create attribute app.place.z\ncreate attribute app.place.a\n");
}

Test(replace, makes_a_type_anew_whose_parts_change_places)
{
    Built *b = build_pair();

    place_in_use(b, b->now, "x,y", "app.place");
    place_in_use(b, b->wanted, "y,x", "app.place");
    expect_plan(b, NULL,
                "drop attribute app.place.x (because of composite type app.place) (with its parent)\n"
                "drop attribute app.place.y (because of composite type app.place) (with its parent)\n"
                "alter column app.t.home: type app.place -> text (because of composite type app.place)\n"
                "drop composite type app.place (replaced)\n"
                "create composite type app.place (replaced)\n"
                "create attribute app.place.y (because of composite type app.place)\n"
                "create attribute app.place.x (because of composite type app.place)\n"
                "alter column app.t.home: type text -> app.place (because of composite type app.place)\n");
}

Test(replace, holds_back_a_part_that_is_lost_on_the_way)
{
    Built *b = build_pair();
    const char *plan;

    place_in_use(b, b->now, "x,y,z", "app.place");
    place_in_use(b, b->wanted, "y,x", "app.place");
    plan = build_plan(b, NULL);
    cr_expect(strstr(plan, "drop attribute app.place.z (with its parent) (held: drops attribute "), "%s", plan);
    cr_expect(strstr(plan, "drop composite type app.place (replaced) (held: "), "%s", plan);
    build_free(b);
}

Test(replace, clears_values_away_before_a_part_changes_its_type)
{
    Built *b = build_pair();
    Key type;

    place_in_use(b, b->now, "x", "app.place");
    place_in_use(b, b->wanted, "x", "app.place");
    type = build_object(b, b->wanted, KIND_COMPOSITE_TYPE, build_schema(b, b->wanted, "app"), "place", NULL);
    ((Attribute *) sd_catalog_find(b->wanted, build_object(b, b->wanted, KIND_ATTRIBUTE, type, "x", NULL)))->type =
        build_name(b, "bigint");
    expect_plan(b, NULL,
                "alter column app.t.home: type app.place -> text (because of composite type app.place)\n"
                "alter attribute app.place.x: type integer -> bigint\n"
                "alter column app.t.home: type text -> app.place (because of composite type app.place)\n");
}
