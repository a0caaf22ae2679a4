#include "parser/sql/state.h"

/* The index behind a constraint can have a comment of its own, which the model does not have. */
static bool is_unread_comment(Session *session, PgQuery__ObjectType type, Key key)
{
    if (type != PG_QUERY__OBJECT_TYPE__OBJECT_INDEX || key->kind == KIND_INDEX) {
        return false;
    }
    sd_session_warning(session, -1, "a comment on the index of a constraint is not read yet")->hint =
        "write COMMENT ON CONSTRAINT";
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

ReadResult sd_read_comment(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CommentStmt *comment = node->comment_stmt;
    Key key;

    if (!sd_object_is_modelled(comment->objtype)) {
        sd_session_warning(session, -1, "COMMENT ON %s is not read yet", sd_object_words(comment->objtype));
        return READ_DONE;
    }
    key = sd_object_key(session, comment->objtype, comment->object);
    if (!key) {
        return sd_object_missing(session, comment->objtype, sd_object_text(session, comment->object));
    }
    if (key->kind == KIND_EXTENSION && sd_extension_is_builtin(key->name->text)) {
        return READ_DONE;
    }
    if (!sd_catalog_find(sd_session_catalog(session), key) &&
        sd_object_was_left_unread(session, sd_object_text(session, comment->object))) {
        return sd_object_missing(session, comment->objtype, sd_object_text(session, comment->object));
    }
    if (!is_unread_comment(session, comment->objtype, key)) {
        set_comment(session, key, comment->comment);
    }
    return READ_DONE;
}
