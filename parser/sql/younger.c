#include "parser/sql/younger.h"

#include "parser/sql/lexer.h"

#include <string.h>

/* ---- finding words ------------------------------------------------------------------------------------------------- */

/* How a word looks where the parser stops.  before: the word in front of it, NULL for any; at: the word itself, NULL for any name;
 * behind: the word that must follow, or NULL.  What of it is blanked out: all, but for a name. */
typedef struct Form {
    const char *before, *at, *behind;
    YoungerMeaning meaning;
    const char *instead;
} Form;

static const Form forms[] = {
    { NULL, "logged", NULL, YOUNGER_LOGGED, "" },         { NULL, "unlogged", NULL, YOUNGER_UNLOGGED, "" },
    { NULL, "virtual", NULL, YOUNGER_VIRTUAL, "STORED" }, { "not", "enforced", NULL, YOUNGER_NOT_ENFORCED, "" },
    { NULL, "enforced", NULL, YOUNGER_ENFORCED, "" },     { NULL, "without", "overlaps", YOUNGER_PERIOD, "" },
    { "period", NULL, NULL, YOUNGER_PERIOD, "" },
};

static bool is_word(const Lexer *lexer, Token token, const char *word)
{
    return token.kind == TOKEN_WORD && sd_token_is(lexer, token, word);
}

static bool fits(const Form *form, const Lexer *lexer, const Token tokens[3])
{
    bool is_name = tokens[1].kind == TOKEN_WORD || tokens[1].kind == TOKEN_IDENTIFIER;

    return (!form->before || is_word(lexer, tokens[0], form->before)) &&
           (form->at ? is_word(lexer, tokens[1], form->at) : is_name) &&
           (!form->behind || is_word(lexer, tokens[2], form->behind));
}

bool sd_younger_find(YoungerWord *word, const char *text, size_t length, size_t at)
{
    Lexer lexer = sd_lexer(text, length, 0);
    Token tokens[3] = { { .kind = TOKEN_END } };

    do {
        tokens[0] = tokens[1];
        tokens[1] = sd_lexer_next(&lexer);
    } while (tokens[1].kind != TOKEN_END && tokens[1].start < at);
    tokens[2] = sd_lexer_next(&lexer);
    for (size_t i = 0; tokens[1].start == at && i < sizeof forms / sizeof *forms; i++) {
        const Form *form = &forms[i];

        if (fits(form, &lexer, tokens)) {
            *word = (YoungerWord){
                .meaning = form->meaning,
                .start = tokens[form->before ? 0 : 1].start,
                .end = tokens[form->behind ? 2
                              : form->at   ? 1
                                           : 0]
                           .end,
                .instead = form->instead,
            };
            return true;
        }
    }
    return false;
}

/* ---- putting them into the tree ------------------------------------------------------------------------------------ */

/* The constraint that a word belongs to: the last of a fitting type that begins before it. */
typedef struct Search {
    YoungerMeaning meaning;
    size_t location;
    PgQuery__Constraint *found;
} Search;

static bool takes(PgQuery__ConstrType type, YoungerMeaning meaning)
{
    bool is_foreign = type == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN;

    switch (meaning) {
    case YOUNGER_LOGGED:
    case YOUNGER_UNLOGGED:
        return type == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY;
    case YOUNGER_VIRTUAL:
        return type == PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED;
    case YOUNGER_ENFORCED:
    case YOUNGER_NOT_ENFORCED:
        return type == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK || is_foreign;
    case YOUNGER_PERIOD:
        return type == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY || type == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE ||
               is_foreign;
    }
    return false;
}

static void search_constraint(Search *search, PgQuery__Constraint *constraint)
{
    if (takes(constraint->contype, search->meaning) && constraint->location >= 0 &&
        (size_t) constraint->location <= search->location &&
        (!search->found || constraint->location >= search->found->location)) {
        search->found = constraint;
    }
}

static void search_elements(Search *search, size_t count, PgQuery__Node *const *elements)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__Node *element = elements[i];

        if (element && element->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD) {
            element = element->alter_table_cmd->def;
        }
        if (element && element->node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
            search_constraint(search, element->constraint);
        } else if (element && element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
            for (size_t at = 0; at < element->column_def->n_constraints; at++) {
                search_constraint(search, element->column_def->constraints[at]->constraint);
            }
        }
    }
}

static PgQuery__Constraint *find_constraint(const PgQuery__Node *statement, YoungerMeaning meaning, size_t location)
{
    Search search = { .meaning = meaning, .location = location };
    const PgQuery__CreateStmt *create = statement->node_case == PG_QUERY__NODE__NODE_CREATE_STMT
                                            ? statement->create_stmt
                                        : statement->node_case == PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT
                                            ? statement->create_foreign_table_stmt->base_stmt
                                            : NULL;

    if (create) {
        search_elements(&search, create->n_table_elts, create->table_elts);
    } else if (statement->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT) {
        search_elements(&search, statement->alter_table_stmt->n_cmds, statement->alter_table_stmt->cmds);
    }
    return search.found;
}

static void add_option(Arena *arena, PgQuery__Constraint *identity, const char *name)
{
    PgQuery__DefElem *option = sd_arena_alloc(arena, sizeof *option);
    PgQuery__Node *node = sd_arena_alloc(arena, sizeof *node);
    PgQuery__Node **options = sd_arena_alloc(arena, (identity->n_options + 1) * sizeof *options);

    pg_query__def_elem__init(option);
    option->defname = sd_arena_copy(arena, name, strlen(name));
    option->location = identity->location;
    pg_query__node__init(node);
    node->node_case = PG_QUERY__NODE__NODE_DEF_ELEM;
    node->def_elem = option;
    for (size_t i = 0; i < identity->n_options; i++) {
        options[i] = identity->options[i];
    }
    options[identity->n_options++] = node;
    identity->options = options;
}

/* The grammar never fills cooked_expr (parsenodes.h: it is for expressions that come from a catalog): here it holds the
 * meanings, a letter each. */
static char letter_of(YoungerMeaning meaning)
{
    return (char) ('a' + (int) meaning);
}

bool sd_younger_add(Arena *arena, PgQuery__Node *statement, const YoungerWord *word, size_t location)
{
    PgQuery__Constraint *constraint = find_constraint(statement, word->meaning, location);

    if (!constraint) {
        return false;
    }
    if (word->meaning == YOUNGER_LOGGED || word->meaning == YOUNGER_UNLOGGED) {
        add_option(arena, constraint, word->meaning == YOUNGER_LOGGED ? "logged" : "unlogged");
    } else {
        constraint->cooked_expr = sd_arena_format(arena, "%s%c", constraint->cooked_expr ? constraint->cooked_expr : "",
                                                  letter_of(word->meaning));
    }
    return true;
}

bool sd_younger_says(const PgQuery__Constraint *constraint, YoungerMeaning meaning)
{
    return constraint->cooked_expr && strchr(constraint->cooked_expr, letter_of(meaning));
}
