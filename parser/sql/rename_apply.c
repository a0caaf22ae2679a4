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

static Status carry_out(Catalog *now, const Rename *rename, Diag *diag)
{
    Arena *scratch = sd_arena_new();
    Text sql = sd_text(scratch);
    SourceText text;
    Files *files;
    Status status;

    sd_rename_sql(&sql, rename);
    text = (SourceText){ .name = "(rename)", .bytes = sql.bytes, .length = sql.length };
    status = sd_files_parse(&files, &text, 1, diag);
    if (status == SD_OK) {
        status = sd_files_replay(now, files, NULL, diag);
    }
    sd_files_free(files);
    sd_arena_free(scratch);
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

/* The object of the wanted side that is this one under another name; NULL when there is none. */
static const Object *renamed_in(const Catalog *wanted, const Catalog *now, const Object *object)
{
    for (const Object *other = wanted->first; other; other = other->next_all) {
        if (means_the_same(object, other)) {
            return sd_catalog_find(now, other->key) ? NULL : other;
        }
    }
    return NULL;
}

static Status follow_table(Catalog *now, const Catalog *wanted, const Rename *table, Diag *diag)
{
    Status status = SD_OK;

    for (const Object *object = now->first; object && status == SD_OK; object = object->next_all) {
        const Object *other = follows_table(object, table->to) && !sd_catalog_find(wanted, object->key)
                                  ? renamed_in(wanted, now, object)
                                  : NULL;

        if (other) {
            Rename rename = { .from = object->key, .to = other->key, .at = table->at };

            status = carry_out(now, &rename, diag);
            now->renames = sd_arena_grow(now->arena, now->renames, now->rename_count, sizeof rename);
            now->renames[now->rename_count++] = rename;
        }
    }
    return status;
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

Status sd_renames_apply(Catalog *now, const Catalog *wanted, Diag *diag)
{
    Status status = SD_OK;
    size_t levels = deepest(wanted), said;

    /* What stands above goes first: the parts are found below its new name. */
    for (size_t level = 1; level <= levels; level++) {
        for (size_t i = 0; i < wanted->told_count && status == SD_OK; i++) {
            const Rename *rename = &wanted->told[i];

            if (depth(rename->to) == level && is_due(now, rename)) {
                status = carry_out(now, rename, diag);
                now->renames = sd_arena_grow(now->arena, now->renames, now->rename_count, sizeof *rename);
                now->renames[now->rename_count++] = *rename;
            }
        }
    }
    said = now->rename_count;
    for (size_t i = 0; i < said && status == SD_OK; i++) {
        Rename rename = now->renames[i];

        rename.to = rename.to->kind == KIND_COLUMN ? rename.to->parent : rename.to;
        status = follow_table(now, wanted, &rename, diag);
    }
    return status;
}
