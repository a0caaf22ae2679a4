#!/bin/sh
# bench.sh SCHEMADIFF STAGES [PATH]: how long does the comparison of a live database with its files take, beside
# `pg_dump --schema-only` of the same database?  The two take turns, so that whatever else the machine does meets both.
# PATH holds schemas/sourcegraph/{before.sql,NNNN-*.sql}; without it a schema of 300 tables is made.
# SD_ROUNDS is the number of rounds (11).  STAGES (stages.c) says how that time is spent on the file.
set -eu
schemadiff=$1 stages=$2 path=${3:-}
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
rounds=${SD_ROUNDS:-11}
work=
cleanup() {
    server_stop
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

work=$(mktemp -d)
server_start
server_createdb bench
schema=$work/schema.sql
if [ -n "$path" ]; then
    name=sourcegraph
    : >"$schema"
    for file in "$path/schemas/$name/before.sql" "$path/schemas/$name"/[0-9]*.sql; do
        [ ! -e "$file" ] || cat "$file" >>"$schema"
    done
else
    name='300 synthetic tables'
    sh "$here/synthetic.sh" >"$schema"
fi
# Rows in the file may want what only their application sets; the schema is what counts here.
server_psql bench -v ON_ERROR_STOP=0 -f "$schema" >"$work/load" 2>&1
server_psql bench -c 'VACUUM ANALYZE'
url=$(server_url bench)

now() {
    date +%s%N
}

status=0
"$schemadiff" diff "$url" "$schema" >"$work/out" 2>"$work/err" || status=$?
objects=$(server_psql bench -At -c "SELECT count(*) FROM pg_class WHERE relnamespace NOT IN
    ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)")
echo "$name: $objects relations; schemadiff ended in $status and printed $(wc -l <"$work/out") lines"
if [ "$status" -gt 1 ]; then
    cat "$work/err"
    echo 'bench: a comparison that fails has no time' >&2
    exit 2
fi

round=0
while [ "$round" -lt "$rounds" ]; do
    start=$(now)
    server_dump bench >/dev/null
    middle=$(now)
    "$schemadiff" diff "$url" "$schema" >/dev/null 2>&1 || true
    end=$(now)
    echo "$((middle - start))" >>"$work/dump"
    echo "$((end - middle))" >>"$work/diff"
    round=$((round + 1))
done

# figures FILE: minimum and median in milliseconds
figures() {
    sort -n "$1" | awk '{ t[NR] = $1 / 1e6 } END {
        m = NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2
        printf "%.1f %.1f\n", t[1], m }'
}
dump=$(figures "$work/dump") diff=$(figures "$work/diff")
echo "$dump $diff" | awk -v rounds="$rounds" '{
    printf "%-24s minimum %8.1f ms   median %8.1f ms\n", "pg_dump --schema-only", $1, $2
    printf "%-24s minimum %8.1f ms   median %8.1f ms\n", "schemadiff diff", $3, $4
    printf "median of schemadiff / median of pg_dump: %.2f (%d rounds)\n", $4 / $2, rounds }'
"$stages" "$rounds" "$schema"
