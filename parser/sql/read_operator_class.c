/* CREATE OPERATOR FAMILY, ALTER OPERATOR FAMILY and CREATE OPERATOR CLASS. */
#include "parser/sql/mention.h"
#include "parser/sql/operator.h"

#include <string.h>

enum { ITEM_OPERATOR = 1, ITEM_FUNCTION = 2, ITEM_STORAGE = 3 }; /* OPCLASS_ITEM_OPERATOR and so on of parsenodes.h */

/* An operator or a function of a family, looked up. */
typedef struct Member {
    KindId kind;
    int32_t number;
    Name left, right;
    Key left_needs, right_needs;
    Key object; /* operator or function */
    Key sort_family;
} Member;

/* ---- families ----------------------------------------------------------------------------------------------------- */

/* Found through the path, then on the other side; NULL when it may still come. */
static Key find_key(const Session *session, KindId kind, Name schema, Name name, Name method)
{
    Names *names = sd_session_names(session);
    const Catalog *const catalogs[] = { sd_session_catalog(session), session->resolver.other };
    const List *path = session->resolver.path;
    size_t count = schema ? 1 : sd_list_count(path);

    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; catalogs[side] && i < count; i++) {
            Key parent = sd_key(names, KIND_SCHEMA, NULL, schema ? schema : path->items[i], NULL);
            Key key = sd_key(names, kind, parent, name, method);

            if (sd_catalog_find(catalogs[side], key)) {
                return key;
            }
        }
        if (sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
            return NULL;
        }
    }
    return NULL;
}

static Name method_name(const Session *session, const char *method)
{
    Text text = sd_text(sd_session_arena(session));

    sd_text_identifier(&text, sd_session_name(session, method));
    return sd_session_name(session, text.bytes);
}

Key sd_operator_group_key(const Session *session, KindId kind, size_t count, PgQuery__Node *const *parts,
                          const char *method)
{
    Name schema, name, args = method_name(session, method);
    Key key;

    sd_session_split_name(session, count, parts, &schema, &name);
    key = find_key(session, kind, schema, name, args);
    if (key || sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
        return key;
    }
    return sd_session_key_in(session, kind, schema ? schema : sd_session_name(session, "pg_catalog"), name, args);
}

static Key new_key(Session *session, KindId kind, size_t count, PgQuery__Node *const *parts, const char *method)
{
    Name schema, name;

    sd_session_split_name(session, count, parts, &schema, &name);
    return sd_session_key_in(session, kind, schema ? schema : sd_resolve_creation_schema(&session->resolver), name,
                             method_name(session, method));
}

ReadResult sd_read_create_operator_family(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateOpFamilyStmt *statement = node->create_op_family_stmt;

    (void) sd_session_add(
        session,
        new_key(session, KIND_OPERATOR_FAMILY, statement->n_opfamilyname, statement->opfamilyname, statement->amname),
        -1, false);
    return READ_DONE;
}

/* ---- members ------------------------------------------------------------------------------------------------------ */

/* One type stands for both.  False: wait. */
static bool look_up_types(Session *session, Member *member, size_t count, PgQuery__Node *const *types)
{
    if (count == 0) {
        return true;
    }
    return sd_operator_type(session, types[0], &member->left, &member->left_needs) &&
           sd_operator_type(session, types[count - 1], &member->right, &member->right_needs);
}

/* Without types the operator is one of two values of the class's type.  False: wait. */
static bool look_up_operator(Session *session, Member *member, const PgQuery__CreateOpClassItem *item)
{
    OperatorName named = { .left = member->left, .right = member->right };

    if (!look_up_types(session, member, item->name->n_objargs, item->name->objargs)) {
        return false;
    }
    sd_session_split_name(session, item->name->n_objname, item->name->objname, &named.schema, &named.name);
    named.left = member->left;
    named.right = member->right;
    if (!named.right) {
        return true;
    }
    member->object = sd_operator_find(session, &named);
    if (!member->object && !session->last_round) {
        return false;
    }
    member->object = member->object ? member->object : sd_operator_make_up(session, &named);
    if (item->n_order_family) {
        member->sort_family =
            sd_operator_group_key(session, KIND_OPERATOR_FAMILY, item->n_order_family, item->order_family, "btree");
        return member->sort_family != NULL;
    }
    return true;
}

/* The argument types of a function, by their places in its key; NULL when it has fewer. */
static Name argument(const Session *session, Key function, size_t place)
{
    const char *start = function->args ? function->args->text : "";
    bool quoted = false;

    for (const char *c = start; *start; c++) {
        quoted ^= *c == '"';
        if (*c == '\0' || (*c == ',' && !quoted)) {
            if (place == 0) {
                return sd_name_of(sd_session_names(session), start, (size_t) (c - start));
            }
            place--;
            start = *c ? c + 2 : c;
        }
    }
    return NULL;
}

/* Types that are not said follow from some functions' arguments, else they are the class's (assignProcTypes of
 * opclasscmds.c). */
static void assume_types(const Session *session, Member *member, const char *method, Name type)
{
    Name left = NULL, right = NULL;

    if (member->left) {
        return;
    }
    if (strcmp(method, "btree") == 0 && (member->number == 1 || member->number == 3)) {
        left = argument(session, member->object, 0);
        right = argument(session, member->object, member->number == 1 ? 1 : 2);
    } else if (strcmp(method, "hash") == 0 && member->number <= 2) {
        left = right = argument(session, member->object, 0);
    }
    member->left = left ? left : type;
    member->right = right ? right : type;
}

/* False: wait. */
static bool look_up_member(Session *session, Member *member, const PgQuery__CreateOpClassItem *item, const char *method,
                           Name type)
{
    *member = (Member){ .number = item->number };
    if (item->itemtype == ITEM_OPERATOR) {
        member->kind = KIND_FAMILY_OPERATOR;
        member->left = member->right = type;
        return look_up_operator(session, member, item);
    }
    member->kind = KIND_FAMILY_FUNCTION;
    member->object = sd_session_function_of(session, item->name);
    if (!member->object || !look_up_types(session, member, item->n_class_args, item->class_args)) {
        return false;
    }
    assume_types(session, member, method, type);
    return true;
}

/* What may go while the class stays, and what may not (btadjustmembers, gistadjustmembers and so on; before 14 all that
 * a class was made with stayed with it). */
static bool is_own(const Member *member, const char *method)
{
    static const struct {
        const char *method, *functions;
        bool operators;
    } rules[] = {
        { "btree", "1", true },     { "hash", "1", true },        { "gin", "23", false },
        { "gist", "12567", false }, { "spgist", "12345", false },
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].method, method) == 0) {
            bool crosses = rules[i].operators && member->left != member->right;

            return !crosses && (member->kind == KIND_FAMILY_OPERATOR
                                    ? rules[i].operators
                                    : member->number < 10 && strchr(rules[i].functions, '0' + member->number));
        }
    }
    return true;
}

static Key member_key(const Session *session, Key family, const Member *member)
{
    Names *names = sd_session_names(session);

    return sd_key(names, member->kind, family, sd_name_format(names, "%d", member->number),
                  sd_operator_args(session, member->left, member->right));
}

static Key add_member(Session *session, Key family, const Member *member, Key class)
{
    Catalog *catalog = sd_session_catalog(session);
    Key key = member_key(session, family, member);
    Object *object = sd_session_add(session, key, -1, false);

    if (object && member->kind == KIND_FAMILY_OPERATOR) {
        ((FamilyOperator *) object)->operator= member->object;
        ((FamilyOperator *) object)->sort_family = member->sort_family;
        ((FamilyOperator *) object)->operator_class = class;
    } else if (object) {
        ((FamilyFunction *) object)->function = member->object;
        ((FamilyFunction *) object)->operator_class = class;
    }
    sd_catalog_edge(catalog, key, member->left_needs);
    sd_catalog_edge(catalog, key, member->right_needs);
    return key;
}

/* The class of the family that is for this type (opclass_for_family_datatype of amvalidate.c), whose own such a member
 * becomes though it comes later. */
static OperatorClass *class_for(const Session *session, Key family, const Member *member, const char *method)
{
    bool joins = strcmp(method, "btree") == 0 || strcmp(method, "hash") == 0;

    for (Object *object = sd_session_catalog(session)->first; joins && is_own(member, method) && object;
         object = object->next_all) {
        OperatorClass *class = (OperatorClass *) object;

        if (object->key->kind == KIND_OPERATOR_CLASS && class->family == family && class->type == member->left) {
            return class;
        }
    }
    return NULL;
}

static void add_to_family(Session *session, Key family, const Member *member, const char *method)
{
    OperatorClass *class = class_for(session, family, member, method);
    Key key = add_member(session, family, member, class ? class->base.key : NULL);

    if (class) {
        size_t count = sd_keys_count(class->members);
        Key *keys = sd_arena_alloc(sd_session_arena(session), (count + 1) * sizeof(Key));

        for (size_t i = 0; i < count; i++) {
            keys[i] = class->members->items[i];
        }
        keys[count] = key;
        class->members = sd_keys(sd_session_arena(session), keys, count + 1);
    }
}

/* ---- ALTER OPERATOR FAMILY ---------------------------------------------------------------------------------------- */

static void drop_member(Session *session, Key family, const Member *member)
{
    Key key = member_key(session, family, member);

    if (sd_catalog_find(sd_session_catalog(session), key)) {
        sd_drop_object(session, key, false);
    } else {
        sd_session_error(session, -1, "%s is not there to be dropped", sd_session_phrase(session, key));
    }
}

ReadResult sd_read_alter_operator_family(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterOpFamilyStmt *alter = node->alter_op_family_stmt;
    Key family =
        sd_operator_group_key(session, KIND_OPERATOR_FAMILY, alter->n_opfamilyname, alter->opfamilyname, alter->amname);
    Member *members = sd_arena_alloc(sd_session_arena(session), (alter->n_items + 1) * sizeof *members);

    if (!family) {
        return READ_WAIT;
    }
    for (size_t i = 0; i < alter->n_items; i++) {
        const PgQuery__CreateOpClassItem *item = alter->items[i]->create_op_class_item;

        if (alter->is_drop) {
            members[i].kind = item->itemtype == ITEM_OPERATOR ? KIND_FAMILY_OPERATOR : KIND_FAMILY_FUNCTION;
            members[i].number = item->number;
            if (!look_up_types(session, &members[i], item->n_class_args, item->class_args) ||
                (!session->last_round &&
                 !sd_catalog_find(sd_session_catalog(session), member_key(session, family, &members[i])))) {
                return READ_WAIT;
            }
        } else if (!look_up_member(session, &members[i], item, alter->amname, NULL)) {
            return READ_WAIT;
        }
    }
    for (size_t i = 0; i < alter->n_items; i++) {
        if (alter->is_drop) {
            drop_member(session, family, &members[i]);
        } else if (!members[i].right) {
            sd_session_error(session, -1, "operator %d of an operator family needs the types of its operands",
                             members[i].number);
        } else {
            add_to_family(session, family, &members[i], alter->amname);
        }
    }
    return READ_DONE;
}

/* ---- CREATE OPERATOR CLASS ---------------------------------------------------------------------------------------- */

/* Without FAMILY it is one of the same name, made when there is none (DefineOpClass of opclasscmds.c).  False: wait. */
static bool look_up_family(Session *session, const PgQuery__CreateOpClassStmt *statement, Key class, Key *family)
{
    if (statement->n_opfamilyname) {
        *family = sd_operator_group_key(session, KIND_OPERATOR_FAMILY, statement->n_opfamilyname,
                                        statement->opfamilyname, statement->amname);
        return *family != NULL;
    }
    *family = sd_key(sd_session_names(session), KIND_OPERATOR_FAMILY, class->parent, class->name, class->args);
    return true;
}

static void create_class(Session *session, const PgQuery__CreateOpClassStmt *statement, OperatorClass *rows, Key key,
                         const Member *members, size_t count)
{
    Catalog *catalog = sd_session_catalog(session);
    Key *keys = sd_arena_alloc(catalog->arena, (count + 1) * sizeof(Key));
    TableState *tables = sd_table_state(session);
    OperatorClass *class = (OperatorClass *) sd_session_add(session, key, -1, false);
    size_t own = 0;

    if (!class) {
        return;
    }
    if (!statement->n_opfamilyname && !sd_catalog_find(catalog, rows->family)) {
        (void) sd_session_add(session, rows->family, -1, true);
    }
    for (size_t i = 0; i < count; i++) {
        bool is_part = is_own(&members[i], statement->amname);
        Key member = add_member(session, rows->family, &members[i], is_part ? key : NULL);

        if (is_part) {
            keys[own++] = member;
        }
    }
    for (size_t i = 0; i < sd_kinds[KIND_OPERATOR_CLASS].attr_count; i++) {
        sd_attr_copy(&class->base, &rows->base, &sd_kinds[KIND_OPERATOR_CLASS].attrs[i]);
    }
    class->is_default = statement->is_default;
    tables->classes = sd_arena_grow(catalog->arena, tables->classes, tables->class_count, sizeof(Key));
    tables->classes[tables->class_count++] = key;
    class->members = sd_keys(catalog->arena, keys, own);
}

ReadResult sd_read_create_operator_class(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateOpClassStmt *statement = node->create_op_class_stmt;
    Names *names = sd_session_names(session);
    Key key =
        new_key(session, KIND_OPERATOR_CLASS, statement->n_opclassname, statement->opclassname, statement->amname);
    Member *members = sd_arena_alloc(sd_session_arena(session), (statement->n_items + 1) * sizeof *members);
    OperatorClass rows = { .type = NULL };
    Key needs = NULL, storage_needs = NULL;
    size_t count = 0;

    rows.type = sd_type_without_modifier(names, sd_session_type(session, statement->datatype, &needs));
    if (!rows.type || !look_up_family(session, statement, key, &rows.family)) {
        return READ_WAIT;
    }
    for (size_t i = 0; i < statement->n_items; i++) {
        const PgQuery__CreateOpClassItem *item = statement->items[i]->create_op_class_item;

        if (item->itemtype == ITEM_STORAGE) {
            rows.storage = sd_type_without_modifier(names, sd_session_type(session, item->storedtype, &storage_needs));
            if (!rows.storage) {
                return READ_WAIT;
            }
        } else if (!look_up_member(session, &members[count++], item, statement->amname, rows.type)) {
            return READ_WAIT;
        }
    }
    rows.storage = rows.storage == rows.type ? NULL : rows.storage;
    create_class(session, statement, &rows, key, members, count);
    sd_catalog_edge(sd_session_catalog(session), key, needs);
    sd_catalog_edge(sd_session_catalog(session), key, storage_needs);
    return READ_DONE;
}
