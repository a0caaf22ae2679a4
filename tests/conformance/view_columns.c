/* view_columns URL FILE...: what is inferred of the columns of views, against what the server has in pg_attribute.
 *
 * The database holds the files.  Every view and materialized view that both have is compared column by column: its name
 * and its type with modifier.  A type that is not known is counted; one that is wrong fails. */
#include "tests/support/source.h"

#include <stdlib.h>
#include <string.h>

typedef struct Counts {
    size_t views, columns, right, unknown, wrong;
} Counts;

static const List *list_of(const Object *object, const char *row)
{
    return *(const List *const *) sd_object_field(object, sd_kind_attr(sd_kind_of(object), row));
}

static void tell(const Object *view, const char *what, Name inferred, Name is)
{
    Arena *arena = sd_arena_new();

    printf("%s %s: inferred %s, is %s\n", sd_key_text(arena, view->key), what, inferred ? inferred->text : "nothing",
           is ? is->text : "nothing");
    sd_arena_free(arena);
}

static void compare_view(Counts *counts, const Object *file, const Object *server)
{
    const List *names[2] = { list_of(file, "columns"), list_of(server, "columns") };
    const List *types[2] = { list_of(file, "column_types"), list_of(server, "column_types") };

    counts->views++;
    for (size_t i = 0; i < sd_list_count(names[1]); i++) {
        Name name = i < sd_list_count(names[0]) ? names[0]->items[i] : NULL;
        Name type = i < sd_list_count(types[0]) ? types[0]->items[i] : NULL;

        counts->columns++;
        if (!name || !type) {
            counts->unknown++;
            tell(file, "not known", name, names[1]->items[i]);
        } else if (name != names[1]->items[i]) {
            counts->wrong++;
            tell(file, "name", name, names[1]->items[i]);
        } else if (type != types[1]->items[i]) {
            counts->wrong++;
            tell(file, name->text, type, types[1]->items[i]);
        } else {
            counts->right++;
        }
    }
}

static bool compare(const char *url, size_t count, char **paths, Counts *counts)
{
    Arena *arena = sd_arena_new();
    Names *names = sd_names_new();
    Diag *diag = sd_diag_new();
    SourceText *texts = sd_arena_alloc(arena, count * sizeof *texts);
    Live *live = NULL;
    Files *files = NULL;
    Catalog *server = NULL, *file = NULL;
    bool fine;

    for (size_t i = 0; i < count; i++) {
        texts[i] = source_read(arena, paths[i]);
    }
    fine = sd_live_open(&live, url, false, diag) == SD_OK && sd_live_read(&server, live, names, diag) == SD_OK &&
           sd_files_parse(&files, texts, count, diag) == SD_OK &&
           sd_files_read(&file, files, names, server, false, diag) == SD_OK;
    for (size_t i = 0; i < diag->count && !fine; i++) {
        printf("%s\n", diag->messages[i].sentence);
    }
    for (const Object *object = fine ? file->first : NULL; object; object = object->next_all) {
        const Object *there = sd_catalog_find(server, object->key);

        if (there && (object->key->kind == KIND_VIEW || object->key->kind == KIND_MATERIALIZED_VIEW)) {
            compare_view(counts, object, there);
        }
    }
    sd_catalog_free(file);
    sd_catalog_free(server);
    sd_files_free(files);
    sd_live_close(live);
    sd_diag_free(diag);
    sd_names_free(names);
    sd_arena_free(arena);
    return fine;
}

int main(int argc, char **argv)
{
    Counts counts = { 0 };
    bool fine;

    if (argc < 3) {
        (void) fprintf(stderr, "usage: view_columns URL FILE...\n");
        return 2;
    }
    fine = compare(argv[1], (size_t) argc - 2, argv + 2, &counts) && counts.wrong == 0;
    printf("views %zu, columns %zu: right %zu, unknown %zu, wrong %zu\n", counts.views, counts.columns, counts.right,
           counts.unknown, counts.wrong);
    return fine ? 0 : 1;
}
