/* Leaves alone what lies outside the schemas that the user named. */
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

void sd_pass_filter(Changes *changes, const PlanRules *rules)
{
    size_t kept = 0;

    if (!rules || !rules->schemas) {
        return;
    }
    for (size_t i = 0; i < changes->count; i++) {
        if (!is_within(sd_change_object(&changes->items[i])->key, rules->schemas)) {
            sd_changes_leave_out(changes, &changes->items[i]);
        }
    }
    for (size_t i = 0; i < changes->undetermined_count; i++) {
        if (is_within(changes->undetermined[i].from->key, rules->schemas)) {
            changes->undetermined[kept++] = changes->undetermined[i];
        }
    }
    changes->undetermined_count = kept;
}
