#include "parser/sql/slice.h"

size_t sd_slice_offset(const Session *session, int32_t location)
{
    int64_t offset = (int64_t) location - session->statement->location;

    if (offset < 0) {
        return 0;
    }
    return (size_t) offset < session->statement->length ? (size_t) offset : session->statement->length;
}

Slice sd_slice_rest(const Session *session, size_t at)
{
    return (Slice){ .start = at, .end = session->statement->length };
}

static Lexer lexer_of(const Session *session, Slice within)
{
    return sd_lexer(session->statement->text, within.end, within.start);
}

/* Keeps count of the parentheses and brackets that are open behind a token. */
static size_t depth_behind(const Lexer *lexer, Token token, size_t depth)
{
    if (sd_token_is_symbol(lexer, token, '(') || sd_token_is_symbol(lexer, token, '[')) {
        return depth + 1;
    }
    if (depth && (sd_token_is_symbol(lexer, token, ')') || sd_token_is_symbol(lexer, token, ']'))) {
        return depth - 1;
    }
    return depth;
}

static Token find_word(const Session *session, Slice within, const char *word)
{
    Lexer lexer = lexer_of(session, within);
    size_t depth = 0;

    for (;;) {
        Token token = sd_lexer_next(&lexer);

        if (token.kind == TOKEN_END || (depth == 0 && sd_token_is(&lexer, token, word))) {
            return token;
        }
        depth = depth_behind(&lexer, token, depth);
    }
}

Slice sd_slice_behind_word(const Session *session, Slice within, const char *word)
{
    Token token = find_word(session, within, word);

    return (Slice){ .start = token.kind == TOKEN_END ? within.end : token.end, .end = within.end };
}

Slice sd_slice_before_word(const Session *session, Slice within, const char *word)
{
    Token token = find_word(session, within, word);

    return (Slice){ .start = within.start, .end = token.kind == TOKEN_END ? within.end : token.start };
}

Slice sd_slice_group(const Session *session, Slice within, size_t *behind)
{
    Lexer lexer = lexer_of(session, within);
    Slice group = { .start = within.end, .end = within.end };
    Token token;

    do {
        token = sd_lexer_next(&lexer);
    } while (token.kind != TOKEN_END && !sd_token_is_symbol(&lexer, token, '('));
    if (token.kind != TOKEN_END) {
        group.start = token.end;
        group.end = sd_lexer_close(&lexer);
    }
    if (behind) {
        *behind = lexer.at;
    }
    return group;
}

bool sd_slice_next_part(const Session *session, Slice *list, Slice *part)
{
    Lexer lexer = lexer_of(session, *list);
    Token token = sd_lexer_next(&lexer);
    size_t depth = 0;

    if (token.kind == TOKEN_END) {
        return false;
    }
    *part = (Slice){ .start = token.start, .end = list->end };
    while (token.kind != TOKEN_END) {
        if (depth == 0 && sd_token_is_symbol(&lexer, token, ',')) {
            part->end = token.start;
            break;
        }
        depth = depth_behind(&lexer, token, depth);
        token = sd_lexer_next(&lexer);
    }
    list->start = lexer.at;
    return true;
}

Slice sd_slice_behind_name(const Session *session, Slice within)
{
    Lexer lexer = lexer_of(session, within);
    Token token;

    (void) sd_lexer_next(&lexer);
    within.start = lexer.at;
    token = sd_lexer_next(&lexer);
    while (sd_token_is_symbol(&lexer, token, '.')) {
        (void) sd_lexer_next(&lexer);
        within.start = lexer.at;
        token = sd_lexer_next(&lexer);
    }
    return within;
}

bool sd_slice_begins_with(const Session *session, Slice within, const char *word)
{
    Lexer lexer = lexer_of(session, within);

    return sd_token_is(&lexer, sd_lexer_next(&lexer), word);
}

/* A subquery and a row need the parentheses that they stand in. */
static bool needs_parentheses(const Session *session, Slice inside)
{
    static const char *const openers[] = { "select", "with", "values", "table" };
    Slice list = inside, part;

    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        if (sd_slice_begins_with(session, inside, openers[i])) {
            return true;
        }
    }
    return !sd_slice_next_part(session, &list, &part) || part.end != inside.end;
}

static Slice without_parentheses(const Session *session, Slice slice)
{
    for (;;) {
        Lexer lexer = lexer_of(session, slice);
        Slice inside;

        if (!sd_token_is_symbol(&lexer, sd_lexer_next(&lexer), '(')) {
            return slice;
        }
        inside.start = lexer.at;
        inside.end = sd_lexer_close(&lexer);
        if (sd_lexer_next(&lexer).kind != TOKEN_END || needs_parentheses(session, inside)) {
            return slice;
        }
        slice = inside;
    }
}

Expr *sd_slice_expr(Session *session, Slice slice, const void *tree)
{
    slice = without_parentheses(session, slice);
    return sd_slice_is_empty(slice) ? NULL : sd_session_expr(session, slice.start, slice.end, tree);
}
