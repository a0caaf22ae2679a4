/* CREATE STATISTICS and ALTER STATISTICS. */
#include "parser/sql/syntax.h"
#include "parser/sql/table.h"

#include <pg_query.h>

static const char *const all_kinds[] = { "ndistinct", "dependencies", "mcv" };

/* ChooseExtendedStatisticNameAddition of statscmds.c: columns by their names, an expression is "expr". */
static const char *name_addition(const Session *session, const List *elements)
{
    Text text = sd_text(sd_session_arena(session));

    for (size_t i = 0; i < sd_list_count(elements) && text.length < 64; i++) {
        sd_text_put(&text, i ? "_" : "");
        sd_text_put_name(&text, elements->items[i]);
    }
    return text.bytes;
}

Key sd_statistics_choose_key(Session *session, Key table, const List *elements)
{
    const char *label = "stat";
    Key key;

    for (unsigned pass = 1;; pass++) {
        Name name =
            sd_choose_relation_name(session, table->parent, table->name->text, name_addition(session, elements), label);

        key = sd_key(sd_session_names(session), KIND_STATISTICS, table->parent, name, NULL);
        if (!sd_catalog_find(sd_session_catalog(session), key)) {
            return key;
        }
        label = sd_arena_format(sd_session_arena(session), "stat%u", pass);
    }
}

/* A column may stand in parentheses. */
static const char *column_of(const PgQuery__StatsElem *element)
{
    return element->name && *element->name ? element->name : sd_syntax_bare_column(element->expr);
}

static const List *element_names(const Session *session, const PgQuery__CreateStatsStmt *statement)
{
    const List *names = NULL;

    for (size_t i = 0; i < statement->n_exprs; i++) {
        const char *column = column_of(statement->exprs[i]->stats_elem);

        names = sd_list_with(sd_session_arena(session), names, sd_session_name(session, column ? column : "expr"));
    }
    return names;
}

static void describe_elements(Session *session, Statistics *statistics, const PgQuery__CreateStatsStmt *statement)
{
    Arena *arena = sd_session_arena(session);
    Expr **exprs = sd_arena_alloc(arena, (statement->n_exprs + 1) * sizeof *exprs);
    Slice list = sd_slice_behind_word(session, sd_slice_rest(session, 0), "on"), part;
    size_t count = 0;

    list = sd_slice_before_word(session, list, "from");
    for (size_t i = 0; i < statement->n_exprs && sd_slice_next_part(session, &list, &part); i++) {
        const PgQuery__StatsElem *element = statement->exprs[i]->stats_elem;
        const char *column = column_of(element);

        if (column) {
            statistics->columns = sd_list_with(arena, statistics->columns, sd_session_name(session, column));
        } else {
            exprs[count++] = sd_slice_expr(session, part, element->expr);
        }
    }
    statistics->expressions = sd_exprs(arena, exprs, count);
}

/* All kinds when none is named; over a single expression there are none (CreateStatistics of statscmds.c). */
static const List *kinds_of(const Session *session, const PgQuery__CreateStatsStmt *statement)
{
    const List *kinds = sd_syntax_names(session, statement->n_stat_types, statement->stat_types);

    for (size_t i = 0; statement->n_stat_types == 0 && statement->n_exprs > 1 && i < 3; i++) {
        kinds = sd_list_with(sd_session_arena(session), kinds, sd_session_name(session, all_kinds[i]));
    }
    return kinds;
}

ReadResult sd_read_create_statistics(Session *session, const PgQuery__Node *node)
{
    const PgQuery__CreateStatsStmt *statement = node->create_stats_stmt;
    const PgQuery__Node *from = statement->n_relations == 1 ? statement->relations[0] : NULL;
    PgQuery__RangeVar name = sd_object_range(statement->n_defnames, statement->defnames);
    Statistics *statistics;
    Key table, key;

    if (!from || from->node_case != PG_QUERY__NODE__NODE_RANGE_VAR) {
        sd_session_error(session, -1, "statistics are of one table");
        return READ_DONE;
    }
    table = sd_session_relation_key(session, from->range_var);
    if (!table) {
        return READ_WAIT;
    }
    key = statement->n_defnames ? sd_session_new_key(session, KIND_STATISTICS, name.schemaname, name.relname)
                                : sd_statistics_choose_key(session, table, element_names(session, statement));
    statistics = (Statistics *) sd_session_add(session, key, -1, statement->if_not_exists);
    if (statistics) {
        statistics->table = table;
        statistics->kinds = kinds_of(session, statement);
        describe_elements(session, statistics, statement);
    }
    return READ_DONE;
}

/* -1 for DEFAULT, which is a number of its own until 17, and no node from then on. */
static int target_of(const PgQuery__AlterStatsStmt *alter)
{
#if PG_VERSION_NUM >= 170000
    const PgQuery__Node *target = alter->stxstattarget;

    return target && target->node_case == PG_QUERY__NODE__NODE_INTEGER ? (int) target->integer->ival : -1;
#else
    return (int) alter->stxstattarget;
#endif
}

ReadResult sd_read_alter_statistics(Session *session, const PgQuery__Node *node)
{
    const PgQuery__AlterStatsStmt *alter = node->alter_stats_stmt;
    PgQuery__RangeVar range = sd_object_range(alter->n_defnames, alter->defnames);
    Resolver own = session->resolver;
    Statistics *statistics;
    Name schema, name;

    own.other = NULL;
    sd_session_split_name(session, alter->n_defnames, alter->defnames, &schema, &name);
    statistics = (Statistics *) sd_catalog_find(own.catalog, sd_resolve_object(&own, KIND_STATISTICS, schema, name));
    if (!statistics) {
        return alter->missing_ok ? READ_DONE
                                 : sd_object_missing(session, PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT,
                                                     sd_object_range_text(session, &range, NULL));
    }
    statistics->target =
        target_of(alter) < 0 ? NULL : sd_name_format(sd_session_names(session), "%d", target_of(alter));
    return READ_DONE;
}
