# converge.sh: does the migration that schemadiff writes make one schema into another?  Sourced after server.sh by
# runners that set `schemadiff` to the program.  pg_dump is the witness: nothing of schemadiff takes part in judging.

converge_support=${converge_support:?converge.sh: set converge_support to its folder}

# A comparison that hangs is a failure of its own; the limit is far above what any case needs.
converge_limit=${SD_CASE_SECONDS:-60}

# load DATABASE FILE: runs a schema file.  Roles are shared by all databases of a server, so that a file may say again
# what another has said; and rows in a schema file may want a setting of their application.  Any other error is one.
load() {
    load_errors=$(server_psql "$1" -v ON_ERROR_STOP=0 -f "$2" 2>&1 >/dev/null | grep -E 'ERROR:|FATAL:|error:' |
        grep -Ev 'ERROR:  (role ".*" already exists|unrecognized configuration parameter ".*\..*")$') || true
    [ -z "$load_errors" ] || {
        printf '%s\n' "$load_errors" | head -5
        return 1
    }
}

# dump DATABASE FILE: its schema in the normal form of dump.awk.
dump() {
    server_dump "$1" >"$2.raw" && awk -f "$converge_support/dump.awk" "$2.raw" | LC_ALL=C sort >"$2"
}

# sizes DATABASE FILE: the number of rows of each table.
sizes() {
    server_psql "$1" -At -f "$converge_support/sizes.sql" | LC_ALL=C sort >"$2"
}

# compare FROM TO OUT: runs the program, with $converge_options; 0 (same) and 1 (different) are answers, everything else is trouble.
compare() {
    compare_status=0
    # shellcheck disable=SC2086
    timeout "$converge_limit" "$schemadiff" diff "$1" "$2" --allow-drops ${converge_options:-} >"$3" 2>"$3.err" || compare_status=$?
    case $compare_status in
    0 | 1) ! grep -qE '(Address|Leak|UndefinedBehavior)Sanitizer|runtime error:' "$3.err" ;;
    *) return 1 ;;
    esac
}

# said TEXT FILE [LINES]: puts the reason of a failure into `why`.
said() {
    why="$1
$(head -n "${3:-15}" "$2")"
}

# converge DATABASE WANTED-SOURCE WANTED-DUMP OUT: migrates the database.  Sets `stage` to the first of ran, applied,
# converged, idempotent, quiet that failed, or to ok; and `why` to what was seen.  Files beginning with OUT stay.
converge() {
    why=
    stage=ran
    compare "$(server_url "$1")" "$2" "$4.sql" || {
        said "schemadiff ended in $compare_status" "$4.sql.err"
        return 1
    }
    stage=applied
    server_psql "$1" -f "$4.sql" >"$4.apply" 2>&1 || {
        said 'the migration does not run' "$4.apply" 4
        return 1
    }
    stage=converged
    dump "$1" "$4.dump" || return 1
    diff "$3" "$4.dump" >"$4.difference" || {
        said 'wanted (<) and migrated (>)' "$4.difference"
        return 1
    }
    stage=idempotent
    server_psql "$1" -f "$4.sql" >"$4.apply" 2>&1 || {
        said 'the migration does not run twice' "$4.apply" 4
        return 1
    }
    dump "$1" "$4.again" || return 1
    diff "$3" "$4.again" >"$4.difference" || {
        said 'after the second run, wanted (<) and migrated (>)' "$4.difference"
        return 1
    }
    stage=quiet
    compare "$(server_url "$1")" "$2" "$4.rest" || {
        said "schemadiff, run on its result, ended in $compare_status" "$4.rest.err"
        return 1
    }
    [ ! -s "$4.rest" ] && [ "$compare_status" -eq 0 ] || {
        said "schemadiff finds a difference in its own result (status $compare_status)" "$4.rest"
        return 1
    }
    stage=ok
}
