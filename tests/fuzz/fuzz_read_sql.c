/* Any bytes as a schema file: reading them ends, in a catalog or in sentences; and what became a catalog goes into a
 * snapshot and comes back from it. */
#include "model/snapshot.h"
#include "parser/parser.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SourceText text = { .name = "fuzz.sql", .bytes = (const char *) data, .length = size };
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    Files *files = NULL;
    Catalog *catalog = NULL;

    if (sd_files_parse(&files, &text, 1, diag) == SD_OK &&
        sd_files_read(&catalog, files, names, NULL, false, diag) == SD_OK) {
        Text json = sd_text(sd_arena_new());
        Catalog *again = NULL;

        sd_snapshot_write(&json, catalog);
        if (sd_snapshot_read(&again, names, "fuzz.json", json.bytes, json.length, diag) != SD_OK) {
            abort();
        }
        sd_catalog_free(again);
        sd_arena_free(json.arena);
    }
    sd_catalog_free(catalog);
    sd_files_free(files);
    sd_diag_free(diag);
    sd_names_free(names);
    return 0;
}
