/* The formats of migration folders, as rows.  Where the names come from: docs/migrations.md. */
#include "cli/history/history.h"

#include <stdlib.h>
#include <string.h>

/* ---- names of files ---------------------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_at_top(const char *path)
{
    return strchr(path, '/') == NULL;
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const Migration *) a)->path, ((const Migration *) b)->path);
}

/* Runs of digits compare as numbers, so that 10_b comes behind 9_a. */
static int compare_numbers(const char **a, const char **b)
{
    const char *left = *a + strspn(*a, "0"), *right = *b + strspn(*b, "0");
    size_t left_length = digits(left), right_length = digits(right);
    int order = left_length == right_length ? memcmp(left, right, left_length) : left_length < right_length ? -1 : 1;

    *a = left + left_length;
    *b = right + right_length;
    return order;
}

static int compare_versions(const void *a, const void *b)
{
    const char *left = ((const Migration *) a)->path, *right = ((const Migration *) b)->path;

    while (*left && *right) {
        int order = 0;

        if (digits(left) && digits(right)) {
            order = compare_numbers(&left, &right);
        } else {
            order = (*(const unsigned char *) left > *(const unsigned char *) right) -
                    (*(const unsigned char *) left < *(const unsigned char *) right);
            left++;
            right++;
        }
        if (order) {
            return order;
        }
    }
    return *left || *right ? (*left ? 1 : -1) : compare_paths(a, b);
}

/* ---- which files run --------------------------------------------------------------------------------------------- */

static bool is_versioned(const Migration *file)
{
    return is_at_top(file->path) && digits(file->path) && ends_with(file->path, ".sql");
}

/* The words by which plain names tell a way back. */
static FileRole plain_role(const Migration *file)
{
    static const char *const backs[] = { ".down.sql", ".undo.sql", ".rollback.sql", "_down.sql", "_rollback.sql" };

    if (!is_versioned(file)) {
        return ROLE_NONE;
    }
    for (size_t i = 0; i < sizeof backs / sizeof *backs; i++) {
        if (ends_with(file->path, backs[i])) {
            return ROLE_LEFT;
        }
    }
    return strstr(file->path, ".undo.") ? ROLE_LEFT : ROLE_RUN;
}

/* A first migration that an old CLI made is left out by the newer ones. */
static FileRole supabase_role(const Migration *file)
{
    static const char first_dumped[] = "20211209000000";
    size_t length = digits(file->path);

    if (!is_versioned(file) || file->path[length] != '_') {
        return ROLE_NONE;
    }
    return length == strlen(first_dumped) && strcmp(file->path + length, "_init.sql") == 0 &&
                   strncmp(file->path, first_dumped, length) < 0
               ? ROLE_LEFT
               : ROLE_RUN;
}

/* V_name.up.sql, or V_name.DATABASE.up.sql where a folder serves several. */
static FileRole golang_role(const Migration *file)
{
    static const char *const others[] = { ".mysql",     ".mariadb",     ".sqlite",    ".sqlite3",
                                          ".cockroach", ".cockroachdb", ".sqlserver", ".oracle" };
    size_t length = strlen(file->path);

    if (!is_at_top(file->path) || !digits(file->path)) {
        return ROLE_NONE;
    }
    if (ends_with(file->path, ".down.sql")) {
        return ROLE_LEFT;
    }
    if (!ends_with(file->path, ".up.sql")) {
        return ROLE_NONE;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t other = strlen(others[i]), end = length - strlen(".up.sql");

        if (end > other && memcmp(file->path + end - other, others[i], other) == 0) {
            return ROLE_LEFT;
        }
    }
    return ROLE_RUN;
}

static FileRole goose_role(const Migration *file)
{
    return is_versioned(file) && sd_history_has_mark(&file->text, "-- +goose up") ? ROLE_RUN : ROLE_NONE;
}

static FileRole dbmate_role(const Migration *file)
{
    return is_versioned(file) && sd_history_has_mark(&file->text, "-- migrate:up") ? ROLE_RUN : ROLE_NONE;
}

static FileRole sql_migrate_role(const Migration *file)
{
    return is_at_top(file->path) && ends_with(file->path, ".sql") && sd_history_has_mark(&file->text, "-- +migrate up")
               ? ROLE_RUN
               : ROLE_NONE;
}

static FileRole node_pg_migrate_role(const Migration *file)
{
    return is_versioned(file) && sd_history_has_mark(&file->text, "-- up migration") ? ROLE_RUN : ROLE_NONE;
}

static FileRole tern_role(const Migration *file)
{
    return is_versioned(file) && sd_history_has_mark(&file->text, "---- create above / drop below ----") ? ROLE_RUN
                                                                                                         : ROLE_NONE;
}

static FileRole liquibase_role(const Migration *file)
{
    return ends_with(file->path, ".sql") && (sd_history_has_mark(&file->text, "-- liquibase formatted sql"))
               ? ROLE_RUN
               : ROLE_NONE;
}

/* A folder each, with the file of this name in it. */
static bool is_in_versioned_folder(const Migration *file, const char *name)
{
    const char *slash = strchr(file->path, '/');

    return slash && digits(file->path) && strcmp(slash + 1, name) == 0;
}

static FileRole diesel_role(const Migration *file)
{
    return is_in_versioned_folder(file, "up.sql")     ? ROLE_RUN
           : is_in_versioned_folder(file, "down.sql") ? ROLE_LEFT
                                                      : ROLE_NONE;
}

static FileRole prisma_role(const Migration *file)
{
    return is_in_versioned_folder(file, "migration.sql") ? ROLE_RUN : ROLE_NONE;
}

/* Every SQL file beside atlas.sum. */
static FileRole atlas_role(const Migration *file)
{
    return is_at_top(file->path) && ends_with(file->path, ".sql") ? ROLE_RUN : ROLE_NONE;
}

/* ---- Flyway ------------------------------------------------------------------------------------------------------ */

/* V1_2__name.sql: the prefix says what it is, two underscores part the version from the name. */
static FileRole flyway_role(const Migration *file)
{
    const char *name = base_name(file->path);
    const char *parts = strstr(name, "__");

    if (!ends_with(name, ".sql") || !parts || !strchr("VURB", *name) || (*name != 'R' && !digits(name + 1)) ||
        (*name == 'R' && parts != name + 1)) {
        return ROLE_NONE;
    }
    return *name == 'U' ? ROLE_LEFT : ROLE_RUN;
}

/* Parts of a version stand between dots or single underscores, compare as numbers, and are 0 where they are missing. */
static int compare_flyway_versions(const char *left, const char *right)
{
    while (digits(left) || digits(right)) {
        int order = compare_numbers(&left, &right);

        if (order) {
            return order;
        }
        left += (*left == '.' || (*left == '_' && left[1] != '_')) && digits(left + 1);
        right += (*right == '.' || (*right == '_' && right[1] != '_')) && digits(right + 1);
    }
    return 0;
}

/* Versions, a baseline behind those that it holds; then what is run again whenever it changes, by its name. */
static int compare_flyway(const void *a, const void *b)
{
    const char *left = base_name(((const Migration *) a)->path), *right = base_name(((const Migration *) b)->path);
    int order = (*left == 'R') - (*right == 'R');

    if (order == 0) {
        order = *left == 'R' ? strcmp(left, right) : compare_flyway_versions(left + 1, right + 1);
    }
    if (order == 0) {
        order = (*left == 'B') - (*right == 'B');
    }
    return order ? order : compare_paths(a, b);
}

static bool is_baseline(const Migration *file)
{
    return *base_name(file->path) == 'B';
}

static bool is_checkpoint(const Migration *file)
{
    return sd_history_has_mark(&file->text, "-- atlas:checkpoint");
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

/* clang-format off */
const HistoryFormat sd_history_formats[] = {
    { .name = "sqitch", .looks = "deploy/NAME.sql, listed in sqitch.plan",
      .guide = "sqitch.plan", .follow = sd_history_follow_plan },
    { .name = "drizzle", .looks = "NAME.sql, listed in meta/_journal.json",
      .guide = "meta/_journal.json", .follow = sd_history_follow_journal },
    { .name = "prisma", .looks = "VERSION_name/migration.sql", .role = prisma_role,
      .written = { .file = "%v_%n/migration.sql", .back_file = "%v_%n/down.sql" } },
    { .name = "diesel", .looks = "VERSION_name/up.sql", .role = diesel_role,
      .written = { .beside_alone = "%v_%n/metadata.toml", .beside_text = "run_in_transaction = false\n", .file = "%v_%n/up.sql", .back_file = "%v_%n/down.sql", .dashed = true } },
    { .name = "golang-migrate", .looks = "VERSION_name.up.sql", .role = golang_role, .compare = compare_versions,
      .written = { .file = "%v_%n.up.sql", .back_file = "%v_%n.down.sql" } },
    { .name = "flyway", .looks = "V1__name.sql, R__name.sql", .role = flyway_role, .compare = compare_flyway,
      .begins = is_baseline,
      .written = { .beside_alone = "V%v__%n.sql.conf", .beside_text = "executeInTransaction=false\n", .file = "V%v__%n.sql", .back_file = "U%v__%n.sql" } },
    { .name = "goose", .looks = "VERSION_name.sql with \"-- +goose Up\"", .role = goose_role,
      .compare = compare_versions, .marks = { "-- +goose up", "-- +goose down" },
      .written = { .first_alone = "-- +goose NO TRANSACTION\n-- +goose Up", .file = "%v_%n.sql", .first = "-- +goose Up", .back = "-- +goose Down",
                   .wrap = { "-- +goose StatementBegin", "-- +goose StatementEnd" } } },
    { .name = "dbmate", .looks = "VERSION_name.sql with \"-- migrate:up\"", .role = dbmate_role,
      .marks = { "-- migrate:up", "-- migrate:down" },
      .written = { .first_alone = "-- migrate:up transaction:false", .file = "%v_%n.sql", .first = "-- migrate:up", .back = "-- migrate:down" } },
    { .name = "sql-migrate", .looks = "name.sql with \"-- +migrate Up\"", .role = sql_migrate_role,
      .compare = compare_versions, .marks = { "-- +migrate up", "-- +migrate down" },
      .written = { .first_alone = "-- +migrate Up notransaction", .file = "%v_%n.sql", .first = "-- +migrate Up", .back = "-- +migrate Down",
                   .wrap = { "-- +migrate StatementBegin", "-- +migrate StatementEnd" } } },
    { .name = "node-pg-migrate", .looks = "VERSION_name.sql with \"-- Up Migration\"", .role = node_pg_migrate_role,
      .compare = compare_versions, .marks = { "-- up migration", "-- down migration" },
      .written = { .always_opens = true, .file = "%v_%n.sql", .first = "-- Up Migration", .back = "-- Down Migration" } },
    { .name = "tern", .looks = "VERSION_name.sql with \"---- create above / drop below ----\"", .role = tern_role,
      .compare = compare_versions, .marks = { NULL, "---- create above / drop below ----" },
      .written = { .first_alone = "---- tern: disable-tx ----", .file = "%v_%n.sql", .back = "---- create above / drop below ----" } },
    { .name = "liquibase", .looks = "name.sql with \"--liquibase formatted sql\"", .role = liquibase_role,
      .written = { .first_alone = "--liquibase formatted sql\n--changeset schemadiff:%v_%n splitStatements:false runInTransaction:false", .file = "%v_%n.sql", .first = "--liquibase formatted sql\n--changeset schemadiff:%v_%n splitStatements:false",
                   .back_prefix = "--rollback " } },
    { .name = "atlas", .looks = "VERSION_name.sql beside atlas.sum", .role = atlas_role, .guide = "atlas.sum",
      .begins = is_checkpoint, .is_weak = true,
      .written = { .first_alone = "-- atlas:txmode none", .file = "%v_%n.sql", .back_file = "down/%v_%n.sql", .back_is_odd = true } },
    { .name = "supabase", .looks = "VERSION_name.sql", .role = supabase_role, .compare = compare_versions,
      .place = "supabase/migrations", .is_weak = true,
      .written = { .file = "%v_%n.sql", .back_file = "down/%v_%n.sql", .back_is_odd = true } },
    { .name = "plain", .looks = "files whose names begin with a number", .role = plain_role,
      .compare = compare_versions, .is_weak = true,
      .written = { .file = "%v_%n.sql", .back_file = "%v_%n.down.sql", .back_is_odd = true } },
    { 0 },
};
/* clang-format on */
