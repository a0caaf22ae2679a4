#!/bin/sh
# verify.sh SCHEMADIFF PATH [SUITE...]: each migration of PATH/corpus (see conformance.sh) proven by `schemadiff verify`, forth
# and back, on one private server: it runs, runs again, converges, keeps the rows; the way back runs, runs again, and the
# schema is what it was.
#
# Prints counts per suite and where to read about the failures.  SD_OUT names the folder of the results
# (build/verify).  SD_BOTH=1 takes each pair the other way round as well.
set -eu
schemadiff=$1 path=$2
shift 2
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
out=${SD_OUT:-build/verify}
rm -rf "$out/cases"
mkdir -p "$out/cases"
out=$(cd -P -- "$out" && pwd)
: >"$out/verdicts"
: >"$out/list"
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

suites=$*
for folder in "$path"/corpus/*/*/; do
    folder=${folder%/}
    suite=$(basename -- "$(dirname -- "$folder")")
    [ -e "$folder/b.sql" ] || continue
    case " ${suites:-$suite} " in *" $suite "*) ;; *) continue ;; esac
    printf '%s\0%s\0%s\0%s\0' "$suite/$(basename -- "$folder")" "$folder" a b >>"$out/list"
    [ -z "${SD_BOTH:-}" ] ||
        printf '%s\0%s\0%s\0%s\0' "$suite/$(basename -- "$folder")-back" "$folder" b a >>"$out/list"
done
[ -s "$out/list" ] || {
    echo "verify: no pair of ${suites:-any suite} in $path"
    exit 0
}

server_start
server_psql postgres -f "$here/../support/roles.sql"
SD_SERVER_URL=$(server_url postgres) SD_SERVER_DIR=$server_dir
export SD_SERVER_URL SD_SERVER_DIR
xargs -0 -n 4 -P 2 sh "$here/verify_case.sh" "$schemadiff" "$out" <"$out/list" || true

LC_ALL=C sort -o "$out/verdicts" "$out/verdicts"
awk '
BEGIN { n = split("runs again converges rows down down_again returns rows_back", steps, " ") }
{
    suite = $1
    sub("/.*", "", suite)
    if (!(suite in seen)) { seen[suite] = 1; order[++suites] = suite }
    for (k = 1; k <= 2; k++) {
        name = k == 1 ? suite : "all"
        if ($2 == "unloadable") { unloadable[name]++; continue }
        cases[name]++
        proven[name] += $2 == "proven"
        bare[name] += $2 == "bare"
        failed[name, $2]++
    }
}
function row(name, i) {
    printf "%-16s %6d %10d %7d %7d", name, cases[name], unloadable[name], proven[name], bare[name]
    for (i = 1; i <= n; i++)
        printf " %10d", failed[name, steps[i]]
    printf " %10d\n", failed[name, "other"]
}
END {
    printf "%-16s %6s %10s %7s %7s", "suite", "cases", "unloadable", "proven", "no rows"
    for (i = 1; i <= n; i++)
        printf " %10s", steps[i]
    printf " %10s\n", "other"
    for (s = 1; s <= suites; s++)
        row(order[s])
    row("all")
}' "$out/verdicts"
echo "counted by the step that failed; verdicts: $out/verdicts; why: $out/cases/<suite>/<case>/report"
! grep -Eqv ' (proven|bare|unloadable)$' "$out/verdicts"
