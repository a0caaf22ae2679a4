#include "parser/canon/canon.h"

void sd_canon_finish(Catalog *catalog, const Catalog *other)
{
    (void) catalog;
    (void) other;
}
