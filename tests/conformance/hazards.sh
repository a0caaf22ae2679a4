#!/bin/sh
# hazards.sh REPLAY-HAZARDS SCHEMADIFF [PATH]: what `report` says that statements lock, read and write anew, against what a
# server does: the statements of tests/live/hazards, the histories of fixtures/histories, the migration of the demo, and
# those of each folder of PATH/schemas that is a history.  Each on a private server of its own.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
replay=$1 schemadiff=$2 path=${3:-}
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
fine=0 bad=0

# prove NAME FILE...
prove() {
    name=$1
    shift
    sh "$here/../support/with_server.sh" "$replay" "$@" >"$work/out" 2>"$work/err" || true
    grep -v '^counted:' "$work/out" || true
    ! grep -E '(Address|Leak|UndefinedBehavior)Sanitizer|runtime error:' "$work/err" || bad=$((bad + 1))
    counts=$(sed -n 's/^counted: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/out")
    [ -n "$counts" ] || {
        cat "$work/err"
        counts='0 1'
    }
    echo "$name: ${counts% *} statements as said, ${counts#* } otherwise"
    fine=$((fine + ${counts% *}))
    bad=$((bad + ${counts#* }))
}

prove statements "$here/../live/hazards/before.sql" "$here/../live/hazards/statements.sql"
for folder in "$root"/fixtures/histories/*/; do
    prove "$(basename -- "$folder")" "$folder"/*.sql
done
project=$root/fixtures/projects/team-app
cat "$project/stubs.sql" "$project"/yesterday/*.sql >"$work/yesterday.sql"
"$schemadiff" diff "$work/yesterday.sql" "$project/today" --schema public >"$work/demo.sql" 2>"$work/err" || [ $? -eq 1 ]
prove demo "$project/stubs.sql" "$project"/yesterday/*.sql "$work/demo.sql"
for folder in ${path:+"$path"/schemas/*/}; do
    # A history has more than one file; what a schema needs beforehand stands beside it, without the words of psql.
    [ "$(find "$folder" -name '[0-9]*.sql' | wc -l)" -gt 1 ] || continue
    : >"$work/base.sql"
    [ ! -e "$folder/supabase" ] || grep -v '^\\' "$path/schemas/bootstrap-supabase.sql" >>"$work/base.sql"
    [ ! -e "$folder/before.sql" ] || grep -v '^\\' "$folder/before.sql" >>"$work/base.sql"
    prove "$(basename -- "$folder")" --lenient "$work/base.sql" "$folder"/[0-9]*.sql
done
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ] && [ "$fine" -gt 0 ]
