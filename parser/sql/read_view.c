/* CREATE VIEW, CREATE MATERIALIZED VIEW. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

/* The query stands behind the AS that follows the name, the columns and the options. */
static Slice query_slice(const Session *session, const PgQuery__RangeVar *name)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, name->location));

    return sd_slice_behind_word(session, sd_slice_behind_name(session, rest), "as");
}

/* Where the last WITH outside parentheses begins: of WITH CHECK OPTION, WITH DATA. */
static size_t last_with(const Session *session, Slice query)
{
    Slice behind = sd_slice_behind_word(session, query, "with");
    size_t last = query.end;

    while (!sd_slice_is_empty(behind)) {
        last = behind.start - strlen("with");
        behind = sd_slice_behind_word(session, behind, "with");
    }
    return last;
}

static const void *tree_of(const PgQuery__Node *query)
{
    return query && query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? (const void *) query->select_stmt : NULL;
}

/* ---- views -------------------------------------------------------------------------------------------------- */

/* CREATE RECURSIVE VIEW v (a, b) AS query is CREATE VIEW v (a, b) AS WITH RECURSIVE v (a, b) AS (query) SELECT a, b
 * FROM v (manual: CREATE VIEW). */
static Expr *recursive_query(Session *session, const PgQuery__ViewStmt *statement, Slice query)
{
    Text text = sd_text(sd_session_arena(session)), columns = sd_text(sd_session_arena(session));
    Name name = sd_session_name(session, statement->view->relname);

    for (size_t i = 0; i < statement->n_aliases; i++) {
        sd_text_put(&columns, i ? ", " : "");
        sd_text_identifier(&columns, sd_name(sd_session_names(session), sd_syntax_string(statement->aliases[i])));
    }
    sd_text_put(&text, "WITH RECURSIVE ");
    sd_text_identifier(&text, name);
    sd_text_format(&text, "(%s) AS (", columns.bytes);
    sd_text_put_bytes(&text, session->statement->text + query.start, query.end - query.start);
    sd_text_format(&text, "\n) SELECT %s FROM ", columns.bytes);
    sd_text_identifier(&text, name);
    return sd_canon_expr(&session->resolver, text.bytes, text.length, NULL, 0, session->statement->at);
}

static bool is_recursive(const Session *session, const PgQuery__ViewStmt *statement)
{
    Slice head = { .start = 0, .end = sd_slice_offset(session, statement->view->location) };

    return !sd_slice_is_empty(sd_slice_behind_word(session, head, "recursive"));
}

static const List *view_options(const Session *session, const PgQuery__ViewStmt *statement)
{
    const List *options = sd_session_options(session, statement->n_options, statement->options);
    const char *check = NULL;

    if (statement->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__LOCAL_CHECK_OPTION) {
        check = "local";
    } else if (statement->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__CASCADED_CHECK_OPTION) {
        check = "cascaded";
    }
    return check ? sd_options_set(sd_session_arena(session), sd_session_names(session), options, "check_option", check)
                 : options;
}

/* Without names of its own a view has those of its query, which parser/canon finds out. */
static void describe_view(Session *session, View *view, const PgQuery__ViewStmt *statement)
{
    Slice query = query_slice(session, statement->view);

    if (statement->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__LOCAL_CHECK_OPTION ||
        statement->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__CASCADED_CHECK_OPTION) {
        query.end = last_with(session, query);
    }
    view->columns = sd_syntax_names(session, statement->n_aliases, statement->aliases);
    view->options = view_options(session, statement);
    view->query = is_recursive(session, statement) ? recursive_query(session, statement, query)
                                                   : sd_slice_expr(session, query, tree_of(statement->query));
}

ReadResult sd_read_create_view(Session *session, const PgQuery__Node *node)
{
    const PgQuery__ViewStmt *statement = node->view_stmt;
    Key key;
    View *view;

    if (sd_table_is_temporary(session, statement->view, "view")) {
        return READ_DONE;
    }
    key = sd_session_new_key(session, KIND_VIEW, statement->view->schemaname, statement->view->relname);
    view = statement->replace ? (View *) sd_catalog_find(sd_session_catalog(session), key) : NULL;
    if (view) {
        view->base.at = sd_session_position(session, -1);
        describe_view(session, view, statement);
        return READ_DONE;
    }
    view = (View *) sd_session_add(session, key, -1, false);
    if (view) {
        describe_view(session, view, statement);
        sd_grant_defaults(session, key);
    }
    return READ_DONE;
}

/* ---- materialized views ------------------------------------------------------------------------------------- */

/* "[NO] DATA" and nothing else: a WITH may also open the query, and "data" be the name of what it defines. */
static bool is_about_data(const Session *session, Slice slice)
{
    Lexer lexer = sd_lexer(session->statement->text, slice.end, slice.start);
    Token token = sd_lexer_next(&lexer);

    if (sd_token_is(&lexer, token, "no")) {
        token = sd_lexer_next(&lexer);
    }
    return sd_token_is(&lexer, token, "data") && sd_lexer_next(&lexer).kind == TOKEN_END;
}

/* WITH [NO] DATA is the end of the statement and may be left out. */
static Slice materialized_query(const Session *session, const PgQuery__RangeVar *name)
{
    Slice query = query_slice(session, name);
    size_t with = last_with(session, query);
    Slice behind = sd_slice_behind_word(session, (Slice){ .start = with, .end = query.end }, "with");

    if (is_about_data(session, behind)) {
        query.end = with;
    }
    return query;
}

static void add_materialized_view(Session *session, const PgQuery__CreateTableAsStmt *statement)
{
    const PgQuery__IntoClause *into = statement->into;
    Key key = sd_session_new_key(session, KIND_MATERIALIZED_VIEW, into->rel->schemaname, into->rel->relname);
    MaterializedView *view = (MaterializedView *) sd_session_add(session, key, -1, statement->if_not_exists);

    if (!view) {
        return;
    }
    view->columns = sd_syntax_names(session, into->n_col_names, into->col_names);
    view->query = sd_slice_expr(session, materialized_query(session, into->rel), tree_of(statement->query));
    view->with_no_data = into->skip_data;
    view->options = sd_session_options(session, into->n_options, into->options);
    view->access_method = sd_table_access_method(session, *into->access_method ? into->access_method : NULL);
    view->tablespace = sd_session_name(session, into->table_space_name);
    sd_grant_defaults(session, key);
}

ReadResult sd_read_create_table_as(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateTableAsStmt *statement = node->create_table_as_stmt;
    const PgQuery__RangeVar *relation = statement->into->rel;

    if (statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW) {
        add_materialized_view(session, statement);
        return READ_DONE;
    }
    if (!sd_table_is_temporary(session, relation, "table")) {
        Key key = sd_session_new_key(session, KIND_TABLE, relation->schemaname, relation->relname);

        if (sd_table_of_query(session, statement, materialized_query(session, relation))) {
            return READ_DONE;
        }
        sd_session_warning(session, -1, "the columns of %s come from a query: it cannot be read without a server",
                           sd_session_phrase(session, key))
            ->hint = "write CREATE TABLE with its columns";
        sd_state_leave_unread(session->state, key->parent->name, key->name);
    }
    return READ_DONE;
}
