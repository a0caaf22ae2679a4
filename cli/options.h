/* The command line: commands and options as rows.
 *
 * One row of the table in options.c is one option: its name, what it takes, which commands know it, its help.  The
 * parser, the help pages and the man page are made from the rows. */
#ifndef SD_CLI_OPTIONS_H
#define SD_CLI_OPTIONS_H

#include "model/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum ExitStatus {
    EXIT_SAME = 0,      /* the same, done, nothing found */
    EXIT_DIFFERENT = 1, /* different, drift */
    EXIT_TROUBLE = 2,   /* bad usage, unreadable SQL, no connection, a partial read */
    EXIT_REFUSED = 3    /* the plan needs a decision of a person */
} ExitStatus;

enum { MOST_ARGUMENTS = 100 };

typedef struct Options {
    Arena *arena;
    uint64_t given;                        /* options the command line has, by their rows; belongs to options.c */
    const char *arguments[MOST_ARGUMENTS]; /* what is no option, in order */
    size_t argument_count;
    const char *from, *to;         /* --from, --to */
    const char *output;            /* --output: file, folder or - */
    const char *format;            /* --format */
    const char *fail_on;           /* --fail-on */
    const char *scratch;           /* --scratch: "" or --scratch=URL, folder */
    const char *ask;               /* --ask: nothing, values, definitions */
    const char **schemas;          /* --schema, NULL-terminated; NULL: all */
    const char **allowed_drops;    /* --allow-drops=..., NULL-terminated; NULL: none */
    bool allow_all_drops;          /* --allow-drops without a value */
    const char *migration_format;  /* --migration-format; NULL: found out */
    const char *down;              /* --down: "" or --down=file, comment, none; NULL: what the format has */
    bool asserts;                  /* --assert */
    bool every_state;              /* --every-state */
    bool no_seed;                  /* --no-seed */
    bool preflight;                /* --preflight */
    const char *profile;           /* --profile; NULL: found out */
    const char **managed;          /* --manage, NULL-terminated: roles */
    bool no_owner, no_privileges;  /* --no-owner, --no-privileges */
    bool online;                   /* --online */
    const char *lock_timeout;      /* --lock-timeout; NULL: the default of an online migration */
    const char *statement_timeout; /* --statement-timeout; likewise */
    bool single_file;              /* --single-file */
    bool quiet, verbose;
    const char *color; /* auto, always, never */
} Options;

typedef struct Command {
    const char *name;
    const char *usage;   /* what follows the name */
    const char *summary; /* one line */
    const char *text;    /* the paragraph of its help page */
    size_t least, most;  /* how many arguments it takes */
    ExitStatus (*run)(const Options *options);
} Command;

extern const Command sd_commands[]; /* ends in a row without name */

/* Reads the command line behind the command's name.  Reports mistakes on standard error and returns false. */
bool sd_options_read(Options *options, Arena *arena, const Command *command, int count, char **words);

typedef enum OptionFound { OPTION_KNOWN, OPTION_UNKNOWN, OPTION_WRONG } OptionFound;

/* Sets an option by its name as a configuration file does: nothing when the command line said it or the command does not
 * know it.  value NULL: as the bare option, "": as if it was not there.  --from and --to are known to every command that
 * takes two sources.  OPTION_WRONG when it takes another kind of value. */
OptionFound sd_options_default(Options *options, const Command *command, const char *name, const char *value);

/* Whether there are as many arguments as the command takes; reports it when not. */
bool sd_options_complete(const Options *options, const Command *command);

/* The command of that name, or NULL. */
const Command *sd_command_named(const char *name);

void sd_help_write(FILE *file);                                 /* all commands */
void sd_help_write_command(FILE *file, const Command *command); /* one command with its options */

/* The commands (cmd_*.c). */
ExitStatus sd_run_diff(const Options *options);
ExitStatus sd_run_check(const Options *options);
ExitStatus sd_run_generate(const Options *options);
ExitStatus sd_run_report(const Options *options);
ExitStatus sd_run_pull(const Options *options);
ExitStatus sd_run_snapshot(const Options *options);
ExitStatus sd_run_verify(const Options *options);

#endif
