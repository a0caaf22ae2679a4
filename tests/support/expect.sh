# expect.sh: what a program prints and how it ends, sourced by the scripts of tests/cli.
#
#   begin                                  makes the folder $work, which is removed at the end
#   run STATUS NAME COMMAND...             the command ends in STATUS; its output is in $work/out and $work/err
#   is NAME TEST...                        a command that must succeed
#   report                                 the last line: how many passed and failed
#
# A script that has a server stops it in a function `finish` of its own.

fine=0 bad=0 work=

finish() {
    :
}

expect_cleanup() {
    finish
    [ -z "$work" ] || rm -rf "$work"
}

begin() {
    trap expect_cleanup EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$(mktemp -d)
}

run() {
    expect_status=$1 expect_name=$2
    shift 2
    got=0
    "$@" >"$work/out" 2>"$work/err" </dev/null || got=$?
    if [ "$got" -ne "$expect_status" ] ||
        grep -qE '(Address|Leak|UndefinedBehavior)Sanitizer|runtime error:' "$work/err"; then
        bad=$((bad + 1))
        echo "--- $expect_name: ended in $got, not $expect_status"
        head -n 12 "$work/out" "$work/err"
    else
        fine=$((fine + 1))
    fi
}

is() {
    expect_name=$1
    shift
    if "$@" >"$work/is" 2>&1; then
        fine=$((fine + 1))
    else
        bad=$((bad + 1))
        echo "--- $expect_name"
        head -n 12 "$work/is"
    fi
}

# empty FILE, filled FILE, says FILE PATTERN, hides FILE PATTERN: tests for `is`.
empty() {
    [ ! -s "$1" ] || {
        cat "$1"
        return 1
    }
}

filled() {
    [ -s "$1" ]
}

says() {
    grep -qE -- "$2" "$1" || {
        cat "$1"
        return 1
    }
}

hides() {
    ! grep -nE -- "$2" "$1"
}

report() {
    echo "counted: $fine passed, $bad failed"
    [ "$bad" -eq 0 ] && [ "$fine" -gt 0 ]
}
