#include "tests/support/page.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *open_page(Arena *arena, const char *path, const char *mode)
{
    FILE *file = fopen(sd_arena_format(arena, "%s/%s", SD_SOURCE_DIR, path), mode);

    cr_assert_not_null(file, "%s cannot be opened", path);
    return file;
}

static const char *read_page(Arena *arena, const char *path)
{
    FILE *file = open_page(arena, path, "rb");
    Text text = sd_text(arena);
    char line[4096];

    while (fgets(line, sizeof line, file)) {
        sd_text_put(&text, line);
    }
    cr_assert_eq(fclose(file), 0);
    return text.bytes;
}

void sd_page_compare(const char *path, const char *text)
{
    const char *golden = getenv("SD_GOLDEN");
    Arena *arena = sd_arena_new();

    if (golden && strcmp(golden, "write") == 0) {
        FILE *file = open_page(arena, path, "wb");

        cr_assert_geq(fputs(text, file), 0);
        cr_assert_eq(fclose(file), 0);
    }
    cr_expect(strcmp(text, read_page(arena, path)) == 0, "%s is not what its table says: SD_GOLDEN=write ./dev test",
              path);
    sd_arena_free(arena);
}
