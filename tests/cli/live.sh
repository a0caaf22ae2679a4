#!/bin/sh
# live.sh SCHEMADIFF: the commands against a database.
set -eu
schemadiff=$1
support=$(dirname -- "$0")/../support
project=$(dirname -- "$0")/../../fixtures/projects/team-app
. "$support/server.sh"
. "$support/expect.sh"
finish() {
    server_stop
}
begin
server_start
server_createdb app
server_psql app -f "$project/stubs.sql"
for file in "$project"/yesterday/*.sql; do
    server_psql app -f "$file"
done
url=$(server_url app)

run 0 'a database is what its files say' "$schemadiff" diff "$url" "$project/yesterday" --schema public
is 'nothing is printed' empty "$work/out"
run 0 'check agrees' "$schemadiff" check "$url" "$project/yesterday" --schema public
run 1 'the edited files differ' "$schemadiff" diff "$url" "$project/today" --schema public
cp "$work/out" "$work/first"
run 1 'and again' "$schemadiff" diff "$url" "$project/today" --schema public
is 'same database, same bytes' cmp "$work/first" "$work/out"

run 0 'a snapshot of the database' "$schemadiff" snapshot "$url" -o "$work/app.json"
run 0 'is the database' "$schemadiff" diff "$url" "$work/app.json"
run 0 'and the other way round' "$schemadiff" diff "$work/app.json" "$url"

run 0 'pull' "$schemadiff" pull "$url" -o "$work/pulled"
run 0 'what was pulled is the database' "$schemadiff" diff "$url" "$work/pulled"
run 0 'pull into one file' "$schemadiff" pull "$url" --single-file -o "$work/single.sql"
server_createdb copy
is 'psql loads it' server_psql copy -f "$work/single.sql"
run 0 'the copy is the database' "$schemadiff" diff "$url" "$(server_url copy)"

# drift
server_psql app -c 'ALTER TABLE public.projects DISABLE ROW LEVEL SECURITY'
run 1 'row security that was switched off is drift' "$schemadiff" check "$url" "$project/yesterday" --schema public
run 1 'and can be put back' "$schemadiff" diff "$url" "$project/yesterday" --schema public
is 'by one statement' says "$work/out" 'ALTER TABLE public\.projects ENABLE ROW LEVEL SECURITY'
server_psql app -f "$work/out"
run 0 'after which all is well' "$schemadiff" check "$url" "$project/yesterday" --schema public

# indexes that builds which failed left behind
server_createdb invalid
cat >"$work/invalid.sql" <<'SQL'
CREATE TABLE public.t (a integer);
CREATE UNIQUE INDEX t_a ON public.t (a);
SQL
server_psql invalid -c 'CREATE TABLE public.t (a integer); INSERT INTO public.t VALUES (1), (1)'
for name in t_a t_a_ccnew; do
    server_psql invalid -c "CREATE UNIQUE INDEX CONCURRENTLY $name ON public.t (a)" 2>/dev/null || true
done
server_psql invalid -c 'DELETE FROM public.t WHERE ctid = (SELECT min(ctid) FROM public.t)'
run 1 'an invalid index is drift' "$schemadiff" diff "$(server_url invalid)" "$work/invalid.sql"
is 'it is built anew' says "$work/out" '^CREATE UNIQUE INDEX IF NOT EXISTS t_a '
is 'what REINDEX left goes' says "$work/out" 'DROP INDEX IF EXISTS public\.t_a_ccnew'
is 'the migration runs' server_psql invalid -f "$work/out"
run 0 'after which all is well' "$schemadiff" check "$(server_url invalid)" "$work/invalid.sql"
is 'the index is valid' sh -c '[ "$1" = 1 ]' sh \
    "$(server_psql invalid -Atc "SELECT count(*) FROM pg_index WHERE indrelid = 'public.t'::regclass AND indisvalid")"

# a search_path of the database: files mean what they mean to psql there
server_createdb pathed
cat >"$work/pathed.sql" <<'SQL'
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE TABLE cats (id integer PRIMARY KEY, mood mood, size size);
SQL
server_psql pathed -c 'CREATE SCHEMA app; CREATE SCHEMA types; CREATE DOMAIN types.size AS integer' \
    -c 'ALTER DATABASE pathed SET search_path = "$user", nowhere, app, public, "types"'
server_psql pathed -f "$work/pathed.sql"
echo 'CREATE SCHEMA app; CREATE SCHEMA types; CREATE DOMAIN types.size AS integer;' >>"$work/pathed.sql"
run 0 'a database with a search_path of its own' "$schemadiff" diff "$(server_url pathed)" "$work/pathed.sql"
run 0 'and the other way round' "$schemadiff" diff "$work/pathed.sql" "$(server_url pathed)"
run 0 'as a snapshot' "$schemadiff" snapshot "$(server_url pathed)" -o "$work/pathed.json"
run 0 'it keeps that' "$schemadiff" diff "$work/pathed.json" "$work/pathed.sql"
run 0 'what is pulled is written with its schemas' "$schemadiff" pull "$(server_url pathed)" --single-file -o "$work/pulled_path.sql"
run 0 'and is the database' "$schemadiff" diff "$(server_url pathed)" "$work/pulled_path.sql"

# who owns what: the role of the session, a role of its own, and nobody that files name
server_createdb owned
cat >"$work/owned.sql" <<'SQL'
CREATE EXTENSION pg_trgm;
CREATE TABLE public.of_runner (a integer);
ALTER TABLE public.of_runner OWNER TO postgres;
CREATE TABLE public.of_other (a integer);
CREATE TABLE public.of_nobody (a integer);
SQL
mkdir "$work/owned"
cp "$work/owned.sql" "$work/owned/1_made.sql"
server_psql owned -f "$work/owned.sql"
run 0 'files that leave the owner open are what a server has that ran them' \
    "$schemadiff" check "migrations:$work/owned" "$(server_url owned)"
server_psql owned -c 'CREATE ROLE "of Others"' -c 'ALTER TABLE public.of_other OWNER TO "of Others"'
run 0 'whoever owns it' "$schemadiff" check "migrations:$work/owned" "$(server_url owned)"
echo 'ALTER TABLE public.of_other OWNER TO "of Others"; CREATE TABLE public.more (); ALTER TABLE public.more OWNER TO postgres;' \
    >>"$work/owned.sql"
run 1 'files that name the owner are not' "$schemadiff" diff "migrations:$work/owned" "$work/owned.sql"
is 'he is given it' says "$work/out" 'ALTER TABLE public\.of_other OWNER TO "of Others"'
SCHEMADIFF_PGBIN=$server_bin
export SCHEMADIFF_PGBIN
chmod 755 "$work"
run 0 'a proof of what belongs to the role of the session' "$schemadiff" verify --from "$(server_url owned)" --to "$work/owned.sql"
is 'has owners as they are' says "$work/out" 'ok +converges'
run 0 'and the other way round' "$schemadiff" verify --from empty: --to "$(server_url owned)"

# trouble
run 2 'a database that is not there' "$schemadiff" diff "$(server_url nowhere)" "$project/yesterday"
is 'the message names it' says "$work/err" 'nowhere'
run 2 'a server that is not there' "$schemadiff" diff \
    "postgresql://someone:opensesame@/app?host=/nonexistent" "$project/yesterday"
is 'a password is never shown' hides "$work/err" 'opensesame'

report
