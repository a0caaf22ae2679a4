/* What is done with each kind of statement: a reader, or a word to say that it is skipped. */
#include "parser/sql/inner.h"
#include "parser/sql/lexer.h"

#include <string.h>

typedef enum Skip {
    SKIP_WARNED,  /* makes a part of the schema that the model does not have yet: a warning */
    SKIP_NOTED,   /* makes no schema: a note */
    SKIP_BESIDE,  /* of the server or a database as such: a note with the reason */
    SKIP_SILENTLY /* settings of the session, brackets of transactions */
} Skip;

typedef struct StatementKind {
    StatementReader reader; /* NULL: skipped */
    Skip skip;
    const char *words; /* NULL: the first words of the statement */
} StatementKind;

/* clang-format off */
#define READ(NODE, reader)      [PG_QUERY__NODE__NODE_##NODE] = { reader, SKIP_WARNED, NULL }
#define SILENT(NODE)            [PG_QUERY__NODE__NODE_##NODE] = { NULL, SKIP_SILENTLY, NULL }
#define NOTE(NODE, words)       [PG_QUERY__NODE__NODE_##NODE] = { NULL, SKIP_NOTED, words }
#define BESIDE(NODE, words)     [PG_QUERY__NODE__NODE_##NODE] = { NULL, SKIP_BESIDE, words }
#define WARN(NODE, words)       [PG_QUERY__NODE__NODE_##NODE] = { NULL, SKIP_WARNED, words }

/* A node that is not listed is a row of zeros and so warned of: nothing is skipped in silence by accident. */
static const StatementKind statement_kinds[] = {
#define READS(NODE, reader) READ(NODE, reader),
#include "model/kinds/all.def"
    READ(VARIABLE_SET_STMT,             sd_read_variable_set),
    READ(SELECT_STMT,                   sd_read_select),
    READ(DO_STMT,                       sd_read_do),
    READ(CALL_STMT,                     sd_read_call),
    READ(REASSIGN_OWNED_STMT,           sd_read_reassign_owned),
    READ(DROP_OWNED_STMT,               sd_read_drop_owned),
    READ(ALTER_OWNER_STMT,              sd_read_alter_owner),
    READ(ALTER_OBJECT_SCHEMA_STMT,      sd_read_alter_object_schema),
    READ(DROP_STMT,                     sd_read_drop),
    READ(RENAME_STMT,                   sd_read_rename),
    READ(IMPORT_FOREIGN_SCHEMA_STMT,    sd_read_import_foreign_schema),

    SILENT(TRANSACTION_STMT),
    SILENT(CONSTRAINTS_SET_STMT),
    SILENT(DISCARD_STMT),
    SILENT(VARIABLE_SHOW_STMT),
    SILENT(CHECK_POINT_STMT),
    SILENT(LOCK_STMT),

    NOTE(INSERT_STMT,                   "INSERT"),
    NOTE(UPDATE_STMT,                   "UPDATE"),
    NOTE(DELETE_STMT,                   "DELETE"),
    NOTE(MERGE_STMT,                    "MERGE"),
    NOTE(TRUNCATE_STMT,                 "TRUNCATE"),
    NOTE(COPY_STMT,                     "COPY"),
    NOTE(EXPLAIN_STMT,                  "EXPLAIN"),
    NOTE(CLUSTER_STMT,                  "CLUSTER"),
    NOTE(REINDEX_STMT,                  "REINDEX"),
    NOTE(REFRESH_MAT_VIEW_STMT,         "REFRESH MATERIALIZED VIEW"),
    NOTE(NOTIFY_STMT,                   "NOTIFY"),
    NOTE(LISTEN_STMT,                   "LISTEN"),
    NOTE(UNLISTEN_STMT,                 "UNLISTEN"),
    NOTE(LOAD_STMT,                     "LOAD"),
    NOTE(PREPARE_STMT,                  "PREPARE"),
    NOTE(EXECUTE_STMT,                  "EXECUTE"),
    NOTE(DEALLOCATE_STMT,               "DEALLOCATE"),
    NOTE(DECLARE_CURSOR_STMT,           "DECLARE"),
    NOTE(FETCH_STMT,                    "FETCH"),
    NOTE(CLOSE_PORTAL_STMT,             "CLOSE"),
    NOTE(CREATEDB_STMT,                 "CREATE DATABASE"),
    NOTE(DROPDB_STMT,                   "DROP DATABASE"),
    NOTE(ALTER_DATABASE_STMT,           "ALTER DATABASE"),
    BESIDE(ALTER_DATABASE_SET_STMT,     "ALTER DATABASE ... SET"),
    NOTE(ALTER_DATABASE_REFRESH_COLL_STMT, "ALTER DATABASE"),
    NOTE(CREATE_TABLE_SPACE_STMT,       "CREATE TABLESPACE"),
    NOTE(DROP_TABLE_SPACE_STMT,         "DROP TABLESPACE"),
    NOTE(ALTER_TABLE_SPACE_OPTIONS_STMT, "ALTER TABLESPACE"),
    BESIDE(ALTER_SYSTEM_STMT,           "ALTER SYSTEM"),

    WARN(ALTER_TABLE_MOVE_ALL_STMT,     NULL),
    WARN(ALTER_EXTENSION_CONTENTS_STMT, "ALTER EXTENSION ... ADD or DROP"),
    WARN(ALTER_OBJECT_DEPENDS_STMT,     "DEPENDS ON EXTENSION"),
    NOTE(ALTER_COLLATION_STMT,          "ALTER COLLATION ... REFRESH VERSION"),
};
/* clang-format on */

/* CREATE of a list of named values is one node for many kinds of object. */
static const StatementKind define_kinds[] = {
#define DEFINES(TYPE, reader) [PG_QUERY__OBJECT_TYPE__OBJECT_##TYPE] = { reader, SKIP_WARNED, NULL },
#include "model/kinds/all.def"
};

static const StatementKind *kind_of(const PgQuery__Node *node)
{
    size_t row = (size_t) node->node_case;

    if (node->node_case == PG_QUERY__NODE__NODE_DEFINE_STMT) {
        row = (size_t) node->define_stmt->kind;
        return row < sizeof define_kinds / sizeof *define_kinds ? &define_kinds[row] : NULL;
    }
    return row < sizeof statement_kinds / sizeof *statement_kinds ? &statement_kinds[row] : NULL;
}

/* VACUUM and ANALYZE are one node; only statistics are made. */
static bool is_analyze(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_VACUUM_STMT && !node->vacuum_stmt->is_vacuumcmd;
}

static ReadResult skip(Session *session, const StatementKind *kind)
{
    const char *words = kind && kind->words ? kind->words : "this statement";

    if (kind && kind->skip == SKIP_SILENTLY) {
        return READ_DONE;
    }
    if (kind && kind->skip == SKIP_NOTED) {
        sd_session_note(session, -1, "%s makes no schema and is skipped", words);
        return READ_DONE;
    }
    if (kind && kind->skip == SKIP_BESIDE) {
        sd_session_note(session, -1,
                        "%s is skipped: settings belong to the server, and each of its databases may have others",
                        words)
            ->hint = "set them where the database is made";
        return READ_DONE;
    }
    sd_session_warning(session, -1, "%s is not read yet", words);
    return READ_DONE;
}

/* The relation that gets what the statement makes. */
static const PgQuery__RangeVar *relation_of(const PgQuery__Node *node)
{
    switch ((int) node->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT:
        return node->create_trig_stmt->relation;
    case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT:
        return node->create_policy_stmt->table;
    case PG_QUERY__NODE__NODE_RULE_STMT:
        return node->rule_stmt->relation;
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        return node->index_stmt->relation;
    default:
        return NULL;
    }
}

static bool is_of_temporary(Session *session, const PgQuery__Node *node)
{
    const PgQuery__RangeVar *relation = relation_of(node);
    Name name = relation ? sd_session_name(session, relation->relname) : NULL;
    Name schema = name ? sd_state_unread(session->state, session->resolver.path,
                                         sd_session_name(session, relation->schemaname), name)
                       : NULL;

    return schema && sd_state_is_temporary(session->state, schema, name) && !sd_session_relation(session, relation);
}

bool sd_statement_has_effect(const PgQuery__Node *node)
{
    const StatementKind *kind = kind_of(node);

    return node->node_case != PG_QUERY__NODE__NODE_VACUUM_STMT && (!kind || kind->reader || kind->skip == SKIP_WARNED);
}

ReadResult sd_statement_read(Session *session)
{
    static const StatementKind vacuum = { NULL, SKIP_NOTED, "VACUUM" };
    const PgQuery__Node *node = session->statement->node;
    const StatementKind *kind = kind_of(node);

    if (is_analyze(node)) {
        return READ_DONE;
    }
    if (node->node_case == PG_QUERY__NODE__NODE_VACUUM_STMT) {
        return skip(session, &vacuum);
    }
    if (is_of_temporary(session, node)) {
        sd_session_note(session, -1, "what belongs to a temporary table is skipped");
        return READ_DONE;
    }
    if (kind && kind->reader) {
        return kind->reader(session, node);
    }
    return skip(session, kind);
}
