/* Which values, and which of the attempts that draw from them, fit a table as it is and as it will be. */
#include "cli/rows_fit.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- each value -------------------------------------------------------------------------------------------------------- */

/* One question about one candidate. */
typedef struct Doubt {
    size_t column, candidate; /* candidate: SIZE_MAX for the default */
} Doubt;

typedef struct Doubts {
    Doubt *items;
    const char **sql;
    size_t count;
} Doubts;

static void doubt(Doubts *doubts, Arena *arena, Doubt item, const char *sql)
{
    doubts->items = sd_arena_grow(arena, doubts->items, doubts->count, sizeof *doubts->items);
    doubts->sql = sd_arena_grow(arena, doubts->sql, doubts->count, sizeof *doubts->sql);
    doubts->sql[doubts->count] = sql;
    doubts->items[doubts->count++] = item;
}

/* An explicit cast cuts what is too long; what changes a type says no instead. */
static bool is_cut(Name type)
{
    return strncmp(type->text, "character", strlen("character")) == 0 || strncmp(type->text, "bit", strlen("bit")) == 0;
}

/* Is it a value of its type at all, and readable as what it will be? */
static const char *value_question(Arena *arena, const InsertColumn *about, Side side, const char *value)
{
    Name type = (side == SIDE_NOW ? about->column : about->wanted)->type;

    if (side == SIDE_NOW) {
        return sd_arena_format(arena, "SELECT count(CAST(%s AS %s)) >= 0", value, type->text);
    }
    if (type != about->column->type && is_cut(type)) {
        return sd_arena_format(arena, "SELECT rtrim(CAST((%s)::text AS %s)::text) = rtrim((%s)::text)", value,
                               type->text, value);
    }
    return sd_arena_format(arena, "SELECT count(CAST((%s)::text AS %s)) >= 0", value, type->text);
}

static const char *check_question(Arena *arena, const InsertColumn *about, Side side, const char *value,
                                  const char *check)
{
    Name type = (side == SIDE_NOW ? about->column : about->wanted)->type;
    Text sql = sd_text(arena);

    sd_text_format(&sql, "SELECT (%s\n) IS NOT FALSE FROM (SELECT CAST(%s AS %s) AS ", check, value, type->text);
    sd_text_identifier(&sql, about->column->base.key->name);
    sd_text_put(&sql, " OFFSET 0) AS one");
    return sql.bytes;
}

static bool is_about_alone(const Insert *insert, Side side, const char *check, Name column)
{
    const Object *columns[ABOUT];

    return sd_insert_columns_about(insert, side, check, columns) == 1 && columns[0]->key->name == column;
}

static void doubt_column(Doubts *doubts, const Insert *insert, size_t column, Side at)
{
    Arena *arena = insert->proof->arena;
    const InsertColumn *about = &insert->columns[column];
    const InsertSide *side = &insert->sides[at];

    for (size_t i = 0; i < about->candidates.count; i++) {
        const Doubt item = { .column = column, .candidate = i };
        const char *value = sd_insert_value(arena, about->candidates.items[i], 1);

        if (sd_value_looks_elsewhere(value)) {
            continue;
        }
        doubt(doubts, arena, item, value_question(arena, about, at, value));
        for (size_t j = 0; j < side->check_count; j++) {
            if (is_about_alone(insert, at, side->checks[j], about->column->base.key->name)) {
                doubt(doubts, arena, item, check_question(arena, about, at, value, side->checks[j]));
            }
        }
    }
    if (sd_default_of(&about->column->base)) {
        doubt(doubts, arena, (Doubt){ .column = column, .candidate = SIZE_MAX },
              value_question(arena, about, at, sd_insert_left_out(&about->column->base)));
    }
}

/* An error is a refusal as well: that is what the server would say to the row. */
static bool is_refused(const ScratchAnswer *answer)
{
    return !answer->value || *answer->value == 'f';
}

static void take_out(Insert *insert, const Doubts *doubts, Side side)
{
    Arena *arena = insert->proof->arena;
    ScratchAnswer *answers = sd_arena_alloc(arena, (doubts->count + 1) * sizeof *answers);

    if (sd_scratch_ask(insert->scratch, insert->sides[side].conninfo, doubts->sql, doubts->count, arena, answers,
                       insert->proof->diag) != SD_OK) {
        return;
    }
    for (size_t i = 0; i < doubts->count; i++) {
        const Doubt *item = &doubts->items[i];
        InsertColumn *about = &insert->columns[item->column];

        if (is_refused(&answers[i]) && item->candidate == SIZE_MAX) {
            about->may_be_left_out = false;
        } else if (is_refused(&answers[i])) {
            about->candidates.items[item->candidate] = NULL;
        }
    }
}

static void close_gaps(Insert *insert, InsertColumn *about)
{
    Candidates *candidates = &about->candidates;
    size_t kept = 0;

    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->items[i]) {
            candidates->items[kept++] = candidates->items[i];
        }
    }
    if (kept == 0) {
        if (about->not_null && !about->may_be_left_out) {
            insert->refused = sd_arena_format(insert->proof->arena, "no value of column \"%s\" is one on both sides",
                                              about->column->base.key->name->text);
        }
        candidates->items[kept++] = "NULL";
    }
    candidates->count = kept;
}

/* Each side's conditions are tried where they are: they may call functions that the other side has not. */
void sd_insert_sort_out(Insert *insert)
{
    Doubts doubts[SIDES] = { 0 };

    for (Side side = SIDE_NOW; side < SIDES; side++) {
        for (size_t i = 0; i < insert->count; i++) {
            if (side == SIDE_NOW || insert->columns[i].wanted) {
                doubt_column(&doubts[side], insert, i, side);
            }
        }
        take_out(insert, &doubts[side], side);
        for (size_t i = 0; side == SIDE_NOW && i < insert->count; i++) {
            close_gaps(insert, &insert->columns[i]);
        }
    }
    for (size_t i = 0; i < insert->count; i++) {
        close_gaps(insert, &insert->columns[i]);
    }
}

/* ---- whole attempts ---------------------------------------------------------------------------------------------------- */

static void put_cell(Text *sql, const Insert *insert, Side side, const Object *column, size_t number)
{
    Arena *arena = insert->proof->arena;
    const InsertColumn *about = sd_insert_column(insert, column->key->name);
    const char *value = about ? sd_insert_cell(arena, insert, (size_t) (about - insert->columns), number) : NULL;
    Name type = ((const Column *) column)->type;

    if (!value) {
        value = sd_insert_left_out(about ? &about->column->base : column);
    }
    sd_text_format(sql,
                   side == SIDE_NOW || !about || about->column->type == type ? ", CAST(%s AS %s)"
                                                                             : ", CAST((%s)::text AS %s)",
                   value, type->text);
}

/* False when one of the columns has values that are not known here. */
static bool are_known(const Insert *insert, Side side, const Object *const *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const InsertColumn *about = sd_insert_column(insert, columns[i]->key->name);

        if (sd_insert_is_made(insert->sides[side].catalog, columns[i]) || (!about && side == SIDE_NOW) ||
            (about && side == SIDE_WANTED && sd_value_looks_elsewhere(about->candidates.items[0]))) {
            return false;
        }
    }
    return true;
}

/* The numbers of the attempts that meet the condition. */
static const char *attempts_question(const Insert *insert, Side side, const char *check)
{
    const Object *columns[ABOUT];
    size_t count = sd_insert_columns_about(insert, side, check, columns);
    Text sql = sd_text(insert->proof->arena);

    if (count == SIZE_MAX || !are_known(insert, side, columns, count)) {
        return NULL;
    }
    sd_text_put(&sql, "SELECT coalesce(string_agg(\"#\"::text, ','), '') FROM (VALUES ");
    for (size_t number = 0; number < ATTEMPTS; number++) {
        sd_text_format(&sql, number ? ", (%zu" : "(%zu", number);
        for (size_t i = 0; i < count; i++) {
            put_cell(&sql, insert, side, columns[i], number);
        }
        sd_text_char(&sql, ')');
    }
    sd_text_put(&sql, ") AS ");
    sd_text_identifier(&sql, insert->sides[side].table->key->name);
    sd_text_put(&sql, "(\"#\"");
    for (size_t i = 0; i < count; i++) {
        sd_text_put(&sql, ", ");
        sd_text_identifier(&sql, columns[i]->key->name);
    }
    sd_text_format(&sql, ") WHERE (%s\n) IS NOT FALSE", check);
    return sql.bytes;
}

/* answer: numbers in ascending order or not, with commas between. */
static bool keep_only(bool fits[ATTEMPTS], const char *answer)
{
    bool listed[ATTEMPTS] = { false }, some = false;

    for (const char *c = answer; *c;) {
        char *end;

        listed[strtoul(c, &end, 10) % ATTEMPTS] = true;
        c = *end ? end + 1 : end;
    }
    for (size_t i = 0; i < ATTEMPTS; i++) {
        fits[i] &= listed[i];
        some |= fits[i];
    }
    return some;
}

void sd_insert_fit(Insert *insert, bool fits[ATTEMPTS])
{
    Arena *arena = insert->proof->arena;

    memset(fits, true, ATTEMPTS * sizeof *fits);
    for (Side at = SIDE_NOW; at < SIDES; at++) {
        const InsertSide *side = &insert->sides[at];
        const char **sql = sd_arena_alloc(arena, (side->check_count + 1) * sizeof *sql);
        const char **about = sd_arena_alloc(arena, (side->check_count + 1) * sizeof *about);
        ScratchAnswer *answers = sd_arena_alloc(arena, (side->check_count + 1) * sizeof *answers);
        size_t count = 0;

        for (size_t i = 0; side->table && i < side->check_count; i++) {
            about[count] = side->checks[i];
            sql[count] = attempts_question(insert, at, side->checks[i]);
            count += sql[count] != NULL;
        }
        if (!count ||
            sd_scratch_ask(insert->scratch, side->conninfo, sql, count, arena, answers, insert->proof->diag) != SD_OK) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            if (answers[i].value && !keep_only(fits, answers[i].value) && !insert->refused) {
                insert->refused = sd_arena_format(arena, "no row was found that fulfils %s", about[i]);
            }
        }
    }
}
