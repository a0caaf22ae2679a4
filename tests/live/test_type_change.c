/* What sd_type_change says of every pair of types, against what ALTER TABLE does to real values. */
#include "model/arena.h"
#include "model/type_change.h"

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/* Types, with values that lie at their limits. */
static const struct {
    const char *type, *values;
} samples[] = {
    { "smallint", "(0), (-32768), (32767)" },
    { "integer", "(0), (-2147483648), (2147483647), (16777217)" },
    { "bigint", "(0), (-9223372036854775808), (9223372036854775807), (9007199254740993)" },
    { "numeric", "(0), (1.5), (123456789012345678901234567890.123456789)" },
    { "numeric(10,2)", "(0), (1.25), (99999999.99)" },
    { "numeric(12,2)", "(0), (1.25), (9999999999.99)" },
    { "numeric(10,4)", "(0), (1.2345), (999999.9999)" },
    { "numeric(5,0)", "(0), (99999)" },
    { "real", "(0), (1.5), (3.4e38)" },
    { "double precision", "(0), (1.1), (1e300), (0.1234567890123456)" },
    { "money", "(0::money), (12.34::money)" },
    { "oid", "(0), (4294967295)" },
    { "date", "('2024-02-29'), ('0001-01-01')" },
    { "timestamp without time zone", "('2024-02-29 12:34:56.789123'), ('0001-01-01')" },
    { "timestamp(3) without time zone", "('2024-02-29 12:34:56.789')" },
    { "timestamp with time zone", "('2024-02-29 12:34:56.789123+00')" },
    { "time without time zone", "('23:59:59.999999'), ('00:00')" },
    { "time(0) without time zone", "('23:59:59')" },
    { "time with time zone", "('23:59:59.999999+05')" },
    { "interval", "('40 days 01:02:03.456789'), ('-1 year')" },
    { "interval(3)", "('40 days 01:02:03.456')" },
    { "text", "(''), ('some text that is rather long'), ('trailing   ')" },
    { "character varying", "(''), ('some text that is rather long')" },
    { "character varying(10)", "(''), ('0123456789')" },
    { "character varying(20)", "(''), ('01234567890123456789')" },
    { "character(10)", "(''), ('0123456789'), ('a')" },
    { "character(20)", "(''), ('01234567890123456789')" },
    { "name", "(''), ('a_name')" },
    { "json", "('{\"b\": 1, \"a\" : 2, \"a\": 3}')" },
    { "jsonb", "('{\"b\": 1, \"a\" : 2}')" },
    { "inet", "('10.0.0.1/8'), ('::1')" },
    { "cidr", "('10.0.0.0/8')" },
    { "macaddr", "('08:00:2b:01:02:03')" },
    { "macaddr8", "('08:00:2b:01:02:03:04:05')" },
    { "bit(3)", "(B'101')" },
    { "bit varying(5)", "(B'10101')" },
    { "bit varying", "(B'1010101')" },
    { "boolean", "(true), (false)" },
    { "uuid", "('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')" },
    { "bytea", "('\\x00ff')" },
    { "integer[]", "('{1,2147483647}')" },
    { "bigint[]", "('{1,9223372036854775807}')" },
    { "numeric(10,4)[]", "('{1.2345}')" },
    { "numeric(10,2)[]", "('{1.25}')" },
};
enum { SAMPLE_COUNT = sizeof samples / sizeof *samples };

/* The first field of the last result, or NULL and no noise when a statement fails. */
static const char *ask(Arena *arena, PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    const char *answer = NULL;

    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result)) {
        answer = sd_arena_copy(arena, PQgetvalue(result, 0, 0), (size_t) PQgetlength(result, 0, 0));
    } else if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        answer = "";
    }
    PQclear(result);
    return answer;
}

/* How many values do not come back; NULL when they cannot be cast back like this. */
static const char *count_changed(Arena *arena, PGconn *connection, const char *back)
{
    return ask(
        arena, connection,
        sd_arena_format(arena, "SELECT count(*) FROM changed WHERE (%s)::text IS DISTINCT FROM was::text", back));
}

static const char *const ways_back[] = { "kept", "kept::text", "kept::numeric", "convert_from(kept, 'UTF8')" };

/* What is written behind the type. */
static const char *using_words(Arena *arena, const char *from, const char *to)
{
    const char *through;

    switch (sd_type_cast(from, to, &through)) {
    case TYPE_CAST_EXPLICIT:
        return sd_arena_format(arena, " USING kept::%s", to);
    case TYPE_CAST_THROUGH:
        return sd_arena_format(arena, " USING kept::%s::%s", through, to);
    default:
        return "";
    }
}

/* Whether ALTER TABLE converts by itself, and that what is written otherwise is understood. */
static void check_cast(Arena *arena, PGconn *connection, const char *from, const char *to)
{
    const char *through, *altered;
    TypeCast cast = sd_type_cast(from, to, &through);

    cr_assert_not_null(ask(arena, connection, "DROP TABLE IF EXISTS none"));
    cr_assert_not_null(ask(arena, connection, sd_arena_format(arena, "CREATE TEMPORARY TABLE none (kept %s)", from)));
    altered = ask(arena, connection, sd_arena_format(arena, "ALTER TABLE none ALTER COLUMN kept TYPE %s", to));
    cr_expect_eq(altered != NULL, cast == TYPE_CAST_ASSIGNS, "%s to %s: %s", from, to, PQerrorMessage(connection));
    cr_expect(altered || ask(arena, connection,
                             sd_arena_format(arena, "ALTER TABLE none ALTER COLUMN kept TYPE %s%s", to,
                                             using_words(arena, from, to))),
              "%s to %s: %s", from, to, PQerrorMessage(connection));
}

static void check_pair(Arena *arena, PGconn *connection, size_t old, size_t new)
{
    const char *from = samples[old].type, *to = samples[new].type;
    TypeChange change = sd_type_change(from, to);
    const char *file, *altered, *changed = NULL;

    cr_assert_not_null(ask(arena, connection, "DROP TABLE IF EXISTS changed"));
    cr_assert_not_null(
        ask(arena, connection,
            sd_arena_format(
                arena, "CREATE TEMPORARY TABLE changed AS SELECT v::%s AS kept, v::%s AS was FROM (VALUES %s) t (v)",
                from, from, samples[old].values)),
        "%s", PQerrorMessage(connection));
    file = ask(arena, connection, "SELECT pg_relation_filenode('changed')");
    altered = ask(
        arena, connection,
        sd_arena_format(arena, "ALTER TABLE changed ALTER COLUMN kept TYPE %s%s", to, using_words(arena, from, to)));
    if (!altered) {
        cr_expect(change != TYPE_CHANGE_KEEPS, "%s to %s fails: %s", from, to, PQerrorMessage(connection));
        return;
    }
    if (sd_type_change_is_binary(from, to)) {
        cr_expect_str_eq(ask(arena, connection, "SELECT pg_relation_filenode('changed')"), file, "%s to %s rewrites",
                         from, to);
    }
    for (size_t i = 0; i < sizeof ways_back / sizeof *ways_back && !(changed && strcmp(changed, "0") == 0); i++) {
        const char *count = count_changed(arena, connection, sd_arena_format(arena, "%s::%s", ways_back[i], from));

        changed = count ? count : changed;
    }
    if (change == TYPE_CHANGE_KEEPS || change == TYPE_CHANGE_REFUSES) {
        cr_expect(changed && strcmp(changed, "0") == 0, "%s to %s is said to keep values and does not: %s", from, to,
                  changed ? changed : PQerrorMessage(connection));
    }
}

Test(type_change, says_what_the_server_does_to_values)
{
    Arena *arena = sd_arena_new();
    PGconn *connection = PQconnectdb(getenv("SD_TEST_URL"));

    cr_assert_eq(PQstatus(connection), CONNECTION_OK, "%s", PQerrorMessage(connection));
    cr_assert_not_null(ask(arena, connection,
                           "SET client_min_messages = error; SET TimeZone = 'America/New_York'; SET lc_monetary = 'C';"
                           "CREATE TEMPORARY TABLE changed ()"));
    for (size_t old = 0; old < SAMPLE_COUNT; old++) {
        for (size_t new = 0; new < SAMPLE_COUNT; new ++) {
            check_pair(arena, connection, old, new);
            check_cast(arena, connection, samples[old].type, samples[new].type);
        }
    }
    PQfinish(connection);
    sd_arena_free(arena);
}

Test(type_change, of_types_nobody_knows_is_unknown)
{
    cr_expect_eq(sd_type_change("app.mood", "integer"), TYPE_CHANGE_UNKNOWN);
    cr_expect_eq(sd_type_change("boolean", "uuid"), TYPE_CHANGE_UNKNOWN);
    cr_expect_null(sd_type_change_loss("integer", "bigint"));
    cr_expect_str_eq(sd_type_change_loss("numeric(10,4)", "numeric(10,2)"), "digits behind the point are rounded");
}
