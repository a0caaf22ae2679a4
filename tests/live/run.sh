#!/bin/sh
# run.sh SCHEMADIFF CORPUS [CASE...]: every pair of the corpus on one private server, two at a time: the migration from
# the live database of from.sql to the file to.sql must run, run again, give what pg_dump of to.sql gives, and leave
# nothing to say; then the same the other way round.  SD_KEEP=FOLDER keeps what was written.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
schemadiff=$1 corpus=$2
shift 2
out=
cleanup() {
    server_stop
    [ -z "$out" ] || [ -n "${SD_KEEP:-}" ] || rm -rf "$out"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [ -n "${SD_KEEP:-}" ]; then
    mkdir -p "$SD_KEEP"
    out=$SD_KEEP
    rm -f "$out"/*.result
else
    out=$(mktemp -d)
fi
server_start
server_psql postgres -f "$here/../support/roles.sql"

if [ $# -eq 0 ]; then
    for case in "$corpus"/*/; do
        [ ! -e "$case/to.sql" ] || set -- "$@" "$(basename -- "$case")"
    done
fi
[ $# -gt 0 ] || {
    echo "live: no case in $corpus"
    exit 1
}
version=$(server_psql postgres -At -c "SELECT current_setting('server_version_num')::integer / 10000")
skipped=0
for name in "$@"; do
    shift
    # The case needs a younger server: the file begins with its major version.
    if [ -e "$corpus/$name/since" ] && [ "$(sed 's/[^0-9].*//;q' "$corpus/$name/since")" -gt "$version" ]; then
        skipped=$((skipped + 1))
    else
        set -- "$@" "$name"
    fi
done
[ "$skipped" -eq 0 ] || echo "PostgreSQL $version is too old for $skipped cases"
for name in "$@"; do
    printf '%s\0' "$corpus/$name"
done | xargs -0 -n 1 -P 2 sh "$here/case.sh" "$schemadiff" "$server_dir" "$out" || true

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
