/* Names the server chooses when a statement gives none: makeObjectName, ChooseRelationName (indexcmds.c) and
 * ChooseConstraintName (pg_constraint.c). */
#include "parser/sql/state.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 63 }; /* NAMEDATALEN - 1, bytes */

/* The length shortened so that no UTF-8 character is cut. */
static size_t clip(const char *text, size_t length, size_t limit)
{
    if (length <= limit) {
        return length;
    }
    while (limit > 0 && ((unsigned char) text[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

/* first_second_label; the longer of the first two is shortened until all fits. */
static Name object_name(Names *names, const char *first, const char *second, const char *label)
{
    size_t first_full = strlen(first), second_full = second ? strlen(second) : 0;
    size_t first_length = first_full, second_length = second_full;
    size_t overhead = strlen(label) + 1 + (second ? 1 : 0);

    while (first_length + second_length + overhead > LONGEST_NAME) {
        if (first_length > second_length) {
            first_length--;
        } else {
            second_length--;
        }
    }
    first_length = clip(first, first_full, first_length);
    second_length = second ? clip(second, second_full, second_length) : 0;
    return sd_name_format(names, "%.*s%s%.*s_%s", (int) first_length, first, second ? "_" : "", (int) second_length,
                          second ? second : "", label);
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
