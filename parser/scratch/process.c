#include "parser/scratch/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* postgres is the account that packages make for the server; nobody can own files as well. */
static const char *const accounts[] = { "postgres", "nobody" };

Status sd_account_find(Account *account, Arena *arena, Diag *diag)
{
    *account = (Account){ .user = geteuid(), .group = getegid() };
    if (account->user != 0) {
        return SD_OK;
    }
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++) {
        const struct passwd *entry = getpwnam(accounts[i]);

        if (entry && entry->pw_uid != 0) {
            *account = (Account){ .user = entry->pw_uid,
                                  .group = entry->pw_gid,
                                  .name = sd_arena_copy(arena, entry->pw_name, strlen(entry->pw_name)) };
            return SD_OK;
        }
    }
    sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(),
                "PostgreSQL does not run as root, and there is neither an account \"postgres\" nor \"nobody\"")
        ->hint = "run schemadiff as another user, or name a server: --scratch=URL";
    return SD_INPUT;
}

bool sd_account_take(const Account *account)
{
    return !account->name || (initgroups(account->name, account->group) == 0 && setgid(account->group) == 0 &&
                              setuid(account->user) == 0);
}

/* The program's own end: nothing of the parent may run here but system calls. */
static _Noreturn void become(const char *const *words, const Account *account, const char *folder, int input,
                             int output)
{
    if (sd_account_take(account) && chdir(folder) == 0 && dup2(input, STDIN_FILENO) >= 0 &&
        dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0) {
        (void) execvp(words[0], (char *const *) (uintptr_t) words);
    }
    _exit(127);
}

bool sd_process_run(const char *const *words, const Account *account, const char *folder, const char *input, int output)
{
    int input_file = open(input ? input : "/dev/null", O_RDONLY | O_CLOEXEC);
    pid_t process = input_file < 0 ? -1 : fork();
    int status = -1;

    if (process == 0) {
        become(words, account, folder, input_file, output);
    }
    if (process > 0) {
        while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
        }
    }
    if (input_file >= 0) {
        (void) close(input_file);
    }
    return status == 0;
}
