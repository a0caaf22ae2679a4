/* Where expressions and types mention an object, so that they can follow it when it gets another name.
 *
 * The server stores references by OID, so a view, a default or a check goes on to work when its table is renamed.
 * Here they are texts: the places are found in the parse tree and the text is edited there. */
#ifndef SD_PARSER_SQL_MENTION_H
#define SD_PARSER_SQL_MENTION_H

#include "parser/sql/reader.h"

/* Whether any expression of the object's rows mentions a relation, routine or type. */
bool sd_mention_in_object(const Object *object, Key key);

/* Whether a type, as the model spells it, is the type of this key or an array of it. */
bool sd_type_is_of(Name type, Key key);

/* The same for a row that is a type or refers to an object by name. */
bool sd_row_is_of(const Attr *attr, Name value, Key key);

/* To be called when `from` has become `to` (sd_catalog_rename was called): edits the expressions, types and argument
 * lists of the whole catalog.  Warns of texts it cannot edit. */
void sd_mention_follow(Session *session, Key from, Key to);

/* The types and names among that: rows, arguments of routines and so their keys. */
void sd_type_follow(Session *session, Key from, Key to);

/* The same for a column of a table: constraints, indexes, triggers and expressions of the table. */
void sd_mention_follow_column(Session *session, Key from, Key to);

/* Drops an object and what falls with it, or reports what stands in the way (read_drop.c). */
void sd_drop_object(Session *session, Key key, bool cascade);

#endif
