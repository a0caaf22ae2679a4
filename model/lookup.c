#include "model/lookup.h"

enum { FIRST_ROOM = 16 };

static void place(Lookup *lookup, uint64_t id, void *item)
{
    size_t at = sd_lookup_start(lookup, id);

    while (lookup->slots[at].item) {
        at = (at + 1) & (lookup->room - 1);
    }
    lookup->slots[at] = (LookupSlot){ .id = id, .item = item };
}

/* A table that is not full ends every search; at three quarters searches are still short. */
static void make_room(Lookup *lookup, Arena *arena)
{
    Lookup larger = { .room = lookup->room ? lookup->room * 2 : FIRST_ROOM };

    larger.slots = sd_arena_alloc(arena, larger.room * sizeof *larger.slots);
    for (size_t i = 0; i < lookup->room; i++) {
        if (lookup->slots[i].item) {
            place(&larger, lookup->slots[i].id, lookup->slots[i].item);
            larger.used++;
        }
    }
    *lookup = larger;
}

void sd_lookup_add(Lookup *lookup, Arena *arena, uint64_t id, void *item)
{
    size_t at;

    if (lookup->used >= lookup->room / 4 * 3) {
        make_room(lookup, arena);
    }
    at = sd_lookup_start(lookup, id);
    while (lookup->slots[at].item || lookup->slots[at].id) {
        at = (at + 1) & (lookup->room - 1);
    }
    lookup->slots[at] = (LookupSlot){ .id = id, .item = item };
    lookup->used++;
}

void sd_lookup_remove(Lookup *lookup, uint64_t id, const void *item)
{
    size_t at = sd_lookup_start(lookup, id);
    void *found;

    while ((found = sd_lookup_next(lookup, id, &at)) != NULL) {
        if (found == item) {
            LookupSlot *slot = &lookup->slots[(at - 1) & (lookup->room - 1)];

            *slot = (LookupSlot){ .id = id ? id : 1 };
            return;
        }
    }
}
