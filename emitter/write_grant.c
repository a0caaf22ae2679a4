/* Privileges, default privileges and comments. */
#include "emitter/fold.h"
#include "emitter/writer.h"

#include <string.h>

typedef struct Rights { /* what one role may do with one object */
    const List *privileges, *grantable;
} Rights;

/* ---- what is granted on ------------------------------------------------------------------------------------------ */

/* The kind of object the grants of this key are about: that of its parent, or for default privileges the kind whose
 * word they name. */
static const Kind *granted_kind(Key grant)
{
    Key about = grant->parent;

    if (about->kind != KIND_DEFAULT_PRIVILEGES) {
        return &sd_kinds[about->kind];
    }
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (sd_kinds[i].default_privileges && about->args &&
            strcmp(sd_kinds[i].default_privileges, about->args->text) == 0 && sd_kinds[i].privileges) {
            return &sd_kinds[i];
        }
    }
    return &sd_kinds[about->kind];
}

static const List *split(const Script *script, const char *words)
{
    Names *names = script->plan->wanted->names;
    const List *list = NULL;

    for (const char *word = words; word && *word;) {
        size_t length = strcspn(word, ",");

        list = sd_list_with(script->arena, list, sd_name_of(names, word, length));
        word += length + (word[length] == ',');
    }
    return list;
}

static bool is_public(Key grant)
{
    return grant->name && strcmp(grant->name->text, "public") == 0;
}

/* What is made belongs to the role that makes it, and what is still to be made to the role that default privileges name. */
static bool is_owner(const Script *script, Key key)
{
    const Object *object = sd_catalog_find(script->plan->wanted, key->parent);
    const Attr *owner;

    if (key->parent->kind == KIND_DEFAULT_PRIVILEGES) {
        return key->name == key->parent->name && !key->parent->parent;
    }
    object = object ? object : sd_catalog_find(script->plan->now, key->parent);
    owner = object ? sd_kind_attr(sd_kind_of(object), "owner") : NULL;
    if (!owner) {
        return false;
    }
    return key->name ==
           (sd_attr_present(object, owner) ? *(Name *) sd_object_field(object, owner) : script->plan->now->role);
}

/* An absent Grant stands for what PostgreSQL gives unasked: to the owner everything, to PUBLIC the kind's public
 * privileges, to others nothing.  Default privileges of one schema only add to that, so they begin with nothing. */
static Rights rights_of(const Script *script, const Grant *grant, Key key)
{
    bool only_adds = key->parent->kind == KIND_DEFAULT_PRIVILEGES && key->parent->parent;

    if (grant) {
        return (Rights){ grant->privileges, grant->grantable };
    }
    if (is_public(key) && !only_adds) {
        return (Rights){ split(script, granted_kind(key)->public_privileges), NULL };
    }
    if (is_owner(script, key)) {
        return (Rights){ split(script, granted_kind(key)->privileges), NULL };
    }
    return (Rights){ NULL, NULL };
}

static const List *without(const Script *script, const List *list, const List *taken)
{
    for (size_t i = 0; i < sd_list_count(taken); i++) {
        if (sd_list_has(list, taken->items[i])) {
            list = sd_list_without(script->arena, list, taken->items[i]);
        }
    }
    return list;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* "ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA s " in front of what is granted for objects to come. */
static void put_prefix(Text *text, Key about)
{
    if (about->kind != KIND_DEFAULT_PRIVILEGES) {
        return;
    }
    sd_text_put(text, "ALTER DEFAULT PRIVILEGES ");
    if (about->name) {
        sd_text_put(text, "FOR ROLE ");
        sd_text_identifier(text, about->name);
        sd_text_put(text, " ");
    }
    if (about->parent) {
        sd_text_put(text, "IN SCHEMA ");
        sd_text_identifier(text, about->parent->name);
        sd_text_put(text, " ");
    }
}

static void put_privileges(Text *text, const List *privileges, const Script *script, Key key)
{
    const List *all = split(script, granted_kind(key)->privileges);
    bool is_column = key->parent->kind == KIND_COLUMN;

    if (sd_list_count(without(script, all, privileges)) == 0 && sd_list_count(all) > 1 && !is_column) {
        sd_text_put(text, "ALL");
        return;
    }
    for (size_t i = 0; i < sd_list_count(privileges); i++) {
        sd_text_put(text, i ? ", " : "");
        sd_text_put_name(text, privileges->items[i]);
        if (is_column) {
            sd_text_put(text, " (");
            sd_text_identifier(text, key->parent->name);
            sd_text_put(text, ")");
        }
    }
}

static void put_target(Text *text, Key about)
{
    const Kind *kind = &sd_kinds[about->kind];

    sd_text_put(text, " ON ");
    if (about->kind == KIND_DEFAULT_PRIVILEGES) {
        sd_text_put_name(text, about->args);
        return;
    }
    sd_text_put(text, kind->grant_word ? kind->grant_word : kind->word);
    sd_text_put(text, " ");
    sd_text_signature(text, about->kind == KIND_COLUMN ? about->parent : about);
}

static void say(Script *script, Key key, const char *verb, const List *privileges, const char *preposition,
                const char *suffix)
{
    if (sd_list_count(privileges) == 0) {
        return;
    }
    put_prefix(script->text, key->parent);
    sd_text_put(script->text, verb);
    put_privileges(script->text, privileges, script, key);
    put_target(script->text, key->parent);
    sd_text_format(script->text, " %s ", preposition);
    if (is_public(key)) {
        sd_text_put(script->text, "PUBLIC");
    } else if (key->name) {
        sd_text_identifier(script->text, key->name);
    } else {
        sd_text_put(script->text, "CURRENT_USER");
    }
    sd_text_put(script->text, suffix);
    sd_script_end(script);
}

static void say_rights(Script *script, Key key, Rights now, Rights wanted)
{
    const List *granted = without(script, wanted.privileges, wanted.grantable);

    say(script, key, "REVOKE ", without(script, now.privileges, wanted.privileges), "FROM", "");
    say(script, key, "REVOKE GRANT OPTION FOR ",
        without(script, without(script, now.grantable, wanted.grantable),
                without(script, now.privileges, wanted.privileges)),
        "FROM", "");
    say(script, key, "GRANT ", without(script, granted, now.privileges), "TO", "");
    say(script, key, "GRANT ", without(script, wanted.grantable, now.grantable), "TO", " WITH GRANT OPTION");
}

/* A grant on a column of the relation to the role.  Columns of views are no objects: what is granted on one hangs under
 * the view. */
static const Grant *column_grant(const Script *script, const Object *child, Key relation_grant)
{
    if (child->key->kind == KIND_COLUMN) {
        Names *names = script->plan->wanted->names;

        return (const Grant *) sd_catalog_find(
            script->plan->wanted, sd_key(names, KIND_GRANT, child->key, relation_grant->name, relation_grant->args));
    }
    return child->key->kind == KIND_GRANT && child->key->parent->kind == KIND_COLUMN &&
                   child->key->name == relation_grant->name
               ? (const Grant *) child
               : NULL;
}

static bool is_made_later(const Script *script, Key grant)
{
    size_t at = sd_fold_find(script->fold, VERB_CREATE, grant);

    return at != NO_ACTION && at > script->at;
}

/* Taking a privilege from a table takes it from its columns too; those that are wanted are given again. */
static void restore_column_grants(Script *script, Key key, const List *revoked)
{
    const Object *relation = sd_catalog_find(script->plan->wanted, key->parent);

    if (sd_list_count(revoked) == 0) {
        return;
    }
    for (const Object *child = relation ? relation->first_child : NULL; child; child = child->next) {
        const Grant *grant = column_grant(script, child, key);

        if (grant && !is_made_later(script, grant->base.key)) {
            say_rights(script, grant->base.key, (Rights){ NULL, NULL }, rights_of(script, grant, grant->base.key));
        }
    }
}

static void change(Script *script, Key key, const Grant *from, const Grant *to)
{
    Rights now = rights_of(script, from, key), wanted = rights_of(script, to, key);

    say_rights(script, key, now, wanted);
    restore_column_grants(script, key, without(script, now.privileges, wanted.privileges));
}

void sd_create_grant(Script *script, const Action *action)
{
    change(script, action->to->key, (const Grant *) action->from, (const Grant *) action->to);
}

void sd_drop_grant(Script *script, const Action *action)
{
    change(script, action->from->key, (const Grant *) action->from, NULL);
}

/* ---- default privileges ------------------------------------------------------------------------------------------ */

/* They are nothing but their grants, which are objects of their own. */
void sd_create_default_privileges(Script *script, const Action *action)
{
    (void) script;
    (void) action;
}

/* Dropped, they take their grants along without an action for each. */
void sd_drop_default_privileges(Script *script, const Action *action)
{
    for (const Object *child = action->from->first_child; child; child = child->next) {
        if (child->key->kind == KIND_GRANT) {
            change(script, child->key, (const Grant *) child, NULL);
        }
    }
}
