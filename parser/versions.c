/* What this program reads SQL and talks to servers with. */
#include "parser/parser.h"

#include <libpq-fe.h>
#include <pg_query.h>

/* libpq's version counts like the server's: 150020 is 15.20. */
const char *sd_parser_versions(Arena *arena)
{
    int libpq = PQlibVersion();

    return sd_arena_format(arena, "libpg_query of PostgreSQL %s, PostgreSQL %s grammar, libpq %d.%d", PG_VERSION,
                           PG_MAJORVERSION, libpq / 10000, libpq % 10000);
}
