/* CREATE EVENT TRIGGER and ALTER EVENT TRIGGER. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

/* The server keeps tags in upper case (filter_list_to_array of event_trigger.c). */
static Name upper(const Session *session, const char *tag)
{
    Text text = sd_text(sd_session_arena(session));

    for (const char *c = tag; *c; c++) {
        sd_text_char(&text, *c >= 'a' && *c <= 'z' ? (char) (*c - 'a' + 'A') : *c);
    }
    return sd_session_name(session, text.bytes);
}

static const List *tags_of(const Session *session, const PgQuery__CreateEventTrigStmt *statement)
{
    const List *tags = NULL;

    for (size_t i = 0; i < statement->n_whenclause; i++) {
        const PgQuery__DefElem *filter = statement->whenclause[i]->def_elem;
        const PgQuery__List *values = filter->arg->node_case == PG_QUERY__NODE__NODE_LIST ? filter->arg->list : NULL;

        for (size_t item = 0; values && strcmp(filter->defname, "tag") == 0 && item < values->n_items; item++) {
            tags = sd_list_with(sd_session_arena(session), tags, upper(session, sd_syntax_string(values->items[item])));
        }
    }
    return tags;
}

static Key event_trigger_key(const Session *session, const char *name)
{
    return sd_key(sd_session_names(session), KIND_EVENT_TRIGGER, NULL, sd_session_name(session, name), NULL);
}

ReadResult sd_read_create_event_trigger(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateEventTrigStmt *statement = node->create_event_trig_stmt;
    Key routine = sd_function_implied(session, statement->n_funcname, statement->funcname, "");
    EventTrigger *trigger;

    if (!routine) {
        return READ_WAIT;
    }
    trigger = (EventTrigger *) sd_session_add(session, event_trigger_key(session, statement->trigname), -1, false);
    if (trigger) {
        trigger->event = sd_session_name(session, statement->eventname);
        trigger->tags = tags_of(session, statement);
        trigger->routine = routine;
    }
    return READ_DONE;
}

ReadResult sd_read_alter_event_trigger(Session *session, const PgQuery__Node *node)
{
    static const struct {
        char enabled;
        const char *word;
    } words[] = { { 'D', "DISABLE" }, { 'R', "ENABLE REPLICA" }, { 'A', "ENABLE ALWAYS" } };
    const PgQuery__AlterEventTrigStmt *alter = node->alter_event_trig_stmt;
    EventTrigger *trigger =
        (EventTrigger *) sd_catalog_find(sd_session_catalog(session), event_trigger_key(session, alter->trigname));

    if (!trigger) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_EVENT_TRIGGER, alter->trigname);
    }
    trigger->enabled = NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (*alter->tgenabled == words[i].enabled) {
            trigger->enabled = sd_session_name(session, words[i].word);
        }
    }
    return READ_DONE;
}
