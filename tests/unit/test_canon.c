#include "model/text.h"
#include "parser/parser.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* What there is, as a server spells it, against what is wanted, as people write it.  Both are read from SQL; only the
 * wanted side has a search_path. */
/* clang-format off */
static const char schema[] = "CREATE SCHEMA app;"
                             "CREATE TYPE app.mood AS ENUM ('sad', 'ok');"
                             "CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);"
                             "CREATE SEQUENCE app.numbers;"
                             "CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a * 2';"
                             "CREATE TABLE app.t (i integer, b bigint, n numeric(10,2), d double precision, x text,"
                             " v character varying(10), c character(3), f boolean, m app.mood, p app.positive,"
                             " day date, at timestamp with time zone, j jsonb, a text[], span interval);"
                             "CREATE TABLE app.u (i integer, y text, extra text);";
/* clang-format on */

static Names *names;
static Diag *diag;
static Files *files[2];
static Catalog *now, *wanted;

static void begin(void)
{
    names = sd_names_new();
    diag = sd_diag_new();
    files[0] = files[1] = NULL;
    now = wanted = NULL;
}

static void end(void)
{
    sd_catalog_free(now);
    sd_catalog_free(wanted);
    sd_files_free(files[0]);
    sd_files_free(files[1]);
    sd_diag_free(diag);
    sd_names_free(names);
}

TestSuite(canon, .init = begin, .fini = end);

static Catalog *read_sql(const char *sql, Files **parsed, const Catalog *other)
{
    SourceText text = { .name = "a.sql", .bytes = sql, .length = strlen(sql) };
    Catalog *catalog = NULL;

    cr_assert_eq(sd_files_parse(parsed, &text, 1, diag), SD_OK, "%s", sql);
    cr_assert_eq(sd_files_read(&catalog, *parsed, names, other, false, diag), SD_OK, "%s: %s", sql,
                 diag->count ? diag->messages[diag->count - 1].sentence : "");
    return catalog;
}

/* Reads both sides, each with its expression between the same words. */
static void compare(const char *before, const char *behind, const char *there, const char *written)
{
    char sql[8192];

    end();
    begin();
    (void) snprintf(sql, sizeof sql, "%s %s %s %s;", schema, before, there, behind);
    now = read_sql(sql, &files[0], NULL);
    (void) snprintf(sql, sizeof sql, "%s SET search_path = app, public; %s %s %s;", schema, before, written, behind);
    wanted = read_sql(sql, &files[1], now);
    sd_analyse(now, wanted);
}

static Key in_app(KindId kind, const char *name)
{
    return sd_key(names, kind, sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL), sd_name(names, name),
                  NULL);
}

static Key check_key(void)
{
    return sd_key(names, KIND_CONSTRAINT, in_app(KIND_TABLE, "t"), sd_name(names, "c"), NULL);
}

static void check(Same expected, const char *there, const char *written)
{
    const Constraint *a, *b;

    compare("ALTER TABLE app.t ADD CONSTRAINT c CHECK (", ")", there, written);
    a = (const Constraint *) sd_catalog_find(now, check_key());
    b = (const Constraint *) sd_catalog_find(wanted, check_key());
    cr_assert(a && b);
    cr_expect_eq(sd_expr_compare(a->expr, b->expr), expected, "%s | %s: %d", there, written,
                 (int) sd_expr_compare(a->expr, b->expr));
}

static void view(Same expected, const char *there, const char *written)
{
    const View *a, *b;

    compare("CREATE VIEW app.w AS", "", there, written);
    a = (const View *) sd_catalog_find(now, in_app(KIND_VIEW, "w"));
    b = (const View *) sd_catalog_find(wanted, in_app(KIND_VIEW, "w"));
    cr_assert(a && b);
    cr_expect_eq(sd_expr_compare(a->query, b->query), expected, "%s | %s: %d", there, written,
                 (int) sd_expr_compare(a->query, b->query));
}

static void column_default(Same expected, const char *column, const char *there, const char *written)
{
    const ColumnDefault *a, *b;
    char statement[128];
    Key key = NULL;

    (void) snprintf(statement, sizeof statement, "ALTER TABLE app.t ALTER %s SET DEFAULT", column);
    compare(statement, "", there, written);
    key = sd_key(names, KIND_COLUMN, in_app(KIND_TABLE, "t"), sd_name(names, column), NULL);
    key = sd_key(names, KIND_COLUMN_DEFAULT, key, NULL, NULL);
    a = (const ColumnDefault *) sd_catalog_find(now, key);
    b = (const ColumnDefault *) sd_catalog_find(wanted, key);
    cr_assert(a && b);
    cr_expect_eq(sd_expr_compare(a->expr, b->expr), expected, "%s | %s", there, written);
}

Test(canon, what_the_grammar_spells_in_several_ways_is_the_same)
{
    check(SAME_YES, "i = ANY (ARRAY[1, 2, 3])", "i in (1,2,3)");
    check(SAME_YES, "i <> ALL (ARRAY[1, 2])", "i NOT IN (1, 2)");
    check(SAME_YES, "i = 1", "i IN (1)");
    check(SAME_YES, "(i = ANY (ARRAY[1, 2])) OR (i = (b)::integer)", "i in (1, 2, b::int)");
    check(SAME_YES, "(i >= 1) AND (i <= 5)", "i BETWEEN 1 AND 5");
    check(SAME_YES, "NOT (i IS DISTINCT FROM 5)", "i IS NOT DISTINCT FROM 5");
    check(SAME_YES, "x ~~ 'a%'::text", "x LIKE 'a%'");
    check(SAME_YES, "EXTRACT(year FROM day) > (2000)::numeric", "extract(year from day) > 2000");
    check(SAME_YES, "(f AND f) OR (i > '-1'::integer)", "f and f or i > -1");
}

Test(canon, an_exponent_that_no_number_can_have_is_left_to_the_server)
{
    check(SAME_UNKNOWN, "n > (1)::numeric", "n > numeric '2e-99999999999999999999'");
    check(SAME_UNKNOWN, "n > (1)::numeric", "n > numeric '2e99999999999999999999'");
}

Test(canon, casts_that_the_server_adds_are_found)
{
    check(SAME_YES, "(v)::text = 'x'::text", "v = 'x'");
    check(SAME_YES, "(v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
          "v in ('a', 'b')");
    check(SAME_YES, "(v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])",
          "v in ('a', 'b')");
    check(SAME_YES, "(i)::numeric > 2.5", "i > 2.5");
    check(SAME_YES, "n > (5)::numeric", "n > 5");
    check(SAME_YES, "d = (1)::double precision", "d = 1");
    check(SAME_YES, "c = 'a'::bpchar", "c = 'a'");
    check(SAME_YES, "m = 'ok'::app.mood", "m = 'ok'");
    check(SAME_YES, "(p)::integer > 5", "p > 5");
    check(SAME_YES, "length((v)::text) > 2", "length(v) > 2");
    check(SAME_YES, "COALESCE(x, (v)::text, ''::text) <> ''::text", "coalesce(x, v, '') <> ''");
    check(SAME_YES, "CASE WHEN f THEN (i)::numeric ELSE n END > (0)::numeric", "case when f then i else n end > 0");
}

Test(canon, literals_are_read_as_their_types_read_them)
{
    check(SAME_YES, "day > '2020-01-05'::date", "day > '2020-1-5'");
    check(SAME_YES, "at > '2020-01-01 10:00:00+00'::timestamp with time zone", "at > '2020-01-01T12:00:00+02'");
    check(SAME_YES, "span > '1 year 2 mons'::interval", "span > interval '14 months'");
    check(SAME_YES, "j @> '{\"a\": 1, \"bc\": [1, 2]}'::jsonb", "j @> '{\"bc\":[1,2], \"a\":1}'");
    check(SAME_YES, "a <@ '{a,\"b c\"}'::text[]", "a <@ '{\"a\", b c}'");
    check(SAME_YES, "f = true", "f = 't'");
}

Test(canon, a_real_difference_is_one)
{
    check(SAME_NO, "i > 1", "i > 2");
    check(SAME_NO, "i > 1", "b > 1");
    check(SAME_NO, "(i > 1) AND f", "i > 1 or f");
    check(SAME_NO, "i = ANY (ARRAY[1, 2, 3])", "i in (1,3,2)");
    check(SAME_NO, "m = 'ok'::app.mood", "m = 'sad'");
    check(SAME_NO, "span > '1 mon'::interval", "span > '30 days'");
    check(SAME_NO, "x = 'a'::text COLLATE \"C\"", "x = 'a'");
    check(SAME_NO, "at > now()", "at > current_timestamp");
}

Test(canon, a_difference_in_casts_alone_is_one_when_every_cast_is_accounted_for)
{
    check(SAME_NO, "(b)::integer > 1", "b::smallint > 1");
    check(SAME_NO, "((x)::character varying(10))::text = 'a'::text", "x::varchar(20) = 'a'");
    check(SAME_NO, "(c)::text = 'a'::text", "c = 'a'");
}

Test(canon, a_difference_in_casts_around_what_is_not_known_is_left_open)
{
    check(SAME_UNKNOWN, "(x === 'a'::text) AND ((b)::integer > 1)", "x === 'a' and b > 1");
}

Test(canon, what_a_setting_of_the_session_decides_is_not_decided_here)
{
    check(SAME_UNKNOWN, "at > '2020-01-01 00:00:00+00'::timestamp with time zone", "at > '2020-01-01'");
    check(SAME_UNKNOWN, "day > '2020-05-04'::date", "day > '04/05/2020'");
}

Test(canon, a_default_takes_the_type_of_its_column)
{
    column_default(SAME_YES, "b", "'5'::bigint", "5");
    column_default(SAME_YES, "v", "'x'::character varying", "'x'");
    column_default(SAME_YES, "x", "'5'::text", "'5'");
    column_default(SAME_YES, "m", "'ok'::app.mood", "'ok'");
    column_default(SAME_YES, "i", "nextval('app.numbers'::regclass)", "nextval('numbers')");
    column_default(SAME_NO, "i", "nextval('app.numbers'::regclass)", "nextval('others')");
}

Test(canon, names_in_queries_are_resolved)
{
    view(SAME_YES, "SELECT t.i, u.y FROM (app.t JOIN app.u ON ((t.i = u.i)))",
         "select t.i, y from t join u as u on t.i = u.i");
    view(SAME_YES, "SELECT z.i, z.x FROM app.t z WHERE (z.x = 'a'::text) ORDER BY z.i",
         "select i, x from t where x = 'a' order by 1");
    view(SAME_YES, "SELECT u.i, u.y, u.extra FROM app.u", "select * from u");
    view(SAME_YES, "SELECT t.i, u.y FROM (app.t JOIN app.u USING (i))", "select i, y from t join u using (i)");
    view(SAME_NO, "SELECT t.i FROM app.t", "select b as i from t");
}

Test(canon, views_over_views_know_their_columns)
{
    view(SAME_YES,
         "SELECT q.i, q.label FROM ( SELECT u.i, (u.y)::character varying AS label FROM app.u) q "
         "WHERE ((q.label)::text = 'x'::text)",
         "select * from (select i, y::varchar as label from u) q where label = 'x'");
}

Test(canon, schemas_are_written_into_the_text)
{
    const View *found;

    compare("CREATE VIEW app.w AS", "", "SELECT 1",
            "SELECT twice(i), m::mood, nextval('numbers') FROM t WHERE EXISTS (SELECT FROM u)");
    found = (const View *) sd_catalog_find(wanted, in_app(KIND_VIEW, "w"));
    cr_expect_str_eq(found->query->text->text,
                     "SELECT app.twice(i), m::app.mood, nextval('app.numbers') FROM app.t WHERE EXISTS (SELECT FROM "
                     "app.u)");
}

Test(canon, queries_of_with_and_built_in_functions_stay_as_they_are)
{
    const View *found;

    compare("CREATE VIEW app.w AS", "", "SELECT 1", "WITH u AS (SELECT 1 AS i) SELECT lower('A'), i FROM u");
    found = (const View *) sd_catalog_find(wanted, in_app(KIND_VIEW, "w"));
    cr_expect_str_eq(found->query->text->text, "WITH u AS (SELECT 1 AS i) SELECT lower('A'), i FROM u");
}

Test(canon, a_view_is_given_the_names_of_its_columns)
{
    static const char *const expected[] = { "i", "label", "count", "case", "?column?", "text", "exists" };
    const View *found;

    compare("CREATE VIEW app.w AS", "", "SELECT 1",
            "SELECT i, x AS label, count(*), CASE WHEN true THEN 1 END, 1 + 1, 'a'::text, EXISTS (SELECT 1) "
            "FROM t GROUP BY i, x");
    found = (const View *) sd_catalog_find(wanted, in_app(KIND_VIEW, "w"));
    cr_assert_eq(sd_list_count(found->columns), sizeof expected / sizeof *expected);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        cr_expect_str_eq(found->columns->items[i]->text, expected[i]);
    }
}

static bool needs(const Catalog *catalog, Key from, Key to)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(catalog, from, &edges);

    for (size_t i = 0; i < count; i++) {
        if (edges[i].to == to) {
            return true;
        }
    }
    return false;
}

Test(canon, what_an_expression_uses_becomes_an_edge)
{
    Key w, t;

    compare("CREATE VIEW app.w AS", "", "SELECT 1", "SELECT twice(i) FROM t WHERE m = 'ok'::mood");
    w = in_app(KIND_VIEW, "w");
    t = in_app(KIND_TABLE, "t");
    cr_expect(needs(wanted, w, t));
    cr_expect(needs(wanted, w, sd_key(names, KIND_COLUMN, t, sd_name(names, "i"), NULL)));
    cr_expect(needs(wanted, w, in_app(KIND_ENUM_TYPE, "mood")));
    cr_expect(needs(wanted, w,
                    sd_key(names, KIND_ROUTINE, sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL),
                           sd_name(names, "twice"), sd_name(names, "integer"))));
    cr_expect_not(needs(wanted, w, sd_key(names, KIND_COLUMN, t, sd_name(names, "b"), NULL)));
}

Test(canon, queries_that_double_their_columns_come_to_an_end)
{
    Text query = sd_text(sd_arena_new());

    sd_text_put(&query, "WITH a0 AS (SELECT * FROM t)");
    for (int i = 1; i < 50; i++) {
        sd_text_format(&query, ", a%d AS (SELECT x.*, y.* FROM a%d x, a%d y)", i, i - 1, i - 1);
    }
    sd_text_put(&query, " SELECT count(*) FROM a49");
    compare("CREATE VIEW app.w AS", "", "SELECT 1", query.bytes);
    sd_arena_free(query.arena);
}

Test(canon, literals_of_any_depth_come_to_an_end)
{
    Text literal = sd_text(sd_arena_new());
    char wanted_literal[8192];

    for (int i = 0; i < 2000; i++) {
        sd_text_put(&literal, i % 2 ? "$[" : "@?(");
    }
    (void) snprintf(wanted_literal, sizeof wanted_literal, "'%s'::jsonpath IS NULL", literal.bytes);
    compare("ALTER TABLE app.t ADD CONSTRAINT c CHECK (", ")", "i > 0", wanted_literal);
    sd_arena_free(literal.arena);
}
