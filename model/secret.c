#include "model/secret.h"

#include <string.h>
#include <strings.h>

/* Parts of names; libpq's own are password, passcode and sslpassword, the others are those of wrappers for web
 * services.  A file that holds secrets, as passfile, is none. */
static const char *const parts[] = { "password", "passwd",     "passcode",    "passphrase", "secret",
                                     "token",    "api_key",    "apikey",      "access_key", "private_key",
                                     "authkey",  "credential", "service_key", "account_key" };

static bool holds_part(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t size = strlen(parts[i]);

        for (size_t at = 0; at + size <= length; at++) {
            if (strncasecmp(name + at, parts[i], size) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool sd_secret_is_option(const char *name)
{
    return holds_part(name, strcspn(name, "="));
}

bool sd_secret_is_hidden(const Object *object, const Attr *attr)
{
    const void *field = sd_object_field(object, attr);

    if (!attr->secret) {
        return false;
    }
    if (attr->type == ATTR_OPTIONS) {
        const List *list = *(const List *const *) field;

        return sd_list_count(list) == 1 && list->items[0]->length == 0;
    }
    return *(const Name *) field == NULL;
}

const List *sd_secret_options_without(Arena *arena, const List *options)
{
    const List *kept = NULL;

    for (size_t i = 0; i < sd_list_count(options); i++) {
        if (!sd_secret_is_option(options->items[i]->text)) {
            kept = sd_list_with(arena, kept, options->items[i]);
        }
    }
    return kept;
}

/* ---- connection strings -------------------------------------------------------------------------------------- */

/* Where a value of "keyword = value" ends: at a space, or at the closing quote; a backslash takes what follows. */
static const char *behind_value(const char *at)
{
    char end = *at == '\'' ? '\'' : ' ';

    for (at += end == '\''; *at && *at != end && (end == '\'' || !strchr("\t\n\r", *at)); at++) {
        at += *at == '\\' && at[1];
    }
    return at + (*at == '\'');
}

static const char *behind_space(const char *at)
{
    return at + strspn(at, " \t\n\r");
}

/* Pairs of keyword and value (conninfo_parse of fe-connect.c). */
static void put_pairs(Text *text, const char *at, const char *replacement)
{
    while (*(at = behind_space(at))) {
        const char *keyword = at;
        size_t length = strcspn(at, "= \t\n\r");
        const char *value = behind_space(at + length);
        const char *end;

        value = *value == '=' ? behind_space(value + 1) : value;
        end = behind_value(value);
        if (end == keyword) {
            break;
        }
        at = end;
        if (holds_part(keyword, length) && !replacement) {
            continue;
        }
        sd_text_put(text, text->length ? " " : "");
        if (holds_part(keyword, length)) {
            sd_text_put_bytes(text, keyword, length);
            sd_text_format(text, "=%s", replacement);
        } else {
            sd_text_put_bytes(text, keyword, (size_t) (end - keyword));
        }
    }
}

/* "scheme://user:secret@host/db?password=secret" */
static void put_uri(Text *text, const char *uri, const char *replacement)
{
    const char *rest = strstr(uri, "://") + 3;
    size_t authority = strcspn(rest, "/?#");
    const char *at = memchr(rest, '@', authority);
    const char *colon = at ? memchr(rest, ':', (size_t) (at - rest)) : NULL;

    sd_text_put_bytes(text, uri, (size_t) ((colon ? colon : rest) - uri));
    if (colon && replacement) {
        sd_text_format(text, ":%s", replacement);
    }
    rest = colon ? at : rest;
    while (*rest) {
        size_t length = strcspn(rest, "?&");
        size_t keyword = strcspn(rest, "=");

        if (keyword >= length || !holds_part(rest, keyword)) {
            sd_text_put_bytes(text, rest, length);
        } else if (replacement) {
            sd_text_put_bytes(text, rest, keyword);
            sd_text_format(text, "=%s", replacement);
        }
        sd_text_put_bytes(text, rest + length, rest[length] ? 1 : 0);
        rest += length + (rest[length] ? 1 : 0);
    }
}

/* A string without secrets stays to the letter, spaces and all. */
static bool has_secret(const char *connection)
{
    const char *authority = strstr(connection, "://");

    return holds_part(connection, strlen(connection)) ||
           (authority && memchr(authority + 3, '@', strcspn(authority + 3, "/?#")));
}

const char *sd_secret_connection(Arena *arena, const char *connection, const char *replacement)
{
    Text text = sd_text(arena);

    if (!has_secret(connection)) {
        return connection;
    }
    if (strstr(connection, "://")) {
        put_uri(&text, connection, replacement);
    } else {
        put_pairs(&text, connection, replacement);
    }
    return text.bytes;
}

/* ---- a whole catalog ------------------------------------------------------------------------------------------- */

static bool forget_row(Catalog *catalog, const Object *object, const Attr *attr)
{
    void *field = sd_object_field(object, attr);
    const List **options = field;
    Name *text = field, before = *text;
    size_t count;

    if (attr->type == ATTR_OPTIONS) {
        count = sd_list_count(*options);
        *options = sd_secret_options_without(catalog->arena, *options);
        return sd_list_count(*options) != count;
    }
    if (before) {
        *text = sd_name(catalog->names, sd_secret_connection(catalog->arena, before->text, NULL));
    }
    return *text != before;
}

size_t sd_secret_forget(Catalog *catalog)
{
    size_t count = 0;

    for (Object *object = catalog->first; object; object = object->next_all) {
        const Kind *kind = sd_kind_of(object);

        for (size_t i = 0; i < kind->attr_count; i++) {
            count += kind->attrs[i].secret && forget_row(catalog, object, &kind->attrs[i]) ? 1 : 0;
        }
    }
    return count;
}

/* ---- lines of files -------------------------------------------------------------------------------------------- */

/* Behind a secret's name: quotes of the name, an equals sign, and the value in quotes or up to a space. */
static size_t value_length(const char *at, size_t *head)
{
    const char *start = at;

    at += strspn(at, "\"");
    at = behind_space(at);
    at += *at == '=';
    at = behind_space(at);
    *head = (size_t) (at - start) + (*at == '\'');
    if (*at == '\'') {
        return strcspn(at + 1, "'");
    }
    return at > start && at[-1] == '=' ? strcspn(at, " '\t") : 0;
}

const char *sd_secret_masked_line(Arena *arena, const char *line)
{
    size_t length = strlen(line);
    char *masked = sd_arena_copy(arena, line, length);

    for (size_t at = 0; at < length;) {
        size_t word = strcspn(line + at, " \t\"'=(,&?");
        size_t head, secret;

        if (!word || !holds_part(line + at, word)) {
            at += word ? word : 1;
            continue;
        }
        at += word;
        secret = value_length(line + at, &head);
        memset(masked + at + head, '*', secret);
        at += head + secret;
    }
    return masked;
}
