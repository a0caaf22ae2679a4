/* Rows to objects.  Names no kind: a query's columns are found by the names of the kind's rows. */
#include "parser/live/live.h"

#include "parser/canon/canon.h"
#include "parser/live/value.h"

#include <stdlib.h>
#include <string.h>

/* Further answers are taken off the socket while rows are worked on: a server whose socket is full stands still. */
enum { ROWS_BETWEEN_DRAINS = 256 };

/* Where things stand in the rows of one answer; -1: no such column. */
typedef struct Columns {
    int oid, subid, parent_class, parent, parent_subid, parent_name, parent_key, name, args, implied;
    int *rows; /* by attribute */
} Columns;

int64_t sd_field_number(const PGresult *result, int row, int column)
{
    return column < 0 || PQgetisnull(result, row, column) ? 0 : strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static Name field_name(const Reading *reading, const PGresult *result, int row, int column)
{
    if (column < 0 || PQgetisnull(result, row, column)) {
        return NULL;
    }
    return sd_name_of(reading->catalog->names, PQgetvalue(result, row, column),
                      (size_t) PQgetlength(result, row, column));
}

static bool field_true(const PGresult *result, int row, int column)
{
    return column >= 0 && PQgetvalue(result, row, column)[0] == 't';
}

static Columns find_columns(const Reading *reading, const Kind *kind, const PGresult *result)
{
    Columns columns = {
        .oid = PQfnumber(result, "oid"),
        .subid = PQfnumber(result, "subid"),
        .parent_class = PQfnumber(result, "parent_class"),
        .parent = PQfnumber(result, "parent"),
        .parent_subid = PQfnumber(result, "parent_subid"),
        .parent_name = PQfnumber(result, "parent_name"),
        .parent_key = PQfnumber(result, "parent_key"),
        .name = PQfnumber(result, "name"),
        .args = PQfnumber(result, "args"),
        .implied = PQfnumber(result, "implied"),
        .rows = sd_arena_alloc(reading->scratch, kind->attr_count * sizeof *columns.rows),
    };

    for (size_t i = 0; i < kind->attr_count; i++) {
        columns.rows[i] = PQfnumber(result, kind->attrs[i].name);
    }
    return columns;
}

/* ---- values -------------------------------------------------------------------------------------------------- */

static Name item_name(const Reading *reading, const ArrayItem *item)
{
    return item->is_null ? NULL : sd_name_of(reading->catalog->names, item->bytes, item->length);
}

static Expr *make_expr(const Reading *reading, const char *text, size_t length)
{
    text = sd_value_bare(text, &length);
    return sd_canon_expr_of_text(reading->catalog, sd_name_of(reading->catalog->names, text, length));
}

/* Kind and name by turns from the top; behind a name of a kind with a signature its arguments, and a last one alone is
 * the arguments too. */
static Key make_key(const Reading *reading, const ArrayItem *items, size_t count)
{
    Key key = NULL;

    for (size_t i = 0; i + 1 < count; i += 2) {
        const Kind *kind = items[i].is_null ? NULL : sd_kind_labelled(items[i].bytes);
        bool has_args = i + 3 == count || (kind && kind->signature && i + 2 < count);

        if (!kind) {
            return NULL;
        }
        key = sd_key(reading->catalog->names, kind->id, key, item_name(reading, &items[i + 1]),
                     has_args ? item_name(reading, &items[i + 2]) : NULL);
        i += has_args;
    }
    return key;
}

static bool set_list(const Reading *reading, void *field, const Attr *attr, const ArrayValue *array)
{
    Arena *arena = reading->catalog->arena;
    Name *names = sd_arena_alloc(reading->scratch, (array->count + 1) * sizeof(Name));
    const List *list;

    for (size_t i = 0; i < array->count; i++) {
        names[i] = item_name(reading, &array->items[i]);
        if (!names[i]) {
            return false;
        }
    }
    list = sd_list(arena, names, array->count);
    *(const List **) field = attr->type == ATTR_OPTIONS ? sd_list_sorted(arena, list) : list;
    return true;
}

static bool set_exprs(const Reading *reading, void *field, const ArrayValue *array)
{
    Expr **exprs = sd_arena_alloc(reading->scratch, (array->count + 1) * sizeof *exprs);

    for (size_t i = 0; i < array->count; i++) {
        if (!array->items[i].is_null) {
            exprs[i] = make_expr(reading, array->items[i].bytes, array->items[i].length);
        }
    }
    *(const ExprList **) field = sd_exprs(reading->catalog->arena, exprs, array->count);
    return true;
}

static bool set_keys(const Reading *reading, void *field, const ArrayValue *array)
{
    Key *keys = sd_arena_alloc(reading->scratch, (array->count + 1) * sizeof(Key));
    size_t count = 0;

    for (size_t at = 0; at < array->count; at += array->row_length) {
        keys[count] = make_key(reading, &array->items[at], array->row_length);
        if (!keys[count++]) {
            return false;
        }
    }
    *(const KeyList **) field = sd_keys(reading->catalog->arena, keys, count);
    return true;
}

/* The value of one row; false when the text is no value of its type. */
static bool set_row(const Reading *reading, Object *object, const Attr *attr, const char *text, size_t length)
{
    void *field = sd_object_field(object, attr);
    ArrayValue array;

    switch (attr->type) {
    case ATTR_BOOL:
        *(FIELD_BOOL *) field = *text == 't';
        return true;
    case ATTR_INT:
        *(FIELD_INT *) field = strtoll(text, NULL, 10);
        return true;
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        *(FIELD_NAME *) field = sd_name_of(reading->catalog->names, text, length);
        return true;
    case ATTR_EXPR:
        *(FIELD_EXPR *) field = make_expr(reading, text, length);
        return true;
    case ATTR_EXPRS:
        return sd_value_array(&array, reading->scratch, text) && set_exprs(reading, field, &array);
    case ATTR_REF:
        return sd_value_array(&array, reading->scratch, text) &&
               (*(FIELD_REF *) field = make_key(reading, array.items, array.count)) != NULL;
    case ATTR_REFS:
        return sd_value_array(&array, reading->scratch, text) && set_keys(reading, field, &array);
    case ATTR_LIST:
    case ATTR_OPTIONS:
        return sd_value_array(&array, reading->scratch, text) && set_list(reading, field, attr, &array);
    }
    return false;
}

/* ---- objects ------------------------------------------------------------------------------------------------- */

/* False when the parent is not of this catalog. */
static bool find_parent(const Reading *reading, const Query *query, const Columns *columns, const PGresult *result,
                        int row, Key *parent)
{
    uint32_t class =
        query->parent_class ? query->parent_class : (uint32_t) sd_field_number(result, row, columns->parent_class);
    uint32_t oid = (uint32_t) sd_field_number(result, row, columns->parent);
    int32_t subid = (int32_t) sd_field_number(result, row, columns->parent_subid);
    Name part = field_name(reading, result, row, columns->parent_name);

    if (columns->parent_key >= 0) {
        ArrayValue path;

        *parent = sd_value_array(&path, reading->scratch, PQgetvalue(result, row, columns->parent_key))
                      ? make_key(reading, path.items, path.count)
                      : NULL;
        return *parent != NULL;
    }
    if (columns->parent < 0 || PQgetisnull(result, row, columns->parent)) {
        *parent = NULL;
        return true;
    }
    *parent = sd_address_find(reading->addresses, class, oid, subid);
    if (!*parent && part && query->below) {
        Key above = sd_address_find(reading->addresses, class, oid, 0);

        *parent = above ? sd_key(reading->catalog->names, query->below->id, above, part, NULL) : NULL;
    }
    return *parent != NULL;
}

static bool fetch_object(const Reading *reading, const Query *query, const Columns *columns, const PGresult *result,
                         int row)
{
    const Kind *kind = query->kind;
    Key parent, key;
    Object *object;

    if (!find_parent(reading, query, columns, result, row, &parent)) {
        return true;
    }
    key = sd_key(reading->catalog->names, kind->id, parent, field_name(reading, result, row, columns->name),
                 field_name(reading, result, row, columns->args));
    object = sd_catalog_add(reading->catalog, key);
    if (!object) {
        return false;
    }
    object->implied = field_true(result, row, columns->implied);
    if (query->class) {
        sd_address_add(reading->addresses, query->class, (uint32_t) sd_field_number(result, row, columns->oid),
                       (int32_t) sd_field_number(result, row, columns->subid), key);
    }
    for (size_t i = 0; i < kind->attr_count; i++) {
        int column = columns->rows[i];

        if (column >= 0 && !PQgetisnull(result, row, column) &&
            !set_row(reading, object, &kind->attrs[i], PQgetvalue(result, row, column),
                     (size_t) PQgetlength(result, row, column))) {
            return false;
        }
    }
    return true;
}

Status sd_fetch_objects(Reading *reading, const Query *query, const PGresult *result)
{
    Columns columns = find_columns(reading, query->kind, result);
    int count = PQntuples(result);

    for (int row = 0; row < count; row++) {
        if (row % ROWS_BETWEEN_DRAINS == 0) {
            (void) PQconsumeInput(reading->connection); /* an error shows with the next answer */
        }
        if (!fetch_object(reading, query, &columns, result, row)) {
            sd_diag_say(reading->diag, SEVERITY_ERROR, sd_nowhere(),
                        "row %d of the answer to the catalog query \"%s\" cannot be read", row + 1, query->name);
            return SD_SERVER;
        }
    }
    return SD_OK;
}
