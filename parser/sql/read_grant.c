/* GRANT, REVOKE and ALTER DEFAULT PRIVILEGES, as they are written; what they do is in acl.c. */
#include "parser/sql/acl.h"

#include <string.h>

/* REVOKE on a table also takes what was granted on its columns (ExecGrant_Relation of the server's aclchk.c).  Columns
 * of views are no objects, so their grants have to be searched for. */
static void revoke_on_columns(Session *session, Key relation, Name role, const AclChange *change)
{
    const Catalog *catalog = session->resolver.catalog;
    const Object *object = sd_catalog_find(catalog, relation);
    bool is_table = object && relation->kind == KIND_TABLE;

    if (!session->state->has_column_grants) {
        return;
    }
    for (const Object *column = is_table ? object->first_child : catalog->first, *next; column; column = next) {
        Key about = is_table ? column->key : column->key->parent;

        next = is_table ? column->next : column->next_all;
        if (about && about->kind == KIND_COLUMN && about->parent == relation &&
            sd_catalog_find(catalog, sd_acl_key(session, about, role))) {
            sd_acl_apply(session, about, role, change);
        }
    }
}

/* ---- privileges as written ----------------------------------------------------------------------------------------- */

static Name upper_case(const Session *session, const char *word)
{
    Names *names = session->resolver.catalog->names;
    char upper[32];
    size_t length = 0;

    for (; word[length] && length + 1 < sizeof upper; length++) {
        upper[length] = word[length] >= 'a' && word[length] <= 'z' ? (char) (word[length] - 'a' + 'A') : word[length];
    }
    return sd_name_of(names, upper, length);
}

static bool exists_for(Catalog *catalog, KindId kind, Name privilege)
{
    return sd_list_has(sd_acl_words(catalog, sd_kinds[kind].privileges), privilege) ||
           sd_list_has(sd_acl_words(catalog, sd_kinds[kind].later_privileges), privilege);
}

static bool exists_for_some_kind(Catalog *catalog, Name privilege)
{
    for (KindId kind = 0; kind < KIND_COUNT; kind++) {
        if (exists_for(catalog, kind, privilege)) {
            return true;
        }
    }
    return false;
}

/* Those of the statement that exist for the kind and are meant for the whole object.  GRANT ON TABLE may name a
 * sequence, so a privilege that another relation has is left out quietly, as the server does. */
static const List *stated_privileges(const Session *session, const PgQuery__GrantStmt *grant, KindId kind)
{
    Catalog *catalog = session->resolver.catalog;
    const List *stated = NULL;

    if (grant->n_privileges == 0) {
        return sd_acl_words(catalog, sd_kinds[kind].privileges);
    }
    for (size_t i = 0; i < grant->n_privileges; i++) {
        const PgQuery__AccessPriv *privilege = grant->privileges[i]->access_priv;
        Name name = upper_case(session, privilege->priv_name);

        if (privilege->n_cols == 0 && exists_for(catalog, kind, name) && !sd_list_has(stated, name)) {
            stated = sd_list_with(catalog->arena, stated, name);
        }
    }
    return stated;
}

static bool check_privileges(const Session *session, const PgQuery__GrantStmt *grant, KindId kind)
{
    Catalog *catalog = session->resolver.catalog;
    bool is_relation = (sd_kinds[kind].traits & IS_RELATION) != 0;

    for (size_t i = 0; i < grant->n_privileges; i++) {
        const PgQuery__AccessPriv *privilege = grant->privileges[i]->access_priv;
        KindId of = privilege->n_cols ? KIND_COLUMN : kind;
        Name name = upper_case(session, privilege->priv_name);

        if (privilege->n_cols && !name->length) {
            continue; /* ALL (column) */
        }
        if (!exists_for(catalog, of, name) &&
            !(is_relation && !privilege->n_cols && exists_for_some_kind(catalog, name))) {
            sd_session_error(session, -1, "there is no privilege \"%s\" on a %s", name->text, sd_kinds[of].label);
            return false;
        }
    }
    return true;
}

static void apply_to_roles(Session *session, const PgQuery__GrantStmt *grant, Key object, const List *privileges)
{
    AclChange change = { .privileges = privileges, .is_grant = grant->is_grant, .option = grant->grant_option };

    if (!sd_list_count(privileges)) {
        return;
    }
    for (size_t i = 0; i < grant->n_grantees; i++) {
        Name role = sd_session_role(session, grant->grantees[i]->role_spec);

        sd_acl_apply(session, object, role, &change);
        if (!grant->is_grant && sd_kinds[object->kind].traits & IS_RELATION) {
            revoke_on_columns(session, object, role, &change);
        }
    }
}

/* ---- GRANT and REVOKE on objects ------------------------------------------------------------------------------------ */

static Key column_key(Session *session, const PgQuery__Node *object, const PgQuery__Node *column)
{
    return sd_object_child_key(session, KIND_COLUMN, object->range_var, column->string->sval);
}

/* Looks up everything the statement names, since a statement that waits must not have changed anything. */
static ReadResult find_all(Session *session, const PgQuery__GrantStmt *grant, Key *keys)
{
    for (size_t i = 0; i < grant->n_objects; i++) {
        const char *text = sd_object_text(session, grant->objects[i]);

        keys[i] = sd_object_key(session, grant->objtype, grant->objects[i]);
        if (!keys[i] ||
            (!sd_catalog_find(session->resolver.catalog, keys[i]) && sd_object_was_left_unread(session, text))) {
            keys[i] = NULL;
            return sd_object_missing(session, grant->objtype, text);
        }
        for (size_t p = 0; p < grant->n_privileges; p++) {
            const PgQuery__AccessPriv *privilege = grant->privileges[p]->access_priv;

            for (size_t c = 0; c < privilege->n_cols; c++) {
                if (!column_key(session, grant->objects[i], privilege->cols[c])) {
                    keys[i] = NULL;
                    return sd_object_missing(
                        session, PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN,
                        sd_object_range_text(session, grant->objects[i]->range_var, privilege->cols[c]->string->sval));
                }
            }
        }
    }
    return READ_DONE;
}

static void apply_to_columns(Session *session, const PgQuery__GrantStmt *grant, const PgQuery__Node *object)
{
    Catalog *catalog = session->resolver.catalog;

    for (size_t p = 0; p < grant->n_privileges; p++) {
        const PgQuery__AccessPriv *privilege = grant->privileges[p]->access_priv;
        Name name = upper_case(session, privilege->priv_name);
        const List *privileges =
            name->length ? sd_list(catalog->arena, &name, 1) : sd_acl_words(catalog, sd_kinds[KIND_COLUMN].privileges);

        for (size_t c = 0; c < privilege->n_cols; c++) {
            apply_to_roles(session, grant, column_key(session, object, privilege->cols[c]), privileges);
        }
    }
}

/* The catalogs of the server are the same for every schema; no source tells what was granted on them. */
static bool is_of_the_server(const Session *session, Key key)
{
    Name schema = sd_key_schema(key);

    if (!schema || (strcmp(schema->text, "pg_catalog") != 0 && strcmp(schema->text, "information_schema") != 0)) {
        return false;
    }
    sd_session_warning(session, -1, "privileges on %s are not read: it belongs to the server",
                       sd_session_phrase(session, key));
    return true;
}

static ReadResult grant_on_objects(Session *session, const PgQuery__GrantStmt *grant)
{
    Arena *scratch = sd_arena_new();
    Key *keys = sd_arena_alloc(scratch, grant->n_objects * sizeof(Key));
    ReadResult result = find_all(session, grant, keys);

    for (size_t i = 0; result == READ_DONE && i < grant->n_objects; i++) {
        if (keys[i] && !is_of_the_server(session, keys[i]) && check_privileges(session, grant, keys[i]->kind)) {
            apply_to_roles(session, grant, keys[i], stated_privileges(session, grant, keys[i]->kind));
            apply_to_columns(session, grant, grant->objects[i]);
        }
    }
    sd_arena_free(scratch);
    return result;
}

/* ---- ON ALL ... IN SCHEMA ------------------------------------------------------------------------------------------- */

static const char *defaults_word(PgQuery__ObjectType type)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
        return "TABLES";
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
        return "SEQUENCES";
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
        return "TYPES";
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return "SCHEMAS";
    default:
        return "FUNCTIONS";
    }
}

static bool is_meant(const Object *object, PgQuery__ObjectType type)
{
    const char *word = sd_kind_of(object)->default_privileges;

    if (!word || strcmp(word, defaults_word(type)) != 0) {
        return false;
    }
    if (sd_kind_of(object)->traits & IS_ROUTINE && type != PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE) {
        bool is_procedure = object->key->kind == KIND_ROUTINE && ((const Routine *) object)->is_procedure;

        return is_procedure == (type == PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE);
    }
    return true;
}

/* What was declared in front of the statement, as on a server. */
static ReadResult grant_on_all(Session *session, const PgQuery__GrantStmt *grant)
{
    const Catalog *catalog = session->resolver.catalog;

    for (size_t i = 0; i < grant->n_objects; i++) {
        Name name = sd_session_name(session, grant->objects[i]->string->sval);
        Key schema = sd_key(catalog->names, KIND_SCHEMA, NULL, name, NULL);

        for (const Object *object = catalog->first; object; object = object->next_all) {
            if (object->key->parent == schema && is_meant(object, grant->objtype) &&
                check_privileges(session, grant, object->key->kind)) {
                apply_to_roles(session, grant, object->key, stated_privileges(session, grant, object->key->kind));
            }
        }
    }
    return READ_DONE;
}

static bool is_no_schema_object(PgQuery__ObjectType type)
{
    return type == PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE || type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE ||
           type == PG_QUERY__OBJECT_TYPE__OBJECT_PARAMETER_ACL || type == PG_QUERY__OBJECT_TYPE__OBJECT_LARGEOBJECT;
}

/* Privileges on what every database has are in no catalog of ours. */
static bool is_on_builtin_language(const PgQuery__GrantStmt *grant)
{
    for (size_t i = 0; grant->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE && i < grant->n_objects; i++) {
        if (sd_language_is_builtin(grant->objects[i]->string->sval)) {
            return true;
        }
    }
    return false;
}

ReadResult sd_read_grant(Session *session, const PgQuery__Node *node)
{
    const PgQuery__GrantStmt *grant = node->grant_stmt;
    const char *verb = grant->is_grant ? "GRANT" : "REVOKE";

    if (is_no_schema_object(grant->objtype)) {
        sd_session_note(session, -1, "%s ON %s makes no schema and is skipped", verb, sd_object_words(grant->objtype));
        return READ_DONE;
    }
    if (is_on_builtin_language(grant)) {
        sd_session_warning(session, -1, "privileges on a built-in language are not read");
        return READ_DONE;
    }
    if (!sd_object_is_modelled(grant->objtype)) {
        sd_session_warning(session, -1, "%s ON %s is not read yet", verb, sd_object_words(grant->objtype));
        return READ_DONE;
    }
    return grant->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA ? grant_on_all(session, grant)
                                                                                    : grant_on_objects(session, grant);
}

/* ---- default privileges --------------------------------------------------------------------------------------------- */

static const PgQuery__List *option_list(const PgQuery__AlterDefaultPrivilegesStmt *alter, const char *name)
{
    for (size_t i = 0; i < alter->n_options; i++) {
        if (strcmp(alter->options[i]->def_elem->defname, name) == 0) {
            return alter->options[i]->def_elem->arg->list;
        }
    }
    return NULL;
}

static void alter_defaults(Session *session, const PgQuery__GrantStmt *grant, Name schema, Name role)
{
    Catalog *catalog = session->resolver.catalog;
    Name word = sd_name(catalog->names, defaults_word(grant->objtype));
    KindId kind = sd_acl_kind_of_defaults(word);
    Key in = schema ? sd_key(catalog->names, KIND_SCHEMA, NULL, schema, NULL) : NULL;
    Key key = sd_key(catalog->names, KIND_DEFAULT_PRIVILEGES, in, role, word);
    Object *object = sd_catalog_find(catalog, key);

    if (!check_privileges(session, grant, kind)) {
        return;
    }
    if (!object) {
        object = sd_catalog_add(catalog, key);
        object->at = sd_session_position(session, -1);
    }
    apply_to_roles(session, grant, key, stated_privileges(session, grant, kind));
    if (!object->first_child) {
        sd_catalog_remove(catalog, object);
    }
}

ReadResult sd_read_alter_default_privileges(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterDefaultPrivilegesStmt *alter = node->alter_default_privileges_stmt;
    const PgQuery__List *schemas = option_list(alter, "schemas");
    const PgQuery__List *roles = option_list(alter, "roles");
    size_t role_count = roles ? roles->n_items : 1;
    size_t schema_count = schemas ? schemas->n_items : 1;

    for (size_t r = 0; r < role_count; r++) {
        Name role = roles ? sd_session_role(session, roles->items[r]->role_spec) : session->role;

        for (size_t s = 0; s < schema_count; s++) {
            alter_defaults(session, alter->action,
                           schemas ? sd_session_name(session, schemas->items[s]->string->sval) : NULL, role);
        }
    }
    return READ_DONE;
}
