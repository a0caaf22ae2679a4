#include "cli/git.h"

#include "cli/file.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

static Status fail(Diag *diag, const char *source, const char *what)
{
    Message *message = sd_diag_say(diag, SEVERITY_ERROR, sd_nowhere(), "cannot read \"%s\": %s", source, what);

    message->hint = "the form is git:REV:PATH, for example git:main:schema/, from inside the repository";
    return SD_IO;
}

/* Cuts the answer of cat-file --batch, "<id> blob <size>\n<bytes>\n" for each object that was asked for. */
static bool cut_blobs(SourceText *texts, size_t count, const char *answer, size_t length)
{
    const char *at = answer, *end = answer + length;

    for (size_t i = 0; i < count; i++) {
        const char *line_end = memchr(at, '\n', (size_t) (end - at));
        const char *size_text = NULL;
        unsigned long size;

        if (!line_end) {
            return false;
        }
        for (const char *c = at; c < line_end; c++) {
            if (*c == ' ') {
                size_text = c + 1;
            }
        }
        size = size_text ? strtoul(size_text, NULL, 10) : 0;
        if (!size_text || size > (size_t) (end - line_end - 1)) {
            return false;
        }
        texts[i].bytes = line_end + 1;
        texts[i].length = size;
        at = line_end + 1 + size + 1;
    }
    return true;
}

Status sd_git_collect(SourceText **texts, size_t *count, Arena *arena, const char *source,
                      bool (*is_wanted)(const char *path), Diag *diag)
{
    const char *revision_start = source + strlen("git:");
    const char *colon = strchr(revision_start, ':');
    const char *revision, *path;
    char *listing, *answer;
    size_t listing_length, answer_length;
    Text wanted = sd_text(arena);

    *texts = NULL;
    *count = 0;
    if (!colon || colon == revision_start || *revision_start == '-' || !colon[1]) {
        return fail(diag, source, "there is no revision and path");
    }
    revision = sd_arena_copy(arena, revision_start, (size_t) (colon - revision_start));
    path = colon + 1;
    {
        const char *words[] = { "git", "ls-tree", "-r", "-z", "--name-only", revision, "--", path, NULL };

        if (!sd_file_run(arena, words, "", 0, &listing, &listing_length)) {
            return fail(diag, source, "git does not know it");
        }
    }
    /* ls-tree lists in byte order of the path, which is the order wanted here too. */
    for (const char *name = listing; name < listing + listing_length; name += strlen(name) + 1) {
        if (is_wanted(name) && !strchr(name, '\n')) {
            *texts = sd_arena_grow(arena, *texts, *count, sizeof **texts);
            (*texts)[(*count)++] = (SourceText){ .name = sd_arena_format(arena, "%s:%s", revision, name) };
            sd_text_format(&wanted, "%s:./%s\n", revision, name);
        }
    }
    if (*count == 0) {
        return fail(diag, source, "there is no SQL file");
    }
    {
        const char *words[] = { "git", "cat-file", "--batch", NULL };

        if (!sd_file_run(arena, words, wanted.bytes, wanted.length, &answer, &answer_length) ||
            !cut_blobs(*texts, *count, answer, answer_length)) {
            return fail(diag, source, "git did not hand over the files");
        }
    }
    return SD_OK;
}
