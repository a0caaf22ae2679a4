/* A server knows more of loaded files than the files say: who loaded them owns everything.  What they do not state is
 * taken out again, so that the differ sees what it would see of the files. */
#include "parser/scratch/scratch.h"

#include <string.h>

/* Default privileges of no named role are those of whoever runs the files: of the other side's role, then, or of nobody. */
static void move_default_privileges(Catalog *catalog, Object *object, Name loader, Name role)
{
    if (object->key->name == loader && (sd_kind_of(object)->traits & GIVES_PRIVILEGES)) {
        sd_catalog_rename(catalog, object,
                          sd_key(catalog->names, object->key->kind, object->key->parent, role, object->key->args));
    }
}

void sd_scratch_disown(Catalog *catalog, Name role)
{
    /* Schema public of a new database belongs to pg_database_owner since version 15. */
    Name loader = catalog->role, nobody = sd_name(catalog->names, "pg_database_owner");

    for (Object *object = catalog->first; object; object = object->next_all) {
        const Attr *owner = sd_kind_attr(sd_kind_of(object), "owner");

        if (owner && owner->type == ATTR_NAME && owner->compare == COMPARE_IF_STATED) {
            Name *name = sd_object_field(object, owner);

            *name = *name == loader || *name == nobody ? NULL : *name;
        }
        move_default_privileges(catalog, object, loader, role);
    }
    catalog->role = role;
}
