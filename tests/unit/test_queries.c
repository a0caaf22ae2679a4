/* The catalog queries fit the rows of their kinds, for every server version. */
#include "parser/live/query.h"

#include <criterion/criterion.h>
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>
#include <string.h>

enum { OLDEST_VERSION = 13, NEWEST_VERSION = 18 };

typedef struct Columns {
    size_t count;
    const char *names[64];
} Columns;

static bool has_column(const Columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->count; i++) {
        if (strcmp(columns->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Names of the result columns of the one statement in the text. */
static Columns columns_of(Arena *arena, const char *name, const char *sql)
{
    PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(sql);
    PgQuery__ParseResult *tree;
    PgQuery__SelectStmt *select;
    Columns columns = { 0 };

    cr_assert_null(parsed.error, "%s.sql: %s", name, parsed.error ? parsed.error->message : "");
    tree = pg_query__parse_result__unpack(NULL, parsed.parse_tree.len, (const uint8_t *) parsed.parse_tree.data);
    cr_assert_eq(tree->n_stmts, 1, "%s.sql", name);
    cr_assert_eq(tree->stmts[0]->stmt->node_case, PG_QUERY__NODE__NODE_SELECT_STMT, "%s.sql", name);
    select = tree->stmts[0]->stmt->select_stmt;
    for (size_t i = 0; i < select->n_target_list && i < 64; i++) {
        const char *column = select->target_list[i]->res_target->name;

        cr_assert(*column, "%s.sql: result column %zu has no name", name, i + 1);
        columns.names[columns.count++] = sd_arena_copy(arena, column, strlen(column));
    }
    pg_query__parse_result__free_unpacked(tree, NULL);
    pg_query_free_protobuf_parse_result(parsed);
    return columns;
}

static bool is_identity(const char *column)
{
    static const char *const identity[] = { "oid",         "subid",      "parent_class", "parent", "parent_subid",
                                            "parent_name", "parent_key", "name",         "args",   "implied" };

    for (size_t i = 0; i < sizeof identity / sizeof *identity; i++) {
        if (strcmp(identity[i], column) == 0) {
            return true;
        }
    }
    return false;
}

static void check_kind(Arena *arena, const Kind *kind, int version)
{
    const char *name = sd_query_name_of(arena, kind);
    Columns columns;
    Query query;

    cr_assert(sd_query_cut(&query, arena, name, version * 10000, true),
              "%s.sql: no such file, or a head nobody understands", name);
    columns = columns_of(arena, name, query.sql);
    for (size_t i = 0; i < kind->attr_count; i++) {
        cr_expect(kind->attrs[i].shares || has_column(&columns, kind->attrs[i].name),
                  "%s.sql for version %d has no column %s", name, version, kind->attrs[i].name);
    }
    for (size_t i = 0; i < columns.count; i++) {
        cr_expect(is_identity(columns.names[i]) || sd_kind_attr(kind, columns.names[i]),
                  "%s.sql for version %d has a column %s that is no row", name, version, columns.names[i]);
    }
    cr_expect_eq(query.class != 0, has_column(&columns, "oid"), "%s.sql: an oid needs its class", name);
    cr_expect(!(query.parent_class && has_column(&columns, "parent_class")), "%s.sql says the parent's class twice",
              name);
    cr_expect_eq(query.parent_class != 0 || has_column(&columns, "parent_class"), has_column(&columns, "parent"),
                 "%s.sql: a parent needs its class", name);
    cr_expect_eq(query.below != NULL, has_column(&columns, "parent_name"), "%s.sql: a parent's name needs its kind",
                 name);
    cr_expect(has_column(&columns, "name") || (kind->traits & ON_PARENT), "%s.sql gives no name", name);
}

Test(queries, of_every_kind_give_exactly_its_rows_and_its_identity)
{
    Arena *arena = sd_arena_new();

    for (size_t i = 0; i < KIND_COUNT; i++) {
        for (int version = OLDEST_VERSION; version <= NEWEST_VERSION; version++) {
            check_kind(arena, &sd_kinds[i], version);
        }
    }
    sd_arena_free(arena);
}

Test(queries, embedded_beside_the_kinds_can_be_parsed)
{
    Arena *arena = sd_arena_new();

    cr_assert_gt(sd_query_count, KIND_COUNT);
    for (size_t i = 0; i < sd_query_count; i++) {
        Query query;

        cr_assert(sd_query_cut(&query, arena, sd_queries[i].name, 150000, true), "%s.sql", sd_queries[i].name);
        cr_expect_gt(columns_of(arena, query.name, query.sql).count, 1);
    }
    sd_arena_free(arena);
}

Test(queries, leave_out_what_is_for_another_version)
{
    Arena *arena = sd_arena_new();
    Query old, new;

    cr_assert(sd_query_cut(&old, arena, "constraint", 140010, true));
    cr_assert(sd_query_cut(&new, arena, "constraint", 150001, true));
    cr_expect_null(strstr(old.sql, "indnullsnotdistinct"));
    cr_expect_not_null(strstr(new.sql, "indnullsnotdistinct"));
    cr_expect_null(strstr(new.sql, "--"));
    sd_arena_free(arena);
}

Test(queries, of_rare_kinds_say_when_they_are_worth_sending)
{
    Arena *arena = sd_arena_new();
    Query rare, usual;

    cr_assert(sd_query_cut(&rare, arena, "collation", 150000, true));
    cr_assert(sd_query_cut(&usual, arena, "table", 150000, true));
    cr_expect_str_eq(rare.when, "SELECT FROM pg_collation WHERE oid >= 16384");
    cr_expect_null(usual.when);
    sd_arena_free(arena);
}

Test(queries, of_an_unknown_name_are_none)
{
    Arena *arena = sd_arena_new();
    Query query;

    cr_expect_not(sd_query_cut(&query, arena, "no_such_kind", 150000, true));
    sd_arena_free(arena);
}
