/* CREATE INDEX. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

/* Included columns are part of the name. */
static Name choose_name(Session *session, Key table, const PgQuery__IndexStmt *statement)
{
    size_t count = statement->n_index_params + statement->n_index_including_params;
    const char **names = sd_arena_alloc(sd_session_arena(session), count * sizeof *names);
    size_t at = 0;

    for (size_t i = 0; i < statement->n_index_params; i++) {
        names[at++] = sd_element_column_name(statement->index_params[i]);
    }
    for (size_t i = 0; i < statement->n_index_including_params; i++) {
        names[at++] = statement->index_including_params[i]->index_elem->name;
    }
    return sd_choose_relation_name(session, table->parent, table->name->text,
                                   sd_elements_addition(session, count, names), "idx");
}

static const List *included(const Session *session, const PgQuery__IndexStmt *statement)
{
    const List *list = NULL;

    for (size_t i = 0; i < statement->n_index_including_params; i++) {
        const char *name = statement->index_including_params[i]->index_elem->name;

        list = sd_list_with(sd_session_arena(session), list, sd_name(sd_session_names(session), name));
    }
    return list;
}

static void describe(Session *session, Index *index, const PgQuery__IndexStmt *statement)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, statement->relation->location));
    const char *method = *statement->access_method ? statement->access_method : "btree";
    Elements elements;
    Slice inside;

    /* rtree was folded into gist long ago; the server still takes the word (DefineIndex of indexcmds.c). */
    method = strcmp(method, "rtree") == 0 ? "gist" : method;
    inside = sd_slice_group(session, rest, &rest.start);
    elements =
        sd_elements_read(session, index->base.key, method, statement->n_index_params, statement->index_params, inside);
    index->method = sd_session_name(session, method);
    index->is_unique = statement->unique;
    index->nulls_not_distinct = statement->nulls_not_distinct;
    index->elements = elements.exprs;
    index->element_options = elements.options;
    index->include = included(session, statement);
    index->options = sd_session_options(session, statement->n_options, statement->options);
    index->tablespace = sd_session_name(session, statement->table_space);
    if (statement->where_clause) {
        index->predicate =
            sd_slice_expr(session, sd_slice_behind_word(session, rest, "where"), statement->where_clause);
    }
}

ReadResult sd_read_create_index(Session *session, const PgQuery__Node *node)
{
    const PgQuery__IndexStmt *statement = node->index_stmt;
    Key table = sd_session_relation_key(session, statement->relation);
    Name name = sd_session_name(session, statement->idxname);
    Object *index;

    if (!table) {
        return READ_WAIT;
    }
    if (!sd_catalog_find(sd_session_catalog(session), table) && !sd_lineage_table(session, table)) {
        if (!sd_state_unread(session->state, session->resolver.path,
                             sd_session_name(session, statement->relation->schemaname), table->name)) {
            sd_session_error(session, statement->relation->location, "%s is not declared",
                             sd_session_phrase(session, table))
                ->hint = sd_session_hint_undeclared(session);
        }
        return READ_DONE;
    }
    name = name ? name : choose_name(session, table, statement);
    index = sd_session_add(session, sd_key(sd_session_names(session), KIND_INDEX, table, name, NULL), -1,
                           statement->if_not_exists);
    if (index) {
        describe(session, (Index *) index, statement);
        sd_share_state(session, index);
        if (statement->relation->inh) {
            sd_share_out(session, index);
        } else {
            sd_share_set_only(session, index);
        }
    }
    return READ_DONE;
}
