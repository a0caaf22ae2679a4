/* Whole schemas for C tests: the files under fixtures, and reading them in one call.
 *
 *     Names *names = sd_names_new();
 *     Loaded *a = schema_read(names, "from.sql", sql_a), *b = schema_read(names, "to.sql", sql_b);
 *     char *sql = schema_migration(a, b);
 *
 * Every failure to read is a failed assertion that prints what the reader said. */
#ifndef SD_TESTS_SUPPORT_SCHEMAS_H
#define SD_TESTS_SUPPORT_SCHEMAS_H

#include "parser/parser.h"

/* A catalog and what it was read from, which must live as long. */
typedef struct Loaded {
    Catalog *catalog;
    Files *files;
} Loaded;

/* The bytes of a file, with a zero behind them; NULL when there is none.  To be freed. */
char *file_text(const char *path);

/* Every *.sql below fixtures/corpus that is a schema, in order; the list ends in NULL.  Not to be freed. */
char **corpus_schemas(void);

/* The paths that a pattern of glob(3) below the project folder finds, in order; ends in NULL.  Not to be freed. */
char **project_files(const char *pattern);

Loaded *schema_read(Names *names, const char *name, const char *sql);
Loaded *schema_read_texts(Names *names, const SourceText *texts, size_t count);
Loaded *schema_read_snapshot(Names *names, const char *json);
void schema_free(Loaded *schema); /* NULL is allowed */

/* What makes one schema into the other, with drops; empty when they are the same.  To be freed. */
char *schema_migration(Loaded *now, Loaded *wanted);

/* The schema as files would say it.  To be freed. */
char *schema_sql(Loaded *schema);

/* To be freed. */
char *schema_snapshot(Loaded *schema);

#endif
