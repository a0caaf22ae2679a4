/* Where expressions and types mention an object, so that they can follow it when it gets another name.
 *
 * The server stores references by OID, so a view, a default or a check goes on to work when its table is renamed.
 * Here they are texts: parse analysis (parser/canon/uses.h) tells the places that mean the object, and the texts are
 * edited there.  A name that becomes another one is exchanged; a column of a relation in FROM is given its old name by an
 * alias, FROM t AS t(a, b), which is how the server itself prints such a view. */
#ifndef SD_PARSER_SQL_MENTION_H
#define SD_PARSER_SQL_MENTION_H

#include "parser/sql/reader.h"

/* ---- mention.c: to be called before anything has changed; they warn of texts they cannot edit ---------------------- */

/* A relation, routine or type is about to become `to`: edits the expressions of the whole catalog. */
void sd_mention_follow(Session *session, Key from, Key to);

/* A column of a table or view is about to become `to`: also its name in constraints, indexes, triggers. */
void sd_mention_follow_column(Session *session, Key from, Key to);

/* A value of an enum type is about to become another one. */
void sd_mention_follow_value(Session *session, Key type, Name from, Name to);

/* A relation is about to get a column: writes out each * that stands for its columns, and qualifies what is called as
 * the new column will be, since the server resolved both when the object was made. */
void sd_mention_freeze(Session *session, Key relation, Name added);

/* Names the columns of a view that takes them from its query; false when they cannot be known. */
bool sd_mention_name_columns(Session *session, Object *view);

/* Whether any expression of the object's rows uses the object or something within it. */
bool sd_mention_in_object(Session *session, const Object *object, Key key);

/* ---- follow_schema.c ----------------------------------------------------------------------------------------------- */

/* To be called when the schema has its new name already. */
void sd_schema_follow(Catalog *catalog, Name from, Name to);

/* ---- follow_type.c ------------------------------------------------------------------------------------------------- */

/* Whether a type, as the model spells it, is the type of this key or an array of it. */
bool sd_type_is_of(Name type, Key key);

/* Whether the type is among those that the key is made of: a routine's arguments, a cast's two types. */
bool sd_key_is_over(Key key, Key type);

/* The same for a row that is a type or refers to an object by name. */
bool sd_row_is_of(const Attr *attr, Name value, Key key);

/* To be called when `from` has become `to` (sd_catalog_rename was called): types and names in rows, types of the arguments
 * of routines and so their keys. */
void sd_type_follow(Session *session, Key from, Key to);

/* ---- read_drop.c --------------------------------------------------------------------------------------------------- */

/* Drops objects and what falls with them, or reports what stands in the way. */
void sd_drop_objects(Session *session, const Key *keys, size_t count, bool cascade);

static inline void sd_drop_object(Session *session, Key key, bool cascade)
{
    sd_drop_objects(session, &key, 1, cascade);
}

#endif
