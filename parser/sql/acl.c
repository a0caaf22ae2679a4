#include "parser/sql/acl.h"

#include <string.h>

/* The privileges that exist for an object, and the role that has them all. */
typedef struct Target {
    Key object;
    KindId kind; /* whose row lists the privileges */
    Name owner;  /* NULL when not known, or when owners have nothing built in here */
    bool has_builtin;
} Target;

const List *sd_acl_words(Catalog *catalog, const char *words)
{
    const List *list = NULL;

    while (words && *words) {
        size_t length = strcspn(words, ",");

        list = sd_list_with(catalog->arena, list, sd_name_of(catalog->names, words, length));
        words += length + (words[length] == ',');
    }
    return list;
}

static Name owner_in(const Catalog *catalog, Key key)
{
    const Object *object = catalog ? sd_catalog_find(catalog, key) : NULL;
    const Attr *attr = object ? sd_kind_attr(sd_kind_of(object), "owner") : NULL;

    return attr ? *(const Name *) sd_object_field(object, attr) : NULL;
}

/* An owner that is not stated stays the one on the other side; what is new belongs to the role that makes it. */
static Name owner_of(const Session *session, Key key)
{
    Name owner = owner_in(session->resolver.catalog, key);

    if (!owner) {
        owner = owner_in(session->resolver.other, key);
    }
    return owner ? owner : session->resolver.catalog->role;
}

KindId sd_acl_kind_of_defaults(Name word)
{
    for (KindId kind = 0; kind < KIND_COUNT; kind++) {
        if (sd_kinds[kind].default_privileges && strcmp(sd_kinds[kind].default_privileges, word->text) == 0) {
            return kind;
        }
    }
    return KIND_TABLE;
}

/* Default privileges of one schema only add to those of all schemas, which stand for the built-in ones; the ACL of a
 * column begins empty. */
static Target target_of(const Session *session, Key object)
{
    Target target = { .object = object, .kind = object->kind, .has_builtin = true };

    if (object->kind == KIND_DEFAULT_PRIVILEGES) {
        target.kind = sd_acl_kind_of_defaults(object->args);
        target.owner = object->name;
        target.has_builtin = object->parent == NULL;
    } else if (object->kind == KIND_COLUMN) {
        target.has_builtin = false;
    } else {
        target.owner = owner_of(session, object);
    }
    return target;
}

static const List *builtin_privileges(const Session *session, const Target *target, Name role)
{
    Catalog *catalog = session->resolver.catalog;

    if (!target->has_builtin) {
        return NULL;
    }
    if (role == target->owner) {
        return sd_acl_words(catalog, sd_kinds[target->kind].privileges);
    }
    return role && strcmp(role->text, "public") == 0 ? sd_acl_words(catalog, sd_kinds[target->kind].public_privileges)
                                                     : NULL;
}

/* ---- one role, one object ------------------------------------------------------------------------------------------ */

Key sd_acl_key(const Session *session, Key object, Name role)
{
    return sd_key(session->resolver.catalog->names, KIND_GRANT, object, role, NULL);
}

static const List *list_united(Catalog *catalog, const List *list, const List *more)
{
    for (size_t i = 0; i < sd_list_count(more); i++) {
        if (!sd_list_has(list, more->items[i])) {
            list = sd_list_with(catalog->arena, list, more->items[i]);
        }
    }
    return sd_list_sorted(catalog->arena, list);
}

static const List *list_minus(Catalog *catalog, const List *list, const List *less)
{
    for (size_t i = 0; i < sd_list_count(less); i++) {
        list = sd_list_without(catalog->arena, list, less->items[i]);
    }
    return sd_list_count(list) ? list : NULL;
}

/* Who has all privileges that ALL counts has ALL, and with it those that came later. */
static const List *without_later(Catalog *catalog, const Target *target, const List *privileges)
{
    const List *all = sd_acl_words(catalog, sd_kinds[target->kind].privileges);
    const List *later = sd_acl_words(catalog, sd_kinds[target->kind].later_privileges);

    return sd_list_count(list_minus(catalog, all, privileges)) == 0 ? list_minus(catalog, privileges, later)
                                                                    : privileges;
}

/* Makes the Grant say this, or takes it away when that is what is built in. */
static void set_grant(Session *session, const Target *target, Name role, const List *privileges, const List *grantable)
{
    Catalog *catalog = session->resolver.catalog;
    Key key = sd_acl_key(session, target->object, role);
    Object *object = sd_catalog_find(catalog, key);
    const List *builtin = sd_list_sorted(catalog->arena, builtin_privileges(session, target, role));

    privileges = without_later(catalog, target, privileges);
    grantable = without_later(catalog, target, grantable);
    if (role == target->owner && target->has_builtin) {
        grantable = NULL; /* an owner may always pass on what it has */
    }
    if (sd_list_equal(privileges, builtin) && !sd_list_count(grantable)) {
        if (object) {
            sd_catalog_remove(catalog, object);
        }
        return;
    }
    if (!object) {
        object = sd_catalog_add(catalog, key);
        session->state->has_column_grants = session->state->has_column_grants || target->object->kind == KIND_COLUMN;
    }
    object->implied = false;
    object->at = sd_session_position(session, -1);
    ((Grant *) object)->privileges = privileges;
    ((Grant *) object)->grantable = grantable;
}

/* Remembers that the owner's Grant on an object says what the owner lacks. */
static void note_narrowed(const Session *session, Key grant)
{
    ReaderState *state = session->state;

    state->narrowed = sd_arena_grow(state->arena, state->narrowed, state->narrowed_count, sizeof *state->narrowed);
    state->narrowed[state->narrowed_count++] = grant;
}

void sd_acl_apply(Session *session, Key object, Name role, const AclChange *change)
{
    Catalog *catalog = session->resolver.catalog;
    Target target = target_of(session, object);
    Grant *grant = (Grant *) sd_catalog_find(catalog, sd_acl_key(session, object, role));
    const List *privileges = grant ? grant->privileges : builtin_privileges(session, &target, role);
    const List *grantable = grant ? grant->grantable : NULL;

    privileges = sd_list_sorted(catalog->arena, privileges);
    if (change->is_grant) {
        privileges = list_united(catalog, privileges, change->privileges);
        grantable = change->option ? list_united(catalog, grantable, change->privileges) : grantable;
    } else {
        privileges = change->option ? privileges : list_minus(catalog, privileges, change->privileges);
        grantable = list_minus(catalog, grantable, change->privileges);
        if (role == target.owner && target.has_builtin) {
            note_narrowed(session, sd_acl_key(session, object, role));
        }
    }
    set_grant(session, &target, role, privileges, grantable);
}

/* ---- default privileges --------------------------------------------------------------------------------------------- */

static void give_defaults(Session *session, Key object, Key schema)
{
    Catalog *catalog = session->resolver.catalog;
    Name word = sd_name(catalog->names, sd_kinds[object->kind].default_privileges);
    const Object *defaults =
        sd_catalog_find(catalog, sd_key(catalog->names, KIND_DEFAULT_PRIVILEGES, schema, session->role, word));
    const Object *child = defaults ? defaults->first_child : NULL;

    for (; child; child = child->next) {
        const Grant *grant = (const Grant *) child;
        Target target = target_of(session, object);

        if (child->key->kind != KIND_GRANT) {
            continue;
        }
        if (schema) {
            sd_acl_apply(session, object, child->key->name,
                         &(AclChange){ .privileges = grant->privileges, .is_grant = true });
            sd_acl_apply(session, object, child->key->name,
                         &(AclChange){ .privileges = grant->grantable, .is_grant = true, .option = true });
        } else {
            if (child->key->name == target.owner) {
                note_narrowed(session, sd_acl_key(session, object, child->key->name));
            }
            set_grant(session, &target, child->key->name, grant->privileges, grant->grantable);
        }
    }
}

/* Those of all schemas stand in place of the built-in ones, those of the schema come on top (get_user_default_acl). */
void sd_grant_defaults(Session *session, Key object)
{
    if (sd_kinds[object->kind].default_privileges) {
        give_defaults(session, object, NULL);
        if (object->parent) {
            give_defaults(session, object, object->parent);
        }
    }
}

/* ---- when all was read ---------------------------------------------------------------------------------------------- */

static bool was_narrowed(const ReaderState *state, Key key)
{
    for (size_t i = 0; i < state->narrowed_count; i++) {
        if (state->narrowed[i] == key) {
            return true;
        }
    }
    return false;
}

/* Granted while the owner was still unknown: now that it is known the Grant says nothing, unless it was made by taking
 * something away. */
void sd_grant_finish(Session *session)
{
    Catalog *catalog = session->resolver.catalog;

    for (Object *object = catalog->first, *next; object; object = next) {
        const Grant *grant = (const Grant *) object;
        Target target;

        next = object->next_all;
        if (object->key->kind != KIND_GRANT) {
            continue;
        }
        target = target_of(session, object->key->parent);
        if (target.has_builtin && target.owner == object->key->name &&
            (!was_narrowed(session->state, object->key) ||
             sd_list_equal(grant->privileges,
                           sd_list_sorted(catalog->arena, builtin_privileges(session, &target, object->key->name))))) {
            sd_catalog_remove(catalog, object);
        }
    }
}
