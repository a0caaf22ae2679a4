#!/bin/sh
# run.sh SCHEMADIFF CORPUS [CASE...]: every pair of the corpus as files against files, without a server.  What
# `schemadiff diff from.sql to.sql --allow-drops` prints must be up.sql to the byte, and each file compared with itself
# must give nothing.  SD_GOLDEN=write rewrites up.sql.
set -eu
schemadiff=$1 corpus=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
fine=0 bad=0

fail() {
    bad=$((bad + 1))
    echo "--- $name: $1"
    head -n 40 "$2"
}

# compare FROM TO: sets `status`; what is printed goes to out and err.
compare() {
    status=0
    # shellcheck disable=SC2086
    timeout 60 "$schemadiff" diff "$1" "$2" --allow-drops $options >"$work/out" 2>"$work/err" || status=$?
    ! grep -qE '(Address|Leak|UndefinedBehavior)Sanitizer|runtime error:' "$work/err" || status=99
}

# itself FILE: nothing differs between a schema and the same schema.
itself() {
    compare "$1" "$1"
    if [ "$status" -ne 0 ]; then
        cat "$work/out" >>"$work/err"
        fail "$(basename -- "$1") compared with itself ended in $status" "$work/err"
    elif [ -s "$work/out" ]; then
        fail "$(basename -- "$1") differs from itself" "$work/out"
    else
        fine=$((fine + 1))
    fi
}

if [ $# -eq 0 ]; then
    for case in "$corpus"/*/; do
        [ ! -e "$case/to.sql" ] || set -- "$@" "$(basename -- "$case")"
    done
fi
for name in "$@"; do
    case=$corpus/$name
    options=$(cat "$case/options" 2>/dev/null) || options=
    compare "$case/from.sql" "$case/to.sql"
    case $status in
    0 | 1)
        if [ "${SD_GOLDEN:-}" = write ]; then
            cp "$work/out" "$case/up.sql"
        fi
        if [ ! -e "$case/up.sql" ]; then
            fail 'up.sql is missing (SD_GOLDEN=write ./dev test writes it)' "$work/out"
        elif diff -u "$case/up.sql" "$work/out" >"$work/difference"; then
            fine=$((fine + 1))
        else
            fail 'the migration is not that of up.sql' "$work/difference"
        fi
        ;;
    *) fail "from.sql to to.sql ended in $status" "$work/err" ;;
    esac
    itself "$case/from.sql"
    itself "$case/to.sql"
done
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ] && [ "$fine" -gt 0 ]
