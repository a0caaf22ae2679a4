/* Files into a database of a scratch server, as psql would load them, but in any order.
 *
 * Each statement runs in a transaction of its own.  What fails is tried again after everything else, as long as that
 * helps: the order of files has no meaning.  Settings of the session (SET search_path) are made again on the way, each
 * in its place.  Statements are cut, never parsed: a server newer than our grammar reads what only it knows. */
#include "parser/scratch/scratch.h"

#include "model/text.h"
#include "parser/live/live.h"
#include "parser/live/mask.h"
#include "parser/sql/files.h"
#include "parser/sql/lexer.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 200 };

typedef enum LoadWay {
    LOAD_RUN,
    LOAD_SETTING, /* runs in every round */
    LOAD_CLUSTER, /* is about the whole server: only on our own */
    LOAD_SKIP     /* transactions of a script, data that psql would send, other databases */
} LoadWay;

typedef struct LoadItem {
    const FileText *text;
    size_t start, end;
    LoadWay way;
    bool done;
    const char *state, *sentence, *hint; /* of the latest failure */
    size_t at;                           /* where in the text */
} LoadItem;

typedef struct Loading {
    Arena *arena;
    PGconn *connection;
    LoadItem *items;
    size_t count;
    bool is_own, in_order;
    size_t progress; /* statements that ran, roles that were made, in this round */
} Loading;

/* ---- what a statement is ----------------------------------------------------------------------------------------- */

/* By its first words; the first row that fits. */
static const struct {
    const char *first, *second; /* second NULL: any */
    const char *contains;       /* a word further on, or NULL */
    LoadWay way;
} ways[] = {
    { "begin", NULL, NULL, LOAD_SKIP },
    { "start", "transaction", NULL, LOAD_SKIP },
    { "commit", NULL, NULL, LOAD_SKIP },
    { "end", NULL, NULL, LOAD_SKIP },
    { "rollback", NULL, NULL, LOAD_SKIP },
    { "abort", NULL, NULL, LOAD_SKIP },
    { "savepoint", NULL, NULL, LOAD_SKIP },
    { "release", NULL, NULL, LOAD_SKIP },
    { "copy", NULL, "stdin", LOAD_SKIP },
    { "create", "database", NULL, LOAD_SKIP },
    { "alter", "database", NULL, LOAD_SKIP },
    { "drop", "database", NULL, LOAD_SKIP },
    { "alter", "system", NULL, LOAD_SKIP },
    { "create", "tablespace", NULL, LOAD_SKIP },
    { "create", "role", NULL, LOAD_CLUSTER },
    { "create", "user", "mapping", LOAD_RUN },
    { "create", "user", NULL, LOAD_CLUSTER },
    { "create", "group", NULL, LOAD_CLUSTER },
    { "alter", "role", NULL, LOAD_CLUSTER },
    { "alter", "user", "mapping", LOAD_RUN },
    { "alter", "user", NULL, LOAD_CLUSTER },
    { "alter", "group", NULL, LOAD_CLUSTER },
    { "drop", "role", NULL, LOAD_CLUSTER },
    { "drop", "user", "mapping", LOAD_RUN },
    { "drop", "user", NULL, LOAD_CLUSTER },
    { "drop", "group", NULL, LOAD_CLUSTER },
    { "set", NULL, NULL, LOAD_SETTING },
    { "reset", NULL, NULL, LOAD_SETTING },
    { "select", NULL, "set_config", LOAD_SETTING },
    { "grant", NULL, "on", LOAD_RUN },
    { "grant", NULL, NULL, LOAD_CLUSTER },
    { "revoke", NULL, "on", LOAD_RUN },
    { "revoke", NULL, NULL, LOAD_CLUSTER },
};

static bool contains_word(Lexer lexer, const char *word)
{
    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        if (sd_token_is(&lexer, token, word)) {
            return true;
        }
    }
    return false;
}

static LoadWay way_of(const char *bytes, size_t start, size_t end)
{
    Lexer lexer = sd_lexer(bytes, end, start);
    Token first = sd_lexer_next(&lexer);
    Lexer behind = lexer;
    Token second = sd_lexer_next(&lexer);

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (sd_token_is(&behind, first, ways[i].first) &&
            (!ways[i].second || sd_token_is(&behind, second, ways[i].second)) &&
            (!ways[i].contains || contains_word(behind, ways[i].contains))) {
            return ways[i].way;
        }
    }
    return LOAD_RUN;
}

static void add_items(Loading *loading, FileText *text)
{
    size_t count;
    Piece *pieces = sd_cut_statements(loading->arena, &text->source, &count);

    for (size_t i = 0; i < count; i++) {
        LoadItem item = { .text = text, .start = pieces[i].start, .end = pieces[i].end };

        sd_lexer_trim(text->source.bytes, &item.start, &item.end);
        if (item.start >= item.end) {
            continue;
        }
        item.way = way_of(text->source.bytes, item.start, item.end);
        if (item.way == LOAD_CLUSTER) {
            item.way = loading->is_own ? LOAD_RUN : LOAD_SKIP;
        }
        item.done = item.way == LOAD_SKIP;
        loading->items = sd_arena_grow(loading->arena, loading->items, loading->count, sizeof *loading->items);
        loading->items[loading->count++] = item;
    }
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

static bool send(const Loading *loading, const char *sql)
{
    return PQsendQueryParams(loading->connection, sql, 0, NULL, NULL, NULL, NULL, 0) == 1 &&
           PQpipelineSync(loading->connection) == 1;
}

/* SET LOCAL would end with the statement's own transaction, since those of the script are left out. */
static const char *text_of(const Loading *loading, const LoadItem *item)
{
    const char *bytes = item->text->source.bytes;
    Lexer lexer = sd_lexer(bytes, item->end, item->start);
    Token local;

    (void) sd_lexer_next(&lexer);
    local = sd_lexer_next(&lexer);
    if (item->way == LOAD_SETTING && sd_token_is(&lexer, local, "local")) {
        return sd_arena_format(loading->arena, "SET %.*s", (int) (item->end - local.end), bytes + local.end);
    }
    return sd_arena_copy(loading->arena, bytes + item->start, item->end - item->start);
}

/* The files' roles are made on our own server as they are met: nobody but a file of a whole cluster creates them. */
static bool make_role(Loading *loading, const LoadItem *item)
{
    static const char head[] = "role \"", tail[] = "\" does not exist";
    const char *end = strstr(item->sentence, tail);
    Text sql = sd_text(loading->arena);
    PGresult *result;
    bool made;

    if (!loading->is_own || strcmp(item->state, "42704") != 0 || strncmp(item->sentence, head, strlen(head)) != 0 ||
        !end) {
        return false;
    }
    sd_text_put(&sql, "SELECT set_config('schemadiff.role', ");
    sd_text_literal(&sql, sd_arena_copy(loading->arena, item->sentence + strlen(head),
                                        (size_t) (end - item->sentence) - strlen(head)));
    sd_text_put(&sql, ", false)");
    made = send(loading, sql.bytes) &&
           send(loading, "DO $$BEGIN EXECUTE format('CREATE ROLE %I', current_setting('schemadiff.role')); END$$");
    PQclear(sd_session_take(loading->connection));
    result = made ? sd_session_take(loading->connection) : NULL;
    made = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return made;
}

static bool is_there_already(const LoadItem *item)
{
    return strcmp(item->state, "42710") == 0 && strncmp(item->sentence, "role \"", strlen("role \"")) == 0;
}

static void take_failure(const Loading *loading, LoadItem *item, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *sentence = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    long character = position ? strtol(position, NULL, 10) : 0;
    const char *start = item->text->source.bytes + item->start;

    hint = hint ? hint : detail;
    item->state = sd_arena_copy(loading->arena, state ? state : "08006", 5);
    item->sentence = sd_mask_message(loading->arena, sentence ? sentence : "the connection was lost", NULL);
    item->hint = hint ? sd_mask_message(loading->arena, hint, NULL) : NULL;
    item->at = item->start;
    if (character > 0) {
        item->at += sd_byte_of_character(start, item->end - item->start, (size_t) character - 1);
    }
}

static void take_answer(Loading *loading, LoadItem *item)
{
    PGresult *result = sd_session_take(loading->connection);
    ExecStatusType status = PQresultStatus(result);

    item->done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!item->done) {
        take_failure(loading, item, result);
        item->done = is_there_already(item);
    }
    loading->progress += item->done && item->way == LOAD_RUN;
    PQclear(result);
}

/* Sends the statements of one text in [first, last) that are to run, then takes their answers. */
static bool run_batch(Loading *loading, size_t first, size_t last)
{
    bool *sent = sd_arena_alloc(loading->arena, last - first);

    for (size_t i = first; i < last; i++) {
        if (!loading->items[i].done || loading->items[i].way == LOAD_SETTING) {
            if (!send(loading, text_of(loading, &loading->items[i]))) {
                return false;
            }
            sent[i - first] = true;
        }
    }
    for (size_t i = first; i < last; i++) {
        if (sent[i - first]) {
            take_answer(loading, &loading->items[i]);
        }
    }
    return PQstatus(loading->connection) == CONNECTION_OK;
}

static bool run_file(Loading *loading, size_t first, size_t last)
{
    size_t step = loading->in_order ? 1 : BATCH;

    /* What the text before has set is none of this one's. */
    if (!send(loading, "SET SESSION AUTHORIZATION DEFAULT") || !send(loading, "RESET ALL")) {
        return false;
    }
    PQclear(sd_session_take(loading->connection));
    PQclear(sd_session_take(loading->connection));
    for (size_t at = first; at < last; at += step) {
        if (!run_batch(loading, at, last - at < step ? last : at + step)) {
            return false;
        }
        if (loading->in_order && !loading->items[at].done) {
            break;
        }
    }
    return true;
}

/* One round over all files; true when something of it worked and something is left. */
static bool run_round(Loading *loading)
{
    bool left = false;

    loading->progress = 0;
    for (size_t first = 0, last; first < loading->count && !(left && loading->in_order); first = last) {
        bool pending = false;

        for (last = first; last < loading->count && loading->items[last].text == loading->items[first].text; last++) {
            pending |= !loading->items[last].done;
        }
        if (pending && !run_file(loading, first, last)) {
            return false;
        }
        for (size_t i = first; i < last; i++) {
            left |= !loading->items[i].done;
        }
    }
    loading->progress *= !loading->in_order;
    for (size_t i = 0; i < loading->count; i++) {
        LoadItem *item = &loading->items[i];

        loading->progress += !item->done && item->sentence && make_role(loading, item);
    }
    return left && loading->progress && PQstatus(loading->connection) == CONNECTION_OK;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static Status report(const Loading *loading, Diag *diag)
{
    Status status = SD_OK;

    for (size_t i = 0; i < loading->count; i++) {
        const LoadItem *item = &loading->items[i];

        if (!item->done && (item->sentence || !loading->in_order)) {
            const char *sentence = item->sentence
                                       ? sd_arena_format(diag->arena, "%s (SQLSTATE %s)", item->sentence, item->state)
                                       : "the connection to the scratch server was lost";
            Message *message =
                sd_canvas_say(item->text, SEVERITY_ERROR, item->at ? item->at : item->start, diag, sentence);

            message->hint = item->hint ? sd_arena_copy(diag->arena, item->hint, strlen(item->hint)) : NULL;
            status = SD_INPUT;
        }
    }
    return status;
}

/* Leaves only the first `most` statements, all for 0; how many there were. */
static size_t keep_first(Loading *loading, size_t most)
{
    size_t count = 0;

    for (size_t i = 0; i < loading->count; i++) {
        count += loading->items[i].way != LOAD_SKIP;
        if (most && count > most) {
            loading->items[i].way = LOAD_SKIP;
            loading->items[i].done = true;
        }
    }
    return count;
}

static Status load_items(Loading *loading, const char *conninfo, Diag *diag)
{
    static const char *const names[] = { "dbname", "client_encoding", "options", NULL };
    const char *const values[] = { conninfo, "UTF8", loading->in_order ? "" : "-c check_function_bodies=off", NULL };

    loading->connection = PQconnectdbParams(names, values, 1);
    if (PQstatus(loading->connection) != CONNECTION_OK || !PQenterPipelineMode(loading->connection)) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot connect to the scratch server: %s",
                    sd_mask_message(diag->arena, PQerrorMessage(loading->connection), conninfo));
        return SD_SERVER;
    }
    PQsetNoticeReceiver(loading->connection, sd_session_ignore_notice, NULL);
    while (run_round(loading)) {
    }
    return report(loading, diag);
}

Status sd_scratch_load(const Scratch *scratch, const char *conninfo, const SourceText *texts, size_t count,
                       LoadRules *rules, Diag *diag)
{
    Loading loading = { .arena = sd_arena_new(), .is_own = sd_scratch_is_own(scratch), .in_order = rules->in_order };
    FileText *files = sd_arena_alloc(loading.arena, count * sizeof *files);
    Status status = SD_OK;

    for (size_t i = 0; i < count; i++) {
        if (sd_canvas_make(loading.arena, &files[i], &texts[i], diag)) {
            add_items(&loading, &files[i]);
        } else {
            status = SD_INPUT;
        }
    }
    rules->count = keep_first(&loading, rules->most);
    if (status == SD_OK && !rules->only_counts) {
        status = load_items(&loading, conninfo, diag);
    }
    PQfinish(loading.connection);
    sd_arena_free(loading.arena);
    return status;
}
