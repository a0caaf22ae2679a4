#!/bin/sh
# run.sh [GUARD...]: reads the sources for what no compiler refuses.  Each guard prints the offending lines and ends in
# 1, or prints nothing.
set -eu
cd -P -- "$(dirname -- "$0")/../.."
[ $# -gt 0 ] || set -- layers no_kinds banned docs_paths words
fine=0 bad=0
for guard in "$@"; do
    if found=$(sh "tests/guard/$guard.sh"); then
        fine=$((fine + 1))
    else
        bad=$((bad + 1))
        printf -- '--- guard %s\n%s\n' "$guard" "$found"
    fi
done
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ]
