#include "cli/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* More than any schema; a dump with data in it is better refused than parsed for minutes. */
enum { LARGEST_FILE = 64 << 20 };

static Status fail(Diag *diag, const char *path, const char *what)
{
    (void) sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot read \"%s\": %s", path, what);
    return SD_IO;
}

/* Reads a descriptor to its end. */
static Status read_all(SourceText *text, Arena *arena, int file, const char *path, Diag *diag)
{
    size_t room = 1 << 16, length = 0;
    char *bytes = sd_arena_alloc(arena, room);

    for (;;) {
        ssize_t got;

        if (length == room) {
            char *larger = sd_arena_alloc(arena, room * 2);

            memcpy(larger, bytes, length);
            bytes = larger;
            room *= 2;
        }
        got = read(file, bytes + length, room - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(diag, path, strerror(errno));
        }
        if (got == 0) {
            break;
        }
        length += (size_t) got;
        if (length > LARGEST_FILE) {
            return fail(diag, path, "it is larger than 64 MB, which no schema is; is it a dump with data?");
        }
    }
    *text = (SourceText){ .name = sd_arena_copy(arena, path, strlen(path)), .bytes = bytes, .length = length };
    return SD_OK;
}

Status sd_file_read(SourceText *text, Arena *arena, const char *path, Diag *diag)
{
    struct stat status;
    Status result;
    int file;

    if (strcmp(path, "-") == 0) {
        return read_all(text, arena, STDIN_FILENO, "<stdin>", diag);
    }
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return fail(diag, path, strerror(errno));
    }
    if (fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
        result = fail(diag, path, "it is a folder");
    } else {
        result = read_all(text, arena, file, path, diag);
    }
    (void) close(file);
    return result;
}

/* ---- collecting --------------------------------------------------------------------------------------------- */

typedef struct Collection {
    Arena *arena;
    Diag *diag;
    const char **paths;
    size_t count;
    bool (*is_wanted)(const char *path);
    const char *pattern; /* NULL: all that is wanted */
    Status status;
} Collection;

bool sd_file_is_sql(const char *path)
{
    size_t length = strlen(path);

    return length > 4 && strcmp(path + length - 4, ".sql") == 0;
}

static bool wanted_path(const Collection *collection, const char *path)
{
    if (collection->pattern) {
        /* Without FNM_PATHNAME a * matches slashes too, which makes ** out of it; then a lone * must not. */
        int flags = strstr(collection->pattern, "**") ? 0 : FNM_PATHNAME;

        return fnmatch(collection->pattern, path, flags) == 0;
    }
    return collection->is_wanted(path);
}

static void walk(Collection *collection, const char *folder, int depth)
{
    DIR *directory = opendir(*folder ? folder : ".");
    struct dirent *entry;

    if (!directory) {
        collection->status = fail(collection->diag, folder, strerror(errno));
        return;
    }
    if (depth > 64) {
        collection->status = fail(collection->diag, folder, "folders are nested too deeply; is there a loop of links?");
        (void) closedir(directory);
        return;
    }
    while ((entry = readdir(directory))) {
        const char *slash = *folder && folder[strlen(folder) - 1] != '/' ? "/" : "";
        char *path;
        struct stat status;

        if (entry->d_name[0] == '.') {
            continue;
        }
        path = sd_arena_format(collection->arena, "%s%s%s", folder, slash, entry->d_name);
        if (stat(path, &status) != 0) {
            collection->status = fail(collection->diag, path, strerror(errno));
        } else if (S_ISDIR(status.st_mode)) {
            walk(collection, path, depth + 1);
        } else if (wanted_path(collection, path)) {
            collection->paths =
                sd_arena_grow(collection->arena, collection->paths, collection->count, sizeof *collection->paths);
            collection->paths[collection->count++] = path;
        }
    }
    (void) closedir(directory);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* The folder part of a pattern in front of its first wildcard: "db/" of "db/x*.sql", "" of "*.sql". */
static char *fixed_folder(Arena *arena, const char *pattern)
{
    size_t length = strcspn(pattern, "*?[");

    while (length && pattern[length - 1] != '/') {
        length--;
    }
    return sd_arena_copy(arena, pattern, length);
}

/* Reads the files whose paths were collected. */
static Status read_collected(Collection *collection, SourceText **texts, size_t *count, const char *source)
{
    if (collection->status == SD_OK && collection->count == 0) {
        sd_diag_say(collection->diag, SEVERITY_ERROR, sd_nowhere(), "found no SQL file in \"%s\"", source)->hint =
            "schema files end in .sql; empty: stands for an empty schema";
        return SD_IO;
    }
    if (collection->count) {
        qsort(collection->paths, collection->count, sizeof *collection->paths, compare_paths);
    }
    *texts = sd_arena_alloc(collection->arena, (collection->count + 1) * sizeof **texts);
    for (size_t i = 0; i < collection->count; i++) {
        if (sd_file_read(&(*texts)[i], collection->arena, collection->paths[i], collection->diag) != SD_OK) {
            collection->status = SD_IO;
        }
    }
    *count = collection->count;
    return collection->status;
}

Status sd_file_collect_folder(SourceText **texts, size_t *count, Arena *arena, const char *folder,
                              bool (*is_wanted)(const char *path), Diag *diag)
{
    Collection collection = { .arena = arena, .diag = diag, .is_wanted = is_wanted };

    *texts = NULL;
    *count = 0;
    walk(&collection, folder, 0);
    return read_collected(&collection, texts, count, folder);
}

Status sd_file_collect(SourceText **texts, size_t *count, Arena *arena, const char *source, Diag *diag)
{
    Collection collection = { .arena = arena, .diag = diag, .is_wanted = sd_file_is_sql };
    struct stat status;

    *texts = NULL;
    *count = 0;
    if (stat(source, &status) == 0 && S_ISDIR(status.st_mode)) {
        return sd_file_collect_folder(texts, count, arena, source, sd_file_is_sql, diag);
    }
    if (stat(source, &status) == 0) {
        collection.paths = sd_arena_alloc(arena, sizeof *collection.paths);
        collection.paths[collection.count++] = source;
    } else if (strpbrk(source, "*?[")) {
        collection.pattern = source;
        walk(&collection, fixed_folder(arena, source), 0);
    } else {
        return fail(diag, source, strerror(errno));
    }
    return read_collected(&collection, texts, count, source);
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

static Status fail_writing(Diag *diag, const char *path)
{
    (void) sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot write \"%s\": %s", path, strerror(errno));
    return SD_IO;
}

static void make_folders(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        (void) mkdir(path, 0777); /* what fails here fails again, with its reason, when the file is opened */
        *slash = '/';
    }
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length) {
        ssize_t put = write(file, bytes, length);

        if (put < 0 && errno != EINTR) {
            return false;
        }
        if (put > 0) {
            bytes += put;
            length -= (size_t) put;
        }
    }
    return true;
}

/* Fills a new file beside the path; its name, or NULL with the reason in diag. */
static char *write_beside(Arena *arena, const char *path, const char *bytes, size_t length, Diag *diag)
{
    char *temporary = sd_arena_format(arena, "%s.XXXXXX", path);
    mode_t mask = umask(0);
    int file;
    bool fine;

    (void) umask(mask);
    make_folders(sd_arena_copy(arena, path, strlen(path)));
    file = mkstemp(temporary);
    if (file < 0) {
        (void) fail_writing(diag, path);
        return NULL;
    }
    fine = write_all(file, bytes, length) && fchmod(file, 0666 & ~mask) == 0;
    if (close(file) != 0 || !fine) {
        (void) fail_writing(diag, path);
        (void) unlink(temporary);
        return NULL;
    }
    return temporary;
}

Status sd_file_write(const char *path, const char *bytes, size_t length, Diag *diag)
{
    return sd_file_write_all(&(const OutputFile){ .path = path, .bytes = bytes, .length = length }, 1, diag);
}

Status sd_file_write_all(const OutputFile *files, size_t count, Diag *diag)
{
    Arena *scratch = sd_arena_new();
    char **temporary = sd_arena_alloc(scratch, (count + 1) * sizeof *temporary);
    Status status = SD_OK;
    size_t renamed = 0;

    for (size_t i = 0; i < count && status == SD_OK; i++) {
        temporary[i] = write_beside(scratch, files[i].path, files[i].bytes, files[i].length, diag);
        status = temporary[i] ? SD_OK : SD_IO;
    }
    for (; renamed < count && status == SD_OK; renamed++) {
        if (rename(temporary[renamed], files[renamed].path) != 0) {
            status = fail_writing(diag, files[renamed].path);
            break;
        }
    }
    for (size_t i = 0; i < count && status != SD_OK; i++) {
        if (i < renamed && count > 1) {
            (void) unlink(files[i].path); /* one of several alone is worse than none */
        } else if (temporary[i]) {
            (void) unlink(temporary[i]);
        }
    }
    sd_arena_free(scratch);
    return status;
}

/* ---- programs ----------------------------------------------------------------------------------------------- */

/* Feeds and drains a child at the same time, so that neither pipe can fill up and stop both. */
static void converse(Arena *arena, int to, int from, const char *input, size_t input_length, char **output,
                     size_t *length)
{
    size_t room = 1 << 16;
    char *bytes = sd_arena_alloc(arena, room);

    *length = 0;
    for (;;) {
        struct pollfd ends[2] = { { .fd = from, .events = POLLIN }, { .fd = to, .events = POLLOUT } };

        if (to >= 0 && input_length == 0) {
            (void) close(to);
            to = -1;
            ends[1].fd = -1;
        }
        if (poll(ends, 2, -1) < 0 && errno != EINTR) {
            break;
        }
        if (to >= 0 && ends[1].revents) {
            ssize_t put = write(to, input, input_length);

            if (put < 0 && errno != EINTR && errno != EAGAIN) {
                input_length = 0;
            } else if (put > 0) {
                input += put;
                input_length -= (size_t) put;
            }
        }
        if (ends[0].revents) {
            ssize_t got;

            if (room - *length < 2) {
                char *larger = sd_arena_alloc(arena, room * 2);

                memcpy(larger, bytes, *length);
                bytes = larger;
                room *= 2;
            }
            got = read(from, bytes + *length, room - *length - 1);
            if (got == 0 || (got < 0 && errno != EINTR)) {
                break;
            }
            *length += got > 0 ? (size_t) got : 0;
        }
    }
    if (to >= 0) {
        (void) close(to);
    }
    bytes[*length] = 0;
    *output = bytes;
}

bool sd_file_run(Arena *arena, const char *const *words, const char *input, size_t input_length, char **output,
                 size_t *length)
{
    posix_spawn_file_actions_t actions;
    int to[2], from[2], status = 0;
    pid_t child;
    bool started;

    *output = sd_arena_copy(arena, "", 0);
    *length = 0;
    if (pipe(to) != 0) {
        return false;
    }
    if (pipe(from) != 0) {
        (void) close(to[0]);
        (void) close(to[1]);
        return false;
    }
    (void) signal(SIGPIPE, SIG_IGN);
    (void) fcntl(to[1], F_SETFD, FD_CLOEXEC);
    (void) fcntl(from[0], F_SETFD, FD_CLOEXEC);
    (void) fcntl(to[1], F_SETFL, O_NONBLOCK);
    (void) posix_spawn_file_actions_init(&actions);
    (void) posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    (void) posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    started = posix_spawnp(&child, words[0], &actions, NULL, (char *const *) (uintptr_t) words, environ) == 0;
    (void) posix_spawn_file_actions_destroy(&actions);
    (void) close(to[0]);
    (void) close(from[1]);
    if (started) {
        converse(arena, to[1], from[0], input, input_length, output, length);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    } else {
        (void) close(to[1]);
    }
    (void) close(from[0]);
    return started && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
