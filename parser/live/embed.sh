#!/bin/sh
# embed.sh OUTPUT FILE...: makes a C source of queries, one array of lines for each file.  A line a literal keeps every
# string below the 4095 bytes that C promises to accept.  `-- include NAME` stands for the lines of NAME.inc beside
# this script.
set -eu
output=$1
shift
here=$(dirname -- "$0")
{
    printf '#include "parser/live/query.h"\n\nconst EmbeddedQuery sd_queries[] = {\n'
    for file in "$@"; do
        lines=$(awk -v here="$here" '
            $1 == "--" && $2 == "include" {
                part = here "/" $3 ".inc"
                while ((got = (getline line < part)) > 0) {
                    print line
                }
                close(part)
                if (got < 0) {
                    print part ": cannot be read" | "cat >&2"
                    exit 1
                }
                next
            }
            { print }' "$file")
        printf '    { "%s", (const char *const[]){\n' "$(basename -- "$file" .sql)"
        printf '%s\n' "$lines" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/        "/' -e 's/$/",/'
        printf '        NULL } },\n'
    done
    printf '};\n\nconst size_t sd_query_count = sizeof sd_queries / sizeof *sd_queries;\n'
} >"$output.new"
mv -- "$output.new" "$output"
