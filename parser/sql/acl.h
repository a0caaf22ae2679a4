/* What a role may do with an object, statement by statement.
 *
 * The model keeps what deviates from the built-in privileges (acldefault of the server's acl.c): the owner has all of
 * them, PUBLIC those of the kind's row.  So each change is applied to what the role has at the time, built-in ones
 * included, and a Grant exists only while the outcome is another. */
#ifndef SD_PARSER_SQL_ACL_H
#define SD_PARSER_SQL_ACL_H

#include "parser/sql/state.h"

typedef struct AclChange {
    const List *privileges;
    bool is_grant;
    bool option; /* WITH GRANT OPTION; GRANT OPTION FOR */
} AclChange;

/* Applies a change to one role's privileges on one object. */
void sd_acl_apply(Session *session, Key object, Name role, const AclChange *change);

/* The key of a role's Grant on an object. */
Key sd_acl_key(const Session *session, Key object, Name role);

/* "SELECT,INSERT" as a list; NULL gives none. */
const List *sd_acl_words(Catalog *catalog, const char *words);

/* The kind whose row lists the privileges of TABLES, SEQUENCES and so on. */
KindId sd_acl_kind_of_defaults(Name word);

#endif
