#!/bin/sh
# Writes the tables of PostgreSQL's built-in types, operators, casts and functions (builtin_*.def) from servers, one for
# each major version that is supported, the oldest first:
#
#     sh parser/canon/generate_builtins.sh 'postgresql:///postgres?host=/tmp/14' 'postgresql:///postgres?host=/tmp/15' ...
#
# Rows are sorted bytewise by name (casts by number), as the look-up in builtin.c needs them.  Operators and functions end
# with the first and the last major version that has them so; last 0: the newest server has them.  Types and casts are
# those of the newest server: versions only add to them.  Numbers are the OIDs of the servers' own catalogs: those below
# 16384 never change between installations (manual: "System Catalog Initial Data") nor between versions.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
versions=
for url in "$@"; do
    version=$(psql -X -A -t -c "select current_setting('server_version_num')::int / 10000" "$url")
    printf '%s' "$url" >"$work/$version.url"
    versions="$versions $version"
done
newest=${versions##* }
cd "$(dirname "$0")"

# rows VERSION QUERY: lines of a sort key, a tab, and a row without its closing bracket
rows() {
    psql -X -A -t -q -F "$(printf '\t')" -v ON_ERROR_STOP=1 -c "set search_path = ''" -c "$2" "$(cat "$work/$1.url")"
}

# write FILE COMMENT < ROWS
write() {
    {
        echo "/* $2  Made by generate_builtins.sh from PostgreSQL$3. */"
        cut -f 2
    } >"$work/table"
    mv "$work/table" "$1"
}

# newest FILE COMMENT QUERY
newest() {
    rows "$newest" "$3" | LC_ALL=C sort -s -t "$(printf '\t')" -k 1,1 | sed 's/$/)/' | write "$1" "$2" " $newest"
}

# ranged FILE COMMENT QUERY
ranged() {
    for version in $versions; do
        rows "$version" "$3" | sed "s/^/$version	/"
    done | awk -F '\t' -v OFS='\t' -v newest="$newest" '
        !(($2 OFS $3) in since) { since[$2 OFS $3] = $1 }
        { until[$2 OFS $3] = $1 }
        END { for (row in since) print row ", " since[row] ", " (until[row] == newest ? 0 : until[row]) ")" }
    ' | LC_ALL=C sort -t "$(printf '\t')" | write "$1" "$2" "$versions"
}

newest builtin_types.def "TYPE(oid, name, spelled, kind, category, preferred, element, array, collatable, subtype)" "
    select typname,
           format('TYPE(%s, \"%s\", %s, ''%s'', ''%s'', %s, %s, %s, %s, %s',
                  t.oid, typname, '\"' || replace(format_type(t.oid, null), '\"', '\\\"') || '\"', typtype, typcategory,
                  typispreferred::text, typelem, typarray, (typcollation <> 0)::text, coalesce(r.rngsubtype, m.rngsubtype, 0::oid))
      from pg_catalog.pg_type t
      left join pg_catalog.pg_range r on r.rngtypid = t.oid
      left join pg_catalog.pg_range m on m.rngmultitypid = t.oid
     where t.oid < 16384 and t.typnamespace = 'pg_catalog'::regnamespace and typtype in ('b', 'p', 'r', 'm')
       and (typelem = 0 or typcategory <> 'A' or typelem in
            (select e.oid from pg_catalog.pg_type e where e.typtype in ('b', 'p', 'r', 'm')))"

newest builtin_casts.def "CAST(source, target, context, method)" "
    select lpad(castsource::text, 5, '0') || lpad(casttarget::text, 5, '0'),
           format('CAST(%s, %s, ''%s'', ''%s''', castsource, casttarget, castcontext, castmethod)
      from pg_catalog.pg_cast
     where oid < 16384"

ranged builtin_operators.def "OPERATOR(name, left, right, result, since, until); left 0: a prefix operator." "
    select oprname || ' ' || lpad(oprleft::text, 5, '0') || lpad(oprright::text, 5, '0'),
           format('OPERATOR(\"%s\", %s, %s, %s', oprname, oprleft, oprright, oprresult)
      from pg_catalog.pg_operator
     where oid < 16384 and oprnamespace = 'pg_catalog'::regnamespace"

# Arguments: input types; names: those of the input arguments, or empty; out: the columns of a FROM item.
ranged builtin_functions.def \
    "FUNCTION(name, kind, set, variadic, defaults, result, argument types, argument names, output columns, since, until)" "
    select proname || ' ' || lpad(pronargs::text, 3, '0') ||
               coalesce((select string_agg(lpad(t::text, 5, '0'), ' ' order by i)
                           from unnest(proargtypes::oid[]) with ordinality as a(t, i)), ''),
           format('FUNCTION(\"%s\", ''%s'', %s, %s, %s, %s, \"%s\", \"%s\", \"%s\"',
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
       and not proargtypes::oid[] && array['internal'::regtype::oid, 'cstring'::regtype::oid]"
