/* Shared by the readers of tables: read_table.c, read_alter_table.c, read_index.c and what they are made of.
 *
 * A statement is read in two steps.  First everything is looked up that may not be there yet (types, parents); then
 * the catalog is changed, and nothing can wait any more. */
#ifndef SD_PARSER_SQL_TABLE_H
#define SD_PARSER_SQL_TABLE_H

#include "parser/sql/slice.h"
#include "parser/sql/state.h"

enum { DEEPEST_INHERITANCE = 32 }; /* files may declare tables that inherit in a circle; the server takes none */

static inline Arena *sd_session_arena(const Session *session)
{
    return session->resolver.catalog->arena;
}

static inline Names *sd_session_names(const Session *session)
{
    return session->resolver.catalog->names;
}

/* A foreign key whose table is not there yet. */
typedef struct WaitingKey {
    Constraint *constraint;
    const PgQuery__RangeVar *target;
    const List *path; /* search_path at the statement */
    Statement statement;
} WaitingKey;

/* What the readers of tables remember from one statement to the next. */
typedef struct TableState {
    WaitingKey *waiting;
    size_t waiting_count;
    Key *early; /* indexes and keys ON ONLY a table that had no partitions yet */
    size_t early_count;
    Key *classes; /* operator classes that are declared */
    size_t class_count;
    bool inheritance; /* some table inherits from another or is a partition */
} TableState;

TableState *sd_table_state(Session *session);

/* Takes back what was recorded that an object needs: before a type or a definition is exchanged for another. */
void sd_table_forget_needs(Session *session, Key object);

/* Whether a relation is temporary: such are no part of a schema.  Says so, and remembers the name. */
bool sd_table_is_temporary(Session *session, const PgQuery__RangeVar *relation, const char *what);

/* "FOR VALUES FROM (...) TO (...)" or "DEFAULT", which follows the table's name and column list (read_table.c). */
Expr *sd_table_partition_bound(Session *session, size_t behind_name, const PgQuery__PartitionBoundSpec *bound);

/* Options with those of a list of DefElem set, or taken out. */
const List *sd_table_change_options(const Session *session, const List *options, const PgQuery__List *changes,
                                    bool reset);

/* NULL for heap, which is what a table has when nothing is said. */
Name sd_table_access_method(const Session *session, const char *method);

/* ---- columns (read_column.c) -------------------------------------------------------------------------------- */

/* The type of a column definition, looked up. */
typedef struct ColumnType {
    Name type;      /* NULL: the definition names none (CREATE TABLE ... PARTITION OF) */
    Name collation; /* NULL: the type's own */
    Key needs;      /* the model's type, or NULL */
    bool serial;
} ColumnType;

/* False: wait. */
bool sd_column_type(Session *session, const PgQuery__ColumnDef *definition, ColumnType *type);

/* Constraints as they were written, until all columns are there. */
typedef struct WrittenConstraint {
    const PgQuery__Constraint *node;
    Name column; /* written behind this column, or NULL */
    bool deferrable, initially_deferred;
} WrittenConstraint;

typedef struct ConstraintSet {
    WrittenConstraint *items;
    size_t count;
    bool new_table; /* nothing has to be validated */
    bool only;      /* ALTER TABLE ONLY: partitions have no share of a key */
} ConstraintSet;

/* Whether a collation without a schema may yet be declared, and then is found in one. */
bool sd_collation_may_come(const Session *session, size_t count, PgQuery__Node *const *parts);

/* Adds a column with its default and its sequence; its other constraints go into the set.  end: where the
 * definition's text ends.  NULL when there is a column of that name already. */
Column *sd_column_add(Session *session, Key table, const PgQuery__ColumnDef *definition, const ColumnType *type,
                      size_t end, bool if_not_exists, ConstraintSet *set);

/* What is said about a column that comes from elsewhere: a partition's from its parent, where only constraints count,
 * or that of a table of a composite type. */
void sd_column_refine(Session *session, Key table, const PgQuery__ColumnDef *definition, size_t end,
                      ConstraintSet *set);

/* Gives a column a default; none when the expression is a NULL that the server drops.  expression NULL: takes the
 * default away.  A column that is only inherited is no object and gets a warning instead. */
void sd_column_set_default(Session *session, Key column, const PgQuery__Node *expression, Slice slice);

/* The sequence of a column made by GENERATED ... AS IDENTITY. */
void sd_column_add_identity(Session *session, Key column, Name type, const PgQuery__Constraint *identity);

/* The word of SET STORAGE in capitals; NULL when there is no such. */
const char *sd_storage_word(const char *word);

/* The storage row for a word of SET STORAGE: NULL where it is what the type has by itself. */
Name sd_column_storage(const Session *session, const Column *column, const char *word);

/* ---- which columns a table has (lineage.c) ------------------------------------------------------------------ */

/* A column of the table, on either side; NULL. */
const Column *sd_lineage_column(const Session *session, Key table, Name name);

/* All of them in order, at most `room`; their number. */
size_t sd_lineage_columns(const Session *session, Key table, const Column **columns, size_t room);

/* The table in the catalog being read or on the other side; NULL. */
const Table *sd_lineage_table(const Session *session, Key table);

/* The child of a table in the catalog being read: constraint, trigger and so on; NULL. */
Object *sd_lineage_child(const Session *session, KindId kind, Key table, Name name);

/* The tables of the catalog being read that inherit from this one or are its partitions, directly; their number. */
size_t sd_lineage_below(Session *session, Key table, Table ***below);

/* Whether the table inherits from the other one or is its partition, directly. */
bool sd_lineage_is_below(const Table *table, Key above);

/* Whether some table is a partition of this one. */
bool sd_lineage_has_partitions(const Session *session, Key table);

/* The sequence of an identity column in a catalog, or NULL. */
Sequence *sd_lineage_identity(const Catalog *catalog, Key column);

/* The primary key of a table on either side, or NULL. */
const Constraint *sd_lineage_primary_key(const Session *session, Key table);

/* The table whose columns the object's rows name. */
static inline Key sd_lineage_of(const Object *object)
{
    return object->key->kind == KIND_STATISTICS ? ((const Statistics *) object)->table : object->key->parent;
}

/* ---- constraints (read_constraint.c, read_exclusion.c, read_foreign_key.c) ---------------------------------- */

void sd_constraints_collect(Session *session, ConstraintSet *set, Name column, size_t count,
                            PgQuery__Node *const *nodes);

/* In the server's order: checks, then keys with the primary key first and repeated ones left out, then foreign
 * keys. */
void sd_constraints_apply(Session *session, Key table, const ConstraintSet *set);

/* Adds an object with the rows that all constraints have; NULL when the name is taken. */
Constraint *sd_constraint_add(Session *session, Key table, Name name, const WrittenConstraint *written,
                              const char *type, bool new_table);

/* The text behind a word of the constraint. */
Slice sd_constraint_behind_word(const Session *session, const PgQuery__Constraint *node, const char *word);

/* The rows about the index behind a constraint. */
void sd_constraint_describe_index(Session *session, Constraint *constraint, const PgQuery__Constraint *node);

void sd_exclusion_add(Session *session, Key table, const WrittenConstraint *written, bool new_table);

/* Marks the columns of a primary key NOT NULL. */
void sd_constraint_forbid_nulls(Session *session, const Constraint *primary_key);

void sd_foreign_key_read(Session *session, Constraint *constraint, const PgQuery__Constraint *node);
const List *sd_foreign_key_columns(const Session *session, const WrittenConstraint *written);

/* Decides foreign keys whose table has come meanwhile; table NULL: all that can be. */
void sd_foreign_keys_settle(Session *session, Name table);

/* ---- elements of indexes and exclusion constraints (index_element.c) ---------------------------------------- */

typedef struct Elements {
    const ExprList *exprs;
    const List *options; /* one text each */
} Elements;

/* owner: the index or constraint; inside: the text between the parentheses.  Elements are IndexElem nodes, or for an exclusion constraint lists of
 * one and its operator. */
Elements sd_elements_read(Session *session, Key owner, const char *method, size_t count, PgQuery__Node *const *elements,
                          Slice inside);

/* "a_b_expr", as ChooseIndexColumnNames and ChooseIndexNameAddition of indexcmds.c make it from the names of the
 * columns; a NULL is an expression without a name. */
const char *sd_elements_addition(const Session *session, size_t count, const char *const *columns);

/* Whether the operator class is what a type has when none is named. */
bool sd_element_class_is_default(const Session *session, const char *method, Name class, Name type);

/* The name of an element's column, NULL for an expression without one. */
const char *sd_element_column_name(const PgQuery__Node *element);

/* The column's name when the element is nothing but a column (`"Name"`), else NULL. */
Name sd_element_bare_column(const Session *session, const Expr *element);

/* A check or a foreign key that a partitioned table gets takes its like on each partition (MergeWithExistingConstraint of
 * heap.c, tryAttachPartitionForeignKey of tablecmds.c). */
void sd_partitions_merge(Session *session, const Object *part);

/* ---- shares of indexes and keys (share.c) ------------------------------------------------------------------- */

/* An index or a key of a partitioned table came to be: each partition gets its share. */
void sd_share_out(Session *session, Object *part);

/* The same made ON ONLY the table: it is whole when no partition is there, or every partition's index was attached. */
void sd_share_set_only(Session *session, Object *part);

/* A table became a partition, and gets its share of each index and key of its parent. */
void sd_shares_give(Session *session, Object *partition);

/* ALTER INDEX above ATTACH PARTITION part. */
void sd_share_attach(Session *session, Object *above, Object *part);

/* A partition is detached: its shares are its own. */
void sd_shares_leave(const Object *partition);

/* What goes with an index or key that is dropped. */
void sd_shares_drop(Session *session, Key above, unsigned depth);

/* A statement has said what a share is that was there without being said; it may be something else now. */
void sd_share_state(Session *session, Object *part);

/* Called once, when all was read. */
void sd_shares_finish(Session *session);

/* ---- copies of parts of other tables (read_like.c) ---------------------------------------------------------- */

/* What LIKE ... INCLUDING asks for, as the server numbers it (TableLikeOption of parsenodes.h). */
enum {
    LIKE_COMMENTS = 1 << 0,
    LIKE_COMPRESSION = 1 << 1,
    LIKE_CONSTRAINTS = 1 << 2,
    LIKE_DEFAULTS = 1 << 3,
    LIKE_GENERATED = 1 << 4,
    LIKE_IDENTITY = 1 << 5,
    LIKE_INDEXES = 1 << 6,
    LIKE_STATISTICS = 1 << 7,
    LIKE_STORAGE = 1 << 8,
    LIKE_FOREIGN_KEYS = 1 << 30 /* nothing that can be asked for: detached partitions keep them */
};

/* Copies a column; what else belongs to it as asked for. */
Column *sd_like_column(Session *session, Key table, const Column *from, unsigned including);

/* Gives a table the column of one above it; one that it has already only becomes stricter (MergeAttributes and
 * MergeAttributesIntoExisting of tablecmds.c). */
void sd_column_hand_down(Session *session, Key table, const Column *from);

/* Gives every table the checks of the tables above it, and partitions the foreign keys and row triggers. */
void sd_parts_hand_down(Session *session);

/* A trigger of the table, or the clone of one above, which becomes an object then; NULL when there is none. */
Trigger *sd_trigger_or_clone(Session *session, Key table, Name name);

/* Takes the clones from a partition that is detached (DropClonedTriggersFromPartition of tablecmds.c). */
void sd_triggers_leave(Session *session, const Object *table);

/* The parts of copies: an expression, which may mean something else about another table; what the original needs; a
 * constraint as asked for. */
Expr *sd_like_expr(const Session *session, const Expr *expr);
void sd_like_needs(Session *session, const Object *from, Key to);
void sd_like_constraint(Session *session, Key table, const Constraint *from, Name name, unsigned including);

/* Copies the default of a column to one that has none. */
void sd_like_default(Session *session, Key column, const Column *from);

/* The key of extended statistics without a name, after the columns and "expr" for each expression. */
Key sd_statistics_choose_key(Session *session, Key table, const List *elements);

/* Copies a constraint or an index as asked for. */
void sd_like_part(Session *session, Key table, const Object *child, unsigned including);

/* Copies what is no column: checks, indexes and statistics. */
void sd_like_rest(Session *session, Key table, Key from, unsigned including);

/* ---- ALTER TABLE (read_alter_table.c) ----------------------------------------------------------------------- */

/* One subcommand. */
typedef struct Change {
    Session *session;
    Object *target; /* the relation or index */
    const PgQuery__AlterTableCmd *command;
    Slice text;   /* its words */
    Name name;    /* the column, constraint or trigger it names, or NULL */
    Object *part; /* that one, when it is an object */
    bool only;    /* ALTER TABLE ONLY */
} Change;

/* alter_relation.c, alter_column.c, alter_constraint.c, alter_inheritance.c */
void sd_change_row_security(Change *change);
void sd_change_forced_row_security(Change *change);
void sd_change_owner(Change *change);
void sd_change_unlogged(Change *change);
void sd_change_options(Change *change);
void sd_change_tablespace(Change *change);
void sd_change_access_method(Change *change);
void sd_change_replica_identity(Change *change);
void sd_change_cluster(Change *change);
void sd_change_trigger(Change *change);
void sd_change_add_column(Change *change);
void sd_change_drop_column(Change *change);
void sd_change_column_type(Change *change);
void sd_change_column_default(Change *change);
void sd_change_set_not_null(Change *change);
void sd_change_drop_not_null(Change *change);
void sd_change_drop_expression(Change *change);
void sd_change_column_statistics(Change *change);
void sd_change_column_options(Change *change);
void sd_change_column_foreign_options(Change *change);
void sd_change_foreign_options(Change *change);
void sd_change_column_storage(Change *change);
void sd_change_column_compression(Change *change);
void sd_change_add_identity(Change *change);
void sd_change_set_identity(Change *change);
void sd_change_drop_identity(Change *change);
void sd_change_add_constraint(Change *change);
void sd_change_drop_constraint(Change *change);
void sd_change_validate_constraint(Change *change);
void sd_change_alter_constraint(Change *change);
void sd_change_type(Change *change);
void sd_change_add_parent(Change *change);
void sd_change_drop_parent(Change *change);
void sd_change_attach_partition(Change *change);
void sd_change_detach_partition(Change *change);

/* CREATE TABLE ... AS: a table with the columns that the query gives (table_of_query.c); false, and nothing is made, when
 * their types cannot be told. */
bool sd_table_of_query(Session *session, const PgQuery__CreateTableAsStmt *statement, Slice query);

#endif
