/* A rename that somebody states: what is called so in the wanted schema was called otherwise.
 *
 * Nothing in two schemas tells a rename from a drop and a create; only a person knows.  Files say it in a comment
 * (parser/sql/renamed.h); before the schemas are compared it is carried out on the present one (sd_renames_apply), so
 * that the rest of the program never hears of it. */
#ifndef SD_MODEL_RENAME_H
#define SD_MODEL_RENAME_H

#include "model/diag.h"
#include "model/kind.h"

typedef struct Rename {
    Key from, to;              /* of one kind and one parent; for a value both are the enum type */
    Name from_value, to_value; /* of an enum type; NULL: the object itself */
    Position at;
} Rename;

struct Text;

/* The statement that does it, without a semicolon: ALTER TABLE app.users RENAME COLUMN mail TO email. */
void sd_rename_sql(struct Text *text, const Rename *rename);

#endif
