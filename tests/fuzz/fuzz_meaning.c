/* Any bytes as an expression or a query: analysis ends, whatever it is given, and says the same of the same text twice.
 * The first byte says where the text stands. */
#include "parser/canon/meaning.h"
#include "schema.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* clang-format off */
static const char schema[] =
    "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN positive AS integer DEFAULT 1 CHECK (VALUE > 0);"
    "CREATE TYPE pair AS (a integer, b text);"
    "CREATE FUNCTION f(a integer, b text DEFAULT 'x') RETURNS TABLE (i integer, t text) LANGUAGE sql AS '';"
    "CREATE FUNCTION g(a integer, b anyelement) RETURNS anyelement BEGIN ATOMIC SELECT b; END;"
    "CREATE FUNCTION h(VARIADIC a text[]) RETURNS text LANGUAGE sql AS '';"
    "CREATE FUNCTION same(pair, pair) RETURNS boolean LANGUAGE sql AS '';"
    "CREATE OPERATOR === (FUNCTION = same, LEFTARG = pair, RIGHTARG = pair);"
    "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);"
    "CREATE TABLE t (i integer CHECK (i > 0), n numeric(10,2), x text, v varchar(10) DEFAULT 'x', c char(3), f boolean,"
    " m mood, p positive, q pair, day date, at timestamptz, j jsonb, a text[], span interval, ip inet, r int4range,"
    " z text COLLATE \"C\", s integer GENERATED ALWAYS AS (i + 1) STORED);"
    "CREATE TABLE u (i integer, y text); CREATE VIEW w AS SELECT i, y FROM u;"
    "CREATE INDEX e ON t ((i + 1)) WHERE i > 1;"
    "CREATE POLICY o ON t USING (i > 1);"
    "CREATE RULE l AS ON UPDATE TO t WHERE old.i > 1 DO ALSO DELETE FROM u;"
    "CREATE TABLE d (i integer, y text) PARTITION BY RANGE (i, y);"
    "CREATE TABLE d1 PARTITION OF d FOR VALUES FROM (1, 'a') TO (2, 'b');"
    "CREATE STATISTICS k ON (i + 1), n FROM t;";
/* clang-format on */

/* The seeds count on this order, from the letter A. */
static const struct {
    KindId kind;
    const char *row;
} contexts[] = {
    { KIND_CONSTRAINT, "expr" },           /* A */
    { KIND_VIEW, "query" },                /* B */
    { KIND_COLUMN_DEFAULT, "expr" },       /* C */
    { KIND_COLUMN, "generated" },          /* D */
    { KIND_DOMAIN, "default_value" },      /* E */
    { KIND_INDEX, "elements" },            /* F */
    { KIND_RULE, "condition" },            /* G */
    { KIND_RULE, "actions" },              /* H */
    { KIND_TABLE, "partition_key" },       /* I */
    { KIND_TABLE, "partition_bound" },     /* J */
    { KIND_ROUTINE, "sql_body" },          /* K */
    { KIND_ROUTINE, "argument_defaults" }, /* L */
    { KIND_STATISTICS, "expressions" },    /* M */
};

/* The object that has such a row; the latest. */
static const Object *find(const Catalog *catalog, KindId kind, const char *row)
{
    const Object *found = NULL;

    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == kind) {
            const void *const *field = sd_object_field(object, sd_kind_attr(sd_kind_of(object), row));

            found = *field ? object : found;
        }
    }
    return found;
}

static Hash meaning_of(Catalog *catalog, size_t context, const char *text)
{
    const Object *object = find(catalog, contexts[context].kind, contexts[context].row);
    const Attr *attr = object ? sd_kind_attr(sd_kind_of(object), contexts[context].row) : NULL;
    Side *side = sd_side_new(catalog, NULL, false);
    Expr *expr = sd_canon_expr_of_text(catalog, sd_name(catalog->names, text));
    Hash hash;

    if (!object) {
        abort();
    }
    hash = sd_meaning_of(side, object, attr, expr, 0)->tree->exact;
    sd_side_free(side);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CONTEXTS = sizeof contexts / sizeof *contexts };
    Catalog *catalog = fuzz_schema(schema);
    char *text = calloc(1, size + 2);

    if (!text) {
        abort();
    }
    text[0] = '1';
    if (size > 1 && data[1]) {
        size_t context = (unsigned) (*data + CONTEXTS - 'A' % CONTEXTS) % CONTEXTS;
        Hash first, second;

        memcpy(text, data + 1, size - 1);
        text[size - 1] = 0;
        first = meaning_of(catalog, context, text);
        second = meaning_of(catalog, context, text);
        if (memcmp(&first, &second, sizeof first) != 0) {
            abort();
        }
    }
    free(text);
    return 0;
}
