/* CREATE FUNCTION, CREATE PROCEDURE, ALTER ROUTINE. */
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

#include <string.h>

/* ---- types -------------------------------------------------------------------------------------------------- */

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
        return sd_routine_type(draft->session, type, &draft->returns, &draft->returns_needs);
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

/* ---- what is cut out of the text ---------------------------------------------------------------------------- */

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
    } while (token.kind != TOKEN_END && !sd_token_is(&lexer, token, "default") &&
             !sd_token_is_symbol(&lexer, token, '='));
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
            defaults[count++] =
                sd_slice_expr(session, default_slice(session, part, parameter->arg_type), parameter->defexpr);
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

/* ---- creating ----------------------------------------------------------------------------------------------- */

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
    sd_routine_describe_arguments(draft->session, &routine->base, draft->arguments, draft->count);
    routine->argument_defaults = argument_defaults(draft);
    for (size_t i = 0; i < statement->n_options; i++) {
        sd_routine_option(draft->session, routine, statement->options[i]->def_elem);
    }
    if (!routine->language) {
        sd_session_error(draft->session, -1, "%s has no language", sd_session_phrase(draft->session, routine->base.key))
            ->hint = "write LANGUAGE and its name";
        routine->language = sd_session_name(draft->session, "sql");
    }
    sd_routine_fill_costs(draft->session, routine);
    if (statement->sql_body) {
        routine->sql_body = sql_body(draft);
    }
    sd_catalog_edge(sd_session_catalog(draft->session), routine->base.key, draft->returns_needs);
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
    key = sd_key(sd_session_names(session), KIND_ROUTINE, within, name,
                 sd_routine_args(session, draft->arguments, draft->count));
    routine = statement->replace ? (Routine *) sd_catalog_find(sd_session_catalog(session), key) : NULL;
    if (routine) {
        sd_table_forget_needs(session, key);
        routine->base.at = sd_session_position(session, -1);
        describe(draft, routine);
        sd_language_need(session, routine);
        return;
    }
    routine = (Routine *) sd_session_add(session, key, -1, false);
    if (routine) {
        describe(draft, routine);
        sd_language_need(session, routine);
        sd_grant_defaults(session, key);
    }
}

ReadResult sd_read_create_routine(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateFunctionStmt *statement = node->create_function_stmt;
    RoutineDraft draft = { .session = session, .statement = statement, .count = statement->n_parameters };

    if (!sd_routine_arguments(session, draft.count, statement->parameters, &draft.arguments) ||
        !look_up_result(&draft)) {
        return READ_WAIT;
    }
    create(&draft);
    return READ_DONE;
}

/* ---- altering ----------------------------------------------------------------------------------------------- */

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
    if (key->kind != KIND_ROUTINE) {
        sd_session_error(session, -1, "%s cannot be altered so", sd_session_phrase(session, key))->hint =
            "write CREATE OR REPLACE AGGREGATE";
        return READ_DONE;
    }
    for (size_t i = 0; i < statement->n_actions; i++) {
        sd_routine_option(session, routine, statement->actions[i]->def_elem);
    }
    return READ_DONE;
}
