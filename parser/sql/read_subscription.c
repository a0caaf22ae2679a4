/* CREATE SUBSCRIPTION, ALTER SUBSCRIPTION, DROP SUBSCRIPTION. */
#include "parser/sql/mention.h"
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

enum { STREAMS_IN_PARALLEL = 180000 }; /* the version from which on that is the default */

static Key subscription_key(const Session *session, const char *name)
{
    return sd_key(sd_session_names(session), KIND_SUBSCRIPTION, NULL, sd_session_name(session, name), NULL);
}

/* ---- options ------------------------------------------------------------------------------------------------------ */

/* What is done once, when the statement runs, and what is no part of a schema. */
static bool is_of_the_moment(const char *option)
{
    static const char *const names[] = { "connect", "enabled", "create_slot", "copy_data", "refresh", "lsn" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], option) == 0) {
            return true;
        }
    }
    return false;
}

/* The value of an option that says nothing. */
static bool is_usual(const char *option, const char *value)
{
    static const struct {
        const char *option, *value;
    } usual[] = { { "slot_name", "none" }, { "synchronous_commit", "off" }, { "origin", "any" } };

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (strcmp(usual[i].option, option) == 0) {
            return strcmp(usual[i].value, value) == 0;
        }
    }
    return false;
}

/* As defGetStreamingMode of subscriptioncmds.c reads it: a boolean, or "parallel". */
static const char *streaming_word(const Session *session, const PgQuery__DefElem *option, const char *value)
{
    return strcmp(value, "parallel") == 0 ? value : sd_syntax_is_on(session, option) ? "on" : "off";
}

static void set_option(Session *session, Subscription *subscription, const PgQuery__DefElem *option)
{
    const Attr *row = sd_kind_attr(&sd_kinds[KIND_SUBSCRIPTION], option->defname);
    const char *value = sd_session_option_text(session, option);

    if (is_of_the_moment(option->defname)) {
        return;
    }
    if (!row || strcmp(row->name, "connection") == 0 || strcmp(row->name, "owner") == 0 || row->type == ATTR_LIST) {
        sd_session_error(session, option->location, "there is no option \"%s\" of a subscription", option->defname);
    } else if (row->type == ATTR_BOOL) {
        *(bool *) sd_object_field(&subscription->base, row) = sd_syntax_is_on(session, option);
    } else {
        value = value ? value : "true";
        value = strcmp(row->name, "streaming") == 0 ? streaming_word(session, option, value) : value;
        *(Name *) sd_object_field(&subscription->base, row) =
            is_usual(row->name, value) ? NULL : sd_session_name(session, value);
    }
}

static void set_options(Session *session, Subscription *subscription, size_t count, PgQuery__Node *const *options)
{
    for (size_t i = 0; i < count; i++) {
        set_option(session, subscription, options[i]->def_elem);
    }
}

static void set_defaults(const Session *session, Subscription *subscription)
{
    const Catalog *other = session->resolver.other;
    bool parallel = other && other->server_version >= STREAMS_IN_PARALLEL;

    subscription->slot_name = subscription->base.key->name;
    subscription->streaming = sd_session_name(session, parallel ? "parallel" : "off");
    subscription->password_required = true;
}

/* ---- statements --------------------------------------------------------------------------------------------------- */

ReadResult sd_read_create_subscription(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateSubscriptionStmt *create = node->create_subscription_stmt;
    Subscription *subscription =
        (Subscription *) sd_session_add(session, subscription_key(session, create->subname), -1, false);

    if (subscription) {
        set_defaults(session, subscription);
        subscription->connection = sd_name(sd_session_names(session), create->conninfo);
        subscription->publications = sd_syntax_names(session, create->n_publication, create->publication);
        set_options(session, subscription, create->n_options, create->options);
    }
    return READ_DONE;
}

static void change_publications(Session *session, Subscription *subscription,
                                const PgQuery__AlterSubscriptionStmt *alter)
{
    const List *named = sd_syntax_names(session, alter->n_publication, alter->publication);
    bool adds = alter->kind == PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ADD_PUBLICATION;

    if (alter->kind == PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SET_PUBLICATION) {
        subscription->publications = named;
        return;
    }
    for (size_t i = 0; i < sd_list_count(named); i++) {
        Name name = named->items[i];

        if (sd_list_has(subscription->publications, name) == adds) {
            sd_session_error(session, -1, "publication \"%s\" is %s %s", name->text, adds ? "already in" : "not in",
                             sd_session_phrase(session, subscription->base.key));
        } else {
            subscription->publications =
                adds ? sd_list_with(sd_session_arena(session), subscription->publications, name)
                     : sd_list_without(sd_session_arena(session), subscription->publications, name);
        }
    }
}

ReadResult sd_read_alter_subscription(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterSubscriptionStmt *alter = node->alter_subscription_stmt;
    Subscription *subscription =
        (Subscription *) sd_catalog_find(sd_session_catalog(session), subscription_key(session, alter->subname));

    if (!subscription) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_SUBSCRIPTION, alter->subname);
    }
    switch (alter->kind) {
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_CONNECTION:
        subscription->connection = sd_name(sd_session_names(session), alter->conninfo);
        break;
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_OPTIONS:
        set_options(session, subscription, alter->n_options, alter->options);
        break;
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SET_PUBLICATION:
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ADD_PUBLICATION:
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_DROP_PUBLICATION:
        change_publications(session, subscription, alter);
        break;
    default:
        sd_session_note(session, -1, "ENABLE, DISABLE, REFRESH and SKIP make no schema and are skipped");
    }
    return READ_DONE;
}

ReadResult sd_read_drop_subscription(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DropSubscriptionStmt *drop = node->drop_subscription_stmt;
    Key key = subscription_key(session, drop->subname);

    if (sd_catalog_find(sd_session_catalog(session), key)) {
        sd_drop_object(session, key, false);
        return READ_DONE;
    }
    return drop->missing_ok ? READ_DONE
                            : sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_SUBSCRIPTION, drop->subname);
}
