/* Operators with a precedence of their own (manual, "Operator Precedence") that are found through the search_path.
 *
 * a + b < c, where < is of schema app, cannot become a + b OPERATOR(app.<) c: OPERATOR() binds as all other operators do,
 * tighter than < and looser than +.  With parentheses it can: ((a + b) OPERATOR(app.<) c).  A tree says where an operator
 * stands but not where its operands begin and end, so each place is tried, the nearest first, until the text has the
 * meaning that it had.  Such operators are rare and expressions are short. */
#include "parser/canon/recording.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { OPERATORS_MAX = 64, TRIALS_MAX = 4000, TEXT_MAX = 4000 };

typedef struct Wrapping {
    Side *side;
    const Place *place;
    const char *text;
    size_t length;
    size_t start, end; /* of the operator */
    const char *by;    /* what is written for it */
    Hash meaning;
    size_t trials;
} Wrapping;

static bool is_word(char c)
{
    return isalnum((unsigned char) c) || c == '_' || c == '$' || c == '"' || c == '\'' || (unsigned char) c >= 0x80;
}

/* No operand begins or ends inside a word. */
static bool is_boundary(const char *text, size_t at)
{
    return !is_word(text[at - 1]) || !is_word(text[at]);
}

/* Parentheses and brackets in it are in pairs, and it is not all blank. */
static bool may_be_operand(const char *text, size_t from, size_t to)
{
    int depth = 0;
    bool any = false;

    for (size_t i = from; i < to && depth >= 0; i++) {
        depth += text[i] == '(' || text[i] == '[';
        depth -= text[i] == ')' || text[i] == ']';
        any = any || !isspace((unsigned char) text[i]);
    }
    return any && depth == 0;
}

/* x < ANY (array): what stands behind is no operand of its own. */
static bool is_quantifier(const char *text)
{
    return strncasecmp(text, "any", 3) == 0 || strncasecmp(text, "all", 3) == 0 || strncasecmp(text, "some", 4) == 0;
}

/* Columns and values, and what is in parentheses as a whole. */
static bool stands_alone(const char *text, size_t length)
{
    size_t word = 0, inside = 0;

    while (word < length && (is_word(text[word]) || text[word] == '.')) {
        word++;
    }
    for (size_t depth = 0; word == 0 && inside < length; inside++) {
        depth += text[inside] == '(';
        depth -= text[inside] == ')';
        if (depth == 0) {
            return text[0] == '(' && inside + 1 == length;
        }
    }
    return word == length;
}

static void put_operand(Text *out, const char *text, size_t from, size_t to)
{
    bool is_alone;

    while (from < to && isspace((unsigned char) text[from])) {
        from++;
    }
    while (to > from && isspace((unsigned char) text[to - 1])) {
        to--;
    }
    is_alone = is_quantifier(text + from) || stands_alone(text + from, to - from);
    sd_text_put(out, is_alone ? "" : "(");
    sd_text_put_bytes(out, text + from, to - from);
    sd_text_put(out, is_alone ? "" : ")");
}

/* The text with the operator and its operands wrapped; from == start: a prefix operator. */
static Name wrapped_text(const Wrapping *wrapping, size_t from, size_t to)
{
    const char *text = wrapping->text;
    Text out = sd_text(wrapping->side->arena);

    sd_text_put_bytes(&out, text, from);
    sd_text_char(&out, '(');
    if (from < wrapping->start) {
        put_operand(&out, text, from, wrapping->start);
        sd_text_char(&out, ' ');
    }
    sd_text_put(&out, wrapping->by);
    sd_text_char(&out, ' ');
    put_operand(&out, text, wrapping->end, to);
    sd_text_char(&out, ')');
    sd_text_put(&out, text + to);
    return sd_name_of(wrapping->side->names, out.bytes, out.length);
}

static bool keeps_meaning(Wrapping *wrapping, Name text)
{
    Analysis analysis;
    Hash meaning;

    wrapping->trials++;
    return sd_text_analyse(wrapping->side, wrapping->place, text, &analysis, &meaning) &&
           meaning.low == wrapping->meaning.low && meaning.high == wrapping->meaning.high;
}

/* Both operands, the nearest ends first. */
static Name wrap(Wrapping *wrapping)
{
    for (size_t from = wrapping->start + 1; from-- > 0;) {
        bool is_operand = from == wrapping->start || ((from == 0 || is_boundary(wrapping->text, from)) &&
                                                      may_be_operand(wrapping->text, from, wrapping->start));

        for (size_t to = wrapping->end + 1; is_operand && to <= wrapping->length; to++) {
            Name text;

            if ((to < wrapping->length && !is_boundary(wrapping->text, to)) ||
                !may_be_operand(wrapping->text, wrapping->end, to)) {
                continue;
            }
            if (wrapping->trials >= TRIALS_MAX) {
                return NULL;
            }
            text = wrapped_text(wrapping, from, to);
            if (keeps_meaning(wrapping, text)) {
                return text;
            }
        }
    }
    return NULL;
}

static const char *qualified(Side *side, const WrappedOperator *operator)
{
    Text text = sd_text(side->arena);

    sd_text_put(&text, "OPERATOR(");
    sd_text_identifier(&text, operator->schema);
    sd_text_format(&text, ".%s)", operator->name);
    return text.bytes;
}

void sd_operators_wrap(Side *side, const Place *place, Expr *expr)
{
    Wrapping wrapping = { .side = side, .place = place };

    for (size_t i = 0; i < OPERATORS_MAX && expr->text->length <= TEXT_MAX; i++) {
        Analysis analysis;
        Name text;

        wrapping.text = expr->text->text;
        wrapping.length = expr->text->length;
        if (!sd_text_analyse(side, place, expr->text, &analysis, &wrapping.meaning) || !analysis.wrapped.schema ||
            analysis.wrapped.location < 0) {
            return;
        }
        wrapping.start = (size_t) analysis.wrapped.location;
        wrapping.end = wrapping.start + strlen(analysis.wrapped.name);
        wrapping.by = qualified(side, &analysis.wrapped);
        text = wrapping.end < wrapping.length ? wrap(&wrapping) : NULL;
        if (!text) {
            return;
        }
        expr->text = text;
    }
}
