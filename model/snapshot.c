/* The form:
 *
 *     {"schemadiff": "snapshot 1", "role": "postgres", "server_version": 150020,
 *      "objects": [{"key": [["schema", "app"], ["table", "users"]], "row_security": true,
 *                   "needs": [[["schema", "app"], ["enum", "mood"]]]}]}
 *
 * A key is the path from the top: pairs of kind and name, with the arguments as a third text where there are any. */
#include "model/snapshot.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_FORM "snapshot 1"

/* ---- writing ------------------------------------------------------------------------------------------------ */

static json_t *text_json(Name name)
{
    return json_stringn_nocheck(name->text, name->length);
}

static json_t *key_json(Key key)
{
    json_t *path = key->parent ? key_json(key->parent) : json_array();
    json_t *step = json_array();

    json_array_append_new(step, json_string(sd_kinds[key->kind].label));
    if (key->name || key->args) {
        json_array_append_new(step, key->name ? text_json(key->name) : json_null());
    }
    if (key->args) {
        json_array_append_new(step, text_json(key->args));
    }
    json_array_append_new(path, step);
    return path;
}

static json_t *expr_json(const Expr *expr)
{
    return expr ? text_json(expr->text) : json_null();
}

static json_t *value_json(const Object *object, const Attr *attr)
{
    const void *field = sd_object_field(object, attr);
    json_t *items = NULL;

    switch (attr->type) {
    case ATTR_BOOL:
        return json_boolean(*(const bool *) field);
    case ATTR_INT:
        return json_integer(*(const int64_t *) field);
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        return text_json(*(const Name *) field);
    case ATTR_EXPR:
        return expr_json(*(Expr *const *) field);
    case ATTR_REF:
        return key_json(*(const Key *) field);
    case ATTR_EXPRS:
        items = json_array();
        for (size_t i = 0; i < (*(const ExprList *const *) field)->count; i++) {
            json_array_append_new(items, expr_json((*(const ExprList *const *) field)->items[i]));
        }
        break;
    case ATTR_REFS:
        items = json_array();
        for (size_t i = 0; i < (*(const KeyList *const *) field)->count; i++) {
            json_array_append_new(items, key_json((*(const KeyList *const *) field)->items[i]));
        }
        break;
    case ATTR_LIST:
    case ATTR_OPTIONS:
        items = json_array();
        for (size_t i = 0; i < (*(const List *const *) field)->count; i++) {
            json_array_append_new(items, text_json((*(const List *const *) field)->items[i]));
        }
        break;
    }
    return items;
}

static int compare_needs(const void *a, const void *b)
{
    return sd_key_compare(((const Edge *) a)->to, ((const Edge *) b)->to);
}

static json_t *needs_json(const Catalog *catalog, const Object *object, Arena *scratch)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(catalog, object->key, &edges);
    Edge *sorted = sd_arena_alloc(scratch, count * sizeof *sorted);
    json_t *needs = json_array();

    if (count) {
        memcpy(sorted, edges, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, compare_needs);
    }
    for (size_t i = 0; i < count; i++) {
        if (sorted[i].to != object->key->parent) { /* every object needs its parent; that goes without saying */
            json_array_append_new(needs, key_json(sorted[i].to));
        }
    }
    return needs;
}

static json_t *object_json(const Catalog *catalog, const Object *object, Arena *scratch)
{
    const Kind *kind = sd_kind_of(object);
    json_t *json = json_object();
    json_t *needs;

    json_object_set_new(json, "key", key_json(object->key));
    if (object->implied) {
        json_object_set_new(json, "implied", json_true());
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        if (sd_attr_present(object, &kind->attrs[i])) {
            json_object_set_new(json, kind->attrs[i].name, value_json(object, &kind->attrs[i]));
        }
    }
    needs = needs_json(catalog, object, scratch);
    if (json_array_size(needs)) {
        json_object_set_new(json, "needs", needs);
    } else {
        json_decref(needs);
    }
    return json;
}

static int compare_objects(const void *a, const void *b)
{
    return sd_key_compare((*(const Object *const *) a)->key, (*(const Object *const *) b)->key);
}

void sd_snapshot_write(Text *text, const Catalog *catalog)
{
    Arena *scratch = sd_arena_new();
    const Object **sorted = sd_arena_alloc(scratch, (catalog->object_count + 1) * sizeof(const Object *));
    json_t *root = json_object();
    json_t *objects = json_array();
    size_t count = 0;
    char *bytes;

    for (const Object *object = catalog->first; object; object = object->next_all) {
        sorted[count++] = object;
    }
    if (count) {
        qsort(sorted, count, sizeof *sorted, compare_objects);
    }
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(objects, object_json(catalog, sorted[i], scratch));
    }
    json_object_set_new(root, "schemadiff", json_string(SNAPSHOT_FORM));
    if (catalog->role) {
        json_object_set_new(root, "role", text_json(catalog->role));
    }
    if (catalog->search_path) {
        json_object_set_new(root, "search_path", text_json(catalog->search_path));
    }
    if (catalog->server_version) {
        json_object_set_new(root, "server_version", json_integer(catalog->server_version));
    }
    json_object_set_new(root, "objects", objects);
    bytes = json_dumps(root, JSON_INDENT(1));
    if (!bytes) {
        sd_out_of_memory();
    }
    sd_text_put(text, bytes);
    sd_text_char(text, '\n');
    free(bytes);
    json_decref(root);
    sd_arena_free(scratch);
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

typedef struct Reading {
    Catalog *catalog;
    Names *names;
    Position at;
    Diag *diag;
    size_t number; /* of the object, from 1 */
} Reading;

static void complain(Reading *reading, const char *what)
{
    (void) sd_diag_say(reading->diag, SEVERITY_ERROR, reading->at, "object %zu of the snapshot: %s", reading->number,
                       what);
}

static Name name_of_json(Reading *reading, const json_t *json)
{
    return json_is_string(json) ? sd_name_of(reading->names, json_string_value(json), json_string_length(json)) : NULL;
}

static Key key_of_json(Reading *reading, const json_t *path)
{
    Key key = NULL;
    size_t i;
    json_t *step;

    json_array_foreach(path, i, step)
    {
        const char *label = json_string_value(json_array_get(step, 0));
        const Kind *kind = label ? sd_kind_labelled(label) : NULL;

        if (!kind || i > 16) {
            complain(reading, "its key names an unknown kind");
            return NULL;
        }
        key = sd_key(reading->names, kind->id, key, name_of_json(reading, json_array_get(step, 1)),
                     name_of_json(reading, json_array_get(step, 2)));
    }
    return key;
}

static Expr *expr_of_json(Reading *reading, const json_t *json)
{
    Name text = name_of_json(reading, json);
    Expr *expr;

    if (!text) {
        return NULL;
    }
    expr = sd_arena_alloc(reading->catalog->arena, sizeof *expr);
    expr->text = text;
    return expr;
}

static void items_of_json(Reading *reading, void *field, const Attr *attr, const json_t *json)
{
    size_t count = json_array_size(json);
    Arena *arena = reading->catalog->arena;
    void **items = sd_arena_alloc(arena, (count + 1) * sizeof(void *));

    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(json, i);

        if (attr->type == ATTR_REFS) {
            items[i] = (void *) (uintptr_t) key_of_json(reading, item);
        } else if (attr->type == ATTR_EXPRS) {
            items[i] = expr_of_json(reading, item);
        } else {
            items[i] = (void *) (uintptr_t) name_of_json(reading, item);
        }
        if (!items[i] && attr->type != ATTR_EXPRS) {
            complain(reading, "a list holds something that is no text");
            return;
        }
    }
    if (attr->type == ATTR_REFS) {
        *(const KeyList **) field = sd_keys(arena, (const Key *) items, count);
    } else if (attr->type == ATTR_EXPRS) {
        *(const ExprList **) field = sd_exprs(arena, (Expr *const *) items, count);
    } else {
        *(const List **) field = sd_list(arena, (const Name *) items, count);
    }
}

static void value_of_json(Reading *reading, Object *object, const Attr *attr, const json_t *json)
{
    void *field = sd_object_field(object, attr);

    switch (attr->type) {
    case ATTR_BOOL:
        *(bool *) field = json_is_true(json);
        break;
    case ATTR_INT:
        *(int64_t *) field = json_integer_value(json);
        break;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        *(Name *) field = name_of_json(reading, json);
        break;
    case ATTR_EXPR:
        *(Expr **) field = expr_of_json(reading, json);
        break;
    case ATTR_REF:
        *(Key *) field = key_of_json(reading, json);
        break;
    case ATTR_EXPRS:
    case ATTR_REFS:
    case ATTR_LIST:
    case ATTR_OPTIONS:
        items_of_json(reading, field, attr, json);
        break;
    }
}

static void object_of_json(Reading *reading, json_t *json)
{
    Key key = key_of_json(reading, json_object_get(json, "key"));
    Object *object = key ? sd_catalog_add(reading->catalog, key) : NULL;
    const Kind *kind;
    const char *name;
    json_t *value;
    size_t i;

    if (!object) {
        complain(reading, key ? "its key is there twice" : "it has no key");
        return;
    }
    object->implied = json_is_true(json_object_get(json, "implied"));
    kind = sd_kind_of(object);
    json_object_foreach(json, name, value)
    {
        const Attr *attr = sd_kind_attr(kind, name);

        if (attr) {
            value_of_json(reading, object, attr, value);
        } else if (strcmp(name, "key") != 0 && strcmp(name, "needs") != 0 && strcmp(name, "implied") != 0) {
            complain(reading, "it has a row that this version does not know");
        }
    }
    json_array_foreach(json_object_get(json, "needs"), i, value)
    {
        sd_catalog_edge(reading->catalog, key, key_of_json(reading, value));
    }
}

Status sd_snapshot_read(Catalog **out, Names *names, const char *file, const char *json, size_t length, Diag *diag)
{
    json_error_t error;
    json_t *root = json_loadb(json, length, JSON_REJECT_DUPLICATES, &error);
    Reading reading = { .names = names, .at = { .file = sd_name(names, file) }, .diag = diag };
    const char *form = json_string_value(json_object_get(root, "schemadiff"));
    size_t errors = diag->errors;
    json_t *object;
    size_t i;

    *out = NULL;
    if (!root) {
        reading.at.line = (uint32_t) error.line;
        reading.at.column = (uint32_t) error.column;
        (void) sd_diag_say(diag, SEVERITY_ERROR, reading.at, "not a snapshot: %s", error.text);
        return SD_INPUT;
    }
    if (!form || strcmp(form, SNAPSHOT_FORM) != 0) {
        (void) sd_diag_say(diag, SEVERITY_ERROR, reading.at, "found \"%s\" where \"schemadiff\": \"%s\" was expected",
                           form ? form : "nothing", SNAPSHOT_FORM);
        json_decref(root);
        return SD_INPUT;
    }
    reading.catalog = sd_catalog_new(names);
    reading.catalog->role = name_of_json(&reading, json_object_get(root, "role"));
    reading.catalog->search_path = name_of_json(&reading, json_object_get(root, "search_path"));
    reading.catalog->server_version = (int) json_integer_value(json_object_get(root, "server_version"));
    json_array_foreach(json_object_get(root, "objects"), i, object)
    {
        reading.number = i + 1;
        object_of_json(&reading, object);
    }
    json_decref(root);
    if (diag->errors > errors) {
        sd_catalog_free(reading.catalog);
        return SD_INPUT;
    }
    sd_catalog_seal(reading.catalog);
    *out = reading.catalog;
    return SD_OK;
}
