/* Copies of parts of another table: LIKE ... INCLUDING, and what a partition keeps when it is detached.
 *
 * The source may be on the other side only (a table of an undeclared schema); copies then hold the server's texts. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

Expr *sd_like_expr(const Session *session, const Expr *expr)
{
    Expr *copy;

    if (!expr) {
        return NULL;
    }
    copy = sd_arena_alloc(sd_session_arena(session), sizeof *copy);
    *copy = *expr;
    if (expr->source) {
        ExprSource *source = sd_arena_alloc(sd_session_arena(session), sizeof *source);

        /* The same words about another table mean something else. */
        *source = *(const ExprSource *) expr->source;
        copy->source = source;
    }
    return copy;
}

static const ExprList *copy_exprs(const Session *session, const ExprList *list)
{
    size_t count = sd_exprs_count(list);
    Expr **items = sd_arena_alloc(sd_session_arena(session), count * sizeof *items);

    for (size_t i = 0; i < count; i++) {
        items[i] = sd_like_expr(session, list->items[i]);
    }
    return sd_exprs(sd_session_arena(session), items, count);
}

static const List *copy_list(const Session *session, const List *list)
{
    return list ? sd_list(sd_session_arena(session), list->items, list->count) : NULL;
}

/* What is about `from` is said about `to` as well. */
static void copy_comment(Session *session, const Object *from, Key to)
{
    Catalog *catalog = sd_session_catalog(session);

    for (const Object *child = from->first_child; child; child = child->next) {
        if (child->key->kind == KIND_COMMENT) {
            Object *copy = sd_catalog_add(catalog, sd_key(catalog->names, KIND_COMMENT, to, NULL, NULL));

            if (copy) {
                ((Comment *) copy)->text = ((const Comment *) child)->text;
                copy->at = sd_session_position(session, -1);
            }
        }
    }
}

/* Where the source says which types it needs: the edges of its catalog. */
void sd_like_needs(Session *session, const Object *from, Key to)
{
    Catalog *catalog = sd_session_catalog(session);
    const Edge *edges = catalog->edges;
    size_t count = catalog->edge_count;

    if (sd_catalog_find(catalog, from->key) != from) {
        count = sd_catalog_needs(session->resolver.other, from->key, &edges);
    }
    for (size_t i = 0; i < count; i++) {
        Edge edge = edges[i];

        if (edge.from == from->key && edge.to != from->key->parent) {
            sd_catalog_edge(catalog, to, edge.to);
            edges = from == sd_catalog_find(catalog, from->key) ? catalog->edges : edges;
        }
    }
}

static void copy_identity(Session *session, Key column, const Column *from)
{
    const Sequence *source = sd_lineage_identity(sd_session_catalog(session), from->base.key);
    Sequence *copy;

    if (!source && session->resolver.other) {
        source = sd_lineage_identity(session->resolver.other, from->base.key);
    }
    if (!source) {
        return;
    }
    copy = (Sequence *) sd_catalog_find(
        sd_session_catalog(session),
        sd_sequence_for_column(session, column, source->data_type, source->identity, 0, NULL));
    if (copy) {
        copy->start = source->start;
        copy->increment = source->increment;
        copy->minimum = source->minimum;
        copy->maximum = source->maximum;
        copy->cache = source->cache;
        copy->cycle = source->cycle;
        copy->unlogged =
            sd_lineage_table(session, column->parent) && sd_lineage_table(session, column->parent)->unlogged;
    }
}

void sd_like_default(Session *session, Key column, const Column *from)
{
    Catalog *catalog = sd_session_catalog(session);

    for (const Object *child = from->base.first_child; child; child = child->next) {
        if (child->key->kind == KIND_COLUMN_DEFAULT) {
            Key key = sd_key(catalog->names, KIND_COLUMN_DEFAULT, column, NULL, NULL);
            ColumnDefault *copy = (ColumnDefault *) sd_catalog_add(catalog, key);

            if (copy) {
                copy->expr = sd_like_expr(session, ((const ColumnDefault *) child)->expr);
                copy->base.at = sd_session_position(session, -1);
                sd_like_needs(session, child, key);
            }
        }
    }
}

static int64_t next_position(const Session *session, Key table)
{
    const Object *object = sd_catalog_find(sd_session_catalog(session), table);
    int64_t count = 1;

    for (const Object *child = object ? object->first_child : NULL; child; child = child->next) {
        count += child->key->kind == KIND_COLUMN;
    }
    return count;
}

Column *sd_like_column(Session *session, Key table, const Column *from, unsigned including)
{
    Key key = sd_key(sd_session_names(session), KIND_COLUMN, table, from->base.key->name, NULL);
    int64_t position = next_position(session, table);
    Column *column = (Column *) sd_session_add(session, key, -1, false);

    if (!column) {
        return NULL;
    }
    column->position = position;
    column->type = from->type;
    column->collation = from->collation;
    column->not_null = from->not_null;
    column->storage = including & LIKE_STORAGE ? from->storage : NULL;
    column->compression = including & LIKE_COMPRESSION ? from->compression : NULL;
    column->generated = including & LIKE_GENERATED ? sd_like_expr(session, from->generated) : NULL;
    sd_like_needs(session, &from->base, key);
    if (including & LIKE_IDENTITY) {
        copy_identity(session, key, from);
    }
    if (including & LIKE_DEFAULTS && !from->generated) {
        sd_like_default(session, key, from);
    }
    if (including & LIKE_COMMENTS) {
        copy_comment(session, &from->base, key);
    }
    return column;
}

/* ---- checks and indexes ------------------------------------------------------------------------------------- */

/* The name of an index column as it was when the index was made. */
static const char *column_name_of(const Session *session, const Expr *element)
{
    Name column = sd_element_bare_column(session, element);
    const ExprSource *source = element->source;

    if (column) {
        return column->text;
    }
    return source && source->tree ? sd_syntax_index_column_name((const PgQuery__Node *) (const void *) source->tree)
                                  : NULL;
}

/* Copies get names as if they had been declared without one. */
static Name choose_index_name(Session *session, Key table, const List *columns, const ExprList *elements,
                              const List *include, const char *label)
{
    size_t count = sd_list_count(columns) + sd_exprs_count(elements) + sd_list_count(include);
    const char **names = sd_arena_alloc(sd_session_arena(session), count * sizeof *names);
    size_t at = 0;

    for (size_t i = 0; i < sd_list_count(columns); i++) {
        names[at++] = columns->items[i]->text;
    }
    for (size_t i = 0; i < sd_exprs_count(elements); i++) {
        names[at++] = column_name_of(session, elements->items[i]);
    }
    for (size_t i = 0; i < sd_list_count(include); i++) {
        names[at++] = include->items[i]->text;
    }
    return sd_choose_relation_name(session, table->parent, table->name->text,
                                   strcmp(label, "pkey") == 0 ? NULL : sd_elements_addition(session, count, names),
                                   label);
}

static const char *label_of(const Constraint *constraint)
{
    if (strcmp(constraint->type->text, "PRIMARY KEY") == 0) {
        return "pkey";
    }
    return strcmp(constraint->type->text, "UNIQUE") == 0 ? "key" : "excl";
}

void sd_like_constraint(Session *session, Key table, const Constraint *from, Name name, unsigned including)
{
    Key key = sd_key(sd_session_names(session), KIND_CONSTRAINT, table, name, NULL);
    const Kind *kind = &sd_kinds[KIND_CONSTRAINT];
    Constraint *copy = (Constraint *) sd_session_add(session, key, -1, false);

    if (!copy) {
        return;
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        sd_attr_copy(&copy->base, &from->base, &kind->attrs[i]);
    }
    copy->columns = copy_list(session, from->columns);
    copy->include = copy_list(session, from->include);
    copy->expr = sd_like_expr(session, from->expr);
    copy->elements = copy_exprs(session, from->elements);
    copy->share_of = NULL;
    copy->inherited = false;
    copy->only = false;
    copy->not_valid = false;
    copy->clustered = false;
    copy->called = NULL;
    copy->index_comment = including & LIKE_COMMENTS ? from->index_comment : NULL;
    if (including & LIKE_COMMENTS && strcmp(from->type->text, "CHECK") == 0) {
        copy_comment(session, &from->base, key);
    }
}

static void copy_index(Session *session, Key table, const Index *from, unsigned including)
{
    Name name = choose_index_name(session, table, NULL, from->elements, from->include, "idx");
    Key key = sd_key(sd_session_names(session), KIND_INDEX, table, name, NULL);
    const Kind *kind = &sd_kinds[KIND_INDEX];
    Index *copy = (Index *) sd_session_add(session, key, -1, false);

    if (!copy) {
        return;
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        sd_attr_copy(&copy->base, &from->base, &kind->attrs[i]);
    }
    copy->elements = copy_exprs(session, from->elements);
    copy->predicate = sd_like_expr(session, from->predicate);
    copy->statistics = NULL;
    copy->share_of = NULL;
    copy->clustered = false;
    copy->only = false;
    if (including & LIKE_COMMENTS) {
        copy_comment(session, &from->base, key);
    }
}

void sd_like_part(Session *session, Key table, const Object *child, unsigned including)
{
    const Constraint *constraint = (const Constraint *) child;

    if (child->key->kind == KIND_INDEX && including & LIKE_INDEXES) {
        copy_index(session, table, (const Index *) child, including);
    }
    if (child->key->kind != KIND_CONSTRAINT || !constraint->type) {
        return;
    }
    if (strcmp(constraint->type->text, "FOREIGN KEY") == 0) {
        if (including & LIKE_FOREIGN_KEYS) {
            sd_like_constraint(session, table, constraint, child->key->name, including);
        }
        return;
    }
    if (strcmp(constraint->type->text, "CHECK") != 0) {
        if (including & LIKE_INDEXES) {
            sd_like_constraint(session, table, constraint,
                               choose_index_name(session, table, constraint->columns, constraint->elements,
                                                 constraint->include, label_of(constraint)),
                               including);
        }
    } else if (including & LIKE_CONSTRAINTS && !sd_lineage_child(session, KIND_CONSTRAINT, table, child->key->name)) {
        sd_like_constraint(session, table, constraint, child->key->name, including);
    }
}

/* The server keeps the columns in the order of the table's. */
static const List *statistics_elements(const Session *session, const Statistics *statistics)
{
    const Column *columns[1600];
    size_t count = sd_lineage_columns(session, statistics->table, columns, sizeof columns / sizeof *columns);
    const List *names = NULL;

    for (size_t i = 0; i < count; i++) {
        if (sd_list_has(statistics->columns, columns[i]->base.key->name)) {
            names = sd_list_with(sd_session_arena(session), names, columns[i]->base.key->name);
        }
    }
    for (size_t i = 0; i < sd_exprs_count(statistics->expressions); i++) {
        names = sd_list_with(sd_session_arena(session), names, sd_session_name(session, "expr"));
    }
    return names;
}

/* Statistics are no children of their table. */
static void copy_statistics(Session *session, Key table, Key from, unsigned including)
{
    const Catalog *catalog = sd_session_catalog(session);
    const Object *last = catalog->last;

    for (const Object *object = catalog->first; object; object = object == last ? NULL : object->next_all) {
        const Statistics *source = (const Statistics *) object;
        Statistics *copy;
        Key key;

        if (object->key->kind != KIND_STATISTICS || source->table != from) {
            continue;
        }
        key = sd_statistics_choose_key(session, table, statistics_elements(session, source));
        copy = (Statistics *) sd_session_add(session, key, -1, false);
        copy->table = table;
        copy->kinds = source->kinds;
        copy->columns = source->columns;
        copy->expressions = copy_exprs(session, source->expressions);
        if (including & LIKE_COMMENTS) {
            copy_comment(session, object, copy->base.key);
        }
    }
}

void sd_like_rest(Session *session, Key table, Key from, unsigned including)
{
    const Table *source = sd_lineage_table(session, from);

    for (const Object *child = source ? source->base.first_child : NULL; child; child = child->next) {
        sd_like_part(session, table, child, including);
    }
    if (including & LIKE_STATISTICS) {
        copy_statistics(session, table, from, including);
    }
}
