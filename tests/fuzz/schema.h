/* One small schema that the targets of the analyser share.  Reading it takes longer than analysing what they are given, so it
 * is kept for some runs; then it is read again, since names are never given back. */
#ifndef SD_TESTS_FUZZ_SCHEMA_H
#define SD_TESTS_FUZZ_SCHEMA_H

#include "model/catalog.h"

/* The catalog of the text, which must be the same at each call.  Owned here. */
Catalog *fuzz_schema(const char *text);

#endif
