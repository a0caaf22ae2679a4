/* The columns that a function gives in FROM (addRangeTableEntryForFunction of parse_relation.c). */
#include "parser/canon/overload.h"

#include <stdlib.h>
#include <string.h>

static void add_column(Analysis *analysis, OutputList *list, Name name, TypeOid type, Name modified)
{
    Tree *tree = sd_arena_alloc(analysis->arena, sizeof *tree);

    tree->type = type;
    tree->modified = modified;
    list->items = sd_arena_grow(analysis->arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = (Output){ .name = name, .tree = tree };
}

/* "key 25,value 114" */
static void builtin_columns(Analysis *analysis, const char *columns, OutputList *list)
{
    while (*columns) {
        size_t name = strcspn(columns, " "), all = strcspn(columns, ",");

        add_column(analysis, list, sd_name_of(analysis->side->names, columns, name),
                   (TypeOid) strtoul(columns + name, NULL, 10), NULL);
        columns += columns[all] ? all + 1 : all;
    }
}

static void routine_columns(Analysis *analysis, const Routine *routine, OutputList *list)
{
    for (size_t i = 0; i < sd_list_count(routine->argument_modes); i++) {
        const char *mode = routine->argument_modes->items[i]->text;

        if (strchr("obt", *mode) && i < sd_list_count(routine->argument_types)) {
            Name type = routine->argument_types->items[i];
            Name name = i < sd_list_count(routine->argument_names) ? routine->argument_names->items[i] : NULL;

            if (!name || name->length == 0) {
                name = sd_name_format(analysis->side->names, "column%zu", list->count + 1);
            }
            add_column(analysis, list, name, sd_side_type(analysis->side, type), type);
        }
    }
}

static bool composite_columns(Analysis *analysis, TypeOid type, OutputList *list)
{
    const TypeInfo *info = sd_side_type_info(analysis->side, type);
    RelationColumns columns = { 0 };

    if (info->kind == 'c' && info->key) {
        columns = sd_side_columns(analysis->side, info->key);
    }
    for (size_t i = 0; i < columns.count; i++) {
        add_column(analysis, list, columns.items[i].name, columns.items[i].type, columns.items[i].modified);
        list->items[list->count - 1].key = columns.items[i].key;
    }
    return columns.known;
}

OutputList sd_called_columns(Analysis *analysis, const PgQuery__Node *function)
{
    const Overload *chosen = analysis->called;
    OutputList list = { 0 };

    if (!function || function->node_case != PG_QUERY__NODE__NODE_FUNC_CALL || !chosen) {
        return list;
    }
    if (chosen->builtin) {
        builtin_columns(analysis, chosen->builtin->columns, &list);
    } else {
        routine_columns(analysis, (const Routine *) sd_side_find(analysis->side, chosen->routine), &list);
    }
    return list;
}

QueryResult sd_analyse_table_function(Analysis *analysis, const Scope *scope, const PgQuery__Node *function, Name alias)
{
    QueryResult result = { .tree = sd_analyse_expr(analysis, scope, function), .known = true };
    OutputList list = sd_called_columns(analysis, function);
    TypeOid type = result.tree->type;
    Name name = alias ? alias : sd_output_name(analysis, function);

    if (list.count == 1) {
        /* One OUT parameter is a scalar result, and the column takes the alias. */
        list.items[0].name = alias ? alias : list.items[0].name;
    } else if (list.count == 0 && sd_side_type_info(analysis->side, type)->kind == 'c') {
        result.known = composite_columns(analysis, type, &list);
    } else if (list.count == 0 && type == TYPE_RECORD) {
        result.known = false;
    } else if (list.count == 0) {
        bool may_be_row = type == 0 || sd_side_type_info(analysis->side, type)->kind == '?';

        result.known = !may_be_row;
        if (!may_be_row) {
            add_column(analysis, &list, name, type, NULL);
        }
    }
    result.outputs = list.items;
    result.count = list.count;
    return result;
}
