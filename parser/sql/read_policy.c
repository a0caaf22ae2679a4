/* CREATE POLICY, ALTER POLICY. */
#include "parser/sql/table.h"

#include <string.h>

static Name command_name(const Session *session, const char *word)
{
    Text text = sd_text(sd_session_arena(session));

    for (; *word; word++) {
        sd_text_char(&text, *word >= 'a' && *word <= 'z' ? (char) (*word - 'a' + 'A') : *word);
    }
    return sd_name(sd_session_names(session), text.length ? text.bytes : "ALL");
}

static bool is_public(const PgQuery__RoleSpec *role)
{
    return role->roletype == PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC;
}

/* Left out, an unknown role would leave a policy for everybody; so it gets a name that no server has. */
static Name role_name(const Session *session, const PgQuery__RoleSpec *role)
{
    Name name = sd_session_role(session, role);

    if (!name) {
        sd_session_warning(session, role->location, "it is not known which role CURRENT_USER is")->hint =
            "name the role, or compare with a database";
        name = sd_name(sd_session_names(session), "current_user");
    }
    return name;
}

/* PUBLIC among other roles takes them all in (policy_role_list_to_array of policy.c). */
static const List *role_names(const Session *session, size_t count, PgQuery__Node *const *roles)
{
    Arena *arena = sd_session_arena(session);
    Name everybody = sd_name(sd_session_names(session), "public");
    const List *names = NULL;

    for (size_t i = 0; i < count; i++) {
        if (is_public(roles[i]->role_spec)) {
            return sd_list(arena, &everybody, 1);
        }
        names = sd_list_with(arena, names, role_name(session, roles[i]->role_spec));
    }
    return names ? sd_list_sorted(arena, names) : sd_list(arena, &everybody, 1);
}

/* The inside of the parentheses behind a clause's last word. */
static Expr *clause(Session *session, const PgQuery__RangeVar *table, const char *word, const PgQuery__Node *tree)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, table->location));

    rest = sd_slice_behind_word(session, sd_slice_behind_name(session, rest), word);
    return tree ? sd_slice_expr(session, sd_slice_group(session, rest, NULL), tree) : NULL;
}

ReadResult sd_read_create_policy(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreatePolicyStmt *statement = node->create_policy_stmt;
    Key table = sd_session_relation_key(session, statement->table);
    Policy *policy;

    if (!table) {
        return READ_WAIT;
    }
    policy = (Policy *) sd_session_add(
        session,
        sd_key(sd_session_names(session), KIND_POLICY, table, sd_session_name(session, statement->policy_name), NULL),
        -1, false);
    if (policy) {
        policy->command = command_name(session, statement->cmd_name);
        policy->restrictive = !statement->permissive;
        policy->roles = role_names(session, statement->n_roles, statement->roles);
        policy->using = clause(session, statement->table, "using", statement->qual);
        policy->with_check = clause(session, statement->table, "check", statement->with_check);
    }
    return READ_DONE;
}

static void alter(Session *session, Policy *policy, const PgQuery__AlterPolicyStmt *statement)
{
    if (statement->n_roles) {
        policy->roles = role_names(session, statement->n_roles, statement->roles);
    }
    if (statement->qual) {
        policy->using = clause(session, statement->table, "using", statement->qual);
    }
    if (statement->with_check) {
        policy->with_check = clause(session, statement->table, "check", statement->with_check);
    }
}

ReadResult sd_read_alter_policy(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterPolicyStmt *statement = node->alter_policy_stmt;
    Key table = sd_session_relation_key(session, statement->table);
    Policy *policy = NULL;

    if (table) {
        policy =
            (Policy *) sd_lineage_child(session, KIND_POLICY, table, sd_session_name(session, statement->policy_name));
    }
    if (policy) {
        alter(session, policy, statement);
        return READ_DONE;
    }
    if (!session->last_round) {
        return READ_WAIT;
    }
    sd_session_error(session, -1, "policy \"%s\" of %s is not declared", statement->policy_name,
                     sd_session_phrase(session, table));
    return READ_DONE;
}
