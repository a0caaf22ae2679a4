/* The watcher: a process that outlives us by a moment.
 *
 * It holds the reading end of a pipe whose writing end we hold: when we end, however we end, the system closes ours,
 * and it reads the end of the file.  It has a session of its own, so that a key pressed on the terminal does not reach
 * it, and keeps none of our descriptors: who waits for the end of our output must not wait for it. */
#include "parser/scratch/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 100, MOST_DESCRIPTORS = 65536 };

static void close_others(int keep, int also)
{
    int null = open("/dev/null", O_RDWR);
    long most = sysconf(_SC_OPEN_MAX);

    for (int i = 0; i <= STDERR_FILENO && null >= 0; i++) {
        (void) dup2(null, i);
    }
    most = most < 0 || most > MOST_DESCRIPTORS ? MOST_DESCRIPTORS : most;
    for (int i = STDERR_FILENO + 1; i < most; i++) {
        if (i != keep && i != also) {
            (void) close(i);
        }
    }
}

static _Noreturn void watch_over(const WatchWork *work, int pipe_end)
{
    static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT };
    struct pollfd polled = { .fd = pipe_end };
    pid_t process;

    (void) setsid();
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        (void) signal(ignored[i], SIG_IGN);
    }
    close_others(pipe_end, work->keep);
    process = work->begin(work->context);
    if (process < 0) {
        _exit(1);
    }
    while (poll(&polled, 1, process ? LOOK_MS : -1) == 0) {
        if (waitpid(process, NULL, WNOHANG) == process) {
            _exit(1); /* it died by itself: the folder stays, its log has the reason */
        }
    }
    work->end(work->context, process);
    _exit(0);
}

bool sd_watch_start(Watch *watch, const WatchWork *work)
{
    int ends[2];

    *watch = (Watch){ .watcher = -1, .alive = -1 };
    if (pipe(ends) != 0) {
        return false;
    }
    (void) fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void) fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    watch->watcher = fork();
    if (watch->watcher == 0) {
        watch_over(work, ends[0]);
    }
    (void) close(ends[0]);
    watch->alive = ends[1];
    return watch->watcher > 0;
}

bool sd_watch_lives(Watch *watch)
{
    if (watch->watcher > 0 && waitpid(watch->watcher, NULL, WNOHANG) == watch->watcher) {
        watch->watcher = -1;
    }
    return watch->watcher > 0;
}

void sd_watch_stop(Watch *watch)
{
    if (watch->alive >= 0) {
        (void) close(watch->alive);
        watch->alive = -1;
    }
    if (watch->watcher > 0) {
        while (waitpid(watch->watcher, NULL, 0) < 0 && errno == EINTR) {
        }
        watch->watcher = -1;
    }
}
