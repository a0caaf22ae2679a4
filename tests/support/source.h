/* A file of SQL for the programs that measure and compare. */
#ifndef SD_TESTS_SUPPORT_SOURCE_H
#define SD_TESTS_SUPPORT_SOURCE_H

#include "model/text.h"
#include "parser/parser.h"

#include <stdio.h>

/* The bytes are NULL when the file cannot be read. */
static inline SourceText source_read(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    Text text = sd_text(arena);
    char bytes[4096];
    size_t length;

    while (file && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        sd_text_put_bytes(&text, bytes, length);
    }
    return (SourceText){ .name = path, .bytes = file && fclose(file) == 0 ? text.bytes : NULL, .length = text.length };
}

#endif
