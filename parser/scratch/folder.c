/* The folder of a server, and the cache it is filled from.
 *
 * initdb takes a second or more, a copy of what it made some tens of milliseconds, in memory even less.  The cache is
 * keyed by the program it came from, and trusted only when nobody else can write to it. */
#include "parser/scratch/scratch.h"

#include "model/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define PREFIX       "schemadiff-scratch."
#define CACHE_FORMAT "1" /* changes with what fill_new() makes */

enum {
    ROOM_MB = 300,     /* a server with a large schema takes far less */
    LONGEST_BASE = 70, /* the path of a socket has room for 107 bytes */
    STALE_SECONDS = 5  /* a folder is locked within far less */
};

static Status fail(Diag *diag, const char *what, const char *path)
{
    sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot %s \"%s\": %s", what, path, strerror(errno));
    return SD_IO;
}

/* ---- trees of files ------------------------------------------------------------------------------------------ */

void sd_folder_remove(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry;

    while (directory && (entry = readdir(directory))) {
        Arena *arena;
        const char *inner;
        struct stat status;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        arena = sd_arena_new();
        inner = sd_arena_format(arena, "%s/%s", path, entry->d_name);
        if (lstat(inner, &status) == 0 && S_ISDIR(status.st_mode)) {
            sd_folder_remove(inner);
        } else {
            (void) unlink(inner);
        }
        sd_arena_free(arena);
    }
    if (directory) {
        (void) closedir(directory);
    }
    (void) rmdir(path);
}

static bool copy_bytes(int from, int to)
{
    static char buffer[256 * 1024];
    ssize_t length;

    while ((length = read(from, buffer, sizeof buffer)) > 0) {
        for (ssize_t at = 0; at < length;) {
            ssize_t put = write(to, buffer + at, (size_t) (length - at));

            if (put < 0) {
                return false;
            }
            at += put;
        }
    }
    return length == 0;
}

static bool give(const char *path, const Account *account)
{
    return !account->name || chown(path, account->user, account->group) == 0;
}

static bool copy_file(const char *from, const char *to, const Account *account)
{
    int source = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int target = source < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool fine = target >= 0 && copy_bytes(source, target);

    if (source >= 0) {
        (void) close(source);
    }
    return target >= 0 && close(target) == 0 && fine && give(to, account);
}

/* Folders and plain files; a data directory of ours has nothing else. */
static bool copy_tree(const char *from, const char *to, const Account *account)
{
    DIR *directory = opendir(from);
    struct dirent *entry;
    bool fine = directory && mkdir(to, 0700) == 0;

    while (fine && (entry = readdir(directory))) {
        Arena *arena;
        const char *source, *target;
        struct stat status;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        arena = sd_arena_new();
        source = sd_arena_format(arena, "%s/%s", from, entry->d_name);
        target = sd_arena_format(arena, "%s/%s", to, entry->d_name);
        fine = lstat(source, &status) == 0 &&
               (S_ISDIR(status.st_mode) ? copy_tree(source, target, account) : copy_file(source, target, account));
        sd_arena_free(arena);
    }
    if (directory) {
        (void) closedir(directory);
    }
    return fine && give(to, account);
}

/* ---- a new folder ------------------------------------------------------------------------------------------------ */

static bool has_room(const char *base)
{
    struct statvfs status;

    return strlen(base) <= LONGEST_BASE && access(base, W_OK | X_OK) == 0 && statvfs(base, &status) == 0 &&
           status.f_bavail / 1024 * (status.f_frsize / 1024) >= ROOM_MB;
}

/* Where somebody said, else in memory: databases are made several times faster there. */
static const char *find_base(void)
{
    const char *temporary = getenv("TMPDIR");

    if (temporary && *temporary == '/' && has_room(temporary)) {
        return temporary;
    }
    return has_room("/dev/shm") ? "/dev/shm" : "/tmp";
}

static int take_lock(const char *folder, int flags)
{
    Arena *arena = sd_arena_new();
    int file = open(sd_arena_format(arena, "%s/lock", folder), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);

    sd_arena_free(arena);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0) {
        (void) close(file);
        file = -1;
    }
    return file;
}

/* True for a folder of ours whose lock nobody holds.  One that was made this moment may not be locked yet. */
static bool is_stale(const char *path)
{
    struct stat status;
    int lock;

    if (lstat(path, &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != geteuid() ||
        status.st_mtime + STALE_SECONDS > time(NULL)) {
        return false;
    }
    lock = take_lock(path, O_CREAT);
    if (lock >= 0) {
        (void) close(lock);
    }
    return lock >= 0;
}

static void sweep(const char *base)
{
    DIR *directory = opendir(base);
    struct dirent *entry;

    while (directory && (entry = readdir(directory))) {
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0) {
            Arena *arena = sd_arena_new();
            const char *path = sd_arena_format(arena, "%s/%s", base, entry->d_name);

            if (is_stale(path)) {
                sd_folder_remove(path);
            }
            sd_arena_free(arena);
        }
    }
    if (directory) {
        (void) closedir(directory);
    }
}

/* Root's folder lets the account through, nobody else. */
static bool open_to(const char *path, const Account *account)
{
    return !account->name || (chown(path, geteuid(), account->group) == 0 && chmod(path, 0710) == 0);
}

Status sd_folder_make(Folder *folder, Arena *arena, const Account *account, Diag *diag)
{
    const char *base = find_base();
    char *path = sd_arena_format(arena, "%s/" PREFIX "XXXXXX", base);

    sweep(base);
    *folder = (Folder){ .lock = -1 };
    if (!mkdtemp(path)) {
        return fail(diag, "make a folder in", base);
    }
    folder->path = path;
    folder->data = sd_arena_format(arena, "%s/data", path);
    folder->socket = sd_arena_format(arena, "%s/socket", path);
    folder->log = sd_arena_format(arena, "%s/log", path);
    folder->lock = take_lock(path, O_CREAT);
    if (folder->lock < 0 || !open_to(path, account) || mkdir(folder->socket, 0700) != 0 ||
        !give(folder->socket, account)) {
        return fail(diag, "prepare the folder", path);
    }
    return SD_OK;
}

/* ---- the cache ------------------------------------------------------------------------------------------------- */

static bool is_private(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           (status.st_mode & 022) == 0;
}

/* $XDG_CACHE_HOME/schemadiff, else ~/.cache/schemadiff; NULL when there is none to trust. */
static const char *cache_folder(Arena *arena)
{
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const char *base = xdg && *xdg == '/'     ? xdg
                       : home && *home == '/' ? sd_arena_format(arena, "%s/.cache", home)
                                              : NULL;
    const char *folder = base ? sd_arena_format(arena, "%s/schemadiff", base) : NULL;

    if (folder) {
        (void) mkdir(base, 0700);
        (void) mkdir(folder, 0700);
    }
    return folder && is_private(folder) ? folder : NULL;
}

/* Another program, another cache: its path, size and time say so. */
static const char *cache_entry(Arena *arena, const char *programs)
{
    const char *folder = cache_folder(arena);
    const char *program = sd_arena_format(arena, "%s/postgres", programs);
    struct stat status;
    char *key;

    if (!folder || stat(program, &status) != 0) {
        return NULL;
    }
    key = sd_arena_format(arena, "%s %lld %lld %s", program, (long long) status.st_size, (long long) status.st_mtime,
                          CACHE_FORMAT);
    return sd_arena_format(arena, "%s/postgres-%016llx", folder, (unsigned long long) XXH3_64bits(key, strlen(key)));
}

/* Copies that nobody finishes any more: what is behind the dot is the process that made one. */
static void sweep_cache(Arena *arena, const char *entry)
{
    glob_t found;

    if (glob(sd_arena_format(arena, "%s.*", entry), GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            pid_t maker = (pid_t) strtol(strrchr(found.gl_pathv[i], '.') + 1, NULL, 10);

            if (maker > 0 && kill(maker, 0) != 0 && errno == ESRCH) {
                sd_folder_remove(found.gl_pathv[i]);
            }
        }
    }
    globfree(&found);
}

/* Whoever comes first leaves its copy; the rename is all or nothing. */
static void fill_cache(Arena *arena, const char *entry, const char *data)
{
    Account self = { .user = geteuid() };
    const char *beside = sd_arena_format(arena, "%s.%ld", entry, (long) getpid());

    sweep_cache(arena, entry);
    if (!copy_tree(data, beside, &self) || rename(beside, entry) != 0) {
        sd_folder_remove(beside);
    }
}

/* ---- a new data directory ---------------------------------------------------------------------------------------- */

/* Two databases are made from those that are there anyway, so that nobody has to wait for CREATE DATABASE. */
static const char preparation[] = "ALTER DATABASE template0 WITH ALLOW_CONNECTIONS true IS_TEMPLATE false;\n"
                                  "ALTER DATABASE template0 RENAME TO " SCRATCH_DATABASE "1;\n"
                                  "ALTER DATABASE postgres RENAME TO " SCRATCH_DATABASE "2;\n";

static bool write_text(const char *path, const char *text, const Account *account)
{
    FILE *file = fopen(path, "we");
    bool fine = file && fputs(text, file) >= 0;

    return file && fclose(file) == 0 && fine && give(path, account);
}

static bool run_initdb(const Folder *folder, Arena *arena, const char *programs, const char *locale,
                       const Account *account, int log)
{
    const char *const words[] = { sd_arena_format(arena, "%s/initdb", programs),
                                  "--no-sync",
                                  "--auth=trust",
                                  "-U",
                                  SCRATCH_ROLE,
                                  "--encoding=UTF8",
                                  "--wal-segsize=1",
                                  locale,
                                  "-D",
                                  folder->data,
                                  NULL };

    return sd_process_run(words, account, folder->socket, NULL, log);
}

static bool fill_new(const Folder *folder, Arena *arena, const char *programs, const Account *account, int log)
{
    const char *script = sd_arena_format(arena, "%s/socket/prepare", folder->path);
    const char *const words[] = { sd_arena_format(arena, "%s/postgres", programs),
                                  "--single",
                                  "-c",
                                  "fsync=off",
                                  "-D",
                                  folder->data,
                                  "template1",
                                  NULL };

    if (mkdir(folder->data, 0700) != 0 || !give(folder->data, account)) {
        return false;
    }
    return (run_initdb(folder, arena, programs, "--locale=C.UTF-8", account, log) ||
            run_initdb(folder, arena, programs, "--no-locale", account, log)) &&
           write_text(script, preparation, account) && sd_process_run(words, account, folder->socket, script, log) &&
           unlink(script) == 0;
}

Status sd_folder_fill(const Folder *folder, Arena *arena, const char *programs, const Account *account, Diag *diag)
{
    const char *entry = cache_entry(arena, programs);
    int log;
    bool fine;

    if (entry && is_private(entry) && copy_tree(entry, folder->data, account)) {
        return SD_OK;
    }
    sd_folder_remove(folder->data);
    log = open(folder->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    fine = log >= 0 && fill_new(folder, arena, programs, account, log);
    if (log >= 0) {
        (void) close(log);
    }
    if (!fine) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "initdb in \"%s\" failed: %s", programs,
                    sd_folder_log(folder, arena))
            ->hint = "--scratch=FOLDER names the programs of another PostgreSQL";
        return SD_SERVER;
    }
    (void) unlink(folder->log);
    if (entry) {
        fill_cache(arena, entry, folder->data);
    }
    return SD_OK;
}

const char *sd_folder_log(const Folder *folder, Arena *arena)
{
    enum { SHOWN = 600 };
    char bytes[SHOWN + 1] = "";
    FILE *file = fopen(folder->log, "re");

    if (file) {
        if (fseek(file, -SHOWN, SEEK_END) != 0) {
            rewind(file);
        }
        bytes[fread(bytes, 1, SHOWN, file)] = 0;
        (void) fclose(file);
    }
    for (char *c = bytes; *c; c++) {
        *c = *c == '\n' ? ' ' : *c;
    }
    return *bytes ? sd_arena_copy(arena, bytes, strlen(bytes)) : "it said nothing";
}
