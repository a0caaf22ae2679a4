/* Takes answers off the socket while the caller does something else.
 *
 * A socket holds some 200 KB; a server that has filled it stands still until somebody reads.  Between sd_live_open and
 * sd_live_read the caller reads files, so a thread of its own hands the bytes to libpq, which keeps them.  The
 * connection belongs to that thread alone until sd_drain_stop has returned (manual: "Behavior in Threaded Programs"). */
#include "parser/live/live.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

struct Drain {
    PGconn *connection;
    pthread_t thread;
    int wake[2]; /* a pipe: a byte in it ends the thread */
};

static void *run(void *argument)
{
    Drain *drain = argument;
    struct pollfd polled[2] = {
        { .fd = PQsocket(drain->connection), .events = POLLIN },
        { .fd = drain->wake[0], .events = POLLIN },
    };
    int unsent = PQflush(drain->connection);

    while (unsent >= 0) {
        polled[0].events = unsent ? POLLIN | POLLOUT : POLLIN;
        if (poll(polled, 2, -1) < 0 || polled[1].revents || !PQconsumeInput(drain->connection)) {
            break; /* an error shows again when the answers are read */
        }
        unsent = PQflush(drain->connection);
    }
    return NULL;
}

Drain *sd_drain_start(Arena *arena, PGconn *connection)
{
    Drain *drain = sd_arena_alloc(arena, sizeof *drain);

    drain->connection = connection;
    if (pipe(drain->wake) != 0) {
        return NULL;
    }
    (void) fcntl(drain->wake[0], F_SETFD, FD_CLOEXEC);
    (void) fcntl(drain->wake[1], F_SETFD, FD_CLOEXEC);
    if (pthread_create(&drain->thread, NULL, run, drain) != 0) {
        (void) close(drain->wake[0]);
        (void) close(drain->wake[1]);
        return NULL;
    }
    return drain;
}

void sd_drain_stop(Drain *drain)
{
    if (drain) {
        ssize_t written = write(drain->wake[1], "", 1);

        (void) written; /* an empty pipe takes a byte */
        (void) pthread_join(drain->thread, NULL);
        (void) close(drain->wake[0]);
        (void) close(drain->wake[1]);
    }
}
