/* Names the server chooses when a statement gives none: makeObjectName, ChooseRelationName (indexcmds.c) and
 * ChooseConstraintName (pg_constraint.c). */
#include "model/server_name.h"
#include "parser/sql/state.h"

#include <stdio.h>
#include <string.h>

static Name object_name(Names *names, const char *first, const char *second, const char *label)
{
    char made[LONGEST_NAME + 1];

    sd_server_name_make(made, first, second, label);
    return sd_name(names, made);
}

static bool relation_exists(const Session *session, Key schema, Name name)
{
    static const KindId kinds[] = { KIND_TABLE, KIND_VIEW, KIND_MATERIALIZED_VIEW, KIND_SEQUENCE };
    const Catalog *catalog = session->resolver.catalog;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (sd_catalog_find(catalog, sd_key(catalog->names, kinds[i], schema, name, NULL))) {
            return true;
        }
    }
    return sd_state_taken(session->state, catalog, schema ? schema->name : NULL, name, false) != NULL;
}

/* The index of a constraint must not have the name of any other constraint of the schema either. */
static bool is_label_of_constraint(const char *label)
{
    return strcmp(label, "pkey") == 0 || strcmp(label, "key") == 0 || strcmp(label, "excl") == 0;
}

Name sd_choose_relation_name(Session *session, Key schema, const char *first, const char *second, const char *label)
{
    const Catalog *catalog = session->resolver.catalog;
    Name in = schema ? schema->name : NULL;
    char numbered[LONGEST_NAME + 1];

    (void) snprintf(numbered, sizeof numbered, "%s", label);
    for (unsigned pass = 1;; pass++) {
        Name name = object_name(catalog->names, first, second, numbered);

        if (!relation_exists(session, schema, name) &&
            !(is_label_of_constraint(label) && sd_state_constraint_exists(session->state, catalog, in, name))) {
            return name;
        }
        (void) snprintf(numbered, sizeof numbered, "%s%u", label, pass);
    }
}

/* The server wants such names unique within the schema, not only within the table. */
Name sd_choose_constraint_name(Session *session, Key table, const char *first, const char *second, const char *label)
{
    const Catalog *catalog = session->resolver.catalog;
    char numbered[LONGEST_NAME + 1];

    (void) snprintf(numbered, sizeof numbered, "%s", label);
    for (unsigned pass = 1;; pass++) {
        Name name = object_name(catalog->names, first, second, numbered);

        if (!sd_state_constraint_exists(session->state, catalog, sd_key_schema(table), name)) {
            return name;
        }
        (void) snprintf(numbered, sizeof numbered, "%s%u", label, pass);
    }
}
