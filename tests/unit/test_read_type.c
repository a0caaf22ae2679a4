/* Composite types, range types, collations. */
#include "reading.h"

TestSuite(read_type, .init = begin, .fini = end);

Test(read_type, composite_is_altered_attribute_by_attribute)
{
    read_well("CREATE TYPE place AS (street text, zip varchar(5), gone int);\n"
              "ALTER TYPE place DROP ATTRIBUTE gone, ADD ATTRIBUTE country char(2) COLLATE \"C\",\n"
              "  ALTER ATTRIBUTE zip TYPE integer;\n"
              "ALTER TYPE place RENAME ATTRIBUTE zip TO code; ALTER TYPE place RENAME TO spot;\n"
              "COMMENT ON COLUMN spot.code IS 'postal';");
    EXPECT_ROW("composite type public.spot", "attributes", "[street, code, country]");
    EXPECT_ROW("attribute public.spot.code", "type", "integer");
    EXPECT_ROW("attribute public.spot.country", "collation", "\"C\"");
    EXPECT_ROW("comment of attribute public.spot.code", "text", "postal");
    EXPECT_NONE("attribute public.spot.gone");
}

Test(read_type, columns_and_arguments_find_types_that_come_later)
{
    read_well("CREATE TABLE t (a place, b place[], c span, d span_multirange);\n"
              "CREATE FUNCTION f(place) RETURNS span LANGUAGE sql AS 'SELECT NULL::span';\n"
              "CREATE TYPE place AS (at span); CREATE TYPE span AS RANGE (subtype = numeric);");
    EXPECT_ROW("column public.t.b", "type", "public.place[]");
    EXPECT_ROW("column public.t.d", "type", "public.span_multirange");
    EXPECT_SOME("routine public.f(public.place)");
    cr_expect(needs("column public.t.b", "composite type public.place"));
    cr_expect(needs("column public.t.d", "range type public.span"));
    cr_expect(needs("attribute public.place.at", "range type public.span"));
}

Test(read_type, multirange_is_named_as_the_server_names_it)
{
    read_well("CREATE SCHEMA app; CREATE TYPE app.timerange AS RANGE (subtype = time);\n"
              "CREATE TYPE \"Span\" AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);\n"
              "CREATE TYPE plain AS RANGE (subtype = int4, subtype_opclass = int4_ops, subtype_diff = int4mi,\n"
              "  multirange_type_name = app.many);");
    EXPECT_ROW("range type app.timerange", "multirange", "app.timemultirange");
    EXPECT_ROW("range type public.\"Span\"", "multirange", "public.\"Span_multirange\"");
    EXPECT_ROW("range type public.\"Span\"", "operator_class", "text_pattern_ops");
    EXPECT_ROW("range type public.plain", "operator_class", "absent");
    EXPECT_ROW("range type public.plain", "multirange", "app.many");
    EXPECT_ROW("range type public.plain", "subtype_diff", "routine pg_catalog.int4mi(integer, integer)");
}

Test(read_type, collation_says_only_what_its_provider_uses)
{
    read_well("CREATE COLLATION a (locale = 'C'); CREATE COLLATION b (provider = icu, locale = 'de', deterministic = "
              "false);\n"
              "CREATE COLLATION c FROM b; CREATE COLLATION d FROM \"sv-x-icu\";");
    EXPECT_ROW("collation public.a", "lc_ctype", "C");
    EXPECT_ROW("collation public.a", "locale", "absent");
    EXPECT_ROW("collation public.a", "deterministic", "yes");
    EXPECT_ROW("collation public.c", "locale", "de");
    EXPECT_ROW("collation public.c", "deterministic", "no");
    EXPECT_ROW("collation public.d", "provider", "icu");
    EXPECT_ROW("collation public.d", "locale", "sv");
}

Test(read_type, collation_is_found_and_followed_by_what_uses_it)
{
    read_well("CREATE SCHEMA app; SET search_path = app; CREATE TABLE t (a text COLLATE c);\n"
              "CREATE DOMAIN d AS text COLLATE c; CREATE INDEX i ON t (a COLLATE \"C\", lower(a) COLLATE c);\n"
              "CREATE VIEW v AS SELECT a COLLATE c AS a FROM t; CREATE COLLATION c (locale = 'POSIX');\n"
              "CREATE COLLATION e (locale = 'C'); CREATE TABLE u (a text COLLATE e); ALTER COLLATION e RENAME TO f;");
    EXPECT_ROW("column app.t.a", "collation", "app.c");
    EXPECT_ROW("domain app.d", "collation", "app.c");
    EXPECT_ROW("view app.v", "query", "SELECT a COLLATE app.c AS a FROM app.t");
    EXPECT_ROW("column app.u.a", "collation", "app.f");
    cr_expect(needs("column app.t.a", "collation app.c"));
    cr_expect(needs("view app.v", "collation app.c"));
}

Test(read_type, collation_takes_columns_along_only_when_told)
{
    read_well("CREATE COLLATION c (locale = 'C'); CREATE TABLE t (a text COLLATE c, b int); DROP COLLATION c CASCADE;");
    EXPECT_NONE("column public.t.a");
    EXPECT_SOME("column public.t.b");
}
