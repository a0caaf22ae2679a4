#include "cli/assert.h"

#include "emitter/template.h"
#include "parser/live/query.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Versions whose catalogs differ in what the queries read. */
enum { OLDEST = 14, NEWEST = 18, MAJOR = 10000 };

typedef struct Asserting {
    const Plan *plan;
    Arena *arena;
    Text *text;
    Text left; /* what is not looked at, a line each */
} Asserting;

/* ---- how an object is found -------------------------------------------------------------------------------------- */

/* By the catalog that holds it: SQL for its oid.  %N the name, %P the parent's. */
static const struct {
    KindId kind; /* whose catalog it is */
    const char *own, *parent;
} catalogs[] = {
    { KIND_TABLE, "to_regclass(%N)", "to_regclass(%P)" },
    { KIND_SCHEMA, "to_regnamespace(%N)", "to_regnamespace(%P)" },
    { KIND_DOMAIN, "to_regtype(%N)", "to_regtype(%P)" },
    { KIND_ROUTINE, "to_regprocedure(%N)", "to_regprocedure(%P)" },
};

static bool cut_query(Query *query, Arena *arena, KindId kind, int version)
{
    return sd_query_cut(query, arena, sd_query_name_of(arena, &sd_kinds[kind]), version, false);
}

static const char *address(Arena *arena, Key key, uint32_t class, bool of_parent)
{
    for (size_t i = 0; i < sizeof catalogs / sizeof *catalogs; i++) {
        Query query;

        if (class && cut_query(&query, arena, catalogs[i].kind, OLDEST * MAJOR) && query.class == class) {
            Text text = sd_text(arena);

            sd_template_put(&text, of_parent ? catalogs[i].parent : catalogs[i].own, key, NULL, NULL);
            return text.bytes;
        }
    }
    return NULL;
}

/* The oid of the object itself, or of its parent, as SQL; both NULL when its name alone finds it.  False: nothing does. */
static bool find_address(Arena *arena, Key key, const Query *query, const char **own, const char **parent)
{
    bool is_part = (sd_kinds[key->kind].traits & IN_PARENT) != 0;
    Query above;
    uint32_t parent_class = query->parent_class;

    *own = is_part ? NULL : address(arena, key, query->class, false);
    *parent = NULL;
    if (*own || !key->parent) {
        return key->name != NULL;
    }
    if (!parent_class && cut_query(&above, arena, key->parent->kind, OLDEST * MAJOR)) {
        parent_class = above.class;
    }
    *parent = address(arena, key, parent_class, true);
    return *parent && key->name && !key->args;
}

/* ---- what is compared -------------------------------------------------------------------------------------------- */

static json_t *key_value(Key key)
{
    json_t *value = key->parent ? key_value(key->parent) : json_array();

    (void) json_array_append_new(value, json_string(sd_kinds[key->kind].label));
    (void) json_array_append_new(value, key->name ? json_string(key->name->text) : json_null());
    if (key->args) {
        (void) json_array_append_new(value, json_string(key->args->text));
    }
    return value;
}

static json_t *list_value(Arena *arena, const List *list, bool sorted)
{
    json_t *value = json_array();

    list = sorted ? sd_list_sorted(arena, list) : list;
    for (size_t i = 0; i < sd_list_count(list); i++) {
        (void) json_array_append_new(value, json_string(list->items[i]->text));
    }
    return value;
}

/* Elements that are columns are printed as they are written. */
static bool are_columns(const ExprList *exprs)
{
    for (size_t i = 0; i < sd_exprs_count(exprs); i++) {
        if (!exprs->items[i] || exprs->items[i]->text->text[strcspn(exprs->items[i]->text->text, " ('.:")]) {
            return false;
        }
    }
    return true;
}

static json_t *exprs_value(const ExprList *exprs)
{
    json_t *value = json_array();

    for (size_t i = 0; i < sd_exprs_count(exprs); i++) {
        (void) json_array_append_new(value, json_string(exprs->items[i]->text->text));
    }
    return value;
}

static json_t *row_value(Arena *arena, const Object *object, const Attr *attr)
{
    const void *field = sd_object_field(object, attr);

    if (!sd_attr_present(object, attr)) {
        return json_null();
    }
    switch (attr->type) {
    case ATTR_BOOL:
        return json_string("true");
    case ATTR_INT:
        return json_string(sd_arena_format(arena, "%lld", (long long) *(const FIELD_INT *) field));
    case ATTR_NAME:
    case ATTR_TEXT:
    case ATTR_TYPE:
        return json_string((*(const FIELD_NAME *) field)->text);
    case ATTR_EXPR:
        return json_string((*(FIELD_EXPR const *) field)->text->text);
    case ATTR_REF:
        return key_value(*(const FIELD_REF *) field);
    case ATTR_LIST:
    case ATTR_OPTIONS:
        return list_value(arena, *(FIELD_LIST const *) field,
                          attr->type == ATTR_OPTIONS || attr->compare == COMPARE_SET);
    case ATTR_EXPRS:
        return exprs_value(*(FIELD_EXPRS const *) field);
    case ATTR_REFS:
        break;
    }
    return NULL;
}

/* The name of an object on one line: a newline would end the comment. */
static void put_left(Asserting *asserting, const char *row, Key key)
{
    Text *text = &asserting->left;

    sd_text_format(text, "-- not looked at: %s%s", row ? row : "", row ? " of " : "");
    for (const char *c = sd_key_text(asserting->arena, key); *c; c++) {
        sd_text_char(text, *c == '\n' || *c == '\r' ? ' ' : *c);
    }
    sd_text_put(text, "\n");
}

/* A server prints a definition in one way; what a file says is known only by its meaning. */
static bool is_known(const Asserting *asserting, const Object *object, const Attr *attr)
{
    const Catalog *wanted = asserting->plan->wanted;
    bool is_silent = !sd_attr_present(object, attr);

    switch (attr->compare) {
    case COMPARE_NEVER:
    case COMPARE_MUTUAL:
    case COMPARE_ORDER:
        return false;
    case COMPARE_IF_STATED:
    case COMPARE_IF_KNOWN:
        if (is_silent) {
            return false;
        }
        break;
    case COMPARE_EXACT:
    case COMPARE_SET:
        break;
    }
    if (attr->type == ATTR_EXPRS) {
        return are_columns(*(FIELD_EXPRS const *) sd_object_field(object, attr));
    }
    return attr->type != ATTR_REFS && !attr->secret && !attr->soft &&
           (attr->type != ATTR_EXPR || is_silent || wanted->server_version);
}

/* The rows in three groups, for three ways of comparing. */
typedef struct Rows {
    json_t *plain, *sorted, *expressions;
} Rows;

static void add_row(Asserting *asserting, Rows *rows, const Object *object, const Attr *attr)
{
    bool is_sorted = attr->type == ATTR_OPTIONS || (attr->type == ATTR_LIST && attr->compare == COMPARE_SET);
    json_t *value = is_known(asserting, object, attr) ? row_value(asserting->arena, object, attr) : NULL;

    if (value) {
        (void) json_object_set_new(attr->type == ATTR_EXPR ? rows->expressions
                                   : is_sorted             ? rows->sorted
                                                           : rows->plain,
                                   attr->name, value);
    } else if ((attr->type == ATTR_EXPR || attr->type == ATTR_EXPRS || attr->type == ATTR_REFS) &&
               sd_attr_present(object, attr) && attr->compare != COMPARE_NEVER) {
        put_left(asserting, attr->name, object->key);
    }
}

static void put_json(Text *text, json_t *value)
{
    char *bytes = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);

    sd_text_literal(text, bytes ? bytes : "{}");
    free(bytes);
    json_decref(value);
}

static void put_object(Asserting *asserting, Text *values, const Object *object, const char *own, const char *parent)
{
    Rows rows = { json_object(), json_object(), json_object() };
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        add_row(asserting, &rows, object, &kind->attrs[i]);
    }
    sd_text_put(values, values->length ? ",\n        (" : "        (");
    sd_text_literal(values, sd_key_text(asserting->arena, object->key));
    sd_text_format(values, ", %s::oid, %s::oid, ", own ? own : "NULL", parent ? parent : "NULL");
    sd_text_literal(values, object->key->name->text);
    sd_text_put(values, ",\n         ");
    put_json(values, rows.plain);
    sd_text_put(values, "::jsonb, ");
    put_json(values, rows.sorted);
    sd_text_put(values, "::jsonb, ");
    put_json(values, rows.expressions);
    sd_text_put(values, "::jsonb)");
}

/* ---- a block for each kind ----------------------------------------------------------------------------------------- */

/* Which catalog columns there are depends on the server's version: where that is not known, each of the versions has its own
 * text, told apart when the block runs. */
static void put_queries(const Asserting *asserting, Text *body, KindId kind)
{
    int known = asserting->plan->now->server_version, first = known ? known / MAJOR : OLDEST;
    const char *last = NULL;

    for (int major = first; major <= (known ? first : NEWEST); major++) {
        Query query;

        if (!cut_query(&query, asserting->arena, kind, major * MAJOR) || (last && strcmp(last, query.sql) == 0)) {
            continue;
        }
        if (last) {
            sd_text_format(body, "    IF current_setting('server_version_num')::integer >= %d THEN\n    ",
                           major * MAJOR);
        }
        sd_text_format(body, "    query := $query$\n%s$query$;\n%s", query.sql, last ? "    END IF;\n" : "");
        last = query.sql;
    }
}

/* What a file names without a schema, since its extension is not there yet, may be in any. */
static const char checking[] =
    "    PERFORM set_config('search_path', '', true);\n"
    "    FOR wanted IN SELECT * FROM (VALUES\n%s\n    ) AS w (object, own, parent, name, plain, sorted, expressions)\n"
    "    LOOP\n"
    "        EXECUTE 'SELECT to_jsonb(q) FROM (' || query || ') AS q WHERE %s'\n"
    "            INTO present USING wanted.own, wanted.parent, wanted.name;\n"
    "        IF present IS NULL THEN\n"
    "            RAISE EXCEPTION '%% is not there', wanted.object;\n"
    "        END IF;\n"
    "        FOR part IN SELECT 1 AS way, * FROM jsonb_each(wanted.plain)\n"
    "            UNION ALL SELECT 2, * FROM jsonb_each(wanted.sorted)\n"
    "            UNION ALL SELECT 3, * FROM jsonb_each(wanted.expressions)\n"
    "        LOOP\n"
    "            value := present -> part.key;\n"
    "            IF jsonb_typeof(value) = 'array' THEN\n"
    "                SELECT jsonb_agg(e ORDER BY CASE WHEN part.way = 2 THEN e COLLATE \"C\" END, n) INTO value\n"
    "                FROM jsonb_array_elements_text(value) WITH ORDINALITY AS x (e, n);\n"
    "            ELSE\n"
    "                value := to_jsonb(value #>> '{}');\n"
    "            END IF;\n"
    "            WHILE part.way = 3 AND value <> part.value AND value #>> '{}' ~ '^\\(.*\\)$' LOOP\n"
    "                value := to_jsonb(substr(value #>> '{}', 2, length(value #>> '{}') - 2));\n"
    "            END LOOP;\n"
    "            IF value IS DISTINCT FROM nullif(part.value, 'null')\n"
    "                AND NOT (part.value = 'null' AND present -> part.key IN ('false', '0', '[]'))\n"
    "                AND regexp_replace(value::text, '\"[[:alnum:]_]+\\.', '\"', 'g') IS DISTINCT FROM "
    "part.value::text THEN\n"
    "                RAISE EXCEPTION '%%: %% is %%, not %%', wanted.object, part.key,\n"
    "                    coalesce(value #>> '{}', 'absent'), coalesce(part.value #>> '{}', 'absent')\n"
    "                    USING HINT = 'something of this name was there already; the migration left it as it was';\n"
    "            END IF;\n"
    "        END LOOP;\n"
    "    END LOOP;\n"
    "    PERFORM set_config('search_path', path, true);\n";

/* A query of objects at the top has no column for the parent. */
static const char *condition(bool by_own, bool by_parent)
{
    return by_own ? "q.oid = $1" : by_parent ? "q.parent = $2 AND q.name = $3" : "q.name = $3";
}

static void put_block(Asserting *asserting, KindId kind, const char *values, const char *where)
{
    Text body = sd_text(asserting->arena);

    sd_text_put(&body, "\nDECLARE\n    path text := current_setting('search_path');\n    query text;\n"
                       "    wanted record;\n    present jsonb;\n    part record;\n    value jsonb;\nBEGIN\n");
    put_queries(asserting, &body, kind);
    sd_text_format(&body, checking, values, where);
    sd_text_put(&body, "END\n");
    sd_text_format(asserting->text, "\n-- Is each %s as it should be?\n-- schemadiff:effect none\nDO ",
                   sd_kinds[kind].label);
    sd_text_dollar(asserting->text, body.bytes);
    sd_text_put(asserting->text, ";\n");
}

/* Statements that say everything each time, or are about another object, hide nothing. */
static bool is_asserted(const Action *action)
{
    return action->verb != VERB_DROP && !action->held &&
           !(sd_kind_of(action->to)->traits & (ON_PARENT | IS_PRIVILEGE)) &&
           !(sd_kind_of(action->to)->traits & (ABOUT_PARENT | GIVES_PRIVILEGES | OF_SERVER));
}

/* The object as it is at the end: a column may be altered twice. */
static const Object *object_at_end(const Plan *plan, const Action *action)
{
    return sd_catalog_find(plan->wanted, action->to->key);
}

static bool is_seen(const Plan *plan, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (plan->actions[i].verb != VERB_DROP && plan->actions[i].to->key == plan->actions[at].to->key) {
            return true;
        }
    }
    return false;
}

static void assert_kind(Asserting *asserting, KindId kind)
{
    const Plan *plan = asserting->plan;
    Text values = sd_text(asserting->arena);
    const char *where = NULL, *own, *parent;
    Query query;

    if (!cut_query(&query, asserting->arena, kind, OLDEST * MAJOR)) {
        return;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const Action *action = &plan->actions[i];
        const Object *object =
            is_asserted(action) && action->to->key->kind == kind ? object_at_end(plan, action) : NULL;

        if (!object || is_seen(plan, i)) {
            continue;
        }
        if (!find_address(asserting->arena, object->key, &query, &own, &parent)) {
            put_left(asserting, NULL, object->key);
        } else {
            put_object(asserting, &values, object, own, parent);
            where = condition(own != NULL, parent != NULL);
        }
    }
    if (where) {
        put_block(asserting, kind, values.bytes, where);
    }
}

void sd_assert_put(Text *text, const Plan *plan)
{
    Asserting asserting = { .plan = plan, .arena = plan->arena, .text = text, .left = sd_text(plan->arena) };

    for (size_t i = 0; i < KIND_COUNT; i++) {
        assert_kind(&asserting, (KindId) i);
    }
    if (asserting.left.length) {
        sd_text_format(text, "\n%s", asserting.left.bytes);
    }
}
