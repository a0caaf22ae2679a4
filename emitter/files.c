/* A catalog as schema files would say it: the plan that makes it out of nothing, without guards, cut into one text
 * for each object with all that hangs on it. */
#include "emitter/emit.h"
#include "emitter/emitter.h"
#include "model/initial.h"

#include <string.h>

typedef struct Page {
    Key key;
    const Object *object;
    Text text;
    bool was_line;
    size_t *actions; /* those that create something, folded ones too */
    size_t action_count;
} Page;

typedef struct Pages {
    Page *pages;
    size_t count;
} Pages;

/* An owned sequence goes with its table, and what falls with a schema or an extension (a comment, a grant) with that;
 * not default privileges, which would count for all that is made after them. */
static Key page_key(const Object *object)
{
    const Attr *owner = sd_kind_attr(sd_kind_of(object), "owned_by");
    Key owned_by = owner && owner->type == ATTR_REF ? *(Key *) sd_object_field(object, owner) : NULL;
    Key key = sd_key_group(owned_by ? owned_by : object->key);

    return key->parent && (sd_kind_falls_with_parent(&sd_kinds[key->kind]) || key->parent->kind != KIND_SCHEMA) &&
                   !(sd_kinds[key->kind].traits & GIVES_PRIVILEGES)
               ? key->parent
               : key;
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
    pages->pages[pages->count] = (Page){ .key = key, .object = top ? top : object, .text = sd_text(arena) };
    return &pages->pages[pages->count++];
}

static void note_action(Arena *arena, Page *page, size_t at)
{
    page->actions = sd_arena_grow(arena, page->actions, page->action_count, sizeof *page->actions);
    page->actions[page->action_count++] = at;
}

static void write_action(Arena *arena, Pages *pages, Script *script, size_t at)
{
    const Action *action = &script->plan->actions[at];
    const Object *object = action->to ? action->to : action->from;
    Text text = sd_text(arena);
    Page *page;

    script->text = &text;
    sd_script_action(script, at);
    if (text.length == 0) {
        return;
    }
    page = find_page(arena, pages, page_key(object), script->plan->wanted, object);
    if (page->text.length && !(page->was_line && sd_text_is_line(text.bytes))) {
        sd_text_put(&page->text, "\n");
    }
    sd_text_put_bytes(&page->text, text.bytes, text.length);
    page->was_line = sd_text_is_line(text.bytes);
    if (!action->to) {
        return;
    }
    note_action(arena, page, at);
    for (size_t i = sd_fold_member(script->fold, at, NO_ACTION); i != NO_ACTION;
         i = sd_fold_member(script->fold, at, i)) {
        note_action(arena, page, i);
    }
}

static void write_pages(Arena *arena, Pages *pages, const Plan *plan)
{
    Script script = sd_script(plan, sd_fold_new(plan), false);

    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        if (!(action->to ? action->to : action->from)->implied && sd_action_is_written(&script, i)) {
            write_action(arena, pages, &script, i);
        }
    }
}

/* ---- order ------------------------------------------------------------------------------------------------------ */

typedef struct Sorting {
    const Plan *plan;
    const Pages *pages;
    size_t *page_of; /* by action; NO_ACTION */
    const Fold *fold;
    bool *visited;
    size_t *order;
    size_t count;
} Sorting;

static void visit(Sorting *sorting, size_t page);

static void visit_needs(Sorting *sorting, const Object *object)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(sorting->plan->wanted, object->key, &edges);

    for (size_t i = 0; i < count; i++) {
        size_t at = sd_fold_created(sorting->fold, edges[i].to);

        if (at != NO_ACTION && sorting->page_of[at] != NO_ACTION) {
            visit(sorting, sorting->page_of[at]);
        }
    }
}

/* What a page needs comes before it; two that need each other stay as they are. */
static void visit(Sorting *sorting, size_t page)
{
    if (sorting->visited[page]) {
        return;
    }
    sorting->visited[page] = true;
    for (size_t i = 0; i < sorting->pages->pages[page].action_count; i++) {
        visit_needs(sorting, sorting->plan->actions[sorting->pages->pages[page].actions[i]].to);
    }
    sorting->order[sorting->count++] = page;
}

static size_t *sort_pages(Arena *arena, const Pages *pages, const Plan *plan)
{
    Sorting sorting = { .plan = plan, .pages = pages, .fold = sd_fold_new(plan) };

    sorting.page_of = sd_arena_alloc(arena, (plan->count + 1) * sizeof *sorting.page_of);
    memset(sorting.page_of, 0xFF, (plan->count + 1) * sizeof *sorting.page_of); /* NO_ACTION everywhere */
    sorting.visited = sd_arena_alloc(arena, pages->count + 1);
    sorting.order = sd_arena_alloc(arena, (pages->count + 1) * sizeof *sorting.order);
    for (size_t page = 0; page < pages->count; page++) {
        for (size_t i = 0; i < pages->pages[page].action_count; i++) {
            sorting.page_of[pages->pages[page].actions[i]] = page;
        }
    }
    for (size_t page = 0; page < pages->count; page++) {
        visit(&sorting, page);
    }
    return sorting.order;
}

/* What every new database has and no file need say.  What is otherwise is then a statement of its own.  Schema public belongs
 * to pg_database_owner from 15 on, before that to the role that initdb made, whose name is not known. */
static Catalog *new_database(const Catalog *catalog)
{
    Names *names = catalog->names;
    Catalog *made = sd_catalog_new(names);
    const Schema *wanted =
        (const Schema *) sd_catalog_find(catalog, sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "public"), NULL));

    made->role = catalog->role;
    made->server_version = catalog->server_version;
    if (wanted) {
        Schema *schema = sd_initial_schema_public(made, catalog->server_version);
        bool by_role = catalog->server_version != 0 && catalog->server_version < 150000;

        schema->owner = wanted->owner && !by_role ? sd_name(names, "pg_database_owner") : wanted->owner;
    }
    sd_catalog_seal(made);
    return made;
}

/* Nothing is lost where nothing is. */
static PlanRules rules_for_files(const PlanRules *rules)
{
    PlanRules copy = rules ? *rules : (PlanRules){ .schemas = NULL };

    copy.allow_all_drops = true;
    return copy;
}

EmittedObject *sd_emit_catalog(Arena *arena, Catalog *catalog, const PlanRules *rules, size_t *count)
{
    Catalog *nothing = new_database(catalog);
    PlanRules all = rules_for_files(rules);
    Diag *diag = sd_diag_new();
    Pages pages = { NULL, 0 };
    Plan *plan = NULL;
    EmittedObject *objects;
    size_t *order = NULL;

    if (sd_plan(&plan, nothing, catalog, &all, diag) == SD_OK) {
        write_pages(arena, &pages, plan);
        order = sort_pages(arena, &pages, plan);
    }
    objects = sd_arena_alloc(arena, (pages.count + 1) * sizeof *objects);
    for (size_t i = 0; i < pages.count; i++) {
        const Page *page = &pages.pages[order[i]];

        objects[i] = (EmittedObject){ .object = page->object, .sql = page->text.bytes };
    }
    *count = pages.count;
    sd_plan_free(plan);
    sd_catalog_free(nothing);
    sd_diag_free(diag);
    return objects;
}

void sd_emit_schema(Text *text, Catalog *catalog, const PlanRules *rules)
{
    Catalog *nothing = new_database(catalog);
    PlanRules all = rules_for_files(rules);
    Diag *diag = sd_diag_new();
    Plan *plan = NULL;

    if (sd_plan(&plan, nothing, catalog, &all, diag) == SD_OK) {
        sd_emit_plain(text, plan, NULL);
    }
    sd_plan_free(plan);
    sd_catalog_free(nothing);
    sd_diag_free(diag);
}
