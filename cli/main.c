#include "cli/config.h"
#include "cli/options.h"
#include "cli/print.h"
#include "parser/parser.h"

#include <string.h>

static int help(int count, char **words)
{
    const Command *command = count > 2 ? sd_command_named(words[2]) : NULL;

    if (command) {
        sd_help_write_command(stdout, command);
    } else if (count > 2) {
        fprintf(stderr, "schemadiff: error: there is no command \"%s\"\n\n", words[2]);
        sd_help_write(stderr);
        return EXIT_TROUBLE;
    } else {
        sd_help_write(stdout);
    }
    return EXIT_SAME;
}

static int version(void)
{
    Arena *arena = sd_arena_new();

    printf("schemadiff %s\n%s\n", SD_VERSION, sd_parser_versions(arena));
    sd_arena_free(arena);
    return EXIT_SAME;
}

/* What the command line leaves open, the project's configuration may say. */
static bool configure(Options *options, const Command *command)
{
    Diag *diag = sd_diag_new();
    Status status = sd_config_apply(options, command, diag);

    sd_print_diag(diag, options);
    sd_diag_free(diag);
    return status == SD_OK && sd_options_complete(options, command);
}

int main(int count, char **words)
{
    const char *first = count > 1 ? words[1] : "";
    const Command *command = sd_command_named(first);
    Arena *arena;
    Options options;
    int status = EXIT_TROUBLE;

    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        return version();
    }
    if (strcmp(first, "help") == 0 || strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
        return help(count, words);
    }
    if (!command) {
        if (*first) {
            fprintf(stderr, "schemadiff: error: there is no command \"%s\"\n\n", first);
        }
        sd_help_write(stderr);
        return EXIT_TROUBLE;
    }
    for (int i = 2; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0) {
            sd_help_write_command(stdout, command);
            return EXIT_SAME;
        }
    }
    arena = sd_arena_new();
    if (sd_options_read(&options, arena, command, count - 2, words + 2) && configure(&options, command)) {
        status = (int) command->run(&options);
    }
    sd_arena_free(arena);
    return status;
}
