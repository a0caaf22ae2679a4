#!/bin/sh
# matrix.sh SCHEMADIFF FOLDER [MAJOR[=CASE,CASE...]]...: the live tests on PostgreSQL servers of several major versions, all of
# them when none is named.  FOLDER keeps the servers (fetch.sh) and the witness, pg_dump 18 (fetch_client.sh).  The output
# for each version goes to FOLDER/<major>.log; the last lines are a count for each and one for all.
set -eu
schemadiff=$1 folder=$2
shift 2
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
corpus=$here/../../fixtures/corpus
[ $# -gt 0 ] || set -- 14 15 16 17 18

# shellcheck disable=SC2046
sh "$here/fetch.sh" "$folder" $(printf '%s\n' "$@" | sed 's/=.*//')
sh "$here/fetch_client.sh" "$folder/client"
folder=$(cd -P -- "$folder" && pwd)

# Root runs servers under another account, which may not be able to enter the folder of the project.
copy=
cleanup() {
    [ -z "$copy" ] || rm -rf "$copy"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
copy=$(mktemp -d)
chmod 755 "$copy"

status=0 counts=
for choice in "$@"; do
    major=${choice%%=*} cases=
    [ "$major" = "$choice" ] || cases=$(printf '%s' "${choice#*=}" | tr , ' ')
    cp -R "$folder/$major/native" "$copy/$major"
    # shellcheck disable=SC2086
    SD_PGBIN=$copy/$major/bin SD_PGCLIENT=$folder/client/bin \
        sh "$here/../live/run.sh" "$schemadiff" "$corpus" $cases >"$folder/$major.log" 2>&1 || status=1
    rm -rf "${copy:?}/$major"
    [ -z "$cases" ] || cat "$folder/$major.log"
    counts="$counts
PostgreSQL $major: $(tail -n 1 "$folder/$major.log" | sed 's/^counted: //')"
done
echo "$counts" | sed 1d
echo "what failed: $folder/<major>.log"
exit "$status"
