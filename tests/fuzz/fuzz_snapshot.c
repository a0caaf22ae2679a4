/* Any bytes as a snapshot: reading them ends, and what was read is written to bytes that read as the same. */
#include "model/snapshot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    Catalog *catalog = NULL, *again = NULL;

    if (sd_snapshot_read(&catalog, names, "fuzz.json", (const char *) data, size, diag) == SD_OK) {
        Text first = sd_text(sd_arena_new()), second = sd_text(sd_arena_new());

        sd_snapshot_write(&first, catalog);
        if (sd_snapshot_read(&again, names, "again.json", first.bytes, first.length, diag) != SD_OK) {
            abort();
        }
        sd_snapshot_write(&second, again);
        if (first.length != second.length || memcmp(first.bytes, second.bytes, first.length) != 0) {
            abort();
        }
        sd_arena_free(first.arena);
        sd_arena_free(second.arena);
    }
    sd_catalog_free(catalog);
    sd_catalog_free(again);
    sd_diag_free(diag);
    sd_names_free(names);
    return 0;
}
