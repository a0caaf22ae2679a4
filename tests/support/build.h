/* Catalogs by hand, for tests of what needs no SQL.
 *
 *     Built *built = build_pair();
 *     Key users = build_table(built, built->now, "app", "users");
 *     build_column(built, built->now, users, "id", "integer");
 *     build_table(built, built->wanted, "app", "users");
 *     cr_assert_str_eq(build_plan(built, NULL), "drop column app.users.id (held: ...)\n"); */
#ifndef SD_TESTS_SUPPORT_BUILD_H
#define SD_TESTS_SUPPORT_BUILD_H

#include "differ/differ.h"
#include "model/text.h"

/* Two catalogs that share their names, and the last plan made of them. */
typedef struct Built {
    Names *names;
    Catalog *now, *wanted;
    Diag *diag;
    Plan *plan;
    Status status; /* of the last plan */
} Built;

Built *build_pair(void);
void build_free(Built *built);

/* Each adds one object, unless it is there, and returns its key; parents that are given by name are added too. */
Key build_object(Built *built, Catalog *catalog, KindId kind, Key parent, const char *name, const char *args);
Key build_schema(Built *built, Catalog *catalog, const char *name);
Key build_table(Built *built, Catalog *catalog, const char *schema, const char *name);
Key build_column(Built *built, Catalog *catalog, Key table, const char *name, const char *type);
Key build_enum(Built *built, Catalog *catalog, const char *schema, const char *name, const char *labels);
Key build_view(Built *built, Catalog *catalog, const char *schema, const char *name, const char *columns,
               const char *query);
Key build_routine(Built *built, Catalog *catalog, const char *schema, const char *name, const char *body);
Key build_constraint(Built *built, Catalog *catalog, Key table, const char *name, const char *type,
                     const char *columns);
Key build_foreign_key(Built *built, Catalog *catalog, Key table, const char *name, const char *columns, Key referenced,
                      const char *referenced_columns);
Key build_default(Built *built, Catalog *catalog, Key column, const char *text);
Key build_comment(Built *built, Catalog *catalog, Key target, const char *text);
Key build_grant(Built *built, Catalog *catalog, Key target, const char *role, const char *privileges);

/* Values: a list from words with commas between, an expression from its text, an interned name. */
const List *build_list(Built *built, Catalog *catalog, const char *words);
Expr *build_expr(Built *built, Catalog *catalog, const char *text);
Name build_name(Built *built, const char *text);

/* Seals both catalogs if need be and makes the plan; NULL when it has none.  Lives until the next one. */
Plan *build_plan_of(Built *built, const PlanRules *rules);

/* The same as text, "" when the plan is empty, NULL when there is none. */
const char *build_plan(Built *built, const PlanRules *rules);

/* Rules under which every drop is allowed. */
extern const PlanRules build_drops;

#endif
