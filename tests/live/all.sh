#!/bin/sh
# all.sh SCHEMADIFF CORPUS: every runner over the pairs of the corpus that needs a server.
set -eu
here=$(dirname -- "$0")
status=0
sh "$here/run.sh" "$1" "$2" || status=1
sh "$here/interrupted.sh" "$1" "$2" || status=1
exit $status
