#!/bin/sh
# preflight.sh SCHEMADIFF: rows that stand in the way are counted on a server, and told as queries without one.
set -eu
schemadiff=$1
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/expect.sh"
. "$here/../support/server.sh"
finish() {
    server_stop
}
begin
server_start
cd "$work"

cat >now.sql <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE q (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, name text, age integer, email text, q bigint, code text, big bigint, mood mood);
INSERT INTO q VALUES (1);
INSERT INTO t VALUES (1, NULL, -3, 'e', 1, 'short', 5, 'sad'), (7, 'a', 4, 'e', 2, 'much too long', 99999999999, 'glad'),
    (8, NULL, 4, 'f', NULL, NULL, 1, NULL);
SQL
cat >wanted.sql <<'SQL'
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE q (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, name text NOT NULL, age integer CHECK (age > 0), email text UNIQUE,
    q bigint REFERENCES q, code character varying(5), big integer, mood mood, fresh integer CHECK (fresh > 0));
CREATE UNIQUE INDEX names ON t (lower(name)) WHERE age > 100;
SQL
server_psql postgres -f now.sql
url="host=$server_dir user=postgres dbname=postgres"

run 1 'rows are counted' "$schemadiff" diff "$url" wanted.sql --allow-drops --preflight
is 'NULLs' says out '^-- preflight: rows with NULL in column public.t.name: 2, such as 1$'
is 'duplicates' says out '^-- preflight: keys that are there more than once for constraint public.t.t_email_key: 1, such as e$'
is 'a check' says out '^-- preflight: rows that do not fulfil constraint public.t.t_age_check: 1, such as 1$'
is 'a reference' says out '^-- preflight: rows that refer to nothing by constraint public.t.t_q_fkey: 1, such as 2$'
is 'a length' says out '^-- preflight: values that are too long for column public.t.code: 1, such as 7$'
is 'a range' says out '^-- preflight: values that are out of range for column public.t.big: 1, such as 7$'
is 'a value of an enum' says out '^-- preflight: rows with a value that is gone from the type of column public.t.mood: 1, such as 7$'
is 'nothing of what nothing is in the way of' hides out 'preflight.*(names|fresh)'
is 'and are said' says err 'in the way: rows with NULL in column public.t.name: 2, such as 1'
run 1 'nobody counts unasked' "$schemadiff" diff "$url" wanted.sql --allow-drops
is 'the query stands there' says out \
    '^-- preflight, to find none: SELECT count\(\*\) FROM public.t WHERE name IS NULL;$'
grep '^-- preflight' out | sed 's/^-- preflight, to find none: //' >queries.sql
is 'for each of them, and for the index' test "$(grep -c . queries.sql)" -eq 8
is 'every query runs' server_psql postgres -f queries.sql
run 1 'JSON' "$schemadiff" diff "$url" wanted.sql --allow-drops --preflight --format json
is 'has them too' says out '"rows": 2'
run 1 'files have no rows' "$schemadiff" diff now.sql wanted.sql --allow-drops --preflight
is 'which is said' says err 'counts rows of a live database'
server_psql postgres -c 'ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;'
run 1 'rows that are hidden' "$schemadiff" diff "host=$server_dir user=reader dbname=postgres" wanted.sql --allow-drops --preflight
is 'are not counted' says err 'not counted: rows with NULL'
report
