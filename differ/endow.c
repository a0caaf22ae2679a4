/* What default privileges give to the objects a plan creates.
 *
 * A new object does not start from the built-in privileges but from those pg_default_acl holds for the role that
 * creates it (get_user_default_acl of aclchk.c): the entry for all schemas, in place of the built-in ones, and with it
 * that of the object's schema.  Default privileges are changed last in a plan, so the present ones count.  Where only
 * files are compared that role has no name on either side.  A grant that is wanted and given needs no action; one that
 * is given and not wanted has to be taken back. */
#include "differ/passes.h"

#include <string.h>

/* The table of rows that a kind of grant has; the kind is found as that of the children of default privileges. */
typedef struct GrantRows {
    const Attr *privileges, *grantable;
} GrantRows;

static GrantRows rows_of(const Object *grant)
{
    return (GrantRows){ .privileges = sd_kind_attr(sd_kind_of(grant), "privileges"),
                        .grantable = sd_kind_attr(sd_kind_of(grant), "grantable") };
}

static const List **list_of(const Object *grant, const Attr *attr)
{
    return sd_object_field(grant, attr);
}

static const List *split_words(const Catalog *catalog, Arena *arena, const char *words)
{
    Name items[32];
    size_t count = 0, length;

    for (; words && *words && count < sizeof items / sizeof *items; words += length + (words[length] == ',')) {
        length = strcspn(words, ",");
        items[count++] = sd_name_of(catalog->names, words, length);
    }
    return sd_list_sorted(arena, sd_list(arena, items, count));
}

static const List *unite(Arena *arena, const List *a, const List *b)
{
    for (size_t i = 0; i < sd_list_count(b); i++) {
        a = sd_list_has(a, b->items[i]) ? a : sd_list_with(arena, a, b->items[i]);
    }
    return sd_list_sorted(arena, a);
}

static const Object *child_named(const Object *parent, Name name)
{
    const Object *child = parent ? parent->first_child : NULL;

    while (child && child->key->name != name) {
        child = child->next;
    }
    return child;
}

/* The grant a role holds right after the creation of `to`, or NULL when it holds just the built-in privileges. */
static Object *endowed_grant(Changes *changes, const Object *to, const Object *model, const Object *everywhere,
                             const Object *in_schema)
{
    GrantRows rows = rows_of(model);
    Key key = sd_key(changes->now->names, model->key->kind, to->key, model->key->name, model->key->args);
    Object *grant = sd_arena_alloc(changes->arena, sd_kind_of(model)->size);
    const List *built_in = NULL;

    if (strcmp(model->key->name->text, "public") == 0) {
        built_in = split_words(changes->now, changes->arena, sd_kind_of(to)->public_privileges);
    }
    grant->key = key;
    *list_of(grant, rows.privileges) = everywhere ? *list_of(everywhere, rows.privileges) : built_in;
    *list_of(grant, rows.grantable) = everywhere ? *list_of(everywhere, rows.grantable) : NULL;
    if (in_schema) {
        *list_of(grant, rows.privileges) =
            unite(changes->arena, *list_of(grant, rows.privileges), *list_of(in_schema, rows.privileges));
        *list_of(grant, rows.grantable) =
            unite(changes->arena, *list_of(grant, rows.grantable), *list_of(in_schema, rows.grantable));
    }
    return sd_list_equal(*list_of(grant, rows.privileges), built_in) && !sd_attr_present(grant, rows.grantable) ? NULL
                                                                                                                : grant;
}

static bool is_owner(const Changes *changes, const Object *object, Name name)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), "owner");
    Name owner = attr ? *(Name *) sd_object_field(object, attr) : NULL;

    return name == (owner ? owner : changes->now->role);
}

/* Puts the step from the grant that was given to the one that is wanted in place of the one from nothing. */
static void settle_grant(Changes *changes, const Object *given)
{
    const Object *wanted = sd_catalog_find(changes->wanted, given->key);
    Change *make = sd_changes_find(changes, given->key, SLOT_MAKE);
    Change *drop = sd_changes_find(changes, given->key, SLOT_DROP);
    const Attr **attrs;
    size_t count;

    if (!wanted) {
        (void) sd_changes_add(changes, SLOT_REVOKE, VERB_DROP, given, NULL);
        return;
    }
    if (!make) {
        return;
    }
    attrs = sd_attrs_differing(changes->arena, given, wanted, &count);
    if (drop) {
        drop->action.replaces = false; /* it goes with the object that was there, and nothing stands against it */
    }
    if (count == 0) {
        sd_changes_leave_out(changes, make);
    } else {
        make->action = (Action){ .verb = VERB_ALTER,
                                 .from = given,
                                 .to = wanted,
                                 .attrs = attrs,
                                 .attr_count = count,
                                 .because = make->action.because };
    }
}

static void endow_from(Changes *changes, const Object *to, const Object *defaults, const Object *everywhere,
                       const Object *in_schema)
{
    for (const Object *model = defaults ? defaults->first_child : NULL; model; model = model->next) {
        const Object *general = child_named(everywhere, model->key->name);
        Object *given;

        if (!model->key->name || !rows_of(model).privileges || !rows_of(model).grantable ||
            (defaults == in_schema && general) || is_owner(changes, to, model->key->name)) {
            continue;
        }
        given = endowed_grant(changes, to, model, general, child_named(in_schema, model->key->name));
        if (given) {
            settle_grant(changes, given);
        }
    }
}

static const Object *find_defaults(const Changes *changes, Key schema, const char *word)
{
    Names *names = changes->now->names;
    Name args = sd_name(names, word);

    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (sd_kinds[i].traits & GIVES_PRIVILEGES) {
            return sd_catalog_find(changes->now, sd_key(names, (KindId) i, schema, changes->now->role, args));
        }
    }
    return NULL;
}

/* Where privileges are left alone a new object keeps what it is given; one that is made anew gets what it had. */
void sd_pass_endow(Changes *changes, const PlanRules *rules)
{
    size_t count = changes->count;

    for (size_t i = 0; i < count; i++) {
        const Object *to = changes->items[i].action.to;
        const char *word = to ? sd_kind_of(to)->default_privileges : NULL;
        const Object *everywhere, *in_schema;

        if (changes->items[i].left_out || changes->items[i].action.verb != VERB_CREATE || !word ||
            (rules && rules->no_privileges && !changes->items[i].action.replaces)) {
            continue;
        }
        everywhere = find_defaults(changes, NULL, word);
        in_schema = to->key->parent ? find_defaults(changes, to->key->parent, word) : NULL;
        endow_from(changes, to, everywhere, everywhere, in_schema);
        endow_from(changes, to, in_schema, everywhere, in_schema);
    }
}
