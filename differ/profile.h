/* What of a database belongs to its platform and is left alone, as data: differ/profiles/<name>.def.
 *
 * A row names objects by kind and name, and says whether they are left to the platform or are the user's all the same:
 * a trigger on one of the platform's tables that calls a function of the user's.  The first row that fits decides;
 * where none does the object is the user's.  A profile also says how a database of its platform is recognised. */
#ifndef SD_DIFFER_PROFILE_H
#define SD_DIFFER_PROFILE_H

#include "model/catalog.h"

typedef enum ProfileRule {
    PROFILE_KNOWN_BY,      /* a database of the platform has such an object at the top, owned by one of its roles */
    PROFILE_LEAVE,         /* such an object, with all that is in it and on it */
    PROFILE_LEAVE_UNSAID,  /* such an object, while nobody asks for it: the wanted side does not have it */
    PROFILE_LEAVE_ROLE,    /* such a role, what it owns, what it is a member of, default privileges of what it makes */
    PROFILE_LEAVE_ON,      /* an object of this kind on that relation */
    PROFILE_LEAVE_NEEDING, /* an object of this kind that needs that extension */
    PROFILE_LEAVE_GRANTS,  /* grants on objects of this kind */
    PROFILE_KEEP_ON,       /* an object of this kind on that relation is the user's */
    PROFILE_KEEP_CALLING   /* an object of this kind whose REF row of that name refers to what is the user's */
} ProfileRule;

typedef struct ProfileRow {
    ProfileRule rule;
    const char *kind;   /* label */
    const char *schema; /* of the relation; may end in * like the name */
    const char *name;
} ProfileRow;

typedef struct Profile {
    const char *name;
    const char *summary;  /* for people: "a database on the ... platform" */
    bool in_surroundings; /* files are read as if they were loaded into such a database: see sd_files_read */
    const ProfileRow *rows;
    size_t count;
} Profile;

extern const Profile sd_profiles[]; /* the first leaves nothing; ends in a row without name */

/* The profile of that name, or NULL. */
const Profile *sd_profile_named(const char *name);

/* The profile whose platform the database looks like; the first one when there is none, or no catalog. */
const Profile *sd_profile_of(const Catalog *catalog);

/* Whether the object of that key is the platform's.  now, wanted: where to look for it and for what it is in; who owns
 * something is what the present side says.  What belongs to the role that does the work is never the platform's. */
bool sd_profile_leaves(const Profile *profile, const Catalog *now, const Catalog *wanted, Key key);

/* Whether it is the user's although what it is in or on is the platform's. */
bool sd_profile_keeps(const Profile *profile, const Catalog *now, const Catalog *wanted, Key key);

#endif
