#include "reading.h"

TestSuite(read_foreign, .init = begin, .fini = end);

Test(read_foreign, waits_for_what_is_declared_later)
{
    read_well("CREATE FOREIGN TABLE t (a int OPTIONS (k 'v')) SERVER s OPTIONS (o 'p');\n"
              "CREATE USER MAPPING FOR joe SERVER s OPTIONS (password 'x');\n"
              "CREATE SERVER s FOREIGN DATA WRAPPER w;\n"
              "CREATE FOREIGN DATA WRAPPER w HANDLER app.h VALIDATOR postgresql_fdw_validator;\n"
              "CREATE SCHEMA app; CREATE FUNCTION app.h() RETURNS fdw_handler LANGUAGE c AS 'x', 'y';");
    EXPECT_ROW("table public.t", "server", "foreign server s");
    EXPECT_ROW("table public.t", "foreign_options", "[o=p]");
    EXPECT_ROW("column public.t.a", "foreign_options", "[k=v]");
    EXPECT_ROW("user mapping s.joe", "options", "[password=****]");
    EXPECT_ROW("foreign data wrapper w", "handler", "routine app.h()");
    EXPECT_ROW("foreign data wrapper w", "validator", "routine pg_catalog.postgresql_fdw_validator(text[], oid)");
}

Test(read_foreign, is_altered_in_every_way)
{
    read_well("CREATE FOREIGN DATA WRAPPER w VALIDATOR postgresql_fdw_validator OPTIONS (a '1', b '2');\n"
              "ALTER FOREIGN DATA WRAPPER w NO VALIDATOR OPTIONS (SET a '3', DROP b, ADD c '4');\n"
              "CREATE SERVER s VERSION '1' FOREIGN DATA WRAPPER w; ALTER SERVER s VERSION '2' OPTIONS (a 'b');\n"
              "ALTER SERVER s OWNER TO joe; ALTER FOREIGN DATA WRAPPER w RENAME TO x; ALTER SERVER s RENAME TO z;\n"
              "CREATE USER MAPPING FOR PUBLIC SERVER z; ALTER USER MAPPING FOR PUBLIC SERVER z OPTIONS (u 'v');\n"
              "CREATE USER MAPPING FOR joe SERVER z; DROP USER MAPPING FOR joe SERVER z;\n"
              "CREATE FOREIGN TABLE t (a int) SERVER z; ALTER FOREIGN TABLE t OPTIONS (ADD o 'p');\n"
              "ALTER FOREIGN TABLE t ALTER COLUMN a OPTIONS (k 'v'); ALTER FOREIGN TABLE t RENAME a TO b;\n"
              "ALTER FOREIGN TABLE t RENAME TO u; ALTER FOREIGN TABLE u ADD CONSTRAINT c CHECK (b > 0);");
    EXPECT_ROW("foreign data wrapper x", "options", "[a=3, c=4]");
    EXPECT_ROW("foreign data wrapper x", "validator", "absent");
    EXPECT_ROW("foreign server z", "wrapper", "foreign data wrapper x");
    EXPECT_ROW("foreign server z", "version", "2");
    EXPECT_ROW("foreign server z", "options", "[a=b]");
    EXPECT_ROW("foreign server z", "owner", "joe");
    EXPECT_ROW("user mapping z.public", "options", "[u=v]");
    EXPECT_NONE("user mapping z.joe");
    EXPECT_ROW("table public.u", "server", "foreign server z");
    EXPECT_ROW("table public.u", "foreign_options", "[o=p]");
    EXPECT_ROW("column public.u.b", "foreign_options", "[k=v]");
    EXPECT_SOME("constraint public.u.c");
}

Test(read_foreign, goes_with_its_server_only_when_asked)
{
    read_well("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;\n"
              "CREATE FOREIGN TABLE t (a int) SERVER s; CREATE USER MAPPING FOR joe SERVER s; DROP SERVER s CASCADE;");
    EXPECT_NONE("foreign server s");
    EXPECT_NONE("user mapping s.joe");
    EXPECT_NONE("table public.t");
    EXPECT_SOME("foreign data wrapper w");
}

Test(read_foreign, subscriptions_leave_out_what_is_of_the_moment)
{
    read_well(
        "CREATE SUBSCRIPTION s CONNECTION 'host=a password=b' PUBLICATION p, q\n"
        "  WITH (enabled = false, create_slot = false, copy_data = off, slot_name = NONE, binary);\n"
        "ALTER SUBSCRIPTION s ADD PUBLICATION r WITH (refresh = false); ALTER SUBSCRIPTION s DROP PUBLICATION p;\n"
        "ALTER SUBSCRIPTION s SET (streaming = on, synchronous_commit = local); ALTER SUBSCRIPTION s DISABLE;\n"
        "CREATE SUBSCRIPTION t CONNECTION 'host=a' PUBLICATION p;\n"
        "CREATE SUBSCRIPTION u CONNECTION 'host=a' PUBLICATION p; DROP SUBSCRIPTION u;");
    EXPECT_ROW("subscription s", "connection", "host=a password=****");
    EXPECT_ROW("subscription s", "publications", "[q, r]");
    EXPECT_ROW("subscription s", "slot_name", "absent");
    EXPECT_ROW("subscription s", "binary", "yes");
    EXPECT_ROW("subscription s", "streaming", "on");
    EXPECT_ROW("subscription s", "synchronous_commit", "local");
    EXPECT_ROW("subscription t", "slot_name", "t");
    EXPECT_ROW("subscription t", "streaming", "off");
    EXPECT_NONE("subscription u");
}

Test(read_foreign, languages_are_needed_by_what_is_written_in_them)
{
    read_well(
        "CREATE FUNCTION f() RETURNS int LANGUAGE mine AS ''; CREATE LANGUAGE mine HANDLER h;\n"
        "CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS 'x', 'y'; ALTER LANGUAGE mine RENAME TO ours;\n"
        "CREATE ACCESS METHOD m TYPE TABLE HANDLER heap_tableam_handler; CREATE LANGUAGE plperl;");
    EXPECT_ROW("routine public.f()", "language", "ours");
    EXPECT_ROW("language ours", "handler", "routine public.h()");
    cr_expect(needs("routine public.f()", "language ours"));
    EXPECT_ROW("access method m", "handler", "routine pg_catalog.heap_tableam_handler(internal)");
    EXPECT_SOME("extension plperl");
}
