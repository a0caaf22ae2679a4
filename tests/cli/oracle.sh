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
run 2 'a limit that does not exist' "$schemadiff" diff "$url" same.sql --ask everything
report
