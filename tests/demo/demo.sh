#!/bin/sh
# demo.sh SCHEMADIFF: yesterday's schema of a sample project runs on a private PostgreSQL; today's files become the next
# migration; it is applied twice; nothing is left to do.  Ends in 0 only if all of that is true, and leaves nothing
# behind.
set -eu
schemadiff=$1
cd -P -- "$(dirname -- "$0")/../.."
. tests/support/server.sh
project=fixtures/projects/team-app
work=
# One folder to look at, so that it reads as a team would see it: schema/ was yesterday's and is now today's.
cleanup() {
    status=$?
    trap - EXIT
    server_stop
    [ -z "$work" ] || rm -rf "$work"
    [ "$status" -eq 0 ] || echo "demo: failed (status $status)" >&2
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

step() {
    printf '\n== %s\n\n' "$1"
}

# short FILE LINES
short() {
    lines=$(wc -l <"$1")
    if [ "$lines" -le "$2" ]; then
        cat "$1"
    else
        head -n "$2" "$1"
        echo "   (and $((lines - $2)) lines more)"
    fi
}

work=$(mktemp -d)
server_start
url=$(server_url app)

step 'A database as it is deployed: fixtures/projects/team-app/yesterday'
server_createdb app
server_psql app -f "$project/stubs.sql"
for file in "$project"/yesterday/*.sql; do
    server_psql app -f "$file"
done
server_psql app -f tests/demo/rows.sql
server_psql app -At -c "SELECT count(*) || ' tables, ' || (SELECT count(*) FROM pg_policies WHERE schemaname = 'public')
    || ' policies, ' || (SELECT count(*) FROM public.tasks) || ' tasks' FROM pg_tables WHERE schemaname = 'public'"

step 'A day of work on the schema files'
mkdir "$work/yesterday" "$work/today"
cp "$project"/yesterday/*.sql "$work/yesterday"
cp "$project"/today/*.sql "$work/today"
(cd "$work" && diff -ruN -U1 yesterday today | sed '/^diff /d;/^@@/d;s/	[0-9-]* [0-9:.]* [+0-9]*$//') \
    >"$work/edit" || true
short "$work/edit" 60

step 'schemadiff generate add_labels --from DATABASE --to schema/ --schema public'
"$schemadiff" generate add_labels --from "$url" --to "$project/today" --schema public --output - >"$work/up.sql"
cat "$work/up.sql"
[ -s "$work/up.sql" ] || {
    echo 'demo: the migration is empty' >&2
    exit 1
}

step 'psql applies it, and applies it again'
server_psql app -f "$work/up.sql"
echo 'first run: done'
server_psql app -f "$work/up.sql"
echo 'second run: done'
rows=$(server_psql app -At -c "SELECT count(*) || ' tasks, ' || count(*) FILTER (WHERE NOT is_blocked) || ' not blocked'
    FROM public.tasks")
echo "$rows"
[ "$rows" = '3 tasks, 3 not blocked' ] || {
    echo 'demo: rows were lost' >&2
    exit 1
}

step 'schemadiff diff DATABASE schema/ --schema public'
"$schemadiff" diff "$url" "$project/today" --schema public >"$work/rest.sql" || {
    status=$?
    cat "$work/rest.sql"
    echo 'demo: something is left to do' >&2
    exit "$status"
}
[ ! -s "$work/rest.sql" ] || {
    cat "$work/rest.sql"
    echo 'demo: something is left to do' >&2
    exit 1
}
"$schemadiff" generate nothing --from "$url" --to "$project/today" --schema public --output - >"$work/rest.sql"
[ ! -s "$work/rest.sql" ] || {
    cat "$work/rest.sql"
    echo 'demo: generate still finds something' >&2
    exit 1
}
echo 'nothing is left: the database is what the files say'
