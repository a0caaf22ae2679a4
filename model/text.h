/* Growing text, and the only functions that quote names and values for SQL.
 *
 *     Text text = sd_text(arena);
 *     sd_text_put(&text, "DROP TABLE ");
 *     sd_text_identifier(&text, name);
 *     text.bytes                        -- ends in a zero byte; lives as long as the arena */
#ifndef SD_MODEL_TEXT_H
#define SD_MODEL_TEXT_H

#include "model/arena.h"
#include "model/name.h"

typedef struct Text {
    Arena *arena;
    char *bytes; /* never NULL */
    size_t length, room;
} Text;

Text sd_text(Arena *arena);
void sd_text_put(Text *text, const char *more);
void sd_text_put_bytes(Text *text, const char *more, size_t length);
void sd_text_put_name(Text *text, Name name); /* as it is, unquoted; NULL adds nothing */
void sd_text_char(Text *text, char c);
void sd_text_format(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "we""ird" when it must be quoted, else as it is: lower-case letters, digits, underscore, no keyword that needs
 * quotes as a column or type name (quote_identifier of the server's ruleutils.c). */
void sd_text_identifier(Text *text, Name name);

/* 'it''s', or E'...' when there is a backslash. */
void sd_text_literal(Text *text, const char *value);

/* $$...$$ with a tag that does not occur in the value. */
void sd_text_dollar(Text *text, const char *value);

/* An object as SQL names it: "app"."users"; for a column or a constraint the bare name; for a routine
 * app.f(integer, text), by its name alone app.f; for an aggregate without arguments app.f(*), as AGGREGATE wants it; for
 * a kind with a signature as that says; NULL-safe. */
void sd_text_qualified(Text *text, Key key);

/* The same, but an aggregate as ROUTINE and regprocedure want it: app.f(). */
void sd_text_signature(Text *text, Key key);

/* The words and behind them a function without its arguments: " HANDLER app.f"; nothing at all for a NULL. */
void sd_text_function(Text *text, const char *words, Key key);

/* A key for people and for golden files: kind word and path, column app.users.id, comment on table app.users. */
void sd_text_key(Text *text, Key key);
const char *sd_key_text(Arena *arena, Key key);

/* True when the identifier needs no quotes. */
bool sd_identifier_is_plain(const char *name);

#endif
