/* A PostgreSQL of our own, for a moment.
 *
 * A definition that nobody can decide on paper is decided by a server that has loaded it.  This one is private: its
 * programs are found on the machine, its data is copied from a cache into a folder that only its owner can enter, it
 * listens on a socket there and on no port, and it keeps nothing.  A process of its own watches over it: whatever
 * ends the program, SIGKILL too, closes a pipe, and the watcher stops the server and removes the folder.
 *
 *   programs.c   where initdb and postgres are
 *   process.c    running them, under another account for root
 *   folder.c     the folder, the cache, and what an earlier run left behind
 *   watch.c      the watcher
 *   scratch.c    start, databases, stop
 *   load.c       files into a database
 *   loaded.c     what a server says of loaded files and the files do not */
#ifndef SD_PARSER_SCRATCH_SCRATCH_H
#define SD_PARSER_SCRATCH_SCRATCH_H

#include "parser/parser.h"

#include <sys/types.h>

/* ---- process.c --------------------------------------------------------------------------------------------------- */

/* Under whom the server runs: PostgreSQL refuses root, so root takes the account postgres, or nobody. */
typedef struct Account {
    uid_t user;
    gid_t group;
    const char *name; /* NULL: stay who we are */
} Account;

/* SD_INPUT when root finds no account to change to. */
Status sd_account_find(Account *account, Arena *arena, Diag *diag) SD_MUST_USE;

/* Changes to the account, for good; for a process that is about to run a program. */
bool sd_account_take(const Account *account);

/* Runs a program to its end: words ends in NULL; input is a file or NULL; output and errors go to the descriptor.
 * True when it ends in 0. */
bool sd_process_run(const char *const *words, const Account *account, const char *folder, const char *input,
                    int output);

/* ---- programs.c -------------------------------------------------------------------------------------------------- */

/* The folder that has initdb and postgres: `named`, else $SCHEMADIFF_PGBIN, else what pg_config says, the folders of
 * PATH, those of distributions (the newest version first).  NULL, with an error that says where it looked. */
const char *sd_programs_find(Arena *arena, const char *named, Diag *diag);

/* ---- folder.c ---------------------------------------------------------------------------------------------------- */

typedef struct Folder {
    const char *path; /* ours; inside: data and socket belong to the account */
    const char *data, *socket, *log;
    int lock; /* held as long as somebody looks after the folder */
} Folder;

/* Makes a new folder, in memory where there is room, and removes those whose owners have died. */
Status sd_folder_make(Folder *folder, Arena *arena, const Account *account, Diag *diag) SD_MUST_USE;

/* Fills data from the cache, or with initdb, which then fills the cache. */
Status sd_folder_fill(const Folder *folder, Arena *arena, const char *programs, const Account *account,
                      Diag *diag) SD_MUST_USE;

/* Removes a folder with all it has; never follows a link. */
void sd_folder_remove(const char *path);

/* The end of the server's log, for a message. */
const char *sd_folder_log(const Folder *folder, Arena *arena);

/* ---- watch.c ----------------------------------------------------------------------------------------------------- */

typedef struct Watch {
    pid_t watcher;
    int alive; /* the end of the pipe that tells that we live */
} Watch;

/* Starts the watcher.  In it, `begin` runs at once, and `end` when we are gone or ask for it; `begin` returns the
 * process to look after, or 0 for none, -1 for failure.  keep: a descriptor that stays open in it, or -1. */
typedef struct WatchWork {
    pid_t (*begin)(void *context);
    void (*end)(void *context, pid_t process);
    void *context;
    int keep;
} WatchWork;

bool sd_watch_start(Watch *watch, const WatchWork *work);

/* False when the watcher has ended: what it looked after has died. */
bool sd_watch_lives(Watch *watch);

/* Ends it, and waits until everything is cleaned up. */
void sd_watch_stop(Watch *watch);

/* ---- scratch.c --------------------------------------------------------------------------------------------------- */

/* Names the databases and the role of a server of our own; no file will name them. */
#define SCRATCH_ROLE     "schemadiff_scratch"
#define SCRATCH_DATABASE "schemadiff_scratch_"

bool sd_scratch_is_own(const Scratch *scratch);

#endif
