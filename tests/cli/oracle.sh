#!/bin/sh
# oracle.sh SCHEMADIFF: what analysis cannot decide is asked of the database, which keeps no trace of it.
set -eu
schemadiff=$1
support=$(dirname -- "$0")/../support
. "$support/server.sh"
. "$support/expect.sh"
finish() {
    server_stop
}
begin
server_start
server_createdb app
url=$(server_url app)
cd "$work"

# Operators that nobody but this database knows, and literals of a type without a reader.
cat >there.sql <<'SQL'
CREATE SCHEMA tools;
CREATE FUNCTION tools.near(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR tools.~~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = tools.near);
CREATE DOMAIN word AS text DEFAULT 'a' CHECK (VALUE OPERATOR(tools.~~~) 'a');
CREATE TABLE place (
    id integer PRIMARY KEY,
    at pg_lsn DEFAULT '16/B3',
    name text,
    near boolean GENERATED ALWAYS AS (name OPERATOR(tools.~~~) 'x') STORED,
    CONSTRAINT c CHECK (name OPERATOR(tools.~~~) 'a')
);
CREATE INDEX i ON place ((name OPERATOR(tools.~~~) 'a')) WHERE name OPERATOR(tools.~~~) 'b';
CREATE VIEW v AS SELECT id FROM place WHERE name OPERATOR(tools.~~~) 'a';
CREATE POLICY p ON place USING (name OPERATOR(tools.~~~) 'a');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE UPDATE ON place FOR EACH ROW WHEN (old.name OPERATOR(tools.~~~) 'a') EXECUTE FUNCTION touch();
SQL
# The operator is not declared, as that of an extension.
sed -e '/CREATE OPERATOR/d' -e "s,'16/B3','16/b3'," there.sql >same.sql
sed -e "s/'b'/'c'/" -e "s,16/b3,16/b4," same.sql >other.sql
server_psql app -f there.sql

left() {
    grep -c 'undetermined' "$work/err" | grep -qx "$1" || {
        cat "$work/err"
        return 1
    }
}

trace() {
    server_psql app -At -c "SELECT count(*) FROM pg_class UNION ALL SELECT count(*) FROM pg_namespace
        UNION ALL SELECT count(*) FROM pg_type UNION ALL SELECT count(*) FROM pg_depend"
}

trace >before
run 0 'nothing is asked' "$schemadiff" diff "$url" same.sql --schema public --ask nothing
is 'every place is named' left 9
run 0 'values are asked' "$schemadiff" diff "$url" same.sql --schema public
is 'the literal is decided' left 8
is 'no place of a literal is left' hides "$work/err" 'place\.at'
run 0 'definitions are asked' "$schemadiff" diff "$url" same.sql --schema public --ask definitions
is 'everything is decided' empty "$work/err"
run 1 'what differs is found' "$schemadiff" diff "$url" other.sql --schema public --ask definitions
is 'the literal' says "$work/out" "SET DEFAULT '16/b4'"
is 'the index' says "$work/out" 'DROP INDEX IF EXISTS public\.i'
is 'and nothing else' hides "$work/out" 'VIEW|POLICY|CONSTRAINT|TRIGGER|DOMAIN'
run 0 'the database may be the wanted side' "$schemadiff" diff same.sql "$url" --schema public --ask definitions
is 'everything is decided that way too' empty "$work/err"

PGOPTIONS='-c default_transaction_read_only=on'
export PGOPTIONS
run 0 'a server that takes no writes' "$schemadiff" diff "$url" same.sql --schema public --ask definitions
is 'leaves open what it cannot say, and fails nothing' left 8
unset PGOPTIONS
trace >after
is 'no trace is left' cmp before after

# What extensions brought is read from the catalogs; literals of their types are values to be asked for.
server_createdb shop
shop=$(server_url shop)
cat >shop.sql <<'SQL'
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE TABLE item (
    id integer PRIMARY KEY,
    name citext UNIQUE CHECK (name <> ''),
    tags hstore DEFAULT 'a=>1',
    path ltree,
    at cube,
    place earth,
    title text
);
CREATE INDEX lowered ON item (lower(name));
CREATE INDEX tagged ON item ((tags -> 'colour')) WHERE tags ? 'colour';
CREATE INDEX depth ON item (nlevel(path), (subpath(path, 0, 1)));
CREATE INDEX words ON item USING gin (title gin_trgm_ops);
CREATE VIEW search AS
    SELECT i.name = 'x' AS same, lower(i.name) AS lowered, tags -> 'a' AS a, exist(tags, 'b') AS b,
           path ~ 'top.*' AS below, at <-> '(1,2)' AS distance, similarity(title, 'abc') AS alike, lca(path, 'a.b') AS above,
           earth_distance(place, ll_to_earth(1, 2)) AS far, min(name) OVER () AS first
    FROM item i WHERE name LIKE 'a%' AND title % 'abc' AND tags @> 'a=>1' AND name IN ('a', 'b') AND akeys(tags) && '{a}';
CREATE POLICY p ON item USING (name = current_user::citext OR path <@ 'top'::ltree);
SQL
server_psql shop -f shop.sql
run 0 'expressions over extensions' "$schemadiff" diff "$shop" shop.sql
is 'are decided' empty "$work/err"
is 'and nothing differs' empty "$work/out"
for edit in "s/lower(name)/upper(name)/" "s/'colour')) WHERE/'color')) WHERE/" "s/nlevel(path)/nlevel(path || path)/" \
    "s/i.name = 'x'/i.name = 'y'/" "s/title % 'abc'/title %> 'abc'/" "s/path <@ 'top'/path @> 'top'/" \
    "s/similarity(/word_similarity(/" "s/name LIKE/name ILIKE/"; do
    sed -e "$edit" shop.sql >edited.sql
    run 1 "$edit" "$schemadiff" diff "$shop" edited.sql
    is 'shows' empty "$work/err"
done

run 2 'a limit that does not exist' "$schemadiff" diff "$url" same.sql --ask everything
report
