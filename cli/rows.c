/* Made-up rows.
 *
 * Nobody can tell in general which rows a schema takes, so many are tried: each column has a list of candidates
 * (values.h), what breaks a condition is sorted out (rows_fit.h), and each attempt draws others from the lists.  A
 * foreign key takes values of the table it refers to.  The server decides. */
#include "cli/rows.h"

#include "cli/rows_fit.h"

#include "model/text.h"

#include <string.h>

enum { ROUNDS = 12 /* of so many rows that are tried for a table */ };

/* ---- attempts ---------------------------------------------------------------------------------------------------------- */

static const char *attempt(Arena *arena, const Insert *insert, size_t number)
{
    Text names = sd_text(arena), values = sd_text(arena), sql = sd_text(arena);

    for (size_t i = 0; i < insert->count; i++) {
        const Column *column = insert->columns[i].column;
        const char *value = sd_insert_cell(arena, insert, i, number);

        sd_text_put(&names, i ? ", " : "");
        sd_text_put(&values, i ? ", " : "");
        sd_text_identifier(&names, column->base.key->name);
        sd_text_format(&values, value ? "CAST(%s AS %s)" : "DEFAULT", value, column->type->text);
    }
    sd_text_put(&sql, "INSERT INTO ");
    sd_text_qualified(&sql, insert->sides[SIDE_NOW].table->key);
    if (insert->count == 0) {
        sd_text_put(&sql, " DEFAULT VALUES");
    } else {
        sd_text_format(&sql, " (%s) OVERRIDING USER VALUE VALUES (%s)", names.bytes, values.bytes);
    }
    return sql.bytes;
}

static const char *counting(Arena *arena, Key table)
{
    Text sql = sd_text(arena);

    sd_text_put(&sql, "SELECT count(*) FROM ONLY ");
    sd_text_qualified(&sql, table);
    return sql.bytes;
}

/* What takes rows itself: not a partitioned table, whose partitions do, nor one that shows those of another server. */
static bool takes_rows(const Object *object)
{
    const Table *table = (const Table *) object;

    return object->key->kind == KIND_TABLE && !table->partition_key && !table->server;
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

/* ---- filling ------------------------------------------------------------------------------------------------------------ */

/* Tries the next rows that fit, from attempt *next on: true when the table has some then. */
static bool fill_some(const Filling *filling, size_t at, const Insert *insert, const bool *fits, size_t *next)
{
    Arena *arena = filling->proof->arena;
    Statements sql = { 0 };
    ScratchAnswer *answers;
    const char *count;

    for (; *next < ATTEMPTS && sql.count < insert->most; ++*next) {
        if (fits[*next]) {
            sql.items = sd_arena_grow(arena, sql.items, sql.count, sizeof *sql.items);
            sql.items[sql.count++] = attempt(arena, insert, *next);
        }
    }
    sd_insert_prune(&sql, arena, insert);
    sql.items = sd_arena_grow(arena, sql.items, sql.count, sizeof *sql.items);
    sql.items[sql.count++] = counting(arena, insert->sides[SIDE_NOW].table->key);
    answers = sd_arena_alloc(arena, sql.count * sizeof *answers);
    if (sd_scratch_ask(filling->scratch, filling->databases[SIDE_NOW], sql.items, sql.count, arena, answers,
                       filling->proof->diag) != SD_OK) {
        return false;
    }
    count = answers[sql.count - 1].value;
    filling->reasons[at] = filling->reasons[at] ? filling->reasons[at] : answers[0].error;
    return count && strcmp(count, "0") != 0;
}

/* True when the table has some rows then. */
static bool fill(const Filling *filling, size_t at)
{
    const Catalog *const catalogs[SIDES] = { filling->now, filling->wanted };
    Insert insert =
        sd_insert_begin(filling->proof, filling->scratch, filling->databases, catalogs, filling->tables[at]);
    bool fits[ATTEMPTS], filled = false;
    size_t next = 0;

    if (!insert.refused) {
        sd_insert_fit(&insert, fits);
    }
    if (insert.refused) {
        filling->reasons[at] = insert.refused;
        return false;
    }
    for (size_t round = 0; round < ROUNDS && next < ATTEMPTS && !filled; round++) {
        filled = fill_some(filling, at, &insert, fits, &next);
    }
    return filled;
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
                            filling.reasons[i] ? filling.reasons[i] : "what is wanted keeps none that were tried");
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
