#include "tests/support/build.h"

#include <stdlib.h>
#include <string.h>

const PlanRules build_drops = { .allow_all_drops = true };

Built *build_pair(void)
{
    Built *built = calloc(1, sizeof *built);

    if (!built) {
        abort();
    }
    built->names = sd_names_new();
    built->now = sd_catalog_new(built->names);
    built->wanted = sd_catalog_new(built->names);
    built->diag = sd_diag_new();
    return built;
}

void build_free(Built *built)
{
    sd_plan_free(built->plan);
    sd_catalog_free(built->now);
    sd_catalog_free(built->wanted);
    sd_diag_free(built->diag);
    sd_names_free(built->names);
    free(built);
}

Name build_name(Built *built, const char *text)
{
    return sd_name(built->names, text);
}

const List *build_list(Built *built, Catalog *catalog, const char *words)
{
    const List *list = NULL;

    while (words && *words) {
        size_t length = strcspn(words, ",");

        list = sd_list_with(catalog->arena, list, sd_name_of(built->names, words, length));
        words += length + (words[length] == ',');
    }
    return list;
}

Expr *build_expr(Built *built, Catalog *catalog, const char *text)
{
    Expr *expr = sd_arena_alloc(catalog->arena, sizeof *expr);

    expr->text = build_name(built, text);
    return expr;
}

Key build_object(Built *built, Catalog *catalog, KindId kind, Key parent, const char *name, const char *args)
{
    Key key = sd_key(built->names, kind, parent, build_name(built, name), build_name(built, args));

    (void) sd_catalog_add(catalog, key);
    return key;
}

static void *add(Built *built, Catalog *catalog, KindId kind, Key parent, const char *name, const char *args)
{
    return sd_catalog_find(catalog, build_object(built, catalog, kind, parent, name, args));
}

Key build_schema(Built *built, Catalog *catalog, const char *name)
{
    return build_object(built, catalog, KIND_SCHEMA, NULL, name, NULL);
}

Key build_table(Built *built, Catalog *catalog, const char *schema, const char *name)
{
    return build_object(built, catalog, KIND_TABLE, build_schema(built, catalog, schema), name, NULL);
}

Key build_column(Built *built, Catalog *catalog, Key table, const char *name, const char *type)
{
    Column *column = add(built, catalog, KIND_COLUMN, table, name, NULL);

    for (Object *other = column->base.parent ? column->base.parent->first_child : NULL; other; other = other->next) {
        column->position += other->key->kind == KIND_COLUMN;
    }
    column->type = build_name(built, type);
    return column->base.key;
}

Key build_enum(Built *built, Catalog *catalog, const char *schema, const char *name, const char *labels)
{
    EnumType *type = add(built, catalog, KIND_ENUM_TYPE, build_schema(built, catalog, schema), name, NULL);

    type->labels = build_list(built, catalog, labels);
    return type->base.key;
}

Key build_view(Built *built, Catalog *catalog, const char *schema, const char *name, const char *columns,
               const char *query)
{
    View *view = add(built, catalog, KIND_VIEW, build_schema(built, catalog, schema), name, NULL);

    view->columns = build_list(built, catalog, columns);
    view->query = build_expr(built, catalog, query);
    return view->base.key;
}

Key build_routine(Built *built, Catalog *catalog, const char *schema, const char *name, const char *body)
{
    Routine *routine = add(built, catalog, KIND_ROUTINE, build_schema(built, catalog, schema), name, "");

    routine->returns = build_name(built, "integer");
    routine->language = build_name(built, "sql");
    routine->body = build_name(built, body);
    return routine->base.key;
}

Key build_constraint(Built *built, Catalog *catalog, Key table, const char *name, const char *type, const char *columns)
{
    Constraint *constraint = add(built, catalog, KIND_CONSTRAINT, table, name, NULL);
    Key key = constraint->base.key;

    constraint->type = build_name(built, type);
    constraint->columns = build_list(built, catalog, columns);
    for (size_t i = 0; i < sd_list_count(constraint->columns); i++) {
        sd_catalog_edge(catalog, key, sd_key(built->names, KIND_COLUMN, table, constraint->columns->items[i], NULL));
    }
    return key;
}

Key build_foreign_key(Built *built, Catalog *catalog, Key table, const char *name, const char *columns, Key referenced,
                      const char *referenced_columns)
{
    Key key = build_constraint(built, catalog, table, name, "FOREIGN KEY", columns);
    Constraint *constraint = (Constraint *) sd_catalog_find(catalog, key);

    constraint->referenced = referenced;
    constraint->referenced_columns = build_list(built, catalog, referenced_columns);
    return key;
}

Key build_default(Built *built, Catalog *catalog, Key column, const char *text)
{
    ColumnDefault *value = add(built, catalog, KIND_COLUMN_DEFAULT, column, NULL, NULL);

    value->expr = build_expr(built, catalog, text);
    return value->base.key;
}

Key build_comment(Built *built, Catalog *catalog, Key target, const char *text)
{
    Comment *comment = add(built, catalog, KIND_COMMENT, target, NULL, NULL);

    comment->text = build_name(built, text);
    return comment->base.key;
}

Key build_grant(Built *built, Catalog *catalog, Key target, const char *role, const char *privileges)
{
    Grant *grant = add(built, catalog, KIND_GRANT, target, role, NULL);

    grant->privileges = build_list(built, catalog, privileges);
    return grant->base.key;
}

Plan *build_plan_of(Built *built, const PlanRules *rules)
{
    sd_plan_free(built->plan);
    built->plan = NULL;
    sd_catalog_seal(built->now);
    sd_catalog_seal(built->wanted);
    built->status = sd_plan(&built->plan, built->now, built->wanted, rules, built->diag);
    return built->plan;
}

const char *build_plan(Built *built, const PlanRules *rules)
{
    Plan *plan = build_plan_of(built, rules);
    Text text;

    if (!plan) {
        return NULL;
    }
    text = sd_text(plan->arena);
    sd_plan_write(&text, plan);
    return text.bytes;
}
