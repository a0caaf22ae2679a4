#include "cli/print.h"

#include "model/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool in_color(const Options *options)
{
    const char *no_color = getenv("NO_COLOR");

    if (strcmp(options->color, "always") == 0) {
        return true;
    }
    return strcmp(options->color, "never") != 0 && !(no_color && *no_color) && isatty(STDERR_FILENO);
}

/* Text of a user's file: control characters must not reach the terminal. */
static void print_safely(const char *text)
{
    for (; *text; text++) {
        fputc((unsigned char) *text < 0x20 && *text != '\t' ? '?' : *text, stderr);
    }
}

static void print_caret(const Message *message)
{
    fputs("    ", stderr);
    print_safely(message->source_line);
    fputs("\n    ", stderr);
    for (uint32_t i = 1; i < message->at.column; i++) {
        unsigned char c = (unsigned char) message->source_line[i - 1];

        if (c == 0) {
            break;
        }
        if ((c & 0xC0) != 0x80) { /* one column a character, not a byte */
            fputc(c == '\t' ? '\t' : ' ', stderr);
        }
    }
    fputs("^\n", stderr);
}

static void print_message(const Message *message, bool color)
{
    static const char *const words[] = { "note", "warning", "error" };
    static const char *const colors[] = { "\033[36m", "\033[33m", "\033[31m" };

    if (message->at.file) {
        print_safely(message->at.file->text);
        if (message->at.line) {
            fprintf(stderr, ":%u:%u", message->at.line, message->at.column);
        }
        fputs(": ", stderr);
    } else {
        fputs("schemadiff: ", stderr);
    }
    fprintf(stderr, "%s%s:%s ", color ? colors[message->severity] : "", words[message->severity],
            color ? "\033[0m" : "");
    if (message->object) {
        fprintf(stderr, "%s: ", message->object);
    }
    fprintf(stderr, "%s\n", message->sentence);
    if (message->source_line) {
        print_caret(message);
    }
    if (message->hint) {
        fprintf(stderr, "    hint: %s\n", message->hint);
    }
}

void sd_print_diag(const Diag *diag, const Options *options)
{
    Severity least = options->quiet ? SEVERITY_ERROR : options->verbose ? SEVERITY_NOTE : SEVERITY_WARNING;
    bool color = in_color(options);
    size_t notes = 0;

    for (size_t i = 0; i < diag->count; i++) {
        if (diag->messages[i].severity >= least) {
            print_message(&diag->messages[i], color);
        }
        notes += diag->messages[i].severity == SEVERITY_NOTE && diag->messages[i].at.line;
    }
    if (notes && !options->verbose && !options->quiet) {
        fprintf(stderr,
                "schemadiff: note: %zu statement%s left aside, such as data and session commands "
                "(--verbose names them)\n",
                notes, notes == 1 ? " was" : "s were");
    }
}

void sd_print_undetermined(const Plan *plan, const Options *options)
{
    bool color = in_color(options);

    if (options->quiet) {
        return;
    }
    for (size_t i = 0; i < plan->undetermined_count; i++) {
        const Undetermined *place = &plan->undetermined[i];
        Message message = { .severity = SEVERITY_WARNING, .at = place->to->at };
        Text now = sd_text(plan->arena), wanted = sd_text(plan->arena);

        sd_attr_write(&now, place->from, place->attr);
        sd_attr_write(&wanted, place->to, place->attr);
        message.object = sd_key_text(plan->arena, place->to->key);
        message.sentence = sd_arena_format(plan->arena, "undetermined, left alone: %s", place->attr->name);
        message.hint = sd_arena_format(plan->arena, "there is: %s\n          wanted is: %s", now.bytes, wanted.bytes);
        print_message(&message, color);
    }
}

void sd_print_line(const Options *options, const char *format, ...)
{
    va_list args;

    if (options->quiet) {
        return;
    }
    fputs("schemadiff: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}
