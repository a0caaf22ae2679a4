#!/bin/sh
# verify.sh SCHEMADIFF: what a proof says of migrations that hold what they promise, and of those that do not.
set -eu
schemadiff=$1
support=$(cd -P -- "$(dirname -- "$0")/../support" && pwd)
. "$support/server.sh"
. "$support/expect.sh"
begin
chmod 755 "$work"
SCHEMADIFF_PGBIN=$server_bin
export SCHEMADIFF_PGBIN
cd "$work"

cat >from.sql <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN slug AS text CHECK (VALUE ~ '^[a-z0-9]+$');
CREATE TABLE owners (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, slug slug NOT NULL UNIQUE, country text CHECK (length(country) = 2));
CREATE TABLE cats (
    owner bigint NOT NULL REFERENCES owners, name varchar(8) NOT NULL, mood mood NOT NULL,
    born date NOT NULL, lives integer NOT NULL CHECK (lives BETWEEN 3 AND 9), old integer
);
SQL
sed -e "s/old integer/old integer, tail boolean NOT NULL DEFAULT true/" from.sql >to.sql
sed -e "s/, old integer/, toys text/" from.sql >narrow.sql

run 0 'the migration of the tool itself' "$schemadiff" verify --from from.sql --to to.sql --every-state
is 'every table has rows' says out 'ok +seeded +2 of 2 tables'
is 'the rows are kept' says out 'ok +rows'
is 'every state is tried' says out 'ok +every state'
run 0 'as JSON' "$schemadiff" verify --from from.sql --to to.sql --format json
is 'it says that it is proven' says out '"proven": true'
run 3 'what is held back cannot be proven' "$schemadiff" verify --from from.sql --to narrow.sql
run 0 'what is announced may be lost' "$schemadiff" verify --from from.sql --to narrow.sql --allow-drops

echo 'ALTER TABLE cats ADD COLUMN tail boolean NOT NULL DEFAULT true;' >once.sql
run 1 'a migration that runs once' "$schemadiff" verify once.sql --from from.sql --to to.sql
is 'is told with its place' says out 'once\.sql:1:1: column "tail" of relation "cats" already exists \(SQLSTATE 42701\)'
printf 'ALTER TABLE cats ADD COLUMN IF NOT EXISTS tail boolean NOT NULL DEFAULT true;\nUPDATE cats SET lives = 9;\n' >harm.sql
run 1 'a migration that changes data' "$schemadiff" verify harm.sql --from from.sql --to to.sql
is 'names the column' says out 'column public\.cats\.lives: held [0-9]+ values'
echo 'ALTER TABLE cats ADD COLUMN IF NOT EXISTS tail boolean DEFAULT true;' >half.sql
run 1 'a migration that goes half the way' "$schemadiff" verify half.sql --from from.sql --to to.sql
is 'says what is left' says out 'left to do: alter column public\.cats\.tail'
echo 'ALTER TABLE dogs ADD COLUMN tail boolean;' >wrong.sql
run 1 'a migration that does not run' "$schemadiff" verify wrong.sql --from from.sql --to to.sql
is 'says why' says out 'relation "dogs" does not exist'
cat >states.sql <<'SQL'
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'cats'::regclass AND attname = 'tail') THEN ALTER TABLE cats RENAME TO dogs; END IF; END $$;
ALTER TABLE IF EXISTS dogs ADD COLUMN IF NOT EXISTS tail boolean NOT NULL DEFAULT true;
ALTER TABLE IF EXISTS dogs RENAME TO cats;
SQL
run 0 'a migration that runs twice' "$schemadiff" verify states.sql --from from.sql --to to.sql
run 1 'but not when it was interrupted' "$schemadiff" verify states.sql --from from.sql --to to.sql --every-state
is 'says behind which statement' says out 'interrupted behind statement [12],'

# what both sides ask of rows
cat >rules.sql <<'SQL'
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE boxes (
    kind text, low integer, high integer, size text NOT NULL CHECK (size::size IS NOT NULL), narrow text DEFAULT 'none'
) PARTITION BY LIST (kind);
CREATE TABLE boxes_blue PARTITION OF boxes FOR VALUES IN ('blue');
CREATE TABLE labels (id integer);
SQL
sed -e "s/narrow text DEFAULT 'none'/narrow integer, CHECK (low < high), UNIQUE (kind, low)/" \
    -e "s/(id integer);/(id integer, word text NOT NULL);/" rules.sql >strict_rules.sql
run 0 'rows that fit what is there and what is wanted' "$schemadiff" verify --from rules.sql --to strict_rules.sql --allow-drops
is 'are found' says out 'ok +seeded +1 of 2 tables'
is 'or it is said why there are none' says out 'rows that are there have no value for the new column "word"'

printf 'CREATE TABLE people (id integer PRIMARY KEY, mail text NOT NULL, old text);\n' >named.sql
printf -- '-- renamed from: people\nCREATE TABLE users (id integer PRIMARY KEY,\n    email text NOT NULL -- renamed from: mail\n);\n' >renamed.sql
run 0 'renames' "$schemadiff" verify --from named.sql --to renamed.sql --allow-drops
is 'rows are there' says out 'ok +seeded +1 of 1 tables'
is 'and are kept under the new names' says out 'ok +rows +what 3 tables and columns'
is 'and under the old ones' says out 'ok +rows back +what 3 tables and columns'

# the way back
run 0 'what is lost forth does not come back' "$schemadiff" verify --from from.sql --to narrow.sql --allow-drops --format json
is 'it says how much' says out '"lossy": [1-9]'
is 'but the schema does' says out '"sentence": "the schema is what it was"'
is 'and the rows of what stays' says out '"step": "rows back"'
sed -e "s/old integer/old integer NOT NULL/" from.sql >strict.sql
run 0 'a column that rows have no value for' "$schemadiff" verify --from strict.sql --to narrow.sql --allow-drops
is 'comes back where there are none' says out 'ok +emptied +1 step of the way back'
cat >add.up.sql <<'SQL'
ALTER TABLE cats ADD COLUMN IF NOT EXISTS tail boolean NOT NULL DEFAULT true;
SQL
run 0 'a migration by hand' "$schemadiff" verify add.up.sql --from from.sql --to to.sql
is 'without a way back' says out 'skipped +down'
echo 'ALTER TABLE cats DROP COLUMN IF EXISTS tail;' >add.down.sql
run 0 'with one beside it' "$schemadiff" verify add.up.sql --from from.sql --to to.sql
is 'is proven both ways' says out 'ok +returns'
echo 'ALTER TABLE cats DROP COLUMN IF EXISTS tail; ALTER TABLE cats DROP COLUMN IF EXISTS old;' >add.down.sql
run 1 'with one that takes too much' "$schemadiff" verify add.up.sql --from from.sql --to to.sql
is 'says what' says out 'left to do: create column public\.cats\.old'
echo 'DELETE FROM cats; ALTER TABLE cats DROP COLUMN IF EXISTS tail;' >add.down.sql
run 1 'with one that takes rows' "$schemadiff" verify add.up.sql --from from.sql --to to.sql
is 'says where' says out 'failed +rows back'
printf 'ALTER TABLE cats ADD COLUMN IF NOT EXISTS tail boolean;\n' >first.sql
printf 'ALTER TABLE cats ALTER COLUMN tail SET DEFAULT true;\nUPDATE cats SET tail = true;\nALTER TABLE cats ALTER COLUMN tail SET NOT NULL;\n' >second.sql
run 0 'several migrations, in their order' "$schemadiff" verify first.sql second.sql --from from.sql --to to.sql
is 'are one' says out 'ok +runs +the migration runs: 4 statements'
{ echo '-- +goose Up'; cat add.up.sql; echo '-- +goose Down'; echo 'ALTER TABLE cats DROP COLUMN tail;'; } >add.sql
run 1 'a section of the same file' "$schemadiff" verify add.sql --from from.sql --to to.sql
is 'is no part of the way forth' says out 'ok +converges'
is 'and must run twice' says out 'failed +down again'

run 2 'a source that does not load' "$schemadiff" verify once.sql --from wrong.sql --to to.sql
run 2 'a side that is missing' "$schemadiff" verify once.sql --from from.sql
report
