#include "emitter/emitter.h"

#include <criterion/criterion.h>
#include <string.h>

static Names *names;
static Catalog *now, *wanted;
static Plan plan;
static Action actions[32];
static Text text;
static Key app, users;

static void begin(void)
{
    names = sd_names_new();
    now = sd_catalog_new(names);
    wanted = sd_catalog_new(names);
    memset(actions, 0, sizeof actions);
    plan = (Plan){ .arena = sd_arena_new(), .now = now, .wanted = wanted, .actions = actions };
    text = sd_text(plan.arena);
    app = sd_key(names, KIND_SCHEMA, NULL, sd_name(names, "app"), NULL);
    users = sd_key(names, KIND_TABLE, app, sd_name(names, "users"), NULL);
}

static void end(void)
{
    sd_arena_free(plan.arena);
    sd_catalog_free(now);
    sd_catalog_free(wanted);
    sd_names_free(names);
}

TestSuite(emit, .init = begin, .fini = end);

/* ---- building --------------------------------------------------------------------------------------------------- */

static Name name(const char *bytes)
{
    return sd_name(names, bytes);
}

static Expr *expr(const char *sql)
{
    Expr *made = sd_arena_alloc(plan.arena, sizeof *made);

    made->text = name(sql);
    return made;
}

static const List *list(const char *a, const char *b)
{
    Name items[] = { name(a), b ? name(b) : NULL };

    return sd_list(plan.arena, items, b ? 2 : 1);
}

static void *add(Catalog *catalog, KindId kind, Key parent, const char *called)
{
    return sd_catalog_add(catalog, sd_key(names, kind, parent, name(called), NULL));
}

static Action *act(Verb verb, const void *from, const void *to)
{
    actions[plan.count] = (Action){ .verb = verb, .from = from, .to = to };
    return &actions[plan.count++];
}

static Column *create_column(Key table, const char *called, const char *type)
{
    Column *column = add(wanted, KIND_COLUMN, table, called);

    column->type = name(type);
    column->position = (int64_t) plan.count;
    act(VERB_CREATE, NULL, column);
    return column;
}

static void alters(Action *action, const char *row)
{
    const Attr **attrs = sd_arena_alloc(plan.arena, sizeof *attrs);

    attrs[0] = sd_kind_attr(sd_kind_of(action->to), row);
    action->attrs = attrs;
    action->attr_count = 1;
}

static void create_default(Key column, const char *sql, Key needs)
{
    ColumnDefault *value =
        (ColumnDefault *) sd_catalog_add(wanted, sd_key(names, KIND_COLUMN_DEFAULT, column, NULL, NULL));

    value->expr = expr(sql);
    sd_catalog_edge(wanted, value->base.key, needs);
    act(VERB_CREATE, NULL, value);
}

static void expect_sql(const char *golden)
{
    sd_catalog_seal(now);
    sd_catalog_seal(wanted);
    sd_emit_sql(&text, &plan, NULL);
    cr_expect_str_eq(text.bytes, golden, "\n--- got\n%s--- wanted\n%s", text.bytes, golden);
}

/* ---- the fold --------------------------------------------------------------------------------------------------- */

static Sequence *create_serial(Column *column)
{
    Sequence *sequence = add(wanted, KIND_SEQUENCE, app, "users_id_seq");

    column->not_null = true;
    sequence->data_type = name("integer");
    sequence->start = sequence->increment = sequence->minimum = sequence->cache = 1;
    sequence->maximum = INT32_MAX;
    sequence->owned_by = column->base.key;
    act(VERB_CREATE, NULL, sequence);
    create_default(column->base.key, "nextval('app.users_id_seq'::regclass)", sequence->base.key);
    return sequence;
}

static void create_key(Name called, const char *type, const char *column)
{
    Constraint *key = add(wanted, KIND_CONSTRAINT, users, called->text);

    key->type = name(type);
    key->columns = list(column, NULL);
    act(VERB_CREATE, NULL, key);
}

Test(emit, a_table_is_written_with_its_columns_serial_and_keys)
{
    act(VERB_CREATE, NULL, sd_catalog_add(wanted, users));
    create_serial(create_column(users, "id", "integer"));
    create_column(users, "full name", "text")->not_null = true;
    create_key(name("users_pkey"), "PRIMARY KEY", "id");
    create_key(name("one name each"), "UNIQUE", "full name");
    expect_sql("CREATE TABLE IF NOT EXISTS app.users (\n"
               "    id serial PRIMARY KEY,\n"
               "    \"full name\" text NOT NULL,\n"
               "    CONSTRAINT \"one name each\" UNIQUE (\"full name\")\n"
               ");\n");
}

Test(emit, a_sequence_with_numbers_of_its_own_is_no_serial)
{
    act(VERB_CREATE, NULL, sd_catalog_add(wanted, users));
    create_serial(create_column(users, "id", "integer"))->increment = 5;
    expect_sql("CREATE TABLE IF NOT EXISTS app.users (\n"
               "    id integer NOT NULL\n"
               ");\n\n"
               "CREATE SEQUENCE IF NOT EXISTS app.users_id_seq AS integer INCREMENT BY 5;\n"
               "ALTER SEQUENCE app.users_id_seq OWNED BY app.users.id;\n\n"
               "ALTER TABLE app.users ALTER COLUMN id SET DEFAULT nextval('app.users_id_seq'::regclass);\n");
}

Test(emit, a_default_that_needs_a_later_function_stays_behind_it)
{
    Routine *routine =
        (Routine *) sd_catalog_add(wanted, sd_key(names, KIND_ROUTINE, app, name("next"), sd_name(names, "")));
    Column *column;

    routine->language = name("c");
    routine->returns = name("integer");
    routine->object_file = name("lib");
    routine->body = name("next");
    act(VERB_CREATE, NULL, sd_catalog_add(wanted, users));
    column = create_column(users, "id", "integer");
    act(VERB_CREATE, NULL, routine);
    create_default(column->base.key, "app.next()", routine->base.key);
    expect_sql("CREATE TABLE IF NOT EXISTS app.users (\n    id integer\n);\n\n"
               "CREATE OR REPLACE FUNCTION app.next()\nRETURNS integer\nLANGUAGE c\nAS 'lib', 'next';\n\n"
               "ALTER TABLE app.users ALTER COLUMN id SET DEFAULT app.next();\n");
}

Test(emit, a_new_column_of_an_old_table_has_its_default_in_the_same_statement)
{
    Column *column;

    sd_catalog_add(wanted, users);
    column = create_column(users, "age", "integer");
    column->not_null = true;
    create_default(column->base.key, "0", NULL);
    expect_sql("ALTER TABLE app.users ADD COLUMN IF NOT EXISTS age integer DEFAULT 0 NOT NULL;\n");
}

/* ---- statements ------------------------------------------------------------------------------------------------- */

Test(emit, what_is_held_back_is_a_comment_with_its_reason)
{
    Action *action = act(VERB_DROP, sd_catalog_add(now, users), NULL);

    action->held = true;
    action->held_reason = "rows would be lost; --allow-drops=table enables it";
    expect_sql("-- held back: rows would be lost; --allow-drops=table enables it\n"
               "-- DROP TABLE IF EXISTS app.users;\n");
}

Test(emit, what_goes_with_its_parent_is_not_said)
{
    sd_catalog_add(now, users);
    act(VERB_DROP, add(now, KIND_COLUMN, users, "id"), NULL)->with_parent = true;
    expect_sql("");
}

Test(emit, an_enum_is_made_in_a_block_and_grows_in_place)
{
    EnumType *made = add(wanted, KIND_ENUM_TYPE, app, "mood");
    EnumType *from = add(now, KIND_ENUM_TYPE, app, "color"), *to = add(wanted, KIND_ENUM_TYPE, app, "color");

    made->labels = list("it's", NULL);
    from->labels = list("red", NULL);
    to->labels = list("blue", "red");
    act(VERB_CREATE, NULL, made);
    alters(act(VERB_ALTER, from, to), "labels");
    expect_sql("DO $$\nBEGIN\n    IF to_regtype('app.mood') IS NULL THEN\n"
               "        CREATE TYPE app.mood AS ENUM ('it''s');\n    END IF;\nEND\n$$;\n\n"
               "ALTER TYPE app.color ADD VALUE IF NOT EXISTS 'blue' BEFORE 'red';\n");
}

Test(emit, a_function_restates_its_options_and_its_search_path_item_by_item)
{
    Routine *routine =
        (Routine *) sd_catalog_add(wanted, sd_key(names, KIND_ROUTINE, app, name("f"), sd_name(names, "integer")));

    routine->language = name("plpgsql");
    routine->returns = name("void");
    routine->argument_types = list("integer", NULL);
    routine->volatility = name("STABLE");
    routine->security_definer = true;
    routine->settings = list("search_path=public, \"My \"\"x\"", "app.tenant=a b");
    routine->body = name("BEGIN PERFORM $$1$$; END");
    act(VERB_CREATE, NULL, routine);
    expect_sql("SET check_function_bodies = off;\n\n"
               "CREATE OR REPLACE FUNCTION app.f(integer)\nRETURNS void\nLANGUAGE plpgsql\nSTABLE\nSECURITY DEFINER\n"
               "SET search_path TO 'public', 'My \"x'\nSET app.tenant TO 'a b'\n"
               "AS $body$BEGIN PERFORM $$1$$; END$body$;\n");
}

Test(emit, a_changed_type_is_cast_and_the_default_set_again)
{
    Column *from, *to;

    sd_catalog_add(now, users);
    sd_catalog_add(wanted, users);
    from = add(now, KIND_COLUMN, users, "age");
    to = add(wanted, KIND_COLUMN, users, "age");
    from->type = name("character varying(10)");
    to->type = name("integer");
    sd_catalog_add(now, sd_key(names, KIND_COLUMN_DEFAULT, from->base.key, NULL, NULL));
    ((ColumnDefault *) sd_catalog_add(wanted, sd_key(names, KIND_COLUMN_DEFAULT, to->base.key, NULL, NULL)))->expr =
        expr("0");
    alters(act(VERB_ALTER, from, to), "type");
    expect_sql("ALTER TABLE app.users ALTER COLUMN age DROP DEFAULT;\n"
               "ALTER TABLE app.users ALTER COLUMN age TYPE integer USING age::integer;\n"
               "ALTER TABLE app.users ALTER COLUMN age SET DEFAULT 0;\n");
}

Test(emit, several_numbers_of_a_sequence_change_in_one_statement)
{
    Sequence *from = add(now, KIND_SEQUENCE, app, "s"), *to = add(wanted, KIND_SEQUENCE, app, "s");
    const Attr *rows[2];
    Action *action = act(VERB_ALTER, from, to);

    from->minimum = 100;
    from->maximum = 200;
    to->minimum = 1;
    to->maximum = 300;
    rows[0] = sd_kind_attr(sd_kind_of(&to->base), "minimum");
    rows[1] = sd_kind_attr(sd_kind_of(&to->base), "maximum");
    action->attrs = rows;
    action->attr_count = 2;
    expect_sql("ALTER SEQUENCE app.s MINVALUE 1 MAXVALUE 300;\n");
}

Test(emit, a_sequence_outside_its_new_limits_starts_anew)
{
    Sequence *from = add(now, KIND_SEQUENCE, app, "s"), *to = add(wanted, KIND_SEQUENCE, app, "s");

    from->minimum = 1;
    from->maximum = to->maximum = 300;
    to->minimum = to->start = 100;
    alters(act(VERB_ALTER, from, to), "minimum");
    expect_sql("DO $$\nBEGIN\n    IF (SELECT last_value FROM app.s) NOT BETWEEN 100 AND 300 THEN\n"
               "        ALTER SEQUENCE app.s MINVALUE 100 RESTART WITH 100;\n    END IF;\nEND\n$$;\n"
               "ALTER SEQUENCE app.s MINVALUE 100;\n");
}

Test(emit, a_policy_is_dropped_before_it_is_created)
{
    Policy *policy;

    sd_catalog_add(wanted, users);
    policy = add(wanted, KIND_POLICY, users, "own rows");
    policy->command = name("ALL");
    policy->roles = list("public", "Anna");
    policy->using = expr("true -- everybody");
    act(VERB_CREATE, NULL, policy);
    expect_sql("DROP POLICY IF EXISTS \"own rows\" ON app.users;\n"
               "CREATE POLICY \"own rows\" ON app.users\n    TO PUBLIC, \"Anna\"\n    USING (true -- everybody\n);\n");
}

Test(emit, a_revoked_table_privilege_leaves_those_of_the_columns)
{
    Grant *from, *on_column;
    Column *column;

    sd_catalog_add(now, users);
    sd_catalog_add(wanted, users);
    column = add(wanted, KIND_COLUMN, users, "id");
    from = add(now, KIND_GRANT, users, "bob");
    on_column = add(wanted, KIND_GRANT, column->base.key, "bob");
    from->privileges = list("INSERT", "SELECT");
    on_column->privileges = list("SELECT", NULL);
    act(VERB_DROP, from, NULL);
    expect_sql("REVOKE INSERT, SELECT ON TABLE app.users FROM bob;\n"
               "GRANT SELECT (id) ON TABLE app.users TO bob;\n");
}

Test(emit, what_public_has_unasked_is_given_back)
{
    Key routine = sd_key(names, KIND_ROUTINE, app, name("f"), sd_name(names, ""));
    Grant *none;

    sd_catalog_add(now, routine);
    sd_catalog_add(wanted, routine);
    none = add(now, KIND_GRANT, routine, "public");
    act(VERB_DROP, none, NULL);
    expect_sql("GRANT EXECUTE ON ROUTINE app.f() TO PUBLIC;\n");
}

Test(emit, an_owner_is_stated_unless_it_is_the_role_that_runs_the_script)
{
    Schema *schema = (Schema *) sd_catalog_add(wanted, app);

    now->role = name("anna");
    schema->owner = name("anna");
    act(VERB_CREATE, NULL, schema);
    ((Schema *) act(VERB_CREATE, NULL, add(wanted, KIND_SCHEMA, NULL, "other"))->to)->owner = name("bob");
    expect_sql(
        "CREATE SCHEMA IF NOT EXISTS app;\n\nCREATE SCHEMA IF NOT EXISTS other;\nALTER SCHEMA other OWNER TO bob;\n");
}

/* ---- the second run ---------------------------------------------------------------------------------------------- */

Test(emit, a_replaced_type_with_a_new_column_is_dropped_only_while_it_is_the_old_one)
{
    EnumType *from = add(now, KIND_ENUM_TYPE, app, "mood"), *to = add(wanted, KIND_ENUM_TYPE, app, "mood");
    Column *column;

    from->labels = list("sad", "happy");
    to->labels = list("happy", NULL);
    act(VERB_DROP, from, NULL)->replaces = true;
    act(VERB_CREATE, NULL, to)->replaces = true;
    sd_catalog_add(wanted, users);
    column = create_column(users, "mood", "app.mood");
    sd_catalog_edge(wanted, column->base.key, to->base.key);
    sd_catalog_seal(wanted);
    sd_emit_sql(&text, &plan, NULL);
    cr_expect(strstr(text.bytes, "IF NOT ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = "
                                 "to_regtype('app.mood') ORDER BY enumsortorder) = ARRAY['happy']::text[] THEN\n"
                                 "        DROP TYPE IF EXISTS app.mood;\n"),
              "%s", text.bytes);
}

/* ---- what statements do to others --------------------------------------------------------------------------------- */

Test(emit, what_a_statement_does_to_others_stands_above_it_on_a_line_each)
{
    Effects effects[1] = { 0 };
    Remark remarks[] = {
        { .rule = "a",
          .group = "blocks",
          .level = "warning",
          .object = users,
          .sentence = "it waits",
          .is_said = true,
          .detail = "a\nb" },
        { .rule = "a",
          .group = "blocks",
          .level = "warning",
          .object = users,
          .sentence = "it waits",
          .is_said = true },
        { .rule = "b", .group = "fails", .level = "note", .object = users, .sentence = "nobody needs to know" },
        { .rule = "c", .group = "loses", .level = "error", .object = app, .sentence = "it goes", .is_said = true },
    };

    effects[0] = (Effects){ .remarks = remarks, .remark_count = sizeof remarks / sizeof *remarks };
    act(VERB_DROP, sd_catalog_add(now, users), NULL)->loses_data = true;
    sd_catalog_seal(now);
    sd_catalog_seal(wanted);
    sd_emit_sql(&text, &plan, effects);
    cr_expect_str_eq(text.bytes, "-- it waits (a b)\n-- schema app: it goes\nDROP TABLE IF EXISTS app.users;\n", "%s",
                     text.bytes);
}

Test(emit, plain_statements_tell_where_those_of_each_action_begin)
{
    size_t starts[2];

    act(VERB_CREATE, NULL, sd_catalog_add(wanted, app));
    act(VERB_DROP, add(now, KIND_VIEW, app, "v"), NULL);
    sd_catalog_seal(now);
    sd_catalog_seal(wanted);
    sd_emit_plain(&text, &plan, starts);
    cr_expect_eq(starts[0], 0);
    cr_expect(strncmp(text.bytes + starts[1], "DROP VIEW", 9) == 0, "%s", text.bytes);
}

/* ---- other outputs ----------------------------------------------------------------------------------------------- */

Test(emit, the_summary_has_a_line_a_change_and_leaves_out_what_is_folded)
{
    act(VERB_CREATE, NULL, sd_catalog_add(wanted, users));
    create_column(users, "id", "integer");
    act(VERB_DROP, add(now, KIND_VIEW, app, "v"), NULL)->held = true;
    sd_catalog_seal(wanted);
    sd_emit_summary(&text, &plan);
    cr_expect_str_eq(text.bytes, "create table app.users\ndrop view app.v (held back)\n");
}

Test(emit, the_json_names_verbs_objects_and_statements)
{
    act(VERB_CREATE, NULL, sd_catalog_add(wanted, app));
    sd_catalog_seal(wanted);
    sd_emit_json(&text, &plan, NULL);
    cr_expect(strstr(text.bytes, "\"verb\": \"create\""), "%s", text.bytes);
    cr_expect(strstr(text.bytes, "\"object\": \"schema app\""), "%s", text.bytes);
    cr_expect(strstr(text.bytes, "\"sql\": \"CREATE SCHEMA IF NOT EXISTS app;\\n\""), "%s", text.bytes);
}

Test(emit, schema_files_come_an_object_each_without_guards)
{
    Catalog *catalog = sd_catalog_new(names);
    Arena *arena = sd_arena_new();
    Column *column;
    Policy *policy;
    EmittedObject *objects;
    size_t count;

    sd_catalog_add(catalog, app)->implied = true;
    sd_catalog_add(catalog, users);
    column = add(catalog, KIND_COLUMN, users, "id");
    column->type = name("integer");
    policy = add(catalog, KIND_POLICY, users, "p");
    policy->command = name("SELECT");
    policy->roles = list("public", NULL);
    sd_catalog_seal(catalog);
    objects = sd_emit_catalog(arena, catalog, NULL, &count);
    cr_assert_eq(count, 1);
    cr_expect_eq(objects[0].object->key, users);
    cr_expect_str_eq(objects[0].sql, "CREATE TABLE app.users (\n    id integer\n);\n\n"
                                     "CREATE POLICY p ON app.users\n    FOR SELECT\n    TO PUBLIC;\n");
    sd_arena_free(arena);
    sd_catalog_free(catalog);
}
