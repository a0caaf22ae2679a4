/* CREATE AGGREGATE, in both syntaxes.
 *
 * A definition names its support functions without their arguments; which overload is meant follows from the types of
 * the state and of the arguments (AggregateCreate and lookup_agg_function of pg_aggregate.c).  The rows keep the name,
 * edges say what was found. */
#include "parser/canon/builtin.h"
#include "parser/sql/aggregate.h"
#include "parser/sql/syntax.h"

#include <stdlib.h>
#include <string.h>

/* Names in front of 8.2 had a 1 behind them. */
const AggregatePart sd_aggregate_parts[] = {
    { "sfunc", "sfunc", PART_FUNCTION, SIGNATURE_TRANSITION, "stype", NULL },
    { "sfunc1", "sfunc", PART_FUNCTION, SIGNATURE_TRANSITION, "stype", NULL },
    { "stype", "stype", PART_TYPE, SIGNATURE_NONE, NULL, NULL },
    { "stype1", "stype", PART_TYPE, SIGNATURE_NONE, NULL, NULL },
    { "sspace", "sspace", PART_NUMBER, SIGNATURE_NONE, NULL, NULL },
    { "finalfunc", "finalfunc", PART_FUNCTION, SIGNATURE_FINAL, "stype", "finalfunc_extra" },
    { "finalfunc_extra", "finalfunc_extra", PART_FLAG, SIGNATURE_NONE, NULL, NULL },
    { "finalfunc_modify", "finalfunc_modify", PART_WORD, SIGNATURE_NONE, NULL, NULL },
    { "combinefunc", "combinefunc", PART_FUNCTION, SIGNATURE_COMBINE, "stype", NULL },
    { "serialfunc", "serialfunc", PART_FUNCTION, SIGNATURE_SERIALIZE, NULL, NULL },
    { "deserialfunc", "deserialfunc", PART_FUNCTION, SIGNATURE_DESERIALIZE, NULL, NULL },
    { "initcond", "initcond", PART_TEXT, SIGNATURE_NONE, NULL, NULL },
    { "initcond1", "initcond", PART_TEXT, SIGNATURE_NONE, NULL, NULL },
    { "msfunc", "msfunc", PART_FUNCTION, SIGNATURE_TRANSITION, "mstype", NULL },
    { "minvfunc", "minvfunc", PART_FUNCTION, SIGNATURE_TRANSITION, "mstype", NULL },
    { "mstype", "mstype", PART_TYPE, SIGNATURE_NONE, NULL, NULL },
    { "msspace", "msspace", PART_NUMBER, SIGNATURE_NONE, NULL, NULL },
    { "mfinalfunc", "mfinalfunc", PART_FUNCTION, SIGNATURE_FINAL, "mstype", "mfinalfunc_extra" },
    { "mfinalfunc_extra", "mfinalfunc_extra", PART_FLAG, SIGNATURE_NONE, NULL, NULL },
    { "mfinalfunc_modify", "mfinalfunc_modify", PART_WORD, SIGNATURE_NONE, NULL, NULL },
    { "minitcond", "minitcond", PART_TEXT, SIGNATURE_NONE, NULL, NULL },
    { "sortop", "sortop", PART_OPERATOR, SIGNATURE_NONE, NULL, NULL },
    { "parallel", "parallel", PART_WORD, SIGNATURE_NONE, NULL, NULL },
};

const size_t sd_aggregate_part_count = sizeof sd_aggregate_parts / sizeof *sd_aggregate_parts;

/* ---- arguments ---------------------------------------------------------------------------------------------------- */

static const PgQuery__DefElem *find_part(const AggregateDraft *draft, const char *name)
{
    for (size_t i = 0; i < draft->statement->n_definition; i++) {
        if (strcmp(draft->statement->definition[i]->def_elem->defname, name) == 0) {
            return draft->statement->definition[i]->def_elem;
        }
    }
    return NULL;
}

/* A type may be written as a string, too: STYPE = 'int4' (defGetTypeName of define.c). */
static bool look_up_type(AggregateDraft *draft, const PgQuery__Node *node, Name *type)
{
    PgQuery__TypeName written = PG_QUERY__TYPE_NAME__INIT;
    PgQuery__Node copy, *parts = &copy;
    Key needs = NULL;

    if (!node) {
        return true;
    }
    if (node->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
        written = *node->type_name;
    } else {
        copy = *node;
        written.names = &parts;
        written.n_names = 1;
        written.typemod = -1;
    }
    if (!sd_routine_type(draft->session, &written, type, &needs)) {
        return false;
    }
    sd_aggregate_need(draft, needs);
    return true;
}

/* Before the arguments stood behind the name there was BASETYPE, of which "any" meant none. */
static bool look_up_basetype(AggregateDraft *draft)
{
    static const PgQuery__FunctionParameter unnamed = PG_QUERY__FUNCTION_PARAMETER__INIT;
    const PgQuery__DefElem *basetype = find_part(draft, "basetype");
    const char *text = basetype ? sd_session_option_text(draft->session, basetype) : NULL;

    draft->arguments = sd_arena_alloc(sd_session_arena(draft->session), sizeof *draft->arguments);
    draft->arguments->parameter = &unnamed;
    draft->arguments->mode = 'i';
    draft->count = text && strcmp(text, "any") != 0 && strcmp(text, "ANY") != 0;
    return draft->count == 0 || look_up_type(draft, basetype->arg, &draft->arguments->type);
}

/* A list of parameters, and how many of them are direct arguments; -1 for an ordinary aggregate. */
static bool look_up_arguments(AggregateDraft *draft)
{
    const PgQuery__DefineStmt *statement = draft->statement;
    const PgQuery__List *list;
    int32_t direct = -1;

    if (statement->oldstyle) {
        return look_up_basetype(draft);
    }
    list = statement->n_args && statement->args[0]->node_case == PG_QUERY__NODE__NODE_LIST ? statement->args[0]->list
                                                                                           : NULL;
    if (statement->n_args == 2 && statement->args[1]->node_case == PG_QUERY__NODE__NODE_INTEGER) {
        direct = statement->args[1]->integer->ival;
    }
    if (direct >= 0) {
        draft->rows.direct_arguments = direct;
        draft->rows.kind =
            sd_session_name(draft->session, find_part(draft, "hypothetical") ? "HYPOTHETICAL SET" : "ORDERED SET");
    }
    draft->count = list ? list->n_items : 0;
    return sd_routine_arguments(draft->session, draft->count, list ? list->items : NULL, &draft->arguments);
}

/* ---- parts -------------------------------------------------------------------------------------------------------- */

static Name upper_word(const Session *session, const char *word)
{
    Text text = sd_text(sd_session_arena(session));

    for (; word && *word; word++) {
        sd_text_char(&text, *word >= 'a' && *word <= 'z' ? (char) (*word - 'a' + 'A') : *word);
    }
    return sd_session_name(session, text.bytes);
}

/* False: wait. */
static bool read_part(AggregateDraft *draft, const AggregatePart *row, const PgQuery__DefElem *part)
{
    const Session *session = draft->session;
    const char *text = sd_session_option_text(session, part);
    void *field = sd_aggregate_field(draft, row->row);

    switch (row->part) {
    case PART_FUNCTION:
        *(Key *) field = sd_routine_by_name(session, part->arg);
        break;
    case PART_TYPE:
        return look_up_type(draft, part->arg, field);
    case PART_NUMBER:
        *(int64_t *) field = text ? strtoll(text, NULL, 10) : 0;
        break;
    case PART_FLAG:
        *(bool *) field = sd_syntax_is_on(session, part);
        break;
    case PART_WORD:
        *(Name *) field = upper_word(session, text);
        break;
    case PART_TEXT:
        *(Name *) field = sd_name(sd_session_names(session), text);
        break;
    case PART_OPERATOR:
        *(Name *) field = part->arg && part->arg->node_case == PG_QUERY__NODE__NODE_LIST
                              ? sd_syntax_operator(session, part->arg->list->n_items, part->arg->list->items)
                              : sd_session_name(session, text);
        break;
    }
    return true;
}

static bool read_parts(AggregateDraft *draft)
{
    for (size_t i = 0; i < draft->statement->n_definition; i++) {
        const PgQuery__DefElem *part = draft->statement->definition[i]->def_elem;

        for (size_t row = 0; row < sd_aggregate_part_count; row++) {
            if (strcmp(sd_aggregate_parts[row].name, part->defname) == 0 &&
                !read_part(draft, &sd_aggregate_parts[row], part)) {
                return false;
            }
        }
    }
    return true;
}

/* A final function of a set may change the state unless it says that it does not. */
static void fill_defaults(AggregateDraft *draft)
{
    Name modify = sd_session_name(draft->session, draft->rows.kind ? "READ_WRITE" : "READ_ONLY");

    draft->rows.finalfunc_modify = draft->rows.finalfunc_modify ? draft->rows.finalfunc_modify : modify;
    draft->rows.mfinalfunc_modify = draft->rows.mfinalfunc_modify ? draft->rows.mfinalfunc_modify : modify;
    if (!draft->rows.parallel) {
        draft->rows.parallel = sd_session_name(draft->session, "UNSAFE");
    }
}

/* ---- creating ----------------------------------------------------------------------------------------------------- */

/* Every row but the owner's: OR REPLACE keeps owner, grants and comment and nothing else. */
static void describe(AggregateDraft *draft, Aggregate *aggregate)
{
    const Kind *kind = &sd_kinds[KIND_AGGREGATE];
    Name owner = aggregate->owner;

    for (size_t i = 0; i < kind->attr_count; i++) {
        sd_attr_copy(&aggregate->base, &draft->rows.base, &kind->attrs[i]);
    }
    aggregate->owner = owner;
    aggregate->returns = sd_aggregate_result(draft);
    sd_routine_describe_arguments(draft->session, &aggregate->base, draft->arguments, draft->count);
    for (size_t i = 0; i < draft->need_count; i++) {
        sd_catalog_edge(sd_session_catalog(draft->session), aggregate->base.key, draft->needs[i]);
    }
}

static void create(AggregateDraft *draft)
{
    Session *session = draft->session;
    Catalog *catalog = sd_session_catalog(session);
    Name schema, name;
    Object *object;
    Key key;

    sd_session_split_name(session, draft->statement->n_defnames, draft->statement->defnames, &schema, &name);
    schema = schema ? schema : sd_resolve_creation_schema(&session->resolver);
    key = sd_key(catalog->names, KIND_AGGREGATE, sd_key(catalog->names, KIND_SCHEMA, NULL, schema, NULL), name,
                 sd_routine_args(session, draft->arguments, draft->count));
    object = draft->statement->replace ? sd_catalog_find(catalog, key) : NULL;
    if (object) {
        sd_table_forget_needs(session, key);
        object->at = sd_session_position(session, -1);
        describe(draft, (Aggregate *) object);
        return;
    }
    object = sd_session_add(session, key, -1, false);
    if (object) {
        describe(draft, (Aggregate *) object);
        sd_grant_defaults(session, key);
    }
}

ReadResult sd_read_create_aggregate(Session *session, const PgQuery__Node *node)
{
    AggregateDraft draft = { .session = session, .statement = node->define_stmt };

    if (!look_up_arguments(&draft) || !read_parts(&draft) || !sd_aggregate_functions(&draft)) {
        return READ_WAIT;
    }
    if (!draft.rows.sfunc || !draft.rows.stype) {
        sd_session_error(session, -1, "an aggregate needs %s", draft.rows.sfunc ? "an STYPE" : "an SFUNC");
        return READ_DONE;
    }
    fill_defaults(&draft);
    create(&draft);
    return READ_DONE;
}
