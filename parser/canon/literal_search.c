/* Documents and queries of text search: tsvector_parser.c, tsquery.c.  No dictionary is asked. */
#include "parser/canon/literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 50, WORDS_MAX = 500, WORD_LENGTH_MAX = 2046, POSITION_MAX = 16383, DISTANCE_MAX = 16384 };

static bool is_space(char c)
{
    return c && strchr(" \t\n\r\f\v", c);
}

/* gettoken_tsvector(): 'in quotes' with '' and \x, or up to a space, a colon and, in queries, an operator. */
static bool take_word(const char **at, bool is_query, Text *word)
{
    const char *c = *at;

    if (*c == '\'') {
        for (c++; *c; c++) {
            if (*c == '\'' && *++c != '\'') {
                *at = c;
                return word->length > 0;
            }
            c += *c == '\\';
            if (!*c) {
                return false;
            }
            sd_text_char(word, *c);
        }
        return false;
    }
    for (; *c && !is_space(*c) && *c != ':' && !(is_query && strchr("!&|()", *c)); c++) {
        c += *c == '\\';
        if (!*c) {
            return false;
        }
        if ((unsigned char) *c > 127) {
            return false; /* perhaps a space of some alphabet, which ends the word */
        }
        sd_text_char(word, *c);
    }
    *at = c;
    return word->length > 0;
}

/* ---- tsvector ---------------------------------------------------------------------------------------------------- */

typedef struct Lexeme {
    const char *word;
    size_t length;
    const char *positions; /* " 1A 2" */
} Lexeme;

static int compare_lexemes(const void *left, const void *right)
{
    const Lexeme *a = left, *b = right;
    int order = memcmp(a->word, b->word, a->length < b->length ? a->length : b->length);

    return order ? order : (a->length > b->length) - (a->length < b->length);
}

/* :1A,2 in ascending order, as the server prints them; what it would sort or merge is left to it. */
static bool take_positions(const char **at, Text *positions)
{
    long last = 0;

    if (**at != ':') {
        return true;
    }
    do {
        char *end;
        long position;

        if (!isdigit((unsigned char) *++*at)) {
            return false;
        }
        position = strtol(*at, &end, 10);
        if (position <= last || position > POSITION_MAX) {
            return false;
        }
        last = position;
        sd_text_format(positions, " %ld", position);
        if (*end && strchr("ABCabc", *end)) {
            sd_text_char(positions, (char) toupper((unsigned char) *end++));
        } else if (*end == 'd' || *end == 'D') {
            end++;
        }
        *at = end;
    } while (**at == ',');
    return !**at || is_space(**at);
}

bool sd_literal_tsvector(const char *text, Text *out)
{
    Lexeme lexemes[WORDS_MAX];
    size_t count = 0;

    for (const char *at = sd_literal_space(text); *at; at = sd_literal_space(at)) {
        Text word = sd_text(out->arena), positions = sd_text(out->arena);

        if (count == WORDS_MAX || !take_word(&at, false, &word) || word.length > WORD_LENGTH_MAX ||
            !take_positions(&at, &positions)) {
            return false;
        }
        lexemes[count++] = (Lexeme){ .word = word.bytes, .length = word.length, .positions = positions.bytes };
    }
    if (count) {
        qsort(lexemes, count, sizeof *lexemes, compare_lexemes);
    }
    for (size_t i = 0; i < count; i++) {
        if (i && compare_lexemes(&lexemes[i], &lexemes[i - 1]) == 0) {
            if (*lexemes[i].positions || *lexemes[i - 1].positions) {
                return false; /* merged */
            }
            continue;
        }
        sd_text_format(out, "%zu:", lexemes[i].length);
        sd_text_put_bytes(out, lexemes[i].word, lexemes[i].length);
        sd_text_format(out, "%s\n", lexemes[i].positions);
    }
    return true;
}

/* ---- tsquery ------------------------------------------------------------------------------------------------------ */

typedef struct Query {
    const char *at;
    Arena *arena;
    int depth;
} Query;

/* What was read: the operands of & or |, each in parentheses, or one operand with op 0.  & and | are associative, and
 * the server prints them without parentheses, so the operands of one operator are one list. */
typedef struct Operands {
    char op;
    const char *text;
} Operands;

static bool read_query(Query *query, int strength, Operands *out);

/* :*AB behind a word. */
static void take_weights(Query *query, Text *out)
{
    bool weights[5] = { false }; /* A, B, C, D, prefix */

    if (*query->at == ':') {
        for (query->at++; *query->at && strchr("ABCDabcd*", *query->at); query->at++) {
            weights[*query->at == '*' ? 4 : toupper((unsigned char) *query->at) - 'A'] = true;
        }
    }
    for (size_t i = 0; i < 5; i++) {
        sd_text_put(out, weights[i] ? "1" : "0");
    }
}

static bool read_lexeme(Query *query, Operands *out)
{
    Text word = sd_text(query->arena), text = sd_text(query->arena);

    if (!take_word(&query->at, true, &word) || word.length > WORD_LENGTH_MAX) {
        return false;
    }
    sd_text_format(&text, "%zu:", word.length);
    sd_text_put_bytes(&text, word.bytes, word.length);
    take_weights(query, &text);
    *out = (Operands){ .text = text.bytes };
    return true;
}

static bool read_operand(Query *query, Operands *out)
{
    bool fine;

    query->at = sd_literal_space(query->at);
    if (++query->depth > NESTING_MAX) {
        return false;
    }
    if (*query->at == '!') {
        Operands inner;

        query->at++;
        fine = read_operand(query, &inner);
        if (fine) {
            *out =
                (Operands){ .text = sd_arena_format(query->arena, "!%c(%s)", inner.op ? inner.op : ' ', inner.text) };
        }
    } else if (*query->at == '(') {
        query->at++;
        fine = read_query(query, 0, out);
        query->at = sd_literal_space(query->at);
        fine = fine && *query->at == ')';
        query->at += fine;
    } else {
        fine = read_lexeme(query, out);
    }
    query->depth--;
    return fine;
}

/* | is 1, & is 2, <N> is 3; 0: no operator here.  <-> is <1>. */
static int take_operator(Query *query, int weakest, long *distance)
{
    const char *at = query->at = sd_literal_space(query->at);
    char *end = NULL;

    *distance = 0;
    if (*at == '|' || *at == '&') {
        int strength = *at == '|' ? 1 : 2;

        query->at += strength > weakest;
        return strength > weakest ? strength : 0;
    }
    if (*at != '<' || weakest >= 3) {
        return 0;
    }
    if (strncmp(at, "<->", 3) == 0) {
        *distance = 1;
        query->at = at + 3;
        return 3;
    }
    *distance = strtol(at + 1, &end, 10);
    if (!isdigit((unsigned char) at[1]) || *end != '>' || *distance > DISTANCE_MAX) {
        return 0;
    }
    query->at = end + 1;
    return 3;
}

static const char *as_item(Arena *arena, const Operands *operands, char op)
{
    return op && operands->op == op
               ? operands->text
               : sd_arena_format(arena, "(%.*s%s)", operands->op ? 1 : 0, &operands->op, operands->text);
}

/* Operators of one strength group from the left; for <N> that is a difference. */
static bool read_query(Query *query, int strength, Operands *out)
{
    int kind;
    long distance;

    if (!read_operand(query, out)) {
        return false;
    }
    while ((kind = take_operator(query, strength, &distance)) != 0) {
        Operands right;
        char op = " |& "[kind];
        const char *items;

        if (!read_query(query, kind, &right)) {
            return false;
        }
        op = op == ' ' ? 0 : op;
        items =
            sd_arena_format(query->arena, "%s%s", as_item(query->arena, out, op), as_item(query->arena, &right, op));
        *out = (Operands){ .op = op, .text = op ? items : sd_arena_format(query->arena, "<%ld>%s", distance, items) };
    }
    return true;
}

bool sd_literal_tsquery(const char *text, Text *out)
{
    Query query = { .at = text, .arena = out->arena };
    Operands operands;

    if (!read_query(&query, 0, &operands) || *sd_literal_space(query.at)) {
        return false;
    }
    sd_text_put(out, as_item(out->arena, &operands, 0));
    return true;
}
