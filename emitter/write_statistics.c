/* Extended statistics. */
#include "emitter/writer.h"

enum { ALL_KINDS = 3 };

/* Nothing where it is what CREATE STATISTICS builds unasked. */
static void put_kinds(Text *text, const List *kinds)
{
    if (sd_list_count(kinds) < ALL_KINDS) {
        sd_text_name_list(text, kinds);
    }
}

static void put_elements(Text *text, const Statistics *statistics)
{
    sd_text_names(text, statistics->columns);
    for (size_t i = 0; i < sd_exprs_count(statistics->expressions); i++) {
        sd_text_put(text, i || sd_list_count(statistics->columns) ? ", (" : "(");
        sd_text_expr(text, statistics->expressions->items[i]);
        sd_text_put(text, ")");
    }
}

void sd_create_statistics(Script *script, const Action *action)
{
    const Statistics *statistics = (const Statistics *) action->to;

    sd_script_begin_create(script, action->to->key);
    put_kinds(script->text, statistics->kinds);
    sd_text_put(script->text, " ON ");
    put_elements(script->text, statistics);
    sd_text_put(script->text, " FROM ");
    sd_text_qualified(script->text, statistics->table);
    sd_script_end(script);
    sd_script_rows(script, action->to, (const char *const[]){ "target", NULL });
}
