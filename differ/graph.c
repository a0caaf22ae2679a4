/* A directed graph over numbers: arcs, their tables, one sort that finds circles. */
#include "differ/passes.h"

#include <stdlib.h>

void sd_graph_add(Graph *graph, size_t before, size_t after, Firmness firmness, size_t of)
{
    if (before == after || before == SIZE_MAX || after == SIZE_MAX) {
        return;
    }
    graph->arcs = sd_arena_grow(graph->arena, graph->arcs, graph->arc_count, sizeof *graph->arcs);
    graph->arcs[graph->arc_count++] = (Arc){ .before = before, .after = after, .firmness = firmness, .of = of };
}

static int compare_arcs(const void *left, const void *right)
{
    const Arc *a = left, *b = right;
    size_t x[] = { a->before, a->after, a->firmness, a->of }, y[] = { b->before, b->after, b->firmness, b->of };

    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Counting sort of arc numbers by one of their ends. */
static void make_table(const Graph *graph, bool leaving, size_t **start_out, size_t **table_out)
{
    size_t *start = sd_arena_alloc(graph->arena, (graph->node_count + 2) * sizeof *start);
    size_t *table = sd_arena_alloc(graph->arena, (graph->arc_count + 1) * sizeof *table);

    for (size_t i = 0; i < graph->arc_count; i++) {
        start[(leaving ? graph->arcs[i].before : graph->arcs[i].after) + 2]++;
    }
    for (size_t i = 2; i < graph->node_count + 2; i++) {
        start[i] += start[i - 1];
    }
    for (size_t i = 0; i < graph->arc_count; i++) {
        table[start[(leaving ? graph->arcs[i].before : graph->arcs[i].after) + 1]++] = i;
    }
    *start_out = start;
    *table_out = table;
}

void sd_graph_index(Graph *graph)
{
    /* Arcs come in the order of edges, which is that of addresses; circles must be found in the same order always. */
    if (graph->arc_count) {
        qsort(graph->arcs, graph->arc_count, sizeof *graph->arcs, compare_arcs);
    }
    make_table(graph, true, &graph->leaving_start, &graph->leaving);
    make_table(graph, false, &graph->entering_start, &graph->entering);
}

typedef struct Sorter {
    Graph *graph;
    size_t *waiting; /* arcs into the node whose start is not yet in order */
    bool *placed;
    size_t *order;
    size_t count, done;
    size_t first_left;   /* no node before it is left */
    size_t *met, *steps; /* of the walk that looks for a circle */
} Sorter;

static void place(Sorter *sorter, size_t node)
{
    sorter->placed[node] = true;
    sorter->order[sorter->count++] = node;
}

static void follow(Sorter *sorter)
{
    const Graph *graph = sorter->graph;

    while (sorter->done < sorter->count) {
        size_t node = sorter->order[sorter->done++];

        for (size_t i = graph->leaving_start[node]; i < graph->leaving_start[node + 1]; i++) {
            const Arc *arc = &graph->arcs[graph->leaving[i]];

            if (!arc->cut && --sorter->waiting[arc->after] == 0) {
                place(sorter, arc->after);
            }
        }
    }
}

/* An arc into the node from one that is left; every node that is left has one. */
static size_t arc_to_left(const Sorter *sorter, size_t node)
{
    const Graph *graph = sorter->graph;
    size_t i = graph->entering_start[node];

    while (graph->arcs[graph->entering[i]].cut || sorter->placed[graph->arcs[graph->entering[i]].before]) {
        i++;
    }
    return graph->entering[i];
}

/* Walks against the arcs from the first node left until it meets its own way. */
static Circle find_circle(Sorter *sorter)
{
    const Graph *graph = sorter->graph;
    size_t *met = sorter->met; /* step of the visit, from 1 */
    size_t *steps = sorter->steps, step = 0, node;
    Circle circle = { 0 };

    while (sorter->placed[sorter->first_left]) {
        sorter->first_left++;
    }
    for (node = sorter->first_left; !met[node]; node = graph->arcs[steps[step - 1]].before) {
        met[node] = step + 1;
        steps[step++] = arc_to_left(sorter, node);
    }
    circle.count = step - (met[node] - 1);
    circle.arcs = sd_arena_alloc(graph->arena, circle.count * sizeof *circle.arcs);
    for (size_t i = 0; i < circle.count; i++) {
        circle.arcs[i] = steps[step - 1 - i];
    }
    for (size_t i = 0; i < step; i++) {
        met[graph->arcs[steps[i]].after] = 0;
    }
    return circle;
}

/* Cuts the least firm arc of a circle.  False when none may be cut. */
static bool cut_circle(Sorter *sorter, const Circle *circle)
{
    Arc *weakest = NULL;

    for (size_t i = 0; i < circle->count; i++) {
        Arc *arc = &sorter->graph->arcs[circle->arcs[i]];

        if (arc->firmness > ARC_RELEASE && (!weakest || arc->firmness > weakest->firmness)) {
            weakest = arc;
        }
    }
    if (!weakest) {
        return false;
    }
    weakest->cut = true;
    if (--sorter->waiting[weakest->after] == 0) {
        place(sorter, weakest->after);
    }
    return true;
}

bool sd_graph_sort(Graph *graph, size_t *order, Circle *circle)
{
    Sorter sorter = { .graph = graph };

    sorter.order = order;
    sorter.met = sd_arena_alloc(graph->arena, graph->node_count * sizeof *sorter.met);
    sorter.steps = sd_arena_alloc(graph->arena, graph->node_count * sizeof *sorter.steps);
    sorter.waiting = sd_arena_alloc(graph->arena, graph->node_count * sizeof *sorter.waiting);
    sorter.placed = sd_arena_alloc(graph->arena, graph->node_count * sizeof *sorter.placed);
    for (size_t node = 0; node < graph->node_count; node++) {
        sorter.waiting[node] = graph->entering_start[node + 1] - graph->entering_start[node];
        for (size_t i = graph->entering_start[node]; i < graph->entering_start[node + 1]; i++) {
            sorter.waiting[node] -= graph->arcs[graph->entering[i]].cut ? 1 : 0;
        }
        if (sorter.waiting[node] == 0) {
            place(&sorter, node);
        }
    }
    for (;;) {
        follow(&sorter);
        if (sorter.count == graph->node_count) {
            return true;
        }
        *circle = find_circle(&sorter);
        if (!cut_circle(&sorter, circle)) {
            return false;
        }
    }
}
