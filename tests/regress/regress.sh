#!/bin/sh
# regress.sh SCHEMADIFF FOLDER EXCEPTIONS VIEW-COLUMNS: the database that PostgreSQL's own regression suite leaves behind, on a private
# server, as a schema.  FOLDER keeps the suite (fetch.sh); what is found goes to FOLDER/out.
#
#   files      the files that `schemadiff pull` writes do not differ from the database
#   dump       pg_dump of the database, as a file, is read without a complaint and does not differ from it either
#   rebuilt    the migration that builds those files in an empty database runs, and pg_dump shows the same of both
#   columns    those of views are inferred from that file as the database has them
#
# EXCEPTIONS is a Markdown file; of its lines "- `object`: reason" those objects, named as pg_dump's comments name them, may
# differ in what is rebuilt.  Of its lines "- dump: `text`: reason" statements and complaints about the dump that have the
# text in them are no failure.  An exception that is needed no longer is a failure too.
set -eu
schemadiff=$1 folder=$2 exceptions=$3 columns=$4
here=$(cd -P -- "$(dirname -- "$0")" && pwd)
converge_support=$here/../support
. "$converge_support/server.sh"
. "$converge_support/converge.sh"
. "$here/load.sh"
trap server_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

sh "$here/fetch.sh" "$folder"
folder=$(cd -P -- "$folder" && pwd)
out=$folder/out
rm -rf "$out"
mkdir -p "$out/suite"
fine=0 bad=0

# verdict NAME STATUS FILE...: counts; shows the beginning of what was found.
verdict() {
    verdict_name=$1 verdict_status=$2
    shift 2
    if [ "$verdict_status" -eq 0 ]; then
        fine=$((fine + 1))
    else
        bad=$((bad + 1))
        echo "--- $verdict_name"
        for verdict_file in "$@"; do
            head -n "${SD_LINES:-40}" "$verdict_file"
        done
    fi
}

# excused TEXTS FILE: the paragraphs of FILE in which none of the lines of TEXTS is; those of TEXTS that were found are added to
# TEXTS.found.
excused() {
    awk -v texts="$1" '
        BEGIN { while ((getline line < texts) > 0) excuses[++count] = line; RS = ""; ORS = "\n\n" }
        {
            is_excused = 0
            for (i = 1; i <= count; i++)
                if (index($0, excuses[i])) { is_excused = 1; print excuses[i] >>(texts ".found") }
            if (!is_excused) print
        }' "$2"
}

# silent NAME FROM TO OUT [TEXTS]: a comparison that must find nothing and complain of nothing, but for what TEXTS excuses.
silent() {
    status=0
    compare "$2" "$3" "$4" || status=1
    # That data and session commands were left aside is no complaint, nor that columns stand in another order, which pg_dump
    # does not keep either.  Each complaint becomes a paragraph.
    sed -e '/^schemadiff: note: [0-9]* statements\{0,1\} \(was\|were\) left aside/d' \
        -e '/^schemadiff: .* columns in another order, which no statement changes/d' -e '/^[^ ]/i\
' "$4.err" >"$4.complaints"
    if [ -n "${5:-}" ]; then
        : >"$5.found"
        for silent_file in "$4" "$4.complaints"; do
            excused "$5" "$silent_file" >"$silent_file.left"
            mv "$silent_file.left" "$silent_file"
        done
        LC_ALL=C sort -u "$5.found" | LC_ALL=C comm -13 - "$5" | sed 's/$/ (an exception that is not needed)/' >>"$4.complaints"
    fi
    [ ! -s "$4" ] && [ ! -s "$4.complaints" ] || status=1
    verdict "$1" "$status" "$4.complaints" "$4"
}

# The suite reads its data from the server's side and writes there.
start() {
    server_start
    echo 'max_prepared_transactions = 2' >>"$server_dir/data/postgresql.conf"
    server_launch restart
    suite=$server_dir/suite
    cp -R "$folder/suite" "$suite"
    mkdir "$suite/results"
    for library in autoinc refint; do
        cp "$server_bin/../lib/$library.so" "$suite/" || true
    done
    [ "$(id -u)" -ne 0 ] || chown -R postgres: "$suite"
}

# rebuilt: writes the names of objects that differ, but for the exceptions, to $out/rebuilt.differs.
rebuilt() {
    compare empty: "$out/files" "$out/rebuilt.sql" || return 1
    server_createdb rebuilt
    # Errors are counted beside what differs: most objects do not depend on the one that failed.
    server_psql rebuilt -v ON_ERROR_STOP=0 -f "$out/rebuilt.sql" >"$out/rebuilt.apply" 2>&1 || true
    dump rebuilt "$out/rebuilt.dump" || return 1
    diff "$out/regression.dump" "$out/rebuilt.dump" >"$out/rebuilt.difference" || true
    sed -n 's/^[<>] \(.*\); Owner: .* | .*/\1/p' "$out/rebuilt.difference" | LC_ALL=C sort -u >"$out/rebuilt.objects"
    sed -n 's/^- `\(.*\)`: ..*/\1/p' "$exceptions" | LC_ALL=C sort -u >"$out/exceptions"
    LC_ALL=C comm -23 "$out/rebuilt.objects" "$out/exceptions" >"$out/rebuilt.differs"
    LC_ALL=C comm -13 "$out/rebuilt.objects" "$out/exceptions" | sed 's/$/ (an exception that is not needed)/' \
        >>"$out/rebuilt.differs"
    grep -E 'ERROR:|FATAL:|error:' "$out/rebuilt.apply" >"$out/rebuilt.errors" || true
    [ ! -s "$out/rebuilt.differs" ] && [ ! -s "$out/rebuilt.errors" ]
}

start
echo 'regress: running the regression suite' >&2
regression_database regression
regression_load regression "$suite" "$out/suite"
server_dump regression >"$out/dump.sql"
dump regression "$out/regression.dump"
live=$(server_url regression)

status=0
"$schemadiff" pull "$live" -o "$out/files" >"$out/pull" 2>"$out/pull.err" || status=1
verdict pulls "$status" "$out/pull.err"
silent 'the files that were pulled differ from the database' "$live" "$out/files" "$out/files.sql"
sed -n 's/^- dump: `\(.*\)`: ..*/\1/p' "$exceptions" | LC_ALL=C sort -u >"$out/dump.exceptions"
silent 'the dump differs from the database' "$live" "$out/dump.sql" "$out/dump-differs.sql" "$out/dump.exceptions"
status=0
"$columns" "$live" "$out/dump.sql" >"$out/columns" 2>&1 || status=1
verdict 'columns of views are inferred otherwise' "$status" "$out/columns"
tail -n 1 "$out/columns"
status=0
rebuilt || status=1
verdict 'what is rebuilt from the files differs' "$status" "$out/rebuilt.errors" "$out/rebuilt.differs"

objects=$(awk -F ' [|] ' '{ print $1 }' "$out/regression.dump" | LC_ALL=C sort -u | wc -l)
differing=$(wc -l <"$out/rebuilt.differs")
echo "objects of the dump: $((objects)); rebuilt otherwise: $((differing)); what was found: $out"
echo "counted: $fine passed, $bad failed"
[ "$bad" -eq 0 ]
