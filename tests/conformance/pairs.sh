#!/bin/sh
# pairs.sh REPLAY-PAIRS FILE...: each file of pairs on a private server, in a database of its own.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
. "$here/../support/server.sh"
replay=$1
shift
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
server_start
status=0
number=0
for file in "$@"; do
    number=$((number + 1))
    server_createdb "pairs_$number"
    "$replay" "$(server_url "pairs_$number")" "$file" || status=1
done
exit "$status"
