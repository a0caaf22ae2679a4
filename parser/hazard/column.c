/* Columns, constraints and partitions as subcommands of ALTER TABLE. */
#include "parser/hazard/judge.h"

#include "model/type_change.h"
#include "parser/hazard/walk.h"

#include <string.h>

/* ---- volatility ---------------------------------------------------------------------------------------------------- */

/* Built-in functions that are VOLATILE (pg_proc.provolatile of 15) and can stand in a default. */
static const char *const volatile_functions[] = {
    "clock_timestamp", "currval",    "gen_random_uuid", "lastval",   "nextval",
    "random",          "set_config", "setval",          "timeofday", "txid_status",
};

typedef struct Volatility {
    const Judge *judge;
    bool found;
} Volatility;

static bool is_volatile(const Judge *judge, const PgQuery__FuncCall *call)
{
    Session *session = judge->session;
    Name schema = NULL, name = NULL;
    Key key;
    const Object *routine;

    sd_session_split_name(session, call->n_funcname, call->funcname, &schema, &name);
    for (size_t i = 0; i < sizeof volatile_functions / sizeof *volatile_functions; i++) {
        if (strcmp(name->text, volatile_functions[i]) == 0) {
            return true;
        }
    }
    key = sd_resolve_routine(&session->resolver, schema, name);
    routine = key ? sd_catalog_find(sd_session_catalog(session), key) : NULL;
    if (routine && routine->key->kind == KIND_ROUTINE) {
        return strcmp(((const Routine *) routine)->volatility->text, "VOLATILE") == 0;
    }
    /* One of an extension: nobody told what it is. */
    return schema && strcmp(schema->text, "pg_catalog") != 0;
}

static void find_volatile(void *context, const ProtobufCMessage *message)
{
    Volatility *volatility = context;

    if (message->descriptor == &pg_query__func_call__descriptor) {
        volatility->found |= is_volatile(volatility->judge, (const PgQuery__FuncCall *) message);
    }
}

bool sd_judge_is_volatile(const Judge *judge, const PgQuery__Node *expression)
{
    Volatility volatility = { .judge = judge };

    if (expression) {
        sd_tree_walk(&expression->base, find_volatile, &volatility);
    }
    return volatility.found;
}

/* ---- ADD COLUMN ---------------------------------------------------------------------------------------------------- */

typedef struct NewColumn {
    bool not_null, has_default, fills_each_row, is_checked;
    bool is_key, refers; /* UNIQUE or PRIMARY KEY; REFERENCES */
} NewColumn;

static bool is_serial(const PgQuery__TypeName *type)
{
    static const char *const names[] = { "serial", "serial4", "bigserial", "serial8", "smallserial", "serial2" };
    const char *name = type && type->n_names == 1 ? type->names[0]->string->sval : "";

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A domain that checks its values has to be asked for each row, even for NULL (ATExecAddColumn of tablecmds.c). */
static bool is_checked_domain(Judge *judge, const PgQuery__TypeName *type)
{
    const Catalog *catalog = sd_session_catalog(judge->session);
    Key needs = NULL;
    const Object *domain;

    (void) sd_session_type(judge->session, type, &needs);
    domain = needs ? sd_catalog_find(catalog, needs) : NULL;
    if (!domain || domain->key->kind != KIND_DOMAIN || type->n_array_bounds) {
        return false;
    }
    for (const Object *child = domain->first_child; child; child = child->next) {
        if (child->key->kind == KIND_CONSTRAINT) {
            return true;
        }
    }
    return ((const Domain *) domain)->not_null;
}

static void note_constraint(Judge *judge, NewColumn *column, const PgQuery__Constraint *constraint)
{
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        column->is_key = true;
        column->not_null = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        column->not_null = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        column->is_key = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        column->refers = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        column->has_default = true;
        column->fills_each_row |= sd_judge_is_volatile(judge, constraint->raw_expr);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        column->has_default = column->fills_each_row = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        column->is_checked = true;
        break;
    default:
        break;
    }
}

void sd_judge_add_column(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const PgQuery__ColumnDef *definition = command->def->column_def;
    NewColumn column = { .not_null = definition->is_not_null };
    const char *name = sd_arena_format(judge->hazards->arena, "column %s", definition->colname);

    for (size_t i = 0; i < definition->n_constraints; i++) {
        const PgQuery__Constraint *constraint = definition->constraints[i]->constraint;

        note_constraint(judge, &column, constraint);
        sd_judge_touch(judge, sd_judge_relation(judge, constraint->pktable), LOCK_SHARE_ROW_EXCLUSIVE, false, false);
    }
    if (is_serial(definition->type_name)) {
        column.has_default = column.fills_each_row = true;
    }
    if (sd_judge_is_new(judge, table)) {
        return;
    }
    if (column.fills_each_row || is_checked_domain(judge, definition->type_name)) {
        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, true);
        sd_judge_say(judge, RULE_REWRITES, table->key, name);
    } else if (column.is_checked) {
        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, false);
        sd_judge_say(judge, RULE_CHECK_SCAN, table->key, name);
    }
    if (column.is_key) {
        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, column.fills_each_row);
        sd_judge_say(judge, RULE_KEY_BUILD, table->key, name);
    }
    if (column.refers && column.has_default) {
        /* Rows that are there get a value, which is looked up (ATAddForeignKeyConstraint of tablecmds.c). */
        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, column.fills_each_row);
        sd_judge_say(judge, RULE_FOREIGN_KEY_SCAN, table->key, name);
    }
    if (column.not_null && !column.has_default) {
        /* Rows that are there are looked for (ATRewriteTable of tablecmds.c). */
        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, false);
        sd_judge_say(judge, RULE_NOT_NULL_ADDED, table->key, name);
    }
}

static const Object *child(const Judge *judge, const Object *table, KindId kind, const char *name)
{
    const Catalog *catalog = sd_session_catalog(judge->session);

    return sd_catalog_find(catalog,
                           sd_key(catalog->names, kind, table->key, sd_session_name(judge->session, name), NULL));
}

/* Foreign keys go with their column, and with each the triggers at its other end. */
static void touch_referenced(Judge *judge, const Object *table, const Object *column)
{
    for (const Object *part = table->first_child; part; part = part->next) {
        const Constraint *constraint = (const Constraint *) part;

        if (part->key->kind == KIND_CONSTRAINT && constraint->referenced &&
            sd_list_has(constraint->columns, column->key->name)) {
            sd_judge_touch(judge, sd_catalog_find(sd_session_catalog(judge->session), constraint->referenced),
                           LOCK_ACCESS_EXCLUSIVE, false, false);
        }
    }
}

void sd_judge_drop_column(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const Object *column = child(judge, table, KIND_COLUMN, command->name);

    if (column) {
        sd_judge_touch_owned(judge, column->key, LOCK_ACCESS_EXCLUSIVE);
        touch_referenced(judge, table, column);
    }
    if (column && !sd_judge_is_new(judge, column)) {
        sd_judge_say(judge, RULE_DROP_COLUMN, column->key, NULL);
    }
}

/* ---- ALTER COLUMN -------------------------------------------------------------------------------------------------- */

/* Foreign keys from other tables to the column. */
static void touch_referring(Judge *judge, const Object *table, const Object *column)
{
    for (const Object *object = sd_session_catalog(judge->session)->first; object; object = object->next_all) {
        const Constraint *constraint = (const Constraint *) object;

        if (object->key->kind == KIND_CONSTRAINT && constraint->referenced == table->key &&
            sd_list_has(constraint->referenced_columns, column->key->name)) {
            sd_judge_touch(judge, object->parent, LOCK_ACCESS_EXCLUSIVE, false, false);
        }
    }
}

/* USING that names only the column says nothing more than none. */
static bool converts(const PgQuery__AlterTableCmd *command)
{
    const PgQuery__Node *node = command->def->column_def->raw_default;

    return node && !(node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1 &&
                     strcmp(sd_session_last_part(1, node->column_ref->fields), command->name) == 0);
}

static bool is_indexed(const Object *table, const Object *column)
{
    for (const Object *part = table->first_child; part; part = part->next) {
        const ExprList *elements = part->key->kind == KIND_INDEX ? ((const Index *) part)->elements : NULL;

        if (part->key->kind == KIND_CONSTRAINT &&
            sd_list_has(((const Constraint *) part)->columns, column->key->name)) {
            return true;
        }
        for (size_t i = 0; i < sd_exprs_count(elements); i++) {
            if (elements->items[i] && strstr(elements->items[i]->text->text, column->key->name->text)) {
                return true;
            }
        }
    }
    return false;
}

/* Between the two kinds of timestamp nothing is written while the session's time zone is UTC, from 12 on
 * (ATColumnChangeRequiresRewrite of tablecmds.c). */
static bool keeps_rows(const Judge *judge, const char *from, const char *to)
{
    static const char with[] = "timestamp with time zone", without[] = "timestamp without time zone";
    bool is_zone =
        (strcmp(from, with) == 0 && strcmp(to, without) == 0) || (strcmp(from, without) == 0 && strcmp(to, with) == 0);

    return sd_type_change_is_binary(from, to) || (is_zone && judge->session->resolver.in_utc);
}

void sd_judge_column_type(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const Column *column = (const Column *) child(judge, table, KIND_COLUMN, command->name);
    const PgQuery__ColumnDef *definition = command->def->column_def;
    Name to = sd_session_type(judge->session, definition->type_name, NULL);
    TypeChange change;
    const char *detail;

    if (!column || !column->type || !to || sd_judge_is_new(judge, table)) {
        return;
    }
    change = sd_type_change(column->type->text, to->text);
    detail = sd_arena_format(judge->hazards->arena, "%s becomes %s", column->type->text, to->text);
    /* Its keys are made again, also where nothing else changes (ATPostAlterTypeCleanup of tablecmds.c). */
    touch_referenced(judge, table, &column->base);
    touch_referring(judge, table, &column->base);
    if (converts(command) || !keeps_rows(judge, column->type->text, to->text)) {
        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, true);
        sd_judge_say(judge, RULE_REWRITES, column->base.key, detail);
    } else {
        /* An index of another operator class is built anew; one of text serves varchar too (CheckIndexCompatible). */
        bool reads = !sd_type_change_is_binary(column->type->text, to->text) && is_indexed(table, &column->base);

        sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, reads, false);
    }
    if (!definition->raw_default && change == TYPE_CHANGE_LOSES) {
        sd_judge_say(judge, RULE_CHANGES_VALUES, column->base.key,
                     sd_arena_format(judge->hazards->arena, "%s: %s", detail,
                                     sd_type_change_loss(column->type->text, to->text)));
    } else if (change == TYPE_CHANGE_REFUSES) {
        sd_judge_say(judge, RULE_VALUES_REFUSED, column->base.key, detail);
    }
    sd_judge_say(judge, RULE_TYPE_CHANGED, column->base.key, detail);
}

/* From 12 on a valid CHECK that implies NOT NULL spares the scan (NotNullImpliedByRelConstraints). */
static bool is_proved_not_null(const Judge *judge, const Object *table, const char *column)
{
    const char *proof = sd_arena_format(judge->hazards->arena, "%s IS NOT NULL", column);

    for (const Object *object = table->first_child; object; object = object->next) {
        const Constraint *constraint = (const Constraint *) object;

        if (object->key->kind == KIND_CONSTRAINT && constraint->expr && !constraint->not_valid) {
            const char *text = constraint->expr->text->text;

            text += *text == '(';
            if (strncmp(text, proof, strlen(proof)) == 0) {
                return true;
            }
        }
    }
    return false;
}

void sd_judge_set_not_null(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const Object *column = child(judge, table, KIND_COLUMN, command->name);

    if (sd_judge_is_new(judge, table) || (column && ((const Column *) column)->not_null) ||
        is_proved_not_null(judge, table, command->name)) {
        return;
    }
    sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, true, false);
    sd_judge_say(judge, RULE_NOT_NULL_SCAN, column ? column->key : table->key, NULL);
    sd_judge_say(judge, RULE_NULLS_PRESENT, column ? column->key : table->key, NULL);
}

/* ---- constraints --------------------------------------------------------------------------------------------------- */

static void add_check(Judge *judge, const Object *table, const PgQuery__Constraint *constraint)
{
    bool scans = !constraint->skip_validation;

    sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, scans, false);
    if (scans && !sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_CHECK_SCAN, table->key, constraint->conname);
        sd_judge_say(judge, RULE_ROWS_IN_THE_WAY, table->key, constraint->conname);
    }
}

static bool has_columns(const List *columns, size_t count, PgQuery__Node *const *nodes)
{
    bool same = sd_list_count(columns) == count;

    for (size_t i = 0; same && i < count; i++) {
        same = nodes[i]->node_case == PG_QUERY__NODE__NODE_STRING &&
               strcmp(nodes[i]->string->sval, columns->items[i]->text) == 0;
    }
    return same;
}

static bool has_foreign_key(const Object *table, const Object *referenced, const PgQuery__Constraint *constraint)
{
    for (const Object *part = table->first_child; part; part = part->next) {
        const Constraint *key = (const Constraint *) part;

        if (part->key->kind == KIND_CONSTRAINT && key->referenced == referenced->key && !key->not_valid &&
            has_columns(key->columns, constraint->n_fk_attrs, constraint->fk_attrs)) {
            return true;
        }
    }
    return false;
}

/* Every partition has the like, valid: it is taken as it is (tryAttachPartitionForeignKey of tablecmds.c). */
static bool is_proved_by_partitions(Judge *judge, const Object *table, const Object *referenced,
                                    const PgQuery__Constraint *constraint)
{
    const Catalog *catalog = sd_session_catalog(judge->session);
    bool proved = table && referenced && ((const Table *) table)->partition_key;

    for (const Object *object = catalog->first; proved && object; object = object->next_all) {
        const Table *partition = (const Table *) object;

        if (object->key->kind == KIND_TABLE && partition->partition_of == table->key) {
            proved = partition->partition_key ? is_proved_by_partitions(judge, object, referenced, constraint)
                                              : has_foreign_key(object, referenced, constraint);
        }
    }
    return proved;
}

static void add_foreign_key(Judge *judge, const Object *table, const PgQuery__Constraint *constraint)
{
    const Object *referenced = sd_judge_relation(judge, constraint->pktable);
    bool proved = is_proved_by_partitions(judge, table, referenced, constraint);
    bool scans = !constraint->skip_validation && !sd_judge_is_new(judge, table) && !proved;

    /* Taking those of the partitions drops their triggers from the table referred to (RemoveTriggerById of trigger.c). */
    sd_judge_touch_tree(judge, table, LOCK_SHARE_ROW_EXCLUSIVE, scans, false);
    sd_judge_touch_tree(judge, referenced, proved ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE_ROW_EXCLUSIVE, scans, false);
    if (scans) {
        sd_judge_say(judge, RULE_FOREIGN_KEY_SCAN, table->key, constraint->conname);
        sd_judge_say(judge, RULE_ROWS_IN_THE_WAY, table->key, constraint->conname);
    }
}

/* ALTER TABLE ONLY of a partitioned table. */
static bool is_of_whole_alone(const Judge *judge, const Object *table)
{
    const PgQuery__Node *node = judge->session->statement->node;

    return node->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT && !node->alter_table_stmt->relation->inh &&
           sd_judge_is_partitioned(table);
}

static void add_key(Judge *judge, const Object *table, const PgQuery__Constraint *constraint)
{
    bool uses_index = *constraint->indexname != 0;

    if (is_of_whole_alone(judge, table)) {
        sd_judge_touch(judge, table, LOCK_ACCESS_EXCLUSIVE, false, false);
        return;
    }
    sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, !uses_index, false);
    if (!uses_index && !sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_KEY_BUILD, table->key, constraint->conname);
        sd_judge_say(judge, RULE_DUPLICATES_PRESENT, table->key, constraint->conname);
    }
}

void sd_judge_add_constraint(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const PgQuery__Constraint *constraint = command->def->constraint;

    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        add_foreign_key(judge, table, constraint);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        add_key(judge, table, constraint);
        break;
    default:
        add_check(judge, table, constraint);
        break;
    }
}

void sd_judge_validate(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const Object *constraint = child(judge, table, KIND_CONSTRAINT, command->name);

    sd_judge_touch_tree(judge, table, LOCK_SHARE_UPDATE_EXCLUSIVE, true, false);
    if (constraint && !sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_ROWS_IN_THE_WAY, table->key, command->name);
    }
}

void sd_judge_drop_constraint(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const Constraint *constraint = (const Constraint *) child(judge, table, KIND_CONSTRAINT, command->name);

    if (constraint && constraint->referenced) {
        sd_judge_touch(judge, sd_catalog_find(sd_session_catalog(judge->session), constraint->referenced),
                       LOCK_ACCESS_EXCLUSIVE, false, false);
    }
}

/* ---- partitions ---------------------------------------------------------------------------------------------------- */

void sd_judge_attach(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const Object *partition = sd_judge_relation(judge, command->def->partition_cmd->name);

    sd_judge_touch_default(judge, table, true);
    if (partition && !sd_judge_is_new(judge, partition)) {
        sd_judge_touch(judge, partition, LOCK_ACCESS_EXCLUSIVE, true, false);
        sd_judge_say(judge, RULE_ATTACH_SCAN, partition->key, NULL);
    }
}

void sd_judge_detach(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command)
{
    const PgQuery__PartitionCmd *detach = command->def->partition_cmd;
    const Object *partition = sd_judge_relation(judge, detach->name);

    sd_judge_touch(judge, table, detach->concurrent ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE, false,
                   false);
    sd_judge_touch(judge, partition, LOCK_ACCESS_EXCLUSIVE, false, false);
    sd_judge_touch_default(judge, table, false);
    if (detach->concurrent) {
        judge->hazards->statements[judge->statement].outside_transaction = true;
    }
    if (partition && !sd_judge_is_new(judge, partition)) {
        sd_judge_say(judge, RULE_DETACH_PARTITION, partition->key, NULL);
    }
}
