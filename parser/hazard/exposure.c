/* Who may do what afterwards, that they might not before. */
#include "parser/hazard/judge.h"

#include "model/text.h"

#include <string.h>

static bool is(Name name, const char *text)
{
    return name && strcmp(name->text, text) == 0;
}

void sd_judge_look_at(Judge *judge, Key key)
{
    Arena *arena = judge->hazards->arena;

    judge->looked_at = sd_arena_grow(arena, judge->looked_at, judge->looked_at_count, sizeof *judge->looked_at);
    judge->looked_at_statement =
        sd_arena_grow(arena, judge->looked_at_statement, judge->looked_at_count, sizeof *judge->looked_at_statement);
    judge->looked_at[judge->looked_at_count] = key;
    judge->looked_at_statement[judge->looked_at_count++] = judge->statement;
}

/* ---- policies ------------------------------------------------------------------------------------------------------ */

static bool is_true(const PgQuery__Node *expression)
{
    return expression && expression->node_case == PG_QUERY__NODE__NODE_A_CONST &&
           expression->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL && expression->a_const->boolval->boolval;
}

static void remember_policy(Judge *judge, const Object *object)
{
    judge->policies =
        sd_arena_grow(judge->hazards->arena, judge->policies, judge->policy_count, sizeof *judge->policies);
    judge->policies[judge->policy_count++] =
        (OldPolicy){ .policy = *(const Policy *) object, .statement = judge->statement };
    sd_judge_look_at(judge, object->key);
}

void sd_judge_drop_policy(Judge *judge, const Object *policy)
{
    if (!sd_judge_is_new(judge, policy)) {
        remember_policy(judge, policy);
    }
}

void sd_judge_alter_policy(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__AlterPolicyStmt *alter = node->alter_policy_stmt;
    const Object *table = sd_judge_relation(judge, alter->table);
    const Catalog *catalog = sd_session_catalog(judge->session);
    const Object *policy =
        table ? sd_catalog_find(catalog, sd_key(catalog->names, KIND_POLICY, table->key,
                                                sd_session_name(judge->session, alter->policy_name), NULL))
              : NULL;

    sd_judge_touch(judge, table, LOCK_ACCESS_EXCLUSIVE, false, false);
    if (policy && !sd_judge_is_new(judge, policy)) {
        remember_policy(judge, policy);
    }
}

/* A policy of that name that let everything pass before: it was only dropped to be created again. */
static bool was_true(const Judge *judge, const Object *table, const char *name)
{
    for (size_t i = 0; table && i < judge->policy_count; i++) {
        const Policy *policy = &judge->policies[i].policy;

        if (policy->base.key->parent == table->key && is(policy->base.key->name, name) && !policy->restrictive &&
            ((policy->using && is(policy->using->text, "true")) ||
             (policy->with_check && is(policy->with_check->text, "true")))) {
            return true;
        }
    }
    return false;
}

void sd_judge_create_policy(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__CreatePolicyStmt *create = node->create_policy_stmt;
    const Object *table = sd_judge_relation(judge, create->table);

    sd_judge_touch(judge, table, LOCK_ACCESS_EXCLUSIVE, false, false);
    if (create->permissive && (is_true(create->qual) || is_true(create->with_check)) &&
        !was_true(judge, table, create->policy_name)) {
        sd_judge_say(judge, RULE_POLICY_TRUE, table ? table->key : NULL, create->policy_name);
    }
}

static bool covers(const List *roles, Name role)
{
    for (size_t i = 0; i < sd_list_count(roles); i++) {
        if (roles->items[i] == role || is(roles->items[i], "public")) {
            return true;
        }
    }
    return sd_list_count(roles) == 0;
}

/* Whether the expression that admits rows went away or became `true`.  Other changes nobody can order. */
static bool is_opened(const Expr *before, const Expr *after)
{
    return before && !is(before->text, "true") && (!after || is(after->text, "true"));
}

static const char *widened(Judge *judge, const Policy *before, const Policy *after)
{
    for (size_t i = 0; i < sd_list_count(after->roles); i++) {
        if (!covers(before->roles, after->roles->items[i])) {
            return sd_arena_format(judge->hazards->arena, "%s: it holds for %s too", after->base.key->name->text,
                                   after->roles->items[i]->text);
        }
    }
    if (before->restrictive && !after->restrictive) {
        return sd_arena_format(judge->hazards->arena, "%s: it restricted, and permits now",
                               after->base.key->name->text);
    }
    if (!is(before->command, "ALL") && is(after->command, "ALL")) {
        return sd_arena_format(judge->hazards->arena, "%s: it was for %s, and is for all commands",
                               after->base.key->name->text, before->command->text);
    }
    if (is_opened(before->using, after->using) || is_opened(before->with_check, after->with_check)) {
        return sd_arena_format(judge->hazards->arena, "%s: its condition is gone", after->base.key->name->text);
    }
    return NULL;
}

static void compare_policies(Judge *judge)
{
    const Catalog *catalog = sd_session_catalog(judge->session);

    for (size_t i = 0; i < judge->policy_count; i++) {
        const OldPolicy *old = &judge->policies[i];
        const Object *after = sd_catalog_find(catalog, old->policy.base.key);
        const char *detail = after ? widened(judge, &old->policy, (const Policy *) after) : NULL;
        Key table = old->policy.base.key->parent;

        if (detail) {
            sd_judge_say_of(judge, old->statement, RULE_POLICY_WIDENED, table, detail);
        } else if (!after && old->policy.restrictive && sd_catalog_find(catalog, table)) {
            sd_judge_say_of(judge, old->statement, RULE_RESTRICTION_DROPPED, table, old->policy.base.key->name->text);
        }
    }
}

/* ---- views --------------------------------------------------------------------------------------------------------- */

static bool asks_as_invoker(const Object *object)
{
    static const char *const words[] = { "security_invoker=true", "security_invoker=on", "security_invoker=1" };
    const List *options = ((const View *) object)->options;

    for (size_t i = 0; i < sd_list_count(options); i++) {
        for (size_t word = 0; word < sizeof words / sizeof *words; word++) {
            if (is(options->items[i], words[word])) {
                return true;
            }
        }
    }
    return false;
}

void sd_judge_look_at_view(Judge *judge, const Object *view)
{
    if (asks_as_invoker(view) && !sd_judge_is_new(judge, view)) {
        sd_judge_look_at(judge, view->key);
    }
}

void sd_judge_create_view(Judge *judge, const PgQuery__Node *node)
{
    const Object *view = sd_judge_relation(judge, node->view_stmt->view);

    if (!view || view->key->kind != KIND_VIEW) {
        return;
    }
    sd_judge_look_at_view(judge, view);
    sd_judge_touch(judge, view, LOCK_ACCESS_EXCLUSIVE, false, false);
    if (!sd_judge_is_new(judge, view)) {
        judge->replaced =
            sd_arena_grow(judge->hazards->arena, judge->replaced, judge->replaced_count, sizeof *judge->replaced);
        judge->replaced[judge->replaced_count++] = view;
    }
}

/* ---- grants -------------------------------------------------------------------------------------------------------- */

void sd_judge_grant(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__GrantStmt *grant = node->grant_stmt;

    if (!grant->is_grant || grant->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA) {
        return;
    }
    for (size_t i = 0; i < grant->n_grantees; i++) {
        if (grant->grantees[i]->role_spec->roletype == PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC) {
            sd_judge_say(judge, RULE_GRANT_TO_PUBLIC, NULL, NULL);
        }
    }
    for (size_t i = 0; grant->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_OBJECT && i < grant->n_objects; i++) {
        const Object *object = grant->objects[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR
                                   ? sd_judge_relation(judge, grant->objects[i]->range_var)
                                   : NULL;

        if (object && object->key->kind == KIND_VIEW) {
            sd_judge_look_at_view(judge, object);
        } else if (object) {
            sd_judge_look_at(judge, object->key);
        }
    }
}

/* ---- in the end ---------------------------------------------------------------------------------------------------- */

/* Roles that clients arrive as: PUBLIC, and those of the interfaces that let clients ask the database themselves. */
static const char *const client_roles[] = { "public", "anon", "authenticated" };

static const char *client_of(const Object *object)
{
    for (const Object *child = object->first_child; child; child = child->next) {
        const Grant *grant = (const Grant *) child;

        for (size_t i = 0; child->key->kind == KIND_GRANT && i < sizeof client_roles / sizeof *client_roles; i++) {
            if (is(child->key->name, client_roles[i]) && sd_list_count(grant->privileges)) {
                return client_roles[i];
            }
        }
    }
    return NULL;
}

static bool has_policy(const Object *table)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        if (child->key->kind == KIND_POLICY) {
            return true;
        }
    }
    return false;
}

static void look_at_table(Judge *judge, size_t statement, const Object *object)
{
    const char *client = client_of(object);

    if (((const Table *) object)->row_security) {
        if (!has_policy(object) && !sd_judge_is_new(judge, object)) {
            sd_judge_say_of(judge, statement, RULE_NO_POLICY, object->key, NULL);
        }
    } else if (client) {
        sd_judge_say_of(judge, statement, RULE_TABLE_WITHOUT_ROW_SECURITY, object->key,
                        sd_arena_format(judge->hazards->arena, "%s may use it", client));
    }
}

static bool sets_path(const Routine *routine)
{
    for (size_t i = 0; i < sd_list_count(routine->settings); i++) {
        if (strncmp(routine->settings->items[i]->text, "search_path=", strlen("search_path=")) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_closed_to_public(const Object *routine)
{
    for (const Object *child = routine->first_child; child; child = child->next) {
        if (child->key->kind == KIND_GRANT && is(child->key->name, "public")) {
            return sd_list_count(((const Grant *) child)->privileges) == 0;
        }
    }
    return false;
}

static void look_at_routine(Judge *judge, size_t statement, const Object *object)
{
    const Routine *routine = (const Routine *) object;

    if (!routine->security_definer) {
        return;
    }
    if (!sets_path(routine)) {
        sd_judge_say_of(judge, statement, RULE_DEFINER_WITHOUT_PATH, object->key, NULL);
    }
    if (!is_closed_to_public(object) && !is(routine->returns, "trigger") && !is(routine->returns, "event_trigger")) {
        sd_judge_say_of(judge, statement, RULE_DEFINER_FOR_EVERYBODY, object->key, NULL);
    }
}

/* The overload that the statement made or changed. */
static void look_at_routines(Judge *judge, size_t statement, Key name)
{
    const Key *routines;
    size_t count = sd_catalog_routines(sd_session_catalog(judge->session), name->parent, name->name, &routines);

    for (size_t i = 0; i < count; i++) {
        const Object *object = sd_catalog_find(sd_session_catalog(judge->session), routines[i]);

        if (object && object->key->kind == KIND_ROUTINE &&
            object->at.line == judge->hazards->statements[statement].at.line && sd_judge_is_new(judge, object)) {
            look_at_routine(judge, statement, object);
        }
    }
}

static bool was_looked_at(const Judge *judge, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (judge->looked_at[i] == judge->looked_at[at] && judge->looked_at[at]->kind != KIND_ROUTINE) {
            return true;
        }
    }
    return false;
}

void sd_judge_exposure(Judge *judge)
{
    compare_policies(judge);
    for (size_t i = 0; i < judge->looked_at_count; i++) {
        Key key = judge->looked_at[i];
        const Object *object = sd_catalog_find(sd_session_catalog(judge->session), key);

        if (key->kind == KIND_ROUTINE) {
            look_at_routines(judge, judge->looked_at_statement[i], key);
        } else if (object && key->kind == KIND_VIEW && !asks_as_invoker(object) && !was_looked_at(judge, i)) {
            sd_judge_say_of(judge, judge->looked_at_statement[i], RULE_INVOKER_LOST, key, NULL);
        } else if (object && key->kind == KIND_TABLE && !was_looked_at(judge, i)) {
            look_at_table(judge, judge->looked_at_statement[i], object);
        }
    }
}
