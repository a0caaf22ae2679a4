/* A catalog as schema files would say it: the plan that makes it out of nothing, without guards, cut into one text
 * for each object with all that hangs on it. */
#include "emitter/emit.h"
#include "emitter/emitter.h"

typedef struct Page {
    Key key;
    const Object *object;
    Text text;
    bool was_line;
} Page;

typedef struct Pages {
    Page *pages;
    size_t count;
} Pages;

/* An owned sequence goes with its table. */
static Key page_key(const Object *object)
{
    const Attr *owner = sd_kind_attr(sd_kind_of(object), "owned_by");
    Key owned_by = owner && owner->type == ATTR_REF ? *(Key *) sd_object_field(object, owner) : NULL;

    return sd_key_group(owned_by ? owned_by : object->key);
}

/* The page of the key; pages are few beside the actions of one, so the last ones are looked at first. */
static Page *find_page(Arena *arena, Pages *pages, Key key, const Catalog *catalog, const Object *object)
{
    const Object *top = sd_catalog_find(catalog, key);

    for (size_t i = pages->count; i > 0; i--) {
        if (pages->pages[i - 1].key == key) {
            return &pages->pages[i - 1];
        }
    }
    pages->pages = sd_arena_grow(arena, pages->pages, pages->count, sizeof *pages->pages);
    pages->pages[pages->count] = (Page) { .key = key, .object = top ? top : object, .text = sd_text(arena) };
    return &pages->pages[pages->count++];
}

static void write_pages(Arena *arena, Pages *pages, const Plan *plan)
{
    Script script = sd_script(plan, sd_fold_new(plan), false);

    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];
        Text text = sd_text(arena);
        Page *page;

        if (action->verb != VERB_CREATE || action->to->implied || !sd_action_is_written(&script, i)) {
            continue;
        }
        script.text = &text;
        sd_script_action(&script, i);
        if (text.length == 0) {
            continue;
        }
        page = find_page(arena, pages, page_key(action->to), plan->wanted, action->to);
        if (page->text.length && !(page->was_line && sd_text_is_line(text.bytes))) {
            sd_text_put(&page->text, "\n");
        }
        sd_text_put_bytes(&page->text, text.bytes, text.length);
        page->was_line = sd_text_is_line(text.bytes);
    }
}

EmittedObject *sd_emit_catalog(Arena *arena, Catalog *catalog, size_t *count)
{
    Catalog *nothing = sd_catalog_new(catalog->names);
    PlanRules rules = { .allow_all_drops = true };
    Diag *diag = sd_diag_new();
    Pages pages = { NULL, 0 };
    Plan *plan = NULL;
    EmittedObject *objects;

    sd_catalog_seal(nothing);
    nothing->role = catalog->role;
    nothing->server_version = catalog->server_version;
    if (sd_plan(&plan, nothing, catalog, &rules, diag) == SD_OK) {
        write_pages(arena, &pages, plan);
    }
    objects = sd_arena_alloc(arena, (pages.count + 1) * sizeof *objects);
    for (size_t i = 0; i < pages.count; i++) {
        objects[i] = (EmittedObject) { .object = pages.pages[i].object, .sql = pages.pages[i].text.bytes };
    }
    *count = pages.count;
    sd_plan_free(plan);
    sd_catalog_free(nothing);
    sd_diag_free(diag);
    return objects;
}
