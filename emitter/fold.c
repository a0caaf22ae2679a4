#include "emitter/fold.h"

#include "model/server_name.h"

#include <stdlib.h>
#include <string.h>

typedef struct Place {
    Key key;
    Verb verb;
    size_t at;
} Place;

struct Fold {
    const Plan *plan;
    Place *places; /* sorted by key and verb */
    size_t *host, *next_member, *first_member, *last_member;
    bool *serial; /* by action: a sequence that its column says as serial */
};

static int compare_places(const void *left, const void *right)
{
    const Place *a = left, *b = right;

    if (a->key != b->key) {
        return (uintptr_t) a->key < (uintptr_t) b->key ? -1 : 1;
    }
    return (int) a->verb - (int) b->verb;
}

/* Of two alters of one column the earlier comes first. */
static int order_places(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    int order = compare_places(a, b);

    return order ? order : (a->at > b->at) - (a->at < b->at);
}

size_t sd_fold_find(const Fold *fold, Verb verb, Key key)
{
    Place wanted = { .key = key, .verb = verb };
    const Place *place = fold->plan->count
                             ? bsearch(&wanted, fold->places, fold->plan->count, sizeof *fold->places, compare_places)
                             : NULL;

    while (place && place > fold->places && compare_places(place - 1, place) == 0) {
        place--;
    }
    return place ? place->at : NO_ACTION;
}

size_t sd_fold_find_last(const Fold *fold, Verb verb, Key key)
{
    Place wanted = { .key = key, .verb = verb };
    const Place *end = fold->places + fold->plan->count;
    const Place *place = fold->plan->count
                             ? bsearch(&wanted, fold->places, fold->plan->count, sizeof *fold->places, compare_places)
                             : NULL;

    while (place && place + 1 < end && compare_places(place + 1, place) == 0) {
        place++;
    }
    return place ? place->at : NO_ACTION;
}

size_t sd_fold_host(const Fold *fold, size_t at)
{
    return fold->host[at];
}

size_t sd_fold_member(const Fold *fold, size_t host, size_t after)
{
    return after == NO_ACTION ? fold->first_member[host] : fold->next_member[after];
}

size_t sd_fold_created(const Fold *fold, Key key)
{
    size_t at = sd_fold_find(fold, VERB_CREATE, key);

    while (at != NO_ACTION && fold->host[at] != NO_ACTION) {
        at = fold->host[at];
    }
    return at;
}

static void fold_into(Fold *fold, size_t host, size_t at)
{
    fold->host[at] = host;
    if (fold->first_member[host] == NO_ACTION) {
        fold->first_member[host] = at;
    } else {
        fold->next_member[fold->last_member[host]] = at;
    }
    fold->last_member[host] = at;
}

/* Everything the object needs is there when the host is written: it existed before, is created earlier, or is
 * part of the same fold.  A replaced object counts as created. */
static bool is_ready(const Fold *fold, Key key, size_t host)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(fold->plan->wanted, key, &edges);

    for (size_t i = 0; i < count; i++) {
        size_t created = sd_fold_created(fold, edges[i].to);

        if (created != NO_ACTION && created > host) {
            return false;
        }
    }
    return true;
}

/* ---- serial ------------------------------------------------------------------------------------------------- */

Name sd_server_name(Names *names, Name table, Name column, const char *label)
{
    char made[LONGEST_NAME + 1];

    sd_server_name_make(made, table->text, column ? column->text : NULL, label);
    return sd_name(names, made);
}

bool sd_is_server_name(Name name, Name table, Name column, const char *label)
{
    char made[LONGEST_NAME + 1];

    sd_server_name_make(made, table->text, column ? column->text : NULL, label);
    return strcmp(name->text, made) == 0;
}

bool sd_sequence_has_server_name(Key sequence, Key column)
{
    return sequence->parent == column->parent->parent &&
           sd_is_server_name(sequence->name, column->parent->name, column->name, "seq");
}

static bool has_default_numbers(const Sequence *sequence, Name type)
{
    static const struct {
        const char *type;
        int64_t maximum;
    } types[] = { { "smallint", INT16_MAX }, { "integer", INT32_MAX }, { "bigint", INT64_MAX } };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(type->text, types[i].type) == 0) {
            return sequence->data_type == type && sequence->maximum == types[i].maximum && sequence->minimum == 1 &&
                   sequence->start == 1 && sequence->increment == 1 && sequence->cache == 1 && !sequence->cycle;
        }
    }
    return false;
}

/* nextval('app.users_id_seq'::regclass), whatever the name: that it is this sequence the edges tell. */
static bool is_nextval(const Catalog *catalog, const ColumnDefault *value, Key sequence)
{
    const char *text = value->expr ? value->expr->text->text : "";
    const char *end;
    const Edge *edges;
    size_t count = sd_catalog_needs(catalog, value->base.key, &edges);
    bool needs_sequence = false;

    for (size_t i = 0; i < count; i++) {
        needs_sequence |= edges[i].to == sequence;
    }
    if (!needs_sequence || strncmp(text, "nextval('", 9) != 0) {
        return false;
    }
    end = strchr(text + 9, '\'');
    return end && (strcmp(end, "')") == 0 || strcmp(end, "'::regclass)") == 0);
}

bool sd_sequence_is_logged_as_table(const Catalog *catalog, const Sequence *sequence)
{
    Key key = sequence->owned_by ? sequence->owned_by->parent : NULL;
    const Table *table = key && key->kind == KIND_TABLE ? (const Table *) sd_catalog_find(catalog, key) : NULL;

    return table && sequence->unlogged == table->unlogged;
}

static bool is_plain_serial(const Plan *plan, const Sequence *sequence, const Column *column,
                            const ColumnDefault *value)
{
    return !sequence->identity && column->not_null && sd_sequence_is_logged_as_table(plan->wanted, sequence) &&
           column->type && has_default_numbers(sequence, column->type) &&
           sd_sequence_has_server_name(sequence->base.key, column->base.key) &&
           is_nextval(plan->wanted, value, sequence->base.key);
}

const Sequence *sd_fold_sequence(const Fold *fold, Key column, bool *serial)
{
    size_t at = sd_fold_find(fold, VERB_CREATE, column);

    for (size_t i = at == NO_ACTION ? NO_ACTION : sd_fold_member(fold, sd_fold_created(fold, column), NO_ACTION);
         i != NO_ACTION; i = fold->next_member[i]) {
        const Object *object = fold->plan->actions[i].to;

        if (object->key->kind == KIND_SEQUENCE && ((const Sequence *) object)->owned_by == column) {
            *serial = fold->serial[i];
            return (const Sequence *) object;
        }
    }
    return NULL;
}

/* A sequence whose column is created too: identity goes with the column unless a statement of
 * its own must say more, serial when it is a plain one and
 * its default goes along. */
static void fold_sequence(Fold *fold, size_t at)
{
    const Plan *plan = fold->plan;
    const Sequence *sequence = (const Sequence *) plan->actions[at].to;
    size_t column = sequence->owned_by ? sd_fold_find(fold, VERB_CREATE, sequence->owned_by) : NO_ACTION;
    size_t host = sequence->owned_by ? sd_fold_created(fold, sequence->owned_by) : NO_ACTION;
    size_t value;

    if (column == NO_ACTION || plan->actions[column].held) {
        return;
    }
    if (sequence->identity) {
        if (sd_sequence_is_logged_as_table(plan->wanted, sequence)) {
            fold_into(fold, host, at);
        }
        return;
    }
    value = sd_fold_find(fold, VERB_CREATE,
                         sd_key(plan->wanted->names, KIND_COLUMN_DEFAULT, sequence->owned_by, NULL, NULL));
    if (value != NO_ACTION && is_plain_serial(plan, sequence, (const Column *) plan->actions[column].to,
                                              (const ColumnDefault *) plan->actions[value].to)) {
        fold->serial[at] = true;
        fold_into(fold, host, at);
        fold_into(fold, host, value);
    }
}

/* ---- the rest ----------------------------------------------------------------------------------------------- */

/* An index that a partition is to share in, made before the table comes below: the plan has taken the share out. */
static bool is_made_fit(const Plan *plan, const Object *object)
{
    const Object *wanted = object->key->kind == KIND_INDEX ? sd_catalog_find(plan->wanted, object->key) : NULL;

    return wanted && sd_object_share_of(wanted) && !sd_object_share_of(object);
}

/* Kinds that CREATE TABLE, ADD COLUMN, CREATE DOMAIN or CREATE TYPE has a place for, or that are written right behind.  Inside CREATE TABLE a constraint is valid from
 * the start, whatever is said. */
static bool has_place(const Plan *plan, const Object *object)
{
    return is_made_fit(plan, object) || object->key->kind == KIND_COLUMN || object->key->kind == KIND_COLUMN_DEFAULT ||
           object->key->kind == KIND_ATTRIBUTE || object->key->kind == KIND_FAMILY_OPERATOR ||
           object->key->kind == KIND_FAMILY_FUNCTION || object->key->kind == KIND_TEXT_SEARCH_MAPPING ||
           (object->key->kind == KIND_CONSTRAINT && !((const Constraint *) object)->not_valid &&
            !((const Constraint *) object)->only && !sd_object_share_of(object));
}

/* Rows are checked, and indexes built, under the lock of ADD COLUMN: beside people at work that comes later.  So it does for
 * a column that is filled before it is asked for values. */
static bool would_block(const Fold *fold, size_t host, const Object *object)
{
    Key key = fold->plan->actions[host].to->key;

    return object->key->kind == KIND_CONSTRAINT && key->kind == KIND_COLUMN &&
           (fold->plan->online || sd_fold_find(fold, VERB_ALTER, key) != NO_ACTION);
}

/* CREATE TABLE makes one index of two keys over the same columns, and so one constraint (transformIndexConstraints of
 * parse_utilcmd.c); added later, the second gets an index of its own. */
static bool would_merge(const Fold *fold, size_t host, const Object *object)
{
    const Constraint *constraint = (const Constraint *) object;

    if (object->key->kind != KIND_CONSTRAINT || !constraint->columns || constraint->referenced) {
        return false;
    }
    for (size_t i = sd_fold_member(fold, host, NO_ACTION); i != NO_ACTION; i = sd_fold_member(fold, host, i)) {
        const Constraint *other = (const Constraint *) fold->plan->actions[i].to;

        if (other->base.key->kind == KIND_CONSTRAINT && !other->referenced &&
            sd_list_equal(other->columns, constraint->columns) && sd_list_equal(other->include, constraint->include) &&
            other->nulls_not_distinct == constraint->nulls_not_distinct &&
            other->deferrable == constraint->deferrable &&
            other->initially_deferred == constraint->initially_deferred) {
            return true;
        }
    }
    return false;
}

/* What another object's CREATE makes: the parent's, or that of an operator class, which makes its part of a family. */
static Key host_key(const Object *object)
{
    if (object->key->kind == KIND_FAMILY_OPERATOR) {
        return ((const FamilyOperator *) object)->operator_class;
    }
    if (object->key->kind == KIND_FAMILY_FUNCTION) {
        return ((const FamilyFunction *) object)->operator_class;
    }
    return object->key->parent;
}

/* Folds one action where its kind has a place in another's CREATE. */
static void fold_action(Fold *fold, size_t at)
{
    const Action *action = &fold->plan->actions[at];
    const Object *object = action->to;
    size_t host;

    if (action->verb != VERB_CREATE || action->held || fold->host[at] != NO_ACTION) {
        return;
    }
    if (object->key->kind == KIND_SEQUENCE) {
        fold_sequence(fold, at);
        return;
    }
    host = host_key(object) ? sd_fold_created(fold, host_key(object)) : NO_ACTION;
    if (host == NO_ACTION || fold->plan->actions[host].held) {
        return;
    }
    if (has_place(fold->plan, object) && is_ready(fold, object->key, host) && !would_merge(fold, host, object) &&
        !would_block(fold, host, object)) {
        fold_into(fold, host, at);
    }
}

Fold *sd_fold_new(const Plan *plan)
{
    Fold *fold = sd_arena_alloc(plan->arena, sizeof *fold);
    size_t size = (plan->count + 1) * sizeof(size_t);

    fold->plan = plan;
    fold->places = sd_arena_alloc(plan->arena, (plan->count + 1) * sizeof *fold->places);
    fold->serial = sd_arena_alloc(plan->arena, plan->count + 1);
    size_t **rows[] = { &fold->host, &fold->next_member, &fold->first_member, &fold->last_member };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        *rows[i] = sd_arena_alloc(plan->arena, size);
        memset(*rows[i], 0xFF, size); /* NO_ACTION everywhere */
    }
    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];

        fold->places[i] =
            (Place){ .key = (action->to ? action->to : action->from)->key, .verb = action->verb, .at = i };
    }
    if (plan->count) {
        qsort(fold->places, plan->count, sizeof *fold->places, order_places);
    }
    /* Columns first, so that what needs a column knows where it comes to be; then the rest in plan order. */
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->actions[i].verb == VERB_CREATE && plan->actions[i].to->key->kind == KIND_COLUMN) {
            fold_action(fold, i);
        }
    }
    for (size_t i = 0; i < plan->count; i++) {
        fold_action(fold, i);
    }
    return fold;
}
