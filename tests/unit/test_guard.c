#include "emitter/guard.h"

#include <criterion/criterion.h>
#include <string.h>

static Names *names;
static Catalog *now, *wanted;
static Plan plan;
static Script script;
static Text text;
static Key app, users;

static void begin(void)
{
    names = sd_names_new();
    now = sd_catalog_new(names);
    wanted = sd_catalog_new(names);
    plan = (Plan){ .arena = sd_arena_new(), .now = now, .wanted = wanted };
    text = sd_text(plan.arena);
    script = (Script){ .plan = &plan, .fold = sd_fold_new(&plan), .arena = plan.arena, .text = &text, .guarded = true };
    app = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL);
    users = sd_key(names, KIND_TABLE, app, sd_name(names, "users"), NULL);
}

static void end(void)
{
    sd_arena_free(plan.arena);
    sd_catalog_free(now);
    sd_catalog_free(wanted);
    sd_names_free(names);
}

TestSuite(guard, .init = begin, .fini = end);

static Key child(KindId kind, const char *name)
{
    return sd_key(names, kind, users, sd_name(names, name), NULL);
}

Test(guard, whatever_lives_in_a_parent_is_dropped_from_it_only_if_both_exist)
{
    sd_guard_drop(&script, child(KIND_POLICY, "p"));
    sd_guard_drop(&script, child(KIND_COLUMN, "c"));
    sd_guard_drop(&script, child(KIND_CONSTRAINT, "k"));
    sd_guard_drop(&script, child(KIND_INDEX, "i"));
    cr_expect_str_eq(text.bytes, "DROP POLICY IF EXISTS p ON app.users;\n"
                                 "ALTER TABLE IF EXISTS app.users DROP COLUMN IF EXISTS c;\n"
                                 "ALTER TABLE IF EXISTS app.users DROP CONSTRAINT IF EXISTS k;\n"
                                 "DROP INDEX IF EXISTS app.i;\n");
}

Test(guard, a_constraint_of_a_domain_is_dropped_from_the_domain)
{
    Key domain = sd_key(names, KIND_DOMAIN, app, sd_name(names, "positive"), NULL);

    sd_guard_drop(&script, sd_key(names, KIND_CONSTRAINT, domain, sd_name(names, "k"), NULL));
    cr_expect_str_eq(text.bytes, "ALTER DOMAIN app.positive DROP CONSTRAINT IF EXISTS k;\n");
}

Test(guard, a_view_whose_name_a_table_takes_over_is_dropped_only_while_it_is_a_view)
{
    Key view = sd_key(names, KIND_VIEW, app, sd_name(names, "users"), NULL);

    sd_catalog_add(wanted, users);
    sd_guard_drop(&script, view);
    cr_expect(strstr(text.bytes, "relkind IN ('v')"), "%s", text.bytes);
    cr_expect(strstr(text.bytes, "DROP VIEW app.users;"), "%s", text.bytes);
}

Test(guard, a_block_chooses_a_tag_that_its_statement_does_not_contain)
{
    sd_guard_block(&script, "true", "COMMENT ON TABLE t IS '$$ $body$'");
    cr_expect(strncmp(text.bytes, "DO $body1$\n", 11) == 0, "%s", text.bytes);
    cr_expect_str_eq(text.bytes + text.length - strlen("$body1$;\n"), "$body1$;\n");
}

Test(guard, schema_files_have_no_guards)
{
    script.guarded = false;
    sd_guard_block(&script, "false", "CREATE TYPE app.mood AS ENUM ()");
    cr_expect_str_eq(text.bytes, "CREATE TYPE app.mood AS ENUM ();\n");
    cr_expect_str_eq(sd_guard_words(&script, KIND_TABLE, GUARD_IF_NOT_EXISTS), "");
}

Test(guard, triggers_are_dropped_first_where_the_server_cannot_replace_them)
{
    now->server_version = 130010;
    cr_expect_eq(sd_guard_form(&script, KIND_TRIGGER), GUARD_DROP_FIRST);
    now->server_version = 140000;
    cr_expect_eq(sd_guard_form(&script, KIND_TRIGGER), GUARD_OR_REPLACE);
    now->server_version = 0;
    cr_expect_eq(sd_guard_form(&script, KIND_TRIGGER), GUARD_OR_REPLACE);
}

Test(guard, the_test_for_a_constraint_names_it_and_its_table_as_literals)
{
    cr_expect_str_eq(
        sd_guard_exists(&script, child(KIND_CONSTRAINT, "it's")),
        "EXISTS (SELECT FROM pg_constraint WHERE conname = 'it''s' AND conrelid = to_regclass('app.users'))");
}
