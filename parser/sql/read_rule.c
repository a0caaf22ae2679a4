/* CREATE RULE. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

static const char *event_word(PgQuery__CmdType event)
{
    switch (event) {
    case PG_QUERY__CMD_TYPE__CMD_INSERT:
        return "INSERT";
    case PG_QUERY__CMD_TYPE__CMD_UPDATE:
        return "UPDATE";
    case PG_QUERY__CMD_TYPE__CMD_DELETE:
        return "DELETE";
    default:
        return NULL;
    }
}

/* Several actions, and perhaps a single one, stand in parentheses. */
static Slice without_parentheses(const Session *session, Slice slice)
{
    Lexer lexer = sd_lexer(session->statement->text, slice.end, slice.start);
    size_t behind;
    Slice inside;

    if (!sd_token_is_symbol(&lexer, sd_lexer_next(&lexer), '(')) {
        return slice;
    }
    inside = sd_slice_group(session, slice, &behind);
    lexer = sd_lexer(session->statement->text, slice.end, behind);
    return sd_lexer_next(&lexer).kind == TOKEN_END ? inside : slice;
}

static Slice actions_slice(const Session *session, Slice rest)
{
    static const char *const words[] = { "also", "instead" };
    Slice actions = sd_slice_behind_word(session, rest, "do");

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (sd_slice_begins_with(session, actions, words[i])) {
            actions = sd_slice_behind_word(session, actions, words[i]);
        }
    }
    return without_parentheses(session, actions);
}

/* The actions are a list of statements, for which the parser has no node of its own: their text says everything. */
static void describe(Session *session, Rule *rule, const PgQuery__RuleStmt *statement)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, statement->relation->location));
    Slice actions;

    rest = sd_slice_behind_name(session, rest);
    actions = actions_slice(session, rest);
    rule->event = sd_session_name(session, event_word(statement->event));
    rule->instead = statement->instead;
    rule->condition = NULL;
    if (statement->where_clause) {
        Slice condition = sd_slice_before_word(session, sd_slice_behind_word(session, rest, "where"), "do");

        rule->condition = sd_slice_expr(session, condition, statement->where_clause);
    }
    rule->actions = statement->n_actions ? sd_session_expr(session, actions.start, actions.end, NULL) : NULL;
}

/* Replaced, a rule stays enabled or disabled (InsertRule of rewriteDefine.c). */
ReadResult sd_read_create_rule(Session *session, const PgQuery__Node *node)
{
    const PgQuery__RuleStmt *statement = node->rule_stmt;
    Name name = sd_session_name(session, statement->rulename);
    Key relation;
    Rule *rule;

    if (!event_word(statement->event)) {
        sd_session_warning(session, -1, "a rule ON SELECT is not read: it makes a view of its table")->hint =
            "write CREATE VIEW";
        return READ_DONE;
    }
    relation = sd_session_relation_key(session, statement->relation);
    if (!relation) {
        return READ_WAIT;
    }
    rule = statement->replace ? (Rule *) sd_lineage_child(session, KIND_RULE, relation, name) : NULL;
    if (!rule) {
        Key key = sd_key(sd_session_names(session), KIND_RULE, relation, name, NULL);

        rule = (Rule *) sd_session_add(session, key, -1, false);
    }
    if (rule) {
        describe(session, rule, statement);
    }
    return READ_DONE;
}
