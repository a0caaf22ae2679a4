#!/bin/sh
# with_server.sh COMMAND...: runs a command beside a private PostgreSQL and ends with its status.  The command finds
# the server through PGHOST, PGUSER and PGDATABASE, and its URL in SD_TEST_URL.
set -eu
. "$(dirname -- "$0")/server.sh"
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
server_start
PGHOST=$server_dir PGUSER=postgres PGDATABASE=postgres SD_TEST_URL=$(server_url postgres)
export PGHOST PGUSER PGDATABASE SD_TEST_URL
status=0
"$@" || status=$?
exit "$status"
