#include "schema.h"

#include "parser/parser.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_MAX = 500 };

const char *__lsan_default_suppressions(void);

/* LeakSanitizer asks for this by name.  pg_query_parse_plpgsql() of libpg_query forgets a copy of what its parser printed,
 * one byte, when a body has an error. */
const char *__lsan_default_suppressions(void)
{
    return "leak:pg_query_raw_parse";
}

static Names *names;
static Files *files;
static Catalog *catalog;
static size_t runs;

static void forget(void)
{
    sd_catalog_free(catalog);
    sd_files_free(files);
    sd_names_free(names);
    catalog = NULL;
    files = NULL;
    names = NULL;
}

Catalog *fuzz_schema(const char *text)
{
    SourceText source = { .name = "fuzz.sql", .bytes = text, .length = strlen(text) };
    Diag *diag;

    if (catalog && ++runs < RUNS_MAX) {
        return catalog;
    }
    forget();
    runs = 0;
    names = sd_names_new();
    diag = sd_diag_new();
    if (sd_files_parse(&files, &source, 1, diag) != SD_OK ||
        sd_files_read(&catalog, files, names, NULL, false, diag) != SD_OK) {
        abort();
    }
    sd_diag_free(diag);
    return catalog;
}
