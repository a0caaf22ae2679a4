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
    { "period", NULL, NULL, YOUNGER_PERIOD, "" },         { NULL, "no", "inherit", YOUNGER_NO_INHERIT, "" },
};

static bool is_word(const Lexer *lexer, Token token, const char *word)
{
    return token.kind == TOKEN_WORD && sd_token_is(lexer, token, word);
}

static bool is_name(Token token)
{
    return token.kind == TOKEN_WORD || token.kind == TOKEN_IDENTIFIER;
}

static bool fits(const Form *form, const Lexer *lexer, const Token tokens[3])
{
    return (!form->before || is_word(lexer, tokens[0], form->before)) &&
           (form->at ? is_word(lexer, tokens[1], form->at) : is_name(tokens[1])) &&
           (!form->behind || is_word(lexer, tokens[2], form->behind));
}

/* CONSTRAINT a NOT NULL b of a table: the nearest that the grammar has is CHECK (b). */
static bool find_not_null(YoungerWord *word, Lexer *lexer, const Token tokens[3])
{
    Token name;

    if (!is_word(lexer, tokens[1], "not") || !is_word(lexer, tokens[2], "null")) {
        return false;
    }
    name = sd_lexer_next(lexer);
    *word = (YoungerWord){
        .meaning = YOUNGER_NOT_NULL, .start = tokens[1].start, .end = name.end, .instead = "CHECK(", .kept = name.start
    };
    return is_name(name);
}

/* The parser stops behind the expression, where it misses STORED; a check has the same expression without it. */
static bool find_generated(YoungerWord *word, const char *text, size_t length, size_t at)
{
    Lexer lexer = sd_lexer(text, length, 0), inside;
    Token last[3] = { { .kind = TOKEN_END } }, token, behind;

    while ((token = sd_lexer_next(&lexer)).kind != TOKEN_END && token.start < at) {
        if (sd_token_is_symbol(&lexer, token, '(') && is_word(&lexer, last[0], "generated") &&
            is_word(&lexer, last[1], "always") && is_word(&lexer, last[2], "as")) {
            inside = lexer;
            (void) sd_lexer_close(&inside);
            behind = sd_lexer_next(&inside);
            if (behind.kind == TOKEN_END ? at >= inside.at : behind.start == at) {
                *word = (YoungerWord){
                    .meaning = YOUNGER_GENERATED, .start = last[0].start, .end = last[2].end, .instead = "CHECK"
                };
                return true;
            }
        }
        last[0] = last[1];
        last[1] = last[2];
        last[2] = token;
    }
    return false;
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
    return (tokens[1].start == at && find_not_null(word, &lexer, tokens)) || find_generated(word, text, length, at);
}

void sd_younger_hide(const YoungerWord *word, char *text)
{
    size_t length = strlen(word->instead), kept = word->kept ? word->end - word->kept : 0, end = word->start + length;

    if (word->kept) {
        memmove(text + end, text + word->kept, kept);
        text[end + kept] = ')';
        end += kept + 1;
    }
    memcpy(text + word->start, word->instead, length);
    memset(text + end, ' ', word->end - end);
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
    case YOUNGER_GENERATED:
    case YOUNGER_NOT_NULL:
        return type == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK;
    case YOUNGER_NO_INHERIT:
        return type == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL;
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

static void add_letter(Arena *arena, PgQuery__Constraint *constraint, YoungerMeaning meaning)
{
    constraint->cooked_expr =
        sd_arena_format(arena, "%s%c", constraint->cooked_expr ? constraint->cooked_expr : "", letter_of(meaning));
}

/* A check back into what it stands for; false when it is none of that. */
static bool put_back(Arena *arena, PgQuery__Constraint *check, YoungerMeaning meaning)
{
    const PgQuery__Node *expression = check->raw_expr;

    if (meaning == YOUNGER_GENERATED) {
        check->contype = PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED;
        check->generated_when = sd_arena_copy(arena, "a", 1);
        add_letter(arena, check, YOUNGER_VIRTUAL);
        return true;
    }
    if (!expression || expression->node_case != PG_QUERY__NODE__NODE_COLUMN_REF) {
        return false;
    }
    check->contype = PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL;
    check->n_keys = expression->column_ref->n_fields;
    check->keys = expression->column_ref->fields;
    return true;
}

bool sd_younger_add(Arena *arena, PgQuery__Node *statement, const YoungerWord *word, size_t location)
{
    PgQuery__Constraint *constraint = find_constraint(statement, word->meaning, location);

    if (!constraint) {
        return false;
    }
    if (word->meaning == YOUNGER_GENERATED || word->meaning == YOUNGER_NOT_NULL) {
        return put_back(arena, constraint, word->meaning);
    }
    if (word->meaning == YOUNGER_LOGGED || word->meaning == YOUNGER_UNLOGGED) {
        add_option(arena, constraint, word->meaning == YOUNGER_LOGGED ? "logged" : "unlogged");
    } else {
        add_letter(arena, constraint, word->meaning);
    }
    return true;
}

bool sd_younger_says(const PgQuery__Constraint *constraint, YoungerMeaning meaning)
{
    return constraint->cooked_expr && strchr(constraint->cooked_expr, letter_of(meaning));
}
