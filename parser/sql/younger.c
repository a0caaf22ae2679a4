#include "parser/sql/younger.h"

#include "parser/sql/lexer.h"

#include <string.h>

/* LOGGED and UNLOGGED among the options of an identity column's sequence came with 15.9 and 16.5 (SeqOptElem of gram.y;
 * release notes of 15.9). */
static const char *const sequence_options[] = { "logged", "unlogged" };

bool sd_younger_find(YoungerWord *word, const char *text, size_t length, size_t at)
{
    Lexer lexer = sd_lexer(text, length, 0);
    bool alters = sd_token_is(&lexer, sd_lexer_next(&lexer), "alter");
    Token token;

    lexer = sd_lexer(text, length, at);
    token = sd_lexer_next(&lexer);
    for (size_t i = 0; alters && i < sizeof sequence_options / sizeof *sequence_options; i++) {
        if (token.start == at && token.kind == TOKEN_WORD && sd_token_is(&lexer, token, sequence_options[i])) {
            *word = (YoungerWord){ .option = sequence_options[i], .start = token.start, .end = token.end };
            return true;
        }
    }
    return false;
}

/* The options of the only ADD GENERATED ... AS IDENTITY; NULL when there is none, or more than one. */
static PgQuery__Constraint *find_identity(const PgQuery__Node *statement)
{
    const PgQuery__AlterTableStmt *alter =
        statement->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT ? statement->alter_table_stmt : NULL;
    PgQuery__Constraint *found = NULL;

    for (size_t i = 0; alter && i < alter->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = alter->cmds[i]->alter_table_cmd;

        if (command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity) {
            if (found) {
                return NULL;
            }
            found = command->def->constraint;
        }
    }
    return found;
}

bool sd_younger_add(Arena *arena, const PgQuery__Node *statement, const YoungerWord *word)
{
    PgQuery__Constraint *identity = find_identity(statement);
    PgQuery__DefElem *option = sd_arena_alloc(arena, sizeof *option);
    PgQuery__Node *node = sd_arena_alloc(arena, sizeof *node);
    PgQuery__Node **options;

    if (!identity) {
        return false;
    }
    pg_query__def_elem__init(option);
    option->defname = sd_arena_copy(arena, word->option, strlen(word->option));
    option->location = identity->location;
    pg_query__node__init(node);
    node->node_case = PG_QUERY__NODE__NODE_DEF_ELEM;
    node->def_elem = option;
    options = sd_arena_alloc(arena, (identity->n_options + 1) * sizeof(PgQuery__Node *));
    for (size_t i = 0; i < identity->n_options; i++) {
        options[i] = identity->options[i];
    }
    options[identity->n_options++] = node;
    identity->options = options;
    return true;
}
