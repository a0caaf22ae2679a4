/* See mention.h: an expression after the other is analysed, and edited at the places that mean the object. */
#include "parser/sql/mention.h"

#include "parser/sql/edit.h"
#include "parser/sql/table.h"

#include <string.h>

/* ---- one expression after the other -------------------------------------------------------------------------------- */

typedef struct Follow Follow;

struct Follow {
    Session *session;
    Side *side; /* made when first needed */
    Key from, to;
    Name old, new;      /* of a value of an enum type; new alone: of a column that is added */
    const Name *before; /* of a column: the names of its relation's columns up to itself */
    size_t before_count;
    bool (*concerns)(const Follow *follow, const Object *object, const Expr *expr);
    void (*edit)(const Follow *follow, const Uses *uses, TextEdits *edits);
    const Object *object; /* whose expression is looked at */
};

static bool says(const Expr *expr, Name name)
{
    return strstr(expr->text->text, name->text) != NULL;
}

static bool is_in_path(const Expr *expr, Name schema)
{
    const ExprSource *source = expr->source;

    return source && sd_list_has(source->path, schema);
}

static Side *side_of(Session *session, Side **side)
{
    if (!*side) {
        *side = sd_side_new(sd_session_catalog(session), session->resolver.other, false);
    }
    return *side;
}

/* Parts that are lists by column and names of views' columns are as good as mentioned in the text. */
static void name_columns(Follow *follow, Object *object, const Uses *uses)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), "columns");
    const List **columns;

    if (!(sd_kind_of(object)->traits & IS_RELATION) || !attr || attr->type != ATTR_LIST || !uses->outputs) {
        return;
    }
    columns = sd_object_field(object, attr);
    if (sd_list_count(*columns) < uses->output_count) {
        Name *names = sd_arena_alloc(follow->side->arena, uses->output_count * sizeof *names);

        for (size_t i = 0; i < uses->output_count; i++) {
            names[i] = i < sd_list_count(*columns) ? (*columns)->items[i] : uses->outputs[i];
        }
        *columns = sd_list(sd_session_catalog(follow->session)->arena, names, uses->output_count);
    }
}

/* Whether some word of the text is the name. */
static bool has_word(const Expr *expr, Name name)
{
    Lexer lexer = sd_lexer(expr->text->text, expr->text->length, 0);

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        if (sd_edit_token_is(&lexer, token, name)) {
            return true;
        }
    }
    return false;
}

static void follow_expr(Follow *follow, Object *object, const Attr *attr, Expr *expr, size_t item)
{
    TextEdits edits = { 0 };
    Uses uses;
    bool known;

    if (!expr || !follow->concerns(follow, object, expr)) {
        return;
    }
    known = sd_uses_find(&uses, side_of(follow->session, &follow->side), object, attr, expr, item);
    if (known) {
        edits = (TextEdits){ .arena = follow->side->arena, .text = expr->text, .offset = uses.offset };
        follow->object = object;
        name_columns(follow, object, &uses);
        follow->edit(follow, &uses, &edits);
    }
    if (edits.unsure ||
        (follow->from && (!known || (uses.incomplete && !edits.count)) && has_word(expr, follow->from->name))) {
        sd_session_warning(follow->session, -1, "%s may mention the old name \"%s\", which cannot be exchanged there",
                           sd_session_phrase(follow->session, object->key),
                           (follow->from ? follow->from->name : follow->new)->text)
            ->hint = "declare it again with the new name";
        return;
    }
    sd_edit_apply(&edits, sd_session_catalog(follow->session), expr);
}

static void follow_object(Follow *follow, Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        const void *field = sd_object_field(object, attr);

        if (attr->type == ATTR_EXPR) {
            follow_expr(follow, object, attr, *(Expr *const *) field, 0);
        } else if (attr->type == ATTR_EXPRS) {
            const ExprList *list = *(const ExprList *const *) field;

            for (size_t item = 0; item < sd_exprs_count(list); item++) {
                follow_expr(follow, object, attr, list->items[item], item);
            }
        }
    }
}

static void follow_all(Follow *follow)
{
    for (Object *object = sd_session_catalog(follow->session)->first; object; object = object->next_all) {
        follow_object(follow, object);
    }
    sd_side_free(follow->side);
}

/* ---- relations, routines, types ------------------------------------------------------------------------------------ */

static bool says_name(const Follow *follow, const Object *object, const Expr *expr)
{
    (void) object;
    return says(expr, follow->from->name);
}

static const char *qualified(Arena *arena, Key key)
{
    Text text = sd_text(arena);
    Name schema = sd_key_schema(key);

    if (schema) {
        sd_text_identifier(&text, schema);
        sd_text_char(&text, '.');
    }
    sd_text_identifier(&text, key->name);
    return text.bytes;
}

/* Whether something calls the relation by its own name, t.a or t.*, so that an alias has to keep it. */
static bool is_called(const Follow *follow, const Uses *uses)
{
    for (size_t i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];

        if (use->kind == USE_COLUMN && use->place != PLACE_OWN && use->relation == follow->from &&
            use->alias == follow->from->name && (use->parts > 1 || !use->key)) {
            return true;
        }
        if (use->kind == USE_STAR && use->parts > 1 && use->star_count && use->star[0].alias == follow->from->name) {
            return true;
        }
    }
    return false;
}

/* What stands in front of a column. */
static void edit_qualifier(const Follow *follow, const Use *use, TextEdits *edits)
{
    Name called = use->place == PLACE_OWN ? follow->to->name : follow->from->name;

    if (use->relation == follow->from && use->parts > 1 && use->alias == follow->from->name &&
        (use->place == PLACE_OWN || use->parts > 2)) {
        sd_edit_name(edits, use, 0, use->parts - 1, follow->from->name, sd_edit_identifier(edits->arena, called));
    }
}

static void edit_object(const Follow *follow, const Uses *uses, TextEdits *edits)
{
    const char *name = qualified(edits->arena, follow->to);
    bool called = follow->from->name != follow->to->name && is_called(follow, uses);

    for (size_t i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];

        if (use->kind == USE_COLUMN && sd_kinds[follow->from->kind].traits & IS_RELATION) {
            edit_qualifier(follow, use, edits);
        }
        if (use->key != follow->from) {
            continue;
        }
        if (use->kind == USE_LITERAL && !(sd_kinds[follow->from->kind].traits & IS_TYPE)) {
            sd_edit_literal(edits, use, name);
        } else if (use->kind == USE_RELATION || use->kind == USE_ROUTINE || use->kind == USE_TYPE) {
            sd_edit_name(edits, use, 0, use->parts, follow->from->name, name);
        }
        if (use->kind == USE_RELATION && called && !use->alias) {
            sd_edit_alias(edits, use, follow->from->name, NULL, 0);
        }
    }
}

void sd_mention_follow(Session *session, Key from, Key to)
{
    Follow follow = { .session = session, .from = from, .to = to, .concerns = says_name, .edit = edit_object };

    follow_all(&follow);
}

/* ---- columns ------------------------------------------------------------------------------------------------------- */

static bool is_own(const Object *object, Key relation)
{
    return sd_key_within(object->key, relation) || sd_lineage_of(object) == relation;
}

/* A star and NATURAL mean the column without naming it. */
static bool says_column(const Follow *follow, const Object *object, const Expr *expr)
{
    Key relation = follow->from->parent;

    return ((is_own(object, relation) || relation->kind == KIND_COMPOSITE_TYPE) && says(expr, follow->from->name)) ||
           (says(expr, relation->name) &&
            (says(expr, follow->from->name) || strchr(expr->text->text, '*') || strpbrk(expr->text->text, "nN")));
}

/* Whether a query sees the column of a relation in FROM: by its name, by *, by USING or NATURAL. */
static bool is_seen_in_from(const Follow *follow, const Uses *uses)
{
    for (size_t i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];

        if (use->kind == USE_STAR || (use->key == follow->from && use->kind != USE_TARGET &&
                                      !(use->kind == USE_COLUMN && use->place != PLACE_FROM))) {
            return true;
        }
    }
    return false;
}

static void edit_column(const Follow *follow, const Uses *uses, TextEdits *edits)
{
    const char *name = sd_edit_identifier(edits->arena, follow->to->name);
    bool seen = is_seen_in_from(follow, uses);

    for (size_t i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];

        if (use->kind == USE_RELATION && use->key == follow->from->parent && use->place == PLACE_FROM && seen &&
            use->renamed < follow->before_count) {
            sd_edit_alias(edits, use, use->key->name, follow->before + use->renamed,
                          follow->before_count - use->renamed);
        }
        if (use->kind == USE_COLUMN && use->relation == follow->from->parent && use->place == PLACE_FROM && seen &&
            use->parts > 2 && use->alias == use->relation->name) {
            /* A relation with an alias is not known by its schema any more. */
            sd_edit_name(edits, use, 0, use->parts - 1, use->alias, sd_edit_identifier(edits->arena, use->alias));
        }
        if (use->key != follow->from) {
            continue;
        }
        if ((use->kind == USE_COLUMN && use->place != PLACE_FROM) || use->kind == USE_TARGET) {
            sd_edit_name(edits, use, use->parts - 1, 1, follow->from->name, name);
        } else if (use->kind == USE_FIELD) {
            sd_edit_field(edits, follow->from->name, name);
        }
    }
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

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->of_parent && sd_lineage_of(object) == to->parent) {
            replace_in_list(catalog, sd_object_field(object, attr), from, to);
        } else if (attr->type == ATTR_REF && attr->key_row &&
                   *(const Key *) sd_object_field(object, attr) == to->parent) {
            replace_in_list(catalog, sd_object_field(object, sd_kind_attr(kind, attr->key_row)), from, to);
        }
    }
}

void sd_mention_follow_column(Session *session, Key from, Key to)
{
    Follow follow = { .session = session, .from = from, .to = to, .concerns = says_column, .edit = edit_column };
    RelationColumns columns = sd_side_columns(side_of(session, &follow.side), from->parent);
    Name *before = sd_arena_alloc(follow.side->arena, (columns.count + 1) * sizeof *before);

    for (size_t i = 0; i < columns.count && !follow.before; i++) {
        before[follow.before_count++] = columns.items[i].name;
        follow.before = columns.items[i].name == from->name ? before : NULL;
    }
    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        follow_in_lists(sd_session_catalog(session), object, from, to);
    }
    follow_all(&follow);
}

/* ---- values of enum types ------------------------------------------------------------------------------------------ */

static bool says_value(const Follow *follow, const Object *object, const Expr *expr)
{
    (void) object;
    return says(expr, follow->old);
}

/* {sad,"so so"}: elements that are the value, in a literal of an array. */
static const char *exchange_elements(Arena *arena, const char *value, Name old, Name new)
{
    Text text = sd_text(arena);
    bool found = false;

    for (const char *at = value; *at;) {
        bool quoted = *at == '"';
        size_t length = quoted ? strcspn(at + 1, "\"") : strcspn(at, "{},\"");
        const char *element = at + quoted;

        if (length == 0 && !quoted) {
            sd_text_char(&text, *at++);
            continue;
        }
        at = element + length + (quoted && element[length] == '"');
        if (length == old->length && memcmp(element, old->text, length) == 0) {
            sd_text_format(&text, "\"%s\"", new->text);
            found = true;
        } else {
            sd_text_put_bytes(&text, element - quoted, (size_t) (at - element) + quoted);
        }
    }
    return found ? text.bytes : NULL;
}

static void edit_value(const Follow *follow, const Uses *uses, TextEdits *edits)
{
    for (size_t i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];
        const char *value = use->kind == USE_LITERAL && use->key == follow->to ? sd_edit_string(edits, use) : NULL;

        if (value && strcmp(value, follow->old->text) == 0) {
            sd_edit_literal(edits, use, follow->new->text);
        } else if (value && *value == '{') {
            value = exchange_elements(edits->arena, value, follow->old, follow->new);
            if (value) {
                sd_edit_literal(edits, use, value);
            }
        }
    }
}

void sd_mention_follow_value(Session *session, Key type, Name from, Name to)
{
    Follow follow = {
        .session = session, .to = type, .old = from, .new = to, .concerns = says_value, .edit = edit_value
    };

    follow_all(&follow);
}

/* ---- columns that are added ---------------------------------------------------------------------------------------- */

static bool may_see_new_column(const Follow *follow, const Object *object, const Expr *expr)
{
    (void) object;
    return says(expr, follow->to->name) && (strchr(expr->text->text, '*') || says(expr, follow->new));
}

static bool reads(const Uses *uses, Key relation)
{
    for (size_t i = 0; i < uses->count; i++) {
        if (uses->items[i].kind == USE_RELATION && uses->items[i].key == relation) {
            return true;
        }
    }
    return false;
}

static void edit_for_new_column(const Follow *follow, const Uses *uses, TextEdits *edits)
{
    if (!reads(uses, follow->to)) {
        return;
    }
    for (size_t i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];

        if (use->kind == USE_STAR && use->location >= 0) {
            sd_edit_star(edits, use);
        } else if (use->kind == USE_COLUMN && use->parts == 1 && use->alias && use->key &&
                   use->key->name == follow->new) {
            sd_edit_before(edits, use,
                           sd_arena_format(edits->arena, "%s.", sd_edit_identifier(edits->arena, use->alias)));
        }
    }
}

void sd_mention_freeze(Session *session, Key relation, Name added)
{
    Follow follow = {
        .session = session, .to = relation, .new = added, .concerns = may_see_new_column, .edit = edit_for_new_column
    };

    if (!session->watch || !session->watch->leaves_texts) {
        follow_all(&follow);
    }
}

/* ---- questions ----------------------------------------------------------------------------------------------------- */

bool sd_mention_name_columns(Session *session, Object *view)
{
    const Attr *query = sd_kind_attr(sd_kind_of(view), "query");
    Follow follow = { .session = session };
    Expr *expr = *(Expr **) sd_object_field(view, query);
    Uses uses;
    bool known =
        expr && sd_uses_find(&uses, side_of(session, &follow.side), view, query, expr, 0) && uses.outputs != NULL;

    if (known) {
        name_columns(&follow, view, &uses);
    }
    sd_side_free(follow.side);
    return known;
}

static bool may_use(const Object *object, const Expr *expr, Key key)
{
    if (key->kind == KIND_SCHEMA) {
        return says(expr, key->name) || is_in_path(expr, key->name);
    }
    if (key->kind == KIND_COLUMN) {
        return (is_own(object, key->parent) && says(expr, key->name)) ||
               (says(expr, key->parent->name) && (says(expr, key->name) || strchr(expr->text->text, '*')));
    }
    return says(expr, key->name);
}

static bool uses_key(Side *side, const Object *object, const Attr *attr, Expr *expr, size_t item, Key key)
{
    Uses uses;

    if (sd_uses_find(&uses, side, object, attr, expr, item)) {
        for (size_t i = 0; i < uses.count; i++) {
            if (uses.items[i].key && sd_key_within(uses.items[i].key, key)) {
                return true;
            }
        }
    }
    return false;
}

bool sd_mention_in_object(Session *session, const Object *object, Key key)
{
    const Kind *kind = sd_kind_of(object);
    Side *side = NULL;
    bool found = false;

    /* What has no name, a default or a comment, is spoken of by nobody. */
    for (size_t i = 0; key->name && i < kind->attr_count && !found; i++) {
        const Attr *attr = &kind->attrs[i];
        const void *field = sd_object_field(object, attr);
        Expr *one = attr->type == ATTR_EXPR ? *(Expr *const *) field : NULL;
        const ExprList *list = attr->type == ATTR_EXPRS ? *(const ExprList *const *) field : NULL;

        if (one && may_use(object, one, key)) {
            found = uses_key(side_of(session, &side), object, attr, one, 0, key);
        }
        for (size_t item = 0; item < sd_exprs_count(list) && !found; item++) {
            if (may_use(object, list->items[item], key)) {
                found = uses_key(side_of(session, &side), object, attr, list->items[item], item, key);
            }
        }
    }
    sd_side_free(side);
    return found;
}
