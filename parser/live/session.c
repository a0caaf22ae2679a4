/* One connection, one transaction, one pipeline in two parts: what the database uses at all, then everything else is sent
 * before anything of it is read, so the server works while the caller does, and a far server costs two round trips. */
#include "parser/live/live.h"

#include "model/text.h"
#include "parser/live/mask.h"

#include <stdlib.h>
#include <string.h>

enum { OLDEST_VERSION = 130000 };

/* What changes the text that the server prints, and what keeps a read from hanging.  Local to the transaction, so a
 * connection that a pooler hands on stays as it was. */
static const struct {
    const char *name, *value;
} settings[] = {
    { "search_path", "" }, /* every name outside pg_catalog is printed with its schema */
    { "TimeZone", "UTC" },
    { "DateStyle", "ISO, YMD" },
    { "IntervalStyle", "postgres" },
    { "bytea_output", "hex" },
    { "extra_float_digits", "1" },
    { "quote_all_identifiers", "off" },
    { "standard_conforming_strings", "on" },
    { "lc_monetary", "C" },
    { "xmlbinary", "base64" },
    { "jit", "off" },
    { "statement_timeout", "300s" },
    { "lock_timeout", "60s" },
    { "idle_in_transaction_session_timeout", "0" }, /* the caller reads files meanwhile */
};

/* Queries beside the kinds, in the order in which depend.c wants the answers. */
static const char *const others[] = { "view_default", "comment_of_role", "rare_grant", "share",
                                      "alias",        "depend",          "outside",    "outside_text_search" };

void sd_session_ignore_notice(void *payload, const PGresult *result)
{
    (void) payload;
    (void) result;
}

const char *sd_session_settings(Arena *arena)
{
    Text sql = sd_text(arena);

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        sd_text_format(&sql, "%s pg_catalog.set_config('%s', '%s', true)", i ? "," : "SELECT", settings[i].name,
                       settings[i].value);
    }
    return sql.bytes;
}

static bool cut_queries(Live *live)
{
    size_t count = sizeof others / sizeof *others;
    int version = PQserverVersion(live->connection);
    const char *superuser = PQparameterStatus(live->connection, "is_superuser");

    live->queries = sd_arena_alloc(live->arena, (KIND_COUNT + count) * sizeof *live->queries);
    for (size_t i = 0; i < KIND_COUNT + count; i++) {
        const Kind *kind = i < KIND_COUNT ? &sd_kinds[i] : NULL;
        const char *name = kind ? sd_query_name_of(live->arena, kind) : others[i - KIND_COUNT];

        if (kind && (kind->traits & OF_SERVER) && !live->of_server) {
            continue;
        }
        if (!sd_query_cut(&live->queries[live->query_count], live->arena, name, version,
                          superuser && strcmp(superuser, "on") == 0)) {
            return false;
        }
        if (kind) {
            live->queries[live->query_count].kind = kind;
        }
        live->query_count++;
    }
    return true;
}

static bool send_query(Live *live, const char *sql)
{
    return PQsendQueryParams(live->connection, sql, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

/* What databases have that use the rare kinds, a column for each query with such a condition. */
static const char *conditions_query(const Live *live)
{
    Text sql = sd_text(live->arena);

    sd_text_put(&sql, "SELECT current_user");
    for (size_t i = 0; i < live->query_count; i++) {
        if (live->queries[i].when) {
            sd_text_format(&sql, ", EXISTS (%s)", live->queries[i].when);
        }
    }
    return sql.bytes;
}

/* What the session begins with is asked before it is set: the expressions of a target list are computed from left to right
 * (ExecInterpExpr of execExprInterp.c). */
static const char *start_query(const Live *live)
{
    return sd_arena_format(live->arena, "SELECT pg_catalog.current_setting('search_path'),%s",
                           sd_session_settings(live->arena) + strlen("SELECT"));
}

static void take_search_path(Live *live, const PGresult *settings_before)
{
    static const char *const usual[] = { "\"$user\", public", "public", "" };
    const char *path = PQgetvalue(settings_before, 0, 0);

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (strcmp(path, usual[i]) == 0) {
            return;
        }
    }
    live->search_path = sd_arena_copy(live->arena, path, strlen(path));
}

/* The flush request makes the server answer while the pipeline stays open. */
static bool send_start(Live *live)
{
    return PQsetnonblocking(live->connection, 1) == 0 && PQenterPipelineMode(live->connection) &&
           send_query(live, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") && send_query(live, start_query(live)) &&
           send_query(live, conditions_query(live)) && PQsendFlushRequest(live->connection) &&
           PQflush(live->connection) >= 0;
}

/* Leaves out the queries that nothing would answer. */
static void keep_used(Live *live, const PGresult *conditions)
{
    size_t kept = 0;
    int column = 0;

    for (size_t i = 0; i < live->query_count; i++) {
        if (!live->queries[i].when || PQgetvalue(conditions, 0, ++column)[0] == 't') {
            live->queries[kept++] = live->queries[i];
        }
    }
    live->query_count = kept;
}

static Status take_start(Live *live, Diag *diag)
{
    PGresult *result;
    Status status = sd_session_answer(&result, live, "BEGIN", diag);

    PQclear(result);
    if (status == SD_OK) {
        status = sd_session_answer(&result, live, "settings", diag);
        if (status == SD_OK) {
            take_search_path(live, result);
        }
        PQclear(result);
    }
    if (status == SD_OK) {
        status = sd_session_answer(&result, live, "conditions", diag);
    }
    if (status == SD_OK) {
        live->role = sd_arena_copy(live->arena, PQgetvalue(result, 0, 0), (size_t) PQgetlength(result, 0, 0));
        keep_used(live, result);
        PQclear(result);
    }
    return status;
}

static bool send_queries(Live *live)
{
    for (size_t i = 0; i < live->query_count; i++) {
        if (!send_query(live, live->queries[i].sql)) {
            return false;
        }
    }
    /* What does not fit into the socket's buffer goes out when the answers are read. */
    return send_query(live, "COMMIT") && PQpipelineSync(live->connection) && PQflush(live->connection) >= 0;
}

static Status refuse(Diag *diag, const char *sentence, const char *hint)
{
    Message *message = sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "%s", sentence);

    message->hint = hint;
    return SD_SERVER;
}

/* Keywords before dbname are defaults of ours, those behind it go over what the connection string says. */
static PGconn *connect_to(const char *conninfo)
{
    bool patient = getenv("PGCONNECT_TIMEOUT") != NULL;
    const char *names[] = { "fallback_application_name", patient ? "fallback_application_name" : "connect_timeout",
                            "dbname", "client_encoding", NULL };
    const char *values[] = { "schemadiff", patient ? "schemadiff" : "15", conninfo, "UTF8", NULL };

    return PQconnectdbParams(names, values, 1);
}

static Status begin(Live *live, const char *conninfo, Diag *diag)
{
    const char *version;
    Status status;

    live->connection = connect_to(conninfo);
    if (PQstatus(live->connection) != CONNECTION_OK) {
        return refuse(diag, sd_mask_message(diag->arena, PQerrorMessage(live->connection), conninfo),
                      "check the connection string, and that the server accepts connections from here");
    }
    if (PQserverVersion(live->connection) < OLDEST_VERSION) {
        version = PQparameterStatus(live->connection, "server_version");
        return refuse(
            diag, sd_arena_format(diag->arena, "the server is PostgreSQL %s, older than 13", version ? version : "?"),
            "PostgreSQL 13 is the oldest version whose catalogs can be read");
    }
    PQsetNoticeReceiver(live->connection, sd_session_ignore_notice, NULL);
    if (!cut_queries(live)) {
        return refuse(diag, "a catalog query is missing or its head cannot be read", NULL);
    }
    status = send_start(live) ? take_start(live, diag) : SD_OK;
    if (status == SD_OK && (!live->role || !send_queries(live))) {
        status = refuse(diag, sd_mask_message(diag->arena, PQerrorMessage(live->connection), conninfo), NULL);
    }
    if (status != SD_OK) {
        return status;
    }
    live->drain = sd_drain_start(live->arena, live->connection);
    return SD_OK;
}

Status sd_live_open(Live **out, const char *conninfo, bool of_server, Diag *diag)
{
    Arena *arena = sd_arena_new();
    Live *live = sd_arena_alloc(arena, sizeof *live);
    Status status;

    live->arena = arena;
    live->of_server = of_server;
    status = begin(live, conninfo, diag);
    if (status != SD_OK) {
        sd_live_close(live);
        live = NULL;
    }
    *out = live;
    return status;
}

static Status fail(const Live *live, const PGresult *result, const char *what, Diag *diag)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *text = primary ? primary : result ? PQresultErrorMessage(result) : PQerrorMessage(live->connection);

    text = sd_mask_message(diag->arena, text, NULL);
    if (!state) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the connection was lost while the catalog was read: %s", text);
    } else {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the server refused the catalog query \"%s\": %s (SQLSTATE %s)",
                    what, text, state);
    }
    return SD_SERVER;
}

Status sd_session_answer(PGresult **out, Live *live, const char *what, Diag *diag)
{
    PGresult *result = PQgetResult(live->connection);
    ExecStatusType status = PQresultStatus(result);

    *out = NULL;
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        Status failed = fail(live, result, what, diag);

        PQclear(result);
        return failed;
    }
    PQclear(PQgetResult(live->connection)); /* the NULL that ends each answer in a pipeline */
    *out = result;
    return SD_OK;
}

static bool is_failure(ExecStatusType status)
{
    return status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY;
}

PGresult *sd_session_take(PGconn *connection)
{
    PGresult *kept = NULL;

    for (int nothing = 0; nothing < 2;) {
        PGresult *result = PQgetResult(connection);
        ExecStatusType status = PQresultStatus(result), had = PQresultStatus(kept);

        if (!result) {
            nothing++; /* ends one answer; two in a row: nothing is under way any more */
            continue;
        }
        nothing = 0;
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            break;
        }
        if (kept && (is_failure(had) || (!is_failure(status) && status != PGRES_TUPLES_OK && had == PGRES_TUPLES_OK))) {
            PQclear(result);
        } else {
            PQclear(kept);
            kept = result;
        }
    }
    return kept;
}

void sd_live_close(Live *live)
{
    if (live) {
        sd_drain_stop(live->drain);
        PQfinish(live->connection);
        sd_arena_free(live->arena);
    }
}
