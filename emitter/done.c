/* Tests on the catalog: has an object its wanted shape already?  NULL where what differs cannot be asked for.  Types are compared by format_type, which leaves the
 * schema out when search_path finds the type; lists of names as arrays.  Each test is false while the object is not
 * there. */
#include "emitter/template.h"
#include "emitter/writer.h"

#include <string.h>

static void put_array(Text *text, const List *list)
{
    sd_text_put(text, "ARRAY[");
    for (size_t i = 0; i < sd_list_count(list); i++) {
        sd_text_put(text, i ? ", " : "");
        sd_text_literal(text, list->items[i]->text);
    }
    sd_text_put(text, "]::text[]");
}

/* 'app.mood' and 'mood': with and without its schema. */
static void put_type_names(Text *text, Name type)
{
    bool quoted = false;
    const char *bare = type->text;

    for (const char *c = type->text; *c && *c != '('; c++) {
        quoted ^= *c == '"';
        if (*c == '.' && !quoted) {
            bare = c + 1;
        }
    }
    sd_text_put(text, "(");
    sd_text_literal(text, type->text);
    if (bare != type->text) {
        sd_text_put(text, ", ");
        sd_text_literal(text, bare);
    }
    sd_text_put(text, ")");
}

const char *sd_done_enum(Script *script, const Object *from, const Object *to)
{
    Text text = sd_text(script->arena);

    if (sd_list_equal(((const EnumType *) from)->labels, ((const EnumType *) to)->labels)) {
        return NULL;
    }
    sd_template_put(&text,
                    "ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(%N) "
                    "ORDER BY enumsortorder) = ",
                    to->key, NULL, NULL);
    put_array(&text, ((const EnumType *) to)->labels);
    return text.bytes;
}

const char *sd_done_range(Script *script, const Object *from, const Object *to)
{
    const RangeType *type = (const RangeType *) to;
    Text text = sd_text(script->arena);

    if (((const RangeType *) from)->subtype == type->subtype) {
        return NULL;
    }
    sd_template_put(&text,
                    "EXISTS (SELECT FROM pg_range WHERE rngtypid = to_regtype(%N) "
                    "AND format_type(rngsubtype, NULL) IN ",
                    to->key, NULL, NULL);
    put_type_names(&text, type->subtype);
    sd_text_put(&text, ")");
    return text.bytes;
}

/* The column of an ICU locale has another name in each of 14, 15 and 17: as JSON a row may be asked for all of them. */
const char *sd_done_collation(Script *script, const Object *from, const Object *to)
{
    const Collation *collation = (const Collation *) to;
    Name locale = collation->locale ? collation->locale : collation->lc_collate;
    Text text = sd_text(script->arena);

    if (((const Collation *) from)->rules != collation->rules || !locale) {
        return NULL;
    }
    sd_template_put(&text, "EXISTS (SELECT FROM pg_collation c WHERE oid = to_regcollation(%N) ", to->key, NULL, NULL);
    sd_text_format(&text, "AND collprovider = '%c' AND %scollisdeterministic AND ",
                   strcmp(collation->provider->text, "libc") == 0 ? 'c' : collation->provider->text[0],
                   collation->deterministic ? "" : "NOT ");
    sd_text_put(&text, "coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', collcollate) = ");
    sd_text_literal(&text, locale->text);
    if (collation->lc_ctype) {
        sd_text_put(&text, " AND collctype = ");
        sd_text_literal(&text, collation->lc_ctype->text);
    }
    sd_text_put(&text, ")");
    return text.bytes;
}

/* Names tell only where another order was the reason. */
const char *sd_done_composite(Script *script, const Object *from, const Object *to)
{
    const CompositeType *type = (const CompositeType *) to;
    Text text = sd_text(script->arena);

    if (sd_list_equal(((const CompositeType *) from)->attributes, type->attributes)) {
        return NULL;
    }
    sd_template_put(&text,
                    "ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%N) "
                    "AND attnum > 0 AND NOT attisdropped ORDER BY attnum) = ",
                    to->key, NULL, NULL);
    put_array(&text, type->attributes);
    return text.bytes;
}

const char *sd_done_domain(Script *script, const Object *from, const Object *to)
{
    const Domain *domain = (const Domain *) to;
    Text text = sd_text(script->arena);

    if (((const Domain *) from)->collation != domain->collation || ((const Domain *) from)->type == domain->type) {
        return NULL;
    }
    sd_template_put(&text,
                    "EXISTS (SELECT FROM pg_type WHERE oid = to_regtype(%N) "
                    "AND format_type(typbasetype, typtypmod) IN ",
                    to->key, NULL, NULL);
    put_type_names(&text, domain->type);
    sd_text_put(&text, ")");
    return text.bytes;
}

const char *sd_done_column(Script *script, const Object *from, const Object *to)
{
    const Column *old = (const Column *) from, *column = (const Column *) to;
    Text text = sd_text(script->arena);

    if (old->type == column->type && old->collation == column->collation && !old->generated == !column->generated) {
        return NULL;
    }
    sd_template_put(&text,
                    "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I "
                    "AND format_type(atttypid, atttypmod) IN ",
                    to->key, NULL, NULL);
    put_type_names(&text, column->type);
    if (column->collation) {
        sd_text_put(&text, " AND attcollation = ");
        sd_text_literal(&text, column->collation->text);
        sd_text_put(&text, "::regcollation");
    } else {
        sd_text_put(&text, " AND attcollation = (SELECT typcollation FROM pg_type WHERE oid = atttypid)");
    }
    sd_text_put(&text, column->generated ? " AND attgenerated <> '')" : " AND attgenerated = '')");
    return text.bytes;
}

/* Only the columns' names can be asked for: CREATE OR REPLACE VIEW says the rest each time. */
const char *sd_done_view(Script *script, const Object *from, const Object *to)
{
    const View *view = (const View *) to;
    Text text = sd_text(script->arena);

    if (sd_list_equal(((const View *) from)->columns, view->columns)) {
        return NULL;
    }
    sd_template_put(&text,
                    "ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%N) "
                    "AND attnum > 0 ORDER BY attnum) = ",
                    to->key, NULL, NULL);
    put_array(&text, view->columns);
    return text.bytes;
}

/* An ordinary table becomes a partitioned or foreign one or ceases to be; another key only a server can compare. */
const char *sd_done_table(Script *script, const Object *from, const Object *to)
{
    const Table *old = (const Table *) from, *new = (const Table *) to;
    Text text = sd_text(script->arena);

    if (!old->partition_key != !new->partition_key || !old->server != !new->server) {
        sd_template_put(&text, "EXISTS (SELECT FROM pg_class WHERE oid = to_regclass(%N) AND relkind = ", to->key, NULL,
                        NULL);
        sd_text_put(&text, new->server ? "'f')" : new->partition_key ? "'p')" : "'r')");
        return text.bytes;
    }
    if (old->server != new->server) {
        sd_template_put(&text,
                        "EXISTS (SELECT FROM pg_foreign_table JOIN pg_foreign_server s ON s.oid = ftserver "
                        "WHERE ftrelid = to_regclass(%N) AND srvname = ",
                        to->key, NULL, NULL);
        sd_text_literal(&text, new->server->name->text);
        sd_text_put(&text, ")");
        return text.bytes;
    }
    if (!old->partition_key || script->plan->now->server_version == 0) {
        return NULL;
    }
    sd_template_put(&text, "pg_get_partkeydef(to_regclass(%N)) <> ", to->key, NULL, NULL);
    sd_text_literal(&text, old->partition_key->text->text);
    return text.bytes;
}

const char *sd_done_constraint(Script *script, const Object *from, const Object *to)
{
    const Constraint *old = (const Constraint *) from, *constraint = (const Constraint *) to;
    bool period_changes = old->period != constraint->period;
    Text text = sd_text(script->arena);

    if (to->key->parent->kind != KIND_TABLE || (sd_list_equal(old->columns, constraint->columns) && !period_changes)) {
        return NULL;
    }
    sd_template_put(&text,
                    "EXISTS (SELECT FROM pg_constraint k WHERE conname = %I AND conrelid = to_regclass(%P) "
                    "AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY u (number, place) "
                    "JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place) = ",
                    to->key, NULL, NULL);
    put_array(&text, constraint->columns);
    if (period_changes) { /* servers before 18 have neither */
        sd_text_put(&text, constraint->period ? " AND conperiod" : " AND NOT conperiod");
    }
    sd_text_put(&text, ")");
    return text.bytes;
}

/* Every row of a routine that forces a replace is a column of pg_proc. */
const char *sd_done_routine(Script *script, const Object *from, const Object *to)
{
    const Routine *routine = (const Routine *) to;
    Text text = sd_text(script->arena);

    (void) from;
    sd_template_put(&text, "EXISTS (SELECT FROM pg_proc WHERE oid = to_regprocedure(%N)", to->key, NULL, NULL);
    sd_text_format(&text, " AND prokind = '%s'", routine->is_procedure ? "p" : routine->is_window ? "w" : "f");
    if (routine->returns) {
        sd_text_put(&text, " AND format_type(prorettype, NULL) IN ");
        put_type_names(&text, routine->returns);
    }
    sd_text_format(&text, " AND pronargdefaults = %zu", sd_exprs_count(routine->argument_defaults));
    sd_text_put(&text, routine->returns_set ? " AND proretset" : " AND NOT proretset");
    sd_text_put(&text, " AND coalesce(proargnames, '{}') = ");
    put_array(&text, routine->argument_names);
    sd_text_put(&text, " AND coalesce(proargmodes::text[], '{}') = ");
    put_array(&text, routine->argument_modes);
    if (sd_list_count(routine->argument_modes)) {
        sd_text_put(&text, " AND proallargtypes = ARRAY[");
        for (size_t i = 0; i < sd_list_count(routine->argument_types); i++) {
            sd_text_put(&text, i ? ", to_regtype(" : "to_regtype(");
            sd_text_literal(&text, routine->argument_types->items[i]->text);
            sd_text_put(&text, ")");
        }
        sd_text_put(&text, "]::oid[]");
    }
    sd_text_put(&text, ")");
    return text.bytes;
}

/* The rows of an aggregate that force a replace: kind, result, names and modes of the arguments. */
const char *sd_done_aggregate(Script *script, const Object *from, const Object *to)
{
    const Aggregate *aggregate = (const Aggregate *) to;
    char kind = !aggregate->kind ? 'n' : aggregate->kind->text[0] == 'O' ? 'o' : 'h';
    Text text = sd_text(script->arena);

    (void) from;
    sd_template_put(&text,
                    "EXISTS (SELECT FROM pg_proc JOIN pg_aggregate ON aggfnoid = pg_proc.oid "
                    "WHERE pg_proc.oid = to_regprocedure(%N)",
                    to->key, NULL, NULL);
    sd_text_format(&text, " AND aggkind = '%c' AND aggnumdirectargs = %d", kind, (int) aggregate->direct_arguments);
    if (aggregate->returns) {
        sd_text_put(&text, " AND format_type(prorettype, NULL) IN ");
        put_type_names(&text, aggregate->returns);
    }
    sd_text_put(&text, " AND coalesce(proargnames, '{}') = ");
    put_array(&text, aggregate->argument_names);
    sd_text_put(&text, " AND coalesce(proargmodes::text[], '{}') = ");
    put_array(&text, aggregate->argument_modes);
    sd_text_put(&text, ")");
    return text.bytes;
}
