#include "model/catalog.h"

#include "model/snapshot.h"

#include <criterion/criterion.h>
#include <string.h>

static Names *names;
static Catalog *catalog;
static Key app, users, id;

static void begin(void)
{
    names = sd_names_new();
    catalog = sd_catalog_new(names);
    app = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL);
    users = sd_key(names, KIND_TABLE, app, sd_name(names, "users"), NULL);
    id = sd_key(names, KIND_COLUMN, users, sd_name(names, "id"), NULL);
}

static void end(void)
{
    sd_catalog_free(catalog);
    sd_names_free(names);
}

TestSuite(catalog, .init = begin, .fini = end);

static Column *add_users(Catalog *to)
{
    Column *column;

    sd_catalog_add(to, app);
    sd_catalog_add(to, users);
    column = (Column *) sd_catalog_add(to, id);
    column->type = sd_name(names, "integer");
    column->position = 1;
    return column;
}

Test(catalog, an_object_is_found_by_its_key_and_hangs_under_its_parent)
{
    Column *column = add_users(catalog);

    cr_assert_eq(sd_catalog_find(catalog, id), &column->base);
    cr_assert_eq(column->base.parent, sd_catalog_find(catalog, users));
    cr_assert_eq(column->base.parent->first_child, &column->base);
    cr_assert_null(sd_catalog_add(catalog, id));
}

Test(catalog, removing_a_table_removes_its_columns)
{
    add_users(catalog);
    sd_catalog_remove(catalog, sd_catalog_find(catalog, users));
    cr_assert_null(sd_catalog_find(catalog, id));
    cr_assert_not_null(sd_catalog_find(catalog, app));
    cr_assert_eq(catalog->object_count, 1);
}

Test(catalog, a_parent_that_comes_late_adopts_its_children)
{
    Object *column = sd_catalog_add(catalog, id);

    sd_catalog_add(catalog, users);
    cr_assert_null(column->parent);
    sd_catalog_seal(catalog);
    cr_assert_eq(column->parent, sd_catalog_find(catalog, users));
}

Test(catalog, references_follow_a_rename)
{
    Key people = sd_key(names, KIND_TABLE, app, sd_name(names, "people"), NULL);
    Sequence *sequence;

    add_users(catalog);
    sequence = (Sequence *) sd_catalog_add(catalog, sd_key(names, KIND_SEQUENCE, app, sd_name(names, "s"), NULL));
    sequence->owned_by = id;
    sd_catalog_edge(catalog, sequence->base.key, id);
    sd_catalog_rename(catalog, sd_catalog_find(catalog, users), people);
    cr_assert_eq(sequence->owned_by, sd_key(names, KIND_COLUMN, people, sd_name(names, "id"), NULL));
    cr_assert_eq(catalog->edges[0].to, sequence->owned_by);
    cr_assert_null(sd_catalog_find(catalog, id));
    cr_assert_not_null(sd_catalog_find(catalog, sequence->owned_by));
}

Test(catalog, sealing_adds_the_edges_of_rows_and_parents_once)
{
    Sequence *sequence;
    const Edge *edges;

    add_users(catalog);
    sequence = (Sequence *) sd_catalog_add(catalog, sd_key(names, KIND_SEQUENCE, app, sd_name(names, "s"), NULL));
    sequence->owned_by = id;
    sd_catalog_edge(catalog, sequence->base.key, id);
    sd_catalog_seal(catalog);
    cr_assert_eq(sd_catalog_needs(catalog, sequence->base.key, &edges), 2);
    cr_assert_eq(sd_catalog_needs(catalog, app, &edges), 0);
}

Test(catalog, trees_are_equal_whatever_the_order_of_children)
{
    Catalog *other = sd_catalog_new(names);
    Key name = sd_key(names, KIND_COLUMN, users, sd_name(names, "name"), NULL);
    Object *a, *b;

    add_users(catalog);
    sd_catalog_add(catalog, name);
    sd_catalog_add(other, name);
    add_users(other);
    sd_catalog_seal(other);
    sd_catalog_hash(catalog);
    sd_catalog_hash(other);
    a = sd_catalog_find(catalog, app);
    b = sd_catalog_find(other, app);
    cr_assert(a->tree.low == b->tree.low && a->tree.high == b->tree.high);
    ((Column *) sd_catalog_find(other, id))->not_null = true;
    sd_catalog_hash(other);
    cr_assert(a->tree.low != b->tree.low || a->tree.high != b->tree.high);
    sd_catalog_free(other);
}

Test(catalog, a_row_that_is_never_compared_does_not_change_the_body)
{
    Column *column = add_users(catalog);
    Hash before = sd_object_body(&column->base);
    Hash after;

    column->position = 7;
    after = sd_object_body(&column->base);
    cr_assert(before.low == after.low && before.high == after.high);
}

Test(catalog, loosely_equal_expressions_are_unknown)
{
    Expr a = { .analysed = true, .exact = { 1, 1 }, .loose = { 5, 5 } };
    Expr b = { .analysed = true, .exact = { 2, 2 }, .loose = { 5, 5 } };
    Expr c = { .analysed = true, .exact = { 2, 2 }, .loose = { 6, 6 } };

    cr_assert_eq(sd_expr_compare(&a, &a), SAME_YES);
    cr_assert_eq(sd_expr_compare(&a, &b), SAME_UNKNOWN);
    cr_assert_eq(sd_expr_compare(&a, &c), SAME_NO);
    cr_assert_eq(sd_expr_compare(&a, NULL), SAME_NO);
}

Test(catalog, a_snapshot_reads_back_as_the_same_catalog)
{
    Arena *arena = sd_arena_new();
    Diag *diag = sd_diag_new();
    Text first = sd_text(arena), second = sd_text(arena);
    Catalog *copy;
    Column *column = add_users(catalog);

    column->generated = sd_arena_alloc(catalog->arena, sizeof *column->generated);
    column->generated->text = sd_name(names, "1 + \"we\"\"ird\"");
    sd_catalog_edge(catalog, id, sd_key(names, KIND_ROUTINE, app, sd_name(names, "f"), sd_name(names, "")));
    sd_catalog_seal(catalog);
    sd_snapshot_write(&first, catalog);
    cr_assert_eq(sd_snapshot_read(&copy, names, "x.json", first.bytes, first.length, diag), SD_OK);
    sd_snapshot_write(&second, copy);
    cr_assert_str_eq(second.bytes, first.bytes);
    cr_assert_eq(((Column *) sd_catalog_find(copy, id))->position, 1);
    sd_catalog_free(copy);
    sd_diag_free(diag);
    sd_arena_free(arena);
}

Test(catalog, what_is_done_to_a_copy_is_not_done_to_the_original)
{
    Catalog *copy;
    Column *column = add_users(catalog), *copied;
    const Edge *edges;

    column->generated = sd_arena_alloc(catalog->arena, sizeof *column->generated);
    column->generated->text = sd_name(names, "1 + 1");
    sd_catalog_outside_add(catalog, KIND_ENUM_TYPE, sd_name(names, "extensions"), sd_name(names, "citext"));
    sd_catalog_seal(catalog);
    copy = sd_catalog_copy(catalog);
    copied = (Column *) sd_catalog_find(copy, id);
    cr_assert_eq(copy->object_count, catalog->object_count);
    cr_expect_eq(copied->base.parent, sd_catalog_find(copy, id->parent));
    cr_expect_eq(sd_catalog_needs(copy, id, &edges), sd_catalog_needs(catalog, id, &edges));
    cr_expect_eq(sd_catalog_outside_find(copy, KIND_ENUM_TYPE, sd_name(names, "citext")), sd_name(names, "extensions"));
    copied->generated->text = sd_name(names, "2");
    sd_catalog_remove(copy, copied->base.parent);
    cr_expect_str_eq(column->generated->text->text, "1 + 1");
    cr_expect_eq(sd_catalog_find(catalog, id), &column->base);
    sd_catalog_free(copy);
}

Test(catalog, what_is_no_snapshot_is_refused_with_a_place)
{
    static const char *const texts[] = {
        "{", "[]", "{\"schemadiff\": \"snapshot 9\"}",
        "{\"schemadiff\": \"snapshot 1\", \"objects\": [{\"key\": [[\"moon\", \"a\"]]}]}",
        "{\"schemadiff\": \"snapshot 1\", \"objects\": [{}]}"
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Diag *diag = sd_diag_new();
        Catalog *copy;

        cr_assert_eq(sd_snapshot_read(&copy, names, "x.json", texts[i], strlen(texts[i]), diag), SD_INPUT);
        cr_assert_null(copy);
        cr_assert_gt(diag->errors, 0);
        sd_diag_free(diag);
    }
}

Test(catalog, what_is_said_about_a_column_that_is_no_object_hangs_under_its_relation)
{
    Key schema = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL);
    Key view = sd_key(names, KIND_VIEW, schema, sd_name(names, "v"), NULL);
    Key table = sd_key(names, KIND_TABLE, schema, sd_name(names, "t"), NULL);
    Object *of_view = sd_catalog_add(
        catalog, sd_key(names, KIND_COMMENT, sd_key(names, KIND_COLUMN, view, sd_name(names, "c"), NULL), NULL, NULL));
    Key column = sd_key(names, KIND_COLUMN, table, sd_name(names, "c"), NULL);
    Object *of_table, *there;

    (void) sd_catalog_add(catalog, view);
    (void) sd_catalog_add(catalog, table);
    of_table = sd_catalog_add(catalog, sd_key(names, KIND_COMMENT, column, NULL, NULL));
    there = sd_catalog_add(catalog, column);
    sd_catalog_seal(catalog);
    cr_expect_eq(of_view->parent, sd_catalog_find(catalog, view));
    cr_expect_eq(of_table->parent, there);
    sd_catalog_remove(catalog, sd_catalog_find(catalog, view));
    cr_expect_null(sd_catalog_find(catalog, of_view->key));
}
