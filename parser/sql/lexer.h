/* PostgreSQL's tokens, just enough to cut text: where a statement, a parenthesis, a clause ends.
 *
 * libpg_query's parser says where a node begins but never where it ends, and its scanner-based splitter cuts
 * BEGIN ATOMIC bodies apart; so text is cut with this.  Comments and space are skipped.  Never fails: a string or
 * comment that does not end runs to the end of the text.  Manual: "Lexical Structure" (sql-syntax-lexical). */
#ifndef SD_PARSER_SQL_LEXER_H
#define SD_PARSER_SQL_LEXER_H

#include <stdbool.h>
#include <stddef.h>

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_WORD,       /* keyword or unquoted identifier */
    TOKEN_IDENTIFIER, /* "quoted", U&"quoted" */
    TOKEN_STRING,     /* '...', E'...', $$...$$, B'..', X'..', U&'..' */
    TOKEN_NUMBER,
    TOKEN_SYMBOL,   /* one of ( ) [ ] , ; : . and one character of anything else */
    TOKEN_BACKSLASH /* a backslash at the start of a line, up to its end: a psql command */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t start, end; /* bytes in the text; end is behind the last */
} Token;

typedef struct Lexer {
    const char *text;
    size_t length;
    size_t at; /* where the next token is looked for */
} Lexer;

Lexer sd_lexer(const char *text, size_t length, size_t at);
Token sd_lexer_next(Lexer *lexer);

/* Case-insensitive comparison of a TOKEN_WORD with a lower-case word. */
bool sd_token_is(const Lexer *lexer, Token token, const char *word);
bool sd_token_is_symbol(const Lexer *lexer, Token token, char symbol);

/* With the lexer just behind an opening parenthesis: the offset of its closing one, lexer behind it.  The length of
 * the text when there is none. */
size_t sd_lexer_close(Lexer *lexer);

/* Trims space and comments from both ends of [*start, *end). */
void sd_lexer_trim(const char *text, size_t *start, size_t *end);

#endif
