/* What ALTER TABLE does to columns. */
#include "parser/sql/foreign.h"
#include "parser/sql/mention.h"
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <stdio.h>
#include <string.h>

/* NULL where the column is not there, which was reported or may be so (IF EXISTS). */
static Column *column_of(const Change *change)
{
    return (Column *) change->part;
}

static Key column_key(const Change *change)
{
    return sd_key(sd_session_names(change->session), KIND_COLUMN, change->target->key, change->name, NULL);
}

static void hand_down(Session *session, const Column *column, unsigned depth)
{
    Table **below;
    size_t count = depth < DEEPEST_INHERITANCE ? sd_lineage_below(session, column->base.key->parent, &below) : 0;

    for (size_t i = 0; i < count; i++) {
        sd_mention_freeze(session, below[i]->base.key, column->base.key->name);
        sd_column_hand_down(session, below[i]->base.key, column);
        hand_down(session,
                  (const Column *) sd_lineage_child(session, KIND_COLUMN, below[i]->base.key, column->base.key->name),
                  depth + 1);
    }
}

void sd_change_add_column(Change *change)
{
    const PgQuery__ColumnDef *definition = change->command->def->column_def;
    ConstraintSet set = { 0 };
    ColumnType type;
    const Column *column;

    if (!sd_column_type(change->session, definition, &type)) {
        return;
    }
    sd_mention_freeze(change->session, change->target->key, sd_session_name(change->session, definition->colname));
    column = sd_column_add(change->session, change->target->key, definition, &type, change->text.end,
                           change->command->missing_ok, &set);
    if (column) {
        hand_down(change->session, column, 0);
        sd_constraints_apply(change->session, change->target->key, &set);
        sd_foreign_keys_settle(change->session, change->target->key->name);
    }
}

/* ---- dropping ----------------------------------------------------------------------------------------------- */

static void drop_column(Session *session, Key table, Name name, bool cascade)
{
    Key column = sd_key(sd_session_names(session), KIND_COLUMN, table, name, NULL);

    sd_table_forget_needs(session, column);
    sd_drop_object(session, column, cascade);
}

static bool is_from_above(Session *session, const Table *table, Name name)
{
    bool found = table->partition_of && sd_lineage_column(session, table->partition_of, name);

    for (size_t i = 0; i < sd_keys_count(table->inherits) && !found; i++) {
        found = sd_lineage_column(session, table->inherits->items[i], name) != NULL;
    }
    return found;
}

static bool is_cascade(const Change *change)
{
    return change->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

/* The column goes from the tables below as well, unless they declare it themselves or have it from another table; with
 * ONLY it becomes theirs (ATExecDropColumn of tablecmds.c). */
static void drop_below(Session *session, Key table, Name name, const Change *change, unsigned depth)
{
    Table **below;
    size_t count = depth < DEEPEST_INHERITANCE ? sd_lineage_below(session, table, &below) : 0;

    for (size_t i = 0; i < count; i++) {
        Column *column = (Column *) sd_lineage_child(session, KIND_COLUMN, below[i]->base.key, name);

        if (!column || is_from_above(session, below[i], name)) {
            continue;
        }
        if (change->only) {
            column->inherited = false;
        } else if (column->inherited) {
            drop_column(session, below[i]->base.key, name, is_cascade(change));
            drop_below(session, below[i]->base.key, name, change, depth + 1);
        }
    }
}

void sd_change_drop_column(Change *change)
{
    if (change->part) {
        drop_column(change->session, change->target->key, change->name, is_cascade(change));
        drop_below(change->session, change->target->key, change->name, change, 0);
    }
}

/* ---- type --------------------------------------------------------------------------------------------------- */

typedef struct IntegerType {
    const char *name;
    int64_t minimum, maximum;
} IntegerType;

static const IntegerType integer_types[] = {
    { "smallint", INT16_MIN, INT16_MAX },
    { "integer", INT32_MIN, INT32_MAX },
    { "bigint", INT64_MIN, INT64_MAX },
};

static const IntegerType *integer_type(Name name)
{
    for (size_t i = 0; name && i < sizeof integer_types / sizeof *integer_types; i++) {
        if (strcmp(integer_types[i].name, name->text) == 0) {
            return &integer_types[i];
        }
    }
    return NULL;
}

/* The sequence of an identity column takes the column's new type; limits that are the old type's follow (init_params
 * of sequence.c). */
static void retype_identity(Change *change, Name type)
{
    Sequence *sequence = sd_lineage_identity(sd_session_catalog(change->session), column_key(change));
    const IntegerType *from = sequence ? integer_type(sequence->data_type) : NULL;
    const IntegerType *to = integer_type(type);

    if (!from || !to) {
        return;
    }
    sequence->data_type = type;
    sequence->maximum = sequence->maximum == from->maximum ? to->maximum : sequence->maximum;
    sequence->minimum = sequence->minimum == from->minimum ? to->minimum : sequence->minimum;
}

void sd_change_column_type(Change *change)
{
    Column *column = column_of(change);
    ColumnType type;

    if (!column || !sd_column_type(change->session, change->command->def->column_def, &type)) {
        return;
    }
    column->type = type.type;
    column->collation = type.collation;
    sd_table_forget_needs(change->session, column->base.key);
    sd_catalog_edge(sd_session_catalog(change->session), column->base.key, type.needs);
    retype_identity(change, type.type);
}

/* ---- rows of a column --------------------------------------------------------------------------------------- */

void sd_change_column_default(Change *change)
{
    sd_column_set_default(change->session, column_key(change), change->command->def,
                          sd_slice_behind_word(change->session, change->text, "default"));
}

void sd_change_set_not_null(Change *change)
{
    if (column_of(change)) {
        column_of(change)->not_null = true;
    }
}

void sd_change_drop_not_null(Change *change)
{
    if (column_of(change)) {
        column_of(change)->not_null = false;
    }
}

void sd_change_drop_expression(Change *change)
{
    if (column_of(change)) {
        column_of(change)->generated = NULL;
    }
}

/* Columns of a materialized view are no objects: what is said of them are options of the view. */
static bool set_of_view(const Change *change, const char *word, const char *value)
{
    MaterializedView *view = (MaterializedView *) change->target;
    const List **settings;
    const char *name;

    if (change->target->key->kind != KIND_MATERIALIZED_VIEW || !change->name) {
        return false;
    }
    settings = strcmp(word, "STORAGE") == 0 ? &view->column_storage : &view->column_settings;
    name = sd_arena_format(sd_session_arena(change->session), "%s %s", word, change->name->text);
    *settings =
        sd_options_set(sd_session_arena(change->session), sd_session_names(change->session), *settings, name, value);
    return true;
}

/* The server's own default is -1.  Of an index, columns have numbers. */
void sd_change_column_statistics(Change *change)
{
    const PgQuery__Node *def = change->command->def;
    int32_t target = def && def->node_case == PG_QUERY__NODE__NODE_INTEGER ? def->integer->ival : -1;
    char text[16], number[16];

    (void) snprintf(text, sizeof text, "%d", (int) target);
    if (change->target->key->kind == KIND_INDEX) {
        Index *index = (Index *) change->target;

        (void) snprintf(number, sizeof number, "%d", (int) change->command->num);
        index->statistics = sd_options_set(sd_session_arena(change->session), sd_session_names(change->session),
                                           index->statistics, number, target < 0 ? NULL : text);
    } else if (!set_of_view(change, "STATISTICS", target < 0 ? NULL : text) && column_of(change)) {
        column_of(change)->statistics = target < 0 ? NULL : sd_session_name(change->session, text);
    }
}

void sd_change_column_options(Change *change)
{
    Column *column = column_of(change);
    const PgQuery__Node *def = change->command->def;
    bool reset = change->command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ResetOptions;

    for (size_t i = 0; def && i < def->list->n_items; i++) {
        const PgQuery__DefElem *option = def->list->items[i]->def_elem;

        (void) set_of_view(change, option->defname, reset ? NULL : sd_session_option_text(change->session, option));
    }
    if (column && def) {
        column->options = sd_table_change_options(change->session, column->options, def->list, reset);
    }
}

void sd_change_column_foreign_options(Change *change)
{
    Column *column = column_of(change);
    const PgQuery__List *changes = change->command->def->list;

    if (column) {
        column->foreign_options = sd_foreign_options(change->session, column->base.key, column->foreign_options,
                                                     changes->n_items, changes->items);
    }
}

void sd_change_column_storage(Change *change)
{
    const char *word = sd_storage_word(sd_syntax_string(change->command->def));

    /* Nearly every type of variable length has EXTENDED by itself. */
    if (word && set_of_view(change, "STORAGE", strcmp(word, "EXTENDED") == 0 ? NULL : word)) {
        return;
    }
    if (column_of(change)) {
        column_of(change)->storage =
            sd_column_storage(change->session, column_of(change), sd_syntax_string(change->command->def));
    }
}

void sd_change_column_compression(Change *change)
{
    const char *word = sd_syntax_string(change->command->def);

    word = strcmp(word, "default") == 0 ? NULL : word;
    if (!set_of_view(change, "COMPRESSION", word) && column_of(change)) {
        column_of(change)->compression = word ? sd_session_name(change->session, word) : NULL;
    }
}

/* ---- identity ----------------------------------------------------------------------------------------------- */

void sd_change_add_identity(Change *change)
{
    if (column_of(change)) {
        sd_column_add_identity(change->session, column_key(change), column_of(change)->type,
                               change->command->def->constraint);
    }
}

/* SET GENERATED is among the options of the sequence; the rest is as in ALTER SEQUENCE. */
void sd_change_set_identity(Change *change)
{
    const PgQuery__List *options = change->command->def->list;
    Sequence *sequence = sd_lineage_identity(sd_session_catalog(change->session), column_key(change));
    PgQuery__AlterSeqStmt statement = PG_QUERY__ALTER_SEQ_STMT__INIT;
    PgQuery__RangeVar range = PG_QUERY__RANGE_VAR__INIT;
    PgQuery__Node node = PG_QUERY__NODE__INIT;

    if (!sequence) {
        return;
    }
    statement.options = sd_arena_alloc(sd_session_arena(change->session), options->n_items * sizeof(PgQuery__Node *));
    for (size_t i = 0; i < options->n_items; i++) {
        const PgQuery__DefElem *option = options->items[i]->def_elem;

        if (strcmp(option->defname, "generated") == 0) {
            bool always = option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_INTEGER &&
                          option->arg->integer->ival == 'a';

            sequence->identity = sd_session_name(change->session, always ? "ALWAYS" : "BY DEFAULT");
        } else {
            statement.options[statement.n_options++] = options->items[i];
        }
    }
    range.schemaname = (char *) (uintptr_t) sequence->base.key->parent->name->text;
    range.relname = (char *) (uintptr_t) sequence->base.key->name->text;
    statement.sequence = &range;
    node.node_case = PG_QUERY__NODE__NODE_ALTER_SEQ_STMT;
    node.alter_seq_stmt = &statement;
    if (statement.n_options) {
        (void) sd_read_alter_sequence(change->session, &node);
    }
}

void sd_change_drop_identity(Change *change)
{
    Sequence *sequence = sd_lineage_identity(sd_session_catalog(change->session), column_key(change));

    if (sequence) {
        sd_catalog_remove(sd_session_catalog(change->session), &sequence->base);
    }
}
