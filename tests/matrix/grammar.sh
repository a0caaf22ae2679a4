#!/bin/sh
# grammar.sh FOLDER BUILD: builds schemadiff in BUILD with the grammar of PostgreSQL 17 instead of the one that is installed, and
# writes every migration of the corpus with it: they must be the same to the byte.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
root=$(cd -P -- "$here/../.." && pwd)
sh "$here/fetch_grammar.sh" "$1"
folder=$(cd -P -- "$1" && pwd)
cmake -S "$root" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPG_QUERY_LIBRARY="$folder/libpg_query.a" \
    -DPG_QUERY_INCLUDE_DIR="$folder/include" >&2
cmake --build "$2" --target schemadiff >&2
schemadiff=$(cd -P -- "$2" && pwd)/cli/schemadiff
"$schemadiff" --version
sh "$here/../corpus/run.sh" "$schemadiff" "$root/fixtures/corpus"
