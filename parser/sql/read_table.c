/* CREATE TABLE, CREATE FOREIGN TABLE. */
#include "parser/sql/foreign.h"
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

enum { MOST_COLUMNS = 1600 }; /* MaxHeapAttributeNumber of htup_details.h */

/* A statement with everything looked up that might not have been there. */
typedef struct TableDraft {
    Session *session;
    const PgQuery__CreateStmt *statement;
    const PgQuery__CreateForeignTableStmt *foreign; /* the same of a foreign table, or NULL */
    Key key;
    Key *parents;                   /* one for each of statement->inh_relations */
    ColumnType *types;              /* one for each of statement->table_elts; of columns */
    Key *sources;                   /* likewise; of LIKE */
    Slice *slices;                  /* likewise: their words */
    const CompositeType *composite; /* CREATE TABLE ... OF */
    size_t behind;                  /* where the elements end */
    ConstraintSet set;
} TableDraft;

/* ---- looking up --------------------------------------------------------------------------------------------- */

static bool look_up_parents(TableDraft *draft)
{
    const PgQuery__CreateStmt *statement = draft->statement;

    draft->parents = sd_arena_alloc(sd_session_arena(draft->session), statement->n_inh_relations * sizeof(Key));
    for (size_t i = 0; i < statement->n_inh_relations; i++) {
        draft->parents[i] = sd_session_relation_key(draft->session, statement->inh_relations[i]->range_var);
        if (!draft->parents[i]) {
            return false;
        }
    }
    return true;
}

static bool look_up_element(TableDraft *draft, size_t at)
{
    const PgQuery__Node *element = draft->statement->table_elts[at];

    if (element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
        return sd_column_type(draft->session, element->column_def, &draft->types[at]);
    }
    if (element->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE) {
        draft->sources[at] = sd_session_relation_key(draft->session, element->table_like_clause->relation);
        return draft->sources[at] != NULL;
    }
    return true;
}

static bool look_up_elements(TableDraft *draft)
{
    size_t count = draft->statement->n_table_elts;
    Arena *arena = sd_session_arena(draft->session);

    draft->types = sd_arena_alloc(arena, count * sizeof *draft->types);
    draft->sources = sd_arena_alloc(arena, count * sizeof *draft->sources);
    for (size_t i = 0; i < count; i++) {
        if (!look_up_element(draft, i)) {
            return false;
        }
    }
    return true;
}

static bool look_up_composite(TableDraft *draft)
{
    const PgQuery__TypeName *type = draft->statement->of_typename;
    const Object *object = sd_session_type_object(draft->session, type->n_names, type->names);

    draft->composite = object && object->key->kind == KIND_COMPOSITE_TYPE ? (const CompositeType *) object : NULL;
    return draft->composite != NULL;
}

/* ---- cutting ------------------------------------------------------------------------------------------------ */

/* The elements' words stand in parentheses behind the name, or behind PARTITION OF parent; a partition may have none. */
static void cut_elements(TableDraft *draft)
{
    const PgQuery__CreateStmt *statement = draft->statement;
    const PgQuery__RangeVar *name = statement->partbound ? statement->inh_relations[0]->range_var : statement->relation;
    Slice rest = sd_slice_rest(draft->session, sd_slice_offset(draft->session, name->location));
    size_t count = statement->n_table_elts;
    Slice inside;

    rest = sd_slice_behind_name(draft->session, rest);
    draft->behind = rest.start;
    draft->slices = sd_arena_alloc(sd_session_arena(draft->session), count * sizeof *draft->slices);
    if (count == 0 && statement->partbound) {
        return;
    }
    inside = sd_slice_group(draft->session, rest, &draft->behind);
    for (size_t i = 0; i < count; i++) {
        draft->slices[i] = (Slice){ .start = inside.end, .end = inside.end };
        (void) sd_slice_next_part(draft->session, &inside, &draft->slices[i]);
    }
}

/* "RANGE (a, lower(b))" behind PARTITION BY */
static Expr *partition_key(TableDraft *draft)
{
    const PgQuery__PartitionSpec *spec = draft->statement->partspec;
    Slice rest = sd_slice_rest(draft->session, sd_slice_offset(draft->session, spec->location));
    Slice slice = sd_slice_behind_word(draft->session, rest, "by");

    (void) sd_slice_group(draft->session, slice, &slice.end);
    return sd_slice_expr(draft->session, slice, spec);
}

Expr *sd_table_partition_bound(Session *session, size_t behind_name, const PgQuery__PartitionBoundSpec *bound)
{
    Slice rest = sd_slice_rest(session, behind_name);
    Slice slice = rest;

    if (bound->is_default) {
        slice.start = sd_slice_behind_word(session, rest, "default").start - strlen("default");
        slice.end = slice.start + strlen("default");
        return sd_slice_expr(session, slice, bound);
    }
    slice.start = sd_slice_behind_word(session, rest, "for").start - strlen("for");
    (void) sd_slice_group(session, slice, &slice.end);
    if (bound->n_upperdatums) {
        (void) sd_slice_group(session, (Slice){ .start = slice.end, .end = rest.end }, &slice.end);
    }
    return sd_slice_expr(session, slice, bound);
}

/* ---- adding ------------------------------------------------------------------------------------------------- */

/* WITH (oids = false) is still accepted and says nothing. */
static const List *table_options(TableDraft *draft)
{
    const List *options = sd_session_options(draft->session, draft->statement->n_options, draft->statement->options);

    return sd_options_get(options, "oids") ? sd_options_set(sd_session_arena(draft->session),
                                                            sd_session_names(draft->session), options, "oids", NULL)
                                           : options;
}

Name sd_table_access_method(const Session *session, const char *method)
{
    return method && strcmp(method, "heap") != 0 ? sd_session_name(session, method) : NULL;
}

static void describe(TableDraft *draft, Table *table)
{
    const PgQuery__CreateStmt *statement = draft->statement;
    Session *session = draft->session;

    table->unlogged = strcmp(statement->relation->relpersistence, "u") == 0;
    table->options = table_options(draft);
    table->access_method = sd_table_access_method(session, statement->access_method);
    table->tablespace = sd_session_name(session, statement->tablespacename);
    if (statement->partspec) {
        table->partition_key = partition_key(draft);
    }
    sd_table_state(session)->inheritance |= statement->n_inh_relations > 0;
    if (statement->partbound) {
        table->partition_of = draft->parents[0];
        table->partition_bound = sd_table_partition_bound(session, draft->behind, statement->partbound);
    } else {
        table->inherits = sd_keys(sd_session_arena(session), draft->parents, statement->n_inh_relations);
    }
}

/* Columns of a view are known only when its query is understood. */
static void add_like(TableDraft *draft, const PgQuery__TableLikeClause *like, Key source)
{
    const Column **columns;
    size_t count;

    if (!sd_lineage_table(draft->session, source)) {
        sd_session_warning(draft->session, like->relation->location, "columns of %s are not known: LIKE is skipped",
                           sd_session_phrase(draft->session, source));
        return;
    }
    columns = sd_arena_alloc(sd_session_arena(draft->session), MOST_COLUMNS * sizeof *columns);
    count = sd_lineage_columns(draft->session, source, columns, MOST_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        (void) sd_like_column(draft->session, draft->key, columns[i], like->options);
    }
}

static void add_column(TableDraft *draft, const PgQuery__ColumnDef *definition, size_t at)
{
    size_t end = draft->slices[at].end;

    if (draft->types[at].type) {
        (void) sd_column_add(draft->session, draft->key, definition, &draft->types[at], end, false, &draft->set);
    } else {
        sd_column_refine(draft->session, draft->key, definition, end, &draft->set);
    }
}

static void add_element(TableDraft *draft, size_t at)
{
    const PgQuery__Node *element = draft->statement->table_elts[at];

    switch ((int) element->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_DEF:
        add_column(draft, element->column_def, at);
        break;
    case PG_QUERY__NODE__NODE_CONSTRAINT:
        sd_constraints_collect(draft->session, &draft->set, NULL, 1, &draft->statement->table_elts[at]);
        break;
    case PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE:
        add_like(draft, element->table_like_clause, draft->sources[at]);
        break;
    default:
        break;
    }
}

/* Columns of the tables above come first, in their order. */
static void add_inherited(TableDraft *draft)
{
    const Column **columns = sd_arena_alloc(sd_session_arena(draft->session), MOST_COLUMNS * sizeof *columns);

    for (size_t i = 0; i < draft->statement->n_inh_relations; i++) {
        size_t count = sd_lineage_columns(draft->session, draft->parents[i], columns, MOST_COLUMNS);

        for (size_t column = 0; column < count; column++) {
            sd_column_hand_down(draft->session, draft->key, columns[column]);
        }
    }
}

static void add_rest_of_likes(TableDraft *draft)
{
    for (size_t i = 0; i < draft->statement->n_table_elts; i++) {
        if (draft->sources[i]) {
            sd_like_rest(draft->session, draft->key, draft->sources[i],
                         draft->statement->table_elts[i]->table_like_clause->options & ~(unsigned) LIKE_FOREIGN_KEYS);
        }
    }
}

static void add_attributes(TableDraft *draft)
{
    for (size_t i = 0; i < sd_list_count(draft->composite->attributes); i++) {
        Name name = draft->composite->attributes->items[i];
        const Attribute *attribute =
            (const Attribute *) sd_lineage_child(draft->session, KIND_ATTRIBUTE, draft->composite->base.key, name);
        Key key = sd_key(sd_session_names(draft->session), KIND_COLUMN, draft->key, name, NULL);
        Column *column = attribute ? (Column *) sd_session_add(draft->session, key, -1, false) : NULL;

        if (column) {
            column->position = (int64_t) i + 1;
            column->type = attribute->type;
            column->collation = attribute->collation;
        }
    }
}

static void add_table(TableDraft *draft)
{
    const PgQuery__CreateStmt *statement = draft->statement;
    Table *table =
        (Table *) sd_session_add(draft->session, draft->key, statement->relation->location, statement->if_not_exists);

    if (!table) {
        return;
    }
    cut_elements(draft);
    describe(draft, table);
    if (draft->foreign) {
        table->server = sd_server_key(draft->session, draft->foreign->servername);
        table->foreign_options =
            sd_foreign_options(draft->session, draft->key, NULL, draft->foreign->n_options, draft->foreign->options);
    }
    sd_grant_defaults(draft->session, draft->key);
    add_inherited(draft);
    if (draft->composite) {
        table->of_type = draft->composite->base.key;
        add_attributes(draft);
    }
    for (size_t i = 0; i < statement->n_table_elts; i++) {
        add_element(draft, i);
    }
    add_rest_of_likes(draft);
    if (table->partition_of) {
        sd_shares_give(draft->session, &table->base);
    }
    sd_constraints_apply(draft->session, draft->key, &draft->set);
    sd_foreign_keys_settle(draft->session, draft->key->name);
}

static ReadResult read_table(Session *session, const PgQuery__CreateStmt *statement,
                             const PgQuery__CreateForeignTableStmt *foreign)
{
    TableDraft draft = { .session = session, .statement = statement, .foreign = foreign, .set = { .new_table = true } };

    if (sd_table_is_temporary(session, statement->relation, "table")) {
        return READ_DONE;
    }
    draft.key = sd_session_new_key(session, KIND_TABLE, statement->relation->schemaname, statement->relation->relname);
    if (statement->of_typename && !look_up_composite(&draft)) {
        if (sd_session_expects(session,
                               sd_syntax_last_string(statement->of_typename->n_names, statement->of_typename->names))) {
            return READ_WAIT;
        }
        sd_session_warning(session, -1, "table \"%s\" is skipped: its composite type is not declared",
                           statement->relation->relname);
        sd_state_leave_unread(session->state, draft.key->parent->name, draft.key->name);
        return READ_DONE;
    }
    if (!look_up_parents(&draft) || !look_up_elements(&draft)) {
        return READ_WAIT;
    }
    add_table(&draft);
    return READ_DONE;
}

ReadResult sd_read_create_table(Session *session, const PgQuery__Node *node)
{
    return read_table(session, node->create_stmt, NULL);
}

ReadResult sd_read_create_foreign_table(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateForeignTableStmt *create = node->create_foreign_table_stmt;

    return sd_server_may_come(session, create->servername) ? READ_WAIT : read_table(session, create->base_stmt, create);
}
