/* What a statement does to the schema where its text does not tell: said by comments in front of it.
 *
 *     -- schemadiff:effect CREATE TRIGGER touch BEFORE UPDATE ON users
 *     -- schemadiff:effect     FOR EACH ROW EXECUTE FUNCTION touch();
 *     SELECT manage_updated_at('users');
 *
 * "none" says that it does nothing. */
#include "parser/sql/inner.h"
#include "parser/sql/lexer.h"

#include <string.h>

static const char mark[] = "schemadiff:effect";

/* The line in front of `at` (which begins a line), if there is one: its start. */
static bool line_before(const char *text, size_t at, size_t *start)
{
    if (at == 0) {
        return false;
    }
    for (*start = at - 1; *start > 0 && text[*start - 1] != '\n'; (*start)--) {
    }
    return true;
}

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
    while (at < end && (text[at] == ' ' || text[at] == '\t')) {
        at++;
    }
    return at;
}

/* Where what a line of comment says begins; `end` when it is none of ours. */
static size_t stated(const char *text, size_t start, size_t end)
{
    size_t at = skip_blanks(text, start, end);

    if (end - at < 2 || text[at] != '-' || text[at + 1] != '-') {
        return end;
    }
    at = skip_blanks(text, at + 2, end);
    if (end - at < strlen(mark) || memcmp(text + at, mark, strlen(mark)) != 0) {
        return end;
    }
    return at + strlen(mark);
}

static bool is_comment_or_blank(const char *text, size_t start, size_t end)
{
    size_t at = skip_blanks(text, start, end);

    return at == end || text[at] == '\n' || text[at] == '\r' ||
           (end - at >= 2 && text[at] == '-' && text[at + 1] == '-');
}

/* The lines of comment in front of an offset; what they state, all else blanked out. */
static char *effect_text(Arena *arena, const char *text, size_t at, size_t *start)
{
    size_t end, line;
    bool found = false;
    char *copy;

    while (at > 0 && text[at - 1] != '\n') {
        at--;
    }
    end = at;
    for (*start = at; line_before(text, *start, &line) && is_comment_or_blank(text, line, *start); *start = line) {
    }
    copy = sd_arena_copy(arena, text + *start, end - *start);
    for (line = *start; line < end;) {
        const char *newline = memchr(text + line, '\n', end - line);
        size_t line_end = newline ? (size_t) (newline - text) : end;
        size_t says = stated(text, line, line_end);

        memset(copy + (line - *start), ' ', says - line);
        found = found || says < line_end;
        line = line_end + 1;
    }
    return found ? copy : NULL;
}

static bool is_none(const char *text)
{
    Lexer lexer = sd_lexer(text, strlen(text), 0);
    Token token = sd_lexer_next(&lexer);

    return sd_token_is(&lexer, token, "none") && sd_lexer_next(&lexer).kind == TOKEN_END;
}

bool sd_effect_read(Session *session, ReadResult *result)
{
    const Statement *statement = session->statement;
    const char *file = statement->source ? statement->source->bytes : NULL;
    size_t start;
    char *text;

    *result = READ_DONE;
    if (!file || statement->text < file || statement->text > file + statement->source->length) {
        return false; /* a statement inside a statement */
    }
    text = effect_text(session->resolver.catalog->arena, file, (size_t) (statement->text - file), &start);
    if (!text) {
        return false;
    }
    if (!is_none(text) && sd_inner_read(session, text, strlen(text), (int64_t) start) == INNER_WAIT) {
        *result = READ_WAIT;
    }
    return true;
}

void sd_effect_unknown(const Session *session, int32_t location, const char *what)
{
    sd_session_warning(session, location, "%s: what this does to the schema is not known", what)->hint =
        "say it in front of the statement: -- schemadiff:effect CREATE ...; or -- schemadiff:effect none";
}
