/* Rules, statistics, event triggers. */
#include "reading.h"

TestSuite(read_rule, .init = begin, .fini = end);

Test(read_rule, takes_condition_and_actions_apart)
{
    read_well("CREATE TABLE t (a int); CREATE TABLE log (a int);\n"
              "CREATE RULE one AS ON INSERT TO t DO ALSO (INSERT INTO log VALUES (new.a));\n"
              "CREATE RULE two AS ON UPDATE TO t WHERE old.a <> new.a /* DO */ AND ' DO ' <> ''\n"
              "  DO INSTEAD (DELETE FROM log; INSERT INTO log VALUES (1););\n"
              "CREATE RULE none AS ON DELETE TO t DO INSTEAD NOTHING; ALTER TABLE t ENABLE ALWAYS RULE none;\n"
              "CREATE OR REPLACE RULE none AS ON DELETE TO t DO NOTHING; ALTER RULE none ON t RENAME TO nothing;");
    EXPECT_ROW("rule public.t.one", "actions", "INSERT INTO public.log VALUES (new.a)");
    EXPECT_ROW("rule public.t.two", "condition", "old.a <> new.a /* DO */ AND ' DO ' <> ''");
    EXPECT_ROW("rule public.t.two", "actions", "DELETE FROM public.log; INSERT INTO public.log VALUES (1);");
    EXPECT_ROW("rule public.t.two", "instead", "yes");
    EXPECT_ROW("rule public.t.nothing", "actions", "absent");
    EXPECT_ROW("rule public.t.nothing", "instead", "no");
    EXPECT_ROW("rule public.t.nothing", "enabled", "ENABLE ALWAYS");
    cr_expect(needs("rule public.t.one", "table public.log"));
    cr_expect(needs("rule public.t.one", "column public.t.a"));
}

Test(read_rule, statistics_know_their_columns)
{
    read_well(
        "CREATE TABLE t (a int, b int, c text, d int);\n"
        "CREATE STATISTICS s ON b, (a), (lower(c)) FROM t; CREATE STATISTICS one ON (a + b) FROM t;\n"
        "CREATE STATISTICS gone ON a, d FROM t; ALTER TABLE t DROP COLUMN d; ALTER TABLE t RENAME COLUMN b TO e;\n"
        "ALTER STATISTICS s SET STATISTICS 5;");
    EXPECT_ROW("statistics public.s", "kinds", "[ndistinct, dependencies, mcv]");
    EXPECT_ROW("statistics public.s", "columns", "[e, a]");
    EXPECT_ROW("statistics public.s", "expressions", "[lower(c)]");
    EXPECT_ROW("statistics public.s", "target", "5");
    EXPECT_ROW("statistics public.one", "kinds", "absent");
    EXPECT_ROW("statistics public.one", "expressions", "[a + e]");
    EXPECT_NONE("statistics public.gone");
    cr_expect(needs("statistics public.s", "column public.t.e"));
}

Test(read_rule, statistics_are_copied_under_the_names_of_the_server)
{
    read_well("CREATE TABLE t (a int, b int, c text);\n"
              "CREATE STATISTICS s (mcv) ON b, a, (lower(c)) FROM t; CREATE STATISTICS r ON a, b, (upper(c)) FROM t;\n"
              "CREATE TABLE u (LIKE t INCLUDING STATISTICS);");
    EXPECT_ROW("statistics public.u_a_b_expr_stat", "kinds", "[mcv]");
    EXPECT_ROW("statistics public.u_a_b_expr_stat1", "expressions", "[upper(c)]");
}

Test(read_rule, event_trigger_keeps_tags_in_upper_case)
{
    read_well("CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('create table', 'DROP TABLE')\n"
              "  EXECUTE FUNCTION f(); ALTER EVENT TRIGGER e DISABLE; ALTER EVENT TRIGGER e RENAME TO g;\n"
              "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';");
    EXPECT_ROW("event trigger g", "tags", "[CREATE TABLE, DROP TABLE]");
    EXPECT_ROW("event trigger g", "enabled", "DISABLE");
    EXPECT_ROW("event trigger g", "routine", "routine public.f()");
}
