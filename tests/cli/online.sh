#!/bin/sh
# online.sh SCHEMADIFF: online migrations as files for runners that open a transaction around each, run as these do: on a
# table with rows, twice, and after a build that was interrupted.
set -eu
schemadiff=$1
support=$(cd -P -- "$(dirname -- "$0")/../support" && pwd)
. "$support/server.sh"
. "$support/expect.sh"
finish() {
    server_stop
}
begin
cd "$work"

cat >from.sql <<'SQL'
CREATE TABLE public.orgs (id integer PRIMARY KEY);
CREATE TABLE public.users (id integer, email text, org integer);
CREATE INDEX users_email ON public.users (email);
SQL
cat >to.sql <<'SQL'
CREATE TABLE public.orgs (id integer PRIMARY KEY);
CREATE TABLE public.users (id integer PRIMARY KEY, email text NOT NULL UNIQUE CHECK (email <> ''), org integer REFERENCES orgs);
CREATE INDEX users_email ON public.users (lower(email));
CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
SQL

run 1 'without --online' "$schemadiff" diff from.sql to.sql
is 'nothing is concurrent' hides out 'CONCURRENTLY|timeout'
run 1 'with --online' "$schemadiff" diff from.sql to.sql --online
is 'waits for locks are short' says out "^SET lock_timeout = '3s';"
is 'as are statements under them' says out "^SET statement_timeout = '10s';"
is 'what takes long has its time' says out '^SET statement_timeout = 0;'
is 'in the end the session is as before' says out '^RESET statement_timeout;'
run 1 'with other timeouts' "$schemadiff" diff from.sql to.sql --online --lock-timeout 500ms --statement-timeout none
is 'they are used' says out "^SET lock_timeout = '500ms';"
is 'or left alone' hides out 'statement_timeout'
printf 'online: true\nlock-timeout: 7s\n' >schemadiff.yaml
run 1 'by the configuration' "$schemadiff" diff from.sql to.sql
is 'it is online' says out "^SET lock_timeout = '7s';"
rm schemadiff.yaml

# write FORMAT
write() {
    rm -rf "$1"
    run 0 "an online migration of $1" "$schemadiff" generate add --from from.sql --to to.sql -o "$1" --migration-format "$1" --online
    grep -lE '^(CREATE|DROP)[A-Z ]* CONCURRENTLY' "$1"/* >alone || true
    grep -LE '^(CREATE|DROP)[A-Z ]* CONCURRENTLY' "$1"/* | grep -v 'down\.sql$' >together || true
    is "$1: what is built concurrently has files of its own" sh -c '[ -s alone ]'
    is "$1: without another statement" sh -c 'for file in $(cat alone); do
        [ "$(sed "/^-- .*Down\|^-- migrate:down\|^--rollback/,\$d" "$file" | grep -c ";$")" -eq 1 ] || exit 1; done'
}

marked() {
    write "$1"
    is "$1: with the directive" sh -c 'for file in $(cat alone); do grep -qE -- "$1" "$file" || exit 1; done' sh "$2"
    is "$1: and only these" sh -c '! grep -lE -- "$1" $(cat together)' sh "$2"
}
marked goose '^-- \+goose NO TRANSACTION$'
marked dbmate '^-- migrate:up transaction:false$'
marked atlas '^-- atlas:txmode none$'
marked tern '^---- tern: disable-tx ----$'
marked sql-migrate '^-- \+migrate Up notransaction$'
write golang-migrate
write supabase
is 'timeouts are those of the transaction' sh -c 'grep -qhE "^SET LOCAL lock_timeout" $(cat together)'
is 'and a function may name what comes later in each' sh -c \
    'for file in $(grep -l "CREATE OR REPLACE FUNCTION" supabase/*); do grep -q check_function_bodies "$file" || exit 1; done'

server_start

# run_files: each in a transaction, but for those that cannot be in one, as the runner of this format does.
run_files() {
    for file in supabase/*.sql; do
        if grep -qxF "$file" alone; then
            server_psql app -f "$file" || return 1
        else
            server_psql app -1 -f "$file" || return 1
        fi
    done
}

fill() {
    server_dropdb app
    server_createdb app
    server_psql app -f from.sql -c 'INSERT INTO orgs SELECT generate_series(1, 9)' \
        -c "INSERT INTO users SELECT g, 'u' || g, g FROM generate_series(1, 9) g"
}
fill
is 'the files run' run_files
run 0 'and make what is wanted' "$schemadiff" check "$(server_url app)" to.sql
is 'they run again' run_files
run 0 'and change nothing' "$schemadiff" check "$(server_url app)" to.sql

fill
server_psql app -c "INSERT INTO users VALUES (10, 'u9', 1)"
stops() {
    ! run_files
}
is 'rows in the way stop it' stops
is 'and leave an invalid index behind' sh -c '[ "$1" = t ]' sh \
    "$(server_psql app -Atc "SELECT count(*) > 0 FROM pg_index WHERE NOT indisvalid")"
server_psql app -c 'DELETE FROM users WHERE id = 10'
for file in $(cat alone); do
    server_psql app -f "$file" 2>/dev/null || true
done
proof=$(grep -l 'index public.users_email_key was interrupted' supabase/*)
is 'a runner that goes on is told so' sh -c '! "$1" -X -q -1 -v ON_ERROR_STOP=1 -d "$2" -f "$3" 2>told' sh "$client_bin/psql" \
    "$(server_url app)" "$proof"
is 'by the name of the index' says told 'the build of index public\.users_email_key was interrupted'
is 'the files from the first on mend it' run_files
run 0 'and make what is wanted after all' "$schemadiff" check "$(server_url app)" to.sql

report
