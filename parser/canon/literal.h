/* Readers of literals, one a type: each takes the text of a literal and writes the value's canonical form.
 *
 * A reader says false when it is not sure that it knows what the server makes of the text; the literal then stays as
 * it is written and can only be found equal to the same text.  So a reader may be narrow but never wrong. */
#ifndef SD_PARSER_CANON_LITERAL_H
#define SD_PARSER_CANON_LITERAL_H

#include "model/text.h"

typedef bool (*LiteralReader)(const char *text, Text *out);

/* literal_time.c */
bool sd_literal_date(const char *text, Text *out);
bool sd_literal_time(const char *text, Text *out);
bool sd_literal_timestamp(const char *text, Text *out);
bool sd_literal_timestamptz(const char *text, Text *out);
bool sd_literal_interval(const char *text, Text *out);

/* literal_json.c */
bool sd_literal_jsonb(const char *text, Text *out);

/* literal.c: the value without leading zeros, point and sign normalised, scale kept. */
bool sd_literal_numeric(const char *text, Text *out);

#endif
