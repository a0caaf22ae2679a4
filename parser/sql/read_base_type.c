/* CREATE TYPE t, CREATE TYPE t (...) and ALTER TYPE ... SET. */
#include "parser/canon/builtin.h"
#include "parser/sql/routine.h"
#include "parser/sql/state.h"
#include "parser/sql/syntax.h"

#include <string.h>
#include <strings.h>

/* ---- functions ----------------------------------------------------------------------------------------------------- */

/* What the functions of a type are called with (findTypeInputFunction and its neighbours of typecmds.c); NULL stands for the
 * type itself. */
typedef struct FunctionOption {
    const char *name, *row;
    const char *args[2];
} FunctionOption;

#define OF_TYPE NULL

static const FunctionOption function_options[] = {
    { "input", "input", { "cstring", "cstring, oid, integer" } },
    { "output", "output", { OF_TYPE, OF_TYPE } },
    { "receive", "receive", { "internal", "internal, oid, integer" } },
    { "send", "send", { OF_TYPE, OF_TYPE } },
    { "typmod_in", "typmod_in", { "cstring[]", "cstring[]" } },
    { "typmod_out", "typmod_out", { "integer", "integer" } },
    { "analyze", "analyze", { "internal", "internal" } },
    { "analyse", "analyze", { "internal", "internal" } },
    { "subscript", "subscript", { "internal", "internal" } },
};

enum { FUNCTION_OPTIONS = sizeof function_options / sizeof *function_options };

/* A definition on its way into the catalog. */
typedef struct Draft {
    Session *session;
    Key type;
    size_t count;
    PgQuery__Node *const *options;
    TypeDefinition rows;
    Key needs[FUNCTION_OPTIONS + 1];
    size_t need_count;
} Draft;

/* NONE in ALTER TYPE is an option without a value.  False: wait. */
static bool read_function(Draft *draft, const FunctionOption *row, const PgQuery__DefElem *option)
{
    Session *session = draft->session;
    Key *function = sd_object_field(&draft->rows.base, sd_kind_attr(&sd_kinds[KIND_TYPE_DEFINITION], row->row));
    Text type = sd_text(sd_session_arena(session));
    const char *args[3] = { row->args[0], row->args[1], NULL };
    Key found = NULL;

    sd_text_qualified(&type, draft->type);
    args[0] = args[0] ? args[0] : type.bytes;
    args[1] = args[1] ? args[1] : type.bytes;
    *function = option->arg ? sd_routine_by_name(session, option->arg) : NULL;
    if (*function && !sd_session_function(session, *function, args, &found)) {
        return false;
    }
    draft->needs[draft->need_count++] = found;
    return true;
}

static bool read_functions(Draft *draft)
{
    for (size_t i = 0; i < FUNCTION_OPTIONS; i++) {
        const PgQuery__DefElem *option = sd_syntax_option(draft->count, draft->options, function_options[i].name);

        if (option && !read_function(draft, &function_options[i], option)) {
            return false;
        }
    }
    return true;
}

/* ---- words --------------------------------------------------------------------------------------------------------- */

/* As defGetString of define.c: a word is a type to the grammar. */
static const char *text_of(const Session *session, const PgQuery__DefElem *option)
{
    const PgQuery__Node *value = option->arg;

    switch (value ? (int) value->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return sd_syntax_last_string(value->type_name->n_names, value->type_name->names);
    case PG_QUERY__NODE__NODE_INTEGER:
        return sd_arena_format(sd_session_arena(session), "%d", value->integer->ival);
    case PG_QUERY__NODE__NODE_FLOAT:
        return value->float_->fval;
    default:
        return value ? sd_syntax_string(value) : "";
    }
}

typedef struct Word {
    const char *written, *kept;
} Word;

/* The grammar has put the names of some types in their place (DefineType of typecmds.c). */
static const Word alignments[] = {
    { "double", "double" }, { "float8", "double" }, { "int4", NULL },
    { "int2", "int2" },     { "char", "char" },     { "bpchar", "char" },
};
static const Word storages[] = {
    { "plain", NULL },
    { "external", "external" },
    { "extended", "extended" },
    { "main", "main" },
};

static void read_word(const Draft *draft, const char *name, const Word *words, size_t count, Name *field)
{
    const PgQuery__DefElem *option = sd_syntax_option(draft->count, draft->options, name);
    const char *written = option ? text_of(draft->session, option) : NULL;

    for (size_t i = 0; written && i < count; i++) {
        if (strcasecmp(words[i].written, written) == 0) {
            *field = sd_session_name(draft->session, words[i].kept);
            return;
        }
    }
    if (written) {
        sd_session_error(draft->session, option->location, "\"%s\" is no %s of a type", written, name);
    }
}

/* One character counts; the usual one is no row. */
static void read_character(const Draft *draft, const char *name, const char *usual, Name *field)
{
    const PgQuery__DefElem *option = sd_syntax_option(draft->count, draft->options, name);
    char text[2] = { option ? *text_of(draft->session, option) : '\0', '\0' };

    *field = strcmp(text, usual) == 0 ? NULL : sd_session_name(draft->session, text);
}

static bool read_flag(const Draft *draft, const char *name)
{
    const PgQuery__DefElem *option = sd_syntax_option(draft->count, draft->options, name);

    return option && sd_syntax_is_on(draft->session, option);
}

/* ---- representation ------------------------------------------------------------------------------------------------ */

typedef struct Representation {
    const char *types; /* with a space before and behind each */
    int length;
    bool by_value;
    const char *alignment, *storage;
} Representation;

/* Of the server's own types (pg_type.dat). */
static const Representation representations[] = {
    { " int4 oid date float4 cid xid regclass regcollation regconfig regdictionary regnamespace regoper regoperator "
      "regproc "
      "regprocedure regrole regtype ",
      4, true, NULL, NULL },
    { " int8 float8 money time timestamp timestamptz pg_lsn xid8 ", 8, true, "double", NULL },
    { " text varchar bpchar bytea bit varbit json jsonb jsonpath tsvector refcursor xml ", -1, false, NULL,
      "extended" },
    { " numeric inet cidr ", -1, false, NULL, "main" },
    { " tsquery gtsvector int2vector oidvector ", -1, false, NULL, NULL },
    { " path polygon txid_snapshot pg_snapshot ", -1, false, "double", "extended" },
    { " bool char ", 1, true, "char", NULL },
    { " int2 ", 2, true, "int2", NULL },
    { " macaddr ", 6, false, NULL, NULL },
    { " tid ", 6, false, "int2", NULL },
    { " macaddr8 ", 8, false, NULL, NULL },
    { " timetz ", 12, false, "double", NULL },
    { " uuid ", 16, false, "char", NULL },
    { " interval point ", 16, false, "double", NULL },
    { " line circle ", 24, false, "double", NULL },
    { " box lseg ", 32, false, "double", NULL },
    { " name ", 64, false, "char", NULL },
};

static const Representation of_enum = { NULL, 4, true, NULL, NULL };
static const Representation of_row = { NULL, -1, false, "double", "extended" };

static const Representation *representation_of(const Session *session, Name type, Key key)
{
    const BuiltinType *builtin = sd_builtin_type_spelled(type->text);
    const char *name = builtin ? sd_arena_format(sd_session_arena(session), " %s ", builtin->name) : NULL;

    for (size_t i = 0; name && i < sizeof representations / sizeof *representations; i++) {
        if (strstr(representations[i].types, name)) {
            return &representations[i];
        }
    }
    if (!key || name) {
        return NULL;
    }
    return key->kind == KIND_ENUM_TYPE                                   ? &of_enum
           : key->kind == KIND_COMPOSITE_TYPE || key->kind == KIND_TABLE ? &of_row
                                                                         : NULL;
}

/* LIKE takes over how values are stored.  False: wait. */
static bool read_like(Draft *draft, const PgQuery__DefElem *option)
{
    Session *session = draft->session;
    const Representation *found;
    const TypeDefinition *own;
    Key key = NULL;
    Name type;

    if (!option->arg || option->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME) {
        return true;
    }
    type = sd_session_type(session, option->arg->type_name, &key);
    if (!type) {
        return false;
    }
    own = (const TypeDefinition *) sd_catalog_find(
        sd_session_catalog(session), sd_key(sd_session_names(session), KIND_TYPE_DEFINITION, key, NULL, NULL));
    found = representation_of(session, sd_type_without_modifier(sd_session_names(session), type), key);
    if (own) {
        draft->rows.length = own->length;
        draft->rows.by_value = own->by_value;
        draft->rows.alignment = own->alignment;
        draft->rows.storage = own->storage;
    } else if (found) {
        draft->rows.length = found->length;
        draft->rows.by_value = found->by_value;
        draft->rows.alignment = sd_session_name(session, found->alignment);
        draft->rows.storage = sd_session_name(session, found->storage);
    } else if (key && key->kind == KIND_BASE_TYPE && !session->last_round) {
        return false;
    } else {
        sd_session_error(session, option->location, "how \"%s\" is stored is not known", type->text)->hint =
            "write INTERNALLENGTH, PASSEDBYVALUE, ALIGNMENT and STORAGE instead of LIKE";
    }
    return true;
}

static void read_length(Draft *draft)
{
    const PgQuery__DefElem *option = sd_syntax_option(draft->count, draft->options, "internallength");

    if (option && option->arg) {
        draft->rows.length = option->arg->node_case == PG_QUERY__NODE__NODE_INTEGER ? option->arg->integer->ival : -1;
    }
}

/* ---- statements ---------------------------------------------------------------------------------------------------- */

/* An element without a function for subscripts gets the server's own (DefineType of typecmds.c).  False: wait. */
static bool read_element(Draft *draft)
{
    Session *session = draft->session;
    const PgQuery__DefElem *option = sd_syntax_option(draft->count, draft->options, "element");
    Names *names = sd_session_names(session);
    Key server = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "pg_catalog"), NULL);

    if (!option || !option->arg || option->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME) {
        return true;
    }
    draft->rows.element = sd_session_type(session, option->arg->type_name, &draft->needs[draft->need_count]);
    draft->need_count += draft->needs[draft->need_count] != NULL;
    if (!draft->rows.subscript) {
        draft->rows.subscript =
            sd_key(names, KIND_ROUTINE, server, sd_name(names, "raw_array_subscript_handler"), NULL);
    }
    return draft->rows.element != NULL;
}

static bool read_definition(Draft *draft)
{
    const PgQuery__DefElem *like = sd_syntax_option(draft->count, draft->options, "like");
    const PgQuery__DefElem *initial = sd_syntax_option(draft->count, draft->options, "default");

    draft->rows.length = -1;
    if ((like && !read_like(draft, like)) || !read_functions(draft) || !read_element(draft)) {
        return false;
    }
    read_length(draft);
    if (sd_syntax_option(draft->count, draft->options, "passedbyvalue")) {
        draft->rows.by_value = read_flag(draft, "passedbyvalue");
    }
    read_word(draft, "alignment", alignments, sizeof alignments / sizeof *alignments, &draft->rows.alignment);
    read_word(draft, "storage", storages, sizeof storages / sizeof *storages, &draft->rows.storage);
    read_character(draft, "category", "U", &draft->rows.category);
    read_character(draft, "delimiter", ",", &draft->rows.delimiter);
    draft->rows.preferred = read_flag(draft, "preferred");
    draft->rows.collatable = read_flag(draft, "collatable");
    draft->rows.default_value =
        initial ? sd_name(sd_session_names(draft->session), text_of(draft->session, initial)) : NULL;
    return true;
}

static void put_edges(const Draft *draft, Key from)
{
    for (size_t i = 0; i < draft->need_count; i++) {
        sd_catalog_edge(sd_session_catalog(draft->session), from, draft->needs[i]);
    }
}

/* The name alone.  Functions that mention it may wait for it, so it is there before the definition is complete, implied as
 * long as no statement has said it; the server itself makes it when it meets the first of them (compute_return_type of
 * functioncmds.c). */
static Object *add_name(Session *session, Key key)
{
    Object *object = sd_catalog_find(sd_session_catalog(session), key);

    if (!object || !object->implied) {
        object = sd_session_add(session, key, -1, false);
    }
    if (object) {
        object->implied = false;
        sd_grant_defaults(session, key);
    }
    return object;
}

ReadResult sd_read_create_base_type(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DefineStmt *statement = node->define_stmt;
    PgQuery__RangeVar range = sd_object_range(statement->n_defnames, statement->defnames);
    Key key = sd_session_new_key(session, KIND_BASE_TYPE, range.schemaname, range.relname), own;
    Draft draft = {
        .session = session, .type = key, .count = statement->n_definition, .options = statement->definition
    };
    Object *name, *object;

    if (statement->n_definition == 0) {
        (void) add_name(session, key);
        return READ_DONE;
    }
    name = sd_catalog_find(sd_session_catalog(session), key);
    if (!name) {
        name = add_name(session, key);
        if (!name) {
            return READ_DONE;
        }
        name->implied = true;
    }
    if (!read_definition(&draft)) {
        return READ_WAIT;
    }
    name->implied = false;
    own = sd_key(sd_session_names(session), KIND_TYPE_DEFINITION, key, NULL, NULL);
    object = sd_session_add(session, own, -1, false);
    if (object) {
        for (size_t i = 0; i < sd_kind_of(object)->attr_count; i++) {
            sd_attr_copy(object, &draft.rows.base, &sd_kind_of(object)->attrs[i]);
        }
        put_edges(&draft, own);
    }
    return READ_DONE;
}

ReadResult sd_read_alter_type(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterTypeStmt *alter = node->alter_type_stmt;
    const Object *type = sd_session_type_object(session, alter->n_type_name, alter->type_name);
    Draft draft = { .session = session, .count = alter->n_options, .options = alter->options };
    Object *object;

    if (!type) {
        PgQuery__RangeVar range = sd_object_range(alter->n_type_name, alter->type_name);

        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_TYPE,
                                 sd_object_range_text(session, &range, NULL));
    }
    object = sd_catalog_find(sd_session_catalog(session),
                             sd_key(sd_session_names(session), KIND_TYPE_DEFINITION, type->key, NULL, NULL));
    if (!object && !session->last_round) {
        return READ_WAIT;
    }
    if (!object) {
        sd_session_error(session, -1, "%s is no base type", sd_session_phrase(session, type->key));
        return READ_DONE;
    }
    draft.type = type->key;
    draft.rows = *(const TypeDefinition *) object;
    if (!read_functions(&draft)) {
        return READ_WAIT;
    }
    read_word(&draft, "storage", storages, sizeof storages / sizeof *storages, &draft.rows.storage);
    for (size_t i = 0; i < sd_kind_of(object)->attr_count; i++) {
        sd_attr_copy(object, &draft.rows.base, &sd_kind_of(object)->attrs[i]);
    }
    put_edges(&draft, object->key);
    return READ_DONE;
}
