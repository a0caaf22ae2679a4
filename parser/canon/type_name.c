/* Types as format_type() of the server's format_type.c spells them. */
#include "parser/canon/builtin.h"
#include "parser/canon/resolve.h"

#include "model/text.h"
#include "parser/handover.h"

#include <stdlib.h>
#include <string.h>

enum { MODIFIERS_MAX = 2, INTERVAL_FULL_RANGE = 0x7FFF };

/* ---- modifiers ---------------------------------------------------------------------------------------------- */

/* INTERVAL_MASK() of the bits of timestamp.h; what intervaltypmodout() says about each. */
static const struct {
    int32_t mask;
    const char *fields;
} interval_fields[] = {
    { 1 << 2, " year" },
    { 1 << 1, " month" },
    { 1 << 3, " day" },
    { 1 << 10, " hour" },
    { 1 << 11, " minute" },
    { 1 << 12, " second" },
    { 1 << 2 | 1 << 1, " year to month" },
    { 1 << 3 | 1 << 10, " day to hour" },
    { 1 << 3 | 1 << 10 | 1 << 11, " day to minute" },
    { 1 << 3 | 1 << 10 | 1 << 11 | 1 << 12, " day to second" },
    { 1 << 10 | 1 << 11, " hour to minute" },
    { 1 << 10 | 1 << 11 | 1 << 12, " hour to second" },
    { 1 << 11 | 1 << 12, " minute to second" },
};

static const PgQuery__AConst *constant(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST ? node->a_const : NULL;
}

/* A modifier that is a number; -1 is never one that matters here but numeric's scale, which has its own test. */
static bool integer_modifier(const PgQuery__TypeName *type, size_t index, int32_t *value)
{
    const PgQuery__AConst *number = index < type->n_typmods ? constant(type->typmods[index]) : NULL;

    if (!number || number->val_case != PG_QUERY__A__CONST__VAL_IVAL) {
        return false;
    }
    *value = number->ival->ival;
    return true;
}

static void put_interval_modifiers(Text *text, const PgQuery__TypeName *type)
{
    int32_t range = INTERVAL_FULL_RANGE, precision;

    (void) integer_modifier(type, 0, &range);
    for (size_t i = 0; i < sizeof interval_fields / sizeof *interval_fields; i++) {
        if (interval_fields[i].mask == range) {
            sd_text_put(text, interval_fields[i].fields);
        }
    }
    if (integer_modifier(type, 1, &precision)) {
        sd_text_format(text, "(%d)", precision > 6 ? 6 : precision);
    }
}

/* The text of one modifier, which is a constant or a name (typenameTypeMod() of parse_type.c); NULL: neither. */
static const char *modifier_text(Arena *arena, const PgQuery__Node *node)
{
    const PgQuery__AConst *value = constant(node);
    const char *word = NULL;

    if (value && value->val_case == PG_QUERY__A__CONST__VAL_IVAL) {
        return sd_arena_format(arena, "%d", value->ival->ival);
    }
    if (value && value->val_case == PG_QUERY__A__CONST__VAL_FVAL) {
        return value->fval->fval;
    }
    if (value && value->val_case == PG_QUERY__A__CONST__VAL_SVAL) {
        word = value->sval->sval;
    } else if (node && node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1 &&
               node->column_ref->fields[0]->node_case == PG_QUERY__NODE__NODE_STRING) {
        word = node->column_ref->fields[0]->string->sval;
    }
    /* format_type() prints what the type makes of it, without quotes where words need none. */
    if (word && word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")]) {
        Text text = sd_text(arena);

        sd_text_literal(&text, word);
        word = text.bytes;
    }
    return word && *word ? word : NULL;
}

/* Modifiers as a type that is not built in has them: vector(384).  The server refuses any but simple ones. */
static void put_any_modifiers(Text *text, const PgQuery__TypeName *type, const char *name)
{
    const char **modifiers = sd_arena_alloc(text->arena, (type->n_typmods + 1) * sizeof *modifiers);

    for (size_t i = 0; i < type->n_typmods; i++) {
        modifiers[i] = modifier_text(text->arena, type->typmods[i]);
        if (!modifiers[i]) {
            return;
        }
    }
    if (sd_spatial_modifiers(text, name, modifiers, type->n_typmods)) {
        return;
    }
    for (size_t i = 0; i < type->n_typmods; i++) {
        sd_text_format(text, "%c%s", i ? ',' : '(', modifiers[i]);
    }
    sd_text_put(text, type->n_typmods ? ")" : "");
}

/* time and timestamp carry their precision in the middle: timestamp(3) with time zone. */
static void put_time(Text *text, const char *spelled, const PgQuery__TypeName *type)
{
    const char *zone = strchr(spelled, ' ');
    int32_t precision;

    sd_text_put_bytes(text, spelled, zone ? (size_t) (zone - spelled) : strlen(spelled));
    if (integer_modifier(type, 0, &precision)) {
        sd_text_format(text, "(%d)", precision > 6 ? 6 : precision);
    }
    sd_text_put(text, zone ? zone : "");
}

static void put_builtin(Text *text, const BuiltinType *builtin, const PgQuery__TypeName *type)
{
    int32_t first = 0, second = 0;
    bool modified = integer_modifier(type, 0, &first);

    switch (builtin->oid) {
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
        put_time(text, builtin->spelled, type);
        return;
    case TYPE_INTERVAL:
        sd_text_put(text, builtin->spelled);
        put_interval_modifiers(text, type);
        return;
    case TYPE_NUMERIC:
        (void) integer_modifier(type, 1, &second);
        sd_text_put(text, builtin->spelled);
        if (modified) {
            sd_text_format(text, "(%d,%d)", first, second);
        }
        return;
    case TYPE_BPCHAR:
    case TYPE_BIT:
        /* Without a length these are not character and bit, which mean (1) in SQL. */
        if (!modified) {
            sd_text_put(text, builtin->oid == TYPE_BIT ? "\"bit\"" : "bpchar");
            return;
        }
        break;
    default:
        break;
    }
    sd_text_put(text, builtin->spelled);
    if (modified && builtin->kind == 'b') {
        sd_text_format(text, "(%d)", first);
    }
}

/* ---- names -------------------------------------------------------------------------------------------------- */

static const char *string_of(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

/* The schema in which an extension or another program put a type: NULL when nothing is known of it. */
static Name find_outside(const Resolver *resolver, Name schema, Name name)
{
    Name found = resolver->other ? sd_catalog_outside_find(resolver->other, KIND_ENUM_TYPE, name) : NULL;

    if (!found) {
        found = sd_catalog_outside_find(resolver->catalog, KIND_ENUM_TYPE, name);
    }
    return found && (!schema || schema == found) ? found : NULL;
}

static void put_qualified(Text *text, Name schema, Name name)
{
    if (schema) {
        sd_text_identifier(text, schema);
        sd_text_char(text, '.');
    }
    sd_text_identifier(text, name);
}

static Name column_type(const Catalog *catalog, Key relation, Name column)
{
    Key key = catalog ? sd_key(catalog->names, KIND_COLUMN, relation, column, NULL) : NULL;
    const Column *found = (const Column *) sd_catalog_find(catalog, key);

    return found ? found->type : NULL;
}

/* table.column%TYPE; NULL when there is no such column. */
static Name type_of_column(const Resolver *resolver, const PgQuery__TypeName *type)
{
    Names *names = resolver->catalog->names;
    size_t last = type->n_names - 1;
    Name schema = last >= 2 ? sd_name(names, string_of(type->names[last - 2])) : NULL;
    Name column = sd_name(names, string_of(type->names[last]));
    Key relation;
    Name found;

    if (last == 0) {
        return NULL;
    }
    relation = sd_resolve_relation(resolver, schema, sd_name(names, string_of(type->names[last - 1])));
    if (!relation) {
        return NULL;
    }
    found = column_type(resolver->catalog, relation, column);
    if (!found && resolver->other) {
        found = column_type(resolver->other, relation, column);
    }
    /* The server takes the type without its modifier (LookupTypeName of parse_type.c). */
    return found ? sd_type_without_modifier(names, found) : NULL;
}

/* Writes a type of the model or of an extension. */
static TypeFound put_named(Text *text, const Resolver *resolver, Name schema, Name name, Key *needs)
{
    Key key = sd_resolve_type(resolver, schema, name);
    Name outside = key ? NULL : find_outside(resolver, schema, name);

    if (key) {
        put_qualified(text, sd_key_schema(key), name);
        *needs = key;
        return TYPE_FOUND;
    }
    put_qualified(text, outside ? outside : schema, name);
    return outside ? TYPE_FOUND : TYPE_NOT_FOUND;
}

static TypeFound put_type(Text *text, const Resolver *resolver, const PgQuery__TypeName *type, Key *needs)
{
    Names *names = resolver->catalog->names;
    const char *last = string_of(type->names[type->n_names - 1]);
    const char *schema = type->n_names > 1 ? string_of(type->names[type->n_names - 2]) : NULL;
    TypeFound found = TYPE_FOUND;
    const BuiltinType *builtin = !schema || strcmp(schema, "pg_catalog") == 0 ? sd_builtin_type(last) : NULL;

    if (type->pct_type) {
        Name of_column = type_of_column(resolver, type);

        if (of_column) {
            sd_text_put_name(text, of_column);
            return TYPE_FOUND;
        }
        for (size_t i = 0; i < type->n_names; i++) {
            sd_text_put(text, i ? "." : "");
            sd_text_identifier(text, sd_name(names, string_of(type->names[i])));
        }
        sd_text_put(text, "%TYPE");
        return TYPE_NOT_FOUND;
    }
    if (builtin && builtin->category == 'A' && builtin->name[0] == '_') {
        put_builtin(text, sd_builtin_type_of(builtin->element), type);
        sd_text_put(text, "[]");
        return TYPE_FOUND;
    }
    if (builtin) {
        put_builtin(text, builtin, type);
    } else {
        found = put_named(text, resolver, sd_name(names, schema), sd_name(names, last), needs);
        put_any_modifiers(text, type, last);
    }
    return found;
}

Name sd_type_name(const Resolver *resolver, const PgQuery__TypeName *type, Key *needs, TypeFound *found)
{
    Names *names = resolver->catalog->names;
    Key ignored_key = NULL;
    TypeFound ignored_found;
    Text text;

    needs = needs ? needs : &ignored_key;
    found = found ? found : &ignored_found;
    *needs = NULL;
    *found = TYPE_NOT_FOUND;
    if (!type || type->n_names == 0) {
        return sd_name(names, "");
    }
    text = sd_text(resolver->catalog->arena);
    *found = put_type(&text, resolver, type, needs);
    if (type->n_array_bounds && !(text.length >= 2 && strcmp(text.bytes + text.length - 2, "[]") == 0)) {
        /* The server keeps neither sizes nor the number of dimensions. */
        sd_text_put(&text, "[]");
    }
    return sd_name_of(names, text.bytes, text.length);
}

/* ---- types in text form ------------------------------------------------------------------------------------- */

static const PgQuery__TypeName *type_of_cast(const PgQuery__ParseResult *tree)
{
    const PgQuery__SelectStmt *select;
    const PgQuery__Node *value;

    if (!tree || tree->n_stmts != 1 || !tree->stmts[0]->stmt ||
        tree->stmts[0]->stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) {
        return NULL;
    }
    select = tree->stmts[0]->stmt->select_stmt;
    if (select->n_target_list != 1 || select->target_list[0]->node_case != PG_QUERY__NODE__NODE_RES_TARGET) {
        return NULL;
    }
    value = select->target_list[0]->res_target->val;
    return value && value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST ? value->type_cast->type_name : NULL;
}

Name sd_type_name_of_text(const Resolver *resolver, const char *text)
{
    Name name = sd_name(resolver->catalog->names, text);
    PgQueryProtobufParseResult parsed;
    const PgQuery__ParseResult *tree;
    const PgQuery__TypeName *type;
    Arena *scratch;

    if (!text || sd_builtin_type_spelled(text)) {
        /* What format_type() says without a modifier is its own spelling, but for the two that mean (1). */
        if (!text || (strcmp(text, "character") != 0 && strcmp(text, "bit") != 0)) {
            return name;
        }
    }
    scratch = sd_arena_new();
    tree = sd_parse_uncut(scratch, sd_arena_format(scratch, "SELECT NULL::%s", text), &parsed);
    type = tree ? type_of_cast(tree) : NULL;
    if (type) {
        name = sd_type_name(resolver, type, NULL, NULL);
    }
    pg_query_free_protobuf_parse_result(parsed);
    sd_arena_free(scratch);
    return name;
}

Name sd_type_without_modifier(Names *names, Name type)
{
    char spelled[512];
    size_t length = 0;
    bool quoted = false;
    int depth = 0;

    if (!type || type->length >= sizeof spelled) {
        return type;
    }
    if (strncmp(type->text, "interval", 8) == 0 && (type->text[8] == ' ' || type->text[8] == '(')) {
        return sd_name(names, strstr(type->text, "[]") ? "interval[]" : "interval");
    }
    /* Alone, the two types that mean (1) in SQL are printed as SQL has them. */
    for (size_t i = 0; i < 2; i++) {
        const char *const from = i ? "bpchar" : "\"bit\"";

        if (strncmp(type->text, from, strlen(from)) == 0 &&
            (type->text[strlen(from)] == 0 || strcmp(type->text + strlen(from), "[]") == 0)) {
            return sd_name_format(names, "%s%s", i ? "character" : "bit", type->text + strlen(from));
        }
    }
    for (const char *c = type->text; *c; c++) {
        quoted ^= *c == '"';
        depth += !quoted && *c == '(';
        if (depth == 0) {
            spelled[length++] = *c;
        }
        depth -= !quoted && *c == ')' && depth > 0;
    }
    return sd_name_of(names, spelled, length);
}

/* ---- collations --------------------------------------------------------------------------------------------- */

/* In pg_catalog of every database; what else is there depends on the operating system. */
static bool is_builtin_collation(const char *name)
{
    static const char *const names[] = { "default", "C", "POSIX", "ucs_basic" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

Name sd_collation_name(const Resolver *resolver, size_t count, PgQuery__Node *const *parts)
{
    Names *names = resolver->catalog->names;
    Text text = sd_text(resolver->catalog->arena);
    Name schema, name;
    Key key = NULL;

    if (count == 0) {
        return NULL;
    }
    schema = count > 1 ? sd_name(names, string_of(parts[count - 2])) : NULL;
    name = sd_name(names, string_of(parts[count - 1]));
    if (!schema && !is_builtin_collation(name->text)) {
        key = sd_resolve_object(resolver, KIND_COLLATION, NULL, name);
    }
    if (key) {
        schema = sd_key_schema(key);
    }
    put_qualified(&text, schema && strcmp(schema->text, "pg_catalog") != 0 ? schema : NULL, name);
    return sd_name_of(names, text.bytes, text.length);
}
