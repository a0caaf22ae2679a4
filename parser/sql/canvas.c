/* A text made fit for the parser: checked, copied, and cleaned of what psql alone understands. */
#include "parser/sql/files.h"
#include "parser/sql/lexer.h"

#include <string.h>

/* A parse tree takes forty times the size of its text. */
enum { LARGEST_TEXT = 64 * 1024 * 1024 };

Message *sd_canvas_say(const FileText *text, Severity severity, size_t offset, Diag *diag, const char *sentence)
{
    Position at = sd_diag_place(diag, text->source.name, 0, 0);
    Message *message;

    if (text->lines.count) {
        at = sd_lines_position(&text->lines, at.file, offset);
    }
    message = sd_diag_say(diag, severity, at, "%s", sentence);
    if (text->lines.count) {
        message->source_line = sd_lines_text(diag->arena, &text->lines, &text->source, at.line);
    }
    return message;
}

/* ---- bytes -------------------------------------------------------------------------------------------------------- */

/* Length of the valid UTF-8 character at the start, or 0: overlong forms, surrogates and what lies above U+10FFFF are
 * refused (Unicode 15, table 3-7), as the server does. */
static size_t character_length(const unsigned char *at, size_t left)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t length;

    if (at[0] >= 0xC2 && at[0] <= 0xDF) {
        length = 2;
    } else if (at[0] >= 0xE0 && at[0] <= 0xEF) {
        length = 3;
        low = at[0] == 0xE0 ? 0xA0 : low;
        high = at[0] == 0xED ? 0x9F : high;
    } else if (at[0] >= 0xF0 && at[0] <= 0xF4) {
        length = 4;
        low = at[0] == 0xF0 ? 0x90 : low;
        high = at[0] == 0xF4 ? 0x8F : high;
    } else {
        return 0;
    }
    if (left < length || at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return length;
}

/* Offset of the first byte that is no UTF-8, or the length. */
static size_t first_invalid(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *) text;
    size_t at = 0;

    while (at < length) {
        uint64_t eight;
        size_t width;

        if (at + sizeof eight <= length) {
            memcpy(&eight, bytes + at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        width = bytes[at] < 0x80 ? 1 : character_length(bytes + at, length - at);
        if (width == 0) {
            return at;
        }
        at += width;
    }
    return length;
}

static bool check_bytes(const FileText *text, Diag *diag)
{
    const SourceText *source = &text->source;
    const char *zero = source->length ? memchr(source->bytes, '\0', source->length) : NULL;
    size_t invalid;
    Message *message;

    if (zero) {
        message = sd_canvas_say(text, SEVERITY_ERROR, (size_t) (zero - source->bytes), diag,
                                "the file contains a zero byte, so it is no SQL text");
        message->source_line = NULL;
        message->hint = "when the file is UTF-16, save it as UTF-8";
        return false;
    }
    invalid = first_invalid(source->bytes, source->length);
    if (invalid < source->length) {
        message = sd_canvas_say(text, SEVERITY_ERROR, invalid, diag,
                                sd_arena_format(diag->arena, "the byte 0x%02x is not valid UTF-8",
                                                (unsigned) (unsigned char) source->bytes[invalid]));
        message->source_line = NULL;
        message->hint = "save the file as UTF-8";
        return false;
    }
    return true;
}

/* ---- psql --------------------------------------------------------------------------------------------------------- */

typedef struct PsqlCommand {
    const char *word;
    enum { ENDS_STATEMENT = 1, READS_FILE = 2 } what;
} PsqlCommand;

/* Commands that matter: those that send the statement in front of them, and those that read other files. */
static const PsqlCommand psql_commands[] = {
    { "g", ENDS_STATEMENT },
    { "gx", ENDS_STATEMENT },
    { "gexec", ENDS_STATEMENT },
    { "gset", ENDS_STATEMENT },
    { "gdesc", ENDS_STATEMENT },
    { "crosstabview", ENDS_STATEMENT },
    { "watch", ENDS_STATEMENT },
    { "i", READS_FILE },
    { "ir", READS_FILE },
    { "include", READS_FILE },
    { "include_relative", READS_FILE },
};

static const PsqlCommand *find_command(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof psql_commands / sizeof *psql_commands; i++) {
        if (strlen(psql_commands[i].word) == length && memcmp(psql_commands[i].word, word, length) == 0) {
            return &psql_commands[i];
        }
    }
    return NULL;
}

static void blank(char *bytes, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        if (bytes[i] != '\n') {
            bytes[i] = ' ';
        }
    }
}

static void blank_command(const FileText *text, char *bytes, Token token, Diag *diag)
{
    size_t end = token.start + 1;
    const PsqlCommand *command;
    const char *sentence;
    Message *message;

    while (end < token.end && ((bytes[end] >= 'a' && bytes[end] <= 'z') || bytes[end] == '_')) {
        end++;
    }
    command = find_command(bytes + token.start + 1, end - token.start - 1);
    sentence = sd_arena_format(diag->arena, "psql command \"%.*s\" is skipped", (int) (end - token.start),
                               bytes + token.start);
    if (command && command->what == READS_FILE) {
        message = sd_canvas_say(text, SEVERITY_WARNING, token.start, diag, sentence);
        message->hint = "name the file it reads on the command line as well";
    } else {
        (void) sd_canvas_say(text, SEVERITY_NOTE, token.start, diag, sentence);
    }
    blank(bytes, token.start, token.end);
    if (command && command->what == ENDS_STATEMENT) {
        bytes[token.start] = ';';
    }
}

/* The lines behind COPY ... FROM stdin; up to and with the one that is \. */
static size_t blank_copy_data(const FileText *text, char *bytes, size_t from, Diag *diag)
{
    size_t length = text->source.length;
    const char *line = memchr(bytes + from, '\n', length - from);
    size_t start = line ? (size_t) (line - bytes) + 1 : length;
    size_t at = start;

    while (at < length) {
        const char *next = memchr(bytes + at, '\n', length - at);
        size_t end = next ? (size_t) (next - bytes) : length;
        size_t width = end - at - (end > at && bytes[end - 1] == '\r');
        bool last = width == 2 && bytes[at] == '\\' && bytes[at + 1] == '.';

        at = next ? end + 1 : length;
        if (last) {
            break;
        }
    }
    if (at > start) {
        (void) sd_canvas_say(text, SEVERITY_NOTE, start, diag, "the data of COPY is skipped");
        blank(bytes, start, at);
    }
    return at;
}

static void blank_psql(FileText *text, char *bytes, Diag *diag)
{
    Lexer lexer = sd_lexer(bytes, text->source.length, 0);
    bool copy = false, from = false, from_stdin = false, first = true;

    for (;;) {
        Token token = sd_lexer_next(&lexer);

        if (token.kind == TOKEN_END) {
            return;
        }
        if (token.kind == TOKEN_BACKSLASH) {
            blank_command(text, bytes, token, diag);
            first = first || bytes[token.start] == ';';
            continue;
        }
        if (sd_token_is_symbol(&lexer, token, ';')) {
            if (from_stdin) {
                lexer.at = blank_copy_data(text, bytes, token.end, diag);
            }
            copy = from = from_stdin = false;
            first = true;
            continue;
        }
        copy = first ? sd_token_is(&lexer, token, "copy") : copy;
        from_stdin = from_stdin || (copy && from && sd_token_is(&lexer, token, "stdin"));
        from = sd_token_is(&lexer, token, "from");
        first = false;
    }
}

bool sd_canvas_make(Arena *arena, FileText *text, const SourceText *source, Diag *diag)
{
    char *bytes;

    text->source = *source;
    if (source->length > LARGEST_TEXT) {
        sd_canvas_say(text, SEVERITY_ERROR, 0, diag,
                      sd_arena_format(diag->arena, "the file has %zu MB, the largest that is read has %d MB",
                                      source->length / (1024 * 1024), LARGEST_TEXT / (1024 * 1024)))
            ->hint = "leave the data out: pg_dump --schema-only";
        return false;
    }
    text->lines = sd_lines_index(arena, source->bytes, source->length);
    if (!check_bytes(text, diag)) {
        return false;
    }
    bytes = sd_arena_copy(arena, source->bytes, source->length);
    if (source->length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        blank(bytes, 0, 3); /* byte order mark, which psql skips as well */
    }
    if (source->length && memchr(bytes, '\\', source->length)) {
        blank_psql(text, bytes, diag);
    }
    text->source.bytes = bytes;
    return true;
}

size_t sd_byte_of_character(const char *text, size_t length, size_t character)
{
    size_t at = 0;

    while (at < length && character) {
        at++;
        while (at < length && ((unsigned char) text[at] & 0xC0) == 0x80) {
            at++;
        }
        character--;
    }
    return at;
}
