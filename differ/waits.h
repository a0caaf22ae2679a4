/* The graph in the making: shared by waits.c, which is about needs and names, and waits_above.c, which is about tables
 * that inherit. */
#ifndef SD_DIFFER_WAITS_H
#define SD_DIFFER_WAITS_H

#include "differ/passes.h"

typedef struct Waits {
    Changes *changes;
    Graph graph;
    Lookup freed;    /* belongs to waits.c */
    size_t *leaving; /* tables that go from below others, or are dropped there */
    size_t leaving_count;
    const Object **below; /* partitions of the wanted side */
    size_t below_count;
} Waits;

static inline Key sd_waits_key(const Waits *waits, size_t number)
{
    return sd_change_object(&waits->changes->items[number])->key;
}

static inline bool sd_waits_is_creation(const Changes *changes, size_t number)
{
    return number != SIZE_MAX && changes->items[number].action.verb == VERB_CREATE;
}

/* An arc, also when either end is SIZE_MAX, which makes none.  A change that another one brings about happens with that
 * one. */
void sd_waits_add(Waits *waits, size_t before, size_t after, Firmness firmness, size_t of);

/* `after` waits until the drop has happened. */
void sd_waits_for_drop(Waits *waits, size_t drop, size_t after);

/* waits_above.c: the list of tables that leave; the arcs of one change. */
void sd_waits_note_leaving(Waits *waits);
void sd_waits_for_above(Waits *waits, size_t number);

/* The one table that the object is a part of as a whole: a partition's. */
Key sd_waits_whole_of(const Object *object);

/* waits_share.c: the list of partitions; the arcs of one change. */
void sd_waits_note_below(Waits *waits);
void sd_waits_for_share(Waits *waits, size_t number);

#endif
