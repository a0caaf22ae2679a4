/* Two catalogs into an ordered plan.  Knows no SQL and names no kind: what it must know of a kind is a trait or a
 * column of the table of kinds.
 *
 * A plan is made by stages, each a function from list to list, in this order:
 *
 *     settle    rows the wanted side does not state take the present value
 *     diff      merge by key: what was added, removed, or differs in which row
 *     filter    what the user asked to leave alone, and what a profile leaves to the platform
 *     replace   changes that need drop and create, spread to dependents
 *     share     indexes of partitions that come with the index of the whole table have no statement of their own
 *     inherit   what a statement about a table above does below has no statement of its own
 *     endow     what default privileges will have given to new objects
 *     hold      what loses data is held back unless allowed
 *     order     one graph over creates, alters and drops, one sort */
#ifndef SD_DIFFER_DIFFER_H
#define SD_DIFFER_DIFFER_H

#include "differ/profile.h"

typedef enum Verb { VERB_DROP, VERB_CREATE, VERB_ALTER } Verb;

typedef enum Reversal {                     /* what a step of a way back brings back */
                        REVERSAL_NONE,      /* it is a step forward */
                        REVERSAL_EXACT,     /* everything: definitions and data */
                        REVERSAL_LOSSY,     /* the definition, and not the data or not all of it */
                        REVERSAL_IMPOSSIBLE /* nothing that PostgreSQL promises */
} Reversal;

/* One thing to do about one object.  A replace is a DROP and a CREATE of the same key.
 *
 * Two cases look unusual.  A column whose type is replaced is altered twice: to text before its type is dropped, with a
 * `to` of the plan's own, and from there to what is wanted.  One that is added to rows that are there is created with
 * another `to` of the plan's own, which asks nothing of them, and altered behind that.  And a grant that creating its object gives by default is
 * altered or dropped after that creation, with a `from` of the plan's own. */
typedef struct Action {
    Verb verb;
    const Object *from, *to; /* as it is and as it should be: CREATE has only to, DROP only from, ALTER both */
    const Attr **attrs;      /* ALTER: the rows that differ, in the order of the .def file */
    size_t attr_count;
    bool replaces;           /* one half of a replace */
    const Object *because;   /* replaces: the object whose change forced it, or NULL when it is its own change */
    bool held;               /* loses data and was not allowed: written as a comment */
    const char *held_reason; /* a sentence, with the option that enables it */
    bool loses_data;
    const char *loss;                /* what is lost, a sentence */
    const struct Backfill *backfill; /* runs before it; NULL: nothing */
    bool
        lacks_values; /* ALTER: rows that are there have no value for what asks for one, unless somebody gives them some */
    bool with_parent;            /* CREATE or DROP that happens with its parent's or owner's: the fold decides how */
    Reversal reversal;           /* see sd_plan_back */
    const char *reversal_reason; /* what does not come back, or when the step stops; NULL: there is nothing to say */
} Action;

/* A place that could not be decided: the two sides differ at most in what the server derives. */
typedef struct Undetermined {
    const Object *from, *to;
    const Attr *attr;
} Undetermined;

/* How long statements of an online migration may wait for a lock, and run under one that blocks others: values of
 * lock_timeout and statement_timeout, "3s"; NULL: as the session has it. */
typedef struct Online {
    const char *lock_timeout, *statement_timeout;
} Online;

typedef struct Plan {
    Arena *arena;
    const Catalog *now, *wanted;
    Action *actions; /* in the order of execution */
    size_t count;
    size_t held_count;
    Undetermined *undetermined;
    size_t undetermined_count;
    size_t server_count;  /* differences in what belongs to the server, when that was not asked for */
    size_t left_count;    /* differences that the profile leaves to the platform */
    const Online *online; /* to be carried out beside people at work, see emitter/online.c; NULL: not */
    bool goes_back;       /* made by sd_plan_back */
} Plan;

typedef struct PlanRules {
    const char *const *schemas; /* only these, NULL-terminated; NULL: all */
    const Profile *profile;     /* what belongs to a platform; NULL: nothing */
    bool of_server;             /* compares what belongs to the server and not to the database: roles */
    bool no_owner;              /* who owns what stays as it is */
    bool without_secrets;       /* of a way back: passwords were taken out of where it leads to */
    bool no_privileges;         /* grants and default privileges stay as they are */
    const Online *online;       /* for the plan to hand on */
    bool allow_all_drops;
    const char *const *allowed_drops; /* labels of kinds ("table", "column"), NULL-terminated, or NULL */
} PlanRules;

/* Compares and plans.  wanted is settled on the way (rows it does not state are filled in); grants that say nothing
 * are taken out of both, the edges from foreign keys to the keys they rely on are completed, both are hashed.
 * Returns SD_CYCLE with the chain told in diag when the plan has no order; *out is then NULL. */
Status sd_plan(Plan **out, Catalog *now, Catalog *wanted, const PlanRules *rules, Diag *diag) SD_MUST_USE;

/* The way back: the plan of the two catalogs exchanged, each of its steps with what it brings back.
 *
 * wanted, now   the catalogs that `forth` compares, or copies of them; with the renames of forth taken back, see
 *               sd_renames_exchange
 * forth         the plan that is to be reversed: what it holds back will not have happened, so the step that would take it
 *               back is held as well.  Its text must have been written: both catalogs are settled again
 *
 * What forth has made is dropped again, allowed or not.  SD_CYCLE as sd_plan. */
Status sd_plan_back(Plan **out, Catalog *wanted, Catalog *now, const Plan *forth, const PlanRules *rules,
                    Diag *diag) SD_MUST_USE;

/* How many steps of the plan are of that class; those that are held or happen with another are not counted.  plan NULL: none. */
size_t sd_plan_count_reversal(const Plan *plan, Reversal reversal);

void sd_plan_free(Plan *plan); /* NULL is allowed */

/* True when there is nothing to do, held back or not. */
bool sd_plan_is_empty(const Plan *plan);

/* The plan for people and golden files, a line an action: "alter column app.users.email: not_null no -> yes". */
struct Text;
void sd_plan_write(struct Text *text, const Plan *plan);

#endif
