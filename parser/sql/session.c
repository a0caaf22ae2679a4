#include "parser/sql/lexer.h"
#include "parser/sql/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Name sd_session_name(const Session *session, const char *text)
{
    return text && *text ? sd_name(session->resolver.catalog->names, text) : NULL;
}

/* ---- places and sentences --------------------------------------------------------------------------------------- */

Position sd_session_position(const Session *session, int32_t location)
{
    const Statement *statement = session->statement;

    if (!statement) {
        return sd_nowhere();
    }
    if (location < 0 || !statement->lines) {
        return statement->at;
    }
    return sd_lines_position(statement->lines, statement->at.file, statement->parsed_from + (size_t) location);
}

static Message *say(const Session *session, Severity severity, int32_t location, const char *format, va_list args)
{
    const Statement *statement = session->statement;
    va_list again;
    Message *message;
    char few[512];
    char *sentence = few;
    int length;

    va_copy(again, args);
    length = vsnprintf(few, sizeof few, format, args);
    if (length >= (int) sizeof few) {
        sentence = sd_arena_alloc(session->diag->arena, (size_t) length + 1);
        (void) vsnprintf(sentence, (size_t) length + 1, format, again);
    }
    va_end(again);
    message = sd_diag_say(session->diag, severity, sd_session_position(session, location), "%s", sentence);
    if (statement && statement->lines) {
        message->source_line =
            sd_lines_text(session->diag->arena, statement->lines, statement->source, message->at.line);
    }
    return message;
}

Message *sd_session_error(const Session *session, int32_t location, const char *format, ...)
{
    Message *message;
    va_list args;

    va_start(args, format);
    message = say(session, SEVERITY_ERROR, location, format, args);
    va_end(args);
    return message;
}

Message *sd_session_warning(const Session *session, int32_t location, const char *format, ...)
{
    Message *message;
    va_list args;

    va_start(args, format);
    message = say(session, SEVERITY_WARNING, location, format, args);
    va_end(args);
    return message;
}

const char *sd_session_hint_undeclared(const Session *session)
{
    return session->in_order ? "a migration before it must make it: the first one can be the schema that was there, "
                               "schemadiff generate baseline --from empty: --to DATABASE"
                             : "add its CREATE statement to the files";
}

Message *sd_session_note(const Session *session, int32_t location, const char *format, ...)
{
    Message *message;
    va_list args;

    va_start(args, format);
    message = say(session, SEVERITY_NOTE, location, format, args);
    va_end(args);
    return message;
}

static void put_phrase(Text *text, Key key)
{
    const Kind *kind = &sd_kinds[key->kind];

    if (kind->traits & ON_PARENT || !key->name) {
        sd_text_format(text, "%s of ", kind->label);
        put_phrase(text, key->parent);
        return;
    }
    sd_text_format(text, "%s \"", kind->label);
    if (kind->signature) {
        sd_text_qualified(text, key);
    } else if (key->parent && key->parent->kind == KIND_SCHEMA) {
        sd_text_format(text, "%s.%s", key->parent->name->text, key->name->text);
    } else {
        sd_text_put_name(text, key->name);
    }
    if (kind->traits & IS_ROUTINE) {
        sd_text_format(text, "(%s)", key->args ? key->args->text : "");
    }
    sd_text_char(text, '"');
    if (key->parent && key->parent->kind != KIND_SCHEMA) {
        sd_text_put(text, key->kind == KIND_INDEX ? " on " : " of ");
        put_phrase(text, key->parent);
    }
}

const char *sd_session_phrase(const Session *session, Key key)
{
    Text text = sd_text(session->diag->arena);

    if (key) {
        put_phrase(&text, key);
    }
    return text.bytes;
}

/* ---- adding ------------------------------------------------------------------------------------------------------- */

static const char *first_place(const Session *session, const Object *first)
{
    if (!first->at.line) {
        return "";
    }
    if (first->at.file == sd_session_position(session, -1).file) {
        return sd_arena_format(session->diag->arena, " (first on line %u)", (unsigned) first->at.line);
    }
    return sd_arena_format(session->diag->arena, " (first at %s:%u)", first->at.file->text, (unsigned) first->at.line);
}

static void report_twice(const Session *session, Key key, int32_t location, const Object *first)
{
    if (first->key == key) {
        sd_session_error(session, location, "%s is declared twice%s", sd_session_phrase(session, key),
                         first_place(session, first));
    } else {
        sd_session_error(session, location, "%s has the name of %s%s", sd_session_phrase(session, key),
                         sd_session_phrase(session, first->key), first_place(session, first));
    }
}

Object *sd_session_add(Session *session, Key key, int32_t location, bool if_not_exists)
{
    Object *object = sd_session_taken(session, key);

    if (object && object->key != key && sd_share_yields(session, object)) {
        object = NULL;
    }
    if (object && object->implied && object->key == key) {
        object->implied = false;
        object->at = sd_session_position(session, location);
        return object;
    }
    if (object) {
        if (!if_not_exists) {
            report_twice(session, key, location, object);
        }
        return NULL;
    }
    object = sd_catalog_add(session->resolver.catalog, key);
    object->at = sd_session_position(session, location);
    if (key->kind == KIND_INDEX || key->kind == KIND_CONSTRAINT) {
        sd_state_take(session->state, key);
    }
    return object;
}

Expr *sd_session_expr(Session *session, size_t start, size_t end, const void *tree)
{
    const Statement *statement = session->statement;
    int32_t location;

    sd_lexer_trim(statement->text, &start, &end);
    location = statement->location + (int32_t) start;
    return sd_canon_expr(&session->resolver, statement->text + start, end - start, tree, location,
                         sd_session_position(session, location));
}

/* ---- options and roles -------------------------------------------------------------------------------------------- */

static const char *joined_names(const Session *session, size_t count, PgQuery__Node *const *parts)
{
    Text text = sd_text(session->resolver.catalog->arena);

    for (size_t i = 0; i < count; i++) {
        const char *part = sd_session_last_part(i + 1, parts);

        sd_text_put(&text, i ? "." : "");
        sd_text_put(&text, part ? part : "");
    }
    return text.bytes;
}

/* As defGetString of the server's define.c spells it. */
const char *sd_session_option_text(const Session *session, const PgQuery__DefElem *option)
{
    const PgQuery__Node *arg = option->arg;

    if (!arg) {
        return NULL;
    }
    switch (arg->node_case) {
    case PG_QUERY__NODE__NODE_STRING:
        return arg->string->sval;
    case PG_QUERY__NODE__NODE_INTEGER:
        return sd_arena_format(session->resolver.catalog->arena, "%d", (int) arg->integer->ival);
    case PG_QUERY__NODE__NODE_FLOAT:
        return arg->float_->fval;
    case PG_QUERY__NODE__NODE_BOOLEAN:
        return arg->boolean->boolval ? "true" : "false";
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return joined_names(session, arg->type_name->n_names, arg->type_name->names);
    case PG_QUERY__NODE__NODE_LIST:
        return joined_names(session, arg->list->n_items, arg->list->items);
    default:
        return NULL;
    }
}

const List *sd_session_options(const Session *session, size_t count, PgQuery__Node *const *elements)
{
    Catalog *catalog = session->resolver.catalog;
    const List *options = NULL;

    for (size_t i = 0; i < count; i++) {
        const PgQuery__DefElem *option = elements[i]->def_elem;
        const char *value = sd_session_option_text(session, option);
        const char *name = option->defname;

        if (option->defnamespace && *option->defnamespace) {
            name = sd_arena_format(catalog->arena, "%s.%s", option->defnamespace, name);
        }
        /* An option without a value is switched on (transformRelOptions of the server's reloptions.c). */
        options = sd_options_set(catalog->arena, catalog->names, options, name, value ? value : "true");
    }
    return options;
}

Name sd_session_role(const Session *session, const PgQuery__RoleSpec *role)
{
    switch (role->roletype) {
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING:
        return sd_session_name(session, role->rolename);
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC:
        return sd_session_name(session, "public");
    default:
        return session->role;
    }
}

void sd_session_set_owner(Object *object, Name owner)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(object), "owner");

    if (attr) {
        *(Name *) sd_object_field(object, attr) = owner;
    }
}
