#include "parser/sql/lexer.h"

#include <string.h>

Lexer sd_lexer(const char *text, size_t length, size_t at)
{
    return (Lexer){ .text = text, .length = length, .at = at < length ? at : length };
}

static char peek(const Lexer *lexer, size_t ahead)
{
    size_t at = lexer->at + ahead;

    return at < lexer->length ? lexer->text[at] : '\0';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Every byte of a multi-byte character may begin or continue an identifier (ident_start of the server's scan.l). */
static bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char) c >= 0x80;
}

static bool continues_word(char c)
{
    return begins_word(c) || is_digit(c) || c == '$';
}

/* Comments of this form nest. */
static void skip_block_comment(Lexer *lexer)
{
    size_t depth = 1;

    lexer->at += 2;
    while (lexer->at < lexer->length && depth) {
        if (peek(lexer, 0) == '/' && peek(lexer, 1) == '*') {
            depth++;
            lexer->at += 2;
        } else if (peek(lexer, 0) == '*' && peek(lexer, 1) == '/') {
            depth--;
            lexer->at += 2;
        } else {
            lexer->at++;
        }
    }
    if (lexer->at > lexer->length) {
        lexer->at = lexer->length;
    }
}

static void skip_line(Lexer *lexer)
{
    const char *end = memchr(lexer->text + lexer->at, '\n', lexer->length - lexer->at);

    lexer->at = end ? (size_t) (end - lexer->text) : lexer->length;
}

static void skip_space(Lexer *lexer)
{
    while (lexer->at < lexer->length) {
        if (is_space(peek(lexer, 0))) {
            lexer->at++;
        } else if (peek(lexer, 0) == '-' && peek(lexer, 1) == '-') {
            skip_line(lexer);
        } else if (peek(lexer, 0) == '/' && peek(lexer, 1) == '*') {
            skip_block_comment(lexer);
        } else {
            return;
        }
    }
}

/* From the opening quote to behind the closing one; a doubled quote stands for itself. */
static void skip_quoted(Lexer *lexer, char quote, bool backslash_escapes)
{
    lexer->at++;
    while (lexer->at < lexer->length) {
        char c = peek(lexer, 0);

        if (c == '\\' && backslash_escapes) {
            lexer->at += 2;
        } else if (c != quote) {
            lexer->at++;
        } else if (peek(lexer, 1) == quote) {
            lexer->at += 2;
        } else {
            lexer->at++;
            return;
        }
    }
    lexer->at = lexer->length;
}

/* 'a'  <line end>  'b' is one string: the second part keeps the first one's rules for backslashes. */
static bool continues_string(Lexer *lexer)
{
    size_t behind = lexer->at;
    bool line_ended = false;

    while (lexer->at < lexer->length) {
        if (is_space(peek(lexer, 0))) {
            line_ended = line_ended || peek(lexer, 0) == '\n' || peek(lexer, 0) == '\r';
            lexer->at++;
        } else if (line_ended && peek(lexer, 0) == '-' && peek(lexer, 1) == '-') {
            skip_line(lexer);
        } else {
            break;
        }
    }
    if (line_ended && peek(lexer, 0) == '\'') {
        return true;
    }
    lexer->at = behind;
    return false;
}

static TokenKind take_string(Lexer *lexer, bool backslash_escapes)
{
    do {
        skip_quoted(lexer, '\'', backslash_escapes);
    } while (continues_string(lexer));
    return TOKEN_STRING;
}

/* With the lexer on a dollar sign: the length of $tag$, or 0 when it is none. */
static size_t dollar_tag_length(const Lexer *lexer)
{
    size_t length = 1;

    if (begins_word(peek(lexer, length))) {
        while (begins_word(peek(lexer, length)) || is_digit(peek(lexer, length))) {
            length++;
        }
    }
    return peek(lexer, length) == '$' ? length + 1 : 0;
}

static TokenKind take_dollar(Lexer *lexer)
{
    size_t tag = dollar_tag_length(lexer);
    const char *opening = lexer->text + lexer->at;

    if (tag == 0) {
        lexer->at++;
        return TOKEN_SYMBOL;
    }
    lexer->at += tag;
    while (lexer->at + tag <= lexer->length) {
        const char *dollar = memchr(lexer->text + lexer->at, '$', lexer->length - lexer->at - tag + 1);

        if (!dollar) {
            break;
        }
        lexer->at = (size_t) (dollar - lexer->text);
        if (memcmp(dollar, opening, tag) == 0) {
            lexer->at += tag;
            return TOKEN_STRING;
        }
        lexer->at++;
    }
    lexer->at = lexer->length;
    return TOKEN_STRING;
}

static bool begins_fraction(const Lexer *lexer)
{
    bool behind_dot = lexer->at > 0 && lexer->text[lexer->at - 1] == '.';

    return peek(lexer, 0) == '.' && is_digit(peek(lexer, 1)) && !behind_dot;
}

/* Two dots are the range operator of plpgsql and never part of a number. */
static TokenKind take_number(Lexer *lexer)
{
    while (is_digit(peek(lexer, 0))) {
        lexer->at++;
    }
    if (peek(lexer, 0) == '.' && peek(lexer, 1) != '.') {
        lexer->at++;
        while (is_digit(peek(lexer, 0))) {
            lexer->at++;
        }
    }
    if (peek(lexer, 0) == 'e' || peek(lexer, 0) == 'E') {
        size_t sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-';

        if (is_digit(peek(lexer, 1 + sign))) {
            lexer->at += 1 + sign;
            while (is_digit(peek(lexer, 0))) {
                lexer->at++;
            }
        }
    }
    return TOKEN_NUMBER;
}

/* A word, or one of the letters that open a string: E'..', B'..', X'..', N'..', U&'..', U&"..". */
static TokenKind take_word(Lexer *lexer)
{
    char first = peek(lexer, 0);
    char second = peek(lexer, 1);

    if (second == '\'' && strchr("eEbBxXnN", first)) {
        lexer->at++;
        return take_string(lexer, first == 'e' || first == 'E');
    }
    if ((first == 'u' || first == 'U') && second == '&' && (peek(lexer, 2) == '\'' || peek(lexer, 2) == '"')) {
        lexer->at += 2;
        if (peek(lexer, 0) == '\'') {
            return take_string(lexer, false);
        }
        skip_quoted(lexer, '"', false);
        return TOKEN_IDENTIFIER;
    }
    while (continues_word(peek(lexer, 0))) {
        lexer->at++;
    }
    return TOKEN_WORD;
}

static bool begins_line(const Lexer *lexer)
{
    size_t at = lexer->at;

    while (at > 0 && (lexer->text[at - 1] == ' ' || lexer->text[at - 1] == '\t')) {
        at--;
    }
    return at == 0 || lexer->text[at - 1] == '\n';
}

static TokenKind take_token(Lexer *lexer)
{
    char c = peek(lexer, 0);

    if (begins_word(c)) {
        return take_word(lexer);
    }
    if (is_digit(c) || begins_fraction(lexer)) {
        return take_number(lexer);
    }
    switch (c) {
    case '\'':
        return take_string(lexer, false);
    case '"':
        skip_quoted(lexer, '"', false);
        return TOKEN_IDENTIFIER;
    case '$':
        return take_dollar(lexer);
    case '\\':
        if (begins_line(lexer)) {
            skip_line(lexer);
            return TOKEN_BACKSLASH;
        }
        lexer->at++;
        return TOKEN_SYMBOL;
    default:
        lexer->at++;
        return TOKEN_SYMBOL;
    }
}

Token sd_lexer_next(Lexer *lexer)
{
    Token token = { .kind = TOKEN_END };

    skip_space(lexer);
    token.start = lexer->at;
    if (lexer->at < lexer->length) {
        token.kind = take_token(lexer);
        if (lexer->at > lexer->length) {
            lexer->at = lexer->length;
        }
    }
    token.end = lexer->at;
    return token;
}

bool sd_token_is(const Lexer *lexer, Token token, const char *word)
{
    size_t length = token.end - token.start;

    if (token.kind != TOKEN_WORD || strlen(word) != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char c = lexer->text[token.start + i];

        if ((c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c) != word[i]) {
            return false;
        }
    }
    return true;
}

bool sd_token_is_symbol(const Lexer *lexer, Token token, char symbol)
{
    return token.kind == TOKEN_SYMBOL && lexer->text[token.start] == symbol;
}

size_t sd_lexer_close(Lexer *lexer)
{
    size_t depth = 1;

    for (;;) {
        Token token = sd_lexer_next(lexer);

        if (token.kind == TOKEN_END) {
            return lexer->length;
        }
        if (sd_token_is_symbol(lexer, token, '(')) {
            depth++;
        } else if (sd_token_is_symbol(lexer, token, ')') && --depth == 0) {
            return token.start;
        }
    }
}

void sd_lexer_trim(const char *text, size_t *start, size_t *end)
{
    Lexer lexer = sd_lexer(text, *end, *start);
    Token token = sd_lexer_next(&lexer);
    size_t last = token.end;

    *start = token.start;
    while (token.kind != TOKEN_END) {
        last = token.end;
        token = sd_lexer_next(&lexer);
    }
    *end = last;
}
