/* Files that list the migrations of a folder in the order in which they run. */
#include "cli/history/history.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static Status fail(const History *history, const Migration *guide, unsigned line, const char *sentence)
{
    (void) sd_diag_say(history->diag, SEVERITY_ERROR,
                       sd_diag_place(history->diag, guide->text.name, line, line ? 1 : 0), "%s", sentence);
    return SD_INPUT;
}

static Status choose(const History *history, const Migration *guide, unsigned line, const char *path, Migration *chosen,
                     size_t *count)
{
    const Migration *file = sd_history_find(history, path);

    if (!file) {
        return fail(history, guide, line, sd_arena_format(history->arena, "there is no file \"%s\"", path));
    }
    chosen[(*count)++] = *file;
    return SD_OK;
}

/* ---- sqitch.plan ------------------------------------------------------------------------------------------------- */

/* A line of a plan: a pragma, a tag, or a change (sqitchchanges, "Plan file format"). */
typedef struct PlanLine {
    char sigil; /* '@' of a tag, '-' of a revert, 0 of a change, '#' of what says nothing */
    const char *name;
    unsigned number;
} PlanLine;

static PlanLine read_line(Arena *arena, const char *line, size_t length, unsigned number)
{
    PlanLine read = { .sigil = '#', .number = number };
    size_t at = 0, end;

    while (at < length && (line[at] == ' ' || line[at] == '\t')) {
        at++;
    }
    if (at == length || line[at] == '#' || line[at] == '%' || line[at] == '\r') {
        return read;
    }
    read.sigil = line[at] == '@' || line[at] == '-' ? line[at] : 0;
    at += line[at] == '@' || line[at] == '-' || line[at] == '+';
    for (end = at; end < length && !strchr(" \t\r[", line[end]); end++) {
    }
    read.name = sd_arena_copy(arena, line + at, end - at);
    return read;
}

static PlanLine *read_lines(Arena *arena, const SourceText *text, size_t *count)
{
    PlanLine *lines = NULL;
    unsigned number = 1;

    *count = 0;
    for (size_t at = 0; at < text->length; number++) {
        const char *end = memchr(text->bytes + at, '\n', text->length - at);
        size_t length = end ? (size_t) (end - text->bytes) - at : text->length - at;
        PlanLine line = read_line(arena, text->bytes + at, length, number);

        if (line.sigil != '#') {
            lines = sd_arena_grow(arena, lines, *count, sizeof *lines);
            lines[(*count)++] = line;
        }
        at += length + 1;
    }
    return lines;
}

/* The script of a change that is planned again further down is kept under the name of the tag behind it: deploy/a@v1.sql
 * (manual of sqitch rework). */
static const char *script_of(Arena *arena, const PlanLine *lines, size_t count, size_t at)
{
    const char *tag = NULL;

    for (size_t i = at + 1; i < count; i++) {
        if (lines[i].sigil == '@') {
            tag = tag ? tag : lines[i].name;
        } else if (lines[i].sigil == 0 && tag && strcmp(lines[i].name, lines[at].name) == 0) {
            return sd_arena_format(arena, "deploy/%s@%s.sql", lines[at].name, tag);
        }
    }
    return sd_arena_format(arena, "deploy/%s.sql", lines[at].name);
}

Status sd_history_follow_plan(History *history, const Migration *guide, Migration *chosen, size_t *count)
{
    size_t line_count;
    PlanLine *lines = read_lines(history->arena, &guide->text, &line_count);

    for (size_t i = 0; i < line_count; i++) {
        Status status = SD_OK;

        if (lines[i].sigil == '-') {
            status = fail(history, guide, lines[i].number, "a change that is reverted in the plan is not read");
        } else if (lines[i].sigil == 0 && *count == history->count) {
            status = fail(history, guide, lines[i].number, "the plan names more changes than there are files");
        } else if (lines[i].sigil == 0) {
            status =
                choose(history, guide, lines[i].number, script_of(history->arena, lines, line_count, i), chosen, count);
        }
        if (status != SD_OK) {
            return status;
        }
    }
    return SD_OK;
}

/* ---- meta/_journal.json of Drizzle --------------------------------------------------------------------------------- */

Status sd_history_follow_journal(History *history, const Migration *guide, Migration *chosen, size_t *count)
{
    json_error_t error;
    json_t *journal = json_loadb(guide->text.bytes, guide->text.length, 0, &error), *entry;
    const json_t *entries = json_object_get(journal, "entries");
    Status status = SD_OK;
    size_t index;

    if (!journal) {
        return fail(history, guide, error.line > 0 ? (unsigned) error.line : 0,
                    sd_arena_format(history->arena, "it is no JSON: %s", error.text));
    }
    if (!json_is_array(entries)) {
        status = fail(history, guide, 0, "it has no list \"entries\"");
    }
    json_array_foreach(entries, index, entry)
    {
        const char *tag = json_string_value(json_object_get(entry, "tag"));

        if (status != SD_OK || *count == history->count) {
            break;
        }
        status = tag ? choose(history, guide, 0, sd_arena_format(history->arena, "%s.sql", tag), chosen, count)
                     : fail(history, guide, 0, "an entry has no \"tag\"");
    }
    json_decref(journal);
    return status;
}
