/* Reads schemas into the model, through two doors: SQL files and a live server.  After either door the differ
 * cannot tell where a catalog came from.
 *
 *     Names *names = sd_names_new();
 *     Live *live;  Files *files;  Catalog *now, *wanted;
 *     sd_live_open(&live, "postgres://...", false, diag);         sends every query and returns at once
 *     sd_files_parse(&files, texts, count, diag);          meanwhile the server works
 *     sd_live_read(&now, live, names, diag);
 *     sd_files_read(&wanted, files, names, now, false, diag);
 *     sd_analyse(now, wanted);
 *
 * Nothing is printed; every problem is in diag.  A partial read is an error and leaves *out NULL. */
#ifndef SD_PARSER_PARSER_H
#define SD_PARSER_PARSER_H

#include "model/catalog.h"

/* ---- SQL text ------------------------------------------------------------------------------------------------ */

/* One piece of SQL as the caller read it: bytes need not end in zero and must outlive the Files. */
typedef struct SourceText {
    const char *name; /* as named in messages: a path, "<stdin>", "REV:path" */
    const char *bytes;
    size_t length;
} SourceText;

typedef struct Files Files;

/* Parses every text.  Syntax errors do not stop it: each bad statement is one error with its place and source line,
 * and the rest is read.  Needs no server and no Names.  Lines that start with a backslash (psql) are skipped, with
 * one note each.  *out is made also when SD_INPUT is returned, and freed with sd_files_free. */
Status sd_files_parse(Files **out, const SourceText *texts, size_t count, Diag *diag) SD_MUST_USE;

/* Says that the texts are a history, such as a folder of migrations: each statement is applied when its turn comes, to
 * what those in front of it have made, and none waits for what comes later. */
void sd_files_in_order(Files *files);

/* Interprets the statements: CREATE, ALTER, DROP, COMMENT, GRANT and so on, in order; a statement whose object is
 * not there yet waits for it, so the order of files has no meaning (but see sd_files_in_order).  Statements that make no
 * schema (INSERT, SELECT) are skipped with one note each; DO blocks and calls that may make some are read or warned of.
 *
 * other   the catalog to compare with, or NULL: names the files do not declare are looked up in it (tables of
 *         undeclared schemas, members of extensions, the role that will run the migration); never changed
 * in_surroundings
 *         the files are a part of what is in `other`, and begin where loading them there would begin: what no file
 *         creates (schema public with its comment and grants, default privileges) is as it is there until a
 *         statement says otherwise.  False: they say everything, and it begins as a new database has it
 *
 * The catalog comes sealed, not yet hashed.  Keeps parse trees in `files`, which must live until sd_analyse is done. */
Status sd_files_read(Catalog **out, Files *files, Names *names, const Catalog *other, bool in_surroundings,
                     Diag *diag) SD_MUST_USE;

void sd_files_free(Files *files); /* NULL is allowed */

/* A catalog of nothing but what every database has: schema public, as a server of the other side's version makes it.  The
 * newest when `other` is NULL or comes from no server. */
Catalog *sd_empty_read(Names *names, const Catalog *other);

/* ---- a live server ------------------------------------------------------------------------------------------- */

typedef struct Live Live;

/* Connects (any libpq connection string), begins one read-only repeatable-read transaction with every setting pinned
 * that changes what the server prints, and sends all catalog queries as one pipeline.  SD_SERVER when the server
 * refuses or is older than 13.  Never puts a password into diag. of_server: what belongs to the
 * server and not to the database (roles) is read as well. */
Status sd_live_open(Live **out, const char *conninfo, bool of_server, Diag *diag) SD_MUST_USE;

/* Collects the answers into a new, sealed catalog, with edges from pg_depend. */
Status sd_live_read(Catalog **out, Live *live, Names *names, Diag *diag) SD_MUST_USE;

void sd_live_close(Live *live); /* NULL is allowed */

/* Carries out on `now` what the files of `wanted` say was renamed, where it is there under its old name and not under its
 * new one: statements are made and interpreted, so that what mentions it follows as on a server.  Those carried out are the
 * renames of `now` afterwards.  Before sd_analyse. */
Status sd_renames_apply(Catalog *now, const Catalog *wanted, Diag *diag) SD_MUST_USE;

/* For the way back: takes back on `now` what sd_renames_apply has carried out there, and carries it out the other way round on
 * `wanted`, whose renames they are afterwards.  What their definitions mean is to be computed again (sd_analyse). */
Status sd_renames_exchange(Catalog *now, Catalog *wanted, Diag *diag) SD_MUST_USE;

typedef struct CountAnswer {
    const char *rows;    /* a number; NULL: the server did not say, for want of a privilege or of time */
    const char *example; /* or NULL */
} CountAnswer;

/* Runs queries that give a number and an example, each in a read-only transaction that ends after five seconds.  Answers
 * live in the arena. */
Status sd_live_count(const char *conninfo, const char *const *queries, size_t query_count, Arena *arena,
                     CountAnswer *answers, Diag *diag) SD_MUST_USE;

/* ---- meaning ------------------------------------------------------------------------------------------------- */

/* Computes the meaning (Expr.exact, loose, incomplete) of every expression that both catalogs have and whose texts
 * do not settle the question.  Each side is resolved with the tables and types of its own side.  Returns how many
 * pairs are left undecided (SAME_UNKNOWN). */
size_t sd_analyse(Catalog *now, Catalog *wanted);

/* How far a server may be troubled with what is undecided. */
typedef enum OracleLimit {
    ORACLE_NOTHING,    /* nothing but catalogs: what extensions brought */
    ORACLE_VALUES,     /* SELECT 'literal'::type in a read-only transaction: works on a standby too */
    ORACLE_DEFINITIONS /* temporary tables and views in a transaction that is rolled back; needs TEMPORARY on the
                          database, locks nothing but in ACCESS SHARE; event triggers see them come */
} OracleLimit;

/* Asks the server of a connection whose catalog was read about what sd_analyse left undecided, and decides it.  Leaves
 * no trace there and never fails: what the server cannot say, for whatever reason, stays undecided. */
void sd_oracle_decide(Live *live, Catalog *now, Catalog *wanted, OracleLimit limit);

/* ---- a scratch server ---------------------------------------------------------------------------------------- */

typedef struct Scratch Scratch;

/* Starts a private throw-away PostgreSQL and returns while it still comes up, or takes a server that is there already.
 * where   NULL or empty: its programs are searched for; a folder: they are there; a connection string: databases of
 *         that server are made and dropped again
 * However this process ends, a process beside it stops the server and removes what was made. */
Status sd_scratch_start(Scratch **out, const char *where, Diag *diag) SD_MUST_USE;

/* A new empty database: *out is its connection string, which lives as long as the Scratch. */
Status sd_scratch_database(const char **out, Scratch *scratch, Diag *diag) SD_MUST_USE;

/* On a server that is started here, connects as a superuser of that name from now on: what a session of that role made
 * elsewhere belongs to whoever loads it, and is called by that name in files.  Elsewhere the connection string says who. */
Status sd_scratch_act_as(Scratch *scratch, Name role, Diag *diag) SD_MUST_USE;

typedef struct LoadRules {
    bool in_order;    /* as a runner does, up to the first statement that fails; else in whatever order works */
    bool only_counts; /* runs nothing */
    size_t most;      /* runs only so many statements; 0: all */
    size_t count;     /* set: how many there are */
} LoadRules;

/* Runs the statements of the texts there, each in a transaction of its own.  SD_INPUT with file, line, column and
 * SQLSTATE of each one that never did.  On a server that is started here, roles that are missing are made. */
Status sd_scratch_load(const Scratch *scratch, const char *conninfo, const SourceText *texts, size_t count,
                       LoadRules *rules, Diag *diag) SD_MUST_USE;

/* A new database with all that another one of this server has; nobody may be connected to that. */
Status sd_scratch_copy(const char **out, Scratch *scratch, const char *of, Diag *diag) SD_MUST_USE;

/* Drops a database before the end; what fails is left to sd_scratch_stop. */
void sd_scratch_drop(Scratch *scratch, const char *conninfo);

typedef struct ScratchAnswer {
    const char *value; /* first column of the first row, or NULL */
    const char *error; /* the server's sentence, or NULL */
} ScratchAnswer;

/* Runs statements, each in a transaction of its own, whatever becomes of the others; answers live in the arena. */
Status sd_scratch_ask(const Scratch *scratch, const char *conninfo, const char *const *statements, size_t count,
                      Arena *arena, ScratchAnswer *answers, Diag *diag) SD_MUST_USE;

/* Of a catalog that was read from such a database: takes out what loading has added to what the files say (owners), and
 * puts `role` (or NULL), whoever the other side's session is, in the place of the loading one. */
void sd_scratch_disown(Catalog *catalog, Name role);

void sd_scratch_stop(Scratch *scratch); /* NULL is allowed */

/* "libpg_query 15-4.0.0, PostgreSQL 15 grammar, libpq 15.20" */
const char *sd_parser_versions(Arena *arena);

#endif
