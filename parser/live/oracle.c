/* What analysis left undecided, asked of the server.  Each question has a savepoint of its own, and all of a batch are
 * sent before the first answer is read.  The transaction is rolled back whatever happens; an error, of whatever sort,
 * means that the question stays open. */
#include "parser/live/live.h"

#include "parser/canon/canon.h"
#include "parser/canon/question.h"

#include "model/text.h"

#include <string.h>

enum { BATCH = 100 };

/* Nothing waits for long: what cannot be had at once is not needed that much. */
static const char *const limits[] = { "SET LOCAL lock_timeout = '1s'", "SET LOCAL statement_timeout = '10s'" };

/* ---- sending ------------------------------------------------------------------------------------------------- */

static bool send(Live *live, const char *sql)
{
    return PQsendQueryParams(live->connection, sql, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

/* The only value of the answer, copied; NULL when there is none or something failed. */
static const char *take(Live *live, Arena *arena)
{
    PGresult *result = sd_session_take(live->connection);
    const char *text = NULL;

    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1 && !PQgetisnull(result, 0, 0)) {
        text = sd_arena_copy(arena, PQgetvalue(result, 0, 0), (size_t) PQgetlength(result, 0, 0));
    }
    PQclear(result);
    return text;
}

/* One statement alone, waited for. */
static bool run(Live *live, const char *sql)
{
    Arena *arena = sd_arena_new();
    bool fine = send(live, sql) && PQpipelineSync(live->connection);

    (void) (fine && take(live, arena));
    sd_arena_free(arena);
    return fine && PQstatus(live->connection) == CONNECTION_OK;
}

/* Takes what is left of the read (the COMMIT's answer), and begins. */
static bool begin(Live *live, Arena *arena, const char *mode)
{
    if (PQsetnonblocking(live->connection, 0) != 0) {
        return false;
    }
    (void) take(live, arena);
    return run(live, mode) && run(live, sd_session_settings(arena)) && run(live, limits[0]) && run(live, limits[1]) &&
           PQtransactionStatus(live->connection) == PQTRANS_INTRANS;
}

/* Sends a batch of questions, then reads the answers; NULL for those that have none. */
static void ask(Live *live, Arena *arena, const Question *questions, size_t count, const char **answers)
{
    size_t sent = 0;
    bool fine = true;

    for (; sent < count && fine; sent++) {
        fine = send(live, "SAVEPOINT question");
        for (size_t i = 0; i < questions[sent].count && fine; i++) {
            fine = send(live, questions[sent].statements[i]);
        }
        fine = fine && PQpipelineSync(live->connection) && send(live, "ROLLBACK TO SAVEPOINT question") &&
               PQpipelineSync(live->connection);
    }
    for (size_t i = 0; i < sent; i++) {
        answers[i] = take(live, arena);
        (void) take(live, arena);
    }
}

static void ask_all(Live *live, Arena *arena, const Question *questions, size_t count, const char **answers)
{
    for (size_t first = 0; first < count && PQstatus(live->connection) == CONNECTION_OK; first += BATCH) {
        size_t batch = count - first < BATCH ? count - first : BATCH;

        ask(live, arena, &questions[first], batch, &answers[first]);
    }
}

/* ---- members of extensions ----------------------------------------------------------------------------------- */

/* Read once, when what is undecided may be about them. */
static void read_members(Live *live, Arena *arena, Catalog *now, const Catalog *wanted)
{
    bool has_any = now->last_outside || wanted->last_outside;

    if (has_any && !now->members && !wanted->members && begin(live, arena, "BEGIN READ ONLY")) {
        now->members = sd_live_members(live, now->names);
        (void) run(live, "ROLLBACK");
    }
}

/* ---- literals ------------------------------------------------------------------------------------------------ */

/* True when some answer came. */
static bool ask_literals(Live *live, Arena *arena, Names *names, Answers *answers)
{
    size_t count = answers->literal_count;
    Question *questions = sd_arena_alloc(arena, count * sizeof *questions);
    const char **texts = sd_arena_alloc(arena, count * sizeof *texts);
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        Text sql = sd_text(arena);

        sd_text_put(&sql, "SELECT ");
        sd_text_literal(&sql, answers->literals[i].text->text);
        sd_text_format(&sql, "::%s::text", answers->literals[i].type->text);
        questions[i] = (Question){ .statements = { sql.bytes }, .count = 1 };
    }
    ask_all(live, arena, questions, count, texts);
    for (size_t i = 0; i < count; i++) {
        answers->literals[i].canonical = sd_name(names, texts[i]);
        any |= texts[i] != NULL;
    }
    return any;
}

/* The first analysis says which literals matter, the second one knows what they are. */
static size_t decide_literals(Live *live, Arena *arena, Catalog *now, Catalog *wanted)
{
    Answers answers = { .arena = arena };
    size_t undecided = sd_analyse_undecided(now, wanted, &answers);

    if (undecided && answers.literal_count && begin(live, arena, "BEGIN READ ONLY")) {
        bool any = ask_literals(live, arena, now->names, &answers);

        (void) run(live, "ROLLBACK");
        undecided = any ? sd_analyse_undecided(now, wanted, &answers) : undecided;
    }
    return undecided;
}

/* ---- definitions --------------------------------------------------------------------------------------------- */

typedef struct Asked {
    Arena *arena;
    Side *sides[2];
    ExprPair *pairs;
    Question *questions; /* two for each pair */
    size_t count;
} Asked;

static void collect(void *context, const ExprPair *pair)
{
    Asked *asked = context;
    Question now, wanted;

    if (sd_expr_compare(pair->exprs[0], pair->exprs[1]) == SAME_UNKNOWN &&
        sd_question_make(&now, asked->sides[0], pair, 0) && sd_question_make(&wanted, asked->sides[1], pair, 1)) {
        asked->pairs = sd_arena_grow(asked->arena, asked->pairs, asked->count, sizeof *asked->pairs);
        asked->questions = sd_arena_grow(asked->arena, asked->questions, asked->count, 2 * sizeof *asked->questions);
        asked->questions[2 * asked->count] = now;
        asked->questions[2 * asked->count + 1] = wanted;
        asked->pairs[asked->count++] = *pair;
    }
}

static void decide(const ExprPair *pair, const char *now, const char *wanted)
{
    if (!now || !wanted) {
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        pair->exprs[i]->incomplete = false;
        pair->exprs[i]->loose = pair->exprs[i]->exact;
    }
    if (strcmp(now, wanted) == 0) {
        pair->exprs[1]->exact = pair->exprs[0]->exact;
    }
}

static void decide_definitions(Live *live, Arena *arena, Catalog *now, Catalog *wanted)
{
    Asked asked = { .arena = arena, .sides = { sd_side_new(now, wanted, false), sd_side_new(wanted, now, false) } };

    sd_pairs_visit(now, wanted, collect, &asked);
    if (asked.count && begin(live, arena, "BEGIN")) {
        const char **answers = sd_arena_alloc(arena, 2 * asked.count * sizeof *answers);

        ask_all(live, arena, asked.questions, 2 * asked.count, answers);
        (void) run(live, "ROLLBACK");
        for (size_t i = 0; i < asked.count; i++) {
            decide(&asked.pairs[i], answers[2 * i], answers[2 * i + 1]);
        }
    }
    sd_side_free(asked.sides[0]);
    sd_side_free(asked.sides[1]);
}

void sd_oracle_decide(Live *live, Catalog *now, Catalog *wanted, OracleLimit limit)
{
    Arena *arena = sd_arena_new();
    size_t undecided;

    read_members(live, arena, now, wanted);
    undecided =
        limit >= ORACLE_VALUES ? decide_literals(live, arena, now, wanted) : sd_analyse_undecided(now, wanted, NULL);

    if (undecided && limit >= ORACLE_DEFINITIONS) {
        decide_definitions(live, arena, now, wanted);
    }
    sd_arena_free(arena);
}
