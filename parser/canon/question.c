#include "parser/canon/question.h"

#include "model/text.h"

#include <string.h>

#define NAME "schemadiff_question"

typedef enum QuestionForm {
    ASK_CONDITION, /* a condition on the rows of a table, or on VALUE of a domain */
    ASK_VALUE,     /* a value of the rows of a table */
    ASK_OLD_NEW,   /* a condition on an old and a new row */
    ASK_DEFAULT,   /* assigned to a column, or to a value of a domain */
    ASK_GENERATED, /* assigned to a column, from the others */
    ASK_VIEW       /* a query */
} QuestionForm;

/* Rows that are not here cannot be asked about: partition keys and bounds, bodies, actions of rules. */
static const struct {
    KindId kind;
    const char *row;
    QuestionForm form;
} forms[] = {
    { KIND_COLUMN, "generated", ASK_GENERATED },
    { KIND_COLUMN_DEFAULT, "expr", ASK_DEFAULT },
    { KIND_CONSTRAINT, "expr", ASK_CONDITION },
    { KIND_CONSTRAINT, "elements", ASK_VALUE },
    { KIND_DOMAIN, "default_value", ASK_DEFAULT },
    { KIND_INDEX, "elements", ASK_VALUE },
    { KIND_INDEX, "predicate", ASK_CONDITION },
    { KIND_MATERIALIZED_VIEW, "query", ASK_VIEW },
    { KIND_POLICY, "using", ASK_CONDITION },
    { KIND_POLICY, "with_check", ASK_CONDITION },
    { KIND_PUBLICATION_TABLE, "filter", ASK_CONDITION },
    { KIND_RULE, "condition", ASK_OLD_NEW },
    { KIND_STATISTICS, "expressions", ASK_VALUE },
    { KIND_TRIGGER, "condition", ASK_OLD_NEW },
    { KIND_VIEW, "query", ASK_VIEW },
};

typedef struct Asking {
    Question *question;
    Side *side;
    const Object *object;
    const char *text;
} Asking;

static void say(Asking *asking, const Text *statement)
{
    asking->question->statements[asking->question->count++] = statement->bytes;
}

static const char *quoted(Side *side, Name name)
{
    Text text = sd_text(side->arena);

    sd_text_identifier(&text, name);
    return text.bytes;
}

/* What the definition names is looked for where its statement looked, and printed with every schema. */
static void say_path(Asking *asking, const List *path)
{
    Text names = sd_text(asking->side->arena), set = sd_text(asking->side->arena);

    for (size_t i = 0; i < sd_list_count(path); i++) {
        sd_text_format(&names, "%s%s", i ? ", " : "", quoted(asking->side, path->items[i]));
    }
    sd_text_put(&set, "SELECT set_config('search_path', ");
    sd_text_literal(&set, names.bytes);
    sd_text_put(&set, ", true)");
    say(asking, &set);
}

/* The relation whose rows the definition is about. */
static Key relation_of(const Object *object)
{
    return object->key->kind == KIND_STATISTICS ? ((const Statistics *) object)->table : object->key->parent;
}

static void say_definition_of_view(Asking *asking)
{
    Text ask = sd_text(asking->side->arena);

    say_path(asking, NULL);
    sd_text_put(&ask, "SELECT pg_get_viewdef('pg_temp." NAME "'::regclass)");
    say(asking, &ask);
}

/* An empty table with the relation's columns, of which one may be generated; false when they are not known. */
static bool say_table(Asking *asking, Key relation, const Object *generated)
{
    RelationColumns columns = relation ? sd_side_columns(asking->side, relation) : (RelationColumns){ 0 };
    Text create = sd_text(asking->side->arena);

    sd_text_format(&create, "CREATE TEMPORARY TABLE %s (", columns.known ? quoted(asking->side, relation->name) : "");
    for (size_t i = 0; i < columns.count; i++) {
        const RelationColumn *column = &columns.items[i];

        if (!column->modified) {
            return false;
        }
        sd_text_format(&create, "%s%s ", i ? ", " : "", quoted(asking->side, column->name));
        sd_text_put_name(&create, column->modified);
        if (generated && generated->key->name == column->name) {
            sd_text_format(&create, " GENERATED ALWAYS AS (%s\n) STORED", asking->text);
        }
    }
    sd_text_put(&create, ")");
    say(asking, &create);
    return columns.known;
}

static bool ask_of_rows(Asking *asking, QuestionForm form)
{
    Key relation = relation_of(asking->object);
    Text create = sd_text(asking->side->arena);
    const char *table;

    if (!say_table(asking, relation, NULL)) {
        return false;
    }
    table = quoted(asking->side, relation->name);
    sd_text_put(&create, "CREATE TEMPORARY VIEW " NAME " AS SELECT ");
    if (form == ASK_VALUE) {
        sd_text_format(&create, "(%s\n) AS value FROM %s", asking->text, table);
    } else if (form == ASK_CONDITION) {
        sd_text_format(&create, "1 AS value FROM %s WHERE (%s\n)", table, asking->text);
    } else {
        sd_text_format(&create, "1 AS value FROM %s AS old, %s AS new WHERE (%s\n)", table, table, asking->text);
    }
    say(asking, &create);
    say_definition_of_view(asking);
    return true;
}

static bool ask_generated(Asking *asking)
{
    Text ask = sd_text(asking->side->arena), table = sd_text(asking->side->arena);
    Key relation = asking->object->key->parent;

    if (!say_table(asking, relation, asking->object)) {
        return false;
    }
    say_path(asking, NULL);
    sd_text_format(&table, "pg_temp.%s", quoted(asking->side, relation->name));
    sd_text_put(&ask, "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = ");
    sd_text_literal(&ask, table.bytes);
    sd_text_put(&ask, "::regclass");
    say(asking, &ask);
    return true;
}

static bool ask_default(Asking *asking)
{
    const Object *owner = asking->object->key->kind == KIND_COLUMN_DEFAULT
                              ? sd_side_find(asking->side, asking->object->key->parent)
                              : asking->object;
    const Attr *type = owner ? sd_kind_attr(sd_kind_of(owner), "type") : NULL;
    Text create = sd_text(asking->side->arena), ask = sd_text(asking->side->arena);

    if (!type || !sd_attr_present(owner, type)) {
        return false;
    }
    sd_text_put(&create, "CREATE TEMPORARY TABLE " NAME " (value ");
    sd_text_put_name(&create, *(const Name *) sd_object_field(owner, type));
    sd_text_format(&create, " DEFAULT (%s\n))", asking->text);
    say(asking, &create);
    say_path(asking, NULL);
    sd_text_put(&ask, "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef "
                      "WHERE adrelid = 'pg_temp." NAME "'::regclass");
    say(asking, &ask);
    return true;
}

static bool ask_domain(Asking *asking)
{
    const Domain *domain = (const Domain *) sd_side_find(asking->side, asking->object->key->parent);
    Text create = sd_text(asking->side->arena), ask = sd_text(asking->side->arena);

    if (!domain || !domain->type) {
        return false;
    }
    sd_text_put(&create, "CREATE DOMAIN pg_temp." NAME " AS ");
    sd_text_put_name(&create, domain->type);
    sd_text_format(&create, " CHECK (%s\n)", asking->text);
    say(asking, &create);
    say_path(asking, NULL);
    sd_text_put(&ask, "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                      "WHERE contypid = 'pg_temp." NAME "'::regtype");
    say(asking, &ask);
    return true;
}

/* The names of the columns are a row of their own, and printed with the query. */
static bool ask_view(Asking *asking)
{
    const Attr *attr = sd_kind_attr(sd_kind_of(asking->object), "columns");
    const List *columns = attr ? *(const List *const *) sd_object_field(asking->object, attr) : NULL;
    Text create = sd_text(asking->side->arena);

    sd_text_put(&create, "CREATE TEMPORARY VIEW " NAME);
    for (size_t i = 0; i < sd_list_count(columns); i++) {
        sd_text_format(&create, "%s%s", i ? ", " : " (", quoted(asking->side, columns->items[i]));
    }
    sd_text_format(&create, "%s AS %s", sd_list_count(columns) ? ")" : "", asking->text);
    say(asking, &create);
    say_definition_of_view(asking);
    return true;
}

static bool ask(Asking *asking, QuestionForm form)
{
    switch (form) {
    case ASK_CONDITION:
        return asking->object->key->parent && asking->object->key->parent->kind == KIND_DOMAIN
                   ? ask_domain(asking)
                   : ask_of_rows(asking, form);
    case ASK_VALUE:
    case ASK_OLD_NEW:
        return ask_of_rows(asking, form);
    case ASK_DEFAULT:
        return ask_default(asking);
    case ASK_GENERATED:
        return ask_generated(asking);
    case ASK_VIEW:
        return ask_view(asking);
    }
    return false;
}

bool sd_question_make(Question *question, Side *side, const ExprPair *pair, size_t which)
{
    Asking asking = {
        .question = question, .side = side, .object = pair->objects[which], .text = pair->exprs[which]->text->text
    };

    const ExprSource *source = pair->exprs[which]->source;

    *question = (Question){ 0 };
    say_path(&asking, source ? source->path : NULL);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].kind == asking.object->key->kind && strcmp(forms[i].row, pair->attr->name) == 0) {
            return ask(&asking, forms[i].form);
        }
    }
    return false;
}
