/* Inside the live door: one consistent read of a server.
 *
 * What an object of a kind is, its catalog query says (query.h); nothing here names a kind.  Object ids are known
 * here only, never in the model: as kinds are read, a table of addresses (catalog, oid, part) to keys is filled, and
 * later rows find their parents in it.  A row whose parent is not there is skipped: that is how comments on built-ins,
 * columns of an extension's tables and the like vanish. */
#ifndef SD_PARSER_LIVE_LIVE_H
#define SD_PARSER_LIVE_LIVE_H

#include "parser/live/query.h"
#include "parser/parser.h"

#include <libpq-fe.h>

/* ---- the session (session.c) --------------------------------------------------------------------------------- */

typedef struct Drain Drain;

struct Live {
    Arena *arena;
    PGconn *connection;
    Drain *drain;            /* reads ahead until the answers are asked for */
    Query *queries;          /* in the order in which they were sent */
    const char *role;        /* who reads */
    const char *search_path; /* that the session began with; NULL: the usual one */
    bool of_server;          /* what belongs to the server is read too */
    size_t query_count;
};

/* The next answer of the pipeline, to be cleared by the caller; SD_SERVER and NULL when the server failed.  `what`
 * names the query in the message. */
Status sd_session_answer(PGresult **out, Live *live, const char *what, Diag *diag) SD_MUST_USE;

/* Of a connection in pipeline mode: the answer of whatever was sent before the next PQpipelineSync, taken up to that.
 * The first one that failed, else the last one that has rows, else the last; to be cleared by the caller.  NULL when
 * nothing is under way. */
PGresult *sd_session_take(PGconn *connection);

/* For PQsetNoticeReceiver: libpq would print on standard error. */
void sd_session_ignore_notice(void *payload, const PGresult *result);

/* A query that pins every setting which changes what the server prints, until the transaction ends. */
const char *sd_session_settings(Arena *arena);

/* Reads ahead in the background (drain.c); the connection may not be touched until it is stopped.  NULL when the
 * system gives no thread: then the server waits instead. */
Drain *sd_drain_start(Arena *arena, PGconn *connection);
void sd_drain_stop(Drain *drain); /* NULL is allowed */

/* ---- addresses (address.c) ----------------------------------------------------------------------------------- */

typedef struct Addresses Addresses;

Addresses *sd_addresses_new(Arena *arena);

/* The first of two at the same address stays. */
void sd_address_add(Addresses *addresses, uint32_t class, uint32_t oid, int32_t subid, Key key);

/* NULL when nothing is known of the address. */
Key sd_address_find(const Addresses *addresses, uint32_t class, uint32_t oid, int32_t subid);

/* ---- from answers to objects (fetch.c, depend.c) ------------------------------------------------------------- */

typedef struct Reading {
    Catalog *catalog;
    PGconn *connection;
    Addresses *addresses;
    Arena *scratch; /* gone when the read is over */
    Diag *diag;
} Reading;

/* Makes an object of each row.  SD_SERVER when a value is not of its row's type. */
Status sd_fetch_objects(Reading *reading, const Query *query, const PGresult *result) SD_MUST_USE;

/* Takes the answer of one of the queries beside the kinds: alias, depend, outside. */
void sd_depend_take(Reading *reading, const char *name, const PGresult *result);

/* The members of extensions (members.c), as far as analysis asks for them, on a connection in pipeline mode; NULL when the
 * server does not tell.  To be freed by the caller. */
Catalog *sd_live_members(Live *live, Names *names);

/* A field as a number; 0 for NULL and for a column that is not there (-1). */
int64_t sd_field_number(const PGresult *result, int row, int column);

#endif
