/* Inside the judge of statements.
 *
 * statement.c has a row for each kind of statement, subcommand.c one for each subcommand of ALTER TABLE; exposure.c
 * looks at who may do what, when all is applied.  Every function is called before its statement is applied, so the
 * catalog is as the statement will find it. */
#ifndef SD_PARSER_HAZARD_JUDGE_H
#define SD_PARSER_HAZARD_JUDGE_H

#include "parser/hazard/hazard.h"
#include "parser/sql/reader.h"

typedef enum RuleId {
#define RULE(name, ...) RULE_##name,
#include "parser/hazard/rules.def"
#undef RULE
    RULE_COUNT
} RuleId;

/* A policy as it was before the text touched it. */
typedef struct OldPolicy {
    Policy policy;
    size_t statement;
} OldPolicy;

typedef struct Judge {
    Hazards *hazards;
    Session *session;
    const Files *files;
    size_t statement;       /* the one being judged */
    bool in_transaction;    /* between BEGIN and COMMIT of the text */
    bool has_lock_timeout;  /* the text has set one */
    bool says_lock_timeout; /* that there is none was said already */
    Name *enum_values;      /* added in the text */
    size_t enum_value_count;
    OldPolicy *policies;
    size_t policy_count;
    const Object **replaced; /* views that were there and that CREATE OR REPLACE said anew */
    size_t replaced_count;
    Key *looked_at; /* tables, views and routines whose exposure is to be looked at in the end */
    size_t *looked_at_statement;
    size_t looked_at_count;
    Key *below; /* tables that inherit from others, as long as knows_below */
    size_t below_count;
    bool knows_below;
} Judge;

/* Adds a hazard to the present statement; detail may be NULL. */
void sd_judge_say(Judge *judge, RuleId rule, Key object, const char *detail);
void sd_judge_say_of(Judge *judge, size_t statement, RuleId rule, Key object, const char *detail);

/* The relation is locked.  Nothing for one that the text itself has made. */
void sd_judge_touch(Judge *judge, const Object *relation, LockMode lock, bool scans, bool rewrites);

/* The same for a table and everything that inherits from it. */
void sd_judge_touch_tree(Judge *judge, const Object *table, LockMode lock, bool scans, bool rewrites);

/* The partition that takes what no other does; sequences that belong to a column, or to any column of a table. */
void sd_judge_touch_default(Judge *judge, const Object *parent, bool scans);
void sd_judge_touch_owned(Judge *judge, Key owner, LockMode lock);

/* True for an object that a statement of the text has made: nobody uses it yet. */
bool sd_judge_is_new(const Judge *judge, const Object *object);

/* A table that has its rows in partitions only. */
static inline bool sd_judge_is_partitioned(const Object *object)
{
    return object && object->key->kind == KIND_TABLE && ((const Table *) object)->partition_key;
}

/* The declared relation, or NULL. */
const Object *sd_judge_relation(const Judge *judge, const PgQuery__RangeVar *range);

/* What the object is to be looked at for when all is applied (exposure.c). */
void sd_judge_look_at(Judge *judge, Key key);

/* ---- statement.c ---------------------------------------------------------------------------------------------------- */

void sd_judge_statement(Judge *judge, const PgQuery__Node *node);

/* ---- drop.c --------------------------------------------------------------------------------------------------------- */

void sd_judge_drop(Judge *judge, const PgQuery__Node *node);

/* ---- maintenance.c --------------------------------------------------------------------------------------------------- */

/* The statement being judged cannot run inside a transaction. */
void sd_judge_leave_transaction(Judge *judge);

void sd_judge_transaction(Judge *judge, const PgQuery__Node *node);
void sd_judge_set_variable(Judge *judge, const PgQuery__Node *node);
void sd_judge_refresh(Judge *judge, const PgQuery__Node *node);
void sd_judge_cluster(Judge *judge, const PgQuery__Node *node);
void sd_judge_vacuum(Judge *judge, const PgQuery__Node *node);
void sd_judge_reindex(Judge *judge, const PgQuery__Node *node);

/* ---- subcommand.c --------------------------------------------------------------------------------------------------- */

void sd_judge_alter_table(Judge *judge, const PgQuery__Node *node);

/* ---- column.c: columns and constraints as subcommands of ALTER TABLE ------------------------------------------------- */

void sd_judge_add_column(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_drop_column(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_column_type(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_set_not_null(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_add_constraint(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_validate(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_drop_constraint(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_attach(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);
void sd_judge_detach(Judge *judge, const Object *table, const PgQuery__AlterTableCmd *command);

/* True when the expression calls a function that may give another value for each row, or one that nobody knows. */
bool sd_judge_is_volatile(const Judge *judge, const PgQuery__Node *expression);

/* ---- exposure.c ------------------------------------------------------------------------------------------------------ */

void sd_judge_create_policy(Judge *judge, const PgQuery__Node *node);
void sd_judge_alter_policy(Judge *judge, const PgQuery__Node *node);
void sd_judge_drop_policy(Judge *judge, const Object *policy);
/* A view is about to be made anew, altered or dropped: whose rights it asks with is compared in the end. */
void sd_judge_look_at_view(Judge *judge, const Object *view);
void sd_judge_create_view(Judge *judge, const PgQuery__Node *node);
void sd_judge_grant(Judge *judge, const PgQuery__Node *node);

/* What can only be said of the schema as it is in the end. */
void sd_judge_exposure(Judge *judge);

/* ---- repeat.c -------------------------------------------------------------------------------------------------------- */

/* True when the statement fails, or does its work twice, when it runs a second time. */
bool sd_judge_fails_again(const PgQuery__Node *node);

#endif
