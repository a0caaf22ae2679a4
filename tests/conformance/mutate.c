/* mutate URL FILE...: whether the canonical form can take two definitions for the same that are not.
 *
 * Every expression and query of the files (schemas, or *.jsonl of replay_pairs) is edited in one token, in every way of
 * the table below, and analysed again in its place.  An edit must show.  One that does not show survives; the file is
 * then loaded, and the server must take both for the same, or refuse the mutant.
 *
 * Ends in 0 when no survivor is a real change. */
#include "parser/canon/meaning.h"
#include "parser/canon/parse_text.h"
#include "parser/sql/lexer.h"
#include "tests/support/source.h"

#include <jansson.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One token for another; the word in front and "" take a token away. */
static const struct {
    const char *name, *from, *to;
} edits[] = {
    { "equal to unequal", "=", "<>" },
    { "less to greater", "<", ">" },
    { "greater to less", ">", "<" },
    { "plus to minus", "+", "-" },
    { "minus to plus", "-", "+" },
    { "times to divided", "*", "/" },
    { "and to or", "and", "or" },
    { "or to and", "or", "and" },
    { "not taken away", "not", "" },
    { "null to not null", "null", "not null" },
    { "null to another", "null", "0" },
    { "true to false", "true", "false" },
    { "false to true", "false", "true" },
    { "any to all", "any", "all" },
    { "exists to not exists", "exists", "not exists" },
    { "like to ilike", "like", "ilike" },
    { "in to not in", "in", "not in" },
    { "between to not between", "between", "not between" },
    { "case branch", "then", "then null else" },
    { "order turned", "desc", "asc" },
    { "order turned", "asc", "desc" },
    { "nulls turned", "first", "last" },
    { "nulls turned", "last", "first" },
    { "join kind", "left", "" },
    { "join kind", "left", "right" },
    { "join kind", "right", "left" },
    { "join kind", "full", "left" },
    { "union all", "union", "union all" },
    { "union to except", "union", "except" },
    { "all taken away", "all", "" },
    { "distinct taken away", "distinct", "" },
    { "select distinct", "select", "select distinct" },
    { "another aggregate", "sum", "avg" },
    { "another aggregate", "max", "min" },
    { "another aggregate", "count", "max" },
    { "another function", "lower", "upper" },
    { "another function", "coalesce", "greatest" },
    { "another clock", "now", "statement_timestamp" },
    { "cast to another type", "text", "varchar" },
    { "cast to another type", "integer", "bigint" },
    { "cast to another type", "int", "bigint" },
    { "cast to another type", "numeric", "real" },
    { "cast to another type", "date", "timestamp" },
    { "cast to another type", "jsonb", "json" },
    { "recursive taken away", "recursive", "" },
    { "frame kind", "rows", "range" },
    { "frame bound", "preceding", "following" },
    { "grouping", "rollup", "cube" },
    { "lateral taken away", "lateral", "" },
    { "only", "from", "from only" },
    { "lock", "update", "share" },
};

/* What no table of words says. */
typedef enum Special {
    SPECIAL_NUMBER,  /* 5 becomes 6 */
    SPECIAL_SCALE,   /* 5 becomes 5.0, 1.5 becomes 1.50 */
    SPECIAL_STRING,  /* 'a' becomes 'ax' */
    SPECIAL_EMPTY,   /* 'a' becomes '' */
    SPECIAL_SWAP,    /* a word and the word two tokens on change places: arguments, operands */
    SPECIAL_OTHER,   /* a word becomes the next other word of the text */
    SPECIAL_NEGATE,  /* -5 */
    SPECIAL_NO_CAST, /* ::type taken away */
    SPECIAL_COLLATE, /* COLLATE "C" behind a word */
    SPECIAL_CAST,    /* ::text behind a word */
    SPECIAL_COUNT
} Special;

static const char *const special_names[] = {
    "another number", "another scale", "another string",  "empty string",     "neighbours swapped",
    "another name",   "negated",       "cast taken away", "collation put on", "cast put on",
};

typedef struct Run {
    Arena *arena;
    const char *url;
    PGconn *connection; /* to a database with the present file in it; NULL: not needed yet */
    const char *file, *sql;
    size_t number; /* of databases made */
    size_t definitions, mutants, unparsed, survivors, refused, real;
    size_t by_edit[sizeof edits / sizeof *edits + SPECIAL_COUNT];
} Run;

typedef struct Definition {
    Side *side;
    const Object *object;
    const Attr *attr;
    size_t item;
    const Expr *expr;
    TextForm form;
    const Meaning *meaning;
} Definition;

/* ---- the server ---------------------------------------------------------------------------------------------------- */

static char *first_value(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    char *value =
        PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) ? strdup(PQgetvalue(result, 0, 0)) : NULL;

    PQclear(result);
    return value;
}

static bool execute(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    bool fine = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;

    PQclear(result);
    return fine;
}

/* A new database with the present file in it. */
static void load(Run *run)
{
    PGconn *server = PQconnectdb(run->url);
    const char *name = sd_arena_format(run->arena, "mutants_%d_%zu", (int) PQbackendPID(server), ++run->number);
    const char *sql = sd_arena_format(run->arena, "CREATE DATABASE %s TEMPLATE template0", name);
    const char *keys[] = { "dbname", "dbname", NULL }, *values[] = { run->url, name, NULL };

    if (execute(server, sql)) {
        run->connection = PQconnectdbParams(keys, values, 1);
        if (!execute(run->connection, "SET client_min_messages = error") || !execute(run->connection, run->sql)) {
            printf("%s: %s", run->file, PQerrorMessage(run->connection));
        }
        (void) execute(run->connection, "ROLLBACK");
        (void) execute(run->connection, "RESET ALL; SET search_path = ''");
    }
    PQfinish(server);
}

static void put_relation(Text *sql, const Object *object)
{
    if (object->key->kind == KIND_TRIGGER) {
        sd_text_put(sql, " FROM ");
        sd_text_qualified(sql, object->key->parent);
        sd_text_put(sql, " AS new, ");
        sd_text_qualified(sql, object->key->parent);
        sd_text_put(sql, " AS old");
    } else if (object->key->parent->kind == KIND_TABLE) {
        sd_text_put(sql, " FROM ");
        sd_text_qualified(sql, object->key->parent);
    }
}

/* The definition as a view's query, so that the server prints it. */
static const char *as_query(const Run *run, const Definition *definition, const char *text)
{
    Text sql = sd_text(run->arena);
    const Object *object = definition->object, *column = NULL;

    if (definition->form == FORM_QUERY) {
        return text;
    }
    if (object->key->kind == KIND_COLUMN_DEFAULT) {
        column = sd_side_find(definition->side, object->key->parent);
    } else if (object->key->kind == KIND_COLUMN) {
        column = object;
    }
    if (column) {
        sd_text_format(&sql, "SELECT CAST((%s) AS %s) AS x", text, ((const Column *) column)->type->text);
    } else {
        sd_text_format(&sql, "SELECT (%s) AS x", text);
    }
    if (object->key->kind == KIND_COLUMN_DEFAULT) {
        return sql.bytes;
    }
    put_relation(&sql, object);
    return sql.bytes;
}

/* Three ways to look at a view: as the server prints it; its stored tree, without what equal() ignores, places and
 * forms of casts, and without aliases; its plan, in which casts of constants are done. */
static const char *const looks[] = {
    "SELECT pg_get_viewdef('pg_temp.mutant'::regclass)",
    "SELECT regexp_replace(replace(ev_action::text, ':relid ' || ev_class::oid, ''), "
    "':(location|funcformat|relabelformat|coerceformat|coercionform|row_format"
    "|resultlocation|stmt_location|stmt_len|list_start|list_end) -?\\d+|:(alias|eref) ({ALIAS [^}]*}|<>)', '', 'g') "
    "FROM pg_rewrite WHERE ev_class = 'pg_temp.mutant'::regclass",
    "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT * FROM pg_temp.mutant",
};

enum { LOOKS = sizeof looks / sizeof *looks };

static char *shown(const Run *run, const char *query, int how)
{
    const char *create = sd_arena_format(run->arena, "CREATE TEMP VIEW mutant AS %s", query);
    char *value = NULL;

    if (execute(run->connection, "BEGIN") && execute(run->connection, create)) {
        value = first_value(run->connection, looks[how]);
    }
    (void) execute(run->connection, "ROLLBACK");
    return value;
}

static void judge(Run *run, const Definition *definition, const char *mutant, const char *edit)
{
    bool same = false;

    run->survivors++;
    if (!run->connection) {
        load(run);
    }
    for (int how = 0; how < LOOKS && !same; how++) {
        char *before = shown(run, as_query(run, definition, definition->expr->text->text), how);
        char *after = shown(run, as_query(run, definition, mutant), how);

        if (!after) {
            run->refused++;
            free(before);
            return;
        }
        same = before && strcmp(before, after) == 0;
        if (how == LOOKS - 1 && !same) {
            Text key = sd_text(run->arena);

            run->real++;
            sd_text_key(&key, definition->object->key);
            printf("%s: %s %s: %s\n    %s\n    %s\n", run->file, key.bytes, definition->attr->name, edit,
                   definition->expr->text->text, mutant);
        }
        free(before);
        free(after);
    }
}

/* ---- mutants ------------------------------------------------------------------------------------------------------- */

/* Names and types of the output columns are rows of their own. */
static bool has_same_columns(const Meaning *a, const Meaning *b)
{
    if (a->output_count != b->output_count) {
        return false;
    }
    for (size_t i = 0; i < a->output_count; i++) {
        if (a->outputs[i].name != b->outputs[i].name || a->column_types[i] != b->column_types[i]) {
            return false;
        }
    }
    return true;
}

static void try_mutant(Run *run, const Definition *definition, const char *mutant, size_t edit, const char *name)
{
    Names *names = definition->side->names;
    Expr *expr = sd_canon_expr_of_text(definition->side->catalog, sd_name(names, mutant));
    int32_t offset;
    const Meaning *meaning;

    if (!sd_parse_text(definition->side->arena, definition->form, expr->text, &offset)) {
        run->unparsed++;
        return;
    }
    meaning = sd_meaning_of(definition->side, definition->object, definition->attr, expr, definition->item);
    run->mutants++;
    run->by_edit[edit]++;
    if (meaning && sd_tree_equal(meaning->tree, definition->meaning->tree) &&
        has_same_columns(meaning, definition->meaning)) {
        judge(run, definition, mutant, name);
    }
}

/* The text with the bytes from start to end replaced. */
static const char *replaced(const Run *run, const char *text, size_t start, size_t end, const char *by)
{
    return sd_arena_format(run->arena, "%.*s%s%s", (int) start, text, by, text + end);
}

static const char *token_text(const Run *run, const char *text, Token token)
{
    return sd_arena_copy(run->arena, text + token.start, token.end - token.start);
}

static const char *special(const Run *run, const char *text, const Token *tokens, size_t count, size_t at, Special edit)
{
    Token token = tokens[at], third = at + 2 < count ? tokens[at + 2] : token;
    const char *own = token_text(run, text, token), *other;
    bool is_number = token.kind == TOKEN_NUMBER, is_word = token.kind == TOKEN_WORD;
    bool is_string = token.kind == TOKEN_STRING && *own == '\'';

    switch (edit) {
    case SPECIAL_NUMBER:
        return is_number ? replaced(run, text, token.start, token.start, "1") : NULL;
    case SPECIAL_SCALE:
        return is_number ? replaced(run, text, token.end, token.end, strchr(own, '.') ? "0" : ".0") : NULL;
    case SPECIAL_STRING:
        return is_string ? replaced(run, text, token.end - 1, token.end - 1, "x") : NULL;
    case SPECIAL_EMPTY:
        return is_string && token.end - token.start > 2 ? replaced(run, text, token.start, token.end, "''") : NULL;
    case SPECIAL_SWAP:
        if (at + 2 >= count || token.kind == TOKEN_SYMBOL || third.kind == TOKEN_SYMBOL) {
            return NULL;
        }
        other = token_text(run, text, third);
        return strcmp(own, other) == 0
                   ? NULL
                   : replaced(run, replaced(run, text, third.start, third.end, own), token.start, token.end, other);
    case SPECIAL_OTHER:
        for (size_t i = at + 1; is_word && i < count; i++) {
            other = token_text(run, text, tokens[i]);
            if (tokens[i].kind == TOKEN_WORD && strcmp(own, other) != 0) {
                return replaced(run, text, token.start, token.end, other);
            }
        }
        return NULL;
    case SPECIAL_NEGATE:
        return is_number ? replaced(run, text, token.start, token.start, "-") : NULL;
    case SPECIAL_NO_CAST:
        return at + 2 < count && strncmp(text + token.start, "::", 2) == 0 && third.kind == TOKEN_WORD
                   ? replaced(run, text, token.start, third.end, "")
                   : NULL;
    case SPECIAL_COLLATE:
        return is_word ? replaced(run, text, token.end, token.end, " COLLATE \"C\"") : NULL;
    case SPECIAL_CAST:
        return is_word ? replaced(run, text, token.end, token.end, "::text") : NULL;
    case SPECIAL_COUNT:
        break;
    }
    return NULL;
}

static void mutate_token(Run *run, const Definition *definition, const Token *tokens, size_t count, size_t at)
{
    const char *text = definition->expr->text->text;
    size_t length = tokens[at].end - tokens[at].start;

    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        if (strlen(edits[i].from) == length && strncasecmp(text + tokens[at].start, edits[i].from, length) == 0 &&
            tokens[at].kind != TOKEN_STRING) {
            try_mutant(run, definition, replaced(run, text, tokens[at].start, tokens[at].end, edits[i].to), i,
                       edits[i].name);
        }
    }
    for (size_t i = 0; i < SPECIAL_COUNT; i++) {
        const char *mutant = special(run, text, tokens, count, at, (Special) i);

        if (mutant) {
            try_mutant(run, definition, mutant, sizeof edits / sizeof *edits + i, special_names[i]);
        }
    }
}

static void mutate(Run *run, const Definition *definition)
{
    Name text = definition->expr->text;
    Lexer lexer = sd_lexer(text->text, text->length, 0);
    Token *tokens = sd_arena_alloc(run->arena, (text->length + 1) * sizeof *tokens);
    size_t count = 0;

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        tokens[count++] = token;
    }
    run->definitions++;
    for (size_t at = 0; at < count; at++) {
        mutate_token(run, definition, tokens, count, at);
    }
}

/* ---- definitions --------------------------------------------------------------------------------------------------- */

/* The rows whose definitions can be shown as a view. */
static const struct {
    KindId kind;
    const char *row;
    TextForm form;
} rows[] = {
    { KIND_COLUMN, "generated", FORM_EXPRESSION },
    { KIND_COLUMN_DEFAULT, "expr", FORM_EXPRESSION },
    { KIND_CONSTRAINT, "expr", FORM_EXPRESSION },
    { KIND_INDEX, "elements", FORM_ELEMENT },
    { KIND_INDEX, "predicate", FORM_EXPRESSION },
    { KIND_POLICY, "using", FORM_EXPRESSION },
    { KIND_POLICY, "with_check", FORM_EXPRESSION },
    { KIND_TRIGGER, "condition", FORM_EXPRESSION },
    { KIND_VIEW, "query", FORM_QUERY },
    { KIND_MATERIALIZED_VIEW, "query", FORM_QUERY },
};

static void take(Run *run, Side *side, const Object *object, const Attr *attr, TextForm form, Expr *expr, size_t item)
{
    Definition definition = { .side = side, .object = object, .attr = attr, .item = item, .expr = expr, .form = form };

    if (!expr || (object->key->kind == KIND_CONSTRAINT && object->key->parent->kind != KIND_TABLE)) {
        return;
    }
    expr->source = NULL; /* the text, with its schemas, says everything */
    definition.meaning = sd_meaning_of(side, object, attr, expr, item);
    if (definition.meaning && definition.meaning->tree) {
        mutate(run, &definition);
    }
}

static void mutate_object(Run *run, Side *side, const Object *object)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Attr *attr = rows[i].kind == object->key->kind ? sd_kind_attr(sd_kind_of(object), rows[i].row) : NULL;
        const void *field = attr ? sd_object_field(object, attr) : NULL;

        if (attr && attr->type == ATTR_EXPR) {
            take(run, side, object, attr, rows[i].form, *(Expr *const *) field, 0);
        } else if (attr) {
            const ExprList *list = *(const ExprList *const *) field;

            for (size_t item = 0; item < sd_exprs_count(list); item++) {
                take(run, side, object, attr, rows[i].form, list->items[item], item);
            }
        }
    }
}

static void mutate_file(Run *run)
{
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    SourceText text = { .name = run->file, .bytes = run->sql, .length = strlen(run->sql) };
    Files *files = NULL;
    Catalog *catalog = NULL;

    if (sd_files_parse(&files, &text, 1, diag) == SD_OK &&
        sd_files_read(&catalog, files, names, NULL, false, diag) == SD_OK) {
        Side *side = sd_side_new(catalog, NULL, false);

        for (const Object *object = catalog->first; object; object = object->next_all) {
            mutate_object(run, side, object);
        }
        sd_side_free(side);
    }
    sd_catalog_free(catalog);
    sd_files_free(files);
    sd_diag_free(diag);
    sd_names_free(names);
    PQfinish(run->connection);
    run->connection = NULL;
}

/* The file as SQL: itself, or the statements of its lines. */
static const char *read_sql(const Run *run, const char *path)
{
    SourceText file = source_read(run->arena, path);
    const char *ending = strstr(path, ".jsonl");
    Text sql = sd_text(run->arena);

    for (const char *line = ending ? file.bytes : NULL; line && *line;) {
        size_t length = strcspn(line, "\n");
        json_t *value = json_loadb(line, length, 0, NULL);

        sd_text_format(&sql, "%s;\n", json_string_value(json_object_get(value, "statement")));
        json_decref(value);
        line += length + (line[length] != '\0');
    }
    return ending ? sql.bytes : file.bytes;
}

int main(int argc, char **argv)
{
    Run run = { .url = argc > 1 ? argv[1] : "" };
    size_t kinds = 0;

    for (int i = 2; i < argc; i++) {
        run.arena = sd_arena_new();
        run.file = argv[i];
        run.sql = read_sql(&run, argv[i]);
        mutate_file(&run);
        sd_arena_free(run.arena);
    }
    for (size_t i = 0; i < sizeof run.by_edit / sizeof *run.by_edit; i++) {
        kinds += run.by_edit[i] > 0;
    }
    printf("definitions %zu, mutants %zu by %zu edits, not parsed %zu, survivors %zu: refused by the server %zu, "
           "real changes %zu\n",
           run.definitions, run.mutants, kinds, run.unparsed, run.survivors, run.refused, run.real);
    printf("counted: %d passed, %d failed\n", run.real == 0 && run.mutants > 0, run.real > 0 || run.mutants == 0);
    return run.real > 0 || run.mutants == 0;
}
