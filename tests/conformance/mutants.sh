#!/bin/sh
# mutants.sh MUTATE FILE...: edits of the files' definitions, judged by a private server.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
mutate=$1
shift
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
server_start
server_psql postgres -f "$here/../support/roles.sql"
"$mutate" "$(server_url postgres)" "$@"
