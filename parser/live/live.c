/* The read itself: one answer after the other, each kind's after those of its possible parents. */
#include "parser/live/live.h"

#include <string.h>

static Status read_answers(Reading *reading, Live *live)
{
    for (size_t i = 0; i < live->query_count; i++) {
        const Query *query = &live->queries[i];
        PGresult *result;
        Status status = sd_session_answer(&result, live, query->name, reading->diag);

        if (status == SD_OK && query->kind) {
            status = sd_fetch_objects(reading, query, result);
        } else if (status == SD_OK) {
            sd_depend_take(reading, query->name, result);
        }
        PQclear(result);
        if (status != SD_OK) {
            return status;
        }
    }
    return SD_OK;
}

Status sd_live_read(Catalog **out, Live *live, Names *names, Diag *diag)
{
    Reading reading = {
        .catalog = sd_catalog_new(names), .connection = live->connection, .scratch = sd_arena_new(), .diag = diag
    };
    Status status;

    *out = NULL;
    sd_drain_stop(live->drain);
    live->drain = NULL;
    reading.addresses = sd_addresses_new(reading.scratch);
    reading.catalog->role = sd_name(names, live->role);
    reading.catalog->search_path = live->search_path ? sd_name(names, live->search_path) : NULL;
    reading.catalog->server_version = PQserverVersion(live->connection);
    status = read_answers(&reading, live);
    if (status == SD_OK) {
        sd_catalog_seal(reading.catalog);
        *out = reading.catalog;
    } else {
        sd_catalog_free(reading.catalog);
    }
    sd_arena_free(reading.scratch);
    return status;
}
