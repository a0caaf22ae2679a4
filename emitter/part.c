/* Definitions in parentheses, a part a line: SFUNC = app.add. */
#include "emitter/writer.h"

#include <inttypes.h>
#include <string.h>

void sd_part_begin(Text *text, const char *word)
{
    bool is_first = text->length && text->bytes[text->length - 1] == '(';

    sd_text_format(text, "%s\n    %s", is_first ? "" : ",", word);
}

void sd_part_word(Text *text, const char *word, Name value)
{
    if (value) {
        sd_part_begin(text, word);
        sd_text_put(text, " = ");
        sd_text_put_name(text, value);
    }
}

void sd_part_function(Text *text, const char *word, Key function)
{
    if (!function) {
        return;
    }
    sd_part_begin(text, word);
    sd_text_put(text, " = ");
    if (strcmp(sd_key_schema(function)->text, "pg_catalog") != 0) {
        sd_text_identifier(text, sd_key_schema(function));
        sd_text_put(text, ".");
    }
    sd_text_identifier(text, function->name);
}

void sd_part_number(Text *text, const char *word, int64_t value)
{
    if (value) {
        sd_part_begin(text, word);
        sd_text_format(text, " = %" PRId64, value);
    }
}

void sd_part_literal(Text *text, const char *word, Name value)
{
    if (value) {
        sd_part_begin(text, word);
        sd_text_put(text, " = ");
        sd_text_literal(text, value->text);
    }
}

void sd_part_flag(Text *text, const char *word, bool value)
{
    if (value) {
        sd_part_begin(text, word);
    }
}
