/* Roles, their members and their settings. */
#include "emitter/guard.h"
#include "emitter/writer.h"

#include <inttypes.h>

/* What differs from a role that CREATE ROLE makes without options. */
static void put_options(Text *text, const Role *role)
{
    const struct {
        bool is_there;
        const char *word;
    } options[] = {
        { role->superuser, "SUPERUSER" }, { !role->inherit, "NOINHERIT" }, { role->createrole, "CREATEROLE" },
        { role->createdb, "CREATEDB" },   { role->login, "LOGIN" },        { role->replication, "REPLICATION" },
        { role->bypassrls, "BYPASSRLS" },
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (options[i].is_there) {
            sd_text_format(text, " %s", options[i].word);
        }
    }
    if (role->connection_limit >= 0) {
        sd_text_format(text, " CONNECTION LIMIT %" PRId64, role->connection_limit);
    }
    if (role->valid_until) {
        sd_text_put(text, " VALID UNTIL ");
        sd_text_literal(text, role->valid_until->text);
    }
}

void sd_create_role(Script *script, const Action *action)
{
    Key key = action->to->key;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE ROLE %s", sd_sql_name(script, key));
    put_options(&text, (const Role *) action->to);
    sd_guard_block(script, sd_guard_missing(script, key), text.bytes);
}

void sd_create_role_membership(Script *script, const Action *action)
{
    Key key = action->to->key;

    sd_script_say(script, "GRANT %s TO %s%s", sd_sql_name(script, key->parent), sd_sql_identifier(script, key->name),
                  ((const RoleMembership *) action->to)->admin ? " WITH ADMIN OPTION" : "");
}

void sd_drop_role_membership(Script *script, const Action *action)
{
    Key key = action->from->key;

    sd_script_say(script, "REVOKE %s FROM %s", sd_sql_name(script, key->parent), sd_sql_identifier(script, key->name));
}

static const char *of_whom(const Script *script, Key setting)
{
    const char *role = sd_sql_name(script, setting->parent);

    return setting->args ? sd_arena_format(script->arena, "ALTER ROLE %s IN DATABASE %s", role,
                                           sd_sql_identifier(script, setting->args))
                         : sd_arena_format(script->arena, "ALTER ROLE %s", role);
}

void sd_create_role_setting(Script *script, const Action *action)
{
    Key key = action->to->key;

    sd_text_format(script->text, "%s ", of_whom(script, key));
    sd_text_setting(script->text, key->name->text, ((const RoleSetting *) action->to)->value->text);
    sd_script_end(script);
}

void sd_drop_role_setting(Script *script, const Action *action)
{
    Key key = action->from->key;

    sd_text_format(script->text, "%s RESET ", of_whom(script, key));
    sd_text_setting_name(script->text, key->name->text);
    sd_script_end(script);
}
