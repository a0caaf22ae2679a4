#!/bin/sh
# columns.sh VIEW-COLUMNS FILE...: the columns of the views of each schema, as they are inferred and as a private server has
# them.  A file that the server does not load is left out.
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
    if server_psql columns -f "$file" >/dev/null 2>&1; then
        if said=$("$columns" "$(server_url columns)" "$file"); then
            fine=$((fine + 1))
        else
            bad=$((bad + 1))
        fi
        printf '%s: %s\n' "$file" "$said"
    else
        echo "$file: the server does not load it"
    fi
    server_dropdb columns 2>/dev/null
done
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ] && [ "$fine" -gt 0 ]
