#include "emitter/guard.h"

#include "emitter/template.h"

typedef struct GuardRow {
    GuardForm create;
    const char *drop;       /* template; NULL: DROP <word> IF EXISTS <name> */
    const char *exists;     /* template of the test on the catalog */
    const char *is_of_kind; /* the name belongs to this kind still */
} GuardRow;

#define DROP_FROM_PARENT "DROP %w IF EXISTS %i ON %p"
#define TYPE_EXISTS      "to_regtype(%N) IS NOT NULL"
#define OF_RELKIND(list) "EXISTS (SELECT FROM pg_class WHERE oid = to_regclass(%N) AND relkind IN (" list "))"
#define OF_PROKIND(test) "EXISTS (SELECT FROM pg_proc WHERE oid = to_regprocedure(%N) AND prokind " test ")"
#define OF_TYPTYPE(list) "EXISTS (SELECT FROM pg_type WHERE oid = to_regtype(%N) AND typtype = " list ")"

#define NAMED_IN_SCHEMA(catalog, prefix)                                                                               \
    "EXISTS (SELECT FROM " catalog " WHERE " prefix "name = %I AND " prefix "namespace = to_regnamespace(%P))"

#define ON_RELATION(list, name, relation)                                                                              \
    "EXISTS (SELECT FROM " list " WHERE " name " = %I AND " relation " = to_regclass(%P))"
#define IN_PUBLICATION(list, is)                                                                                       \
    "EXISTS (SELECT FROM " list " = (SELECT oid FROM pg_publication WHERE pubname = %I) AND " is "(%P))"

/* clang-format off */
static const GuardRow rows[KIND_COUNT] = {
    [KIND_ROLE]               = { GUARD_BLOCK, NULL, "EXISTS (SELECT FROM pg_roles WHERE rolname = %I)", NULL },
    [KIND_ROLE_MEMBERSHIP]    = { GUARD_REPEATABLE, NULL, NULL, NULL },
    [KIND_ROLE_SETTING]       = { GUARD_REPEATABLE, NULL, NULL, NULL },
    [KIND_SCHEMA]             = { GUARD_IF_NOT_EXISTS, NULL, "to_regnamespace(%N) IS NOT NULL", NULL },
    [KIND_EXTENSION]          = { GUARD_IF_NOT_EXISTS, NULL, NULL, NULL },
    [KIND_COLLATION]          = { GUARD_IF_NOT_EXISTS, NULL, "to_regcollation(%N) IS NOT NULL", NULL },
    [KIND_ENUM_TYPE]          = { GUARD_BLOCK, NULL, TYPE_EXISTS, OF_TYPTYPE("'e'") },
    [KIND_DOMAIN]             = { GUARD_BLOCK, NULL, TYPE_EXISTS, OF_TYPTYPE("'d'") },
    [KIND_RANGE_TYPE]         = { GUARD_BLOCK, NULL, TYPE_EXISTS, OF_TYPTYPE("'r'") },
    [KIND_COMPOSITE_TYPE]     = { GUARD_BLOCK, NULL, TYPE_EXISTS, OF_RELKIND("'c'") },
    [KIND_ATTRIBUTE]          = { GUARD_BLOCK, "ALTER TYPE %p DROP ATTRIBUTE IF EXISTS %i",
                                  "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I "
                                  "AND NOT attisdropped)", NULL },
    [KIND_LANGUAGE]           = { GUARD_OR_REPLACE, NULL, NULL, NULL },
    [KIND_ACCESS_METHOD]      = { GUARD_BLOCK, NULL, "EXISTS (SELECT FROM pg_am WHERE amname = %I)", NULL },
    [KIND_ROUTINE]            = { GUARD_OR_REPLACE, NULL, "to_regprocedure(%N) IS NOT NULL", OF_PROKIND("<> 'a'") },
    [KIND_AGGREGATE]          = { GUARD_OR_REPLACE, NULL, "to_regprocedure(%N) IS NOT NULL", OF_PROKIND("= 'a'") },
    [KIND_TEXT_SEARCH_PARSER] = { GUARD_BLOCK, NULL, NAMED_IN_SCHEMA("pg_ts_parser", "prs"), NULL },
    [KIND_TEXT_SEARCH_TEMPLATE] = { GUARD_BLOCK, NULL, NAMED_IN_SCHEMA("pg_ts_template", "tmpl"), NULL },
    [KIND_TEXT_SEARCH_DICTIONARY] = { GUARD_BLOCK, NULL, NAMED_IN_SCHEMA("pg_ts_dict", "dict"), NULL },
    [KIND_TEXT_SEARCH_CONFIGURATION] = { GUARD_BLOCK, NULL, NAMED_IN_SCHEMA("pg_ts_config", "cfg"), NULL },
    [KIND_TEXT_SEARCH_MAPPING] = { GUARD_REPEATABLE,
                                  "ALTER TEXT SEARCH CONFIGURATION %p DROP MAPPING IF EXISTS FOR %i", NULL, NULL },
    [KIND_FOREIGN_DATA_WRAPPER] = { GUARD_BLOCK, NULL,
                                  "EXISTS (SELECT FROM pg_foreign_data_wrapper WHERE fdwname = %I)", NULL },
    [KIND_FOREIGN_SERVER]             = { GUARD_IF_NOT_EXISTS, NULL, NULL, NULL },
    [KIND_USER_MAPPING]       = { GUARD_IF_NOT_EXISTS, NULL, NULL, NULL },
    [KIND_CONVERSION]         = { GUARD_DROP_FIRST, NULL, NULL, NULL },
    [KIND_CAST]               = { GUARD_DROP_FIRST, NULL, NULL, NULL },
    [KIND_OPERATOR]           = { GUARD_BLOCK, NULL,
                                  "EXISTS (SELECT FROM pg_operator WHERE oid = to_regoperator(%N) AND oprcode <> 0)", NULL },
    [KIND_OPERATOR_FAMILY]    = { GUARD_BLOCK, NULL, "EXISTS (SELECT FROM pg_opfamily JOIN pg_am m ON m.oid = opfmethod WHERE opfname = %I AND opfnamespace = "
                                  "to_regnamespace(%P) AND quote_ident(amname) = %A)", NULL },
    [KIND_FAMILY_OPERATOR]    = { GUARD_BLOCK, NULL, NULL, NULL },
    [KIND_FAMILY_FUNCTION]    = { GUARD_BLOCK, NULL, NULL, NULL },
    [KIND_OPERATOR_CLASS]     = { GUARD_BLOCK, NULL, "EXISTS (SELECT FROM pg_opclass JOIN pg_am m ON m.oid = opcmethod WHERE opcname = %I AND opcnamespace = "
                                  "to_regnamespace(%P) AND quote_ident(amname) = %A)", NULL },
    [KIND_SEQUENCE]           = { GUARD_IF_NOT_EXISTS, NULL, "to_regclass(%N) IS NOT NULL", OF_RELKIND("'S'") },
    [KIND_TABLE]              = { GUARD_IF_NOT_EXISTS, NULL, "to_regclass(%N) IS NOT NULL", OF_RELKIND("'r', 'p', 'f'") },
    [KIND_COLUMN]             = { GUARD_IF_NOT_EXISTS, "ALTER TABLE IF EXISTS %p DROP COLUMN IF EXISTS %i",
                                  "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%P) AND attname = %I "
                                  "AND NOT attisdropped)", NULL },
    [KIND_COLUMN_DEFAULT]     = { GUARD_REPEATABLE, NULL, NULL, NULL },
    [KIND_CONSTRAINT]         = { GUARD_BLOCK, "ALTER TABLE IF EXISTS %p DROP CONSTRAINT IF EXISTS %i",
                                  "EXISTS (SELECT FROM pg_constraint WHERE conname = %I AND conrelid = to_regclass(%P))",
                                  "EXISTS (SELECT FROM pg_constraint WHERE conname = %I AND conrelid = to_regclass(%P) "
                                  "AND conparentid = 0 AND coninhcount = 0)" },
    [KIND_VIEW]               = { GUARD_OR_REPLACE, NULL, "to_regclass(%N) IS NOT NULL", OF_RELKIND("'v'") },
    [KIND_MATERIALIZED_VIEW]  = { GUARD_IF_NOT_EXISTS, NULL, "to_regclass(%N) IS NOT NULL", OF_RELKIND("'m'") },
    [KIND_INDEX]              = { GUARD_IF_NOT_EXISTS, NULL, "to_regclass(%N) IS NOT NULL",
                                  "EXISTS (SELECT FROM pg_class WHERE oid = to_regclass(%N) AND relkind IN ('i', 'I') "
                                  "AND NOT relispartition) "
                                  "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = to_regclass(%N))" },
    [KIND_STATISTICS]         = { GUARD_IF_NOT_EXISTS, NULL, NULL, NULL },
    [KIND_TRIGGER]            = { GUARD_OR_REPLACE, DROP_FROM_PARENT,
                                  ON_RELATION("pg_trigger", "tgname", "tgrelid"), NULL },
    [KIND_RULE]               = { GUARD_OR_REPLACE, DROP_FROM_PARENT,
                                  ON_RELATION("pg_rewrite", "rulename", "ev_class"), NULL },
    [KIND_POLICY]             = { GUARD_DROP_FIRST, DROP_FROM_PARENT,
                                  ON_RELATION("pg_policy", "polname", "polrelid"), NULL },
    [KIND_PUBLICATION]        = { GUARD_BLOCK, NULL, "EXISTS (SELECT FROM pg_publication WHERE pubname = %I)", NULL },
    [KIND_PUBLICATION_TABLE]  = { GUARD_BLOCK, NULL,
                                  IN_PUBLICATION("pg_publication_rel WHERE prpubid", "prrelid = to_regclass"), NULL },
    [KIND_PUBLICATION_SCHEMA] = { GUARD_BLOCK, NULL,
                                  IN_PUBLICATION("pg_publication_namespace WHERE pnpubid", "pnnspid = to_regnamespace"),
                                  NULL },
    [KIND_SUBSCRIPTION]       = { GUARD_BLOCK, NULL,
                                  "EXISTS (SELECT FROM pg_subscription JOIN pg_database d ON d.oid = subdbid "
                                  "WHERE subname = %I AND datname = current_database())", NULL },
    [KIND_EVENT_TRIGGER]      = { GUARD_DROP_FIRST, NULL, NULL, NULL },
    [KIND_COMMENT]            = { GUARD_REPEATABLE, NULL, NULL, NULL },
    [KIND_SECURITY_LABEL]     = { GUARD_REPEATABLE, NULL, NULL, NULL },
    [KIND_DEFAULT_PRIVILEGES] = { GUARD_REPEATABLE, NULL, NULL, NULL },
    [KIND_GRANT]              = { GUARD_REPEATABLE, NULL, NULL, NULL },
};
/* clang-format on */

/* Constraints of a domain have a grammar and a catalog column of their own; a domain has no IF EXISTS. */
static const GuardRow domain_constraint = {
    GUARD_BLOCK,
    "ALTER DOMAIN %p DROP CONSTRAINT IF EXISTS %i",
    "EXISTS (SELECT FROM pg_constraint WHERE conname = %I AND contypid = to_regtype(%P))",
    NULL,
};

static const GuardRow *row_of(Key key)
{
    return key->parent && key->parent->kind == KIND_DOMAIN && key->kind == KIND_CONSTRAINT ? &domain_constraint
                                                                                           : &rows[key->kind];
}

GuardForm sd_guard_form(const Script *script, KindId kind)
{
    int version = script->plan->now->server_version;

    /* CREATE OR REPLACE TRIGGER came with 14. */
    if (kind == KIND_TRIGGER && version != 0 && version < 140000) {
        return GUARD_DROP_FIRST;
    }
    return rows[kind].create;
}

const char *sd_guard_words(const Script *script, KindId kind, GuardForm form)
{
    if (!script->guarded || form != sd_guard_form(script, kind)) {
        return "";
    }
    return form == GUARD_OR_REPLACE ? "OR REPLACE " : form == GUARD_IF_NOT_EXISTS ? "IF NOT EXISTS " : "";
}

static const char *expand(const Script *script, const char *template, Key key)
{
    Text text = sd_text(script->arena);

    sd_template_put(&text, template, key, sd_catalog_find(script->plan->now, key), NULL);
    return text.bytes;
}

const char *sd_guard_exists(Script *script, Key key)
{
    return row_of(key)->exists ? expand(script, row_of(key)->exists, key) : "true";
}

const char *sd_guard_missing(Script *script, Key key)
{
    return sd_arena_format(script->arena, "NOT %s", sd_guard_exists(script, key));
}

static const char *has_value(Script *script, Key type, Name value)
{
    Text text = sd_text(script->arena);

    sd_text_put(&text, "EXISTS (SELECT FROM pg_enum WHERE enumtypid = ");
    sd_text_put(&text, expand(script, "to_regtype(%N)", type));
    sd_text_put(&text, " AND enumlabel = ");
    sd_text_literal(&text, value->text);
    sd_text_put(&text, ")");
    return text.bytes;
}

const char *sd_guard_is_due(Script *script, const Rename *rename)
{
    const char *old = rename->from_value ? has_value(script, rename->from, rename->from_value)
                                         : sd_guard_exists(script, rename->from);
    const char *new =
        rename->to_value ? has_value(script, rename->to, rename->to_value) : sd_guard_exists(script, rename->to);

    return sd_arena_format(script->arena, "%s AND NOT %s", old, new);
}

/* Tables, views, sequences and indexes share one namespace, with those of constraints; a table's row type lives in that
 * of types.  Functions and aggregates share theirs, arguments included. */
static bool name_is_taken_over(const Script *script, Key key)
{
    unsigned shared = IS_RELATION | IS_TYPE | IS_INDEXED | IS_ROUTINE;
    Name schema = sd_key_schema(key);

    if (!(sd_kinds[key->kind].traits & (IS_RELATION | IS_TYPE | IS_ROUTINE))) {
        return false;
    }
    for (const Object *object = script->plan->wanted->first; object; object = object->next_all) {
        if (object->key->name == key->name && object->key->kind != key->kind && (sd_kind_of(object)->traits & shared) &&
            object->key->args == key->args && sd_key_schema(object->key) == schema) {
            return true;
        }
    }
    return false;
}

/* An index or a constraint of a partition may by then be its share of one of the parent's, which cannot be dropped. */
static bool is_shared_by_then(const Script *script, Key key)
{
    const Table *table = key->parent && key->parent->kind == KIND_TABLE
                             ? (const Table *) sd_catalog_find(script->plan->wanted, key->parent)
                             : NULL;

    return table && (table->partition_of || table->inherits) &&
           (key->kind == KIND_INDEX || key->kind == KIND_CONSTRAINT);
}

bool sd_guard_drops_always(const Script *script, Key key)
{
    return !row_of(key)->is_of_kind || (!name_is_taken_over(script, key) && !is_shared_by_then(script, key));
}

void sd_guard_drop(Script *script, Key key)
{
    const GuardRow *row = row_of(key);

    if (!sd_guard_drops_always(script, key)) {
        sd_guard_block(script, expand(script, row->is_of_kind, key),
                       expand(script, row->drop ? row->drop : "DROP %w %n", key));
        return;
    }
    sd_script_say(script, "%s", expand(script, row->drop ? row->drop : "DROP %w IF EXISTS %n", key));
}

/* Statements are indented only where they begin: the lines after may be inside a literal. */
void sd_guard_block_all(Script *script, const char *test, const char *statements)
{
    Text body = sd_text(script->arena);

    if (!script->guarded) {
        sd_text_put(script->text, statements);
        return;
    }
    sd_text_format(&body, "\nBEGIN\n    IF %s THEN\n" GUARD_INDENT, test);
    sd_text_put(&body, statements);
    sd_text_put(&body, "    END IF;\nEND\n");
    sd_text_put(script->text, "DO ");
    sd_text_dollar(script->text, body.bytes);
    sd_script_end(script);
}

void sd_guard_block(Script *script, const char *test, const char *statement)
{
    Text text = sd_text(script->arena);

    sd_text_put(&text, statement);
    sd_text_put(&text, ";\n");
    sd_guard_block_all(script, test, text.bytes);
}
