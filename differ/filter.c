/* Leaves alone what lies outside the schemas that the user named, and what is the platform's. */
#include "differ/passes.h"

#include <string.h>

/* Objects without a schema (extensions, default privileges for all schemas) belong to none of those named. */
static bool is_within(Key key, const char *const *schemas)
{
    Name schema = sd_key_schema(key);

    for (size_t i = 0; schema && schemas[i]; i++) {
        if (strcmp(schema->text, schemas[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_left_to_platform(const Changes *changes, const PlanRules *rules, Key key)
{
    return rules && rules->profile && sd_profile_leaves(rules->profile, changes->now, changes->wanted, key);
}

/* What belongs to the server, and what is said about it. */
static bool is_of_server(Key key)
{
    while (key && !(sd_kinds[key->kind].traits & OF_SERVER)) {
        key = key->parent;
    }
    return key != NULL;
}

/* What is not declared of the server's belongs to other databases, unless dropping it is allowed. */
static bool is_asked_of_server(const Changes *changes, const PlanRules *rules, Key key)
{
    while (key->parent) {
        key = key->parent;
    }
    return rules && rules->of_server &&
           (sd_catalog_find(changes->wanted, key) || sd_rules_allow_drop(rules, &sd_kinds[key->kind]));
}

static bool is_asked_for(const Changes *changes, const PlanRules *rules, Key key)
{
    return is_of_server(key) ? is_asked_of_server(changes, rules, key)
                             : !rules || !rules->schemas || is_within(key, rules->schemas);
}

void sd_pass_filter(Changes *changes, const PlanRules *rules)
{
    size_t kept = 0;

    for (size_t i = 0; i < changes->count; i++) {
        Key key = sd_change_object(&changes->items[i])->key;
        bool is_asked = is_asked_for(changes, rules, key);
        bool is_left = is_asked && is_left_to_platform(changes, rules, key);

        changes->left_count += is_left;
        changes->server_count += !is_asked && is_of_server(key);
        if (!is_asked || is_left) {
            sd_changes_leave_out(changes, &changes->items[i]);
        }
    }
    for (size_t i = 0; i < changes->undetermined_count; i++) {
        Key key = changes->undetermined[i].from->key;

        if (is_asked_for(changes, rules, key) && !is_left_to_platform(changes, rules, key)) {
            changes->undetermined[kept++] = changes->undetermined[i];
        }
    }
    changes->undetermined_count = kept;
}
