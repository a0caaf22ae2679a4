/* Renames that the wanted schema states, carried out on the present one. */
#include "parser/sql/reader.h"

#include "model/text.h"

#include <string.h>

static bool has_value(const Object *type, Name value)
{
    return type && type->key->kind == KIND_ENUM_TYPE && sd_list_has(((const EnumType *) type)->labels, value);
}

/* Done already, or never to be done: then the comment has no meaning. */
static bool is_due(const Catalog *now, const Rename *rename)
{
    const Object *old = sd_catalog_find(now, rename->from);

    if (rename->from_value) {
        return has_value(old, rename->from_value) && !has_value(old, rename->to_value);
    }
    return old && !sd_catalog_find(now, rename->to);
}

/* Renames that are due, and the statements that do them: replayed together, as a replay finishes the whole catalog. */
typedef struct {
    Catalog *now;
    Text sql;
} Batch;

static Batch batch(Catalog *now, Arena *scratch)
{
    return (Batch){ .now = now, .sql = sd_text(scratch) };
}

static void add(Batch *batch, const Rename *rename)
{
    Catalog *now = batch->now;

    sd_rename_sql(&batch->sql, rename);
    sd_text_put(&batch->sql, ";\n");
    now->renames = sd_arena_grow(now->arena, now->renames, now->rename_count, sizeof *rename);
    now->renames[now->rename_count++] = *rename;
}

static Status carry_out(const Batch *batch, Diag *diag)
{
    SourceText text = { .name = "(renames)", .bytes = batch->sql.bytes, .length = batch->sql.length };
    Files *files;
    Status status = sd_files_parse(&files, &text, 1, diag);

    if (status == SD_OK) {
        status = sd_files_replay(batch->now, files, NULL, diag);
    }
    sd_files_free(files);
    return status;
}

/* ---- names that follow from others ----------------------------------------------------------------------------------- */

/* PostgreSQL names keys and sequences after their table and column when nobody does (ChooseConstraintName), and leaves the
 * names alone when the table gets another; files that do not name them mean the new ones.  One that means the same is
 * renamed rather than built anew. */
static bool means_the_same(const Object *a, const Object *b)
{
    const Constraint *one = (const Constraint *) a, *other = (const Constraint *) b;

    if (a->key->kind != b->key->kind) {
        return false;
    }
    if (a->key->kind == KIND_SEQUENCE) {
        return ((const Sequence *) a)->owned_by == ((const Sequence *) b)->owned_by;
    }
    return a->key->kind == KIND_CONSTRAINT && a->key->parent == b->key->parent && one->type == other->type &&
           one->referenced == other->referenced && sd_list_count(one->columns) &&
           sd_list_equal(one->columns, other->columns);
}

static bool follows_table(const Object *object, Key table)
{
    const Sequence *sequence = (const Sequence *) object;

    return object->key->kind == KIND_SEQUENCE ? sequence->owned_by && sequence->owned_by->parent == table
                                              : object->key->kind == KIND_CONSTRAINT && object->key->parent == table;
}

static bool is_in_a_rename(const Catalog *now, Key key)
{
    for (size_t i = 0; i < now->rename_count; i++) {
        if (now->renames[i].from == key || now->renames[i].to == key) {
            return true;
        }
    }
    return false;
}

/* The object of the wanted side that is this one under another name; NULL when there is none. */
static const Object *renamed_in(const Catalog *wanted, const Catalog *now, const Object *object)
{
    for (const Object *other = wanted->first; other; other = other->next_all) {
        if (means_the_same(object, other)) {
            return sd_catalog_find(now, other->key) || is_in_a_rename(now, other->key) ? NULL : other;
        }
    }
    return NULL;
}

static void follow_table(Batch *batch, const Catalog *wanted, const Rename *table)
{
    const Catalog *now = batch->now;

    for (const Object *object = now->first; object; object = object->next_all) {
        bool may = follows_table(object, table->to) && !sd_catalog_find(wanted, object->key) &&
                   !is_in_a_rename(now, object->key);
        const Object *other = may ? renamed_in(wanted, now, object) : NULL;

        if (other) {
            add(batch, &(Rename){ .from = object->key, .to = other->key, .at = table->at });
        }
    }
}

/* A share of an index is known by the index above, so that nobody has to tell of its other name. */
static const Object *other_share(const Catalog *wanted, const Catalog *now, const Object *share)
{
    Key above = sd_object_share_of(share);
    const Object *table = above && !sd_catalog_find(wanted, share->key) && sd_catalog_find(wanted, above)
                              ? sd_catalog_find(wanted, share->key->parent)
                              : NULL;

    for (const Object *child = table ? table->first_child : NULL; child; child = child->next) {
        if (sd_object_share_of(child) == above && child->key->kind == share->key->kind) {
            return sd_catalog_find(now, child->key) ? NULL : child;
        }
    }
    return NULL;
}

static Status rename_shares(Catalog *now, const Catalog *wanted, Arena *scratch, Diag *diag)
{
    Batch shares = batch(now, scratch);

    for (const Object *object = now->first; object; object = object->next_all) {
        const Object *other = other_share(wanted, now, object);

        if (other) {
            add(&shares, &(Rename){ .from = object->key, .to = other->key, .at = other->at });
        }
    }
    return shares.sql.length ? carry_out(&shares, diag) : SD_OK;
}

/* ---- all ----------------------------------------------------------------------------------------------------------- */

static size_t depth(Key key)
{
    return key ? 1 + depth(key->parent) : 0;
}

static size_t deepest(const Catalog *wanted)
{
    size_t most = 0;

    for (size_t i = 0; i < wanted->told_count; i++) {
        size_t at = depth(wanted->told[i].to);

        most = at > most ? at : most;
    }
    return most;
}

/* What stands above goes first: the parts are found below its new name.  One may wait for another to free its name, but
 * none is done twice, so that two which change names with each other come to an end. */
static Status apply_told(Catalog *now, const Catalog *wanted, Arena *scratch, Diag *diag)
{
    bool *done = sd_arena_alloc(scratch, wanted->told_count * sizeof *done);
    size_t levels = deepest(wanted);
    Status status = SD_OK;

    for (size_t level = 1; level <= levels && status == SD_OK;) {
        Batch due = batch(now, scratch);

        for (size_t i = 0; i < wanted->told_count; i++) {
            const Rename *rename = &wanted->told[i];

            if (!done[i] && depth(rename->to) == level && is_due(now, rename)) {
                done[i] = true;
                add(&due, rename);
            }
        }
        if (due.sql.length == 0) {
            level++;
        } else {
            status = carry_out(&due, diag);
        }
    }
    return status;
}

static Status apply_derived(Catalog *now, const Catalog *wanted, Arena *scratch, Diag *diag)
{
    Batch due = batch(now, scratch);

    for (size_t i = 0, told = now->rename_count; i < told; i++) {
        Rename rename = now->renames[i];

        rename.to = rename.to->kind == KIND_COLUMN ? rename.to->parent : rename.to;
        follow_table(&due, wanted, &rename);
    }
    return due.sql.length ? carry_out(&due, diag) : SD_OK;
}

Status sd_renames_apply(Catalog *now, const Catalog *wanted, Diag *diag)
{
    Arena *scratch = sd_arena_new();
    Status status = wanted->told_count ? apply_told(now, wanted, scratch, diag) : SD_OK;

    if (status == SD_OK) {
        status = apply_derived(now, wanted, scratch, diag);
    }
    if (status == SD_OK) {
        status = rename_shares(now, wanted, scratch, diag);
    }
    sd_arena_free(scratch);
    return status;
}

/* The name is taken now, by something that is given its own old name before. */
static bool is_due_by_then(const Catalog *now, const Rename *rename)
{
    bool taken_away = false;

    for (size_t i = 0; i < now->rename_count; i++) {
        taken_away |= now->renames[i].from == rename->to && now->renames[i].from_value == rename->to_value;
    }
    return is_due(now, rename) ||
           (taken_away && (rename->from_value ? has_value(sd_catalog_find(now, rename->from), rename->from_value)
                                              : sd_catalog_find(now, rename->from) != NULL));
}

Status sd_renames_exchange(Catalog *now, Catalog *wanted, Diag *diag)
{
    Arena *scratch = sd_arena_new();
    Rename *forth = now->renames;
    size_t count = now->rename_count;
    Batch on_now = batch(now, scratch), on_wanted = batch(wanted, scratch);
    Status status = SD_OK;

    now->renames = wanted->renames = NULL;
    now->rename_count = wanted->rename_count = 0;
    /* From the last to the first: each is found as it was when its turn had come. */
    while (count-- > 0) {
        const Rename back = { .from = forth[count].to,
                              .to = forth[count].from,
                              .from_value = forth[count].to_value,
                              .to_value = forth[count].from_value,
                              .at = forth[count].at };

        add(&on_now, &back);
        if (is_due_by_then(wanted, &back)) {
            add(&on_wanted, &back);
        }
    }
    if (on_now.sql.length) {
        status = carry_out(&on_now, diag);
    }
    if (on_wanted.sql.length && status == SD_OK) {
        status = carry_out(&on_wanted, diag);
    }
    now->rename_count = 0;
    sd_arena_free(scratch);
    return status;
}
