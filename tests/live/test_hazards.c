/* Every lock, scan and rewrite that a statement is said to need, against what the server does. */
#include "model/text.h"
#include "parser/hazard/hazard.h"

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *read_file(Arena *arena, const char *name)
{
    FILE *file = fopen(sd_arena_format(arena, "%s/tests/live/hazards/%s", SD_SOURCE_DIR, name), "rb");
    Text text = sd_text(arena);
    char line[4096];

    cr_assert_not_null(file, "%s", name);
    while (fgets(line, sizeof line, file)) {
        sd_text_put(&text, line);
    }
    cr_assert_eq(fclose(file), 0);
    return text.bytes;
}

static PGresult *run(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);

    cr_assert(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, "%s\n%s", sql, PQerrorMessage(connection));
    return result;
}

static void run_only(PGconn *connection, const char *sql)
{
    PQclear(run(connection, sql));
}

/* Relations that were there before the statement, with their files. */
static const char remember[] =
    "CREATE TEMPORARY TABLE before ON COMMIT DROP AS SELECT c.oid, c.relname::text, relfilenode, relkind, "
    "coalesce(s.seq_scan, 0) AS scans FROM pg_class c LEFT JOIN pg_stat_xact_all_tables s ON s.relid = c.oid WHERE "
    "relkind IN ('r', 'p', 'v', 'm', 'S') AND c.oid >= 16384 AND c.oid IN (SELECT oid FROM first) AND relnamespace IN "
    "('app'::regnamespace, "
    "'public'::regnamespace)";

/* The strongest lock on each, whether its file is another now, and whether it was read. */
static const char observe[] =
    "SELECT b.relname, max(array_position(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', "
    "'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'], "
    "l.mode)), "
    "bool_or(c.relfilenode <> b.relfilenode AND b.relkind IN ('r', 'm')), "
    "coalesce(max(s.seq_scan), 0) > max(b.scans) "
    "FROM before b JOIN pg_locks l ON l.relation = b.oid AND l.locktype = 'relation' AND l.pid = pg_backend_pid() "
    "LEFT JOIN pg_class c ON c.oid = b.oid LEFT JOIN pg_stat_xact_all_tables s ON s.relid = b.oid GROUP BY b.relname";

static const Touch *touch_named(const JudgedStatement *statement, const char *name)
{
    for (size_t i = 0; i < statement->touch_count; i++) {
        if (strcmp(statement->touches[i].relation->name->text, name) == 0) {
            return &statement->touches[i];
        }
    }
    return NULL;
}

static void compare(const JudgedStatement *statement, const char *sql, const PGresult *seen)
{
    size_t matched = 0;

    for (int row = 0; row < PQntuples(seen); row++) {
        const char *name = PQgetvalue(seen, row, 0);
        LockMode lock = (LockMode) strtol(PQgetvalue(seen, row, 1), NULL, 10);
        const Touch *touch = touch_named(statement, name);

        matched += touch != NULL;
        if (lock >= LOCK_ROW_EXCLUSIVE) {
            cr_expect(touch && touch->lock == lock, "%s\n  takes %s on %s, said is %s", sql, sd_lock_words(lock), name,
                      touch ? sd_lock_words(touch->lock) : "nothing");
        }
        if (touch) {
            cr_expect_eq(touch->rewrites, PQgetvalue(seen, row, 2)[0] == 't', "%s\n  rewrites %s: said is %d", sql,
                         name, touch->rewrites);
            cr_expect(touch->scans || touch->rewrites || PQgetvalue(seen, row, 3)[0] != 't',
                      "%s\n  reads all of %s, which was not said", sql, name);
        }
    }
    cr_expect_eq(matched, statement->touch_count, "%s\n  was said to lock what it does not", sql);
}

static void check_statement(Arena *arena, PGconn *connection, const JudgedStatement *statement)
{
    const char *sql = sd_arena_copy(arena, statement->text, statement->length);
    PGresult *seen;

    run_only(connection, "BEGIN");
    run_only(connection, remember);
    run_only(connection, sql);
    seen = run(connection, observe);
    compare(statement, sql, seen);
    PQclear(seen);
    run_only(connection, "COMMIT");
}

Test(hazards, are_what_the_server_does)
{
    Arena *arena = sd_arena_new();
    Diag *diag = sd_diag_new();
    Names *names = sd_names_new();
    const char *url = getenv("SD_TEST_URL"), *sql = read_file(arena, "statements.sql");
    PGconn *connection = PQconnectdb(url);
    SourceText text = { .name = "statements.sql", .bytes = sql, .length = strlen(sql) };
    Live *live;
    Catalog *before;
    Files *files;
    Hazards *hazards;

    cr_assert_eq(PQstatus(connection), CONNECTION_OK);
    run_only(connection, "SET client_min_messages = error; SET TimeZone = 'UTC'");
    run_only(connection, read_file(arena, "before.sql"));
    run_only(connection,
             "CREATE TEMPORARY TABLE first AS SELECT oid FROM pg_class"); /* what is made later is nobody's */
    cr_assert_eq(sd_live_open(&live, url, false, diag), SD_OK);
    cr_assert_eq(sd_live_read(&before, live, names, diag), SD_OK);
    cr_assert_eq(sd_files_parse(&files, &text, 1, diag), SD_OK);
    cr_assert_eq(sd_hazards_read(&hazards, before, files, diag), SD_OK, "%s",
                 diag->count ? diag->messages[diag->count - 1].sentence : "");
    for (size_t i = 0; i < hazards->statement_count; i++) {
        check_statement(arena, connection, &hazards->statements[i]);
    }
    sd_hazards_free(hazards);
    sd_files_free(files);
    sd_catalog_free(before);
    sd_live_close(live);
    sd_names_free(names);
    sd_diag_free(diag);
    PQfinish(connection);
    sd_arena_free(arena);
}
