/* pull: a catalog as schema files.
 *
 * One file an object, in a folder a schema and a kind:
 *
 *     schemas/app/tables/users.sql      the table with its indexes, triggers, policies, comments, grants
 *     schemas/app/routines/f.sql        every overload of f
 *     schemas/app/schema.sql            the schema itself
 *     extensions/pgcrypto.sql
 *
 * Every file begins with a line that says pull wrote it; only files that begin so are ever removed. */
#include "cli/compare.h"
#include "cli/file.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/source.h"
#include "emitter/emitter.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "-- pulled by schemadiff; the next pull writes this file anew\n"

/* Any name as a file name: what is not a lower-case letter, digit, - or _ becomes %XX, so that no two names meet,
 * not even where file names ignore case. */
static void put_file_name(Text *text, Name name)
{
    for (uint32_t i = 0; i < name->length; i++) {
        unsigned char c = (unsigned char) name->text[i];

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
            sd_text_char(text, (char) c);
        } else {
            sd_text_format(text, "%%%02X", c);
        }
    }
}

/* "materialized view" -> "materialized_views"; words that end in s or y are left to read a little oddly. */
static void put_folder_name(Text *text, const Kind *kind)
{
    for (const char *c = kind->label; *c; c++) {
        sd_text_char(text, *c == ' ' ? '_' : *c);
    }
    if (kind->label[strlen(kind->label) - 1] != 's') {
        sd_text_char(text, 's');
    }
}

static const char *path_of(Arena *arena, Key key)
{
    Text path = sd_text(arena);

    if (key->parent) {
        /* What hangs on something undeclared goes with the place it hangs on. */
        Key top = key;

        while (top->parent && top->parent->parent) {
            top = top->parent;
        }
        sd_text_put(&path, "schemas/");
        put_file_name(&path, top->parent->name);
        sd_text_char(&path, '/');
        put_folder_name(&path, &sd_kinds[top->kind]);
        sd_text_char(&path, '/');
        if (top->name) {
            put_file_name(&path, top->name);
        } else {
            sd_text_put(&path, "all");
        }
    } else if (key->kind == KIND_SCHEMA) {
        sd_text_put(&path, "schemas/");
        put_file_name(&path, key->name);
        sd_text_put(&path, "/schema");
    } else {
        put_folder_name(&path, &sd_kinds[key->kind]);
        sd_text_char(&path, '/');
        if (key->name) {
            put_file_name(&path, key->name);
        } else {
            sd_text_put(&path, "all");
        }
    }
    sd_text_put(&path, ".sql");
    return path.bytes;
}

typedef struct Page { /* one file to write */
    const char *path;
    Text text;
} Page;

static int compare_pages(const void *a, const void *b)
{
    return strcmp(((const Page *) a)->path, ((const Page *) b)->path);
}

/* Objects that share a path (overloads) share a page.  Pages come sorted by path. */
static Page *make_pages(Arena *arena, const EmittedObject *objects, size_t object_count, size_t *page_count)
{
    Page *each = sd_arena_alloc(arena, (object_count + 1) * sizeof *each);
    size_t count = 0;

    for (size_t i = 0; i < object_count; i++) {
        each[i].path = path_of(arena, objects[i].object->key);
        each[i].text = sd_text(arena);
        sd_text_put(&each[i].text, objects[i].sql);
    }
    if (object_count) {
        qsort(each, object_count, sizeof *each, compare_pages);
    }
    for (size_t i = 0; i < object_count; i++) {
        if (count && strcmp(each[count - 1].path, each[i].path) == 0) {
            sd_text_put(&each[count - 1].text, "\n");
            sd_text_put_bytes(&each[count - 1].text, each[i].text.bytes, each[i].text.length);
        } else {
            each[count++] = each[i];
        }
    }
    *page_count = count;
    return each;
}

static bool is_among(const Page *pages, size_t count, const char *path)
{
    Page wanted = { .path = path };

    return count && bsearch(&wanted, pages, count, sizeof *pages, compare_pages) != NULL;
}

/* Removes what an earlier pull wrote below the folder and this one did not. */
static void prune(Arena *arena, const char *folder, const Page *pages, size_t count, const Options *options)
{
    Diag *silent = sd_diag_new(); /* an empty or missing folder is nothing to complain about */
    SourceText *texts;
    size_t text_count, length = strlen(folder);

    if (sd_file_collect(&texts, &text_count, arena, folder, silent) == SD_OK) {
        for (size_t i = 0; i < text_count; i++) {
            const char *inside = texts[i].name + length;

            inside += *inside == '/';
            if (texts[i].length >= strlen(MARK) && memcmp(texts[i].bytes, MARK, strlen(MARK)) == 0 &&
                !is_among(pages, count, inside) && unlink(texts[i].name) == 0) {
                sd_print_line(options, "removed %s", texts[i].name);
            }
        }
    }
    sd_diag_free(silent);
}

static Status write_folder(Arena *arena, const EmittedObject *objects, size_t count, const Options *options, Diag *diag)
{
    char *folder = sd_arena_copy(arena, options->output, strlen(options->output));
    size_t page_count;
    Page *pages = make_pages(arena, objects, count, &page_count);
    Status status = SD_OK;

    for (size_t length = strlen(folder); length > 1 && folder[length - 1] == '/'; length--) {
        folder[length - 1] = 0;
    }
    for (size_t i = 0; i < page_count && status == SD_OK; i++) {
        Text text = sd_text(arena);

        sd_text_put(&text, MARK "\n");
        sd_text_put_bytes(&text, pages[i].text.bytes, pages[i].text.length);
        status = sd_file_write(sd_arena_format(arena, "%s/%s", folder, pages[i].path), text.bytes, text.length, diag);
    }
    if (status == SD_OK) {
        prune(arena, folder, pages, page_count, options);
        sd_print_line(options, "wrote %zu file%s below %s", page_count, page_count == 1 ? "" : "s", folder);
    }
    return status;
}

static Status write_file(Arena *arena, Catalog *catalog, const PlanRules *rules, const Options *options, Diag *diag)
{
    Text text = sd_text(arena);

    sd_emit_schema(&text, catalog, rules);
    if (strcmp(options->output, "-") != 0) {
        return sd_file_write(options->output, text.bytes, text.length, diag);
    }
    return fwrite(text.bytes, 1, text.length, stdout) == text.length && fflush(stdout) == 0 ? SD_OK : SD_IO;
}

ExitStatus sd_run_pull(const Options *options)
{
    Diag *diag;
    ReadRules reading;
    Pair pair = { .arena = NULL };
    Status status;
    size_t length;

    if (!options->output) {
        fputs("schemadiff pull: error: --output is missing\n"
              "hint: schemadiff pull postgres://localhost/app -o schema/\n",
              stderr);
        return EXIT_TROUBLE;
    }
    diag = sd_diag_new();
    length = strlen(options->output);
    status = sd_read_rules(&reading, options, diag);
    if (status == SD_OK) {
        status = sd_pair_read(&pair, options->arguments[0], NULL, &reading, diag);
    }
    if (status == SD_OK) {
        bool single = options->single_file || (length >= 4 && strcmp(options->output + length - 4, ".sql") == 0) ||
                      strcmp(options->output, "-") == 0;
        PlanRules rules = sd_plan_rules(options, &pair);
        size_t count;

        sd_source_forget_secrets(pair.from, options);
        if (single) {
            status = write_file(pair.arena, pair.from, &rules, options, diag);
        } else {
            EmittedObject *objects = sd_emit_catalog(pair.arena, pair.from, &rules, &count);

            status = write_folder(pair.arena, objects, count, options, diag);
        }
    }
    sd_print_diag(diag, options);
    sd_pair_free(&pair);
    sd_diag_free(diag);
    return status == SD_OK ? EXIT_SAME : EXIT_TROUBLE;
}
