#include "reading.h"

#include "emitter/emitter.h"

TestSuite(read_security_label, .init = begin, .fini = end);

#define NOTES "CREATE TABLE notes (id int, body text); CREATE VIEW v AS SELECT id FROM notes;\n"

Test(read_security_label, is_an_object_of_its_provider)
{
    read_well("SECURITY LABEL FOR anon ON COLUMN notes.body IS 'MASKED WITH VALUE ''x''';\n"
              "SECURITY LABEL FOR \"Se\" ON COLUMN notes.body IS 'b';\n"
              "SECURITY LABEL FOR anon ON VIEW v IS 'c';\n"
              "SECURITY LABEL FOR anon ON VIEW v IS NULL;\n" NOTES);
    EXPECT_ROW("security label public.notes.body.anon", "label", "MASKED WITH VALUE 'x'");
    EXPECT_ROW("security label public.notes.body.\"Se\"", "label", "b");
    EXPECT_NONE("security label public.v.anon");
}

Test(read_security_label, without_a_provider_it_is_that_of_the_other_side)
{
    cr_assert_eq(read_into(&other, &other_files, NOTES "SECURITY LABEL FOR anon ON TABLE notes IS 'a';"), SD_OK);
    read_well(NOTES "SECURITY LABEL ON TABLE notes IS 'b';");
    EXPECT_ROW("security label public.notes.anon", "label", "b");
}

Test(read_security_label, without_any_provider_it_is_skipped_aloud)
{
    read_well(NOTES "SECURITY LABEL ON TABLE notes IS 'b';");
    cr_expect(said(SEVERITY_WARNING, "whose label"));
}

Test(read_security_label, is_written_with_its_provider)
{
    Text text = sd_text(arena);

    read_well(NOTES "SECURITY LABEL FOR \"Se\" ON COLUMN v.id IS 'it''s';\n"
                    "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
                    "SECURITY LABEL FOR anon ON FUNCTION f IS 'x';");
    sd_emit_schema(&text, catalog, NULL);
    cr_expect(strstr(text.bytes, "SECURITY LABEL FOR \"Se\" ON COLUMN public.v.id IS 'it''s';\n"), "%s", text.bytes);
    cr_expect(strstr(text.bytes, "SECURITY LABEL FOR anon ON ROUTINE public.f(integer) IS 'x';\n"), "%s", text.bytes);
}
