/* Interned text and interned identities.
 *
 * Equal texts are one pointer (Name), and equal identities are one pointer (Key), as long as both come from the
 * same Names.  The two catalogs of a comparison share one Names, so finding an object's counterpart, or asking
 * whether two references mean the same thing, is a comparison of pointers.
 *
 * A Key is a path: the kind of the object, the key of its parent (schema of a table, table of a column, target of
 * a comment), its name, and for routines the canonical types of its input arguments:
 *
 *     schema "app"  <-  table "users"  <-  column "id"  <-  comment
 *
 * A Key may name something outside every catalog: a built-in function, a member of an extension, a table of a
 * schema that the files do not declare.  A routine's key without args stands for the name alone: for whichever
 * routine of that name is meant. */
#ifndef SD_MODEL_NAME_H
#define SD_MODEL_NAME_H

#include "model/kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct NameText {
    uint32_t length; /* bytes, without the zero behind */
    char text[];
};

struct KeyNode {
    KindId kind;
    Key parent; /* NULL at the top */
    Name name;  /* NULL where the parent says it all, as for a comment */
    Name args;  /* what else identifies it, see the kind's .def: input argument types of a routine, "integer, text" */
};

typedef struct Names Names;

Names *sd_names_new(void);
void sd_names_free(Names *names); /* every Name and Key of it becomes invalid; NULL is allowed */

/* The one Name of these bytes.  sd_name(names, NULL) is NULL. */
Name sd_name(Names *names, const char *text);
Name sd_name_of(Names *names, const char *bytes, size_t length);
Name sd_name_format(Names *names, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The one Key of this path. */
Key sd_key(Names *names, KindId kind, Key parent, Name name, Name args);

/* The key at or above this one that is of the given kind, or NULL. */
Key sd_key_above(Key key, KindId kind);

/* The name of the schema an object lives in (a comment lives where its target does), or NULL. */
Name sd_key_schema(Key key);

/* True when ancestor is the key itself or one of the keys above it. */
bool sd_key_within(Key key, Key ancestor);

/* The key with the part `from` of its path exchanged for `to`; the key itself when it is not within `from`. */
Key sd_key_moved(Names *names, Key key, Key from, Key to);

/* The second of two types in the args of a key, behind the comma: "integer, text" gives "text". */
const char *sd_args_second(Name args);

/* Total order of keys: kinds in creation order, then paths bytewise.  <0, 0, >0. */
int sd_key_compare(Key a, Key b);

#endif
