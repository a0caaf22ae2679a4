#include "model/rename.h"

#include "model/name.h"
#include "model/text.h"

#include <string.h>

/* Kinds whose statement is not ALTER <word> <name> RENAME TO <name>.  %i the old name, %p the parent, %t the word of the
 * parent's kind, %v the new name. */
static const char *template_of(const Kind *kind)
{
    return kind->rename               ? kind->rename
           : kind->traits & IN_PARENT ? "ALTER %w %i ON %p RENAME TO %v"
                                      : "ALTER %w %n RENAME TO %v";
}

static void put_part(Text *text, char part, const Rename *rename)
{
    Key from = rename->from;

    switch (part) {
    case 'i':
        sd_text_identifier(text, from->name);
        break;
    case 'n':
        sd_text_qualified(text, from);
        break;
    case 'p':
        sd_text_qualified(text, from->parent);
        break;
    case 't':
        sd_text_put(text, sd_kinds[from->parent->kind].word);
        break;
    case 'v':
        sd_text_identifier(text, rename->to->name);
        break;
    case 'w':
        sd_text_put(text, sd_kinds[from->kind].word);
        break;
    default:
        break;
    }
}

void sd_rename_sql(Text *text, const Rename *rename)
{
    const char *template = template_of(&sd_kinds[rename->from->kind]);

    if (rename->from_value) {
        sd_text_put(text, "ALTER TYPE ");
        sd_text_qualified(text, rename->from);
        sd_text_put(text, " RENAME VALUE ");
        sd_text_literal(text, rename->from_value->text);
        sd_text_put(text, " TO ");
        sd_text_literal(text, rename->to_value->text);
        return;
    }
    for (const char *at = template; *at; at++) {
        if (*at == '%') {
            put_part(text, *++at, rename);
        } else {
            sd_text_char(text, *at);
        }
    }
}
