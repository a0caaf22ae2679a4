/* Sequences: those of their own, those behind serial and those behind identity columns. */
#include "emitter/guard.h"
#include "emitter/template.h"
#include "emitter/writer.h"

#include <inttypes.h>
#include <string.h>

static int64_t type_maximum(Name type)
{
    if (type && strcmp(type->text, "smallint") == 0) {
        return INT16_MAX;
    }
    return type && strcmp(type->text, "integer") == 0 ? INT32_MAX : INT64_MAX;
}

static int64_t type_minimum(Name type)
{
    return -type_maximum(type) - 1;
}

/* Each clause that is not what CREATE SEQUENCE assumes, with a space in front (init_params of sequence.c). */
static void put_clauses(Text *text, const Sequence *sequence)
{
    bool down = sequence->increment < 0;
    int64_t minimum = down ? type_minimum(sequence->data_type) : 1;
    int64_t maximum = down ? -1 : type_maximum(sequence->data_type);

    if (sequence->increment != 1) {
        sd_text_format(text, " INCREMENT BY %" PRId64, sequence->increment);
    }
    if (sequence->minimum != minimum) {
        sd_text_format(text, " MINVALUE %" PRId64, sequence->minimum);
    }
    if (sequence->maximum != maximum) {
        sd_text_format(text, " MAXVALUE %" PRId64, sequence->maximum);
    }
    if (sequence->start != (down ? sequence->maximum : sequence->minimum)) {
        sd_text_format(text, " START WITH %" PRId64, sequence->start);
    }
    if (sequence->cache != 1) {
        sd_text_format(text, " CACHE %" PRId64, sequence->cache);
    }
    sd_text_put(text, sequence->cycle ? " CYCLE" : "");
}

static const char *column_of_owner(const Script *script, const Sequence *sequence)
{
    Text text = sd_text(script->arena);

    sd_text_qualified(&text, sequence->owned_by->parent);
    sd_text_put(&text, ".");
    sd_text_identifier(&text, sequence->owned_by->name);
    return text.bytes;
}

/* OWNED BY asks for the table's owner. */
static void say_owned_by(Script *script, const Sequence *sequence)
{
    const Catalog *wanted = script->plan->wanted, *now = script->plan->now;
    const Table *table =
        sequence->owned_by ? (const Table *) sd_catalog_find(wanted, sequence->owned_by->parent) : NULL;
    const char *name = sd_sql_name(script, sequence->base.key);

    if (!sequence->owned_by) {
        sd_script_say(script, "ALTER SEQUENCE %s OWNED BY NONE", name);
        return;
    }
    if (table && table->owner && table->owner != now->role) {
        sd_script_say(script, "ALTER SEQUENCE %s OWNER TO %s", name, sd_sql_identifier(script, table->owner));
    }
    sd_script_say(script, "ALTER SEQUENCE %s OWNED BY %s", name, column_of_owner(script, sequence));
}

static void say_create(Script *script, const Sequence *sequence)
{
    Key key = sequence->base.key;
    bool is_bigint = !sequence->data_type || strcmp(sequence->data_type->text, "bigint") == 0;

    sd_text_format(script->text, "CREATE %sSEQUENCE %s%s", sequence->unlogged ? "UNLOGGED " : "",
                   sd_guard_words(script, key->kind, GUARD_IF_NOT_EXISTS), sd_sql_name(script, key));
    if (!is_bigint) {
        sd_text_put(script->text, " AS ");
        sd_text_put_name(script->text, sequence->data_type);
    }
    put_clauses(script->text, sequence);
    sd_script_end(script);
}

/* ---- identity -------------------------------------------------------------------------------------------------- */

void sd_text_identity(Script *script, Text *text, const Sequence *sequence, const Column *column)
{
    Text inside = sd_text(script->arena);

    sd_text_put(text, "GENERATED ");
    sd_text_put_name(text, sequence->identity);
    sd_text_put(text, " AS IDENTITY");
    if (!sd_sequence_has_server_name(sequence->base.key, column->base.key)) {
        sd_text_format(&inside, " SEQUENCE NAME %s", sd_sql_name(script, sequence->base.key));
    }
    put_clauses(&inside, sequence);
    if (inside.length) {
        sd_text_format(text, " (%s)", inside.bytes + 1);
    }
}

static const Column *owner_column(const Script *script, const Sequence *sequence)
{
    return (const Column *) sd_catalog_find(script->plan->wanted, sequence->owned_by);
}

static const char *identity_test(Script *script, const Sequence *sequence, const char *operator)
{
    Text text = sd_text(script->arena);

    sd_text_put(&text, "EXISTS (SELECT FROM pg_attribute WHERE ");
    sd_template_put(&text, "attrelid = to_regclass(%P) AND attname = %I", sequence->owned_by, NULL, NULL);
    sd_text_format(&text, " AND attidentity %s '')", operator);
    return text.bytes;
}

/* ALTER TABLE ... ADD GENERATED has no guard of its own.  The column must be NOT NULL by then. */
static void say_add_identity(Script *script, const Sequence *sequence)
{
    const Column *column = owner_column(script, sequence);
    Text text = sd_text(script->arena);

    if (!column) {
        return;
    }
    sd_text_put(&text, "ALTER TABLE ");
    sd_template_put(&text, "%p ALTER COLUMN %i ADD ", sequence->owned_by, NULL, NULL);
    sd_text_identity(script, &text, sequence, column);
    sd_guard_block(script, identity_test(script, sequence, "="), text.bytes);
}

/* A column that was there may have rows with numbers of its own: what is generated comes behind them. */
static void say_start_behind_rows(Script *script, const Sequence *sequence)
{
    const Catalog *now = script->plan->now;
    const Table *table = (const Table *) sd_catalog_find(now, sequence->owned_by->parent);
    const char *name = sd_sql_name(script, sequence->base.key);
    Text text = sd_text(script->arena);

    if (!script->guarded || sequence->increment < 0 || !table || table->server ||
        !sd_catalog_find(now, sequence->owned_by) ||
        sd_fold_find(script->fold, VERB_DROP, sequence->base.key) != NO_ACTION) {
        return;
    }
    sd_text_format(&text, "SELECT setval(%s, max(", sd_sql_literal(script, name));
    sd_template_put(&text, "%i)) FROM %p HAVING max(%i) >= ", sequence->owned_by, NULL, NULL);
    sd_text_format(&text, "(SELECT last_value FROM %s WHERE NOT is_called)", name);
    sd_script_say(script, "%s", text.bytes);
}

void sd_create_sequence(Script *script, const Action *action)
{
    const Sequence *sequence = (const Sequence *) action->to;

    if (sequence->identity && sequence->owned_by) {
        say_add_identity(script, sequence);
        say_start_behind_rows(script, sequence);
        if (!sd_sequence_is_logged_as_table(script->plan->wanted, sequence)) {
            sd_script_row(script, action->to, sd_kind_attr(sd_kind_of(action->to), "unlogged"));
        }
        return;
    }
    say_create(script, sequence);
    if (sequence->owned_by) {
        say_owned_by(script, sequence);
        say_start_behind_rows(script, sequence);
    }
}

/* A sequence becomes the one of an identity column, or ceases to be: PostgreSQL knows no way but to drop one and
 * make the other, so its position is carried over in the same block. */
static void say_identity_change(Script *script, const Sequence *from, const Sequence *to)
{
    Text body = sd_text(script->arena), inner = sd_text(script->arena);
    const Sequence *with = to->identity ? to : from;
    Script plain = *script;
    const char *name = sd_sql_name(script, to->base.key);
    const char *literal = sd_sql_literal(script, name);

    plain.text = &inner;
    plain.guarded = false;
    plain.indent = NULL;
    sd_text_put(&inner, "ALTER TABLE ");
    sd_template_put(&inner, "%p ALTER COLUMN %i ", with->owned_by, NULL, NULL);
    if (to->identity) {
        sd_text_put(&inner, "DROP DEFAULT;\n        ");
        sd_text_format(&inner, "DROP SEQUENCE %s;\n        ", name);
        say_add_identity(&plain, to);
    } else {
        sd_text_put(&inner, "DROP IDENTITY;\n        ");
        say_create(&plain, to);
        if (to->owned_by) {
            sd_text_put(&inner, "        ");
            say_owned_by(&plain, to);
        }
    }
    sd_text_put(&body, "\nDECLARE\n    last bigint;\n    used boolean;\nBEGIN\n");
    sd_text_format(&body, "    IF %s%s THEN\n", to->identity ? "to_regclass(" : "",
                   to->identity ? sd_arena_format(script->arena, "%s) IS NOT NULL AND %s", literal,
                                                  identity_test(script, with, "="))
                                : identity_test(script, with, "<>"));
    sd_text_format(&body, "        SELECT last_value, is_called INTO last, used FROM %s;\n        ", name);
    sd_text_put(&body, inner.bytes);
    sd_text_format(&body, "        PERFORM setval(%s, last, used);\n    END IF;\nEND\n", literal);
    sd_text_put(script->text, "DO ");
    sd_text_dollar(script->text, body.bytes);
    sd_script_end(script);
}

/* ---- alter ----------------------------------------------------------------------------------------------------- */

/* Rows whose statements are clauses of one ALTER SEQUENCE.  Apart, a step between could be out of range. */
static bool is_clause(const Attr *attr)
{
    return attr->text && strncmp(attr->text, "ALTER SEQUENCE %n ", 18) == 0 && strcmp(attr->name, "owner") != 0 &&
           strcmp(attr->name, "unlogged") != 0;
}

/* Limits that leave the present value outside are refused unless the sequence starts anew in the same statement
 * (init_params of sequence.c). */
static void say_restart(Script *script, const Sequence *to, const char *clauses)
{
    const char *name = sd_sql_name(script, to->base.key);

    sd_guard_block(
        script,
        sd_arena_format(script->arena, "(SELECT last_value FROM %s) NOT BETWEEN %" PRId64 " AND %" PRId64, name,
                        to->minimum, to->maximum),
        sd_arena_format(script->arena, "ALTER SEQUENCE %s%s RESTART WITH %" PRId64, name, clauses, to->start));
}

void sd_alter_sequence(Script *script, const Action *action)
{
    const Sequence *from = (const Sequence *) action->from, *to = (const Sequence *) action->to;
    Text clauses = sd_text(script->arena);
    bool made_anew = !from->identity != !to->identity;

    if (made_anew && (to->identity ? to : from)->owned_by) {
        say_identity_change(script, from, to);
    } else if (sd_action_alters(action, "identity") && to->owned_by) {
        Text text = sd_text(script->arena);

        sd_template_put(&text, "ALTER TABLE %p ALTER COLUMN %i SET GENERATED ", to->owned_by, NULL, NULL);
        sd_text_put_name(&text, to->identity);
        sd_script_say(script, "%s", text.bytes);
    }
    for (size_t i = 0; i < action->attr_count; i++) {
        const Attr *attr = action->attrs[i];

        if (is_clause(attr)) {
            const char *template = sd_attr_present(action->to, attr) || !attr->unset ? attr->text : attr->unset;

            sd_template_put(&clauses, template + strlen("ALTER SEQUENCE %n"), action->to->key, action->to, attr);
        }
    }
    if (to->minimum > from->minimum || to->maximum < from->maximum) {
        say_restart(script, to, clauses.bytes);
    }
    if (clauses.length) {
        sd_script_say(script, "ALTER SEQUENCE %s%s", sd_sql_name(script, action->to->key), clauses.bytes);
    }
    for (size_t i = 0; i < action->attr_count; i++) {
        const Attr *attr = action->attrs[i];

        /* The owner of an owned sequence follows its table's. */
        if (!is_clause(attr) && attr->text && (strcmp(attr->name, "owner") != 0 || !to->owned_by)) {
            sd_script_row(script, action->to, attr);
        }
    }
    if (sd_action_alters(action, "owned_by") && !made_anew && !to->identity) {
        say_owned_by(script, to);
    }
}

/* The column gets another identity sequence in the same script. */
static bool identity_stays(const Script *script, Key column)
{
    for (const Object *object = script->plan->wanted->first; object; object = object->next_all) {
        if (object->key->kind == KIND_SEQUENCE && ((const Sequence *) object)->identity &&
            ((const Sequence *) object)->owned_by == column) {
            return true;
        }
    }
    return false;
}

void sd_drop_sequence(Script *script, const Action *action)
{
    const Sequence *sequence = (const Sequence *) action->from;

    if (sequence->identity && sequence->owned_by) {
        Text text = sd_text(script->arena);

        if (identity_stays(script, sequence->owned_by)) {
            sd_template_put(&text, "ALTER TABLE %p ALTER COLUMN %i DROP IDENTITY", sequence->owned_by, NULL, NULL);
            sd_guard_block(script, sd_guard_exists(script, action->from->key), text.bytes);
            return;
        }
        sd_template_put(&text, "ALTER TABLE IF EXISTS %p ALTER COLUMN %i DROP IDENTITY IF EXISTS", sequence->owned_by,
                        NULL, NULL);
        sd_script_say(script, "%s", text.bytes);
        return;
    }
    sd_guard_drop(script, action->from->key);
}

bool sd_sequence_owner_follows(const Object *object)
{
    return ((const Sequence *) object)->owned_by != NULL;
}
