/* The way back, and what each of its steps brings back.
 *
 * Definitions come back, since both catalogs hold them whole.  What does not is what lay in them: rows that the way forth
 * dropped, values that it changed, and whatever has been written since into what it made. */
#include "differ/passes.h"

#include "model/secret.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a plan does with the object of a key. */
typedef struct Deed {
    Key key;
    bool held, loses_data, creates;
    const Action *alter; /* or NULL */
} Deed;

typedef struct Deeds {
    Deed *items;
    size_t count;
} Deeds;

typedef struct Reversing {
    Deeds forth, back;
    const Catalog *now; /* where it leads to */
    bool without_secrets;
} Reversing;

static int compare_deeds(const void *a, const void *b)
{
    const uintptr_t left = (uintptr_t) ((const Deed *) a)->key, right = (uintptr_t) ((const Deed *) b)->key;

    return (left > right) - (left < right);
}

static const Object *object_of(const Action *action)
{
    return action->to ? action->to : action->from;
}

/* By key, one item each. */
static Deeds index_plan(Arena *arena, const Plan *plan)
{
    Deeds deeds = { .items = sd_arena_alloc(arena, (plan->count + 1) * sizeof(Deed)) };
    size_t kept = 0;

    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        deeds.items[deeds.count++] = (Deed){ .key = object_of(action)->key,
                                             .held = action->held,
                                             .creates = action->verb == VERB_CREATE,
                                             .loses_data = action->loses_data,
                                             .alter = action->verb == VERB_ALTER ? action : NULL };
    }
    qsort(deeds.items, deeds.count, sizeof *deeds.items, compare_deeds);
    for (size_t i = 0; i < deeds.count; i++) {
        Deed *last = kept ? &deeds.items[kept - 1] : NULL;

        if (last && last->key == deeds.items[i].key) {
            last->held |= deeds.items[i].held;
            last->creates |= deeds.items[i].creates;
            last->loses_data |= deeds.items[i].loses_data;
            last->alter = last->alter ? last->alter : deeds.items[i].alter;
        } else {
            deeds.items[kept++] = deeds.items[i];
        }
    }
    deeds.count = kept;
    return deeds;
}

static const Deed *find_deed(const Deeds *deeds, Key key)
{
    const Deed wanted = { .key = key };

    return deeds->count ? bsearch(&wanted, deeds->items, deeds->count, sizeof wanted, compare_deeds) : NULL;
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
static void class_create(Action *action, bool without_secrets)
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
        } else if (kind->attrs[i].secret && without_secrets) {
            class(action, REVERSAL_LOSSY, "passwords that it had are not written here");
        }
    }
}

/* ---- rows in the way ----------------------------------------------------------------------------------------------- */

static bool creates(const Deeds *deeds, Key key)
{
    const Deed *deed = key ? find_deed(deeds, key) : NULL;

    return deed && deed->creates;
}

/* A part that must have a value, and comes back to rows that have none. */
static bool lacks_values(const Reversing *reversing, const Action *action)
{
    const Object *part = action->to;
    const Attr *not_null = sd_kind_attr(sd_kind_of(part), "not_null");

    return not_null && (sd_kind_of(part)->traits & IN_PARENT) && sd_attr_present(part, not_null) &&
           !sd_object_is_derived(part) && !creates(&reversing->back, part->key->parent) &&
           !sd_part_is_filled(reversing->now, part);
}

static bool asks_for_null(const char *text)
{
    while (*text && strncasecmp(text, "null", strlen("null")) != 0) {
        text++;
    }
    return *text != '\0';
}

/* A condition about a part that comes back without values.  One that is not known is met, so that only what asks for NULL
 * itself can be broken (manual: 5.4.1, check constraints). */
static bool asks_for_missing_values(const Reversing *reversing, const Action *action)
{
    const Attr *condition = sd_kind_attr(sd_kind_of(action->to), "expr");
    const Edge *edges;
    size_t count = sd_catalog_needs(reversing->now, action->to->key, &edges);
    Key table = action->to->key->parent;

    if (!condition || condition->type != ATTR_EXPR || !sd_attr_present(action->to, condition) ||
        !(sd_kind_of(action->to)->traits & IS_HANDED_DOWN) || creates(&reversing->back, table) ||
        !asks_for_null((*(Expr *const *) sd_object_field(action->to, condition))->text->text)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const Object *part = sd_catalog_find(reversing->now, edges[i].to);

        if (part && part->key->parent == table && creates(&reversing->back, part->key) && !sd_object_is_derived(part) &&
            !sd_part_is_filled(reversing->now, part)) {
            return true;
        }
    }
    return false;
}

/* A reference from rows that stayed to rows that do not come back, or from values that do not. */
static bool refers_to_nothing(const Reversing *reversing, const Action *action)
{
    const Kind *kind = sd_kind_of(action->to);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        Key referred = attr->key_row ? *(const Key *) sd_object_field(action->to, attr) : NULL;

        if (referred && referred != action->to->key->parent && creates(&reversing->back, referred) &&
            !creates(&reversing->back, action->to->key->parent)) {
            return true;
        }
    }
    return false;
}

/* ---- all ----------------------------------------------------------------------------------------------------------- */

static void class_action(const Reversing *reversing, Action *action, const Deed *forth)
{
    bool stops =
        action->verb == VERB_DROP && action->replaces && forth && forth->alter && has_row(forth->alter, only_grows);

    action->reversal = REVERSAL_EXACT;
    if (action->verb == VERB_CREATE) {
        class_create(action, reversing->without_secrets);
    }
    if (action->loses_data && !stops) {
        class(action, REVERSAL_LOSSY,
              action->verb == VERB_DROP ? "what has been written into it since is lost" : "values may become others");
    }
    if (action->verb == VERB_ALTER && forth && forth->loses_data) {
        class(action, REVERSAL_LOSSY, "what the values have lost does not come back");
    }
    if (has_row(action, is_one_way)) {
        class(action, REVERSAL_IMPOSSIBLE, "nothing promises a way to an older version");
    }
    if (action->lacks_values || (action->verb == VERB_CREATE &&
                                 (lacks_values(reversing, action) || asks_for_missing_values(reversing, action)))) {
        class(action, REVERSAL_IMPOSSIBLE,
              "rows that are there have no value for it; where there are none it is exact");
    }
    if (action->verb == VERB_CREATE && refers_to_nothing(reversing, action)) {
        class(action, REVERSAL_IMPOSSIBLE,
              "rows that are there refer to some that do not come back; where there are none it is exact");
    }
    if (stops) {
        class(action, REVERSAL_EXACT, "it stops where something uses what has been added");
    }
}

Status sd_plan_back(Plan **out, Catalog *wanted, Catalog *now, const Plan *forth, const PlanRules *rules, Diag *diag)
{
    PlanRules back = *rules;
    Reversing reversing = { .now = now, .without_secrets = rules->without_secrets };
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
    reversing.forth = index_plan((*out)->arena, forth);
    reversing.back = index_plan((*out)->arena, *out);
    for (size_t i = 0; i < (*out)->count; i++) {
        Action *action = &(*out)->actions[i];
        const Deed *deed = find_deed(&reversing.forth, object_of(action)->key);

        if (deed && deed->held) {
            action->held = true;
            action->held_reason = "takes back what is held back itself";
            (*out)->held_count += action->with_parent ? 0 : 1;
        }
        class_action(&reversing, action, deed);
    }
    return SD_OK;
}

size_t sd_plan_count_reversal(const Plan *plan, Reversal reversal)
{
    size_t count = plan && reversal == REVERSAL_EXACT && plan->goes_back ? plan->now->rename_count : 0;

    for (size_t i = 0; plan && i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        count += action->reversal == reversal && !action->held && !action->with_parent;
    }
    return count;
}
