/* What stands behind "schemadiff:backfill" in a comment. */
#include "parser/sql/renamed.h"

#include <string.h>
#include <strings.h>

static const char *const spellings[] = { "schemadiff:backfill", "schemadiff: backfill" };

/* Behind the spelling and a colon; SIZE_MAX when the comment says something else. */
static size_t find_sql(const char *text, size_t start, size_t end)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        size_t length = strlen(spellings[i]);

        if (end - start >= length && strncasecmp(text + start, spellings[i], length) == 0) {
            start += length;
            return start + (start < end && text[start] == ':');
        }
    }
    return SIZE_MAX;
}

static size_t skip(const char *text, size_t at, size_t end, const char *blanks)
{
    while (at < end && strchr(blanks, text[at])) {
        at++;
    }
    return at;
}

static size_t end_of_line(const char *text, size_t at, size_t end)
{
    while (at < end && text[at] != '\n') {
        at++;
    }
    return at;
}

static void trim(Text *sql)
{
    while (sql->length && strchr(" \t\r\n", sql->bytes[sql->length - 1])) {
        sql->bytes[--sql->length] = 0;
    }
}

/* Lines of comment that follow belong to it up to the first that ends in a semicolon. */
static void read_lines(Text *sql, const char *text, size_t at, size_t limit)
{
    for (;;) {
        size_t end = end_of_line(text, at, limit);

        at = skip(text, at, end, " \t");
        sd_text_put_bytes(sql, text + at, end - at);
        trim(sql);
        at = skip(text, end, limit, " \t\r\n");
        if ((sql->length && sql->bytes[sql->length - 1] == ';') || limit - at < 2 || text[at] != '-' ||
            text[at + 1] != '-') {
            return;
        }
        sd_text_put(sql, sql->length ? "\n" : "");
        at += 2;
    }
}

const char *sd_backfill_read(Arena *arena, const char *text, size_t start, size_t end, size_t limit)
{
    bool is_block = end - start > 1 && text[start] == '/';
    Text sql = sd_text(arena);
    size_t at = find_sql(text, skip(text, start, end, "-/* \t\r\n"), end);

    if (at == SIZE_MAX) {
        return NULL;
    }
    if (is_block) {
        at = skip(text, at, end, " \t\r\n");
        end -= end - at >= 2 && text[end - 1] == '/' ? 2 : end - at >= 1 && text[end - 1] == '*' ? 1 : 0;
        sd_text_put_bytes(&sql, text + at, end - at);
    } else {
        read_lines(&sql, text, at, limit);
    }
    trim(&sql);
    while (sql.length && sql.bytes[sql.length - 1] == ';') {
        sql.bytes[--sql.length] = 0;
        trim(&sql);
    }
    return sql.length ? sql.bytes : NULL;
}
