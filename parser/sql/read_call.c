/* SELECT and CALL: functions that are run for what they do.
 *
 * A function of the server itself changes no schema.  One that the files declare is looked into; what others do is not
 * known and reported, unless a comment says it (effect.c). */
#include "parser/canon/builtin.h"
#include "parser/sql/inner.h"
#include "parser/sql/lexer.h"
#include "parser/sql/setting.h"
#include "parser/sql/table.h"

#include <string.h>

/* Functions of extensions that write rows of their own and no objects. */
static const struct {
    const char *schema, *name; /* name NULL: every function of the schema */
} harmless[] = {
    { "cron", NULL },
    { "net", NULL },
    { "vault", NULL },
    { "pgmq", "send" },
    { "pgmq", "read" },
    { "storage", NULL },
    { "extensions", "uuid_generate_v4" },
};

static bool is_harmless(const char *schema, const char *name)
{
    for (size_t i = 0; schema && i < sizeof harmless / sizeof *harmless; i++) {
        if (strcmp(harmless[i].schema, schema) == 0 && (!harmless[i].name || strcmp(harmless[i].name, name) == 0)) {
            return true;
        }
    }
    return false;
}

/* Words that a body needs to change the schema. */
static bool says_so(const char *text, size_t length)
{
    static const char *const words[] = { "create", "alter", "drop", "grant", "revoke", "comment", "execute", "call" };
    Lexer lexer = sd_lexer(text, length, 0);

    for (Token token = sd_lexer_next(&lexer); token.kind != TOKEN_END; token = sd_lexer_next(&lexer)) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (sd_token_is(&lexer, token, words[i])) {
                return true;
            }
        }
    }
    return false;
}

static bool may_change_schema(const Catalog *catalog, Key key)
{
    const Object *object = sd_catalog_find(catalog, key);
    const Routine *routine = object && object->key->kind == KIND_ROUTINE ? (const Routine *) object : NULL;

    return routine && (!routine->body || says_so(routine->body->text, routine->body->length)) && !routine->sql_body;
}

/* Any function of that name. */
static bool is_suspect(Session *session, const PgQuery__FuncCall *call)
{
    enum { ROOM = 16 };
    Key found[ROOM];
    Name schema, name;
    size_t count;

    sd_session_split_name(session, call->n_funcname, call->funcname, &schema, &name);
    if (!name || is_harmless(schema ? schema->text : NULL, name->text)) {
        return false;
    }
    count = sd_resolve_routines(&session->resolver, schema, name, found, ROOM);
    for (size_t i = 0; i < count && i < ROOM; i++) {
        const Catalog *own = session->resolver.catalog;

        if (may_change_schema(sd_catalog_find(own, found[i]) ? own : session->resolver.other, found[i])) {
            return true;
        }
    }
    if (count == 0 && (!schema || strcmp(schema->text, "pg_catalog") == 0)) {
        const BuiltinFunction *first;

        return sd_builtin_functions(name->text, &first) == 0;
    }
    return count == 0;
}

static bool check_call(Session *session, const PgQuery__FuncCall *call)
{
    bool found = is_suspect(session, call);

    if (found) {
        sd_effect_unknown(session, call->location,
                          sd_arena_format(session->diag->arena, "call of \"%s\"",
                                          sd_session_last_part(call->n_funcname, call->funcname)));
    }
    return found;
}

typedef bool (*CallVisitor)(Session *session, const PgQuery__FuncCall *call);

static bool visit_node(Session *session, const PgQuery__Node *node, CallVisitor visit)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL && visit(session, node->func_call);
}

/* SELECT f(), and SELECT ... FROM f(): whether any of them was found to be one. */
static bool visit_calls(Session *session, const PgQuery__SelectStmt *select, CallVisitor visit)
{
    bool found = false;

    for (size_t i = 0; i < select->n_target_list; i++) {
        if (select->target_list[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET) {
            found = visit_node(session, select->target_list[i]->res_target->val, visit) || found;
        }
    }
    for (size_t i = 0; i < select->n_from_clause; i++) {
        const PgQuery__RangeFunction *range = select->from_clause[i]->node_case == PG_QUERY__NODE__NODE_RANGE_FUNCTION
                                                  ? select->from_clause[i]->range_function
                                                  : NULL;

        for (size_t function = 0; range && function < range->n_functions; function++) {
            const PgQuery__Node *pair = range->functions[function];

            const PgQuery__Node *call =
                pair->node_case == PG_QUERY__NODE__NODE_LIST && pair->list->n_items ? pair->list->items[0] : NULL;

            found = visit_node(session, call, visit) || found;
        }
    }
    return found;
}

bool sd_select_has_effect(Session *session, const PgQuery__SelectStmt *select)
{
    return visit_calls(session, select, is_suspect);
}

/* SELECT ... INTO is CREATE TABLE AS in other words. */
static void read_into(Session *session, const PgQuery__Node *node)
{
    PgQuery__CreateTableAsStmt statement = PG_QUERY__CREATE_TABLE_AS_STMT__INIT;

    statement.into = node->select_stmt->into_clause;
    statement.query = (PgQuery__Node *) (uintptr_t) node;
    if (!sd_table_is_temporary(session, statement.into->rel, "table") &&
        !sd_table_of_query(session, &statement, (Slice){ .start = 0, .end = session->statement->length })) {
        sd_session_warning(session, -1,
                           "the columns of this table come from a query that cannot be told without a server")
            ->hint = "write CREATE TABLE with its columns";
    }
}

ReadResult sd_read_select(Session *session, const PgQuery__Node *node)
{
    const PgQuery__SelectStmt *select = node->select_stmt;
    size_t warned = session->diag->count;
    ReadResult result;

    if (sd_effect_read(session, &result)) {
        return result;
    }
    if (select->into_clause) {
        read_into(session, node);
    } else if (!sd_setting_call(session, select)) {
        (void) visit_calls(session, select, check_call);
        if (session->diag->count == warned) {
            sd_session_note(session, -1, "SELECT makes no schema and is skipped");
        }
    }
    return READ_DONE;
}

ReadResult sd_read_call(Session *session, const PgQuery__Node *node)
{
    ReadResult result;

    if (!sd_effect_read(session, &result)) {
        (void) check_call(session, node->call_stmt->funccall);
        return READ_DONE;
    }
    return result;
}
