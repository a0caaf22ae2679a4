/* The table of writers.  A kind without an alter function has a statement in each of its rows, or none at all. */
#include "emitter/writer.h"

/* clang-format off */
const Writer sd_writers[KIND_COUNT] = {
#define WRITES(ID, member, function) [KIND_##ID].member = function,
#include "model/kinds/all.def"
};
/* clang-format on */
