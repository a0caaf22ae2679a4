/* Roles, their members and their settings.
 *
 * A role may be created more than once: it belongs to the server, and files for several databases may each say it. */
#include "parser/sql/mention.h"
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <pg_query.h>
#include <stdlib.h>
#include <string.h>

static Key role_key(const Session *session, const char *name)
{
    return sd_key(sd_session_names(session), KIND_ROLE, NULL, sd_session_name(session, name), NULL);
}

static Role *find_role(const Session *session, const char *name)
{
    return name ? (Role *) sd_catalog_find(sd_session_catalog(session), role_key(session, name)) : NULL;
}

static const char *name_of(const Session *session, const PgQuery__RoleSpec *role)
{
    Name name = sd_session_role(session, role);

    return name ? name->text : NULL;
}

/* ---- members -------------------------------------------------------------------------------------------------------- */

static Key membership_key(const Session *session, const char *role, const char *member)
{
    return sd_key(sd_session_names(session), KIND_ROLE_MEMBERSHIP, role_key(session, role),
                  sd_session_name(session, member), NULL);
}

/* GRANT never takes the admin option back (AddRoleMems of user.c). */
static void add_member(Session *session, const char *role, const char *member, bool admin)
{
    Catalog *catalog = sd_session_catalog(session);
    Key key = membership_key(session, role, member);
    RoleMembership *membership = (RoleMembership *) sd_catalog_find(catalog, key);

    if (!membership) {
        membership = (RoleMembership *) sd_catalog_add(catalog, key);
        membership->base.at = sd_session_position(session, -1);
        membership->member = role_key(session, member);
    }
    membership->admin |= admin;
}

static void remove_member(Session *session, const char *role, const char *member, bool only_admin)
{
    Catalog *catalog = sd_session_catalog(session);
    RoleMembership *membership = (RoleMembership *) sd_catalog_find(catalog, membership_key(session, role, member));

    if (membership && only_admin) {
        membership->admin = false;
    } else if (membership) {
        sd_catalog_remove(catalog, &membership->base);
    }
}

/* What a statement says of the options of a membership. */
typedef struct MemberOptions {
    bool names_admin, admin, others; /* ADMIN is named, and on; others are named, which came with version 16 */
} MemberOptions;

static MemberOptions options_of(Session *session, const PgQuery__GrantRoleStmt *grant)
{
    MemberOptions options = { 0 };
#if PG_VERSION_NUM >= 160000
    for (size_t i = 0; i < grant->n_opt; i++) {
        const PgQuery__DefElem *option = grant->opt[i]->def_elem;

        if (strcmp(option->defname, "admin") == 0) {
            options.names_admin = true;
            options.admin =
                option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN && option->arg->boolean->boolval;
        } else {
            options.others = true;
            sd_session_warning(session, option->location, "the option \"%s\" of a membership is not read",
                               option->defname);
        }
    }
#else
    (void) session;
    options.names_admin = grant->admin_opt;
    options.admin = grant->admin_opt;
#endif
    return options;
}

ReadResult sd_read_grant_role(Session *session, const PgQuery__Node *node)
{
    const PgQuery__GrantRoleStmt *grant = node->grant_role_stmt;
    MemberOptions options = options_of(session, grant);

    for (size_t i = 0; i < grant->n_granted_roles; i++) {
        for (size_t j = 0; j < grant->n_grantee_roles; j++) {
            const char *role = grant->granted_roles[i]->access_priv->priv_name;
            const char *member = name_of(session, grant->grantee_roles[j]->role_spec);

            if (member && grant->is_grant) {
                add_member(session, role, member, options.admin);
            } else if (member && !options.others) {
                remove_member(session, role, member, options.names_admin);
            }
        }
    }
    return READ_DONE;
}

/* ---- options -------------------------------------------------------------------------------------------------------- */

static bool *flag_of(Role *role, const char *option)
{
    const struct {
        const char *option;
        bool *flag;
    } flags[] = {
        { "superuser", &role->superuser }, { "inherit", &role->inherit }, { "createrole", &role->createrole },
        { "createdb", &role->createdb },   { "canlogin", &role->login },  { "isreplication", &role->replication },
        { "bypassrls", &role->bypassrls },
    };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (strcmp(flags[i].option, option) == 0) {
            return flags[i].flag;
        }
    }
    return NULL;
}

/* ROLE and ADMIN name members, IN ROLE what the role is a member of; ALTER GROUP drops members. */
static void apply_list(Session *session, const char *role, const PgQuery__DefElem *option, bool drops)
{
    const PgQuery__List *list =
        option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_LIST ? option->arg->list : NULL;

    for (size_t i = 0; list && i < list->n_items; i++) {
        const char *other = name_of(session, list->items[i]->role_spec);

        if (!other) {
            continue;
        }
        if (strcmp(option->defname, "addroleto") == 0) {
            add_member(session, other, role, false);
        } else if (drops) {
            remove_member(session, role, other, false);
        } else {
            add_member(session, role, other, strcmp(option->defname, "adminmembers") == 0);
        }
    }
}

/* The password stays a secret of the server. */
static void apply(Session *session, Role *role, const PgQuery__DefElem *option, bool drops)
{
    const char *text = sd_session_option_text(session, option);
    bool *flag = flag_of(role, option->defname);

    if (flag) {
        *flag = sd_syntax_is_on(session, option);
    } else if (strcmp(option->defname, "connectionlimit") == 0) {
        role->connection_limit = text ? strtoll(text, NULL, 10) : -1;
    } else if (strcmp(option->defname, "validUntil") == 0) {
        role->valid_until = text && strcmp(text, "infinity") != 0 ? sd_session_name(session, text) : NULL;
    } else {
        apply_list(session, role->base.key->name->text, option, drops);
    }
}

ReadResult sd_read_create_role(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateRoleStmt *create = node->create_role_stmt;
    Role *role = find_role(session, create->role);

    if (!role) {
        role = (Role *) sd_session_add(session, role_key(session, create->role), -1, false);
        role->inherit = true;
        role->connection_limit = -1;
    }
    role->login = create->stmt_type == PG_QUERY__ROLE_STMT_TYPE__ROLESTMT_USER;
    for (size_t i = 0; i < create->n_options; i++) {
        apply(session, role, create->options[i]->def_elem, false);
    }
    return READ_DONE;
}

/* What the files do not create belongs to somebody else. */
static ReadResult leave_undeclared(Session *session, const char *name)
{
    if (name && sd_session_expects(session, name)) {
        return READ_WAIT;
    }
    sd_session_note(session, -1, "role \"%s\" is declared nowhere and left alone", name ? name : "of the session");
    return READ_DONE;
}

ReadResult sd_read_alter_role(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterRoleStmt *alter = node->alter_role_stmt;
    const char *name = name_of(session, alter->role);
    Role *role = find_role(session, name);

    if (!role) {
        return leave_undeclared(session, name);
    }
    for (size_t i = 0; i < alter->n_options; i++) {
        apply(session, role, alter->options[i]->def_elem, alter->action < 0);
    }
    return READ_DONE;
}

/* ---- settings ------------------------------------------------------------------------------------------------------- */

/* RESET ALL takes all of this database, or all that are for no single one. */
static void reset_all(Session *session, const Role *role, Name database)
{
    for (Object *child = role->base.first_child, *next; child; child = next) {
        next = child->next;
        if (child->key->kind == KIND_ROLE_SETTING && child->key->args == database) {
            sd_catalog_remove(sd_session_catalog(session), child);
        }
    }
}

static void set(Session *session, const Role *role, Name database, const PgQuery__VariableSetStmt *statement)
{
    Catalog *catalog = sd_session_catalog(session);
    const char *value = sd_setting_value(session, statement);
    Key key = sd_key(catalog->names, KIND_ROLE_SETTING, role->base.key,
                     sd_session_name(session, sd_setting_name(session, statement)), database);
    Object *object = sd_catalog_find(catalog, key);

    if (!value) {
        if (object) {
            sd_catalog_remove(catalog, object);
        }
        return;
    }
    object = object ? object : sd_catalog_add(catalog, key);
    object->at = sd_session_position(session, -1);
    ((RoleSetting *) object)->value = sd_name(catalog->names, value);
}

ReadResult sd_read_alter_role_set(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterRoleSetStmt *alter = node->alter_role_set_stmt;
    const char *name = alter->role ? name_of(session, alter->role) : NULL;
    Name database = sd_session_name(session, alter->database);
    Role *role = find_role(session, name);

    if (!alter->role) {
        sd_session_note(session, -1, "ALTER ROLE ALL makes no schema and is skipped");
        return READ_DONE;
    }
    if (!role) {
        return leave_undeclared(session, name);
    }
    if (alter->setstmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL) {
        reset_all(session, role, database);
    } else {
        set(session, role, database, alter->setstmt);
    }
    return READ_DONE;
}

/* ---- DROP ROLE ------------------------------------------------------------------------------------------------------ */

ReadResult sd_read_drop_role(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DropRoleStmt *drop = node->drop_role_stmt;

    for (size_t i = 0; i < drop->n_roles; i++) {
        const char *name = name_of(session, drop->roles[i]->role_spec);

        if (find_role(session, name)) {
            sd_drop_object(session, role_key(session, name), false);
        }
    }
    return READ_DONE;
}
