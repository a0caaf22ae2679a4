/* Drops that look like one half of a rename: something of the same kind, in the same place, alike in everything but its
 * name, is new.  Nobody can tell from two schemas, so the plan stays a drop and a create, the drop held back; what is
 * said is the line that would make a rename of it. */
#include "differ/passes.h"

#include "model/text.h"

static bool has_same_rows(Arena *arena, const Object *a, const Object *b)
{
    size_t count;

    (void) sd_attrs_differing(arena, a, b, &count);
    return count == 0;
}

static size_t count_parts(const Object *object)
{
    size_t count = 0;

    for (const Object *child = object->first_child; child; child = child->next) {
        count += (sd_kind_of(child)->traits & HOLDS_DATA) != 0;
    }
    return count;
}

/* Parts that hold data and have the same name and rows in both. */
static size_t count_same_parts(Arena *arena, const Object *a, const Object *b)
{
    size_t count = 0;

    for (const Object *one = a->first_child; one; one = one->next) {
        for (const Object *other = b->first_child; other && (sd_kind_of(one)->traits & HOLDS_DATA);
             other = other->next) {
            count += one->key->kind == other->key->kind && one->key->name == other->key->name &&
                     has_same_rows(arena, one, other);
        }
    }
    return count;
}

/* What has parts is alike when most of them are in both; what has none, when its rows say the same. */
static bool is_alike(Arena *arena, const Object *gone, const Object *made)
{
    size_t parts = count_parts(gone), others = count_parts(made);

    if (gone->key->kind != made->key->kind || gone->key->parent != made->key->parent ||
        !has_same_rows(arena, gone, made)) {
        return false;
    }
    return parts + others == 0 || 2 * count_same_parts(arena, gone, made) > (parts > others ? parts : others);
}

/* The only new object that is alike; NULL when there is none, or several. */
static const Object *only_alike(const Changes *changes, const Object *gone)
{
    const Object *found = NULL;

    for (size_t i = 0; i < changes->count; i++) {
        const Action *action = &changes->items[i].action;

        if (action->verb == VERB_CREATE && !action->replaces && is_alike(changes->arena, gone, action->to)) {
            if (found) {
                return NULL;
            }
            found = action->to;
        }
    }
    return found;
}

void sd_pass_likely(const Changes *changes, Diag *diag)
{
    for (size_t i = 0; i < changes->count; i++) {
        const Action *action = &changes->items[i].action;
        const Object *made =
            action->verb == VERB_DROP && action->held && action->loses_data && !action->replaces && !action->with_parent
                ? only_alike(changes, action->from)
                : NULL;
        Text name = sd_text(diag->arena);

        if (made) {
            sd_text_identifier(&name, action->from->key->name);
            sd_diag_say(diag, SEVERITY_WARNING, made->at, "%s is gone, and %s is new and like it: a rename?",
                        sd_key_spelled(diag->arena, action->from->key), sd_key_spelled(diag->arena, made->key))
                ->hint = sd_arena_format(
                diag->arena, "write \"-- renamed from: %s\" above it, or allow the drop with --allow-drops=%s",
                name.bytes, sd_kind_of(made)->label);
        }
    }
}
