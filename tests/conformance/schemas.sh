#!/bin/sh
# schemas.sh VIEW-COLUMNS PATH: columns.sh over the whole schemas of PATH/schemas, put together as conformance.sh does.
set -eu
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
columns=$1 path=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in "$path"/schemas/*/; do
    file=$work/$(basename -- "$folder").sql
    [ ! -e "$folder/supabase" ] || cat "$path/schemas/bootstrap-supabase.sql" >>"$file"
    [ ! -e "$folder/before.sql" ] || cat "$folder/before.sql" >>"$file"
    cat "$folder"/[0-9]*.sql >>"$file"
done
sh "$here/columns.sh" "$columns" "$work"/*.sql
