/* Made-up rows.
 *
 * Nobody can tell in general which rows a schema takes, so many are tried: each column has a list of candidates
 * (values.h), what breaks a constraint alone is sorted out, and each attempt draws others from the lists.  A foreign key
 * takes values of the table it refers to.  The server decides. */
#include "cli/rows.h"

#include "cli/values.h"

#include "model/text.h"

#include <string.h>

enum {
    ROWS = 3,     /* that many are wanted in a table */
    ATTEMPTS = 42 /* rows tried for a table in a round */
};

/* ---- attempts ---------------------------------------------------------------------------------------------------------- */

/* Replaces each %d by the number; other per cent signs stay. */
static void put_value(Text *text, const char *value, size_t number)
{
    for (; *value; value++) {
        if (value[0] == '%' && value[1] == 'd') {
            sd_text_format(text, "%zu", number);
            value++;
        } else {
            sd_text_char(text, *value);
        }
    }
}

/* The server makes these itself: generated columns, identities, serials. */
static bool is_made(const Column *column)
{
    const ColumnDefault *value = sd_default_of(&column->base);
    bool is_counted = value && strstr(value->expr->text->text, "nextval(");

    for (const Object *child = column->base.first_child; child; child = child->next) {
        is_counted |= child->key->kind == KIND_SEQUENCE;
    }
    return column->generated || is_counted;
}

typedef struct InsertColumn {
    const Column *column, *wanted; /* wanted: as it will be, or NULL */
    bool not_null;                 /* on either side */
    Candidates candidates;
} InsertColumn;

typedef struct Insert {
    const Object *table;
    const Object *wanted; /* the table as it will be, or NULL */
    InsertColumn *columns;
    size_t count;
} Insert;

/* What a table has from those above it is an object of its own as well. */
static bool has_column(const Insert *insert, Name name)
{
    for (size_t i = 0; i < insert->count; i++) {
        if (insert->columns[i].column->base.key->name == name) {
            return true;
        }
    }
    return false;
}

static void add_columns(Insert *insert, Arena *arena, const Catalog *now, const Catalog *wanted, const Lineage *lineage,
                        const Object *table)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        InsertColumn added = { .column = (const Column *) child };

        if (child->key->kind == KIND_COLUMN && !is_made(added.column) && !has_column(insert, child->key->name)) {
            added.wanted = (const Column *) sd_catalog_find(wanted, child->key);
            added.not_null = added.column->not_null || (added.wanted && added.wanted->not_null);
            added.candidates = sd_candidates_of(arena, now, wanted, lineage, added.column, added.not_null);
            insert->columns = sd_arena_grow(arena, insert->columns, insert->count, sizeof *insert->columns);
            insert->columns[insert->count++] = added;
        }
    }
}

static Insert insert_of(Arena *arena, const Catalog *now, const Catalog *wanted, const Object *table)
{
    Insert insert = { .table = table, .wanted = sd_catalog_find(wanted, table->key) };
    Lineage lineage = { 0 };
    size_t present;

    sd_lineage_add(&lineage, now, table);
    present = lineage.count;
    sd_lineage_add(&lineage, wanted, insert.wanted);
    for (size_t i = 0; i < present; i++) {
        add_columns(&insert, arena, now, wanted, &lineage, lineage.tables[i]);
    }
    return insert;
}

/* The first attempts take each column's first candidates; later ones draw a different one for each column, and every
 * other time leave out what may be left out. */
static const char *attempt(Arena *arena, const Insert *insert, size_t number)
{
    Text names = sd_text(arena), values = sd_text(arena), sql = sd_text(arena);
    bool sparse = number % 4 == 3;

    for (size_t i = 0; i < insert->count; i++) {
        const Candidates *candidates = &insert->columns[i].candidates;
        size_t draw = number < ROWS ? 0 : number < 2 * ROWS ? 1 : (number * (2 * i + 3) + i) % candidates->count;

        if (sparse && (!insert->columns[i].not_null || sd_default_of(&insert->columns[i].column->base))) {
            continue;
        }
        sd_text_put(&names, names.length ? ", " : "");
        sd_text_put(&values, values.length ? ", " : "");
        sd_text_identifier(&names, insert->columns[i].column->base.key->name);
        put_value(&values, candidates->items[draw % candidates->count], number + 1);
    }
    sd_text_put(&sql, "INSERT INTO ");
    sd_text_qualified(&sql, insert->table->key);
    if (names.length == 0) {
        sd_text_put(&sql, " DEFAULT VALUES");
        return sql.bytes;
    }
    /* VALUES, unlike SELECT, lets an untyped literal take the column's type. */
    sd_text_format(&sql, " (%s) OVERRIDING USER VALUE VALUES (%s)", names.bytes, values.bytes);
    return sql.bytes;
}

static const char *counting(Arena *arena, Key table)
{
    Text sql = sd_text(arena);

    sd_text_put(&sql, "SELECT count(*) FROM ONLY ");
    sd_text_qualified(&sql, table);
    return sql.bytes;
}

/* What takes rows itself: not a partitioned table, whose partitions do. */
static bool takes_rows(const Object *object)
{
    return object->key->kind == KIND_TABLE && !((const Table *) object)->partition_key;
}

typedef struct Filling {
    Proof *proof;
    const Scratch *scratch;
    const char *const *databases; /* as it is, as it will be */
    const Catalog *now, *wanted;
    const Object **tables;
    bool *filled;
    const char **reasons;
    size_t count;
} Filling;

/* ---- sorting out ------------------------------------------------------------------------------------------------------ */

/* The candidate alone: is it a value of its type at all, and do the constraints that are about this column alone take
 * it?  NULL for a candidate that needs its row. */
static const char *question(Arena *arena, const InsertColumn *column, const Column *as, const char *candidate,
                            const Constraint *check)
{
    Text sql = sd_text(arena), name = sd_text(arena), value = sd_text(arena);

    if (*candidate == '(') {
        return "SELECT true";
    }
    sd_text_identifier(&name, column->column->base.key->name);
    put_value(&value, candidate, 1);
    if (check) {
        sd_text_put(&sql, "SELECT (");
        sd_text_put_name(&sql, check->expr->text);
        sd_text_put(&sql, "\n) IS NOT FALSE");
    } else {
        /* What it is now must be readable as what it will be. */
        sd_text_format(&sql, "SELECT %s::text::%s::text", name.bytes,
                       (column->wanted ? column->wanted : column->column)->type->text);
    }
    /* An explicit cast cuts a word that is too long; INSERT will refuse that one. */
    sd_text_format(&sql, " FROM (SELECT CAST(%s AS %s) AS %s OFFSET 0) AS one", value.bytes, as->type->text,
                   name.bytes);
    return sql.bytes;
}

/* One question about one candidate. */
typedef struct Doubt {
    size_t column, candidate;
    bool by_check;
} Doubt;

/* The questions for one of the two databases. */
typedef struct Doubts {
    Doubt *items;
    const char **sql;
    size_t count;
} Doubts;

static void doubt(Doubts *doubts, Arena *arena, const InsertColumn *about, size_t column, const Column *as,
                  const Constraint *check)
{
    for (size_t i = 0; i < about->candidates.count; i++) {
        doubts->items = sd_arena_grow(arena, doubts->items, doubts->count, sizeof *doubts->items);
        doubts->sql = sd_arena_grow(arena, doubts->sql, doubts->count, sizeof *doubts->sql);
        doubts->sql[doubts->count] = question(arena, about, as, about->candidates.items[i], check);
        doubts->items[doubts->count++] = (Doubt){ .column = column, .candidate = i, .by_check = check != NULL };
    }
}

static void doubt_by_checks(Doubts *doubts, Arena *arena, const InsertColumn *about, size_t column, const Column *as,
                            const Object *table)
{
    for (const Object *child = table ? table->first_child : NULL; child && as; child = child->next) {
        const Constraint *check = (const Constraint *) child;

        if (child->key->kind == KIND_CONSTRAINT && check->expr && !check->method &&
            strstr(check->expr->text->text, as->base.key->name->text)) {
            doubt(doubts, arena, about, column, as, check);
        }
    }
}

/* Candidates that are no values, or break a constraint, are taken out; where a constraint cannot be tried on one column
 * alone the answer is an error, which says nothing. */
static void take_out(const Filling *filling, Insert *insert, const Doubts *doubts, const char *conninfo)
{
    Arena *arena = filling->proof->arena;
    ScratchAnswer *answers = sd_arena_alloc(arena, doubts->count * sizeof *answers);

    if (sd_scratch_ask(filling->scratch, conninfo, doubts->sql, doubts->count, arena, answers, filling->proof->diag) !=
        SD_OK) {
        return;
    }
    for (size_t i = 0; i < doubts->count; i++) {
        const Doubt *item = &doubts->items[i];
        bool refused = item->by_check ? answers[i].value && *answers[i].value == 'f' : answers[i].error != NULL;

        if (refused) {
            insert->columns[item->column].candidates.items[item->candidate] = NULL;
        }
    }
}

static void close_gaps(Candidates *candidates)
{
    size_t kept = 0;

    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->items[i]) {
            candidates->items[kept++] = candidates->items[i];
        }
    }
    if (kept == 0) {
        candidates->items[kept++] = "NULL";
    }
    candidates->count = kept;
}

/* Each side's constraints are tried where they are: they may call functions that the other side has not. */
static void sort_out(const Filling *filling, Insert *insert)
{
    Arena *arena = filling->proof->arena;
    Doubts now = { 0 }, wanted = { 0 };

    for (size_t i = 0; i < insert->count; i++) {
        const InsertColumn *about = &insert->columns[i];

        doubt(&now, arena, about, i, about->column, NULL);
        doubt_by_checks(&now, arena, about, i, about->column, insert->table);
        doubt_by_checks(&wanted, arena, about, i, about->wanted, insert->wanted);
    }
    take_out(filling, insert, &now, filling->databases[0]);
    take_out(filling, insert, &wanted, filling->databases[1]);
    for (size_t i = 0; i < insert->count; i++) {
        close_gaps(&insert->columns[i].candidates);
    }
}

/* Tries rows for one table, a few at a time; true when it has some. */
static bool fill(const Filling *filling, size_t at)
{
    Arena *arena = filling->proof->arena;
    const Object *table = filling->tables[at];
    Insert insert = insert_of(arena, filling->now, filling->wanted, table);

    sort_out(filling, &insert);
    for (size_t first = 0; first < ATTEMPTS; first += 2 * ROWS) {
        const char *sql[2 * ROWS + 1];
        ScratchAnswer answers[2 * ROWS + 1];

        for (size_t i = 0; i < 2 * ROWS; i++) {
            sql[i] = attempt(arena, &insert, first + i);
        }
        sql[2 * ROWS] = counting(arena, table->key);
        if (sd_scratch_ask(filling->scratch, filling->databases[0], sql, 2 * ROWS + 1, arena, answers,
                           filling->proof->diag) != SD_OK) {
            return false;
        }
        if (answers[2 * ROWS].value && strcmp(answers[2 * ROWS].value, "0") != 0) {
            return true;
        }
        filling->reasons[at] = filling->reasons[at] ? filling->reasons[at] : answers[0].error;
    }
    return false;
}

static void fill_all(const Filling *filling)
{
    bool progress = true;

    /* A table whose references have no rows yet waits for the next round. */
    while (progress) {
        progress = false;
        for (size_t i = 0; i < filling->count; i++) {
            if (!filling->filled[i] && fill(filling, i)) {
                filling->filled[i] = true;
                progress = true;
            }
        }
    }
}

Status sd_rows_make(Proof *proof, const Scratch *scratch, const char *const databases[2], const Catalog *now,
                    const Catalog *wanted)
{
    Arena *arena = proof->arena;
    Filling filling = { .proof = proof, .scratch = scratch, .databases = databases, .now = now, .wanted = wanted };
    size_t filled = 0;
    Step *step;

    for (const Object *object = now->first; object; object = object->next_all) {
        if (takes_rows(object)) {
            filling.tables = sd_arena_grow(arena, filling.tables, filling.count, sizeof *filling.tables);
            filling.tables[filling.count++] = object;
        }
    }
    filling.filled = sd_arena_alloc(arena, filling.count * sizeof *filling.filled);
    filling.reasons = sd_arena_alloc(arena, filling.count * sizeof *filling.reasons);
    fill_all(&filling);
    for (size_t i = 0; i < filling.count; i++) {
        filled += filling.filled[i];
    }
    step = sd_proof_step(proof, "seeded", filled || !filling.count ? STEP_OK : STEP_SKIPPED,
                         "%zu of %zu tables have rows", filled, filling.count);
    for (size_t i = 0; i < filling.count; i++) {
        if (!filling.filled[i]) {
            sd_proof_detail(proof, step, "%s has none: %s", sd_key_text(arena, filling.tables[i]->key),
                            filling.reasons[i] ? filling.reasons[i] : "nothing was taken");
        }
    }
    return SD_OK;
}

/* ---- looking ------------------------------------------------------------------------------------------------------------ */

/* How many values there are, and what they are. */
static const char *looking(Arena *arena, const Object *column)
{
    Text name = sd_text(arena), table = sd_text(arena);

    sd_text_identifier(&name, column->key->name);
    sd_text_qualified(&table, column->key->parent);
    return sd_arena_format(
        arena,
        "SELECT count(%s) || ' values, ' || "
        "md5(coalesce(string_agg(%s::text, E'\\n' ORDER BY %s::text COLLATE \"C\"), '')) FROM ONLY %s",
        name.bytes, name.bytes, name.bytes, table.bytes);
}

static void add_part(Rows *rows, const char ***sql, Arena *arena, RowsPart part, const char *statement)
{
    *sql = sd_arena_grow(arena, *sql, rows->count, sizeof **sql);
    rows->parts = sd_arena_grow(arena, rows->parts, rows->count, sizeof *rows->parts);
    (*sql)[rows->count] = statement;
    rows->parts[rows->count++] = part;
}

Status sd_rows_look(Rows *rows, Proof *proof, const Scratch *scratch, const char *conninfo, const Catalog *catalog)
{
    Arena *arena = proof->arena;
    const char **sql = NULL;
    ScratchAnswer *answers;
    Status status;

    for (const Object *object = catalog->first; object; object = object->next_all) {
        bool of_table = object->parent && takes_rows(object->parent);

        if (takes_rows(object)) {
            add_part(rows, &sql, arena, (RowsPart){ .key = object->key }, counting(arena, object->key));
        } else if (object->key->kind == KIND_COLUMN && of_table && !((const Column *) object)->generated) {
            add_part(rows, &sql, arena, (RowsPart){ .key = object->key, .type = ((const Column *) object)->type },
                     looking(arena, object));
        }
    }
    answers = sd_arena_alloc(arena, rows->count * sizeof *answers);
    status = sd_scratch_ask(scratch, conninfo, sql, rows->count, arena, answers, proof->diag);
    for (size_t i = 0; i < rows->count && status == SD_OK; i++) {
        rows->parts[i].seen = answers[i].value ? answers[i].value : "nothing that can be looked at";
    }
    return status;
}
