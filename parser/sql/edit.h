/* Edits of the text of one expression, at places that parse analysis tells. */
#ifndef SD_PARSER_SQL_EDIT_H
#define SD_PARSER_SQL_EDIT_H

#include "parser/canon/uses.h"
#include "parser/sql/lexer.h"
#include "parser/sql/reader.h"

typedef struct TextEdit {
    size_t start, end;
    const char *by;
} TextEdit;

typedef struct TextEdits {
    Arena *arena;
    Name text;      /* that is edited */
    int32_t offset; /* the location of its first byte */
    TextEdit *items;
    size_t count;
    bool unsure; /* something had to be edited and could not be found */
} TextEdits;

/* Whether the token is this identifier. */
bool sd_edit_token_is(const Lexer *lexer, Token token, Name name);

/* Exchanges parts [first, first + count) of the dotted name that a use has; the last of them must be `last`. */
void sd_edit_name(TextEdits *edits, const Use *use, size_t first, size_t count, Name last, const char *by);

/* The string that a use has; NULL unless it is written without escapes. */
const char *sd_edit_string(const TextEdits *edits, const Use *use);

/* Exchanges it. */
void sd_edit_literal(TextEdits *edits, const Use *use, const char *value);

/* Gives a relation in FROM, whose name ends in `name`, an alias, when it has none, and `count` names of columns behind
 * those its alias has; alias: what it is called without one. */
void sd_edit_alias(TextEdits *edits, const Use *use, Name alias, const Name *columns, size_t count);

/* Puts something in front of a use, or in place of the star that it is. */
void sd_edit_before(TextEdits *edits, const Use *use, const char *text);
void sd_edit_star(TextEdits *edits, const Use *use);

/* The only ").name" of the text; several cannot be told apart. */
void sd_edit_field(TextEdits *edits, Name from, const char *by);

/* The identifier as SQL spells it. */
const char *sd_edit_identifier(Arena *arena, Name name);

/* Writes the edited text into the Expr. */
void sd_edit_apply(TextEdits *edits, Catalog *catalog, Expr *expr);

#endif
