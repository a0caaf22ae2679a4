/* Walks the statements: in order, then those that waited, again and again while that helps, then by force. */
#include "model/initial.h"
#include "parser/sql/files.h"
#include "parser/sql/inner.h"
#include "parser/sql/renamed.h"
#include "parser/sql/setting.h"
#include "parser/sql/transaction.h"

#include <string.h>

/* A statement whose object was not there, with the session it was met in. */
typedef struct Waiting {
    const FileStatement *statement;
    const List *path;
    bool in_utc;
    Name role;
} Waiting;

typedef struct Reader {
    Session session;
    Files *files;
    const StatementWatch *watch; /* or NULL */
    Waiting *waiting;
    size_t waiting_count;
} Reader;

/* ---- what every database has --------------------------------------------------------------------------------------- */

/* As the server would have it that the catalog is compared with. */
static void add_schema_public(Catalog *catalog, const Catalog *other)
{
    Schema *schema = sd_initial_schema_public(catalog, other ? other->server_version : 0);

    schema->base.implied = true;
    for (Object *child = schema->base.first_child; child; child = child->next) {
        child->implied = true;
    }
}

Catalog *sd_empty_read(Names *names, const Catalog *other)
{
    Catalog *catalog = sd_catalog_new(names);

    add_schema_public(catalog, other);
    sd_catalog_seal(catalog);
    return catalog;
}

static Object *copy_object(Catalog *catalog, const Object *from)
{
    const Kind *kind = sd_kind_of(from);
    Object *copy = sd_catalog_find(catalog, from->key);

    if (!copy) {
        copy = sd_catalog_add(catalog, from->key);
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        sd_attr_copy(copy, from, &kind->attrs[i]);
    }
    return copy;
}

static void copy_with_children(Catalog *catalog, const Object *from)
{
    copy_object(catalog, from)->implied = true;
    for (const Object *child = from->first_child; child; child = child->next) {
        if (child->key->kind == KIND_COMMENT || child->key->kind == KIND_GRANT) {
            copy_object(catalog, child)->implied = true;
        }
    }
}

/* Statements begin where loading the files into the other side would begin: schema public and the default privileges
 * are there as somebody left them. */
static void take_surroundings(Catalog *catalog, const Catalog *other)
{
    for (Object *object = catalog->first, *next; object; object = next) {
        next = object->next_all;
        if (object->implied && object->parent && !sd_catalog_find(other, object->key)) {
            sd_catalog_remove(catalog, object);
        }
    }
    for (const Object *object = other->first; object; object = object->next_all) {
        const Object *mine = sd_catalog_find(catalog, object->key);

        if ((sd_kind_of(object)->traits & GIVES_PRIVILEGES) || (mine && mine->implied && !mine->parent)) {
            copy_with_children(catalog, object);
        }
    }
}

/* ---- one statement ------------------------------------------------------------------------------------------------- */

/* Elements of CREATE SCHEMA find and make things in that schema first, and belong to its owner. */
static void enter_schema(Session *session, const PgQuery__CreateSchemaStmt *create)
{
    Catalog *catalog = session->resolver.catalog;
    Name role = create->authrole ? sd_session_role(session, create->authrole) : NULL;
    Name schema = sd_session_name(session, create->schemaname);
    const List *path = session->resolver.path;
    size_t count = sd_list_count(path);
    Name *items = sd_arena_alloc(catalog->arena, (count + 1) * sizeof *items);

    items[0] = schema ? schema : role;
    for (size_t i = 0; i < count; i++) {
        items[i + 1] = path->items[i];
    }
    if (items[0]) {
        session->resolver.path = sd_list(catalog->arena, items, count + 1);
    }
    session->role = role ? role : session->role;
}

/* What a role makes after SET ROLE, or within CREATE SCHEMA ... AUTHORIZATION, is its own. */
static void own_what_is_new(const Session *session, const Object *last)
{
    const Catalog *catalog = session->resolver.catalog;

    if (session->role == catalog->role) {
        return;
    }
    for (Object *object = last ? last->next_all : catalog->first; object; object = object->next_all) {
        const Attr *owner = sd_kind_attr(sd_kind_of(object), "owner");

        if (owner && !sd_attr_present(object, owner)) {
            sd_session_set_owner(object, session->role);
        }
    }
}

static ReadResult read_one(Session *session, const FileStatement *statement)
{
    Catalog *catalog = session->resolver.catalog;
    const Object *last = catalog->last;
    const List *path = session->resolver.path;
    Name role = session->role;
    bool removes = statement->statement.node->node_case == PG_QUERY__NODE__NODE_DROP_STMT;
    ReadResult result;

    session->statement = &statement->statement;
    if (statement->within) {
        enter_schema(session, statement->within);
    }
    if (!statement->statement.states_effects || !sd_effect_read(session, &result)) {
        result = sd_statement_read(session);
    }
    if (result == READ_DONE && !removes) {
        own_what_is_new(session, last);
        if (statement->statement.tells_renames) {
            sd_renamed_note(session, last ? last->next_all : catalog->first);
        }
    }
    if (statement->within) {
        session->resolver.path = path;
        session->role = role;
    }
    return result;
}

/* ---- rounds -------------------------------------------------------------------------------------------------------- */

static void wait_with(Reader *reader, const FileStatement *statement)
{
    ReaderState *state = reader->session.state;

    reader->waiting = sd_arena_grow(state->arena, reader->waiting, reader->waiting_count, sizeof *reader->waiting);
    reader->waiting[reader->waiting_count++] = (Waiting){ .statement = statement,
                                                          .path = reader->session.resolver.path,
                                                          .in_utc = reader->session.resolver.in_utc,
                                                          .role = reader->session.role };
}

static void read_text(Reader *reader, FileText *text)
{
    Session *session = &reader->session;
    Catalog *catalog = session->resolver.catalog;
    Name file = sd_name(catalog->names, text->source.name);
    bool tells_renames = strstr(text->source.bytes, "renamed from") || strstr(text->source.bytes, "backfill");
    bool states_effects = strstr(text->source.bytes, "schemadiff:effect") != NULL;

    sd_setting_reset_path(session);
    session->resolver.in_utc = false;
    session->role = catalog->role;
    session->has_local = false;
    for (size_t i = 0; i < text->count; i++) {
        size_t undone = sd_transaction_skip(text, i);
        Statement *statement = &text->statements[undone].statement;

        i = undone;
        sd_transaction_note(session, statement->node);
        statement->at = sd_lines_position(&text->lines, file, (size_t) (statement->text - text->source.bytes));
        statement->tells_renames = tells_renames;
        statement->states_effects = states_effects;
        session->statement = statement;
        session->watch = reader->watch;
        if (reader->watch) {
            reader->watch->before_each(reader->watch->data, session);
        }
        if (read_one(session, &text->statements[i]) == READ_WAIT) {
            wait_with(reader, &text->statements[i]);
        }
    }
}

static ReadResult read_again(Reader *reader, const Waiting *waiting)
{
    reader->session.resolver.path = waiting->path;
    reader->session.resolver.in_utc = waiting->in_utc;
    reader->session.role = waiting->role;
    return read_one(&reader->session, waiting->statement);
}

/* Every waiting statement once, in order; true when any could be read. */
static bool read_round(Reader *reader)
{
    size_t kept = 0;

    for (size_t i = 0; i < reader->waiting_count; i++) {
        if (read_again(reader, &reader->waiting[i]) == READ_WAIT) {
            reader->waiting[kept++] = reader->waiting[i];
        }
    }
    if (kept == reader->waiting_count) {
        return false;
    }
    reader->waiting_count = kept;
    return true;
}

/* The first waiting statement has to decide.  When that made something, the others get their chance again. */
static void read_waiting(Reader *reader)
{
    Session *session = &reader->session;
    const Catalog *catalog = session->resolver.catalog;

    while (reader->waiting_count) {
        size_t objects, forced = 0;

        while (read_round(reader)) {
        }
        objects = catalog->object_count;
        session->last_round = true;
        for (; forced < reader->waiting_count && catalog->object_count == objects; forced++) {
            if (read_again(reader, &reader->waiting[forced]) == READ_WAIT) {
                sd_session_error(session, -1, "something that this statement needs is declared nowhere");
            }
        }
        session->last_round = false;
        reader->waiting_count -= forced;
        if (reader->waiting_count) {
            memmove(reader->waiting, reader->waiting + forced, reader->waiting_count * sizeof *reader->waiting);
        }
    }
}

/* A sequence always belongs to the owner of the table whose column it serves (ATExecChangeOwner of tablecmds.c).  Done
 * once and not with each OWNER TO: a dump has one for every table. */
static void own_sequences_of_columns(const Catalog *catalog)
{
    for (Object *object = catalog->first; object; object = object->next_all) {
        Key column = object->key->kind == KIND_SEQUENCE ? ((const Sequence *) object)->owned_by : NULL;
        const Table *table = column ? (const Table *) sd_catalog_find(catalog, column->parent) : NULL;

        if (table && table->base.key->kind == KIND_TABLE && table->owner) {
            sd_session_set_owner(object, table->owner);
        }
    }
}

/* ---- all ----------------------------------------------------------------------------------------------------------- */

static void expect_all(Reader *reader)
{
    for (size_t i = 0; i < reader->files->count; i++) {
        const FileText *text = &reader->files->texts[i];

        for (size_t statement = 0; statement < text->count; statement++) {
            sd_state_expect(reader->session.state, text->statements[statement].statement.node);
        }
    }
}

static void read_all(Reader *reader)
{
    Session *session = &reader->session;
    const Files *files = reader->files;

    session->in_order = files->in_order;
    if (files->in_order) {
        session->last_round = true; /* what is not there when it is spoken of comes from nowhere */
    } else {
        expect_all(reader);
    }
    for (size_t i = 0; i < files->count; i++) {
        read_text(reader, &files->texts[i]);
    }
    /* What waits after a syntax error most likely waits for the statement that has it: one error is enough. */
    while (files->status != SD_OK && read_round(reader)) {
    }
    if (files->status == SD_OK) {
        read_waiting(reader);
        sd_table_finish(session);
        own_sequences_of_columns(sd_session_catalog(session));
        sd_grant_finish(session);
    }
}

Status sd_files_read(Catalog **out, Files *files, Names *names, const Catalog *other, bool in_surroundings, Diag *diag)
{
    Catalog *catalog = sd_catalog_new(names);
    Reader reader = { .files = files };
    size_t errors = diag->errors;

    *out = NULL;
    catalog->role = other ? other->role : NULL;
    add_schema_public(catalog, other);
    if (other && in_surroundings) {
        take_surroundings(catalog, other);
    }
    reader.session =
        (Session){ .resolver = { .catalog = catalog, .other = other }, .diag = diag, .state = sd_state_new() };
    read_all(&reader);
    sd_state_free(reader.session.state);
    if (files->status != SD_OK || diag->errors != errors) {
        sd_catalog_free(catalog);
        return SD_INPUT;
    }
    sd_canon_finish(catalog, other);
    sd_catalog_seal(catalog);
    *out = catalog;
    return SD_OK;
}

/* Texts that were finished say everything; where they came from no longer fits them. */
static void forget_source(Expr *expr)
{
    if (expr) {
        expr->source = NULL;
    }
}

static void forget_sources(const Object *object)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        const void *field = sd_object_field(object, &kind->attrs[i]);
        const ExprList *list = kind->attrs[i].type == ATTR_EXPRS ? *(const ExprList *const *) field : NULL;

        if (kind->attrs[i].type == ATTR_EXPR) {
            forget_source(*(Expr *const *) field);
        }
        for (size_t item = 0; item < sd_exprs_count(list); item++) {
            forget_source(list->items[item]);
        }
    }
}

Status sd_files_replay(Catalog *catalog, Files *files, const StatementWatch *watch, Diag *diag)
{
    Reader reader = { .files = files, .watch = watch };
    size_t errors = diag->errors;

    files->in_order = true;
    reader.session = (Session){ .resolver = { .catalog = catalog }, .diag = diag, .state = sd_state_new() };
    for (const Object *object = catalog->first; object; object = object->next_all) {
        forget_sources(object);
        if (sd_kind_of(object)->traits & IS_INDEXED || object->key->kind == KIND_INDEX) {
            sd_state_take(reader.session.state, object->key);
        }
    }
    read_all(&reader);
    if (watch) {
        watch->at_end(watch->data, &reader.session);
    }
    sd_state_free(reader.session.state);
    if (files->status != SD_OK || diag->errors != errors) {
        return SD_INPUT;
    }
    sd_canon_finish(catalog, NULL);
    sd_catalog_seal(catalog);
    return SD_OK;
}
