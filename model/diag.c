#include "model/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Diag *sd_diag_new(void)
{
    Arena *arena = sd_arena_new();
    Diag *diag = sd_arena_alloc(arena, sizeof *diag);

    diag->arena = arena;
    return diag;
}

void sd_diag_free(Diag *diag)
{
    if (diag) {
        sd_arena_free(diag->arena);
    }
}

Message *sd_diag_say(Diag *diag, Severity severity, Position at, const char *format, ...)
{
    Message *message;
    va_list args, again;
    int length;
    char *sentence;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    sentence = sd_arena_alloc(diag->arena, (size_t) (length < 0 ? 0 : length) + 1);
    if (length > 0) {
        (void) vsnprintf(sentence, (size_t) length + 1, format, again);
    }
    va_end(again);

    diag->messages = sd_arena_grow(diag->arena, diag->messages, diag->count, sizeof *diag->messages);
    message = &diag->messages[diag->count++];
    *message = (Message){ .severity = severity, .at = at, .sentence = sentence };
    diag->errors += severity == SEVERITY_ERROR;
    return message;
}

Position sd_diag_place(Diag *diag, const char *file, uint32_t line, uint32_t column)
{
    size_t length = strlen(file);
    struct NameText *name = sd_arena_alloc(diag->arena, sizeof *name + length + 1);

    memcpy(name->text, file, length + 1);
    name->length = (uint32_t) length;
    return (Position){ .file = name, .line = line, .column = column };
}
