/* The names that the server chooses when a statement gives none.
 *
 * They are made of what the object is about: users_email_key, orders_user_id_fkey, p1_created_at_idx.  Where one is taken
 * a number is added, which depends on what was there at that moment; so that a name is the first choice can be told,
 * that it would be chosen, only by whoever knows all others. */
#ifndef SD_MODEL_SERVER_NAME_H
#define SD_MODEL_SERVER_NAME_H

#include "model/object.h"

enum { LONGEST_NAME = 63 }; /* NAMEDATALEN - 1, bytes */

/* The length shortened to the limit, so that no UTF-8 character is cut. */
size_t sd_name_clip(const char *text, size_t length, size_t limit);

/* "first_second_label" in a buffer of LONGEST_NAME + 1 bytes; second may be NULL.  The longer of the first two is
 * shortened until all fits (makeObjectName of indexcmds.c). */
void sd_server_name_make(char *made, const char *first, const char *second, const char *label);

/* True when an index or a key has the name of first choice: that of its table, then of its columns, and a label
 * (ChooseIndexName of indexcmds.c).  False also where that cannot be told: over expressions. */
bool sd_index_has_server_name(const Object *index);

/* True when the server may choose the name for the rows that the foreign key has about the partitions of the table it
 * refers to: the name of first choice, or that with a number behind. */
bool sd_foreign_key_may_take_name(const Constraint *foreign_key, Name name);

/* How much of an element's options (Index.element_options) is collation and operator class: what stands before the order,
 * in which an index may differ from one that it is a share of (CompareIndexInfo of index.c). */
size_t sd_element_options_unordered(const char *options);

#endif
