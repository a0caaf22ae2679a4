/* Steps of several online actions, in phases: what is brief of all of them, then what takes long of all of them, and so on, so
 * that a migration has few parts and people wait for it once.  Only actions that follow each other and need nothing of each
 * other are taken together. */
#include "emitter/emit.h"

#include <string.h>

typedef struct Phasing {
    const Plan *plan;
    const Piece *pieces;
    Piece *out;
    size_t count;
} Phasing;

/* The pieces of the action that begins here; some of them are not brief. */
static size_t take_action(const Piece *pieces, size_t at, size_t count, bool *is_stepped)
{
    size_t end = at;

    *is_stepped = false;
    do {
        *is_stepped |= pieces[end].pace != PACE_BRIEF;
        end++;
    } while (end < count && pieces[end].action != SIZE_MAX && pieces[end].action == pieces[at].action);
    return end - at;
}

static Key key_of(const Phasing *phasing, size_t piece)
{
    const Action *action = &phasing->plan->actions[phasing->pieces[piece].action];

    return (action->to ? action->to : action->from)->key;
}

/* One of the pieces is about an object that the action needs, or about the very object. */
static bool needs_one_of(const Phasing *phasing, size_t piece, size_t from, size_t to)
{
    Key key = key_of(phasing, piece);
    const Edge *edges;
    size_t count = sd_catalog_needs(phasing->plan->wanted, key, &edges);

    for (size_t i = from; i < to; i++) {
        Key other = key_of(phasing, i);

        if (other == key) {
            return true;
        }
        for (size_t k = 0; k < count; k++) {
            if (edges[k].to == other) {
                return true;
            }
        }
    }
    return false;
}

/* How many pieces, from one on, are those of stepped actions that need nothing of each other. */
static size_t take_run(const Phasing *phasing, size_t at, size_t count)
{
    size_t end = at;

    while (end < count && phasing->pieces[end].action != SIZE_MAX) {
        bool is_stepped;
        size_t taken = take_action(phasing->pieces, end, count, &is_stepped);

        if (!is_stepped || needs_one_of(phasing, end, at, end)) {
            break;
        }
        end += taken;
    }
    return end - at;
}

/* Takes turns: from each action what it has of a pace next, as far as nothing of it stands before. */
static void put_run(Phasing *phasing, size_t at, size_t length)
{
    static const Pace turns[] = { PACE_BRIEF, PACE_LONG, PACE_ALONE };
    bool *done = sd_arena_alloc(phasing->plan->arena, length);

    for (size_t left = length, turn = 0; left; turn = (turn + 1) % (sizeof turns / sizeof *turns)) {
        size_t blocked = SIZE_MAX; /* the action of which a piece was left */

        for (size_t i = 0; i < length; i++) {
            const Piece *piece = &phasing->pieces[at + i];

            if (done[i] || piece->action == blocked) {
                continue;
            }
            if (piece->pace != turns[turn]) {
                blocked = piece->action;
                continue;
            }
            phasing->out[phasing->count++] = *piece;
            done[i] = true;
            left--;
        }
    }
}

Piece *sd_pieces_phase(const Plan *plan, const Piece *pieces, size_t count)
{
    Phasing phasing = { .plan = plan,
                        .pieces = pieces,
                        .out = sd_arena_alloc(plan->arena, (count + 1) * sizeof *pieces) };

    for (size_t at = 0; at < count;) {
        size_t length = take_run(&phasing, at, count);

        if (length) {
            put_run(&phasing, at, length);
            at += length;
        } else {
            phasing.out[phasing.count++] = pieces[at++];
        }
    }
    return phasing.out;
}
