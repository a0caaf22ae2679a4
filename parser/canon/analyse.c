#include "parser/parser.h"

void sd_analyse(Catalog *now, Catalog *wanted)
{
    (void) now;
    (void) wanted;
}
