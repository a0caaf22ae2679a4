#include "parser/sql/edit.h"

#include <stdlib.h>
#include <string.h>

const char *sd_edit_identifier(Arena *arena, Name name)
{
    Text text = sd_text(arena);

    sd_text_identifier(&text, name);
    return text.bytes;
}

bool sd_edit_token_is(const Lexer *lexer, Token token, Name name)
{
    bool quoted = token.kind == TOKEN_IDENTIFIER && lexer->text[token.start] == '"';
    size_t at = token.start + quoted, end = token.end - quoted;
    const char *expected = name->text;

    if (!quoted && token.kind != TOKEN_WORD) {
        return false;
    }
    for (; at < end; at++, expected++) {
        char c = lexer->text[at];

        if (!quoted && c >= 'A' && c <= 'Z') {
            c = (char) (c - 'A' + 'a');
        }
        if (c != *expected) {
            return false;
        }
        at += quoted && c == '"';
    }
    return *expected == '\0';
}

static void add(TextEdits *edits, size_t start, size_t end, const char *by)
{
    edits->items = sd_arena_grow(edits->arena, edits->items, edits->count, sizeof *edits->items);
    edits->items[edits->count++] = (TextEdit){ .start = start, .end = end, .by = by };
}

/* A lexer at the place of a use; at the end, and `unsure`, when it has none. */
static Lexer lexer_at(TextEdits *edits, const Use *use)
{
    int64_t at = (int64_t) use->location - edits->offset;

    if (use->location < 0 || at < 0 || at >= (int64_t) edits->text->length) {
        edits->unsure = true;
        at = (int64_t) edits->text->length;
    }
    return sd_lexer(edits->text->text, edits->text->length, (size_t) at);
}

/* ---- names --------------------------------------------------------------------------------------------------------- */

void sd_edit_name(TextEdits *edits, const Use *use, size_t first, size_t count, Name last, const char *by)
{
    Lexer lexer = lexer_at(edits, use);
    Token token = sd_lexer_next(&lexer);
    size_t start = token.start;

    for (size_t part = 1; part < first + count; part++) {
        (void) sd_lexer_next(&lexer); /* the dot */
        token = sd_lexer_next(&lexer);
        start = part == first ? token.start : start;
    }
    if (sd_edit_token_is(&lexer, token, last)) {
        add(edits, start, token.end, by);
    } else {
        edits->unsure = true;
    }
}

const char *sd_edit_string(const TextEdits *edits, const Use *use)
{
    const char *text = edits->text->text;
    size_t at = (size_t) (use->location - edits->offset);
    Text value = sd_text(edits->arena);

    if (use->location < edits->offset || at >= edits->text->length || text[at] != '\'') {
        return NULL;
    }
    for (at++; text[at] && (text[at] != '\'' || text[at + 1] == '\''); at++) {
        at += text[at] == '\'';
        sd_text_char(&value, text[at]);
    }
    return value.bytes;
}

void sd_edit_literal(TextEdits *edits, const Use *use, const char *value)
{
    Lexer lexer = lexer_at(edits, use);
    Token token = sd_lexer_next(&lexer);
    Text text = sd_text(edits->arena);

    if (token.kind != TOKEN_STRING) {
        edits->unsure = true;
        return;
    }
    sd_text_literal(&text, value);
    add(edits, token.start, token.end, text.bytes);
}

void sd_edit_before(TextEdits *edits, const Use *use, const char *text)
{
    Lexer lexer = lexer_at(edits, use);
    Token token = sd_lexer_next(&lexer);

    if (token.kind != TOKEN_END) {
        add(edits, token.start, token.start, text);
    }
}

void sd_edit_star(TextEdits *edits, const Use *use)
{
    Lexer lexer = lexer_at(edits, use);
    Token first = sd_lexer_next(&lexer), token = first;
    Text text = sd_text(edits->arena);

    for (size_t part = 1; part < use->parts; part++) {
        (void) sd_lexer_next(&lexer);
        token = sd_lexer_next(&lexer);
    }
    if (!sd_token_is_symbol(&lexer, token, '*') || use->star_count == 0) {
        edits->unsure = true;
        return;
    }
    for (size_t i = 0; i < use->star_count; i++) {
        sd_text_put(&text, i ? ", " : "");
        if (use->star[i].alias) {
            sd_text_identifier(&text, use->star[i].alias);
            sd_text_char(&text, '.');
        }
        sd_text_identifier(&text, use->star[i].name);
    }
    add(edits, first.start, token.end, text.bytes);
}

void sd_edit_field(TextEdits *edits, Name from, const char *by)
{
    Lexer lexer = sd_lexer(edits->text->text, edits->text->length, 0);
    Token before[2] = { { .kind = TOKEN_END }, { .kind = TOKEN_END } }, found = { .kind = TOKEN_END };
    size_t count = 0;

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        if (before[0].kind != TOKEN_END && sd_token_is_symbol(&lexer, before[0], ')') &&
            sd_token_is_symbol(&lexer, before[1], '.') && sd_edit_token_is(&lexer, token, from)) {
            found = token;
            count++;
        }
        before[0] = before[1];
        before[1] = token;
    }
    if (count == 1) {
        add(edits, found.start, found.end, by);
    } else {
        edits->unsure = true;
    }
}

/* ---- aliases ------------------------------------------------------------------------------------------------------- */

static const char *column_list(Arena *arena, const Name *columns, size_t count)
{
    Text text = sd_text(arena);

    for (size_t i = 0; i < count; i++) {
        sd_text_put(&text, i ? ", " : "");
        sd_text_identifier(&text, columns[i]);
    }
    return text.bytes;
}

/* name [*] [AS alias [(columns)]], with a parenthesis behind the name in ONLY (name). */
void sd_edit_alias(TextEdits *edits, const Use *use, Name alias, const Name *columns, size_t count)
{
    Lexer lexer = lexer_at(edits, use), next;
    Token token = sd_lexer_next(&lexer);
    const char *list = column_list(edits->arena, columns, count);

    for (size_t part = 1; part < use->parts; part++) {
        (void) sd_lexer_next(&lexer);
        token = sd_lexer_next(&lexer);
    }
    if (token.kind == TOKEN_END) {
        return;
    }
    if (!use->alias) {
        add(edits, token.end, token.end,
            sd_arena_format(edits->arena, count ? " AS %s(%s)" : " AS %s", sd_edit_identifier(edits->arena, alias),
                            list));
        return;
    }
    while (token.kind != TOKEN_END && !sd_edit_token_is(&lexer, token, use->alias)) {
        token = sd_lexer_next(&lexer);
    }
    next = lexer;
    if (sd_token_is(&lexer, token, "as")) { /* an alias that is called "as" needs quotes, so this is the word */
        token = sd_lexer_next(&lexer);
    }
    if (use->renamed == 0) {
        add(edits, token.end, token.end, sd_arena_format(edits->arena, "(%s)", list));
    } else if (sd_token_is_symbol(&next, sd_lexer_next(&next), '(')) {
        size_t close = sd_lexer_close(&next);

        add(edits, close, close, sd_arena_format(edits->arena, ", %s", list));
    } else {
        edits->unsure = true;
    }
}

/* ---- all ----------------------------------------------------------------------------------------------------------- */

static int compare_edits(const void *left, const void *right)
{
    const TextEdit *a = left, *b = right;

    return a->start == b->start ? (a->end > b->end) - (a->end < b->end) : (a->start > b->start) - (a->start < b->start);
}

/* A use that analysis met twice is edited once. */
void sd_edit_apply(TextEdits *edits, Catalog *catalog, Expr *expr)
{
    const ExprSource *before = expr->source;
    ExprSource *source = sd_arena_alloc(catalog->arena, sizeof *source);
    Text text = sd_text(edits->arena);
    size_t at = 0;

    if (edits->count == 0) {
        return;
    }
    qsort(edits->items, edits->count, sizeof *edits->items, compare_edits);
    for (size_t i = 0; i < edits->count; i++) {
        const TextEdit *edit = &edits->items[i];

        if (edit->start >= at && !(i && compare_edits(edit, edit - 1) == 0)) {
            sd_text_put_bytes(&text, expr->text->text + at, edit->start - at);
            sd_text_put(&text, edit->by);
            at = edit->end;
        }
    }
    sd_text_put_bytes(&text, expr->text->text + at, expr->text->length - at);
    expr->text = sd_name_of(catalog->names, text.bytes, text.length);
    source->path = before ? before->path : NULL;
    expr->source = source;
}
