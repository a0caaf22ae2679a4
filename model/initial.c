#include "model/initial.h"

Schema *sd_initial_schema_public(Catalog *catalog, int server_version)
{
    Names *names = catalog->names;
    Name everybody = sd_name(names, "public");
    Name privileges[] = { sd_name(names, "CREATE"), sd_name(names, "USAGE") };
    bool may_create = server_version != 0 && server_version < 150000;
    Key key = sd_key(names, KIND_SCHEMA, NULL, everybody, NULL);
    Schema *schema = (Schema *) sd_catalog_add(catalog, key);
    Comment *comment = (Comment *) sd_catalog_add(catalog, sd_key(names, KIND_COMMENT, key, NULL, NULL));
    Grant *grant = (Grant *) sd_catalog_add(catalog, sd_key(names, KIND_GRANT, key, everybody, NULL));

    comment->text = sd_name(names, "standard public schema");
    grant->privileges =
        may_create ? sd_list(catalog->arena, privileges, 2) : sd_list(catalog->arena, &privileges[1], 1);
    return schema;
}
