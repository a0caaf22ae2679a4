/* CREATE PUBLICATION, ALTER PUBLICATION.
 *
 * What is in a publication are objects of their own, so ALTER PUBLICATION may add to one that no file declares: a
 * platform's. */
#include "parser/sql/publication.h"
#include "parser/sql/syntax.h"

#include <string.h>

static Key publication_key(const Session *session, const char *name)
{
    return sd_key(sd_session_names(session), KIND_PUBLICATION, NULL, sd_session_name(session, name), NULL);
}

/* ---- options ------------------------------------------------------------------------------------------------------ */

/* "insert, update" as a list. */
static const List *split_operations(const Session *session, const char *text)
{
    const List *list = NULL;

    while (*text) {
        size_t length = strcspn(text, " ,\t\n");

        if (length) {
            list = sd_list_with(sd_session_arena(session), list, sd_name_of(sd_session_names(session), text, length));
        }
        text += length + strspn(text + length, " ,\t\n");
    }
    return list;
}

static void set_options(Session *session, Publication *publication, size_t count, PgQuery__Node *const *options)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        const char *value = sd_session_option_text(session, option);

        if (strcmp(option->defname, "publish") == 0) {
            publication->publish = split_operations(session, value ? value : "");
        } else if (strcmp(option->defname, "publish_via_partition_root") == 0) {
            publication->publish_via_partition_root = sd_syntax_is_on(session, option);
        } else if (strcmp(option->defname, "publish_generated_columns") == 0) {
            publication->publish_generated_columns =
                !value || strcmp(value, "none") != 0 ? sd_session_name(session, value ? value : "stored") : NULL;
        } else {
            sd_session_error(session, option->location, "there is no option \"%s\" of a publication", option->defname);
        }
    }
}

/* ---- what is in it ------------------------------------------------------------------------------------------------ */

/* A table or a schema that the statement names, looked up. */
typedef struct Member {
    const PgQuery__PublicationObjSpec *written;
    Key key;
} Member;

/* False: wait. */
static bool look_up_member(Session *session, Key publication, Member *member)
{
    Names *names = sd_session_names(session);
    const PgQuery__PublicationObjSpec *written = member->written;
    Name schema = sd_session_name(session, written->name);
    Key table;

    if (written->pubtable) {
        table = sd_session_relation_key(session, written->pubtable->relation);
        member->key = table ? sd_key(names, KIND_PUBLICATION_TABLE, table, publication->name, NULL) : NULL;
        return table != NULL;
    }
    if (written->pubobjtype == PG_QUERY__PUBLICATION_OBJ_SPEC_TYPE__PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA) {
        schema = sd_resolve_creation_schema(&session->resolver);
    }
    member->key =
        sd_key(names, KIND_PUBLICATION_SCHEMA, sd_key(names, KIND_SCHEMA, NULL, schema, NULL), publication->name, NULL);
    return true;
}

/* The members of a statement, `count` of them; NULL: wait. */
static Member *look_up_members(Session *session, Key publication, size_t count, PgQuery__Node *const *objects)
{
    Member *members = sd_arena_alloc(sd_session_arena(session), (count + 1) * sizeof *members);

    for (size_t i = 0; i < count; i++) {
        members[i].written = objects[i]->publication_obj_spec;
        if (!look_up_member(session, publication, &members[i])) {
            return NULL;
        }
    }
    return members;
}

/* The condition behind WHERE, which follows the table's name and columns. */
static Expr *filter_of(Session *session, const PgQuery__PublicationTable *table)
{
    Slice list = sd_slice_rest(session, sd_slice_offset(session, table->relation->location)), part;

    if (!table->where_clause || !sd_slice_next_part(session, &list, &part)) {
        return NULL;
    }
    part = sd_slice_behind_word(session, part, "where");
    return sd_slice_expr(session, sd_slice_group(session, part, NULL), table->where_clause);
}

static void describe(Session *session, Object *object, Key publication, const PgQuery__PublicationTable *table)
{
    if (table && object->key->kind == KIND_PUBLICATION_TABLE) {
        PublicationTable *member = (PublicationTable *) object;

        member->publication = publication;
        member->columns = sd_syntax_names(session, table->n_columns, table->columns);
        member->filter = filter_of(session, table);
    } else {
        ((PublicationSchema *) object)->publication = publication;
    }
}

/* Does something for a table and, without ONLY, for all that inherit from it at the time: each is a member of its own
 * (OpenTableList of publicationcmds.c). */
static void for_each_heir(Session *session, const Member *member, Key table,
                          void (*visit)(Session *session, const Member *member, Key key))
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first, *next; object; object = next) {
        const KeyList *parents = object->key->kind == KIND_TABLE ? ((const Table *) object)->inherits : NULL;

        next = object->next_all;
        for (size_t i = 0; parents && i < parents->count; i++) {
            if (parents->items[i] == table) {
                visit(session, member,
                      sd_key(catalog->names, KIND_PUBLICATION_TABLE, object->key, member->key->name, NULL));
                for_each_heir(session, member, object->key, visit);
            }
        }
    }
}

static bool takes_heirs(const Member *member)
{
    return member->written->pubtable && member->written->pubtable->relation->inh;
}

static void add_heir(Session *session, const Member *member, Key key)
{
    Object *object = sd_session_add(session, key, -1, true);

    if (object) {
        describe(session, object, publication_key(session, key->name->text), member->written->pubtable);
    }
}

static void add_member(Session *session, Key publication, const Member *member)
{
    const PgQuery__PublicationTable *table = member->written->pubtable;
    Object *object =
        sd_session_add(session, member->key, table ? table->relation->location : member->written->location, false);

    if (object) {
        describe(session, object, publication, table);
    }
    if (object && takes_heirs(member)) {
        for_each_heir(session, member, member->key->parent, add_heir);
    }
}

static void drop_member(Session *session, const Member *member, Key key)
{
    Object *object = sd_catalog_find(sd_session_catalog(session), key);

    (void) member;
    if (object) {
        sd_catalog_remove(sd_session_catalog(session), object);
    }
}

static bool is_member(const Object *object, Key publication)
{
    return (object->key->kind == KIND_PUBLICATION_TABLE || object->key->kind == KIND_PUBLICATION_SCHEMA) &&
           object->key->name == publication->name;
}

static void remove_members(Session *session, Key publication)
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first, *next; object; object = next) {
        next = object->next_all;
        if (is_member(object, publication)) {
            sd_catalog_remove(catalog, object);
        }
    }
}

/* Of a publication that is declared nowhere it is not known what is in it. */
static ReadResult drop_members(Session *session, Key publication, const Member *members, size_t count)
{
    Catalog *catalog = sd_session_catalog(session);
    bool declared = sd_catalog_find(catalog, publication) != NULL;

    for (size_t i = 0; i < count && declared; i++) {
        if (sd_catalog_find(catalog, members[i].key)) {
            continue;
        }
        if (!session->last_round) {
            return READ_WAIT;
        }
        sd_session_error(session, -1, "%s is not in %s", sd_session_phrase(session, members[i].key->parent),
                         sd_session_phrase(session, publication));
        return READ_DONE;
    }
    for (size_t i = 0; i < count; i++) {
        drop_member(session, &members[i], members[i].key);
        if (takes_heirs(&members[i])) {
            for_each_heir(session, &members[i], members[i].key->parent, drop_member);
        }
    }
    return READ_DONE;
}

/* ---- statements --------------------------------------------------------------------------------------------------- */

ReadResult sd_read_create_publication(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreatePublicationStmt *create = node->create_publication_stmt;
    Key key = publication_key(session, create->pubname);
    const Member *members = look_up_members(session, key, create->n_pubobjects, create->pubobjects);
    Publication *publication;

    if (!members) {
        return READ_WAIT;
    }
    publication = (Publication *) sd_session_add(session, key, -1, false);
    if (!publication) {
        return READ_DONE;
    }
    publication->all_tables = create->for_all_tables;
    publication->publish = split_operations(session, "insert, update, delete, truncate");
    set_options(session, publication, create->n_options, create->options);
    for (size_t i = 0; i < create->n_pubobjects; i++) {
        add_member(session, key, &members[i]);
    }
    return READ_DONE;
}

ReadResult sd_read_alter_publication(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterPublicationStmt *alter = node->alter_publication_stmt;
    Key key = publication_key(session, alter->pubname);
    Object *publication = sd_catalog_find(sd_session_catalog(session), key);
    const Member *members;

    if (!publication && (alter->n_options || sd_session_expects(session, alter->pubname))) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_PUBLICATION, alter->pubname);
    }
    members = look_up_members(session, key, alter->n_pubobjects, alter->pubobjects);
    if (!members) {
        return READ_WAIT;
    }
    if (alter->n_options) {
        set_options(session, (Publication *) publication, alter->n_options, alter->options);
        return READ_DONE;
    }
    if (alter->action == PG_QUERY__ALTER_PUBLICATION_ACTION__AP_DropObjects) {
        return drop_members(session, key, members, alter->n_pubobjects);
    }
    if (alter->action == PG_QUERY__ALTER_PUBLICATION_ACTION__AP_SetObjects) {
        remove_members(session, key);
    }
    for (size_t i = 0; i < alter->n_pubobjects; i++) {
        add_member(session, key, &members[i]);
    }
    return READ_DONE;
}

void sd_publication_follow(Session *session, Key renamed)
{
    Catalog *catalog = sd_session_catalog(session);

    for (Object *object = catalog->first; renamed->kind == KIND_PUBLICATION && object; object = object->next_all) {
        const Attr *row = sd_kind_attr(sd_kind_of(object), "publication");

        if (row && *(const Key *) sd_object_field(object, row) == renamed && object->key->name != renamed->name) {
            sd_catalog_rename(catalog, object,
                              sd_key(catalog->names, object->key->kind, object->key->parent, renamed->name, NULL));
        }
    }
}
