#include "tests/support/schemas.h"

#include "emitter/emitter.h"
#include "model/snapshot.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes;
    long size;

    if (!file) {
        return NULL;
    }
    cr_assert(fseek(file, 0, SEEK_END) == 0);
    size = ftell(file);
    cr_assert(size >= 0);
    rewind(file);
    bytes = malloc((size_t) size + 1);
    cr_assert_not_null(bytes);
    cr_assert(fread(bytes, 1, (size_t) size, file) == (size_t) size, "%s cannot be read", path);
    bytes[size] = 0;
    fclose(file);
    return bytes;
}

char **project_files(const char *pattern)
{
    static glob_t found; /* kept until the program ends, so that nothing has to be freed */
    static char *none[] = { NULL };
    char path[4096];

    globfree(&found);
    snprintf(path, sizeof path, "%s/%s", SD_SOURCE_DIR, pattern);
    if (glob(path, 0, NULL, &found) != 0) {
        return none;
    }
    return found.gl_pathv;
}

char **corpus_schemas(void)
{
    return project_files("fixtures/corpus/*/[ft][ro]*.sql");
}

/* Fails the test with everything that was said when the status is not SD_OK. */
static void expect_ok(Status status, const Diag *diag, const char *doing)
{
    for (size_t i = 0; i < diag->count && status != SD_OK; i++) {
        const Message *message = &diag->messages[i];

        fprintf(stderr, "%s:%u: %s\n", message->at.file ? message->at.file->text : doing, message->at.line,
                message->sentence);
    }
    cr_assert(status == SD_OK, "%s ended in %d", doing, (int) status);
}

Loaded *schema_read_texts(Names *names, const SourceText *texts, size_t count)
{
    Loaded *schema = calloc(1, sizeof *schema);
    Diag *diag = sd_diag_new();
    Status status;

    cr_assert_not_null(schema);
    status = sd_files_parse(&schema->files, texts, count, diag);
    expect_ok(status, diag, "parsing");
    status = sd_files_read(&schema->catalog, schema->files, names, NULL, false, diag);
    expect_ok(status, diag, "reading");
    sd_diag_free(diag);
    return schema;
}

Loaded *schema_read(Names *names, const char *name, const char *sql)
{
    SourceText text = { .name = name, .bytes = sql, .length = strlen(sql) };

    return schema_read_texts(names, &text, 1);
}

Loaded *schema_read_snapshot(Names *names, const char *json)
{
    Loaded *schema = calloc(1, sizeof *schema);
    Diag *diag = sd_diag_new();
    Status status;

    cr_assert_not_null(schema);
    status = sd_snapshot_read(&schema->catalog, names, "snapshot.json", json, strlen(json), diag);
    expect_ok(status, diag, "reading the snapshot");
    sd_diag_free(diag);
    return schema;
}

void schema_free(Loaded *schema)
{
    if (schema) {
        sd_catalog_free(schema->catalog);
        sd_files_free(schema->files);
        free(schema);
    }
}

static char *taken(const Text *text)
{
    char *copy = strdup(text->bytes);

    cr_assert_not_null(copy);
    sd_arena_free(text->arena);
    return copy;
}

char *schema_migration(Loaded *now, Loaded *wanted)
{
    PlanRules rules = { .allow_all_drops = true };
    Text text = sd_text(sd_arena_new());
    Diag *diag = sd_diag_new();
    Plan *plan = NULL;
    Status status;

    sd_analyse(now->catalog, wanted->catalog);
    status = sd_plan(&plan, now->catalog, wanted->catalog, &rules, diag);
    expect_ok(status, diag, "planning");
    if (!sd_plan_is_empty(plan)) {
        sd_emit_sql(&text, plan, NULL);
    }
    sd_plan_free(plan);
    sd_diag_free(diag);
    return taken(&text);
}

char *schema_sql(Loaded *schema)
{
    Text text = sd_text(sd_arena_new());
    PlanRules everything = { .of_server = true };
    size_t count = 0;
    EmittedObject *objects = sd_emit_catalog(text.arena, schema->catalog, &everything, &count);

    for (size_t i = 0; i < count; i++) {
        sd_text_put(&text, objects[i].sql);
        sd_text_put(&text, "\n");
    }
    return taken(&text);
}

char *schema_snapshot(Loaded *schema)
{
    Text text = sd_text(sd_arena_new());

    sd_snapshot_write(&text, schema->catalog);
    return taken(&text);
}
