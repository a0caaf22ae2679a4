/* Enumerated types, composite types, range types and domains. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

/* Types have no IF NOT EXISTS: the statement stands in a block that asks for the name. */
static void create_type(Script *script, Key key, const char *statement)
{
    Text test = sd_text(script->arena);

    sd_text_format(&test, "to_regtype(%s) IS NULL", sd_sql_literal(script, sd_sql_name(script, key)));
    sd_guard_block(script, test.bytes, statement);
}

void sd_create_enum(Script *script, const Action *action)
{
    const EnumType *type = (const EnumType *) action->to;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE TYPE %s AS ENUM (", sd_sql_name(script, action->to->key));
    for (size_t i = 0; i < sd_list_count(type->labels); i++) {
        sd_text_put(&text, i ? ", " : "");
        sd_text_literal(&text, type->labels->items[i]->text);
    }
    sd_text_put(&text, ")");
    create_type(script, action->to->key, text.bytes);
}

/* The old labels are an ordered part of the new: each new one goes after the label before it, and those in front of
 * the first old one before it. */
void sd_alter_enum(Script *script, const Action *action)
{
    const List *from = ((const EnumType *) action->from)->labels;
    const List *to = ((const EnumType *) action->to)->labels;
    size_t first_old = 0;

    if (!sd_action_alters(action, "labels")) {
        return;
    }
    while (first_old < sd_list_count(to) && !sd_list_has(from, to->items[first_old])) {
        first_old++;
    }
    for (size_t i = 0; i < sd_list_count(to); i++) {
        const char *place = "", *neighbour = "";

        if (sd_list_has(from, to->items[i])) {
            continue;
        }
        if (i < first_old && first_old < to->count) {
            place = " BEFORE ";
            neighbour = sd_sql_literal(script, to->items[first_old]->text);
        } else if (i > 0 && i + 1 < to->count) {
            place = " AFTER ";
            neighbour = sd_sql_literal(script, to->items[i - 1]->text);
        }
        sd_script_say(script, "ALTER TYPE %s ADD VALUE IF NOT EXISTS %s%s%s", sd_sql_name(script, action->to->key),
                      sd_sql_literal(script, to->items[i]->text), place, neighbour);
    }
}

/* ---- composite types --------------------------------------------------------------------------------------------- */

static void put_attribute(Text *text, const Attribute *attribute)
{
    sd_text_identifier(text, attribute->base.key->name);
    sd_text_put(text, " ");
    sd_text_put_name(text, attribute->type);
    if (attribute->collation) {
        sd_text_put(text, " COLLATE ");
        sd_text_put_name(text, attribute->collation);
    }
}

/* The attribute of that name, when the present action folds it into its type. */
static const Attribute *folded_attribute(const Script *script, Key type, Name name)
{
    Key key = sd_key(script->plan->wanted->names, KIND_ATTRIBUTE, type, name, NULL);
    size_t at = sd_fold_find(script->fold, VERB_CREATE, key);

    return at != NO_ACTION && sd_fold_host(script->fold, at) == script->at
               ? (const Attribute *) script->plan->actions[at].to
               : NULL;
}

void sd_create_composite(Script *script, const Action *action)
{
    const List *names = ((const CompositeType *) action->to)->attributes;
    const char *margin = script->guarded ? "        " : "";
    Text text = sd_text(script->arena);
    size_t count = 0;

    sd_text_format(&text, "CREATE TYPE %s AS (", sd_sql_name(script, action->to->key));
    for (size_t i = 0; i < sd_list_count(names); i++) {
        const Attribute *attribute = folded_attribute(script, action->to->key, names->items[i]);

        if (attribute) {
            sd_text_format(&text, "%s\n%s    ", count++ ? "," : "", margin);
            put_attribute(&text, attribute);
        }
    }
    sd_text_format(&text, "%s%s)", count ? "\n" : "", count ? margin : "");
    create_type(script, action->to->key, text.bytes);
}

/* ADD ATTRIBUTE has no IF NOT EXISTS. */
void sd_create_attribute(Script *script, const Action *action)
{
    Text text = sd_text(script->arena);

    sd_text_format(&text, "ALTER TYPE %s ADD ATTRIBUTE ", sd_sql_name(script, action->to->key->parent));
    put_attribute(&text, (const Attribute *) action->to);
    sd_guard_block(script, sd_guard_missing(script, action->to->key), text.bytes);
}

void sd_alter_attribute(Script *script, const Action *action)
{
    const Attribute *attribute = (const Attribute *) action->to;

    sd_template_put(script->text, "ALTER TYPE %p ALTER ATTRIBUTE %i TYPE ", action->to->key, NULL, NULL);
    sd_text_put_name(script->text, attribute->type);
    if (attribute->collation) {
        sd_text_put(script->text, " COLLATE ");
        sd_text_put_name(script->text, attribute->collation);
    }
    sd_script_end(script);
}

/* ---- range types ------------------------------------------------------------------------------------------------- */

static void put_option(Text *text, const char *margin, const char *option, Name value)
{
    if (value) {
        sd_text_format(text, ",\n%s    %s = ", margin, option);
        sd_text_put_name(text, value);
    }
}

void sd_create_range(Script *script, const Action *action)
{
    const RangeType *type = (const RangeType *) action->to;
    const char *margin = script->guarded ? "        " : "";
    int version = script->plan->now->server_version;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE TYPE %s AS RANGE (\n%s    subtype = ", sd_sql_name(script, action->to->key), margin);
    sd_text_put_name(&text, type->subtype);
    put_option(&text, margin, "subtype_opclass", type->operator_class);
    put_option(&text, margin, "collation", type->collation);
    put_option(&text, margin, "canonical", type->canonical);
    if (type->subtype_diff) {
        sd_text_format(&text, ",\n%s    subtype_diff = ", margin);
        sd_text_identifier(&text, sd_key_schema(type->subtype_diff));
        sd_text_char(&text, '.');
        sd_text_identifier(&text, type->subtype_diff->name);
    }
    put_option(&text, margin, "multirange_type_name", version && version < 140000 ? NULL : type->multirange);
    sd_text_format(&text, "\n%s)", margin);
    create_type(script, action->to->key, text.bytes);
}

/* ---- domains ------------------------------------------------------------------------------------------------------ */

void sd_create_domain(Script *script, const Action *action)
{
    const Domain *domain = (const Domain *) action->to;
    Text text = sd_text(script->arena);

    sd_text_format(&text, "CREATE DOMAIN %s AS ", sd_sql_name(script, action->to->key));
    sd_text_put_name(&text, domain->type);
    if (domain->collation) {
        sd_text_put(&text, " COLLATE ");
        sd_text_put_name(&text, domain->collation);
    }
    if (domain->default_value) {
        sd_text_default(&text, domain->default_value);
    }
    sd_text_put(&text, domain->not_null ? " NOT NULL" : "");
    for (size_t i = sd_fold_member(script->fold, script->at, NO_ACTION); i != NO_ACTION;
         i = sd_fold_member(script->fold, script->at, i)) {
        sd_text_put(&text, " ");
        sd_text_constraint(&text, (const Constraint *) script->plan->actions[i].to);
    }
    create_type(script, action->to->key, text.bytes);
}
