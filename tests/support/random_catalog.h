/* Catalogs made by chance, from the rows of the kinds: valid as far as the differ can see, and never cyclic.
 *
 * Catalogs of the same Names draw from the same small set of identities, so two of them have much in common. */
#ifndef SD_TESTS_SUPPORT_RANDOM_CATALOG_H
#define SD_TESTS_SUPPORT_RANDOM_CATALOG_H

#include "model/catalog.h"

typedef struct Chance {
    uint64_t state;
} Chance;

/* 0 .. below - 1. */
size_t chance_below(Chance *chance, size_t below);

/* A sealed catalog: the same one for the same seed. */
Catalog *random_catalog(Names *names, uint64_t seed);

/* The same objects and edges, added in another order. */
Catalog *random_shuffled(const Catalog *catalog, uint64_t seed);

/* The same, with some rows changed. */
Catalog *random_edited(const Catalog *catalog, uint64_t seed);

#endif
