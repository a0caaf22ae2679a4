#include "reading.h"

TestSuite(read_publication, .init = begin, .fini = end);

Test(read_publication, publishes_everything_unless_told)
{
    read_well(
        "CREATE PUBLICATION p; CREATE PUBLICATION q WITH (publish = 'delete , insert', publish_via_partition_root);\n"
        "CREATE PUBLICATION silent WITH (publish = '', publish_via_partition_root = off);\n"
        "CREATE PUBLICATION a FOR ALL TABLES;");
    EXPECT_ROW("publication p", "publish", "[insert, update, delete, truncate]");
    EXPECT_ROW("publication q", "publish", "[delete, insert]");
    EXPECT_ROW("publication q", "publish_via_partition_root", "yes");
    EXPECT_ROW("publication silent", "publish", "absent");
    EXPECT_ROW("publication silent", "publish_via_partition_root", "no");
    EXPECT_ROW("publication a", "all_tables", "yes");
}

Test(read_publication, holds_tables_with_columns_and_filters)
{
    read_well(
        "CREATE PUBLICATION p FOR TABLE t (b, a) WHERE (a > 1 AND b IN ('x,y', ')')), app.u, TABLES IN SCHEMA app\n"
        "  WITH (publish = 'insert');\n"
        "CREATE TABLE t (a int, b text); CREATE SCHEMA app; CREATE TABLE app.u ();");
    EXPECT_ROW("publication table public.t.p", "columns", "[b, a]");
    EXPECT_ROW("publication table public.t.p", "filter", "a > 1 AND b IN ('x,y', ')')");
    EXPECT_ROW("publication table app.u.p", "publication", "publication p");
    EXPECT_ROW("publication table app.u.p", "filter", "absent");
    EXPECT_ROW("publication schema app.p", "publication", "publication p");
    cr_expect(needs("publication table public.t.p", "column public.t.b"));
}

Test(read_publication, takes_tables_that_inherit_along_unless_told)
{
    read_well("CREATE TABLE t (a int); CREATE TABLE heir () INHERITS (t); CREATE TABLE grand () INHERITS (heir);\n"
              "CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE ONLY t;\n"
              "CREATE PUBLICATION r FOR TABLE t; ALTER PUBLICATION r DROP TABLE heir;");
    EXPECT_SOME("publication table public.grand.p");
    EXPECT_NONE("publication table public.heir.q");
    EXPECT_SOME("publication table public.t.r");
    EXPECT_NONE("publication table public.grand.r");
}

Test(read_publication, is_altered_in_every_way)
{
    read_well(
        "CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE TABLE v (a int);\n"
        "CREATE PUBLICATION p FOR TABLE t, u; ALTER PUBLICATION p ADD TABLE v; ALTER PUBLICATION p DROP TABLE t;\n"
        "CREATE PUBLICATION q FOR TABLE t; ALTER PUBLICATION q SET TABLE u (a);\n"
        "ALTER PUBLICATION q SET (publish = 'truncate'); ALTER PUBLICATION q OWNER TO joe;\n"
        "ALTER PUBLICATION q RENAME TO z; COMMENT ON PUBLICATION z IS 'last';");
    EXPECT_NONE("publication table public.t.p");
    EXPECT_SOME("publication table public.v.p");
    EXPECT_NONE("publication table public.t.z");
    EXPECT_ROW("publication table public.u.z", "columns", "[a]");
    EXPECT_ROW("publication table public.u.z", "publication", "publication z");
    EXPECT_ROW("publication z", "publish", "[truncate]");
    EXPECT_ROW("publication z", "owner", "joe");
    EXPECT_ROW("comment of publication z", "text", "last");
}

Test(read_publication, that_is_declared_nowhere_takes_tables_all_the_same)
{
    read_well(
        "CREATE TABLE t (a int); ALTER PUBLICATION platform ADD TABLE t; ALTER PUBLICATION platform DROP TABLE u;");
    EXPECT_ROW("publication table public.t.platform", "publication", "publication platform");
    EXPECT_NONE("publication platform");
}

Test(read_publication, lets_go_of_what_is_dropped)
{
    read_well("CREATE SCHEMA app; CREATE TABLE t (a int); CREATE TABLE u (a int);\n"
              "CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE t, u, TABLES IN SCHEMA app;\n"
              "DROP TABLE u; DROP PUBLICATION p; DROP SCHEMA app;");
    EXPECT_NONE("publication table public.u.q");
    EXPECT_NONE("publication table public.t.p");
    EXPECT_NONE("publication schema app.q");
    EXPECT_SOME("publication table public.t.q");
}

Test(read_publication, follows_a_renamed_table_and_its_column)
{
    read_well("CREATE TABLE t (a int, b int); CREATE PUBLICATION p FOR TABLE t (a) WHERE (a > 0);\n"
              "ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t RENAME TO u;");
    EXPECT_ROW("publication table public.u.p", "columns", "[c]");
    EXPECT_ROW("publication table public.u.p", "filter", "c > 0");
}

Test(read_publication, cannot_hold_a_table_twice)
{
    cr_expect_eq(
        read_into(&catalog, &files,
                  "CREATE TABLE t (a int); CREATE PUBLICATION p FOR TABLE t; ALTER PUBLICATION p ADD TABLE t;"),
        SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "publication table \"p\" of table \"public.t\" is declared twice"));
}

Test(read_publication, refuses_an_option_that_does_not_exist)
{
    cr_expect_eq(read_into(&catalog, &files, "CREATE PUBLICATION p WITH (speed = 9);"), SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "no option \"speed\""));
}
