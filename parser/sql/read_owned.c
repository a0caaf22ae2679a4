/* REASSIGN OWNED and DROP OWNED: whatever belongs to some roles. */
#include "parser/sql/mention.h"
#include "parser/sql/state.h"

static bool is_among(const Session *session, Name role, size_t count, PgQuery__Node *const *roles)
{
    for (size_t i = 0; role && i < count; i++) {
        if (sd_session_role(session, roles[i]->role_spec) == role) {
            return true;
        }
    }
    return false;
}

/* What no statement gave an owner belongs to the role that runs the statements. */
static Name owner_of(const Session *session, const Object *object)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), "owner");
    Name owner = attr ? *(const Name *) sd_object_field(object, attr) : NULL;

    return attr && !owner && !object->implied ? session->resolver.catalog->role : owner;
}

ReadResult sd_read_reassign_owned(Session *session, const PgQuery__Node *node)
{
    const PgQuery__ReassignOwnedStmt *reassign = node->reassign_owned_stmt;
    Name to = sd_session_role(session, reassign->newrole);

    for (Object *object = sd_session_catalog(session)->first; object; object = object->next_all) {
        if (is_among(session, owner_of(session, object), reassign->n_roles, reassign->roles)) {
            sd_session_set_owner(object, to);
        }
    }
    return READ_DONE;
}

/* Also what the roles were granted (manual: DROP OWNED). */
ReadResult sd_read_drop_owned(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DropOwnedStmt *drop = node->drop_owned_stmt;
    Catalog *catalog = sd_session_catalog(session);
    Key *keys = NULL;
    size_t count = 0;

    for (Object *object = catalog->first, *next; object; object = next) {
        next = object->next_all;
        if (object->key->kind == KIND_GRANT && is_among(session, object->key->name, drop->n_roles, drop->roles)) {
            sd_catalog_remove(catalog, object);
        } else if (is_among(session, owner_of(session, object), drop->n_roles, drop->roles)) {
            keys = sd_arena_grow(session->diag->arena, keys, count, sizeof *keys);
            keys[count++] = object->key;
        }
    }
    if (count) {
        sd_drop_objects(session, keys, count, drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE);
    }
    return READ_DONE;
}
