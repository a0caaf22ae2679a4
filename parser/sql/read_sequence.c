/* Sequences, with the defaults of init_params in the server's sequence.c. */
#include "parser/sql/state.h"
#include "parser/sql/table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct IntegerType {
    const char *name;
    int64_t minimum, maximum;
} IntegerType;

static const IntegerType integer_types[] = {
    { "bigint", INT64_MIN, INT64_MAX },
    { "integer", INT32_MIN, INT32_MAX },
    { "smallint", INT16_MIN, INT16_MAX },
};

/* The type of that name; bigint for anything else. */
static const IntegerType *integer_type(Name name)
{
    for (size_t i = 0; name && i < sizeof integer_types / sizeof *integer_types; i++) {
        if (strcmp(integer_types[i].name, name->text) == 0) {
            return &integer_types[i];
        }
    }
    return &integer_types[0];
}

/* The options as they were written; a member is NULL when its clause is missing. */
typedef struct SequenceClauses {
    const PgQuery__DefElem *as, *increment, *start, *maximum, *minimum, *cache, *cycle, *owned_by, *name, *logged,
        *unlogged;
} SequenceClauses;

static SequenceClauses find_clauses(size_t count, PgQuery__Node *const *options)
{
    SequenceClauses clauses = { 0 };
    const struct {
        const char *word;
        const PgQuery__DefElem **clause;
    } words[] = {
        { "as", &clauses.as },
        { "increment", &clauses.increment },
        { "start", &clauses.start },
        { "maxvalue", &clauses.maximum },
        { "minvalue", &clauses.minimum },
        { "cache", &clauses.cache },
        { "cycle", &clauses.cycle },
        { "owned_by", &clauses.owned_by },
        { "sequence_name", &clauses.name },
        { "logged", &clauses.logged },
        { "unlogged", &clauses.unlogged },
    };

    for (size_t i = 0; i < count; i++) {
        for (size_t word = 0; word < sizeof words / sizeof *words; word++) {
            if (strcmp(options[i]->def_elem->defname, words[word].word) == 0) {
                *words[word].clause = options[i]->def_elem;
            }
        }
    }
    return clauses;
}

static int64_t number_of(const Session *session, const PgQuery__DefElem *clause)
{
    const PgQuery__Node *arg = clause->arg;
    char *end;
    long long value;

    if (arg->node_case == PG_QUERY__NODE__NODE_INTEGER) {
        return arg->integer->ival;
    }
    if (arg->node_case != PG_QUERY__NODE__NODE_FLOAT) {
        return 0;
    }
    errno = 0;
    value = strtoll(arg->float_->fval, &end, 10);
    if (errno || *end) {
        sd_session_error(session, clause->location, "the number %s is no bigint", arg->float_->fval);
    }
    return value;
}

/* AS on an existing sequence moves the bounds that were those of the old type. */
static void set_data_type(Session *session, Sequence *sequence, const PgQuery__DefElem *as)
{
    const IntegerType *old = integer_type(sequence->data_type);
    const IntegerType *type;
    Key needs = NULL;
    Name name = sd_session_type(session, as->arg->type_name, &needs);

    type = integer_type(name);
    if (!name || strcmp(name->text, type->name) != 0) {
        sd_session_error(session, as->location, "the type of a sequence must be smallint, integer or bigint");
        return;
    }
    if (sequence->maximum == old->maximum) {
        sequence->maximum = type->maximum;
    }
    if (sequence->minimum == old->minimum) {
        sequence->minimum = type->minimum;
    }
    sequence->data_type = name;
}

static void set_bounds(Session *session, Sequence *sequence, const SequenceClauses *clauses, bool is_new)
{
    const IntegerType *type = integer_type(sequence->data_type);
    bool ascending = sequence->increment > 0;

    if (clauses->maximum && clauses->maximum->arg) {
        sequence->maximum = number_of(session, clauses->maximum);
    } else if (is_new || clauses->maximum) {
        sequence->maximum = ascending ? type->maximum : -1;
    }
    if (clauses->minimum && clauses->minimum->arg) {
        sequence->minimum = number_of(session, clauses->minimum);
    } else if (is_new || clauses->minimum) {
        sequence->minimum = ascending ? 1 : type->minimum;
    }
    if (clauses->start) {
        sequence->start = number_of(session, clauses->start);
    } else if (is_new) {
        sequence->start = ascending ? sequence->minimum : sequence->maximum;
    }
}

static void check_numbers(const Session *session, const Sequence *sequence)
{
    const char *phrase = sd_session_phrase(session, sequence->base.key);

    if (sequence->increment == 0) {
        sd_session_error(session, -1, "%s has an increment of zero", phrase);
    } else if (sequence->minimum >= sequence->maximum) {
        sd_session_error(session, -1, "%s has a minimum of %" PRId64 ", which is not less than its maximum %" PRId64,
                         phrase, sequence->minimum, sequence->maximum);
    } else if (sequence->start < sequence->minimum || sequence->start > sequence->maximum) {
        sd_session_error(session, -1, "%s starts with %" PRId64 ", which is not between %" PRId64 " and %" PRId64,
                         phrase, sequence->start, sequence->minimum, sequence->maximum);
    } else if (sequence->cache < 1) {
        sd_session_error(session, -1, "%s has a cache of less than one", phrase);
    }
}

static void set_clauses(Session *session, Sequence *sequence, const SequenceClauses *clauses, bool is_new)
{
    if (clauses->increment) {
        sequence->increment = number_of(session, clauses->increment);
    }
    if (clauses->as) {
        set_data_type(session, sequence, clauses->as);
    }
    set_bounds(session, sequence, clauses, is_new);
    if (clauses->cache) {
        sequence->cache = number_of(session, clauses->cache);
    }
    if (clauses->cycle) {
        sequence->cycle = clauses->cycle->arg && clauses->cycle->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN &&
                          clauses->cycle->arg->boolean->boolval;
    }
    if (clauses->logged || clauses->unlogged) {
        sequence->unlogged = clauses->unlogged != NULL;
    }
    check_numbers(session, sequence);
}

static void set_new(Session *session, Sequence *sequence, Name data_type, const SequenceClauses *clauses)
{
    sequence->data_type = data_type;
    sequence->increment = 1;
    sequence->cache = 1;
    set_clauses(session, sequence, clauses, true);
}

/* ---- OWNED BY ------------------------------------------------------------------------------------------------------ */

typedef struct OwnedBy {
    bool stated;
    Key column; /* NULL: NONE */
} OwnedBy;

/* False: wait. */
static bool find_owned_by(Session *session, const PgQuery__DefElem *clause, OwnedBy *owned)
{
    const PgQuery__List *parts = clause ? clause->arg->list : NULL;
    PgQuery__RangeVar range;

    *owned = (OwnedBy){ .stated = clause != NULL };
    if (!parts || parts->n_items < 2) {
        return true; /* NONE is a name of one part */
    }
    range = sd_object_range(parts->n_items - 1, parts->items);
    owned->column = sd_object_child_key(session, KIND_COLUMN, &range, parts->items[parts->n_items - 1]->string->sval);
    if (!owned->column && session->last_round) {
        sd_session_error(session, clause->location,
                         "the column \"%s\" that the sequence is owned by is declared nowhere",
                         sd_object_range_text(session, &range, parts->items[parts->n_items - 1]->string->sval));
        return true;
    }
    return owned->column != NULL;
}

/* ---- statements ---------------------------------------------------------------------------------------------------- */

ReadResult sd_read_create_sequence(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateSeqStmt *create = node->create_seq_stmt;
    SequenceClauses clauses = find_clauses(create->n_options, create->options);
    const char *persistence = create->sequence->relpersistence;
    Sequence *sequence;
    OwnedBy owned;
    Key key;

    if (persistence && *persistence == 't') {
        sd_session_note(session, -1, "a temporary sequence is no part of a schema and is skipped");
        return READ_DONE;
    }
    if (!find_owned_by(session, clauses.owned_by, &owned)) {
        return READ_WAIT;
    }
    key = sd_session_new_key(session, KIND_SEQUENCE, create->sequence->schemaname, create->sequence->relname);
    sequence = (Sequence *) sd_session_add(session, key, create->sequence->location, create->if_not_exists);
    if (sequence) {
        set_new(session, sequence, sd_name(sd_session_catalog(session)->names, "bigint"), &clauses);
        sequence->unlogged = persistence && *persistence == 'u';
        sequence->owned_by = owned.column;
        sd_grant_defaults(session, key);
    }
    return READ_DONE;
}

ReadResult sd_read_alter_sequence(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterSeqStmt *alter = node->alter_seq_stmt;
    SequenceClauses clauses = find_clauses(alter->n_options, alter->options);
    Sequence *sequence = (Sequence *) sd_session_relation(session, alter->sequence);
    OwnedBy owned;

    if (!sequence || sequence->base.key->kind != KIND_SEQUENCE) {
        return alter->missing_ok ? READ_DONE
                                 : sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE,
                                                     sd_object_range_text(session, alter->sequence, NULL));
    }
    if (!find_owned_by(session, clauses.owned_by, &owned)) {
        return READ_WAIT;
    }
    set_clauses(session, sequence, &clauses, false);
    if (owned.stated) {
        sequence->owned_by = owned.column;
    }
    return READ_DONE;
}

/* The name that SEQUENCE NAME gives, or the one the server chooses. */
static Key key_of_column(Session *session, Key column, const PgQuery__DefElem *stated)
{
    Names *names = sd_session_catalog(session)->names;
    Key table = column->parent;
    Name schema, name;

    if (stated && stated->arg && stated->arg->node_case == PG_QUERY__NODE__NODE_LIST) {
        sd_session_split_name(session, stated->arg->list->n_items, stated->arg->list->items, &schema, &name);
        return sd_key(names, KIND_SEQUENCE, schema ? sd_key(names, KIND_SCHEMA, NULL, schema, NULL) : table->parent,
                      name, NULL);
    }
    name = sd_choose_relation_name(session, table->parent, table->name->text, column->name->text, "seq");
    return sd_key(names, KIND_SEQUENCE, table->parent, name, NULL);
}

Key sd_sequence_for_column(Session *session, Key column, Name data_type, Name identity, size_t option_count,
                           PgQuery__Node *const *options)
{
    SequenceClauses clauses = find_clauses(option_count, options);
    Key key = key_of_column(session, column, clauses.name);
    Sequence *sequence = (Sequence *) sd_session_add(session, key, -1, false);

    clauses.as = NULL; /* the column's type decides */
    if (sequence) {
        const Table *table = sd_lineage_table(session, column->parent);

        sequence->unlogged = table && table->unlogged;
        set_new(session, sequence, data_type, &clauses);
        sequence->identity = identity;
        sequence->owned_by = column;
        sd_grant_defaults(session, key);
    }
    return key;
}
