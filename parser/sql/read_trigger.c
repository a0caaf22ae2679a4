/* CREATE TRIGGER. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

/* pg_trigger.h */
enum {
    BIT_BEFORE = 1 << 1,
    BIT_INSERT = 1 << 2,
    BIT_DELETE = 1 << 3,
    BIT_UPDATE = 1 << 4,
    BIT_TRUNCATE = 1 << 5,
    BIT_INSTEAD = 1 << 6
};

typedef struct EventWord {
    int bit;
    const char *word;
} EventWord;

static const EventWord event_words[] = {
    { BIT_INSERT, "INSERT" },
    { BIT_UPDATE, "UPDATE" },
    { BIT_DELETE, "DELETE" },
    { BIT_TRUNCATE, "TRUNCATE" },
};

/* ---- rows --------------------------------------------------------------------------------------------------- */

static const char *timing_word(int32_t timing)
{
    return timing & BIT_BEFORE ? "BEFORE" : timing & BIT_INSTEAD ? "INSTEAD OF" : "AFTER";
}

static const List *events(const Session *session, int32_t bits)
{
    const List *list = NULL;

    for (size_t i = 0; i < sizeof event_words / sizeof *event_words; i++) {
        if (bits & event_words[i].bit) {
            list = sd_list_with(sd_session_arena(session), list, sd_session_name(session, event_words[i].word));
        }
    }
    return list;
}

static void read_transition_tables(const Session *session, Trigger *trigger, const PgQuery__CreateTrigStmt *statement)
{
    for (size_t i = 0; i < statement->n_transition_rels; i++) {
        const PgQuery__TriggerTransition *transition = statement->transition_rels[i]->trigger_transition;
        Name *row = transition->is_new ? &trigger->new_table : &trigger->old_table;

        *row = sd_session_name(session, transition->name);
    }
}

static Expr *condition(Session *session, const PgQuery__CreateTrigStmt *statement)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, statement->relation->location));

    rest = sd_slice_behind_word(session, sd_slice_behind_name(session, rest), "when");
    return sd_slice_expr(session, sd_slice_group(session, rest, NULL), statement->when_clause);
}

static void describe(Session *session, Trigger *trigger, const PgQuery__CreateTrigStmt *statement, Key routine,
                     Key referenced)
{
    trigger->timing = sd_session_name(session, timing_word(statement->timing));
    trigger->events = events(session, statement->events);
    trigger->update_columns = sd_syntax_names(session, statement->n_columns, statement->columns);
    trigger->for_each_row = statement->row;
    trigger->condition = statement->when_clause ? condition(session, statement) : NULL;
    trigger->routine = routine;
    trigger->arguments = sd_syntax_names(session, statement->n_args, statement->args);
    trigger->old_table = NULL;
    trigger->new_table = NULL;
    read_transition_tables(session, trigger, statement);
    trigger->is_constraint = statement->isconstraint;
    trigger->referenced = referenced;
    trigger->deferrable = statement->deferrable;
    trigger->initially_deferred = statement->initdeferred;
    trigger->enabled = NULL;
}

ReadResult sd_read_create_trigger(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateTrigStmt *statement = node->create_trig_stmt;
    Key table = sd_session_relation_key(session, statement->relation);
    Key referenced = statement->constrrel ? sd_session_relation_key(session, statement->constrrel) : NULL;
    Key routine = sd_function_implied(session, statement->n_funcname, statement->funcname, "");
    Name name = sd_session_name(session, statement->trigname);
    Trigger *trigger;

    if (!table || !routine || (statement->constrrel && !referenced)) {
        return READ_WAIT;
    }
    trigger = statement->replace ? (Trigger *) sd_lineage_child(session, KIND_TRIGGER, table, name) : NULL;
    if (!trigger) {
        trigger = (Trigger *) sd_session_add(
            session, sd_key(sd_session_names(session), KIND_TRIGGER, table, name, NULL), -1, false);
    }
    if (trigger) {
        describe(session, trigger, statement, routine, referenced);
    }
    return READ_DONE;
}
