#!/bin/sh
# Includes point down: cli -> emitter -> differ -> model, and cli -> parser -> model.
set -eu
status=0

# forbid FOLDER UPPER...: no file of FOLDER includes a header of one of the others.
forbid() {
    folder=$1
    shift
    [ -d "$folder" ] || return 0
    for upper in "$@"; do
        grep -rnE --include='*.[ch]' --include='*.def' "^[ \t]*#[ \t]*include[ \t]*[\"<](\.\./)*$upper/" "$folder" || continue
        echo "$folder must not include $upper"
        status=1
    done
}

forbid model parser differ emitter cli
forbid parser differ emitter cli
forbid differ parser emitter cli
forbid emitter parser cli
exit $status
