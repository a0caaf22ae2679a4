#include "cli/options.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* ---- commands ----------------------------------------------------------------------------------------------- */

const Command sd_commands[] = {
    { "generate", "[NAME] --from SOURCE --to SOURCE [-o DIR|FILE|-]", "compare and write the next migration",
      "Compares what is there (--from) with what is wanted (--to) and writes the next migration into the folder\n"
      "given by --output (default: supabase/migrations when there is one, else migrations), or to standard output\n"
      "with -o -.  Every statement may run twice.  Writes nothing when nothing differs.",
      0, 1, sd_run_generate },
    { "diff", "FROM TO", "the same comparison to standard output",
      "Prints the migration that turns FROM into TO.  Changes nothing and writes no file.", 2, 2, sd_run_diff },
    { "pull", "SOURCE -o DIR|FILE|-", "write a database (or any source) out as schema files",
      "Writes one file an object below the folder given by --output, or everything into one file with\n"
      "--single-file.  Files that an earlier pull wrote and that are no longer needed are removed; files of your own\n"
      "are never touched.",
      1, 1, sd_run_pull },
    { "check", "FROM TO", "has the database drifted from the files?",
      "Says by its exit status whether FROM and TO are the same, and in a line each what would make FROM what TO is:\n"
      "for CI.",
      2, 2, sd_run_check },
    { "verify", "[MIGRATION...] --from SOURCE --to SOURCE", "prove a migration on a private server",
      "Loads FROM into a throw-away PostgreSQL (see --scratch), puts rows into it, applies the migration (files or a\n"
      "folder; without one that which diff would print), applies it again, compares the result with TO, and looks\n"
      "whether the rows are still there.  Touches no database that it has not made.",
      0, MOST_ARGUMENTS, sd_run_verify },
    { "report", "[MIGRATION...] [--from SOURCE] [--to SOURCE]", "what a migration locks, loses and exposes",
      "Judges each statement of migrations, written by this program or by hand: what it loses, what it exposes, whom "
      "it\n"
      "blocks, where it may fail.  What is there before is what earlier migrations of the folder made, or what --from\n"
      "says.  With --from and --to and no migration, the one that would be written is judged.",
      0, MOST_ARGUMENTS, sd_run_report },
    { "snapshot", "SOURCE [-o FILE|-]", "a source as canonical JSON",
      "Writes the whole model of a source as JSON; the same schema gives the same bytes.  A snapshot is a source\n"
      "itself: snapshot:FILE.",
      1, 1, sd_run_snapshot },
    { 0 },
};

const Command *sd_command_named(const char *name)
{
    for (const Command *command = sd_commands; command->name; command++) {
        if (strcmp(command->name, name) == 0) {
            return command;
        }
    }
    return NULL;
}

/* ---- options ------------------------------------------------------------------------------------------------ */

typedef enum OptionType {
    OPTION_FLAG,          /* sets a bool */
    OPTION_TEXT,          /* takes a value */
    OPTION_TEXTS,         /* takes a value or several separated by commas; may be repeated */
    OPTION_OPTIONAL_TEXT, /* --name alone sets an empty text, --name=value that value */
    OPTION_OPTIONAL_TEXTS /* --name alone sets the bool, --name=a,b the list */
} OptionType;

typedef struct OptionRow {
    const char *name;
    char letter; /* 0: none */
    OptionType type;
    const char *value;    /* how the help names it */
    size_t offset;        /* in Options */
    size_t flag_offset;   /* OPTION_OPTIONAL_TEXTS: of the bool */
    const char *commands; /* space separated; NULL: all */
    const char *help;
} OptionRow;

#define FIELD(name) offsetof(Options, name)

static const OptionRow rows[] = {
    { "from", 0, OPTION_TEXT, "SOURCE", FIELD(from), 0, "generate report verify", "what is there now" },
    { "to", 0, OPTION_TEXT, "SOURCE", FIELD(to), 0, "generate report verify", "what is wanted" },
    { "output", 'o', OPTION_TEXT, "PATH", FIELD(output), 0, "generate pull snapshot",
      "folder or file to write; - is standard output" },
    { "format", 0, OPTION_TEXT, "FORMAT", FIELD(format), 0, "diff report verify",
      "diff: sql (default), summary, json; report: text (default), markdown, json; verify: text (default), json" },
    { "fail-on", 0, OPTION_TEXT, "LEVEL", FIELD(fail_on), 0, "report",
      "end in 1 from this level on: error (default), warning, note, never" },
    { "schema", 's', OPTION_TEXTS, "NAME[,NAME]", FIELD(schemas), 0, NULL, "only these schemas; may be repeated" },
    { "allow-drops", 0, OPTION_OPTIONAL_TEXTS, "KIND[,KIND]", FIELD(allowed_drops), FIELD(allow_all_drops),
      "generate diff check report verify",
      "do what loses data: all of it, or only these kinds (table, column, sequence, enum)" },
    { "scratch", 0, OPTION_OPTIONAL_TEXT, "URL|DIR", FIELD(scratch), 0, NULL,
      "load files into a private throw-away PostgreSQL and read that: found by itself, from the\n"
      "                                     folder of its programs, or in databases of its own on the server of URL" },
    { "ask", 0, OPTION_TEXT, "WHAT", FIELD(ask), 0, "generate diff check verify",
      "what a server is asked about places that are undetermined: nothing, values (default; reads only),\n"
      "                                     definitions (temporary objects in a transaction that is rolled back)" },
    { "migration-format", 0, OPTION_TEXT, "FORMAT", FIELD(migration_format), 0, NULL,
      "of migrations:DIR, where the folder does not tell (goose, flyway, ...)" },
    { "down", 0, OPTION_OPTIONAL_TEXT, "FORM", FIELD(down), 0, "generate diff",
      "the way back.  generate: file (a file or a section, as the format has it), comment (at the end of the\n"
      "                                     migration), none; default: as usual for the format.  diff: only that" },
    { "assert", 0, OPTION_FLAG, NULL, FIELD(asserts), 0, "generate diff verify",
      "end the migration with blocks that look whether each object is as it should be" },
    { "every-state", 0, OPTION_FLAG, NULL, FIELD(every_state), 0, "verify",
      "interrupt the migration behind each of its statements, and apply it again" },
    { "preflight", 0, OPTION_FLAG, NULL, FIELD(preflight), 0, "generate diff",
      "count the rows of the live database that stand in the way: reads them, five seconds a query at most" },
    { "no-seed", 0, OPTION_FLAG, NULL, FIELD(no_seed), 0, "verify", "put no rows into the tables" },
    { "profile", 0, OPTION_TEXT, "NAME", FIELD(profile), 0, "generate diff check pull",
      "what belongs to a platform and is left alone: plain (nothing) or supabase; default: as the database looks" },
    { "manage", 0, OPTION_TEXTS, "WHAT", FIELD(managed), 0, "generate diff check pull",
      "roles: those of the server too, with members and settings; dropping one needs --allow-drops" },
    { "no-owner", 0, OPTION_FLAG, NULL, FIELD(no_owner), 0, "generate diff check pull", "leave owners as they are" },
    { "no-privileges", 0, OPTION_FLAG, NULL, FIELD(no_privileges), 0, "generate diff check pull",
      "leave grants and default privileges as they are" },
    { "online", 0, OPTION_FLAG, NULL, FIELD(online), 0, "generate diff report verify",
      "in forms that let people write meanwhile: CONCURRENTLY, NOT VALID then VALIDATE, keys USING INDEX" },
    { "lock-timeout", 0, OPTION_TEXT, "TIME", FIELD(lock_timeout), 0, "generate diff report verify",
      "how long statements of an online migration may wait for a strong lock (default: 3s; none)" },
    { "statement-timeout", 0, OPTION_TEXT, "TIME", FIELD(statement_timeout), 0, "generate diff report verify",
      "how long they may take under one (default: 10s; none)" },
    { "single-file", 0, OPTION_FLAG, NULL, FIELD(single_file), 0, "pull", "everything in one file" },
    { "quiet", 'q', OPTION_FLAG, NULL, FIELD(quiet), 0, NULL, "only the result and errors" },
    { "verbose", 'v', OPTION_FLAG, NULL, FIELD(verbose), 0, NULL, "notes too, such as statements that were skipped" },
    { "color", 0, OPTION_TEXT, "WHEN", FIELD(color), 0, NULL, "auto (default), always, never" },
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };
_Static_assert(ROW_COUNT <= 64, "Options.given has a bit for each row");

static uint64_t bit_of(const OptionRow *row)
{
    return UINT64_C(1) << (row - rows);
}

static bool command_knows(const OptionRow *row, const Command *command)
{
    const char *at = row->commands;
    size_t length = strlen(command->name);

    if (!at) {
        return true;
    }
    while ((at = strstr(at, command->name))) {
        if ((at == row->commands || at[-1] == ' ') && (at[length] == 0 || at[length] == ' ')) {
            return true;
        }
        at += length;
    }
    return false;
}

static const OptionRow *row_named(const char *name, size_t length)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strlen(rows[i].name) == length && strncmp(rows[i].name, name, length) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static const OptionRow *row_lettered(char letter)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].letter && rows[i].letter == letter) {
            return &rows[i];
        }
    }
    return NULL;
}

/* Appends the comma-separated words of a value to a NULL-terminated list. */
static const char **append_words(Arena *arena, const char **list, const char *value)
{
    size_t had = 0, commas = 0, count;
    const char **longer;

    while (list && list[had]) {
        had++;
    }
    for (const char *c = value; *c; c++) {
        commas += *c == ',';
    }
    count = had;
    longer = sd_arena_alloc(arena, (had + commas + 2) * sizeof *longer);
    if (had) {
        memcpy(longer, list, had * sizeof *longer);
    }
    while (*value) {
        size_t length = strcspn(value, ",");

        if (length) {
            longer[count++] = sd_arena_copy(arena, value, length);
        }
        value += length + (value[length] == ',');
    }
    return longer;
}

static void store(Options *options, const OptionRow *row, const char *value)
{
    char *base = (char *) options;

    switch (row->type) {
    case OPTION_FLAG:
        *(bool *) (void *) (base + row->offset) = true;
        break;
    case OPTION_OPTIONAL_TEXT:
        value = value ? value : "";
        /* fall through */
    case OPTION_TEXT:
        *(const char **) (void *) (base + row->offset) = value;
        break;
    case OPTION_OPTIONAL_TEXTS:
        if (!value) {
            *(bool *) (void *) (base + row->flag_offset) = true;
            break;
        }
        /* fall through */
    case OPTION_TEXTS: {
        const char ***list = (const char ***) (void *) (base + row->offset);

        *list = append_words(options->arena, *list, value);
        break;
    }
    }
}

static bool complain(const Command *command, const char *what, const char *word)
{
    fprintf(stderr, "schemadiff %s: error: %s \"%s\"\nhint: schemadiff help %s\n", command->name, what, word,
            command->name);
    return false;
}

/* Reads the option that words[*at] begins; moves *at to the last word it used. */
static bool read_option(Options *options, const Command *command, int count, char **words, int *at)
{
    const char *word = words[*at];
    const char *value = NULL;
    const OptionRow *row;

    if (word[1] == '-') {
        size_t length = strcspn(word + 2, "=");

        row = row_named(word + 2, length);
        value = word[2 + length] == '=' ? word + 3 + length : NULL;
    } else {
        row = row_lettered(word[1]);
        value = word[2] ? word + 2 : NULL;
    }
    if (!row) {
        return complain(command, "there is no option", word);
    }
    if (!command_knows(row, command)) {
        return complain(command, "this command has no option", word);
    }
    if (row->type == OPTION_FLAG && value) {
        return complain(command, "no value belongs behind the option of", word);
    }
    if ((row->type == OPTION_TEXT || row->type == OPTION_TEXTS) && !value) {
        if (*at + 1 == count) {
            return complain(command, "a value is missing behind", word);
        }
        value = words[++*at];
    }
    options->given |= bit_of(row);
    store(options, row, value);
    return true;
}

/* What a configuration file calls by the name of a list or a flag. */
static bool takes(const OptionRow *row, const char *value)
{
    bool is_flag = row->type == OPTION_FLAG;

    return value ? !is_flag || !*value : row->type != OPTION_TEXT && row->type != OPTION_TEXTS;
}

OptionFound sd_options_default(Options *options, const Command *command, const char *name, const char *value)
{
    const OptionRow *row = row_named(name, strlen(name));
    bool is_side = row && (row->offset == FIELD(from) || row->offset == FIELD(to)) && command->least == 2;

    if (!row || !takes(row, value)) {
        return row ? OPTION_WRONG : OPTION_UNKNOWN;
    }
    if ((command_knows(row, command) || is_side) && !(options->given & bit_of(row)) && !(value && !*value)) {
        store(options, row, value);
    }
    return OPTION_KNOWN;
}

bool sd_options_complete(const Options *options, const Command *command)
{
    return options->argument_count >= command->least ||
           complain(command, "an argument is missing; usage:", command->usage);
}

bool sd_options_read(Options *options, Arena *arena, const Command *command, int count, char **words)
{
    bool only_arguments = false;

    *options = (Options){ .arena = arena, .color = "auto" };
    for (int i = 0; i < count; i++) {
        const char *word = words[i];

        if (!only_arguments && strcmp(word, "--") == 0) {
            only_arguments = true;
        } else if (!only_arguments && word[0] == '-' && word[1]) {
            if (!read_option(options, command, count, words, &i)) {
                return false;
            }
        } else if (options->argument_count == command->most) {
            return complain(command, "one argument too many:", word);
        } else {
            assert(options->argument_count < sizeof options->arguments / sizeof *options->arguments);
            options->arguments[options->argument_count++] = word;
        }
    }
    return true;
}

/* ---- help --------------------------------------------------------------------------------------------------- */

static bool is_optional(const OptionRow *row)
{
    return row->type == OPTION_OPTIONAL_TEXT || row->type == OPTION_OPTIONAL_TEXTS;
}

void sd_help_write(FILE *file)
{
    fputs("schemadiff compares PostgreSQL schemas and writes migrations that run, run again, and converge.\n\n"
          "usage: schemadiff COMMAND [ARGUMENTS] [OPTIONS]\n\n"
          "commands:\n",
          file);
    for (const Command *command = sd_commands; command->name; command++) {
        fprintf(file, "  %-10s %s\n", command->name, command->summary);
    }
    fputs("  help       this page; help COMMAND tells more of one\n\n"
          "a SOURCE is one of:\n"
          "  schema/, a.sql, 'db/**/*.sql'   schema files; their order has no meaning\n"
          "  postgres://..., service=...     a live database, as libpq takes it; passwords from PGPASSWORD or .pgpass\n"
          "  migrations:DIR                  a folder of migrations, as a server would be that ran them\n"
          "  git:REV:PATH                    schema files as of a git revision\n"
          "  exec:COMMAND                    what a program prints, such as a loader of an ORM\n"
          "  env:NAME                        an environment of schemadiff.yaml\n"
          "  snapshot:FILE, FILE.json        a snapshot\n"
          "  -                               SQL on standard input\n"
          "  empty:                          an empty database\n\n"
          "try:\n"
          "  schemadiff diff postgres://localhost/app schema/\n"
          "  schemadiff generate add_labels --from postgres://localhost/app --to schema/ -o migrations\n\n"
          "exit status: 0 the same or done, 1 different, 2 trouble, 3 a step that loses data was held back\n",
          file);
}

void sd_help_write_command(FILE *file, const Command *command)
{
    fprintf(file, "usage: schemadiff %s %s\n\n%s\n\noptions:\n", command->name, command->usage, command->text);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        char left[64];

        if (!command_knows(&rows[i], command)) {
            continue;
        }
        (void) snprintf(left, sizeof left, "%c%c%s --%s%s%s%s", rows[i].letter ? '-' : ' ',
                        rows[i].letter ? rows[i].letter : ' ', rows[i].letter ? "," : " ", rows[i].name,
                        is_optional(&rows[i]) ? "[="
                        : rows[i].value       ? " "
                                              : "",
                        rows[i].value ? rows[i].value : "", is_optional(&rows[i]) ? "]" : "");
        fprintf(file, "  %-34s %s\n", left, rows[i].help);
    }
}
