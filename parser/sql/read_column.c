/* Column definitions: type, collation, default, and the sequences of serial and identity columns. */
#include "parser/sql/foreign.h"
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"
#include "parser/sql/younger.h"

#include <string.h>
#include <strings.h>

typedef struct SerialWord {
    const char *word, *type;
} SerialWord;

/* transformColumnDefinition of parse_utilcmd.c */
static const SerialWord serial_words[] = {
    { "smallserial", "smallint" }, { "serial2", "smallint" }, { "serial", "integer" },
    { "serial4", "integer" },      { "bigserial", "bigint" }, { "serial8", "bigint" },
};

/* Types that are kept outside the row by default another way than EXTENDED (typstorage of pg_type). */
static const char *const main_types[] = { "numeric", "inet", "cidr" };

static const char *serial_type(const PgQuery__TypeName *type)
{
    if (type->n_names != 1 || type->pct_type || type->n_array_bounds) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof serial_words / sizeof *serial_words; i++) {
        if (strcmp(sd_syntax_string(type->names[0]), serial_words[i].word) == 0) {
            return serial_words[i].type;
        }
    }
    return NULL;
}

/* The collation that values of a type have when nothing is said. */
static bool is_own_collation(const Session *session, const ColumnType *type, Name collation)
{
    const Domain *domain = NULL;

    if (type->needs && type->needs->kind == KIND_DOMAIN) {
        domain = (const Domain *) sd_catalog_find(sd_session_catalog(session), type->needs);
    }
    if (domain && domain->collation) {
        return domain->collation == collation;
    }
    return strcmp(collation->text, strcmp(type->type->text, "name") == 0 ? "\"C\"" : "\"default\"") == 0;
}

bool sd_collation_may_come(const Session *session, size_t count, PgQuery__Node *const *parts)
{
    Resolver own = session->resolver;
    Name schema, name;

    own.other = NULL;
    sd_session_split_name(session, count, parts, &schema, &name);
    return !schema && name && sd_session_expects(session, name->text) &&
           !sd_resolve_object(&own, KIND_COLLATION, NULL, name);
}

bool sd_column_type(Session *session, const PgQuery__ColumnDef *definition, ColumnType *type)
{
    const PgQuery__CollateClause *collation = definition->coll_clause;
    const char *serial;

    *type = (ColumnType){ 0 };
    if (!definition->type_name) {
        return true;
    }
    serial = serial_type(definition->type_name);
    type->serial = serial != NULL;
    type->type =
        serial ? sd_session_name(session, serial) : sd_session_type(session, definition->type_name, &type->needs);
    if (type->type && collation) {
        if (sd_collation_may_come(session, collation->n_collname, collation->collname)) {
            return false;
        }
        type->collation = sd_collation_name(&session->resolver, collation->n_collname, collation->collname);
        if (type->collation && is_own_collation(session, type, type->collation)) {
            type->collation = NULL;
        }
    }
    return type->type != NULL;
}

void sd_table_forget_needs(Session *session, Key object)
{
    Catalog *catalog = sd_session_catalog(session);
    size_t kept = 0;

    for (size_t i = 0; i < catalog->edge_count; i++) {
        if (catalog->edges[i].from != object) {
            catalog->edges[kept++] = catalog->edges[i];
        }
    }
    catalog->edge_count = kept;
}

bool sd_table_is_temporary(Session *session, const PgQuery__RangeVar *relation, const char *what)
{
    bool in_schema = relation->schemaname && strcmp(relation->schemaname, "pg_temp") == 0;

    if (!in_schema && (!relation->relpersistence || strcmp(relation->relpersistence, "t") != 0)) {
        return false;
    }
    sd_session_note(session, relation->location, "temporary %s \"%s\" is skipped: it is no part of a schema", what,
                    relation->relname);
    sd_state_leave_temporary(session->state, sd_resolve_creation_schema(&session->resolver),
                             sd_session_name(session, relation->relname));
    return true;
}

/* ---- defaults ----------------------------------------------------------------------------------------------- */

static bool is_of_domain(const Session *session, Key column)
{
    const Catalog *catalog = sd_session_catalog(session);

    for (size_t i = 0; i < catalog->edge_count; i++) {
        if (catalog->edges[i].from == column && catalog->edges[i].to->kind == KIND_DOMAIN) {
            return true;
        }
    }
    return false;
}

/* The server keeps no default that is a bare NULL constant.  For a type with a length or precision, and for a domain,
 * coercion makes something else of it, which is kept (AddRelationNewConstraints of heap.c; tried with 15: intervals
 * are the exception). */
static bool is_dropped_null(Session *session, Key column, const PgQuery__Node *expression)
{
    const Column *object = sd_lineage_column(session, column->parent, column->name);
    const PgQuery__TypeName *cast;
    const char *type;

    if (!sd_syntax_is_null(expression, &cast) || !object || !object->type || is_of_domain(session, column)) {
        return false;
    }
    type = object->type->text;
    if (strchr(type, '(') && strncmp(type, "interval", strlen("interval")) != 0) {
        return false;
    }
    return !cast || sd_type_name(&session->resolver, cast, NULL, NULL) == object->type;
}

static ColumnDefault *take_default(Session *session, Key column, int32_t location)
{
    Key key = sd_key(sd_session_names(session), KIND_COLUMN_DEFAULT, column, NULL, NULL);
    Object *object = sd_catalog_find(sd_session_catalog(session), key);

    if (!object) {
        object = sd_session_add(session, key, location, false);
    }
    object->at = sd_session_position(session, location);
    return (ColumnDefault *) object;
}

/* The columns of a view are no objects; one may have a default all the same, for INSERT into the view.  Which columns
 * there are is found when all is read. */
static bool is_of_view(const Catalog *catalog, Key column)
{
    return column->parent->kind == KIND_VIEW && sd_catalog_find(catalog, column->parent);
}

void sd_column_set_default(Session *session, Key column, const PgQuery__Node *expression, Slice slice)
{
    Catalog *catalog = sd_session_catalog(session);
    Key key = sd_key(catalog->names, KIND_COLUMN_DEFAULT, column, NULL, NULL);
    Object *present = sd_catalog_find(catalog, key);

    if (!sd_catalog_find(catalog, column) && !is_of_view(catalog, column)) {
        return;
    }
    if (present) {
        sd_table_forget_needs(session, key);
    }
    if (expression && !is_dropped_null(session, column, expression)) {
        int32_t location = session->statement->location + (int32_t) slice.start;

        take_default(session, column, location)->expr = sd_slice_expr(session, slice, expression);
    } else if (present) {
        sd_catalog_remove(catalog, present);
    }
}

/* The default of a serial column, as the server writes it. */
static void set_nextval(Session *session, Key column, Key sequence, int32_t location)
{
    Arena *arena = sd_session_arena(session);
    ColumnDefault *object = take_default(session, column, location);
    Text name = sd_text(arena), text = sd_text(arena);

    sd_text_qualified(&name, sequence);
    sd_text_put(&text, "nextval(");
    sd_text_literal(&text, name.bytes);
    sd_text_put(&text, "::regclass)");
    object->expr = sd_canon_expr(&session->resolver, text.bytes, text.length, NULL, 0, object->base.at);
    sd_catalog_edge(sd_session_catalog(session), object->base.key, sequence);
}

/* The sequence of a table that is not logged is not logged either (generateSerialExtraStmts of parse_utilcmd.c). */
static Key add_sequence(Session *session, Key column, Name type, const PgQuery__Constraint *identity)
{
    Name when = NULL;

    if (identity) {
        bool always = identity->generated_when && *identity->generated_when == 'a';

        when = sd_session_name(session, always ? "ALWAYS" : "BY DEFAULT");
    }
    return sd_sequence_for_column(session, column, type, when, identity ? identity->n_options : 0,
                                  identity ? identity->options : NULL);
}

void sd_column_add_identity(Session *session, Key column, Name type, const PgQuery__Constraint *identity)
{
    (void) add_sequence(session, column, type, identity);
}

/* ---- one column --------------------------------------------------------------------------------------------- */

/* A default ends where the next word of the column begins. */
static Slice default_slice(const Session *session, const PgQuery__ColumnDef *definition, int32_t location, size_t end)
{
    Slice slice = { .start = sd_slice_offset(session, location), .end = end };

    for (size_t i = 0; i < definition->n_constraints; i++) {
        int32_t other = definition->constraints[i]->constraint->location;
        size_t offset = sd_slice_offset(session, other);

        slice.end = other > location && offset < slice.end ? offset : slice.end;
    }
    if (definition->coll_clause && definition->coll_clause->location > location) {
        size_t offset = sd_slice_offset(session, definition->coll_clause->location);

        slice.end = offset < slice.end ? offset : slice.end;
    }
    return sd_slice_behind_word(session, slice, "default");
}

static Expr *generated_expr(Session *session, const PgQuery__Constraint *constraint)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, constraint->location));
    Slice group = sd_slice_group(session, sd_slice_behind_word(session, rest, "as"), NULL);

    return sd_slice_expr(session, group, constraint->raw_expr);
}

static void apply_word(Session *session, Key key, Column *column, const PgQuery__ColumnDef *definition,
                       const PgQuery__Constraint *constraint, size_t end)
{
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        column->not_null = true;
        if (sd_younger_says(constraint, YOUNGER_NO_INHERIT)) {
            sd_session_warning(session, constraint->location, "NO INHERIT of NOT NULL is not read");
        }
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        sd_column_set_default(session, key, constraint->raw_expr,
                              default_slice(session, definition, constraint->location, end));
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
        column->not_null = true;
        (void) add_sequence(session, key, column->type, constraint);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        column->generated = generated_expr(session, constraint);
        column->is_virtual = sd_younger_says(constraint, YOUNGER_VIRTUAL);
        break;
    default:
        break;
    }
}

static int64_t next_position(const Session *session, Key table)
{
    const Object *object = sd_catalog_find(sd_session_catalog(session), table);
    int64_t last = 0;

    for (const Object *child = object ? object->first_child : NULL; child; child = child->next) {
        if (child->key->kind == KIND_COLUMN && ((const Column *) child)->position > last) {
            last = ((const Column *) child)->position;
        }
    }
    return last + 1;
}

static void apply_words(Session *session, Column *column, const PgQuery__ColumnDef *definition, size_t end)
{
    for (size_t i = 0; i < definition->n_constraints; i++) {
        apply_word(session, column->base.key, column, definition, definition->constraints[i]->constraint, end);
    }
}

Column *sd_column_add(Session *session, Key table, const PgQuery__ColumnDef *definition, const ColumnType *type,
                      size_t end, bool if_not_exists, ConstraintSet *set)
{
    Name name = sd_session_name(session, definition->colname);
    Key key = sd_key(sd_session_names(session), KIND_COLUMN, table, name, NULL);
    int64_t position = next_position(session, table);
    Column *column = (Column *) sd_lineage_child(session, KIND_COLUMN, table, name);

    if (column && column->inherited) {
        column->inherited = false;
        column->base.at = sd_session_position(session, definition->location);
    } else {
        column = (Column *) sd_session_add(session, key, definition->location, if_not_exists);
        if (!column) {
            return NULL;
        }
        column->position = position;
    }
    column->type = type->type;
    column->collation = type->collation;
    column->not_null = column->not_null || type->serial;
    if (definition->compression && strcmp(definition->compression, "default") != 0) {
        column->compression = sd_session_name(session, definition->compression);
    }
    column->foreign_options = sd_foreign_options(session, key, NULL, definition->n_fdwoptions, definition->fdwoptions);
    sd_catalog_edge(sd_session_catalog(session), key, type->needs);
    if (type->serial) {
        set_nextval(session, key, add_sequence(session, key, type->type, NULL), definition->location);
    }
    apply_words(session, column, definition, end);
    sd_constraints_collect(session, set, name, definition->n_constraints, definition->constraints);
    return column;
}

void sd_column_refine(Session *session, Key table, const PgQuery__ColumnDef *definition, size_t end, ConstraintSet *set)
{
    Name name = sd_session_name(session, definition->colname);
    Key key = sd_key(sd_session_names(session), KIND_COLUMN, table, name, NULL);
    Column *column = (Column *) sd_catalog_find(sd_session_catalog(session), key);

    if (column) {
        apply_words(session, column, definition, end);
    }
    sd_constraints_collect(session, set, name, definition->n_constraints, definition->constraints);
}

/* Absent where it is what the type has by itself; MAIN and EXTENDED exist for types of varying length only. */
static Name storage_beyond_default(const Session *session, const Column *column, const char *word)
{
    const char *own = "EXTENDED";

    for (size_t i = 0; column->type && i < sizeof main_types / sizeof *main_types; i++) {
        size_t length = strlen(main_types[i]);
        const char *type = column->type->text;

        if (strncmp(type, main_types[i], length) == 0 && !strchr(type, '[') &&
            (type[length] == '\0' || type[length] == '(')) {
            own = "MAIN";
        }
    }
    return strcmp(word, own) == 0 ? NULL : sd_session_name(session, word);
}

const char *sd_storage_word(const char *word)
{
    static const char *const words[] = { "PLAIN", "EXTERNAL", "MAIN", "EXTENDED" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(words[i], word) == 0) {
            return words[i];
        }
    }
    return NULL;
}

Name sd_column_storage(const Session *session, const Column *column, const char *word)
{
    const char *known = sd_storage_word(word);

    return known ? storage_beyond_default(session, column, known) : NULL;
}
