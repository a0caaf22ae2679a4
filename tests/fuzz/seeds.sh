#!/bin/sh
# seeds.sh FOLDER: writes seeds for each target of this folder into FOLDER/<target>, out of fixtures/ and seeds/.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
corpus=$here/../../fixtures/corpus
folder=$1

for name in meaning literal; do
    mkdir -p "$folder/$name"
    awk -v to="$folder/$name/" '{ file = to NR; printf "%s", $0 >file; close(file) }' "$here/seeds/$name.txt"
done
mkdir -p "$folder/pair" "$folder/read_sql"
for case in "$corpus"/*/; do
    name=$(basename "$case")
    { cat "$case/from.sql"; printf '\n-- to\n'; cat "$case/to.sql"; } >"$folder/pair/$name"
    cp "$case/to.sql" "$folder/read_sql/$name"
done
