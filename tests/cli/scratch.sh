#!/bin/sh
# scratch.sh SCHEMADIFF: files that are loaded into a private server, and what is left of it afterwards: nothing.
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
# Folders and the cache of this test are its own, so that others at work here cannot be mistaken for it.
mkdir "$work/home" "$work/places"
HOME=$work/home TMPDIR=$work/places SCHEMADIFF_PGBIN=$server_bin
unset XDG_CACHE_HOME
export HOME TMPDIR SCHEMADIFF_PGBIN
cd "$work"

cat >one.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, at point DEFAULT '(1,2)');
GRANT SELECT ON users TO reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
SQL
sed "s/'(1,2)'/'( 1 , 2 )'/" one.sql >same.sql
sed "s/'(1,2)'/'(1,3)'/" one.sql >other.sql
mkdir folder
echo 'CREATE VIEW names AS SELECT id FROM app.users;' >folder/a.sql
printf 'SET search_path = app;\nCREATE TABLE users (id integer PRIMARY KEY);\n' >folder/b.sql
echo 'CREATE SCHEMA app;' >folder/c.sql
printf 'CREATE TABLE fine (id integer);\nCREATE VIEW bad AS\n    SELECT nothing FROM fine;\n' >bad.sql
cat >slow.sql <<'SQL'
SELECT pg_sleep(60);
SQL

# folders NUMBER: so many folders of scratch servers are there
folders() {
    found=$(ls "$TMPDIR")
    [ "$(printf '%s' "$found" | grep -c .)" -eq "$1" ] || {
        echo "there are: $found"
        return 1
    }
}

# running: a server has come up
running() {
    ls "$TMPDIR"/*/socket/.s.PGSQL.*
}

# eventually COMMAND...: it succeeds within some seconds
eventually() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.3
    done
    "$@"
}

run 0 'two spellings of one literal' "$schemadiff" diff --scratch one.sql same.sql
is 'nothing is undetermined' empty err
is 'the cache is filled' sh -c 'ls -d "$HOME"/.cache/schemadiff/postgres-*/base'
run 1 'another literal' "$schemadiff" diff --scratch one.sql other.sql
is 'is a difference' says out "SET DEFAULT '\(1,3\)'::point"
run 1 'files in any order' "$schemadiff" diff --scratch empty: folder
is 'make a schema' says out 'CREATE TABLE IF NOT EXISTS app\.users'
is 'nobody owns what the files give to nobody' hides out 'OWNER'
run 2 'a statement that the server refuses' "$schemadiff" diff --scratch empty: bad.sql
is 'has a place and an SQLSTATE' says err '^bad\.sql:3:12: error: column "nothing" does not exist \(SQLSTATE 42703\)'
is 'and prints no result' empty out
run 0 'a snapshot of files' "$schemadiff" snapshot --scratch one.sql -o one.json
run 0 'says what the files say' "$schemadiff" check one.json one.sql

run 2 'a folder without programs' "$schemadiff" diff --scratch="$work/home" one.sql same.sql
is 'is named' says err 'no programs initdb and postgres in'
run 2 'no programs where the environment points' env SCHEMADIFF_PGBIN=/nowhere "$schemadiff" diff --scratch one.sql same.sql
is 'the variable is named' says err 'hint: .*SCHEMADIFF_PGBIN'
run 0 'a cache that cannot be written' env HOME=/nowhere "$schemadiff" diff --scratch one.sql same.sql

# Two at once, and one that is killed in the middle.
is 'two at once' sh -c '"$1" diff --scratch one.sql same.sql & "$1" diff --scratch one.sql same.sql && wait $!' sh "$schemadiff"
is 'leave nothing' folders 0
for signal in KILL TERM INT; do
    # A shell's background process ignores SIGINT, and so would what it starts.
    env --default-signal=INT "$schemadiff" diff --scratch empty: slow.sql >"$work/out" 2>"$work/err" &
    victim=$!
    is "one is at work" eventually running
    sleep 0.5
    kill -$signal "$victim"
    wait "$victim" 2>/dev/null || true
    is "after SIG$signal nothing is left" eventually folders 0
done
# When the watcher is killed too the next start cleans up.
"$schemadiff" diff --scratch empty: slow.sql >"$work/out" 2>"$work/err" &
victim=$!
is 'one is at work again' eventually running
sleep 0.5
watcher=$(ps -o pid= --ppid "$victim")
folder=$(ls -d "$TMPDIR"/*)
# shellcheck disable=SC2086
kill -KILL $watcher "$victim"
wait "$victim" 2>/dev/null || true
is 'the server dies with its watcher' eventually sh -c '! ps -eo args | grep -q "[p]ostgres.* -D $1/data"' sh "$folder"
is 'its folder is left behind' folders 1
touch -d '1 minute ago' "$folder"
run 0 'the next one starts' "$schemadiff" diff --scratch one.sql same.sql
is 'and removes it' test ! -e "$folder"

# A server reads no comments, and yet they count.
printf 'CREATE TABLE people (id integer, mail text);\n' >named.sql
printf -- '-- renamed from: people\nCREATE TABLE users (id integer,\n    email text, -- renamed from: mail\n' >renamed.sql
printf -- '    -- schemadiff:backfill: UPDATE users SET age = 0;\n    age integer NOT NULL);\n' >>renamed.sql
run 1 'comments in files that are loaded' "$schemadiff" diff --scratch named.sql renamed.sql
is 'tell of renames' says out 'ALTER TABLE public\.people RENAME TO users'
is 'also of columns' says out 'RENAME COLUMN mail TO email'
is 'and what to do to rows' says out '^UPDATE users SET age = 0;'

# On a server that is there.
server_start
server_psql postgres -c 'CREATE ROLE reader' -c 'CREATE ROLE app LOGIN' -c 'CREATE DATABASE app OWNER app'
url=$(server_url postgres)
run 0 'databases of their own on a server' "$schemadiff" diff --scratch="$url" one.sql same.sql
run 2 'errors there' "$schemadiff" diff --scratch="$url" empty: bad.sql
is 'the databases are gone' test "$(server_psql postgres -Atc \
    "SELECT count(*) FROM pg_database WHERE starts_with(datname, 'schemadiff_')")" = 0
server_psql app -f one.sql
run 0 'a database and files' "$schemadiff" diff --scratch "$(server_url app)" same.sql
is 'have nothing undetermined' empty err
report
