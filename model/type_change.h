/* What becomes of the values when the type of a column changes.
 *
 * ALTER TABLE ... ALTER COLUMN TYPE converts every value with the assignment cast, as INSERT would.  Such a cast may keep
 * every value, refuse some, or change some without a word: numeric(10,4) to numeric(10,2) rounds, timestamp to date
 * forgets the time.  The last is a loss of data that nothing announces, so it is decided here, for every pair of
 * built-in types; of types that are not built in nothing is known.
 *
 * Types are spelled as format_type() does: "character varying(20)", "timestamp(3) with time zone", "integer[]". */
#ifndef SD_MODEL_TYPE_CHANGE_H
#define SD_MODEL_TYPE_CHANGE_H

#include <stdbool.h>

typedef enum TypeChange {
    TYPE_CHANGE_KEEPS,   /* every value of the old type has its equal in the new one */
    TYPE_CHANGE_REFUSES, /* some values have none, and the statement fails when it meets one */
    TYPE_CHANGE_LOSES,   /* some values come out as others */
    TYPE_CHANGE_UNKNOWN  /* one of the types is not built in, or there is no cast without USING */
} TypeChange;

/* Sources: pg_cast, and the casts themselves in utils/adt (numeric.c, float.c, timestamp.c, date.c, varchar.c, json.c);
 * length coercion of assignments in the manual's "Value Storage" (typeconv-query). */
TypeChange sd_type_change(const char *from, const char *to);

/* What ALTER COLUMN TYPE needs to convert values of one type into those of another. */
typedef enum TypeCast {
    TYPE_CAST_ASSIGNS,  /* nothing: there is an assignment cast, as for INSERT */
    TYPE_CAST_EXPLICIT, /* USING column::type */
    TYPE_CAST_THROUGH,  /* USING column::other::type, for want of a cast between the two */
    TYPE_CAST_UNKNOWN   /* one of the types is not built in */
} TypeCast;

/* through: set to the type between for TYPE_CAST_THROUGH.  Sources: pg_cast; find_coercion_pathway of parse_coerce.c, by
 * which any type becomes a string in an assignment, and arrays go by their elements. */
TypeCast sd_type_cast(const char *from, const char *to, const char **through);

/* True where a value of one type can equal one of the other, so that a foreign key may join the two: types of one family.
 * Source: the default operator families of btree (pg_amop). */
bool sd_type_compares(const char *one, const char *other);

/* What is lost, for a sentence: "values are rounded"; NULL when nothing is. */
const char *sd_type_change_loss(const char *from, const char *to);

/* True when the values are stored the same way, so that the table is not written anew: manual, ALTER TABLE, Notes, and
 * the support functions of the length casts (varchar_support, numeric_support, timestamp_support). */
bool sd_type_change_is_binary(const char *from, const char *to);

#endif
