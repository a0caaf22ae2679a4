/* Base types: the name first, then what its functions need the name for. */
#include "emitter/guard.h"
#include "emitter/template.h"

#include <string.h>

#define IN_TYPES "FROM pg_type t WHERE typname = %I AND typnamespace = to_regnamespace(%P)"

static const char *about(const Script *script, const char *template, Key type)
{
    Text text = sd_text(script->arena);

    sd_template_put(&text, template, type, NULL, NULL);
    return text.bytes;
}

static const Object *definition_of(const Catalog *catalog, Key type)
{
    return sd_catalog_find(catalog, sd_key(catalog->names, KIND_TYPE_DEFINITION, type, NULL, NULL));
}

/* A shell type can be filled in by its owner only, even where that is no superuser's (TypeCreate of the server's
 * pg_type.c): it gets another owner when it is defined. */
bool sd_base_type_is_defined(const Object *object)
{
    for (const Object *child = object->first_child; child; child = child->next) {
        if (child->key->kind == KIND_TYPE_DEFINITION) {
            return true;
        }
    }
    return false;
}

static void write_owner(Script *script, Key type)
{
    const BaseType *wanted = (const BaseType *) sd_catalog_find(script->plan->wanted, type);
    const BaseType *now = (const BaseType *) sd_catalog_find(script->plan->now, type);

    if (wanted && wanted->owner && wanted->owner != script->plan->now->role && (!now || !now->owner)) {
        sd_script_row(script, &wanted->base, sd_kind_attr(sd_kind_of(&wanted->base), "owner"));
    }
}

void sd_create_type_definition(Script *script, const Action *action)
{
    const TypeDefinition *type = (const TypeDefinition *) action->to;
    Key key = action->to->key->parent;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE TYPE %s (", sd_sql_name(script, key));
    sd_part_begin(&text, type->length < 0 ? "INTERNALLENGTH = VARIABLE" : "");
    if (type->length >= 0) {
        sd_text_format(&text, "INTERNALLENGTH = %d", (int) type->length);
    }
    sd_part_function(&text, "INPUT", type->input);
    sd_part_function(&text, "OUTPUT", type->output);
    sd_part_function(&text, "RECEIVE", type->receive);
    sd_part_function(&text, "SEND", type->send);
    sd_part_function(&text, "TYPMOD_IN", type->typmod_in);
    sd_part_function(&text, "TYPMOD_OUT", type->typmod_out);
    sd_part_function(&text, "ANALYZE", type->analyze);
    sd_part_function(&text, "SUBSCRIPT", type->subscript);
    sd_part_flag(&text, "PASSEDBYVALUE", type->by_value);
    sd_part_word(&text, "ALIGNMENT", type->alignment);
    sd_part_word(&text, "STORAGE", type->storage);
    sd_part_literal(&text, "CATEGORY", type->category);
    sd_part_flag(&text, "PREFERRED", type->preferred);
    sd_part_literal(&text, "DEFAULT", type->default_value);
    sd_part_word(&text, "ELEMENT", type->element);
    sd_part_literal(&text, "DELIMITER", type->delimiter);
    sd_part_flag(&text, "COLLATABLE", type->collatable);
    sd_text_put(&text, "\n)");
    sd_guard_block(script, about(script, "EXISTS (SELECT " IN_TYPES " AND NOT typisdefined)", key), text.bytes);
    write_owner(script, key);
}

/* The type and its functions need each other, so DROP has to cascade; it takes nothing else along: what else there may be
 * stops it, also what came to need them since the migration was written. */
void sd_drop_type_definition(Script *script, const Action *action)
{
    Key key = action->from->key->parent;
    Text body = sd_text(script->arena), said = sd_text(script->arena);

    sd_text_put(&body, "\nDECLARE\n    dropped oid[] := ARRAY(\n        SELECT unnest(ARRAY[t.oid, t.typarray]) ");
    sd_text_put(&body, about(script, IN_TYPES, key));
    sd_text_put(&body,
                "\n        UNION ALL\n        SELECT d.objid FROM pg_type t JOIN pg_depend d ON d.refobjid = t.oid\n"
                "        WHERE d.refclassid = 'pg_type'::regclass AND d.classid = 'pg_proc'::regclass\n"
                "          AND d.objid IN (t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, "
                "t.typmodout,\n"
                "                          t.typanalyze, t.typsubscript)\n          AND ");
    sd_text_put(&body, about(script, "typname = %I AND typnamespace = to_regnamespace(%P)", key));
    sd_text_put(&body, ");\nBEGIN\n"
                       "    IF EXISTS (SELECT FROM pg_depend\n"
                       "               WHERE refclassid IN ('pg_type'::regclass, 'pg_proc'::regclass)\n"
                       "                 AND refobjid = ANY (dropped)\n"
                       "                 AND NOT (classid IN ('pg_type'::regclass, 'pg_proc'::regclass) "
                       "AND objid = ANY (dropped)))\n"
                       "    THEN\n");
    if (sd_catalog_find(script->plan->wanted, key)) { /* dropped by a run that was interrupted: the name came back */
        sd_text_format(&body, "        IF %s THEN\n            RETURN;\n        END IF;\n",
                       about(script, "EXISTS (SELECT " IN_TYPES " AND NOT typisdefined)", key));
    }
    sd_text_put(&body, "        RAISE EXCEPTION USING MESSAGE = ");
    sd_text_format(&said, "other objects still need the type %s or its functions", sd_sql_name(script, key));
    sd_text_literal(&body, said.bytes);
    sd_text_format(&body, ";\n    END IF;\n    DROP TYPE IF EXISTS %s CASCADE;\nEND\n", sd_sql_name(script, key));
    sd_text_put(script->text, "DO ");
    sd_text_dollar(script->text, body.bytes);
    sd_script_end(script);
}

/* With the definition goes the name. */
void sd_drop_base_type(Script *script, const Action *action)
{
    if (!definition_of(script->plan->now, action->from->key)) {
        sd_guard_drop(script, action->from->key);
    }
}

static void put_test(Script *script, Text *text, const char *column, Key from, Key to)
{
    if (from != to && to) {
        Text name = sd_text(script->arena);

        sd_text_function(&name, "", to);
        sd_text_format(text, " AND %s = to_regproc(%s)", column, sd_sql_literal(script, name.bytes));
    }
}

const char *sd_done_type_definition(Script *script, const Object *from, const Object *to)
{
    const TypeDefinition *old = (const TypeDefinition *) from, *new = (const TypeDefinition *) to;
    const char *start = about(script, "EXISTS (SELECT " IN_TYPES " AND typisdefined", to->key->parent);
    Text text = sd_text(script->arena);

    sd_text_put(&text, start);
    put_test(script, &text, "typinput", old->input, new->input);
    put_test(script, &text, "typoutput", old->output, new->output);
    if (old->length != new->length || old->by_value != new->by_value) {
        sd_text_format(&text, " AND typlen = %d AND typbyval = %s", (int) new->length,
                       new->by_value ? "true" : "false");
    }
    if (old->category != new->category || old->preferred != new->preferred) {
        sd_text_format(&text, " AND typcategory = %s AND typispreferred = %s",
                       sd_sql_literal(script, new->category ? new->category->text : "U"),
                       new->preferred ? "true" : "false");
    }
    if (old->default_value != new->default_value) {
        sd_text_format(&text, " AND typdefault IS NOT DISTINCT FROM %s",
                       new->default_value ? sd_sql_literal(script, new->default_value->text) : "NULL");
    }
    if (old->collatable != new->collatable) {
        sd_text_format(&text, " AND (typcollation <> 0) = %s", new->collatable ? "true" : "false");
    }
    if (strlen(start) == text.length) {
        return NULL;
    }
    sd_text_put(&text, ")");
    return text.bytes;
}
