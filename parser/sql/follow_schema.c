/* A schema that gets another name: types, expressions and keys that spell it.  The server stores OIDs; here the texts are
 * edited, token by token, where the name stands in front of a dot. */
#include "parser/sql/mention.h"

#include "parser/sql/lexer.h"
#include "parser/sql/routine.h"

#include <string.h>

static bool is_quoted_or_word(Token token)
{
    return token.kind == TOKEN_WORD || token.kind == TOKEN_IDENTIFIER;
}

typedef struct SchemaEdit {
    const char *text;
    const Text *from, *to; /* as SQL spells them */
    Text *edited;
    size_t at; /* up to where `edited` has come */
} SchemaEdit;

/* Behind a string: ::regclass, ::regproc and the like, whose strings are names. */
static bool is_cast_to_reg(Lexer lexer, Token colon)
{
    Token second = sd_lexer_next(&lexer);
    Token type = sd_lexer_next(&lexer);

    return sd_token_is_symbol(&lexer, colon, ':') && sd_token_is_symbol(&lexer, second, ':') &&
           type.kind == TOKEN_WORD && type.end - type.start > 3 && memcmp(lexer.text + type.start, "reg", 3) == 0;
}

/* Exchanges a schema's name where it stands in front of a dot, also in the strings of regclass: 'app.t_seq'. */
static void edit_schema(SchemaEdit *edit, size_t start, size_t end)
{
    Lexer lexer = sd_lexer(edit->text, end, start);

    for (Token token = sd_lexer_next(&lexer), next; token.kind != TOKEN_END; token = next) {
        next = sd_lexer_next(&lexer);
        if (is_quoted_or_word(token) && sd_token_is_symbol(&lexer, next, '.') &&
            token.end - token.start == edit->from->length &&
            memcmp(edit->text + token.start, edit->from->bytes, edit->from->length) == 0) {
            sd_text_put_bytes(edit->edited, edit->text + edit->at, token.start - edit->at);
            sd_text_put(edit->edited, edit->to->bytes);
            edit->at = token.end;
        } else if (token.kind == TOKEN_STRING && edit->text[token.start] == '\'' && is_cast_to_reg(lexer, next)) {
            edit_schema(edit, token.start + 1, token.end - 1);
        }
    }
}

static Name with_schema(Names *names, Name text, Name from, Name to)
{
    Arena *scratch = sd_arena_new();
    Text edited = sd_text(scratch), old = sd_text(scratch), new = sd_text(scratch);
    SchemaEdit edit = { .text = text->text, .from = &old, .to = &new, .edited = &edited };
    size_t at;

    sd_text_identifier(&old, from);
    sd_text_identifier(&new, to);
    edit_schema(&edit, 0, text->length);
    at = edit.at;
    if (at) {
        sd_text_put(&edited, text->text + at);
        text = sd_name_of(names, edited.bytes, edited.length);
    }
    sd_arena_free(scratch);
    return text;
}

static void follow_schema_in_expr(Catalog *catalog, Expr *expr, Name from, Name to)
{
    const ExprSource *before = expr ? expr->source : NULL;
    ExprSource *source;

    if (!expr) {
        return;
    }
    source = sd_arena_alloc(catalog->arena, sizeof *source);
    if (before) {
        *source = *before;
        source->path = sd_list_replaced(catalog->arena, before->path, from, to);
        expr->source = source;
    }
    if (strstr(expr->text->text, from->text)) {
        Name text = with_schema(catalog->names, expr->text, from, to);

        if (text != expr->text) {
            expr->text = text;
            source->tree = NULL;
            source->offset = 0;
            expr->source = source;
        }
    }
}

static const List *follow_schema_in_types(Catalog *catalog, const List *types, Name from, Name to)
{
    for (size_t i = 0; i < sd_list_count(types); i++) {
        Name type = with_schema(catalog->names, types->items[i], from, to);

        if (type != types->items[i]) {
            types = sd_list_replaced(catalog->arena, types, types->items[i], type);
        }
    }
    return types;
}

static void follow_schema(Catalog *catalog, Object *object, Name from, Name to)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        void *field = sd_object_field(object, &kind->attrs[i]);
        const ExprList *list;

        switch (kind->attrs[i].type) {
        case ATTR_NAME:
        case ATTR_TYPE:
            if (*(Name *) field && (kind->attrs[i].type == ATTR_TYPE || kind->attrs[i].refers_to)) {
                *(Name *) field = with_schema(catalog->names, *(Name *) field, from, to);
            }
            break;
        case ATTR_EXPR:
            follow_schema_in_expr(catalog, *(Expr **) field, from, to);
            break;
        case ATTR_EXPRS:
            list = *(const ExprList **) field;
            for (size_t item = 0; item < sd_exprs_count(list); item++) {
                follow_schema_in_expr(catalog, list->items[item], from, to);
            }
            break;
        default:
            break;
        }
    }
    if (kind->traits & IS_ROUTINE) {
        const List **types = sd_routine_list(object, "argument_types");

        *types = follow_schema_in_types(catalog, *types, from, to);
    }
    if (kind->traits & (OVER_TYPES | NAMED_BY_TYPE)) {
        Name name = object->key->name, args = object->key->args;

        args = kind->traits & OVER_TYPES ? with_schema(catalog->names, args, from, to) : args;
        name = kind->traits & NAMED_BY_TYPE ? with_schema(catalog->names, name, from, to) : name;
        if (name != object->key->name || args != object->key->args) {
            sd_catalog_rename(catalog, object, sd_key(catalog->names, kind->id, object->key->parent, name, args));
        }
    }
}

void sd_schema_follow(Catalog *catalog, Name from, Name to)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        follow_schema(catalog, object, from, to);
    }
}
