/* Operator families, what is in them, and operator classes. */
#include "emitter/guard.h"

static void put_name(Text *text, Key key)
{
    sd_text_identifier(text, sd_key_schema(key));
    sd_text_char(text, '.');
    sd_text_identifier(text, key->name);
}

/* ---- families ----------------------------------------------------------------------------------------------------- */

void sd_create_operator_family(Script *script, const Action *action)
{
    Key key = action->to->key;

    sd_guard_block(script, sd_guard_missing(script, key),
                   sd_arena_format(script->arena, "CREATE OPERATOR FAMILY %s", sd_sql_name(script, key)));
}

/* ---- members ------------------------------------------------------------------------------------------------------ */

/* "OPERATOR 1 app.<(integer, bigint)", "FUNCTION 1 (integer, bigint) app.cmp(integer, bigint)" */
static void put_member(Script *script, Text *text, const Object *member)
{
    Key key = member->key;

    if (key->kind == KIND_FAMILY_FUNCTION) {
        sd_text_format(text, "FUNCTION %s (%s) %s", key->name->text, key->args->text,
                       sd_sql_name(script, ((const FamilyFunction *) member)->function));
        return;
    }
    sd_text_format(text, "OPERATOR %s ", key->name->text);
    sd_text_qualified(text, ((const FamilyOperator *) member)->operator);
    if (((const FamilyOperator *) member)->sort_family) {
        sd_text_put(text, " FOR ORDER BY ");
        put_name(text, ((const FamilyOperator *) member)->sort_family);
    }
}

/* Both catalogs, pg_amop and pg_amproc, name their columns after the same pattern. */
static const char *member_exists(Script *script, Key key)
{
    bool is_operator = key->kind == KIND_FAMILY_OPERATOR;
    const char *prefix = is_operator ? "amop" : "amproc";
    Text text = sd_text(script->arena);
    const char *right = sd_args_second(key->args);

    sd_text_format(&text,
                   "EXISTS (SELECT FROM pg_%s JOIN pg_opfamily f ON f.oid = %sfamily JOIN pg_am m ON m.oid = "
                   "opfmethod WHERE opfname = ",
                   prefix, prefix);
    sd_text_literal(&text, key->parent->name->text);
    sd_text_put(&text, " AND opfnamespace = to_regnamespace(");
    sd_text_literal(&text, sd_sql_name(script, key->parent->parent));
    sd_text_put(&text, ") AND quote_ident(amname) = ");
    sd_text_literal(&text, key->parent->args->text);
    sd_text_format(&text, " AND %s = %s AND %slefttype = to_regtype(", is_operator ? "amopstrategy" : "amprocnum",
                   key->name->text, prefix);
    sd_text_literal(&text, sd_arena_copy(script->arena, key->args->text, (size_t) (right - key->args->text) - 2));
    sd_text_format(&text, ") AND %srighttype = to_regtype(", prefix);
    sd_text_literal(&text, right);
    sd_text_put(&text, "))");
    return text.bytes;
}

void sd_create_family_member(Script *script, const Action *action)
{
    Text text = sd_text(script->arena);

    sd_text_format(&text, "ALTER OPERATOR FAMILY %s ADD ", sd_sql_name(script, action->to->key->parent));
    put_member(script, &text, action->to);
    sd_guard_block(script, sd_guard_negated(script, member_exists(script, action->to->key)), text.bytes);
}

void sd_drop_family_member(Script *script, const Action *action)
{
    Key key = action->from->key;

    sd_guard_block(script, member_exists(script, key),
                   sd_arena_format(script->arena, "ALTER OPERATOR FAMILY %s DROP %s %s (%s)",
                                   sd_sql_name(script, key->parent), sd_kinds[key->kind].word, key->name->text,
                                   key->args->text));
}

/* ---- classes ------------------------------------------------------------------------------------------------------ */

void sd_create_operator_class(Script *script, const Action *action)
{
    const OperatorClass *class = (const OperatorClass *) action->to;
    Key key = action->to->key;
    const char *separator = "\n            ";
    Text text = sd_text(script->arena);

    sd_text_put(&text, "CREATE OPERATOR CLASS ");
    put_name(&text, key);
    sd_text_format(&text, " %sFOR TYPE %s USING %s FAMILY ", class->is_default ? "DEFAULT " : "", class->type->text,
                   key->args->text);
    put_name(&text, class->family);
    sd_text_put(&text, " AS");
    for (size_t i = sd_fold_member(script->fold, script->at, NO_ACTION); i != NO_ACTION;
         i = sd_fold_member(script->fold, script->at, i)) {
        sd_text_put(&text, separator);
        put_member(script, &text, script->plan->actions[i].to);
        separator = ",\n            ";
    }
    /* A class has to say something (dumpOpclass of pg_dump.c does the same). */
    if (class->storage || *separator != ',') {
        sd_text_format(&text, "%sSTORAGE %s", separator, (class->storage ? class->storage : class->type)->text);
    }
    sd_guard_block(script, sd_guard_missing(script, key), text.bytes);
}
