/* What needs what, as model/catalog.c keeps it: edges are given in any order, sealing sorts them. */
#ifndef SD_MODEL_EDGES_H
#define SD_MODEL_EDGES_H

#include "model/catalog.h"

/* Adds the edges that the object's rows are: what they refer to. */
void sd_edges_add_of_rows(Catalog *catalog, const Object *object);

/* Sorts what was added since the last time among the rest, without repetitions.  Where a type is completed by a part of its own
 * (COMPLETES_PARENT), what it needs is needed by that part, and what needs it needs that part too. */
void sd_edges_sort(Catalog *catalog);

#endif
