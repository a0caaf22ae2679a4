#include "parser/sql/lexer.h"
#include "parser/sql/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Tables, views and sequences share one namespace in a schema, so at most one of these can be there. */
static const KindId relation_kinds[] = { KIND_TABLE, KIND_VIEW, KIND_MATERIALIZED_VIEW, KIND_SEQUENCE };
static const KindId type_kinds[] = { KIND_ENUM_TYPE, KIND_DOMAIN, KIND_COMPOSITE_TYPE, KIND_RANGE_TYPE };
static const KindId routine_kinds[] = { KIND_ROUTINE, KIND_AGGREGATE }; /* likewise, arguments' types included */

enum {
    RELATION_KINDS = sizeof relation_kinds / sizeof *relation_kinds,
    TYPE_KINDS = sizeof type_kinds / sizeof *type_kinds,
    ROUTINE_KINDS = sizeof routine_kinds / sizeof *routine_kinds
};

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
    if (key->parent && key->parent->kind == KIND_SCHEMA) {
        sd_text_format(text, "%s.", key->parent->name->text);
    }
    sd_text_put_name(text, key->name);
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

/* ---- finding ------------------------------------------------------------------------------------------------------ */

static Object *find_in_schema(const Session *session, Name schema, Name name, const KindId *kinds, size_t count)
{
    const Catalog *catalog = session->resolver.catalog;
    Key parent = sd_key(catalog->names, KIND_SCHEMA, NULL, schema, NULL);

    for (size_t i = 0; i < count; i++) {
        Object *object = sd_catalog_find(catalog, sd_key(catalog->names, kinds[i], parent, name, NULL));

        if (object) {
            return object;
        }
    }
    return NULL;
}

/* In the schema that is named, or in the first of the path that has it. */
static Object *find_in_path(const Session *session, Name schema, Name name, const KindId *kinds, size_t count)
{
    const List *path = session->resolver.path;

    if (!name) {
        return NULL;
    }
    if (schema) {
        return find_in_schema(session, schema, name, kinds, count);
    }
    for (size_t i = 0; i < sd_list_count(path); i++) {
        Object *object = find_in_schema(session, path->items[i], name, kinds, count);

        if (object) {
            return object;
        }
    }
    return NULL;
}

Object *sd_session_relation(Session *session, const PgQuery__RangeVar *relation)
{
    return find_in_path(session, sd_session_name(session, relation->schemaname),
                        sd_session_name(session, relation->relname), relation_kinds, RELATION_KINDS);
}

Object *sd_session_type_object(Session *session, size_t count, PgQuery__Node *const *parts)
{
    Name schema, name;

    sd_session_split_name(session, count, parts, &schema, &name);
    return find_in_path(session, schema, name, type_kinds, TYPE_KINDS);
}

Object *sd_session_type_of_range(Session *session, const PgQuery__RangeVar *type)
{
    return find_in_path(session, sd_session_name(session, type->schemaname), sd_session_name(session, type->relname),
                        type_kinds, TYPE_KINDS);
}

Object *sd_session_index(Session *session, const PgQuery__RangeVar *index)
{
    const Catalog *catalog = session->resolver.catalog;
    const List *path = session->resolver.path;
    Name schema = sd_session_name(session, index->schemaname);
    Name name = sd_session_name(session, index->relname);

    if (schema) {
        return sd_state_taken(session->state, catalog, schema, name, false);
    }
    for (size_t i = 0; i < sd_list_count(path); i++) {
        Object *object = sd_state_taken(session->state, catalog, path->items[i], name, false);

        if (object) {
            return object;
        }
    }
    return NULL;
}

static Key schema_key(const Session *session, Name schema)
{
    return sd_key(session->resolver.catalog->names, KIND_SCHEMA, NULL, schema, NULL);
}

Key sd_session_new_key(Session *session, KindId kind, const char *schema, const char *name)
{
    Name in = sd_session_name(session, schema);

    if (!in) {
        in = sd_resolve_creation_schema(&session->resolver);
    }
    return sd_key(session->resolver.catalog->names, kind, schema_key(session, in), sd_session_name(session, name),
                  NULL);
}

Key sd_session_relation_key(Session *session, const PgQuery__RangeVar *relation)
{
    Object *object = sd_session_relation(session, relation);
    Key key;

    if (object) {
        return object->key;
    }
    if (sd_session_expects_in(session, relation->schemaname, relation->relname)) {
        return NULL;
    }
    key = sd_resolve_relation(&session->resolver, sd_session_name(session, relation->schemaname),
                              sd_session_name(session, relation->relname));
    return key ? key : sd_session_new_key(session, KIND_TABLE, relation->schemaname, relation->relname);
}

static const char *last_part(size_t count, PgQuery__Node *const *parts)
{
    const PgQuery__Node *last = count ? parts[count - 1] : NULL;

    return last && last->node_case == PG_QUERY__NODE__NODE_STRING ? last->string->sval : NULL;
}

/* A type of a kind the model does not have, in the schema where a statement of the files made it. */
static Name unread_type(const Session *session, const PgQuery__TypeName *type)
{
    PgQuery__TypeName qualified = *type;
    PgQuery__String schema_text = PG_QUERY__STRING__INIT;
    PgQuery__Node schema_node = PG_QUERY__NODE__INIT;
    PgQuery__Node *parts[2];
    Name schema, name, found_in;
    TypeFound found;

    sd_session_split_name(session, type->n_names, type->names, &schema, &name);
    found_in = sd_state_unread(session->state, session->resolver.path, schema, name);
    if (!found_in || type->pct_type) {
        return NULL;
    }
    schema_text.sval = (char *) (uintptr_t) found_in->text;
    schema_node.node_case = PG_QUERY__NODE__NODE_STRING;
    schema_node.string = &schema_text;
    parts[0] = &schema_node;
    parts[1] = type->names[type->n_names - 1];
    qualified.names = parts;
    qualified.n_names = 2;
    return sd_type_name(&session->resolver, &qualified, NULL, &found);
}

Name sd_session_type(Session *session, const PgQuery__TypeName *type, Key *needs)
{
    Key own = NULL;
    TypeFound found = TYPE_FOUND;
    Name name = sd_type_name(&session->resolver, type, &own, &found);

    if (found == TYPE_NOT_FOUND) {
        Name unread = unread_type(session, type);

        if (unread) {
            if (needs) {
                *needs = NULL;
            }
            return unread;
        }
    }
    /* A type that only the other side has may yet be declared here, perhaps as another kind of type. */
    if ((found == TYPE_NOT_FOUND || (own && !sd_catalog_find(session->resolver.catalog, own))) &&
        sd_session_expects_in(session, type->n_names > 1 ? last_part(type->n_names - 1, type->names) : NULL,
                              last_part(type->n_names, type->names))) {
        return NULL;
    }
    if (needs) {
        *needs = own;
    }
    return name;
}

/* The canonical input types joined by ", "; NULL: wait. */
static Name argument_types(Session *session, const PgQuery__ObjectWithArgs *routine)
{
    Names *names = session->resolver.catalog->names;
    Arena *scratch = sd_arena_new();
    Text text = sd_text(scratch);
    Name args = NULL;
    bool complete = true;

    for (size_t i = 0; i < routine->n_objargs && complete; i++) {
        const PgQuery__Node *node = routine->objargs[i];
        Name type = node && node->node_case == PG_QUERY__NODE__NODE_TYPE_NAME
                        ? sd_session_type(session, node->type_name, NULL)
                        : sd_name(names, "none");

        complete = type != NULL;
        if (complete) {
            sd_text_put(&text, i ? ", " : "");
            sd_text_put_name(&text, sd_type_without_modifier(names, type));
        }
    }
    if (complete) {
        args = sd_name_of(names, text.bytes, text.length);
    }
    sd_arena_free(scratch);
    return args;
}

/* The function, procedure or aggregate with these arguments. */
static Object *routine_in_schema(const Catalog *catalog, Key schema, Name name, Name args)
{
    for (size_t i = 0; i < ROUTINE_KINDS; i++) {
        Object *object = sd_catalog_find(catalog, sd_key(catalog->names, routine_kinds[i], schema, name, args));

        if (object) {
            return object;
        }
    }
    return NULL;
}

static Key find_routine(const Session *session, const Catalog *catalog, Name schema, Name name, Name args)
{
    const List *path = session->resolver.path;
    size_t count = schema ? 1 : sd_list_count(path);

    for (size_t i = 0; catalog && i < count; i++) {
        const Object *object =
            routine_in_schema(catalog, schema_key(session, schema ? schema : path->items[i]), name, args);

        if (object) {
            return object->key;
        }
    }
    return NULL;
}

/* By name alone: an error when several have it, as the server says. */
static Key routine_by_name(Session *session, Name schema, Name name)
{
    Resolver own = session->resolver;
    Key found[2] = { NULL, NULL };
    size_t count;

    own.other = NULL;
    count = sd_resolve_routines(&own, schema, name, found, 2);
    if (count == 0 && !sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        count = sd_resolve_routines(&session->resolver, schema, name, found, 2);
    }
    if (count > 1 && session->last_round) {
        sd_session_error(session, -1, "routine name \"%s\" is not unique", name->text)->hint =
            "write the types of its arguments behind the name";
    }
    return count == 1 || session->last_round ? found[0] : NULL;
}

Key sd_session_routine_key_of(Session *session, KindId kind, const PgQuery__ObjectWithArgs *routine)
{
    Names *names = session->resolver.catalog->names;
    Name schema, name, args;
    Key key;

    sd_session_split_name(session, routine->n_objname, routine->objname, &schema, &name);
    if (!name) {
        return NULL;
    }
    if (routine->args_unspecified) {
        key = routine_by_name(session, schema, name);
        args = sd_name(names, "");
        if (key || !session->last_round) {
            return key;
        }
    } else {
        args = argument_types(session, routine);
        key = args ? find_routine(session, session->resolver.catalog, schema, name, args) : NULL;
    }
    if (!key && args && !sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        key = find_routine(session, session->resolver.other, schema, name, args);
        if (!key) {
            key = sd_key(names, kind,
                         schema_key(session, schema ? schema : sd_resolve_creation_schema(&session->resolver)), name,
                         args);
        }
    }
    return key;
}

Key sd_session_routine_key(Session *session, const PgQuery__ObjectWithArgs *routine)
{
    return sd_session_routine_key_of(session, KIND_ROUTINE, routine);
}

void sd_session_split_name(const Session *session, size_t count, PgQuery__Node *const *parts, Name *schema, Name *name)
{
    *schema = NULL;
    *name = NULL;
    if (count >= 1) {
        *name = sd_session_name(session, last_part(count, parts));
    }
    if (count >= 2) {
        *schema = sd_session_name(session, last_part(count - 1, parts));
    }
}

/* ---- adding ------------------------------------------------------------------------------------------------------- */

/* What stands in the way of a new object: one of the same key, or another relation or type of its name. */
static Object *in_the_way(const Session *session, Key key)
{
    Object *object = sd_catalog_find(session->resolver.catalog, key);
    unsigned traits = sd_kinds[key->kind].traits;
    Name schema = sd_key_schema(key);

    if (!object && schema && traits & IS_RELATION) {
        object = find_in_schema(session, schema, key->name, relation_kinds, RELATION_KINDS);
        if (!object) {
            object = sd_state_taken(session->state, session->resolver.catalog, schema, key->name, false);
        }
    }
    if (!object && schema && traits & IS_TYPE) {
        object = find_in_schema(session, schema, key->name, type_kinds, TYPE_KINDS);
    }
    if (!object && traits & IS_ROUTINE) {
        object = routine_in_schema(session->resolver.catalog, key->parent, key->name, key->args);
    }
    return object;
}

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
    Object *object = in_the_way(session, key);

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
        const char *part = last_part(i + 1, parts);

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
