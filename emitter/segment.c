/* Pieces of a migration laid out as one text; of an online one with what may share a transaction, and with how long each
 * statement may wait and run.
 *
 * A transaction holds every lock until its end, so what is written for one table comes in one of its own: nobody waits
 * for more than one table.  What is dropped and made again, and what lies between, stays together: nobody sees the gap,
 * which for a policy would be a hole.  A scan never shares one with a strong lock. */
#include "emitter/emit.h"

#include <string.h>

typedef struct Layout {
    const Plan *plan;
    const Piece *pieces;
    size_t count;
    bool *spans; /* by action: it and the next one lie between a drop and the create of the same */
    Text *out;
    bool timed;   /* some pace is in force */
    bool is_long; /* and it is that of what takes long */
    bool was_transaction;
    bool is_part; /* the text is one transaction */
    const Piece *last;
} Layout;

/* ---- timeouts ------------------------------------------------------------------------------------------------------- */

static void put_setting(Layout *layout, const char *setting, const char *value, bool off)
{
    if (value) {
        sd_text_format(layout->out, "SET %s%s = ", layout->is_part ? "LOCAL " : "", setting);
        if (off) {
            sd_text_put(layout->out, "0");
        } else {
            sd_text_literal(layout->out, value);
        }
        sd_text_put(layout->out, ";\n");
    }
}

static bool takes_long(Pace pace)
{
    return pace == PACE_LONG || pace == PACE_ALONE;
}

static bool changes_timeouts(const Layout *layout, Pace pace)
{
    const Online *online = layout->plan->online;

    return online && (online->lock_timeout || online->statement_timeout) &&
           !(layout->timed && layout->is_long == takes_long(pace));
}

/* CREATE INDEX CONCURRENTLY waits for transactions that may take their time; nobody waits for it. */
static void put_timeouts(Layout *layout, Pace pace)
{
    const Online *online = layout->plan->online;
    bool is_long = takes_long(pace);

    if (!changes_timeouts(layout, pace)) {
        return;
    }
    put_setting(layout, "lock_timeout", online->lock_timeout, is_long);
    put_setting(layout, "statement_timeout", online->statement_timeout, is_long);
    if (!layout->timed) {
        sd_text_put(layout->out, "\n");
    }
    layout->timed = true;
    layout->is_long = is_long;
}

static void put_reset(Layout *layout)
{
    const Online *online = layout->plan->online;

    if (layout->timed) {
        sd_text_put(layout->out, "\n");
        sd_text_put(layout->out, online->lock_timeout ? "RESET lock_timeout;\n" : "");
        sd_text_put(layout->out, online->statement_timeout ? "RESET statement_timeout;\n" : "");
    }
}

/* ---- transactions --------------------------------------------------------------------------------------------------- */

static size_t last_action(const Layout *layout, size_t from, Key key)
{
    size_t last = from;

    for (size_t i = from; i < layout->plan->count; i++) {
        const Action *action = &layout->plan->actions[i];

        last = action->verb == VERB_CREATE && action->to->key == key ? i : last;
    }
    return last;
}

static void find_spans(Layout *layout)
{
    layout->spans = sd_arena_alloc(layout->out->arena, layout->plan->count + 1);
    for (size_t i = 0; i < layout->count; i++) {
        size_t at = layout->pieces[i].action;
        const Action *action = at != SIZE_MAX ? &layout->plan->actions[at] : NULL;

        if (action && action->verb == VERB_DROP && action->replaces && layout->pieces[i].pace == PACE_BRIEF) {
            size_t end = last_action(layout, at, action->from->key);

            memset(layout->spans + at, true, end - at);
        }
    }
}

static bool is_spanned(const Layout *layout, size_t from, size_t to)
{
    bool spanned = from != SIZE_MAX && to != SIZE_MAX && from <= to;

    for (size_t i = from; spanned && i < to; i++) {
        spanned = layout->spans[i];
    }
    return spanned;
}

/* Two pieces that follow each other belong into one transaction. */
static bool belong_together(const Layout *layout, const Piece *piece, const Piece *next)
{
    return piece->pace == PACE_BRIEF && next->pace == PACE_BRIEF &&
           ((piece->group && piece->group == next->group) || is_spanned(layout, piece->action, next->action));
}

/* The number of pieces, from one on, that share a transaction; how many statements they are. */
static size_t take_unit(const Layout *layout, size_t at, size_t *statements)
{
    size_t count = 1;

    *statements = layout->pieces[at].statements;
    while (at + count < layout->count &&
           belong_together(layout, &layout->pieces[at + count - 1], &layout->pieces[at + count])) {
        *statements += layout->pieces[at + count].statements;
        count++;
    }
    return count;
}

/* ---- text ----------------------------------------------------------------------------------------------------------- */

/* One-line statements about one object stand together; an empty line is between all others. */
static void put_gap(Layout *layout, const Piece *piece, bool apart)
{
    const Piece *last = layout->last;
    bool together = last && !apart &&
                    (piece->goes_on || (piece->group && piece->group == last->group && sd_text_is_line(last->text) &&
                                        sd_text_is_line(piece->text)));

    sd_text_put(layout->out, last && !together ? "\n" : "");
}

static void put_piece(Layout *layout, const Piece *piece, size_t *starts)
{
    sd_text_put(layout->out, piece->remarks);
    if (starts && piece->action != SIZE_MAX && starts[piece->action] == SIZE_MAX) {
        starts[piece->action] = layout->out->length;
    }
    sd_text_put(layout->out, piece->text);
    layout->last = piece;
}

static void put_unit(Layout *layout, const Piece *pieces, size_t count, bool is_transaction, size_t *starts)
{
    put_gap(layout, pieces, is_transaction || layout->was_transaction || changes_timeouts(layout, pieces->pace));
    put_timeouts(layout, pieces->pace);
    layout->was_transaction = is_transaction;
    sd_text_put(layout->out, is_transaction ? "BEGIN;\n" : "");
    for (size_t i = 0; i < count; i++) {
        if (i) {
            put_gap(layout, &pieces[i], false);
        }
        put_piece(layout, &pieces[i], starts);
    }
    sd_text_put(layout->out, is_transaction ? "COMMIT;\n" : "");
}

void sd_pieces_put(Text *text, const Plan *plan, const Piece *pieces, size_t count, size_t *starts)
{
    Layout layout = { .plan = plan, .pieces = pieces, .count = count, .out = text };

    for (size_t i = 0; starts && i < plan->count; i++) {
        starts[i] = SIZE_MAX;
    }
    find_spans(&layout);
    for (size_t at = 0, taken; at < count; at += taken) {
        size_t statements;

        taken = plan->online ? take_unit(&layout, at, &statements) : 1;
        put_unit(&layout, &pieces[at], taken, plan->online && statements > 1 && pieces[at].pace == PACE_BRIEF, starts);
    }
    put_reset(&layout);
}

/* ---- parts ---------------------------------------------------------------------------------------------------------- */

/* Whether a piece goes into the part that the one before is in.  Every file is a transaction of its own, and a file for each
 * table would be too many: what is brief shares one. */
static bool goes_along(const Piece *last, const Piece *piece)
{
    return last->pace == piece->pace && piece->pace != PACE_ALONE;
}

/* What an action makes, or what that is a part of, needs the object. */
static bool needs(const Plan *plan, const Piece *piece, Key key)
{
    const Action *action = piece->action != SIZE_MAX ? &plan->actions[piece->action] : NULL;
    Key made = action && action->to ? action->to->key : NULL;

    return made && (sd_catalog_has_edge(plan->wanted, made, key) ||
                    (made->parent && sd_catalog_has_edge(plan->wanted, made->parent, key)));
}

/* A value that is added to an enum cannot be used before the transaction that adds it has ended (ALTER TYPE in the manual;
 * error 55P04): where something behind it may use it, the file ends here. */
static bool ends_transaction(const Plan *plan, const Piece *pieces, size_t at, size_t count)
{
    const Action *action = pieces[at].action != SIZE_MAX ? &plan->actions[pieces[at].action] : NULL;
    bool used = false;

    if (!action || action->verb != VERB_ALTER || action->to->key->kind != KIND_ENUM_TYPE) {
        return false;
    }
    for (size_t i = at + 1; i < count && !used; i++) {
        used = needs(plan, &pieces[i], action->to->key);
    }
    return used;
}

static EmittedPart make_part(const Plan *plan, const Piece *pieces, size_t count, const Piece *setting)
{
    Text text = sd_text(plan->arena);
    Layout layout = { .plan = plan, .pieces = pieces, .count = count, .out = &text, .is_part = true };
    bool alone = pieces->pace == PACE_ALONE;

    if (setting && !alone) {
        put_piece(&layout, setting, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        put_gap(&layout, &pieces[i], !alone && changes_timeouts(&layout, pieces[i].pace));
        if (!alone) {
            put_timeouts(&layout, pieces[i].pace);
        }
        put_piece(&layout, &pieces[i], NULL);
    }
    return (EmittedPart){ .sql = text.bytes, .outside_transaction = alone };
}

EmittedPart *sd_pieces_part(const Plan *plan, const Piece *pieces, size_t count, size_t *part_count)
{
    EmittedPart *parts = sd_arena_alloc(plan->arena, (count + 1) * sizeof *parts);
    const Piece *setting = NULL;
    size_t made = 0;

    for (size_t at = 0, taken; at < count; at += taken) {
        const Piece *found = NULL;

        for (taken = 0;
             at + taken < count && (taken == 0 || (goes_along(&pieces[at + taken - 1], &pieces[at + taken]) &&
                                                   !ends_transaction(plan, pieces, at + taken - 1, count)));
             taken++) {
            found = pieces[at + taken].is_setting ? &pieces[at + taken] : found;
        }
        parts[made++] = make_part(plan, &pieces[at], taken, setting);
        setting = found ? found : setting;
    }
    *part_count = made;
    return parts;
}
