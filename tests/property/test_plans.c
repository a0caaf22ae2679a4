/* What must hold for the plan between any two catalogs.
 *
 * A plan is tried on a simulated server: a set of objects that refuses what PostgreSQL refuses. */
#include "differ/differ.h"
#include "model/text.h"
#include "tests/support/random_catalog.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SEEDS = 1500, MOST_OBJECTS = 2048 };

/* ---- the simulated server ---------------------------------------------------------------------------------------- */

typedef struct Held {
    const Object *object;
    const Catalog *edges; /* whose edges it has; NULL: those of nobody but its parent */
} Held;

typedef struct Server {
    Held objects[MOST_OBJECTS];
    size_t count;
    const Plan *plan;
    uint64_t seed;
} Server;

static Server server;

static Held *find(Key key)
{
    for (size_t i = 0; i < server.count; i++) {
        if (server.objects[i].object->key == key) {
            return &server.objects[i];
        }
    }
    return NULL;
}

static bool needs(const Held *held, Key key)
{
    const Edge *edges = NULL;
    size_t count = held->edges ? sd_catalog_needs(held->edges, held->object->key, &edges) : 0;

    for (size_t i = 0; i < count; i++) {
        if (edges[i].to == key) {
            return true;
        }
    }
    return held->object->key->parent == key;
}

static const char *spell(Key key)
{
    return sd_key_text(server.plan->arena, key);
}

#define refuse(...) cr_assert_fail("seed %llu: " __VA_ARGS__)
#define SEED        (unsigned long long) server.seed

static bool goes_with(const Held *held, Key gone)
{
    const Kind *kind = sd_kind_of(held->object);

    if (!(kind->traits & HAS_OWNER) && held->object->key->parent == gone) {
        return true;
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].falls_with && *(Key *) sd_object_field(held->object, &kind->attrs[i]) == gone) {
            return true;
        }
    }
    return false;
}

/* Takes an object away with all that goes with it; fails when something that needs any of it stays. */
static void drop(Key key)
{
    Key gone[MOST_OBJECTS];
    Held *dropped = find(key);
    size_t count = 0;

    gone[count++] = key;
    *dropped = server.objects[--server.count];
    for (size_t done = 0; done < count; done++) {
        for (size_t i = 0; i < server.count;) {
            if (goes_with(&server.objects[i], gone[done])) {
                gone[count++] = server.objects[i].object->key;
                server.objects[i] = server.objects[--server.count];
            } else {
                i++;
            }
        }
    }
    for (size_t i = 0; i < server.count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (needs(&server.objects[i], gone[k])) {
                refuse("%s cannot go while %s needs %s", SEED, spell(key), spell(server.objects[i].object->key),
                       spell(gone[k]));
            }
        }
    }
}

static void expect_needs(const Object *object)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(server.plan->wanted, object->key, &edges);

    for (size_t i = 0; i < count; i++) {
        if (sd_catalog_find(server.plan->wanted, edges[i].to) && !find(edges[i].to)) {
            refuse("%s needs %s", SEED, spell(object->key), spell(edges[i].to));
        }
    }
}

static void expect_free_name(Key key)
{
    for (size_t i = 0; i < server.count; i++) {
        Key other = server.objects[i].object->key;

        if ((sd_kinds[key->kind].traits & (IS_RELATION | IS_TYPE)) && other->name == key->name &&
            (sd_kinds[other->kind].traits & (IS_RELATION | IS_TYPE)) && sd_key_schema(other) == sd_key_schema(key) &&
            other->kind != KIND_INDEX && key->kind != KIND_INDEX) {
            refuse("%s has the name of %s", SEED, spell(other), spell(key));
        }
    }
}

/* Views and the like refuse a change of the type below them. */
static void expect_unblocked(const Action *action)
{
    for (size_t row = 0; row < action->attr_count; row++) {
        for (size_t i = 0; i < server.count; i++) {
            const Object *object = server.objects[i].object;

            if ((action->attrs[row]->blocked_by >> object->key->kind & 1u) && object->key->parent != action->to->key &&
                needs(&server.objects[i], action->to->key)) {
                refuse("%s cannot be altered under %s", SEED, spell(action->to->key), spell(object->key));
            }
        }
    }
}

static void run(const Action *action)
{
    const Object *object = action->to ? action->to : action->from;
    Held *held = find(object->key);
    const Catalog *edges = sd_catalog_find(server.plan->wanted, object->key) == object ? server.plan->wanted : NULL;

    switch (action->verb) {
    case VERB_DROP:
        if (action->with_parent) {
            return;
        }
        if (!held) {
            refuse("%s is not there to be dropped", SEED, spell(object->key));
        }
        drop(object->key);
        break;
    case VERB_CREATE:
        if (held) {
            refuse("%s is there already", SEED, spell(object->key));
        }
        expect_needs(object);
        expect_free_name(object->key);
        server.objects[server.count++] = (Held){ .object = object, .edges = edges };
        break;
    case VERB_ALTER:
        if (!held || held->object != action->from) {
            refuse("%s is not there to be altered", SEED, spell(object->key));
        }
        if (edges) {
            expect_needs(object);
        }
        expect_unblocked(action);
        *held = (Held){ .object = object, .edges = edges };
        break;
    }
}

static void start(const Plan *plan, uint64_t seed)
{
    server.count = 0;
    server.plan = plan;
    server.seed = seed;
    for (const Object *object = plan->now->first; object; object = object->next_all) {
        cr_assert(server.count < MOST_OBJECTS);
        server.objects[server.count++] = (Held){ .object = object, .edges = plan->now };
    }
}

static void expect_wanted(void)
{
    for (const Object *object = server.plan->wanted->first; object; object = object->next_all) {
        const Held *held = find(object->key);

        if (!held) {
            refuse("%s was not made", SEED, spell(object->key));
        }
        for (size_t i = 0; i < sd_kind_of(object)->attr_count; i++) {
            const Attr *attr = &sd_kind_of(object)->attrs[i];

            if (attr->compare != COMPARE_NEVER && sd_attr_compare(held->object, object, attr) != SAME_YES) {
                refuse("%s still differs in %s", SEED, spell(object->key), attr->name);
            }
        }
    }
    if (server.count != server.plan->wanted->object_count) {
        refuse("%zu objects are left, %zu are wanted", SEED, server.count, server.plan->wanted->object_count);
    }
}

/* A drop whose other half is held back is held back too. */
static void expect_nothing_lost(void)
{
    for (const Object *object = server.plan->now->first; object; object = object->next_all) {
        if (sd_catalog_find(server.plan->wanted, object->key) && !find(object->key)) {
            refuse("%s is wanted and lost", SEED, spell(object->key));
        }
    }
}

/* ---- properties ---------------------------------------------------------------------------------------------------- */

static const PlanRules all_drops = { .allow_all_drops = true };

static Plan *plan_of(Catalog *now, Catalog *wanted, const PlanRules *rules, uint64_t seed)
{
    Diag *diag = sd_diag_new();
    Plan *plan;
    Status status = sd_plan(&plan, now, wanted, rules, diag);

    cr_assert_eq(status, SD_OK, "seed %llu: %s", (unsigned long long) seed,
                 diag->count ? diag->messages[0].sentence : "no plan");
    sd_diag_free(diag);
    return plan;
}

/* Half of the pairs are two catalogs by chance, the others one and an edited copy. */
static Catalog *second_of(Names *names, const Catalog *first, uint64_t seed)
{
    return seed % 2 ? random_catalog(names, ~seed) : random_edited(first, seed);
}

Test(plans, between_a_catalog_and_itself_are_empty)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Names *names = sd_names_new();
        Catalog *one = random_catalog(names, seed), *same = random_shuffled(one, seed);
        Plan *plan = plan_of(one, same, NULL, seed);

        cr_assert(sd_plan_is_empty(plan), "seed %llu", (unsigned long long) seed);
        sd_plan_free(plan);
        sd_catalog_free(one);
        sd_catalog_free(same);
        sd_names_free(names);
    }
}

static void run_plans(const PlanRules *rules, bool complete)
{
    size_t ran = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Names *names = sd_names_new();
        Catalog *now = random_catalog(names, seed), *wanted = second_of(names, now, seed);
        Plan *plan = plan_of(now, wanted, rules, seed);

        start(plan, seed);
        for (size_t i = 0; i < plan->count; i++) {
            if (!plan->actions[i].held) {
                run(&plan->actions[i]);
                ran++;
            }
        }
        if (complete) {
            cr_assert_eq(plan->held_count, 0);
            expect_wanted();
        }
        expect_nothing_lost();
        sd_plan_free(plan);
        sd_catalog_free(now);
        sd_catalog_free(wanted);
        sd_names_free(names);
    }
    cr_assert(ran > SEEDS);
}

Test(plans, run_and_make_what_is_wanted)
{
    run_plans(&all_drops, true);
}

Test(plans, run_without_what_is_held_back)
{
    run_plans(NULL, false);
}

static void write_plan(Text *text, uint64_t seed, uint64_t order)
{
    Names *names = sd_names_new();
    /* Other identities first, so that interned names come to lie elsewhere in memory. */
    Catalog *other = random_catalog(names, seed + order);
    Catalog *now = random_catalog(names, seed), *wanted = second_of(names, now, seed);
    Catalog *shuffled_now = random_shuffled(now, order), *shuffled_wanted = random_shuffled(wanted, order);
    Plan *plan = plan_of(shuffled_now, shuffled_wanted, NULL, seed);

    sd_plan_write(text, plan);
    sd_plan_free(plan);
    sd_catalog_free(other);
    sd_catalog_free(now);
    sd_catalog_free(wanted);
    sd_catalog_free(shuffled_now);
    sd_catalog_free(shuffled_wanted);
    sd_names_free(names);
}

Test(plans, do_not_change_with_the_order_of_input)
{
    for (uint64_t seed = 0; seed < SEEDS / 5; seed++) {
        Arena *arena = sd_arena_new();
        Text one = sd_text(arena), other = sd_text(arena);

        write_plan(&one, seed, 1);
        write_plan(&other, seed, 977);
        cr_assert_str_eq(one.bytes, other.bytes, "seed %llu:\n%s\nand\n%s", (unsigned long long) seed, one.bytes,
                         other.bytes);
        sd_arena_free(arena);
    }
}
