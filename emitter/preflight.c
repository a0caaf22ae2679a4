#include "emitter/preflight.h"

#include "model/text.h"

#include <string.h>

/* A query in the making, over rows of one table. */
typedef struct Question {
    const Plan *plan;
    Arena *arena;
    Key table;
    const char *words, *from;
    const char *example, *example_from; /* NULL: none that is short; the same rows */
} Question;

static const char *qualified(Arena *arena, Key key)
{
    Text text = sd_text(arena);

    sd_text_qualified(&text, key);
    return text.bytes;
}

static const char *identifier(Arena *arena, Name name)
{
    Text text = sd_text(arena);

    sd_text_identifier(&text, name);
    return text.bytes;
}

/* A table of rows that was there before, and these columns of it. */
static bool has_columns(const Question *question, Key table, const List *columns)
{
    const Table *now =
        table && table->kind == KIND_TABLE ? (const Table *) sd_catalog_find(question->plan->now, table) : NULL;

    for (size_t i = 0; now && i < sd_list_count(columns); i++) {
        if (!sd_catalog_find(question->plan->now,
                             sd_key(question->plan->now->names, KIND_COLUMN, table, columns->items[i], NULL))) {
            return false;
        }
    }
    return now && !now->server;
}

/* "a, b", each with what stands in front and behind. */
static const char *each(Arena *arena, const List *columns, const char *before, const char *between, const char *behind)
{
    Text text = sd_text(arena);

    for (size_t i = 0; i < sd_list_count(columns); i++) {
        sd_text_format(&text, "%s%s%s%s", i ? between : "", before, identifier(arena, columns->items[i]), behind);
    }
    return text.bytes;
}

/* What tells rows apart: the primary key, as one text. */
static const char *key_of_rows(const Question *question)
{
    const Object *table = sd_catalog_find(question->plan->now, question->table);

    for (const Object *object = table ? table->first_child : NULL; object; object = object->next) {
        const Constraint *constraint = (const Constraint *) object;

        if (object->key->kind == KIND_CONSTRAINT && strcmp(constraint->type->text, "PRIMARY KEY") == 0) {
            return sd_arena_format(question->arena, "concat_ws(', ', %s)",
                                   each(question->arena, constraint->columns, "", ", ", ""));
        }
    }
    return NULL;
}

static void ask(Question *question, const char *words, Key about, const char *condition)
{
    question->words = sd_arena_format(question->arena, "%s %s", words, sd_key_text(question->arena, about));
    question->from =
        sd_arena_format(question->arena, "%s WHERE %s", qualified(question->arena, question->table), condition);
    question->example = key_of_rows(question);
}

/* ---- constraints and indexes --------------------------------------------------------------------------------------- */

/* All that it names was there before. */
static bool needs_what_is_there(const Question *question, const Object *object)
{
    const Edge *edges;
    size_t count = sd_catalog_needs(question->plan->wanted, object->key, &edges);

    for (size_t i = 0; i < count; i++) {
        if (!sd_catalog_find(question->plan->now, edges[i].to) &&
            sd_catalog_find(question->plan->wanted, edges[i].to)) {
            return false;
        }
    }
    return true;
}

/* Keys over expressions, each with what has to be true of it, which are there in more than one row. */
static void ask_unique(Question *question, Key about, const char *names, const char *condition)
{
    Arena *arena = question->arena;

    question->words = sd_arena_format(arena, "keys that are there more than once for %s", sd_key_text(arena, about));
    question->from = sd_arena_format(arena, "(SELECT FROM %s%s%s GROUP BY %s HAVING count(*) > 1) AS k",
                                     qualified(arena, question->table), *condition ? " WHERE " : "", condition, names);
    question->example_from =
        sd_arena_format(arena, "(SELECT concat_ws(', ', %s) AS twice%s", names, question->from + strlen("(SELECT"));
    question->example = "twice";
}

/* NULLs are no duplicates of each other unless that is said. */
static void ask_key(Question *question, const Constraint *constraint)
{
    ask_unique(
        question, constraint->base.key, each(question->arena, constraint->columns, "", ", ", ""),
        constraint->nulls_not_distinct ? "" : each(question->arena, constraint->columns, "", " AND ", " IS NOT NULL"));
}

static void ask_index(Question *question, const Index *index)
{
    Text names = sd_text(question->arena), condition = sd_text(question->arena);

    if (index->predicate) {
        sd_text_format(&condition, "(%s)", index->predicate->text->text);
    }
    for (size_t i = 0; i < sd_exprs_count(index->elements); i++) {
        const char *element = index->elements->items[i]->text->text;

        sd_text_format(&names, "%s(%s)", i ? ", " : "", element);
        if (!index->nulls_not_distinct) {
            sd_text_format(&condition, "%s(%s) IS NOT NULL", condition.length ? " AND " : "", element);
        }
    }
    if (has_columns(question, question->table, NULL) && needs_what_is_there(question, &index->base) &&
        !strstr(names.bytes, "--") && !strstr(condition.bytes, "--")) {
        ask_unique(question, index->base.key, names.bytes, condition.bytes);
    }
}

/* MATCH SIMPLE: a key with a NULL in it refers to nothing. */
static void ask_foreign(Question *question, const Constraint *constraint)
{
    Arena *arena = question->arena;
    Text same = sd_text(arena);

    for (size_t i = 0; i < sd_list_count(constraint->columns); i++) {
        sd_text_format(&same, "%sk.%s = r.%s", i ? " AND " : "",
                       identifier(arena, constraint->referenced_columns->items[i]),
                       identifier(arena, constraint->columns->items[i]));
    }
    question->words =
        sd_arena_format(arena, "rows that refer to nothing by %s", sd_key_text(arena, constraint->base.key));
    question->from = sd_arena_format(arena, "%s AS r WHERE %s AND NOT EXISTS (SELECT FROM %s AS k WHERE %s)",
                                     qualified(arena, question->table),
                                     each(arena, constraint->columns, "r.", " AND ", " IS NOT NULL"),
                                     qualified(arena, constraint->referenced), same.bytes);
    question->example = sd_arena_format(arena, "concat_ws(', ', %s)", each(arena, constraint->columns, "r.", ", ", ""));
}

static void ask_constraint(Question *question, const Constraint *constraint)
{
    bool is_key = strcmp(constraint->type->text, "PRIMARY KEY") == 0 || strcmp(constraint->type->text, "UNIQUE") == 0;

    if (constraint->not_valid || constraint->not_enforced || constraint->period ||
        !has_columns(question, question->table, constraint->columns)) {
        return;
    }
    if (is_key) {
        ask_key(question, constraint);
    } else if (constraint->referenced &&
               sd_list_count(constraint->columns) == sd_list_count(constraint->referenced_columns) &&
               has_columns(question, constraint->referenced, constraint->referenced_columns)) {
        ask_foreign(question, constraint);
    } else if (strcmp(constraint->type->text, "CHECK") == 0 && needs_what_is_there(question, &constraint->base) &&
               !strstr(constraint->expr->text->text, "--")) {
        ask(question, "rows that do not fulfil", constraint->base.key,
            sd_arena_format(question->arena, "NOT (%s)", constraint->expr->text->text));
    }
}

/* ---- columns ------------------------------------------------------------------------------------------------------- */

/* The number in "character varying(20)"; 0: none. */
static long length_of(const char *type)
{
    const char *open = strncmp(type, "character", 9) == 0 && !strchr(type, '[') ? strchr(type, '(') : NULL;
    long length = 0;

    for (const char *c = open ? open + 1 : ""; *c >= '0' && *c <= '9'; c++) {
        length = length * 10 + (*c - '0');
    }
    return length;
}

static bool is_one_of(const char *type, const char *const *types)
{
    while (*types && strcmp(*types, type) != 0) {
        types++;
    }
    return *types != NULL;
}

static void ask_type(Question *question, const Column *now, const Column *to)
{
    static const char *const larger[] = { "integer", "bigint", "numeric", NULL };
    const char *column = identifier(question->arena, to->base.key->name), *type = to->type->text;
    long length = length_of(type), old_length = length_of(now->type->text);

    if (length && (!old_length || length < old_length)) {
        ask(question, "values that are too long for", to->base.key,
            sd_arena_format(question->arena, "length(%s::text) > %ld", column, length));
    } else if (strcmp(type, "smallint") == 0 && is_one_of(now->type->text, larger)) {
        ask(question, "values that are out of range for", to->base.key,
            sd_arena_format(question->arena, "%s NOT BETWEEN -32768 AND 32767", column));
    } else if (strcmp(type, "integer") == 0 && is_one_of(now->type->text, larger + 1)) {
        ask(question, "values that are out of range for", to->base.key,
            sd_arena_format(question->arena, "%s NOT BETWEEN -2147483648 AND 2147483647", column));
    }
}

static const EnumType *enum_named(const Catalog *catalog, const char *type, Arena *arena)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == KIND_ENUM_TYPE && strcmp(qualified(arena, object->key), type) == 0) {
            return (const EnumType *) object;
        }
    }
    return NULL;
}

/* Values of the enum that the column is of before and afterwards, which is without them then. */
static void ask_labels(Question *question, const Column *now, const Column *to)
{
    Arena *arena = question->arena;
    const EnumType *old = now->type == to->type ? enum_named(question->plan->now, now->type->text, arena) : NULL;
    const EnumType *new = old ? enum_named(question->plan->wanted, to->type->text, arena) : NULL;
    Text gone = sd_text(arena);

    for (size_t i = 0; new &&i < sd_list_count(old->labels); i++) {
        if (!sd_list_has(new->labels, old->labels->items[i])) {
            sd_text_put(&gone, gone.length ? ", " : "");
            sd_text_literal(&gone, old->labels->items[i]->text);
        }
    }
    if (gone.length) {
        ask(question, "rows with a value that is gone from the type of", to->base.key,
            sd_arena_format(arena, "%s::text IN (%s)", identifier(arena, to->base.key->name), gone.bytes));
    }
}

static bool alters(const Action *action, const char *row)
{
    for (size_t i = 0; i < action->attr_count; i++) {
        if (strcmp(action->attrs[i]->name, row) == 0) {
            return true;
        }
    }
    return false;
}

static void ask_column(Question *question, const Action *action)
{
    const Column *to = (const Column *) action->to;
    const Column *now = (const Column *) sd_catalog_find(question->plan->now, to->base.key);
    Name names[] = { to->base.key->name };

    if (!now || !has_columns(question, question->table, sd_list(question->arena, names, 1))) {
        return;
    }
    if (alters(action, "not_null") && to->not_null) {
        ask(question, "rows with NULL in", to->base.key,
            sd_arena_format(question->arena, "%s IS NULL", identifier(question->arena, to->base.key->name)));
    } else if (alters(action, "type") && to == (const Column *) sd_catalog_find(question->plan->wanted, to->base.key)) {
        ask_type(question, now, to);
        ask_labels(question, now, to);
    }
}

/* ---- all ----------------------------------------------------------------------------------------------------------- */

/* What only makes room and comes back asks nothing new. */
static bool is_new(const Action *action)
{
    return action->verb == VERB_CREATE && !(action->replaces && action->because);
}

bool sd_preflight(Preflight *preflight, const Plan *plan, const Action *action)
{
    Question question = { .plan = plan, .arena = plan->arena };

    if (action->held || !action->to || !action->to->key->parent) {
        return false;
    }
    question.table = action->to->key->parent;
    if (action->to->key->kind == KIND_CONSTRAINT && is_new(action) && question.table->kind == KIND_TABLE) {
        ask_constraint(&question, (const Constraint *) action->to);
    } else if (action->to->key->kind == KIND_INDEX && is_new(action) && ((const Index *) action->to)->is_unique) {
        ask_index(&question, (const Index *) action->to);
    } else if (action->to->key->kind == KIND_COLUMN && action->verb == VERB_ALTER) {
        ask_column(&question, action);
    }
    if (!question.from) {
        return false;
    }
    preflight->words = question.words;
    preflight->query = sd_arena_format(plan->arena, "SELECT count(*) FROM %s", question.from);
    preflight->example =
        sd_arena_format(plan->arena, "SELECT count(*), min(%s) FROM %s", question.example ? question.example : "NULL",
                        question.example_from ? question.example_from : question.from);
    return true;
}
