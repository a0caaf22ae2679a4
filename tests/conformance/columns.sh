#!/bin/sh
# columns.sh VIEW-COLUMNS FILE...: the columns of the views of each schema, as they are inferred and as a private server has
# them.  What the server refuses (rows, an extension that is not installed) is counted; the views that both have are compared.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
columns=$1
shift
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
server_start
server_psql postgres -f "$here/../support/roles.sql"
fine=0 bad=0
for file in "$@"; do
    server_createdb columns
    refused=$(sed '/^\\set ON_ERROR_STOP/d' "$file" | server_psql columns -v ON_ERROR_STOP=0 2>&1 >/dev/null |
        grep -c 'ERROR:') || true
    if said=$("$columns" "$(server_url columns)" "$file"); then
        fine=$((fine + 1))
    else
        bad=$((bad + 1))
    fi
    [ "$refused" -eq 0 ] || said="$said; the server refuses statements: $refused"
    printf '%s: %s\n' "$file" "$said"
    server_dropdb columns 2>/dev/null
done
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ] && [ "$fine" -gt 0 ]
