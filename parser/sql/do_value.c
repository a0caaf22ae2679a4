/* Texts that a block of plpgsql puts together for EXECUTE, where all that goes into them is known. */
#include "parser/sql/inner.h"
#include "parser/sql/lexer.h"
#include "parser/sql/syntax.h"

#include <ctype.h>
#include <string.h>

/* ---- variables ------------------------------------------------------------------------------------------------------- */

static bool is_word(const char *text, Token token, const char *word)
{
    size_t length = token.end - token.start;
    const char *start = text + token.start;

    if (token.kind == TOKEN_IDENTIFIER) {
        return length == strlen(word) + 2 && start[0] == '"' && memcmp(start + 1, word, length - 2) == 0;
    }
    if (token.kind != TOKEN_WORD || length != strlen(word)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (tolower((unsigned char) start[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

/* The variable that stands at the token, and where its name ends.  The innermost of a name hides the others. */
static const Variable *variable_at(const Lexer *lexer, Token token, const Variable *variables, size_t *end)
{
    Lexer ahead = *lexer;
    Token next = sd_lexer_next(&ahead);
    bool has_field = sd_token_is_symbol(&ahead, next, '.'), is_call = sd_token_is_symbol(&ahead, next, '(');
    Token field = has_field ? sd_lexer_next(&ahead) : next;

    *end = has_field ? field.end : token.end;
    for (const Variable *each = variables; each && !is_call; each = each->next) {
        if (is_word(lexer->text, token, each->name) &&
            (has_field ? each->field && is_word(lexer->text, field, each->field) : !each->field)) {
            return each;
        }
    }
    return NULL;
}

const char *sd_variables_expand(Arena *arena, const Variable *variables, const char *text)
{
    Lexer lexer = sd_lexer(text, strlen(text), 0);
    Text expanded = sd_text(arena);
    size_t copied = 0;
    bool may_be = true; /* neither the end of a longer name nor one that is given */

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        size_t end;
        const Variable *variable = may_be ? variable_at(&lexer, token, variables, &end) : NULL;

        if (variable) {
            sd_text_put_bytes(&expanded, text + copied, token.start - copied);
            sd_text_literal(&expanded, variable->value);
            lexer.at = copied = end;
        }
        may_be = !sd_token_is_symbol(&lexer, token, '.') && !sd_token_is(&lexer, token, "as");
    }
    sd_text_put(&expanded, text + copied);
    return expanded.bytes;
}

const PgQuery__Node *sd_inner_expression(Session *session, const char *text)
{
    const PgQuery__Node *node =
        text ? sd_inner_parse(session, sd_arena_format(session->diag->arena, "SELECT %s", text)) : NULL;

    return node && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT && node->select_stmt->n_target_list == 1
               ? node->select_stmt->target_list[0]->res_target->val
               : NULL;
}

/* ---- functions ------------------------------------------------------------------------------------------------------- */

static void put_identifier(const Evaluation *evaluation, Text *text, const char *value)
{
    sd_text_identifier(text, sd_name(evaluation->session->resolver.catalog->names, value));
}

static bool put_value(const Evaluation *evaluation, Text *text, char form, const PgQuery__Node *node)
{
    const char *value = sd_value_of(evaluation, node);

    if (!value) {
        return false;
    }
    if (form == 'I') {
        put_identifier(evaluation, text, value);
    } else if (form == 'L') {
        sd_text_literal(text, value);
    } else {
        sd_text_put(text, value);
    }
    return true;
}

/* format() of %I, %L, %s, also with a position: %1$I (manual: functions-string-format). */
static const char *format_of(const Evaluation *evaluation, const PgQuery__FuncCall *call)
{
    const char *format = sd_value_of(evaluation, call->args[0]);
    Text text = sd_text(evaluation->session->diag->arena);
    size_t next = 1;

    for (const char *at = format; at && *at; at++) {
        size_t digits;

        if (*at != '%' || *++at == '%') {
            sd_text_char(&text, *at);
            continue;
        }
        digits = strspn(at, "0123456789");
        if (digits && digits < 4 && at[digits] == '$') {
            next = 0;
            for (size_t i = 0; i < digits; i++) {
                next = next * 10 + (size_t) (at[i] - '0');
            }
            at += digits + 1;
        }
        if (!*at || !strchr("ILs", *at) || next == 0 || next >= call->n_args ||
            !put_value(evaluation, &text, *at, call->args[next])) {
            return NULL;
        }
        next++;
    }
    return format ? text.bytes : NULL;
}

static const char *in_case(Arena *arena, const char *value, int (*convert)(int))
{
    char *copy = value ? sd_arena_copy(arena, value, strlen(value)) : NULL;

    for (char *at = copy; at && *at; at++) {
        if ((unsigned char) *at >= 0x80) {
            return NULL; /* what the locale makes of it is not known */
        }
        *at = (char) convert((unsigned char) *at);
    }
    return copy;
}

static const char *call_of(const Evaluation *evaluation, const PgQuery__FuncCall *call)
{
    static const struct {
        const char *name;
        char form;
    } quoting[] = { { "quote_ident", 'I' }, { "quote_literal", 'L' }, { "concat", 's' } };
    Arena *arena = evaluation->session->diag->arena;
    const char *name = sd_session_last_part(call->n_funcname, call->funcname);
    Text text = sd_text(arena);

    if (!name || call->n_args == 0 || call->func_variadic) {
        return NULL;
    }
    if (strcmp(name, "format") == 0) {
        return format_of(evaluation, call);
    }
    if (strcmp(name, "lower") == 0 || strcmp(name, "upper") == 0) {
        return in_case(arena, sd_value_of(evaluation, call->args[0]), *name == 'l' ? tolower : toupper);
    }
    for (size_t i = 0; i < sizeof quoting / sizeof *quoting; i++) {
        if (strcmp(name, quoting[i].name) == 0) {
            for (size_t arg = 0; arg < call->n_args; arg++) {
                if (!put_value(evaluation, &text, quoting[i].form, call->args[arg])) {
                    return NULL;
                }
            }
            return text.bytes;
        }
    }
    return NULL;
}

/* ---- expressions ----------------------------------------------------------------------------------------------------- */

static const char *constant(Arena *arena, const PgQuery__AConst *value)
{
    switch (value->val_case) {
    case PG_QUERY__A__CONST__VAL_SVAL:
        return value->sval->sval;
    case PG_QUERY__A__CONST__VAL_IVAL:
        return sd_arena_format(arena, "%d", value->ival->ival);
    default:
        return NULL;
    }
}

/* A cast that leaves the text of its argument as it is. */
static bool keeps_text(const PgQuery__TypeName *type)
{
    static const char *const types[] = { "text", "name", "varchar", "regclass", "regtype", "regnamespace", "regproc" };
    const char *name = type ? sd_session_last_part(type->n_names, type->names) : NULL;

    for (size_t i = 0; name && i < sizeof types / sizeof *types; i++) {
        if (strcmp(name, types[i]) == 0) {
            return type->n_typmods == 0 && type->n_array_bounds == 0;
        }
    }
    return false;
}

static const char *joined(const Evaluation *evaluation, const PgQuery__AExpr *expr)
{
    const char *operator= sd_session_last_part(expr->n_name, expr->name), *left, *right;

    if (expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || !operator|| strcmp(operator, "||") != 0) {
        return NULL;
    }
    left = sd_value_of(evaluation, expr->lexpr);
    right = left ? sd_value_of(evaluation, expr->rexpr) : NULL;
    return right ? sd_arena_format(evaluation->session->diag->arena, "%s%s", left, right) : NULL;
}

const char *sd_value_of(const Evaluation *evaluation, const PgQuery__Node *node)
{
    const char *value = node && evaluation->column ? evaluation->column(evaluation->row, node) : NULL;

    if (value || !node) {
        return value;
    }
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
        return constant(evaluation->session->diag->arena, node->a_const);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return keeps_text(node->type_cast->type_name) ? sd_value_of(evaluation, node->type_cast->arg) : NULL;
    case PG_QUERY__NODE__NODE_A_EXPR:
        return joined(evaluation, node->a_expr);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return call_of(evaluation, node->func_call);
    default:
        return NULL;
    }
}

/* ---- LIKE ---------------------------------------------------------------------------------------------------------- */

/* One character, however many bytes it takes. */
static const char *behind_character(const char *text)
{
    for (text++; ((unsigned char) *text & 0xC0) == 0x80; text++) {
    }
    return text;
}

/* What does not match is tried again one further behind the last %, never behind those before it: the time stays the product
 * of both lengths. */
bool sd_value_is_like(const char *text, const char *pattern)
{
    const char *behind = NULL, *from = NULL; /* the last %, and where what it stands for ends */

    while (*text || *pattern) {
        bool is_escaped = *pattern == '\\' && pattern[1];

        if (*pattern == '%') {
            behind = ++pattern;
            from = text;
        } else if (*text && *pattern == '_') {
            text = behind_character(text);
            pattern++;
        } else if (*text && *text == pattern[is_escaped]) {
            text++;
            pattern += 1 + is_escaped;
        } else if (behind && *from) {
            text = ++from;
            pattern = behind;
        } else {
            return false;
        }
    }
    return true;
}
