/* Of side.c only: fills a side's operators and casts. */
#ifndef SD_PARSER_CANON_SIDE_OWN_H
#define SD_PARSER_CANON_SIDE_OWN_H

#include "parser/canon/side.h"

void sd_side_take_own(Side *side);

#endif
