#!/bin/sh
# Writes the tables of PostgreSQL's built-in types, operators, casts and functions (builtin_*.def) from a server:
#
#     sh parser/canon/generate_builtins.sh 'postgresql:///postgres?host=/tmp'
#
# Rows are sorted bytewise by name (casts by number), as the look-up in builtin.c needs them.  Numbers are the OIDs of
# the server's own catalogs: those below 16384 never change between installations (manual: "System Catalog Initial Data").
set -eu
url=$1
cd "$(dirname "$0")"

# table FILE COMMENT QUERY
table() {
    {
        echo "/* $2  Made by generate_builtins.sh from PostgreSQL $version. */"
        psql -X -A -t -q -v ON_ERROR_STOP=1 -c "set search_path = ''" -c "$3" "$url"
    } >"$1.new"
    mv "$1.new" "$1"
}

version=$(psql -X -A -t -c "select current_setting('server_version_num')::int / 10000" "$url")

table builtin_types.def "TYPE(oid, name, spelled, kind, category, preferred, element, array, collatable, subtype)" "
    select format('TYPE(%s, \"%s\", %s, ''%s'', ''%s'', %s, %s, %s, %s, %s)',
                  t.oid, typname, '\"' || replace(format_type(t.oid, null), '\"', '\\\"') || '\"', typtype, typcategory,
                  typispreferred::text, typelem, typarray, (typcollation <> 0)::text, coalesce(r.rngsubtype, m.rngsubtype, 0::oid))
      from pg_catalog.pg_type t
      left join pg_catalog.pg_range r on r.rngtypid = t.oid
      left join pg_catalog.pg_range m on m.rngmultitypid = t.oid
     where t.oid < 16384 and t.typnamespace = 'pg_catalog'::regnamespace and typtype in ('b', 'p', 'r', 'm')
       and (typelem = 0 or typcategory <> 'A' or typelem in
            (select e.oid from pg_catalog.pg_type e where e.typtype in ('b', 'p', 'r', 'm')))
     order by typname collate \"C\""

table builtin_operators.def "OPERATOR(name, left, right, result); left 0: a prefix operator." "
    select format('OPERATOR(\"%s\", %s, %s, %s)', oprname, oprleft, oprright, oprresult)
      from pg_catalog.pg_operator
     where oid < 16384 and oprnamespace = 'pg_catalog'::regnamespace
     order by oprname collate \"C\", oprleft, oprright"

table builtin_casts.def "CAST(source, target, context, method)" "
    select format('CAST(%s, %s, ''%s'', ''%s'')', castsource, casttarget, castcontext, castmethod)
      from pg_catalog.pg_cast
     where oid < 16384
     order by castsource, casttarget"

# Arguments: input types; names: those of the input arguments, or empty; out: the columns of a FROM item.
table builtin_functions.def \
    "FUNCTION(name, kind, set, variadic, defaults, result, argument types, argument names, output columns)" "
    select format('FUNCTION(\"%s\", ''%s'', %s, %s, %s, %s, \"%s\", \"%s\", \"%s\")',
                  proname, prokind, proretset::text, provariadic, pronargdefaults, prorettype,
                  array_to_string(proargtypes::oid[], ' '),
                  case when proargnames is not null then
                      (select string_agg(coalesce(n, ''), ',' order by i)
                         from unnest(proargnames, coalesce(proargmodes, array_fill('i'::\"char\", array[array_length(proargnames, 1)])))
                              with ordinality as a(n, m, i)
                        where m in ('i', 'b', 'v')) end,
                  case when proargmodes is not null then
                      (select string_agg(coalesce(n, '') || ' ' || ty, ',' order by i)
                         from unnest(proargnames, proargmodes, proallargtypes) with ordinality as a(n, m, ty, i)
                        where m in ('o', 'b', 't')) end)
      from pg_catalog.pg_proc
     where oid < 16384 and pronamespace = 'pg_catalog'::regnamespace
       and prorettype not in ('internal'::regtype, 'cstring'::regtype, 'language_handler'::regtype,
                              'fdw_handler'::regtype, 'index_am_handler'::regtype, 'table_am_handler'::regtype,
                              'tsm_handler'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
       and not proargtypes::oid[] && array['internal'::regtype::oid, 'cstring'::regtype::oid]
     order by proname collate \"C\", pronargs, proargtypes::oid[]"
