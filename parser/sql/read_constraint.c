/* Constraints of tables and domains: CHECK, PRIMARY KEY, UNIQUE, EXCLUDE. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"
#include "parser/sql/younger.h"

#include <string.h>

/* ---- collecting --------------------------------------------------------------------------------------------- */

static bool has_own_object(const PgQuery__Constraint *constraint)
{
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        return constraint->n_keys > 0; /* of the table, from 18 on */
    default:
        return false;
    }
}

/* DEFERRABLE and the like stand behind the constraint they change, as nodes of their own
 * (transformConstraintAttrs of parse_utilcmd.c). */
static void apply_attribute(WrittenConstraint *written, PgQuery__ConstrType attribute)
{
    switch (attribute) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE:
        written->deferrable = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE:
        written->deferrable = false;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
        written->deferrable = true;
        written->initially_deferred = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE:
        written->initially_deferred = false;
        break;
    default:
        break;
    }
}

void sd_constraints_collect(Session *session, ConstraintSet *set, Name column, size_t count,
                            PgQuery__Node *const *nodes)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__Constraint *constraint = nodes[i]->constraint;

        if (has_own_object(constraint)) {
            set->items = sd_arena_grow(sd_session_arena(session), set->items, set->count, sizeof *set->items);
            set->items[set->count++] = (WrittenConstraint){ .node = constraint,
                                                            .column = column,
                                                            .deferrable = constraint->deferrable,
                                                            .initially_deferred = constraint->initdeferred };
        } else if (set->count) {
            apply_attribute(&set->items[set->count - 1], constraint->contype);
        }
    }
}

/* ---- adding ------------------------------------------------------------------------------------------------- */

Constraint *sd_constraint_add(Session *session, Key table, Name name, const WrittenConstraint *written,
                              const char *type, bool new_table)
{
    Key key = sd_key(sd_session_names(session), KIND_CONSTRAINT, table, name, NULL);
    Constraint *constraint = (Constraint *) sd_session_add(session, key, written->node->location, false);

    if (constraint) {
        constraint->type = sd_session_name(session, type);
        constraint->deferrable = written->deferrable;
        constraint->initially_deferred = written->initially_deferred;
        constraint->period = sd_younger_says(written->node, YOUNGER_PERIOD);
        constraint->not_enforced = sd_younger_says(written->node, YOUNGER_NOT_ENFORCED);
        constraint->not_valid = !new_table && written->node->skip_validation && !written->node->initially_valid;
    }
    return constraint;
}

Slice sd_constraint_behind_word(const Session *session, const PgQuery__Constraint *node, const char *word)
{
    Slice rest = sd_slice_rest(session, sd_slice_offset(session, node->location));

    return sd_slice_behind_word(session, rest, word);
}

static void add_check(Session *session, Key table, const WrittenConstraint *written, bool new_table)
{
    const PgQuery__Constraint *node = written->node;
    Name name = sd_session_name(session, node->conname);
    Constraint *constraint;

    if (!name) {
        const char *column = table->kind == KIND_DOMAIN ? NULL : sd_syntax_only_column(node->raw_expr);

        name = sd_choose_constraint_name(session, table, table->name->text, column, "check");
    }
    constraint = sd_constraint_add(session, table, name, written, "CHECK", new_table);
    if (constraint) {
        constraint->expr = sd_slice_expr(
            session, sd_slice_group(session, sd_constraint_behind_word(session, node, "check"), NULL), node->raw_expr);
        constraint->no_inherit = node->is_no_inherit;
    }
}

/* ---- keys --------------------------------------------------------------------------------------------------- */

static const List *key_columns(const Session *session, const WrittenConstraint *written)
{
    if (written->node->n_keys == 0 && written->column) {
        return sd_list(sd_session_arena(session), &written->column, 1);
    }
    return sd_syntax_names(session, written->node->n_keys, written->node->keys);
}

/* Included columns are part of the name. */
static Name choose_key_name(Session *session, Key table, const List *columns, const List *include, const char *label)
{
    size_t count = sd_list_count(columns) + sd_list_count(include);
    const char **names = sd_arena_alloc(sd_session_arena(session), count * sizeof *names);
    size_t at = 0;

    for (size_t i = 0; i < sd_list_count(columns); i++) {
        names[at++] = columns->items[i]->text;
    }
    for (size_t i = 0; i < sd_list_count(include); i++) {
        names[at++] = include->items[i]->text;
    }
    return sd_choose_relation_name(session, table->parent, table->name->text,
                                   strcmp(label, "pkey") == 0 ? NULL : sd_elements_addition(session, count, names),
                                   label);
}

/* Also in the tables below, where SET NOT NULL reaches (transformIndexConstraint of parse_utilcmd.c). */
static void forbid_nulls_in(Session *session, Key table, const List *columns, unsigned depth)
{
    Table **below;
    size_t count = depth < DEEPEST_INHERITANCE ? sd_lineage_below(session, table, &below) : 0;

    for (size_t i = 0; i < sd_list_count(columns); i++) {
        Column *column = (Column *) sd_lineage_child(session, KIND_COLUMN, table, columns->items[i]);

        if (column) {
            column->not_null = true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        forbid_nulls_in(session, below[i]->base.key, columns, depth + 1);
    }
}

/* From 18 on NOT NULL can be said as a constraint of the table; its name is not kept. */
static void add_not_null(Session *session, Key table, const WrittenConstraint *written, bool new_table)
{
    (void) new_table;
    if (written->node->skip_validation || written->node->is_no_inherit) {
        sd_session_warning(session, written->node->location, "NOT VALID and NO INHERIT of NOT NULL are not read");
    }
    forbid_nulls_in(session, table, sd_syntax_names(session, written->node->n_keys, written->node->keys), 0);
}

void sd_constraint_forbid_nulls(Session *session, const Constraint *primary_key)
{
    forbid_nulls_in(session, primary_key->base.key->parent, primary_key->columns, 0);
}

void sd_constraint_describe_index(Session *session, Constraint *constraint, const PgQuery__Constraint *node)
{
    constraint->include = sd_syntax_names(session, node->n_including, node->including);
    constraint->options = sd_session_options(session, node->n_options, node->options);
    constraint->tablespace = sd_session_name(session, node->indexspace);
    constraint->nulls_not_distinct = node->nulls_not_distinct;
}

static void add_key(Session *session, Key table, const WrittenConstraint *written, bool new_table)
{
    const PgQuery__Constraint *node = written->node;
    bool primary = node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
    const List *columns = key_columns(session, written);
    Name name = sd_session_name(session, node->conname);
    Constraint *constraint;

    if (!name) {
        name = choose_key_name(session, table, columns, sd_syntax_names(session, node->n_including, node->including),
                               primary ? "pkey" : "key");
    }
    constraint = sd_constraint_add(session, table, name, written, primary ? "PRIMARY KEY" : "UNIQUE", new_table);
    if (constraint) {
        constraint->columns = columns;
        sd_constraint_describe_index(session, constraint, node);
        if (primary) {
            sd_constraint_forbid_nulls(session, constraint);
        }
    }
}

/* ADD CONSTRAINT ... USING INDEX: the index becomes the constraint's and takes its name.  That there is such an index
 * was made sure before. */
static void add_key_of_index(Session *session, Key table, const WrittenConstraint *written)
{
    const PgQuery__Constraint *node = written->node;
    Index *index = (Index *) sd_lineage_child(session, KIND_INDEX, table, sd_session_name(session, node->indexname));
    bool primary = node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
    Name name = sd_session_name(session, node->conname);
    Constraint *constraint;
    List *columns;

    if (!index) {
        sd_session_error(session, node->location, "index \"%s\" of %s is not declared", node->indexname,
                         sd_session_phrase(session, table));
        return;
    }
    columns =
        sd_arena_alloc(sd_session_arena(session), sizeof *columns + sd_exprs_count(index->elements) * sizeof(Name));
    for (size_t i = 0; i < sd_exprs_count(index->elements); i++) {
        Name column = sd_element_bare_column(session, index->elements->items[i]);

        if (column) {
            columns->items[columns->count++] = column;
        }
    }
    name = name ? name : index->base.key->name;
    sd_catalog_remove(sd_session_catalog(session), &index->base);
    constraint = sd_constraint_add(session, table, name, written, primary ? "PRIMARY KEY" : "UNIQUE", true);
    if (constraint) {
        constraint->columns = columns;
        constraint->include = index->include;
        constraint->options = index->options;
        constraint->tablespace = index->tablespace;
        constraint->nulls_not_distinct = index->nulls_not_distinct;
        constraint->share_of = index->share_of;
        constraint->inherited = index->share_of != NULL;
        if (primary) {
            sd_constraint_forbid_nulls(session, constraint);
        }
    }
}

/* ---- foreign keys ------------------------------------------------------------------------------------------- */

static void add_foreign_key(Session *session, Key table, const WrittenConstraint *written, bool new_table)
{
    const List *columns = sd_foreign_key_columns(session, written);
    Name name = sd_session_name(session, written->node->conname);
    Constraint *constraint;

    if (!name) {
        const char **names = sd_arena_alloc(sd_session_arena(session), sd_list_count(columns) * sizeof *names);

        for (size_t i = 0; i < sd_list_count(columns); i++) {
            names[i] = columns->items[i]->text;
        }
        name = sd_choose_constraint_name(session, table, table->name->text,
                                         sd_elements_addition(session, sd_list_count(columns), names), "fkey");
    }
    constraint = sd_constraint_add(session, table, name, written, "FOREIGN KEY", new_table);
    if (constraint) {
        constraint->columns = columns;
        sd_foreign_key_read(session, constraint, written->node);
    }
}

/* ---- all of a statement ------------------------------------------------------------------------------------- */

/* Two keys that would make the same index are one (transformIndexConstraints of parse_utilcmd.c). */
static bool is_same_index(const Session *session, const WrittenConstraint *a, const WrittenConstraint *b)
{
    return a->node->n_exclusions == 0 && b->node->n_exclusions == 0 && !*a->node->indexname && !*b->node->indexname &&
           sd_list_equal(key_columns(session, a), key_columns(session, b)) &&
           sd_list_equal(sd_syntax_names(session, a->node->n_including, a->node->including),
                         sd_syntax_names(session, b->node->n_including, b->node->including)) &&
           a->node->nulls_not_distinct == b->node->nulls_not_distinct && a->deferrable == b->deferrable &&
           a->initially_deferred == b->initially_deferred;
}

static bool is_index_constraint(const WrittenConstraint *written)
{
    return written->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY ||
           written->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE ||
           written->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION;
}

static void add_index_constraint(Session *session, Key table, const WrittenConstraint *written, bool new_table)
{
    if (written->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION) {
        sd_exclusion_add(session, table, written, new_table);
    } else if (*written->node->indexname) {
        add_key_of_index(session, table, written);
    } else {
        add_key(session, table, written, new_table);
    }
}

/* The primary key first, then the rest in the order written. */
static size_t sort_index_constraints(const Session *session, const ConstraintSet *set, WrittenConstraint *sorted)
{
    size_t count = 0;

    for (int primary = 1; primary >= 0; primary--) {
        for (size_t i = 0; i < set->count; i++) {
            const WrittenConstraint *written = &set->items[i];
            size_t same = 0;

            if (!is_index_constraint(written) ||
                (written->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY) != (primary == 1)) {
                continue;
            }
            while (same < count && !is_same_index(session, &sorted[same], written)) {
                same++;
            }
            if (same == count) {
                sorted[count++] = *written;
            }
        }
    }
    return count;
}

static void apply_type(Session *session, Key table, const ConstraintSet *set, PgQuery__ConstrType type,
                       void (*function)(Session *, Key, const WrittenConstraint *, bool))
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->items[i].node->contype == type) {
            function(session, table, &set->items[i], set->new_table);
        }
    }
}

/* What the statement has added reaches the partitions. */
static void hand_down_behind(Session *session, Key table, const Object *last, bool only)
{
    const Object *owner = sd_catalog_find(sd_session_catalog(session), table);

    for (Object *child = last ? last->next : owner ? owner->first_child : NULL; child; child = child->next) {
        const Constraint *constraint = (const Constraint *) child;

        if (child->key->kind != KIND_CONSTRAINT) {
            continue;
        }
        if (!constraint->columns || constraint->referenced) {
            sd_partitions_merge(session, child);
        } else if (only) {
            sd_share_set_only(session, child);
        } else {
            sd_share_out(session, child);
        }
    }
}

void sd_constraints_apply(Session *session, Key table, const ConstraintSet *set)
{
    const Object *owner = sd_catalog_find(sd_session_catalog(session), table);
    const Object *last = owner ? owner->last_child : NULL;
    WrittenConstraint *sorted;
    size_t count;

    if (set->count == 0) {
        return;
    }
    sorted = sd_arena_alloc(sd_session_arena(session), set->count * sizeof *sorted);
    apply_type(session, table, set, PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL, add_not_null);
    apply_type(session, table, set, PG_QUERY__CONSTR_TYPE__CONSTR_CHECK, add_check);
    count = sort_index_constraints(session, set, sorted);
    for (size_t i = 0; i < count; i++) {
        add_index_constraint(session, table, &sorted[i], set->new_table);
    }
    apply_type(session, table, set, PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN, add_foreign_key);
    if (!set->new_table) {
        hand_down_behind(session, table, last, set->only);
    }
}

ReadResult sd_constraint_read(Session *session, Key table, Key column, const PgQuery__Constraint *constraint)
{
    WrittenConstraint written = { .node = constraint,
                                  .column = column ? column->name : NULL,
                                  .deferrable = constraint->deferrable,
                                  .initially_deferred = constraint->initdeferred };
    ConstraintSet set = { .items = &written, .count = has_own_object(constraint) };

    sd_constraints_apply(session, table, &set);
    return READ_DONE;
}
