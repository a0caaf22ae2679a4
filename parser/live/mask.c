/* libpq's messages quote what was wrong with a connection string, which may be a piece of a password: one with an
 * unescaped @ in a URL ends up as the host, one with a space as a keyword.  So of a string that cannot be taken apart
 * nothing quoted is repeated, nor of one whose parts look shifted; of any other libpq never quotes the password. */
#include "parser/live/mask.h"

#include "model/text.h"

#include <libpq-fe.h>
#include <string.h>
#include <strings.h>

static bool is_shifted(const PQconninfoOption *options)
{
    static const char *const places[] = { "host", "hostaddr", "port", "dbname" };

    for (; options->keyword; options++) {
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            if (strcmp(options->keyword, places[i]) == 0 && options->val && strchr(options->val, '@')) {
                return true;
            }
        }
    }
    return false;
}

static bool is_suspicious(const char *conninfo)
{
    PQconninfoOption *options;
    bool suspicious;

    if (!conninfo || (!strchr(conninfo, '=') && !strstr(conninfo, "://"))) {
        return false; /* the name of a database */
    }
    options = PQconninfoParse(conninfo, NULL);
    suspicious = !options || is_shifted(options);
    PQconninfoFree(options);
    return suspicious;
}

/* Length of a secret at the start of the text: what stands behind `password=`, and between `://user:` and `@`. */
static size_t secret_at(const char *text, size_t *head)
{
    static const char *const keywords[] = { "password=", "passwd=", "sslpassword=" };

    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        *head = strlen(keywords[i]);
        if (strncasecmp(text, keywords[i], *head) == 0) {
            return text[*head] == '\'' ? strcspn(text + *head + 1, "'") + 2 : strcspn(text + *head, " &\"\n");
        }
    }
    if (strncmp(text, "://", 3) == 0) {
        size_t user = 3 + strcspn(text + 3, ":@/ \"\n");
        size_t end = strcspn(text + user, " \"\n");

        for (; text[user] == ':' && end > 0; end--) {
            if (text[user + end] == '@') {
                *head = user + 1;
                return end - 1;
            }
        }
    }
    return 0;
}

const char *sd_mask_message(Arena *arena, const char *message, const char *conninfo)
{
    bool hide_quoted = is_suspicious(conninfo);
    bool in_quotes = false;
    Text text = sd_text(arena);

    while (*message) {
        size_t head, secret = secret_at(message, &head);

        if (secret) {
            sd_text_put_bytes(&text, message, head);
            sd_text_put(&text, "****");
            message += head;
            message += strnlen(message, secret);
        } else if (*message == '"') {
            in_quotes = !in_quotes;
            sd_text_put(&text, hide_quoted && in_quotes ? "\"****" : "\"");
            message++;
        } else if (*message == '\n') {
            sd_text_put(&text, message[1] ? "; " : "");
            message += strspn(message, "\n\t ");
        } else {
            if (!hide_quoted || !in_quotes) {
                sd_text_char(&text, *message);
            }
            message++;
        }
    }
    return text.bytes;
}
