#!/bin/sh
# Writes operator_classes.def, PostgreSQL's operator classes and those of known extensions, from a server:
#
#     sh parser/sql/generate_operator_classes.sh 'postgresql:///empty?host=/tmp'
#
# The database must be empty: the contrib extensions that have operator classes are created in it, in a transaction
# that is rolled back.  Classes of extensions that do not come with PostgreSQL are listed below.
set -eu
url=$1
cd "$(dirname "$0")"

version=$(psql -X -A -t -c "select current_setting('server_version_num')::int / 10000" "$url")
{
    echo "/* OPERATOR_CLASS(method, name, type, is_default, extension); extension \"\": built in."
    echo " * Made by generate_operator_classes.sh from PostgreSQL $version. */"
    psql -X -A -t -q -v ON_ERROR_STOP=1 "$url" <<'SQL'
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
    union all values
    ('btree', 'vector_ops', 'vector', true, 'vector'),
    ('ivfflat', 'vector_l2_ops', 'vector', true, 'vector'),
    ('ivfflat', 'vector_ip_ops', 'vector', false, 'vector'),
    ('ivfflat', 'vector_cosine_ops', 'vector', false, 'vector'),
    ('ivfflat', 'halfvec_l2_ops', 'halfvec', false, 'vector'),
    ('ivfflat', 'halfvec_ip_ops', 'halfvec', false, 'vector'),
    ('ivfflat', 'halfvec_cosine_ops', 'halfvec', false, 'vector'),
    ('ivfflat', 'bit_hamming_ops', 'bit', false, 'vector'),
    ('hnsw', 'vector_l2_ops', 'vector', false, 'vector'),
    ('hnsw', 'vector_ip_ops', 'vector', false, 'vector'),
    ('hnsw', 'vector_cosine_ops', 'vector', false, 'vector'),
    ('hnsw', 'vector_l1_ops', 'vector', false, 'vector'),
    ('hnsw', 'halfvec_l2_ops', 'halfvec', false, 'vector'),
    ('hnsw', 'halfvec_ip_ops', 'halfvec', false, 'vector'),
    ('hnsw', 'halfvec_cosine_ops', 'halfvec', false, 'vector'),
    ('hnsw', 'halfvec_l1_ops', 'halfvec', false, 'vector'),
    ('hnsw', 'sparsevec_l2_ops', 'sparsevec', false, 'vector'),
    ('hnsw', 'sparsevec_ip_ops', 'sparsevec', false, 'vector'),
    ('hnsw', 'sparsevec_cosine_ops', 'sparsevec', false, 'vector'),
    ('hnsw', 'bit_hamming_ops', 'bit', false, 'vector'),
    ('hnsw', 'bit_jaccard_ops', 'bit', false, 'vector'),
    ('gist', 'gist_geometry_ops_2d', 'geometry', true, 'postgis'),
    ('gist', 'gist_geometry_ops_nd', 'geometry', false, 'postgis'),
    ('gist', 'gist_geography_ops', 'geography', true, 'postgis'),
    ('spgist', 'spgist_geometry_ops_2d', 'geometry', true, 'postgis'),
    ('spgist', 'spgist_geography_ops_nd', 'geography', true, 'postgis'),
    ('brin', 'brin_geometry_inclusion_ops_2d', 'geometry', true, 'postgis'))
select format('OPERATOR_CLASS("%s", "%s", "%s", %s, "%s")', method, name, replace(type, '"', '\"'), is_default::text, extension)
  from known order by name collate "C", method, type collate "C";
rollback;
SQL
} >operator_classes.def.new
mv operator_classes.def.new operator_classes.def
