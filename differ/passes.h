/* The stages between two catalogs and a plan: each takes the list of changes and leaves a better one.
 *
 *     sd_pass_diff       one change for each object that is only here, only there, or differs
 *     sd_pass_filter     without what the user asked to leave alone
 *     sd_pass_replace    with a drop and a create where an alter does not reach, for dependents as well
 *     sd_pass_share      with the ways chosen in which indexes of partitions come below those of whole tables
 *     sd_pass_inherit    without statements for what a statement about a table above does below
 *     sd_pass_endow      with what default privileges will have given to the objects that are created
 *     sd_pass_hold       with everything marked that waits for a loss of data nobody allowed
 *
 * sd_changes_graph says which change waits for which; sd_graph_sort finds the circles, sd_changes_order the order.
 *
 * There is at most one change in each slot of a key.  Two slots are the exception to "a replace is a drop and a
 * create": a column whose type is dropped and made again is altered twice, since dropping it would lose its data:
 *
 *     alter column app.orders.state: type app.state -> text      SLOT_ASIDE
 *     drop enum app.state                                        SLOT_DROP
 *     create enum app.state                                      SLOT_MAKE
 *     alter column app.orders.state: type text -> app.state      SLOT_MAKE */
#ifndef SD_DIFFER_PASSES_H
#define SD_DIFFER_PASSES_H

#include "differ/differ.h"
#include "model/lookup.h"

typedef enum Slot {
    SLOT_DROP,   /* takes the present object away */
    SLOT_MAKE,   /* creates or alters: afterwards the object is as wanted */
    SLOT_ASIDE,  /* alters the present object so that something it needs can go */
    SLOT_REVOKE, /* takes back what creating the parent gave by default */
    SLOT_COUNT
} Slot;

typedef struct Change {
    Action action;
    Slot slot;
    bool apart;    /* a drop that must not be left to the drop of its owner: that would make a circle */
    bool left_out; /* no longer part of the list */
    bool alone;    /* a table that is made with all its parts before it comes below another, see share.c */
    bool brought;  /* comes about by other changes, which it waits for; no action of its own */
    bool settled;  /* from is what a change above leaves, see inherit.c */
    Key performer; /* the change in the same slot of this key brings this one about; NULL: none */
} Change;

typedef struct Changes {
    Arena *arena;
    const Catalog *now, *wanted;
    Change *items;
    size_t count;
    Undetermined *undetermined;
    size_t undetermined_count;
    bool online;         /* to be carried out beside people at work */
    size_t server_count; /* of changes about what belongs to the server, which nobody asked for */
    size_t left_count;   /* of changes that a profile left to the platform */
    Lookup index;        /* by key; belongs to changes.c */
    Edge *dependents;    /* edges of `now` sorted by their end; belongs to changes.c */
} Changes;

/* ---- changes.c: the list ------------------------------------------------------------------------------------ */

/* An empty list in the arena. */
Changes sd_changes_begin(Arena *arena, const Catalog *now, const Catalog *wanted);

/* Adds a change to its slot, which must be free.  The pointer is good until the next one is added. */
Change *sd_changes_add(Changes *changes, Slot slot, Verb verb, const Object *from, const Object *to);

/* The change in a slot of a key, or NULL; its number for sd_changes_at, or SIZE_MAX. */
Change *sd_changes_find(const Changes *changes, Key key, Slot slot);
size_t sd_changes_number(const Changes *changes, Key key, Slot slot);

/* Takes a change out and frees its slot. */
void sd_changes_leave_out(Changes *changes, Change *change);

/* Closes the gaps and sorts by key and slot, so that no later stage sees in which order things were read. */
void sd_changes_arrange(Changes *changes);

/* The edges of the present side that end at the key, first in *edges, ordered by where they start; their number. */
size_t sd_changes_dependents(Changes *changes, Key key, const Edge **edges);

/* The object a change is about. */
static inline const Object *sd_change_object(const Change *change)
{
    return change->action.to ? change->action.to : change->action.from;
}

/* The drop that brings this one about: of the parent, or of what the object belongs to; SIZE_MAX when there is none. */
size_t sd_changes_owner_drop(const Changes *changes, const Object *object);

/* A key in a sentence: table "app.users", comment of table "app.users". */
const char *sd_key_spelled(Arena *arena, Key key);

/* The object with another key, or the same; what its rows point at is shared. */
Object *sd_changes_copy(Changes *changes, const Object *object, Key key);

/* Rows that differ (SAME_NO), in an array of the arena; their number in *count. */
const Attr **sd_attrs_differing(Arena *arena, const Object *from, const Object *to, size_t *count);

/* ---- the stages --------------------------------------------------------------------------------------------- */

/* Fills the rows that wanted does not state, removes what says nothing, adds the edges from references to the keys
 * they rely on, and hashes both. */
void sd_settle(Catalog *now, Catalog *wanted, const PlanRules *rules);

void sd_pass_diff(Changes *changes, const PlanRules *rules);
void sd_pass_filter(Changes *changes, const PlanRules *rules);
void sd_pass_replace(Changes *changes);
void sd_pass_share(Changes *changes);
void sd_pass_inherit(Changes *changes);
void sd_pass_endow(Changes *changes, const PlanRules *rules);

/* Drops and creates the object of an alter that cannot stay one; sd_pass_replace does the rest. */
void sd_changes_replace(Changes *changes, const Object *from, const Object *because);

/* ---- above.c: tables above and below ------------------------------------------------------------------------ */

typedef enum Line {              /* a table between the present and the wanted side */
                    LINE_NONE,   /* is below none */
                    LINE_STEADY, /* stays below the same */
                    LINE_NEW,    /* is made below some */
                    LINE_MOVED   /* comes below others, or goes from them */
} Line;

Line sd_changes_line(const Changes *changes, Key table);

/* A table above declares it, not its own. */
bool sd_object_is_inherited(const Object *object);

/* The keys of the tables above that a row of the object names; their number. */
size_t sd_object_above(const Object *object, const Attr *attr, const Key **keys);

/* The same part (IS_HANDED_DOWN) of a table above, or NULL.  For what says something about a part, there is no telling
 * whether it is there. */
Key sd_catalog_above(const Catalog *catalog, Key key);

/* The table of a part that is handed down. */
Key sd_key_table(Key key);

/* It inherits from some table or is a partition. */
bool sd_table_is_below_any(const Object *table);

/* ---- inherit.c ----------------------------------------------------------------------------------------------- */

/* The number of the change that brings this one about: itself, when it has no performer. */
size_t sd_changes_performing(const Changes *changes, size_t number);

/* ---- graph.c: a directed graph over numbers ----------------------------------------------------------------- */

typedef enum Firmness {                 /* what can be done about an arc that closes a circle */
                        ARC_FIRM,       /* nothing */
                        ARC_RELEASE,    /* `of` is altered to let something go: replace it, and build the graph again */
                        ARC_TOGETHER,   /* `of` is a column that should be made with its table: it can be made later */
                        ARC_WITH_OWNER, /* `of` is a drop left to its owner's drop: it can be dropped by itself */
                        ARC_HINT        /* it would only be better so */
} Firmness;

typedef struct Arc {
    size_t before, after; /* nodes */
    size_t of;            /* the node an arc that is not firm exists for */
    Firmness firmness;
    bool cut;
} Arc;

typedef struct Graph {
    Arena *arena;
    size_t node_count;
    Arc *arcs;
    size_t arc_count;
    size_t *leaving_start, *leaving;   /* numbers of the arcs that leave node i: leaving[leaving_start[i] .. [i + 1]] */
    size_t *entering_start, *entering; /* likewise of those that enter it */
} Graph;

void sd_graph_add(Graph *graph, size_t before, size_t after, Firmness firmness, size_t of);

/* Sorts the arcs and makes the tables of leaving and entering arcs. */
void sd_graph_index(Graph *graph);

/* A circle: arcs[i].after is arcs[i + 1].before, the last one leads back to the first. */
typedef struct Circle {
    size_t *arcs;
    size_t count;
} Circle;

/* Fills order with the nodes, each behind those it waits for; cuts arcs of the two last kinds where they close a
 * circle.  Returns false and the circle when there is one without such an arc. */
bool sd_graph_sort(Graph *graph, size_t *order, Circle *circle);

/* ---- waits.c, hold.c, order.c ------------------------------------------------------------------------------- */

/* Which change waits for which.  Nodes are the numbers of the changes. */
Graph sd_changes_graph(Changes *changes);

/* Whether it holds nothing that could be lost although its kind does: a generated column, which its table can compute
 * again, a foreign table. */
bool sd_object_is_derived(const Object *object);

/* Whether the user allowed to drop objects of the kind. */
bool sd_rules_allow_drop(const PlanRules *rules, const Kind *kind);

void sd_pass_hold(Changes *changes, const Graph *graph, const PlanRules *rules);

/* Takes apart what asks something of rows that are there, and adds what files tell to do to them first. */
void sd_pass_backfill(Plan *plan);

/* True for a part that gets a value by itself where a row has none: a default, a sequence of its own. */
bool sd_part_is_filled(const Catalog *catalog, const Object *part);

/* Warns of held drops that look like one half of a rename, with the lines that settle it. */
void sd_pass_likely(const Changes *changes, Diag *diag);

/* The numbers of the changes in the order of execution.  `sorted` is any order that sd_graph_sort found. */
size_t *sd_changes_order(const Changes *changes, const Graph *graph, const size_t *sorted);

#endif
