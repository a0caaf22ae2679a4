/* docs/kinds.md is what the rows say.  SD_GOLDEN=write makes it anew. */
#include "tests/support/page.h"

#include "emitter/guard.h"
#include "model/kind.h"
#include "parser/live/query.h"

#include <criterion/criterion.h>
#include <string.h>

static const char head[] =
    "# Kinds of objects\n"
    "\n"
    "Made from `model/kinds/*.def` and the tables of the emitter by a test; do not edit. Every kind is read from "
    "files\n"
    "and from servers. `Stands in` is where it stands and whether it shares its name with others there. `Created` says "
    "how a\n"
    "second run of CREATE is borne. Differing rows are altered `in place`, or the object is `replaced`: dropped and "
    "made\n"
    "anew, with everything that stands on it. Rows of `owner` are altered only where files state one. The last column "
    "is\n"
    "how an object that no database need have is looked for before it is read.\n"
    "\n"
    "| Kind | Stands in | Created | Altered in place | Replaced | Owner | Comment | Grants | Data | Read |\n"
    "|---|---|---|---|---|---|---|---|---|---|\n";

static const char *place(const Kind *kind)
{
    return kind->traits & ON_PARENT                               ? "says something of its parent"
           : kind->traits & IS_INDEXED                            ? "parent, name among relations"
           : kind->traits & IN_PARENT                             ? "parent"
           : kind->traits & IS_RELATION && kind->traits & IS_TYPE ? "schema, relations and types"
           : kind->traits & IS_RELATION                           ? "schema, relations"
           : kind->traits & IS_TYPE                               ? "schema, types"
           : kind->traits & IS_ROUTINE                            ? "schema, routines"
                                                                  : "schema or top";
}

static const char *created(KindId kind)
{
    static const char *const words[] = {
        [GUARD_REPEATABLE] = "says the same twice", [GUARD_IF_NOT_EXISTS] = "`IF NOT EXISTS`",
        [GUARD_OR_REPLACE] = "`OR REPLACE`",        [GUARD_DROP_FIRST] = "`DROP IF EXISTS` first",
        [GUARD_BLOCK] = "tested in a `DO` block",
    };
    Catalog now = { .server_version = 0 };
    Plan plan = { .now = &now };
    Script script = { .plan = &plan };

    return words[sd_guard_form(&script, kind)];
}

static bool is_replaced(const Attr *attr)
{
    return attr->alter == ALTER_REPLACE;
}

static void put_rows(Text *text, const Kind *kind, bool replaced)
{
    const char *separator = "";

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if (attr->compare != COMPARE_NEVER && strcmp(attr->name, "owner") != 0 && is_replaced(attr) == replaced) {
            sd_text_format(text, "%s%s", separator, attr->name);
            separator = ", ";
        }
    }
    sd_text_put(text, " | ");
}

static const char *yes(unsigned traits, unsigned trait)
{
    return traits & trait ? "yes" : "";
}

static const char *read_when(const Kind *kind, const Query *query)
{
    return query->when ? query->when : kind->traits & OF_SERVER ? "with `--manage roles`" : "always";
}

static void put_kind(Text *text, Arena *arena, const Kind *kind)
{
    Query query;

    cr_assert(sd_query_cut(&query, arena, sd_query_name_of(arena, kind), 150000, true));
    sd_text_format(text, "| %s | %s | %s | ", kind->label, place(kind), created(kind->id));
    put_rows(text, kind, false);
    put_rows(text, kind, true);
    sd_text_format(text, "%s | %s | %s | %s | %s |\n", yes(kind->traits, HAS_OWNER), yes(kind->traits, HAS_COMMENT),
                   yes(kind->traits, HAS_GRANTS), yes(kind->traits, HOLDS_DATA), read_when(kind, &query));
}

Test(kinds_page, says_what_the_rows_say)
{
    Arena *arena = sd_arena_new();
    Text text = sd_text(arena);

    sd_text_put(&text, head);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        put_kind(&text, arena, &sd_kinds[i]);
    }
    sd_page_compare("docs/kinds.md", text.bytes);
    sd_arena_free(arena);
}
