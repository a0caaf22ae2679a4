#!/bin/sh
# interrupted.sh SCHEMADIFF CORPUS [CASE...]: every pair of the corpus on one private server, both ways: the migration is
# interrupted behind each of its statements and then applied as a whole, and the result must be what is wanted; rows
# must survive.  Proven by `schemadiff verify`; that what it compares is right, run.sh shows with pg_dump.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
schemadiff=$1 corpus=$2
shift 2
out=
cleanup() {
    server_stop
    [ -z "$out" ] || rm -rf "$out"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
out=$(mktemp -d)
server_start
server_psql postgres -f "$here/../support/roles.sql"
SD_SERVER_URL=$(server_url postgres)
export SD_SERVER_URL

# is_too_new CASE: it says in `since` that it needs a younger server.
version=$(server_psql postgres -Atc "SELECT current_setting('server_version_num')::integer / 10000")
is_too_new() {
    [ -e "$1/since" ] && [ "$(sed 's/[^0-9].*//;q' "$1/since")" -gt "$version" ]
}

if [ $# -eq 0 ]; then
    for case in "$corpus"/*/; do
        [ -e "$case/to.sql" ] && [ ! -e "$case/same" ] && [ ! -e "$case/no-copy" ] && ! is_too_new "$case" || continue
        set -- "$@" "$(basename -- "$case")"
    done
fi
[ $# -gt 0 ] || {
    echo "interrupted: no case in $corpus"
    exit 1
}
for name in "$@"; do
    printf '%s\0' "$corpus/$name"
done | xargs -0 -n 1 -P 2 sh "$here/interrupted_case.sh" "$schemadiff" "$out" || true

fine=$(cat "$out"/*.result | grep -c '^ok ') || true
bad=$(cat "$out"/*.result | grep -c '^not ok ') || true
for name in "$@"; do
    [ -s "$out/$name.result" ] || {
        echo "--- $name: no verdict"
        bad=$((bad + 1))
    }
done
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ]
