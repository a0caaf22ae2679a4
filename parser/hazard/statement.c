/* What each kind of statement locks and does: a function each, in one table at the end. */
#include "parser/hazard/judge.h"

#include "parser/hazard/walk.h"
#include "parser/sql/state.h"

#include <string.h>

static void touch_all(Judge *judge, size_t count, PgQuery__Node *const *ranges, LockMode lock)
{
    for (size_t i = 0; i < count; i++) {
        if (ranges[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
            sd_judge_touch(judge, sd_judge_relation(judge, ranges[i]->range_var), lock, false, false);
        }
    }
}

/* ---- tables -------------------------------------------------------------------------------------------------------- */

static void create_table(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__CreateStmt *create = node->create_stmt;
    Session *session = judge->session;

    for (size_t i = 0; i < create->n_inh_relations; i++) {
        const Object *parent = sd_judge_relation(judge, create->inh_relations[i]->range_var);

        sd_judge_touch(judge, parent, create->partbound ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE_UPDATE_EXCLUSIVE, false,
                       false);
        if (parent && create->partbound) {
            sd_judge_touch_default(judge, parent, true);
        }
    }
    for (size_t i = 0; i < create->n_table_elts; i++) {
        const PgQuery__Node *element = create->table_elts[i];
        const PgQuery__ColumnDef *column =
            element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF ? element->column_def : NULL;

        if (element->node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
            sd_judge_touch(judge, sd_judge_relation(judge, element->constraint->pktable), LOCK_SHARE_ROW_EXCLUSIVE,
                           false, false);
        }
        for (size_t k = 0; column && k < column->n_constraints; k++) {
            sd_judge_touch(judge, sd_judge_relation(judge, column->constraints[k]->constraint->pktable),
                           LOCK_SHARE_ROW_EXCLUSIVE, false, false);
        }
    }
    sd_judge_look_at(judge,
                     sd_session_new_key(session, KIND_TABLE, create->relation->schemaname, create->relation->relname));
}

static bool mentions(const JudgedStatement *statement, const char *words)
{
    size_t length = strlen(words);

    for (size_t at = 0; at + length <= statement->length; at++) {
        if (memcmp(statement->text + at, words, length) == 0) {
            return true;
        }
    }
    return false;
}

/* An earlier statement, or what is in a block, drops one that was left. */
static bool is_cleared(const Judge *judge, const char *index)
{
    for (size_t i = 0; i < judge->statement; i++) {
        const JudgedStatement *statement = &judge->hazards->statements[i];

        if ((mentions(statement, "DROP INDEX") || mentions(statement, "drop index")) && mentions(statement, index)) {
            return true;
        }
    }
    return false;
}

static void create_index(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__IndexStmt *index = node->index_stmt;
    const Object *table = sd_judge_relation(judge, index->relation);
    LockMode lock = index->concurrent ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;

    if (index->concurrent) {
        sd_judge_leave_transaction(judge);
        if (index->if_not_exists && !is_cleared(judge, index->idxname)) {
            sd_judge_say(judge, RULE_LEFT_INVALID, NULL, NULL);
        }
    }
    if (!table || sd_judge_is_new(judge, table)) {
        return;
    }
    if (index->relation->inh) {
        sd_judge_touch_tree(judge, table, lock, true, false);
    } else {
        sd_judge_touch(judge, table, lock, !sd_judge_is_partitioned(table), false);
    }
    if (!index->relation->inh && sd_judge_is_partitioned(table)) {
        return; /* nothing is built */
    }
    if (!index->concurrent) {
        sd_judge_say(judge, RULE_INDEX_BUILD, table->key, NULL);
    }
    if (index->unique) {
        sd_judge_say(judge, RULE_DUPLICATES_PRESENT, table->key, NULL);
    }
}

static void create_table_as(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__IntoClause *into = node->create_table_as_stmt->into;

    sd_judge_look_at(judge, sd_session_new_key(judge->session, KIND_TABLE, into->rel->schemaname, into->rel->relname));
}

static void truncate_tables(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__TruncateStmt *truncate = node->truncate_stmt;

    for (size_t i = 0; i < truncate->n_relations; i++) {
        const Object *table = sd_judge_relation(judge, truncate->relations[i]->range_var);

        if (table && !sd_judge_is_new(judge, table)) {
            sd_judge_touch_tree(judge, table, LOCK_ACCESS_EXCLUSIVE, false, true);
            sd_judge_say(judge, RULE_TRUNCATE, table->key, NULL);
        }
    }
}

static void lock_tables(Judge *judge, const PgQuery__Node *node)
{
    /* The modes are numbered as in storage/lockdefs.h, from ACCESS SHARE = 1. */
    for (size_t i = 0; i < node->lock_stmt->n_relations; i++) {
        sd_judge_touch_tree(judge, sd_judge_relation(judge, node->lock_stmt->relations[i]->range_var),
                            (LockMode) node->lock_stmt->mode, false, false);
    }
}

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static void insert_rows(Judge *judge, const PgQuery__Node *node)
{
    sd_judge_touch(judge, sd_judge_relation(judge, node->insert_stmt->relation), LOCK_ROW_EXCLUSIVE, false, false);
}

/* Rows of the tables below are rows of the table. */
static void touch_rows(Judge *judge, const Object *table, const PgQuery__RangeVar *range)
{
    if (range->inh) {
        sd_judge_touch_tree(judge, table, LOCK_ROW_EXCLUSIVE, true, false);
    } else {
        sd_judge_touch(judge, table, LOCK_ROW_EXCLUSIVE, true, false);
    }
}

static void update_rows(Judge *judge, const PgQuery__Node *node)
{
    const Object *table = sd_judge_relation(judge, node->update_stmt->relation);

    touch_rows(judge, table, node->update_stmt->relation);
    if (table && !node->update_stmt->where_clause && !node->update_stmt->n_from_clause &&
        !sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_UPDATE_ROWS, table->key, NULL);
    }
}

static void delete_rows(Judge *judge, const PgQuery__Node *node)
{
    const Object *table = sd_judge_relation(judge, node->delete_stmt->relation);

    touch_rows(judge, table, node->delete_stmt->relation);
    if (table && !node->delete_stmt->where_clause && !node->delete_stmt->n_using_clause &&
        !sd_judge_is_new(judge, table)) {
        sd_judge_say(judge, RULE_DELETE_ROWS, table->key, NULL);
    }
}

/* ---- names --------------------------------------------------------------------------------------------------------- */

static void rename_object(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__RenameStmt *rename = node->rename_stmt;
    const Object *relation = sd_judge_relation(judge, rename->relation);
    bool is_index = rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX;

    if (!relation || is_index || sd_judge_is_new(judge, relation)) {
        return; /* SHARE UPDATE EXCLUSIVE on the index alone from 12 on: RenameRelation of tablecmds.c */
    }
    sd_judge_touch(judge, relation, LOCK_ACCESS_EXCLUSIVE, false, false);
    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE ||
        rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_VIEW ||
        rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW ||
        rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN) {
        sd_judge_say(judge, RULE_RENAME, relation->key,
                     sd_arena_format(judge->hazards->arena, "%s becomes %s",
                                     *rename->subname ? rename->subname : relation->key->name->text, rename->newname));
    }
}

static void move_object(Judge *judge, const PgQuery__Node *node)
{
    const Object *relation = sd_judge_relation(judge, node->alter_object_schema_stmt->relation);

    sd_judge_touch(judge, relation, LOCK_ACCESS_EXCLUSIVE, false, false);
    if (relation && !sd_judge_is_new(judge, relation)) {
        sd_judge_say(
            judge, RULE_RENAME, relation->key,
            sd_arena_format(judge->hazards->arena, "it moves to schema %s", node->alter_object_schema_stmt->newschema));
    }
}

static void comment(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__CommentStmt *comment = node->comment_stmt;
    const Object *object = sd_object_find(judge->session, comment->objtype, comment->object);
    const Object *relation = object && object->key->kind == KIND_COLUMN ? object->parent : object;

    if (relation && (sd_kind_of(relation)->traits & IS_RELATION) && relation->key->kind != KIND_INDEX) {
        sd_judge_touch(judge, relation, LOCK_SHARE_UPDATE_EXCLUSIVE, false, false);
    }
}

/* ---- on tables ----------------------------------------------------------------------------------------------------- */

static void create_trigger(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__CreateTrigStmt *trigger = node->create_trig_stmt;

    sd_judge_touch_tree(judge, sd_judge_relation(judge, trigger->relation), LOCK_SHARE_ROW_EXCLUSIVE, false, false);
}

static void create_rule(Judge *judge, const PgQuery__Node *node)
{
    sd_judge_touch(judge, sd_judge_relation(judge, node->rule_stmt->relation), LOCK_ACCESS_EXCLUSIVE, false, false);
}

static void create_statistics(Judge *judge, const PgQuery__Node *node)
{
    touch_all(judge, node->create_stats_stmt->n_relations, node->create_stats_stmt->relations,
              LOCK_SHARE_UPDATE_EXCLUSIVE);
}

static void touch_published(Judge *judge, size_t count, PgQuery__Node *const *objects)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__PublicationTable *table = objects[i]->publication_obj_spec->pubtable;

        sd_judge_touch(judge, table ? sd_judge_relation(judge, table->relation) : NULL, LOCK_SHARE_UPDATE_EXCLUSIVE,
                       false, false);
    }
}

static void create_publication(Judge *judge, const PgQuery__Node *node)
{
    touch_published(judge, node->create_publication_stmt->n_pubobjects, node->create_publication_stmt->pubobjects);
}

static void alter_publication(Judge *judge, const PgQuery__Node *node)
{
    touch_published(judge, node->alter_publication_stmt->n_pubobjects, node->alter_publication_stmt->pubobjects);
}

static void alter_sequence(Judge *judge, const PgQuery__Node *node)
{
    sd_judge_touch(judge, sd_judge_relation(judge, node->alter_seq_stmt->sequence), LOCK_SHARE_ROW_EXCLUSIVE, false,
                   false);
}

/* ---- types --------------------------------------------------------------------------------------------------------- */

static void alter_enum(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__AlterEnumStmt *alter = node->alter_enum_stmt;

    if (*alter->new_val && !*alter->old_val) {
        judge->enum_values = sd_arena_grow(judge->hazards->arena, judge->enum_values, judge->enum_value_count,
                                           sizeof *judge->enum_values);
        judge->enum_values[judge->enum_value_count++] = sd_session_name(judge->session, alter->new_val);
    }
}

/* Every column of the domain's type, in tables that are there, is checked under SHARE (get_rels_with_domain). */
static void alter_domain(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__AlterDomainStmt *alter = node->alter_domain_stmt;
    const Object *domain = sd_session_type_object(judge->session, alter->n_type_name, alter->type_name);
    bool adds = strcmp(alter->subtype, "C") == 0 && !alter->def->constraint->skip_validation;
    Text spelled = sd_text(judge->hazards->arena);

    if (!domain || !(adds || strcmp(alter->subtype, "O") == 0 || strcmp(alter->subtype, "V") == 0)) {
        return;
    }
    sd_text_qualified(&spelled, domain->key);
    for (const Object *object = sd_session_catalog(judge->session)->first; object; object = object->next_all) {
        const Column *column = (const Column *) object;

        if (object->key->kind == KIND_COLUMN && object->parent && column->type &&
            strcmp(column->type->text, spelled.bytes) == 0) {
            sd_judge_touch(judge, object->parent, LOCK_SHARE, true, false);
            sd_judge_say(judge, RULE_SCANS, object->parent->key, NULL);
        }
    }
}

/* ---- functions ----------------------------------------------------------------------------------------------------- */

static void create_function(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__CreateFunctionStmt *create = node->create_function_stmt;
    Name schema = NULL, name = NULL;

    sd_session_split_name(judge->session, create->n_funcname, create->funcname, &schema, &name);
    if (!schema) {
        schema = sd_resolve_creation_schema(&judge->session->resolver);
    }
    /* Which of the overloads it is shows in the end: by where it was said. */
    sd_judge_look_at(judge, sd_key(judge->session->resolver.catalog->names, KIND_ROUTINE,
                                   sd_key(judge->session->resolver.catalog->names, KIND_SCHEMA, NULL, schema, NULL),
                                   name, NULL));
}

/* ---- use of new enum values ---------------------------------------------------------------------------------------- */

typedef struct Use {
    Judge *judge;
    bool found;
} Use;

static void find_value(void *context, const ProtobufCMessage *message)
{
    Use *use = context;
    const PgQuery__AConst *constant = (const PgQuery__AConst *) message;

    if (message->descriptor != &pg_query__a__const__descriptor || constant->val_case != PG_QUERY__A__CONST__VAL_SVAL) {
        return;
    }
    for (size_t i = 0; i < use->judge->enum_value_count && !use->found; i++) {
        if (strcmp(use->judge->enum_values[i]->text, constant->sval->sval) == 0) {
            use->found = true;
            sd_judge_say(use->judge, RULE_NEW_ENUM_VALUE, NULL,
                         sd_arena_format(use->judge->hazards->arena, "'%s'", constant->sval->sval));
        }
    }
}

/* ---- the table ----------------------------------------------------------------------------------------------------- */

typedef void JudgeFn(Judge *judge, const PgQuery__Node *node);

/* clang-format off */
#define JUDGE(NODE, function) [PG_QUERY__NODE__NODE_##NODE] = (function)

static JudgeFn *const judges[] = {
    JUDGE(CREATE_STMT,              create_table),
    JUDGE(CREATE_TABLE_AS_STMT,     create_table_as),
    JUDGE(ALTER_TABLE_STMT,         sd_judge_alter_table),
    JUDGE(INDEX_STMT,               create_index),
    JUDGE(TRUNCATE_STMT,            truncate_tables),
    JUDGE(LOCK_STMT,                lock_tables),
    JUDGE(INSERT_STMT,              insert_rows),
    JUDGE(UPDATE_STMT,              update_rows),
    JUDGE(DELETE_STMT,              delete_rows),
    JUDGE(DROP_STMT,                sd_judge_drop),
    JUDGE(RENAME_STMT,              rename_object),
    JUDGE(ALTER_OBJECT_SCHEMA_STMT, move_object),
    JUDGE(COMMENT_STMT,             comment),
    JUDGE(CREATE_TRIG_STMT,         create_trigger),
    JUDGE(RULE_STMT,                create_rule),
    JUDGE(CREATE_STATS_STMT,        create_statistics),
    JUDGE(CREATE_PUBLICATION_STMT,  create_publication),
    JUDGE(ALTER_PUBLICATION_STMT,   alter_publication),
    JUDGE(ALTER_SEQ_STMT,           alter_sequence),
    JUDGE(REFRESH_MAT_VIEW_STMT,    sd_judge_refresh),
    JUDGE(ALTER_ENUM_STMT,          alter_enum),
    JUDGE(ALTER_DOMAIN_STMT,        alter_domain),
    JUDGE(CREATE_FUNCTION_STMT,     create_function),
    JUDGE(VIEW_STMT,                sd_judge_create_view),
    JUDGE(CREATE_POLICY_STMT,       sd_judge_create_policy),
    JUDGE(ALTER_POLICY_STMT,        sd_judge_alter_policy),
    JUDGE(GRANT_STMT,               sd_judge_grant),
    JUDGE(TRANSACTION_STMT,         sd_judge_transaction),
    JUDGE(VARIABLE_SET_STMT,        sd_judge_set_variable),
    JUDGE(CLUSTER_STMT,             sd_judge_cluster),
    JUDGE(VACUUM_STMT,              sd_judge_vacuum),
    JUDGE(REINDEX_STMT,             sd_judge_reindex),
};
/* clang-format on */

void sd_judge_statement(Judge *judge, const PgQuery__Node *node)
{
    Use use = { .judge = judge };

    if ((size_t) node->node_case < sizeof judges / sizeof *judges && judges[node->node_case]) {
        judges[node->node_case](judge, node);
    }
    if (judge->enum_value_count && node->node_case != PG_QUERY__NODE__NODE_ALTER_ENUM_STMT) {
        sd_tree_walk(&node->base, find_value, &use);
    }
}
