#include "parser/sql/mention.h"

#include "parser/sql/expr_tree.h"
#include "parser/sql/lexer.h"
#include "parser/sql/table.h"

#include <stdlib.h>
#include <string.h>

/* ---- finding mentions ---------------------------------------------------------------------------------------------- */

typedef struct Edit {
    size_t start, end;
    const char *text;
} Edit;

typedef struct Search {
    Arena *arena;
    const Expr *expr;
    int32_t offset;
    Key from, to;      /* to: NULL when only looking */
    const char *alias; /* the old name, where something still calls the relation by it */
    bool own;          /* the expression belongs to the table itself */
    bool unsure;       /* something that may be a mention cannot be edited */
    bool found;
    Edit *edits;
    size_t count;
} Search;

static const char *part_text(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

/* Whether {schema, name} or {name} means the key.  A name without a schema is taken for it when the key's schema is in
 * the path. */
static bool names_key(const Search *search, const char *schema, const char *name)
{
    const ExprSource *source = search->expr->source;
    Name in = sd_key_schema(search->from);

    if (!name || strcmp(name, search->from->name->text) != 0) {
        return false;
    }
    if (schema && *schema) {
        return in && strcmp(schema, in->text) == 0;
    }
    return !in || !source || sd_list_has(source->path, in);
}

static bool parts_name_key(const Search *search, size_t count, PgQuery__Node *const *parts)
{
    return count >= 1 &&
           names_key(search, count >= 2 ? part_text(parts[count - 2]) : NULL, part_text(parts[count - 1]));
}

/* Whether the token is this identifier. */
static bool token_names(const Lexer *lexer, Token token, const char *name)
{
    bool quoted = token.kind == TOKEN_IDENTIFIER && lexer->text[token.start] == '"';
    size_t at = token.start + quoted, end = token.end - quoted;

    if (!quoted && token.kind != TOKEN_WORD) {
        return false;
    }
    for (; at < end; at++, name++) {
        char c = lexer->text[at];

        if (!quoted && c >= 'A' && c <= 'Z') {
            c = (char) (c - 'A' + 'a');
        }
        if (c != *name) {
            return false;
        }
        at += quoted && c == '"';
    }
    return *name == '\0';
}

static void add_edit(Search *search, size_t start, size_t end, const char *text)
{
    search->edits = sd_arena_grow(search->arena, search->edits, search->count, sizeof *search->edits);
    search->edits[search->count++] = (Edit){ .start = start, .end = end, .text = text };
}

/* Exchanges parts [first, first + count) of the dotted name at a location; the last of them must be `name`. */
static void edit_name(Search *search, int32_t location, size_t first, size_t count, const char *name, const char *text)
{
    int64_t at = (int64_t) location - search->offset;
    const Name whole = search->expr->text;
    Lexer lexer;
    Token token;
    size_t start;

    search->found = true;
    if (!search->to) {
        return;
    }
    if (location < 0 || at < 0 || at >= (int64_t) whole->length) {
        search->unsure = true;
        return;
    }
    lexer = sd_lexer(whole->text, whole->length, (size_t) at);
    token = sd_lexer_next(&lexer);
    start = token.start;
    for (size_t part = 1; part < first + count; part++) {
        (void) sd_lexer_next(&lexer); /* the dot */
        token = sd_lexer_next(&lexer);
        start = part == first ? token.start : start;
    }
    if (!token_names(&lexer, token, name)) {
        search->unsure = true;
        return;
    }
    add_edit(search, start, token.end, text);
}

static const char *qualified(const Search *search)
{
    Text text = sd_text(search->arena);

    if (search->to) {
        Name schema = sd_key_schema(search->to);

        if (schema) {
            sd_text_identifier(&text, schema);
            sd_text_char(&text, '.');
        }
        sd_text_identifier(&text, search->to->name);
    }
    return text.bytes;
}

static const char *identifier(const Search *search)
{
    Text text = sd_text(search->arena);

    if (search->to) {
        sd_text_identifier(&text, search->to->name);
    }
    return text.bytes;
}

static void visit_relation(Search *search, const PgQuery__RangeVar *relation)
{
    const char *schema = relation->schemaname;
    const char *text = qualified(search);

    if (!names_key(search, schema, relation->relname)) {
        return;
    }
    if (search->alias && !relation->alias) {
        Text with_alias = sd_text(search->arena);

        sd_text_format(&with_alias, "%s AS %s", text, search->alias);
        text = with_alias.bytes;
    }
    edit_name(search, relation->location, 0, schema && *schema ? 2 : 1, relation->relname, text);
}

/* In the table's own expressions the table may stand in front of a column; in others it is an alias or unchanged. */
static void visit_qualifier(Search *search, const PgQuery__ColumnRef *column)
{
    size_t count = column->n_fields;

    if (search->own && count == 2 && strcmp(part_text(column->fields[0]), search->from->name->text) == 0) {
        edit_name(search, column->location, 0, 1, search->from->name->text, identifier(search));
    } else if (count == 3 && parts_name_key(search, 2, column->fields)) {
        edit_name(search, column->location, 0, 2, search->from->name->text, qualified(search));
    }
}

static void visit_object(void *context, const ProtobufCMessage *message, bool in_query)
{
    Search *search = context;
    unsigned traits = sd_kinds[search->from->kind].traits;

    (void) in_query;
    if (traits & IS_RELATION && message->descriptor == &pg_query__range_var__descriptor) {
        visit_relation(search, (const PgQuery__RangeVar *) message);
    } else if (traits & IS_RELATION && message->descriptor == &pg_query__column_ref__descriptor) {
        visit_qualifier(search, (const PgQuery__ColumnRef *) message);
    } else if (traits & IS_ROUTINE && message->descriptor == &pg_query__func_call__descriptor) {
        const PgQuery__FuncCall *call = (const PgQuery__FuncCall *) message;

        if (parts_name_key(search, call->n_funcname, call->funcname)) {
            edit_name(search, call->location, 0, call->n_funcname, search->from->name->text, qualified(search));
        }
    } else if (traits & (IS_TYPE | IS_RELATION) && message->descriptor == &pg_query__type_name__descriptor) {
        const PgQuery__TypeName *type = (const PgQuery__TypeName *) message;

        if (parts_name_key(search, type->n_names, type->names)) {
            edit_name(search, type->location, 0, type->n_names, search->from->name->text, qualified(search));
        }
    }
}

/* Looks whether some column reference of a query calls the relation by its old name. */
static void visit_alias(void *context, const ProtobufCMessage *message, bool in_query)
{
    Search *search = context;

    if (in_query && message->descriptor == &pg_query__column_ref__descriptor) {
        const PgQuery__ColumnRef *column = (const PgQuery__ColumnRef *) message;

        if (column->n_fields <= 2 && strcmp(part_text(column->fields[0]), search->from->name->text) == 0) {
            Text text = sd_text(search->arena);

            sd_text_identifier(&text, search->from->name);
            search->alias = text.bytes;
        }
    } else if (message->descriptor == &pg_query__common_table_expr__descriptor) {
        const PgQuery__CommonTableExpr *with = (const PgQuery__CommonTableExpr *) message;

        /* From here on the name may mean the WITH query. */
        search->unsure = search->unsure || strcmp(with->ctename, search->from->name->text) == 0;
    }
}

/* A sequence is also mentioned in strings: nextval('app.t_id_seq'::regclass). */
static void find_sequence_strings(Search *search)
{
    const Name whole = search->expr->text;
    Lexer lexer = sd_lexer(whole->text, whole->length, 0);

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        Lexer inner;
        Token first, second;

        if (token.kind != TOKEN_STRING || whole->text[token.start] != '\'') {
            continue;
        }
        inner = sd_lexer(whole->text, token.end - 1, token.start + 1);
        first = sd_lexer_next(&inner);
        second = sd_lexer_next(&inner);
        if (sd_token_is_symbol(&inner, second, '.') && token_names(&inner, first, sd_key_schema(search->from)->text)) {
            first = sd_lexer_next(&inner);
            second = sd_lexer_next(&inner);
        }
        if (second.kind == TOKEN_END && token_names(&inner, first, search->from->name->text)) {
            search->found = true;
            add_edit(search, token.start + 1, token.end - 1, search->to ? qualified(search) : "");
        }
    }
}

/* ---- columns ------------------------------------------------------------------------------------------------------- */

static bool is_qualifier_of_own(const Search *search, const char *qualifier)
{
    return strcmp(qualifier, search->from->parent->name->text) == 0 || strcmp(qualifier, "new") == 0 ||
           strcmp(qualifier, "old") == 0 || strcmp(qualifier, "excluded") == 0;
}

static void visit_column(void *context, const ProtobufCMessage *message, bool in_query)
{
    Search *search = context;
    const char *name = search->from->name->text;

    if (message->descriptor == &pg_query__column_ref__descriptor) {
        const PgQuery__ColumnRef *column = (const PgQuery__ColumnRef *) message;
        size_t count = column->n_fields;

        if (count == 0 || strcmp(part_text(column->fields[count - 1]), name) != 0) {
            return;
        }
        /* Within a query the name may belong to any of its tables. */
        if (!search->own || (in_query && count == 1) ||
            (count > 1 && !is_qualifier_of_own(search, part_text(column->fields[count - 2])))) {
            search->found = true;
            search->unsure = true;
        } else {
            edit_name(search, column->location, count - 1, 1, name, identifier(search));
        }
    } else if (search->own && message->descriptor == &pg_query__partition_elem__descriptor) {
        const PgQuery__PartitionElem *element = (const PgQuery__PartitionElem *) message;

        if (element->name && strcmp(element->name, name) == 0) {
            edit_name(search, element->location, 0, 1, name, identifier(search));
        }
    }
}

/* ---- editing ------------------------------------------------------------------------------------------------------- */

static int compare_edits(const void *left, const void *right)
{
    const Edit *a = left, *b = right;

    return (a->start > b->start) - (a->start < b->start);
}

static void apply_edits(Catalog *catalog, Expr *expr, const Search *search)
{
    const ExprSource *before = expr->source;
    ExprSource *source = sd_arena_alloc(catalog->arena, sizeof *source);
    Text text = sd_text(search->arena);
    size_t at = 0;

    qsort(search->edits, search->count, sizeof *search->edits, compare_edits);
    for (size_t i = 0; i < search->count; i++) {
        const Edit *edit = &search->edits[i];

        if (edit->start >= at) {
            sd_text_put_bytes(&text, expr->text->text + at, edit->start - at);
            sd_text_put(&text, edit->text);
            at = edit->end;
        }
    }
    sd_text_put_bytes(&text, expr->text->text + at, expr->text->length - at);
    expr->text = sd_name_of(catalog->names, text.bytes, text.length);
    source->path = before ? before->path : NULL;
    expr->source = source;
}

/* An index element is often no expression but the name of a column. */
static bool is_whole_name(const Search *search)
{
    const Name text = search->expr->text;
    Lexer lexer = sd_lexer(text->text, text->length, 0);
    Token token = sd_lexer_next(&lexer);

    return token.end == text->length && token_names(&lexer, token, search->from->name->text);
}

static void search_expr(Search *search)
{
    ExprTree tree = sd_tree_of_expr(search->expr);

    search->offset = tree.offset;
    if (!tree.message) {
        search->unsure = search->found = true;
    } else if (search->from->kind == KIND_COLUMN) {
        sd_tree_walk(tree.message, false, visit_column, search);
    } else {
        sd_tree_walk(tree.message, false, visit_alias, search);
        sd_tree_walk(tree.message, false, visit_object, search);
    }
    if (search->from->kind == KIND_SEQUENCE) {
        find_sequence_strings(search);
    }
    sd_tree_free_expr(&tree);
}

static bool may_mention(const Expr *expr, Key key)
{
    return expr && strstr(expr->text->text, key->name->text) != NULL;
}

static void follow_in_expr(Session *session, const Object *object, Expr *expr, Key from, Key to, bool own)
{
    Catalog *catalog = sd_session_catalog(session);
    Search search = { .expr = expr, .from = from, .to = to, .own = own };

    if (!may_mention(expr, from)) {
        return;
    }
    search.arena = sd_arena_new();
    if (from->kind == KIND_COLUMN && own && is_whole_name(&search)) {
        add_edit(&search, 0, expr->text->length, identifier(&search));
    } else {
        search_expr(&search);
    }
    if (search.found && search.unsure) {
        sd_session_warning(session, -1, "%s may mention the old name \"%s\", which cannot be exchanged there",
                           sd_session_phrase(session, object->key), from->name->text)
            ->hint = "declare it again with the new name";
    } else if (search.count) {
        apply_edits(catalog, expr, &search);
    }
    sd_arena_free(search.arena);
}

static void follow_in_exprs(Session *session, Object *object, Key from, Key to, bool own)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const void *field = sd_object_field(object, &kind->attrs[i]);

        if (kind->attrs[i].type == ATTR_EXPR) {
            follow_in_expr(session, object, *(Expr *const *) field, from, to, own);
        } else if (kind->attrs[i].type == ATTR_EXPRS) {
            const ExprList *list = *(const ExprList *const *) field;

            for (size_t item = 0; item < sd_exprs_count(list); item++) {
                follow_in_expr(session, object, list->items[item], from, to, own);
            }
        }
    }
}

bool sd_mention_in_object(const Object *object, Key key)
{
    const Kind *kind = sd_kind_of(object);
    bool found = false;

    for (size_t i = 0; i < kind->attr_count && !found; i++) {
        const Expr *expr;
        Search search = { .from = key };

        if (kind->attrs[i].type != ATTR_EXPR) {
            continue;
        }
        expr = *(const Expr *const *) sd_object_field(object, &kind->attrs[i]);
        if (may_mention(expr, key)) {
            search.arena = sd_arena_new();
            search.expr = expr;
            search_expr(&search);
            found = search.found;
            sd_arena_free(search.arena);
        }
    }
    return found;
}

/* ---- the whole catalog --------------------------------------------------------------------------------------------- */

void sd_mention_follow(Session *session, Key from, Key to)
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first; object; object = object->next_all) {
        follow_in_exprs(session, object, from, to, sd_key_within(object->key, to));
    }
    sd_type_follow(session, from, to);
}

static void replace_in_list(Catalog *catalog, const List **list, Key from, Key to)
{
    if (sd_list_has(*list, from->name)) {
        *list = sd_list_replaced(catalog->arena, *list, from->name, to->name);
    }
}

static void follow_in_lists(Catalog *catalog, Object *object, Key from, Key to)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; sd_lineage_of(object) == to->parent && i < kind->attr_count; i++) {
        if (kind->attrs[i].of_parent) {
            replace_in_list(catalog, sd_object_field(object, &kind->attrs[i]), from, to);
        }
    }
    if (kind->id == KIND_CONSTRAINT && ((Constraint *) object)->referenced == to->parent) {
        replace_in_list(catalog, &((Constraint *) object)->referenced_columns, from, to);
    }
}

static bool mentions_table_of(const Object *object, Key column)
{
    return sd_mention_in_object(object, column->parent);
}

void sd_mention_follow_column(Session *session, Key from, Key to)
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first; object; object = object->next_all) {
        bool own = sd_key_within(object->key, to->parent) || sd_lineage_of(object) == to->parent;

        follow_in_lists(catalog, object, from, to);
        if (own || mentions_table_of(object, to)) {
            follow_in_exprs(session, object, from, to, own);
        }
    }
}
