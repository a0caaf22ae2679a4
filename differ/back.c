/* The way back, and what each of its steps brings back.
 *
 * Definitions come back, since both catalogs hold them whole.  What does not is what lay in them: rows that the way forth
 * dropped, values that it changed, and whatever has been written since into what it made. */
#include "differ/passes.h"

#include "model/secret.h"

#include <stdlib.h>

/* What the way forth does with the object of a key. */
typedef struct Forth {
    Key key;
    bool held, loses_data;
    const Action *alter; /* or NULL */
} Forth;

typedef struct Forths {
    Forth *items;
    size_t count;
} Forths;

static int compare_forths(const void *a, const void *b)
{
    const uintptr_t left = (uintptr_t) ((const Forth *) a)->key, right = (uintptr_t) ((const Forth *) b)->key;

    return (left > right) - (left < right);
}

static const Object *object_of(const Action *action)
{
    return action->to ? action->to : action->from;
}

/* By key, one item each. */
static Forths index_forth(Arena *arena, const Plan *forth)
{
    Forths forths = { .items = sd_arena_alloc(arena, (forth->count + 1) * sizeof(Forth)) };
    size_t kept = 0;

    for (size_t i = 0; i < forth->count; i++) {
        const Action *action = &forth->actions[i];

        forths.items[forths.count++] = (Forth){ .key = object_of(action)->key,
                                                .held = action->held,
                                                .loses_data = action->loses_data,
                                                .alter = action->verb == VERB_ALTER ? action : NULL };
    }
    qsort(forths.items, forths.count, sizeof *forths.items, compare_forths);
    for (size_t i = 0; i < forths.count; i++) {
        Forth *last = kept ? &forths.items[kept - 1] : NULL;

        if (last && last->key == forths.items[i].key) {
            last->held |= forths.items[i].held;
            last->loses_data |= forths.items[i].loses_data;
            last->alter = last->alter ? last->alter : forths.items[i].alter;
        } else {
            forths.items[kept++] = forths.items[i];
        }
    }
    forths.count = kept;
    return forths;
}

static const Forth *find_forth(const Forths *forths, Key key)
{
    const Forth wanted = { .key = key };

    return forths->count ? bsearch(&wanted, forths->items, forths->count, sizeof wanted, compare_forths) : NULL;
}

/* ---- classes ------------------------------------------------------------------------------------------------------- */

static void class(Action *action, Reversal reversal, const char *reason)
{
    if (reversal > action->reversal || !action->reversal_reason) {
        action->reversal_reason = reason;
    }
    action->reversal = reversal > action->reversal ? reversal : action->reversal;
}

static bool has_row(const Action *action, bool (*is_such)(const Attr *attr))
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (is_such(action->attrs[i])) {
            return true;
        }
    }
    return false;
}

static bool is_one_way(const Attr *attr)
{
    return attr->one_way;
}

/* Lists that an object that is used can only get longer in: what came to them has to be taken out of use first. */
static bool only_grows(const Attr *attr)
{
    return attr->alter == ALTER_APPEND || attr->grows_only;
}

/* Made again: as it was, and empty.  A password of a server is not kept beside the code, see model/secret.h; one that files
 * tell is known. */
static void class_create(Action *action, bool from_server)
{
    const Kind *kind = sd_kind_of(action->to);

    if ((kind->traits & HOLDS_DATA) && !sd_object_is_derived(action->to)) {
        class(action, REVERSAL_LOSSY,
              kind->traits & IN_PARENT ? "the values that were in it do not come back, and it comes last"
                                       : "what was in it does not come back");
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (sd_secret_is_hidden(action->to, &kind->attrs[i])) {
            class(action, REVERSAL_IMPOSSIBLE, "the server does not say what it was like");
        } else if (kind->attrs[i].secret && from_server) {
            class(action, REVERSAL_LOSSY, "passwords that it had are not written here");
        }
    }
}

static void class_action(Action *action, const Forth *forth, bool from_server)
{
    action->reversal = REVERSAL_EXACT;
    if (action->verb == VERB_CREATE) {
        class_create(action, from_server);
    }
    if (action->loses_data) {
        class(action, REVERSAL_LOSSY,
              action->verb == VERB_DROP ? "what has been written into it since is lost" : "values may become others");
    }
    if (action->verb == VERB_ALTER && forth && forth->loses_data) {
        class(action, REVERSAL_LOSSY, "what the values have lost does not come back");
    }
    if (has_row(action, is_one_way)) {
        class(action, REVERSAL_IMPOSSIBLE, "nothing promises a way to an older version");
    }
    if (action->verb == VERB_DROP && action->replaces && forth && forth->alter && has_row(forth->alter, only_grows)) {
        class(action, REVERSAL_EXACT, "it stops where something uses what has been added");
    }
}

Status sd_plan_back(Plan **out, Catalog *wanted, Catalog *now, const Plan *forth, const PlanRules *rules, Diag *diag)
{
    PlanRules back = *rules;
    Forths forths;
    Status status;

    back.allow_all_drops = true;
    /* The server is the same, and so is who runs it. */
    wanted->role = wanted->role ? wanted->role : now->role;
    wanted->server_version = wanted->server_version ? wanted->server_version : now->server_version;
    status = sd_plan(out, wanted, now, &back, diag);
    if (status != SD_OK) {
        return status;
    }
    (*out)->goes_back = true;
    forths = index_forth((*out)->arena, forth);
    for (size_t i = 0; i < (*out)->count; i++) {
        Action *action = &(*out)->actions[i];
        const Forth *found = find_forth(&forths, object_of(action)->key);

        if (found && found->held) {
            action->held = true;
            action->held_reason = "takes back what is held back itself";
            (*out)->held_count += action->with_parent ? 0 : 1;
        }
        class_action(action, found, now->server_version != 0);
    }
    return SD_OK;
}

size_t sd_plan_count_reversal(const Plan *plan, Reversal reversal)
{
    size_t count = reversal == REVERSAL_EXACT && plan->goes_back ? plan->now->rename_count : 0;

    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        count += action->reversal == reversal && !action->held && !action->with_parent;
    }
    return count;
}
