/* CREATE FUNCTION, CREATE PROCEDURE, ALTER ROUTINE. */
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <string.h>

/* ---- arguments ---------------------------------------------------------------------------------------------------- */

typedef struct Argument {
    const PgQuery__FunctionParameter *parameter;
    char mode; /* as in pg_proc.proargmodes */
    Name type;
    Key needs;
} Argument;

/* A statement with every type looked up. */
typedef struct RoutineDraft {
    Session *session;
    const PgQuery__CreateFunctionStmt *statement;
    Argument *arguments;
    size_t count;
    Name returns;
    Key returns_needs;
    bool returns_set;
} RoutineDraft;

static char mode_letter(PgQuery__FunctionParameterMode mode)
{
    switch (mode) {
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT:
        return 'o';
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_INOUT:
        return 'b';
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC:
        return 'v';
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE:
        return 't';
    default:
        return 'i';
    }
}

static bool is_input(const Argument *argument)
{
    return argument->mode != 'o' && argument->mode != 't';
}

/* Lengths and precisions of arguments and results are not kept (manual: CREATE FUNCTION). */
static bool look_up_type(const RoutineDraft *draft, const PgQuery__TypeName *type, Name *name, Key *needs)
{
    *name = sd_session_type(draft->session, type, needs);
    if (*name) {
        *name = sd_type_without_modifier(sd_session_names(draft->session), *name);
    }
    return *name != NULL;
}

static bool look_up_arguments(RoutineDraft *draft)
{
    const PgQuery__CreateFunctionStmt *statement = draft->statement;

    draft->arguments = sd_arena_alloc(sd_session_arena(draft->session), statement->n_parameters * sizeof(Argument));
    for (size_t i = 0; i < statement->n_parameters; i++) {
        Argument *argument = &draft->arguments[draft->count];

        argument->parameter = statement->parameters[i]->function_parameter;
        argument->mode = mode_letter(argument->parameter->mode);
        if (!look_up_type(draft, argument->parameter->arg_type, &argument->type, &argument->needs)) {
            return false;
        }
        draft->count++;
    }
    return true;
}

/* Without RETURNS the output arguments say what is returned: one its type, several a record
 * (interpret_function_parameter_list of functioncmds.c). */
static bool look_up_result(RoutineDraft *draft)
{
    const PgQuery__TypeName *type = draft->statement->return_type;
    size_t outputs = 0;

    if (draft->statement->is_procedure) {
        return true;
    }
    if (type) {
        draft->returns_set = type->setof;
        return look_up_type(draft, type, &draft->returns, &draft->returns_needs);
    }
    for (size_t i = 0; i < draft->count; i++) {
        if (draft->arguments[i].mode == 'o' || draft->arguments[i].mode == 'b') {
            draft->returns = draft->arguments[i].type;
            outputs++;
        }
    }
    if (outputs != 1) {
        draft->returns = sd_session_name(draft->session, outputs ? "record" : "void");
    }
    return true;
}

/* The types of the input arguments, which belong to the identity. */
static Name input_types(const RoutineDraft *draft)
{
    Text text = sd_text(sd_session_arena(draft->session));

    for (size_t i = 0; i < draft->count; i++) {
        if (is_input(&draft->arguments[i])) {
            sd_text_put(&text, text.length ? ", " : "");
            sd_text_put_name(&text, draft->arguments[i].type);
        }
    }
    return sd_name_of(sd_session_names(draft->session), text.bytes, text.length);
}

/* Modes are absent when all arguments are plain input, names when none has one, as in pg_proc. */
static void describe_arguments(const RoutineDraft *draft, Routine *routine)
{
    Arena *arena = sd_session_arena(draft->session);
    Names *names = sd_session_names(draft->session);
    Name *lists = sd_arena_alloc(arena, 3 * (draft->count + 1) * sizeof *lists);
    Name *modes = lists, *words = lists + draft->count, *types = words + draft->count;
    bool any_mode = false, any_name = false;

    for (size_t i = 0; i < draft->count; i++) {
        const Argument *argument = &draft->arguments[i];

        modes[i] = sd_name_of(names, &argument->mode, 1);
        words[i] = sd_name(names, argument->parameter->name);
        types[i] = argument->type;
        any_mode = any_mode || argument->mode != 'i';
        any_name = any_name || words[i]->length;
    }
    routine->argument_modes = any_mode ? sd_list(arena, modes, draft->count) : NULL;
    routine->argument_names = any_name ? sd_list(arena, words, draft->count) : NULL;
    routine->argument_types = sd_list(arena, types, draft->count);
}

/* ---- what is cut out of the text ---------------------------------------------------------------------------------- */

/* The text of the argument list, behind the routine's name. */
static Slice argument_slice(const Session *session, size_t *behind)
{
    Slice all = sd_slice_rest(session, 0);

    return sd_slice_group(session, all, behind);
}

/* Behind DEFAULT or the equals sign that follows the argument's type. */
static Slice default_slice(const Session *session, Slice part, const PgQuery__TypeName *type)
{
    Lexer lexer = sd_lexer(session->statement->text, part.end, sd_slice_offset(session, type->location));
    Token token;

    do {
        token = sd_lexer_next(&lexer);
    } while (token.kind != TOKEN_END && !sd_token_is(&lexer, token, "default") && !sd_token_is_symbol(&lexer, token, '='));
    return (Slice){ .start = lexer.at, .end = part.end };
}

static const ExprList *argument_defaults(const RoutineDraft *draft)
{
    Session *session = draft->session;
    Expr **defaults = sd_arena_alloc(sd_session_arena(session), draft->count * sizeof *defaults);
    Slice list = argument_slice(session, NULL), part;
    size_t count = 0;

    /* The columns of RETURNS TABLE come last among the parameters and have no defaults. */
    for (size_t i = 0; i < draft->count && sd_slice_next_part(session, &list, &part); i++) {
        const PgQuery__FunctionParameter *parameter = draft->arguments[i].parameter;

        if (parameter->defexpr) {
            defaults[count++] = sd_slice_expr(session, default_slice(session, part, parameter->arg_type),
                                              parameter->defexpr);
        }
    }
    return sd_exprs(sd_session_arena(session), defaults, count);
}

/* BEGIN ATOMIC ... END or RETURN ..., at the end of the statement. */
static Expr *sql_body(const RoutineDraft *draft)
{
    Session *session = draft->session;
    bool returns = draft->statement->sql_body->node_case == PG_QUERY__NODE__NODE_RETURN_STMT;
    const char *word = returns ? "return" : "begin";
    Slice rest;

    (void) argument_slice(session, &rest.start);
    rest.end = session->statement->length;
    rest.start = sd_slice_behind_word(session, rest, word).start - strlen(word);
    return sd_slice_expr(session, rest, draft->statement->sql_body);
}

/* ---- creating ----------------------------------------------------------------------------------------------------- */

static void record_needs(const RoutineDraft *draft, Key key)
{
    Catalog *catalog = sd_session_catalog(draft->session);

    for (size_t i = 0; i < draft->count; i++) {
        sd_catalog_edge(catalog, key, draft->arguments[i].needs);
    }
    sd_catalog_edge(catalog, key, draft->returns_needs);
}

static void set_defaults(const RoutineDraft *draft, Routine *routine)
{
    Session *session = draft->session;

    routine->is_window = false;
    routine->is_strict = false;
    routine->security_definer = false;
    routine->leakproof = false;
    routine->language = draft->statement->sql_body ? sd_session_name(session, "sql") : NULL;
    routine->volatility = sd_session_name(session, "VOLATILE");
    routine->parallel = sd_session_name(session, "UNSAFE");
    routine->cost = NULL;
    routine->rows = NULL;
    routine->support = NULL;
    routine->transforms = NULL;
    routine->settings = NULL;
    routine->object_file = NULL;
    routine->body = NULL;
    routine->sql_body = NULL;
}

/* Every row but the owner's: OR REPLACE keeps owner, grants and comment and nothing else. */
static void describe(const RoutineDraft *draft, Routine *routine)
{
    const PgQuery__CreateFunctionStmt *statement = draft->statement;

    set_defaults(draft, routine);
    routine->is_procedure = statement->is_procedure;
    routine->returns = draft->returns;
    routine->returns_set = draft->returns_set;
    describe_arguments(draft, routine);
    routine->argument_defaults = argument_defaults(draft);
    for (size_t i = 0; i < statement->n_options; i++) {
        sd_routine_option(draft->session, routine, statement->options[i]->def_elem);
    }
    sd_routine_fill_costs(draft->session, routine);
    if (statement->sql_body) {
        routine->sql_body = sql_body(draft);
    }
    record_needs(draft, routine->base.key);
}

static void create(const RoutineDraft *draft)
{
    Session *session = draft->session;
    const PgQuery__CreateFunctionStmt *statement = draft->statement;
    Name schema, name;
    Key within, key;
    Routine *routine;

    sd_session_split_name(session, statement->n_funcname, statement->funcname, &schema, &name);
    schema = schema ? schema : sd_resolve_creation_schema(&session->resolver);
    within = sd_key(sd_session_names(session), KIND_SCHEMA, NULL, schema, NULL);
    key = sd_key(sd_session_names(session), KIND_ROUTINE, within, name, input_types(draft));
    routine = statement->replace ? (Routine *) sd_catalog_find(sd_session_catalog(session), key) : NULL;
    if (routine) {
        sd_table_forget_needs(session, key);
        routine->base.at = sd_session_position(session, -1);
        describe(draft, routine);
        return;
    }
    routine = (Routine *) sd_session_add(session, key, -1, false);
    if (routine) {
        describe(draft, routine);
        sd_grant_defaults(session, key);
    }
}

ReadResult sd_read_create_routine(Session *session, const PgQuery__Node *node)
{
    RoutineDraft draft = { .session = session, .statement = node->create_function_stmt };

    if (!look_up_arguments(&draft) || !look_up_result(&draft)) {
        return READ_WAIT;
    }
    create(&draft);
    return READ_DONE;
}

/* ---- altering ----------------------------------------------------------------------------------------------------- */

ReadResult sd_read_alter_routine(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterFunctionStmt *statement = node->alter_function_stmt;
    Key key = sd_session_routine_key(session, statement->func);
    Routine *routine = (Routine *) sd_catalog_find(sd_session_catalog(session), key);

    if (!routine) {
        if (!session->last_round) {
            return READ_WAIT;
        }
        sd_session_error(session, -1, "%s is not declared", sd_session_phrase(session, key));
        return READ_DONE;
    }
    for (size_t i = 0; i < statement->n_actions; i++) {
        sd_routine_option(session, routine, statement->actions[i]->def_elem);
    }
    return READ_DONE;
}
