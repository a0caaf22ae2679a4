/* Enums and domains. */
#include "parser/sql/mention.h"
#include "parser/sql/table.h"

#include <string.h>

/* ---- enums --------------------------------------------------------------------------------------------------------- */

ReadResult sd_read_create_enum(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateEnumStmt *create = node->create_enum_stmt;
    Catalog *catalog = sd_session_catalog(session);
    const List *labels = NULL;
    PgQuery__RangeVar range = sd_object_range(create->n_type_name, create->type_name);
    Key key = sd_session_new_key(session, KIND_ENUM_TYPE, range.schemaname, range.relname);
    EnumType *type = (EnumType *) sd_session_add(session, key, -1, false);

    if (!type) {
        return READ_DONE;
    }
    for (size_t i = 0; i < create->n_vals; i++) {
        Name label = sd_name(catalog->names, create->vals[i]->string->sval);

        if (sd_list_has(labels, label)) {
            sd_session_error(session, -1, "%s has the value \"%s\" twice", sd_session_phrase(session, key),
                             label->text);
        } else {
            labels = sd_list_with(catalog->arena, labels, label);
        }
    }
    type->labels = labels;
    sd_grant_defaults(session, key);
    return READ_DONE;
}

static const List *list_with_at(Catalog *catalog, const List *list, Name item, size_t place)
{
    size_t count = sd_list_count(list);
    Name *items = sd_arena_alloc(catalog->arena, (count + 1) * sizeof *items);

    for (size_t i = 0, from = 0; i <= count; i++) {
        items[i] = i == place ? item : list->items[from++];
    }
    return sd_list(catalog->arena, items, count + 1);
}

/* Index of the label, or the number of labels when there is none. */
static size_t find_label(const EnumType *type, Name label)
{
    size_t place = 0;

    while (place < sd_list_count(type->labels) && type->labels->items[place] != label) {
        place++;
    }
    return place;
}

static ReadResult label_missing(const Session *session, const EnumType *type, const char *label)
{
    if (!session->last_round) {
        return READ_WAIT;
    }
    sd_session_error(session, -1, "%s has no value \"%s\"", sd_session_phrase(session, type->base.key), label);
    return READ_DONE;
}

static ReadResult rename_label(Session *session, EnumType *type, const PgQuery__AlterEnumStmt *alter)
{
    Catalog *catalog = sd_session_catalog(session);
    Name old = sd_name(catalog->names, alter->old_val);
    Name label = sd_name(catalog->names, alter->new_val);

    if (!sd_list_has(type->labels, old)) {
        return label_missing(session, type, alter->old_val);
    }
    if (sd_list_has(type->labels, label)) {
        sd_session_error(session, -1, "%s has the value \"%s\" already", sd_session_phrase(session, type->base.key),
                         label->text);
        return READ_DONE;
    }
    sd_mention_follow_value(session, type->base.key, old, label);
    type->labels = sd_list_replaced(catalog->arena, type->labels, old, label);
    return READ_DONE;
}

static ReadResult add_label(Session *session, EnumType *type, const PgQuery__AlterEnumStmt *alter)
{
    Catalog *catalog = sd_session_catalog(session);
    Name label = sd_name(catalog->names, alter->new_val);
    size_t place = sd_list_count(type->labels);

    if (sd_list_has(type->labels, label)) {
        if (!alter->skip_if_new_val_exists) {
            sd_session_error(session, -1, "%s has the value \"%s\" already", sd_session_phrase(session, type->base.key),
                             label->text);
        }
        return READ_DONE;
    }
    if (alter->new_val_neighbor && *alter->new_val_neighbor) {
        place = find_label(type, sd_name(catalog->names, alter->new_val_neighbor));
        if (place == sd_list_count(type->labels)) {
            return label_missing(session, type, alter->new_val_neighbor);
        }
        place += alter->new_val_is_after ? 1 : 0;
    }
    type->labels = list_with_at(catalog, type->labels, label, place);
    return READ_DONE;
}

ReadResult sd_read_alter_enum(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterEnumStmt *alter = node->alter_enum_stmt;
    Object *object = sd_session_type_object(session, alter->n_type_name, alter->type_name);
    PgQuery__RangeVar range = sd_object_range(alter->n_type_name, alter->type_name);

    if (!object || object->key->kind != KIND_ENUM_TYPE) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_TYPE,
                                 sd_object_range_text(session, &range, NULL));
    }
    return alter->old_val && *alter->old_val ? rename_label(session, (EnumType *) object, alter)
                                             : add_label(session, (EnumType *) object, alter);
}

/* ---- domains ------------------------------------------------------------------------------------------------------- */

static bool is_null_constant(const PgQuery__Node *node)
{
    if (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        return is_null_constant(node->type_cast->arg);
    }
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

/* The server stores no default when it is NULL (DefineDomain of typecmds.c). */
static void set_default(Session *session, Domain *domain, const PgQuery__Node *tree, Slice slice)
{
    domain->default_value = is_null_constant(tree) ? NULL : sd_slice_expr(session, slice, tree);
}

/* `slice` begins with CONSTRAINT name or CHECK. */
static void add_check(Session *session, Key domain, const PgQuery__Constraint *check, Slice slice)
{
    Catalog *catalog = sd_session_catalog(session);
    Name name = sd_session_name(session, check->conname);
    Slice group = sd_slice_group(session, sd_slice_behind_word(session, slice, "check"), NULL);
    Constraint *constraint;

    if (!name) {
        name = sd_choose_constraint_name(session, domain, domain->name->text, NULL, "check");
    }
    constraint = (Constraint *) sd_session_add(session, sd_key(catalog->names, KIND_CONSTRAINT, domain, name, NULL),
                                               check->location, false);
    if (constraint) {
        constraint->type = sd_name(catalog->names, "CHECK");
        constraint->expr = sd_slice_expr(session, group, check->raw_expr);
        constraint->not_valid = check->skip_validation;
    }
}

/* From where a clause begins to where the next one does. */
static Slice clause_slice(Session *session, const PgQuery__CreateDomainStmt *create, int32_t location)
{
    Slice slice = sd_slice_rest(session, sd_slice_offset(session, location));

    for (size_t i = 0; i < create->n_constraints; i++) {
        size_t start = sd_slice_offset(session, create->constraints[i]->constraint->location);

        slice.end = start > slice.start && start < slice.end ? start : slice.end;
    }
    if (create->coll_clause) {
        size_t start = sd_slice_offset(session, create->coll_clause->location);

        slice.end = start > slice.start && start < slice.end ? start : slice.end;
    }
    return slice;
}

static void read_domain_clause(Session *session, Domain *domain, const PgQuery__CreateDomainStmt *create,
                               const PgQuery__Constraint *clause)
{
    Slice slice = clause_slice(session, create, clause->location);

    switch (clause->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        set_default(session, domain, clause->raw_expr, sd_slice_behind_word(session, slice, "default"));
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        domain->not_null = true;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        add_check(session, domain->base.key, clause, slice);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
        break;
    default:
        sd_session_error(session, clause->location, "a domain cannot have this kind of constraint")->hint =
            "a domain can have DEFAULT, NOT NULL and CHECK";
        break;
    }
}

static Name collation_of(const Session *session, const PgQuery__CollateClause *clause)
{
    Name collation = clause ? sd_collation_name(&session->resolver, clause->n_collname, clause->collname) : NULL;

    return collation && strcmp(collation->text, "\"default\"") != 0 ? collation : NULL;
}

ReadResult sd_read_create_domain(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateDomainStmt *create = node->create_domain_stmt;
    PgQuery__RangeVar range = sd_object_range(create->n_domainname, create->domainname);
    Key needs = NULL;
    Name type = sd_session_type(session, create->type_name, &needs);
    Domain *domain;
    Key key;

    if (!type || (create->coll_clause &&
                  sd_collation_may_come(session, create->coll_clause->n_collname, create->coll_clause->collname))) {
        return READ_WAIT;
    }
    key = sd_session_new_key(session, KIND_DOMAIN, range.schemaname, range.relname);
    domain = (Domain *) sd_session_add(session, key, -1, false);
    if (!domain) {
        return READ_DONE;
    }
    domain->type = type;
    domain->collation = collation_of(session, create->coll_clause);
    sd_catalog_edge(sd_session_catalog(session), key, needs);
    for (size_t i = 0; i < create->n_constraints; i++) {
        read_domain_clause(session, domain, create, create->constraints[i]->constraint);
    }
    sd_grant_defaults(session, key);
    return READ_DONE;
}

static ReadResult alter_domain_constraint(Session *session, Domain *domain, const PgQuery__AlterDomainStmt *alter)
{
    Catalog *catalog = sd_session_catalog(session);
    Key key = sd_key(catalog->names, KIND_CONSTRAINT, domain->base.key, sd_session_name(session, alter->name), NULL);
    Object *object = sd_catalog_find(catalog, key);

    if (!object) {
        return alter->missing_ok ? READ_DONE
                                 : sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT, alter->name);
    }
    if (alter->subtype[0] == 'X') {
        sd_catalog_remove(catalog, object);
    } else {
        ((Constraint *) object)->not_valid = false;
    }
    return READ_DONE;
}

ReadResult sd_read_alter_domain(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterDomainStmt *alter = node->alter_domain_stmt;
    PgQuery__RangeVar range = sd_object_range(alter->n_type_name, alter->type_name);
    Domain *domain = (Domain *) sd_session_type_object(session, alter->n_type_name, alter->type_name);
    Slice all = sd_slice_rest(session, 0);

    if (!domain || domain->base.key->kind != KIND_DOMAIN) {
        return sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN,
                                 sd_object_range_text(session, &range, NULL));
    }
    switch (alter->subtype[0]) {
    case 'T':
        set_default(session, domain, alter->def,
                    alter->def ? sd_slice_behind_word(session, all, "default") : (Slice){ 0 });
        return READ_DONE;
    case 'N':
        domain->not_null = false;
        return READ_DONE;
    case 'O':
        domain->not_null = true;
        return READ_DONE;
    case 'C':
        add_check(session, domain->base.key, alter->def->constraint,
                  sd_slice_rest(session, sd_slice_offset(session, alter->def->constraint->location)));
        return READ_DONE;
    default:
        return alter_domain_constraint(session, domain, alter);
    }
}
