/* What comments say was renamed, and what of it is carried out. */
#include "differ/differ.h"
#include "emitter/emitter.h"
#include "parser/parser.h"

#include <criterion/criterion.h>
#include <string.h>

static Catalog *read(Files **files, Names *names, const char *sql, Diag *diag)
{
    SourceText text = { .name = "schema.sql", .bytes = sql, .length = strlen(sql) };
    Catalog *catalog;

    cr_assert_eq(sd_files_parse(files, &text, 1, diag), SD_OK);
    cr_assert_eq(sd_files_read(&catalog, *files, names, NULL, false, diag), SD_OK, "%s",
                 diag->count ? diag->messages[0].sentence : "");
    return catalog;
}

static void expect_summary(const char *from, const char *to, const char *expected)
{
    static const PlanRules rules = { .allow_all_drops = true };
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    Files *files[2];
    Catalog *now = read(&files[0], names, from, diag), *wanted = read(&files[1], names, to, diag);
    Plan *plan;
    Text text;

    cr_assert_eq(sd_renames_apply(now, wanted, diag), SD_OK, "%s", diag->count ? diag->messages[0].sentence : "");
    sd_analyse(now, wanted);
    cr_assert_eq(sd_plan(&plan, now, wanted, &rules, diag), SD_OK);
    text = sd_text(plan->arena);
    sd_emit_summary(&text, plan);
    cr_expect_str_eq(text.bytes, expected, "%s", to);
    sd_plan_free(plan);
    sd_catalog_free(now);
    sd_catalog_free(wanted);
    sd_files_free(files[0]);
    sd_files_free(files[1]);
    sd_diag_free(diag);
    sd_names_free(names);
}

static const char table[] = "CREATE TABLE t (\n  id int,\n  mail text UNIQUE\n);";

Test(renamed, columns_are_told_above_and_behind)
{
    const char *done = "rename column public.t.mail to email\n"
                       "rename constraint public.t.t_mail_key to t_email_key\n";

    expect_summary(table, "CREATE TABLE t (\n  id int,\n  -- renamed from: mail\n  email text UNIQUE\n);", done);
    expect_summary(table, "CREATE TABLE t (\n  id int,\n  email text UNIQUE -- renamed from: mail\n);", done);
    expect_summary(table, "CREATE TABLE t (\n  id int,\n  email text UNIQUE /* @renamed from=mail */);", done);
    expect_summary(table, "CREATE TABLE t (\n  id int,\n  email text UNIQUE -- schemadiff: renamed from \"mail\"\n);",
                   done);
}

Test(renamed, tables_take_their_keys_along)
{
    expect_summary(
        "CREATE TABLE old (id serial PRIMARY KEY); CREATE VIEW v AS SELECT id FROM old;",
        "-- renamed from: old\nCREATE TABLE new (id serial PRIMARY KEY); CREATE VIEW v AS SELECT id FROM new;",
        "rename table public.old to new\n"
        "rename sequence public.old_id_seq to new_id_seq\n"
        "rename constraint public.new.old_pkey to new_pkey\n");
}

Test(renamed, one_waits_for_another_to_free_its_name)
{
    expect_summary("CREATE TABLE t (a int, b text);",
                   "CREATE TABLE t (\nb int, -- renamed from: a\nc text -- renamed from: b\n);",
                   "rename column public.t.b to c\n"
                   "rename column public.t.a to b\n");
}

Test(renamed, keys_follow_once_however_much_of_their_table_is_renamed)
{
    expect_summary("CREATE TABLE old (a int UNIQUE, b int UNIQUE);",
                   "-- renamed from: old\nCREATE TABLE new (\nc int UNIQUE, -- renamed from: a\n"
                   "d int UNIQUE -- renamed from: b\n);",
                   "rename table public.old to new\n"
                   "rename column public.new.a to c\n"
                   "rename column public.new.b to d\n"
                   "rename constraint public.new.old_a_key to new_c_key\n"
                   "rename constraint public.new.old_b_key to new_d_key\n");
}

Test(renamed, values_and_parts_follow_into_what_mentions_them)
{
    expect_summary(
        "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (m mood DEFAULT 'sad' CHECK (m <> 'glad'));",
        "CREATE TYPE mood AS ENUM (\n'low', -- renamed from: sad\n'glad');\n"
        "CREATE TABLE t (m mood DEFAULT 'low' CHECK (m <> 'glad'));",
        "rename enum public.mood: sad to low\n");
}

Test(renamed, what_is_done_already_or_was_never_there_says_nothing)
{
    expect_summary("CREATE TABLE t (id int, email text);",
                   "CREATE TABLE t (\nid int,\n-- renamed from: mail\nemail text\n);", "");
    expect_summary("CREATE TABLE t (id int, email text, mail text);",
                   "CREATE TABLE t (\nid int,\n-- renamed from: mail\nemail text,\nmail text\n);", "");
    expect_summary("", "-- renamed from: old\nCREATE TABLE t (id int);", "create table public.t\n");
}

Test(renamed, a_rename_with_a_change_is_both)
{
    expect_summary("CREATE TABLE t (a int);", "CREATE TABLE t (\nb bigint -- renamed from: a\n);",
                   "rename column public.t.a to b\nalter column public.t.b: type\n");
}

Test(renamed, names_that_need_quotes_are_read_as_sql_writes_them)
{
    expect_summary("CREATE TABLE \"a \"\"b\" (id int);", "-- renamed from: \"a \"\"b\"\nCREATE TABLE c (id int);",
                   "rename table public.\"a \"\"b\" to c\n");
}
