#include "parser/live/query.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Object ids of the catalogs whose rows can be the object of a dependency (object_classes of the server's dependency.c):
 * CATALOG(name, oid, ...) in src/include/catalog/<name>.h; fixed since these catalogs exist. */
static const struct {
    const char *name;
    uint32_t oid;
} classes[] = {
    { "pg_default_acl", 826 },
    { "pg_type", 1247 },
    { "pg_proc", 1255 },
    { "pg_class", 1259 },
    { "pg_authid", 1260 },
    { "pg_auth_members", 1261 },
    { "pg_foreign_server", 1417 },
    { "pg_user_mapping", 1418 },
    { "pg_foreign_data_wrapper", 2328 },
    { "pg_am", 2601 },
    { "pg_amop", 2602 },
    { "pg_amproc", 2603 },
    { "pg_attrdef", 2604 },
    { "pg_cast", 2605 },
    { "pg_constraint", 2606 },
    { "pg_conversion", 2607 },
    { "pg_language", 2612 },
    { "pg_namespace", 2615 },
    { "pg_opclass", 2616 },
    { "pg_operator", 2617 },
    { "pg_rewrite", 2618 },
    { "pg_trigger", 2620 },
    { "pg_opfamily", 2753 },
    { "pg_extension", 3079 },
    { "pg_policy", 3256 },
    { "pg_statistic_ext", 3381 },
    { "pg_collation", 3456 },
    { "pg_event_trigger", 3466 },
    { "pg_transform", 3576 },
    { "pg_ts_dict", 3600 },
    { "pg_ts_parser", 3601 },
    { "pg_ts_config", 3602 },
    { "pg_ts_template", 3764 },
    { "pg_subscription", 6100 },
    { "pg_publication", 6104 },
    { "pg_publication_rel", 6106 },
    { "pg_publication_namespace", 6237 },
    { "pg_parameter_acl", 6243 },
};

static uint32_t class_named(const char *name)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strcmp(classes[i].name, name) == 0) {
            return classes[i].oid;
        }
    }
    return 0;
}

/* The word behind a directive, or NULL when the line is not that directive. */
static const char *behind(const char *line, const char *directive)
{
    size_t length = strlen(directive);

    return strncmp(line, directive, length) == 0 ? line + length : NULL;
}

static bool read_head(Query *query, const char *line)
{
    const char *word;

    if ((word = behind(line, "-- class: "))) {
        query->class = class_named(word);
        return query->class != 0;
    }
    if ((word = behind(line, "-- parent: "))) {
        query->parent_class = class_named(word);
        return query->parent_class != 0;
    }
    if ((word = behind(line, "-- when: "))) {
        query->when = word;
        return true;
    }
    if ((word = behind(line, "-- kind: "))) {
        query->kind = sd_kind_labelled(word);
        return query->kind != NULL;
    }
    if ((word = behind(line, "-- below: "))) {
        query->below = sd_kind_labelled(word);
        return query->below != NULL;
    }
    return true;
}

/* Lines between `-- from 15` or `-- before 15` and `-- end` are for some versions only, those behind `-- superuser` for some roles. */
static bool cut(Query *query, Text *sql, const char *const *lines, int major, bool superuser)
{
    bool wanted = true;

    for (; *lines; lines++) {
        const char *version;

        if ((version = behind(*lines, "-- from "))) {
            wanted = major >= (int) strtol(version, NULL, 10);
        } else if ((version = behind(*lines, "-- before "))) {
            wanted = major < (int) strtol(version, NULL, 10);
        } else if (strcmp(*lines, "-- superuser") == 0) {
            wanted = superuser;
        } else if (strcmp(*lines, "-- otherwise") == 0) {
            wanted = !superuser;
        } else if (strcmp(*lines, "-- end") == 0) {
            wanted = true;
        } else if (behind(*lines, "--")) {
            if (!read_head(query, *lines)) {
                return false;
            }
        } else if (wanted) {
            sd_text_put(sql, *lines);
            sd_text_char(sql, '\n');
        }
    }
    return true;
}

bool sd_query_cut(Query *query, Arena *arena, const char *name, int server_version, bool superuser)
{
    Text sql = sd_text(arena);

    memset(query, 0, sizeof *query);
    for (size_t i = 0; i < sd_query_count; i++) {
        if (strcmp(sd_queries[i].name, name) == 0) {
            query->name = sd_queries[i].name;
            if (!cut(query, &sql, sd_queries[i].lines, server_version / 10000, superuser)) {
                return false;
            }
            query->sql = sql.bytes;
            return true;
        }
    }
    return false;
}

const char *sd_query_name_of(Arena *arena, const Kind *kind)
{
    static const char *const ids[KIND_COUNT] = {
#define KIND(T, ID, ...) #ID,
#include "model/kinds/all.def"
    };
    char *name = sd_arena_copy(arena, ids[kind->id], strlen(ids[kind->id]));

    for (char *c = name; *c; c++) {
        if (*c >= 'A' && *c <= 'Z') {
            *c = (char) (*c - 'A' + 'a');
        }
    }
    return name;
}
