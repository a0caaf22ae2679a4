#include "differ/profile.h"

#include <string.h>

/* ---- the table ---------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define PROFILE(id, summary, in_surroundings) static const ProfileRow rows_of_##id[] = {
#define ROW(rule, kind, schema, name)             { PROFILE_##rule, kind, schema, name },
#define END_PROFILE                               { PROFILE_KNOWN_BY, NULL, NULL, NULL } };
#include "differ/profiles/all.def"

const Profile sd_profiles[] = {
#define PROFILE(id, summary, in_surroundings) { #id, summary, in_surroundings, rows_of_##id, sizeof rows_of_##id / sizeof *rows_of_##id - 1 },
#include "differ/profiles/all.def"
    { NULL, NULL, false, NULL, 0 },
};
/* clang-format on */

const Profile *sd_profile_named(const char *name)
{
    for (const Profile *profile = sd_profiles; profile->name; profile++) {
        if (strcmp(profile->name, name) == 0) {
            return profile;
        }
    }
    return NULL;
}

/* ---- one row -------------------------------------------------------------------------------------------------------- */

static bool fits(Name name, const char *pattern)
{
    size_t length = strlen(pattern);

    if (!name) {
        return false;
    }
    return pattern[length - 1] == '*' ? strncmp(name->text, pattern, length - 1) == 0
                                      : strcmp(name->text, pattern) == 0;
}

static bool is_of_kind(Key key, const char *label)
{
    return strcmp(sd_kinds[key->kind].label, label) == 0;
}

static const Object *find(const Catalog *now, const Catalog *wanted, Key key)
{
    const Object *object = now ? sd_catalog_find(now, key) : NULL;

    return object || !wanted ? object : sd_catalog_find(wanted, key);
}

/* What a comment, a grant, a label or a default is about. */
static Key host_of(Key key)
{
    while (key->parent && (sd_kinds[key->kind].traits & (ON_PARENT | ABOUT_PARENT))) {
        key = key->parent;
    }
    return key;
}

/* Whether the key, or one above it, is an object of this kind at the top. */
static bool is_in(Key key, const ProfileRow *row)
{
    while (key->parent) {
        key = key->parent;
    }
    return is_of_kind(key, row->kind) && fits(key->name, row->name);
}

static bool is_on(Key key, const ProfileRow *row)
{
    Name schema = sd_key_schema(key);

    return is_of_kind(key, row->kind) && fits(schema, row->schema) && key->parent && fits(key->parent->name, row->name);
}

/* The owner of the object, or of what it goes with. */
static Name owner_of(const Catalog *now, const Catalog *wanted, Key key)
{
    for (; key; key = key->parent) {
        const Kind *kind = &sd_kinds[key->kind];
        const Attr *attr = sd_kind_attr(kind, "owner");
        const Object *object = attr ? find(now, wanted, key) : NULL;

        if (object && sd_attr_present(object, attr)) {
            return *(const Name *) sd_object_field(object, attr);
        }
        if (!sd_kind_falls_with_parent(kind) || (kind->traits & GIVES_PRIVILEGES)) {
            return NULL;
        }
    }
    return NULL;
}

static bool is_of_role(const Catalog *now, const Catalog *wanted, Key key, const ProfileRow *row)
{
    Name owner = owner_of(now, wanted, key);

    if ((sd_kinds[key->kind].traits & GIVES_PRIVILEGES) && fits(key->name, row->name)) {
        return true;
    }
    return is_in(key, row) || (fits(owner, row->name) && owner != (now ? now->role : NULL));
}

static bool needs_extension(const Catalog *now, const Catalog *wanted, Key key, const ProfileRow *row)
{
    const Catalog *sides[] = { now, wanted };

    for (size_t side = 0; side < 2 && is_of_kind(key, row->kind); side++) {
        const Edge *edges;
        size_t count = sides[side] ? sd_catalog_needs(sides[side], key, &edges) : 0;

        for (size_t i = 0; i < count; i++) {
            if (is_of_kind(edges[i].to, "extension") && fits(edges[i].to->name, row->name)) {
                return true;
            }
        }
    }
    return false;
}

/* What the object refers to lives where the platform has nothing to say. */
static bool calls_users(const Profile *profile, const Catalog *now, const Catalog *wanted, Key key,
                        const ProfileRow *row)
{
    const Object *object = is_of_kind(key, row->kind) ? find(now, wanted, key) : NULL;
    const Attr *attr = object ? sd_kind_attr(sd_kind_of(object), row->name) : NULL;
    Key called = attr && attr->type == ATTR_REF ? *(const Key *) sd_object_field(object, attr) : NULL;

    return called && strcmp(sd_key_schema(called)->text, "pg_catalog") != 0 &&
           !sd_profile_leaves(profile, now, wanted, called);
}

/* ---- all rows ------------------------------------------------------------------------------------------------------- */

static bool is_role_of(const Profile *profile, Name role)
{
    for (size_t i = 0; i < profile->count; i++) {
        if (profile->rows[i].rule == PROFILE_LEAVE_ROLE && fits(role, profile->rows[i].name)) {
            return true;
        }
    }
    return false;
}

/* The object is there, and belongs to one of the platform's roles. */
static bool is_known_by(const Profile *profile, const Catalog *catalog, const ProfileRow *row)
{
    const Kind *kind = sd_kind_labelled(row->kind);
    Key key = kind ? sd_key(catalog->names, kind->id, NULL, sd_name(catalog->names, row->name), NULL) : NULL;

    return key && is_role_of(profile, owner_of(catalog, NULL, key));
}

const Profile *sd_profile_of(const Catalog *catalog)
{
    for (const Profile *profile = sd_profiles + 1; catalog && profile->name; profile++) {
        bool is_known = true;

        for (size_t i = 0; i < profile->count && is_known; i++) {
            is_known = profile->rows[i].rule != PROFILE_KNOWN_BY || is_known_by(profile, catalog, &profile->rows[i]);
        }
        if (is_known) {
            return profile;
        }
    }
    return sd_profiles;
}

/* Nobody asks for it.  Files that are what is there now do not say what the platform has put there before them, so that a
 * server which is the wanted side has it is no wish. */
static bool is_unsaid(const Catalog *now, const Catalog *wanted, Key key)
{
    return !wanted || !sd_catalog_find(wanted, key) ||
           (now && !now->server_version && wanted->server_version && !sd_catalog_find(now, key));
}

/* Where the profile looks. */
typedef struct Place {
    const Profile *profile;
    const Catalog *now, *wanted;
    Key key, host;
} Place;

static bool row_fits(const Place *place, const ProfileRow *row)
{
    Key host = place->host;

    switch (row->rule) {
    case PROFILE_KNOWN_BY:
        return false;
    case PROFILE_LEAVE:
        return is_in(host, row);
    case PROFILE_LEAVE_UNSAID:
        return is_in(host, row) && is_unsaid(place->now, place->wanted, host);
    case PROFILE_LEAVE_ROLE:
        return is_of_role(place->now, place->wanted, host, row);
    case PROFILE_LEAVE_ON:
    case PROFILE_KEEP_ON:
        return is_on(host, row);
    case PROFILE_LEAVE_NEEDING:
        return needs_extension(place->now, place->wanted, host, row);
    case PROFILE_LEAVE_GRANTS:
        return is_of_kind(host, row->kind) && (sd_kinds[place->key->kind].traits & IS_PRIVILEGE);
    case PROFILE_KEEP_CALLING:
        return calls_users(place->profile, place->now, place->wanted, host, row);
    }
    return false;
}

/* The first row that fits, or NULL. */
static const ProfileRow *deciding_row(const Profile *profile, const Catalog *now, const Catalog *wanted, Key key)
{
    Place place = { .profile = profile, .now = now, .wanted = wanted, .key = key, .host = host_of(key) };

    for (size_t i = 0; i < profile->count; i++) {
        if (row_fits(&place, &profile->rows[i])) {
            return &profile->rows[i];
        }
    }
    return NULL;
}

static bool is_keeping(const ProfileRow *row)
{
    return row->rule == PROFILE_KEEP_ON || row->rule == PROFILE_KEEP_CALLING;
}

bool sd_profile_leaves(const Profile *profile, const Catalog *now, const Catalog *wanted, Key key)
{
    const ProfileRow *row = deciding_row(profile, now, wanted, key);

    return row && !is_keeping(row);
}

bool sd_profile_keeps(const Profile *profile, const Catalog *now, const Catalog *wanted, Key key)
{
    const ProfileRow *row = deciding_row(profile, now, wanted, key);

    return row && is_keeping(row) && key->parent && sd_profile_leaves(profile, now, wanted, key->parent);
}
