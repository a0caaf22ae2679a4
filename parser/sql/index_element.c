/* Elements of indexes and of exclusion constraints: a column or an expression, and what it says beyond the
 * defaults. */
#include "parser/sql/operator.h"
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 63, LONGEST_ADDITION = 128 };

typedef struct KnownClass {
    const char *method, *name, *type;
    bool is_default;
    const char *extension; /* "": built in */
} KnownClass;

#define OPERATOR_CLASS(...) { __VA_ARGS__ },
static const KnownClass classes[] = {
#include "parser/sql/operator_classes.def"
};
#undef OPERATOR_CLASS

enum { CLASS_COUNT = sizeof classes / sizeof *classes };

/* An exclusion constraint pairs each element with its operator. */
static const PgQuery__IndexElem *element_of(const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_LIST) {
        node = node->list->items[0];
    }
    return node->index_elem;
}

/* ---- names -------------------------------------------------------------------------------------------------- */

const char *sd_element_column_name(const PgQuery__Node *element)
{
    const PgQuery__IndexElem *elem = element_of(element);

    return elem->name && *elem->name ? elem->name : sd_syntax_index_column_name(elem->expr);
}

/* The first `count` bytes that do not cut a character. */
static size_t clip(const char *text, size_t count)
{
    size_t length = strlen(text);

    if (length <= count) {
        return length;
    }
    while (count > 0 && ((unsigned char) text[count] & 0xC0) == 0x80) {
        count--;
    }
    return count;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The name itself, or with a number behind it when an earlier column has it. */
static const char *free_name(const Session *session, const char *name, const char *const *earlier, size_t count)
{
    const char *candidate = name;

    for (unsigned number = 1; is_among(candidate, earlier, count); number++) {
        char digits[16];
        int length = snprintf(digits, sizeof digits, "%u", number);

        candidate = sd_arena_format(sd_session_arena(session), "%.*s%s",
                                    (int) clip(name, (size_t) (LONGEST_NAME - length)), name, digits);
    }
    return candidate;
}

const char *sd_elements_addition(const Session *session, size_t count, const char *const *columns)
{
    Text text = sd_text(sd_session_arena(session));
    const char **names = sd_arena_alloc(sd_session_arena(session), count * sizeof *names);

    for (size_t i = 0; i < count && text.length <= LONGEST_NAME; i++) {
        names[i] = free_name(session, columns[i] ? columns[i] : "expr", names, i);
        sd_text_format(&text, "%s%s", i ? "_" : "", names[i]);
    }
    return text.bytes;
}

Name sd_element_bare_column(const Session *session, const Expr *element)
{
    const char *bytes = element->text->text;
    Text name;

    if (*bytes != '"') {
        return sd_identifier_is_plain(bytes) ? element->text : NULL;
    }
    name = sd_text(sd_session_arena(session));
    for (bytes++; *bytes; bytes++) {
        if (*bytes == '"' && bytes[1] != '"') {
            return bytes[1] ? NULL : sd_name(sd_session_names(session), name.bytes);
        }
        bytes += *bytes == '"';
        sd_text_char(&name, *bytes);
    }
    return NULL;
}

/* ---- operator classes --------------------------------------------------------------------------------------- */

static const KnownClass *find_class(const char *method, const char *name)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (strcmp(classes[i].method, method) == 0 && strcmp(classes[i].name, name) == 0) {
            return &classes[i];
        }
    }
    return NULL;
}

static const KnownClass *default_class(const char *method, const char *type)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (classes[i].is_default && strcmp(classes[i].method, method) == 0 && strcmp(classes[i].type, type) == 0) {
            return &classes[i];
        }
    }
    return NULL;
}

/* A class that is the default of its type is still worth writing for a type that has another: text_ops for a
 * character(8). */
static bool is_default_class(const Session *session, const KnownClass *class, const Column *column)
{
    const KnownClass *own = NULL;

    if (!class || !class->is_default) {
        return false;
    }
    if (column && column->type) {
        own = default_class(class->method, sd_type_without_modifier(sd_session_names(session), column->type)->text);
    }
    return !own || own == class;
}

bool sd_element_class_is_default(const Session *session, const char *method, Name class, Name type)
{
    Column column = { .type = type };

    return is_default_class(session, find_class(method, class->text), &column);
}

static Name schema_of_extension(const Session *session, const Catalog *catalog, const char *name)
{
    Names *names = sd_session_names(session);
    Key key = sd_key(names, KIND_EXTENSION, NULL, sd_name(names, name), NULL);
    const Extension *extension = catalog ? (const Extension *) sd_catalog_find(catalog, key) : NULL;

    return extension ? extension->schema : NULL;
}

/* Where the class lives: as written, or where its extension is, or where the other side has one of an extension; NULL: in
 * pg_catalog, or not known. */
static Name class_schema(const Session *session, const KnownClass *class, Name name, Name written)
{
    const Catalog *other = session->resolver.other;
    Name schema = written;

    if (!schema && class && *class->extension) {
        schema = schema_of_extension(session, session->resolver.catalog, class->extension);
        schema = schema ? schema : schema_of_extension(session, other, class->extension);
    }
    if (!schema && !class && other) {
        schema = sd_catalog_outside_find(other, KIND_OPERATOR_CLASS, name);
    }
    return schema && strcmp(schema->text, "pg_catalog") != 0 ? schema : NULL;
}

static void put_class_options(const Session *session, Text *text, const PgQuery__IndexElem *elem)
{
    for (size_t i = 0; i < elem->n_opclassopts; i++) {
        const PgQuery__DefElem *option = elem->opclassopts[i]->def_elem;
        const char *value = sd_session_option_text(session, option);

        sd_text_put(text, i ? ", " : " (");
        sd_text_identifier(text, sd_name(sd_session_names(session), option->defname));
        sd_text_char(text, '=');
        sd_text_literal(text, value ? value : "true");
    }
    sd_text_put(text, elem->n_opclassopts ? ")" : "");
}

static bool is_declared_default(Session *session, const OperatorClass *class, const char *method, Name type)
{
    Text quoted = sd_text(sd_session_arena(session));

    sd_text_identifier(&quoted, sd_session_name(session, method));
    return class && class->is_default && class->type == type && strcmp(class->base.key->args->text, quoted.bytes) == 0;
}

/* A class that the files declare, or the other side has: as named, or the default of the column's type; NULL. */
static const OperatorClass *declared_class(Session *session, const char *method, const PgQuery__IndexElem *elem,
                                           Name type)
{
    const Catalog *catalog = sd_session_catalog(session), *other = session->resolver.other;
    const TableState *tables = sd_table_state(session);
    const Object *found = NULL;

    if (elem->n_opclass) {
        Key key = sd_operator_group_key(session, KIND_OPERATOR_CLASS, elem->n_opclass, elem->opclass, method);

        found = key ? sd_catalog_find(catalog, key) : NULL;
        return (const OperatorClass *) (found || !key || !other ? found : sd_catalog_find(other, key));
    }
    for (size_t i = 0; type && i < tables->class_count; i++) {
        found = sd_catalog_find(catalog, tables->classes[i]);
        if (is_declared_default(session, (const OperatorClass *) found, method, type)) {
            return (const OperatorClass *) found;
        }
    }
    return NULL;
}

static void put_class(Session *session, Key owner, Text *text, const char *method, const PgQuery__IndexElem *elem,
                      const Column *column)
{
    Name type = column && column->type ? sd_type_without_modifier(sd_session_names(session), column->type) : NULL;
    const OperatorClass *declared = declared_class(session, method, elem, type);
    const KnownClass *class;
    Name schema, name;

    sd_catalog_edge(sd_session_catalog(session), owner, declared ? declared->base.key : NULL);
    if (elem->n_opclass == 0) {
        return;
    }
    sd_session_split_name(session, elem->n_opclass, elem->opclass, &schema, &name);
    class = name && !declared ? find_class(method, name->text) : NULL;
    if (elem->n_opclassopts == 0 &&
        (is_default_class(session, class, column) || is_declared_default(session, declared, method, type))) {
        return;
    }
    sd_text_char(text, ' ');
    schema = declared ? sd_key_schema(declared->base.key) : class_schema(session, class, name, schema);
    if (schema) {
        sd_text_identifier(text, schema);
        sd_text_char(text, '.');
    }
    sd_text_identifier(text, name);
    put_class_options(session, text, elem);
}

/* An index by a class of an extension needs the extension. */
static void need_extension(const Session *session, Key owner, const char *method, const PgQuery__IndexElem *elem,
                           const Column *column)
{
    Names *names = sd_session_names(session);
    const KnownClass *class = NULL;

    if (elem->n_opclass) {
        class = find_class(method, sd_syntax_last_string(elem->n_opclass, elem->opclass));
    } else if (column && column->type) {
        class = default_class(method, sd_type_without_modifier(names, column->type)->text);
    }
    if (class && *class->extension) {
        Key extension = sd_key(names, KIND_EXTENSION, NULL, sd_name(names, class->extension), NULL);

        if (sd_catalog_find(sd_session_catalog(session), extension)) {
            sd_catalog_edge(sd_session_catalog(session), owner, extension);
        }
    }
}

/* ---- one element -------------------------------------------------------------------------------------------- */

/* A column may stand in parentheses and have its collation inside them: the server takes it for a column all the same
 * (ComputeIndexAttrs of indexcmds.c strips COLLATE). */
typedef struct ElementParts {
    const PgQuery__IndexElem *elem;
    const PgQuery__Node *expression; /* NULL for a column */
    const PgQuery__CollateClause *inner_collation;
    Name column;
} ElementParts;

static ElementParts take_apart(const Session *session, const PgQuery__IndexElem *elem)
{
    ElementParts parts = { .elem = elem, .expression = elem->expr };
    const char *column = elem->name;

    while (parts.expression && parts.expression->node_case == PG_QUERY__NODE__NODE_COLLATE_CLAUSE) {
        parts.inner_collation = parts.expression->collate_clause;
        parts.expression = parts.inner_collation->arg;
    }
    if (parts.expression && sd_syntax_bare_column(parts.expression)) {
        column = sd_syntax_bare_column(parts.expression);
        parts.expression = NULL;
    }
    parts.column = parts.expression ? NULL : sd_session_name(session, column);
    return parts;
}

/* The text of an expression: what the parentheses hold, or a call of a function. */
static Slice expression_slice(const Session *session, Slice part, const ElementParts *parts)
{
    Lexer lexer = sd_lexer(session->statement->text, part.end, part.start);
    Token token = sd_lexer_next(&lexer);
    Slice slice;
    bool collation_for = sd_token_is(&lexer, token, "collation");
    size_t behind;

    if (sd_token_is_symbol(&lexer, token, '(')) {
        slice = sd_slice_group(session, part, NULL);
        if (parts->inner_collation) {
            slice.end = sd_slice_offset(session, parts->inner_collation->location);
        }
        return slice;
    }
    slice = sd_slice_behind_name(session, part);
    lexer.at = slice.start;
    token = sd_lexer_next(&lexer);
    if (collation_for && sd_token_is(&lexer, token, "for")) {
        slice.start = token.end;
        token = sd_lexer_next(&lexer);
    }
    behind = slice.start;
    if (sd_token_is_symbol(&lexer, token, '(')) {
        (void) sd_slice_group(session, slice, &behind);
    }
    return (Slice){ .start = part.start, .end = behind };
}

static Expr *element_expr(Session *session, Slice part, const ElementParts *parts)
{
    Text text;

    if (parts->expression) {
        return sd_slice_expr(session, expression_slice(session, part, parts), parts->expression);
    }
    text = sd_text(sd_session_arena(session));
    sd_text_identifier(&text, parts->column);
    return sd_canon_expr(&session->resolver, text.bytes, text.length, NULL, 0,
                         sd_session_position(session, session->statement->location + (int32_t) part.start));
}

static bool is_default_collation(const Name collation, const Column *column)
{
    if (column && column->collation) {
        return column->collation == collation;
    }
    if (column && column->type && strcmp(column->type->text, "name") == 0) {
        return strcmp(collation->text, "\"C\"") == 0;
    }
    return strcmp(collation->text, "\"default\"") == 0;
}

static void put_collation(const Session *session, Key owner, Text *text, const ElementParts *parts,
                          const Column *column)
{
    const PgQuery__CollateClause *inner = parts->inner_collation;
    size_t count = parts->elem->n_collation ? parts->elem->n_collation : inner ? inner->n_collname : 0;
    PgQuery__Node *const *names = parts->elem->n_collation ? parts->elem->collation : inner ? inner->collname : NULL;
    Name collation = sd_collation_name(&session->resolver, count, names);
    Name schema, name;

    sd_session_split_name(session, count, names, &schema, &name);
    if (name) {
        sd_catalog_edge(sd_session_catalog(session), owner,
                        sd_resolve_object(&session->resolver, KIND_COLLATION, schema, name));
    }
    if (collation && !is_default_collation(collation, column)) {
        sd_text_format(text, " COLLATE %s", collation->text);
    }
}

/* Nulls come first by default when the order is descending, else last. */
static void put_order(Text *text, const PgQuery__IndexElem *elem)
{
    bool descending = elem->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;

    sd_text_put(text, descending ? " DESC" : "");
    if (elem->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST && !descending) {
        sd_text_put(text, " NULLS FIRST");
    } else if (elem->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST && descending) {
        sd_text_put(text, " NULLS LAST");
    }
}

static Name element_options(Session *session, Key owner, const char *method, const ElementParts *parts)
{
    Text text = sd_text(sd_session_arena(session));
    const Column *column = parts->column ? sd_lineage_column(session, owner->parent, parts->column) : NULL;

    need_extension(session, owner, method, parts->elem, column);
    put_collation(session, owner, &text, parts, column);
    put_class(session, owner, &text, method, parts->elem, column);
    put_order(&text, parts->elem);
    return sd_name(sd_session_names(session), text.length ? text.bytes + 1 : "");
}

Elements sd_elements_read(Session *session, Key owner, const char *method, size_t count, PgQuery__Node *const *elements,
                          Slice inside)
{
    Arena *arena = sd_session_arena(session);
    Expr **exprs = sd_arena_alloc(arena, count * sizeof *exprs);
    Name *options = sd_arena_alloc(arena, count * sizeof *options);
    Elements result = { NULL, NULL };

    for (size_t i = 0; i < count; i++) {
        ElementParts parts = take_apart(session, element_of(elements[i]));
        Slice part = { .start = inside.end, .end = inside.end };

        (void) sd_slice_next_part(session, &inside, &part);
        exprs[i] = element_expr(session, part, &parts);
        options[i] = element_options(session, owner, method, &parts);
    }
    result.exprs = sd_exprs(arena, exprs, count);
    result.options = sd_list(arena, options, count);
    return result;
}
