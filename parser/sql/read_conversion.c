/* CREATE CONVERSION. */
#include "parser/sql/table.h"

#include <libpq-fe.h>

/* 'utf-8' and 'Unicode' are UTF8: libpq has the server's table (encnames.c). */
static Name encoding(const Session *session, const char *written)
{
    int number = pg_char_to_encoding(written);

    if (number < 0) {
        sd_session_error(session, -1, "there is no encoding \"%s\"", written);
        return NULL;
    }
    return sd_session_name(session, pg_encoding_to_char(number));
}

ReadResult sd_read_create_conversion(Session *session, const PgQuery__Node *node)
{
    /* The last argument came with 14 (CreateConversionCommand of conversioncmds.c). */
    static const char *const args[] = { "integer, integer, cstring, internal, integer, boolean",
                                        "integer, integer, cstring, internal, integer", NULL };
    const PgQuery__CreateConversionStmt *statement = node->create_conversion_stmt;
    PgQuery__RangeVar range = sd_object_range(statement->n_conversion_name, statement->conversion_name);
    Conversion *conversion;
    Name schema, name;
    Key function, found, key;

    sd_session_split_name(session, statement->n_func_name, statement->func_name, &schema, &name);
    function = sd_session_function_name(session, schema, name);
    if (!sd_session_function(session, function, args, &found)) {
        return READ_WAIT;
    }
    key = sd_session_new_key(session, KIND_CONVERSION, range.schemaname, range.relname);
    conversion = (Conversion *) sd_session_add(session, key, -1, false);
    if (conversion) {
        conversion->source = encoding(session, statement->for_encoding_name);
        conversion->destination = encoding(session, statement->to_encoding_name);
        conversion->function = function;
        conversion->is_default = statement->def;
        sd_catalog_edge(sd_session_catalog(session), key, found);
    }
    return READ_DONE;
}
