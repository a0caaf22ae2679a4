/* Foreign keys, and those among them whose table has not been declared yet.
 *
 * A foreign key is an object from the moment it is read; which table it refers to, and that table's primary key when
 * no columns are named, may come later in the files. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

typedef struct ActionWord {
    char code;
    const char *word;
} ActionWord;

static const ActionWord actions[] = {
    { 'r', "RESTRICT" },
    { 'c', "CASCADE" },
    { 'n', "SET NULL" },
    { 'd', "SET DEFAULT" },
};

/* NO ACTION is the absent value. */
static Name action_name(const Session *session, const char *code)
{
    for (size_t i = 0; code && i < sizeof actions / sizeof *actions; i++) {
        if (*code == actions[i].code) {
            return sd_session_name(session, actions[i].word);
        }
    }
    return NULL;
}

const List *sd_foreign_key_columns(const Session *session, const WrittenConstraint *written)
{
    if (written->node->n_fk_attrs == 0 && written->column) {
        return sd_list(sd_session_arena(session), &written->column, 1);
    }
    return sd_syntax_names(session, written->node->n_fk_attrs, written->node->fk_attrs);
}

/* False: the table or its primary key is not there yet. */
static bool settle(Session *session, Constraint *constraint, const PgQuery__RangeVar *target)
{
    Key table = sd_session_relation_key(session, target);
    const Constraint *primary_key;

    if (!table) {
        return false;
    }
    if (!constraint->referenced_columns) {
        primary_key = sd_lineage_primary_key(session, table);
        if (!primary_key && !session->last_round && sd_catalog_find(sd_session_catalog(session), table)) {
            return false;
        }
        constraint->referenced_columns = primary_key ? primary_key->columns : NULL;
    }
    constraint->referenced = table;
    return true;
}

static void wait_for(Session *session, Constraint *constraint, const PgQuery__RangeVar *target)
{
    TableState *state = sd_table_state(session);

    state->waiting =
        sd_arena_grow(sd_session_arena(session), state->waiting, state->waiting_count, sizeof *state->waiting);
    state->waiting[state->waiting_count++] = (WaitingKey){
        .constraint = constraint, .target = target, .path = session->resolver.path, .statement = *session->statement
    };
}

void sd_foreign_key_read(Session *session, Constraint *constraint, const PgQuery__Constraint *node)
{
    constraint->referenced_columns = sd_syntax_names(session, node->n_pk_attrs, node->pk_attrs);
    constraint->match = node->fk_matchtype && *node->fk_matchtype == 'f' ? sd_session_name(session, "FULL") : NULL;
    constraint->on_update = action_name(session, node->fk_upd_action);
    constraint->on_delete = action_name(session, node->fk_del_action);
    constraint->on_delete_columns = sd_syntax_names(session, node->n_fk_del_set_cols, node->fk_del_set_cols);
    if (!settle(session, constraint, node->pktable)) {
        wait_for(session, constraint, node->pktable);
    }
}

/* Read as if its statement were the present one. */
static bool settle_waiting(Session *session, const WaitingKey *waiting)
{
    const Statement *statement = session->statement;
    const List *path = session->resolver.path;
    bool settled;

    session->statement = &waiting->statement;
    session->resolver.path = waiting->path;
    settled = settle(session, waiting->constraint, waiting->target);
    session->statement = statement;
    session->resolver.path = path;
    return settled;
}

void sd_foreign_keys_settle(Session *session, Name table)
{
    TableState *state = sd_table_state(session);
    size_t kept = 0;

    for (size_t i = 0; i < state->waiting_count; i++) {
        const WaitingKey *waiting = &state->waiting[i];
        const Object *object = &waiting->constraint->base;
        bool dropped = sd_catalog_find(sd_session_catalog(session), object->key) != object;
        bool concerned = !table || strcmp(waiting->target->relname, table->text) == 0;

        if (!dropped && !(concerned && settle_waiting(session, waiting))) {
            state->waiting[kept++] = *waiting;
        }
    }
    state->waiting_count = kept;
}
