/* Subscriptions.  Nothing here reaches for the publisher: what does so cannot run in a transaction, nor where there is
 * no network, and a second run would find its slot taken.  What a person is left to do stands as a comment. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

#include <string.h>

enum { STREAMING_IS_DEFAULT = 180000 }; /* the version from which on streaming = parallel needs no saying */

static void put_flag(Text *text, const char *name, bool value, bool usual)
{
    if (value != usual) {
        sd_text_format(text, ", %s = %s", name, value ? "true" : "false");
    }
}

static void put_word(Text *text, const char *name, Name value)
{
    if (value) {
        sd_text_format(text, ", %s = ", name);
        sd_text_identifier(text, value);
    }
}

/* The slot has the subscription's name where nothing else is said, even a name that cannot be said. */
static void put_options(const Script *script, Text *text, const Subscription *subscription)
{
    Name streaming = subscription->streaming;

    sd_text_put(text, " WITH (connect = false");
    if (!subscription->slot_name) {
        sd_text_put(text, ", slot_name = NONE");
    } else if (subscription->slot_name != subscription->base.key->name) {
        sd_text_put(text, ", slot_name = ");
        sd_text_literal(text, subscription->slot_name->text);
    }
    put_flag(text, "binary", subscription->binary, false);
    if (streaming &&
        (strcmp(streaming->text, "off") != 0 || script->plan->now->server_version >= STREAMING_IS_DEFAULT)) {
        sd_text_format(text, ", streaming = %s", streaming->text);
    }
    put_flag(text, "two_phase", subscription->two_phase, false);
    put_flag(text, "disable_on_error", subscription->disable_on_error, false);
    put_word(text, "synchronous_commit", subscription->synchronous_commit);
    put_flag(text, "password_required", subscription->password_required, true);
    put_flag(text, "run_as_owner", subscription->run_as_owner, false);
    put_word(text, "origin", subscription->origin);
    put_flag(text, "failover", subscription->failover, false);
    sd_text_put(text, ")");
}

void sd_create_subscription(Script *script, const Action *action)
{
    const Subscription *subscription = (const Subscription *) action->to;
    Key key = action->to->key;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE SUBSCRIPTION %s CONNECTION ", sd_sql_name(script, key));
    sd_text_literal(&text, subscription->connection ? subscription->connection->text : "");
    sd_text_put(&text, " PUBLICATION ");
    sd_text_names(&text, subscription->publications);
    put_options(script, &text, subscription);
    if (!subscription->connection) {
        sd_text_put(script->text, "-- its connection is shown to superusers only and has to be filled in\n");
    }
    sd_guard_block(script, sd_guard_missing(script, key), text.bytes);
}

/* A comment that names something ends where its line ends, so a name that has a newline is not repeated. */
static void put_reminder(Script *script, const char *before, const char *name, const char *behind)
{
    sd_text_format(script->text, "-- %s%s%s\n", before, strpbrk(name, "\n\r") ? "..." : name, behind);
}

/* A slot can be let go of only while nothing runs. */
static void let_slot_go(Script *script, Key key)
{
    sd_script_say(script, "ALTER SUBSCRIPTION %s DISABLE", sd_sql_name(script, key));
    sd_script_say(script, "ALTER SUBSCRIPTION %s SET (slot_name = NONE)", sd_sql_name(script, key));
}

void sd_alter_subscription(Script *script, const Action *action)
{
    const Subscription *subscription = (const Subscription *) action->to;
    const char *name = sd_sql_name(script, action->to->key);

    if (sd_action_alters(action, "publications")) {
        Text list = sd_text(script->arena);

        sd_text_names(&list, subscription->publications);
        put_reminder(script, "to be followed by ALTER SUBSCRIPTION ", name,
                     " REFRESH PUBLICATION, outside a transaction");
        sd_script_say(script, "ALTER SUBSCRIPTION %s SET PUBLICATION %s WITH (refresh = false)", name, list.bytes);
    }
    if (!sd_action_alters(action, "slot_name")) {
        return;
    }
    if (subscription->slot_name) {
        sd_script_say(script, "ALTER SUBSCRIPTION %s SET (slot_name = %s)", name,
                      sd_sql_literal(script, subscription->slot_name->text));
    } else {
        let_slot_go(script, action->to->key);
    }
}

/* With its slot it could not be dropped in a transaction, nor while the publisher is away. */
void sd_drop_subscription(Script *script, const Action *action)
{
    const Subscription *subscription = (const Subscription *) action->from;
    Key key = action->from->key;
    Script inner = *script;
    Text text = sd_text(script->arena);

    if (!subscription->slot_name) {
        sd_guard_drop(script, key);
        return;
    }
    inner.text = &text;
    inner.indent = GUARD_INDENT;
    let_slot_go(&inner, key);
    sd_text_format(&text, "DROP SUBSCRIPTION %s;\n", sd_sql_name(script, key));
    if (!action->replaces) {
        put_reminder(script, "its slot stays at the publisher until pg_drop_replication_slot(",
                     sd_sql_literal(script, subscription->slot_name->text), ") is called there");
    }
    sd_guard_block_all(script, sd_guard_exists(script, key), text.bytes);
}
