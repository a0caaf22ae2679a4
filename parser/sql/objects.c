/* Objects as COMMENT ON, DROP, ALTER ... OWNER, RENAME and SET SCHEMA name them. */
#include "parser/sql/operator.h"

#include <string.h>

/* How the grammar gives the name of an object of some type. */
typedef enum Form {
    FORM_UNREAD,   /* the model has no such kind */
    FORM_TOP,      /* one String */
    FORM_NAMED,    /* List of String: schema, name; of a kind that shares its names with no other */
    FORM_RELATION, /* likewise */
    FORM_INDEX,    /* likewise */
    FORM_TYPE,     /* TypeName, or List of String */
    FORM_ROUTINE,  /* ObjectWithArgs */
    FORM_CHILD,    /* List of String: schema, relation, name */
    FORM_OPERATOR, /* ObjectWithArgs */
    FORM_USING,    /* List of String: access method, schema, name */
    FORM_TYPES,    /* List of two TypeName */
    FORM_OF_TYPE   /* List of TypeName and String */
} Form;

typedef struct ObjectType {
    const char *words;
    Form form;
    KindId kind;
} ObjectType;

/* clang-format off */
static const ObjectType object_types[] = {
#define CALLED(TYPE, ID, form, words) [PG_QUERY__OBJECT_TYPE__OBJECT_##TYPE] = { words, FORM_##form, KIND_##ID },
#include "model/kinds/all.def"
    [PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE]             = { "TYPE", FORM_UNREAD, 0 },
    [PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE]              = { "DATABASE", FORM_UNREAD, 0 },
    [PG_QUERY__OBJECT_TYPE__OBJECT_LARGEOBJECT]           = { "LARGE OBJECT", FORM_UNREAD, 0 },
    [PG_QUERY__OBJECT_TYPE__OBJECT_PARAMETER_ACL]         = { "PARAMETER", FORM_UNREAD, 0 },
    [PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE]            = { "TABLESPACE", FORM_UNREAD, 0 },
    [PG_QUERY__OBJECT_TYPE__OBJECT_TYPE]                  = { "TYPE", FORM_TYPE, KIND_ENUM_TYPE },
    [PG_QUERY__OBJECT_TYPE__OBJECT_USER_MAPPING]          = { "USER MAPPING", FORM_UNREAD, 0 },
};
/* clang-format on */

static const ObjectType *object_type(PgQuery__ObjectType type)
{
    static const ObjectType unknown = { "OBJECT", FORM_UNREAD, 0 };

    if ((size_t) type >= sizeof object_types / sizeof *object_types || !object_types[type].words) {
        return &unknown;
    }
    return &object_types[type];
}

const char *sd_object_words(PgQuery__ObjectType type)
{
    return object_type(type)->words;
}

bool sd_object_is_modelled(PgQuery__ObjectType type)
{
    return object_type(type)->form != FORM_UNREAD;
}

static char *string_of(size_t count, PgQuery__Node *const *parts)
{
    const PgQuery__Node *last = count ? parts[count - 1] : NULL;

    return last && last->node_case == PG_QUERY__NODE__NODE_STRING ? last->string->sval : NULL;
}

PgQuery__RangeVar sd_object_range(size_t count, PgQuery__Node *const *parts)
{
    static char none[] = "";
    PgQuery__RangeVar range = PG_QUERY__RANGE_VAR__INIT;
    char *name = string_of(count, parts);
    char *schema = count > 1 ? string_of(count - 1, parts) : NULL;

    range.relname = name ? name : none;
    range.schemaname = schema ? schema : none;
    range.location = -1;
    return range;
}

/* ---- found or made up ---------------------------------------------------------------------------------------------- */

/* A made-up key gets the kind that the statement says. */
static Key relation_key(Session *session, KindId kind, const PgQuery__RangeVar *range)
{
    Key key = sd_session_relation_key(session, range);

    if (key && key->kind == KIND_TABLE && kind != KIND_TABLE && !sd_catalog_find(session->resolver.catalog, key) &&
        !(session->resolver.other && sd_catalog_find(session->resolver.other, key))) {
        key = sd_key(session->resolver.catalog->names, kind, key->parent, key->name, NULL);
    }
    return key;
}

static Key index_key(Session *session, const PgQuery__RangeVar *range)
{
    Object *index = sd_session_index(session, range);

    return index ? index->key : NULL;
}

static Key type_key(Session *session, KindId kind, size_t count, PgQuery__Node *const *parts)
{
    Object *object = sd_session_type_object(session, count, parts);
    Name schema, name;
    Key key;

    if (object) {
        return object->key;
    }
    sd_session_split_name(session, count, parts, &schema, &name);
    if (!name || sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        return NULL;
    }
    key = sd_resolve_type(&session->resolver, schema, name);
    return key ? key : sd_session_new_key(session, kind, schema ? schema->text : NULL, name->text);
}

static Key named_key(Session *session, KindId kind, const PgQuery__List *list)
{
    Resolver own = session->resolver;
    Name schema, name;
    Key key;

    own.other = NULL;
    sd_session_split_name(session, list->n_items, list->items, &schema, &name);
    key = name ? sd_resolve_object(&own, kind, schema, name) : NULL;
    if (key || !name || sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        return key;
    }
    key = sd_resolve_object(&session->resolver, kind, schema, name);
    return key ? key : sd_session_new_key(session, kind, schema ? schema->text : NULL, name->text);
}

/* Columns of views, inherited columns and what partitions get from their parent are no objects of the model, yet may
 * be named; of an undeclared relation nothing is known at all. */
static Key child_key(Session *session, KindId kind, Key relation, Name name)
{
    const Catalog *catalog = session->resolver.catalog;
    const Object *parent = sd_catalog_find(catalog, relation);
    Key key = sd_key(catalog->names, kind, relation, name, NULL);

    if (!parent || sd_catalog_find(catalog, key) || (kind == KIND_COLUMN && relation->kind != KIND_TABLE)) {
        return key;
    }
    if (session->last_round && relation->kind == KIND_TABLE) {
        const Table *table = (const Table *) parent;

        return table->partition_of || sd_keys_count(table->inherits) ? key : NULL;
    }
    return NULL;
}

Key sd_object_child_key(Session *session, KindId kind, const PgQuery__RangeVar *relation, const char *name)
{
    Key parent = sd_session_relation_key(session, relation);

    return parent ? child_key(session, kind, parent, sd_session_name(session, name)) : NULL;
}

/* COMMENT ON COLUMN also means the attributes of composite types. */
static Key child_key_of_list(Session *session, KindId kind, const PgQuery__List *list)
{
    PgQuery__RangeVar range;
    const char *name = string_of(list->n_items, list->items);
    const Object *type;

    if (list->n_items < 2 || !name) {
        return NULL;
    }
    type = kind == KIND_COLUMN ? sd_session_type_object(session, list->n_items - 1, list->items) : NULL;
    if (type && type->key->kind == KIND_COMPOSITE_TYPE) {
        return child_key(session, KIND_ATTRIBUTE, type->key, sd_session_name(session, name));
    }
    range = sd_object_range(list->n_items - 1, list->items);
    return sd_object_child_key(session, kind, &range, name);
}

/* Nothing tells whether what has no name is still to come but that it is not there yet. */
static Key if_there(const Session *session, Key key)
{
    return key && (session->last_round || sd_catalog_find(session->resolver.catalog, key)) ? key : NULL;
}

Key sd_object_key_by_type(Session *session, KindId kind, const PgQuery__TypeName *type, const char *rest, Key *needs)
{
    Text text = sd_text(session->diag->arena);
    Name name = sd_session_type(session, type, needs);

    sd_text_identifier(&text, sd_session_name(session, rest));
    return name
               ? sd_key(sd_session_names(session), kind, NULL,
                        sd_type_without_modifier(sd_session_names(session), name), sd_session_name(session, text.bytes))
               : NULL;
}

/* The constraint of a domain, or what is named by a type. */
static Key key_of_type(Session *session, KindId kind, const PgQuery__List *list)
{
    const char *name = string_of(list->n_items, list->items);
    const PgQuery__TypeName *type;
    Key parent;

    if (list->n_items != 2 || list->items[0]->node_case != PG_QUERY__NODE__NODE_TYPE_NAME || !name) {
        return NULL;
    }
    type = list->items[0]->type_name;
    if (sd_kinds[kind].traits & NAMED_BY_TYPE) {
        return if_there(session, sd_object_key_by_type(session, kind, type, name, NULL));
    }
    parent = type_key(session, KIND_DOMAIN, type->n_names, type->names);
    return parent ? child_key(session, kind, parent, sd_session_name(session, name)) : NULL;
}

static Key cast_key(Session *session, const PgQuery__List *types)
{
    Key key = types->n_items == 2 && types->items[0]->node_case == PG_QUERY__NODE__NODE_TYPE_NAME &&
                      types->items[1]->node_case == PG_QUERY__NODE__NODE_TYPE_NAME
                  ? sd_cast_key(session, types->items[0]->type_name, types->items[1]->type_name)
                  : NULL;

    return if_there(session, key);
}

Key sd_object_key(Session *session, PgQuery__ObjectType type, const PgQuery__Node *node)
{
    const ObjectType *row = object_type(type);
    bool is_list = node->node_case == PG_QUERY__NODE__NODE_LIST;
    PgQuery__RangeVar range = sd_object_range(is_list ? node->list->n_items : 0, is_list ? node->list->items : NULL);

    switch (row->form) {
    case FORM_TOP:
        if (node->node_case != PG_QUERY__NODE__NODE_STRING ||
            (!sd_catalog_find(session->resolver.catalog, sd_key(session->resolver.catalog->names, row->kind, NULL,
                                                                sd_session_name(session, node->string->sval), NULL)) &&
             sd_session_expects(session, node->string->sval))) {
            return NULL;
        }
        return sd_key(session->resolver.catalog->names, row->kind, NULL, sd_session_name(session, node->string->sval),
                      NULL);
    case FORM_NAMED:
        return is_list ? named_key(session, row->kind, node->list) : NULL;
    case FORM_RELATION:
        if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
            return relation_key(session, row->kind, node->range_var);
        }
        return is_list ? relation_key(session, row->kind, &range) : NULL;
    case FORM_INDEX:
        return is_list ? index_key(session, &range) : NULL;
    case FORM_TYPE:
        if (is_list) {
            return type_key(session, row->kind, node->list->n_items, node->list->items);
        }
        return node->node_case == PG_QUERY__NODE__NODE_TYPE_NAME
                   ? type_key(session, row->kind, node->type_name->n_names, node->type_name->names)
                   : NULL;
    case FORM_ROUTINE:
        return node->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS
                   ? sd_session_routine_key_of(session, row->kind, node->object_with_args)
                   : NULL;
    case FORM_CHILD:
        return is_list ? child_key_of_list(session, row->kind, node->list) : NULL;
    case FORM_OPERATOR:
        return node->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS
                   ? sd_operator_key(session, node->object_with_args)
                   : NULL;
    case FORM_USING:
        return is_list && node->list->n_items > 1
                   ? sd_operator_group_key(session, row->kind, node->list->n_items - 1, node->list->items + 1,
                                           string_of(1, node->list->items))
                   : NULL;
    case FORM_TYPES:
        return is_list ? cast_key(session, node->list) : NULL;
    case FORM_OF_TYPE:
        return is_list ? key_of_type(session, row->kind, node->list) : NULL;
    default:
        return NULL;
    }
}

Object *sd_object_find(Session *session, PgQuery__ObjectType type, const PgQuery__Node *node)
{
    return sd_catalog_find(session->resolver.catalog, sd_object_key(session, type, node));
}

/* ---- missing ------------------------------------------------------------------------------------------------------- */

static void put_list(Text *text, size_t count, PgQuery__Node *const *parts)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__Node *part = parts[i];

        sd_text_put(text, i ? "." : "");
        if (part->node_case == PG_QUERY__NODE__NODE_STRING) {
            sd_text_put(text, part->string->sval);
        } else if (part->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
            put_list(text, part->type_name->n_names, part->type_name->names);
        }
    }
}

const char *sd_object_text(const Session *session, const PgQuery__Node *node)
{
    Text text = sd_text(session->diag->arena);

    if (node->node_case == PG_QUERY__NODE__NODE_LIST) {
        put_list(&text, node->list->n_items, node->list->items);
    } else if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
        return sd_object_range_text(session, node->range_var, NULL);
    } else if (node->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS) {
        put_list(&text, node->object_with_args->n_objname, node->object_with_args->objname);
    } else {
        PgQuery__Node copy = *node;
        PgQuery__Node *one = &copy;

        put_list(&text, 1, &one);
    }
    return text.bytes;
}

const char *sd_object_range_text(const Session *session, const PgQuery__RangeVar *range, const char *child)
{
    Text text = sd_text(session->diag->arena);

    if (range->schemaname && *range->schemaname) {
        sd_text_format(&text, "%s.", range->schemaname);
    }
    sd_text_put(&text, range->relname);
    if (child && *child) {
        sd_text_format(&text, ".%s", child);
    }
    return text.bytes;
}

/* The schema of an object that was left unread, by its name as people read it. */
static Name unread_schema(const Session *session, const char *text, Name *name)
{
    Names *names = session->resolver.catalog->names;
    const char *dot = strrchr(text, '.');
    Name schema = dot ? sd_name_of(names, text, (size_t) (dot - text)) : NULL;

    *name = sd_name(names, dot ? dot + 1 : text);
    return sd_state_unread(session->state, session->resolver.path, schema, *name);
}

bool sd_object_was_left_unread(const Session *session, const char *text)
{
    Name name;

    return unread_schema(session, text, &name) != NULL;
}

/* Indexes of partitions that come from an index of their parent are no objects of the model. */
static bool may_be_of_partition(const Session *session, PgQuery__ObjectType type)
{
    const Object *object = session->resolver.catalog->first;

    while (object && !(object->key->kind == KIND_TABLE && ((const Table *) object)->partition_of)) {
        object = object->next_all;
    }
    return object && type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX;
}

ReadResult sd_object_missing(Session *session, PgQuery__ObjectType type, const char *text)
{
    Text label = sd_text(session->diag->arena);
    Name schema, name;

    for (const char *c = sd_object_words(type); *c; c++) {
        sd_text_char(&label, *c == ' ' ? ' ' : (char) (*c - 'A' + 'a'));
    }
    schema = unread_schema(session, text, &name);
    if (schema && sd_state_is_temporary(session->state, schema, name)) {
        return READ_DONE; /* said when it was made */
    }
    if (schema) {
        sd_session_warning(session, -1, "%s \"%s\" is of a kind that is not read yet", label.bytes, text);
        return READ_DONE;
    }
    if (!session->last_round) {
        return READ_WAIT;
    }
    if (may_be_of_partition(session, type)) {
        sd_session_warning(session, -1, "%s \"%s\" is left alone: it may be one that a partition has from its parent",
                           label.bytes, text);
    } else {
        sd_session_error(session, -1, "%s \"%s\" is changed here but declared nowhere", label.bytes, text);
    }
    return READ_DONE;
}
