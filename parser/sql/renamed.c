#include "parser/sql/renamed.h"

#include "parser/sql/lexer.h"
#include "parser/sql/state.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- one comment --------------------------------------------------------------------------------------------------- */

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
    while (at < end && strchr(" \t-/*", text[at])) {
        at++;
    }
    return at;
}

/* A word in lower case, or what stands between quotes. */
static Name token_name(const Session *session, const Lexer *lexer, Token token)
{
    const char *text = lexer->text + token.start;
    size_t length = token.end - token.start, count = 0;
    bool quoted = token.kind != TOKEN_WORD;
    char *name = sd_arena_alloc(sd_session_catalog(session)->arena, length + 1);

    for (size_t i = quoted; i + quoted < length; i++) {
        name[count++] = quoted ? text[i] : (char) tolower((unsigned char) text[i]);
        i += quoted && text[i] == text[0] && text[i + 1] == text[0]; /* a doubled quote */
    }
    return sd_session_name(session, name);
}

/* The spellings, and what stands between them and the name. */
static const char *const spellings[] = { "renamed from", "@renamed from", "schemadiff: renamed from",
                                         "schemadiff:renamed from" };

/* The name behind the spelling: the last part of what may be qualified; NULL when the comment says something else. */
static Name old_name(const Session *session, const char *text, size_t start, size_t end)
{
    size_t at = skip_blanks(text, start, end);
    Lexer lexer;
    Token token, name = { .kind = TOKEN_END };
    size_t length = 0;

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings && !length; i++) {
        length = strlen(spellings[i]);
        length = end - at > length && strncasecmp(text + at, spellings[i], length) == 0 ? length : 0;
    }
    if (!length) {
        return NULL;
    }
    at += length;
    while (at < end && strchr(" \t:=", text[at])) {
        at++;
    }
    lexer = sd_lexer(text, end, at);
    do {
        name = sd_lexer_next(&lexer);
        token = sd_lexer_next(&lexer);
    } while (sd_token_is_symbol(&lexer, token, '.'));
    if (name.kind != TOKEN_WORD && name.kind != TOKEN_IDENTIFIER && name.kind != TOKEN_STRING) {
        return NULL;
    }
    return token_name(session, &lexer, name);
}

/* ---- what a comment is about ---------------------------------------------------------------------------------------- */

typedef struct Notes {
    Session *session;
    const char *text; /* of the statement */
    Object *main;
    bool has_main; /* the first comment about it counts */
} Notes;

static bool is_at_or_before(Position a, Position b)
{
    return a.line < b.line || (a.line == b.line && a.column <= b.column);
}

static Position position_of(const Notes *notes, size_t offset)
{
    const Statement *statement = notes->session->statement;

    return sd_lines_position(statement->lines, statement->at.file,
                             (size_t) (notes->text - statement->source->bytes) + offset);
}

static bool holds_data(const Object *object)
{
    return (sd_kind_of(object)->traits & HOLDS_DATA) != 0;
}

/* Whether `a` is meant rather than `b`, both on the right side of the comment: the nearer one, but a column rather than a
 * constraint that is written behind it. */
static bool is_nearer(const Object *a, const Object *b, bool behind)
{
    if (!b || (!behind && holds_data(a) != holds_data(b))) {
        return !b || holds_data(a);
    }
    return is_at_or_before(b->at, a->at) != behind;
}

/* The part that begins before the place on its line, or first behind it. */
static Object *part_near(const Notes *notes, Position place, bool behind)
{
    Object *found = NULL;

    for (Object *child = notes->main->first_child; child; child = child->next) {
        bool is_before = is_at_or_before(child->at, place);
        bool is_there = child->at.line && child->at.file == place.file && child->key->name && is_before != behind;

        if (is_there && (behind || child->at.line == place.line) && is_nearer(child, found, behind)) {
            found = child;
        }
    }
    return found;
}

static void add(const Notes *notes, const Rename *rename)
{
    Catalog *catalog = sd_session_catalog(notes->session);

    catalog->told = sd_arena_grow(catalog->arena, catalog->told, catalog->told_count, sizeof *rename);
    catalog->told[catalog->told_count++] = *rename;
}

static void add_backfill(const Notes *notes, const Object *object, const char *sql, Position at)
{
    Catalog *catalog = sd_session_catalog(notes->session);

    catalog->backfills =
        sd_arena_grow(catalog->arena, catalog->backfills, catalog->backfill_count, sizeof *catalog->backfills);
    catalog->backfills[catalog->backfill_count++] = (Backfill){ .about = object->key, .sql = sql, .at = at };
}

static void note_object(Notes *notes, const Object *object, Name old, Position at)
{
    Names *names = sd_session_catalog(notes->session)->names;
    Key to = object->key;

    if (object == notes->main && notes->has_main) {
        return;
    }
    notes->has_main |= object == notes->main;
    add(notes, &(Rename){ .from = sd_key(names, to->kind, to->parent, old, to->args), .to = to, .at = at });
}

/* ---- all comments of a statement ------------------------------------------------------------------------------------- */

typedef struct Place {
    Token before;      /* the token in front of the comment */
    Name value;        /* the last string at that depth: a value of an enum type */
    size_t value_line; /* where it stands */
    size_t depth;
    bool in_values; /* behind the parenthesis of an enum type */
} Place;

static bool stands_alone(const char *text, size_t at)
{
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
        at--;
    }
    return at == 0 || text[at - 1] == '\n';
}

static bool is_name_of(const Notes *notes, const Lexer *lexer, Token token)
{
    return (token.kind == TOKEN_WORD || token.kind == TOKEN_IDENTIFIER) &&
           token_name(notes->session, lexer, token) == notes->main->key->name;
}

/* True when the comment gives statements; those behind the part on its line are about it as well. */
static bool note_backfill(Notes *notes, const Place *place, size_t comment, size_t end, size_t limit)
{
    const char *sql = sd_backfill_read(sd_session_catalog(notes->session)->arena, notes->text, comment, end, limit);
    Position at = position_of(notes, comment);
    const Object *part = sql && place->depth > 0 ? part_near(notes, at, stands_alone(notes->text, comment)) : NULL;

    if (sql) {
        add_backfill(notes, part ? part : notes->main, sql, at);
    }
    return sql != NULL;
}

static void note(Notes *notes, const Lexer *lexer, const Place *place, size_t comment, size_t end, Name next_value)
{
    Position at = position_of(notes, comment);
    Name old = old_name(notes->session, notes->text, comment, end);
    bool alone = stands_alone(notes->text, comment);
    const Object *part;

    if (!old) {
        return;
    }
    if (notes->main->key->kind == KIND_ENUM_TYPE && place->depth > 0) {
        Name value = alone ? next_value : place->value && place->value_line == at.line ? place->value : NULL;

        if (value) {
            add(notes,
                &(Rename){
                    .from = notes->main->key, .to = notes->main->key, .from_value = old, .to_value = value, .at = at });
            return;
        }
    }
    part = place->depth > 0 ? part_near(notes, at, alone) : NULL;
    if (part) {
        note_object(notes, part, old, at);
    } else if (!alone && (is_name_of(notes, lexer, place->before) ||
                          (place->depth == 1 && sd_token_is_symbol(lexer, place->before, '(')))) {
        note_object(notes, notes->main, old, at);
    }
}

/* Comments between two tokens. */
static void note_between(Notes *notes, const Lexer *lexer, const Place *place, size_t from, size_t to, Name next_value)
{
    for (size_t at = from; at + 1 < to; at++) {
        size_t end = at;

        if (notes->text[at] == '-' && notes->text[at + 1] == '-') {
            while (end < to && notes->text[end] != '\n') {
                end++;
            }
        } else if (notes->text[at] == '/' && notes->text[at + 1] == '*') {
            for (end = at + 2; end < to && !(notes->text[end] == '/' && notes->text[end - 1] == '*');) {
                end++;
            }
        }
        if (end > at) {
            if (!note_backfill(notes, place, at, end, to)) {
                note(notes, lexer, place, at, end, next_value);
            }
            at = end;
        }
    }
}

static void note_within(Notes *notes, size_t length)
{
    Lexer lexer = sd_lexer(notes->text, length, 0);
    Place place = { .before = { .kind = TOKEN_END } };
    size_t from = 0;

    for (;;) {
        Token token = sd_lexer_next(&lexer);
        size_t start = token.kind == TOKEN_END ? length : token.start;
        Name value = token.kind == TOKEN_STRING ? token_name(notes->session, &lexer, token) : NULL;

        note_between(notes, &lexer, &place, from, start, value);
        if (token.kind == TOKEN_END) {
            return;
        }
        if (value) {
            place.value = value;
            place.value_line = position_of(notes, token.start).line;
        }
        place.depth += sd_token_is_symbol(&lexer, token, '(');
        place.depth -= place.depth && sd_token_is_symbol(&lexer, token, ')');
        place.before = token;
        from = token.end;
    }
}

/* Lines of comment right above the statement. */
static void note_above(Notes *notes)
{
    const Statement *statement = notes->session->statement;
    const char *bytes = statement->source->bytes;
    size_t end = (size_t) (statement->text - bytes);

    for (;;) {
        size_t start;
        const char *sql;
        Name old;

        while (end > 0 && strchr(" \t\r\n", bytes[end - 1])) {
            end--;
        }
        for (start = end; start > 0 && bytes[start - 1] != '\n';) {
            start--;
        }
        while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) {
            start++;
        }
        if (end - start < 2 || bytes[start] != '-' || bytes[start + 1] != '-') {
            return;
        }
        sql = sd_backfill_read(sd_session_catalog(notes->session)->arena, bytes, start, end,
                               (size_t) (statement->text - bytes));
        if (sql) {
            add_backfill(notes, notes->main, sql, sd_lines_position(statement->lines, statement->at.file, start));
        }
        old = old_name(notes->session, bytes, start, end);
        if (old) {
            note_object(notes, notes->main, old, sd_lines_position(statement->lines, statement->at.file, start));
        }
        end = start;
    }
}

void sd_renamed_note(Session *session, Object *first)
{
    Notes notes = { .session = session, .text = session->statement->text, .main = first };

    if (first && first->key->name) {
        note_above(&notes);
        note_within(&notes, session->statement->length);
    }
}
