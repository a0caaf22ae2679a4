#!/bin/sh
# case.sh SCHEMADIFF SERVER-FOLDER OUT CASE: one pair of fixtures/corpus on the server that run.sh started, both ways.
# Prints what failed; the verdicts go to OUT/<case>.result, a line each: "ok NAME" or "not ok NAME".
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
converge_support=$here/../support
. "$converge_support/server.sh"
. "$converge_support/converge.sh"
schemadiff=$1 server_dir=$2 out=$3 case=$4
name=$(basename -- "$case")
work=$out/$name
mkdir -p "$work"
converge_options=$(cat "$case/options" 2>/dev/null) || converge_options=

verdict() {
    if [ "$1" = ok ]; then
        echo "ok $name ($2)" >>"$work.result"
    else
        echo "not ok $name ($2)" >>"$work.result"
        printf -- '--- %s (%s): %s\n%s\n' "$name" "$2" "$1" "$why"
    fi
}

# prepare DATABASE FILE DUMP
prepare() {
    why=$(server_createdb "$1" 2>&1) || return 1
    if [ -e "$case/setup.sql" ]; then
        why=$(load "$1" "$case/setup.sql") || return 1
    fi
    why=$(load "$1" "$2") || return 1
    dump "$1" "$3"
}

: >"$work.result"
# Not named after the case: names of databases end after 63 bytes.
from=from_$$ to=to_$$
# What psql loads for the wanted side, where to.sql is in an order that only schemadiff takes.
loadable=$case/to.sql
[ ! -e "$case/wanted.sql" ] || loadable=$case/wanted.sql
if ! prepare "$from" "$case/from.sql" "$work/from.dump" || ! prepare "$to" "$loadable" "$work/to.dump"; then
    verdict 'does not load' forth
elif [ -e "$case/same" ]; then
    # Two spellings of one schema, which pg_dump prints in two ways: there must be nothing to do.
    for pair in "$from to" "$to from"; do
        stage='is not the same'
        if compare "$(server_url "${pair% *}")" "$case/${pair#* }.sql" "$work/same" && [ ! -s "$work/same" ]; then
            stage=ok
        fi
        why=$(cat "$work/same.err" "$work/same")
        verdict "$stage" "wanted: ${pair#* }.sql"
    done
else
    if [ -e "$case/seed.sql" ]; then
        why=$(load "$from" "$case/seed.sql") || verdict 'seed.sql does not load' rows
        sizes "$from" "$work/before"
    fi
    converge "$from" "$case/to.sql" "$work/to.dump" "$work/forth" || true
    verdict "$stage" forth
    if [ -e "$case/seed.sql" ] && [ "$stage" != ran ] && [ "$stage" != applied ]; then
        # Tables of both sides must still have the rows they had.
        sizes "$from" "$work/after"
        awk 'NR == FNR { rows[$1] = $2; next } $1 in rows && rows[$1] != $2 { print $1 ": " rows[$1] " rows became " $2 }' \
            "$work/before" "$work/after" >"$work/lost"
        why=$(cat "$work/lost")
        if [ -s "$work/lost" ]; then verdict 'rows were lost' rows; else verdict ok rows; fi
    fi
    if [ ! -e "$case/one-way" ]; then
        converge "$to" "$case/from.sql" "$work/from.dump" "$work/back" || true
        verdict "$stage" back
    fi
fi
server_dropdb "$from" 2>/dev/null || true
server_dropdb "$to" 2>/dev/null || true
