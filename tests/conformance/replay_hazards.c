/* replay_hazards [--lenient] FILE...: runs SQL files on the server of SD_TEST_URL, statement by statement, each in a transaction of its
 * own, and compares what `report` says each would do with what it does: the locks that the transaction holds on relations
 * that were there before the file (pg_locks), the files of tables and materialized views that are others afterwards
 * (relfilenode), the tables that are read from end to end (pg_stat_xact_all_tables).
 *
 * What triggers write when rows are changed is left aside.  Both directions count: what is said and not seen, what is seen and not said.  Only a scan that is said may be missing,
 * as the server may do without: a foreign key is looked up by an index when there are rows.  What cannot run in a
 * transaction block runs outside and is not compared.  With --lenient, what the server refuses, since an extension is not
 * installed beside it, is told and does not count. */
#include "parser/hazard/hazard.h"
#include "tests/support/source.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Replay {
    PGconn *connection;
    const char *url, *file;
    size_t passed, failed;
    bool is_lenient;
    bool is_wrong, is_refused; /* the statement at hand */
} Replay;

/* Relations that are there before the file. */
static const char remember_first[] =
    "DROP TABLE IF EXISTS pg_temp.replay_first; CREATE TEMPORARY TABLE replay_first AS SELECT "
    "oid FROM pg_catalog.pg_class";

/* ... and still are before the statement, with their files. */
static const char remember[] =
    "CREATE TEMPORARY TABLE replay_before ON COMMIT DROP AS SELECT c.oid, n.nspname::text AS schema, c.relname::text, "
    "relfilenode, relkind, coalesce(s.seq_scan, 0) AS scans FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
    "ON n.oid = relnamespace LEFT JOIN pg_catalog.pg_stat_xact_all_tables s ON s.relid = c.oid WHERE relkind IN ('r', "
    "'p', 'v', 'm', 'S') AND c.oid >= 16384 AND c.oid IN (SELECT oid FROM pg_temp.replay_first) AND nspname !~ '^pg_'";

/* The strongest lock on each, whether its file is another now, and whether it was read. */
static const char observe[] =
    "SELECT b.schema, b.relname, max(array_position(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', "
    "'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'], "
    "l.mode)), bool_or(c.relfilenode <> b.relfilenode AND b.relkind IN ('r', 'm')), "
    "coalesce(max(s.seq_scan), 0) > max(b.scans) "
    "FROM pg_temp.replay_before b JOIN pg_catalog.pg_locks l ON l.relation = b.oid AND l.locktype = 'relation' AND "
    "l.pid = pg_catalog.pg_backend_pid() LEFT JOIN pg_catalog.pg_class c ON c.oid = b.oid LEFT JOIN "
    "pg_catalog.pg_stat_xact_all_tables s ON s.relid = b.oid GROUP BY b.schema, b.relname";

static PGresult *run(const Replay *replay, const char *sql)
{
    PGresult *result = PQexec(replay->connection, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
        return result;
    }
    PQclear(result);
    return NULL;
}

static bool run_only(const Replay *replay, const char *sql)
{
    PGresult *result = run(replay, sql);

    PQclear(result);
    return result != NULL;
}

/* ---- one statement --------------------------------------------------------------------------------------------------- */

static void complain(Replay *replay, const JudgedStatement *statement, const char *what, const char *relation)
{
    if (!replay->is_wrong) {
        size_t length = strcspn(statement->text, "\n");

        printf("--- %s:%u: %.*s\n", replay->file, (unsigned) statement->at.line,
               (int) (length < statement->length ? length : statement->length), statement->text);
    }
    replay->is_wrong = true;
    printf("    %s: %s\n", relation, what);
}

static const Touch *touch_named(const JudgedStatement *statement, const char *schema, const char *name)
{
    for (size_t i = 0; i < statement->touch_count; i++) {
        Key relation = statement->touches[i].relation;

        if (strcmp(relation->name->text, name) == 0 && strcmp(relation->parent->name->text, schema) == 0) {
            return &statement->touches[i];
        }
    }
    return NULL;
}

static bool begins_with(const char *text, const char *word)
{
    return strncasecmp(text, word, strlen(word)) == 0;
}

/* What triggers write beside the table itself is in the bodies of functions. */
static bool changes_rows(const JudgedStatement *statement)
{
    return begins_with(statement->text, "insert") || begins_with(statement->text, "update") ||
           begins_with(statement->text, "delete") || begins_with(statement->text, "with");
}

static void compare_relation(Replay *replay, const JudgedStatement *statement, const PGresult *seen, int row)
{
    const char *name = PQgetvalue(seen, row, 1);
    const Touch *touch = touch_named(statement, PQgetvalue(seen, row, 0), name);
    LockMode lock = (LockMode) strtol(PQgetvalue(seen, row, 2), NULL, 10);
    LockMode said = touch ? touch->lock : LOCK_NONE;
    bool rewrites = PQgetvalue(seen, row, 3)[0] == 't', scans = PQgetvalue(seen, row, 4)[0] == 't';
    char words[128];

    if (!touch && changes_rows(statement)) {
        return;
    }
    if ((lock >= LOCK_ROW_EXCLUSIVE || touch) && said != lock) {
        (void) snprintf(words, sizeof words, "takes %s, said is %s", sd_lock_words(lock),
                        touch ? sd_lock_words(said) : "nothing");
        complain(replay, statement, words, name);
    }
    if (rewrites != (touch && touch->rewrites)) {
        complain(replay, statement, rewrites ? "is written anew, which was not said" : "is said to be written anew",
                 name);
    }
    if (scans && touch && !touch->scans && !touch->rewrites) {
        complain(replay, statement, "is read from end to end, which was not said", name);
    }
}

static bool is_seen(const PGresult *seen, Key relation)
{
    for (int row = 0; row < PQntuples(seen); row++) {
        if (strcmp(PQgetvalue(seen, row, 1), relation->name->text) == 0 &&
            strcmp(PQgetvalue(seen, row, 0), relation->parent->name->text) == 0) {
            return true;
        }
    }
    return false;
}

static void compare(Replay *replay, const JudgedStatement *statement, const PGresult *seen)
{
    for (int row = 0; row < PQntuples(seen); row++) {
        compare_relation(replay, statement, seen, row);
    }
    for (size_t i = 0; i < statement->touch_count; i++) {
        if (!is_seen(seen, statement->touches[i].relation)) {
            complain(replay, statement, "is said to be locked, and is not", statement->touches[i].relation->name->text);
        }
    }
}

/* The replay has transactions of its own. */
static bool is_bracket(const char *sql)
{
    return begins_with(sql, "begin") || begins_with(sql, "commit") || begins_with(sql, "start transaction") ||
           begins_with(sql, "end") || begins_with(sql, "rollback");
}

static void replay_statement(Replay *replay, Arena *arena, const JudgedStatement *statement)
{
    const char *sql = sd_arena_copy(arena, statement->text, statement->length);
    PGresult *seen = NULL;

    replay->is_wrong = replay->is_refused = false;
    if (is_bracket(sql)) {
        return;
    }
    if (statement->outside_transaction) {
        if (!run_only(replay, sql)) {
            complain(replay, statement, PQerrorMessage(replay->connection), "outside of a transaction");
        }
    } else if (run_only(replay, "BEGIN") && run_only(replay, remember) && run_only(replay, sql)) {
        seen = run(replay, observe);
        if (seen) {
            compare(replay, statement, seen);
            PQclear(seen);
        }
    }
    if (!seen && !statement->outside_transaction) {
        complain(replay, statement, PQerrorMessage(replay->connection), "does not run");
        replay->is_refused = replay->is_lenient;
    }
    (void) run_only(replay, PQtransactionStatus(replay->connection) == PQTRANS_INERROR ? "ROLLBACK" : "COMMIT");
    replay->failed += replay->is_wrong && !replay->is_refused;
    replay->passed += !replay->is_wrong;
}

/* ---- one file -------------------------------------------------------------------------------------------------------- */

static void print_diag(const Diag *diag)
{
    for (size_t i = 0; i < diag->count; i++) {
        if (diag->messages[i].severity == SEVERITY_ERROR) {
            printf("    %u: %s\n", (unsigned) diag->messages[i].at.line, diag->messages[i].sentence);
        }
    }
}

static bool judge(Hazards **hazards, Catalog *before, Files **files, const SourceText *text, Diag *diag)
{
    return sd_files_parse(files, text, 1, diag) == SD_OK && sd_hazards_read(hazards, before, *files, diag) == SD_OK;
}

static void replay_text(Replay *replay, Arena *arena, const SourceText *text, Diag *diag)
{
    Names *names = sd_names_new();
    Catalog *before = NULL;
    Files *files = NULL;
    Hazards *hazards = NULL;
    Live *live = NULL;

    if (sd_live_open(&live, replay->url, false, diag) == SD_OK && sd_live_read(&before, live, names, diag) == SD_OK &&
        judge(&hazards, before, &files, text, diag) && run_only(replay, remember_first)) {
        for (size_t i = 0; i < hazards->statement_count; i++) {
            replay_statement(replay, arena, &hazards->statements[i]);
        }
    } else {
        printf("--- %s: cannot be judged\n", replay->file);
        print_diag(diag);
        replay->failed += !replay->is_lenient;
    }
    sd_hazards_free(hazards);
    sd_files_free(files);
    sd_catalog_free(before);
    sd_live_close(live);
    sd_names_free(names);
}

static void replay_file(Replay *replay, const char *path)
{
    Arena *arena = sd_arena_new();
    Diag *diag = sd_diag_new();
    SourceText text = source_read(arena, path);

    replay->file = path;
    if (text.bytes) {
        replay_text(replay, arena, &text, diag);
    } else {
        printf("--- %s: cannot be read\n", path);
        replay->failed++;
    }
    sd_diag_free(diag);
    sd_arena_free(arena);
}

int main(int count, char **arguments)
{
    Replay replay = { .url = getenv("SD_TEST_URL") };

    replay.connection = PQconnectdb(replay.url ? replay.url : "");
    if (!replay.url || PQstatus(replay.connection) != CONNECTION_OK ||
        !run_only(&replay, "SET client_min_messages = error; SET TimeZone = 'UTC'")) {
        (void) fprintf(stderr, "replay_hazards: no server: %s", PQerrorMessage(replay.connection));
        PQfinish(replay.connection);
        return 2;
    }
    replay.is_lenient = count > 1 && strcmp(arguments[1], "--lenient") == 0;
    for (int i = replay.is_lenient ? 2 : 1; i < count; i++) {
        replay_file(&replay, arguments[i]);
    }
    PQfinish(replay.connection);
    printf("counted: %zu passed, %zu failed\n", replay.passed, replay.failed);
    return replay.failed || !replay.passed;
}
