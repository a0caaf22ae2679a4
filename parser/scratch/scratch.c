#include "parser/scratch/scratch.h"

#include "model/text.h"
#include "parser/live/live.h"
#include "parser/live/mask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    READY_MS = 60000, /* a machine under load takes long, one that fails says so at once */
    LOOK_MS = 3,      /* between two attempts to connect */
    STOP_MS = 10000,  /* SIGQUIT ends a server at once; one that hangs is killed */
    OWN_DATABASES = 2 /* that many are made already, see folder.c */
};

struct Scratch {
    Arena *arena;
    Account account;
    Folder folder;
    Watch watch;
    const char *programs;
    const char *url;    /* of a server that is not ours, or NULL */
    const char *prefix; /* of the names of databases */
    int databases;      /* handed out so far */
    const char *role;   /* on a server of our own: who connects */
};

bool sd_scratch_is_own(const Scratch *scratch)
{
    return !scratch->url;
}

static void sleep_ms(long ms)
{
    struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

    (void) nanosleep(&time, NULL);
}

/* ---- in the watcher ---------------------------------------------------------------------------------------------- */

/* A server that keeps nothing and is alone with one client. */
static _Noreturn void become_server(const Scratch *scratch)
{
    static const char *const settings[] = {
        "listen_addresses=",
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "autovacuum=off",
        "max_connections=20",
        "shared_buffers=32MB",
        "jit=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=256MB",
        "max_worker_processes=0",
        "lc_messages=C",
        "log_min_messages=fatal",
        "logging_collector=off",
        "max_prepared_transactions=10",
        "dynamic_shared_memory_type=mmap",
    };
    enum { COUNT = sizeof settings / sizeof *settings };
    const char *words[2 * COUNT + 6];
    size_t count = 0;
    int log = open(scratch->folder.log, O_WRONLY | O_CREAT | O_APPEND, 0600);

    words[count++] = sd_arena_format(scratch->arena, "%s/postgres", scratch->programs);
    words[count++] = "-D";
    words[count++] = scratch->folder.data;
    words[count++] = "-k";
    words[count++] = scratch->folder.socket;
    for (size_t i = 0; i < COUNT; i++) {
        words[count++] = "-c";
        words[count++] = settings[i];
    }
    words[count] = NULL;
    (void) (log >= 0 && dup2(log, STDERR_FILENO) >= 0 && dup2(log, STDOUT_FILENO) >= 0);
    if (sd_account_take(&scratch->account) && chdir(scratch->folder.socket) == 0) {
#ifdef __linux__
        /* Should the watcher be killed too.  A change of account clears this, so it comes last (prctl(2)). */
        (void) prctl(PR_SET_PDEATHSIG, SIGQUIT);
#endif
        for (int number = 1; number < 32; number++) {
            (void) signal(number, SIG_DFL); /* what is ignored stays so across exec */
        }
        (void) execv(words[0], (char *const *) (uintptr_t) words);
    }
    _exit(127);
}

static pid_t begin_server(void *context)
{
    pid_t server = fork();

    if (server == 0) {
        become_server(context);
    }
    return server;
}

/* SIGQUIT is the server's immediate shutdown (manual: "Shutting Down the Server"). */
static void end_server(void *context, pid_t server)
{
    const Scratch *scratch = context;
    int waited = 0;

    (void) kill(server, SIGQUIT);
    while (waitpid(server, NULL, WNOHANG) == 0) {
        if ((waited += LOOK_MS) > STOP_MS) {
            (void) kill(server, SIGKILL);
        }
        sleep_ms(LOOK_MS);
    }
    sd_folder_remove(scratch->folder.path);
}

static pid_t begin_nothing(void *context)
{
    (void) context;
    return 0;
}

/* Drops every database that was made on a server that is not ours. */
static void end_databases(void *context, pid_t process)
{
    const Scratch *scratch = context;
    PGconn *connection = PQconnectdb(scratch->url);
    Text sql = sd_text(scratch->arena);
    PGresult *names;

    (void) process;
    sd_text_put(&sql, "SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', datname) FROM pg_database "
                      "WHERE starts_with(datname, ");
    sd_text_literal(&sql, scratch->prefix);
    sd_text_put(&sql, ")");
    names = PQexec(connection, sql.bytes);
    for (int i = 0; i < PQntuples(names); i++) {
        PQclear(PQexec(connection, PQgetvalue(names, i, 0)));
    }
    PQclear(names);
    PQfinish(connection);
}

/* ---- starting ---------------------------------------------------------------------------------------------------- */

static Status start_server(Scratch *scratch, const char *programs, Diag *diag)
{
    WatchWork work = { .begin = begin_server, .end = end_server, .context = scratch };
    Status status = sd_account_find(&scratch->account, scratch->arena, diag);

    if (status != SD_OK) {
        return status;
    }
    scratch->programs = sd_programs_find(scratch->arena, programs, diag);
    if (!scratch->programs) {
        return SD_INPUT;
    }
    status = sd_folder_make(&scratch->folder, scratch->arena, &scratch->account, diag);
    if (status == SD_OK) {
        status = sd_folder_fill(&scratch->folder, scratch->arena, scratch->programs, &scratch->account, diag);
    }
    work.keep = scratch->folder.lock;
    if (status == SD_OK && !sd_watch_start(&scratch->watch, &work)) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot start a process: %s", strerror(errno));
        status = SD_SERVER;
    }
    return status;
}

static Status start_databases(Scratch *scratch, const char *url, Diag *diag)
{
    WatchWork work = { .begin = begin_nothing, .end = end_databases, .context = scratch, .keep = -1 };
    struct timespec now;

    (void) clock_gettime(CLOCK_REALTIME, &now);
    scratch->url = url;
    scratch->prefix = sd_arena_format(scratch->arena, "schemadiff_%ld_%lx_", (long) getpid(),
                                      (unsigned long) now.tv_nsec ^ (unsigned long) now.tv_sec << 20);
    if (!sd_watch_start(&scratch->watch, &work)) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot start a process: %s", strerror(errno));
        return SD_SERVER;
    }
    return SD_OK;
}

Status sd_scratch_start(Scratch **out, const char *where, Diag *diag)
{
    Arena *arena = sd_arena_new();
    Scratch *scratch = sd_arena_alloc(arena, sizeof *scratch);
    bool is_url = where && (strchr(where, '=') || strstr(where, "://"));
    Status status;

    scratch->arena = arena;
    scratch->folder.lock = -1;
    scratch->watch = (Watch){ .watcher = -1, .alive = -1 };
    scratch->prefix = SCRATCH_DATABASE;
    scratch->role = SCRATCH_ROLE;
    status =
        is_url ? start_databases(scratch, where, diag) : start_server(scratch, where && *where ? where : NULL, diag);
    if (status != SD_OK) {
        sd_scratch_stop(scratch);
        scratch = NULL;
    }
    *out = scratch;
    return status;
}

void sd_scratch_stop(Scratch *scratch)
{
    if (!scratch) {
        return;
    }
    sd_watch_stop(&scratch->watch);
    if (scratch->folder.path) {
        sd_folder_remove(scratch->folder.path); /* what is left when the server never ran */
    }
    if (scratch->folder.lock >= 0) {
        (void) close(scratch->folder.lock);
    }
    sd_arena_free(scratch->arena);
}

/* ---- databases --------------------------------------------------------------------------------------------------- */

static void put_option(Text *text, const char *keyword, const char *value)
{
    sd_text_format(text, "%s%s='", text->length ? " " : "", keyword);
    for (; *value; value++) {
        sd_text_put(text, *value == '\'' || *value == '\\' ? "\\" : "");
        sd_text_char(text, *value);
    }
    sd_text_put(text, "'");
}

/* A connection string of the server, with another database. */
static const char *conninfo_of(const Scratch *scratch, const char *database)
{
    Text text = sd_text(scratch->arena);
    PQconninfoOption *options;

    if (!scratch->url) {
        put_option(&text, "host", scratch->folder.socket);
        put_option(&text, "user", scratch->role);
        put_option(&text, "dbname", database);
        return text.bytes;
    }
    options = PQconninfoParse(scratch->url, NULL);
    for (const PQconninfoOption *option = options; option && option->keyword; option++) {
        const char *value = strcmp(option->keyword, "dbname") == 0 ? database : option->val;

        if (value) {
            put_option(&text, option->keyword, value);
        }
    }
    PQconninfoFree(options);
    return text.bytes;
}

static Status fail_connecting(const Scratch *scratch, const PGconn *connection, Diag *diag)
{
    bool died = !scratch->url && scratch->watch.watcher < 0;

    sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the scratch server %s: %s",
                scratch->url ? "refuses" : "did not start",
                died ? sd_folder_log(&scratch->folder, diag->arena)
                     : sd_mask_message(diag->arena, PQerrorMessage(connection), scratch->url));
    return SD_SERVER;
}

/* Connects; to a server of our own as soon as it is ready. */
static Status connect_to(PGconn **out, Scratch *scratch, const char *conninfo, Diag *diag)
{
    PGconn *connection = PQconnectdb(conninfo);
    int waited = 0;
    Status status = SD_OK;

    while (PQstatus(connection) != CONNECTION_OK && !scratch->url && sd_watch_lives(&scratch->watch) &&
           (waited += LOOK_MS) < READY_MS) {
        PQfinish(connection);
        sleep_ms(LOOK_MS);
        connection = PQconnectdb(conninfo);
    }
    if (PQstatus(connection) != CONNECTION_OK) {
        status = fail_connecting(scratch, connection, diag);
        PQfinish(connection);
        connection = NULL;
    }
    *out = connection;
    return status;
}

static Status create_database(Scratch *scratch, PGconn *connection, const char *name, const char *of, Diag *diag)
{
    PGresult *result = PQexec(connection, sd_arena_format(scratch->arena, "CREATE DATABASE %s TEMPLATE %s", name, of));
    bool fine = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!fine) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the scratch server cannot make a database: %s",
                    sd_mask_message(diag->arena, PQerrorMessage(connection), scratch->url));
    }
    PQclear(result);
    return fine ? SD_OK : SD_SERVER;
}

static Status add_database(const char **out, Scratch *scratch, const char *of, Diag *diag)
{
    const char *name = sd_arena_format(scratch->arena, "%s%d", scratch->prefix, ++scratch->databases);
    PGconn *connection;
    Status status =
        connect_to(&connection, scratch, scratch->url ? scratch->url : conninfo_of(scratch, "template1"), diag);

    *out = conninfo_of(scratch, name);
    if (status == SD_OK) {
        status = create_database(scratch, connection, name, of, diag);
    }
    PQfinish(connection);
    return status;
}

Status sd_scratch_database(const char **out, Scratch *scratch, Diag *diag)
{
    PGconn *connection;
    Status status;

    if (scratch->url || scratch->databases >= OWN_DATABASES) {
        return add_database(out, scratch, scratch->url ? "template0" : "template1", diag);
    }
    *out = conninfo_of(scratch, sd_arena_format(scratch->arena, "%s%d", scratch->prefix, ++scratch->databases));
    status = connect_to(&connection, scratch, *out, diag);
    PQfinish(connection);
    return status;
}

/* The name of a database of ours, which needs no quotes. */
static const char *name_in(const Scratch *scratch, const char *conninfo)
{
    const char *name = strstr(conninfo, scratch->prefix);
    size_t length = name ? strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") : 0;

    return name ? sd_arena_copy(scratch->arena, name, length) : "";
}

Status sd_scratch_act_as(Scratch *scratch, Name role, Diag *diag)
{
    Text sql = sd_text(scratch->arena);
    PGconn *connection;
    PGresult *result;
    Status status;

    if (scratch->url || strcmp(role->text, scratch->role) == 0) {
        return SD_OK;
    }
    status = connect_to(&connection, scratch, conninfo_of(scratch, "template1"), diag);
    if (status != SD_OK) {
        return status;
    }
    sd_text_put(&sql, "CREATE ROLE ");
    sd_text_identifier(&sql, role);
    sd_text_put(&sql, " SUPERUSER LOGIN");
    result = PQexec(connection, sql.bytes);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        scratch->role = sd_arena_copy(scratch->arena, role->text, strlen(role->text));
    } else {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the scratch server cannot make role \"%s\": %s", role->text,
                    PQerrorMessage(connection));
        status = SD_SERVER;
    }
    PQclear(result);
    PQfinish(connection);
    return status;
}

Status sd_scratch_copy(const char **out, Scratch *scratch, const char *of, Diag *diag)
{
    return add_database(out, scratch, name_in(scratch, of), diag);
}

void sd_scratch_drop(Scratch *scratch, const char *conninfo)
{
    PGconn *connection = PQconnectdb(scratch->url ? scratch->url : conninfo_of(scratch, "template1"));

    PQclear(PQexec(connection, sd_arena_format(scratch->arena, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                                               name_in(scratch, conninfo))));
    PQfinish(connection);
}

Status sd_scratch_ask(const Scratch *scratch, const char *conninfo, const char *const *statements, size_t count,
                      Arena *arena, ScratchAnswer *answers, Diag *diag)
{
    PGconn *connection = PQconnectdb(conninfo);
    bool fine = PQstatus(connection) == CONNECTION_OK && PQenterPipelineMode(connection);

    PQsetNoticeReceiver(connection, sd_session_ignore_notice, NULL);
    for (size_t i = 0; i < count && fine; i++) {
        fine = PQsendQueryParams(connection, statements[i], 0, NULL, NULL, NULL, NULL, 0) == 1 &&
               PQpipelineSync(connection) == 1;
    }
    for (size_t i = 0; i < count && fine; i++) {
        PGresult *result = sd_session_take(connection);
        const char *error = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        bool has_value = PQntuples(result) > 0 && PQnfields(result) > 0 && !PQgetisnull(result, 0, 0);

        answers[i] = (ScratchAnswer){
            .value = has_value ? sd_arena_format(arena, "%s", PQgetvalue(result, 0, 0)) : NULL,
            .error = error ? sd_arena_format(arena, "%s", error) : NULL,
        };
        PQclear(result);
    }
    if (!fine) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "the connection to the scratch server was lost: %s",
                    sd_mask_message(diag->arena, PQerrorMessage(connection), scratch->url));
    }
    PQfinish(connection);
    return fine ? SD_OK : SD_SERVER;
}
