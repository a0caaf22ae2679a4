/* replay_pairs URL FILE: definitions as people write them against what a server makes of them.
 *
 * FILE has one JSON object a line: {"statement": ..., "kind": ..., "search_path": ...}.  Lines of the kind "context"
 * only prepare others; every other line is a pair.  Optional are "setup", run before the statement, and "seq": lines of
 * one number are one statement with several expressions.  Every statement is run on the database, and the statements
 * that the server took become one schema file.  The file and the database are then compared as schemadiff compares
 * them, and what it finds is put down to the statement that it came from.  Nothing else can be found: a difference or
 * an object without a statement counts as DIFFERENT too.
 *
 * Ends in 0 when nothing is DIFFERENT and at least 99.5 % are EQUAL. */
#include "differ/differ.h"
#include "model/text.h"
#include "parser/parser.h"

#include <jansson.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_MILLE_EQUAL = 995 };

typedef enum Verdict { VERDICT_EQUAL, VERDICT_UNKNOWN, VERDICT_DIFFERENT, VERDICT_COUNT } Verdict;

static const char *const verdict_words[] = {
    [VERDICT_EQUAL] = "EQUAL",
    [VERDICT_UNKNOWN] = "UNKNOWN",
    [VERDICT_DIFFERENT] = "DIFFERENT",
};

/* A statement in the file that is put together. */
typedef struct Statement {
    const char *sql, *kind;
    long long number;
    size_t pairs; /* lines of the input that are pairs */
    uint32_t first_line, last_line;
    Verdict verdict;
} Statement;

typedef struct Replay {
    Arena *arena;
    PGconn *connection;
    Text sql; /* the schema file */
    uint32_t line;
    Statement *statements;
    size_t count;
    size_t refused;
    size_t unowned; /* findings that belong to no statement */
    const char *path;
} Replay;

/* ---- running ----------------------------------------------------------------------------------------------------- */

static bool run(Replay *replay, const char *sql, const char *why_not)
{
    PGresult *result = PQexec(replay->connection, sql);
    bool fine = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;

    if (!fine && why_not) {
        printf("%s: %s%s\n", why_not, PQresultErrorMessage(result), sql);
    }
    PQclear(result);
    return fine;
}

static void put_lines(Replay *replay, const char *sql)
{
    sd_text_put(&replay->sql, sql);
    sd_text_put(&replay->sql, "\n;\n");
    for (const char *at = sql; *at; at++) {
        replay->line += *at == '\n' ? 1 : 0;
    }
    replay->line += 2;
}

static const char *member(const json_t *line, const char *name)
{
    const char *value = json_string_value(json_object_get(line, name));

    return value ? value : "";
}

/* The path is that behind the statement, so a statement that sets it says the same. */
static void follow_path(Replay *replay, const json_t *line)
{
    const char *path = member(line, "search_path");
    Text sql;

    if (!*path || (replay->path && strcmp(path, replay->path) == 0)) {
        return;
    }
    replay->path = sd_arena_copy(replay->arena, path, strlen(path));
    sql = sd_text(replay->arena);
    sd_text_format(&sql, "SET search_path = %s", path);
    if (run(replay, sql.bytes, "cannot follow the search_path")) {
        put_lines(replay, sql.bytes);
    }
}

static void take_statement(Replay *replay, const json_t *line)
{
    const char *kind = member(line, "kind"), *sql = member(line, "statement");
    long long number = json_integer_value(json_object_get(line, "seq"));
    size_t pairs = strcmp(kind, "context") == 0 ? 0 : 1;
    Statement *last = replay->count ? &replay->statements[replay->count - 1] : NULL;

    if (last && number && last->number == number) {
        last->pairs += pairs;
        return;
    }
    follow_path(replay, line);
    if (*member(line, "setup") && run(replay, member(line, "setup"), "setup refused")) {
        put_lines(replay, member(line, "setup"));
    }
    if (!run(replay, sql, "refused")) {
        replay->refused += pairs;
        return;
    }
    replay->statements = sd_arena_grow(replay->arena, replay->statements, replay->count, sizeof *replay->statements);
    last = &replay->statements[replay->count++];
    *last = (Statement){ .sql = sd_arena_copy(replay->arena, sql, strlen(sql)),
                         .kind = sd_arena_copy(replay->arena, kind, strlen(kind)),
                         .number = number,
                         .pairs = pairs,
                         .first_line = replay->line };
    put_lines(replay, sql);
    last->last_line = replay->line - 1;
}

static bool take_file(Replay *replay, const char *path)
{
    FILE *file = fopen(path, "r");
    char *bytes = NULL;
    size_t room = 0;
    bool fine = file != NULL;

    while (file && getline(&bytes, &room, file) > 0) {
        json_error_t error;
        json_t *line = json_loads(bytes, 0, &error);

        if (!line) {
            printf("%s: %s\n", path, error.text);
            fine = false;
            break;
        }
        take_statement(replay, line);
        json_decref(line);
    }
    free(bytes);
    if (file) {
        (void) fclose(file);
    }
    return fine;
}

/* ---- findings ------------------------------------------------------------------------------------------------------ */

static Statement *statement_at(Replay *replay, Position at)
{
    for (size_t i = 0; at.file && i < replay->count; i++) {
        if (at.line >= replay->statements[i].first_line && at.line <= replay->statements[i].last_line) {
            return &replay->statements[i];
        }
    }
    return NULL;
}

/* An expression has a place of its own; other rows that of their object. */
static Position place_of(const Object *object, const Attr *attr)
{
    if (attr && attr->type == ATTR_EXPR) {
        const Expr *expr = *(Expr *const *) sd_object_field(object, attr);

        return expr && expr->at.file ? expr->at : object->at;
    }
    return object->at;
}

static void tell(Replay *replay, Verdict verdict, const Object *from, const Object *to, const Attr *attr)
{
    const Object *object = to ? to : from;
    Statement *statement = statement_at(replay, place_of(object, attr));
    Text text = sd_text(replay->arena);

    if (!statement) {
        replay->unowned++;
    } else if (verdict > statement->verdict) {
        statement->verdict = verdict;
    }
    sd_text_format(&text, "%s ", verdict_words[verdict]);
    sd_text_key(&text, object->key);
    sd_text_format(&text, " %s\n", attr ? attr->name : to ? "is only in the file" : "is only in the database");
    for (size_t side = 0; attr && side < 2; side++) {
        sd_text_put(&text, side ? "    server:    " : "    file:      ");
        sd_attr_write(&text, side ? from : to, attr);
        sd_text_char(&text, '\n');
    }
    if (statement) {
        sd_text_format(&text, "    statement: %s\n", statement->sql);
    }
    printf("%s", text.bytes);
}

static bool find(Replay *replay, const char *url)
{
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    SourceText text = { .name = "pairs.sql", .bytes = replay->sql.bytes, .length = replay->sql.length };
    PlanRules rules = { .allow_all_drops = true };
    Live *live = NULL;
    Files *files = NULL;
    Catalog *now = NULL, *wanted = NULL;
    Plan *plan = NULL;
    bool fine = sd_live_open(&live, url, false, diag) == SD_OK && sd_live_read(&now, live, names, diag) == SD_OK &&
                sd_files_parse(&files, &text, 1, diag) == SD_OK &&
                sd_files_read(&wanted, files, names, now, false, diag) == SD_OK;

    if (fine) {
        sd_analyse(now, wanted);
        fine = sd_plan(&plan, now, wanted, &rules, diag) == SD_OK;
    }
    for (size_t i = 0; i < diag->count; i++) {
        if (!fine || diag->messages[i].severity == SEVERITY_ERROR) {
            printf("%u: %s\n", diag->messages[i].at.line, diag->messages[i].sentence);
        }
    }
    for (size_t i = 0; plan && i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        tell(replay, VERDICT_DIFFERENT, action->from, action->to, action->attr_count ? action->attrs[0] : NULL);
    }
    for (size_t i = 0; plan && i < plan->undetermined_count; i++) {
        tell(replay, VERDICT_UNKNOWN, plan->undetermined[i].from, plan->undetermined[i].to, plan->undetermined[i].attr);
    }
    sd_plan_free(plan);
    sd_catalog_free(now);
    sd_catalog_free(wanted);
    sd_live_close(live);
    sd_files_free(files);
    sd_diag_free(diag);
    sd_names_free(names);
    return fine;
}

static bool count(const Replay *replay)
{
    size_t counts[VERDICT_COUNT] = { 0 }, all = 0;
    bool fine;

    for (size_t i = 0; i < replay->count; i++) {
        counts[replay->statements[i].verdict] += replay->statements[i].pairs;
        all += replay->statements[i].pairs;
    }
    counts[VERDICT_DIFFERENT] += replay->unowned;
    printf("pairs %zu, EQUAL %zu, DIFFERENT %zu, UNKNOWN %zu, refused by the server %zu\n", all, counts[VERDICT_EQUAL],
           counts[VERDICT_DIFFERENT], counts[VERDICT_UNKNOWN], replay->refused);
    fine = all > 0 && counts[VERDICT_DIFFERENT] == 0 && counts[VERDICT_EQUAL] * 1000 >= all * PER_MILLE_EQUAL;
    printf("counted: %d passed, %d failed\n", fine ? 1 : 0, fine ? 0 : 1);
    return fine;
}

int main(int argc, char **argv)
{
    Replay replay = { .line = 1 };
    bool fine;

    if (argc != 3) {
        (void) fprintf(stderr, "usage: replay_pairs URL FILE\n");
        return 2;
    }
    replay.arena = sd_arena_new();
    replay.sql = sd_text(replay.arena);
    replay.connection = PQconnectdb(argv[1]);
    /* The file says in which time zone its literals were read. */
    fine = run(&replay, "SET client_min_messages = error; SET TimeZone = 'UTC'", "cannot connect");
    put_lines(&replay, "SET TimeZone = 'UTC'");
    fine = fine && take_file(&replay, argv[2]) && find(&replay, argv[1]);
    fine = fine && count(&replay);
    PQfinish(replay.connection);
    sd_arena_free(replay.arena);
    return fine ? 0 : 1;
}
