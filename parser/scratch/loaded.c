/* A server knows more of loaded files than the files say: who loaded them owns everything.  What they do not state is
 * taken out again, so that the differ sees what it would see of the files. */
#include "parser/scratch/scratch.h"

#include <string.h>

static bool is_owned_by(const Object *object, Name role)
{
    const Attr *owner = object ? sd_kind_attr(sd_kind_of(object), "owner") : NULL;

    return owner && *(const Name *) sd_object_field(object, owner) == role;
}

/* Default privileges of no named role are those of whoever runs the files, and so is what the owner of an object has left of
 * its privileges: of the other side's role, then, or of nobody. */
static void move_privileges(Catalog *catalog, Object *object, Name loader, Name role)
{
    unsigned traits = sd_kind_of(object)->traits;

    if (object->key->name == loader &&
        ((traits & GIVES_PRIVILEGES) || ((traits & IS_PRIVILEGE) && is_owned_by(object->parent, loader)))) {
        sd_catalog_rename(catalog, object,
                          sd_key(catalog->names, object->key->kind, object->key->parent, role, object->key->args));
    }
}

void sd_scratch_disown(Catalog *catalog, Name role)
{
    /* Schema public of a new database belongs to pg_database_owner since version 15. */
    Name loader = catalog->role, nobody = sd_name(catalog->names, "pg_database_owner");

    for (Object *object = catalog->first; object; object = object->next_all) {
        move_privileges(catalog, object, loader, role);
    }
    for (Object *object = catalog->first; object; object = object->next_all) {
        const Attr *owner = sd_kind_attr(sd_kind_of(object), "owner");

        if (owner && owner->type == ATTR_NAME && owner->compare == COMPARE_IF_STATED) {
            Name *name = sd_object_field(object, owner);

            *name = *name == loader || *name == nobody ? NULL : *name;
        }
    }
    catalog->role = role;
}
