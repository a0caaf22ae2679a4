#!/bin/sh
# verify_case.sh SCHEMADIFF OUT NAME FOLDER FROM TO: one pair for verify.sh.  Appends "NAME STEP" to OUT/verdicts, where STEP is
# the first that failed, proven, bare when no table had rows in that though there are some, or unloadable when the pair itself does not load.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
schemadiff=$1 out=$2 name=$3 folder=$4 from=$5 to=$6 server_dir=$SD_SERVER_DIR
work=$out/cases/$name
mkdir -p "$work"

for side in "$from" "$to"; do
    : >"$work/$side.sql"
    [ ! -e "$folder/setup.sql" ] || cat "$folder/setup.sql" >>"$work/$side.sql"
    cat "$folder/$side.sql" >>"$work/$side.sql"
done

# prove [OPTION]
prove() {
    status=0
    timeout "${SD_CASE_SECONDS:-120}" "$schemadiff" verify "$@" --from "$work/$from.sql" --to "$work/$to.sql" --allow-drops \
        --scratch="$SD_SERVER_URL" >"$work/report" 2>"$work/err" || status=$?
}

# Roles that the files take for granted are made, and it is tried again.
prove
for _ in 1 2 3; do
    roles=$(sed -n 's/.*role "\(.*\)" does not exist.*/\1/p' "$work/err" "$work/report" | sort -u)
    [ "$status" -ne 0 ] && [ -n "$roles" ] || break
    printf '%s\n' "$roles" | while read -r role; do
        server_psql postgres -c "CREATE ROLE \"$role\"" 2>/dev/null || true
    done
    prove
done

# What made-up rows stand in the way of is tried without them.
if [ "$status" -eq 1 ] && grep -Eq '^failed +runs' "$work/report" && grep -Eq 'SQLSTATE 23' "$work/report"; then
    cp "$work/report" "$work/report.rows"
    prove --no-seed
fi

step=$(sed -n 's/^\(failed\|trouble\) *\([a-z ]*[a-z]\) \{2,\}.*/\2/p' "$work/report" | head -n 1 | tr ' ' _)
case $status,$step in
0,) if [ -e "$work/report.rows" ] || grep -Eq '^skipped +seeded' "$work/report"; then step=bare; else step=proven; fi ;;
*,from | *,to) step=unloadable ;;
*,) if [ ! -s "$work/report" ] && grep -q SQLSTATE "$work/err"; then step=unloadable; else step=other; fi ;;
esac
case $step in proven | bare | unloadable | runs | again | converges | rows | down | down_again | returns | rows_back) ;; *) step=other ;; esac
echo "$name $step" >>"$out/verdicts"
