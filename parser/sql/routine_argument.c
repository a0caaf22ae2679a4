/* Functions, procedures and aggregates by their arguments and without them. */
#include "parser/sql/routine.h"
#include "parser/sql/syntax.h"

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

bool sd_routine_type(Session *session, const PgQuery__TypeName *type, Name *name, Key *needs)
{
    *name = sd_session_type(session, type, needs);
    if (*name) {
        *name = sd_type_without_modifier(sd_session_names(session), *name);
    }
    return *name != NULL;
}

bool sd_routine_arguments(Session *session, size_t count, PgQuery__Node *const *parameters, Argument **arguments)
{
    Argument *made = sd_arena_alloc(sd_session_arena(session), (count + 1) * sizeof *made);

    for (size_t i = 0; i < count; i++) {
        made[i].parameter = parameters[i]->function_parameter;
        made[i].mode = mode_letter(made[i].parameter->mode);
        if (!sd_routine_type(session, made[i].parameter->arg_type, &made[i].type, &made[i].needs)) {
            return false;
        }
    }
    *arguments = made;
    return true;
}

Name sd_routine_args(const Session *session, const Argument *arguments, size_t count)
{
    Text text = sd_text(sd_session_arena(session));

    for (size_t i = 0; i < count; i++) {
        if (is_input(&arguments[i])) {
            sd_text_put(&text, text.length ? ", " : "");
            sd_text_put_name(&text, arguments[i].type);
        }
    }
    return sd_name_of(sd_session_names(session), text.bytes, text.length);
}

static void set_list(const Session *session, Object *object, const char *row, const Name *names, size_t count)
{
    *sd_routine_list(object, row) = sd_list(sd_session_arena(session), names, count);
}

/* Modes are absent when all arguments are plain input, names when none has one, as in pg_proc. */
void sd_routine_describe_arguments(Session *session, Object *object, const Argument *arguments, size_t count)
{
    Names *names = sd_session_names(session);
    Name *modes = sd_arena_alloc(sd_session_arena(session), 3 * (count + 1) * sizeof *modes);
    Name *words = modes + count, *types = words + count;
    bool any_mode = false, any_name = false;

    for (size_t i = 0; i < count; i++) {
        modes[i] = sd_name_of(names, &arguments[i].mode, 1);
        words[i] = sd_name(names, arguments[i].parameter->name);
        types[i] = arguments[i].type;
        any_mode = any_mode || arguments[i].mode != 'i';
        any_name = any_name || words[i]->length;
        sd_catalog_edge(sd_session_catalog(session), object->key, arguments[i].needs);
    }
    set_list(session, object, "argument_modes", modes, any_mode ? count : 0);
    set_list(session, object, "argument_names", words, any_name ? count : 0);
    set_list(session, object, "argument_types", types, count);
}

Key sd_routine_by_name(const Session *session, const PgQuery__Node *node)
{
    Name schema, name;

    sd_syntax_split_name(session, node, &schema, &name);
    return sd_session_function_name(session, schema, name);
}
