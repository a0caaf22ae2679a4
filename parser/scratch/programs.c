#include "parser/scratch/scratch.h"

#include "model/text.h"

#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where distributions put the programs of each major version. */
static const char *const patterns[] = {
    "/usr/lib/postgresql/*/bin",         /* Debian, Ubuntu */
    "/usr/pgsql-*/bin",                  /* the project's RPMs */
    "/usr/libexec/postgresql*",          /* Alpine */
    "/usr/local/pgsql/bin",              /* from source */
    "/opt/homebrew/opt/postgresql*/bin", /* Homebrew */
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
};

static bool has_programs(Arena *arena, const char *folder)
{
    return access(sd_arena_format(arena, "%s/initdb", folder), X_OK) == 0 &&
           access(sd_arena_format(arena, "%s/postgres", folder), X_OK) == 0;
}

static const char *ask_pg_config(Arena *arena)
{
    static const char *const words[] = { "pg_config", "--bindir", NULL };
    Account self = { .user = geteuid(), .group = getegid() };
    char folder[1024] = "";
    int ends[2];
    ssize_t length;

    if (pipe(ends) != 0) {
        return NULL;
    }
    (void) fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void) fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    length = sd_process_run(words, &self, "/", NULL, ends[1]) ? read(ends[0], folder, sizeof folder - 1) : 0;
    (void) close(ends[0]);
    (void) close(ends[1]);
    folder[length > 0 ? strcspn(folder, "\n") : 0] = 0;
    return *folder && has_programs(arena, folder) ? sd_arena_copy(arena, folder, strlen(folder)) : NULL;
}

static const char *find_in_path(Arena *arena)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        size_t length = strcspn(path, ":");
        const char *folder = sd_arena_copy(arena, path, length);

        if (*folder == '/' && has_programs(arena, folder)) {
            return folder;
        }
        path += length + (path[length] == ':');
    }
    return NULL;
}

/* The first number in a path, as in /usr/lib/postgresql/15/bin. */
static long version_in(const char *path)
{
    path += strcspn(path, "0123456789");
    return strtol(path, NULL, 10);
}

static const char *find_newest(Arena *arena)
{
    const char *newest = NULL;

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found;

        if (glob(patterns[i], 0, NULL, &found) == 0) {
            for (size_t j = 0; j < found.gl_pathc; j++) {
                const char *folder = found.gl_pathv[j];

                if (has_programs(arena, folder) && (!newest || version_in(folder) > version_in(newest))) {
                    newest = sd_arena_copy(arena, folder, strlen(folder));
                }
            }
        }
        globfree(&found);
    }
    return newest;
}

const char *sd_programs_find(Arena *arena, const char *named, Diag *diag)
{
    const char *environment = getenv("SCHEMADIFF_PGBIN");
    const char *folder = named ? named : environment && *environment ? environment : NULL;

    if (folder) {
        if (has_programs(arena, folder)) {
            return folder;
        }
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "there are no programs initdb and postgres in \"%s\"", folder)
            ->hint = named ? "--scratch takes a folder of PostgreSQL's programs, or the URL of a server"
                           : "the environment variable SCHEMADIFF_PGBIN names that folder";
        return NULL;
    }
    folder = ask_pg_config(arena);
    folder = folder ? folder : find_in_path(arena);
    folder = folder ? folder : find_newest(arena);
    if (!folder) {
        sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(),
                    "found no PostgreSQL server: looked at pg_config, PATH and the folders of distributions")
            ->hint = "install one (Debian: postgresql), or name its programs: --scratch=/folder/bin, or a server: "
                     "--scratch=URL";
    }
    return folder;
}
