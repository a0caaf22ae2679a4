/* A table before a row is tried: its columns, what they may hold, and the conditions of both sides. */
#include "cli/rows_fit.h"

#include "model/text.h"

#include <string.h>

/* ---- cells ------------------------------------------------------------------------------------------------------------- */

/* Replaces each %d by the number; other per cent signs stay. */
const char *sd_insert_value(Arena *arena, const char *candidate, size_t number)
{
    Text text = sd_text(arena);

    for (const char *value = candidate; *value; value++) {
        if (value[0] == '%' && value[1] == 'd') {
            sd_text_format(&text, "%zu", number);
            value++;
        } else {
            sd_text_char(&text, *value);
        }
    }
    return text.bytes;
}

bool sd_value_looks_elsewhere(const char *candidate)
{
    return *candidate == '(';
}

/* The finisher of MurmurHash3: neighbours have nothing in common, or two columns would only ever meet in some pairs. */
static size_t draw(size_t number, size_t column, size_t count)
{
    uint32_t hash = (uint32_t) number * 0x9E3779B1u ^ (uint32_t) (column + 1) * 0x85EBCA77u;

    hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
    hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
    return (hash ^ (hash >> 16)) % count;
}

/* The first attempts take each column's first candidates; later ones draw a different one for each column, and every
 * fourth leaves out what may be left out.  Columns of one key have to be looked up together: every other attempt does. */
const char *sd_insert_cell(Arena *arena, const Insert *insert, size_t column, size_t number)
{
    const InsertColumn *about = &insert->columns[column];
    const Candidates *candidates = &about->candidates;
    size_t drawn = number < LIKELY       ? 0
                   : number < 2 * LIKELY ? 1 % candidates->count
                                         : draw(number, column, candidates->count);

    if (number % 4 == 3 && about->may_be_left_out) {
        return NULL;
    }
    if (number % 2 == 0 && sd_value_looks_elsewhere(candidates->items[0])) {
        drawn = 0;
    }
    return sd_insert_value(arena, candidates->items[drawn], number + 1);
}

/* What a column has that a row says nothing about. */
const char *sd_insert_left_out(const Object *column)
{
    const ColumnDefault *value = sd_default_of(column);

    return value ? value->expr->text->text : "NULL";
}

/* ---- columns ----------------------------------------------------------------------------------------------------------- */

static const Object *sequence_of(const Catalog *catalog, const Object *column)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == KIND_SEQUENCE &&
            (object->parent == column || ((const Sequence *) object)->owned_by == column->key)) {
            return object;
        }
    }
    return NULL;
}

/* The server makes these itself: generated columns, identities, serials. */
bool sd_insert_is_made(const Catalog *catalog, const Object *column)
{
    const ColumnDefault *value = sd_default_of(column);
    const Sequence *sequence = (const Sequence *) sequence_of(catalog, column);

    return ((const Column *) column)->generated || (sequence && sequence->identity) ||
           (value && strstr(value->expr->text->text, "nextval("));
}

const InsertColumn *sd_insert_column(const Insert *insert, Name name)
{
    for (size_t i = 0; i < insert->count; i++) {
        if (insert->columns[i].column->base.key->name == name) {
            return &insert->columns[i];
        }
    }
    return NULL;
}

/* The column as a side has it: said by the table itself, or by one above it. */
static const Column *column_on(const Insert *insert, Side side, Name name, bool *not_null)
{
    const Lineage *lineage = &insert->lineage;
    const Column *found = NULL;
    size_t end = side == SIDE_NOW ? insert->present : lineage->count;

    for (size_t i = side == SIDE_NOW ? 0 : insert->present; i < end; i++) {
        for (const Object *child = lineage->tables[i]->first_child; child; child = child->next) {
            if (child->key->kind == KIND_COLUMN && child->key->name == name) {
                *not_null |= ((const Column *) child)->not_null;
                found = found ? found : (const Column *) child;
            }
        }
    }
    return found;
}

static void add_column(Insert *insert, const Object *column)
{
    const Catalog *now = insert->sides[SIDE_NOW].catalog, *wanted = insert->sides[SIDE_WANTED].catalog;
    Arena *arena = insert->proof->arena;
    InsertColumn added = { 0 };

    added.column = column_on(insert, SIDE_NOW, column->key->name, &added.not_null);
    added.wanted = column_on(insert, SIDE_WANTED, column->key->name, &added.not_null);
    added.may_be_left_out = !added.not_null || sd_default_of(column);
    added.candidates =
        sd_candidates_of(arena, now, wanted, &insert->lineage, added.column, added.wanted, added.not_null);
    insert->columns = sd_arena_grow(arena, insert->columns, insert->count, sizeof *insert->columns);
    insert->columns[insert->count++] = added;
}

static void add_columns(Insert *insert)
{
    for (size_t i = 0; i < insert->present; i++) {
        for (const Object *child = insert->lineage.tables[i]->first_child; child; child = child->next) {
            if (child->key->kind == KIND_COLUMN && !sd_insert_is_made(insert->sides[SIDE_NOW].catalog, child) &&
                !sd_insert_column(insert, child->key->name)) {
                add_column(insert, child);
            }
        }
    }
}

/* A new column gives every row that is there a value, or has none for it. */
static void heed_new_column(Insert *insert, const Object *column)
{
    const Catalog *wanted = insert->sides[SIDE_WANTED].catalog;
    const Sequence *sequence = (const Sequence *) sequence_of(wanted, column);

    if (((const Column *) column)->not_null && !sd_insert_is_made(wanted, column) && !sd_default_of(column)) {
        insert->refused =
            sd_arena_format(insert->proof->arena, "rows that are there have no value for the new column \"%s\"",
                            column->key->name->text);
    }
    if (sequence && !sequence->cycle && sequence->increment > 0) {
        size_t steps = ((size_t) sequence->maximum - (size_t) sequence->start) / (size_t) sequence->increment;

        insert->most = steps < insert->most ? steps + 1 : insert->most;
    }
}

static void heed_new_columns(Insert *insert)
{
    bool unheard = false;

    for (size_t i = insert->present; i < insert->lineage.count; i++) {
        for (const Object *child = insert->lineage.tables[i]->first_child; child; child = child->next) {
            if (child->key->kind == KIND_COLUMN && !column_on(insert, SIDE_NOW, child->key->name, &unheard)) {
                heed_new_column(insert, child);
            }
        }
    }
}

/* ---- conditions -------------------------------------------------------------------------------------------------------- */

static void add_check(InsertSide *side, Arena *arena, const char *text)
{
    side->checks = sd_arena_grow(arena, side->checks, side->check_count, sizeof *side->checks);
    side->checks[side->check_count++] = text;
}

static void add_checks_of(InsertSide *side, Arena *arena, const Object *table)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        const Constraint *check = (const Constraint *) child;

        if (child->key->kind == KIND_CONSTRAINT && check->expr && !check->method &&
            (table == side->table || !check->no_inherit)) {
            add_check(side, arena, check->expr->text->text);
        }
    }
}

/* What a partition may hold, with all that those above it say, as the server has it (ruleutils.c). */
static void add_partition_check(const Insert *insert, InsertSide *side)
{
    Arena *arena = insert->proof->arena;
    Text name = sd_text(arena), literal = sd_text(arena);
    const char *sql;
    ScratchAnswer answer;

    sd_text_qualified(&name, side->table->key);
    sd_text_literal(&literal, name.bytes);
    sql = sd_arena_format(arena, "SELECT pg_get_partition_constraintdef(%s::regclass)", literal.bytes);
    if (sd_scratch_ask(insert->scratch, side->conninfo, &sql, 1, arena, &answer, insert->proof->diag) == SD_OK &&
        answer.value) {
        add_check(side, arena, answer.value);
    }
}

static void add_side_checks(Insert *insert, Side at)
{
    InsertSide *side = &insert->sides[at];
    size_t first = at == SIDE_NOW ? 0 : insert->present, end = at == SIDE_NOW ? insert->present : insert->lineage.count;

    for (size_t i = first; i < end; i++) {
        add_checks_of(side, insert->proof->arena, insert->lineage.tables[i]);
    }
    if (side->table && ((const Table *) side->table)->partition_of) {
        add_partition_check(insert, side);
    }
}

static bool is_listed(const Object *const *columns, size_t count, Name name)
{
    size_t i = 0;

    while (i < count && columns[i]->key->name != name) {
        i++;
    }
    return i < count;
}

/* The columns that a condition is about; SIZE_MAX of them when they are too many. */
size_t sd_insert_columns_about(const Insert *insert, Side side, const char *check, const Object *columns[ABOUT])
{
    size_t end = side == SIDE_NOW ? insert->present : insert->lineage.count, count = 0;

    for (size_t i = side == SIDE_NOW ? 0 : insert->present; i < end; i++) {
        for (const Object *child = insert->lineage.tables[i]->first_child; child; child = child->next) {
            if (child->key->kind != KIND_COLUMN || !sd_text_mentions(check, child->key->name) ||
                is_listed(columns, count, child->key->name)) {
                continue;
            }
            if (count == ABOUT) {
                return SIZE_MAX;
            }
            columns[count++] = child;
        }
    }
    return count;
}

/* ---- the whole --------------------------------------------------------------------------------------------------------- */

Insert sd_insert_begin(Proof *proof, const Scratch *scratch, const char *const databases[SIDES],
                       const Catalog *const catalogs[SIDES], const Object *table)
{
    Insert insert = { .proof = proof, .scratch = scratch, .most = ROWS };

    for (Side side = SIDE_NOW; side < SIDES; side++) {
        insert.sides[side] = (InsertSide){ .conninfo = databases[side],
                                           .catalog = catalogs[side],
                                           .table = sd_catalog_find(catalogs[side], table->key) };
        sd_lineage_add(&insert.lineage, catalogs[side], insert.sides[side].table);
        insert.present = side == SIDE_NOW ? insert.lineage.count : insert.present;
    }
    add_columns(&insert);
    heed_new_columns(&insert);
    if (!insert.refused) {
        add_side_checks(&insert, SIDE_NOW);
        add_side_checks(&insert, SIDE_WANTED);
        sd_insert_sort_out(&insert);
    }
    return insert;
}
