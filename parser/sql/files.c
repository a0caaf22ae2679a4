#include "parser/sql/files.h"

#include "parser/handover.h"
#include "parser/sql/lexer.h"
#include "parser/sql/younger.h"

#include <pg_query.h>
#include <string.h>

enum {
    CHUNK = 64 * 1024, /* bytes parsed in one call: a parse tree takes forty times as much, a small one stays cached */
    MOST_YOUNGER = 64  /* words of one statement that are younger than the grammar */
};

/* ---- statements --------------------------------------------------------------------------------------------------- */

static FileStatement *add_statement(Files *files, FileText *text)
{
    text->statements = sd_arena_grow(files->arena, text->statements, text->count, sizeof *text->statements);
    return &text->statements[text->count++];
}

/* Places the elements of CREATE SCHEMA behind it as statements of their own, in the server's order: sequences,
 * tables, views, indexes, triggers, grants (transformCreateSchemaStmtElements of parse_utilcmd.c). */
static void add_schema_elements(Files *files, FileText *text, const Statement *outer)
{
    static const int order[] = { PG_QUERY__NODE__NODE_CREATE_SEQ_STMT,  PG_QUERY__NODE__NODE_CREATE_STMT,
                                 PG_QUERY__NODE__NODE_VIEW_STMT,        PG_QUERY__NODE__NODE_INDEX_STMT,
                                 PG_QUERY__NODE__NODE_CREATE_TRIG_STMT, PG_QUERY__NODE__NODE_GRANT_STMT };
    const Statement schema = *outer; /* `outer` moves when the array grows */
    const PgQuery__CreateSchemaStmt *create = schema.node->create_schema_stmt;
    size_t count = create->n_schema_elts;
    size_t *starts = sd_arena_alloc(files->arena, (count + 1) * sizeof *starts);
    bool cut = sd_cut_schema_elements(&schema, starts, count) == count;

    starts[count] = schema.length;
    for (size_t kind = 0; kind < sizeof order / sizeof *order; kind++) {
        for (size_t i = 0; i < count; i++) {
            FileStatement *element;

            if ((int) create->schema_elts[i]->node_case != order[kind]) {
                continue;
            }
            element = add_statement(files, text);
            element->within = create;
            element->statement = schema;
            element->statement.node = create->schema_elts[i];
            if (cut) {
                element->statement.text += starts[i];
                element->statement.length = starts[i + 1] - starts[i];
                element->statement.location += (int32_t) starts[i];
            }
        }
    }
}

static void add_statements(Files *files, FileText *text, const PgQuery__ParseResult *result, size_t from, size_t to)
{
    for (size_t i = 0; i < result->n_stmts; i++) {
        const PgQuery__RawStmt *raw = result->stmts[i];
        size_t start = from + (size_t) raw->stmt_location;
        size_t end = raw->stmt_len ? start + (size_t) raw->stmt_len : to;
        Lexer lexer = sd_lexer(text->source.bytes, end, start);
        FileStatement *added = add_statement(files, text);

        start = sd_lexer_next(&lexer).start;
        while (end > start && strchr(" \t\r\n\f", text->source.bytes[end - 1])) {
            end--;
        }
        added->statement = (Statement){
            .source = &text->source,
            .parsed_from = from,
            .text = text->source.bytes + start,
            .length = end - start,
            .location = (int32_t) (start - from),
            .node = raw->stmt,
            .lines = &text->lines,
        };
        if (raw->stmt->node_case == PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT) {
            add_schema_elements(files, text, &added->statement);
        }
    }
}

/* ---- errors ------------------------------------------------------------------------------------------------------- */

typedef struct SyntaxHint {
    char at;     /* the character at the place of the error */
    char before; /* the last one in front of it, or 0 for any */
    const char *hint;
} SyntaxHint;

static const SyntaxHint syntax_hints[] = {
    { ')', ',', "take the comma in front of the parenthesis away" },
    { ',', ',', "there is a comma too many" },
    { '\\', 0, "psql commands are skipped only at the start of a line" },
    { ':', 0, "psql variables have no value here" },
    { ';', '(', "a parenthesis is not closed" },
};

/* A word that cannot stand for a name unless it is quoted. */
static const char *keyword_hint(Arena *arena, const char *bytes, size_t length, size_t at)
{
    Lexer lexer = sd_lexer(bytes, length, at);
    Token token = sd_lexer_next(&lexer);
    char *word;

    if (token.kind != TOKEN_WORD) {
        return NULL;
    }
    word = sd_arena_copy(arena, bytes + token.start, token.end - token.start);
    for (char *c = word; *c; c++) {
        if ((unsigned char) *c >= 0x80 || *c == '$') {
            return NULL; /* no keyword has these */
        }
        *c = *c >= 'A' && *c <= 'Z' ? (char) (*c - 'A' + 'a') : *c;
    }
    return sd_identifier_is_plain(word)
               ? NULL
               : sd_arena_format(arena, "\"%s\" is a keyword: where it is a name it needs double quotes", word);
}

static const char *find_hint(Arena *arena, const char *bytes, size_t length, size_t at)
{
    size_t before = at;

    while (before > 0 && strchr(" \t\r\n", bytes[before - 1])) {
        before--;
    }
    for (size_t i = 0; i < sizeof syntax_hints / sizeof *syntax_hints; i++) {
        const SyntaxHint *hint = &syntax_hints[i];

        if (at < length && bytes[at] == hint->at &&
            (!hint->before || (before > 0 && bytes[before - 1] == hint->before))) {
            return hint->hint;
        }
    }
    return keyword_hint(arena, bytes, length, at);
}

/* "unterminated quoted string at or near ..." quotes all of the text that follows: its first line will do. */
static const char *first_line(Arena *arena, const char *sentence)
{
    size_t length = strcspn(sentence, "\r\n");

    return sentence[length] ? sd_arena_format(arena, "%.*s ...\"", (int) length, sentence) : sentence;
}

/* What the grammar refuses may be wrong, or younger than the grammar: nobody here can tell which, so both are said. */
static const char *naming_grammar(Files *files, Arena *arena, const char *sentence)
{
    static const char refusal[] = "syntax error at or near";

    if (strncmp(sentence, refusal, strlen(refusal)) != 0) {
        files->status = SD_INPUT;
        return sentence;
    }
    files->status = files->status == SD_OK ? SD_UNSUPPORTED : files->status;
    return sd_arena_format(arena, "%s in the grammar of PostgreSQL " PG_MAJORVERSION, sentence);
}

static void report(Files *files, const FileText *text, const Piece *piece, const PgQueryError *error, Diag *diag)
{
    const char *bytes = text->source.bytes + piece->start;
    size_t length = piece->end - piece->start;
    size_t at = error->cursorpos > 0 ? sd_byte_of_character(bytes, length, (size_t) error->cursorpos - 1) : 0;
    const char *sentence = naming_grammar(files, diag->arena, first_line(diag->arena, error->message));
    Message *message;

    /* What is missing at the end is missing behind the last word, not behind the comments that follow. */
    if (at >= length) {
        size_t start = piece->start, end = piece->end;

        sd_lexer_trim(text->source.bytes, &start, &end);
        message = sd_canvas_say(text, SEVERITY_ERROR, end > start ? end - 1 : end, diag, sentence);
        message->hint = "a word or a closing parenthesis is missing at the end of the statement";
    } else {
        message = sd_canvas_say(text, SEVERITY_ERROR, piece->start + at, diag, sentence);
        message->hint = find_hint(diag->arena, bytes, length, at);
    }
    if (!message->hint && files->status == SD_UNSUPPORTED) {
        message->hint = "--scratch has the files read by a server, whose grammar may be younger";
    }
}

static void report_nesting(Files *files, const FileText *text, const Piece *piece, Diag *diag)
{
    size_t start = piece->start, end = piece->end;

    sd_lexer_trim(text->source.bytes, &start, &end);
    (void) sd_canvas_say(text, SEVERITY_ERROR, start, diag, "the statement is nested too deeply to be read");
    files->status = SD_INPUT;
}

/* ---- parsing ------------------------------------------------------------------------------------------------------ */

typedef enum Parsed { PARSED, PARSED_ERROR, PARSED_TOO_DEEP } Parsed;

/* Parses [from, to) of a text, where a zero byte is put for the moment.  An error is handed on in *error. */
static Parsed parse_range(Files *files, FileText *text, const Piece *range, PgQueryProtobufParseResult *result)
{
    char *bytes = (char *) (uintptr_t) text->source.bytes; /* the copy is our own */
    char behind = bytes[range->end];
    PgQuery__ParseResult *tree;

    bytes[range->end] = '\0';
    tree = sd_parse_tree(files->arena, bytes + range->start, range->nesting, result);
    bytes[range->end] = behind;
    if (result->error) {
        return PARSED_ERROR;
    }
    if (!tree) {
        return PARSED_TOO_DEEP;
    }
    add_statements(files, text, tree, range->start, range->end);
    return PARSED;
}

/* Blanks out the word at which the parser stopped, when PostgreSQL knows it by now. */
static bool hide_younger(YoungerWord *word, char *bytes, size_t length, const PgQueryError *error)
{
    size_t at = error->cursorpos > 0 ? sd_byte_of_character(bytes, length, (size_t) error->cursorpos - 1) : length;

    if (!sd_younger_find(word, bytes, length, at)) {
        return false;
    }
    sd_younger_hide(word, bytes);
    return true;
}

/* Tells the tree what the hidden words say; false when there is no place for one of them. */
static bool add_younger(Files *files, FileText *text, const Piece *range, const YoungerWord *words, size_t count)
{
    FileStatement *statement = &text->statements[text->count - 1];

    for (size_t i = 0; i < count; i++) {
        size_t location = range->start + words[i].start - statement->statement.parsed_from;

        if (!sd_younger_add(files->arena, (PgQuery__Node *) (uintptr_t) statement->statement.node, &words[i],
                            location)) {
            return false;
        }
    }
    return true;
}

/* Parses one piece without the words that PostgreSQL knows by now and the grammar does not.  error: where it stopped. */
static Parsed parse_without_younger(Files *files, FileText *text, const Piece *range, const PgQueryError *error)
{
    char *bytes = (char *) (uintptr_t) text->source.bytes + range->start;
    size_t length = range->end - range->start, count = 0, statements = text->count;
    PgQueryProtobufParseResult again = { 0 };
    YoungerWord words[MOST_YOUNGER];
    Parsed parsed = PARSED_ERROR;
    char *saved = NULL;

    while (parsed == PARSED_ERROR && error && count < MOST_YOUNGER) {
        if (!saved) {
            saved = sd_arena_copy(files->arena, bytes, length);
        }
        if (!hide_younger(&words[count], bytes, length, error)) {
            break;
        }
        count++;
        pg_query_free_protobuf_parse_result(again);
        parsed = parse_range(files, text, range, &again);
        error = again.error;
    }
    pg_query_free_protobuf_parse_result(again);
    if (saved) {
        memcpy(bytes, saved, length);
    }
    if (parsed == PARSED && !add_younger(files, text, range, words, count)) {
        text->count = statements;
        return PARSED_ERROR;
    }
    return parsed == PARSED ? PARSED : PARSED_ERROR;
}

/* All pieces in one call, or, when that fails, each alone, so that one bad statement hides no other. */
static void parse_pieces(Files *files, FileText *text, const Piece *pieces, size_t count, Diag *diag)
{
    PgQueryProtobufParseResult result;
    Piece range = { .start = pieces[0].start, .end = pieces[count - 1].end };
    Parsed parsed;

    for (size_t i = 0; i < count; i++) {
        range.nesting = pieces[i].nesting > range.nesting ? pieces[i].nesting : range.nesting;
    }
    parsed = parse_range(files, text, &range, &result);
    if (parsed == PARSED_ERROR && count == 1) {
        parsed = parse_without_younger(files, text, &range, result.error);
    }
    if (parsed != PARSED && count == 1) {
        if (parsed == PARSED_ERROR) {
            report(files, text, &range, result.error, diag);
        } else {
            report_nesting(files, text, &range, diag);
        }
    }
    pg_query_free_protobuf_parse_result(result);
    if (parsed != PARSED && count > 1) {
        for (size_t i = 0; i < count; i++) {
            parse_pieces(files, text, &pieces[i], 1, diag);
        }
    }
}

static void parse_text(Files *files, FileText *text, Diag *diag)
{
    size_t count;
    Piece *pieces = sd_cut_statements(files->arena, &text->source, &count);

    for (size_t first = 0, last = 0; first < count; first = last) {
        while (last < count && (last == first || pieces[last].end - pieces[first].start <= CHUNK)) {
            last++;
        }
        parse_pieces(files, text, &pieces[first], last - first, diag);
    }
}

Status sd_files_parse(Files **out, const SourceText *texts, size_t count, Diag *diag)
{
    Arena *arena = sd_arena_new();
    Files *files = sd_arena_alloc(arena, sizeof *files);

    files->arena = arena;
    files->texts = sd_arena_alloc(arena, count * sizeof *files->texts);
    files->count = count;
    for (size_t i = 0; i < count; i++) {
        if (sd_canvas_make(arena, &files->texts[i], &texts[i], diag)) {
            parse_text(files, &files->texts[i], diag);
        } else {
            files->status = SD_INPUT;
        }
    }
    *out = files;
    return files->status;
}

void sd_files_in_order(Files *files)
{
    files->in_order = true;
}

void sd_files_free(Files *files)
{
    if (files) {
        sd_arena_free(files->arena);
    }
}
