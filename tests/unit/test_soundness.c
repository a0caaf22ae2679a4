/* Soundness of the canonical form: definitions that look alike and mean something else must never be found the same. */
#include "parser/parser.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const char schema[] =
    "CREATE SCHEMA app;"
    "CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'happy');"
    "CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);"
    "CREATE TYPE app.pair AS (a integer, b text);"
    "CREATE SEQUENCE app.one; CREATE SEQUENCE app.two;"
    "CREATE FUNCTION app.near(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT a';"
    "CREATE FUNCTION app.near(a bigint) RETURNS bigint LANGUAGE sql AS 'SELECT a';"
    "CREATE TABLE app.t (i integer, s smallint, b bigint, n numeric, d double precision, r real, x text, y text,"
    " v character varying(10), c character(3), f boolean, g boolean, m app.mood, p app.positive, q app.pair,"
    " day date, ts timestamp, at timestamp with time zone, j jsonb, k json, a text[], ia integer[], span interval,"
    " ip inet, rg int4range, tq tsquery, bits bit(4), bin bytea);"
    "CREATE TABLE app.u (i integer, x text, z text);";

/* Two expressions over app.t. */
static const char *const expressions[][2] = {
    { "c = 'a'", "c::text = 'a'" },                               /* blanks count in text */
    { "i / 2 = 1", "i / 2.0 = 1" },                               /* whole division */
    { "n = 1.0", "n = 1.00" },                                    /* another scale */
    { "span > '1 month'", "span > '30 days'" },
    { "at > now()", "at > current_timestamp" },
    { "extract(year from day) = 1", "date_part('year', day) = 1" },
    { "i::app.positive > 1", "i > 1" },                           /* the domain checks */
    { "m > 'ok'", "m::text > 'ok'" },                             /* order of labels, order of letters */
    { "f AND g", "g AND f" },
    { "f OR g", "f AND g" },
    { "NOT (f AND g)", "NOT f AND g" },
    { "f IS TRUE", "f" },
    { "f IS NOT TRUE", "NOT f" },
    { "x = ''", "x IS NULL" },
    { "x IS NOT DISTINCT FROM y", "x = y" },
    { "i IN (1, 2)", "i IN (2, 1)" },
    { "i IN (1, NULL)", "i IN (1)" },
    { "i NOT IN (1, 2)", "i <> 1" },
    { "i BETWEEN 1 AND 5", "i BETWEEN SYMMETRIC 1 AND 5" },
    { "i BETWEEN 1 AND 5", "i > 1 AND i < 5" },
    { "x LIKE 'a%'", "x ILIKE 'a%'" },
    { "x LIKE 'a%'", "x ~ 'a%'" },
    { "x LIKE 'a!%' ESCAPE '!'", "x LIKE 'a!%'" },
    { "x SIMILAR TO 'a'", "x ~ 'a'" },
    { "x = 'a' COLLATE \"C\"", "x = 'a' COLLATE \"POSIX\"" },
    { "coalesce(x, y) = 'a'", "coalesce(y, x) = 'a'" },
    { "greatest(i, b) > 1", "least(i, b) > 1" },
    { "nullif(x, y) = 'a'", "nullif(y, x) = 'a'" },
    { "CASE WHEN f THEN i ELSE b END > 1", "CASE WHEN f THEN i END > 1" },
    { "CASE i WHEN 1 THEN f ELSE g END", "CASE i WHEN 1 THEN g ELSE f END" },
    { "(i, b) < (1, 2)", "i < 1 AND b < 2" },
    { "(i, b) = (1, 2)", "(b, i) = (1, 2)" },
    { "x || y = 'a'", "concat(x, y) = 'a'" },
    { "v::varchar(3) = 'a'", "v::varchar(4) = 'a'" },
    { "n::numeric(5,2) = 1", "n::numeric(5,1) = 1" },
    { "n::integer = 1", "trunc(n) = 1" },
    { "b::integer = 1", "b = 1" },
    { "r::numeric = 1", "r::double precision = 1" },
    { "x = '1'", "x = '01'" },
    { "a = '{a,b}'", "a = '{b,a}'" },
    { "a[1] = 'x'", "a[2] = 'x'" },
    { "a[1:2] = '{x}'", "a[1:3] = '{x}'" },
    { "x = ANY (a)", "x = ALL (a)" },
    { "'x' = ANY (a)", "a = '{x}'" },
    { "ia = '{1,NULL}'", "ia = '{1}'" },
    { "j -> 'a' IS NULL", "j ->> 'a' IS NULL" },
    { "j @> '{\"a\": 1}'", "j @> '{\"a\": 1.0}'" },               /* printed as it was written */
    { "j @> '[1, 2]'", "j @> '[2, 1]'" },
    { "k::text = '{\"a\":1}'", "k::text = '{\"a\": 1}'" },        /* json keeps its spaces */
    { "j @? '$.a'", "j @? '$.b'" },
    { "j @? '$.a ? (@ > 1)'", "j @? '$.a ? (@ >= 1)'" },
    { "j @? 'lax $.a'", "j @? 'strict $.a'" },
    { "j @? '$.a.size()'", "j @? '$.a.size'" },
    { "j @? '($.a - 1) - 2'", "j @? '$.a - (1 - 2)'" },
    { "ip = '10.0.0.1'", "ip = '10.0.0.1/24'" },
    { "rg = '[1,5)'", "rg = '[1,5]'" },
    { "rg = '(,5)'", "rg = 'empty'" },
    { "tq = 'a & b'", "tq = 'a | b'" },
    { "tq = 'a <-> (b <-> c)'", "tq = 'a <-> b <-> c'" },
    { "tq = '!(a & b)'", "tq = '!a & b'" },
    { "tq = 'a'", "tq = 'A'" },
    { "bits = B'0001'", "bits = B'0010'" },
    { "bin = '\\x61'", "bin = '\\x62'" },
    { "day > '2020-01-02'", "day > '2020-02-01'" },
    { "at > '2020-01-01 00:00+01'", "at > '2020-01-01 00:00-01'" },
    { "ts > '2020-01-01 00:00'", "ts > '2020-01-01 12:00'" },
    { "ts AT TIME ZONE 'UTC' > now()", "ts > now()" },
    { "span = interval '1' hour", "span = interval '1' minute" },
    { "span = '-1 days +02:00'", "span = '1 day -02:00'" },
    { "app.near(i) = 1", "app.near(b) = 1" },                     /* two functions */
    { "app.near(i) = 1", "app.near(i, 1) = 1" },                  /* the default may change */
    { "app.near(i, 2) = 1", "app.near(2, i) = 1" },
    { "nextval('app.one') = 1", "nextval('app.two') = 1" },
    { "nextval('app.one') = 1", "nextval('app.one'::text) = 1" },
    { "(q).a = 1", "(q).b = '1'" },
    { "q IS NULL", "(q).a IS NULL" },
    { "q = ROW(1, 'a')", "q = ROW(1, 'b')" },
    { "- i = 1", "i = 1" },
    { "i - 1 - 1 = 0", "i - (1 - 1) = 0" },
    { "i << 1 = 1", "i >> 1 = 1" },
    { "d = 0.1", "d = 0.10000001" },
    { "r = 0.1", "r = 0.1::real" },                               /* compared as float8, as float4 */
    { "length(x) = 1", "octet_length(x) = 1" },
    { "trim(x) = 'a'", "ltrim(x) = 'a'" },
    { "substring(x from 2) = 'a'", "substring(x from 2 for 1) = 'a'" },
    { "current_user = x", "session_user = x" },
    { "current_date > day", "now() > day" },
    { "random() > 0.5", "random() >= 0.5" },
    { "x = E'\\t'", "x = '\\t'" },
};

/* Two queries. */
static const char *const queries[][2] = {
    { "SELECT i FROM app.t", "SELECT DISTINCT i FROM app.t" },
    { "SELECT i FROM app.t", "SELECT i FROM ONLY app.t" },
    { "SELECT i FROM app.t ORDER BY i", "SELECT i FROM app.t ORDER BY i DESC" },
    { "SELECT i FROM app.t ORDER BY i", "SELECT i FROM app.t ORDER BY i NULLS FIRST" },
    { "SELECT i FROM app.t ORDER BY i", "SELECT i FROM app.t" },
    { "SELECT i FROM app.t LIMIT 1", "SELECT i FROM app.t LIMIT 2" },
    { "SELECT i FROM app.t LIMIT 1", "SELECT i FROM app.t OFFSET 1" },
    { "SELECT i FROM app.t ORDER BY i LIMIT 1", "SELECT i FROM app.t ORDER BY i FETCH FIRST 1 ROW WITH TIES" },
    { "SELECT i FROM app.t UNION SELECT i FROM app.u", "SELECT i FROM app.t UNION ALL SELECT i FROM app.u" },
    { "SELECT i FROM app.t EXCEPT SELECT i FROM app.u", "SELECT i FROM app.u EXCEPT SELECT i FROM app.t" },
    { "SELECT t.i FROM app.t JOIN app.u ON t.i = u.i", "SELECT t.i FROM app.t LEFT JOIN app.u ON t.i = u.i" },
    { "SELECT t.i FROM app.t LEFT JOIN app.u ON t.i = u.i", "SELECT t.i FROM app.t RIGHT JOIN app.u ON t.i = u.i" },
    { "SELECT t.i FROM app.t LEFT JOIN app.u USING (i)", "SELECT i FROM app.t RIGHT JOIN app.u USING (i)" },
    { "SELECT i FROM app.t JOIN app.u USING (i)", "SELECT t.i FROM app.t JOIN app.u USING (i, x)" },
    { "SELECT t.i FROM app.t JOIN app.u ON t.i = u.i WHERE t.x = 'a'",
      "SELECT t.i FROM app.t JOIN app.u ON t.i = u.i AND t.x = 'a'" },
    { "SELECT t.x FROM app.t, app.u", "SELECT u.x FROM app.t, app.u" },
    { "SELECT a.i FROM app.t a, app.t b", "SELECT b.i FROM app.t a, app.t b" },
    { "SELECT i FROM app.t WHERE i IN (SELECT i FROM app.u)", "SELECT i FROM app.t WHERE i NOT IN (SELECT i FROM app.u)" },
    { "SELECT i FROM app.t WHERE EXISTS (SELECT FROM app.u WHERE u.i = t.i)",
      "SELECT i FROM app.t WHERE EXISTS (SELECT FROM app.u WHERE u.i = u.i)" },
    { "SELECT count(*) FROM app.t", "SELECT count(i) FROM app.t" },
    { "SELECT count(i) FROM app.t", "SELECT count(DISTINCT i) AS count FROM app.t" },
    { "SELECT sum(i) FROM app.t", "SELECT sum(i) FILTER (WHERE f) FROM app.t" },
    { "SELECT array_agg(i ORDER BY i) FROM app.t", "SELECT array_agg(i ORDER BY x) FROM app.t" },
    { "SELECT max(i) FROM app.t GROUP BY x", "SELECT max(i) FROM app.t GROUP BY y" },
    { "SELECT max(i) FROM app.t GROUP BY x, y", "SELECT max(i) FROM app.t GROUP BY ROLLUP (x, y)" },
    { "SELECT max(i) FROM app.t GROUP BY ROLLUP (x, y)", "SELECT max(i) FROM app.t GROUP BY CUBE (x, y)" },
    { "SELECT x FROM app.t GROUP BY x HAVING count(*) > 1", "SELECT x FROM app.t GROUP BY x HAVING count(*) > 2" },
    { "SELECT sum(i) OVER (PARTITION BY x) FROM app.t", "SELECT sum(i) OVER (ORDER BY x) FROM app.t" },
    { "SELECT sum(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM app.t",
      "SELECT sum(i) OVER (ORDER BY i RANGE 1 PRECEDING) FROM app.t" },
    { "SELECT sum(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM app.t",
      "SELECT sum(i) OVER (ORDER BY i ROWS 2 PRECEDING) FROM app.t" },
    { "SELECT DISTINCT ON (x) i FROM app.t", "SELECT DISTINCT ON (y) i FROM app.t" },
    { "WITH w AS MATERIALIZED (SELECT i FROM app.t) SELECT i FROM w", "WITH w AS (SELECT i FROM app.t) SELECT i FROM w" },
    { "SELECT i FROM app.t TABLESAMPLE system (10)", "SELECT i FROM app.t TABLESAMPLE system (20)" },
    { "SELECT i FROM app.t TABLESAMPLE system (10)", "SELECT i FROM app.t TABLESAMPLE bernoulli (10)" },
    { "SELECT i FROM app.t FOR UPDATE", "SELECT i FROM app.t FOR SHARE" },
    { "SELECT i FROM app.t FOR UPDATE", "SELECT i FROM app.t FOR UPDATE SKIP LOCKED" },
    { "VALUES (1), (2)", "VALUES (2), (1)" },
    { "SELECT i FROM app.t, LATERAL (SELECT t.i) l", "SELECT l.i FROM app.t, LATERAL (SELECT t.i) l" },
    { "SELECT n FROM unnest(ARRAY[1, 2]) WITH ORDINALITY AS f (v, n)",
      "SELECT v AS n FROM unnest(ARRAY[1, 2]) WITH ORDINALITY AS f (v, n)" },
    { "SELECT generate_series(1, 3) AS n", "SELECT generate_series(1, 4) AS n" },
};
/* clang-format on */

static Names *names;
static Diag *diag;
static Files *files[2];
static Catalog *catalogs[2];

static void begin(void)
{
    names = sd_names_new();
    diag = sd_diag_new();
    for (size_t i = 0; i < 2; i++) {
        files[i] = NULL;
        catalogs[i] = NULL;
    }
}

static void end(void)
{
    for (size_t i = 0; i < 2; i++) {
        sd_catalog_free(catalogs[i]);
        sd_files_free(files[i]);
    }
    sd_diag_free(diag);
    sd_names_free(names);
}

TestSuite(soundness, .init = begin, .fini = end);

static void read_side(size_t side, const char *statement, const char *between, const char *behind)
{
    char sql[8192];
    SourceText text = { .name = "a.sql", .bytes = sql };

    (void) snprintf(sql, sizeof sql, "%s %s %s%s;", schema, statement, between, behind);
    text.length = strlen(sql);
    cr_assert_eq(sd_files_parse(&files[side], &text, 1, diag), SD_OK, "%s", between);
    cr_assert_eq(sd_files_read(&catalogs[side], files[side], names, NULL, false, diag), SD_OK, "%s: %s", between,
                 diag->count ? diag->messages[diag->count - 1].sentence : "");
}

static Key in_app(KindId kind, const char *name)
{
    return sd_key(names, kind, sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL), sd_name(names, name),
                  NULL);
}

static Same compare(const char *statement, const char *behind, const char *const pair[2], Key key, const char *row)
{
    const Object *objects[2];

    for (size_t side = 0; side < 2; side++) {
        read_side(side, statement, pair[side], behind);
    }
    sd_analyse(catalogs[0], catalogs[1]);
    for (size_t side = 0; side < 2; side++) {
        objects[side] = sd_catalog_find(catalogs[side], key);
        cr_assert(objects[side], "%s", pair[side]);
    }
    return sd_attr_compare(objects[0], objects[1], sd_kind_attr(sd_kind_of(objects[0]), row));
}

Test(soundness, expressions_that_look_alike_differ)
{
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        Key table = in_app(KIND_TABLE, "t");

        end();
        begin();
        table = in_app(KIND_TABLE, "t");
        cr_expect_eq(compare("ALTER TABLE app.t ADD CONSTRAINT c CHECK (", ")", expressions[i],
                             sd_key(names, KIND_CONSTRAINT, table, sd_name(names, "c"), NULL), "expr"),
                     SAME_NO, "%s | %s", expressions[i][0], expressions[i][1]);
    }
}

Test(soundness, queries_that_look_alike_differ)
{
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        end();
        begin();
        cr_expect_eq(compare("CREATE VIEW app.w AS", "", queries[i], in_app(KIND_VIEW, "w"), "query"), SAME_NO,
                     "%s | %s", queries[i][0], queries[i][1]);
    }
}
