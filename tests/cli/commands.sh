#!/bin/sh
# commands.sh SCHEMADIFF: what each command prints, writes and ends with, without a server.
set -eu
schemadiff=$1
. "$(dirname -- "$0")/../support/expect.sh"
begin
cd "$work"

cat >one.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);
SQL
cat >two.sql <<'SQL'
CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, name text);
CREATE VIEW names AS SELECT name FROM users;
SQL
mkdir folder
echo 'CREATE VIEW names AS SELECT name FROM users;' >folder/a.sql
echo 'CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, name text);' >folder/b.sql
printf 'CREATE TABLE fine (id integer);\nCREATE TABEL wrong (id integer);\n' >wrong.sql

# usage
run 0 '--version' "$schemadiff" --version
is '--version says the name and a number' says out '^schemadiff [0-9]+\.[0-9]+'
run 0 'help' "$schemadiff" help
is 'help goes to standard output' says out 'generate'
run 2 'an unknown command' "$schemadiff" compare one.sql two.sql
is 'nothing on standard output' empty out
run 2 'an unknown option' "$schemadiff" diff one.sql two.sql --no-such-option
run 2 'an argument too few' "$schemadiff" diff one.sql
run 2 'a file that is not there' "$schemadiff" diff one.sql missing.sql
is 'the message names the file' says err 'missing\.sql'

# diff
run 0 'the same' "$schemadiff" diff one.sql one.sql
is 'the same prints nothing' empty out
run 1 'different' "$schemadiff" diff one.sql two.sql
is 'the migration adds the column' says out 'ADD COLUMN IF NOT EXISTS name'
cp out first
run 1 'different again' "$schemadiff" diff one.sql two.sql
is 'same input, same bytes' cmp first out
run 1 'a folder in another order' "$schemadiff" diff one.sql folder
is 'the order of files has no meaning' cmp first out
run 3 'a drop that loses data' "$schemadiff" diff two.sql one.sql
is 'the held step is a comment' hides out '^[^-]*DROP COLUMN'
is 'the option that enables it is named' says out 'allow-drops'
run 1 'a drop that is allowed' "$schemadiff" diff two.sql one.sql --allow-drops
is 'it drops the column' says out 'DROP COLUMN IF EXISTS name'
run 1 'a summary' "$schemadiff" diff one.sql two.sql --format summary
is 'it names the view' says out 'view.*names'
run 1 'JSON' "$schemadiff" diff one.sql two.sql --format json
is 'it is an object or a list' says out '^[[{]'
run 2 'a format that does not exist' "$schemadiff" diff one.sql two.sql --format tea

# sources
run 1 'from nothing' "$schemadiff" diff empty: two.sql
is 'it creates the table' says out 'CREATE TABLE IF NOT EXISTS (public\.)?users'
run 0 'standard input' sh -c '"$1" diff - one.sql <one.sql' sh "$schemadiff"
run 2 'a syntax error' "$schemadiff" diff one.sql wrong.sql
is 'the message has file and line' says err 'wrong\.sql:2'
is 'a partial read prints nothing' empty out
run 0 'comments only' sh -c 'echo "-- nothing" | "$1" diff empty: -' sh "$schemadiff"

mkdir repository
(
    cd repository
    git init -q .
    cp ../one.sql schema.sql
    git add schema.sql
    git -c user.name=nobody -c user.email=nobody@example.org commit -q -m 'a schema'
    cp ../two.sql schema.sql
)
run 1 'a git revision' sh -c 'cd repository && "$1" diff git:HEAD:schema.sql schema.sql' sh "$schemadiff"
is 'the same migration as of the files' cmp first out
run 2 'a git revision that is not there' sh -c 'cd repository && "$1" diff git:nowhere:schema.sql schema.sql' sh "$schemadiff"

# check
run 0 'check: the same' "$schemadiff" check one.sql one.sql
is 'check: in silence' empty out
run 1 'check: different' "$schemadiff" check one.sql two.sql
is 'check: in which objects' says out '^(create|alter) '
run 1 'check: told nothing' "$schemadiff" check one.sql two.sql --quiet
is 'check: but by its status' empty out

# snapshot
run 0 'a snapshot' "$schemadiff" snapshot two.sql -o two.json
run 0 'a snapshot is its schema' "$schemadiff" diff two.json two.sql
run 0 'a snapshot by its prefix' "$schemadiff" diff snapshot:two.json folder
run 0 'a snapshot of another order' "$schemadiff" snapshot folder -o -
is 'same schema, same bytes' cmp two.json out
echo '{"broken"' >broken.json
run 2 'a broken snapshot' "$schemadiff" diff broken.json two.sql

# pull
run 0 'pull into a folder' "$schemadiff" pull two.sql -o pulled
run 0 'what was pulled is the schema' "$schemadiff" diff pulled two.sql
mkdir -p pulled
find pulled -type f -exec cksum {} + | sort >sums
echo '-- mine' >pulled/mine.sql
run 0 'pull once more' "$schemadiff" pull two.sql -o pulled
is 'a file of one'"'"'s own stays' says pulled/mine.sql mine
rm pulled/mine.sql
find pulled -type f -exec cksum {} + | sort >sums.again
is 'the same bytes' cmp sums sums.again
run 0 'pull a smaller schema' "$schemadiff" pull one.sql -o pulled
run 0 'what is no longer there is gone' "$schemadiff" diff pulled one.sql
run 0 'pull into one file' "$schemadiff" pull two.sql --single-file -o single.sql
run 0 'the one file is the schema' "$schemadiff" diff single.sql two.sql

# generate
run 0 'generate to standard output' "$schemadiff" generate add_names --from one.sql --to two.sql --output -
is 'the header names the migration' says out 'add_names'
run 0 'generate into a folder' "$schemadiff" generate add_names --from one.sql --to two.sql --output migrations
is 'one file, named by time' sh -c 'ls migrations | grep -cxE "[0-9]{14}_add_names\.sql" | grep -qx 1'
run 0 'generate with nothing to do' "$schemadiff" generate nothing --from one.sql --to one.sql --output migrations
is 'writes no file' sh -c 'ls migrations | wc -l | grep -qx " *1"'
run 3 'generate holds a loss back' "$schemadiff" generate drop_names --from two.sql --to one.sql --output -
run 0 'generate does what is allowed' "$schemadiff" generate drop_names --from two.sql --to one.sql --output - --allow-drops

# schemas
printf 'CREATE SCHEMA a;\nCREATE SCHEMA b;\nCREATE TABLE a.t (i integer);\nCREATE TABLE b.t (i integer);\n' >ab.sql
printf 'CREATE SCHEMA a;\nCREATE SCHEMA b;\nCREATE TABLE a.t (i integer, j integer);\nCREATE TABLE b.t (i integer, j integer);\n' >ab2.sql
run 1 'one schema' "$schemadiff" diff ab.sql ab2.sql --schema a
is 'the chosen one is there' says out 'a\.t'
is 'the other is left alone' hides out 'b\.t'

# report
mkdir history
printf 'CREATE TABLE t (a integer, b text);\n' >history/0001_first.sql
printf "SET lock_timeout = '3s';\nALTER TABLE t DROP COLUMN IF EXISTS b;\n" >history/0002_second.sql
run 1 'a report of a migration that loses data' "$schemadiff" report history/0002_second.sql
is 'names the rule and the place' says out 'history/0002_second.sql:2:1: error: column public.t.b: .*\[drop-column\]'
run 0 'a report that nothing fails on' "$schemadiff" report history/0002_second.sql --fail-on never
run 0 'a report of the first migration' "$schemadiff" report history/0001_first.sql
run 1 'a report of the migration between two sources' "$schemadiff" report --from two.sql --to one.sql --allow-drops
run 1 'a report for a pull request' "$schemadiff" report history/0002_second.sql --format markdown
is 'is in Markdown' says out '^### Loses data'
run 1 'a report for a program' "$schemadiff" report history/0002_second.sql --format json
is 'is in JSON' says out '"rule": "drop-column"'
run 2 'a report of nothing' "$schemadiff" report
run 2 'a report in no format' "$schemadiff" report history/0002_second.sql --format tables

report
