/* Event triggers. */
#include "emitter/guard.h"
#include "emitter/writer.h"

void sd_create_event_trigger(Script *script, const Action *action)
{
    const EventTrigger *trigger = (const EventTrigger *) action->to;
    Key key = action->to->key;
    Text *text = script->text;

    if (script->guarded) {
        sd_guard_drop(script, key);
    }
    sd_text_format(text, "CREATE EVENT TRIGGER %s\n    ON ", sd_sql_name(script, key));
    sd_text_put_name(text, trigger->event);
    for (size_t i = 0; i < sd_list_count(trigger->tags); i++) {
        sd_text_put(text, i ? ", " : "\n    WHEN TAG IN (");
        sd_text_literal(text, trigger->tags->items[i]->text);
    }
    sd_text_put(text, sd_list_count(trigger->tags) ? ")" : "");
    sd_text_format(text, "\n    EXECUTE FUNCTION %s", sd_sql_name(script, trigger->routine));
    sd_script_end(script);
    sd_script_rows(script, action->to, (const char *const[]){ "enabled", NULL });
}
