/* Names in scope: parse_relation.c of the server.  A column of a base relation is known by the relation's number and
 * its name, for columns may stand in another order on the other side; of anything else by number and position. */
#include "parser/canon/analysis.h"

#include <string.h>

/* ---- items --------------------------------------------------------------------------------------------------- */

ScopeItem *sd_scope_add(Analysis *analysis, Scope *scope, ScopeItem item)
{
    scope->items = sd_arena_grow(analysis->arena, scope->items, scope->count, sizeof *scope->items);
    scope->items[scope->count] = item;
    return &scope->items[scope->count++];
}

static Tree *named_column(Analysis *analysis, int64_t number, Name name, TypeOid type, Name modified)
{
    return sd_tree_new(analysis->arena, TREE_COLUMN,
                       (TreeParts){ .type = type, .modified = modified, .number = number, .text = name });
}

ScopeItem sd_scope_relation(Analysis *analysis, Key relation, Name alias)
{
    RelationColumns columns = sd_side_columns(analysis->side, relation);
    ScopeItem item = { .alias = alias,
                       .known = columns.known,
                       .by_name = true,
                       .by_alias = true,
                       .number = ++analysis->relations,
                       .relation = relation,
                       .count = columns.count };
    Text spelled = sd_text(analysis->arena);

    sd_text_qualified(&spelled, relation);
    item.row_type = sd_side_type(analysis->side, sd_name(analysis->side->names, spelled.bytes));
    item.schema = sd_key_schema(relation);
    item.columns = sd_arena_alloc(analysis->arena, columns.count * sizeof *item.columns);
    for (size_t i = 0; i < columns.count; i++) {
        const RelationColumn *column = &columns.items[i];

        item.columns[i] = (ScopeColumn){ .name = column->name,
                                         .own = column->name,
                                         .type = column->type,
                                         .modified = column->modified,
                                         .key = column->key };
    }
    return item;
}

/* Column names of an alias take the place of the first ones: FROM t AS a (x, y). */
void sd_scope_rename(Analysis *analysis, ScopeItem *item, const PgQuery__Alias *alias)
{
    for (size_t i = 0; alias && i < alias->n_colnames && i < item->count; i++) {
        item->columns[i].name = sd_analysis_name(analysis, sd_string_of(alias->colnames[i]));
    }
}

ScopeItem sd_scope_outputs(Analysis *analysis, const Output *outputs, size_t count, bool known, Name alias,
                           const PgQuery__Alias *names)
{
    ScopeItem item = { .alias = alias,
                       .known = known,
                       .by_name = true,
                       .by_alias = alias != NULL,
                       .number = ++analysis->relations,
                       .count = count };

    item.columns = sd_arena_alloc(analysis->arena, count * sizeof *item.columns);
    for (size_t i = 0; i < count; i++) {
        const Tree *tree = outputs[i].tree;
        bool renamed = names && i < names->n_colnames;

        item.columns[i] = (ScopeColumn){
            .name = renamed ? sd_analysis_name(analysis, sd_string_of(names->colnames[i])) : outputs[i].name,
            .type = tree ? tree->type : 0,
            .modified = sd_tree_modified(analysis, tree),
            .key = outputs[i].key,
        };
    }
    return item;
}

const CommonTable *sd_scope_common_table(const Scope *scope, Name name)
{
    for (; scope; scope = scope->parent) {
        for (const CommonTable *table = scope->tables; table; table = table->next) {
            if (table->name == name) {
                return table;
            }
        }
    }
    return NULL;
}

/* ---- columns ------------------------------------------------------------------------------------------------- */

/* pg_attribute has these for every table (manual: "System Columns"). */
static const struct {
    const char *name;
    TypeOid type;
} system_columns[] = {
    { "tableoid", TYPE_OID }, { "ctid", TYPE_TID }, { "xmin", TYPE_XID },
    { "cmin", TYPE_CID },     { "xmax", TYPE_XID }, { "cmax", TYPE_CID },
};

Key sd_scope_column_key(const Analysis *analysis, const ScopeItem *item, const ScopeColumn *column)
{
    if (column->key || !item->relation) {
        return column->key;
    }
    return sd_key(analysis->side->names, KIND_COLUMN, item->relation, column->own, NULL);
}

/* Most columns in scope are never named, so a tree is made for those that are. */
Tree *sd_scope_tree(Analysis *analysis, const ScopeItem *item, const ScopeColumn *column)
{
    if (column->tree) {
        return column->tree;
    }
    return sd_tree_new(analysis->arena, TREE_COLUMN,
                       (TreeParts){ .type = column->type,
                                    .modified = column->modified,
                                    .number = item->number,
                                    .number2 = column->own ? 0 : column - item->columns + 1,
                                    .text = column->own });
}

static Tree *use(Analysis *analysis, const ScopeItem *item, const ScopeColumn *column)
{
    sd_analysis_edge(analysis, column->key);
    if (analysis->uses) {
        analysis->from = item;
        analysis->found = sd_scope_column_key(analysis, item, column);
    }
    return sd_scope_tree(analysis, item, column);
}

static Tree *column_of_item(Analysis *analysis, const ScopeItem *item, Name name, bool by_alias)
{
    for (size_t i = 0; i < item->count; i++) {
        if (item->columns[i].name == name && (by_alias || !item->columns[i].merged)) {
            return use(analysis, item, &item->columns[i]);
        }
    }
    for (size_t i = 0; name && item->relation && i < sizeof system_columns / sizeof *system_columns; i++) {
        if (strcmp(name->text, system_columns[i].name) == 0) {
            return named_column(analysis, item->number, name, system_columns[i].type, NULL);
        }
    }
    if (!item->known && by_alias) {
        return named_column(analysis, item->number, name, 0, NULL);
    }
    return NULL;
}

static Tree *unqualified_column(Analysis *analysis, const Scope *scope, Name name)
{
    for (; scope; scope = scope->parent) {
        const ScopeItem *unknown = NULL;
        size_t unknown_count = 0;

        for (size_t i = 0; i < scope->count; i++) {
            const ScopeItem *item = &scope->items[i];
            Tree *tree = item->by_name ? column_of_item(analysis, item, name, false) : NULL;

            if (tree) {
                return tree;
            }
            if (item->by_name && !item->known) {
                unknown = item;
                unknown_count++;
            }
        }
        if (unknown_count == 1) {
            return named_column(analysis, unknown->number, name, 0, NULL);
        }
        if (unknown_count) {
            return NULL;
        }
    }
    return NULL;
}

static const ScopeItem *item_by_alias(const Scope *scope, Name schema, Name alias)
{
    for (; scope; scope = scope->parent) {
        for (size_t i = 0; i < scope->count; i++) {
            const ScopeItem *item = &scope->items[i];

            if (item->by_alias && item->alias == alias && (!schema || item->schema == schema)) {
                return item;
            }
        }
    }
    return NULL;
}

/* The row of a query or function has the names of its columns in it: row_to_json(q) shows them. */
static Tree *whole_row(Analysis *analysis, const ScopeItem *item)
{
    Text names = sd_text(analysis->arena);

    analysis->from = item;
    analysis->found = NULL;
    for (size_t i = 0; !item->row_type && i < item->count; i++) {
        sd_text_identifier(&names, item->columns[i].name ? item->columns[i].name : sd_name(analysis->side->names, "?"));
        sd_text_char(&names, ',');
    }
    return sd_tree_new(analysis->arena, TREE_WHOLE,
                       (TreeParts){ .type = item->row_type ? item->row_type : TYPE_RECORD,
                                    .number = item->number,
                                    .text = names.length ? sd_name(analysis->side->names, names.bytes) : NULL });
}

static Tree *parameter(Analysis *analysis, Name routine, Name name)
{
    if (routine && routine != analysis->routine) {
        return NULL;
    }
    for (size_t i = 0; i < analysis->parameter_count; i++) {
        if (analysis->parameters[i].name == name) {
            Name type = analysis->parameters[i].type;

            return sd_tree_new(analysis->arena, TREE_PARAM,
                               (TreeParts){ .type = sd_side_type(analysis->side, type), .number = (int64_t) i + 1 });
        }
    }
    return NULL;
}

/* A name that leads nowhere: as written. */
static Tree *unresolved(Analysis *analysis, const PgQuery__ColumnRef *column)
{
    Name last = sd_analysis_name(analysis, sd_string_of(column->fields[column->n_fields - 1]));

    analysis->incomplete = true;
    return sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .text = last, .number = -1 });
}

static Tree *find_column(Analysis *analysis, const Scope *scope, const PgQuery__ColumnRef *column)
{
    size_t count = column->n_fields;
    Name names[4] = { 0 };
    bool is_row = false;
    const ScopeItem *item;
    Tree *tree = NULL;

    if (count == 0 || count > 4) {
        analysis->incomplete = true;
        return sd_tree_new(analysis->arena, TREE_COLUMN, (TreeParts){ .number = -1 });
    }
    for (size_t i = 0; i < count; i++) {
        is_row = column->fields[i]->node_case == PG_QUERY__NODE__NODE_A_STAR;
        names[i] = sd_analysis_name(analysis, sd_string_of(column->fields[i]));
    }
    if (is_row) {
        /* alias.* where one value is wanted: the row */
        item = count >= 2 ? item_by_alias(scope, count == 3 ? names[0] : NULL, names[count - 2]) : NULL;
        return item ? whole_row(analysis, item) : unresolved(analysis, column);
    }
    if (count == 1) {
        if (analysis->domain_value && names[0] && strcmp(names[0]->text, "value") == 0) {
            return analysis->domain_value;
        }
        tree = unqualified_column(analysis, scope, names[0]);
        if (!tree) {
            tree = parameter(analysis, NULL, names[0]);
        }
        if (!tree) {
            item = item_by_alias(scope, NULL, names[0]);
            tree = item ? whole_row(analysis, item) : NULL;
        }
    } else if (count == 2) {
        item = item_by_alias(scope, NULL, names[0]);
        tree = item ? column_of_item(analysis, item, names[1], true) : parameter(analysis, names[0], names[1]);
        if (!tree && !item && (tree = parameter(analysis, NULL, names[0])) != NULL) {
            tree = sd_analyse_field(analysis, tree, names[1]);
        }
        if (!tree && item) {
            /* c.total may be total(c). */
            tree = sd_analyse_attribute_call(analysis, names[1], whole_row(analysis, item));
        }
    } else {
        item = item_by_alias(scope, names[count - 3], names[count - 2]);
        tree = item ? column_of_item(analysis, item, names[count - 1], true) : NULL;
    }
    return tree ? tree : unresolved(analysis, column);
}

Tree *sd_scope_column(Analysis *analysis, const Scope *scope, const PgQuery__ColumnRef *column)
{
    Tree *tree;

    analysis->from = NULL;
    analysis->found = NULL;
    tree = find_column(analysis, scope, column);
    if (analysis->from) {
        sd_analysis_use(analysis, (Use){ .kind = USE_COLUMN,
                                         .key = analysis->found,
                                         .relation = analysis->from->relation,
                                         .location = column->location,
                                         .parts = column->n_fields,
                                         .place = analysis->from->place,
                                         .alias = analysis->from->by_alias ? analysis->from->alias : NULL });
    }
    return tree;
}

/* A row has no more columns (MaxTupleAttributeNumber of access/htup_details.h).  Without an end, queries that each read the
 * one before twice would have more than memory holds. */
enum { STAR_MAX = 1664 };

/* ---- * ------------------------------------------------------------------------------------------------------- */

/* How the columns of a star would be written out. */
typedef struct Star {
    Arena *arena;
    StarColumn *columns;
    size_t count;
} Star;

static void star_column(Star *star, const ScopeItem *item, const ScopeColumn *column)
{
    star->columns = sd_arena_grow(star->arena, star->columns, star->count, sizeof *star->columns);
    star->columns[star->count++] = (StarColumn){ .alias = item->by_alias ? item->alias : NULL, .name = column->name };
}

static void expand_item(Analysis *analysis, const ScopeItem *item, bool by_alias, Output **outputs, size_t *count,
                        Star *star)
{
    for (size_t i = 0; i < item->count && *count < STAR_MAX; i++) {
        if (by_alias || !item->columns[i].merged) {
            *outputs = sd_arena_grow(analysis->arena, *outputs, *count, sizeof **outputs);
            (*outputs)[(*count)++] =
                (Output){ .name = item->columns[i].name, .tree = use(analysis, item, &item->columns[i]) };
            star_column(star, item, &item->columns[i]);
        }
    }
}

static bool expand(Analysis *analysis, const Scope *scope, const PgQuery__ColumnRef *star, Output **outputs,
                   size_t *count, Star *columns)
{
    bool known = true;

    if (star->n_fields >= 2) {
        Name alias = sd_analysis_name(analysis, sd_string_of(star->fields[star->n_fields - 2]));
        Name schema =
            star->n_fields > 2 ? sd_analysis_name(analysis, sd_string_of(star->fields[star->n_fields - 3])) : NULL;
        const ScopeItem *item = item_by_alias(scope, schema, alias);

        if (item) {
            expand_item(analysis, item, true, outputs, count, columns);
        }
        return item && item->known && *count < STAR_MAX;
    }
    for (size_t i = 0; i < scope->count; i++) {
        if (scope->items[i].by_name) {
            expand_item(analysis, &scope->items[i], false, outputs, count, columns);
            known = known && scope->items[i].known;
        }
    }
    return known && *count < STAR_MAX;
}

bool sd_scope_expand(Analysis *analysis, const Scope *scope, const PgQuery__ColumnRef *star, Output **outputs,
                     size_t *count)
{
    Star columns = { .arena = analysis->arena };
    bool known = expand(analysis, scope, star, outputs, count, &columns);

    sd_analysis_use(analysis, (Use){ .kind = USE_STAR,
                                     .location = known ? star->location : -1,
                                     .parts = star->n_fields,
                                     .star = columns.columns,
                                     .star_count = columns.count });
    return known;
}

Scope sd_scope_of_table(Analysis *analysis, Key table)
{
    Scope scope = { 0 };

    (void) sd_scope_add(analysis, &scope, sd_scope_relation(analysis, table, table->name));
    return scope;
}
