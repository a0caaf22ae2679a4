/* CREATE LANGUAGE, CREATE ACCESS METHOD.
 *
 * CREATE LANGUAGE without a handler is CREATE EXTENSION to the grammar. */
#include "parser/sql/table.h"

#include <string.h>

static Key language_key(const Session *session, const char *name)
{
    return sd_key(sd_session_names(session), KIND_LANGUAGE, NULL, sd_session_name(session, name), NULL);
}

bool sd_language_is_builtin(const char *name)
{
    static const char *const names[] = { "internal", "c", "sql", "plpgsql" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* An absent function is found at once; false: wait. */
static bool look_up(Session *session, size_t count, PgQuery__Node *const *parts, const char *args, Key *function)
{
    *function = count ? sd_function_implied(session, count, parts, args) : NULL;
    return !count || *function;
}

ReadResult sd_read_create_language(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreatePLangStmt *create = node->create_plang_stmt;
    Key key = language_key(session, create->plname), handler, inline_handler, validator;
    Object *object = create->replace ? sd_catalog_find(sd_session_catalog(session), key) : NULL;
    Language *language;

    if (!look_up(session, create->n_plhandler, create->plhandler, "", &handler) ||
        !look_up(session, create->n_plinline, create->plinline, "internal", &inline_handler) ||
        !look_up(session, create->n_plvalidator, create->plvalidator, "oid", &validator)) {
        return READ_WAIT;
    }
    language = (Language *) (object ? object : sd_session_add(session, key, -1, false));
    if (language) {
        language->trusted = create->pltrusted;
        language->handler = handler;
        language->inline_handler = inline_handler;
        language->validator = validator;
    }
    return READ_DONE;
}

ReadResult sd_read_create_access_method(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateAmStmt *create = node->create_am_stmt;
    Key key =
        sd_key(sd_session_names(session), KIND_ACCESS_METHOD, NULL, sd_session_name(session, create->amname), NULL);
    AccessMethod *method;
    Key handler;

    if (!look_up(session, create->n_handler_name, create->handler_name, "internal", &handler)) {
        return READ_WAIT;
    }
    method = (AccessMethod *) sd_session_add(session, key, -1, false);
    if (method) {
        method->type = sd_session_name(session, *create->amtype == 't' ? "TABLE" : "INDEX");
        method->handler = handler;
    }
    return READ_DONE;
}

/* As the key of a transform has it. */
static Name quoted(const Session *session, Name language)
{
    Text text = sd_text(sd_session_arena(session));

    sd_text_identifier(&text, language);
    return sd_session_name(session, text.bytes);
}

/* The language, or the extension that brings it, is needed by what is written in it, and so are the transforms that TRANSFORM
 * FOR TYPE names. */
void sd_language_need(Session *session, const Routine *routine)
{
    Names *names = sd_session_names(session);
    Catalog *catalog = sd_session_catalog(session);

    if (routine->language && !sd_language_is_builtin(routine->language->text)) {
        sd_catalog_edge(catalog, routine->base.key, sd_key(names, KIND_LANGUAGE, NULL, routine->language, NULL));
        sd_catalog_edge(catalog, routine->base.key, sd_key(names, KIND_EXTENSION, NULL, routine->language, NULL));
    }
    for (size_t i = 0; i < sd_list_count(routine->transforms); i++) {
        sd_catalog_edge(
            catalog, routine->base.key,
            sd_key(names, KIND_TRANSFORM, NULL, routine->transforms->items[i], quoted(session, routine->language)));
    }
}

void sd_language_follow(Session *session, Key from, Key to)
{
    for (Object *object = sd_session_catalog(session)->first; from->kind == KIND_LANGUAGE && object;
         object = object->next_all) {
        Routine *routine = (Routine *) object;

        if (object->key->kind == KIND_ROUTINE && routine->language == from->name) {
            routine->language = to->name;
        } else if (object->key->kind == KIND_TRANSFORM && object->key->args == quoted(session, from->name)) {
            sd_catalog_rename(
                sd_session_catalog(session), object,
                sd_key(sd_session_names(session), KIND_TRANSFORM, NULL, object->key->name, quoted(session, to->name)));
        }
    }
}
