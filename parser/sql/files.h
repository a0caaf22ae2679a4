/* Parsed texts, as sd_files_parse keeps them for sd_files_read.
 *
 * Each text is copied once: checked to be UTF-8, ended with a zero byte, what only psql understands blanked out with
 * spaces.  All offsets of statements count in that copy, and so do those of the file, since blanks keep lengths. */
#ifndef SD_PARSER_SQL_FILES_H
#define SD_PARSER_SQL_FILES_H

#include "parser/sql/state.h"

/* A statement with what only its surroundings tell. */
typedef struct FileStatement {
    Statement statement;
    const PgQuery__CreateSchemaStmt *within; /* the CREATE SCHEMA it is an element of, or NULL */
} FileStatement;

typedef struct FileText {
    SourceText source; /* the copy */
    LineIndex lines;
    FileStatement *statements;
    size_t count;
} FileText;

struct Files {
    Arena *arena; /* copies and parse trees */
    FileText *texts;
    size_t count;
    Status
        status; /* of parsing: SD_UNSUPPORTED where the grammar refused, SD_INPUT where something else was wrong too */
    bool in_order; /* see sd_files_in_order */
};

/* ---- canvas.c ---------------------------------------------------------------------------------------------------- */

/* Checks a text and makes its copy.  False, with an error in diag, when it is no text: too large, a zero byte,
 * invalid UTF-8. */
bool sd_canvas_make(Arena *arena, FileText *text, const SourceText *source, Diag *diag);

/* Appends a message with file, line, column and source line of an offset. */
Message *sd_canvas_say(const FileText *text, Severity severity, size_t offset, Diag *diag, const char *sentence);

/* Where a character of the text begins: the server and its parser count characters, everything here bytes. */
size_t sd_byte_of_character(const char *text, size_t length, size_t character);

/* ---- cut.c ------------------------------------------------------------------------------------------------------- */

/* One statement of a text, its semicolon left out. */
typedef struct Piece {
    size_t start, end;
    size_t nesting; /* at least as deep as its parse tree can be */
} Piece;

/* Cuts a text at its semicolons.  Knows BEGIN ATOMIC ... END bodies and the parentheses of CREATE RULE. */
Piece *sd_cut_statements(Arena *arena, const SourceText *source, size_t *count);

/* Offsets (in the statement's text) at which the elements of CREATE SCHEMA begin; at most `room` are stored. */
size_t sd_cut_schema_elements(const Statement *statement, size_t *starts, size_t room);

#endif
