#!/bin/sh
# down.sh SCHEMADIFF: the way back of a migration: what it says of itself, and where each format has it.
set -eu
schemadiff=$1
support=$(cd -P -- "$(dirname -- "$0")/../support" && pwd)
. "$support/expect.sh"
begin
cd "$work"

cat >from.sql <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE pets (id bigint PRIMARY KEY, old text, mood mood);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
SQL
cat >to.sql <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'fine', 'glad');
CREATE TABLE pets (id bigint PRIMARY KEY, mood mood, fresh integer CHECK (fresh > 0));
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $$ SELECT 0; SELECT 1; $$;
SQL

# classes
run 1 'the way back alone' "$schemadiff" diff from.sql to.sql --down --allow-drops
is 'what comes back whole' says out '^-- exact$'
is 'what has been dropped' says out '^-- lossy: the values that were in it do not come back, and it comes last$'
is 'what has been made' says out '^-- lossy: what has been written into it since is lost$'
is 'a value of an enum' says out '^-- exact: it stops where something uses what has been added$'
is 'nothing of the way forth' hides out "ADD VALUE"
run 3 'what is held back' "$schemadiff" diff from.sql to.sql --down
is 'is not taken back' says out '^-- held back: takes back what is held back itself$'

echo 'CREATE TABLE t (a integer, b integer CHECK (b IS NOT NULL AND b > a), c integer CHECK (c > 0));' >checked.sql
echo 'CREATE TABLE t (a integer);' >unchecked.sql
run 1 'a condition on a column that comes back empty' "$schemadiff" diff checked.sql unchecked.sql --down --allow-drops
is 'stops where rows are' test "$(grep -c '^-- impossible: rows that are there have no value for it' out)" = 1

echo 'CREATE TABLE people (id serial PRIMARY KEY, mail text);' >named.sql
printf -- '-- renamed from: people\nCREATE TABLE users (\n    id serial PRIMARY KEY,\n    email text -- renamed from: mail\n);\n' >renamed.sql
run 1 'a rename' "$schemadiff" diff named.sql renamed.sql --down
is 'goes back as one' says out 'ALTER TABLE public\.users RENAME TO people'
is 'columns first' says out 'ALTER TABLE public\.users RENAME COLUMN email TO mail'
is 'and nothing else' hides out 'DROP|CREATE'

echo 'CREATE TABLE t (a text, b integer);' >first.sql
printf 'CREATE TABLE t (\n    c text, -- renamed from: a\n    a integer -- renamed from: b\n);\n' >second.sql
run 1 'a name that is taken again' "$schemadiff" diff first.sql second.sql --down
is 'is given back' says out 'RENAME COLUMN a TO b'
is 'and taken back' says out 'RENAME COLUMN c TO a'
is 'with all that is in it' hides out 'DROP|TYPE'

printf 'CREATE EXTENSION citext VERSION %s;\n' "'1.5'" >older.sql
printf 'CREATE EXTENSION citext VERSION %s;\n' "'1.6'" >newer.sql
run 1 'an older extension' "$schemadiff" diff older.sql newer.sql --down
is 'is promised by nobody' says out '^-- impossible: '

# write FORMAT [OPTION...]: a migration, and the files that it has
write() {
    format=$1
    shift
    rm -rf "$format"
    run 0 "a migration of $format" "$schemadiff" generate add --from from.sql --to to.sql -o "$format" --migration-format "$format" \
        --allow-drops "$@"
    find "$format" -type f | sed 's/[0-9][0-9-]*[0-9]/N/' | LC_ALL=C sort >files
}

beside() {
    write "$1"
    is "$1 has two files" says files "^$1/$2\$"
    is "$1: the way back is not in the first" hides "$(find "$1" -type f -path "*$3*")" 'ADD COLUMN IF NOT EXISTS old'
}
beside golang-migrate 'N_add\.down\.sql' .up.
beside flyway 'UN__add\.sql' /V
beside prisma 'N_add/down\.sql' migration.sql
beside diesel 'N_add/down\.sql' /up.sql

within() {
    write "$1"
    is "$1 has one file" test "$(wc -l <files)" -eq 1
    is "$1 has a section" says "$(find "$1" -type f)" "$2"
}
within goose '^-- \+goose Down$'
within dbmate '^-- migrate:down$'
within sql-migrate '^-- \+migrate Down$'
within node-pg-migrate '^-- Down Migration$'
within tern '^---- create above / drop below ----$'
within liquibase '^--rollback ALTER TABLE'
within supabase '^-- The way back: [0-9]+ steps exact, 2 lossy\.$'
within plain '^-- ALTER TABLE public\.pets ADD COLUMN IF NOT EXISTS old text;$'

is 'a body with semicolons stands between marks' \
    test "$(grep -c 'goose StatementBegin' goose/*.sql)" -eq "$(grep -c '^\$\$;$\|; \$\$;$' goose/*.sql)"

write plain --down=file
is 'a file of its own' says files '^plain/N_add\.down\.sql$'
write supabase --down=file
is 'where the platform does not run it' says files '^supabase/down/N_add\.sql$'
write goose --down=comment
is 'as comments' hides goose/*.sql '^-- \+goose Down'
write goose --down=none
is 'none' hides goose/*.sql 'goose Down|way back'
run 2 'another form' "$schemadiff" generate add --from from.sql --to to.sql -o - --down=up
run 2 'a format that lists its migrations' "$schemadiff" generate add --from from.sql --to to.sql -o sqitch --migration-format sqitch --allow-drops

# what is there tells how the next one is called, and a way back is not read as a way forth
mkdir counted
cp from.sql counted/0009_first.up.sql
run 0 'a folder that counts' "$schemadiff" generate add --from migrations:counted --to to.sql -o counted --allow-drops
is 'is counted on' filled counted/0010_add.down.sql
run 0 'what was written brings it there' "$schemadiff" check migrations:counted to.sql
mkdir own
sed '1i-- +goose Up' from.sql >own/001_first.sql
sed -i 's/^CREATE FUNCTION/-- &/' own/001_first.sql
run 0 'a folder with sections' "$schemadiff" generate add --from migrations:own --to to.sql -o own --allow-drops
is 'gets one' says own/002_add.sql '^-- \+goose Down$'
run 0 'which is not run' "$schemadiff" check migrations:own to.sql

# both files or none
mkdir -p blocked/0002_add.down.sql
cp from.sql blocked/0001_first.up.sql
run 2 'a file that cannot be written' "$schemadiff" generate add --from from.sql --to to.sql -o blocked --allow-drops
is 'leaves no other' test ! -e blocked/0002_add.up.sql
is 'and nothing half' test "$(find blocked -name '*.sql.*' | wc -l)" -eq 0

report
