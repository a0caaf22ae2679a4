/* DROP: what each kind of object locks and takes along. */
#include "parser/hazard/judge.h"

#include "parser/sql/state.h"

/* Tables at the other end of a foreign key lose triggers with it. */
static void touch_foreign_tables(Judge *judge, const Object *table)
{
    const Catalog *catalog = sd_session_catalog(judge->session);

    for (const Object *object = catalog->first; object; object = object->next_all) {
        const Constraint *constraint = (const Constraint *) object;

        if (object->key->kind != KIND_CONSTRAINT || !constraint->referenced) {
            continue;
        }
        if (object->key->parent == table->key) {
            sd_judge_touch(judge, sd_catalog_find(catalog, constraint->referenced), LOCK_ACCESS_EXCLUSIVE, false,
                           false);
        } else if (constraint->referenced == table->key) {
            sd_judge_touch(judge, object->parent, LOCK_ACCESS_EXCLUSIVE, false, false);
        }
    }
}

static void drop_table(Judge *judge, const Object *object)
{
    const Table *table = (const Table *) object;

    sd_judge_touch_tree(judge, object, LOCK_ACCESS_EXCLUSIVE, false, false);
    touch_foreign_tables(judge, object);
    sd_judge_touch_owned(judge, object->key, LOCK_ACCESS_EXCLUSIVE);
    if (table->partition_of) {
        const Object *parent = sd_catalog_find(sd_session_catalog(judge->session), table->partition_of);

        sd_judge_touch(judge, parent, LOCK_ACCESS_EXCLUSIVE, false, false);
        if (parent) {
            sd_judge_touch_default(judge, parent, false);
        }
    }
    if (!sd_judge_is_new(judge, object)) {
        sd_judge_say(judge, RULE_DROP_TABLE, object->key, NULL);
    }
}

static void drop_index(Judge *judge, const Object *object, bool concurrently)
{
    sd_judge_touch(judge, object->parent, concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE, false,
                   false);
    if (!concurrently && object->parent && !sd_judge_is_new(judge, object) && !sd_judge_is_new(judge, object->parent)) {
        sd_judge_say(judge, RULE_INDEX_DROP, object->key, NULL);
    }
}

enum { DEEPEST_VIEW = 32 };

/* Views over a relation go with it by CASCADE, and those over them. */
static void take_views_along(Judge *judge, Key dropped, int depth)
{
    const Catalog *catalog = sd_session_catalog(judge->session);

    for (size_t i = 0; i < catalog->edge_count && depth < DEEPEST_VIEW; i++) {
        const Object *object =
            catalog->edges[i].to == dropped ? sd_catalog_find(catalog, catalog->edges[i].from) : NULL;

        if (object && (object->key->kind == KIND_VIEW || object->key->kind == KIND_MATERIALIZED_VIEW)) {
            sd_judge_touch(judge, object, LOCK_ACCESS_EXCLUSIVE, false, false);
            take_views_along(judge, object->key, depth + 1);
        }
    }
}

static bool refers(const Object *object, Key key)
{
    const Kind *kind = sd_kind_of(object);

    for (size_t i = 0; i < kind->attr_count; i++) {
        if (kind->attrs[i].type == ATTR_REF && *(const Key *) sd_object_field(object, &kind->attrs[i]) == key) {
            return true;
        }
    }
    return false;
}

/* Parts of tables that need it go with it by CASCADE: triggers with their function. */
static void take_parts_along(Judge *judge, Key dropped)
{
    for (const Object *object = sd_session_catalog(judge->session)->first; object; object = object->next_all) {
        if (object->parent && (sd_kind_of(object->parent)->traits & IS_RELATION) && refers(object, dropped)) {
            sd_judge_touch(judge, object->parent, LOCK_ACCESS_EXCLUSIVE, false, false);
        }
    }
}

static void drop_one(Judge *judge, const PgQuery__DropStmt *drop, const Object *object)
{
    switch (object->key->kind) {
    case KIND_TABLE:
        drop_table(judge, object);
        break;
    case KIND_SEQUENCE:
        sd_judge_touch(judge, object, LOCK_ACCESS_EXCLUSIVE, false, false);
        if (!sd_judge_is_new(judge, object)) {
            sd_judge_say(judge, RULE_DROP_SEQUENCE, object->key, NULL);
        }
        break;
    case KIND_VIEW:
        sd_judge_look_at_view(judge, object);
        sd_judge_touch(judge, object, LOCK_ACCESS_EXCLUSIVE, false, false);
        break;
    case KIND_MATERIALIZED_VIEW:
        sd_judge_touch(judge, object, LOCK_ACCESS_EXCLUSIVE, false, false);
        break;
    case KIND_INDEX:
        drop_index(judge, object, drop->concurrent);
        break;
    case KIND_SCHEMA:
        if (!sd_judge_is_new(judge, object) && drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE) {
            sd_judge_say(judge, RULE_DROP_SCHEMA, object->key, NULL);
        }
        break;
    case KIND_POLICY:
        sd_judge_drop_policy(judge, object);
        sd_judge_touch(judge, object->parent, LOCK_ACCESS_EXCLUSIVE, false, false);
        break;
    case KIND_TRIGGER:
    case KIND_RULE:
        sd_judge_touch(judge, object->parent, LOCK_ACCESS_EXCLUSIVE, false, false);
        break;
    default:
        break;
    }
}

void sd_judge_drop(Judge *judge, const PgQuery__Node *node)
{
    const PgQuery__DropStmt *drop = node->drop_stmt;

    for (size_t i = 0; i < drop->n_objects; i++) {
        const Object *object = sd_object_find(judge->session, drop->remove_type, drop->objects[i]);

        if (object) {
            drop_one(judge, drop, object);
        }
        if (object && drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE) {
            take_views_along(judge, object->key, 0);
            take_parts_along(judge, object->key);
        }
    }
    if (drop->concurrent) {
        judge->hazards->statements[judge->statement].outside_transaction = true;
    }
}
