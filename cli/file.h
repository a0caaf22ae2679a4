/* Files as the program reads and writes them: read whole, written whole or not at all. */
#ifndef SD_CLI_FILE_H
#define SD_CLI_FILE_H

#include "model/diag.h"
#include "parser/parser.h"

/* Collects the SQL files a source names: a file, a folder (every *.sql below it, in byte order of the path), or a
 * pattern with * ? [ and ** for any folders between.  Contents are read into the arena.  SD_IO with each problem in
 * diag: nothing there, not readable, too large, a folder with no SQL. */
Status sd_file_collect(SourceText **texts, size_t *count, Arena *arena, const char *source, Diag *diag) SD_MUST_USE;

/* The files below a folder that are wanted, in byte order of the path. */
Status sd_file_collect_folder(SourceText **texts, size_t *count, Arena *arena, const char *folder,
                              bool (*is_wanted)(const char *path), Diag *diag) SD_MUST_USE;

/* Whether the path ends in .sql. */
bool sd_file_is_sql(const char *path);

/* Reads one file, or standard input for "-". */
Status sd_file_read(SourceText *text, Arena *arena, const char *path, Diag *diag) SD_MUST_USE;

/* Writes a file by way of a temporary one beside it, so that nobody ever sees half of it; makes missing folders. */
Status sd_file_write(const char *path, const char *bytes, size_t length, Diag *diag) SD_MUST_USE;

typedef struct OutputFile {
    const char *path, *bytes;
    size_t length;
} OutputFile;

/* Writes files that belong together: all of them or none. */
Status sd_file_write_all(const OutputFile *files, size_t count, Diag *diag) SD_MUST_USE;

/* Runs a program without a shell, gives it `input`, and collects its standard output; standard error goes through.
 * False when it cannot be run or does not end in 0. */
bool sd_file_run(Arena *arena, const char *const *words, const char *input, size_t input_length, char **output,
                 size_t *length);

#endif
