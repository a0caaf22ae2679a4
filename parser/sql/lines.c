#include "model/secret.h"
#include "parser/sql/state.h"

#include <string.h>

enum { LONGEST_LINE_SHOWN = 500 };

LineIndex sd_lines_index(Arena *arena, const char *text, size_t length)
{
    size_t count = 1;
    uint32_t *starts;
    const char *at = text;
    const char *end = text + length;

    while (at < end && (at = memchr(at, '\n', (size_t) (end - at)))) {
        at++;
        count++;
    }
    starts = sd_arena_alloc(arena, count * sizeof *starts);
    at = text;
    for (size_t line = 1; line < count; line++) {
        at = (const char *) memchr(at, '\n', (size_t) (end - at)) + 1;
        starts[line] = (uint32_t) (at - text);
    }
    return (LineIndex){ .starts = starts, .count = count };
}

Position sd_lines_position(const LineIndex *lines, Name file, size_t offset)
{
    size_t low = 0, high = lines->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (lines->starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (
        Position){ .file = file, .line = (uint32_t) (low + 1), .column = (uint32_t) (offset - lines->starts[low] + 1) };
}

const char *sd_lines_text(Arena *arena, const LineIndex *lines, const SourceText *source, uint32_t line)
{
    size_t start, end;

    if (line == 0 || line > lines->count) {
        return NULL;
    }
    start = lines->starts[line - 1];
    end = line < lines->count ? lines->starts[line] - 1 : source->length;
    if (end > start && source->bytes[end - 1] == '\r') {
        end--;
    }
    if (end - start > LONGEST_LINE_SHOWN) {
        end = start + LONGEST_LINE_SHOWN;
        while (end > start && ((unsigned char) source->bytes[end] & 0xC0) == 0x80) {
            end--;
        }
    }
    return sd_secret_masked_line(arena, sd_arena_copy(arena, source->bytes + start, end - start));
}
