#include "reading.h"

TestSuite(read_text_search, .init = begin, .fini = end);

#define SITE "CREATE TEXT SEARCH CONFIGURATION site (PARSER = \"default\");\n"

Test(read_text_search, what_every_database_has_is_found_before_the_path)
{
    read_well("CREATE TEXT SEARCH DICTIONARY english_stem (TEMPLATE = simple);\n" SITE
              "ALTER TEXT SEARCH CONFIGURATION site ADD MAPPING FOR word WITH english_stem, public.english_stem;");
    EXPECT_ROW("text search mapping public.site.word", "dictionaries",
               "[text search dictionary pg_catalog.english_stem, text search dictionary public.english_stem]");
}

Test(read_text_search, options_are_kept_as_the_server_writes_them)
{
    read_well(
        "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, \"Max = Len\" = 5, path = E'a\\\\b', quote = 'it''s');\n"
        "ALTER TEXT SEARCH DICTIONARY d (path, quote = 'no');");
    EXPECT_ROW("text search dictionary public.d", "options", "[\"Max = Len\" = 5, quote = 'no']");
}

Test(read_text_search, a_copy_of_a_language_maps_words_of_ascii_letters_by_its_script)
{
    read_well("CREATE TEXT SEARCH CONFIGURATION a (COPY = russian);\n"
              "CREATE TEXT SEARCH CONFIGURATION b (COPY = a);");
    EXPECT_ROW("text search mapping public.b.asciiword", "dictionaries",
               "[text search dictionary pg_catalog.english_stem]");
    EXPECT_ROW("text search mapping public.b.word", "dictionaries", "[text search dictionary pg_catalog.russian_stem]");
    EXPECT_ROW("text search mapping public.b.url", "dictionaries", "[text search dictionary pg_catalog.simple]");
}

Test(read_text_search, a_dictionary_may_be_declared_behind_its_mapping)
{
    read_well(SITE "ALTER TEXT SEARCH CONFIGURATION site ADD MAPPING FOR word WITH late;\n"
                   "CREATE TEXT SEARCH DICTIONARY late (TEMPLATE = simple);");
    cr_expect(needs("text search mapping public.site.word", "text search dictionary public.late"));
}

Test(read_text_search, a_mapping_that_is_not_there_cannot_be_dropped)
{
    cr_assert_eq(read_into(&catalog, &files, SITE "ALTER TEXT SEARCH CONFIGURATION site DROP MAPPING FOR word;"),
                 SD_INPUT);
    cr_expect(said(SEVERITY_ERROR, "has no mapping"));
}

Test(read_text_search, an_index_needs_the_configuration_it_names)
{
    read_well(SITE "CREATE TABLE t (body text);\n"
                   "CREATE INDEX i ON t USING gin (to_tsvector('site', body));\n"
                   "CREATE INDEX j ON t USING gin (to_tsvector('english', body));");
    cr_expect(needs("index public.t.i", "text search configuration public.site"));
    EXPECT_ROW("index public.t.i", "elements", "[to_tsvector('public.site', body)]");
    EXPECT_ROW("index public.t.j", "elements", "[to_tsvector('english', body)]");
}
