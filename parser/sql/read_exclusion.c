/* EXCLUDE constraints. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

static Name choose_exclusion_name(Session *session, Key table, const PgQuery__Constraint *node)
{
    const char **names =
        sd_arena_alloc(sd_session_arena(session), (node->n_exclusions + node->n_including) * sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < node->n_exclusions; i++) {
        names[count++] = sd_element_column_name(node->exclusions[i]);
    }
    for (size_t i = 0; i < node->n_including; i++) {
        names[count++] = sd_syntax_string(node->including[i]);
    }
    return sd_choose_relation_name(session, table->parent, table->name->text,
                                   sd_elements_addition(session, count, names), "excl");
}

/* The schema of a type of an extension, as the column's type spells it: such types bring operators of their own.  NULL
 * for all others; enums, domains and arrays have the operators of pg_catalog. */
static Name schema_of_foreign_type(const Session *session, Key table, const PgQuery__Node *exclusion)
{
    const PgQuery__IndexElem *elem = exclusion->list->items[0]->index_elem;
    const Column *column = sd_lineage_column(session, table, sd_session_name(session, elem->name));
    const char *type = column && column->type ? column->type->text : "";
    const char *dot = strchr(type, '.');
    Name schema, name;

    if (!dot || strpbrk(type, "\"[( ")) {
        return NULL;
    }
    schema = sd_name_of(sd_session_names(session), type, (size_t) (dot - type));
    name = sd_name(sd_session_names(session), dot + 1);
    return sd_resolve_type(&session->resolver, schema, name) ? NULL : schema;
}

static Name operator_name(const Session *session, Key table, const PgQuery__Node *exclusion)
{
    const PgQuery__List *parts = exclusion->list->items[1]->list;
    Name name = sd_syntax_operator(session, parts->n_items, parts->items);
    Name schema = parts->n_items == 1 ? schema_of_foreign_type(session, table, exclusion) : NULL;
    Text text = sd_text(sd_session_arena(session));

    if (!schema) {
        return name;
    }
    sd_text_put(&text, "OPERATOR(");
    sd_text_identifier(&text, schema);
    sd_text_format(&text, ".%s)", name->text);
    return sd_name(sd_session_names(session), text.bytes);
}

static void describe_exclusion(Session *session, Constraint *constraint, const PgQuery__Constraint *node)
{
    Arena *arena = sd_session_arena(session);
    const char *method = node->access_method && *node->access_method ? node->access_method : "btree";
    Name *operators = sd_arena_alloc(arena, node->n_exclusions * sizeof(Name));
    size_t behind;
    Slice inside = sd_slice_group(session, sd_constraint_behind_word(session, node, "exclude"), &behind);
    Elements elements =
        sd_elements_read(session, constraint->base.key, method, node->n_exclusions, node->exclusions, inside);

    for (size_t i = 0; i < node->n_exclusions; i++) {
        operators[i] = operator_name(session, constraint->base.key->parent, node->exclusions[i]);
    }
    constraint->method = sd_session_name(session, method);
    constraint->elements = elements.exprs;
    constraint->element_options = elements.options;
    constraint->operators = sd_list(arena, operators, node->n_exclusions);
    sd_constraint_describe_index(session, constraint, node);
    if (node->where_clause) {
        Slice rest = sd_slice_behind_word(session, sd_slice_rest(session, behind), "where");

        constraint->expr = sd_slice_expr(session, sd_slice_group(session, rest, NULL), node->where_clause);
    }
}

void sd_exclusion_add(Session *session, Key table, const WrittenConstraint *written, bool new_table)
{
    Name name = sd_session_name(session, written->node->conname);
    Constraint *constraint;

    name = name ? name : choose_exclusion_name(session, table, written->node);
    constraint = sd_constraint_add(session, table, name, written, "EXCLUDE", new_table);
    if (constraint) {
        describe_exclusion(session, constraint, written->node);
    }
}
