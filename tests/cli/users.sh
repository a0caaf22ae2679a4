#!/bin/sh
# users.sh SCHEMADIFF: what users of such tools suffer from, as far as it shows in commands and folders of migrations rather
# than in one migration; docs/testing.md lists these beside the cases of fixtures/corpus.
set -eu
schemadiff=$1
support=$(cd -P -- "$(dirname -- "$0")/../support" && pwd)
corpus=$(cd -P -- "$(dirname -- "$0")/../../fixtures/corpus" && pwd)
. "$support/server.sh"
. "$support/expect.sh"
finish() {
    server_stop
}
begin
server_start
server_psql postgres -f "$support/roles.sql"
cd "$work"

# ---- a value of an enum that is the default in the same change
cat >draft.sql <<'SQL'
CREATE TYPE state AS ENUM ('draft', 'open');
CREATE TABLE posts (id integer PRIMARY KEY, state state DEFAULT 'draft');
SQL
sed "s/'open')/'open', 'archived')/; s/DEFAULT 'draft'/DEFAULT 'archived'/" draft.sql >archived.sql
server_createdb posts
server_psql posts -f draft.sql
run 0 'a new value is the default: a folder' "$schemadiff" generate archive --from "$(server_url posts)" --to archived.sql -o enums
is 'gets two files' sh -c 'ls enums | wc -l | grep -qx " *2"'
for file in enums/*.sql; do
    is 'each of them runs in one transaction' server_psql posts --single-transaction -f "$file"
done
run 0 'and the change is made' "$schemadiff" check "$(server_url posts)" archived.sql
run 0 'a new value that nothing uses yet' "$schemadiff" generate one --from draft.sql --to archived.sql -o one.sql
sed "s/'open')/'open', 'archived')/" draft.sql >added.sql
run 0 'a value alone' "$schemadiff" generate value --from draft.sql --to added.sql -o values
is 'gets one file' sh -c 'ls values | wc -l | grep -qx " *1"'

# ---- versions: eight and fourteen digits, the future
mkdir widths
echo 'CREATE TABLE a (id integer);' >widths/20260420_first.sql
echo 'CREATE TABLE b (id integer);' >widths/20260420010000_second.sql
echo 'ALTER TABLE a ADD COLUMN b integer;' >widths/20260421000000_third.sql
run 0 'versions of two widths' "$schemadiff" snapshot migrations:widths -o -
is 'are warned of' says err '20260420010000_second\.sql.*warning: runs behind "20260420_first\.sql"'
run 0 'migrations are judged in the order of their versions' "$schemadiff" report widths/20260420010000_second.sql widths/20260420_first.sql \
    --fail-on never
run 2 'a migration that is not of the folder' "$schemadiff" report widths/20260420_first.sql one.sql
mkdir future
echo 'CREATE TABLE a (id integer);' >future/20991231235959_far.sql
echo 'CREATE TABLE a (id integer, b text);' >wanted.sql
run 0 'a migration after one of the future' "$schemadiff" generate next --from migrations:future --to wanted.sql -o future
is 'runs behind it' sh -c 'ls future | tail -n 1 | grep -q next'
is 'and it is said' says err 'lies in the future'
run 0 'then all is there' "$schemadiff" check migrations:future wanted.sql

# ---- columns in another order: nothing can be done, and it is said
run 1 'columns and attributes in another order' "$schemadiff" diff "$corpus/column--order/from.sql" "$corpus/column--order/to.sql" --verbose
is 'the table is named' says err 'table public\.rows_of: its columns are in another order, from "c" on'
is 'and left alone' hides out 'rows_of'
is 'the type is made anew' says out 'CREATE TYPE public\.pair'
run 0 'a column that is only added' "$schemadiff" generate x --from draft.sql --to archived.sql -o -
is 'moves none' hides err 'another order'

# ---- a branch that was merged late: its migration has an older version than those of the others
mkdir team
(
    cd team
    git init -q -b main .
    mkdir migrations
    echo 'CREATE TABLE a (id integer);' >migrations/20260101000000_a.sql
    echo 'CREATE TABLE c (id integer);' >migrations/20260301000000_c.sql
    git add .
    git -c user.name=nobody -c user.email=nobody@example.org commit -q -m 'what was deployed'
    echo 'ALTER TABLE a ADD COLUMN late text;' >migrations/20260201000000_late.sql
)
run 1 'what it does is told beside the main branch' sh -c 'cd team && "$1" diff migrations:git:HEAD:migrations migrations:migrations' sh \
    "$schemadiff"
is 'and nothing else' sh -c 'grep -vE "^(--|$)" out | grep -c . | grep -qx 1'
is 'it is the column' says out 'ADD COLUMN IF NOT EXISTS late'

# ---- drift: a table by hand, a default by hand, a grant taken back
cat >kept.sql <<'SQL'
CREATE TABLE people (id integer PRIMARY KEY, name text DEFAULT 'nobody', born date);
GRANT SELECT ON people TO reader;
CREATE VIEW names AS SELECT name FROM people;
SQL
server_createdb drift
server_psql drift -f kept.sql
run 0 'no drift' "$schemadiff" check "$(server_url drift)" kept.sql
server_psql drift -c 'CREATE TABLE by_hand (id integer)' -c "ALTER TABLE people ALTER COLUMN name SET DEFAULT 'x'" \
    -c 'REVOKE SELECT ON people FROM reader'
run 1 'drift' "$schemadiff" check "$(server_url drift)" kept.sql
run 3 'each of the three is found' "$schemadiff" diff "$(server_url drift)" kept.sql --format summary
is 'the table' says out 'by_hand'
is 'the default' says out 'default of column public\.people\.name'
is 'the grant' says out 'grant .*people.*reader'
is 'and nothing else' sh -c 'grep -cE "^ *(create|alter|drop) " out | grep -qx 3'

# ---- a platform's database: what is people's within it, and nothing of the platform's
server_createdb platform
server_psql platform -f "$corpus/profile-supabase--kept/setup.sql"
server_psql platform -f "$corpus/profile-supabase--kept/from.sql"
run 0 'only what is people'"'"'s is compared' "$schemadiff" check "$(server_url platform)" "$corpus/profile-supabase--kept/from.sql"
is 'how much was left alone is said' says err 'left alone'
server_psql platform -c 'DROP TRIGGER welcomed ON auth.users' -c 'DROP POLICY readable ON storage.objects' \
    -c 'ALTER PUBLICATION supabase_realtime DROP TABLE messages'
run 1 'a trigger, a policy and a member are missed' "$schemadiff" diff "$(server_url platform)" "$corpus/profile-supabase--kept/from.sql"
is 'the trigger' says out 'TRIGGER welcomed'
is 'the policy' says out 'CREATE POLICY readable ON storage\.objects'
is 'the membership' says out 'ALTER PUBLICATION supabase_realtime ADD TABLE public\.messages'
is 'nothing of the platform is touched' hides out 'touched|storage\.prefixes|noticed'
cat "$corpus/profile-supabase--kept/from.sql" >closed.sql
echo 'CREATE TABLE invoices (id integer PRIMARY KEY); REVOKE ALL ON invoices FROM anon;' >>closed.sql
run 1 'a new table that one role is not to see' "$schemadiff" diff "$(server_url platform)" closed.sql
is 'takes one REVOKE' sh -c 'grep -c "^REVOKE" out | grep -qx 1'
is 'and no GRANT' hides out '^GRANT'

report
