#!/bin/sh
# interrupted_case.sh SCHEMADIFF OUT CASE: one pair of fixtures/corpus for interrupted.sh, both ways.
set -eu
schemadiff=$1 out=$2 case=$3
name=$(basename -- "$case")
work=$out/$name
mkdir -p "$work"
: >"$work.result"

for side in from to; do
    cat /dev/null >"$work/$side.sql"
    [ ! -e "$case/setup.sql" ] || cat "$case/setup.sql" >>"$work/$side.sql"
    cat "$case/$side.sql" >>"$work/$side.sql"
done

seed=
[ ! -e "$case/no-seed" ] || seed=--no-seed

options=$(cat "$case/options" 2>/dev/null) || options=

# prove FROM TO
prove() {
    status=0
    # shellcheck disable=SC2086
    timeout "${SD_CASE_SECONDS:-120}" "$schemadiff" verify --from "$work/$1.sql" --to "$work/$2.sql" --every-state $seed $options \
        --allow-drops --scratch="$SD_SERVER_URL" >"$work/$1.report" 2>"$work/$1.err" || status=$?
    if [ "$status" -eq 0 ] && ! grep -qE '(Address|Leak|UndefinedBehavior)Sanitizer|runtime error:' "$work/$1.err"; then
        echo "ok $name ($1 to $2)" >>"$work.result"
    else
        echo "not ok $name ($1 to $2)" >>"$work.result"
        printf -- '--- %s (%s to %s): ended in %s\n' "$name" "$1" "$2" "$status"
        grep -vE '^ok ' "$work/$1.report" | head -n 12
        head -n 6 "$work/$1.err"
    fi
}

prove from to
[ -e "$case/one-way" ] || prove to from
