#!/bin/sh
# conformance.sh SCHEMADIFF PATH [SUITE...]: pairs of schemas from elsewhere, each migrated on a private server and judged by
# pg_dump.  PATH/corpus/<suite>/<case>/ holds a.sql and b.sql, and may hold setup.sql (loaded before both) and seed.sql
# (rows for a).  PATH/schemas/<name>/NNNN-*.sql are whole schemas, loaded after before.sql and, where there is a file
# named supabase, after PATH/schemas/bootstrap-supabase.sql; they are built up from what comes before them.
#
# Prints counts per suite and where to read about the failures.  SD_OUT names the folder of the results
# (build/conformance).  Every n-th migration is also interrupted behind each of its statements and then applied as a whole,
# so that fifty are, spread over all suites; SD_EVERY_STATE is another number, `all` or 0.  A migration that was not tried
# counts in the column "any state" as it did in the one before; the line behind the table says how many were.
set -eu
schemadiff=$1 path=$2
shift 2
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
out=${SD_OUT:-build/conformance}
rm -rf "$out/cases"
mkdir -p "$out/cases"
out=$(cd -P -- "$out" && pwd)
: >"$out/verdicts"
: >"$out/cases.list"
: >"$out/tried"
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# wanted SUITE: no suite on the command line means all of them.
suites=$*
wanted() {
    [ -n "$suites" ] || return 0
    case " $suites " in *" $1 "*) ;; *) return 1 ;; esac
}

# list NAME FROM TO SETUP SEED: what is to be tried, a case a line; no path here has a tab in it
list() {
    printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$out/cases.list"
}

# Arguments of case.sh for each case, NUL-separated; the last one says whether it is interrupted.
choose() {
    total=$(wc -l <"$out/cases.list") wanted_states=${SD_EVERY_STATE:-50}
    [ "$wanted_states" != all ] || wanted_states=$total
    awk -F '\t' -v total="$total" -v states="$wanted_states" '{
        at = int(NR * states / total)
        print $1; print $2; print $3; print $4; print $5
        print (at > int((NR - 1) * states / total) ? "interrupt" : "")
    }' "$out/cases.list" | tr '\n' '\0' >"$out/list"
}

for folder in "$path"/corpus/*/*/; do
    folder=${folder%/}
    [ -e "$folder/b.sql" ] || continue
    suite=$(basename -- "$(dirname -- "$folder")")
    wanted "$suite" || continue
    setup='' seed=''
    [ ! -e "$folder/setup.sql" ] || setup=$folder/setup.sql
    [ ! -e "$folder/seed.sql" ] || seed=$folder/seed.sql
    list "$suite/$(basename -- "$folder")" "$folder/a.sql" "$folder/b.sql" "$setup" "$seed"
done

if wanted schemas; then
    for folder in "$path"/schemas/*/; do
        folder=${folder%/}
        [ -d "$folder" ] || continue
        name=$(basename -- "$folder")
        mkdir -p "$out/cases/schemas/$name"
        from=$out/cases/schemas/$name/from.sql to=$out/cases/schemas/$name/to.sql
        : >"$from"
        [ ! -e "$folder/supabase" ] || cat "$path/schemas/bootstrap-supabase.sql" >>"$from"
        [ ! -e "$folder/before.sql" ] || cat "$folder/before.sql" >>"$from"
        cat "$from" "$folder"/[0-9]*.sql >"$to"
        list "schemas/$name" "$from" "$to" '' ''
    done
fi
[ -s "$out/cases.list" ] || {
    echo "conformance: no case in $path" >&2
    exit 2
}
choose

server_start
xargs -0 -n 6 -P 2 sh "$here/case.sh" "$schemadiff" "$server_dir" "$out" <"$out/list" || true

LC_ALL=C sort -o "$out/verdicts" "$out/verdicts"
awk '
BEGIN { n = split("ran applied converged idempotent quiet drift interrupted ok", stages, " "); for (i = 1; i <= n; i++) rank[stages[i]] = i }
function row(name, i, r) {
    printf "%-16s %6d %10d", name, cases[name], unloadable[name]
    for (i = 1; i < n; i++)
        printf " %10d", reached[name, i]
    printf "\n"
}
{
    suite = $1
    sub("/.*", "", suite)
    if (!(suite in seen))
        order[++suites] = suite
    seen[suite] = 1
    if ($2 == "unloadable") {
        unloadable[suite]++
        unloadable["all"]++
        next
    }
    cases[suite]++
    cases["all"]++
    # A case has passed the stages before the one that is named.
    for (i = 1; i < rank[$2]; i++) {
        reached[suite, i]++
        reached["all", i]++
    }
}
END {
    printf "%-16s %6s %10s", "suite", "cases", "unloadable"
    for (i = 1; i < n; i++)
        printf " %10s", stages[i] == "drift" ? "no drift" : stages[i] == "interrupted" ? "any state" : stages[i]
    printf "\n"
    for (s = 1; s <= suites; s++)
        row(order[s])
    row("all")
}' "$out/verdicts"
echo "interrupted behind each statement and run again: $(wc -l <"$out/tried") migrations," \
    "$(grep -c ' ok$' "$out/tried" || true) of them complete and converge"
grep -v ' ok$' "$out/tried" || true
echo "verdicts: $out/verdicts; why: $out/cases/<suite>/<case>/why"
