#include "parser/sql/inner.h"

#include "parser/handover.h"
#include "parser/sql/lexer.h"

#include <pg_query.h>
#include <string.h>

static const PgQuery__ParseResult *parse(const Session *session, const char *text, char **error)
{
    PgQueryProtobufParseResult result;
    Arena *arena = session->resolver.catalog->arena; /* expressions keep their trees until they are analysed */
    const PgQuery__ParseResult *tree = sd_parse_uncut(arena, text, &result);

    if (!tree && result.error) {
        *error = sd_arena_copy(session->diag->arena, result.error->message, strlen(result.error->message));
    }
    pg_query_free_protobuf_parse_result(result);
    return tree;
}

const PgQuery__Node *sd_inner_parse(Session *session, const char *text)
{
    char *error = NULL;
    const PgQuery__ParseResult *tree = parse(session, text, &error);

    return tree && tree->n_stmts == 1 ? tree->stmts[0]->stmt : NULL;
}

/* The statement as a file would have it; its place is that of the outer one when it stands nowhere. */
static Statement inner_statement(const Statement *outer, const PgQuery__RawStmt *raw, const char *text, size_t length,
                                 int64_t offset)
{
    size_t start = (size_t) raw->stmt_location;
    size_t end = raw->stmt_len ? start + (size_t) raw->stmt_len : length;
    Lexer lexer = sd_lexer(text, end, start);
    Statement inner = *outer;

    start = sd_lexer_next(&lexer).start;
    inner.text = text + start;
    inner.length = end - start;
    inner.location = (int32_t) start;
    inner.node = raw->stmt;
    if (offset == INNER_NOWHERE || !outer->lines) {
        inner.lines = NULL;
    } else {
        inner.parsed_from = (size_t) offset;
        inner.at = sd_lines_position(outer->lines, outer->at.file, (size_t) offset + start);
    }
    return inner;
}

InnerResult sd_inner_read(Session *session, const char *text, size_t length, int64_t offset)
{
    const Statement *outer = session->statement;
    char *copy = sd_arena_copy(session->resolver.catalog->arena, text, length), *error = NULL;
    const PgQuery__ParseResult *tree = parse(session, copy, &error);
    size_t errors = session->diag->errors;
    bool last_round = session->last_round;
    InnerResult result = INNER_DONE;

    if (!tree) {
        sd_session_error(session, -1, "within this statement: %s", error ? error : "it is nested too deeply");
        return INNER_FAILED;
    }
    for (size_t i = 0; i < tree->n_stmts && result == INNER_DONE; i++) {
        Statement inner = inner_statement(outer, tree->stmts[i], copy, length, offset);

        session->statement = &inner;
        if (session->watch && session->watch->before_inner) {
            session->watch->before_inner(session->watch->data, session);
        }
        if (sd_statement_read(session) == READ_WAIT) {
            result = INNER_WAIT;
        } else if (session->diag->errors > errors) {
            result = INNER_FAILED;
        }
        session->last_round = true; /* what has begun cannot wait */
    }
    session->last_round = last_round;
    session->statement = outer;
    return result;
}
