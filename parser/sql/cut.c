/* Where statements end, and how deep they can be nested, seen from their tokens. */
#include "parser/sql/files.h"
#include "parser/sql/lexer.h"

enum { DEEPEST_COUNTED = 1 << 20 };

/* What is counted within one level of parentheses, brackets or CASE ... END.
 *
 * chain   tokens since the last comma, AND, OR and the like: an operator makes the tree deeper by one, and such a
 *         separator leads back to a list
 * joins   words that make the tree deeper although a separator follows: a JOIN b ON x AND y JOIN ... */
typedef struct Level {
    size_t outside; /* depth of the levels around it */
    size_t chain, joins;
    bool is_case;
} Level;

typedef struct Cutter {
    Arena *arena;
    Lexer lexer;
    Piece *pieces;
    size_t count;
    Level *levels;
    size_t depth, room; /* of levels; there is always one */
    size_t nesting;     /* largest seen in this statement */
    size_t words;       /* tokens seen in this statement */
    bool create, rule, routine;
    size_t atomic; /* BEGIN ATOMIC and CASE that wait for their END */
    bool begin;    /* the last word was BEGIN */
    bool dot;      /* the last token was a dot: a keyword behind it is a name */
} Cutter;

static bool is_one_of(const Lexer *lexer, Token token, const char *const *words)
{
    for (; *words; words++) {
        if (sd_token_is(lexer, token, *words)) {
            return true;
        }
    }
    return false;
}

static void open_level(Cutter *cutter, bool is_case)
{
    Level *level = &cutter->levels[cutter->depth - 1];
    size_t outside = level->outside + level->chain + level->joins + 1;

    if (cutter->depth == cutter->room) {
        cutter->levels = sd_arena_grow(cutter->arena, cutter->levels, cutter->room++, sizeof *cutter->levels);
    }
    cutter->levels[cutter->depth++] = (Level){ .outside = outside, .is_case = is_case };
}

/* END closes nothing but a CASE; a parenthesis also closes each CASE that was left open in it. */
static void close_level(Cutter *cutter, bool is_case)
{
    while (!is_case && cutter->depth > 1 && cutter->levels[cutter->depth - 1].is_case) {
        cutter->depth--;
    }
    if (cutter->depth > 1 && cutter->levels[cutter->depth - 1].is_case == is_case) {
        cutter->depth--;
    }
}

static void count_nesting(Cutter *cutter, Token token)
{
    static const char *const separators[] = { "and", "or", "when", "then", "else", NULL };
    static const char *const joins[] = { "join", "union", "intersect", "except", "between", NULL };
    const Lexer *lexer = &cutter->lexer;
    Level *level = &cutter->levels[cutter->depth - 1];

    level->chain++;
    if (level->outside + level->chain + level->joins > cutter->nesting) {
        cutter->nesting = level->outside + level->chain + level->joins;
    }
    if (token.kind == TOKEN_SYMBOL) {
        char symbol = lexer->text[token.start];

        if (symbol == '(' || symbol == '[') {
            open_level(cutter, false);
        } else if (symbol == ')' || symbol == ']') {
            close_level(cutter, false);
        } else if (symbol == ',' || symbol == ';') {
            level->chain = 0;
            level->joins = symbol == ';' ? 0 : level->joins;
        }
    } else if (token.kind == TOKEN_WORD && !cutter->dot) {
        if (sd_token_is(lexer, token, "case")) {
            open_level(cutter, true);
        } else if (sd_token_is(lexer, token, "end")) {
            close_level(cutter, true);
        } else if (is_one_of(lexer, token, separators)) {
            level->chain = 0;
        } else if (is_one_of(lexer, token, joins)) {
            level->joins++;
        }
    }
}

/* The first words tell CREATE [OR REPLACE] FUNCTION, PROCEDURE and RULE. */
static void note_word(Cutter *cutter, Token token)
{
    static const char *const routines[] = { "function", "procedure", NULL };
    const Lexer *lexer = &cutter->lexer;

    cutter->words++;
    if (cutter->words == 1) {
        cutter->create = sd_token_is(lexer, token, "create");
    } else if (cutter->create && cutter->words <= 4) {
        cutter->routine = cutter->routine || is_one_of(lexer, token, routines);
        cutter->rule = cutter->rule || sd_token_is(lexer, token, "rule");
    }
    if (cutter->routine && token.kind == TOKEN_WORD) {
        if (cutter->begin && sd_token_is(lexer, token, "atomic")) {
            cutter->atomic++;
        } else if (cutter->atomic && sd_token_is(lexer, token, "case")) {
            cutter->atomic++;
        } else if (cutter->atomic && sd_token_is(lexer, token, "end")) {
            cutter->atomic--;
        }
    }
    cutter->begin = sd_token_is(lexer, token, "begin");
    cutter->dot = sd_token_is_symbol(lexer, token, '.');
}

static void end_piece(Cutter *cutter, size_t start, size_t end, bool has_text)
{
    if (has_text) {
        cutter->pieces = sd_arena_grow(cutter->arena, cutter->pieces, cutter->count, sizeof *cutter->pieces);
        cutter->pieces[cutter->count++] = (Piece){ .start = start, .end = end, .nesting = cutter->nesting };
    }
    cutter->depth = 1;
    cutter->levels[0] = (Level){ 0 };
    cutter->nesting = cutter->words = cutter->atomic = 0;
    cutter->create = cutter->rule = cutter->routine = cutter->begin = cutter->dot = false;
}

/* A semicolon ends the statement even inside parentheses, except in CREATE RULE ... DO (a; b): so a parenthesis that
 * is never closed spoils one statement and not the rest of the file. */
static bool ends_statement(const Cutter *cutter, Token token)
{
    return sd_token_is_symbol(&cutter->lexer, token, ';') && cutter->atomic == 0 &&
           !(cutter->rule && cutter->depth > 1);
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r') {
            return false;
        }
    }
    return true;
}

Piece *sd_cut_statements(Arena *arena, const SourceText *source, size_t *count)
{
    Cutter cutter = { .arena = arena, .lexer = sd_lexer(source->bytes, source->length, 0) };
    size_t start = 0;

    cutter.levels = sd_arena_grow(arena, NULL, 0, sizeof *cutter.levels);
    cutter.depth = cutter.room = 1;
    for (;;) {
        Token token = sd_lexer_next(&cutter.lexer);

        if (token.kind == TOKEN_END) {
            /* A comment that is never closed is all that may be left, and the parser must see it. */
            end_piece(&cutter, start, source->length, !is_blank(source->bytes + start, source->length - start));
            break;
        }
        if (ends_statement(&cutter, token)) {
            end_piece(&cutter, start, token.start, cutter.words > 0);
            start = token.end;
            continue;
        }
        if (cutter.nesting < DEEPEST_COUNTED) {
            count_nesting(&cutter, token);
        }
        note_word(&cutter, token);
    }
    *count = cutter.count;
    return cutter.pieces;
}

/* An element begins with CREATE or GRANT; these words also occur in GRANT CREATE, WITH GRANT OPTION and as the second
 * part of a name. */
size_t sd_cut_schema_elements(const Statement *statement, size_t *starts, size_t room)
{
    static const char *const openings[] = { "create", "grant", NULL };
    static const char *const not_behind[] = { "grant", "with", "schema", NULL };
    Lexer lexer = sd_lexer(statement->text, statement->length, 0);
    Token before = sd_lexer_next(&lexer);
    size_t count = 0, depth = 0;

    for (;;) {
        Token token = sd_lexer_next(&lexer);

        if (token.kind == TOKEN_END) {
            return count;
        }
        if (sd_token_is_symbol(&lexer, token, '(')) {
            depth++;
        } else if (sd_token_is_symbol(&lexer, token, ')')) {
            depth -= depth > 0;
        } else if (depth == 0 && is_one_of(&lexer, token, openings) && !is_one_of(&lexer, before, not_behind) &&
                   !sd_token_is_symbol(&lexer, before, ',') && !sd_token_is_symbol(&lexer, before, '.')) {
            if (count < room) {
                starts[count] = token.start;
            }
            count++;
        }
        before = token;
    }
}
