/* Tables made from a query: the columns are what parse analysis says the query gives. */
#include "parser/canon/uses.h"
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

typedef struct Draft {
    Session *session;
    Key key;
    const PgQuery__CreateTableAsStmt *statement;
    Uses uses;
} Draft;

static const char *name_of(const Draft *draft, size_t column)
{
    const PgQuery__IntoClause *into = draft->statement->into;

    return column < into->n_col_names ? sd_syntax_string(into->col_names[column]) : draft->uses.outputs[column]->text;
}

static bool is_known(const Draft *draft)
{
    for (size_t i = 0; draft->uses.outputs && i < draft->uses.output_count; i++) {
        if (!draft->uses.types[i] || !draft->uses.outputs[i]) {
            return false;
        }
    }
    return draft->uses.outputs != NULL;
}

/* As a view would have them: the query of one is what is analysed. */
static bool find_columns(Draft *draft, Side *side, Slice query)
{
    View view = { .base.key = draft->key };
    const PgQuery__Node *node = draft->statement->query;
    const Attr *attr = sd_kind_attr(&sd_kinds[KIND_VIEW], "query");

    if (!node || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) {
        return false; /* EXECUTE of a prepared statement */
    }
    view.base.key = sd_key(sd_session_names(draft->session), KIND_VIEW, draft->key->parent, draft->key->name, NULL);
    view.query = sd_slice_expr(draft->session, query, node->select_stmt);
    return sd_uses_find(&draft->uses, side, &view.base, attr, view.query, 0) && is_known(draft);
}

static void add_column(const Draft *draft, size_t at)
{
    Session *session = draft->session;
    Key key =
        sd_key(sd_session_names(session), KIND_COLUMN, draft->key, sd_session_name(session, name_of(draft, at)), NULL);
    Column *column = (Column *) sd_session_add(session, key, -1, false);

    if (column) {
        column->position = (int64_t) at + 1;
        column->type = draft->uses.types[at];
        sd_catalog_edge(sd_session_catalog(session), key, draft->uses.needs[at]);
    }
}

static void add_table(const Draft *draft)
{
    Session *session = draft->session;
    const PgQuery__IntoClause *into = draft->statement->into;
    Table *table = (Table *) sd_session_add(session, draft->key, -1, draft->statement->if_not_exists);

    if (!table) {
        return;
    }
    table->unlogged = strcmp(into->rel->relpersistence, "u") == 0;
    table->options = sd_session_options(session, into->n_options, into->options);
    table->access_method = sd_table_access_method(session, *into->access_method ? into->access_method : NULL);
    table->tablespace = sd_session_name(session, into->table_space_name);
    for (size_t i = 0; i < draft->uses.output_count; i++) {
        add_column(draft, i);
    }
    sd_grant_defaults(session, draft->key);
}

bool sd_table_of_query(Session *session, const PgQuery__CreateTableAsStmt *statement, Slice query)
{
    const PgQuery__RangeVar *relation = statement->into->rel;
    Draft draft = { .session = session, .statement = statement };
    Side *side = sd_side_new(sd_session_catalog(session), session->resolver.other, false);
    bool known;

    draft.key = sd_session_new_key(session, KIND_TABLE, relation->schemaname, relation->relname);
    known = find_columns(&draft, side, query);
    if (known) {
        add_table(&draft);
    }
    sd_side_free(side);
    return known;
}
