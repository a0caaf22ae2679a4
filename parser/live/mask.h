/* Messages of libpq, fit to be shown. */
#ifndef SD_PARSER_LIVE_MASK_H
#define SD_PARSER_LIVE_MASK_H

#include "model/arena.h"

/* The message in one line, with no piece of a password in it.  conninfo: the string it may quote, or NULL. */
const char *sd_mask_message(Arena *arena, const char *message, const char *conninfo);

#endif
