/* COMMENT and SECURITY LABEL. */
#include "parser/sql/state.h"

/* The index behind a constraint has a comment of its own, which is a row of the constraint. */
static bool set_index_comment(Session *session, PgQuery__ObjectType type, Key key, const char *text)
{
    Constraint *constraint = (Constraint *) sd_catalog_find(sd_session_catalog(session), key);

    if (type != PG_QUERY__OBJECT_TYPE__OBJECT_INDEX || key->kind != KIND_CONSTRAINT || !constraint) {
        return false;
    }
    constraint->index_comment = text && *text ? sd_name(sd_session_catalog(session)->names, text) : NULL;
    return true;
}

/* An empty comment is none (CreateComments of the server's comment.c). */
static void set_comment(Session *session, Key about, const char *text)
{
    Catalog *catalog = sd_session_catalog(session);
    Key key = sd_key(catalog->names, KIND_COMMENT, about, NULL, NULL);
    Object *object = sd_catalog_find(catalog, key);

    if (!text || !*text) {
        if (object) {
            sd_catalog_remove(catalog, object);
        }
        return;
    }
    if (!object) {
        object = sd_catalog_add(catalog, key);
    }
    object->implied = false;
    object->at = sd_session_position(session, -1);
    ((Comment *) object)->text = sd_name(catalog->names, text);
}

/* What the statement is about; NULL when there is nothing to do with it, or it has to wait: *result says which. */
static Key look_up(Session *session, PgQuery__ObjectType type, const PgQuery__Node *object, const char *words,
                   ReadResult *result)
{
    Key key;

    *result = READ_DONE;
    if (!sd_object_is_modelled(type)) {
        sd_session_warning(session, -1, "%s ON %s is not read yet", words, sd_object_words(type));
        return NULL;
    }
    key = sd_object_key(session, type, object);
    if (!key || (!sd_catalog_find(sd_session_catalog(session), key) &&
                 sd_object_was_left_unread(session, sd_object_text(session, object)))) {
        *result = sd_object_missing(session, type, sd_object_text(session, object));
        return NULL;
    }
    return key;
}

/* What every database has and no object of the model is. */
static bool is_builtin(Key key)
{
    return (key->kind == KIND_EXTENSION && sd_extension_is_builtin(key->name->text)) ||
           (key->kind == KIND_LANGUAGE && sd_language_is_builtin(key->name->text));
}

ReadResult sd_read_comment(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CommentStmt *comment = node->comment_stmt;
    ReadResult result;
    Key key = look_up(session, comment->objtype, comment->object, "COMMENT", &result);

    if (key && !is_builtin(key) && !set_index_comment(session, comment->objtype, key, comment->comment)) {
        set_comment(session, key, comment->comment);
    }
    return result;
}

/* ---- SECURITY LABEL ------------------------------------------------------------------------------------------------ */

/* Without FOR the only provider that the server has loaded is meant; it is known where the other side has its labels. */
static Name only_provider(const Catalog *other)
{
    Name provider = NULL;

    for (const Object *object = other ? other->first : NULL; object; object = object->next_all) {
        if (object->key->kind == KIND_SECURITY_LABEL) {
            if (provider && provider != object->key->name) {
                return NULL;
            }
            provider = object->key->name;
        }
    }
    return provider;
}

ReadResult sd_read_security_label(Session *session, const PgQuery__Node *node)
{
    const PgQuery__SecLabelStmt *statement = node->sec_label_stmt;
    Catalog *catalog = sd_session_catalog(session);
    Name provider = sd_session_name(session, statement->provider);
    ReadResult result;
    Key about = look_up(session, statement->objtype, statement->object, "SECURITY LABEL", &result), key;
    Object *object;

    if (!about) {
        return result;
    }
    provider = provider ? provider : only_provider(session->resolver.other);
    if (!provider) {
        sd_session_warning(session, -1, "whose label this is cannot be told, so it is skipped")->hint =
            "write SECURITY LABEL FOR provider";
        return READ_DONE;
    }
    key = sd_key(catalog->names, KIND_SECURITY_LABEL, about, provider, NULL);
    object = sd_catalog_find(catalog, key);
    if (!statement->label || !*statement->label) {
        if (object) {
            sd_catalog_remove(catalog, object);
        }
        return READ_DONE;
    }
    object = object ? object : sd_catalog_add(catalog, key);
    object->at = sd_session_position(session, -1);
    ((SecurityLabel *) object)->label = sd_name(catalog->names, statement->label);
    return READ_DONE;
}
