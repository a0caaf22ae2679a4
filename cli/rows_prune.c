/* Rows that what is wanted would not keep, for what only other rows can tell, or what the server made itself.
 *
 * Each statement is tried; one that fails has nothing to say about the rows that are there. */
#include "cli/rows_fit.h"

#include "model/text.h"

#include <string.h>

typedef struct Pruning {
    Statements *statements;
    Arena *arena;
    const Insert *insert;
    const char *table; /* qualified */
} Pruning;

static void add_statement(const Pruning *pruning, const char *sql)
{
    Statements *statements = pruning->statements;

    statements->items = sd_arena_grow(pruning->arena, statements->items, statements->count, sizeof *statements->items);
    statements->items[statements->count++] = sql;
}

/* All but one of the rows in which the expressions are the same, nulls among them. */
static void prune_same(const Pruning *pruning, const char *expressions, const Expr *predicate)
{
    if (*expressions) {
        add_statement(
            pruning,
            sd_arena_format(pruning->arena,
                            "DELETE FROM ONLY %s WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() OVER "
                            "(PARTITION BY %s ORDER BY ctid) AS place FROM ONLY %s WHERE %s\n) AS one WHERE place > 1)",
                            pruning->table, expressions, pruning->table, predicate ? predicate->text->text : "true"));
    }
}

static const char *names_of(Arena *arena, const List *columns, const char *before)
{
    Text text = sd_text(arena);

    for (size_t i = 0; i < sd_list_count(columns); i++) {
        sd_text_format(&text, "%s%s", i ? ", " : "", before);
        sd_text_identifier(&text, columns->items[i]);
    }
    return text.bytes;
}

static void prune_by_index(const Pruning *pruning, const Index *index)
{
    Text text = sd_text(pruning->arena);

    for (size_t i = 0; i < sd_exprs_count(index->elements); i++) {
        sd_text_format(&text, "%s(%s)", i ? ", " : "", index->elements->items[i]->text->text);
    }
    if (index->is_unique) {
        prune_same(pruning, text.bytes, index->predicate);
    }
}

/* To a table that is new there is nothing yet to refer to. */
static void prune_by_reference(const Pruning *pruning, const Constraint *key)
{
    const Insert *insert = pruning->insert;
    Text sql = sd_text(pruning->arena), referenced = sd_text(pruning->arena);

    sd_text_qualified(&referenced, key->referenced);
    sd_text_format(&sql, "DELETE FROM ONLY %s AS one WHERE num_nulls(%s) = 0", pruning->table,
                   names_of(pruning->arena, key->columns, "one."));
    if (sd_catalog_find(insert->sides[SIDE_NOW].catalog, key->referenced)) {
        sd_text_format(&sql, " AND NOT EXISTS (SELECT FROM %s AS other WHERE (%s) = (%s))", referenced.bytes,
                       names_of(pruning->arena, key->referenced_columns, "other."),
                       names_of(pruning->arena, key->columns, "one."));
    }
    add_statement(pruning, sql.bytes);
}

/* Where columns are compared; expressions are left to luck. */
static void prune_by_exclusion(const Pruning *pruning, const Constraint *exclusion)
{
    Text sql = sd_text(pruning->arena);

    sd_text_format(&sql, "DELETE FROM ONLY %s AS one USING ONLY %s AS other WHERE one.ctid > other.ctid",
                   pruning->table, pruning->table);
    for (size_t i = 0; i < sd_exprs_count(exclusion->elements); i++) {
        const char *element = exclusion->elements->items[i]->text->text;

        sd_text_format(&sql, " AND one.%s %s other.%s", element, exclusion->operators->items[i]->text, element);
    }
    add_statement(pruning, sql.bytes);
}

static void prune_by_constraint(const Pruning *pruning, const Constraint *constraint)
{
    if (constraint->method) {
        prune_by_exclusion(pruning, constraint);
    } else if (constraint->referenced) {
        prune_by_reference(pruning, constraint);
    } else if (!constraint->expr) {
        prune_same(pruning, names_of(pruning->arena, constraint->columns, ""), NULL);
    }
}

/* Of what is looked up elsewhere nothing may have been found. */
static void prune_by_column(const Pruning *pruning, const Column *column)
{
    Text name = sd_text(pruning->arena);

    sd_text_identifier(&name, column->base.key->name);
    if (column->not_null) {
        add_statement(pruning, sd_arena_format(pruning->arena, "DELETE FROM ONLY %s WHERE %s IS NULL", pruning->table,
                                               name.bytes));
    }
}

void sd_insert_prune(Statements *statements, Arena *arena, const Insert *insert)
{
    Text table = sd_text(arena);
    Pruning pruning = { .statements = statements, .arena = arena, .insert = insert };

    sd_text_qualified(&table, insert->sides[SIDE_NOW].table->key);
    pruning.table = table.bytes;
    for (size_t i = 0; i < insert->sides[SIDE_WANTED].check_count; i++) {
        add_statement(&pruning, sd_arena_format(arena, "DELETE FROM ONLY %s WHERE (%s\n) IS FALSE", pruning.table,
                                                insert->sides[SIDE_WANTED].checks[i]));
    }
    for (size_t i = insert->present; i < insert->lineage.count; i++) {
        const Object *above = insert->lineage.tables[i];

        for (const Object *child = above->first_child; child; child = child->next) {
            const Constraint *constraint = (const Constraint *) child;

            if (child->key->kind == KIND_COLUMN) {
                prune_by_column(&pruning, (const Column *) child);
            } else if (child->key->kind == KIND_INDEX) {
                prune_by_index(&pruning, (const Index *) child);
            } else if (child->key->kind == KIND_CONSTRAINT && (i == insert->present || !constraint->no_inherit)) {
                prune_by_constraint(&pruning, constraint);
            }
        }
    }
}
