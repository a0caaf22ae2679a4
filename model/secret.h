/* Passwords in the options of servers, user mappings and subscriptions.
 *
 * A row that may hold some is marked `.secret`.  A migration says what its two sides ask for, as it must.  Messages
 * and reports show **** in place of a secret; schema files and snapshots, which are made to be kept beside the code,
 * are written without (sd_secret_forget).  So files are usually silent about secrets, and silence changes nothing:
 * differ/settle.c leaves what is there.
 *
 * The value of a secret row that the server shows to others only is the list of one empty text, or an absent text: see
 * sd_secret_is_hidden. */
#ifndef SD_MODEL_SECRET_H
#define SD_MODEL_SECRET_H

#include "model/catalog.h"
#include "model/text.h"

/* Whether the value of an option of that name must not be shown: "password", "sslpassword", "api_key". */
bool sd_secret_is_option(const char *name);

/* Whether the row is one whose value could not be read. */
bool sd_secret_is_hidden(const Object *object, const Attr *attr);

/* A list of "name=value" without the secret ones. */
const List *sd_secret_options_without(Arena *arena, const List *options);

/* A connection string of libpq, "host=a password=b" or "postgresql://user:b@a/db", with each secret replaced; a NULL
 * leaves it out, its keyword included. */
const char *sd_secret_connection(Arena *arena, const char *connection, const char *replacement);

/* Takes the secrets out of every row that holds some; the number of such rows. */
size_t sd_secret_forget(Catalog *catalog);

/* A copy of a line of a user's file with the literals behind words such as password made stars, as long as they were. */
const char *sd_secret_masked_line(Arena *arena, const char *line);

#endif
