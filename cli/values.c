/* Candidates for the values of a column: plain values of its type, the words and numbers its constraints mention, what
 * addresses and links look like. */
#include "cli/values.h"

#include "model/text.h"

#include <ctype.h>
#include <string.h>

enum { NESTING = 8 /* domains over domains */ };

/* ---- values -------------------------------------------------------------------------------------------------------- */

/* By the beginning of the type's name; %d is the number of the attempt. */
static const struct {
    const char *type;
    const char *values[4];
} plain[] = {
    { "boolean", { "true", "false" } },
    { "date", { "date '2024-01-01' + %d", "CAST(date '2024-01-01' + interval '%d months' AS date)" } },
    { "timestamp", { "timestamp '2024-01-01 12:00' + interval '%d hours'" } },
    { "time", { "'12:00:%d'" } },
    { "interval", { "'%d days'" } },
    { "uuid", { "md5('%d')::uuid" } },
    { "json", { "'{\"n\": %d}'", "'[%d]'", "'{}'" } },
    { "xml", { "'<n>%d</n>'" } },
    { "bytea", { "decode(md5('%d'), 'hex')" } },
    { "inet", { "'10.0.0.%d'" } },
    { "cidr", { "'10.0.%d.0/24'" } },
    { "macaddr", { "'08:00:2b:01:02:10'" } },
    { "bit", { "%d::bit(8)", "B'1'" } },
    { "point", { "'(%d,%d)'" } },
    { "box", { "'((0,0),(%d,%d))'" } },
    { "lseg", { "'((0,0),(%d,%d))'" } },
    { "line", { "'{1,2,%d}'" } },
    { "path", { "'((0,0),(%d,%d))'" } },
    { "polygon", { "'((0,0),(0,1),(%d,%d))'" } },
    { "circle", { "'<(0,0),%d>'" } },
    { "tsvector", { "'word%d'" } },
    { "tsquery", { "'word%d'" } },
    { "int4range", { "'[%d,%d]'" } },
    { "int8range", { "'[%d,%d]'" } },
    { "numrange", { "'[%d,%d]'" } },
    { "tsrange", { "tsrange(timestamp '2024-01-01' + interval '%d hours', NULL)" } },
    { "tstzrange", { "tstzrange(timestamptz '2024-01-01 00:00+00' + interval '%d hours', NULL)" } },
    { "daterange", { "daterange(date '2024-01-01' + %d, date '2024-01-01' + %d, '[]')" } },
    { "character", { "'word%d'", "'%d'", "'user%d@example.org'", "'https://example.org/%d'" } },
    { "text", { "'word%d'", "'%d'", "'user%d@example.org'", "'https://example.org/%d'" } },
    { "name", { "'word%d'" } },
    { "\"char\"", { "'a'" } },
    { "", { "'%d'", "%d" } }, /* numbers, and whatever else may be written so */
};

/* What constraints are known to ask for. */
static const char *const further_words[] = { "'ab'", "'EUR'", "'+49123456789'", "'a-b'", "'1.2.3'" };
static const char *const further_numbers[] = { "0", "100", "0.5", "-%d" };

static const char *const number_types[] = { "smallint", "integer",          "bigint", "numeric",
                                            "real",     "double precision", "money" };

static void add(Candidates *candidates, const char *value)
{
    if (candidates->count < CANDIDATES) {
        candidates->items[candidates->count++] = value;
    }
}

/* Literals and numbers in the text of a constraint. */
static void add_mentioned(Candidates *candidates, Arena *arena, const char *text)
{
    for (const char *c = text; *c; c++) {
        size_t length = 1;

        if (*c == '\'') {
            while (c[length] && (c[length] != '\'' || c[length + 1] == '\'')) {
                length += c[length] == '\'' ? 2 : 1;
            }
            if (!c[length]) {
                return;
            }
            if (!candidates->takes_numbers) {
                add(candidates,
                    sd_arena_format(arena, candidates->in_array ? "ARRAY[%.*s]" : "%.*s", (int) length + 1, c));
            }
            c += length;
        } else if (isdigit((unsigned char) *c) && (c == text || (!isalnum((unsigned char) c[-1]) && c[-1] != '_'))) {
            length = strspn(c, "0123456789.");
            if (candidates->takes_numbers) {
                add(candidates, sd_arena_copy(arena, c, length));
                add(candidates, sd_arena_format(arena, "%.*s + %%d", (int) length, c));
            } else if (candidates->takes_words) {
                add(candidates, sd_arena_format(arena, "repeat('x', least(%.*s, 1000)::integer)", (int) length, c));
            }
            c += length - 1;
        }
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char) c) || c == '_' || c == '$' || (unsigned char) c >= 0x80;
}

bool sd_text_mentions(const char *text, Name name)
{
    for (const char *found = strstr(text, name->text); found; found = strstr(found + 1, name->text)) {
        if ((found == text || !is_word(found[-1])) && !is_word(found[name->length])) {
            return true;
        }
    }
    return false;
}

/* The labels of an enum type; later: the same type on the other side, which must have them too, or NULL. */
static void add_labels(Candidates *candidates, Arena *arena, const EnumType *type, const EnumType *later)
{
    for (size_t i = 0; type && i < sd_list_count(type->labels); i++) {
        Text text = sd_text(arena);

        sd_text_literal(&text, type->labels->items[i]->text);
        if (!later || sd_list_has(later->labels, type->labels->items[i])) {
            add(candidates, text.bytes);
        }
    }
}

/* What a condition casts a column to. */
static void add_labels_mentioned(Candidates *candidates, Arena *arena, const Catalog *catalog, const char *text)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == KIND_ENUM_TYPE && sd_text_mentions(text, object->key->name)) {
            add_labels(candidates, arena, (const EnumType *) object, NULL);
        }
    }
}

static void add_checks(Candidates *candidates, Arena *arena, const Catalog *catalog, const Object *parent, Name name)
{
    for (const Object *child = parent->first_child; child; child = child->next) {
        const Constraint *check = (const Constraint *) child;

        if (child->key->kind == KIND_CONSTRAINT && check->expr && sd_text_mentions(check->expr->text->text, name)) {
            add_mentioned(candidates, arena, check->expr->text->text);
            add_labels_mentioned(candidates, arena, catalog, check->expr->text->text);
        }
    }
}

static const Object *find_type(const Catalog *catalog, Arena *arena, KindId kind, Name spelled)
{
    for (const Object *object = catalog->first; object; object = object->next_all) {
        if (object->key->kind == kind) {
            Text text = sd_text(arena);

            sd_text_qualified(&text, object->key);
            if (strcmp(text.bytes, spelled->text) == 0) {
                return object;
            }
        }
    }
    return NULL;
}

static bool is_array(Name type)
{
    return type->length > 2 && strcmp(type->text + type->length - 2, "[]") == 0;
}

static void add_type(Candidates *candidates, Arena *arena, const Catalog *catalog, const Catalog *wanted, Name type,
                     int depth);

/* What is likely for each of its attributes. */
static const char *row_of(Arena *arena, const Catalog *catalog, const Catalog *wanted, const Object *composite,
                          int depth)
{
    Text text = sd_text(arena);

    sd_text_put(&text, "ROW(");
    for (const Object *child = composite->first_child; child; child = child->next) {
        const Attribute *attribute = (const Attribute *) child;
        Candidates inner = { 0 };

        if (child->key->kind == KIND_ATTRIBUTE) {
            add_type(&inner, arena, catalog, wanted, attribute->type, depth + 1);
            sd_text_format(&text, "%sCAST(%s AS %s)", text.length > strlen("ROW(") ? ", " : "",
                           inner.count ? inner.items[0] : "NULL", attribute->type->text);
        }
    }
    sd_text_put(&text, ")");
    return text.bytes;
}

static void add_type(Candidates *candidates, Arena *arena, const Catalog *catalog, const Catalog *wanted, Name type,
                     int depth)
{
    const EnumType *labels = (const EnumType *) find_type(catalog, arena, KIND_ENUM_TYPE, type);
    const EnumType *later = (const EnumType *) find_type(wanted, arena, KIND_ENUM_TYPE, type);
    const Object *domain = find_type(catalog, arena, KIND_DOMAIN, type);
    const Object *composite = find_type(catalog, arena, KIND_COMPOSITE_TYPE, type);
    size_t row = 0;

    if (is_array(type)) {
        Name element = sd_name_of(catalog->names, type->text, type->length - 2);
        size_t before = candidates->count;

        add_type(candidates, arena, catalog, wanted, element, depth + 1);
        candidates->in_array = true;
        for (size_t i = before; i < candidates->count; i++) {
            candidates->items[i] = sd_arena_format(arena, "ARRAY[%s]", candidates->items[i]);
        }
        add(candidates, "'{}'");
        return;
    }
    add_labels(candidates, arena, labels, later);
    if (domain && depth < NESTING) {
        add_type(candidates, arena, catalog, wanted, ((const Domain *) domain)->type, depth + 1);
        add_checks(candidates, arena, catalog, domain, sd_name(catalog->names, "VALUE"));
    }
    if (composite && depth < NESTING) {
        add(candidates, row_of(arena, catalog, wanted, composite, depth));
    }
    if (labels || domain || composite) {
        return;
    }
    for (size_t i = 0; i < sizeof number_types / sizeof *number_types; i++) {
        candidates->takes_numbers |= strncmp(type->text, number_types[i], strlen(number_types[i])) == 0;
    }
    while (strncmp(type->text, plain[row].type, strlen(plain[row].type)) != 0) {
        row++;
    }
    candidates->takes_words = strchr(plain[row].values[0], '%') && plain[row].values[3];
    for (size_t i = 0; i < sizeof plain[row].values / sizeof *plain[row].values && plain[row].values[i]; i++) {
        add(candidates, plain[row].values[i]);
    }
}

/* ---- columns --------------------------------------------------------------------------------------------------------- */

void sd_lineage_add(Lineage *lineage, const Catalog *catalog, const Object *object)
{
    const Table *table = (const Table *) object;

    if (!object || lineage->count == LINEAGE) {
        return;
    }
    lineage->tables[lineage->count++] = object;
    if (table->partition_of) {
        sd_lineage_add(lineage, catalog, sd_catalog_find(catalog, table->partition_of));
    }
    for (size_t i = 0; i < sd_keys_count(table->inherits); i++) {
        sd_lineage_add(lineage, catalog, sd_catalog_find(catalog, table->inherits->items[i]));
    }
}

static const Constraint *foreign_key_of(const Object *table, Name column, size_t *place)
{
    for (const Object *child = table->first_child; child; child = child->next) {
        const Constraint *key = (const Constraint *) child;

        for (size_t i = 0; child->key->kind == KIND_CONSTRAINT && key->referenced && i < sd_list_count(key->columns);
             i++) {
            if (key->columns->items[i] == column) {
                *place = i;
                return key;
            }
        }
    }
    return NULL;
}

const ColumnDefault *sd_default_of(const Object *column)
{
    for (const Object *child = column->first_child; child; child = child->next) {
        if (child->key->kind == KIND_COLUMN_DEFAULT) {
            return (const ColumnDefault *) child;
        }
    }
    return NULL;
}

/* Columns of a key are taken from one row: all are sorted in the same way. */
static void add_referenced(Candidates *candidates, Arena *arena, const Constraint *key, size_t place)
{
    Text text = sd_text(arena);

    sd_text_put(&text, "(SELECT ");
    sd_text_identifier(&text, key->referenced_columns->items[place]);
    sd_text_put(&text, " FROM ");
    sd_text_qualified(&text, key->referenced);
    sd_text_put(&text, " ORDER BY ");
    for (size_t i = 0; i < sd_list_count(key->referenced_columns); i++) {
        sd_text_put(&text, i ? ", " : "");
        sd_text_identifier(&text, key->referenced_columns->items[i]);
    }
    sd_text_put(&text, " OFFSET %d % 3 LIMIT 1)");
    add(candidates, text.bytes);
}

/* What the column's own type takes, and that which it will have: a value must be one of both. */
static void add_own(Candidates *candidates, Arena *arena, const Catalog *catalog, const Catalog *wanted,
                    const Lineage *lineage, const Column *column, const Column *later)
{
    if (later && later->type != column->type) {
        add_type(candidates, arena, wanted, wanted, later->type, 0);
    }
    add_type(candidates, arena, catalog, wanted, column->type, 0);
    for (size_t i = 0; i < lineage->count; i++) {
        const Table *table = (const Table *) lineage->tables[i];

        if (table->partition_bound) {
            add_mentioned(candidates, arena, table->partition_bound->text->text);
        }
        add_checks(candidates, arena, catalog, lineage->tables[i], column->base.key->name);
    }
    for (size_t i = 0;
         candidates->takes_words && !candidates->in_array && i < sizeof further_words / sizeof *further_words; i++) {
        add(candidates, further_words[i]);
    }
    for (size_t i = 0;
         candidates->takes_numbers && !candidates->in_array && i < sizeof further_numbers / sizeof *further_numbers;
         i++) {
        add(candidates, further_numbers[i]);
    }
}

Candidates sd_candidates_of(Arena *arena, const Catalog *catalog, const Catalog *wanted, const Lineage *lineage,
                            const Column *column, const Column *later, bool not_null)
{
    Candidates candidates = { 0 };
    size_t place;
    const Constraint *key = NULL;

    for (size_t i = 0; i < lineage->count && !key; i++) {
        key = foreign_key_of(lineage->tables[i], column->base.key->name, &place);
    }
    if (key && sd_catalog_find(catalog, key->referenced)) {
        add_referenced(&candidates, arena, key, place);
    }
    if (key && !not_null) {
        add(&candidates, "NULL");
    }
    add_own(&candidates, arena, catalog, wanted, lineage, column, later);
    if (!not_null && !key) {
        add(&candidates, "NULL");
    }
    return candidates;
}
