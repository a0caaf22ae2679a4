#!/bin/sh
# case.sh SCHEMADIFF SERVER-FOLDER OUT NAME FROM TO [SETUP [SEED [interrupt]]]: one pair on the server that conformance.sh started.
# Appends "NAME STAGE" to OUT/verdicts, where STAGE is the first that failed, ok, or unloadable when the pair itself does
# not load.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
converge_support=$here/../support
. "$converge_support/server.sh"
. "$converge_support/converge.sh"
schemadiff=$1 server_dir=$2 out=$3 name=$4 from=$5 to=$6 setup=${7:-} seed=${8:-} interrupt=${9:-}
work=$out/cases/$name
mkdir -p "$work"

# fill DATABASE FILE
fill() {
    server_createdb "$1" 2>&1 || return 1
    if [ -n "$setup" ]; then
        load "$1" "$setup" || return 1
    fi
    load "$1" "$2"
}

# prepare DATABASE FILE: roles that the file takes for granted are made, and it is loaded once more.
prepare() {
    why=$(fill "$1" "$2") && return 0
    roles=$(printf '%s\n' "$why" | sed -n 's/.*ERROR:  role "\(.*\)" does not exist$/\1/p' | sort -u)
    [ -n "$roles" ] || return 1
    printf '%s\n' "$roles" | while read -r role; do
        server_psql postgres -c "CREATE ROLE \"$role\"" 2>/dev/null || true
    done
    server_dropdb "$1" || return 1
    why=$(fill "$1" "$2")
}

# prove: the migration, interrupted behind each of its statements, applied again as a whole.  Only where it is asked for.
prove() {
    [ -n "$interrupt" ] || return 0
    cat "$from" >"$work/prove_from.sql"
    [ -z "$setup" ] || cat "$setup" "$from" >"$work/prove_from.sql"
    prove_status=0
    timeout 300 "$schemadiff" verify --every-state --no-seed --allow-drops --scratch="$(server_url postgres)" \
        --from "$work/prove_from.sql" --to "$wanted" >"$work/proof" 2>"$work/proof.err" || prove_status=$?
    case $prove_status in
    0)
        echo "$name ok" >>"$out/tried"
        return 0
        ;;
    *) grep -v '^ok' "$work/proof" >"$work/proof.bad" || cp "$work/proof.err" "$work/proof.bad" ;;
    esac
    echo "$name $(tr '\n' ' ' <"$work/proof.bad" | cut -c 1-300)" >>"$out/tried"
    said "verify ended in $prove_status" "$work/proof.bad"
    return 1
}

stage=unloadable why=
if prepare "from_$$" "$from" && prepare "to_$$" "$to" && dump "to_$$" "$work/wanted.dump" &&
    { [ -z "$seed" ] || why=$(load "from_$$" "$seed"); }; then
    # What is wanted includes what was loaded before both.
    wanted=$to
    if [ -n "$setup" ]; then
        wanted=$work/wanted.sql
        cat "$setup" "$to" >"$wanted"
    fi
    if converge "from_$$" "$wanted" "$work/wanted.dump" "$work/up"; then
        # And the schema must not differ from itself.
        stage=drift
        if compare "$(server_url "to_$$")" "$wanted" "$work/drift" && [ ! -s "$work/drift" ]; then
            stage=interrupted
            if prove; then stage=ok; fi
        else
            said 'the schema differs from itself' "$work/drift"
        fi
    fi
fi
echo "$name $stage" >>"$out/verdicts"
[ "$stage" = ok ] || printf '%s: %s\n%s\n' "$name" "$stage" "$why" >"$work/why"
server_dropdb "from_$$" 2>/dev/null || true
server_dropdb "to_$$" 2>/dev/null || true
