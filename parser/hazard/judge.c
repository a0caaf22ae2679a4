#include "parser/hazard/judge.h"

#include "parser/sql/files.h"

#include <string.h>

/* clang-format off */
const HazardRule sd_hazard_rules[] = {
#define RULE(name, identifier, group, level, title, advice) { identifier, HAZARD_##group, LEVEL_##level, title, advice },
#include "parser/hazard/rules.def"
#undef RULE
};
/* clang-format on */
const size_t sd_hazard_rule_count = RULE_COUNT;

const HazardRule *sd_hazard_rule(const char *identifier)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (strcmp(sd_hazard_rules[i].identifier, identifier) == 0) {
            return &sd_hazard_rules[i];
        }
    }
    return NULL;
}

const char *sd_lock_words(LockMode lock)
{
    static const char *const words[] = {
        [LOCK_NONE] = "",
        [LOCK_ACCESS_SHARE] = "ACCESS SHARE",
        [LOCK_ROW_SHARE] = "ROW SHARE",
        [LOCK_ROW_EXCLUSIVE] = "ROW EXCLUSIVE",
        [LOCK_SHARE_UPDATE_EXCLUSIVE] = "SHARE UPDATE EXCLUSIVE",
        [LOCK_SHARE] = "SHARE",
        [LOCK_SHARE_ROW_EXCLUSIVE] = "SHARE ROW EXCLUSIVE",
        [LOCK_EXCLUSIVE] = "EXCLUSIVE",
        [LOCK_ACCESS_EXCLUSIVE] = "ACCESS EXCLUSIVE",
    };

    return words[lock];
}

/* ---- what is said -------------------------------------------------------------------------------------------------- */

void sd_judge_say_of(Judge *judge, size_t statement, RuleId rule, Key object, const char *detail)
{
    Hazards *hazards = judge->hazards;
    Hazard *hazard;

    hazards->items = sd_arena_grow(hazards->arena, hazards->items, hazards->count, sizeof *hazards->items);
    hazard = &hazards->items[hazards->count++];
    *hazard = (Hazard){ .rule = &sd_hazard_rules[rule],
                        .object = object,
                        .detail = detail && *detail ? detail : NULL,
                        .statement = statement };
    hazard->at = hazards->statements[statement].at;
}

void sd_judge_say(Judge *judge, RuleId rule, Key object, const char *detail)
{
    sd_judge_say_of(judge, judge->statement, rule, object, detail);
}

/* ---- what is touched ----------------------------------------------------------------------------------------------- */

bool sd_judge_is_new(const Judge *judge, const Object *object)
{
    for (size_t i = 0; i < judge->replaced_count; i++) {
        if (judge->replaced[i] == object) {
            return false;
        }
    }
    for (size_t i = 0; object->at.file && i < judge->files->count; i++) {
        if (strcmp(judge->files->texts[i].source.name, object->at.file->text) == 0) {
            return true;
        }
    }
    return false;
}

const Object *sd_judge_relation(const Judge *judge, const PgQuery__RangeVar *range)
{
    return range ? sd_session_relation(judge->session, range) : NULL;
}

static Touch *touch_of(Judge *judge, Key relation)
{
    JudgedStatement *statement = &judge->hazards->statements[judge->statement];

    for (size_t i = 0; i < statement->touch_count; i++) {
        if (statement->touches[i].relation == relation) {
            return &statement->touches[i];
        }
    }
    statement->touches =
        sd_arena_grow(judge->hazards->arena, statement->touches, statement->touch_count, sizeof *statement->touches);
    statement->touches[statement->touch_count] = (Touch){ .relation = relation };
    return &statement->touches[statement->touch_count++];
}

void sd_judge_touch(Judge *judge, const Object *relation, LockMode lock, bool scans, bool rewrites)
{
    Touch *touch;

    if (!relation || sd_judge_is_new(judge, relation)) {
        return;
    }
    touch = touch_of(judge, relation->key);
    touch->lock = lock > touch->lock ? lock : touch->lock;
    touch->scans |= scans;
    touch->rewrites |= rewrites;
    if (touch->lock >= LOCK_SHARE && !judge->has_lock_timeout && !judge->says_lock_timeout) {
        judge->says_lock_timeout = true;
        sd_judge_say(judge, RULE_NO_LOCK_TIMEOUT, relation->key, NULL);
    }
}

static bool inherits_from(const Object *object, Key parent)
{
    const Table *table = (const Table *) object;

    for (size_t i = 0; table->inherits && i < table->inherits->count; i++) {
        if (table->inherits->items[i] == parent) {
            return true;
        }
    }
    return table->partition_of == parent;
}

/* The tables that are below others; looked for again when a statement may have changed which these are. */
static void find_below(Judge *judge)
{
    judge->below_count = 0;
    for (const Object *object = sd_session_catalog(judge->session)->first; object; object = object->next_all) {
        const Table *table = (const Table *) object;

        if (object->key->kind == KIND_TABLE && (sd_keys_count(table->inherits) || table->partition_of)) {
            judge->below = sd_arena_grow(judge->hazards->arena, judge->below, judge->below_count, sizeof *judge->below);
            judge->below[judge->below_count++] = object->key;
        }
    }
    judge->knows_below = true;
}

void sd_judge_touch_tree(Judge *judge, const Object *table, LockMode lock, bool scans, bool rewrites)
{
    sd_judge_touch(judge, table, lock, scans, rewrites);
    if (!judge->knows_below) {
        find_below(judge);
    }
    for (size_t i = 0; table && i < judge->below_count; i++) {
        const Object *object = sd_catalog_find(sd_session_catalog(judge->session), judge->below[i]);

        if (object && inherits_from(object, table->key)) {
            sd_judge_touch_tree(judge, object, lock, scans, rewrites);
        }
    }
}

void sd_judge_touch_default(Judge *judge, const Object *parent, bool scans)
{
    for (const Object *object = sd_session_catalog(judge->session)->first; object; object = object->next_all) {
        const Table *table = (const Table *) object;

        if (object->key->kind == KIND_TABLE && table->partition_of == parent->key && table->partition_bound &&
            strcmp(table->partition_bound->text->text, "DEFAULT") == 0) {
            sd_judge_touch(judge, object, LOCK_ACCESS_EXCLUSIVE, scans, false);
        }
    }
}

void sd_judge_touch_owned(Judge *judge, Key owner, LockMode lock)
{
    for (const Object *object = sd_session_catalog(judge->session)->first; object; object = object->next_all) {
        const Sequence *sequence = (const Sequence *) object;

        if (object->key->kind == KIND_SEQUENCE && sequence->owned_by &&
            (sequence->owned_by == owner || sequence->owned_by->parent == owner)) {
            sd_judge_touch(judge, object, lock, false, false);
        }
    }
}

/* ---- all ----------------------------------------------------------------------------------------------------------- */

/* Others are below a table from now on, or are called otherwise. */
static bool moves_below(const PgQuery__Node *node)
{
    bool moves = node->node_case == PG_QUERY__NODE__NODE_RENAME_STMT ||
                 node->node_case == PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT;

    for (size_t i = 0; node->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT && i < node->alter_table_stmt->n_cmds;
         i++) {
        PgQuery__AlterTableType type = node->alter_table_stmt->cmds[i]->alter_table_cmd->subtype;

        moves |=
            type == PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition || type == PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit;
    }
    return moves;
}

static void judge_one(void *data, Session *session)
{
    Judge *judge = data;
    Hazards *hazards = judge->hazards;
    const Statement *statement = session->statement;
    JudgedStatement *judged;

    judge->session = session;
    hazards->statements =
        sd_arena_grow(hazards->arena, hazards->statements, hazards->statement_count, sizeof *hazards->statements);
    judge->statement = hazards->statement_count++;
    judged = &hazards->statements[judge->statement];
    *judged = (JudgedStatement){ .at = statement->at,
                                 .text = statement->text,
                                 .length = statement->length,
                                 .offset = (size_t) (statement->text - statement->source->bytes) };
    sd_judge_statement(judge, statement->node);
    judge->knows_below &= !moves_below(statement->node);
    judged = &hazards->statements[judge->statement];
    if (judged->outside_transaction && judge->in_transaction) {
        sd_judge_say(judge, RULE_IN_TRANSACTION, NULL, NULL);
    }
    if (sd_judge_fails_again(statement->node)) {
        sd_judge_say(judge, RULE_NOT_REPEATABLE, NULL, NULL);
    }
}

/* What a block does is done by the statement that the block is. */
static void judge_inner(void *data, Session *session)
{
    Judge *judge = data;

    judge->session = session;
    sd_judge_statement(judge, session->statement->node);
}

static void judge_end(void *data, Session *session)
{
    Judge *judge = data;

    judge->session = session;
    sd_judge_exposure(judge);
}

Status sd_hazards_read(Hazards **out, Catalog *before, Files *files, Diag *diag)
{
    Arena *arena = sd_arena_new();
    Judge judge = { .hazards = sd_arena_alloc(arena, sizeof *judge.hazards), .files = files };
    StatementWatch watch = {
        .before_each = judge_one, .before_inner = judge_inner, .at_end = judge_end, .data = &judge, .leaves_texts = true
    };
    Status status;

    judge.hazards->arena = arena;
    status = sd_files_replay(before, files, &watch, diag);
    *out = judge.hazards;
    if (status != SD_OK) {
        sd_hazards_free(judge.hazards);
        *out = NULL;
    }
    return status;
}

void sd_hazards_free(Hazards *hazards)
{
    if (hazards) {
        sd_arena_free(hazards->arena);
    }
}
