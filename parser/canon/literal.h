/* Readers of literals: each takes the text of a literal and writes the value's canonical form.
 *
 * A reader says false when it is not sure that it knows what the server makes of the text; the literal then stays as
 * it is written and can only be found equal to the same text.  So a reader may be narrow but never wrong.  Texts that the
 * server refuses need no care: no definition has them. */
#ifndef SD_PARSER_CANON_LITERAL_H
#define SD_PARSER_CANON_LITERAL_H

#include "model/text.h"
#include "parser/canon/side.h"

#include <string.h>

typedef bool (*LiteralReader)(const char *text, Text *out);

/* literal_number.c */
bool sd_literal_bool(const char *text, Text *out);
bool sd_literal_int2(const char *text, Text *out);
bool sd_literal_int4(const char *text, Text *out);
bool sd_literal_int8(const char *text, Text *out);
bool sd_literal_oid(const char *text, Text *out);
bool sd_literal_numeric(const char *text, Text *out); /* without leading zeros, scale kept */
bool sd_literal_float4(const char *text, Text *out);
bool sd_literal_float8(const char *text, Text *out);
bool sd_literal_money(const char *text, Text *out);

/* literal_bytes.c */
bool sd_literal_uuid(const char *text, Text *out);
bool sd_literal_bytea(const char *text, Text *out);
bool sd_literal_bit(const char *text, Text *out);
bool sd_literal_char(const char *text, Text *out);
bool sd_literal_short_name(const char *text, Text *out);
bool sd_literal_verbatim(const char *text, Text *out);

/* literal_time.c */
bool sd_literal_date(const char *text, Text *out);
bool sd_literal_time(const char *text, Text *out);
bool sd_literal_timetz(const char *text, Text *out);
bool sd_literal_timestamp(const char *text, Text *out);
bool sd_literal_timestamptz(const char *text, Text *out);

/* Between `fewest` and `most` digits; six digits at most behind a point, in millionths, since more would be rounded. */
bool sd_literal_take_digits(const char **at, size_t fewest, size_t most, int64_t *value);
bool sd_literal_take_fraction(const char **at, int64_t *millionths);

/* literal_interval.c; fields as format_type() spells them: " day to second(3)", "(2)". */
bool sd_literal_interval(const char *text, Text *out);
bool sd_literal_interval_fields(const char *text, const char *fields, Text *out);

/* literal_network.c */
bool sd_literal_inet(const char *text, Text *out);
bool sd_literal_cidr(const char *text, Text *out);
bool sd_literal_macaddr(const char *text, Text *out);
bool sd_literal_macaddr8(const char *text, Text *out);

/* literal_shape.c */
bool sd_literal_point(const char *text, Text *out);
bool sd_literal_segment(const char *text, Text *out);
bool sd_literal_line(const char *text, Text *out);
bool sd_literal_circle(const char *text, Text *out);
bool sd_literal_box(const char *text, Text *out);
bool sd_literal_path(const char *text, Text *out);
bool sd_literal_polygon(const char *text, Text *out);

/* literal_search.c, literal_path.c, literal_json.c */
bool sd_literal_tsvector(const char *text, Text *out);
bool sd_literal_tsquery(const char *text, Text *out);
bool sd_literal_jsonpath(const char *text, Text *out);
bool sd_literal_jsonb(const char *text, Text *out);

/* literal.c: a value of any type that has a reader. */
bool sd_literal_value(Side *side, TypeOid type, const char *text, Text *out);

/* literal_nested.c: elements, bounds and fields are read as their types read them. */
bool sd_literal_array(Side *side, TypeOid element, const char *text, Text *out);
bool sd_literal_range(Side *side, const TypeInfo *type, const char *text, Text *out);
bool sd_literal_multirange(Side *side, const TypeInfo *type, const char *text, Text *out);
bool sd_literal_row(Side *side, Key type, const char *text, Text *out);

/* What isspace() skips in the locale C. */
static inline const char *sd_literal_space(const char *at)
{
    return at + strspn(at, " \t\n\r\f\v");
}

#endif
