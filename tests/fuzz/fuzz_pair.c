/* Two schemas with a line "-- to" between them: comparing, ordering and writing end, and what is written parses. */
#include "emitter/emitter.h"
#include "parser/parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char marker[] = "\n-- to\n";

/* The first marker in the bytes, or NULL. */
static const char *find_marker(const char *bytes, size_t size)
{
    size_t length = sizeof marker - 1;

    for (size_t i = 0; i + length <= size; i++) {
        if (memcmp(bytes + i, marker, length) == 0) {
            return bytes + i;
        }
    }
    return NULL;
}

static Catalog *read_side(Files **files, Names *names, const char *bytes, size_t length, Diag *diag)
{
    SourceText text = { .name = "fuzz.sql", .bytes = bytes, .length = length };
    Catalog *catalog = NULL;

    if (sd_files_parse(files, &text, 1, diag) != SD_OK ||
        sd_files_read(&catalog, *files, names, NULL, false, diag) != SD_OK) {
        return NULL;
    }
    return catalog;
}

static void compare(Catalog *now, Catalog *wanted, Diag *diag)
{
    PlanRules rules = { .allow_all_drops = true };
    Plan *plan = NULL;

    sd_analyse(now, wanted);
    if (sd_plan(&plan, now, wanted, &rules, diag) == SD_OK) {
        Text sql = sd_text(sd_arena_new());
        SourceText written;
        Files *files = NULL;

        sd_emit_sql(&sql, plan, NULL);
        written = (SourceText){ .name = "written.sql", .bytes = sql.bytes, .length = sql.length };
        if (sd_files_parse(&files, &written, 1, diag) != SD_OK) {
            abort();
        }
        sd_files_free(files);
        sd_arena_free(sql.arena);
    }
    sd_plan_free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *) data, *middle = find_marker(bytes, size);

    if (middle) {
        Names *names = sd_names_new();
        Diag *diag = sd_diag_new();
        Files *before = NULL, *after = NULL;
        size_t length = (size_t) (middle - bytes);
        Catalog *now = read_side(&before, names, bytes, length, diag);
        Catalog *wanted = read_side(&after, names, middle, size - length, diag);

        if (now && wanted) {
            compare(now, wanted, diag);
        }
        sd_catalog_free(now);
        sd_catalog_free(wanted);
        sd_files_free(before);
        sd_files_free(after);
        sd_diag_free(diag);
        sd_names_free(names);
    }
    return 0;
}
