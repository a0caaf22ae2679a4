/* Rows counted on a server: each query in a read-only transaction of its own, which ends before anybody waits for long. */
#include "parser/live/live.h"

#include "parser/live/mask.h"

/* Row security would leave rows out unseen: with it off, the server refuses instead (the manual, row_security). */
static const char *const limits =
    "SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '5s'; SET LOCAL row_security = off";

static bool run(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static const char *field(Arena *arena, const PGresult *result, int column)
{
    return PQgetisnull(result, 0, column)
               ? NULL
               : sd_arena_copy(arena, PQgetvalue(result, 0, column), (size_t) PQgetlength(result, 0, column));
}

static CountAnswer count(PGconn *connection, const char *settings, const char *query, Arena *arena)
{
    CountAnswer answer = { .rows = NULL };
    PGresult *result = NULL;

    if (run(connection, "BEGIN READ ONLY") && run(connection, settings) && run(connection, limits)) {
        result = PQexecParams(connection, query, 0, NULL, NULL, NULL, NULL, 0);
    }
    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1 && PQnfields(result) == 2) {
        answer = (CountAnswer){ .rows = field(arena, result, 0), .example = field(arena, result, 1) };
    }
    PQclear(result);
    (void) run(connection, "ROLLBACK");
    return answer;
}

Status sd_live_count(const char *conninfo, const char *const *queries, size_t query_count, Arena *arena,
                     CountAnswer *answers, Diag *diag)
{
    PGconn *connection = PQconnectdb(conninfo);
    const char *settings = sd_session_settings(arena);
    Status status = PQstatus(connection) == CONNECTION_OK ? SD_OK : SD_SERVER;

    if (status != SD_OK) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "rows cannot be counted: %s",
                    sd_mask_message(diag->arena, PQerrorMessage(connection), NULL));
    }
    PQsetNoticeReceiver(connection, sd_session_ignore_notice, NULL);
    for (size_t i = 0; i < query_count && status == SD_OK; i++) {
        answers[i] = count(connection, settings, queries[i], arena);
    }
    PQfinish(connection);
    return status;
}
