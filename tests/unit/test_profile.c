/* What a profile leaves to a platform, and options that leave things as they are. */
#include "tests/support/build.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_plan(Built *built, const char *expected)
{
    PlanRules rules = { .allow_all_drops = true, .profile = sd_profile_named("supabase") };

    cr_expect_str_eq(build_plan(built, &rules), expected, "%s", build_plan(built, &rules));
}

static void own(Built *built, Catalog *catalog, Key key, const char *role)
{
    Object *object = sd_catalog_find(catalog, key);

    *(Name *) sd_object_field(object, sd_kind_attr(sd_kind_of(object), "owner")) = build_name(built, role);
}

static Key trigger(Built *built, Key table, const char *name, Key routine)
{
    Key key = build_object(built, built->now, KIND_TRIGGER, table, name, NULL);

    ((Trigger *) sd_catalog_find(built->now, key))->routine = routine;
    return key;
}

Test(profile, what_lives_in_a_schema_of_the_platform_is_left_alone)
{
    Built *b = build_pair();

    build_comment(b, b->now, build_table(b, b->now, "auth", "users"), "people");
    build_table(b, b->wanted, "_timescaledb_internal", "chunk");
    expect_plan(b, "");
    cr_expect_eq(b->plan->left_count, 5);
    build_free(b);
}

Test(profile, a_trigger_is_whose_function_it_calls)
{
    Built *b = build_pair();
    Key users = build_table(b, b->now, "auth", "users");
    Key queue = build_table(b, b->now, "pgmq", "q_mail");
    Key ours = build_routine(b, b->now, "app", "f", "");

    build_routine(b, b->wanted, "app", "f", "");
    build_comment(b, b->now, trigger(b, users, "ours", ours), "a comment goes with it");
    (void) trigger(b, users, "theirs", build_routine(b, b->now, "auth", "f", ""));
    (void) trigger(b, queue, "queued", ours);
    expect_plan(b, "drop comment of trigger auth.users.ours (with its parent)\ndrop trigger auth.users.ours\n");
    build_free(b);
}

Test(profile, what_a_role_of_the_platform_owns_is_left_alone_unless_that_role_does_the_work)
{
    Built *b = build_pair();
    Key theirs = build_table(b, b->now, "app", "theirs"), ours = build_table(b, b->now, "app", "ours");

    build_schema(b, b->wanted, "app");
    build_column(b, b->now, theirs, "id", "integer");
    own(b, b->now, theirs, "supabase_admin");
    own(b, b->now, ours, "postgres");
    expect_plan(b, "drop table app.ours\n");
    b->now->role = build_name(b, "supabase_admin");
    expect_plan(b, "drop column app.theirs.id (with its parent)\ndrop table app.ours\ndrop table app.theirs\n");
    build_free(b);
}

Test(profile, an_extension_that_was_there_from_the_start_goes_only_where_it_was_asked_for)
{
    Built *b = build_pair();

    build_object(b, b->now, KIND_EXTENSION, NULL, "pgcrypto", NULL);
    build_object(b, b->now, KIND_EXTENSION, NULL, "vector", NULL);
    build_object(b, b->wanted, KIND_EXTENSION, NULL, "uuid-ossp", NULL);
    build_object(b, b->wanted, KIND_EXTENSION, NULL, "pg_graphql", NULL);
    expect_plan(b, "drop extension vector\ncreate extension \"uuid-ossp\"\n");
    build_free(b);
}

Test(profile, a_database_is_recognised_by_schemas_and_who_owns_them)
{
    Built *b = build_pair();

    build_schema(b, b->now, "auth");
    build_schema(b, b->now, "storage");
    own(b, b->now, build_schema(b, b->now, "auth"), "supabase_auth_admin");
    own(b, b->now, build_schema(b, b->now, "storage"), "joe");
    cr_expect_str_eq(sd_profile_of(b->now)->name, "plain");
    own(b, b->now, build_schema(b, b->now, "storage"), "supabase_admin");
    cr_expect_str_eq(sd_profile_of(b->now)->name, "supabase");
    build_free(b);
}

Test(profile, without_owners_and_privileges_they_stay_as_they_are)
{
    Built *b = build_pair();
    PlanRules rules = { .no_owner = true, .no_privileges = true };
    Key table = build_table(b, b->now, "app", "t");

    own(b, b->now, table, "alice");
    build_grant(b, b->now, table, "joe", "SELECT");
    own(b, b->wanted, build_table(b, b->wanted, "app", "t"), "bob");
    build_grant(b, b->wanted, table, "jane", "SELECT");
    own(b, b->wanted, build_table(b, b->wanted, "app", "new"), "bob");
    build_grant(b, b->wanted, build_table(b, b->wanted, "app", "new"), "jane", "SELECT");
    cr_expect_str_eq(build_plan(b, &rules), "create table app.new\n", "%s", build_plan(b, &rules));
    build_free(b);
}

Test(profile, what_is_made_anew_keeps_its_grants_where_privileges_are_left_alone)
{
    Built *b = build_pair();
    PlanRules rules = { .no_privileges = true };
    Key view = build_view(b, b->now, "app", "v", "a", "SELECT 1");

    build_view(b, b->wanted, "app", "v", "b", "SELECT 2");
    build_grant(b, b->now, view, "joe", "SELECT");
    cr_expect_str_eq(build_plan(b, &rules),
                     "drop grant app.v.joe (because of view app.v) (with its parent)\n"
                     "drop view app.v (replaced)\n"
                     "create view app.v (replaced)\n"
                     "create grant app.v.joe (because of view app.v)\n",
                     "%s", build_plan(b, &rules));
    build_free(b);
}

Test(profile, roles_are_left_alone_unless_they_are_managed_and_declared)
{
    Built *b = build_pair();
    PlanRules rules = { .of_server = true };

    build_object(b, b->now, KIND_ROLE, NULL, "stranger", NULL);
    own(b, b->wanted, build_table(b, b->wanted, "app", "t"), "joe");
    build_object(b, b->wanted, KIND_ROLE, NULL, "joe", NULL);
    cr_expect_str_eq(build_plan(b, NULL), "create schema app\ncreate table app.t\n", "%s", build_plan(b, NULL));
    cr_expect_eq(b->plan->server_count, 2);
    cr_expect_str_eq(build_plan(b, &rules), "create role joe\ncreate schema app\ncreate table app.t\n", "%s",
                     build_plan(b, &rules));
    rules.allow_all_drops = true;
    cr_expect(strstr(build_plan(b, &rules), "drop role stranger\n"));
    build_free(b);
}
