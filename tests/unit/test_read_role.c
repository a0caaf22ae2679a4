#include "reading.h"

TestSuite(read_role, .init = begin, .fini = end);

Test(read_role, has_what_create_role_gives_and_no_password)
{
    read_well("CREATE USER joe CREATEDB CONNECTION LIMIT 5 PASSWORD 'opensesame';\n"
              "CREATE ROLE ann SUPERUSER NOINHERIT;\n"
              "ALTER ROLE ann NOSUPERUSER LOGIN;");
    EXPECT_ROW("role joe", "login", "yes");
    EXPECT_ROW("role joe", "inherit", "yes");
    EXPECT_ROW("role joe", "connection_limit", "5");
    EXPECT_ROW("role ann", "superuser", "no");
    EXPECT_ROW("role ann", "login", "yes");
    EXPECT_ROW("role ann", "connection_limit", "-1");
}

Test(read_role, members_are_objects_however_they_are_said)
{
    read_well("CREATE ROLE team ADMIN joe; CREATE ROLE joe; CREATE ROLE ann IN ROLE team;\n"
              "GRANT team TO eve; REVOKE ADMIN OPTION FOR team FROM joe; GRANT joe TO eve; REVOKE joe FROM eve;");
    EXPECT_ROW("role membership team.joe", "admin", "no");
    EXPECT_ROW("role membership team.ann", "member", "role ann");
    EXPECT_SOME("role membership team.eve");
    EXPECT_NONE("role membership joe.eve");
}

Test(read_role, settings_are_kept_for_all_databases_and_for_one)
{
    read_well("CREATE ROLE joe;\n"
              "ALTER ROLE joe SET search_path = app, \"Odd\"; ALTER ROLE joe SET work_mem = '4MB';\n"
              "ALTER ROLE joe IN DATABASE d SET timezone = 'UTC'; ALTER ROLE joe RESET work_mem;");
    EXPECT_ROW("role setting joe.search_path", "value", "app, \"Odd\"");
    EXPECT_ROW("role setting joe.\"TimeZone\"(d)", "value", "UTC");
    EXPECT_NONE("role setting joe.work_mem");
}

Test(read_role, may_be_declared_twice_and_belong_to_somebody_else)
{
    read_well("CREATE ROLE joe LOGIN; CREATE ROLE joe NOLOGIN; ALTER ROLE stranger SET work_mem = '4MB';");
    EXPECT_ROW("role joe", "login", "no");
    EXPECT_NONE("role stranger");
}
