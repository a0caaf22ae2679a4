#include "parser/canon/resolve.h"

#include <criterion/criterion.h>

static Names *names;
static Catalog *catalog;
static Resolver resolver;

static void begin(void)
{
    Name public_name;

    names = sd_names_new();
    catalog = sd_catalog_new(names);
    public_name = sd_name(names, "public");
    resolver = (Resolver){ .catalog = catalog, .path = sd_list(catalog->arena, &public_name, 1) };
}

static void end(void)
{
    sd_catalog_free(catalog);
    sd_names_free(names);
}

TestSuite(type_name, .init = begin, .fini = end);

static void spells(const char *written, const char *expected)
{
    cr_expect_str_eq(sd_type_name_of_text(&resolver, written)->text, expected, "%s: %s", written,
                     sd_type_name_of_text(&resolver, written)->text);
}

static Key add_type(KindId kind, const char *schema, const char *name)
{
    Key parent = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, schema), NULL);
    Key key = sd_key(names, kind, parent, sd_name(names, name), NULL);

    cr_assert_not_null(sd_catalog_add(catalog, key));
    return key;
}

Test(type_name, built_in_types_are_spelled_as_format_type_spells_them)
{
    spells("int", "integer");
    spells("int8", "bigint");
    spells("pg_catalog.bool", "boolean");
    spells("float(24)", "real");
    spells("float(25)", "double precision");
    spells("varbit", "bit varying");
    spells("\"char\"", "\"char\"");
    spells("timestamptz", "timestamp with time zone");
    spells("_text", "text[]");
}

/* Each as a server with PostGIS 3.3 printed it. */
Test(type_name, modifiers_of_spatial_types_are_spelled_as_postgis_spells_them)
{
    spells("public.geometry(point, 4326)", "public.geometry(Point,4326)");
    spells("public.geometry('Point', 4326)", "public.geometry(Point,4326)");
    spells("public.geometry(LINESTRINGZM,4267)", "public.geometry(LineStringZM,4267)");
    spells("public.geometry(geometry,4326)", "public.geometry(Geometry,4326)");
    spells("public.geometry(geometrym)", "public.geometry(GeometryM)");
    spells("public.geometry(multipolygon,0)", "public.geometry(MultiPolygon)");
    spells("public.geometry(geometry)", "public.geometry");
    spells("public.geometry(polyhedralsurfacez,2154)", "public.geometry(PolyhedralSurfaceZ,2154)");
    spells("public.geography(point)", "public.geography(Point,4326)");
    spells("public.geography(geometry)", "public.geography(Geometry,4326)");
    spells("public.geography", "public.geography");
    spells("public.geometry(pint,1)", "public.geometry(pint,1)");
    spells("public.vector(384)", "public.vector(384)");
}

Test(type_name, modifiers_are_written_out)
{
    spells("varchar(20)", "character varying(20)");
    spells("char", "character(1)");
    spells("bit", "bit(1)");
    spells("numeric(5)", "numeric(5,0)");
    spells("decimal(5,2)[]", "numeric(5,2)[]");
    spells("timestamptz(3)", "timestamp(3) with time zone");
    spells("time(0)", "time(0) without time zone");
    spells("interval day to second(3)", "interval day to second(3)");
    spells("interval(3)", "interval(3)");
}

Test(type_name, character_and_bit_without_length_are_other_types_than_with_one)
{
    spells("bpchar", "bpchar");
    spells("\"bit\"", "\"bit\"");
}

Test(type_name, any_number_of_dimensions_is_one_pair_of_brackets)
{
    spells("int[3][4]", "integer[]");
    spells("text[]", "text[]");
}

Test(type_name, a_type_of_the_model_is_found_through_the_search_path_and_qualified)
{
    Key key = add_type(KIND_ENUM_TYPE, "public", "we\"ird");

    spells("\"we\"\"ird\"[]", "public.\"we\"\"ird\"[]");
    cr_expect_eq(sd_resolve_type(&resolver, NULL, key->name), key);
}

Test(type_name, a_type_outside_the_search_path_is_not_found)
{
    (void) add_type(KIND_ENUM_TYPE, "app", "mood");
    spells("mood", "mood");
    spells("app.mood", "app.mood");
}

Test(type_name, a_built_in_type_hides_one_of_the_model)
{
    (void) add_type(KIND_DOMAIN, "public", "box");
    spells("box", "box");
    spells("public.box", "public.box");
}

Test(type_name, a_type_of_an_extension_gets_its_schema)
{
    sd_catalog_outside_add(catalog, KIND_ENUM_TYPE, sd_name(names, "gis"), sd_name(names, "geometry"));
    spells("geometry(Point,4326)", "gis.geometry(Point,4326)");
}

Test(type_name, a_column_stands_for_its_type)
{
    Key table = add_type(KIND_TABLE, "public", "users");
    Column *column = (Column *) sd_catalog_add(catalog, sd_key(names, KIND_COLUMN, table, sd_name(names, "id"), NULL));

    column->type = sd_name(names, "character varying(20)");
    {
        PgQuery__String strings[2] = { PG_QUERY__STRING__INIT, PG_QUERY__STRING__INIT };
        PgQuery__Node nodes[2] = { PG_QUERY__NODE__INIT, PG_QUERY__NODE__INIT };
        PgQuery__Node *parts[2] = { &nodes[0], &nodes[1] };
        PgQuery__TypeName type = PG_QUERY__TYPE_NAME__INIT;
        char table_name[] = "users", column_name[] = "id";

        strings[0].sval = table_name;
        strings[1].sval = column_name;
        for (size_t i = 0; i < 2; i++) {
            nodes[i].node_case = PG_QUERY__NODE__NODE_STRING;
            nodes[i].string = &strings[i];
        }
        type.pct_type = 1;
        type.n_names = 2;
        type.names = parts;
        cr_expect_str_eq(sd_type_name(&resolver, &type, NULL, NULL)->text, "character varying");
    }
}

Test(type_name, modifiers_can_be_taken_off)
{
    static const char *const pairs[][2] = {
        { "character varying(20)", "character varying" },
        { "timestamp(3) with time zone[]", "timestamp with time zone[]" },
        { "interval day to second(3)", "interval" },
        { "app.\"odd(1)\"(2)", "app.\"odd(1)\"" },
        { "bpchar", "character" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cr_expect_str_eq(sd_type_without_modifier(names, sd_name(names, pairs[i][0]))->text, pairs[i][1]);
    }
}
