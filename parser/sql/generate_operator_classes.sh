#!/bin/sh
# Writes operator_classes.def, PostgreSQL's operator classes and those of known extensions, from a server:
#
#     sh parser/sql/generate_operator_classes.sh 'postgresql:///empty?host=/tmp' \
#         vector=vector--0.8.7.sql postgis=postgis--3.3.2.sql postgis_raster=postgis_raster--3.3.2.sql
#
# The database must be empty: the contrib extensions that have operator classes are created in it, in a transaction
# that is rolled back.  Those of extensions that do not come with PostgreSQL are taken from their scripts.
set -eu
url=$1
shift

# others EXTENSION=SCRIPT...: the operator classes that the scripts make, as further rows.
others() {
    for other in "$@"; do
        tr '\n\t' '  ' <"${other#*=}" |
            grep -oiE 'CREATE OPERATOR CLASS +[a-z0-9_]+ +(DEFAULT +)?FOR TYPE +[a-z0-9_]+ +USING +[a-z]+' |
            tr '[:upper:]' '[:lower:]' |
            sed -nE "s/create operator class +([^ ]+) +(default)? *for type +([^ ]+) +using +(.*)/\
union all values ('\4', '\1', '\3', '\2' = 'default', '${other%%=*}')/p"
    done
}

rows=$(others "$@")
cd "$(dirname "$0")"

version=$(psql -X -A -t -c "select current_setting('server_version_num')::int / 10000" "$url")
{
    echo "/* OPERATOR_CLASS(method, name, type, is_default, extension); extension \"\": built in."
    echo " * Made by generate_operator_classes.sh from PostgreSQL $version. */"
    psql -X -A -t -q -v ON_ERROR_STOP=1 "$url" <<SQL
begin;
create schema e;
create extension btree_gin schema e;
create extension btree_gist schema e;
create extension citext schema e;
create extension cube schema e;
create extension hstore schema e;
create extension intarray schema e;
create extension isn schema e;
create extension ltree schema e;
create extension pg_trgm schema e;
create extension seg schema e;
set search_path = e;
with known (method, name, type, is_default, extension) as (
    select am.amname::text, o.opcname::text, format_type(o.opcintype, null), o.opcdefault, coalesce(x.extname, '')::text
      from pg_opclass o
      join pg_am am on am.oid = o.opcmethod
      left join pg_depend d on d.classid = 'pg_opclass'::regclass and d.objid = o.oid and d.deptype = 'e'
      left join pg_extension x on x.oid = d.refobjid
    $rows)
select format('OPERATOR_CLASS("%s", "%s", "%s", %s, "%s")', method, name, replace(type, '"', '\\"'), is_default::text, extension)
  from known order by name collate "C", method, type collate "C";
rollback;
SQL
} >operator_classes.def.new
mv operator_classes.def.new operator_classes.def
