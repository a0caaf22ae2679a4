#include "parser/sql/state.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

typedef struct TakenId {
    Name schema, name;
} TakenId;

typedef struct TakenKey {
    struct TakenKey *next;
    Key key;
} TakenKey;

typedef struct TakenName {
    TakenId id;
    TakenKey *first;
} TakenName;

typedef struct UnreadName {
    TakenId id;
    bool is_temporary;
} UnreadName;

ReaderState *sd_state_new(void)
{
    Arena *arena = sd_arena_new();
    ReaderState *state = sd_arena_alloc(arena, sizeof *state);

    state->arena = arena;
    return state;
}

void sd_state_free(ReaderState *state)
{
    if (state) {
        sd_arena_free(state->arena);
    }
}

/* ---- expected names ----------------------------------------------------------------------------------------------- */

static bool is_expected(const ReaderState *state, const char *name)
{
    uint64_t id = XXH3_64bits(name, strlen(name));
    const LookupEntry *at = sd_lookup_start(&state->expected, id);
    const char *expected;

    do {
        expected = sd_lookup_next(&at);
    } while (expected && strcmp(expected, name) != 0);
    return expected != NULL;
}

/* The name is the parse tree's own string, or one in the state's arena. */
static void add_expected(ReaderState *state, const char *name)
{
    if (!is_expected(state, name)) {
        sd_lookup_add(&state->expected, state->arena, XXH3_64bits(name, strlen(name)), (void *) (uintptr_t) name);
    }
}

/* Each name is kept twice: alone, and behind the schema that the statement names (none: "") and a separator. */
static char *in_schema(Arena *arena, const char *schema, const char *name)
{
    return sd_arena_format(arena, "%s\001%s", schema ? schema : "", name);
}

static void expect(ReaderState *state, const char *schema, const char *name)
{
    if (name && *name) {
        add_expected(state, name);
        add_expected(state, in_schema(state->arena, schema, name));
    }
}

static void expect_relation(ReaderState *state, const PgQuery__RangeVar *relation)
{
    if (relation) {
        expect(state, relation->schemaname, relation->relname);
    }
}

static void expect_last(ReaderState *state, size_t count, PgQuery__Node *const *parts)
{
    PgQuery__RangeVar range = sd_object_range(count, parts);

    expect_relation(state, &range);
}

/* What gets a new name or schema is expected under it. */
static void expect_moved(ReaderState *state, const PgQuery__RangeVar *relation, const PgQuery__Node *object,
                         const char *schema, const char *name)
{
    PgQuery__RangeVar range = PG_QUERY__RANGE_VAR__INIT;

    if (relation) {
        range = *relation;
    } else if (object && object->node_case == PG_QUERY__NODE__NODE_LIST) {
        range = sd_object_range(object->list->n_items, object->list->items);
    } else if (object && object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS) {
        range = sd_object_range(object->object_with_args->n_objname, object->object_with_args->objname);
    }
    expect(state, schema ? schema : range.schemaname, name ? name : range.relname);
}

/* How the grammar gives the name of what a statement creates: the rows NAMES of model/kinds. */
#define EXPECT_LIST(statement, field)     expect_last(state, (statement)->n_##field, (statement)->field)
#define EXPECT_RELATION(statement, field) expect_relation(state, (statement)->field)
#define EXPECT_WORD(statement, field)     expect(state, NULL, (statement)->field)

void sd_state_expect(ReaderState *state, const PgQuery__Node *node)
{
    PgQuery__RangeVar multirange;

    switch ((int) node->node_case) {
#define NAMES(NODE, form, member, field)                                                                               \
    case PG_QUERY__NODE__NODE_##NODE:                                                                                  \
        EXPECT_##form(node->member, field);                                                                            \
        break;
#include "model/kinds/all.def"
    case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
        expect_relation(state, node->create_foreign_table_stmt->base_stmt->relation);
        break;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        expect_relation(state, node->create_table_as_stmt->into->rel);
        break;
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        expect(state, node->index_stmt->relation->schemaname, node->index_stmt->idxname);
        break;
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
        expect_last(state, node->create_range_stmt->n_type_name, node->create_range_stmt->type_name);
        multirange = sd_range_multirange(state->arena, node->create_range_stmt);
        expect_relation(state, &multirange);
        break;
    case PG_QUERY__NODE__NODE_DEFINE_STMT:
        expect_last(state, node->define_stmt->n_defnames, node->define_stmt->defnames);
        break;
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        expect_moved(state, node->rename_stmt->relation, node->rename_stmt->object, NULL, node->rename_stmt->newname);
        break;
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        expect_moved(state, node->alter_object_schema_stmt->relation, node->alter_object_schema_stmt->object,
                     node->alter_object_schema_stmt->newschema, NULL);
        break;
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
        expect(state, NULL, node->create_schema_stmt->schemaname);
        for (size_t i = 0; i < node->create_schema_stmt->n_schema_elts; i++) {
            sd_state_expect(state, node->create_schema_stmt->schema_elts[i]);
        }
        break;
    default:
        break;
    }
}

/* <table>_<column>_seq, perhaps with a number: serial and identity columns make such sequences without naming them. */
static bool may_be_sequence_of_column(const char *name)
{
    const char *end = name + strlen(name);

    while (end > name && end[-1] >= '0' && end[-1] <= '9') {
        end--;
    }
    return end - name > 4 && memcmp(end - 4, "_seq", 4) == 0;
}

bool sd_session_expects_in(const Session *session, const char *schema, const char *name)
{
    const ReaderState *state = session->state;

    if (session->last_round || !name || !state) {
        return false;
    }
    if (may_be_sequence_of_column(name)) {
        return true;
    }
    if (!schema || !*schema || !is_expected(state, name)) {
        return is_expected(state, name);
    }
    return is_expected(state, in_schema(state->arena, schema, name)) ||
           is_expected(state, in_schema(state->arena, NULL, name));
}

bool sd_session_expects(const Session *session, const char *name)
{
    return sd_session_expects_in(session, NULL, name);
}

/* ---- taken names -------------------------------------------------------------------------------------------------- */

static TakenName *find_taken(const ReaderState *state, Name schema, Name name)
{
    uint64_t id = sd_lookup_id_of_two(schema, name);
    const LookupEntry *at = sd_lookup_start(&state->taken, id);
    TakenName *entry;

    do {
        entry = sd_lookup_next(&at);
    } while (entry && (entry->id.schema != schema || entry->id.name != name));
    return entry;
}

void sd_state_take(ReaderState *state, Key key)
{
    Name schema = sd_key_schema(key);
    TakenName *entry;
    TakenKey *taken;

    if (!state) {
        return;
    }
    entry = find_taken(state, schema, key->name);
    if (!entry) {
        entry = sd_arena_alloc(state->arena, sizeof *entry);
        entry->id = (TakenId){ .schema = schema, .name = key->name };
        sd_lookup_add(&state->taken, state->arena, sd_lookup_id_of_two(schema, key->name), entry);
    }
    for (taken = entry->first; taken; taken = taken->next) {
        if (taken->key == key) {
            return;
        }
    }
    taken = sd_arena_alloc(state->arena, sizeof *taken);
    taken->key = key;
    taken->next = entry->first;
    entry->first = taken;
}

static bool has_index(const Object *object)
{
    static const char *const types[] = { "PRIMARY KEY", "UNIQUE", "EXCLUDE" };
    const Constraint *constraint = (const Constraint *) object;

    if (object->key->kind == KIND_INDEX) {
        return true;
    }
    for (size_t i = 0; constraint->type && i < sizeof types / sizeof *types; i++) {
        if (strcmp(constraint->type->text, types[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Objects that were dropped or renamed since are no longer in the catalog under the key that was noted. */
Object *sd_state_taken(const ReaderState *state, const Catalog *catalog, Name schema, Name name, bool any_constraint)
{
    TakenName *entry = state && name ? find_taken(state, schema, name) : NULL;

    for (TakenKey *taken = entry ? entry->first : NULL; taken; taken = taken->next) {
        Object *object = sd_catalog_find(catalog, taken->key);

        if (object && (any_constraint || has_index(object))) {
            return object;
        }
    }
    return NULL;
}

bool sd_state_constraint_exists(const ReaderState *state, const Catalog *catalog, Name schema, Name name)
{
    TakenName *entry = state ? find_taken(state, schema, name) : NULL;

    for (TakenKey *taken = entry ? entry->first : NULL; taken; taken = taken->next) {
        if (taken->key->kind == KIND_CONSTRAINT && sd_catalog_find(catalog, taken->key)) {
            return true;
        }
    }
    return false;
}

/* ---- what is not read ---------------------------------------------------------------------------------------------- */

static UnreadName *find_unread(const ReaderState *state, Name schema, Name name)
{
    uint64_t id = sd_lookup_id_of_two(schema, name);
    const LookupEntry *at = sd_lookup_start(&state->unread, id);
    UnreadName *entry;

    do {
        entry = sd_lookup_next(&at);
    } while (entry && (entry->id.schema != schema || entry->id.name != name));
    return entry;
}

void sd_state_leave_unread(ReaderState *state, Name schema, Name name)
{
    if (state && name && !find_unread(state, schema, name)) {
        UnreadName *entry = sd_arena_alloc(state->arena, sizeof *entry);

        entry->id = (TakenId){ .schema = schema, .name = name };
        sd_lookup_add(&state->unread, state->arena, sd_lookup_id_of_two(schema, name), entry);
    }
}

void sd_state_leave_temporary(ReaderState *state, Name schema, Name name)
{
    sd_state_leave_unread(state, schema, name);
    if (state && name) {
        find_unread(state, schema, name)->is_temporary = true;
    }
}

bool sd_state_is_temporary(const ReaderState *state, Name schema, Name name)
{
    const UnreadName *entry = find_unread(state, schema, name);

    return entry && entry->is_temporary;
}

Name sd_state_unread(const ReaderState *state, const List *path, Name schema, Name name)
{
    if (!state || !name) {
        return NULL;
    }
    if (schema) {
        return find_unread(state, schema, name) ? schema : NULL;
    }
    for (size_t i = 0; i < sd_list_count(path); i++) {
        if (find_unread(state, path->items[i], name)) {
            return path->items[i];
        }
    }
    return NULL;
}
