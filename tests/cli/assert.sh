#!/bin/sh
# assert.sh SCHEMADIFF: what --assert finds on a server that has something else under the same name.
set -eu
schemadiff=$1
support=$(cd -P -- "$(dirname -- "$0")/../support" && pwd)
. "$support/server.sh"
. "$support/expect.sh"
finish() {
    server_stop
}
begin
chmod 755 "$work"
server_start
cd "$work"

echo 'CREATE SCHEMA app;' >from.sql
cat >to.sql <<'SQL'
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'fine');
CREATE DOMAIN app.slug AS text NOT NULL;
CREATE SEQUENCE app.numbers AS bigint INCREMENT BY 2;
CREATE TABLE app.owners (id integer PRIMARY KEY);
CREATE TABLE app.cats (
    id integer PRIMARY KEY, owner integer REFERENCES app.owners, name varchar(8) NOT NULL, mood app.mood, slug app.slug,
    lives integer CHECK (lives > 0)
);
ALTER TABLE app.cats ENABLE ROW LEVEL SECURITY;
CREATE INDEX cats_name_idx ON app.cats (name, id DESC);
CREATE POLICY mine ON app.cats FOR SELECT TO PUBLIC USING (id > 0);
CREATE VIEW app.names WITH (security_invoker = true) AS SELECT name FROM app.cats;
CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touch BEFORE UPDATE ON app.cats FOR EACH ROW EXECUTE FUNCTION app.touch();
SQL
run 1 'the migration, for any server' "$schemadiff" diff from.sql to.sql --assert
cp out up.sql
is 'it says what it cannot look at' says up.sql '^-- not looked at: expr of constraint app\.cats\.cats_lives_check$'

printf 'CREATE SCHEMA app;\nCREATE TABLE app.one (id integer);\n' >one.sql
run 1 'a migration that ends so' "$schemadiff" diff from.sql one.sql --assert
mkdir migrations
cat from.sql out >migrations/001_all.sql
run 0 'is read' "$schemadiff" check migrations:migrations one.sql
is 'without a word about it' hides err 'warning'

# there NAME SQL PATTERN: a server that has this already; PATTERN NULL: the migration runs
there() {
    server_dropdb app
    server_createdb app
    printf 'CREATE SCHEMA app;\n%s\n' "$2" >present.sql
    server_psql app -f present.sql
    run "$3" "$1" server_psql app -f up.sql
    [ -z "${4:-}" ] || is "$1 is told" says err "$4"
}

there 'nothing' '' 0
run 0 'and again' server_psql app -f up.sql
is 'search_path is left alone' test "$(server_psql app -At -f up.sql -c 'SHOW search_path')" = '"$user", public'
there 'the type of a column' 'CREATE TABLE app.owners (id bigint PRIMARY KEY);' 3 'column app\.owners\.id: type is bigint, not integer'
there 'a column that may be null' "CREATE TYPE app.mood AS ENUM ('sad', 'fine'); CREATE DOMAIN app.slug AS text NOT NULL;
    CREATE TABLE app.cats (id integer PRIMARY KEY, owner integer, name varchar(8), mood app.mood, slug app.slug, lives integer);" 3 \
    'column app\.cats\.name: not_null is false, not true'
there 'another enum' "CREATE TYPE app.mood AS ENUM ('sad');" 3 'enum app\.mood: labels is \["sad"\], not \["sad", "fine"\]'
there 'a domain without its NOT NULL' 'CREATE DOMAIN app.slug AS text;' 3 'domain app\.slug: not_null is false, not true'
there 'a sequence with another step' 'CREATE SEQUENCE app.numbers;' 3 'sequence app\.numbers: increment is 1, not 2'
there 'a table without its check' "CREATE TYPE app.mood AS ENUM ('sad', 'fine'); CREATE DOMAIN app.slug AS text NOT NULL;
    CREATE TABLE app.cats (id integer PRIMARY KEY, owner integer, name varchar(8) NOT NULL, mood app.mood, slug app.slug, lives integer);" 3 \
    'constraint app\.cats\.cats_lives_check is not there'
there 'an index over other columns' "$(sed -n '2,9p' to.sql) CREATE INDEX cats_name_idx ON app.cats (lives);" 3 \
    'index app\.cats\.cats_name_idx: element'
there 'a constraint of another sort' "CREATE TABLE app.owners (id integer NOT NULL CONSTRAINT owners_pkey UNIQUE);" 3 \
    'constraint app\.owners\.owners_pkey: type is UNIQUE, not PRIMARY KEY'

# With a server at hand the text of definitions is known as well.
SCHEMADIFF_PGBIN=$server_bin
export SCHEMADIFF_PGBIN
server_dropdb app
server_createdb app
run 1 'the same with a scratch server' "$schemadiff" diff "$(server_url app)" to.sql --assert --scratch
cp out up.sql
is 'definitions are looked at' hides up.sql 'not looked at: (expr|using|query) of'
run 0 'runs' server_psql app -f up.sql
server_psql app -c 'ALTER TABLE app.cats DROP CONSTRAINT cats_lives_check; ALTER TABLE app.cats ADD CONSTRAINT cats_lives_check CHECK (lives > 1)'
run 3 'another check' server_psql app -f up.sql
is 'is told' says err 'constraint app\.cats\.cats_lives_check: expr is lives > 1, not lives > 0'
report
