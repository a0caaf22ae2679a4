/* CREATE COLLATION. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <string.h>

static bool is(Name name, const char *text)
{
    return name && strcmp(name->text, text) == 0;
}

static Name option_value(const Session *session, const PgQuery__DefineStmt *statement, const char *name)
{
    const PgQuery__DefElem *option = sd_syntax_option(statement->n_definition, statement->definition, name);

    return option ? sd_session_name(session, sd_session_option_text(session, option)) : NULL;
}

/* defGetBoolean of define.c */
static bool is_false(Name value)
{
    return is(value, "false") || is(value, "off") || is(value, "0");
}

static void describe(const Session *session, Collation *collation, const PgQuery__DefineStmt *statement)
{
    Name locale = option_value(session, statement, "locale");
    Name lc_collate = option_value(session, statement, "lc_collate");
    Name lc_ctype = option_value(session, statement, "lc_ctype");
    Name provider = option_value(session, statement, "provider");

    collation->provider = provider ? provider : sd_session_name(session, "libc");
    if (is(collation->provider, "libc")) {
        collation->lc_collate = lc_collate ? lc_collate : locale;
        collation->lc_ctype = lc_ctype ? lc_ctype : locale;
    } else {
        collation->locale = locale ? locale : lc_collate; /* ICU took both before 15 */
    }
    collation->deterministic = !is_false(option_value(session, statement, "deterministic"));
    collation->rules = option_value(session, statement, "rules");
}

/* Collations that every database has are known by their names: C and POSIX, language tags with -x-icu behind, and
 * locales of the operating system with their encoding (pg_import_system_collations of collationcmds.c). */
static bool describe_builtin(const Session *session, Collation *collation, Name name)
{
    static const char suffix[] = "-x-icu";
    size_t length = name->length - (name->length > strlen(suffix) ? strlen(suffix) : 0);

    collation->deterministic = true;
    if (strcmp(name->text + length, suffix) == 0) {
        collation->provider = sd_session_name(session, "icu");
        collation->locale = sd_name_of(sd_session_names(session), name->text, length);
        return true;
    }
    collation->provider = sd_session_name(session, "libc");
    collation->lc_collate = collation->lc_ctype = name;
    return is(name, "C") || is(name, "POSIX") || strchr(name->text, '.');
}

/* CREATE COLLATION ... FROM another.  False: that one is not known. */
static bool describe_copy(const Session *session, Collation *collation, Name schema, Name name)
{
    Key key = sd_resolve_object(&session->resolver, KIND_COLLATION, schema, name);
    const Object *from = key ? sd_catalog_find(sd_session_catalog(session), key) : NULL;

    if (!from && key && session->resolver.other) {
        from = sd_catalog_find(session->resolver.other, key);
    }
    if (!from) {
        return (!schema || is(schema, "pg_catalog")) && describe_builtin(session, collation, name);
    }
    for (size_t i = 0; i < sd_kinds[KIND_COLLATION].attr_count; i++) {
        sd_attr_copy(&collation->base, from, &sd_kinds[KIND_COLLATION].attrs[i]);
    }
    collation->owner = NULL;
    return true;
}

ReadResult sd_read_create_collation(Session *session, const PgQuery__Node *node)
{
    const PgQuery__DefineStmt *statement = node->define_stmt;
    const PgQuery__DefElem *from = sd_syntax_option(statement->n_definition, statement->definition, "from");
    PgQuery__RangeVar range = sd_object_range(statement->n_defnames, statement->defnames);
    Collation rows = { .provider = NULL };
    Name schema = NULL, name = NULL;
    Collation *collation;
    Key key;

    sd_syntax_split_name(session, from ? from->arg : NULL, &schema, &name);
    if (name && !describe_copy(session, &rows, schema, name)) {
        if (sd_session_expects_in(session, schema ? schema->text : NULL, name->text)) {
            return READ_WAIT;
        }
        sd_session_error(session, -1, "the collation \"%s\" that is to be copied is not declared", name->text)->hint =
            "write CREATE COLLATION with provider and locale";
        return READ_DONE;
    }
    if (!name) {
        describe(session, &rows, statement);
    }
    key = sd_session_new_key(session, KIND_COLLATION, range.schemaname, range.relname);
    collation = (Collation *) sd_session_add(session, key, -1, statement->if_not_exists);
    for (size_t i = 0; collation && i < sd_kinds[KIND_COLLATION].attr_count; i++) {
        sd_attr_copy(&collation->base, &rows.base, &sd_kinds[KIND_COLLATION].attrs[i]);
    }
    return READ_DONE;
}
