#include "parser/handover.h"
#include "parser/parser.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static Diag *diag;
static Names *names;
static Files *files;
static Catalog *catalog;

static void begin(void)
{
    diag = sd_diag_new();
    names = sd_names_new();
    files = NULL;
    catalog = NULL;
}

static void end(void)
{
    sd_catalog_free(catalog);
    sd_files_free(files);
    sd_names_free(names);
    sd_diag_free(diag);
}

TestSuite(files, .init = begin, .fini = end);

static Status parse_bytes(const char *bytes, size_t length)
{
    SourceText text = { .name = "a.sql", .bytes = bytes, .length = length };

    return sd_files_parse(&files, &text, 1, diag);
}

static Status parse(const char *sql)
{
    return parse_bytes(sql, strlen(sql));
}

static Status read_parsed(void)
{
    return sd_files_read(&catalog, files, names, NULL, false, diag);
}

static bool has_sequence(const char *schema, const char *name)
{
    Key parent = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, schema), NULL);

    return sd_catalog_find(catalog, sd_key(names, KIND_SEQUENCE, parent, sd_name(names, name), NULL)) != NULL;
}

static char *repeated(const char *head, const char *part, size_t count, const char *tail)
{
    size_t width = strlen(part);
    char *text = malloc(strlen(head) + width * count + strlen(tail) + 1);
    char *at = text + strlen(head);

    memcpy(text, head, strlen(head));
    for (size_t i = 0; i < count; i++, at += width) {
        memcpy(at, part, width);
    }
    memcpy(at, tail, strlen(tail) + 1);
    return text;
}

Test(files, nothing_but_space_and_comments_is_fine)
{
    cr_assert_eq(parse(""), SD_OK);
    sd_files_free(files);
    cr_assert_eq(parse(" ;; -- x\n/* y */"), SD_OK);
    cr_assert_eq(read_parsed(), SD_OK);
    cr_expect_eq(diag->count, 0);
}

Test(files, each_bad_statement_is_one_error_with_its_place_in_bytes_and_the_rest_is_read)
{
    cr_assert_eq(parse("CREATE SEQUENCE a;\n"
                       "CREATE TABLE \xC3\xA9 (a int,, b int);\n"
                       "CREATE TABLE x (a int;\n"
                       "CREATE SEQUENCE b;"),
                 SD_INPUT);
    cr_assert_eq(diag->errors, 2);
    cr_expect_eq(diag->messages[0].at.line, 2);
    cr_expect_eq(diag->messages[0].at.column, 24, "behind a character of two bytes, found %u",
                 (unsigned) diag->messages[0].at.column);
    cr_expect_str_eq(diag->messages[0].at.file->text, "a.sql");
    cr_expect_str_eq(diag->messages[0].source_line, "CREATE TABLE \xC3\xA9 (a int,, b int);");
    cr_expect_eq(diag->messages[1].at.line, 3);
}

Test(files, a_body_of_begin_atomic_is_not_cut)
{
    /* The bad statement behind it makes the reader cut the text itself. */
    cr_assert_eq(parse("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\n"
                       "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);\n"
                       "nonsense;"),
                 SD_UNSUPPORTED);
    cr_assert_eq(diag->errors, 1);
    cr_expect_eq(diag->messages[0].at.line, 3);
}

Test(files, an_error_at_the_end_of_a_statement_points_to_its_last_word)
{
    cr_assert_eq(parse("CREATE TABLE t (a int -- note\n  ;"), SD_INPUT);
    cr_expect_eq(diag->messages[0].at.line, 1);
    cr_expect_eq(diag->messages[0].at.column, 21);
}

Test(files, a_string_without_an_end_is_reported_where_it_begins_and_not_quoted_in_full)
{
    cr_assert_eq(parse("SELECT 1;\nSELECT 'abc;\nSELECT 2;\n"), SD_INPUT);
    cr_expect_eq(diag->messages[0].at.line, 2);
    cr_expect_eq(diag->messages[0].at.column, 8);
    cr_expect_null(strchr(diag->messages[0].sentence, '\n'));
}

Test(files, a_comment_without_an_end_is_an_error)
{
    cr_assert_eq(parse("CREATE SEQUENCE a; /* b\nCREATE SEQUENCE c;"), SD_INPUT);
    cr_expect_eq(diag->messages[0].at.line, 1);
}

Test(files, bytes_that_are_no_text_are_reported_with_line_and_column)
{
    cr_assert_eq(parse_bytes("SELECT 1;\nSELECT '\0';", 20), SD_INPUT);
    cr_expect_eq(diag->messages[0].at.line, 2);
    cr_expect_eq(diag->messages[0].at.column, 9);
    sd_files_free(files);
    cr_assert_eq(parse("SELECT 1;\nSELECT '\xED\xA0\x80';"), SD_INPUT, "a surrogate is no UTF-8");
    cr_expect_eq(diag->messages[1].at.line, 2);
    cr_expect_eq(diag->messages[1].at.column, 9);
}

Test(files, a_file_that_would_take_gigabytes_is_refused)
{
    size_t length = (size_t) 65 * 1024 * 1024;
    char *bytes = calloc(1, length);

    cr_assert_eq(parse_bytes(bytes, length), SD_INPUT);
    cr_expect_not_null(strstr(diag->messages[0].sentence, "64 MB"));
    free(bytes);
}

/* Each part, often enough, makes a tree that nobody could walk. */
static const struct {
    const char *head, *part, *tail;
} deep[] = { { "SELECT ", "(", "1" },        { "SELECT 1", "+1", "" },
             { "SELECT ", "- ", "x" },       { "SELECT ", "CASE WHEN true THEN ", "1" },
             { "SELECT ", "NOT ", "true" },  { "SELECT t.and", " + t.and", "" },
             { "SELECT a", "[a", "]" },      { "SELECT 1", " UNION SELECT 1", "" },
             { "SELECT 1", "::int", "" },    { "SELECT 1 FROM a", " JOIN b ON x AND y", "" },
             { "SELECT ", "(SELECT ", "1" }, { "SELECT ", "a BETWEEN 1 AND NOT ", "true" } };

Test(files, deep_nesting_is_an_error_and_no_crash)
{
    for (size_t i = 0; i < sizeof deep / sizeof *deep; i++) {
        char *text = repeated(deep[i].head, deep[i].part, 100000, deep[i].tail);

        cr_expect_eq(parse(text), SD_INPUT, "%s", deep[i].part);
        sd_files_free(files);
        free(text);
    }
    files = NULL;
    cr_expect_eq(diag->errors, sizeof deep / sizeof *deep);
}

Test(files, a_text_that_comes_without_a_file_may_not_be_nested_deeper)
{
    static const size_t times[] = { 3000, 100000 };

    for (size_t i = 0; i < 2 * (sizeof deep / sizeof *deep); i++) {
        char *text = repeated(deep[i / 2].head, deep[i / 2].part, times[i % 2], deep[i / 2].tail);
        Arena *arena = sd_arena_new();
        PgQueryProtobufParseResult result;

        cr_expect_null(sd_parse_uncut(arena, text, &result), "%s", deep[i / 2].part);
        pg_query_free_protobuf_parse_result(result);
        sd_arena_free(arena);
        free(text);
    }
}

Test(files, many_conditions_in_a_row_are_not_deep)
{
    char *text = repeated("SELECT true", " AND a = 1", 20000, ";");

    cr_expect_eq(parse(text), SD_OK);
    free(text);
}

Test(files, psql_commands_and_copied_data_are_skipped_and_places_behind_them_hold)
{
    cr_assert_eq(parse("\\restrict x'\n"
                       "COPY t FROM stdin;\n"
                       "1\t;'\n"
                       "\\.\n"
                       "  CREATE SEQUENCE a;\n"
                       "DO $$\n\\ no command\n$$;\n"),
                 SD_OK);
    cr_assert_eq(read_parsed(), SD_OK);
    cr_expect(has_sequence("public", "a"));
    cr_expect_eq(catalog->last->at.line, 5);
    cr_expect_eq(catalog->last->at.column, 19);
    cr_expect_eq(diag->count, 4, "one note for each of restrict, data, COPY and DO, found %zu", diag->count);
}

Test(files, a_query_that_psql_sends_with_a_backslash_ends_there)
{
    cr_assert_eq(parse("SELECT 'x'\n\\gexec\nCREATE SEQUENCE a;"), SD_OK);
    cr_assert_eq(read_parsed(), SD_OK);
    cr_expect(has_sequence("public", "a"));
}

Test(files, a_byte_order_mark_is_skipped)
{
    cr_assert_eq(parse("\xEF\xBB\xBF"
                       "CREATE SEQUENCE a;"),
                 SD_OK);
}

Test(files, after_a_syntax_error_what_waits_is_not_reported_as_well)
{
    cr_assert_eq(parse("CREATE TYPE mood AS ENUM ('a',);\nALTER TYPE mood ADD VALUE 'b';"), SD_UNSUPPORTED);
    cr_assert_eq(read_parsed(), SD_INPUT);
    cr_expect_eq(diag->errors, 1);
    cr_expect_null(catalog);
}

Test(files, elements_of_create_schema_belong_to_it_and_to_its_owner)
{
    cr_assert_eq(parse("CREATE SCHEMA app AUTHORIZATION ann CREATE SEQUENCE a GRANT USAGE ON SEQUENCE a TO bob;"),
                 SD_OK);
    cr_assert_eq(read_parsed(), SD_OK);
    cr_assert(has_sequence("app", "a"));
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == KIND_SEQUENCE) {
            cr_expect_str_eq(((const Sequence *) object)->owner->text, "ann");
            cr_expect_eq(object->at.column, 53);
            cr_expect_not_null(object->first_child, "the grant to bob");
        }
    }
}
