/* stages ROUNDS FILE: how long one process takes to parse a schema file, and to analyse every definition in it: names, types,
 * overloads, meanings.  The least of the rounds, in milliseconds of its own CPU time. */
#include "parser/canon/canon.h"
#include "tests/support/source.h"

#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec time;

    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/* Reading ends with the analysis; done once more, it costs what it cost there. */
static bool measure(const SourceText *text, double *parsing, double *analysis)
{
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    Files *files = NULL;
    Catalog *catalog = NULL;
    double start = now(), parsed;
    bool fine = sd_files_parse(&files, text, 1, diag) == SD_OK;

    parsed = now();
    fine = fine && sd_files_read(&catalog, files, names, NULL, false, diag) == SD_OK;
    start = parsed - start;
    *parsing = start < *parsing ? start : *parsing;
    if (fine) {
        start = now();
        sd_canon_finish(catalog, NULL);
        start = now() - start;
        *analysis = start < *analysis ? start : *analysis;
    }
    sd_catalog_free(catalog);
    sd_files_free(files);
    sd_diag_free(diag);
    sd_names_free(names);
    return fine;
}

int main(int argc, char **argv)
{
    Arena *arena = sd_arena_new();
    double parsing = 1e9, analysis = 1e9;
    bool fine = argc == 3;
    long rounds = fine ? strtol(argv[1], NULL, 10) : 0;
    SourceText text = { 0 };

    if (fine) {
        text = source_read(arena, argv[2]);
        fine = text.bytes != NULL;
    }
    for (long round = 0; round < rounds && fine; round++) {
        fine = measure(&text, &parsing, &analysis);
    }
    if (fine) {
        printf("%-24s minimum %8.1f ms\n%-24s minimum %8.1f ms\n", "parsing the file", parsing, "analysing it",
               analysis);
        printf("analysis / parsing: %.2f\n", analysis / parsing);
    }
    sd_arena_free(arena);
    return fine ? 0 : 1;
}
