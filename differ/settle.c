/* What the wanted side leaves unsaid, before anything is compared.  The last stage that writes into a catalog. */
#include "differ/passes.h"

#include "model/secret.h"
#include "model/text.h"

#include <string.h>

/* Files that are what is there now do not say who runs them, so who owns what they make is not known, nor the version of an
 * extension.  That a server which is the wanted side states it is nobody's wish. */
static bool is_unknowable(const Attr *attr, const Catalog *now, const Catalog *wanted)
{
    return attr->compare == COMPARE_IF_KNOWN || (attr->compare == COMPARE_IF_STATED && !attr->absent_is_usual &&
                                                 !now->server_version && wanted->server_version);
}

static void take_unstated_rows(Object *wanted, Object *present, const Catalog *now, const Catalog *later)
{
    const Kind *kind = sd_kind_of(wanted);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];

        if ((attr->compare == COMPARE_IF_STATED || attr->compare == COMPARE_IF_KNOWN) &&
            !sd_attr_present(wanted, attr)) {
            sd_attr_copy(wanted, present, attr);
        } else if (is_unknowable(attr, now, later) && !sd_attr_present(present, attr)) {
            sd_attr_copy(present, wanted, attr);
        }
    }
}

/* What a table has from one above cannot be made anew by itself, so what only making could set is as it is there: a check
 * that is NOT VALID above is valid in a table that was made below it later (StoreRelCheck of heap.c). */
static void take_rows_of_inherited(Object *wanted, const Object *present)
{
    const Kind *kind = sd_kind_of(wanted);

    if (!sd_object_is_inherited(wanted) || !sd_object_is_inherited(present)) {
        return;
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].type == ATTR_BOOL && kind->attrs[i].unset_in_place &&
            !sd_attr_present(present, &kind->attrs[i])) {
            sd_attr_copy(wanted, present, &kind->attrs[i]);
        }
    }
}

/* A server that is the wanted side may have such things too. */
static void forget_unwanted_rows(Object *wanted)
{
    const Kind *kind = sd_kind_of(wanted);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].never_wanted) {
            *(bool *) sd_object_field(wanted, &kind->attrs[i]) = false;
        }
    }
}

/* A link that comes with the object at its other end, or went with it, is no difference of its own: an operator that is
 * made with a commutator gives that one the link back, and dropping it takes the link away (OperatorUpd of
 * pg_operator.c). */
static void take_links_of_others(const Object *wanted, Object *present, const Catalog *now, const Catalog *later)
{
    const Kind *kind = sd_kind_of(wanted);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        Key from, to;

        if (attr->compare != COMPARE_MUTUAL) {
            continue;
        }
        from = *(const Key *) sd_object_field(present, attr);
        to = *(const Key *) sd_object_field(wanted, attr);
        if ((!from || !sd_catalog_find(later, from)) && (!to || !sd_catalog_find(now, to))) {
            sd_attr_copy(present, wanted, attr);
        }
    }
}

/* ---- secrets that the files are silent about -------------------------------------------------------------------- */

/* Options are stated one by one: of those that are secret, what is not stated stays. */
static void keep_secret_options(const Catalog *catalog, const List **wanted, const List *present)
{
    for (size_t i = 0; i < sd_list_count(present); i++) {
        const char *option = present->items[i]->text;
        const char *name = sd_arena_copy(catalog->arena, option, strcspn(option, "="));

        if (sd_secret_is_option(name) && !sd_options_get(*wanted, name)) {
            *wanted = sd_options_set(catalog->arena, catalog->names, *wanted, name, option + strcspn(option, "=") + 1);
        }
    }
}

/* A connection string that says the same but for the secrets. */
static void keep_connection(const Catalog *catalog, Name *wanted, Name present)
{
    if (*wanted && present && strcmp(sd_secret_connection(catalog->arena, present->text, NULL), (*wanted)->text) == 0) {
        *wanted = present;
    }
}

static void keep_secrets(const Catalog *catalog, Object *wanted, const Object *present)
{
    const Kind *kind = sd_kind_of(wanted);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const Attr *attr = &kind->attrs[i];
        void *field = sd_object_field(wanted, attr);

        if (!attr->secret || sd_secret_is_hidden(wanted, attr) || sd_secret_is_hidden(present, attr)) {
            continue;
        }
        if (attr->type == ATTR_OPTIONS) {
            keep_secret_options(catalog, field, *(const List *const *) sd_object_field(present, attr));
        } else {
            keep_connection(catalog, field, *(const Name *) sd_object_field(present, attr));
        }
    }
}

/* Something a person asked for lives in it.  A comment or a grant that the reader implied is no such thing. */
static bool is_inhabited(const Object *object)
{
    for (const Object *child = object->first_child; child; child = child->next) {
        if (!child->implied || is_inhabited(child)) {
            return true;
        }
    }
    return false;
}

/* Schema public may be dropped.  It is made again only when something is to live in it. */
static bool is_implied_in_vain(const Object *wanted, const Catalog *now)
{
    return wanted->implied && !wanted->key->parent && !sd_catalog_find(now, wanted->key) && !is_inhabited(wanted);
}

/* ---- grants that say nothing --------------------------------------------------------------------------------- */

static bool has_every_word(const List *privileges, const char *words)
{
    size_t length;

    for (; *words; words += length + (words[length] == ',')) {
        bool found = false;

        length = strcspn(words, ",");
        for (size_t i = 0; i < sd_list_count(privileges) && !found; i++) {
            const char *text = privileges->items[i]->text;

            found = strncmp(text, words, length) == 0 && text[length] == '\0';
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* An owner has every privilege without a grant (acldefault of acl.c).  Who owned what was not known to the reader
 * of files; it is now. */
static bool grants_owner_everything(const Object *grant, const Attr *privileges, Name role)
{
    const Object *target = grant->parent;
    const Attr *owner = target ? sd_kind_attr(sd_kind_of(target), "owner") : NULL;
    Name owner_name;

    if (!owner || !sd_kind_of(target)->privileges) {
        return false;
    }
    owner_name = *(Name *) sd_object_field(target, owner);
    if (!owner_name) {
        owner_name = role;
    }
    return owner_name == grant->key->name &&
           has_every_word(*(const List **) sd_object_field(grant, privileges), sd_kind_of(target)->privileges);
}

/* What a role was granted that will own the object becomes part of the owner's privileges (aclnewowner of acl.c): taken
 * back before, it would be taken from the owner when the script runs again. */
static void remove_grants_to_coming_owners(Catalog *now, const Catalog *wanted)
{
    for (Object *object = now->first, *next; object; object = next) {
        const Object *target = object->parent ? sd_catalog_find(wanted, object->parent->key) : NULL;
        const Attr *owner = target ? sd_kind_attr(sd_kind_of(target), "owner") : NULL;
        Name coming = owner ? *(const Name *) sd_object_field(target, owner) : NULL;

        next = object->next_all;
        if ((sd_kind_of(object)->traits & IS_PRIVILEGE) && coming && coming == object->key->name &&
            coming != *(const Name *) sd_object_field(object->parent, owner)) {
            sd_catalog_remove(now, object);
        }
    }
}

static void remove_grants_to_owners(Catalog *catalog, Name role)
{
    const Attr *privileges[KIND_COUNT];

    for (size_t i = 0; i < KIND_COUNT; i++) {
        privileges[i] = sd_kind_attr(&sd_kinds[i], "privileges");
    }
    for (Object *object = catalog->first, *next; object; object = next) {
        const Attr *row = privileges[object->key->kind];

        next = object->next_all;
        if (row && grants_owner_everything(object, row, role)) {
            sd_catalog_remove(catalog, object);
        }
    }
}

/* ---- the keys that references rely on ------------------------------------------------------------------------- */

static const List *list_row(const Object *object, const char *name)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), name);

    return attr && attr->type == ATTR_LIST ? *(const List **) sd_object_field(object, attr) : NULL;
}

static bool is_same_set(const List *a, const List *b)
{
    if (sd_list_count(a) != sd_list_count(b)) {
        return false;
    }
    for (size_t i = 0; i < sd_list_count(a); i++) {
        if (!sd_list_has(b, a->items[i])) {
            return false;
        }
    }
    return true;
}

/* A unique index without a predicate carries a foreign key as a constraint does (transformFkeyCheckAttrs of
 * tablecmds.c).  Its elements are columns as SQL writes them. */
static bool is_unique_over(const Catalog *catalog, const Object *index, const List *columns)
{
    const Kind *kind = sd_kind_of(index);
    const Attr *unique = sd_kind_attr(kind, "is_unique"), *elements = sd_kind_attr(kind, "elements");
    const ExprList *exprs;
    Name spelled[64];
    size_t count = sd_list_count(columns);
    List *found;

    if (!unique || !elements || !sd_attr_present(index, unique) || count > sizeof spelled / sizeof *spelled) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        Text text = sd_text(catalog->arena);

        sd_text_identifier(&text, columns->items[i]);
        spelled[i] = sd_name(catalog->names, text.bytes);
    }
    exprs = *(const ExprList **) sd_object_field(index, elements);
    found = sd_arena_alloc(catalog->arena, sizeof *found + sd_exprs_count(exprs) * sizeof found->items[0]);
    for (size_t i = 0; i < sd_exprs_count(exprs); i++) {
        if (exprs->items[i]) {
            found->items[found->count++] = exprs->items[i]->text;
        }
    }
    return found->count == sd_exprs_count(exprs) && is_same_set(found, sd_list(catalog->arena, spelled, count));
}

/* Adds to edges what a row with `key_row` relies on: the children of the object referred to that are keys of the
 * same columns. */
static Edge *add_key_edges(const Catalog *catalog, const Object *object, const Attr *attr, Edge *edges, size_t *count)
{
    const List *columns = list_row(object, attr->key_row);
    const Object *target = sd_catalog_find(catalog, *(Key *) sd_object_field(object, attr));

    for (const Object *child = target ? target->first_child : NULL; child; child = child->next) {
        bool is_key;

        if (!(sd_kind_of(child)->traits & (IS_INDEXED | IS_RELATION))) {
            continue;
        }
        is_key = child->key->kind == object->key->kind && !sd_attr_present(child, attr) && sd_list_count(columns) &&
                 is_same_set(list_row(child, "columns"), columns);

        if ((is_key || is_unique_over(catalog, child, columns)) &&
            !sd_catalog_has_edge(catalog, object->key, child->key)) {
            edges = sd_arena_grow(catalog->arena, edges, *count, sizeof *edges);
            edges[(*count)++] = (Edge){ .from = object->key, .to = child->key };
        }
    }
    return edges;
}

/* pg_depend has these edges on a server; files do not name the key a foreign key relies on. */
static void complete_edges(Catalog *catalog)
{
    Edge *edges = NULL;
    size_t count = 0;

    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);

        for (size_t i = 0; i < kind->attr_count; i++) {
            if (kind->attrs[i].key_row && sd_attr_present(object, &kind->attrs[i])) {
                edges = add_key_edges(catalog, object, &kind->attrs[i], edges, &count);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        sd_catalog_edge(catalog, edges[i].from, edges[i].to);
    }
    if (count) {
        sd_catalog_seal(catalog);
    }
}

/* ---- roles ------------------------------------------------------------------------------------------------------- */

static void need_role(Catalog *catalog, const Object *object, Name name)
{
    Key key = name ? sd_key(catalog->names, sd_kind_labelled("role")->id, NULL, name, NULL) : NULL;

    if (key && !sd_key_within(object->key, key) && sd_catalog_find(catalog, key)) {
        sd_catalog_edge(catalog, object->key, key);
    }
}

/* Names of owners, grantees and the like, where roles are objects of the catalogs: they are there first, and go last. */
static void add_role_edges(Catalog *catalog)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);
        const Attr *owner = sd_kind_attr(kind, "owner");
        const List *roles = list_row(object, "roles");

        need_role(catalog, object, owner ? *(const Name *) sd_object_field(object, owner) : NULL);
        if (kind->traits & (IS_PRIVILEGE | GIVES_PRIVILEGES)) {
            need_role(catalog, object, object->key->name);
        }
        for (size_t i = 0; i < sd_list_count(roles); i++) {
            need_role(catalog, object, roles->items[i]);
        }
    }
    sd_catalog_seal(catalog);
}

/* ---- what the user asked to leave as it is ----------------------------------------------------------------------- */

static void leave_owners(const Catalog *now, const Catalog *wanted)
{
    for (Object *object = wanted->first; object; object = object->next_all) {
        const Attr *owner = sd_kind_attr(sd_kind_of(object), "owner");
        const Object *present = owner ? sd_catalog_find(now, object->key) : NULL;

        if (owner) {
            *(Name *) sd_object_field(object, owner) = present ? *(const Name *) sd_object_field(present, owner) : NULL;
        }
    }
}

static void remove_all(Catalog *catalog, unsigned trait)
{
    for (Object *object = catalog->first, *next; object; object = next) {
        next = object->next_all;
        if (sd_kind_of(object)->traits & trait) {
            sd_catalog_remove(catalog, object);
        }
    }
}

/* What is on something that both sides have, or neither. */
static void copy_all(const Catalog *now, Catalog *wanted, unsigned trait)
{
    for (const Object *object = now->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);
        Key parent = object->key->parent;
        Object *copy;

        if (!(kind->traits & trait) || (parent && sd_catalog_find(now, parent) && !sd_catalog_find(wanted, parent))) {
            continue;
        }
        copy = sd_catalog_add(wanted, object->key);
        for (size_t i = 0; copy && i < kind->attr_count; i++) {
            sd_attr_copy(copy, object, &kind->attrs[i]);
        }
    }
}

/* Grants are children of default privileges, and have none themselves. */
static void leave_privileges(const Catalog *now, Catalog *wanted)
{
    remove_all(wanted, IS_PRIVILEGE);
    remove_all(wanted, GIVES_PRIVILEGES);
    copy_all(now, wanted, GIVES_PRIVILEGES);
    copy_all(now, wanted, IS_PRIVILEGE);
    sd_catalog_seal(wanted);
}

void sd_settle(Catalog *now, Catalog *wanted, const PlanRules *rules)
{
    Name role = now->role ? now->role : wanted->role;

    for (Object *object = wanted->first, *next; object; object = next) {
        Object *present = sd_catalog_find(now, object->key);

        next = object->next_all;
        forget_unwanted_rows(object);
        if (present) {
            take_unstated_rows(object, present, now, wanted);
            take_rows_of_inherited(object, present);
            keep_secrets(wanted, object, present);
            take_links_of_others(object, present, now, wanted);
        } else if (is_implied_in_vain(object, now)) {
            /* Its children follow it in the list, or stand before it; start over behind nothing. */
            sd_catalog_remove(wanted, object);
            next = wanted->first;
        }
    }
    remove_grants_to_owners(now, role);
    remove_grants_to_owners(wanted, role);
    if (!rules || !rules->no_owner) {
        remove_grants_to_coming_owners(now, wanted);
    }
    if (rules && rules->no_owner) {
        leave_owners(now, wanted);
    }
    if (rules && rules->no_privileges) {
        leave_privileges(now, wanted);
    }
    if (rules && rules->of_server) {
        add_role_edges(now);
        add_role_edges(wanted);
    }
    complete_edges(now);
    complete_edges(wanted);
    sd_catalog_hash(now);
    sd_catalog_hash(wanted);
}
