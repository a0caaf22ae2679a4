/* libyaml and not libcyaml, which stands on it: the keys are those of the table of options, so that no schema of the file
 * has to be kept beside that, and every node knows its line. */
#include "cli/config.h"

#include "cli/file.h"
#include "model/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

typedef struct Config {
    Options *options;
    const Command *command;
    Diag *diag;
    const char *path;   /* of the file; NULL: there is none */
    const char *folder; /* in front of its own paths: "", or "/home/joe/app/" when it lies above the present folder */
    yaml_document_t *document;
    const yaml_node_t *environments; /* a mapping, or NULL */
    Status status;
} Config;

/* ---- the file -------------------------------------------------------------------------------------------------------- */

/* Up to the root of the repository, or of the file system. */
static const char *find_file(Arena *arena, const char **prefix)
{
    static const char *const names[] = { "schemadiff.yaml", "schemadiff.yml" };
    char folder[PATH_MAX];
    bool above = false;

    if (!getcwd(folder, sizeof folder)) {
        return NULL;
    }
    for (char *end;; *end = '\0', above = true) {
        *prefix = above ? sd_arena_format(arena, "%s/", folder) : "";
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const char *path = sd_arena_format(arena, "%s%s", *prefix, names[i]);

            if (access(path, F_OK) == 0) {
                return path;
            }
        }
        end = strrchr(folder, '/');
        if (!end || access(sd_arena_format(arena, "%s/.git", folder), F_OK) == 0) {
            return NULL;
        }
    }
}

static Message *fail(Config *config, const yaml_node_t *node, const char *sentence)
{
    uint32_t line = node ? (uint32_t) node->start_mark.line + 1 : 0;
    uint32_t column = node ? (uint32_t) node->start_mark.column + 1 : 0;

    config->status = SD_INPUT;
    return sd_diag_say(config->diag, SEVERITY_ERROR, sd_diag_place(config->diag, config->path, line, column), "%s",
                       sentence);
}

/* A copy, which outlives the document. */
static const char *scalar(const Config *config, const yaml_node_t *node)
{
    return node && node->type == YAML_SCALAR_NODE
               ? sd_arena_copy(config->options->arena, (const char *) node->data.scalar.value, node->data.scalar.length)
               : NULL;
}

static const yaml_node_t *node_of(const Config *config, int number)
{
    return yaml_document_get_node(config->document, number);
}

/* ---- options --------------------------------------------------------------------------------------------------------- */

static bool is_truth(const char *value, bool *truth)
{
    *truth = strcmp(value, "true") == 0 || strcmp(value, "yes") == 0 || strcmp(value, "on") == 0;
    return *truth || strcmp(value, "false") == 0 || strcmp(value, "no") == 0 || strcmp(value, "off") == 0;
}

static void report(Config *config, const yaml_node_t *node, const char *name, OptionFound found)
{
    Arena *arena = config->diag->arena;

    if (found == OPTION_UNKNOWN) {
        fail(config, node, sd_arena_format(arena, "there is no setting \"%s\"", name))->hint =
            "the settings are the options of the commands, without their dashes, and environments";
    } else if (found == OPTION_WRONG) {
        fail(config, node, sd_arena_format(arena, "\"%s\" takes another kind of value", name))->hint =
            sd_arena_format(arena, "as --%s does: schemadiff help generate", name);
    }
}

/* Paths of the file are meant from where it lies. */
static const char *located(const Config *config, const char *value)
{
    static const char migrations[] = "migrations:";
    size_t prefix = strncmp(value, migrations, strlen(migrations)) == 0 ? strlen(migrations) : 0;

    if (!*config->folder || strpbrk(value + prefix, ":=") || value[prefix] == '/' || strcmp(value, "-") == 0) {
        return value;
    }
    return sd_arena_format(config->options->arena, "%.*s%s%s", (int) prefix, value, config->folder, value + prefix);
}

static bool is_path(const char *name)
{
    return strcmp(name, "from") == 0 || strcmp(name, "to") == 0 || strcmp(name, "output") == 0;
}

static void set_value(Config *config, const yaml_node_t *node, const char *name, const yaml_node_t *value)
{
    const char *text = scalar(config, value);
    bool truth;

    if (!text) {
        report(config, value, name, OPTION_WRONG);
    } else if (is_truth(text, &truth) && value->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
        report(config, node, name, sd_options_default(config->options, config->command, name, truth ? NULL : ""));
    } else {
        report(
            config, node, name,
            sd_options_default(config->options, config->command, name, is_path(name) ? located(config, text) : text));
    }
}

/* A list is as the option said several times. */
static void set_option(Config *config, const yaml_node_t *key, const yaml_node_t *value)
{
    const char *name = scalar(config, key);

    if (!name) {
        fail(config, key, "the name of a setting is expected");
        return;
    }
    if (value->type == YAML_SEQUENCE_NODE) {
        Text joined = sd_text(config->options->arena);

        for (yaml_node_item_t *item = value->data.sequence.items.start; item < value->data.sequence.items.top; item++) {
            const char *text = scalar(config, node_of(config, *item));

            if (!text) {
                report(config, value, name, OPTION_WRONG);
                return;
            }
            sd_text_put(&joined, joined.length ? "," : "");
            sd_text_put(&joined, text);
        }
        report(config, key, name, sd_options_default(config->options, config->command, name, joined.bytes));
    } else {
        set_value(config, key, name, value);
    }
}

/* ---- environments ---------------------------------------------------------------------------------------------------- */

/* env(NAME) is what that variable of the environment says. */
static const char *expanded(Config *config, const yaml_node_t *node, const char *value)
{
    size_t length = strlen(value);
    const char *name, *found;

    if (length < 6 || strncmp(value, "env(", 4) != 0 || value[length - 1] != ')') {
        return value;
    }
    name = sd_arena_copy(config->options->arena, value + 4, length - 5);
    found = getenv(name);
    if (!found || !*found) {
        fail(config, node, sd_arena_format(config->diag->arena, "the environment variable \"%s\" is not set", name));
    }
    return found ? found : "";
}

static bool has_password(const char *source)
{
    const char *scheme = strstr(source, "://");
    const char *at = scheme ? strchr(scheme + 3, '@') : NULL;
    const char *colon = scheme ? strchr(scheme + 3, ':') : NULL;

    return (at && colon && colon < at) || strstr(source, "password=");
}

static const char *source_of(Config *config, const yaml_node_t *node)
{
    const char *source = scalar(config, node);

    for (yaml_node_pair_t *pair = node->type == YAML_MAPPING_NODE ? node->data.mapping.pairs.start : NULL;
         pair && pair < node->data.mapping.pairs.top; pair++) {
        const char *name = scalar(config, node_of(config, pair->key));

        if (name && strcmp(name, "source") == 0) {
            node = node_of(config, pair->value);
            source = scalar(config, node);
        } else if (!name || strcmp(name, "protected") != 0) {
            fail(config, node_of(config, pair->key), "an environment has a source, and may be protected");
        }
    }
    if (!source) {
        fail(config, node, "an environment needs a source")->hint = "such as postgres://localhost/app, or env(URL)";
        return "";
    }
    if (has_password(source)) {
        sd_diag_say(config->diag, SEVERITY_WARNING,
                    sd_diag_place(config->diag, config->path, (uint32_t) node->start_mark.line + 1, 1),
                    "a password in a file is one that everybody has who has the file")
            ->hint = "write env(NAME) and set the variable, or use a service file or .pgpass";
    }
    return located(config, expanded(config, node, source));
}

/* What env:NAME stands for. */
static void resolve(Config *config, const char **source)
{
    const char *wanted;

    if (!*source || strncmp(*source, "env:", 4) != 0) {
        return;
    }
    wanted = *source + 4;
    for (yaml_node_pair_t *pair = config->environments ? config->environments->data.mapping.pairs.start : NULL;
         pair && pair < config->environments->data.mapping.pairs.top; pair++) {
        const char *name = scalar(config, node_of(config, pair->key));

        if (name && strcmp(name, wanted) == 0) {
            *source = source_of(config, node_of(config, pair->value));
            return;
        }
    }
    if (config->path) {
        fail(config, config->environments,
             sd_arena_format(config->diag->arena, "there is no environment \"%s\"", wanted));
    } else {
        sd_diag_say(config->diag, SEVERITY_ERROR, sd_nowhere(), "\"%s\" is an environment of schemadiff.yaml", *source)
            ->hint = "there is no such file in this folder or one above it";
        config->status = SD_INPUT;
    }
}

static void resolve_all(Config *config)
{
    Options *options = config->options;

    /* Commands that take FROM and TO as arguments have them from the file, too. */
    if (options->argument_count == 0 && config->command->least == 2 && options->from && options->to) {
        options->arguments[options->argument_count++] = options->from;
        options->arguments[options->argument_count++] = options->to;
    }
    resolve(config, &options->from);
    resolve(config, &options->to);
    for (size_t i = 0; i < options->argument_count; i++) {
        resolve(config, &options->arguments[i]);
    }
}

/* ---- all ------------------------------------------------------------------------------------------------------------- */

static void read_root(Config *config, const yaml_node_t *root)
{
    if (!root) {
        return; /* an empty file */
    }
    if (root->type != YAML_MAPPING_NODE) {
        fail(config, root, "settings are expected, each a name, a colon and a value");
        return;
    }
    for (yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = node_of(config, pair->key), *value = node_of(config, pair->value);

        if (!scalar(config, key) || strcmp(scalar(config, key), "environments") != 0) {
            set_option(config, key, value);
        } else if (value->type == YAML_MAPPING_NODE) {
            config->environments = value;
        } else {
            fail(config, value, "environments are names with a source each");
        }
    }
}

static void parse(Config *config, const SourceText *text)
{
    yaml_document_t document;
    yaml_parser_t parser;

    (void) yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *) text->bytes, text->length);
    if (!yaml_parser_load(&parser, &document)) {
        (void) sd_diag_say(config->diag, SEVERITY_ERROR,
                           sd_diag_place(config->diag, config->path, (uint32_t) parser.problem_mark.line + 1,
                                         (uint32_t) parser.problem_mark.column + 1),
                           "%s", parser.problem ? parser.problem : "the file cannot be read as YAML");
        config->status = SD_INPUT;
    } else {
        config->document = &document;
        read_root(config, yaml_document_get_root_node(&document));
        resolve_all(config);
        yaml_document_delete(&document);
        config->document = NULL;
    }
    yaml_parser_delete(&parser);
}

Status sd_config_apply(Options *options, const Command *command, Diag *diag)
{
    Config config = {
        .options = options,
        .command = command,
        .diag = diag,
    };
    SourceText text;

    config.path = find_file(options->arena, &config.folder);
    if (!config.path) {
        resolve_all(&config);
    } else {
        config.status = sd_file_read(&text, options->arena, config.path, diag);
        if (config.status == SD_OK) {
            parse(&config, &text);
        }
    }
    return config.status;
}
