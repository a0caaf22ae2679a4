#include "emitter/guard.h"

#include "emitter/template.h"
#include "model/server_name.h"

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
#define GUARD(ID, form, drop, exists, is_of_kind) [KIND_##ID] = { GUARD_##form, drop, exists, is_of_kind },
#include "model/kinds/all.def"
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

bool sd_guard_replaces(const Script *script)
{
    return script->guarded ||
           (script->at < script->plan->count && script->plan->actions[script->at].verb == VERB_ALTER);
}

const char *sd_guard_words(const Script *script, KindId kind, GuardForm form)
{
    bool guarded = form == GUARD_OR_REPLACE ? sd_guard_replaces(script) : script->guarded;

    if (!guarded || form != sd_guard_form(script, kind)) {
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
    return sd_guard_negated(script, sd_guard_exists(script, key));
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

/* A foreign key to a partitioned table has a row for each partition of that as well, under a name that the server makes
 * up (addFkRecurseReferenced of tablecmds.c): that of the dropped one, for all we know.  Not yet inside of a block that
 * asks whether all this is still to come. */
static bool is_reused_by_then(const Script *script, Key key)
{
    bool may_be = key->kind == KIND_CONSTRAINT && !script->indent;
    const Object *table = may_be ? sd_catalog_find(script->plan->wanted, key->parent) : NULL;

    for (const Object *child = table ? table->first_child : NULL; child; child = child->next) {
        const Constraint *made = child->key->kind == KIND_CONSTRAINT ? (const Constraint *) child : NULL;
        const Object *whole = made ? sd_catalog_find(script->plan->wanted, made->referenced) : NULL;

        if (whole && ((const Table *) whole)->partition_key && sd_foreign_key_may_take_name(made, key->name)) {
            return true;
        }
    }
    return false;
}

bool sd_guard_drops_always(const Script *script, Key key)
{
    return !row_of(key)->is_of_kind ||
           (!name_is_taken_over(script, key) && !is_shared_by_then(script, key) && !is_reused_by_then(script, key));
}

const char *sd_guard_is_of_kind(Script *script, Key key)
{
    return row_of(key)->is_of_kind ? expand(script, row_of(key)->is_of_kind, key) : sd_guard_exists(script, key);
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

const char *sd_guard_negated(const Script *script, const char *test)
{
    return sd_arena_format(script->arena, "NOT %s", test);
}

void sd_guard_block(Script *script, const char *test, const char *statement)
{
    Text text = sd_text(script->arena);

    sd_text_put(&text, statement);
    sd_text_put(&text, ";\n");
    sd_guard_block_all(script, test, text.bytes);
}
