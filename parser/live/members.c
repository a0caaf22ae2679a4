/* What extensions brought, as objects that analysis can look up: types, casts, operators, functions.  Read only when
 * something was left undecided: PostGIS alone has a thousand of them. */
#include "parser/live/live.h"

static const char *const queries[] = { "member_base_type",      "member_definition", "member_domain",
                                       "member_composite_type", "member_attribute",  "member_operator",
                                       "member_cast",           "member_routine",    "member_aggregate" };

static bool read_kind(Reading *reading, const char *name)
{
    PGconn *connection = reading->connection;
    PGresult *result = NULL;
    Query query;
    bool fine = sd_query_cut(&query, reading->scratch, name, PQserverVersion(connection), false) && query.kind &&
                PQsendQueryParams(connection, query.sql, 0, NULL, NULL, NULL, NULL, 0) == 1 &&
                PQpipelineSync(connection);

    if (fine) {
        result = sd_session_take(connection);
        fine = PQresultStatus(result) == PGRES_TUPLES_OK && sd_fetch_objects(reading, &query, result) == SD_OK;
        PQclear(result);
    }
    return fine;
}

Catalog *sd_live_members(Live *live, Names *names)
{
    Reading reading = { .catalog = sd_catalog_new(names),
                        .connection = live->connection,
                        .scratch = sd_arena_new(),
                        .diag = sd_diag_new() };
    bool fine = true;

    reading.addresses = sd_addresses_new(reading.scratch);
    for (size_t i = 0; i < sizeof queries / sizeof *queries && fine; i++) {
        fine = read_kind(&reading, queries[i]);
    }
    sd_diag_free(reading.diag);
    sd_arena_free(reading.scratch);
    if (!fine) {
        sd_catalog_free(reading.catalog);
        return NULL;
    }
    sd_catalog_seal(reading.catalog);
    return reading.catalog;
}
